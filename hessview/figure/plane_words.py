"""What the axes of a tilted slice are called, and how it was chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.figure.words import name_words, number, place, subscript
from hessview.language.decimals import MINUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.document.state import State

_WRITTEN_OUT = 4
"""Variables up to which a direction is written with all its components."""

_MOST_TERMS = 3
_LARGEST_WHOLE = 9
_DUST = 1e-9


def axis_names(state: State, variables: Sequence[str]) -> tuple[str, str]:
    """Return what the two axes of the plane that is shown are called: ``s along v₁``, ``t along (0, 1, −1)``."""
    if state.plane is None:
        return "s", "t"
    source = state.plane_source
    if source is not None:
        words = tuple(f"v{subscript(k)}" for k in (source.first, source.second))
    else:
        words = tuple(direction_words(direction, variables) for direction in state.plane)
    return f"s along {words[0]}", f"t along {words[1]}"


def plane_note(state: State, variables: Sequence[str]) -> str:
    """Return how the plane that is shown was chosen, in a sentence without a full stop."""
    source = state.plane_source
    if source is None:
        words = "slice along two directions through the probe"
        return f"{words}; s and t are lengths" if _are_lengths(state) else f"{words}; s and t count them"
    names = f"v{subscript(source.first)} and v{subscript(source.second)}"
    moved = source.point != state.point(tuple(variables))
    where = f"at {place(source.point)}" if len(variables) <= _WRITTEN_OUT else "where it was chosen"
    return f"plane of {names} as they were {where}, through the probe" if moved else f"plane of {names} at the probe"


def _are_lengths(state: State) -> bool:
    """Whether the directions of the plane are perpendicular unit vectors, as those are that were chosen here."""
    if state.plane is None:
        return False
    products = [math.fsum(a * b for a, b in zip(u, v, strict=True)) for u in state.plane for v in state.plane]
    return all(abs(a - b) <= _DUST for a, b in zip(products, (1.0, 0.0, 0.0, 1.0), strict=True))


def direction_words(direction: Sequence[float], variables: Sequence[str]) -> str:
    """Return a direction, of any length, as text: ``(1, −1, 0)``; in many variables its largest terms, ``x₁ − x₅``."""
    entries = whole(direction)
    if len(entries) <= _WRITTEN_OUT:
        return "(" + ", ".join(_rounded(entry) for entry in entries) + ")"
    order = sorted(range(len(entries)), key=lambda k: -abs(entries[k]))
    shown = sorted([k for k in order if entries[k] != 0.0][:_MOST_TERMS])
    if not shown:
        return "0"
    text = "".join(_term(entries[k], name_words(variables[k]), is_first=k == shown[0]) for k in shown)
    rest = math.fsum(entries[k] ** 2 for k in order if k not in shown)
    return text + (" + …" if rest > 0.0 else "")


def whole(direction: Sequence[float]) -> tuple[float, ...]:
    """Return a direction scaled to small whole numbers if it is along such a one, else as it is."""
    smallest = min((abs(entry) for entry in direction if abs(entry) > _DUST), default=0.0)
    if smallest == 0.0:
        return tuple(direction)
    for factor in range(1, _LARGEST_WHOLE + 1):
        scaled = [factor * entry / smallest for entry in direction]
        nearest = [round(entry) for entry in scaled]
        if max(map(abs, nearest)) > _LARGEST_WHOLE:
            break
        if all(abs(a - b) <= _DUST for a, b in zip(scaled, nearest, strict=True)):
            return tuple(float(entry) for entry in nearest)
    return tuple(direction)


def _rounded(entry: float) -> str:
    text = number(entry, 2)
    return "0" if abs(entry) < 0.5e-3 else text


def _term(entry: float, name: str, *, is_first: bool) -> str:
    sign = MINUS if entry < 0.0 else ""
    if not is_first:
        sign = f" {sign or '+'} "
    size = "" if abs(entry) == 1.0 else number(abs(entry), 2) + " "
    return f"{sign}{size}{name}"
