"""What the surface hides: a ray from a point to the eye, followed step by step through the height field.

A point is hidden where its ray comes through the surface after it has left it: where it goes from above to below or the
other way, over places where the surface is. A step is no longer than a cell of the grid that is followed, so that what
is thinner than such a cell may be missed; heights are told apart that differ by more than `_ROOM`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.leaving import between_steps
from hessview.figure.surface.heights import seen_through

if TYPE_CHECKING:
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.heights import HeightField

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Signs = NDArray[np.int8]

_ROOM = 0.006
"""In half the box's width: less than a line's width on the screen."""

_ON_SURFACE = 1.5
"""Cells of its way in which the ray of a point of the surface is not looked at."""

_MOST = 400
_TOGETHER, _AT_ONCE = 12, 16_384
"""Steps that are taken at once at most, and so many places at most."""

_CROWD = 0.9
"""Rays that are done are dropped when so few are left: copying costs more than looking again at where they ended."""


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
    # Along its ray everything is linear: column and row on the grid, and height.
    begin, ways = _on_grid(points[active], direction[active], grid, field)
    forward, stop = step[active], ends[active]
    for _ in range(_MOST):
        if not len(active):
            break
        between_steps()
        # Several steps at once: of few rays a step costs as much as of many.
        count = max(1, min(_TOGETHER, _AT_ONCE // len(active)))
        far = reached + forward * np.arange(count)[:, np.newaxis]
        # Beyond its end a ray stays there, and changes sides no more.
        way = np.minimum(far, stop)
        above = begin[2] + way * ways[2]
        above -= _between(grid, begin[0] + way * ways[0], begin[1] + way * ways[1])
        crossed = _crossed(above, side)
        found[active[crossed]] = True
        keep = ~crossed & (far[-1] < stop)
        reached = far[-1] + forward
        if np.count_nonzero(keep) < _CROWD * len(keep):
            active, side, reached = active[keep], side[keep], reached[keep]
            begin, ways, forward, stop = begin[:, keep], ways[:, keep], forward[keep], stop[keep]
    return found


def _crossed(above: Floats, side: Signs) -> Flags:
    """Return which rays came through the surface in their next steps, shape (m,), and bring `side` up to date.

    Parameters
    ----------
    above
        How far rays are above the surface, a row for each step, shape (steps, m); nan where it is not.
    side
        1 above the surface, -1 below it, 0 unknown, shape (m,).
    """
    sides = (above > _ROOM).view(np.int8) - (above < -_ROOM).view(np.int8)
    # Beyond an end of the surface a ray may change sides without coming through it.
    gone = np.isnan(above)
    ends = gone.any()
    made = np.zeros(len(side), dtype=np.bool_)
    for k, now in enumerate(sides):
        made |= now * side < 0
        np.copyto(side, now, where=now != 0)
        if ends:
            side[gone[k]] = 0
    return made


def _on_grid(points: Floats, direction: Floats, grid: Floats, field: HeightField) -> tuple[Floats, Floats]:
    """Return rays as columns, rows and heights, shapes (3, m)."""
    (ny, nx), (a, b, _) = grid.shape, field.cube.half
    scale = np.array([0.5 * (nx - 1) / a, 0.5 * (ny - 1) / b, 1.0])
    begin = (points + np.array([a, b, 0.0])) * scale
    return np.ascontiguousarray(begin.T), np.ascontiguousarray((direction * scale).T)


def _between(grid: Floats, column: Floats, row: Floats) -> Floats:
    """Return the heights at places of the grid, nan beside what is not there."""
    ny, nx = grid.shape
    i = np.clip(column, 0, nx - 2).astype(np.intp)
    j = np.clip(row, 0, ny - 2).astype(np.intp)
    flat, first = grid.ravel(), j * nx + i
    a, b = column - i, row - j
    low: Floats = flat.take(first)
    high: Floats = flat.take(first + nx)
    low += a * (flat.take(first + 1) - low)
    high += a * (flat.take(first + nx + 1) - high)
    high -= low
    high *= b
    high += low
    return high


def _ends(points: Floats, direction: Floats, half: tuple[float, float, float]) -> Floats:
    """Return where rays leave the box, in lengths of their direction, shape (m,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # A little beyond the roof, so that what comes out there is seen to be above everything.
        walls = np.copysign((half[0], half[1], half[2] + 3.0 * _ROOM), direction)
        ways = np.where(direction == 0.0, np.inf, (walls - points) / direction)
    return np.asarray(ways.min(axis=1))
