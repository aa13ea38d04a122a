"""Where the words of an overlay stand: beyond the end they name, inside the picture, off the probe and each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 9.0
"""Pixels between an end and its word."""

MARGIN = 3.0
"""Pixels that a word keeps from the edge of the picture at least."""

_ON_A_WORD, _ON_A_LINE = 1000.0, 1.0

_TURNED, _FARTHER = 8.0, 24.0
_PLACES = sorted(
    ((turn * math.pi / 4, steps) for steps in range(5) for turn in (0, 1, -1, 2, -2, 3, -3)),
    key=lambda place: _TURNED * abs(place[0]) + _FARTHER * place[1],
)
"""Where a word is tried about an end: turned away from straight on, and steps of its own height farther."""

Segment = tuple[QPointF, QPointF]
"""From the point behind, to the end that a word stands beyond."""


@dataclass(frozen=True)
class Wish:
    """A word, the size of its ground, and the ends it may stand beyond, the one it prefers first."""

    words: str
    size: QSizeF
    ends: tuple[Segment, ...]


@dataclass(frozen=True)
class Placed:
    """A word and the ground it stands on."""

    words: str
    ground: QRectF


def placed(
    wishes: Sequence[Wish], room: QRectF, taken: Sequence[QRectF] = (), lines: Sequence[Segment] = ()
) -> list[Placed]:
    """Place words one after the other.

    Parameters
    ----------
    wishes
        The words; one none of whose ends is seen is left out.
    room
        The picture: every ground lies inside, unless it is larger than that.
    taken
        What must not be covered, such as the probe.
    lines
        What should not be covered where there is a choice.
    """
    answer: list[Placed] = []
    for wish in wishes:
        occupied = [*taken, *(word.ground for word in answer)]
        ground = _best(wish, room, occupied, lines)
        if ground is not None:
            answer.append(Placed(wish.words, ground))
    return answer


def _best(wish: Wish, room: QRectF, taken: Sequence[QRectF], lines: Sequence[Segment]) -> QRectF | None:
    """Return the cheapest ground; almost always the first, so the others are looked at only while they could win."""
    seen = room.adjusted(-1.0, -1.0, 1.0, 1.0)
    tips = [(end, part[1]) for end in wish.ends if (part := clipped(end, seen)) is not None]
    allowed = room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    best, least = None, math.inf
    for turn, steps in _PLACES:
        price = _TURNED * abs(turn) + _FARTHER * steps
        if price >= least:
            break
        for end, tip in tips:
            angle = math.atan2(end[1].y() - end[0].y(), end[1].x() - end[0].x()) + turn
            wanted = _beyond(tip, angle, wish.size, steps)
            ground = _inside(wanted, allowed)
            cost = price + _distance(tip, end[1]) + _distance(ground.topLeft(), wanted.topLeft())
            if cost < least:
                cost += _cost(ground, taken, lines)
            if cost < least:
                best, least = ground, cost
    return best


def _beyond(tip: QPointF, angle: float, size: QSizeF, steps: int) -> QRectF:
    farther = GAP + steps * size.height()
    x = tip.x() + math.cos(angle) * (size.width() / 2 + farther)
    y = tip.y() + math.sin(angle) * (size.height() / 2 + farther)
    return QRectF(QPointF(x - size.width() / 2, y - size.height() / 2), size)


def _distance(a: QPointF, b: QPointF) -> float:
    return math.hypot(a.x() - b.x(), a.y() - b.y())


def _inside(ground: QRectF, room: QRectF) -> QRectF:
    x = max(min(ground.x(), room.right() - ground.width()), room.left())
    y = max(min(ground.y(), room.bottom() - ground.height()), room.top())
    return QRectF(QPointF(x, y), ground.size())


def _cost(ground: QRectF, taken: Sequence[QRectF], lines: Sequence[Segment]) -> float:
    cost = 0.0
    for other in taken:
        both = ground.intersected(other)
        if both.isValid():
            cost += _ON_A_WORD + both.width() * both.height()
    left, right, top, bottom = ground.left(), ground.right(), ground.top(), ground.bottom()
    for line in lines:
        (x0, y0), (x1, y1) = ((point.x(), point.y()) for point in line)
        if max(x0, x1) < left or min(x0, x1) > right or max(y0, y1) < top or min(y0, y1) > bottom:
            continue
        covered = clipped(line, ground)
        if covered is not None:
            cost += _ON_A_LINE * _distance(*covered)
    return cost


def clipped(segment: Segment, rect: QRectF) -> Segment | None:
    """Return the part of a segment that lies in a rectangle; None where there is none.

    Source: Liang and Barsky, "A new concept and method for line clipping", ACM Transactions on Graphics 3, 1984.
    """
    (x0, y0), (x1, y1) = ((point.x(), point.y()) for point in segment)
    dx, dy = x1 - x0, y1 - y0
    enter, leave = 0.0, 1.0
    for slope, distance in (
        (-dx, x0 - rect.left()), (dx, rect.right() - x0), (-dy, y0 - rect.top()), (dy, rect.bottom() - y0),
    ):
        if slope == 0.0:
            if distance < 0.0:
                return None
        elif slope < 0.0:
            enter = max(enter, distance / slope)
        else:
            leave = min(leave, distance / slope)
    if enter > leave:
        return None
    return QPointF(x0 + enter * dx, y0 + enter * dy), QPointF(x0 + leave * dx, y0 + leave * dy)
