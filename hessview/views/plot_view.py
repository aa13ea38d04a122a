"""A small picture in a widget: a figure of lines, areas, points and words with its axes, and a cursor that reads."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hessview.document.state import Box
from hessview.views import theme as looks
from hessview.views.picture_frame import PictureFrame, equal_aspect_rect
from hessview.views.plot_painting import Pens, paint_axes, paint_figure, paint_reading, tick_room
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from hessview.figure.marks import Figure, Role
    from hessview.views.theme import Theme

_TITLE, _SAYING, _BELOW, _RIGHT = 20.0, 17.0, 36.0, 12.0
_LOW = 120
"""Pixels; a plot without a title that is lower shows no words at all."""
_NOTCH = 120.0
_STEPS = MappingProxyType({
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
})  # fmt: skip
_ZOOMS = MappingProxyType({Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0})


class PlotView(QWidget):
    """Paints a figure whose marks are areas, lines, arrows, points and words.

    Signals
    -------
    pressed, dragged
        Coordinates of the figure under the mouse, and whether Alt is down.
    released
        The mouse button was let go.
    hovered
        Coordinates under a mouse without a button; only inside the frame.
    left
        The mouse is elsewhere.
    wheeled
        Notches of the wheel, or presses of + and −; positive: closer.
    stepped
        An arrow key: across and up, -1 to 1, and whether Shift is down.
    double_clicked
        What it says.
    cancelled, escaped
        Escape was pressed during a drag, or the plot hidden; Escape without a drag where `takes_escape`.
    """

    pressed = Signal(float, float, bool)
    dragged = Signal(float, float, bool)
    released = Signal()
    hovered = Signal(float, float)
    left = Signal()
    wheeled = Signal(float)
    stepped = Signal(int, int, bool)
    double_clicked = Signal()
    cancelled = Signal()
    escaped = Signal()
    resized = Signal()

    def __init__(self, name: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pens = theme, Pens(theme)
        self._figure: Figure | None = None
        self._title: tuple[str, ...] = ()
        self._sayings: tuple[str, ...] = ()
        self._frame: PictureFrame | None = None
        self._reading: tuple[float, tuple[tuple[float, Role], ...], tuple[str, ...]] | None = None
        self._is_held = False
        self.takes_escape = False
        self.title_taken = 0
        """Pixels at the left of the title's line that something else stands in."""
        self.has_title = True
        """Whether there is a line for a title above that of the sayings."""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(96, 72)

    def sizeHint(self) -> QSize:
        """As large as a section in a dock of usual height."""
        return QSize(240, 184)

    @property
    def figure(self) -> Figure | None:
        """What is shown."""
        return self._figure

    @property
    def frame(self) -> PictureFrame | None:
        """Where it is shown."""
        return self._frame

    @property
    def is_held(self) -> bool:
        """Whether the mouse drags in it."""
        return self._is_held

    def show_figure(self, figure: Figure | None, title: Sequence[str] = (), sayings: Sequence[str] = ()) -> None:
        """Show a figure; of the words above it, given from the fullest to the shortest, those that have room."""
        self._figure, self._title, self._sayings = figure, tuple(title), tuple(sayings)
        self._place()
        said = ". ".join(words[0] for words in (self._title, self._sayings) if words)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        self.update()

    def show_reading(
        self, x: float | None, points: Sequence[tuple[float, Role]] = (), lines: Sequence[str] = ()
    ) -> None:
        """Show a hairline at x with points (y, role) on it, and what is read there; None: nothing."""
        reading = None if x is None else (x, tuple(points), tuple(lines))
        if reading != self._reading:
            self._reading = reading
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme, self._pens = theme, Pens(theme)
        self.update()

    def pixel_of(self, x: float, y: float) -> QPointF:
        """Return where a point of the figure is; the origin while nothing is shown."""
        return QPointF() if self._frame is None else self._frame.to_pixels(x, y)

    @property
    def _first_line(self) -> float:
        return _TITLE if self.has_title else 2.0

    @property
    def _has_words(self) -> bool:
        return self.has_title or self.height() >= _LOW

    def _place(self) -> None:
        figure = self._figure
        if figure is None:
            self._frame = None
            return
        (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
        box = Box(x0, x1, y0, y1)
        above = self._first_line + _SAYING if self._has_words else GRID
        if figure.axes.is_bare:
            room = QRectF(0.0, above, self.width(), max(self.height() - above, 16.0))
        else:
            below = _BELOW if figure.axes.x_label else _RIGHT
            height = max(self.height() - above - below, 16.0)
            side = tick_room(PictureFrame(box, 0.0, 0.0, 100.0, height), is_log=figure.axes.is_log)
            room = QRectF(side, above, max(self.width() - side - _RIGHT, 16.0), height)
        rect = equal_aspect_rect(box, room) if figure.axes.equal_aspect else room
        self._frame = PictureFrame(box, rect.left(), rect.top(), rect.width(), rect.height())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, axes, marks and what is read."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame, figure = self._frame, self._figure
        if self._has_words:
            self._paint_words(painter)
        elif figure is None and self._sayings:  # what there is instead of a plot is said in the smallest one
            painter.setFont(looks.text_font())
            painter.setPen(self._theme.color("secondary"))
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect(), centred, self._sayings[-1])
        if frame is not None and figure is not None:
            if not figure.axes.is_bare:
                paint_axes(painter, frame, figure.axes, self._theme)
            paint_figure(painter, frame, figure, self._pens)
            if self._reading is not None:
                paint_reading(painter, frame, self._reading, self._pens)
        if self.hasFocus():
            painter.setClipping(False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 1.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), GRID // 2, GRID // 2)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        painter.setFont(looks.text_font())
        painter.setPen(self._theme.color("text"))
        margin = GRID / 2
        first = QRectF(margin + self.title_taken, 0.0, self.width() - 2 * margin - self.title_taken, _TITLE)
        self._paint_line(painter, first, self._title if self.has_title else ())
        painter.setFont(looks.small_font())
        painter.setPen(self._theme.color("secondary"))
        second = QRectF(margin, self._first_line - 2.0, self.width() - 2 * margin, _SAYING)
        self._paint_line(painter, second, self._sayings)

    @staticmethod
    def _paint_line(painter: QPainter, room: QRectF, words: tuple[str, ...]) -> None:
        if not words or room.width() <= 0.0:
            return
        metrics = QFontMetricsF(painter.font())
        fitting = next((text for text in words if metrics.horizontalAdvance(text) <= room.width()), None)
        text = fitting or metrics.elidedText(words[-1], Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    # The hand

    def resizeEvent(self, event: QEvent) -> None:
        """Fill the new size."""
        del event
        self._place()
        self.resized.emit()

    def hideEvent(self, event: QEvent) -> None:
        """Give up a drag: whoever hides the plot ends it, and no release is heard of any more."""
        del event
        if self._is_held:
            self._is_held = False
            self.cancelled.emit()

    def event(self, event: QEvent) -> bool:
        """Take Escape before the dock does, where it means something here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape  # type: ignore[attr-defined]
            and (self.takes_escape or self._is_held)
        ):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._frame is not None:
            self._is_held = True
            self.show_reading(None)
            self.pressed.emit(*self._under(event), _has_alt(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or read what is under the mouse."""
        if self._frame is None:
            return
        if self._is_held:
            self.dragged.emit(*self._under(event), _has_alt(event))
        elif self._frame.rect.contains(event.position()):
            self.hovered.emit(*self._under(event))
        else:
            self.left.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_held:
            self._is_held = False
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Say so; the second press drags nothing."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        del event
        self.left.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nothing is read before the mouse moves."""
        del event

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Say how far the wheel was turned."""
        turned = event.angleDelta().y()
        if turned:
            self.wheeled.emit(turned / _NOTCH)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say which arrow was pressed; + and − are the wheel."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(*_STEPS[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in _ZOOMS:
            self.wheeled.emit(_ZOOMS[key])
        elif key == Qt.Key.Key_Escape and (self.takes_escape or self._is_held):
            was_held, self._is_held = self._is_held, False
            (self.cancelled if was_held else self.escaped).emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        """Show that the keys are read here."""
        del event
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        """Show that they are not."""
        del event
        self.update()

    def _under(self, event: QMouseEvent) -> tuple[float, float]:
        frame = self._frame
        return (0.0, 0.0) if frame is None else frame.to_point(event.position().x(), event.position().y())


def _has_alt(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
