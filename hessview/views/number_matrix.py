"""The Hessian in numbers: columns aligned on their decimal points, between brackets."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QScrollArea, QToolTip

from hessview.figure.words import name_words
from hessview.language.layout import name_box
from hessview.language.markup import latex
from hessview.views.formula_layout import paint_brackets
from hessview.views.number_text import number_text, split_at_point
from hessview.views.painted_block import PaintedBlock, bring_into_sight, number_font
from hessview.views.theme import MATHEMATICS_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from hessview.views.formula import Typesetter

ROW_HEIGHT = 24
_GAP = 18.0
_FRAME = 6.0
"""Pixels from an entry to the frame around it that shows where the keys are."""
_EDGE = 10.0
PREFIX_WIDTH = 36.0
"""Room for ``H =`` before the brackets."""
_WHOLE = 6
"""Up to this many variables every column is as wide as its numbers; beyond, all are alike and made when seen."""
_WIDE_CELL = 84.0
_WIDE_DIGITS = 4
_SPOKEN = 8
_HEADER = 20
_NARROWEST = 12.0
_LEAST_SLICED = 3
"""Variables from which an entry has a slice of its own."""
_STEPS = MappingProxyType({
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
})  # fmt: skip
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
REST_MS = 300
"""How long the numbers must not have changed before columns are narrowed."""


class NumberMatrix(PaintedBlock):
    """Paints a square matrix of numbers; a new matrix of the same size is a repaint.

    Columns only grow while the probe moves, so that the brackets stand still, and are tidied when it rests; another
    function starts anew.

    Of more than two variables the keyboard goes from entry to entry.

    Signals
    -------
    pair_chosen
        The two variables of an entry off the diagonal that was clicked, or opened by a key, across and up; of more
        than two variables.
    became_stop
        The keyboard comes by from now on.
    """

    pair_chosen = Signal(tuple)
    became_stop = Signal()

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._variables: tuple[str, ...] = ()
        self._values: NDArray[np.float64] = np.zeros((0, 0))
        self._errors: NDArray[np.float64] = np.zeros((0, 0))
        self._texts: list[list[str]] = []
        self._left: list[float] = []
        self._right: list[float] = []
        self._current = (0, 1)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._tidy)
        self.setFixedHeight(0)
        self.setMouseTracking(True)
        typesetter.ready.connect(self.update)

    def render_matrix(self, variables: Sequence[str], values: NDArray[np.float64], errors: NDArray[np.float64]) -> None:
        """Show `values`, shape (n, n), with the digits that `errors`, of the same shape, leave certain."""
        names = tuple(variables)
        fresh = names != self._variables
        if not fresh and _equal(values, self._values) and _equal(errors, self._errors):
            return
        self._variables, self._values, self._errors = names, values, errors
        n = len(names)
        self._texts = [[self._text(i, j) for j in range(n)] for i in range(n)] if n <= _WHOLE else []
        if fresh:
            self._left, self._right = [_NARROWEST] * n, [0.0] * n
            self._current = (0, 1)
            self._be_stop(n >= _LEAST_SLICED)
        if self._grow() or fresh:
            self.setFixedHeight(ROW_HEIGHT * n + (_HEADER if self._has_header else 0))
            self.setMinimumWidth(round(self._width()))
        self.speak(self._plain())
        self._speak_current()
        left = 0 if fresh else round(PREFIX_WIDTH)
        self.update(left, 0, self.width() - left, self.height())
        self._rest.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which entries open a slice."""
        is_pair = self._entry_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_pair else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the slice of the two variables of an entry."""
        entry = self._entry_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and entry is not None:
            self._go_to(*entry)
            self.pair_chosen.emit((self._variables[min(entry)], self._variables[max(entry)]))
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from entry to entry, Enter opens its slice."""
        key, last = Qt.Key(event.key()), len(self._variables) - 1
        i, j = self._current
        if last < _LEAST_SLICED - 1:
            super().keyPressEvent(event)
        elif key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            down, right = _STEPS[key]
            self._go_to(min(max(i + down, 0), last), min(max(j + right, 0), last))
        elif key in _OPENING:
            if i != j:
                self.pair_chosen.emit((self._variables[min(i, j)], self._variables[max(i, j)]))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            bring_into_sight(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        super().focusOutEvent(event)
        self.update()

    def _be_stop(self, is_stop: bool) -> None:
        policy = Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.NoFocus
        if policy is not self.focusPolicy():
            self.setFocusPolicy(policy)
            if is_stop:
                self.became_stop.emit()

    def _go_to(self, i: int, j: int) -> None:
        self._current = (i, j)
        self._speak_current()
        self.update()
        viewport = self.parentWidget()
        area = None if viewport is None else viewport.parentWidget()
        if isinstance(area, QScrollArea):
            cell = self.cell_rect(i, j).center().toPoint()
            area.ensureVisible(cell.x(), cell.y(), round(self._cell_width(j)), ROW_HEIGHT)

    def _speak_current(self) -> None:
        """Tell screen readers which entry the keys are at, and what they do."""
        (i, j), names = self._current, self._variables
        words = ""
        if len(names) >= _LEAST_SLICED:
            keys = "Arrows: other entries." if i == j else "Arrows: other entries. Enter: look along the two variables."
            words = f"∂²f/∂{name_words(names[i])}∂{name_words(names[j])} = {self._text(i, j)}. {keys}"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def event(self, event: QEvent) -> bool:
        """Say what a click on an entry does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self._entry_at(event.pos().toPointF())
            if entry is not None:
                names = [name_words(name) for name in self._variables]
                (i, j), (across, up) = entry, (names[min(entry)], names[max(entry)])
                words = f"∂²f/∂{names[i]}∂{names[j]}\nClick: look along {across} and {up}"
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)

    def cell_rect(self, i: int, j: int) -> QRectF:
        """Return where an entry is painted."""
        left = PREFIX_WIDTH + _EDGE + sum(self._cell_width(k) + _GAP for k in range(j))
        return QRectF(left, (_HEADER if self._has_header else 0) + ROW_HEIGHT * i, self._cell_width(j), ROW_HEIGHT)

    def _entry_at(self, place: QPointF) -> tuple[int, int] | None:
        """Return the row and the column of an entry that opens a slice; None elsewhere."""
        n = len(self._variables)
        if n < _LEAST_SLICED:
            return None
        for i in range(n):
            for j in range(n):
                if i != j and self.cell_rect(i, j).adjusted(-_GAP / 2, 0.0, _GAP / 2, 0.0).contains(place):
                    return i, j
        return None

    def restart(self) -> None:
        """Forget the widths of columns: another function is shown."""
        self._variables = ()

    def copies(self) -> dict[str, str]:
        """Offer the numbers as they are shown, in columns of a table."""
        n = len(self._variables)
        rows = ("\t".join(self._text(i, j) for j in range(n)) for i in range(n))
        return {"Copy numbers": "\n".join(rows)}

    @property
    def _has_header(self) -> bool:
        return len(self._variables) > 3

    def _text(self, i: int, j: int) -> str:
        digits = _WIDE_DIGITS if len(self._variables) > _WHOLE else 6
        return number_text(float(self._values[i, j]), float(self._errors[i, j]), digits)

    def _grow(self) -> bool:
        """Widen columns to their numbers; say whether any had to."""
        metrics = QFontMetricsF(number_font())
        grown = False
        for row in self._texts:
            for j, text in enumerate(row):
                head, tail = split_at_point(text)
                left, right = metrics.horizontalAdvance(head), metrics.horizontalAdvance(tail)
                if left > self._left[j] or right > self._right[j]:
                    self._left[j], self._right[j] = max(left, self._left[j]), max(right, self._right[j])
                    grown = True
        return grown

    def _tidy(self) -> None:
        """Narrow columns to the numbers that stand in them now."""
        before = self._left, self._right
        self._left, self._right = [_NARROWEST] * len(self._left), [0.0] * len(self._right)
        self._grow()
        if (self._left, self._right) != before:
            self.setMinimumWidth(round(self._width()))
            self.update()

    def _cell_width(self, j: int) -> float:
        return self._left[j] + self._right[j] if self._texts else _WIDE_CELL

    def _width(self) -> float:
        n = len(self._variables)
        return PREFIX_WIDTH + 2 * _EDGE + sum(map(self._cell_width, range(n))) + _GAP * max(n - 1, 0)

    def _plain(self) -> str:
        n = len(self._variables)
        if n > _SPOKEN:
            return f"Hessian, {n} by {n} numbers"
        rows = (f"row {i + 1}: " + ", ".join(self._text(i, j) for j in range(n)) for i in range(n))
        return "Hessian, " + "; ".join(rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint brackets and the numbers that are exposed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = number_font()
        metrics = QFontMetricsF(font)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        top = _HEADER if self._has_header else 0
        n, exposed = len(self._variables), QRectF(event.rect())
        if n:
            box = QRectF(PREFIX_WIDTH, top, self._width() - PREFIX_WIDTH, ROW_HEIGHT * n)
            paint_brackets(painter, box, ink, MATHEMATICS_SIZE)
            if exposed.left() < PREFIX_WIDTH - 1:
                paint_prefix(painter, self._typesetter, box.center().y(), quiet)
        x = PREFIX_WIDTH + _EDGE
        for j in range(n):
            width = self._cell_width(j)
            if x < exposed.right() and x + width > exposed.left():
                if self._has_header:
                    name = self._typesetter.typeset(variable_latex(self._variables[j]), 13.0)
                    name.paint(painter, x + (width - name.width) / 2, top - 6.0, quiet)
                painter.setFont(font)
                painter.setPen(ink)
                for i in range(n):
                    y = top + ROW_HEIGHT * i
                    if y < exposed.bottom() and y + ROW_HEIGHT > exposed.top():
                        self._paint_cell(painter, metrics, i, j, QPointF(x, y + (ROW_HEIGHT + metrics.capHeight()) / 2))
            x += width + _GAP
        if self.hasFocus() and n >= _LEAST_SLICED:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1.0))
            cell = self.cell_rect(*self._current).adjusted(-_FRAME, 1.5, _FRAME, -1.5)
            painter.drawRoundedRect(cell, 3.0, 3.0)
        painter.end()

    def _paint_cell(self, painter: QPainter, metrics: QFontMetricsF, i: int, j: int, place: QPointF) -> None:
        if self._texts:
            text = self._texts[i][j]
            head, _ = split_at_point(text)
            painter.drawText(place + QPointF(self._left[j] - metrics.horizontalAdvance(head), 0.0), text)
        else:
            text = self._text(i, j)
            painter.drawText(place + QPointF(_WIDE_CELL - metrics.horizontalAdvance(text), 0.0), text)


def paint_prefix(painter: QPainter, typesetter: Typesetter, middle: float, colour: QColor) -> None:
    """Paint ``H =`` left of a matrix whose axis lies at `middle`."""
    made = typesetter.typeset("H =", float(MATHEMATICS_SIZE))
    made.paint(painter, 0.0, middle + 0.32 * MATHEMATICS_SIZE, colour)


@lru_cache(maxsize=1024)
def variable_latex(name: str) -> str:
    """Return a variable's name as LaTeX: x_{12}."""
    return latex(name_box(name), mathtext=True)


def _equal(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    return first is second or np.array_equal(first, second, equal_nan=True)
