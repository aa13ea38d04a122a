"""A grid of small slices: a click moves the probe in two variables, a double click opens them in the picture."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from hessview.figure.words import name_words, number
from hessview.views.slice_thumbnail import NAME_ROOM, SliceThumbnail
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

Pair = tuple[str, str]

LEAST, MOST = 72, 160
"""Pixels of a small picture's side."""

_LEFT = NAME_ROOM + 12
_GAP = GRID // 2
_STEPS = MappingProxyType({
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
})  # fmt: skip
_NUDGES = MappingProxyType({
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, 1.0), Qt.Key.Key_Down: (0.0, -1.0),
})  # fmt: skip
_NUDGE = 0.02
"""Of the picture's side."""


class SliceGrid(QWidget):
    """Paints the slices and turns clicks and keys into what is wanted; as wide as it is given, as high as it must be.

    Signals
    -------
    moved
        The pair, and where in its plane the probe shall be; whether more of the same gesture follows.
    released, cancelled
        The gesture is over, or given up: the probe is to be where it was before.
    opened
        The pair that the picture shall span, and whether by two clicks, the first of which has moved the probe.
    removed
        The pair that shall be shown no more.
    """

    moved = Signal(tuple, float, float, bool)
    released = Signal()
    cancelled = Signal()
    opened = Signal(tuple, bool)
    removed = Signal(tuple)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pairs: tuple[Pair, ...] = ()
        self._shown: tuple[str, str] | None = None
        self._figures: dict[Pair, Figure] = {}
        self._painters: dict[Pair, SliceThumbnail] = {}
        self._current = 0
        self._held: Pair | None = None
        self._has_moved = False
        self._side, self._columns, self._height = LEAST, 1, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Small slices")
        self.setMouseTracking(True)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs that are shown, in their order."""
        return self._pairs

    @property
    def current(self) -> Pair | None:
        """The pair that the keys speak to."""
        return self._pairs[self._current] if self._current < len(self._pairs) else None

    def show_figures(self, figures: Sequence[tuple[Pair, Figure]], spanned: Pair | None) -> None:
        """Show these slices; `spanned` is the pair of the large picture, if it is one."""
        pairs = tuple(pair for pair, _ in figures)
        if pairs != self._pairs:
            self._pairs = pairs
            self._painters = {pair: self._painters.get(pair, SliceThumbnail()) for pair in pairs}
            self._current = min(self._current, max(len(pairs) - 1, 0))
            self._arrange()
            self.update()
            self._say_current()
        self._figures = dict(figures)
        for k, (pair, figure) in enumerate(figures):
            if self._painters[pair].show_figure(figure):
                self.update(self._cell(k).toAlignedRect())
        if spanned != self._shown:
            self._shown = spanned
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def fit(self, width: int, height: int) -> None:
        """Take the largest side with which all slices are seen in such a room, if that is large enough."""
        if height != self._height or width != self.width():
            self._height = height
            self._arrange(width)

    def place_of(self, pair: Pair) -> QRectF:
        """Return where the picture of a pair is painted, without its names."""
        return self._picture(self._pairs.index(pair))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slices that are exposed."""
        painter = QPainter(self)
        exposed = QRectF(event.rect())
        for k, pair in enumerate(self._pairs):
            if self._cell(k).intersects(exposed):
                marked = pair == self._shown or (self._shown is not None and pair == self._shown[::-1])
                self._painters[pair].paint(painter, self._picture(k), self._theme, is_current=marked)
                if self.hasFocus() and k == self._current:
                    painter.setPen(self._theme.color("accent"))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(self._cell(k).adjusted(1.5, 0.5, -1.5, -1.5))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The probe goes where the slice is pressed, and follows until it is released."""
        k = self._under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or k is None:
            super().mousePressEvent(event)
            return
        self._go_to(k)
        self._has_moved = self._picture(k).contains(event.position())
        if self._has_moved:
            self._held = self._pairs[k]
            self._move(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the probe that is held; else show what a press would do."""
        if self._held is not None:
            self._move(event.position())
            return
        k = self._under(event.position())
        over = k is not None and self._picture(k).contains(event.position())
        self.setCursor(Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        if event.button() == Qt.MouseButton.LeftButton and self._held is not None:
            self._held = None
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the slice in the picture."""
        k = self._under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and k is not None:
            self._held = None
            self.opened.emit(self._pairs[k], self._has_moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from slice to slice, with Shift they move the probe in it; Enter opens it, Delete takes it away."""
        pair, key = self.current, Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._held is not None:
            self._give_up()
        elif pair is None:
            super().keyPressEvent(event)
        elif key in _NUDGES and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._nudge(pair, *_NUDGES[key])
        elif key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            across, down = _STEPS[key]
            self._go_to(min(max(self._current + across + down * self._columns, 0), len(self._pairs) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(pair, False)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(pair)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up a gesture: no release is heard of any more."""
        super().hideEvent(event)
        self._give_up()

    def event(self, event: QEvent) -> bool:
        """Say what a slice is when the mouse rests on it; during a gesture take Escape before the dock does."""
        is_held = self._held is not None and event.type() == QEvent.Type.ShortcutOverride
        if is_held and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            k = self._under(QPointF(event.pos()))
            words = "" if k is None else self._words(self._pairs[k]) + "\nClick: move the probe · double click: open"
            around = self.rect() if k is None else self._cell(k).toAlignedRect()
            QToolTip.showText(event.globalPos(), words, self, around)
            return True
        return super().event(event)

    def _give_up(self) -> None:
        if self._held is not None:
            self._held = None
            self.cancelled.emit()

    def _nudge(self, pair: Pair, right: float, up: float) -> None:
        figure = self._figures[pair]
        axes = figure.axes
        probe = figure.marks[-1]
        x, y = getattr(probe, "x", math.nan), getattr(probe, "y", math.nan)
        width, height = axes.x_range[1] - axes.x_range[0], axes.y_range[1] - axes.y_range[0]
        self.moved.emit(pair, x + right * _NUDGE * width, y + up * _NUDGE * height, False)

    def _go_to(self, k: int) -> None:
        if k != self._current:
            self._current = k
            self.update()
            self._say_current()
        viewport = self.parentWidget()
        area = None if viewport is None else viewport.parentWidget()
        if isinstance(area, QScrollArea):
            cell = self._cell(k)
            area.ensureVisible(round(cell.center().x()), round(cell.center().y()), 0, round(cell.height() / 2))

    def _say_current(self) -> None:
        pair = self.current
        if pair is None:
            self.setAccessibleDescription("")
            return
        place = f"{self._current + 1} of {len(self._pairs)}"
        keys = "Enter opens it, Shift with arrows moves the probe."
        self.setAccessibleDescription(f"{self._words(pair)}, {place}. {keys}")

    def _words(self, pair: Pair) -> str:
        figure = self._figures.get(pair)
        names = f"{name_words(pair[0])} across, {name_words(pair[1])} up"
        if figure is None:
            return names
        (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
        return f"{names}: {number(x0)} to {number(x1)}, {number(y0)} to {number(y1)}"

    def _move(self, place: QPointF) -> None:
        if self._held not in self._pairs:
            return
        rect, axes = self.place_of(self._held), self._figures[self._held].axes
        s = min(max((place.x() - rect.left()) / rect.width(), 0.0), 1.0)
        t = min(max((rect.bottom() - place.y()) / rect.height(), 0.0), 1.0)
        x = _rounded(axes.x_range, s, rect.width())
        y = _rounded(axes.y_range, t, rect.height())
        self.moved.emit(self._held, x, y, True)

    def _under(self, place: QPointF) -> int | None:
        return next((k for k in range(len(self._pairs)) if self._cell(k).contains(place)), None)

    def _arrange(self, width: int | None = None) -> None:
        width = self.width() if width is None else width
        self._side = self._best_side(width)
        self._columns = max(1, width // self._cell_width)
        rows = math.ceil(len(self._pairs) / self._columns)
        wanted = rows * self._cell_height + _GAP
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)
        self.update()

    def _best_side(self, width: int) -> int:
        for side in range(MOST, LEAST, -4):
            columns = width // (side + _LEFT + _GAP)
            if columns and math.ceil(len(self._pairs) / columns) * (side + NAME_ROOM + 2 * _GAP) + _GAP <= self._height:
                return side
        return LEAST

    @property
    def _cell_width(self) -> int:
        return self._side + _LEFT + _GAP

    @property
    def _cell_height(self) -> int:
        return self._side + NAME_ROOM + 2 * _GAP

    def _cell(self, k: int) -> QRectF:
        row, column = divmod(k, self._columns)
        return QRectF(column * self._cell_width, row * self._cell_height, self._cell_width, self._cell_height)

    def _picture(self, k: int) -> QRectF:
        cell = self._cell(k)
        return QRectF(cell.left() + _LEFT, cell.top() + _GAP, self._side, self._side)

    def sizeHint(self) -> QSize:
        """The least that shows one."""
        return QSize(_LEFT + LEAST + _GAP, self._cell_height)


def _rounded(ends: tuple[float, float], share: float, pixels: float) -> float:
    """Return a number of a range, with no more digits than pixels can tell."""
    value = ends[0] + share * (ends[1] - ends[0])
    step = (ends[1] - ends[0]) / max(pixels, 1.0)
    if not (step > 0.0 and math.isfinite(step)):
        return value
    digits = 1 - math.floor(math.log10(step))
    return round(value, digits) + 0.0 if abs(digits) < 300 else value
