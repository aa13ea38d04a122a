"""The small sign before a sentence: it says what kind of sentence it is, also without colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

_SIZE = 20
_MIDDLE = 0.5 * _SIZE


class RingSign(QWidget):
    """A dot and a stroke in a ring: the letter i, or an exclamation mark.

    Parameters
    ----------
    dot
        Where the dot is, in pixels from the top.
    stroke
        Where the stroke begins and ends.
    """

    def __init__(self, colour: QColor, parent: QWidget, *, dot: float, stroke: tuple[float, float]) -> None:
        super().__init__(parent)
        self._colour = colour
        self._dot, self._stroke = dot, stroke
        self.setFixedSize(QSize(_SIZE, _SIZE))

    def set_colour(self, colour: QColor) -> None:
        """Take another colour."""
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, 1.5))
        painter.drawEllipse(QRectF(2.0, 2.0, _SIZE - 4.0, _SIZE - 4.0))
        painter.setPen(QPen(self._colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoint(QPointF(_MIDDLE, self._dot))
        begin, end = self._stroke
        painter.drawLine(QPointF(_MIDDLE, begin), QPointF(_MIDDLE, end))
        painter.end()
