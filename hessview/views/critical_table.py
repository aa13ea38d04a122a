"""The view of the table of critical points: glyphs beside words, numbers aligned on their decimal points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hessview.views.class_sign import paint_class_sign
from hessview.views.critical_rows import PROOFS, SMALLEST, Field
from hessview.views.number_text import split_at_point
from hessview.views.painted_block import scroll_bar_style
from hessview.views.theme import GRID, LIGHT, SMALL_SIZE, mixed, small_font, text_font

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from hessview.views.critical_model import CriticalModel
    from hessview.views.theme import Theme

ROW, _DENSE_ROW = 24, 20
PADDING = 6
"""Pixels left and right of the words of a cell."""
_GAP = 2 * PADDING
_SIGN_ROOM = 22.0
_READ = 150
"""Of so many rows every word is measured; of more, those that are likely to be the widest."""
_WIDEST_WORD, _WIDEST_LIST = 240.0, 420.0
_SELECTED = 0.18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CriticalTable(QTableView):
    """Shows a `CriticalModel`.

    Attributes
    ----------
    placeholder
        What is said where the rows would be, while there are none.
    points
        By column, how many pixels its decimals take at the right.

    Signals
    -------
    copy_asked
        The selected rows are to be copied.
    """

    copy_asked = Signal()

    def __init__(self, model: CriticalModel, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.placeholder = ""
        self.points: dict[int, float] = {}
        self._needed: dict[int, int] = {}
        self.setModel(model)
        self.setItemDelegate(_Cells(self, model, theme))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Critical points")
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(_DENSE_ROW)
        rows.setDefaultSectionSize(ROW)
        header.setMinimumSectionSize(3 * GRID)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)  # the style would draw its arrow over the title
        header.setAccessibleName("Columns")
        for each in (rows, header):
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would come to the table once more
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.itemDelegate().set_theme(theme)  # type: ignore[attr-defined]
        self._accent = theme.color("accent")
        selected = mixed(theme.color("panel"), theme.color("accent"), _SELECTED).name()
        # Not by a palette: beside a style sheet it keeps the colours of the theme before.
        self.setStyleSheet(
            scroll_bar_style(theme)
            + f"QTableView {{ background: {theme.panel}; color: {theme.text};"
            f" selection-background-color: {selected}; selection-color: {theme.text}; }}"
            f"QHeaderView {{ background: {theme.panel}; border: none; }}"
            f"QHeaderView::section {{ background: {theme.panel}; color: {theme.secondary}; border: none;"
            f" border-bottom: 1px solid {theme.rule}; padding: 2px {PADDING}px; font-size: {SMALL_SIZE}px; }}"
            f"QAbstractScrollArea::corner {{ background: {theme.panel}; border: none; }}"
            f"QHeaderView::section:hover {{ color: {theme.text}; }}"
        )

    def set_dense(self, *, dense: bool) -> None:
        """Write the rows closer together, or not."""
        height = _DENSE_ROW if dense else ROW
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)

    def show_sorting(self) -> None:
        """Let the header say what the table is sorted by."""
        order = Qt.SortOrder.DescendingOrder if self._model.is_descending else Qt.SortOrder.AscendingOrder
        header = self.horizontalHeader()
        if (header.sortIndicatorSection(), header.sortIndicatorOrder()) != (self._model.sorted_column, order):
            header.setSortIndicator(self._model.sorted_column, order)

    def set_placeholder(self, words: str) -> None:
        """Say something where the rows would be, while there are none; then columns have no titles, either."""
        self.horizontalHeader().setVisible(self._model.rowCount() > 0)
        if words != self.placeholder:
            self.placeholder = words
            self.viewport().update()

    def fit_columns(self, *, shrink: bool) -> None:
        """Give every column the room that its words need; without `shrink`, none gets less than it had."""
        metrics, header = QFontMetricsF(text_font()), QFontMetricsF(small_font())
        for place, column in enumerate(self._model.columns):
            words, room = self._extent(place, metrics)
            if not shrink:
                room = max(room, self.points.get(place, 0.0))
            self.points[place] = room
            title = header.horizontalAdvance(f"{column.title} ↑")
            sign = _SIGN_ROOM if column.field is Field.KIND else 0.0
            width = round(max(title, words) + _GAP + sign) + 2
            self._needed[place] = width if shrink else max(width, self._needed.get(place, 0))
        self._widen()

    def _widen(self) -> None:
        """Give the columns their widths; the last one takes what is left."""
        last = len(self._model.columns) - 1
        rest = self.viewport().width()
        for place in range(last + 1):
            needed = self._needed.get(place, 0)
            width = max(needed, rest) if place == last else needed
            rest -= width
            if width != self.columnWidth(place):
                self.setColumnWidth(place, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The last column takes what is left."""
        super().resizeEvent(event)
        self._widen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected rows; else as every table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what is said in their place; and a frame while the keys come here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(self._accent)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()
        if self.placeholder and not self._model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(GRID, GRID, -GRID, -GRID)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.placeholder)
            painter.end()

    def _extent(self, place: int, metrics: QFontMetricsF) -> tuple[float, float]:
        """Return how wide the widest words of a column are, and how wide its widest decimals, in pixels."""
        model, column = self._model, self._model.columns[place]
        if model.rows is None or not len(model.order):
            return 4.0 * GRID, 0.0
        words = {model.rows.words(int(row), column) for row in _samples(model, place)}
        if column.field is Field.PROOF:
            words = words.intersection(PROOFS) or set(PROOFS[:1])  # of longer words the beginning will do
        if not column.is_number:
            most = _WIDEST_LIST if column.field is Field.EIGENVALUES else _WIDEST_WORD
            return min(max(map(metrics.horizontalAdvance, words)), most), 0.0
        wide = max((metrics.horizontalAdvance(each) for each in words if is_interval(each)), default=0.0)
        parts = [split_at_point(each) for each in words if not is_interval(each)] or [("", "")]
        left, right = (max(map(metrics.horizontalAdvance, side)) for side in zip(*parts, strict=True))
        return max(min(left, _WIDEST_WORD) + right, wide), right


