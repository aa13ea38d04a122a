"""Where a surface ends, and that it stands on true values of f."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.figure.surface.mesh import Mesh, mesh_of
from tests.figure.surface.fields import heights_of


def corners(mesh: Mesh) -> np.ndarray:
    """The corners of cells that are there, shape (m, 3)."""
    used = np.zeros(mesh.points.shape[:2], dtype=bool)
    for rows in (slice(None, -1), slice(1, None)):
        for columns in (slice(None, -1), slice(1, None)):
            used[rows, columns] |= mesh.kept
    return mesh.points[used]


def test_every_corner_of_a_whole_surface_is_a_sample_of_f() -> None:
    field = heights_of(lambda x, y: x * x - y, (300, 311))
    mesh = mesh_of(field, 50)
    assert mesh.kept.all()
    assert mesh.kept.shape == (49, 49)
    s, t, z = (field.cube.back(mesh.points[..., axis], axis) for axis in range(3))
    np.testing.assert_allclose(z, s * s - t, atol=1e-12)
    assert not np.isfinite(mesh.rim).all(axis=1).sum() % 2


def test_a_dome_ends_at_the_circle_below_which_it_is_not() -> None:
    field = heights_of(lambda x, y: np.sqrt(0.8 - (x - 0.5) ** 2 - (y - 0.5) ** 2), (301, 501))
    mesh = mesh_of(field, 100)
    rim = mesh.rim[np.isfinite(mesh.rim).all(axis=1)]
    s, t = (field.cube.back(rim[:, axis], axis) for axis in (0, 1))
    distance = np.hypot(s - 0.5, t - 0.5)
    # The grid that is asked has steps of a hundredth; the mesh's own are three to five.
    assert distance.max() < np.sqrt(0.8) + 1e-9
    assert distance.min() > np.sqrt(0.8) - 0.016
    assert len(rim) > 100


def test_a_pole_ends_at_the_roof_of_the_box() -> None:
    field = heights_of(lambda x, y: 1.0 / ((x - 0.5) ** 2 + (y - 0.5) ** 2), (200, 200))
    mesh = mesh_of(field, 100)
    assert field.is_clipped
    found = corners(mesh)
    assert np.isfinite(found).all()
    assert np.abs(found[:, 2]).max() <= field.top * (1.0 + 1e-6)
    inner = mesh.rim[np.isfinite(mesh.rim).all(axis=1)]
    inner = inner[np.abs(inner[:, :2]).max(axis=1) < 0.9]
    assert len(inner) > 20
    # On the roof, as near as the last sample below it lets the patches come.
    assert (inner[:, 2] > 0.97 * field.top).all()


@pytest.mark.parametrize("count", [60, 200])
def test_no_wall_stands_between_both_sides_of_a_pole(count: int) -> None:
    field = heights_of(lambda x, y: 1.0 / (x - 0.5) + 0.1 * y, (300, 311))
    mesh = mesh_of(field, count)
    z = np.stack([mesh.points[j, i, 2] for j, i in np.argwhere(mesh.kept)])
    u = np.stack([mesh.points[j, i + 1, 0] for j, i in np.argwhere(mesh.kept)])
    v = np.stack([mesh.points[j, i, 0] for j, i in np.argwhere(mesh.kept)])
    # The pole is in the middle of the box: no cell lies on both sides of it.
    assert not ((v < -1e-9) & (u > 1e-9)).any()
    assert z.min() < -0.2
    assert z.max() > 0.2
    assert field.is_clipped


def test_a_hole_of_one_sample_in_a_smooth_surface_is_closed() -> None:
    def f(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        made = x + y
        made[100, 150] = np.nan
        return made

    assert mesh_of(heights_of(f, (300, 311)), 60).kept.all()


def test_nothing_stands_where_f_is_undefined() -> None:
    field = heights_of(lambda x, y: np.log(x * y), (200, 250))
    mesh = mesh_of(field, 80)
    s, t = (field.cube.back(corners(mesh)[:, axis], axis) for axis in (0, 1))
    assert (s * t > -1e-12).all()
    assert 0.3 < mesh.kept.mean() < 0.7


@pytest.mark.parametrize("count", [2, 3, 40, 1000])
def test_a_mesh_has_no_more_lines_than_asked_for_and_no_more_than_there_are_samples(count: int) -> None:
    mesh = mesh_of(heights_of(lambda x, y: x + y, (60, 70)), count)
    assert mesh.points.shape == (min(count, 60), min(count, 70), 3)
    assert mesh.x[0] == -1.0
    assert mesh.x[-1] == 1.0


def test_normals_point_upwards_and_are_those_of_the_plane() -> None:
    field = heights_of(lambda x, y: 2.0 * x + y)
    normals = mesh_of(field, 30).normals
    assert (normals[..., 2] > 0.0).all()
    np.testing.assert_allclose(normals, np.broadcast_to(normals[0, 0], normals.shape), atol=1e-9)


def test_a_constant_lies_in_the_middle_of_its_box() -> None:
    field = heights_of(lambda x, y: 7.0 + 0.0 * x * y)
    assert field.cube.z_range[0] < 7.0 < field.cube.z_range[1]
    np.testing.assert_allclose(mesh_of(field, 20).points[..., 2], 0.0, atol=1e-12)


def test_values_near_the_largest_number_are_no_exception() -> None:
    field = heights_of(lambda x, y: 1e307 * (x + y))
    assert np.isfinite(mesh_of(field, 20).points).all()
