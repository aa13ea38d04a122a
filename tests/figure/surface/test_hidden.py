"""What a bump hides, against the rays of its own formula."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.fields.sampling import field_of
from hessview.figure.surface.camera import ORTHOGRAPHIC, Camera
from hessview.figure.surface.heights import HeightField, height_field
from hessview.figure.surface.hidden import hidden
from tests.figure.surface.fields import SIZE


def bump(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.exp(-12.0 * (x * x + y * y))


@pytest.fixture(scope="module")
def field() -> HeightField:
    line = np.linspace(-1.0, 1.0, 257)
    made = height_field(field_of(line, line, bump(line[np.newaxis, :], line[:, np.newaxis])))
    assert made is not None
    return made


def by_formula(field: HeightField, points: np.ndarray, camera: Camera, room: float) -> np.ndarray:
    """How deep below the bump each ray to the eye comes after its start, in the box; above it negative."""
    k = np.linspace(0.03, 3.0, 3000)
    ways = camera.towards_eye(points)
    ways = ways / np.linalg.norm(ways, axis=1, keepdims=True)
    way = points[:, np.newaxis] + k[:, np.newaxis] * ways[:, np.newaxis]
    true = field.cube.across(bump(way[..., 0], way[..., 1]), 2)
    outside = np.abs(way[..., :2]).max(axis=2) > 1.0
    return np.where(outside, -np.inf, true - way[..., 2]).max(axis=1) - room


@pytest.mark.parametrize("distance", [ORTHOGRAPHIC, 8.0])
@pytest.mark.parametrize(("azimuth", "elevation"), [(-90.0, 12.0), (30.0, 25.0), (135.0, 5.0), (-60.0, 50.0)])
def test_points_of_the_bump_are_hidden_exactly_where_the_formula_says(
    field: HeightField, azimuth: float, elevation: float, distance: float
) -> None:
    camera = Camera(azimuth, elevation, 1.0, SIZE, distance)
    u, v = (part.ravel() for part in np.meshgrid(np.linspace(-0.95, 0.95, 41), np.linspace(-0.95, 0.95, 41)))
    points = np.column_stack([u, v, field.at(u, v)])
    found = hidden(points, field, camera, 200)
    deep = by_formula(field, points, camera, 0.0)
    # Where a ray only touches the bump, a hair's breadth decides.
    clear = np.abs(deep) > 0.02
    np.testing.assert_array_equal(found[clear], (deep > 0.0)[clear])
    assert clear.sum() > 300
    assert (deep[clear] > 0.0).sum() > 100


def test_from_the_side_the_floor_behind_the_bump_is_hidden_and_that_before_it_is_not(field: HeightField) -> None:
    camera = Camera(-90.0, 10.0, 1.0, SIZE)
    points = np.array([[0.0, 0.6, -0.55], [0.0, -0.6, -0.55], [0.9, 0.6, -0.55]])
    assert hidden(points, field, camera, 200).tolist() == [True, False, False]


def test_from_above_nothing_is_hidden_and_from_below_nothing_either(field: HeightField) -> None:
    u = np.linspace(-0.9, 0.9, 50)
    points = np.column_stack([u, 0.3 * u, field.at(u, 0.3 * u)])
    for elevation in (90.0, -90.0):
        assert not hidden(points, field, Camera(-90.0, elevation, 1.0, SIZE), 200).any()


def test_a_coarse_grid_says_the_same_but_for_a_few_points_at_the_edge(field: HeightField) -> None:
    camera = Camera(-60.0, 12.0, 1.0, SIZE)
    u, v = (part.ravel() for part in np.meshgrid(np.linspace(-0.95, 0.95, 61), np.linspace(-0.95, 0.95, 61)))
    points = np.column_stack([u, v, field.at(u, v)])
    coarse, fine = (hidden(points, field, camera, cells) for cells in (60, 200))
    assert fine.sum() > 50
    assert (coarse != fine).mean() < 0.02


def test_what_is_nowhere_is_not_hidden_and_hides_nothing(field: HeightField) -> None:
    assert not hidden(np.full((3, 3), np.nan), field, Camera(-60.0, 30.0, 1.0, SIZE), 100).any()
