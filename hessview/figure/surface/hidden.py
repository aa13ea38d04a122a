"""What the surface hides: a ray from a point to the eye, followed step by step through the height field.

A point is hidden where its ray comes through the surface after it has left it: where it goes from above to below or the
other way, over places where the surface is. A step is no longer than a cell of the grid that is followed, so that what
is thinner than such a cell may be missed; heights are told apart that differ by more than `_ROOM`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.surface.heights import bilinear, seen_through

if TYPE_CHECKING:
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.heights import HeightField

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ROOM = 0.006
"""In half the box's width: less than a line's width on the screen."""

_ON_SURFACE = 1.5
"""Cells of its way in which the ray of a point of the surface is not looked at."""

_MOST = 400


def hidden(points: Floats, field: HeightField, camera: Camera, cells: int) -> Flags:
    """Return which points of the box, shape (m, 3), the surface hides, shape (m,); nan is not hidden.

    Parameters
    ----------
    cells
        About how many cells the grid has along each axis.
    """
    grid = seen_through(field, cells)
    found = np.zeros(len(points), dtype=np.bool_)
    direction = camera.towards_eye(points)
    flat = np.hypot(direction[:, 0], direction[:, 1])
    cell = 2.0 * max(field.cube.half[:2]) / cells
    # A ray that goes almost straight up stays over its own cell.
    step = cell / np.maximum(flat, 0.25 * np.abs(direction[:, 2]) + 1e-12)
    ends = _ends(points, direction, field.cube.half)
    active = np.flatnonzero(np.isfinite(points).all(axis=1) & (ends > _ON_SURFACE * step))
    side = np.zeros(len(active), dtype=np.int8)
    reached = _ON_SURFACE * step[active]
    p, d, forward, stop = points[active], direction[active], step[active], ends[active]
    for _ in range(_MOST):
        if not len(active):
            break
        at = p + reached[:, np.newaxis] * d
        above = at[:, 2] - bilinear(grid, *_indices(grid, field, at))
        with np.errstate(invalid="ignore"):
            now = np.where(above > _ROOM, 1, np.where(above < -_ROOM, -1, 0)).astype(np.int8)
        crossed = now * side < 0
        found[active[crossed]] = True
        # Beyond an end of the surface a ray may change sides without coming through it.
        side = np.where(np.isnan(above), 0, np.where(now == 0, side, now)).astype(np.int8)
        reached = reached + forward
        keep = ~crossed & (reached < stop)
        if not keep.all():
            active, side, reached, p, d = active[keep], side[keep], reached[keep], p[keep], d[keep]
            forward, stop = forward[keep], stop[keep]
    return found


def _ends(points: Floats, direction: Floats, half: tuple[float, float, float]) -> Floats:
    """Return where rays leave the box, in lengths of their direction, shape (m,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        walls = np.copysign(np.array(half), direction)
        ways = np.where(direction == 0.0, np.inf, (walls - points) / direction)
    return np.asarray(ways.min(axis=1))


def _indices(grid: Floats, field: HeightField, at: Floats) -> tuple[Floats, Floats]:
    (ny, nx), (a, b, _) = grid.shape, field.cube.half
    return (at[:, 0] + a) * (0.5 * (nx - 1) / a), (at[:, 1] + b) * (0.5 * (ny - 1) / b)
