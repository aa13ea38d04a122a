"""What a press means: one state machine decides between click, pan and probe drag, so that they never fight.

The decision falls at the press, by what lies under the hand, and holds until the release:

- on the probe's grip the left button takes the probe and nothing else;
- elsewhere in the picture it pans once it has moved a few pixels, and is a click if it has not;
- the middle button always pans; a second button pressed meanwhile does nothing;
- Escape takes the gesture back and lets go: the rest of the movement is ignored.
"""

from __future__ import annotations

import math
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

CLICK_SLOP = 4.0
PROBE_SLOP = 2.0
"""Pixels that a hand may tremble before a press becomes a pan, or moves the probe."""


class Target(Enum):
    """What lies under the hand; of the legend, one that has no room to stand open by itself."""

    NOTHING = 0
    PICTURE = 1
    PROBE = 2
    X_AXIS = 3
    Y_AXIS = 4
    LEGEND = 5


CURSORS = MappingProxyType({
    Target.NOTHING: Qt.CursorShape.ArrowCursor,
    Target.PICTURE: Qt.CursorShape.CrossCursor,
    Target.PROBE: Qt.CursorShape.OpenHandCursor,
    Target.X_AXIS: Qt.CursorShape.IBeamCursor,
    Target.Y_AXIS: Qt.CursorShape.IBeamCursor,
    Target.LEGEND: Qt.CursorShape.PointingHandCursor,
})  # fmt: skip
"""What the cursor looks like over it on a map: what a press would do."""


class Gesture(Enum):
    """What the hand is doing."""

    NONE = 0
    PRESS = 1
    PAN = 2
    PROBE_PRESS = 3
    PROBE_DRAG = 4
    AXIS_PRESS = 5
    TAKEN_BACK = 6


class Picture(Protocol):
    """What the hand acts on; all places are pixels."""

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel."""

    def probe_place(self) -> QPointF:
        """Return the probe's pixel."""

    def gesture_began(self) -> None:
        """Remember where things are: a gesture may be taken back."""

    def probe_dragged(self, place: QPointF) -> None:
        """Put the probe at a pixel while the hand holds it."""

    def probe_dropped(self, place: QPointF) -> None:
        """Put the probe at a pixel: the hand lets go."""

    def clicked(self, place: QPointF) -> None:
        """Put the probe at a pixel by a click."""

    def panned(self, across: float, down: float) -> None:
        """Move the picture to this many pixels from where the gesture began."""

    def pan_ended(self) -> None:
        """Let go of the picture."""

    def axis_clicked(self, target: Target, place: QPointF) -> None:
        """Edit the range of an axis, or fold or unfold the legend."""

    def taken_back(self, gesture: Gesture) -> None:
        """Put everything where it was when the gesture began."""


class Hand:
    """The mouse as a state machine over a picture."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._gesture = Gesture.NONE
        self._button = Qt.MouseButton.NoButton
        self._origin = QPointF()
        self._offset = QPointF()
        self._axis = Target.NOTHING

    @property
    def gesture(self) -> Gesture:
        """What the hand is doing."""
        return self._gesture

    def press(self, place: QPointF, button: Qt.MouseButton) -> None:
        """Begin a gesture, unless one is in progress."""
        if self._gesture is not Gesture.NONE:
            return
        target = self._picture.target_at(place)
        self._gesture = _meaning(target, button)
        if self._gesture is Gesture.NONE:
            return
        self._button, self._origin, self._axis = button, place, target
        self._picture.gesture_began()
        if target is Target.PROBE:
            # Taken where it was touched, it does not jump to the cursor.
            self._offset = self._picture.probe_place() - place

    def move(self, place: QPointF) -> None:
        """Go on with the gesture."""
        moved = place - self._origin
        distance = math.hypot(moved.x(), moved.y())
        if self._gesture is Gesture.PRESS and distance >= CLICK_SLOP:
            self._gesture = Gesture.PAN
        elif self._gesture is Gesture.PROBE_PRESS and distance >= PROBE_SLOP:
            self._gesture = Gesture.PROBE_DRAG
        if self._gesture is Gesture.PAN:
            self._picture.panned(moved.x(), moved.y())
        elif self._gesture is Gesture.PROBE_DRAG:
            self._picture.probe_dragged(place + self._offset)

    def release(self, place: QPointF, button: Qt.MouseButton) -> None:
        """End the gesture, if this button began it."""
        if button != self._button or self._gesture is Gesture.NONE:
            return
        ended = self._gesture
        if ended is not Gesture.TAKEN_BACK:
            self.move(place)
            ended = self._gesture
        self.let_go()
        if ended is Gesture.PRESS:
            self._picture.clicked(self._origin)
        elif ended is Gesture.PROBE_DRAG:
            self._picture.probe_dropped(place + self._offset)
        elif ended is Gesture.PAN:
            self._picture.pan_ended()
        elif ended is Gesture.AXIS_PRESS:
            self._picture.axis_clicked(self._axis, self._origin)

    def take_back(self) -> bool:
        """Undo the gesture in progress; False if there is none."""
        if self._gesture in (Gesture.NONE, Gesture.TAKEN_BACK):
            return False
        gesture, self._gesture = self._gesture, Gesture.TAKEN_BACK
        self._picture.taken_back(gesture)
        return True

    def let_go(self) -> None:
        """Forget the gesture."""
        self._gesture, self._button = Gesture.NONE, Qt.MouseButton.NoButton


def _meaning(target: Target, button: Qt.MouseButton) -> Gesture:
    in_picture = target in (Target.PICTURE, Target.PROBE, Target.LEGEND)
    if button == Qt.MouseButton.MiddleButton:
        return Gesture.PAN if in_picture else Gesture.NONE
    if button != Qt.MouseButton.LeftButton or target is Target.NOTHING:
        return Gesture.NONE
    if target is Target.PROBE:
        return Gesture.PROBE_PRESS
    return Gesture.PRESS if target is Target.PICTURE else Gesture.AXIS_PRESS
