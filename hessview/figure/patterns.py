"""The patterns of regions: little signs that say of which signs the eigenvalues are, for the screen and for files.

They tell the regions apart without colour: + + is positive definite, + - is indefinite, - - is negative definite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Definiteness
from hessview.figure.marks import NEWTON_UPHILL

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = NDArray[np.float64]

Stroke = tuple[tuple[float, float], ...]
"""Points to be joined, relative to the middle of a sign, in units of half its size, y up."""

_PLUS: tuple[Stroke, ...] = (((-1.0, 0.0), (1.0, 0.0)), ((0.0, -1.0), (0.0, 1.0)))
_MINUS: tuple[Stroke, ...] = (((-1.0, 0.0), (1.0, 0.0)),)
_ZERO: tuple[Stroke, ...] = (
    tuple((0.75 * math.cos(k * math.pi / 8), math.sin(k * math.pi / 8)) for k in range(17)),
)
_RISING: tuple[Stroke, ...] = (((-1.3, -1.3), (1.3, 1.3)),)
_CROSS: tuple[Stroke, ...] = (((-0.9, -0.9), (0.9, 0.9)), ((-0.9, 0.9), (0.9, -0.9)))
_FALLING: tuple[Stroke, ...] = (((0.0, 1.2), (0.0, -1.2)), ((-0.8, -0.2), (0.0, -1.2), (0.8, -0.2)))
_DOTS: tuple[Stroke, ...] = (((-1.2, 0.0), (-0.7, 0.0)), ((-0.25, 0.0), (0.25, 0.0)), ((0.7, 0.0), (1.2, 0.0)))
_OUTWARD: tuple[Stroke, ...] = (((-1.1, -1.1), (1.1, 1.1)), ((0.0, 1.1), (1.1, 1.1), (1.1, 0.0)))
_TO_A_WALL: tuple[Stroke, ...] = (((-1.3, 0.0), (0.9, 0.0)), ((0.9, -1.1), (0.9, 1.1)))
_INFINITY: tuple[Stroke, ...] = (
    ((0.0, 0.0), (-0.55, 0.7), (-1.15, 0.7), (-1.6, 0.0), (-1.15, -0.7), (-0.55, -0.7), (0.0, 0.0), (0.55, 0.7),
     (1.15, 0.7), (1.6, 0.0), (1.15, -0.7), (0.55, -0.7), (0.0, 0.0)),
)  # fmt: skip
_SQUARE: tuple[Stroke, ...] = (((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9)),)
_STAR: tuple[Stroke, ...] = (*_PLUS, *_CROSS)
# An N with an arrow beside it: an arrow alone would be taken for a direction.
_NEWTON_UP: tuple[Stroke, ...] = (
    ((-1.8, -1.2), (-1.8, 1.2), (-0.4, -1.2), (-0.4, 1.2)),
    ((1.1, -1.2), (1.1, 1.2)),
    ((0.4, 0.4), (1.1, 1.2), (1.8, 0.4)),
)


_W, _H = 0.75, 1.25
_DIGITS: tuple[tuple[Stroke, ...], ...] = (
    (((-0.6, 0.7), (0.1, _H), (0.1, -_H)), ((-0.5, -_H), (0.7, -_H))),
    (((-_W, 0.8), (-0.4, _H), (0.4, _H), (_W, 0.8), (_W, 0.2), (-_W, -_H), (_W, -_H)),),
    (((-_W, _H), (_W, _H), (0.0, 0.25), (_W, -0.2), (_W, -0.8), (0.3, -_H), (-0.4, -_H), (-_W, -0.9)),),
    (((0.4, -_H), (0.4, _H), (-_W, -0.5), (0.9, -0.5)),),
    (((_W, _H), (-0.6, _H), (-_W, 0.1), (0.3, 0.25), (_W, -0.2), (_W, -0.8), (0.3, -_H), (-_W, -1.1)),),
    (((0.6, _H), (-0.2, 0.9), (-_W, 0.0), (-_W, -0.9), (-0.3, -_H), (0.4, -_H), (_W, -0.8), (_W, -0.3), (0.3, 0.1),
      (-_W, -0.2)),),
    (((-_W, _H), (_W, _H), (-0.2, -_H)),),
    (((0.0, 0.1), (-0.6, 0.45), (-0.6, 0.95), (0.0, _H), (0.6, 0.95), (0.6, 0.45), (0.0, 0.1), (-_W, -0.4),
      (-_W, -0.95), (0.0, -_H), (_W, -0.95), (_W, -0.4), (0.0, 0.1)),),
)  # fmt: skip
"""1 to 8: the numbers of ends, by which basins are told apart without colour."""

BASINS = tuple(f"basin {number}" for number in range(1, 9))
OTHER_BASINS, BASIN_DIVERGES, BASIN_EDGE = "other basins", "starts that diverge", "starts that leave the domain"
BASIN_UNFINISHED, BASIN_NOWHERE = "starts not at an end", "starts that come to no critical point"
BASIN_FALLS, BASIN_FAR = "starts from which f keeps falling", "starts that leave the region"
BASIN_INFINITE, BASIN_NO_STEP = "starts that come to where f is not finite", "starts that come to no step"
"""The kinds of the regions of a map of basins."""

_BASIN_TINTS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#7B52AB")


@dataclass(frozen=True)
class Pattern:
    """What fills a kind of region.

    Attributes
    ----------
    signs
        Two signs, that of every other row and that of the rows between.
    raised
        Whether its rows stand between those of other patterns, so that both are seen where regions overlap.
    """

    signs: tuple[tuple[Stroke, ...], tuple[Stroke, ...]]
    raised: bool = False


PATTERNS: Mapping[str, Pattern] = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: Pattern((_PLUS, _PLUS)),
    Definiteness.NEGATIVE_DEFINITE: Pattern((_MINUS, _MINUS)),
    Definiteness.INDEFINITE: Pattern((_PLUS, _MINUS)),
    Definiteness.POSITIVE_SEMIDEFINITE: Pattern((_PLUS, _ZERO)),
    Definiteness.NEGATIVE_SEMIDEFINITE: Pattern((_MINUS, _ZERO)),
    Definiteness.ZERO: Pattern((_ZERO, _ZERO)),
    NEWTON_UPHILL: Pattern((_NEWTON_UP, ()), raised=True),
    **{kind: Pattern((digit, ())) for kind, digit in zip(BASINS, _DIGITS, strict=True)},
    # All in grey: a narrow strip, in which only every other row has room, must tell which of them it is.
    OTHER_BASINS: Pattern((_STAR, _STAR)),
    BASIN_DIVERGES: Pattern((_RISING, _RISING)),
    BASIN_EDGE: Pattern((_TO_A_WALL, _TO_A_WALL)),
    BASIN_FALLS: Pattern((_FALLING, _FALLING)),
    BASIN_FAR: Pattern((_OUTWARD, _OUTWARD)),
    BASIN_INFINITE: Pattern((_INFINITY, _INFINITY)),
    BASIN_NO_STEP: Pattern((_SQUARE, _SQUARE)),
    BASIN_UNFINISHED: Pattern((_DOTS, _DOTS)),
    BASIN_NOWHERE: Pattern((_CROSS, _CROSS)),
})
"""By kind of region."""

HATCHES: Mapping[str, str] = MappingProxyType({
    BASIN_DIVERGES: "x", BASIN_FAR: "+", BASIN_FALLS: "|", BASIN_UNFINISHED: "-",
    BASIN_EDGE: "\\", BASIN_NO_STEP: "/", BASIN_NOWHERE: ".", BASIN_INFINITE: "o",
})  # fmt: skip
"""The lines in which kinds of starts that come to no end differ where a strip is too narrow for a sign, in the letters
of matplotlib: which way they go, or dots and rings. What is grey and has none comes to an end."""

TINTS: Mapping[str, str] = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: "#0072B2",
    Definiteness.NEGATIVE_DEFINITE: "#D55E00",
    Definiteness.INDEFINITE: "#009E73",
    Definiteness.POSITIVE_SEMIDEFINITE: "#56B4E9",
    Definiteness.NEGATIVE_SEMIDEFINITE: "#E69F00",
    Definiteness.ZERO: "#7A7F87",
    **dict(zip(BASINS, _BASIN_TINTS, strict=True)),
    # Where strips are too narrow for signs, those of starts that go far, overflow or are on the way still differ.
    **dict.fromkeys((OTHER_BASINS, BASIN_DIVERGES, BASIN_FAR, BASIN_FALLS, BASIN_EDGE), "#7A7F87"),
    **dict.fromkeys((BASIN_INFINITE, BASIN_NO_STEP), "#43474E"),
    **dict.fromkeys((BASIN_UNFINISHED, BASIN_NOWHERE), "#ADB1B7"),
})
"""The colours that regions are tinted with on the screen."""

_ROW = 0.5
"""The distance of two rows of signs, and half that of two signs in a row, in squares of the pattern."""

_FAR = 1e100
"""Units of length; what lies farther away, when a picture is another one than the regions are of, lies here."""


@dataclass(frozen=True)
class Grain:
    """How coarse a pattern is and where it begins, in units of length.

    Attributes
    ----------
    square
        The side of a square of the pattern, with one sign of each kind in it.
    half
        Half the size of a sign.
    phase
        How much of a square lies left of the picture, and below it: a pattern that moves with the picture.
    """

    square: float
    half: float
    phase: tuple[float, float] = (0.0, 0.0)


def signs_in(
    rings: Floats, size: tuple[float, float], pattern: Pattern, grain: Grain
) -> tuple[Floats, Floats]:
    """Return where the two signs of a pattern stand in a region, shapes (k, 2): all of each sign lies inside.

    Parameters
    ----------
    rings
        Closed rings, shape (m, 2), separated by rows of nan, to be filled even-odd, in units of length from a corner of
        the picture.
    size
        Width and height of the picture.
    """
    a, b = rings[:-1], rings[1:]
    usable = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    a, b = a[usable], b[usable]
    width, half, step = size[0], grain.half, _ROW * grain.square
    start, aside = (1.0, 0.25) if pattern.raised else (0.5, 0.0)
    bottom, left = start * step - grain.phase[1], (0.25 + aside) * grain.square - grain.phase[0]
    if not len(a):
        return np.empty((0, 2)), np.empty((0, 2))
    # No sign stands outside of the box around the region.
    (x0, y0), (x1, y1) = (np.clip(corner, 0.0, size) for corner in (a.min(axis=0), a.max(axis=0)))
    rows = np.arange(math.ceil((y0 + half - bottom) / step), math.floor((y1 - half - bottom) / step) + 1)
    made: list[Floats] = []
    for parity in (0, 1):
        if not pattern.signs[parity]:
            made.append(np.empty((0, 2)))
            continue
        first = left + 0.5 * parity * grain.square
        columns = np.arange(
            math.ceil((x0 + half - first) / grain.square), math.floor((x1 - half - first) / grain.square) + 1
        )
        mine = rows[rows % 2 == parity]
        x, y = np.meshgrid(first + grain.square * columns, bottom + step * mine)
        inside = np.ones(x.shape, dtype=np.bool_)
        if mine.size:
            for shift in (-half, 0.0, half):
                crossings = _Crossings(a, b, (bottom + step * mine[0] + shift, 2.0 * step, mine.size), width)
                for beside in (-half, 0.0, half):
                    inside &= crossings.are_inside(x + beside)
        made.append(np.column_stack([x[inside], y[inside]]))
    return made[0], made[1]


def cells_in(rings: Floats, size: tuple[float, float], counts: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which cells of a regular grid over the picture have their middle in a region, shape (rows, columns).

    Parameters
    ----------
    rings, size
        As in `signs_in`.
    counts
        Rows, from the lowest, and columns.
    """
    a, b = rings[:-1], rings[1:]
    usable = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    (width, height), (rows, columns) = size, counts
    step = height / rows
    crossings = _Crossings(a[usable], b[usable], (0.5 * step, step, rows), width)
    x = (np.arange(columns) + 0.5) * width / columns
    return crossings.are_inside(np.broadcast_to(x, (rows, columns)))


