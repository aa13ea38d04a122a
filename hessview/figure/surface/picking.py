"""Which point of the surface a pixel shows: a ray against the bilinear patches of the fine field, exact."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.heights import HeightField

Floats = NDArray[np.float64]

_ROOM = 1e-9
_WAYS, _FINE = 16, 64


def pick(field: HeightField, camera: Camera, x: float, y: float) -> tuple[float, float] | None:
    """Return the plane's coordinates of the nearest point of the surface at a pixel; None where there is none.

    On the ray p + k d a patch z = a + b u + c v + e u v is a quadratic in k: its least root within the cell and the box
    is the point, whatever the slope.
    """
    origin, direction = camera.ray(x, y)
    near, far = _within_box(origin, direction, field.cube.half)
    if not near < far:
        return None
    # Every wall between columns and between rows that the ray passes: between two of them it is over one cell.
    stops = [np.array([near, far])]
    for axis, edges in ((0, field.x), (1, field.y)):
        if direction[axis] != 0.0:
            with np.errstate(over="ignore"):
                crossed = (edges - origin[axis]) / direction[axis]
            stops.append(crossed[(crossed > near) & (crossed < far)])
    along = np.sort(np.concatenate(stops))
    first, last = along[:-1], along[1:]
    k = _first_hit(field, origin, direction, first, last)
    if math.isnan(k):
        return None
    u, v, _ = origin + k * direction
    s, t = (float(field.cube.back(np.array(value), axis)) for axis, value in ((0, u), (1, v)))
    return min(max(s, field.cube.x_range[0]), field.cube.x_range[1]), min(
        max(t, field.cube.y_range[0]), field.cube.y_range[1]
    )


def pick_near(field: HeightField, camera: Camera, x: float, y: float, reach: float) -> tuple[float, float] | None:
    """Return what `pick` does; where a pixel shows nothing, what the nearest place within `reach` of it shows.

    A mouse is on whole pixels and the surface's rim is not: the pixel at which a point of it is shown may be beside.

    Parameters
    ----------
    reach
        How far beside the surface, in the picture's units. It is looked for on 16 ways all around.
    """
    found = pick(field, camera, x, y)
    if found is not None:
        return found
    within = reach
    for turn in (math.tau * k / _WAYS for k in range(_WAYS)):
        across, down = math.cos(turn), math.sin(turn)
        # Only what is nearer than what another way has found is looked for.
        seen = pick(field, camera, x + within * across, y + within * down)
        beside = 0.0 if seen is not None else within
        while beside < within - reach / _FINE:
            middle = 0.5 * (beside + within)
            there = pick(field, camera, x + middle * across, y + middle * down)
            if there is None:
                beside = middle
            else:
                seen, within = there, middle
        found = found if seen is None else seen
    return found


def _within_box(origin: Floats, direction: Floats, half: tuple[float, float, float]) -> tuple[float, float]:
    """Return where a ray enters and leaves the box."""
    near, far = 0.0, math.inf
    for p, d, side in zip(origin.tolist(), direction.tolist(), half, strict=True):
        side *= 1.0 + _ROOM  # noqa: PLW2901 - a hair's breadth of room
        if d == 0.0:
            if abs(p) > side:
                return 0.0, -1.0
            continue
        enters, leaves = sorted(((-side - p) / d, (side - p) / d))
        near, far = max(near, enters), min(far, leaves)
    return near, far


def _first_hit(field: HeightField, origin: Floats, direction: Floats, first: Floats, last: Floats) -> float:
    """Return the least k at which the ray meets a patch, each over its stretch first .. last; nan if it meets none."""
    middle = 0.5 * (first + last)
    column, row = field.indices(origin[0] + middle * direction[0], origin[1] + middle * direction[1])
    ny, nx = field.heights.shape
    i = np.clip(column.astype(np.intp), 0, nx - 2)
    j = np.clip(row.astype(np.intp), 0, ny - 2)
    z = field.heights
    z00, z10, z01, z11 = z[j, i], z[j, i + 1], z[j + 1, i], z[j + 1, i + 1]
    # Within the cell: column a + b k, row c + d k, both from 0 to 1, measured from the stretch's middle.
    a, c = column - i, row - j
    half_x, half_y, _ = field.cube.half
    b, d = direction[0] * 0.5 * (nx - 1) / half_x, direction[1] * 0.5 * (ny - 1) / half_y
    with np.errstate(all="ignore"):
        bend = z00 - z10 - z01 + z11
        squared = bend * b * d
        linear = (z10 - z00) * b + (z01 - z00) * d + bend * (a * d + c * b) - direction[2]
        constant = z00 + (z10 - z00) * a + (z01 - z00) * c + bend * a * c - (origin[2] + middle * direction[2])
        roots = _roots(squared, linear, constant) + middle[:, np.newaxis]
        room = _ROOM * (1.0 + np.abs(middle))[:, np.newaxis]
        hits = (roots >= first[:, np.newaxis] - room) & (roots <= last[:, np.newaxis] + room)
        hits &= field.is_there(origin[2] + roots * direction[2])
    return float(roots[hits].min()) if hits.any() else math.nan


def _roots(a: Floats, b: Floats, c: Floats) -> Floats:
    """Return the real roots of a k^2 + b k + c, shape (m, 2), nan where there is none; without cancellation."""
    root = np.sqrt(b * b - 4.0 * a * c)
    q = -0.5 * (b + np.copysign(root, b))
    return np.column_stack([q / a, c / q])
