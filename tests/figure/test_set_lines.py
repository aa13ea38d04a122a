"""Samples of a set become lines: every link once, rings closed, crossings kept, nothing twice."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hessview.figure.set_lines import crossings, polylines


def pieces(vertices: np.ndarray) -> list[np.ndarray]:
    ends = np.flatnonzero(np.isnan(vertices[:, 0]))
    return [part[~np.isnan(part[:, 0])] for part in np.split(vertices, ends + 1) if len(part)]


def chain(points: np.ndarray) -> np.ndarray:
    return np.column_stack([np.arange(len(points) - 1), np.arange(1, len(points))])


def circle(count: int) -> np.ndarray:
    turn = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    return np.column_stack([np.cos(turn), np.sin(turn)])


def test_a_tree_through_a_ring_becomes_a_closed_line() -> None:
    (ring,) = pieces(polylines(circle(100), chain(circle(100))))
    assert len(ring) == 101
    assert ring[0].tolist() == ring[-1].tolist()


def test_an_arc_stays_open() -> None:
    (arc,) = pieces(polylines(circle(100)[:60], chain(circle(100)[:60])))
    assert len(arc) == 60
    assert arc[0].tolist() != arc[-1].tolist()


def test_lines_that_cross_are_four_that_meet() -> None:
    arms = [np.column_stack([s * np.arange(1, 6), 0.0 * np.arange(1, 6)]) for s in (1.0, -1.0)]
    arms += [arm[:, ::-1] for arm in arms]
    points = np.concatenate([np.zeros((1, 2)), *arms])
    links = []
    for k in range(4):
        way = [0, *range(1 + 5 * k, 6 + 5 * k)]
        links += list(pairwise(way))
    found = pieces(polylines(points, np.array(links)))
    assert sorted(len(part) for part in found) == [6, 6, 6, 6]
    assert all([0.0, 0.0] in part[[0, -1]].tolist() for part in found)


def test_samples_at_the_same_place_make_no_branches() -> None:
    line = np.column_stack([np.linspace(0.0, 1.0, 50), np.zeros(50)])
    twins = line[5:45:4] + np.array([0.0, 1e-120])
    points = np.concatenate([line, twins])
    # A shortest tree may hang a twin on its neighbour's neighbour.
    links = np.concatenate([chain(line), np.column_stack([np.arange(6, 46, 4), np.arange(50, 60)])])
    (whole,) = pieces(polylines(points, links))
    assert len(whole) == 50


@given(st.integers(0, 2**31), st.integers(2, 60))
def test_every_link_of_a_tree_is_walked(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-1.0, 1.0, (count, 2))
    links = np.array([(int(rng.integers(k)), k) for k in range(1, count)])
    lengths = np.hypot(*(points[links[:, 0]] - points[links[:, 1]]).T)
    walked = sum(np.hypot(*np.diff(part, axis=0).T).sum() for part in pieces(polylines(points, links)))
    # Points that are almost the same are one, ends that are close are joined: each by less than a few of the steps.
    slack = count * 3.1 * np.quantile(lengths, 0.9)
    assert abs(walked - lengths.sum()) <= slack


def test_nothing_makes_nothing() -> None:
    assert polylines(np.empty((0, 2)), np.empty((0, 2), dtype=np.intp)).shape == (0, 2)
    alone = np.zeros((3, 2))
    assert np.isnan(polylines(alone, chain(alone))).all()


def test_a_line_crosses_a_plane_where_it_does() -> None:
    line = np.array([[0.0, 0.0, -1.0], [1.0, 2.0, 1.0], [3.0, 2.0, 2.0]])
    near = np.array([np.inf, np.inf, 1e-9])
    assert np.allclose(crossings(line, chain(line), np.array([9.0, 9.0, 0.5]), near), [[0.75, 1.5, 0.5]])
    assert len(crossings(line, chain(line), np.array([0.0, 0.0, 5.0]), near)) == 0
