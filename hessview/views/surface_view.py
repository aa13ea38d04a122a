"""The surface: it shows the landscape from the side, and turns the hand's gestures into commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from hessview.document.state import Box, State
from hessview.figure.compose import probe_place
from hessview.views import theme as looks
from hessview.views.gestures import Gesture, Hand, Target
from hessview.views.plain_words import plain_tip
from hessview.views.probe_item import GRIP
from hessview.views.progress_line import ProgressLine
from hessview.views.range_editor import RangeEditor
from hessview.views.steering import ZOOM_STEP
from hessview.views.surface_keys import do_key
from hessview.views.surface_steering import SurfaceSteering
from hessview.views.surface_words import described, instead_of_surface
from hessview.views.theme import GRID, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.results import Results
    from hessview.document.commands import Command
    from hessview.figure.marks import Figure
    from hessview.views.steering import Locate

_WHEEL_NOTCH = 120.0


class SurfaceView(QWidget):
    """The surface over the box of the picture.

    Parameters
    ----------
    dispatch
        Takes the commands that gestures make.
    seal
        Ends an undo step; the view seals its own gestures, after `probe_released` has been heard.

    Signals
    -------
    probe_released
        x, y in the plane, the size of a pixel in x and in y there, and whether Alt suppresses snapping.
    cursor_moved, cursor_left
        Coordinates of what is seen under the cursor; it is over no point.
    menu_requested
        Where on the screen, and x, y in the plane.
    cancel_requested
        The computation that takes so long shall stop.
    """

    probe_released = Signal(float, float, float, float, bool)
    cursor_moved = Signal(float, float)
    cursor_left = Signal()
    menu_requested = Signal(QPoint, float, float)
    cancel_requested = Signal()

    def __init__(
        self, dispatch: Callable[[Command], None], seal: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = looks.LIGHT
        self._state: State | None = None
        self._results: Results | None = None
        self._stale = False
        self.steering = SurfaceSteering(dispatch, seal, self, self)
        self.steering.probe_released.connect(self.probe_released)
        self._hand = Hand(self.steering)
        self._progress = ProgressLine(self)
        self._progress.cancelled.connect(self.cancel_requested)
        self._ranges = RangeEditor(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Surface")

    def sizeHint(self) -> QSize:
        """Return a size like that of the map."""
        return QSize(480, 400)

    # What is shown

    def show_state(self, state: State, results: Results, figure: Figure, locate: Locate | None) -> None:
        """Show a document.

        Parameters
        ----------
        figure
            The map of it.
        locate
            The variables at a point of the plane.
        """
        self._state, self._results, self._figure = state, results, figure
        axes = figure.axes
        box, probe = Box(*axes.x_range, *axes.y_range), probe_place(state, results)
        locate = locate or (lambda x, y: ((axes.x_label, x), (axes.y_label, y)))
        self.steering.aim(box, state.surface, probe, locate, figure.principal)
        said = described(state, results)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self._theme = theme
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim the picture: the text that stands in the editor is not the one it shows."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def set_progress(self, fraction: float | None) -> None:
        """Show a hairline at the top edge if this goes on: 0 to 1, below 0 when unknown, None when all is done."""
        self._progress.set_progress(fraction)

    def rest(self) -> None:
        """Have nothing happen any more by itself."""
        self._progress.set_progress(None)

    def edit_ranges(self, field: int = 0) -> None:
        """Open the editor of the ranges on one of x0, x1, y0, y1."""

    # Where things are: surface_steering.Sight

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel."""
        del place
        return Target.NOTHING

    def probe_place(self) -> QPointF:
        """Return the probe's pixel."""
        return QPointF()

    def picked(self, place: QPointF) -> tuple[float, float] | None:
        """Return the point of the plane below what is seen at a pixel; None beside the surface."""
        del place
        return None

    def pixel_size(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return how much of x and of y is as long as a pixel at a point of the plane."""
        del point
        return 1.0, 1.0

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, or the words that stand in its place."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        if self._results is not None:
            _paint_words(painter, self.rect(), instead_of_surface(self._results), self._theme)
        painter.end()


def _paint_words(painter: QPainter, room: QRect, words: tuple[str, str], theme: Theme) -> None:
    head, way_out = words
    middle = room.adjusted(2 * GRID, 0, -2 * GRID, 0)
    above, below = QRect(middle), QRect(middle)
    above.setBottom(middle.center().y() - GRID // 2)
    below.setTop(middle.center().y() + GRID // 2)
    wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    painter.setFont(looks.badge_font())
    painter.setPen(theme.color("text"))
    painter.drawText(above, wrapped | Qt.AlignmentFlag.AlignBottom, head)
    painter.setFont(looks.text_font())
    painter.setPen(theme.color("secondary"))
    painter.drawText(below, wrapped | Qt.AlignmentFlag.AlignTop, way_out)
