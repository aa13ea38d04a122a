"""What is asked when the critical points are traced: over which ranges, and where to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.requests import TraceRequest
from hessview.language.definitions import along

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.branches import Trace
    from hessview.compute.results import Results
    from hessview.language.definitions import Definition
    from hessview.language.formula import Formula

Points = tuple[tuple[float, ...], ...]

_MOST_KNOWN = 64
"""Points that paths are begun at besides those that are found by numbers."""


def missed_points(results: Results, trace: Trace | None, value: float, known: Points) -> Points:
    """Return the regular critical points of the picture that lie on no path, each with the parameter's value.

    Parameters
    ----------
    value
        Of the parameter now.
    known
        Points that paths have been begun at already; they are not named again.
    """
    if trace is None or results.critical is None or not results.critical_is_current:
        return ()
    if results.wanted is None or results.wanted.critical in results.pending:
        return ()
    points = [(*point.x.tolist(), value) for point in results.critical.points if point.index is not None]
    return tuple(point for point in points if point not in known and not trace.holds(point))[:_MOST_KNOWN]


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
    return TraceRequest(moving, tuple(lower), tuple(upper), known[-_MOST_KNOWN:])