class _Crossings:
    """Where segments from a to b, shapes (m, 2), cross level lines: (height of the first, step, how many)."""

    def __init__(self, a: Floats, b: Floats, lines: tuple[float, float, int], width: float) -> None:
        low, step, count = lines
        a, b = np.clip(a, -_FAR, _FAR), np.clip(b, -_FAR, _FAR)
        bottom, top = np.minimum(a[:, 1], b[:, 1]), np.maximum(a[:, 1], b[:, 1])
        first = np.clip(np.ceil((bottom - low) / step), 0, count).astype(np.intp)
        last = np.clip(np.ceil((top - low) / step), 0, count).astype(np.intp)
        many = np.maximum(last - first, 0)
        segment = np.repeat(np.arange(len(a)), many)
        line = np.arange(len(segment)) - np.repeat(np.cumsum(many) - many - first, many)
        (x0, y0), (x1, y1) = a[segment].T, b[segment].T
        x = x0 + (low + step * line - y0) / (y1 - y0) * (x1 - x0)
        # The lines one after the other, each as wide as the picture and a little more.
        self._stride = width + 4.0
        self._ordered = np.sort(self._stride * line + np.clip(x, -1.0, width + 1.0) + 1.0)
        self._begin = self._stride * np.arange(count)[:, np.newaxis]

    def are_inside(self, x: Floats) -> NDArray[np.bool_]:
        """Return whether points, shape (lines, k), have an odd number of crossings left of them."""
        left = np.searchsorted(self._ordered, self._begin + x + 1.0) - np.searchsorted(self._ordered, self._begin)
        return np.asarray(left % 2 == 1, dtype=np.bool_)
