"""Where a step of Newton's method begins uphill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.figure.marks import NEWTON_UPHILL, Axes, Mark, RegionMark
from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from hessview.analysis.definiteness_map import DefinitenessMap
    from hessview.compute.results import Results
    from hessview.document.state import State

_TIP = (
    "The step −H⁻¹∇f of Newton’s method begins uphill here (gᵀH⁻¹g < 0): its target is a saddle or a maximum of"
    " the quadratic model."
)


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the region; nothing while it is not known."""
    return () if results.definiteness is None else _region(results.definiteness)


@remembered(2)
def _region(found: DefinitenessMap) -> tuple[Mark, ...]:
    if found.uphill is None or not len(found.uphill):
        return ()
    return (RegionMark(found.uphill, NEWTON_UPHILL, "Newton’s step begins uphill", _TIP),)
