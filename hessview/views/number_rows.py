"""Rows of a name and a number, all numbers aligned on one decimal point, with a direction beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette

from hessview.views.direction_glyph import SIZE, paint_direction
from hessview.views.formula import Typesetter, plain_text
from hessview.views.number_text import number_text, split_at_point
from hessview.views.painted_block import PaintedBlock, number_font
from hessview.views.theme import GRID, MATHEMATICS_SIZE, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hessview.views.theme import Theme

ROW_HEIGHT = 26
POINT_X = 116.0


@dataclass(frozen=True)
class NumberRow:
    """One row.

    Attributes
    ----------
    label
        LaTeX of what the number is.
    value, error
        The number and a bound of its error.
    spoken
        The label in words.
    direction
        A direction in the plane to draw (eigenvector or gradient), or None.
    is_axis
        The direction has no sign.
    note
        Quiet words at the right end.
    """

    label: str
    value: float
    error: float
    spoken: str
    direction: tuple[float, float] | None = None
    is_axis: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        """The number with its certain digits."""
        return number_text(self.value, self.error)


class NumberRows(PaintedBlock):
    """Paints rows; a new value is a repaint, only another count of rows is a new layout."""

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._theme = theme
        self._rows: tuple[NumberRow, ...] = ()
        self._texts: tuple[str, ...] = ()
        self.setFixedHeight(0)
        typesetter.ready.connect(self.update)

    @property
    def texts(self) -> tuple[str, ...]:
        """The numbers as they are shown."""
        return self._texts

    def render_rows(self, rows: Sequence[NumberRow]) -> None:
        """Show `rows`."""
        new = tuple(rows)
        if new == self._rows:
            return
        if len(new) != len(self._rows):
            self.setFixedHeight(ROW_HEIGHT * len(new))
        self._rows = new
        self._texts = tuple(row.text for row in new)
        self.speak("\n".join(_said(row, text) for row, text in zip(new, self._texts, strict=True)))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are exposed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        number, small = number_font(), small_font()
        metrics, small_metrics = QFontMetricsF(number), QFontMetricsF(small)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        notes_width = max((small_metrics.horizontalAdvance(row.note) for row in self._rows), default=0.0)
        notes_x = self.width() - notes_width
        first = max(0, event.rect().top() // ROW_HEIGHT)
        last = min(len(self._rows), event.rect().bottom() // ROW_HEIGHT + 1)
        for place in range(first, last):
            row, text = self._rows[place], self._texts[place]
            baseline = place * ROW_HEIGHT + ROW_HEIGHT / 2 + metrics.capHeight() / 2
            self._typesetter.typeset(row.label, float(MATHEMATICS_SIZE)).paint(painter, 0.0, baseline, quiet)
            head, _ = split_at_point(text)
            painter.setPen(ink)
            painter.setFont(number)
            left = POINT_X - metrics.horizontalAdvance(head)
            painter.drawText(QPointF(left, baseline), text)
            right = left + metrics.horizontalAdvance(text) + GRID
            if row.note and notes_x + notes_width - small_metrics.horizontalAdvance(row.note) > right:
                painter.setFont(small)
                painter.setPen(quiet)
                start = notes_x + notes_width - small_metrics.horizontalAdvance(row.note)
                painter.drawText(QPointF(start, baseline), row.note)
            if row.direction is not None:
                x = max(right, notes_x - GRID - SIZE) + SIZE / 2 if notes_width else right + SIZE / 2
                self._paint_direction(painter, row, QPointF(x, place * ROW_HEIGHT + ROW_HEIGHT / 2))
        painter.end()

    def _paint_direction(self, painter: QPainter, row: NumberRow, centre: QPointF) -> None:
        assert row.direction is not None  # noqa: S101 - the caller looked
        negative = row.is_axis and row.value < 0
        colour = self._theme.color("negative" if negative else "positive") if row.is_axis else self._theme.color("text")
        paint_direction(painter, centre, *row.direction, colour, both=row.is_axis, dashed=negative)


def _said(row: NumberRow, text: str) -> str:
    words = f"{row.spoken or plain_text(row.label)} = {text}"
    return f"{words}, {row.note}" if row.note else words
