"""The exact order from far to near of what stands over the cells of a grid, without sorting by depth.

The walls between two columns of a grid are vertical planes. The eye is on one side of such a plane, and nothing on the
other side can hide what is on its own: so columns are painted from the far ones on both sides towards the one that the
eye is over, and the same holds of rows. It is exact for every height field, from above and from below, with parallel
rays and in perspective.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.figure.surface.camera import Camera

Floats = NDArray[np.float64]
Run = tuple[int, int, int]
"""First cell, the one after the last, and the step (1 or -1)."""


def runs(edges: Floats, camera: Camera, axis: int) -> tuple[Run, ...]:
    """Return one or two runs of cells along an axis, from far to near.

    Parameters
    ----------
    edges
        Where the cells' walls are in the box, increasing, shape (n + 1,).
    axis
        0 for columns (walls across the first axis), 1 for rows.
    """
    count = len(edges) - 1
    if math.isfinite(camera.distance):
        over = int(np.searchsorted(edges, float(camera.eye[axis]))) - 1
    else:
        over = count if camera.axes[2, axis] >= 0.0 else -1
    if over >= count - 1:
        return ((0, count, 1),)
    if over < 0:
        return ((count - 1, -1, -1),)
    return ((count - 1, over, -1), (0, over + 1, 1))


def quadrants(x: Floats, y: Floats, camera: Camera) -> tuple[tuple[slice, slice, slice, slice], ...]:
    """Return how to cut a grid into at most four, each painted row by row, from far to near.

    Parameters
    ----------
    x, y
        Where the grid's lines are in the box, increasing, shapes (nx,) and (ny,).

    Returns
    -------
    tuple
        For each part the slices of vertices and of cells: (vertex rows, vertex columns, cell rows, cell columns).
    """
    return tuple(
        (_vertices(down), _vertices(along), _cells(down), _cells(along))
        for down in runs(y, camera, 1)
        for along in runs(x, camera, 0)
    )


def _cells(run: Run) -> slice:
    first, stop, step = run
    return slice(first, None if stop < 0 else stop, step)


def _vertices(run: Run) -> slice:
    first, stop, step = run
    if step > 0:
        return slice(first, stop + 1, 1)
    return slice(first + 1, None if stop < 0 else stop, -1)
