"""What is projected is found again along its ray."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.figure.surface.camera import ORTHOGRAPHIC, Camera, Cube, cube_of
from tests.figure.surface.fields import SIZE, cameras

inside = st.floats(-1.0, 1.0)


@given(cameras(), inside, inside, st.floats(-0.56, 0.56))
def test_the_ray_of_a_points_pixel_goes_through_the_point(camera: Camera, u: float, v: float, w: float) -> None:
    point = np.array([u, v, w])
    x, y = camera.project(point[np.newaxis])[0]
    origin, direction = camera.ray(float(x), float(y))
    along = (point - origin) @ direction
    assert along > 0.0
    assert np.linalg.norm(origin + along * direction - point) < 1e-9


@given(cameras(), inside, inside, st.floats(-0.56, 0.56))
def test_a_point_nearer_to_the_eye_is_seen_at_the_same_pixel(camera: Camera, u: float, v: float, w: float) -> None:
    point = np.array([[u, v, w]])
    nearer = point + 0.1 * camera.towards_eye(point)
    np.testing.assert_allclose(camera.project(nearer), camera.project(point), atol=1e-6)
    assert camera.depth(nearer)[0] > camera.depth(point)[0]


def test_with_parallel_rays_parallel_edges_are_equally_long() -> None:
    camera = Camera(-60.0, 30.0, 1.0, SIZE, ORTHOGRAPHIC)
    near, far = (camera.project(np.array([[-1.0, side, 0.0], [1.0, side, 0.0]])) for side in (-1.0, 1.0))
    np.testing.assert_allclose(near[1] - near[0], far[1] - far[0], atol=1e-9)


def test_in_perspective_the_near_edge_is_longer_but_not_by_much() -> None:
    camera = Camera(-90.0, 30.0, 1.0, SIZE)
    near, far = (camera.project(np.array([[-1.0, side, 0.0], [1.0, side, 0.0]])) for side in (-1.0, 1.0))
    assert 1.05 < (near[1] - near[0])[0] / (far[1] - far[0])[0] < 1.5


def test_from_above_the_first_axis_runs_right_and_the_second_up() -> None:
    camera = Camera(-90.0, 90.0, 1.0, SIZE)
    middle, right, up = camera.project(np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    assert right[0] > middle[0]
    assert abs(right[1] - middle[1]) < 1e-9
    assert up[1] < middle[1]
    assert abs(up[0] - middle[0]) < 1e-9


@given(cameras())
def test_the_whole_box_is_on_the_picture_at_zoom_one(camera: Camera) -> None:
    seen = Camera(camera.azimuth, camera.elevation, 1.0, SIZE)
    corners = np.array([[u, v, w] for u in (-1, 1) for v in (-1, 1) for w in (-0.56, 0.56)], dtype=float)
    places = seen.project(corners)
    # With room for the labels, on the side where they stand.
    assert (places >= 12.0).all()
    assert (places <= np.array(SIZE) - 12.0).all()


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1.0, 1e9, 1e300])
def test_places_in_the_box_and_values_are_each_others_inverse_at_any_scale(scale: float) -> None:
    cube = Cube((-scale, 2.0 * scale), (0.0, scale), (-3.0 * scale, scale))
    values = np.linspace(-3.0, 1.0, 9) * scale
    np.testing.assert_allclose(cube.back(cube.across(values, 2), 2), values, rtol=1e-12, atol=1e-15 * scale)
    assert cube.across(np.array([-3.0 * scale, scale]), 2).tolist() == pytest.approx([-0.56, 0.56])


def test_equal_scales_give_the_floor_the_ranges_proportions() -> None:
    assert cube_of((0.0, 4.0), (0.0, 2.0), (0.0, 1.0), equal=True).half[:2] == (1.0, 0.5)
    assert cube_of((0.0, 4.0), (0.0, 2.0), (0.0, 1.0)).half[:2] == (1.0, 1.0)
