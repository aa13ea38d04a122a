"""The small line that shows where an eigenvector or a gradient points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = 28.0


def paint_direction(
    painter: QPainter, centre: QPointF, x: float, y: float, colour: QColor, *, both: bool, dashes: Sequence[float] = ()
) -> None:
    """Paint a direction of the plane, y upwards, across a `SIZE` pixels wide place.

    Parameters
    ----------
    x, y
        The direction; its length does not matter.
    both
        A line with a head at each end: an eigenvector has no sign. Else an arrow.
    dashes
        Lengths of strokes and gaps in widths of the pen; none for a solid line.
    """
    length = math.hypot(x, y)
    if not math.isfinite(length) or length == 0.0:
        return
    along = QPointF(x / length, -y / length)
    across = QPointF(-along.y(), along.x())
    reach = SIZE / 2 - 2.0
    tip, tail = centre + along * reach, centre - along * reach
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(list(dashes))
    painter.setPen(pen)
    painter.drawLine(tail + along * (4.0 if both else 0.0), tip - along * 4.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(_head(tip, along, across))
    if both:
        painter.drawPath(_head(tail, along * -1.0, across))


def _head(tip: QPointF, along: QPointF, across: QPointF) -> QPainterPath:
    back = tip - along * 5.5
    path = QPainterPath()
    path.addPolygon(QPolygonF([tip, back + across * 2.5, back - across * 2.5]))
    path.closeSubpath()
    return path
