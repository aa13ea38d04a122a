"""A small arrow at the edge of the picture that points to where the probe is when it cannot be seen."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

RADIUS = 12.0
INSET = RADIUS + 4.0
"""Pixels from the edge of the picture to the middle of the hint."""

_CORE = QColor("#14161A")
_RIM = QColor("#FFFFFF")


class ProbeHint(QGraphicsItem):
    """A disc with an arrow head, of the probe's own dark and light."""

    def __init__(self) -> None:
        super().__init__()
        self._angle = 0.0
        self.setVisible(False)

    def boundingRect(self) -> QRectF:
        """Return the disc's square about the origin."""
        return QRectF(-RADIUS - 1, -RADIUS - 1, 2 * RADIUS + 2, 2 * RADIUS + 2)

    def point_to(self, probe: QPointF | None, frame: QRectF) -> None:
        """Stand at the edge of `frame` nearest to the probe's pixel; hide when the probe is seen or there is none."""
        outside = probe is not None and not frame.adjusted(-1, -1, 1, 1).contains(probe)
        self.setVisible(outside)
        if probe is None or not outside:
            return
        inner = frame.adjusted(INSET, INSET, -INSET, -INSET)
        place = QPointF(
            min(max(probe.x(), inner.left()), inner.right()), min(max(probe.y(), inner.top()), inner.bottom())
        )
        angle = math.degrees(math.atan2(probe.y() - place.y(), probe.x() - place.x()))
        if angle != self._angle:
            self._angle = angle
            self.update()
        self.setPos(place)

    def holds(self, place: QPointF) -> bool:
        """Whether a pixel of the scene is on the disc."""
        return self.isVisible() and math.hypot(place.x() - self.x(), place.y() - self.y()) <= RADIUS

    @property
    def angle(self) -> float:
        """Where the arrow points, in degrees clockwise from the right."""
        return self._angle

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the ring and, inside it, the arrow head."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_CORE, 2.0))
        painter.setBrush(_RIM)
        painter.drawEllipse(QPointF(0.0, 0.0), RADIUS - 1.0, RADIUS - 1.0)
        painter.rotate(self._angle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_CORE)
        painter.drawPolygon(QPolygonF([QPointF(7.0, 0.0), QPointF(-4.0, -5.5), QPointF(-1.5, 0.0), QPointF(-4.0, 5.5)]))
