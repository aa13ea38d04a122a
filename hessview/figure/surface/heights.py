"""The height field of a slice: what stands where, asked between its samples as on the patches that are picked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.poles import jumps_at
from hessview.figure.remembered import remembered
from hessview.figure.surface.camera import Cube, cube_of

if TYPE_CHECKING:
    from hessview.analysis.fields.sampling import FieldAnswer

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_A_LITTLE = 0.04


@dataclass(frozen=True, eq=False)
class HeightField:
    """True values of f on a regular grid, as heights in the box; between the samples they are bilinear.

    Attributes
    ----------
    cube
        The box; its upper and lower sides are where the surface ends.
    x, y
        Where the grid's lines are in the box, increasing, shapes (nx,) and (ny,).
    values
        f, shape (ny, nx); nan where it is undefined or not finite.
    is_clipped
        Whether f goes on above or below the box.
    """

    cube: Cube
    x: Floats
    y: Floats
    values: Floats
    is_clipped: bool

    @cached_property
    def heights(self) -> Floats:
        """The values as heights in the box, shape (ny, nx), also of what goes on beyond it."""
        return self.cube.across(self.values, 2)

    @property
    def top(self) -> float:
        """Half the box's height."""
        return self.cube.half[2]

    def indices(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return places in the box as fractional indices of columns and rows."""
        (nx, ny), (a, b, _) = (len(self.x), len(self.y)), self.cube.half
        with np.errstate(over="ignore"):  # far beyond the box
            return (u + a) * (0.5 * (nx - 1) / a), (v + b) * (0.5 * (ny - 1) / b)

    def at(self, u: Floats, v: Floats) -> Floats:
        """Return the heights at places in the box, shape (m,); nan outside it and where f is undefined."""
        return bilinear(self.heights, *self.indices(u, v))

    def on_end(self, heights: Floats) -> Floats:
        """Return heights a little beyond the box as on its side: a minimum lies below the samples around it."""
        beyond = np.abs(heights) - self.top
        with np.errstate(invalid="ignore"):
            near = (beyond > 0.0) & (beyond <= _A_LITTLE * self.top)
        return np.where(near, np.copysign(self.top, heights), heights)

    def is_there(self, heights: Floats) -> Flags:
        """Whether what has these heights is within the box, with a hair's breadth of room."""
        room = self.top * (1.0 + 1e-9)
        with np.errstate(invalid="ignore"):
            made: Flags = (heights >= -room) & (heights <= room)
        return made


def bilinear(grid: Floats, column: Floats, row: Floats) -> Floats:
    """Return the values of a grid at fractional indices, shape (m,); nan outside of it."""
    ny, nx = grid.shape
    with np.errstate(invalid="ignore"):
        outside = ~((column >= 0.0) & (row >= 0.0) & (column <= nx - 1) & (row <= ny - 1))
    column, row = np.where(outside, 0.0, column), np.where(outside, 0.0, row)
    i = np.minimum(column.astype(np.intp), nx - 2)
    j = np.minimum(row.astype(np.intp), ny - 2)
    a, b = column - i, row - j
    flat, first = grid.ravel(), j * nx + i
    with np.errstate(invalid="ignore", over="ignore"):
        low = _between(flat[first], flat[first + 1], a)
        high = _between(flat[first + nx], flat[first + nx + 1], a)
        made = _between(low, high, b)
    made[outside] = np.nan
    return made


def _between(first: Floats, last: Floats, share: Floats) -> Floats:
    # What has no part in it may be nan: the first sample of a row at the end of where f is defined.
    made = first * (1.0 - share) + last * share
    np.copyto(made, first, where=share == 0.0)
    np.copyto(made, last, where=share == 1.0)
    return made


@remembered(6)
def seen_through(field: HeightField, count: int) -> Floats:
    """Return the heights on about `count` by `count` evenly spaced places, nan where the surface is not."""
    rows, columns = (np.linspace(0, size - 1, min(count, size)) for size in field.heights.shape)
    column, row = np.meshgrid(columns, rows)
    made = bilinear(field.heights, column.ravel(), row.ravel())
    made[~field.is_there(made)] = np.nan
    return made.reshape(column.shape)


@remembered(4)
def height_field(field: FieldAnswer, *, equal: bool = False) -> HeightField | None:
    """Return the heights of a field, those of its values within the range of its colours; None where it has none.

    Parameters
    ----------
    equal
        Whether one unit is equally long on both axes.
    """
    finite = np.isfinite(field.values)
    if field.curve is not None or not finite.any():
        return None
    values = np.where(finite, field.values, np.nan)
    # Between the two sides of a jump through infinity there is no surface.
    jumps = jumps_at(values, 0.2 * 2.0 * (0.5 * field.high - 0.5 * field.low))
    if jumps is not None and (finite & ~jumps).any():
        values[jumps] = np.nan
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    low, high = max(least, min(field.low, most)), min(most, max(field.high, least))
    is_clipped = bool(low > least or high < most or np.isinf(field.values).any() or jumps is not None)
    if not 0.5 * high - 0.5 * low > 1e-300:
        room = max(abs(low), 1.0) * 0.5
        low, high = low - room, high + room
    cube = cube_of(
        (float(field.x[0]), float(field.x[-1])), (float(field.y[0]), float(field.y[-1])), (low, high), equal=equal
    )
    a, b, _ = cube.half
    return HeightField(cube, np.linspace(-a, a, len(field.x)), np.linspace(-b, b, len(field.y)), values, is_clipped)
