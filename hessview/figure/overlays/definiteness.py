"""The regions in which the Hessian is definite or not, and the curve det H = 0 between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.analysis.verdict import Definiteness
from hessview.document.state import ColourBy
from hessview.figure.marks import UNDEFINED, Axes, LineMark, Mark, RegionMark, Role
from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from hessview.analysis.definiteness_map import DefinitenessMap
    from hessview.compute.results import Results
    from hessview.document.state import State


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the regions, then the curve; nothing while they are not known."""
    if results.definiteness is None:
        return ()
    look = state.appearance
    return _atlas(results.definiteness, look.show_field and look.colour_by is ColourBy.VALUE)


@remembered(2)
def _atlas(found: DefinitenessMap, is_tinted: bool) -> tuple[Mark, ...]:
    from hessview.explanations import bending

    if not found.has_shapes:
        return ()
    made: list[Mark] = [
        RegionMark(each.rings, each.kind, _name(each.kind), bending(each.kind), is_tinted) for each in found.regions
    ]
    if found.undefined is not None and is_tinted:
        made.append(RegionMark(found.undefined, UNDEFINED, "H undefined", "f has no second derivatives"))
    if found.singular is not None and len(found.singular):
        made.append(LineMark(found.singular, Role.SINGULAR, "det H = 0"))
    return tuple(made)


def _name(kind: Definiteness) -> str:
    return "H = 0" if kind is Definiteness.ZERO else kind
