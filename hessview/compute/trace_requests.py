"""The question for the paths of the critical points while a parameter of a document moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.requests import TraceRequest
from hessview.compute.resolving import critical_request
from hessview.language.definitions import along

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.document.state import State
    from hessview.language.definitions import Definition
    from hessview.language.formula import Formula

Points = tuple[tuple[float, ...], ...]

MOST_KNOWN = 64
"""Points that paths are begun at besides those that are found by numbers."""

TOO_MANY = "Paths are traced for functions of at most six variables, on the axes of the picture."


def request_for(
    formula: Formula, found: Sequence[Definition], name: str, ranges: Sequence[tuple[float, float]], known: Points
) -> TraceRequest | str:
    """Return the request for the paths while a parameter moves, or why there can be none.

    Parameters
    ----------
    ranges
        Of the variables and of the parameter, n + 1 pairs.
    """
    try:
        moving = along(formula, found, name)
    except ValueError as problem:
        return str(problem)
    lower, upper = zip(*ranges, strict=True)
    return TraceRequest(moving, tuple(lower), tuple(upper), known[-MOST_KNOWN:])


def trace_request(
    state: State, formula: Formula, found: Sequence[Definition], own: Definition, known: Points
) -> TraceRequest | str:
    """Return the request for the paths in the view of a document while the parameter `own` of `found` moves."""
    from hessview.document.parameters import slider_of

    box = critical_request(state, formula)
    if box is None:
        return TOO_MANY
    slider = slider_of(state.sliders, own.name, own.value)
    return request_for(formula, found, own.name, (*box.box, (slider.low, slider.high)), known)
