"""How regions look on the screen: a tint, and a pattern of little signs that tells them apart without colour."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform

from hessview.analysis.verdict import Definiteness
from hessview.figure.patterns import NEWTON_UPHILL, PATTERNS
from hessview.views import theme as looks

if TYPE_CHECKING:
    from hessview.views.theme import Theme

_TILE = 32
"""Pixels of a square of the pattern, with two signs in it."""

_HALF = 3.0
"""Half the size of a sign in pixels."""

_COLOURS = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: "#0072B2",
    Definiteness.NEGATIVE_DEFINITE: "#D55E00",
    Definiteness.INDEFINITE: "#009E73",
    Definiteness.POSITIVE_SEMIDEFINITE: "#56B4E9",
    Definiteness.NEGATIVE_SEMIDEFINITE: "#E69F00",
    Definiteness.ZERO: "#7A7F87",
    NEWTON_UPHILL: "#CC79A7",
})  # fmt: skip


def tint(kind: str, theme: Theme, *, on_field: bool) -> QColor:
    """Return the colour of a region's ground; half transparent over a colour field."""
    colour = QColor(_COLOURS.get(kind, theme.secondary))
    colour.setAlphaF(0.34 if on_field else 0.3)
    return colour


def pattern_brush(kind: str, theme: Theme, ratio: float, *, on_field: bool, in_a_row: bool = False) -> QBrush:
    """Return what fills a region with its signs, for a screen of `ratio` device pixels a pixel.

    They alternate as on a chessboard; `in_a_row` they stand beside each other, as a sample of half a square shows them.
    """
    size = math.ceil(_TILE * ratio)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _TILE, size / _TILE)
    for sign, middle in zip(PATTERNS.get(kind, ()), (0.25, 0.75), strict=False):
        for pen in _pens(theme, on_field=on_field):
            painter.setPen(pen)
            for stroke in sign:
                down = 0.25 if in_a_row else middle
                points = [QPointF(_TILE * middle + _HALF * x, _TILE * down - _HALF * y) for x, y in stroke]
                painter.drawPolyline(QPolygonF(points))
    painter.end()
    brush = QBrush(pixmap)
    brush.setTransform(QTransform.fromScale(_TILE / size, _TILE / size))
    return brush


def _pens(theme: Theme, *, on_field: bool) -> tuple[QPen, ...]:
    if on_field:
        dark = QColor(looks.LIGHT.text)
        return looks.rim(1.2), QPen(dark, 1.2)
    colour = theme.color("text")
    colour.setAlphaF(0.75)
    return (QPen(colour, 1.2),)
