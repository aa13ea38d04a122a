"""Where words stand on paper: labels along iso-lines and at the ends of overlays, none upon another."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import (
    ROUGH,
    ArrowMark,
    FieldMark,
    Figure,
    GlyphsMark,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    RegionMark,
    Role,
    TextMark,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]

LABEL_SIZE = 0.82
END_LABEL_SIZE = 0.95
LETTER_WIDTH = 0.6
_GLYPH = 0.7
"""Half a glyph of a critical point, in sizes of the text."""

_WITNESSES = frozenset({Role.WITNESS_UP, Role.WITNESS_DOWN})
_RINGS = frozenset({Role.TURN_FROM, Role.TURN_TO, Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO})
_UNLABELLED = frozenset({Role.CURVE, Role.MODEL})
_RING = 8


@dataclass(frozen=True)
class Paper:
    """The frame on paper.

    Attributes
    ----------
    width, height
        Of the frame, in points.
    x_range, y_range
        What it shows.
    text
        The size of text in points; every width follows from it.
    """

    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    text: float

    def points(self, vertices: Floats) -> Floats:
        """Return vertices of shape (k, 2) in points from the frame's lower left corner."""
        size = np.array([self.x_range[1] - self.x_range[0], self.y_range[1] - self.y_range[0]])
        origin = np.array([self.x_range[0], self.y_range[0]])
        scaled: Floats = (np.asarray(vertices, dtype=np.float64) - origin) / size * np.array([self.width, self.height])
        return scaled


@dataclass(frozen=True)
class Lettering:
    """A label's box on paper: centre and half sides in points, angle in radians."""

    x: float
    y: float
    half_width: float
    half_height: float
    angle: float

    def covers(self, points: Floats, room: float = 0.0) -> NDArray[np.bool_]:
        """Return which of `points`, shape (k, 2), lie in the box widened by `room`; nan does not."""
        dx, dy = points[:, 0] - self.x, points[:, 1] - self.y
        c, s = math.cos(self.angle), math.sin(self.angle)
        inside: NDArray[np.bool_] = (np.abs(c * dx + s * dy) <= self.half_width + room) & (
            np.abs(c * dy - s * dx) <= self.half_height + room
        )
        return inside

    def widened(self, room: float) -> Lettering:
        """Return the box with more room before and behind the word: a line that ends there is no sign of it."""
        return replace(self, half_width=self.half_width + room)

    def sides(self) -> tuple[float, float]:
        """Return half the width and half the height of the upright box around this one."""
        c, s = abs(math.cos(self.angle)), abs(math.sin(self.angle))
        return self.half_width * c + self.half_height * s, self.half_width * s + self.half_height * c

    def is_inside(self, paper: Paper) -> bool:
        """Whether all of it lies within the frame."""
        across, up = self.sides()
        return across < self.x < paper.width - across and up < self.y < paper.height - up

    def distance(self, other: Lettering) -> float:
        """Return how far the upright boxes around both are apart; negative when they overlap."""
        mine, yours = self.sides(), other.sides()
        return max(abs(self.x - other.x) - mine[0] - yours[0], abs(self.y - other.y) - mine[1] - yours[1])


@dataclass(frozen=True)
class Word:
    """A word with its place; `order` is that of the mark in the figure to which it belongs."""

    text: str
    box: Lettering
    order: int


def courses_in_the_way(figure: Figure, paper: Paper, taken: Sequence[Word]) -> list[Floats]:
    """Return points on paper, shapes (k, 2), off which labels of iso-lines stand: overlays, glyphs, words, probe."""
    found = [piece for mark in figure.marks if (piece := _reserved(mark, paper)) is not None]
    return [*found, *(_outline(word.box) for word in taken)]


def end_labels(figure: Figure, paper: Paper) -> list[Word]:
    """Return the labels of arrows, lines and rings, each beyond an end of it where it is free, off critical points.

    Before them come the notes on a map.
    """
    kept = _notes(figure, paper)
    glyphs = np.concatenate([np.empty((0, 2)), *(
        paper.points(mark.places) for mark in figure.marks if isinstance(mark, GlyphsMark) and mark.kind != ROUGH
    )])  # fmt: skip
    room = _GLYPH * paper.text
    lines = [(order, mark, ends) for order, mark in enumerate(figure.marks) if (ends := _ends(mark, paper)) is not None]
    for order, mark, (start, end) in lines:
        label = mark.label if isinstance(mark, LineMark | ArrowMark) else ""
        if not label:
            continue
        others = [
            _course(line, pair, paper)
            for other, line, pair in lines
            if (other != order or _is_witness(line)) and not _is_ring(line)
        ]
        places = _places(mark, (start, end), label, paper)
        off_words = [box for box in places if not any(box.distance(word.box) < 0.0 for word in kept)]
        off_glyphs = [box for box in off_words if not box.covers(glyphs, room).any()]
        free = (box for box in off_glyphs if not any(box.covers(points).any() for points in others))
        best = next(free, None) or next(iter(off_glyphs or off_words or places), None)
        if best is not None:
            kept.append(Word(label, best, order))
    return kept


def _notes(figure: Figure, paper: Paper) -> list[Word]:
    """Return what is noted on a map, near the points that it is about: above them or below, and inside the frame."""
    if not any(isinstance(mark, FieldMark | RegionMark | LevelMark) for mark in figure.marks):
        return []
    size = END_LABEL_SIZE * paper.text
    kept: list[Word] = []
    for order, mark in enumerate(figure.marks):
        if not isinstance(mark, TextMark) or mark.role is not Role.NOTE:
            continue
        x, y = paper.points(np.array([[mark.x, mark.y]]))[0].tolist()
        if not (0.0 <= x <= paper.width and 0.0 <= y <= paper.height):
            continue
        box = Lettering(x, y + 0.5 * size, 0.5 * LETTER_WIDTH * size * len(mark.text), 0.62 * size, 0.0)
        places = [replace(box, y=y + rise * size) for rise in (0.5, -2.0, 1.7, -3.2)]
        inside = [place for box in places if (place := _moved_inside(box, paper)).is_inside(paper)]
        free = (box for box in inside if not any(box.distance(word.box) < 0.0 for word in kept))
        if (best := next(free, None)) is not None:
            kept.append(Word(mark.text, best, order))
    return kept