def _samples(model: CriticalModel, place: int) -> list[int]:
    """Return rows among whose words the widest of a column are, or one that is hardly less wide."""
    if model.rows is None or len(model.order) <= _READ:
        return list(model.order)
    keys = model.rows.keys(model.columns[place])[model.order]
    sizes = np.abs(keys)
    fractions = np.where((keys != np.round(keys)) & np.isfinite(sizes), sizes, np.inf)
    # The largest and the smallest, then those with the most decimals, then any.
    some = [np.argsort(keys)[[0, -1]], np.argsort(fractions)[:1]]
    some += [np.flatnonzero(fractions >= 10.0**power)[:1] for power in range(SMALLEST, 0)]
    some += [np.argsort(np.where(fractions >= 10.0**SMALLEST, fractions, np.inf))[:8]]
    some += [np.linspace(0, len(keys) - 1, _READ // 2).astype(np.intp)]
    return [int(row) for row in model.order[np.unique(np.concatenate(some))]]


def is_interval(words: str) -> bool:
    """Whether words in a column of numbers are two of them."""
    return words.startswith("[")


class _Cells(QStyledItemDelegate):
    """Paints cells."""

    def __init__(self, table: CriticalTable, model: CriticalModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent or table)
        self._table, self._model, self._theme = table, model, theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the ground of a cell as the style does, and our words on it."""
        self.initStyleOption(option, index)
        words, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        column = self._model.columns[index.column()]
        box = QRectF(option.rect).adjusted(PADDING, 0.0, -PADDING, 0.0)
        painter.save()
        painter.setFont(text_font())
        is_quiet = column.field is Field.PROOF and words == "proved"
        painter.setPen(self._theme.color("secondary" if is_quiet else "text"))
        if column.is_number and not is_interval(words):
            self._paint_number(painter, box, words, self._table.points.get(index.column(), 0.0))
        else:
            if column.field is Field.KIND:
                sign, centre = self._model.sign(index), QPointF(box.left() + 7.0, box.center().y())
                paint_class_sign(painter, centre, sign.kind, self._theme, nature=sign.nature, filled=sign.filled)
                box.setLeft(box.left() + _SIGN_ROOM)
            text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, math.floor(box.width()))
            painter.drawText(box, _RIGHT if column.is_number else _LEFT, text)
        painter.restore()

    def _paint_number(self, painter: QPainter, box: QRectF, words: str, room: float) -> None:
        """Paint a number; its decimals take at most `room` pixels at the right, so that the points are in a column."""
        left, right = split_at_point(words)
        metrics = QFontMetricsF(painter.font())
        point = box.right() - max(room, metrics.horizontalAdvance(right))
        if metrics.horizontalAdvance(left) > point - box.left() + PADDING:
            painter.drawText(box, _RIGHT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width()))
            return
        before = QRectF(box.left() - PADDING, box.top(), point - box.left() + PADDING, box.height())
        painter.drawText(before, _RIGHT, left)
        painter.drawText(QRectF(point, box.top(), box.right() - point + PADDING, box.height()), _LEFT, right)
