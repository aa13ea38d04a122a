"""The legend stands in the corner in which it covers least: no end of a run, no probe, little of what runs passed."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.figure.legend import CORNERS, busy_places, passed_places
from hessview.figure.legend_corner import along, quietest_corner
from hessview.figure.marks import Axes, DotsMark, Figure, LineMark, PointMark, Role

AXES = Axes((-2.0, 2.0), (-1.0, 1.0), "x", "y")
RUN = np.array([[-1.0, 0.0], [0.0, 0.5], [1.9, 0.9], [np.nan, np.nan]])


def figure_of(*marks: object) -> Figure:
    return Figure(AXES, marks)  # type: ignore[arg-type]


def test_the_end_of_a_run_is_busy_and_so_is_the_iterate_that_is_shown() -> None:
    stopped = DotsMark(np.array([[1.5, -0.5]]), Role.RUN_2, is_stopped=True)
    iterates = DotsMark(RUN[:3], Role.RUN_1)
    figure = figure_of(LineMark(RUN, Role.RUN_1), iterates, stopped, PointMark(0.0, 0.0, "probe"))
    assert set(busy_places(figure)) == {(1.9, 0.9), (1.5, -0.5), (0.0, 0.0)}


def test_points_along_a_run_are_evenly_spaced_and_in_the_picture() -> None:
    (points,) = passed_places(figure_of(LineMark(RUN, Role.RUN_1), LineMark(RUN, Role.CURVE)))
    steps = np.hypot(*(np.diff(points, axis=0) / (4.0, 2.0)).T)
    assert steps[1:-1] == pytest.approx(steps[0], rel=0.1)
    assert points[0].tolist() == [-1.0, 0.0]
    assert points[-1].tolist() == [1.9, 0.9]
    assert not passed_places(figure_of(LineMark(RUN + 9.0, Role.RUN_1)))
    assert len(along(np.array([[0.0, 0.0], [0.0, 0.0]]), (-1.0, 1.0, -1.0, 1.0))) == 1


@pytest.mark.parametrize("corner", CORNERS)
def test_where_a_run_ends_there_is_no_legend_though_it_passed_elsewhere(corner: tuple[float, float]) -> None:
    end = np.abs(np.array(corner) - 0.1)
    through = np.abs(np.array([1.0 - corner[0], corner[1]]) - np.linspace(0.0, 0.2, 24)[:, np.newaxis])
    places = np.concatenate([end[np.newaxis], through])
    weights = np.array([8.0, *([0.2] * 24)])
    chosen = quietest_corner(places, weights, (0.3, 0.3), corner)
    assert chosen not in (corner, (1.0 - corner[0], corner[1])), "two corners have nothing in them"
    everywhere = np.concatenate([places, np.abs(np.array([(0, 0), (0, 1), (1, 0), (1, 1)]) - 0.15)])
    busy = np.concatenate([weights, [1.0 if tuple(c) == (1.0 - corner[0], corner[1]) else 8.0
                                     for c in ((0, 0), (0, 1), (1, 0), (1, 1))]])  # fmt: skip
    assert quietest_corner(everywhere, busy, (0.3, 0.3), corner) == (1.0 - corner[0], corner[1])
