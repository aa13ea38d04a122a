"""The line at the foot of the window: what has no room is left out by parts, the last first, never within a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QStatusBar, QStyle, QStyleOption, QWidget

from hessview.views.plain_words import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable

_PARTS = (" · ", "   ", "; ", ". ")
"""What parts of the line are joined by; the ones that matter most come first."""

_ELLIPSIS = "…"


class ShortenedLabel(QLabel):
    """A label on one line that is as narrow as need be: it shows what there is room for, its tip is the whole."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def shown(self) -> str:
        """What there is room for."""
        return shortened(self.text(), self.contentsRect().width(), self.fontMetrics().horizontalAdvance)

    def minimumSizeHint(self) -> QSize:
        """Nothing but the height."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is room for."""
        painter, shown = QPainter(self), self.shown
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def event(self, event: QEvent) -> bool:
        """Tell all of the words to who asks and does not see them."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip("" if self.shown == self.text() else plain_tip(self.text()))
        return super().event(event)


class StatusLine(QStatusBar):
    """A status bar that shortens its messages as its labels shorten their words."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a message, if there is one, as far as there is room for it."""
        message = self.currentMessage()
        if not message:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        room = self._room()
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        shown = shortened(message, room.width(), QFontMetrics(self.font()).horizontalAdvance)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _room(self) -> QRect:
        """Return what the permanent words leave free."""
        room = self.contentsRect().adjusted(6, 0, -6, 0)
        beside = [label.x() for label in self.findChildren(QLabel) if label.isVisible() and label.text()]
        if beside:
            room.setRight(min(room.right(), min(beside) - 6))
        return room


def shortened(words: str, width: float, advance: Callable[[str], float]) -> str:
    """Return as much of a line as is at most so wide: without its last parts, or its last words, and an ellipsis.

    Parameters
    ----------
    advance
        Returns how wide a text is.
    """
    if advance(words) <= width:
        return words
    ends = sorted({k for mark in _PARTS for k in _places(words, mark)}, reverse=True)
    for k in ends:
        part = f"{words[:k].rstrip()} {_ELLIPSIS}"
        if advance(part) <= width and 2.0 * advance(part) > width:
            return part
    for k in sorted(_places(words, " "), reverse=True):
        part = f"{words[:k].rstrip()} {_ELLIPSIS}"
        if advance(part) <= width:
            return part
    return _ELLIPSIS if advance(_ELLIPSIS) <= width else ""


def _places(words: str, mark: str) -> list[int]:
    return [k + (mark[0] in ".;") for k in range(len(words)) if words.startswith(mark, k)]
