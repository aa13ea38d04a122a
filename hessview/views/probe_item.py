"""The probe: a ring with a dot that is seen on every colour, its grip, and how far a key moves it."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from hessview.views.picture_frame import nice_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.document.state import Box

DIAMETER = 14.0
GRIP = 24.0
_REACH = GRIP / 2 + 2

_CORE = QColor("#14161A")
_RIM = QColor("#FFFFFF")

_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class Grip(Enum):
    """What the hand does with the probe."""

    FREE = 0
    HOVERED = 1
    HELD = 2


class ProbeItem(QGraphicsItem):
    """The ring with its dot, placed by its pixel; dark core and light rim, so that no colour of the map hides it."""

    def __init__(self) -> None:
        super().__init__()
        self._grip = Grip.FREE
        self._focused = False
        self._accent = QColor("#2F6FDE")
        self.setVisible(False)

    def boundingRect(self) -> QRectF:
        """Return the grip's square about the origin."""
        return QRectF(-_REACH, -_REACH, 2 * _REACH, 2 * _REACH)

    def holds(self, place: QPointF) -> bool:
        """Whether a pixel of the scene is within the grip."""
        return self.isVisible() and math.hypot(place.x() - self.x(), place.y() - self.y()) <= GRIP / 2

    def set_grip(self, grip: Grip) -> None:
        """Show what the hand does."""
        if grip is not self._grip:
            self._grip = grip
            self.update()

    @property
    def grip(self) -> Grip:
        """What is shown of the hand."""
        return self._grip

    def set_focused(self, focused: bool, accent: QColor) -> None:
        """Show whether the keys move it."""
        self._focused, self._accent = focused, accent
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint halo, ring and dot."""
        paint_probe(painter, QPointF(0.0, 0.0), self._grip, self._accent if self._focused else None)


def paint_probe(painter: QPainter, place: QPointF, grip: Grip, accent: QColor | None) -> None:
    """Paint halo, ring and dot at a pixel, the ring in the colour of the focus if one is given."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    r = DIAMETER / 2 - 1.0
    if grip is not Grip.FREE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 110 if grip is Grip.HOVERED else 160))
        painter.drawEllipse(place, GRIP / 2, GRIP / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_RIM, 4.5))
    painter.drawEllipse(place, r, r)
    painter.setPen(QPen(accent or _CORE, 2.0))
    painter.drawEllipse(place, r, r)
    painter.setPen(QPen(_RIM, 1.5))
    painter.setBrush(_CORE)
    painter.drawEllipse(place, 2.6, 2.6)


def direction_of(key: int) -> tuple[int, int] | None:
    """Which way an arrow key points, (x, y); None for any other key."""
    return next((way for arrow, way in _DIRECTIONS.items() if arrow == key), None)


def nudged_along(
    point: tuple[float, float], way: tuple[int, int], directions: Sequence[tuple[float, float]], box: Box
) -> tuple[float, float] | None:
    """Return a point of the picture after one press of an arrow key along the direction nearest to the arrow.

    The step is a round length in R^n, about a hundredth of what is shown along the direction; None where no direction
    can be told.

    Parameters
    ----------
    way
        Across and up: 1, 0 or -1.
    directions
        Two directions in the picture's coordinates, each of which stands for a unit vector of R^n.
    """

    def seen(direction: tuple[float, float]) -> tuple[float, float]:
        return direction[0] / box.width, direction[1] / box.height

    def along(direction: tuple[float, float]) -> float:
        across, up = seen(direction)
        return (across * way[0] + up * way[1]) / math.hypot(across, up)

    told = [direction for direction in directions if 0.0 < math.hypot(*seen(direction)) < math.inf]
    if not told:
        return None
    nearest = max(told, key=lambda direction: abs(along(direction)))
    step = math.copysign(nice_step(1.0 / math.hypot(*seen(nearest)), 100), along(nearest))
    return point[0] + step * nearest[0], point[1] + step * nearest[1]


def stepped(
    point: tuple[float, float],
    ways: Sequence[tuple[int, int]],
    modifiers: Qt.KeyboardModifier,
    box: Box,
    principal: Sequence[tuple[float, float]],
) -> tuple[float, float]:
    """Return a point of the picture after presses of arrow keys; with Ctrl along a principal axis, if one can be told.

    The coordinate that does not move keeps every digit.

    Parameters
    ----------
    ways
        Across and up of each press: 1, 0 or -1.
    box
        What is shown.
    principal
        Two directions in the picture's coordinates, each of which stands for a unit vector of R^n; or none.
    """
    x, y = point
    along_axes = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    for across, up in ways:
        turned = nudged_along((x, y), (across, up), principal, box) if along_axes else None
        if turned is not None:
            x, y = turned
            continue
        x = nudge(x, box.width, across, modifiers) if across else x
        y = nudge(y, box.height, up, modifiers) if up else y
    return x, y


def nudge(value: float, span: float, way: int, modifiers: Qt.KeyboardModifier) -> float:
    """A coordinate after one press of an arrow key.

    The step is a round number, about a hundredth of what is shown; Shift makes it a tenth, Ctrl ten times that. The sum
    is rounded far below the step, so that 0.1 + 0.2 is 0.3.

    Parameters
    ----------
    value, span
        The coordinate, and how much of it is shown.
    way
        1 forward, -1 backward.
    """
    step = nice_step(span, 100)
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        step /= 10
    elif modifiers & Qt.KeyboardModifier.ControlModifier:
        step *= 10
    digits = 8 - math.floor(math.log10(step))
    return round(value + way * step, digits) if digits < 300 else value + way * step
