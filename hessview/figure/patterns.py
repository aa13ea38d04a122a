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
_ARROW: tuple[Stroke, ...] = (((0.0, -1.2), (0.0, 1.2)), ((-0.8, 0.2), (0.0, 1.2), (0.8, 0.2)))


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
    NEWTON_UPHILL: Pattern((_ARROW, _ARROW), raised=True),
})
"""By kind of region."""

_ROW = 0.5
"""The distance of two rows of signs, and half that of two signs in a row, in squares of the pattern."""


def signs_in(
    rings: Floats, size: tuple[float, float], pattern: Pattern, square: float, half: float
) -> tuple[Floats, Floats]:
    """Return where the two signs of a pattern stand in a region, shapes (k, 2): all of each sign lies inside.

    Parameters
    ----------
    rings
        Closed rings, shape (m, 2), separated by rows of nan, to be filled even-odd, in units of length from a corner of
        the picture.
    size
        Width and height of the picture.
    square
        The side of a square of the pattern, with one sign of each kind in it.
    half
        Half the size of a sign.
    """
    a, b = rings[:-1], rings[1:]
    usable = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    a, b = a[usable], b[usable]
    width, height = size
    start, aside = (1.0, 0.25) if pattern.raised else (0.5, 0.0)
    found: tuple[list[Floats], list[Floats]] = ([], [])
    for row in range(math.ceil(height / (_ROW * square))):
        y = (start + row) * _ROW * square
        x = square * (0.25 + aside + 0.5 * (row % 2) + np.arange(-1, math.ceil(width / square)))
        inside = np.ones(len(x), dtype=np.bool_)
        for line in (y - half, y, y + half):
            crossings = _crossings(a, b, line)
            for shift in (-half, 0.0, half):
                inside &= np.searchsorted(crossings, x + shift) % 2 == 1
        found[row % 2].append(np.column_stack([x[inside], np.full(np.count_nonzero(inside), y)]))
    first, second = (np.concatenate(each or [np.empty((0, 2))]) for each in found)
    return first, second


def _crossings(a: Floats, b: Floats, y: float) -> Floats:
    """Return where the segments from a to b, shapes (m, 2), cross a level line, increasing."""
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    (x0, y0), (x1, y1) = a[crosses].T, b[crosses].T
    return np.sort(x0 + (y - y0) / (y1 - y0) * (x1 - x0))
