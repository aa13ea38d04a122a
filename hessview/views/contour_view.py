"""The contour map: it shows a figure, and turns the hand's gestures into commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QToolTip, QWidget

from hessview.document.state import Box
from hessview.figure.marks import Axes, FieldMark, Figure, GlyphsMark, LineMark, PointMark, Role
from hessview.figure.probe_notes import oblique_note
from hessview.views import picture_layout, picture_tips
from hessview.views import theme as looks
from hessview.views.axes_item import AxesItem
from hessview.views.colour_bar_item import ColourBarItem
from hessview.views.gestures import CURSORS, Gesture, Hand, Target
from hessview.views.ground_item import GroundItem
from hessview.views.mark_items import PROBE, divided
from hessview.views.overlay_item import OverlayItem
from hessview.views.picture_frame import PictureFrame, box_of_shape, equal_aspect_rect
from hessview.views.picture_keys import do_key
from hessview.views.picture_legends import PictureLegends
from hessview.views.plain_words import plain_tip
from hessview.views.probe_hint import ProbeHint
from hessview.views.probe_item import Grip, ProbeItem
from hessview.views.progress_line import ProgressLine
from hessview.views.range_editor import RangeEditor
from hessview.views.steering import ZOOM_STEP, Locate, Steering
from hessview.views.theme import GRID, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.document.commands import Command

_WHEEL_NOTCH = 120.0


class ContourView(QGraphicsView):
    """The contour map of a figure.

    Parameters
    ----------
    dispatch
        Takes the commands that gestures make.
    seal
        Ends an undo step; the view seals its own gestures, after `probe_released` has been heard, so that a snap is a
        part of the gesture (see `hessview.views.steering`).

    Signals
    -------
    probe_released
        x, y in the plane, the size of a pixel in x and in y, and whether Alt suppresses snapping.
    cursor_moved, cursor_left
        Coordinates under the cursor; it is over no point.
    fit_requested
        Double click or Home.
    menu_requested
        Where on the screen, and x, y in the plane.
    cancel_requested
        The computation that takes so long shall stop.
    """

    probe_released = Signal(float, float, float, float, bool)
    cursor_moved = Signal(float, float)
    cursor_left = Signal()
    fit_requested = Signal()
    menu_requested = Signal(QPoint, float, float)
    cancel_requested = Signal()

    def __init__(
        self, dispatch: Callable[[Command], None], seal: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self._locate: Locate | None = None
        self._view: Box | None = None
        self._frame = PictureFrame(Box(0.0, 1.0, 0.0, 1.0), 0.0, 0.0, 1.0, 1.0)
        self._theme = looks.LIGHT
        self._steering = Steering(dispatch, seal, self.target_at, self)
        self._steering.probe_released.connect(self.probe_released)
        self._steering.range_wanted.connect(self.edit_ranges)
        self._hand = Hand(self._steering)
        self._ground, self._overlay = GroundItem(), OverlayItem(self)
        self._overlay.labels = self._ground.label_grounds
        self._axes, self._bar, self._probe, self._hint = AxesItem(), ColourBarItem(), ProbeItem(), ProbeHint()
        self._set_up_scene()
        self._legends = PictureLegends(self.scene(), self._hint)
        self._steering.legend_clicked.connect(self._legends.fold_or_unfold)
        self._progress = ProgressLine(self.viewport())
        self._progress.cancelled.connect(self.cancel_requested)
        self._ranges = RangeEditor(self.viewport())
        self._ranges.accepted.connect(self._steering.set_ranges)
        self.setMinimumSize(152, 200)
        self._name("Contour map")
        self.set_theme(self._theme)

    def _set_up_scene(self) -> None:
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        for item in (self._axes, self._ground, self._bar, self._overlay, self._hint, self._probe):
            scene.addItem(item)
        self.setScene(scene)
        for part in (self, self.viewport()):
            part.setAcceptDrops(False)  # what is dropped here is the window's to open
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Every item keeps its own margin for soft edges; two pixels more would repaint the axes in every drag.
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # What is shown

    def show_figure(self, figure: Figure, locate: Locate | None = None, view: Box | None = None) -> None:
        """Show a figure; whatever paints the same as before is left alone.

        Parameters
        ----------
        figure
            Its axes are the box; its point of kind ``"probe"`` is the probe.
        locate
            The variables at a point of the plane; by default the two that the axes are named after.
        view
            The document's own view, by default the axes' box; on a graph, whose heights follow its values, they differ.
        """
        old, self._figure, self._locate, self._view = self._figure, figure, locate, view
        still, moving = divided(figure.marks)
        self._ground.set_marks(still)
        if old is None or old.axes != figure.axes or not picture_layout.same_bar(old, figure):
            self._set_frame()
        on_field = any(isinstance(mark, FieldMark) for mark in still)
        self._overlay.set_on_field(on_field)
        self._legends.show(figure, self._theme, on_field=on_field)
        self._overlay.keep_clear(tuple(mark for mark in still if isinstance(mark, GlyphsMark)))
        self._overlay.set_marks(moving)
        self._place_probe()
        said = " ".join((*figure.caption, ", ".join(self._legends.words))).strip()
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        graph = any(isinstance(mark, LineMark) and mark.role is Role.CURVE for mark in figure.marks)
        self._name("Graph" if graph else "Contour map")

    def _name(self, words: str) -> None:
        """Tell screen readers what kind of picture it is."""
        if words != self.accessibleName():
            for widget in (self, self.viewport()):
                widget.setAccessibleName(words)

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self._theme = theme
        self.setBackgroundBrush(theme.color("window"))
        self._ground.set_theme(theme)
        self._overlay.set_theme(theme)
        self._legends.set_theme(theme)
        self._probe.set_focused(self.hasFocus(), theme.color("accent"))
        self._lay_out()

    def set_stale(self, stale: bool) -> None:
        """Dim the picture: the text that stands in the editor is not the one it shows."""
        for item in (self._ground, self._overlay, self._bar, self._legends):
            item.setOpacity(looks.STALE_OPACITY if stale else 1.0)

    def set_progress(self, fraction: float | None) -> None:
        """Show a hairline at the top edge if this goes on: 0 to 1, below 0 when unknown, None when all is done."""
        self._progress.set_progress(fraction)

    @property
    def frame(self) -> PictureFrame:
        """The map between coordinates and pixels of the viewport."""
        return self._frame

    def pixel_of(self, x: float, y: float) -> QPoint:
        """Return the pixel of the viewport where a point of the plane is."""
        return self._frame.to_pixels(x, y).toPoint()

    def box_with_equal_units(self) -> Box:
        """Return the box around the present one that fills the view with equal units."""
        room = self._room()
        return box_of_shape(self._frame.box, room.width(), room.height())

    @property
    def last_field(self) -> QWidget:
        """Return the field of the ranges that Tab comes to last."""
        return self._ranges.last_field

    def edit_ranges(self, field: int = 0) -> None:
        """Open the editor of the ranges on one of x0, x1, y0, y1."""
        if self._figure is not None:
            frame, axes = self._frame, self._figure.axes
            across = frame.left if field != 1 else frame.left + frame.width
            down = frame.top + frame.height if field != 3 else frame.top
            corner = QPoint(round(across) + GRID, round(down) - GRID)
            names = (axes.x_label, "" if axes.is_graph else axes.y_label)
            self._ranges.edit(self._view or frame.box, names, field, corner)

    # Layout

    def _room(self) -> QRectF:
        box = self._frame.box if self._figure is None else picture_layout.box_of(self._figure.axes)
        return picture_layout.room(self._figure, box, self.viewport().size(), self._axes.lines)

    def _lay_out(self, *, has_room: bool = False) -> None:
        if self._figure is not None:
            self._set_frame()
            self._place_probe(has_room=has_room)

    def _set_frame(self) -> None:
        """Put the picture into its room; `_place_probe` follows."""
        if self._figure is None:
            return
        axes, room = self._figure.axes, self._room()
        box = picture_layout.box_of(axes)
        rect = equal_aspect_rect(box, room) if axes.equal_aspect else room
        self._frame = PictureFrame(box, rect.left(), rect.top(), rect.width(), rect.height())
        whole = QRectF(self.viewport().rect())
        self.setSceneRect(whole)
        self._ground.set_frame(self._frame)
        self._overlay.set_frame(self._frame)
        self._axes.set_axes(self._frame, (axes.x_label, axes.y_label), whole, self._theme)
        strip = picture_layout.bar_strip(rect, whole.width())
        shown = picture_layout.bar_mark(self._figure, whole.width())
        places = picture_layout.bar_places(self._figure, rect.height())
        self._bar.set_scale(shown, places, self._figure.colour_bar or "", strip, self._theme)

    def _place_probe(self, *, has_room: bool = False) -> None:
        if self._figure is None:
            return
        marks = self._figure.marks
        point = next(((m.x, m.y) for m in marks if isinstance(m, PointMark) and m.kind == PROBE), None)
        place = self._frame.to_pixels(*point) if point else QPointF()
        self._probe.setVisible(point is not None and self._frame.rect.adjusted(-1, -1, 1, 1).contains(place))
        self._probe.setPos(place)
        self._axes.set_notes((oblique_note(self._figure, self._frame.pixel_size), *self._figure.notes))
        may_move = not has_room and self._hand.gesture is Gesture.NONE  # what a note says can depend on the room
        if may_move and self._axes.makes_room(picture_layout.most_lines(self.viewport())):
            self._lay_out(has_room=True)
            return
        self._legends.stand_clear(self._figure, self._frame, self._axes.free_above(), self._overlay.words)
        self._hint.point_to(place if point else None, self._frame.rect)
        locate = self._locate or _named_after(self._figure.axes)
        self._steering.aim(self._frame, point, locate, self._view or self._frame.box, self._figure.principal)

    # Events

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel of the viewport."""
        if self._figure is None:
            return Target.NOTHING
        rect = self._frame.rect
        if self._probe.holds(place):
            return Target.PROBE
        if rect.contains(place):
            return Target.LEGEND if self._legends.folds_at(place) else Target.PICTURE
        if rect.left() <= place.x() <= rect.right() and place.y() > rect.bottom():
            return Target.X_AXIS
        is_left = rect.top() <= place.y() <= rect.bottom() and place.x() < rect.left()
        if is_left and not self._figure.axes.is_graph:
            return Target.Y_AXIS
        return Target.NOTHING

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what the press means."""
        self._note(event)
        self._hand.press(event.position(), event.button())
        self._show_hand(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on, and read the coordinates."""
        self._note(event)
        place = event.position()
        self._hand.move(place)
        self._show_hand(place)
        if self._figure is not None and self._frame.rect.contains(place):
            self.cursor_moved.emit(*self._frame.to_point(place.x(), place.y()))
        else:
            self.cursor_left.emit()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._note(event)
        self._hand.release(event.position(), event.button())
        self._show_hand(event.position())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit; the probe stays where it was before the first of the two clicks."""
        target = self.target_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and target in (Target.PICTURE, Target.PROBE):
            self._steering.double_clicked()
            self.fit_requested.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor, unless a drag is in progress."""
        target = self.target_at(event.position())
        turn = event.angleDelta().y() or event.angleDelta().x()
        if turn and target is not Target.NOTHING and self._hand.gesture is Gesture.NONE:
            self._steering.zoom(ZOOM_STEP ** (-turn / _WHEEL_NOTCH), event.position(), target)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what can be done here; from the keyboard, of what can be done at the probe."""
        if self._figure is None or self._hand.gesture is not Gesture.NONE:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._probe.pos() if by_key else QPointF(event.pos())
        where = self.viewport().mapToGlobal(place.toPoint())
        self.menu_requested.emit(where, *self._frame.to_point(place.x(), place.y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nudge, pan, zoom, fit, take back."""
        if not self._do_key(event):
            event.ignore()

    def _do_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            return self._hand.take_back()
        if self._figure is None or self._hand.gesture is not Gesture.NONE:
            return False
        return do_key(event, self._steering, self.fit_requested.emit, self._legends.fold_or_unfold)

    def viewportEvent(self, event: QEvent) -> bool:
        """Catch what the viewport alone hears of: the cursor leaves, a tip is asked for, two fingers pinch."""
        if event.type() == QEvent.Type.Leave:
            self.cursor_left.emit()
            self._legends.point_at(None)
            if self._hand.gesture is Gesture.NONE:
                self._probe.set_grip(Grip.FREE)
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = QPointF(event.pos())
            tip = picture_tips.HINT if self._hint.holds(place) else self._legends.tip_at(place)
            tip = tip or self._axes.notes_at(place)
            tip = tip or picture_tips.tip_at(place, self.target_at(place), self._figure, self._frame)
            QToolTip.showText(event.globalPos(), plain_tip(tip), self.viewport())
            return True
        elif isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._steering.zoom(1.0 / max(1.0 + event.value(), 0.1), event.position())
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._progress.lay_out(self.viewport().size())
        self._axes.lines = 1
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys move the probe."""
        super().focusInEvent(event)
        self._probe.set_focused(True, self._theme.color("accent"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they do not."""
        super().focusOutEvent(event)
        self._probe.set_focused(False, self._theme.color("accent"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go: whoever hides the view ends the gesture."""
        self._hand.take_back()
        self._hand.let_go()
        super().hideEvent(event)

    def _note(self, event: QMouseEvent) -> None:
        self._steering.alt_is_held = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)

    def _show_hand(self, place: QPointF) -> None:
        """Let cursor and ring tell what a press would do, or what the hand is doing."""
        gesture, target = self._hand.gesture, self.target_at(place)
        self._legends.point_at(place if gesture in (Gesture.NONE, Gesture.AXIS_PRESS) else None)
        held = gesture in (Gesture.PROBE_PRESS, Gesture.PROBE_DRAG)
        self._overlay.follow_hand(moves=gesture is Gesture.PROBE_DRAG)
        cursor = Qt.CursorShape.ClosedHandCursor if held or gesture is Gesture.PAN else CURSORS[target]
        if self.viewport().cursor().shape() != cursor:
            self.viewport().setCursor(cursor)
        hovered = gesture is Gesture.NONE and target is Target.PROBE
        self._probe.set_grip(Grip.HELD if held else Grip.HOVERED if hovered else Grip.FREE)


def _named_after(axes: Axes) -> Locate:
    return lambda x, y: ((axes.x_label, x), (axes.y_label, y))
