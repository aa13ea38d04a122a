"""Painter of the dots on the paths of runs: discs, rings, and one with a slash where a run ended short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from hessview.figure.run_looks import RINGS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from hessview.figure.marks import DotsMark

DOT = 4.0
"""Pixels across a usual dot."""

_RIM, _WALL, _SLASH = 2.0, 1.3, 1.6
_FARTHEST = 1e6


def paint_dots(
    painter: QPainter, mark: DotsMark, pixels: NDArray[np.float64], color: QColor, ground: QColor, *, cased: bool
) -> None:
    """Paint a mark's dots.

    Parameters
    ----------
    pixels
        Where they are, shape (m, 2).
    color, ground
        Of the dots, and of what is inside of rings and around all of them where they are `cased`.
    """
    shown = pixels[(np.abs(pixels) < _FARTHEST).all(axis=1)]
    if not len(shown):
        return
    painter.save()
    painter.setOpacity(mark.opacity)
    size = DOT * mark.weight
    if mark.is_stopped:
        _paint_stops(painter, shown, size, color, ground)
        painter.restore()
        return
    points = QPolygonF([QPointF(x, y) for x, y in shown.tolist()])
    discs = [(color, size)]
    if mark.role in RINGS:
        discs.append((ground, max(size - 2.0 * _WALL * (0.6 + 0.4 * mark.weight), 1.2)))
    if cased or mark.weight > 1.5:
        rim = QColor(ground)
        rim.setAlpha(200)
        discs.insert(0, (rim, size + _RIM))
    for ink, across in discs:
        painter.setPen(QPen(ink, across, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(points)
    painter.restore()


def _paint_stops(
    painter: QPainter, pixels: NDArray[np.float64], size: float, color: QColor, ground: QColor
) -> None:
    radius, aside = 0.5 * size, 0.5 * size * 0.5**0.5
    for ink, width in ((ground, _SLASH + _RIM), (color, _SLASH)):
        painter.setPen(QPen(ink, width))
        painter.setBrush(ground)
        for x, y in pixels.tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)
            painter.drawLine(QPointF(x - aside, y + aside), QPointF(x + aside, y - aside))
