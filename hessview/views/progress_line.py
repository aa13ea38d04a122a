"""The hairline at the top edge of a view that says "being computed", after a second also in words, with a stop."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from hessview.views.theme import GRID

HEIGHT = 2
PATIENCE = 300
"""Milliseconds before anything is said at all."""
WORDS_AFTER = 1000
_TICK = 40


class ProgressLine(QWidget):
    """A line of the accent colour, as long as what is done; a wandering piece when nobody knows how much that is.

    It never takes the mouse; only the button that appears after a second does.

    Parameters
    ----------
    button
        The button, if it is not to have the words that belong to a picture.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget, button: QToolButton | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._fraction: float | None = None
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._advance)
        self._button = button if button is not None else _stop_button(parent)
        self._button.clicked.connect(self.cancelled)
        self._button.hide()
        self.hide()

    def set_progress(self, fraction: float | None) -> None:
        """Show how much is done (0 to 1; below 0: nobody knows), or None: nothing is being computed."""
        self._fraction = fraction
        if fraction is None:
            self._timer.stop()
            self._button.hide()
            self.hide()
        elif not self._timer.isActive():
            self._clock.start()
            self._timer.start()
        else:
            self.update()

    def lay_out(self, room: QSize) -> None:
        """Take the top edge of a view of this size, and for the button its lower left corner: nothing is said there."""
        self.setGeometry(0, 0, room.width(), HEIGHT)
        size = self._button.sizeHint()
        self._button.setGeometry(QRect(QPoint(GRID, room.height() - size.height() - GRID // 2), size))

    def _advance(self) -> None:
        if self._clock.elapsed() >= PATIENCE:
            self.setVisible(True)
            self.raise_()
            self.update()
        if self._clock.elapsed() >= WORDS_AFTER:
            self._button.setVisible(True)
            self._button.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        color: QColor = self.palette().highlight().color()
        width = float(self.width())
        if self._fraction is None:
            return
        if self._fraction >= 0.0:
            painter.fillRect(QRectF(0, 0, width * min(self._fraction, 1.0), HEIGHT), color)
            return
        piece = width / 4
        start = (self._clock.elapsed() / 1500.0 % 1.0) * (width + piece) - piece
        painter.fillRect(QRectF(start, 0, piece, HEIGHT), color)


def _stop_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText("Computing \u2026 Stop")
    button.setToolTip("Stop this computation; the last picture stays")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
