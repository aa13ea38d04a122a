"""The labels of iso-lines on paper: each on its own line, which leaves room for it, and clear of every other line."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

from hessview.export.lettering import LABEL_SIZE, Lettering, Paper, Word, courses_in_the_way
from hessview.figure.exact_model import is_exact
from hessview.figure.marks import LevelMark, LineMark, Role, TextMark, screen_angle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.figure.marks import Figure

Floats = NDArray[np.float64]

AWAY = 0.4
"""Before and behind a label its own line ends, in sizes of the label: nothing of it is taken for a minus."""

_WIDEST = 0.2
"""Of the frame's width, the longest label."""

_OFF_OVERLAYS, _OFF_LINES = 0.5, 0.12
"""Between a label and what overlays draw, and between it and other lines, in sizes of the label."""

_APART, _SAME_APART = 1.0, 0.3
"""Between two labels, in sizes of the label; and between two that say the same, of the frame's smaller side."""

_HIGH, _WRITTEN = 0.55, 0.4
"""Half the height of a label's box, and of its figures, in sizes of the label."""

_STEP, _TRIED_EVERY, _MOST_TRIED = 0.3, 1.5, 60
"""Between points along a line, and between places that are tried, in sizes of the label; and how many of these."""

_STRAIGHT = 0.97
"""Of a line's way past a label, how long the chord is at least."""

_STRIDE, _MOST_PARTS = 0.12, 400
"""Between vertices of a line where it meets labels, in sizes of the text; and parts of one of its sides at most."""


def level_labels(figure: Figure, paper: Paper, taken: Sequence[Word]) -> list[Word]:
    """Return the iso-lines' labels for which there is room; the `order` of each is that of its line, or -1.

    A label that would stand on another line, on what overlays draw or too near to another label moves along its own
    line; where there is no room all along it, there is no label.

    Parameters
    ----------
    taken
        Words that stand already, such as those of the overlays.
    """
    marks = [mark for mark in figure.marks if isinstance(mark, TextMark) and mark.role is Role.LEVEL_LABEL]
    if not marks:
        return []
    size = LABEL_SIZE * paper.text
    lines = {
        order: _even(paper.points(mark.vertices), _STEP * size)
        for order, mark in enumerate(figure.marks) if isinstance(mark, LevelMark)
    }  # fmt: skip
    in_the_way = courses_in_the_way(figure, paper, taken)
    overlays = _joined(_even(piece, _STEP * size) for piece in in_the_way)
    others = _joined(
        _even(paper.points(mark.vertices), _STEP * size)
        for mark in figure.marks if isinstance(mark, LineMark) and not is_exact(mark)
    )  # fmt: skip
    kept: list[Word] = []
    for mark in marks:
        place = paper.points(np.array([[mark.x, mark.y]]))[0]
        own = _line_of(place, lines, size)
        around = _joined([others, *(line for order, line in lines.items() if order != own)])
        half = 0.5 * word_length(mark.text) * size
        if 2.0 * half > _WIDEST * paper.width:
            continue
        angle = math.radians(screen_angle(mark.angle, paper.width, paper.height))
        first = Lettering(float(place[0]), float(place[1]), half, _HIGH * size, angle)
        places = (first, *(() if own < 0 else _along(lines[own], first)))
        free = (
            box for box in places
            if box.is_inside(paper)
            and not box.covers(overlays, _OFF_OVERLAYS * size).any()
            and not replace(box, half_height=_WRITTEN * size).covers(around, _OFF_LINES * size).any()
            and not any(_is_near(box, mark.text, other, size, paper) for other in kept)
        )  # fmt: skip
        if (best := next(free, None)) is not None:
            kept.append(Word(mark.text, best, own))
    return kept


def interrupted(vertices: Floats, paper: Paper, boxes: Sequence[Lettering]) -> Floats:
    """Return a line of shape (k, 2) without what runs through its own labels, nor a little before and behind them."""
    if not boxes:
        return vertices
    vertices = _dense(vertices, paper)
    places = paper.points(vertices)
    hidden = np.zeros(len(places), dtype=np.bool_)
    for box in boxes:
        hidden |= box.widened(AWAY * LABEL_SIZE * paper.text).covers(places)
    return np.where(hidden[:, np.newaxis], np.nan, vertices)


