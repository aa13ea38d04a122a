"""Lines are painted without the vertices that nobody sees, and stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.figure.marks import LevelMark, Role
from hessview.views.made_marks import MadePath, Together
from hessview.views.seen_vertices import seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PIXEL = 1e-3
"""Of a picture of a thousand."""


def circle(count: int, radius: float = 0.4) -> tuple[Floats, Floats]:
    turn = np.linspace(0.0, 2.0 * np.pi, count)
    return 0.5 + radius * np.cos(turn), 0.5 + radius * np.sin(turn)


def farthest(x: Floats, y: Floats, wanted: NDArray[np.bool_]) -> float:
    """Return how far a vertex is from the lines through those that are wanted, by the vertices' own order."""
    places = np.flatnonzero(wanted)
    most = 0.0
    for k in range(len(x)):
        after = min(int(np.searchsorted(places, k, side="right")), len(places) - 1)
        a, b = places[after - 1], places[after]
        step = np.array([x[b] - x[a], y[b] - y[a]])
        off = np.array([x[k] - x[a], y[k] - y[a]])
        along = np.clip(off @ step / (step @ step), 0.0, 1.0) if step.any() else 0.0
        most = max(most, float(np.hypot(*(off - along * step))))
    return most


def test_of_a_straight_line_few_vertices_are_left() -> None:
    x = np.linspace(0.0, 1.0, 1000)
    wanted = seen(x, 0.3 * x + 0.1)
    assert wanted.sum() < 45
    assert wanted[0]
    assert wanted[-1]


@pytest.mark.parametrize("count", [7, 60, 400, 3001])
def test_what_is_left_of_a_curve_lies_where_it_was(count: int) -> None:
    x, y = circle(count)
    wanted = seen(x, y)
    assert farthest(x, y, wanted) < PIXEL / 30
    assert wanted.sum() == count if count < 500 else wanted.sum() < count / 2


def test_corners_stay() -> None:
    side = np.linspace(0.0, 1.0, 100)
    x = np.concatenate([side, np.ones(100), side[::-1]])
    y = np.concatenate([np.zeros(100), side, np.ones(100)])
    wanted = seen(x, y)
    assert farthest(x, y, wanted) < PIXEL / 30
    assert wanted.sum() < 60


def test_a_line_that_turns_back_keeps_its_tip() -> None:
    there = np.linspace(0.0, 1.0, 50)
    x = np.concatenate([there, there[-2::-1]])
    wanted = seen(x, np.zeros(99))
    assert x[wanted].max() == 1.0


def test_gaps_and_the_ends_beside_them_stay() -> None:
    x = np.linspace(0.0, 1.0, 300)
    y = np.full(300, 0.5)
    gaps = [40, 41, 130, 255]
    x[gaps] = y[gaps] = np.nan
    wanted = seen(x, y)
    assert wanted[gaps].all()
    assert wanted[[39, 42, 129, 131, 254, 256]].all()
    assert wanted.sum() < 120


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_short_line_is_left_as_it_is(count: int) -> None:
    assert seen(np.linspace(0.0, 1.0, count), np.zeros(count))[[0, -1][:count]].all()


def test_lines_that_come_together_are_made_each_for_itself() -> None:
    x = np.linspace(-3.0, 5.0, 257)
    marks = [LevelMark(height, np.column_stack([x, np.full(257, height)]), Role.LEVEL) for height in (0.0, 0.5, 1.0)]
    together = Together(marks)
    for mark in marks:
        made = MadePath(mark, together)
        path = made.path
        ends = [path.elementAt(k) for k in (0, path.elementCount() - 1)]
        assert [(end.x, end.y) for end in ends] == [(0.0, mark.level), (1.0, mark.level)]
        assert path.elementCount() < 20
        assert len(path.toSubpathPolygons()) == 1