def _places(mark: Mark, ends: tuple[Floats, Floats], label: str, paper: Paper) -> list[Lettering]:
    """Return where a label can stand inside the frame, the best first."""
    start, end = ends
    turns = (0.0, 35.0, -35.0, 70.0, -70.0)
    places = [_beyond(start, end, label, paper, turn) for turn in turns]
    if isinstance(mark, LineMark) and len(mark.vertices) == 2:
        places += [_beyond(end, start, label, paper, turn) for turn in turns]
        # Farther off, where a critical point is at the very end.
        far = (70.0, -70.0, 110.0, -110.0)
        places += [_beyond(*pair, label, paper, turn, 2.0) for turn in far for pair in ((start, end), (end, start))]
    if isinstance(mark, LineMark) and _is_ring(mark):
        around = paper.points(mark.vertices[:: max(1, len(mark.vertices) // 8)])
        places += [_beyond(start, other, label, paper, 0.0) for other in around]
    found = [box for box in places if box.is_inside(paper)]
    if isinstance(mark, ArrowMark):
        # Near the edge there is room on this side of its head only, and of a long label only if it is moved aside.
        wide = [_beyond(start, end, label, paper, turn) for turn in (110.0, -110.0, 145.0, -145.0)]
        found += [moved for box in wide if (moved := _moved_inside(box, paper)).is_inside(paper)]
    return found


def _moved_inside(box: Lettering, paper: Paper) -> Lettering:
    """Return an upright box moved into the frame."""
    room = 1.0 + box.half_width, 1.0 + box.half_height
    x = min(max(box.x, room[0]), paper.width - room[0])
    y = min(max(box.y, room[1]), paper.height - room[1])
    return Lettering(x, y, box.half_width, box.half_height, box.angle)


def _beyond(  # noqa: PLR0917 - from where to where, what, on what, which way and how far
    start: Floats, end: Floats, label: str, paper: Paper, turn: float, gap: float = 0.45
) -> Lettering:
    """Return an upright box beyond the ray from `start` to `end`, turned by `turn` degrees; `gap` in sizes of text."""
    size = END_LABEL_SIZE * paper.text
    half_width, half_height = 0.5 * LETTER_WIDTH * size * len(label), 0.62 * size
    angle = math.atan2(end[1] - start[1], end[0] - start[0]) + math.radians(turn)
    ux, uy = math.cos(angle), math.sin(angle)
    reach = gap * size + min(half_width / max(abs(ux), 1e-9), half_height / max(abs(uy), 1e-9))
    return Lettering(end[0] + ux * reach, end[1] + uy * reach, half_width, half_height, 0.0)


def _ends(mark: Mark, paper: Paper) -> Floats | None:
    """Return both ends of a straight mark on paper, of a ring its middle and a point of it, shape (2, 2); else None."""
    if isinstance(mark, ArrowMark):
        return paper.points(np.array([mark.tail, mark.head]))
    if isinstance(mark, LineMark) and _is_witness(mark):
        return paper.points(mark.vertices[-2:])
    if isinstance(mark, LineMark) and mark.role not in _UNLABELLED and len(mark.vertices) == 2:
        return paper.points(mark.vertices)
    if isinstance(mark, LineMark) and _is_ring(mark):
        # The middle of places on paper: the sum of coordinates may be too large for a number.
        places = paper.points(mark.vertices)
        return np.array([places[:-1].mean(axis=0), places[(5 * len(mark.vertices)) // 6]])
    return None


def _is_ring(mark: Mark) -> bool:
    return isinstance(mark, LineMark) and mark.role in _RINGS and len(mark.vertices) > _RING


def _is_witness(mark: Mark) -> bool:
    return isinstance(mark, LineMark) and mark.role in _WITNESSES


def _course(mark: Mark, ends: Floats, paper: Paper) -> Floats:
    """Return points on paper along a mark."""
    is_curved = isinstance(mark, LineMark) and len(mark.vertices) > 2
    return paper.points(mark.vertices) if isinstance(mark, LineMark) and is_curved else _between(ends)


def _reserved(mark: Mark, paper: Paper) -> Floats | None:
    """Return points on paper where no label may stand: along overlays and thick lines, about the probe."""
    if isinstance(mark, PointMark):
        return paper.points(np.array([[mark.x, mark.y]]))
    if isinstance(mark, LineMark) and mark.role in _WITNESSES | {Role.SINGULAR, Role.CRITICAL_SET}:
        return paper.points(mark.vertices)
    if isinstance(mark, GlyphsMark):
        return paper.points(mark.places)
    ends = _ends(mark, paper)
    return None if ends is None else _between(ends)


def _between(ends: Floats) -> Floats:
    along: Floats = ends[0] + np.linspace(0.0, 1.0, 24)[:, np.newaxis] * (ends[1] - ends[0])
    return along


def _outline(box: Lettering) -> Floats:
    """Return points over an upright box."""
    x = np.linspace(box.x - box.half_width, box.x + box.half_width, 8)
    y = np.linspace(box.y - box.half_height, box.y + box.half_height, 3)
    return np.column_stack([np.tile(x, 3), np.repeat(y, 8)])
