"""The surface as a grid of quadrilaterals, ended where f is undefined, not finite, or beyond the box."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.surface.heights import bilinear

if TYPE_CHECKING:
    from hessview.figure.surface.heights import HeightField

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

_HALVINGS = 12
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
        return made / length

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


@lru_cache(maxsize=6)
def mesh_of(field: HeightField, count: int) -> Mesh:
    """Return the surface on about `count` lines of the field's grid along each axis.

    Corners are samples of the field: their heights are true values of f.
    """
    rows, columns = (_chosen(size, count) for size in field.heights.shape)
    return _ended(field, rows, columns)


def _chosen(size: int, count: int) -> Indices:
    made: Indices = np.unique(np.rint(np.linspace(0, size - 1, min(count, size))).astype(np.intp))
    return made


def _ended(field: HeightField, rows: Indices, columns: Indices) -> Mesh:
    z = field.heights[np.ix_(rows, columns)]
    inside = field.is_there(z)
    u, v = np.meshgrid(field.x[columns], field.y[rows])
    points = np.stack([u, v, np.clip(z, -field.top, field.top)], axis=-1)
    kept = inside[:-1, :-1] | inside[1:, :-1] | inside[:-1, 1:] | inside[1:, 1:]
    if not inside.all():
        _move_to_end(field, rows, columns, points, inside)
    points[np.isnan(points[..., 2]), 2] = 0.0
    return Mesh(field.x[columns], field.y[rows], points, kept)


def _move_to_end(field: HeightField, rows: Indices, columns: Indices, points: Floats, inside: Flags) -> None:
    """Move corners that are not there onto the surface's end, towards a neighbour that is: along an edge if any is."""
    ny, nx = inside.shape
    padded = np.pad(inside, 1)
    open_ = ~inside
    for dj, di in _AROUND:
        here = open_ & padded[1 + dj : 1 + dj + ny, 1 + di : 1 + di + nx]
        j, i = np.nonzero(here)
        if not len(j):
            continue
        ends = _end(field, (columns[i + di], rows[j + dj]), (columns[i], rows[j]))
        points[j, i] = ends
        open_[j, i] = False


def _end(field: HeightField, there: tuple[Indices, Indices], gone: tuple[Indices, Indices]) -> Floats:
    """Return the last points of the surface on the way from places that are there to some that are not, (m, 3)."""
    (a, b), (c, d) = (tuple(part.astype(np.float64) for part in place) for place in (there, gone))
    low, high = np.zeros(len(a)), np.ones(len(a))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        is_there = field.is_there(bilinear(field.heights, a + middle * (c - a), b + middle * (d - b)))
        low, high = np.where(is_there, middle, low), np.where(is_there, high, middle)
    column, row = a + low * (c - a), b + low * (d - b)
    half_x, half_y, _ = field.cube.half
    ny, nx = field.heights.shape
    return np.column_stack([
        2.0 * half_x * column / (nx - 1) - half_x,
        2.0 * half_y * row / (ny - 1) - half_y,
        bilinear(field.heights, column, row),
    ])
