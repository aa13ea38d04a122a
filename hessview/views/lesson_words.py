"""What is seen in the lesson in words: on one line, or in a low page as a key with a line for each contestant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hessview.views import theme as looks
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.figure.marks import Role
    from hessview.views.theme import Theme

_SAMPLE = 14
"""Pixels of a piece of a contestant's line."""


class SeenLine(QWidget):
    """One line of words: the fullest that has room, cut at the end if none has."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._choices: tuple[str, ...] = ()
        self._theme = LIGHT
        self.setFont(small_font())
        self.setFixedHeight(self.fontMetrics().height() + 2)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def text(self) -> str:
        """What is written."""
        metrics, room = self.fontMetrics(), self.width() - 2 * GRID
        fitting = next((words for words in self._choices if metrics.horizontalAdvance(words) <= room), None)
        last = self._choices[-1] if self._choices else ""
        return fitting or metrics.elidedText(last, Qt.TextElideMode.ElideRight, room)

    def show_words(self, choices: Sequence[str], said: str) -> None:
        """Show one of some wordings, and let what reads the screen aloud say all of it."""
        self._choices = tuple(choices)
        if self.accessibleDescription() != said:
            self.setAccessibleDescription(said)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: object) -> None:
        """Paint the words."""
        del event
        painter = QPainter(self)
        painter.setPen(self._theme.color("text"))
        room = self.rect().adjusted(GRID, 0, -GRID, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text)
        painter.end()


class LessonKey(QWidget):
    """A line for each contestant: a piece of its line on the plot, its name, and what it needs."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[tuple[Role, str], ...] = ()
        self._theme = LIGHT
        self._is_beside = False
        self.setFont(small_font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def set_beside(self, *, beside: bool) -> None:
        """Let contestants stand side by side, as many as have room, or one below the other."""
        self._is_beside = beside
        vertical = QSizePolicy.Policy.Fixed if beside else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Ignored, vertical)
        self.updateGeometry()

    @property
    def columns(self) -> int:
        """How many stand side by side: all, two or one."""
        most = len(self._lines) if self._is_beside else 1
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(words) for _, words in self._lines), default=0) + _SAMPLE + 2 * GRID
        return next((n for n in (most, 2) if 1 < n <= most and n * widest <= self.width()), 1)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is written, as far as it has room."""
        metrics, room = self.fontMetrics(), self.width() // self.columns - GRID - _SAMPLE
        return tuple(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room) for _, words in self._lines)

    def show_lines(self, lines: Sequence[tuple[Role, str]], said: str) -> None:
        """Show the contestants, and let what reads the screen aloud say all that is known."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.updateGeometry()
        if self.accessibleDescription() != said:
            self.setAccessibleDescription(said)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(0, -(-len(self._lines) // self.columns) * self._height)

    def sizeHint(self) -> QSize:
        """The same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: object) -> None:
        """Ask for as many rows as there are now."""
        del event
        self.updateGeometry()

    @property
    def _height(self) -> int:
        return self.fontMetrics().height()

    def paintEvent(self, event: object) -> None:
        """Paint samples and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self.columns
        for number, ((role, _), words) in enumerate(zip(self._lines, self.lines, strict=True)):
            at, left = number // columns, number % columns * (self.width() // columns)
            middle = at * self._height + self._height // 2
            pen = QPen(looks.pen(role, self._theme, on_field=False))
            pen.setWidthF(2.5)
            painter.setPen(pen)
            painter.drawLine(left, middle, left + _SAMPLE, middle)
            painter.setPen(self._theme.color("text"))
            painter.drawText(
                left + _SAMPLE + GRID // 2, at * self._height, self.width() // columns, self._height,
                int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words,
            )  # fmt: skip
        painter.end()