@lru_cache(maxsize=1024)
def word_length(words: str) -> float:
    """Return how long words are in the letters of a page, in sizes of the text."""
    font = FontProperties(family="DejaVu Sans", size=1)
    length, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(length)


def _is_near(box: Lettering, text: str, other: Word, size: float, paper: Paper) -> bool:
    """Whether a label would be too near to another one: farther off, if that says the same."""
    least = _SAME_APART * min(paper.width, paper.height) if text == other.text else _APART * size
    return box.distance(other.box) < least


def _line_of(place: Floats, lines: dict[int, Floats], size: float) -> int:
    """Return the line on which a label stands; -1 if it stands on none."""
    best, nearest = -1, size * size
    for order, line in lines.items():
        if len(line):
            distance = float(((line - place) ** 2).sum(axis=1).min())
            if distance < nearest:
                best, nearest = order, distance
    return best


def _along(line: Floats, label: Lettering) -> Iterator[Lettering]:
    """Yield a label's places on straight parts of its line, the nearest to its own first; `line` in even steps."""
    size = label.half_height / _HIGH
    reach = max(math.ceil(label.half_width / (_STEP * size)), 1)
    middles = np.arange(reach, len(line) - reach, max(round(_TRIED_EVERY / _STEP), 1))
    if not len(middles):
        return
    ends = line[middles + reach] - line[middles - reach]
    lengths = np.hypot(ends[:, 0], ends[:, 1])
    # Between two pieces of a line there is a leap, which is longer than the way.
    way = 2.0 * reach * _STEP * size
    near = np.hypot(*(line[middles] - (label.x, label.y)).T)
    straight = np.flatnonzero((lengths >= _STRAIGHT * way) & (lengths <= 1.01 * way))
    for k in straight[np.argsort(near[straight], kind="stable")][:_MOST_TRIED]:
        angle = math.atan2(ends[k, 1], ends[k, 0])
        # No label stands on its head.
        angle += -math.pi if angle > 0.5 * math.pi else math.pi if angle <= -0.5 * math.pi else 0.0
        x, y = line[middles[k]].tolist()
        yield replace(label, x=x, y=y, angle=angle)


def _even(points: Floats, step: float) -> Floats:
    """Return points in even steps along a line in pieces that end with a row of nan, without such rows."""
    known = np.isfinite(points).all(axis=1)
    made: list[Floats] = []
    for piece in np.split(points, np.flatnonzero(~known)):
        piece = piece[np.isfinite(piece).all(axis=1)]  # noqa: PLW2901
        if not len(piece):
            continue
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(piece, axis=0).T))])
        count = int(min(along[-1] / step, 20_000.0))
        places = np.arange(count + 1) * step
        made.append(np.column_stack([np.interp(places, along, piece[:, k]) for k in (0, 1)]))
    return _joined(made)


def _joined(parts: Sequence[Floats] | Iterator[Floats]) -> Floats:
    return np.concatenate([np.empty((0, 2)), *parts])


def _dense(vertices: Floats, paper: Paper) -> Floats:
    """Return a line with so many vertices that none of its sides leaps over a label."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(np.diff(paper.points(vertices), axis=0), axis=1)
    parts = lengths / (_STRIDE * paper.text)
    if not (parts > 1.0).any():
        return vertices
    count = np.where(np.isfinite(parts), np.clip(np.ceil(parts), 1, _MOST_PARTS), 1).astype(int)
    starts = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(starts)) - np.repeat(np.cumsum(count) - count, count)
    share = (within / np.repeat(count, count))[:, np.newaxis]
    # At a share of 0 it is the vertex itself, also before a gap.
    between = np.where(share > 0.0, (1.0 - share) * vertices[starts] + share * vertices[starts + 1], vertices[starts])
    return np.concatenate([between, vertices[-1:]])
