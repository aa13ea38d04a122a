"""The Hessian of many variables as a map of its entries: colour and sign of each, its number where the mouse rests."""

from __future__ import annotations

import math
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from hessview.figure.signed_cells import cell_image, entry_words, settled
from hessview.figure.words import name_words, number
from hessview.views.from_arrays import image_of
from hessview.views.theme import GRID, LIGHT, outline, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QPointF

    from hessview.views.theme import Theme

_MOST_CELL, _MOST_SIDE = 32, 288
_NAMES = 18
"""Pixels for the names of the variables, where a cell has room for one."""

_NAMED = 15
"""Pixels of a cell below which the names of its row and its column are said, not written."""

_LINE = 18
_STEPS = MappingProxyType({
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
})  # fmt: skip


class HeatMatrix(QWidget):
    """Paints a symmetric matrix; a new one of the same size is a repaint.

    Signals
    -------
    pair_chosen
        The two variables of an entry off the diagonal that was clicked, across and up: the first of them across, as
        among the small slices.
    """

    pair_chosen = Signal(tuple)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._variables: tuple[str, ...] = ()
        self._values: NDArray[np.float64] = np.zeros((0, 0))
        self._near: NDArray[np.bool_] = np.zeros((0, 0), dtype=np.bool_)
        self._current = (0, 1)
        self._under: tuple[int, int] | None = None
        self._pixmap: QPixmap | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Hessian")

    def render_matrix(self, variables: Sequence[str], values: NDArray[np.float64], errors: NDArray[np.float64]) -> None:
        """Show `values`, shape (n, n); what is zero within `errors`, of the same shape, is left blank."""
        names = tuple(variables)
        shown = settled(values, np.broadcast_to(errors, values.shape))
        self._near = (shown == 0.0) & (np.broadcast_to(errors, values.shape) > 0.0)
        if names == self._variables and np.array_equal(shown, self._values, equal_nan=True):
            return
        fresh = names != self._variables
        self._variables, self._values = names, shown
        self._pixmap = None
        if fresh:
            self._current = (0, min(1, len(names) - 1))
            self._under = None
            self._fit()
        self._speak()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        if theme != self._theme:
            self._theme, self._pixmap = theme, None
            self.update()

    def cell_rect(self, i: int, j: int) -> QRectF:
        """Return where an entry is painted."""
        left, top = self._origin()
        return QRectF(left + j * self._cell, top + i * self._cell, self._cell, self._cell)

    @property
    def reading(self) -> str:
        """What the line below the map says."""
        i, j = self._under or self._current
        if i >= len(self._variables):
            return ""
        return self._words(i, j)

    def _words(self, i: int, j: int) -> str:
        return entry_words(self._variables, i, j, float(self._values[i, j]), is_near=bool(self._near[i, j]))

    @property
    def strongest(self) -> str:
        """How large the entry of the strongest colour is, or why there is no colour."""
        size = np.abs(self._values)
        known = np.isfinite(size)
        largest = float(np.max(size[known], initial=0.0))
        if largest:
            return f"strongest: {number(largest, 3)}"
        return "every entry is zero within its error" if np.all(known) else "H is undefined here"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, the names around them, the entry that is pointed at and its number."""
        del event
        n = len(self._variables)
        if not n:
            return
        painter = QPainter(self)
        left, top = self._origin()
        side = n * self._cell
        painter.drawPixmap(round(left), round(top), self._cells())
        painter.setPen(QPen(outline(self._theme), 1.0))
        painter.drawRect(QRectF(left - 0.5, top - 0.5, side + 1.0, side + 1.0))
        self._paint_names(painter)
        self._paint_frames(painter)
        painter.setFont(small_font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        line = QRectF(0.0, top + side + GRID // 2, self.width(), _LINE)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.reading)
        self._paint_scale(painter, line)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        self._point_at(self._entry(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Say again what the keys are at."""
        super().leaveEvent(event)
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the slice of an entry off the diagonal."""
        found = self._entry(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._go_to(*found)
            self._choose()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from entry to entry, Enter opens its slice."""
        key = Qt.Key(event.key())
        n = len(self._variables)
        if key in _STEPS and n and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            down, right = _STEPS[key]
            i, j = self._current
            self._go_to(min(max(i + down, 0), n - 1), min(max(j + right, 0), n - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and n:
            self._choose()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the numbers for copying."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = ("\t".join(repr(float(value)) for value in row) for row in self._values)
        text = "\n".join(rows)
        menu.addAction("Copy numbers", partial(QGuiApplication.clipboard().setText, text))
        menu.addAction("Copy this entry", partial(QGuiApplication.clipboard().setText, self.reading))
        menu.popup(event.globalPos())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Say the entry under the mouse, and what a click does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._entry(event.pos().toPointF())
            if found is None:
                QToolTip.hideText()
            else:
                i, j = found
                words = self._words(i, j)
                across, up = (name_words(self._variables[k]) for k in (min(i, j), max(i, j)))
                click = "" if i == j else f"\nClick: look along {across} and {up}"
                QToolTip.showText(event.globalPos(), words + click, self, self.cell_rect(i, j).toAlignedRect())
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cells fill what width there is; a height that is asked for while a layout is at work is lost."""
        super().resizeEvent(event)
        self._pixmap = None
        self._soon.start()

    def sizeHint(self) -> QSize:
        """As large as its cells."""
        return QSize(_MOST_SIDE, self.minimumHeight())

    @property
    def _cell(self) -> float:
        """The side of a cell; a whole number of the screen's own pixels."""
        n = max(len(self._variables), 1)
        ratio = self.devicePixelRatioF()
        room = min(self.width() - 1, _MOST_SIDE)
        cell = max(math.floor(ratio * room / n), 1)
        if cell / ratio >= _NAMED:
            cell = max(math.floor(ratio * (room - _NAMES) / n), 1)
        return min(cell, math.floor(ratio * _MOST_CELL)) / ratio

    def _origin(self) -> tuple[float, float]:
        names = _NAMES if self._cell >= _NAMED - 1 else 1
        return float(names), float(names)

    def _fit(self) -> None:
        height = math.ceil(self._origin()[1] + len(self._variables) * self._cell + GRID // 2 + _LINE)
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        self._pixmap = None

    def _cells(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            cell = round(self._cell * ratio)
            pixels = cell_image(self._values, cell, self._theme.name)
            self._pixmap = QPixmap.fromImage(image_of(pixels, QImage.Format.Format_ARGB32_Premultiplied))
            self._pixmap.setDevicePixelRatio(ratio)
        return self._pixmap

    def _paint_names(self, painter: QPainter) -> None:
        if self._cell < _NAMED - 1:
            return
        painter.setFont(small_font())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        metrics = QFontMetricsF(small_font())
        middle = Qt.AlignmentFlag.AlignCenter
        for k, name in enumerate(map(name_words, self._variables)):
            row, column = self.cell_rect(k, 0), self.cell_rect(0, k)
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(self._cell, _NAMES))
            painter.drawText(QRectF(0.0, row.top(), _NAMES - 1.0, row.height()), middle, words)
            painter.drawText(QRectF(column.left() - 4.0, 0.0, column.width() + 8.0, _NAMES - 1.0), middle, words)

    def _paint_frames(self, painter: QPainter) -> None:
        for entry, is_shown, colour in (
            (self._current, self.hasFocus(), self._theme.color("accent")),
            (self._under, self._under is not None, self.palette().color(QPalette.ColorRole.WindowText)),
        ):
            if is_shown and entry is not None and entry[0] < len(self._variables):
                painter.setPen(QPen(QColor(colour), 2.0 if self._cell >= 10 else 1.0))
                painter.drawRect(self.cell_rect(*entry).adjusted(-0.5, -0.5, -0.5, -0.5))

    def _paint_scale(self, painter: QPainter, line: QRectF) -> None:
        """Say how large the strongest colour is, at the right end of the line, where there is room."""
        words = self.strongest
        metrics = QFontMetricsF(small_font())
        room = line.width() - metrics.horizontalAdvance(self.reading) - 2 * GRID
        if metrics.horizontalAdvance(words) <= room:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _entry(self, place: QPointF) -> tuple[int, int] | None:
        left, top = self._origin()
        n = len(self._variables)
        j, i = math.floor((place.x() - left) / self._cell), math.floor((place.y() - top) / self._cell)
        return (i, j) if 0 <= i < n and 0 <= j < n else None

    def _point_at(self, entry: tuple[int, int] | None) -> None:
        if entry != self._under:
            self._under = entry
            is_pair = entry is not None and entry[0] != entry[1]
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_pair else Qt.CursorShape.ArrowCursor)
            self.update()

    def _go_to(self, i: int, j: int) -> None:
        self._current = (i, j)
        self._speak()
        self.update()

    def _choose(self) -> None:
        i, j = self._current
        if i != j:
            self.pair_chosen.emit((self._variables[min(i, j)], self._variables[max(i, j)]))

    def _speak(self) -> None:
        n = len(self._variables)
        i, j = self._current
        if i < n:
            words = self._words(i, j)
            self.setAccessibleName(f"Hessian, {n} by {n} numbers")
            self.setAccessibleDescription(f"{words}. Arrows: other entries. Enter: look along the two variables.")
