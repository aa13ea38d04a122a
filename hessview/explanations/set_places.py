"""Where a set of critical points lies, in a few words: "x = 0", "centre (0, 0), radius 1"."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.set_shapes import Shape, circle_of
from hessview.explanations.digits import with_digits
from hessview.language.decimals import real_minus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from hessview.analysis.critical_sets import CriticalSet

Floats = NDArray[np.float64]

_LEVEL = 1e-9
"""Of the extent of a set: so little a coordinate may vary that is the same all along it."""

_SAME = 1e-13
"""Of the extent: what differs no more from a simple number is that number, as far as doubles tell."""

_LARGEST_DENOMINATOR = 12
_DIGITS = 6


def set_place_words(found: CriticalSet, variables: Sequence[str]) -> str:
    """Return where a set lies as far as that is said in a few words; empty if it is not.

    Its numbers come from its points. They are said to be about that, unless f is proved to be critical all along the
    set, and they are simple.

    Parameters
    ----------
    variables
        The names of the coordinates, n of them.
    """
    if len(found.points) < 3:
        return ""
    if found.shape is Shape.CIRCLE:
        return _circle(found)
    if known := _level_coordinates(found):
        words = ", ".join(f"{variables[k]} = {text}" for k, (text, _) in known.items())
        return _hedged(words, found, [is_simple for _, is_simple in known.values()])
    if found.shape is Shape.LINE and len(variables) == 2:
        return _oblique(found, variables)
    return ""


def fixed_coordinates(found: CriticalSet) -> Mapping[int, str]:
    """Return the coordinates that are the same simple number all along a set that is proved, by their places."""
    known = _level_coordinates(found) if found.proved and len(found.points) >= 3 else {}
    return {k: text for k, (text, is_simple) in known.items() if is_simple}


def _level_coordinates(found: CriticalSet) -> dict[int, tuple[str, bool]]:
    """Return the coordinates that do not vary along a set and determine it, each with whether it is a simple number."""
    spreads = np.ptp(found.points, axis=0)
    extent = float(spreads.max())
    same = np.flatnonzero(spreads <= _LEVEL * extent)
    if len(same) != len(spreads) - found.dimension:
        return {}
    values = np.median(found.points[:, same], axis=0).tolist()
    return {int(k): _number(value, extent) for k, value in zip(same, values, strict=True)}


def _circle(found: CriticalSet) -> str:
    centre, radius = circle_of(found.points)
    known = [_number(value, radius) for value in (*centre.tolist(), radius)]
    place = ", ".join(text for text, _ in known[:-1])
    return _hedged(f"centre ({place}), radius {known[-1][0]}", found, [is_simple for _, is_simple in known])


def _oblique(found: CriticalSet, variables: Sequence[str]) -> str:
    """Return the equation y = m x + b of a line."""
    x, y = found.points.T
    first, last = int(np.argmin(x)), int(np.argmax(x))
    slope = float((y[last] - y[first]) / (x[last] - x[first]))
    start = float(np.median(y - slope * x))
    (m, m_is_simple), (b, b_is_simple) = _number(slope, 1.0), _number(start, float(np.ptp(y)))
    factor = {"1": "", "−1": "−"}.get(m, m if m[-1].isdecimal() and "/" not in m else f"{m} ")
    shift = "" if b == "0" else f" − {b[1:]}" if b.startswith("−") else f" + {b}"
    return _hedged(f"{variables[1]} = {factor}{variables[0]}{shift}", found, [m_is_simple, b_is_simple])


def _hedged(words: str, found: CriticalSet, simple: list[bool]) -> str:
    return words if found.proved and all(simple) else f"about {words}"


def _number(value: float, extent: float) -> tuple[str, bool]:
    """Return a number in a few digits, and whether it is simple as far as doubles tell."""
    from fractions import Fraction

    room = _SAME * max(abs(value), extent)
    for unit, name in ((1.0, ""), (math.pi, "pi")):
        share = Fraction(value / unit).limit_denominator(_LARGEST_DENOMINATOR)
        if abs(float(share) * unit - value) <= room and (share or not name):
            return _simple_text(share, name), True
    short = float(f"{value:.4g}")
    if abs(short - value) <= room:
        return real_minus(f"{short:g}"), True
    rounded = 0.0 if abs(value) <= _LEVEL * extent else value
    return with_digits(rounded, _DIGITS), False


def _simple_text(share: Fraction, name: str) -> str:
    top, bottom = share.numerator, share.denominator
    over = name if name and abs(top) == 1 else f"{abs(top)}{name}"
    if not name and bottom in (2, 4, 5, 8, 10):
        return real_minus(f"{float(share):g}")
    return ("−" if top < 0 else "") + (over if bottom == 1 else f"{over}/{bottom}")
