"""Where a plane in any direction meets boxes and flat sets: against points that are tried one by one."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.path import Path

from hessview.figure.oblique_traces import flat_trace, rings
from hessview.landscapes.slice import Slice


def plane_of(rng: np.random.Generator, n: int) -> Slice:
    basis, _ = np.linalg.qr(rng.normal(size=(n, 2)))
    origin = rng.uniform(-0.5, 0.5, n)
    return Slice(tuple(origin.tolist()), (tuple(basis[:, 0].tolist()), tuple(basis[:, 1].tolist())))


def parts(rows: np.ndarray) -> list[np.ndarray]:
    ends = np.flatnonzero(np.isnan(rows[:, 0]))
    return [part[np.isfinite(part[:, 0])] for part in np.split(rows, ends)]


@pytest.mark.parametrize("n", [3, 4, 6])
def test_a_ring_holds_just_the_points_of_the_plane_that_lie_in_its_box(n: int) -> None:
    rng = np.random.default_rng(n)
    for _ in range(20):
        plane = plane_of(rng, n)
        lower = rng.uniform(-1.0, 0.3, n)
        box = np.stack([lower, lower + rng.uniform(0.2, 1.5, n)], axis=1)
        found = rings(plane, box[np.newaxis], np.zeros(n))
        places = rng.uniform(-3.0, 3.0, (2000, 2))
        x = np.array(plane.origin) + places @ np.array(plane.directions)
        room = np.minimum(x - box[:, 0], box[:, 1] - x).min(axis=1)
        clear = np.abs(room) > 1e-6
        drawn = np.zeros(len(places), dtype=np.bool_)
        for ring in parts(found):
            drawn |= Path(ring).contains_points(places) if len(ring) > 2 else False
        assert (drawn == (room > 0.0))[clear].all()


def test_of_many_boxes_each_has_its_ring() -> None:
    boxes = np.array([[[k, k + 0.5], [-1.0, 1.0], [-1.0, 1.0]] for k in range(-3, 3)], dtype=float)
    turned = Slice((0.0, 0.0, 0.0), ((0.6, 0.8, 0.0), (0.0, 0.0, 1.0)))
    found = [ring for ring in parts(rings(turned, boxes, np.zeros(3))) if len(ring)]
    spans = [(ring[:, 0].min(), ring[:, 0].max()) for ring in found]
    for low, high in spans:
        x, y = 0.6 * np.array([low, high]), 0.8 * np.array([low, high])
        assert any(x[0] >= k - 1e-8 and x[1] <= k + 0.5 + 1e-8 for k in range(-3, 3))
        assert np.abs(y).max() <= 1.0 + 1e-8
    assert len(found) == 2  # y is in the boxes for |x| up to 0.75 only


@pytest.mark.parametrize(("level", "dimension"), [({0: 0.25}, 1), ({0: 0.25, 1: -0.5}, 0)])
def test_a_plane_meets_a_flat_set_where_its_coordinates_are_those_of_the_set(
    level: dict[int, float], dimension: int
) -> None:
    rng = np.random.default_rng(8)
    box = np.array([[[-9.0, 9.0]] * 3])
    for _ in range(20):
        plane = plane_of(rng, 3)
        found = flat_trace(plane, level, box, np.full(3, 1e-9))
        assert found is not None
        assert found[0] == dimension
        places = found[1][np.isfinite(found[1][:, 0])]
        x = np.array(plane.origin) + places @ np.array(plane.directions)
        assert np.abs(x[:, list(level)] - list(level.values())).max() < 1e-9
        assert np.abs(x).max() <= 9.0 + 1e-6
        if dimension == 1:
            assert np.isclose(np.abs(x).max(axis=1), 9.0).all()  # from border to border


def test_a_plane_within_a_set_is_of_it_all_over_and_a_parallel_one_does_not_meet_it() -> None:
    box, near = np.array([[[-2.0, 2.0]] * 3]), np.full(3, 1e-9)
    directions = ((0.0, 0.6, 0.8), (0.0, -0.8, 0.6))
    within = flat_trace(Slice((0.5, 0.0, 0.0), directions), {0: 0.5}, box, near)
    assert within is not None
    assert within[0] == 2
    assert flat_trace(Slice((0.6, 0.0, 0.0), directions), {0: 0.5}, box, near) is None


def test_a_line_ends_where_the_boxes_of_its_set_end() -> None:
    boxes = np.array([[[-0.1, 0.1], [0.0, 1.0], [-2.0, 2.0]], [[-0.1, 0.1], [1.5, 2.0], [-2.0, 2.0]]])
    plane = Slice((0.0, 0.0, 0.3), ((0.8, 0.6, 0.0), (-0.6, 0.8, 0.0)))
    found = flat_trace(plane, {0: 0.0}, boxes, np.full(3, 1e-9))
    assert found is not None
    heights = [0.6 * part[:, 0] + 0.8 * part[:, 1] for part in parts(found[1]) if len(part)]
    assert [sorted(each.round(6).tolist()) for each in heights] in (
        [[0.0, 1.0], [1.5, 2.0]], [[1.5, 2.0], [0.0, 1.0]],
    )  # fmt: skip
