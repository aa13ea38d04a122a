"""Where the probe goes when a new function has a view of its own that leaves it out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.document.state import State
    from hessview.language.formula import Formula

_BESIDE = 0.5
"""Of the view's sides: while a hand types the probe stays where it is no farther out, for the view may change back."""


def in_sight(state: State, formula: Formula, *, is_typing: bool) -> State:
    """Return `state` with the probe in the middle of the view if the view leaves it out; on a tilted plane as it is."""
    names, view = formula.variables, state.view
    if state.plane is not None or not names:
        return state
    spanned = {names[0]: (view.x0, view.x1)}
    if len(names) > 1:
        across, up = state.axis_indices(names)
        spanned = {names[across]: (view.x0, view.x1), names[up]: (view.y0, view.y1)}
    beside = _BESIDE if is_typing else 0.0
    outside = any(
        not low - beside * (high - low) <= state.coordinate(name) <= high + beside * (high - low)
        for name, (low, high) in spanned.items()
    )
    if not outside:
        return state
    middle = {name: 0.5 * low + 0.5 * high for name, (low, high) in spanned.items()}
    return replace(state, probe=tuple((dict(state.probe) | middle).items()))
