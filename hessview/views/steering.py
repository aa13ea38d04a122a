"""From the hand to commands: what clicks, drags, the wheel and the keys do to the probe and to the view."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from hessview.document.commands import Command, Coordinates, MoveProbe, PanView, SetRanges, SetView, ZoomView
from hessview.document.giving_up import PutProbeBack, PutViewBack
from hessview.document.state import Box
from hessview.views.gestures import Gesture, Target
from hessview.views.input_batch import InputBatch
from hessview.views.picture_frame import PictureFrame
from hessview.views.probe_item import stepped

Locate = Callable[[float, float], Coordinates]
"""The variables at a point of the plane."""

ZOOM_STEP = 1.2
_MOST_ZOOM = 1e100
PAN_STEP = 0.1
"""Share of what is shown that a key pans."""


class Steering(QObject):
    """Makes commands of gestures, and sees to it that every gesture is one undo step.

    A drag is sealed on release, after `probe_released` has been heard, so that a snap belongs to it. A click is sealed
    when the next gesture begins, so that a double click can take its first half back without a trace.

    Parameters
    ----------
    dispatch, seal
        Take a command; end an undo step.
    target_at
        Says what lies at a pixel.
    """

    probe_released = Signal(float, float, float, float, bool)
    range_wanted = Signal(int)
    legend_clicked = Signal()

    def __init__(
        self,
        dispatch: Callable[[Command], None],
        seal: Callable[[], None],
        target_at: Callable[[QPointF], Target],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._dispatch, self._seal, self._target_at = dispatch, seal, target_at
        self._frame = PictureFrame(Box(0.0, 1.0, 0.0, 1.0), 0.0, 0.0, 1.0, 1.0)
        self._probe: tuple[float, float] | None = None
        self._principal: Sequence[tuple[float, float]] = ()
        self._locate: Locate = lambda x, y: (("x", x), ("y", y))
        self._probe_before: tuple[float, float] | None = None
        self._view = self._view_before = self._frame.box
        self._panned = (0.0, 0.0)
        self._click_is_open = False
        self._batch = InputBatch(self)
        self.alt_is_held = False

    def aim(
        self,
        frame: PictureFrame,
        probe: tuple[float, float] | None,
        locate: Locate,
        view: Box | None = None,
        principal: Sequence[tuple[float, float]] = (),
    ) -> None:
        """Know what is shown now.

        Parameters
        ----------
        frame, probe, locate
            The map to pixels, the probe in the picture, the variables at a point of it.
        view
            The document's view where it is not the frame's box: on a graph, whose heights follow the values of f.
            Then panning and zooming leave the second range of the view as it is.
        principal
            The principal axes at the probe, see `hessview.figure.marks.Figure`.
        """
        self._principal = principal
        self._frame, self._probe, self._locate, self._view = frame, probe, locate, view or frame.box

    @property
    def _is_graph(self) -> bool:
        return self._view != self._frame.box

    # The mouse: gestures.Picture

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel."""
        return self._target_at(place)

    def probe_place(self) -> QPointF:
        """Return the probe's pixel."""
        return self._frame.to_pixels(*(self._probe or (0.0, 0.0)))

    def gesture_began(self) -> None:
        """Remember where things are; what keys or the wheel did just before is a step of its own."""
        self._batch.flush()
        self._click_is_open = False
        self._seal()
        self._probe_before = self._probe
        self._view_before, self._panned = self._view, (0.0, 0.0)

    def probe_dragged(self, place: QPointF) -> None:
        """Move the probe."""
        self._batch.add("drag", lambda places: self._move_probe(self.point_at(places[-1])), place)

    def probe_dropped(self, place: QPointF) -> None:
        """Tell where the probe was released, and end the undo step."""
        self._batch.flush()
        self._tell_release(self.point_at(place))
        self._seal()

    def clicked(self, place: QPointF) -> None:
        """Move the probe to the click; the step stays open for a second click."""
        self._click_is_open = True
        self._move_probe(self.point_at(place))
        self._tell_release(self.point_at(place))

    def panned(self, across: float, down: float) -> None:
        """Pan to a distance from where the gesture began."""
        self._batch.add("pan", lambda ways: self._pan(*ways[-1]), (across, down))

    def _pan(self, across: float, down: float) -> None:
        px, py = self._frame.pixel_size
        wanted = (-across * px, 0.0 if self._is_graph else down * py)
        dx, dy = wanted[0] - self._panned[0], wanted[1] - self._panned[1]
        if dx or dy:
            self._panned = wanted
            self._dispatch(PanView(dx, dy))

    def pan_ended(self) -> None:
        """End the undo step."""
        self._batch.flush()
        self._seal()

    def axis_clicked(self, target: Target, place: QPointF) -> None:
        """Ask for the editor of the nearer end of the axis, or for the legend."""
        middle = self._frame.rect.center()
        if target is Target.LEGEND:
            self.legend_clicked.emit()
        elif target is Target.X_AXIS:
            self.range_wanted.emit(0 if place.x() < middle.x() else 1)
        else:
            self.range_wanted.emit(2 if place.y() > middle.y() else 3)

    def taken_back(self, gesture: Gesture) -> None:
        """Undo the gesture in progress: nothing of it is left in the history."""
        self._batch.flush()
        if gesture is Gesture.PROBE_DRAG:
            self._put_back()
        elif gesture is Gesture.PAN:
            self._dispatch(PutViewBack(self._view_before, time=time.monotonic()))
        self._seal()

    # What has no press and release

    def double_clicked(self) -> None:
        """Take back what the first click did to the probe: a double click is another gesture."""
        if self._click_is_open:
            self._put_back()
        self._settle()

    def zoom(self, factor: float, place: QPointF, target: Target = Target.PICTURE) -> None:
        """Zoom about a pixel; over an axis along that axis alone."""

        def zoom(factors: list[float]) -> None:
            whole = 1.0
            for each in factors:
                if not 1.0 / _MOST_ZOOM < whole * each < _MOST_ZOOM:
                    self._zoom(whole, place, target)
                    whole = 1.0
                whole *= each
            self._zoom(whole, place, target)

        # There and back again is not the same where the way there has ended: each way is a zoom of its own.
        self._batch.add(("zoom", place.x(), place.y(), target, factor > 1.0), zoom, factor)

    def _zoom(self, factor: float, place: QPointF, target: Target) -> None:
        self._settle()
        x, y = self._frame.to_point(place.x(), place.y())
        moment = time.monotonic()
        view = self._view
        if target is Target.X_AXIS or self._is_graph:
            across = view.towards(lambda share: view.scaled(factor**share, 1.0, x, y))
            self._dispatch(SetView(replace(view, x0=across.x0, x1=across.x1), time=moment))
        elif target is Target.Y_AXIS:
            up = view.towards(lambda share: view.scaled(1.0, factor**share, x, y))
            self._dispatch(SetView(replace(view, y0=up.y0, y1=up.y1), time=moment))
        else:
            self._dispatch(ZoomView(factor, x, y, time=moment))

    def zoom_by_key(self, factor: float) -> None:
        """Zoom about the probe if it is in sight, else about the middle."""
        probe = self._probe
        seen = probe is not None and self._frame.rect.contains(self._frame.to_pixels(*probe))
        self.zoom(factor, self.probe_place() if seen else self._frame.rect.center())

    def pan_by_key(self, way: tuple[int, int]) -> None:
        """Pan by a tenth of what is shown."""

        def pan(ways: list[tuple[int, int]]) -> None:
            self._settle()
            box, step = self._frame.box, PAN_STEP * len(ways)
            dy = 0.0 if self._is_graph else way[1] * step * box.height
            self._dispatch(PanView(way[0] * step * box.width, dy, time=time.monotonic()))

        self._batch.add(("pan", way), pan, way)

    def nudge(self, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Move the probe by a round step, with Ctrl along a principal axis.

        The coordinate that does not move keeps every digit.
        """

        def move(ways: list[tuple[int, int]]) -> None:
            self._settle()
            if self._probe is None:
                return
            point = stepped(self._probe, ways, modifiers, self._frame.box, self._principal)
            self._dispatch(MoveProbe(self._locate(*point), time=time.monotonic()))

        self._batch.add(("nudge", modifiers), move, way)

    def set_ranges(self, box: Box) -> None:
        """Show a box that was typed."""
        self._settle()
        self._dispatch(SetRanges(box))

    def point_at(self, place: QPointF) -> tuple[float, float]:
        """Coordinates of a pixel, kept inside the picture, with no more digits than a tenth of a pixel has."""
        frame = self._frame
        across = min(max(place.x(), frame.left), frame.left + frame.width)
        down = min(max(place.y(), frame.top), frame.top + frame.height)
        x, y = frame.to_point(across, down)
        px, py = frame.pixel_size
        return rounded(x, px, frame.box.x0, frame.box.x1), rounded(y, py, frame.box.y0, frame.box.y1)

    def _move_probe(self, point: tuple[float, float]) -> None:
        self._dispatch(MoveProbe(self._locate(*point)))

    def _put_back(self) -> None:
        if self._probe_before is not None:
            self._dispatch(PutProbeBack(self._locate(*self._probe_before)))

    def _tell_release(self, point: tuple[float, float]) -> None:
        self.probe_released.emit(*point, *self._frame.pixel_size, self.alt_is_held)

    def _settle(self) -> None:
        if self._click_is_open:
            self._click_is_open = False
            self._seal()


def rounded(value: float, pixel: float, low: float, high: float) -> float:
    """Return a coordinate between two others with no more digits than a tenth of a pixel has."""
    digits = 1 - math.floor(math.log10(pixel))
    shortened = round(value, digits) if abs(digits) < 300 else value
    return min(max(shortened, low), high)
