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

_ON_A_WORD, _ON_A_LEVEL, _ON_A_LINE = 1000.0, 20.0, 1.0

_TURNED, _FARTHER = 8.0, 24.0
_PLACES = sorted(
    ((turn * math.pi / 4, steps) for steps in range(5) for turn in (0, 1, -1, 2, -2, 3, -3)),
    key=lambda place: _TURNED * abs(place[0]) + _FARTHER * place[1],
)
"""Where a word is tried about an end: turned away from straight on, and steps of its own height farther."""

Segment = tuple[QPointF, QPointF]
"""From the point behind, to the end that a word stands beyond."""

_Sides = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle."""

_Numbers = tuple[float, float, float, float]
"""x and y of the start of a segment and of its end."""


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
    wishes: Sequence[Wish], room: QRectF, taken: Sequence[QRectF] = (), lines: Sequence[Segment] = (),
    levels: Sequence[QRectF] = (),
) -> list[Placed]:  # fmt: skip
    """Place words one after the other; one that has no place off those before it is left out.

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
    levels
        Labels of level lines, which are not covered where there is a place beside them.
    """
    answer: list[Placed] = []
    # As plain numbers: hundreds of places are tried in every frame of a drag.
    occupied, parts = [_sides(rect) for rect in taken], [_numbers(line) for line in lines]
    said: list[_Sides] = []
    near = [_sides(rect) for rect in levels]
    seen, allowed = _sides(room.adjusted(-1.0, -1.0, 1.0, 1.0)), _sides(room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
    for wish in wishes:
        ground = _best(wish, (seen, allowed), (occupied, near), parts)
        if ground is not None and not any(_meet(ground, other) for other in said):
            left, top, right, bottom = ground
            occupied.append(ground)
            said.append(ground)
            answer.append(Placed(wish.words, QRectF(left, top, right - left, bottom - top)))
    return answer


def _meet(one: _Sides, other: _Sides) -> bool:
    return other[0] < one[2] and one[0] < other[2] and other[1] < one[3] and one[1] < other[3]


def _best(
    wish: Wish, room: tuple[_Sides, _Sides], taken: tuple[list[_Sides], list[_Sides]], lines: list[_Numbers]
) -> _Sides | None:
    """Return the cheapest ground; almost always the first, so the others are looked at only while they could win.

    Parameters
    ----------
    room
        What is seen, and what of it words may stand in.
    taken
        Words and the probe, and labels of levels.
    """
    (seen, allowed), (words, levels) = room, taken
    tips: list[tuple[float, float, float, float]] = []
    for end in map(_numbers, wish.ends):
        part = _clipped(end, seen)
        if part is not None:
            x, y = part[2:]
            way = math.atan2(end[3] - end[1], end[2] - end[0])
            tips.append((x, y, way, math.hypot(x - end[2], y - end[3])))
    width, height = wish.size.width(), wish.size.height()
    best, least = None, math.inf
    for turn, steps in _PLACES:
        price = _TURNED * abs(turn) + _FARTHER * steps
        if price >= least:
            break
        farther = GAP + steps * height
        for x, y, way, cut in tips:
            left = x + math.cos(way + turn) * (0.5 * width + farther) - 0.5 * width
            top = y + math.sin(way + turn) * (0.5 * height + farther) - 0.5 * height
            inside_left = max(min(left, allowed[2] - width), allowed[0])
            inside_top = max(min(top, allowed[3] - height), allowed[1])
            cost = price + cut + math.hypot(inside_left - left, inside_top - top)
            ground = inside_left, inside_top, inside_left + width, inside_top + height
            if cost < least:
                cost += _cost(ground, words, lines, least - cost)
                cost += _ON_A_LEVEL * sum(_meet(ground, level) for level in levels)
            if cost < least:
                best, least = ground, cost
    return best


def _cost(ground: _Sides, taken: list[_Sides], lines: list[_Numbers], most: float) -> float:
    """Return what it costs to stand there; of what is more than `most` only that it is more."""
    cost = 0.0
    left, top, right, bottom = ground
    for l, t, r, b in taken:
        if l < right and left < r and t < bottom and top < b:
            cost += _ON_A_WORD + (min(r, right) - max(l, left)) * (min(b, bottom) - max(t, top))
            if cost >= most:
                return cost
    for line in lines:
        x0, y0, x1, y1 = line
        if (x0 < left and x1 < left) or (x0 > right and x1 > right):
            continue
        if (y0 < top and y1 < top) or (y0 > bottom and y1 > bottom):
            continue
        covered = _clipped(line, ground)
        if covered is not None:
            cost += _ON_A_LINE * math.hypot(covered[2] - covered[0], covered[3] - covered[1])
    return cost


def _sides(rect: QRectF) -> _Sides:
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _numbers(segment: Segment) -> _Numbers:
    start, end = segment
    return start.x(), start.y(), end.x(), end.y()


def clipped(segment: Segment, rect: QRectF) -> Segment | None:
    """Return the part of a segment that lies in a rectangle; None where there is none."""
    part = _clipped(_numbers(segment), _sides(rect))
    return None if part is None else (QPointF(part[0], part[1]), QPointF(part[2], part[3]))


def _clipped(segment: _Numbers, sides: _Sides) -> _Numbers | None:
    """Return the part of a segment between four sides; None where there is none.

    Source: Liang and Barsky, "A new concept and method for line clipping", ACM Transactions on Graphics 3, 1984.
    """
    x0, y0, x1, y1 = segment
    dx, dy = x1 - x0, y1 - y0
    enter, leave = 0.0, 1.0
    left, top, right, bottom = sides
    for slope, distance in ((-dx, x0 - left), (dx, right - x0), (-dy, y0 - top), (dy, bottom - y0)):
        if slope == 0.0:
            if distance < 0.0:
                return None
        elif slope < 0.0:
            enter = max(enter, distance / slope)
        else:
            leave = min(leave, distance / slope)
    if enter > leave:
        return None
    return x0 + enter * dx, y0 + enter * dy, x0 + leave * dx, y0 + leave * dy
