"""The patterns of regions: little signs that say of which signs the eigenvalues are, for the screen and for files.

They tell the regions apart without colour: + + is positive definite, + - is indefinite, - - is negative definite.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Definiteness

if TYPE_CHECKING:
    from collections.abc import Mapping

Stroke = tuple[tuple[float, float], ...]
"""Points to be joined, relative to the middle of a sign, in units of half its size, y up."""

NEWTON_UPHILL = "newton uphill"
UNDEFINED = "undefined"
"""Where there is no Hessian: hatched as the undefined parts of a field are."""

_PLUS: tuple[Stroke, ...] = (((-1.0, 0.0), (1.0, 0.0)), ((0.0, -1.0), (0.0, 1.0)))
_MINUS: tuple[Stroke, ...] = (((-1.0, 0.0), (1.0, 0.0)),)
_ZERO: tuple[Stroke, ...] = (
    tuple((0.75 * math.cos(k * math.pi / 8), math.sin(k * math.pi / 8)) for k in range(17)),
)
_ARROW: tuple[Stroke, ...] = (((0.0, -1.2), (0.0, 1.2)), ((-0.8, 0.2), (0.0, 1.2), (0.8, 0.2)))

PATTERNS: Mapping[str, tuple[tuple[Stroke, ...], tuple[Stroke, ...]]] = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: (_PLUS, _PLUS),
    Definiteness.NEGATIVE_DEFINITE: (_MINUS, _MINUS),
    Definiteness.INDEFINITE: (_PLUS, _MINUS),
    Definiteness.POSITIVE_SEMIDEFINITE: (_PLUS, _ZERO),
    Definiteness.NEGATIVE_SEMIDEFINITE: (_MINUS, _ZERO),
    Definiteness.ZERO: (_ZERO, _ZERO),
    NEWTON_UPHILL: (_ARROW, _ARROW),
})
"""By kind of region, the two signs that alternate; their places alternate as the fields of a chessboard do."""
