"""What a pixel shows is the nearest crossing of its ray, and is shown at that pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hessview.figure.surface.camera import Camera, Cube
from hessview.figure.surface.heights import HeightField
from hessview.figure.surface.picking import pick, pick_near
from tests.figure.surface.fields import SIZE, cameras, crossings, heights_of, rough_field


def place(field: HeightField, camera: Camera, s: float, t: float) -> np.ndarray:
    u, v = (field.cube.across(np.array([value]), axis) for axis, value in ((0, s), (1, t)))
    return camera.project(np.column_stack([u, v, field.at(u, v)]))[0]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), cameras(), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_the_point_that_is_picked_is_shown_at_the_pixel(seed: int, camera: Camera, across: float, down: float) -> None:
    field = rough_field(seed)
    x, y = across * SIZE[0], down * SIZE[1]
    found = pick(field, camera, x, y)
    if found is not None:
        np.testing.assert_allclose(place(field, camera, *found), (x, y), atol=1e-4)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), cameras(), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_nothing_of_the_surface_is_before_what_is_picked(seed: int, camera: Camera, across: float, down: float) -> None:
    field = rough_field(seed)
    x, y = across * SIZE[0], down * SIZE[1]
    by_force = crossings(field, camera, x, y)
    found = pick(field, camera, x, y)
    if not len(by_force):
        return
    assert found is not None
    u, v = (float(field.cube.across(np.array(value), axis)) for axis, value in enumerate(found))
    point = np.array([u, v, float(field.at(np.array([u]), np.array([v]))[0])])
    origin, direction = camera.ray(x, y)
    assert (point - origin) @ direction <= (by_force[0] - origin) @ direction + 1e-6


@settings(max_examples=60, deadline=None)
@given(st.floats(-1.9, 2.9), st.floats(-0.9, 1.9), st.floats(-180.0, 180.0), st.floats(20.0, 90.0))
def test_picking_where_a_point_of_a_gentle_surface_is_shown_finds_that_point(
    s: float, t: float, azimuth: float, elevation: float
) -> None:
    # Its slopes in the box are less than the tangent of 15 degrees: nothing of it is hidden.
    x, y = np.linspace(-2.0, 3.0, 50), np.linspace(-1.0, 2.0, 40)
    values = 0.3 * x + 0.2 * y[:, np.newaxis] + 0.05 * np.sin(x) * np.cos(y[:, np.newaxis])
    cube = Cube((-2.0, 3.0), (-1.0, 2.0), (-4.0, 5.0))
    field = HeightField(cube, np.linspace(-1.0, 1.0, 50), np.linspace(-1.0, 1.0, 40), values, is_clipped=False)
    camera = Camera(azimuth, elevation, 1.0, SIZE)
    x, y = place(field, camera, s, t)
    found = pick(field, camera, float(x), float(y))
    assert found is not None
    assert found == pytest.approx((s, t), abs=1e-6)


@pytest.mark.parametrize("elevation", [90.0, -90.0, 0.0, 35.0])
def test_a_pixel_beside_the_box_shows_nothing(elevation: float) -> None:
    field = heights_of(lambda x, y: x * y)
    assert pick(field, Camera(-60.0, elevation, 1.0, SIZE), 3.0, 3.0) is None


def test_over_a_hole_nothing_is_picked() -> None:
    field = heights_of(lambda x, y: np.where((x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.5, np.nan, x + y), (201, 201))
    camera = Camera(-90.0, 90.0, 1.0, SIZE)
    x, y = camera.middle
    assert pick(field, camera, x, y) is None
    assert pick(field, camera, x + 0.8 * camera.unit, y) is not None


def test_what_is_beyond_the_box_is_not_picked() -> None:
    field = heights_of(lambda x, y: 1.0 / ((x - 0.5) ** 2 + (y - 0.5) ** 2), (200, 200))
    assert field.is_clipped
    camera = Camera(-90.0, 90.0, 1.0, SIZE)
    assert pick(field, camera, *camera.middle) is None


def test_a_vertical_ray_and_one_along_an_axis_are_no_exception() -> None:
    field = heights_of(lambda x, y: x + 0.0 * y)
    above, beside = (Camera(azimuth, up, 1.0, SIZE, math.inf) for azimuth, up in ((-90.0, 90.0), (0.0, 0.0)))
    assert pick(field, above, *above.middle) == pytest.approx((0.5, 0.5))
    side = pick(field, beside, *beside.middle)
    assert side is not None
    assert side[0] == pytest.approx(0.5)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-1.5, 2.5), st.sampled_from([-1.0, 2.0]), st.floats(-180.0, 180.0), st.floats(20.0, 90.0),
    st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5)),
)  # fmt: skip
def test_a_pixel_less_than_one_beside_the_rim_shows_its_nearest_point(
    s: float, t: float, azimuth: float, elevation: float, aside: tuple[float, float]
) -> None:
    field = heights_of(lambda x, y: 0.3 * x + 0.2 * y)
    camera = Camera(azimuth, elevation, 1.0, SIZE)
    x, y = place(field, camera, s, t)
    corner, *others = (np.array(place(field, camera, *each)) for each in ((-1.5, -1.0), (2.5, -1.0), (-1.5, 2.0)))
    (ax, ay), (bx, by) = others[0] - corner, others[1] - corner
    assume(abs(ax * by - ay * bx) > 10.0 * max(math.hypot(ax, ay), math.hypot(bx, by)))  # not seen from its edge
    x, y = x + 0.95 * aside[0], y + 0.95 * aside[1]
    exact = pick(field, camera, x, y)
    found = pick_near(field, camera, x, y, 1.0)
    assert found is not None
    if exact is not None:
        assert found == exact
        return
    shown = place(field, camera, *found)
    rim = np.array([place(field, camera, c, t) for c in np.linspace(s - 0.1, s + 0.1, 201)])
    nearest = np.hypot(*(rim - (x, y)).T).min()
    assert math.dist(shown, (x, y)) <= nearest / math.cos(math.pi / 16) + 0.05


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), cameras(), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_what_is_picked_nearby_is_there_to_be_picked(seed: int, camera: Camera, across: float, down: float) -> None:
    field = rough_field(seed)
    x, y = across * SIZE[0], down * SIZE[1]
    exact, found = pick(field, camera, x, y), pick_near(field, camera, x, y, 1.0)
    if exact is not None:
        assert found == exact
    elif found is not None:
        assert math.dist(place(field, camera, *found), (x, y)) <= 1.0 + 1e-3


def test_a_pixel_well_beside_the_rim_shows_nothing() -> None:
    field = heights_of(lambda x, y: x + 0.0 * y)
    camera = Camera(-90.0, 90.0, 1.0, SIZE)
    x, y = place(field, camera, 0.5, 2.0)
    assert pick_near(field, camera, x, y - 0.9, 1.0) == pytest.approx((0.5, 2.0), abs=0.01)
    assert pick_near(field, camera, x, y - 1.1, 1.0) is None
