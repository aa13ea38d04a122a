"""What is painted later is nearer: the order by rows and columns against every crossing of a ray, found by force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.figure.surface.camera import Camera
from hessview.figure.surface.order import quadrants, runs
from tests.figure.surface.fields import SIZE, cameras, crossings, rough_field


def ranks(x: np.ndarray, y: np.ndarray, camera: Camera) -> np.ndarray:
    """When each cell is painted, shape (ny - 1, nx - 1)."""
    cells = np.arange((len(x) - 1) * (len(y) - 1)).reshape(len(y) - 1, len(x) - 1)
    painted = np.concatenate([cells[down, along].ravel() for _, _, down, along in quadrants(x, y, camera)])
    made = np.empty(cells.size, dtype=int)
    made[painted] = np.arange(cells.size)
    assert sorted(painted) == list(range(cells.size))
    return made.reshape(cells.shape)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), cameras(), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_along_any_ray_nearer_cells_are_painted_later(seed: int, camera: Camera, across: float, down: float) -> None:
    field = rough_field(seed)
    found = crossings(field, camera, across * SIZE[0], down * SIZE[1])
    i = np.clip(np.searchsorted(field.x, found[:, 0]) - 1, 0, len(field.x) - 2)
    j = np.clip(np.searchsorted(field.y, found[:, 1]) - 1, 0, len(field.y) - 2)
    order = ranks(field.x, field.y, camera)[j, i]
    # From near to far the ranks fall; twice through one cell is one cell.
    assert (np.diff(order) <= 0).all()


def test_rays_of_the_property_meet_several_cells() -> None:
    field, camera = rough_field(1), Camera(-60.0, 10.0, 1.0, SIZE)
    counts = [len(crossings(field, camera, x, y)) for x in range(200, 440, 20) for y in range(160, 320, 20)]
    assert max(counts) >= 5


@given(cameras())
def test_vertices_and_cells_of_each_part_belong_together(camera: Camera) -> None:
    field = rough_field(3)
    u, v = np.meshgrid(field.x, field.y)
    middle_u, middle_v = (0.25 * (w[1:, 1:] + w[:-1, 1:] + w[1:, :-1] + w[:-1, :-1]) for w in (u, v))
    for rows, columns, down, along in quadrants(field.x, field.y, camera):
        for corners, middles in ((u[rows, columns], middle_u[down, along]), (v[rows, columns], middle_v[down, along])):
            assert corners.shape == (middles.shape[0] + 1, middles.shape[1] + 1)
            between = 0.25 * (corners[1:, 1:] + corners[:-1, 1:] + corners[1:, :-1] + corners[:-1, :-1])
            np.testing.assert_allclose(between, middles, atol=1e-12)


def test_an_eye_over_the_surface_is_approached_from_both_sides() -> None:
    camera = Camera(0.0, 90.0, 1.0, SIZE)
    assert runs(np.linspace(-0.9, 1.1, 11), camera, 0) == ((9, 4, -1), (0, 5, 1))


@pytest.mark.parametrize(("azimuth", "step"), [(0.0, 1), (180.0, -1)])
def test_an_eye_beside_the_surface_is_approached_from_the_far_side(azimuth: float, step: int) -> None:
    (run,) = runs(np.linspace(-1.0, 1.0, 11), Camera(azimuth, 20.0, 1.0, SIZE), 0)
    assert run[2] == step
