"""Rows of a name and a number, all numbers aligned on one decimal point, with a direction beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip

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
POINT_X = 108.0
_AXES: dict[int, tuple[str, tuple[float, ...]]] = {
    -1: ("negative", (2.0, 1.4)), 0: ("secondary", (0.8, 1.2)), 1: ("positive", ()),
}  # fmt: skip


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
    axis_sign
        None for an arrow; for a direction that is an axis, -1, 0 or 1: how f bends along it.
    note, short_note
        Quiet words at the right end, and what of them is said where there is little room.
    tip
        One sentence on what the number means.
    """

    label: str
    value: float
    error: float
    spoken: str
    direction: tuple[float, float] | None = None
    axis_sign: int | None = None
    note: str = ""
    short_note: str = ""
    tip: str = ""

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
        self._labels_right: int | None = None
        self.setFixedHeight(0)
        typesetter.ready.connect(self._repaint_labels)

    def _repaint_labels(self) -> None:
        self._labels_right = None
        self.update()

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
        if [row.label for row in new] != [row.label for row in self._rows]:
            self._labels_right = None
        self._rows = new
        self._texts = tuple(row.text for row in new)
        self.speak("\n".join(_said(row, text) for row, text in zip(new, self._texts, strict=True)))
        if self._labels_right is None:
            self.update()
        else:
            # Outlines are the dear part of a row, and names do not change while the probe moves.
            self.update(self._labels_right, 0, self.width() - self._labels_right, self.height())

    def tip_at(self, place: QPoint) -> str:
        """Return what the number under a pixel means."""
        index = place.y() // ROW_HEIGHT
        return self._rows[index].tip if 0 <= index < len(self._rows) else ""

    def event(self, event: QEvent) -> bool:
        """Say what a number means where the cursor rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are exposed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        number, small = number_font(), small_font()
        metrics = QFontMetricsF(number)
        measure_note = QFontMetricsF(small).horizontalAdvance
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        notes_left = self.width() - max((measure_note(row.note) for row in self._rows if row.note), default=0.0)
        with_labels = self._labels_right is None or event.rect().left() < self._labels_right
        widest = float(self._labels_right or 0)
        for place, (row, text) in enumerate(zip(self._rows, self._texts, strict=True)):
            top = place * ROW_HEIGHT
            if top > event.rect().bottom() or top + ROW_HEIGHT < event.rect().top():
                continue
            baseline = top + (ROW_HEIGHT + metrics.capHeight()) / 2
            if with_labels:
                label = self._typesetter.typeset(row.label, float(MATHEMATICS_SIZE))
                label.paint(painter, 0.0, baseline, quiet)
                widest = max(widest, label.width + 1.0)
            left = POINT_X - metrics.horizontalAdvance(split_at_point(text)[0])
            painter.setPen(ink)
            painter.setFont(number)
            painter.drawText(QPointF(left, baseline), text)
            right = left + metrics.horizontalAdvance(text) + GRID // 2
            note = next((n for n in (row.note, row.short_note) if n and self.width() - measure_note(n) > right), "")
            if note:
                painter.setFont(small)
                painter.setPen(quiet)
                painter.drawText(QPointF(self.width() - measure_note(note), baseline), note)
            if row.direction is not None:
                x = max(right, notes_left - GRID - SIZE) if notes_left < self.width() else right + GRID // 2
                self._paint_direction(painter, row, row.direction, QPointF(x + SIZE / 2, top + ROW_HEIGHT / 2))
        if with_labels:
            self._labels_right = math.ceil(widest)
        painter.end()

    def _paint_direction(
        self, painter: QPainter, row: NumberRow, direction: tuple[float, float], centre: QPointF
    ) -> None:
        # As in the picture: solid up, dashed down, quiet and dotted where an eigenvalue is zero within its error.
        name, dashes = _AXES[row.axis_sign] if row.axis_sign is not None else ("text", ())
        colour = self._theme.color(name)
        paint_direction(painter, centre, *direction, colour, both=row.axis_sign is not None, dashes=dashes)


def _said(row: NumberRow, text: str) -> str:
    relation = "" if text.startswith("≈") else "= "
    words = f"{row.spoken or plain_text(row.label)} {relation}{text}"
    return f"{words}, {row.note}" if row.note else words
