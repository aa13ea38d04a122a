"""From the hand to commands on the surface: what clicks, drags, wheel and keys do to probe and eye."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from hessview.document.commands import MoveProbe, SetRanges
from hessview.document.giving_up import PutProbeBack, TurnBack
from hessview.document.looking import TurnSurface
from hessview.document.state import Box, SurfaceLook
from hessview.views.gestures import Gesture, Target
from hessview.views.input_batch import InputBatch
from hessview.views.probe_item import stepped
from hessview.views.steering import Locate, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.document.commands import Command

DEGREES_A_PIXEL = 0.4
"""How far a drag turns: half way round takes a hand's breadth."""


class Sight(Protocol):
    """What the hand acts on: where things are on the picture of the surface; all places are pixels."""

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel."""

    def probe_place(self) -> QPointF:
        """Return the probe's pixel."""

    def picked(self, place: QPointF) -> tuple[float, float] | None:
        """Return the point of the plane below what is seen at a pixel; None beside the surface."""

    def pixel_size(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return how much of x and of y is as long as a pixel at a point of the plane."""


class SurfaceSteering(QObject):
    """Makes commands of gestures, and sees to it that every gesture is one undo step, as `steering.Steering` does.

    Parameters
    ----------
    dispatch, seal
        Take a command; end an undo step.
    sight
        Says what lies at a pixel.
    """

    probe_released = Signal(float, float, float, float, bool)

    def __init__(
        self, dispatch: Callable[[Command], None], seal: Callable[[], None], sight: Sight, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._dispatch, self._seal, self._sight = dispatch, seal, sight
        self._box = Box(0.0, 1.0, 0.0, 1.0)
        self._probe: tuple[float, float] | None = None
        self._principal: Sequence[tuple[float, float]] = ()
        self._locate: Locate = lambda x, y: (("x", x), ("y", y))
        self._look = self._look_before = SurfaceLook()
        self._probe_before: tuple[float, float] | None = None
        self._click_is_open = False
        self._batch = InputBatch(self)
        self.alt_is_held = False

    def aim(
        self,
        box: Box,
        look: SurfaceLook,
        probe: tuple[float, float] | None,
        locate: Locate,
        principal: Sequence[tuple[float, float]] = (),
    ) -> None:
        """Know what is shown now.

        Parameters
        ----------
        box, look
            What is shown, and how it is seen.
        probe, locate
            The probe in the box, and the variables at a point of it.
        principal
            The principal axes at the probe, see `hessview.figure.marks.Figure`.
        """
        self._box, self._look, self._probe, self._locate, self._principal = box, look, probe, locate, principal

    def take_look(self, look: SurfaceLook) -> None:
        """Know how the surface is seen, while it is not shown."""
        self._look = look

    # The mouse: gestures.Picture

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel."""
        return self._sight.target_at(place)

    def probe_place(self) -> QPointF:
        """Return the probe's pixel."""
        return self._sight.probe_place()

    def gesture_began(self) -> None:
        """Remember where things are; what keys or the wheel did just before is a step of its own."""
        self._batch.flush()
        self._click_is_open = False
        self._seal()
        self._probe_before, self._look_before = self._probe, self._look

    def probe_dragged(self, place: QPointF) -> None:
        """Move the probe over the surface; beside it the probe stays where it was."""
        self._batch.add("drag", lambda places: self._move_probe(self._point_at(places[-1])), place)

    def probe_dropped(self, place: QPointF) -> None:
        """Tell where the probe was released, and end the undo step."""
        self._batch.flush()
        self._tell_release(self._point_at(place) or self._probe)
        self._seal()

    def clicked(self, place: QPointF) -> None:
        """Move the probe to what was clicked; the step stays open for a second click."""
        self._click_is_open = True
        point = self._point_at(place)
        self._move_probe(point)
        self._tell_release(point)

    def panned(self, across: float, down: float) -> None:
        """Turn by a distance from where the gesture began: what was in front moves with the hand."""
        self._batch.add("turn", lambda ways: self._turn(*ways[-1]), (across, down))

    def pan_ended(self) -> None:
        """End the undo step."""
        self._batch.flush()
        self._seal()

    def axis_clicked(self, target: Target, place: QPointF) -> None:
        """Nothing: the axes of a surface are no targets."""

    def taken_back(self, gesture: Gesture) -> None:
        """Undo the gesture in progress: nothing of it is left in the history."""
        self._batch.flush()
        if gesture is Gesture.PROBE_DRAG:
            self._put_back()
        elif gesture is Gesture.PAN:
            look = self._look_before
            self._dispatch(TurnBack(look.azimuth, look.elevation, self._look.zoom))
        self._seal()

    # What has no press and release

    def double_clicked(self) -> None:
        """Take back what the first click did to the probe: a double click is another gesture."""
        if self._click_is_open:
            self._put_back()
        self._settle()

    def look_from(self, azimuth: float, elevation: float, zoom: float | None = None) -> None:
        """See the surface from a side, as one step of undo."""
        self._settle()
        self._seal()
        self._dispatch(TurnSurface(azimuth, elevation, self._look.zoom if zoom is None else zoom))
        self._seal()

    def reset(self) -> None:
        """See the surface as a new document shows it."""
        look = SurfaceLook()
        self.look_from(look.azimuth, look.elevation, look.zoom)

    def turn_by_key(self, across: float, up: float) -> None:
        """Turn by so many degrees."""

        def turn(ways: list[tuple[float, float]]) -> None:
            self._settle()
            look = self._look
            azimuth = look.azimuth + sum(way[0] for way in ways)
            elevation = look.elevation + sum(way[1] for way in ways)
            self._dispatch(TurnSurface(azimuth, elevation, look.zoom, time=time.monotonic()))

        self._batch.add("turn by key", turn, (across, up))

    def zoom(self, factor: float) -> None:
        """See the surface so many times larger."""

        def zoom(factors: list[float]) -> None:
            self._settle()
            look, whole = self._look, self._look.zoom
            for each in factors:
                whole *= each
            self._dispatch(TurnSurface(look.azimuth, look.elevation, whole, time=time.monotonic()))

        # There and back again is not the same where the way there has ended: each way is a zoom of its own.
        self._batch.add(("zoom", factor > 1.0), zoom, factor)

    def nudge(self, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Move the probe by a round step, with Ctrl along a principal axis."""

        def move(ways: list[tuple[int, int]]) -> None:
            self._settle()
            if self._probe is None:
                return
            point = stepped(self._probe, ways, modifiers, self._box, self._principal)
            self._dispatch(MoveProbe(self._locate(*point), time=time.monotonic()))

        self._batch.add(("nudge", modifiers), move, way)

    def set_ranges(self, box: Box) -> None:
        """Show a box that was typed."""
        self._settle()
        self._dispatch(SetRanges(box))

    def _turn(self, across: float, down: float) -> None:
        look = self._look_before
        azimuth = look.azimuth - DEGREES_A_PIXEL * across
        self._dispatch(TurnSurface(azimuth, look.elevation + DEGREES_A_PIXEL * down, self._look.zoom))

    def _point_at(self, place: QPointF) -> tuple[float, float] | None:
        """Coordinates of what is seen at a pixel, with no more digits than a tenth of a pixel has."""
        found = self._sight.picked(place)
        if found is None:
            return None
        (x, y), (px, py), box = found, self._sight.pixel_size(found), self._box
        return rounded(x, px, box.x0, box.x1), rounded(y, py, box.y0, box.y1)

    def _move_probe(self, point: tuple[float, float] | None) -> None:
        if point is not None:
            self._dispatch(MoveProbe(self._locate(*point)))

    def _put_back(self) -> None:
        if self._probe_before is not None:
            self._dispatch(PutProbeBack(self._locate(*self._probe_before)))

    def _tell_release(self, point: tuple[float, float] | None) -> None:
        if point is not None:
            self.probe_released.emit(*point, *self._sight.pixel_size(point), self.alt_is_held)

    def _settle(self) -> None:
        if self._click_is_open:
            self._click_is_open = False
            self._seal()
