"""The surface: it shows the landscape from the side, and turns the hand's gestures into commands."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QToolTip, QWidget

from hessview.document.state import Box, State
from hessview.figure.compose import probe_place
from hessview.figure.surface.scene import COARSE
from hessview.views import theme as looks
from hessview.views.gestures import Gesture, Hand, Target
from hessview.views.picture_tips import surface_tip_at
from hessview.views.plain_words import plain_tip
from hessview.views.probe_item import Grip
from hessview.views.progress_line import ProgressLine
from hessview.views.quiet_turn import QuietTurn
from hessview.views.range_editor import RangeEditor
from hessview.views.refining import InTurns, Pace, Refining
from hessview.views.steering import ZOOM_STEP
from hessview.views.surface_bar import SurfaceBar
from hessview.views.surface_image import SurfaceImage, coarse_image, coarse_steps, fine_image
from hessview.views.surface_keys import do_key
from hessview.views.surface_notes import SurfaceNotes
from hessview.views.surface_sight import KeyPlace, SurfaceSight, colours_of, cursor_for, depends_on
from hessview.views.surface_steering import SurfaceSteering
from hessview.views.surface_words import described, instead_of_surface, paint_focus, paint_instead, paint_probe_seen
from hessview.views.theme import GRID, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.compute.results import Results
    from hessview.document.commands import Command
    from hessview.figure.marks import Figure
    from hessview.views.steering import Locate

_WHEEL_NOTCH = 120.0
_PINCH = Qt.NativeGestureType.ZoomNativeGesture

class SurfaceView(QWidget):
    """The surface over the box of the picture.

    Parameters
    ----------
    dispatch
        Takes the commands that gestures make.
    seal
        Ends an undo step; the view seals its own gestures, after `probe_released` has been heard.
    is_ready
        Whether what paints the surface is loaded; else nothing is painted before `set_ready`.

    Signals
    -------
    probe_released
        x, y in the plane, the size of a pixel in x and in y there, and whether Alt suppresses snapping.
    cursor_moved, cursor_left
        Coordinates of what is seen under the cursor; it is over no point.
    menu_requested
        Where on the screen, and x, y in the plane; nan beside the surface.
    cancel_requested
        The computation that takes so long shall stop.
    """

    probe_released = Signal(float, float, float, float, bool)
    cursor_moved = Signal(float, float)
    cursor_left = Signal()
    menu_requested = Signal(QPoint, float, float)
    cancel_requested = Signal()

    def __init__(
        self, dispatch: Callable[[Command], None], seal: Callable[[], None], parent: QWidget | None = None,
        *, is_ready: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._key_place = looks.LIGHT, KeyPlace()
        self._shown: tuple[State, Results, Figure] | None = None
        self._key: tuple[object, ...] = ()
        self._sight: SurfaceSight | None = None
        self._image: SurfaceImage | None = None
        self._fraction: float | None = None
        self._grip, self._stale, self._is_ready = Grip.FREE, False, is_ready
        self.steering = SurfaceSteering(dispatch, seal, self, self)
        self.steering.probe_released.connect(self.probe_released)
        self._hand, self._bar, self._notes, self._pace = Hand(self.steering), SurfaceBar(), SurfaceNotes(), Pace()
        self._refining = Refining(self._fine_steps, self)
        self._refining.painted.connect(self._on_painted)
        self._first = InTurns(lambda: coarse_steps(self.sight, COARSE, self.devicePixelRatioF()), self)
        self._first.painted.connect(self._on_painted)
        self._first.given_up.connect(self.update)
        self._later = QuietTurn(self._paint_later, self)
        self._progress = ProgressLine(self)
        self._progress.cancelled.connect(self.cancel_requested)
        self._ranges = RangeEditor(self)
        self._ranges.accepted.connect(self.steering.set_ranges)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(152, 160)
        self.setAccessibleName("Surface")

    def sizeHint(self) -> QSize:
        """Return a size like that of the map."""
        return QSize(480, 400)

    # What is shown

    def show_state(self, state: State, results: Results, figure: Figure, locate: Locate | None) -> None:
        """Show a document; what paints the same as before is left alone.

        Parameters
        ----------
        figure
            The map of it.
        locate
            The variables at a point of the plane; by default the two that the axes are named after.
        """
        axes, old, self._shown = figure.axes, self._shown, (state, results, figure)
        box, probe = Box(*axes.x_range, *axes.y_range), probe_place(state, results)
        locate = locate or (lambda x, y: ((axes.x_label, x), (axes.y_label, y)))
        self.steering.aim(box, state.surface, probe, locate, figure.principal)
        said = described(state, results)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        key = (*depends_on(state, results, figure), state.arrangement)
        if len(key) != len(self._key) or any(a is not b and a != b for a, b in zip(key, self._key, strict=True)):
            self._key, image = key, self._image
            self._paint_anew()
            if old is not None and old[1].field is not results.field and image is not None:
                self._first.again(image)  # of other heights all is made anew: too much for one turn

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self._theme = theme
        self._paint_anew()
        self._later.stop()  # in the colours of before it would stand out
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim the picture: the text that stands in the editor is not the one it shows."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def set_progress(self, fraction: float | None) -> None:
        """Show a hairline at the top edge if this goes on: 0 to 1, below 0 when unknown, None when all is done."""
        self._fraction = fraction
        self._progress.set_progress(fraction if self._is_ready else -1.0)

    def set_ready(self) -> None:
        """Paint from now on."""
        self._is_ready = True
        self.set_progress(self._fraction)
        self._paint_anew()

    def rest(self) -> None:
        """Have nothing happen any more by itself."""
        self._progress.set_progress(None)
        self._first.end()
        self._refining.close()

    @property
    def is_fine(self) -> bool:
        """Whether all that is shown is painted finely."""
        return self._image is not None and not self._refining.is_due

    def pixel_of(self, x: float, y: float) -> QPoint | None:
        """Return the pixel where the point of the surface over (x, y) is; None where there is none."""
        sight = self.sight
        place = None if sight is None else sight.place((x, y))
        return None if place is None else place.toPoint()

    def edit_ranges(self, field: int = 0) -> None:
        """Open the editor of the ranges on one of x0, x1, y0, y1."""
        if self._shown is not None:
            state, _, figure = self._shown
            names = (figure.axes.x_label, "" if figure.axes.is_graph else figure.axes.y_label)
            self._ranges.edit(state.view, names, field, QPoint(GRID, self.height() - GRID))

    # Pixels

    @property
    def sight(self) -> SurfaceSight | None:
        """Where things are now; None before anything is shown."""
        if self._sight is None and self._shown is not None:
            room = self._bar.rest(self._shown[0], self._shown[2], self.size())
            size = self._notes.rest(*self._shown[:2], room, self._hand.gesture)
            self._sight = SurfaceSight(*self._shown, size, colours_of(self._theme), self._key_place)
        return self._sight

    def _paint_anew(self) -> None:
        self._first.stop(self._image)
        self._sight = self._image = None
        if self.isVisible() and self._is_ready:
            self._refining.begin_anew()
        self._later.start()

    def _paint_later(self) -> None:
        sight = self.sight if self._image is None and self.isVisible() and self._is_ready else None
        if sight is not None and sight.has_surface and not self._first.is_wanted:
            self._on_painted(self._coarse(sight))
        self.update()

    def _coarse(self, sight: SurfaceSight) -> SurfaceImage:
        with self._pace.taken() as detail:
            return coarse_image(sight.scene(detail), self.devicePixelRatioF())

    def _fine_steps(self) -> Callable[[], Iterator[SurfaceImage | None]] | None:
        sight = self.sight
        if sight is None or not sight.has_surface or not self.isVisible():
            return None
        return partial(fine_image, sight, self.devicePixelRatioF())

    def _on_painted(self, image: SurfaceImage) -> None:
        self._first.end()
        self._image = image
        self.update()

    def paintEvent(self, _event: QtGui.QPaintEvent) -> None:
        """Paint the picture, or the words that stand in its place."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        sight = self.sight
        if sight is not None and sight.has_surface and self._is_ready:
            self._paint_surface(painter, sight)
        elif sight is not None and not sight.has_surface:
            self._first.before = None
            paint_instead(painter, self.rect(), instead_of_surface(sight.results), self._theme)
        if self.hasFocus() and (sight is None or sight.probe_pixel is None):
            paint_focus(painter, self.rect(), self._theme)
        painter.end()

    def _paint_surface(self, painter: QtGui.QPainter, sight: SurfaceSight) -> None:
        if self._image is None and self._first.is_wanted:
            self._first.begin()
        elif self._image is None and not self._later.is_due:
            self._image = self._coarse(sight)
        painter.setOpacity(looks.STALE_OPACITY if self._stale else 1.0)
        standing = self._image or self._first.before
        if standing is not None:
            painter.drawImage(QPointF(0.0, 0.0), standing.image)
        if self._image is None:
            return
        self._bar.paint(painter, sight.state, sight.figure, self.size(), self._theme)
        self._notes.paint(painter, self.rect(), self._theme)
        paint_probe_seen(painter, sight, self._grip, self._theme.color("accent") if self.hasFocus() else None)

    # Where things are: surface_steering.Sight

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel: what is not the probe turns."""
        sight = self.sight
        return Target.NOTHING if sight is None else sight.target_at(place)

    def probe_place(self) -> QPointF:
        """Return the probe's pixel."""
        sight = self.sight
        return (None if sight is None else sight.probe_pixel) or QPointF()

    def picked(self, place: QPointF) -> tuple[float, float] | None:
        """Return the point of the plane below what is seen at a pixel; None beside the surface."""
        sight = self.sight
        return None if sight is None else sight.picked(place)

    def pixel_size(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return how much of x and of y is as long as a pixel at a point of the plane."""
        sight = self.sight
        return (1.0, 1.0) if sight is None else sight.pixel_size(point)

    # Events

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Begin what the press means."""
        self._note(event)
        self._hand.press(event.position(), event.button())
        self._show_hand(event.position(), None)
        event.accept()

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Go on, and read the coordinates."""
        self._note(event)
        place = event.position()
        self._hand.move(place)
        found = self.picked(place) if self._hand.gesture is not Gesture.PAN else None
        self._show_hand(place, found)
        if found is not None:
            self.cursor_moved.emit(*found)
        else:
            self.cursor_left.emit()
        event.accept()

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        """End it."""
        self._note(event)
        self._hand.release(event.position(), event.button())
        self._show_hand(event.position(), self.picked(event.position()))
        event.accept()

    def mouseDoubleClickEvent(self, event: QtGui.QMouseEvent) -> None:
        """See the surface as it was; the probe stays where it was before the first of the two clicks."""
        if event.button() == Qt.MouseButton.LeftButton and self.target_at(event.position()) is not Target.NOTHING:
            self.steering.double_clicked()
            self.steering.reset()
        event.accept()

    def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
        """Come nearer or go away, unless a drag is in progress."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if turn and self._hand.gesture is Gesture.NONE and self.target_at(event.position()) is not Target.NOTHING:
            self.steering.zoom(ZOOM_STEP ** (turn / _WHEEL_NOTCH))
        event.accept()

    def contextMenuEvent(self, event: QtGui.QContextMenuEvent) -> None:
        """Ask for the menu of what can be done here; from the keyboard, of what can be done at the probe."""
        sight = self.sight
        if sight is None or self._hand.gesture is not Gesture.NONE:
            return
        by_key = event.reason() == QtGui.QContextMenuEvent.Reason.Keyboard
        place = self.probe_place() if by_key else QPointF(event.pos())
        point = sight.probe if by_key else sight.picked(place)
        self.menu_requested.emit(self.mapToGlobal(place.toPoint()), *(point or (math.nan, math.nan)))
        event.accept()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Nudge, turn, zoom, look from a side, take back."""
        if event.key() == Qt.Key.Key_Escape:
            done = self._hand.take_back()
        else:
            done = self._shown is not None and self._hand.gesture is Gesture.NONE and do_key(event, self.steering)
        if not done:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Catch the rest: a tip is asked for, two fingers pinch, the window has come to a screen of other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._paint_anew()
        if isinstance(event, QtGui.QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(surface_tip_at(QPointF(event.pos()), self.sight)), self)
            return True
        if isinstance(event, QtGui.QNativeGestureEvent) and event.gestureType() == _PINCH:
            self.steering.zoom(max(1.0 + event.value(), 0.1))
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The cursor is over no point."""
        super().leaveEvent(event)
        self.cursor_left.emit()
        if self._hand.gesture is Gesture.NONE:
            self._set_grip(Grip.FREE)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Lay out anew; while the picture is made, in turns, the one before stays."""
        super().resizeEvent(event)
        self._progress.lay_out(self.size())
        if self._image is not None:
            self._first.restart(self._image)
        self._paint_anew()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Paint what has changed meanwhile."""
        super().showEvent(event)
        self._paint_anew()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Let go: whoever hides the view ends the gesture."""
        self._hand.take_back()
        self._hand.let_go()
        self._refining.stop()
        self._image = None
        self._first.restart()
        super().hideEvent(event)

    def closeEvent(self, event: QtGui.QCloseEvent) -> None:
        """Leave nothing behind."""
        self.rest()
        super().closeEvent(event)

    def _note(self, event: QtGui.QMouseEvent) -> None:
        self.steering.alt_is_held = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)

    def _show_hand(self, place: QPointF, found: tuple[float, float] | None) -> None:
        """Let cursor and ring tell what a press would do, or what the hand is doing."""
        gesture, target = self._hand.gesture, self.target_at(place)
        held = gesture in (Gesture.PROBE_PRESS, Gesture.PROBE_DRAG)
        cursor = cursor_for(gesture, target, on_surface=found is not None)
        if self.cursor().shape() != cursor:
            self.setCursor(cursor)
        free = gesture is Gesture.NONE and target is Target.PROBE
        self._set_grip(Grip.HELD if held else Grip.HOVERED if free else Grip.FREE)

    def _set_grip(self, grip: Grip) -> None:
        if grip is not self._grip:
            self._grip = grip
            self.update()
