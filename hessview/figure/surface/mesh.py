"""The surface as a grid of quadrilaterals, ended where f is undefined, not finite, or beyond the box."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.figure.surface.heights import HeightField

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

_HALVINGS = 12
_HAIR = 1e-12
_WALL = 0.25
"""Of the surface's height: what a cell that bridges two parts of the surface may rise."""

_AROUND = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True, eq=False)
class Mesh:
    """Quadrilaterals over the cells of a grid.

    Attributes
    ----------
    x, y
        The grid's lines in the box, increasing, shapes (nx,) and (ny,).
    points
        The corners in the box, shape (ny, nx, 3). They stand on the grid's crossings, but for those beside an end of
        the surface, which are moved onto it, by less than a cell.
    kept
        Which cells are there, shape (ny - 1, nx - 1).
    """

    x: Floats
    y: Floats
    points: Floats
    kept: Flags

    @cached_property
    def normals(self) -> Floats:
        """Unit normals of the cells that point upwards, shape (ny - 1, nx - 1, 3)."""
        P = self.points
        a, b = P[1:, 1:] - P[:-1, :-1], P[1:, :-1] - P[:-1, 1:]
        made = np.empty_like(a)
        made[..., 0] = a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1]
        made[..., 1] = a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2]
        made[..., 2] = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
        length = np.sqrt((made * made).sum(axis=-1, keepdims=True))
        length[length == 0.0] = 1.0
        made /= length
        return made

    @cached_property
    def middles(self) -> Floats:
        """The heights of the cells' middles, shape (ny - 1, nx - 1)."""
        z = self.points[..., 2]
        made: Floats = 0.25 * (z[1:, 1:] + z[:-1, :-1] + z[1:, :-1] + z[:-1, 1:])
        return made

    @cached_property
    def rim(self) -> Floats:
        """Where the surface ends, as separate lines in the box: shape (k, 3), each two points and a row of nan."""
        padded = np.pad(self.kept, 1)
        across, up = padded[:-1, 1:-1] != padded[1:, 1:-1], padded[1:-1, :-1] != padded[1:-1, 1:]
        (r, c), (s, d) = np.nonzero(across), np.nonzero(up)
        P = self.points
        first = np.concatenate([P[r, c], P[s, d]])
        last = np.concatenate([P[r, c + 1], P[s + 1, d]])
        return np.stack([first, last, np.full_like(first, np.nan)], axis=1).reshape(-1, 3)


@remembered(6)
def mesh_of(field: HeightField, count: int) -> Mesh:
    """Return the surface on about `count` lines of the field's grid along each axis.

    Corners are samples of the field: their heights are true values of f.
    """
    rows, columns = (_chosen(size, count) for size in field.heights.shape)
    x, y, z = field.x[columns], field.y[rows], field.heights[np.ix_(rows, columns)]
    return ended_mesh(x, y, z, field.at, field.is_there, holes=_holes(field, rows, columns))


def _holes(field: HeightField, rows: Indices, columns: Indices) -> Flags | None:
    """Return over which cells the field has a sample that is not there, None if there is no such sample."""
    gone = ~field.is_there(field.heights)
    if not gone.any():
        return None
    total = np.pad(np.cumsum(np.cumsum(gone, axis=0, dtype=np.intp), axis=1), ((1, 0), (1, 0)))
    low, high, left, right = rows[:-1], rows[1:] + 1, columns[:-1], columns[1:] + 1
    inside = total[np.ix_(high, right)] - total[np.ix_(low, right)]
    made: Flags = inside - total[np.ix_(high, left)] + total[np.ix_(low, left)] > 0
    return made


def _chosen(size: int, count: int) -> Indices:
    made: Indices = np.unique(np.rint(np.linspace(0, size - 1, min(count, size))).astype(np.intp))
    return made


def ended_mesh(
    x: Floats, y: Floats, heights: Floats, height: Callable[[Floats, Floats], Floats],
    is_there: Callable[[Floats], Flags], *, holes: Flags | None = None, is_continuous: bool = False,
) -> Mesh:  # fmt: skip
    """Return the mesh of a function over a grid, ended where it is not.

    Parameters
    ----------
    x, y, heights
        The grid's lines in the box, and the heights on their crossings, shape (ny, nx).
    height
        The height over places in the box, shape (m,).
    is_there
        Which heights belong to the surface; those of undefined places, nan, do not.
    holes
        Over which cells something is known not to be there, shape (ny - 1, nx - 1); None: nothing is known.
    is_continuous
        Whether the function is known to be: then a steep cell at an end is part of it, and no wall.
    """
    inside = is_there(heights)
    u, v = np.meshgrid(x, y)
    points = np.stack([u, v, np.where(inside, heights, 0.0)], axis=-1)
    kept = inside[:-1, :-1] | inside[1:, :-1] | inside[:-1, 1:] | inside[1:, 1:]
    if not inside.all():
        _move_to_end(points, inside, height, is_there)
    if not is_continuous and (not inside.all() or holes is not None):
        steep = _spread(points[..., 2]) > _WALL * float(np.ptp(points[..., 2]))
        across = _is_across(points, u, v)
        # No wall is put up where the surface ends on one side and goes on, elsewhere, on the other.
        kept &= ~(steep & (across if holes is None else across | (holes & _whole(inside))))
    return Mesh(x, y, points, kept)


def _corners(grid: Floats | Flags) -> list[Floats | Flags]:
    return [grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]]


def _spread(z: Floats) -> Floats:
    """Return how far apart the heights of a cell's corners are, shape (ny - 1, nx - 1)."""
    found = np.stack(_corners(z))
    made: Floats = found.max(axis=0) - found.min(axis=0)
    return made


def _whole(inside: Flags) -> Flags:
    """Return the cells all of whose corners are there."""
    made: Flags = np.logical_and.reduce(_corners(inside))
    return made


def _is_across(points: Floats, u: Floats, v: Floats) -> Flags:
    """Return the cells with a corner that was moved out of them, to an end of the surface over another cell."""
    right, up = points[..., 0] - u, points[..., 1] - v
    made = np.zeros((len(u) - 1, u.shape[1] - 1), dtype=np.bool_)
    for k, (dx, dy) in enumerate(zip(_corners(right), _corners(up), strict=True)):
        sides = (-1.0 if k % 2 == 0 else 1.0), (-1.0 if k < 2 else 1.0)
        made |= (dx * sides[0] > _HAIR) | (dy * sides[1] > _HAIR)
    return made


def _move_to_end(
    points: Floats, inside: Flags, height: Callable[[Floats, Floats], Floats], is_there: Callable[[Floats], Flags]
) -> None:
    """Move corners that are not there onto the surface's end, towards a neighbour that is: along an edge if any is."""
    ny, nx = inside.shape
    padded, before = np.pad(inside, 1), points.copy()
    open_ = ~inside
    for dj, di in _AROUND:
        j, i = np.nonzero(open_ & padded[1 + dj : 1 + dj + ny, 1 + di : 1 + di + nx])
        if not len(j):
            continue
        there, gone = before[j + dj, i + di], before[j, i]
        low, high = np.zeros(len(j)), np.ones(len(j))
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            at = there[:, :2] + middle[:, np.newaxis] * (gone - there)[:, :2]
            is_on = is_there(height(at[:, 0], at[:, 1]))
            low, high = np.where(is_on, middle, low), np.where(is_on, high, middle)
        at = there[:, :2] + low[:, np.newaxis] * (gone - there)[:, :2]
        ends = height(at[:, 0], at[:, 1])
        points[j, i] = np.column_stack([at, np.where(low > 0.0, ends, there[:, 2])])
        open_[j, i] = False
