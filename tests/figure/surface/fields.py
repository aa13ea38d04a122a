"""Height fields and cameras for tests, and rays followed by brute force."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from hessview.analysis.fields.sampling import FieldAnswer, field_of
from hessview.figure.surface.camera import DISTANCE, ORTHOGRAPHIC, Camera, Cube
from hessview.figure.surface.heights import HeightField, height_field

Floats = NDArray[np.float64]
SIZE = (640.0, 480.0)


def answer(
    f: object, shape: tuple[int, int] = (40, 50), box: tuple[float, float, float, float] = (-2, 3, -1, 2)
) -> FieldAnswer:
    """The field of a function of two arrays."""
    x, y = np.linspace(box[0], box[1], shape[1]), np.linspace(box[2], box[3], shape[0])
    with np.errstate(all="ignore"):
        values = np.asarray(f(x[np.newaxis, :], y[:, np.newaxis]), dtype=np.float64)  # type: ignore[operator]
    return field_of(x, y, np.broadcast_to(values, shape).copy())


def heights_of(f: object, shape: tuple[int, int] = (40, 50)) -> HeightField:
    """The same as heights in the box."""
    made = height_field(answer(f, shape))
    assert made is not None
    return made


def rough_field(seed: int, shape: tuple[int, int] = (12, 15)) -> HeightField:
    """Mountains without any order: every sample is another number."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=shape)
    cube = Cube((-2.0, 3.0), (-1.0, 2.0), (float(values.min()), float(values.max())))
    x, y = np.linspace(-1.0, 1.0, shape[1]), np.linspace(-1.0, 1.0, shape[0])
    return HeightField(cube, x, y, values, is_clipped=False)


def cameras() -> st.SearchStrategy[Camera]:
    """Eyes all around, above and below, near and infinitely far."""
    return st.builds(
        Camera,
        azimuth=st.floats(-180.0, 180.0),
        elevation=st.floats(-90.0, 90.0),
        zoom=st.floats(0.3, 5.0),
        size=st.just(SIZE),
        distance=st.sampled_from([DISTANCE, ORTHOGRAPHIC, 3.0]),
    )


def crossings(field: HeightField, camera: Camera, x: float, y: float, steps: int = 6000) -> Floats:
    """Every point where the ray of a pixel comes through the surface, from near to far, shape (m, 3)."""
    origin, direction = camera.ray(x, y)
    ends = np.array([(np.array(field.cube.half) * side - origin) for side in (-1.0, 1.0)])
    with np.errstate(all="ignore"):
        ways = ends / direction
    near, far = np.nanmax(ways.min(axis=0)), np.nanmin(ways.max(axis=0))
    if not near < far:
        return np.empty((0, 3))
    k = np.linspace(max(near, 0.0), far, steps)
    points = origin + k[:, np.newaxis] * direction
    above = points[:, 2] - field.at(points[:, 0], points[:, 1])
    with np.errstate(invalid="ignore"):
        at = np.flatnonzero(above[1:] * above[:-1] < 0.0)
    share = above[at] / (above[at] - above[at + 1])
    return np.asarray(points[at] + share[:, np.newaxis] * (points[at + 1] - points[at]))

