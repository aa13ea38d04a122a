"""The border of where f is undefined, found between the samples by bisection, so that it is no staircase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.analysis.fields.touching_lines import Evaluate

Floats = NDArray[np.float64]

_HALVINGS = 8
_MOST_EDGES = 12
"""With more borders than this for each row and column of samples there is no shape to be shown."""


def undefined_parts(x: Floats, y: Floats, values: Floats, evaluate: Evaluate) -> Floats | None:
    """Return the parts of the box where f is nan, as rings of shape (k, 2) ended by rows of nan, to be filled even-odd.

    Parameters
    ----------
    x, y, values
        The field, shapes (nx,), (ny,) and (ny, nx).
    evaluate
        Returns f at points of the plane given by two arrays of shape (m,).

    Returns
    -------
    rings
        None when f is defined everywhere or nowhere, or when the samples show no shape.
    """
    undefined = np.isnan(values)
    if undefined.all() or not undefined.any():
        return None
    across = _crossings(x, y, undefined, evaluate)
    up = _crossings(y, x, undefined.T, lambda t, s: evaluate(s, t))
    if across is None or up is None:
        return None
    # The tracer puts each vertex in the middle of an edge of the grid; it belongs where f ceases to be defined.
    steps = np.arange(len(x)), np.arange(len(y))
    traced = contour_generator(*steps, undefined.astype(np.float64), fill_type=FillType.ChunkCombinedOffset)
    filled = traced.filled(0.5, 2.0)
    points, offsets = (np.asarray(chunks[0]) for chunks in filled[:2])
    u, v = points[:, 0].copy(), points[:, 1].copy()
    i, j = np.floor(u).astype(np.intp), np.floor(v).astype(np.intp)
    for own, other, place, shares in ((u, v, (j, i), across), (v, u, (i, j), up)):
        between = (own != np.rint(own)) & (other == np.rint(other))
        row, left = place[0][between], place[1][between]
        own[between] = left + shares[row, left]
    ring = np.column_stack([np.interp(u, steps[0], x), np.interp(v, steps[1], y)])
    return np.insert(ring, offsets[1:].astype(np.intp), np.nan, axis=0)


def _crossings(x: Floats, y: Floats, undefined: NDArray[np.bool_], evaluate: Evaluate) -> Floats | None:
    """Return at which share of each step along the rows, shape (ny, nx - 1), f begins or ceases to be defined."""
    shares = np.full((undefined.shape[0], undefined.shape[1] - 1), 0.5)
    row, left = np.nonzero(undefined[:, 1:] != undefined[:, :-1])
    if row.size > _MOST_EDGES * sum(undefined.shape):
        return None
    low, high = np.zeros(row.size), np.ones(row.size)
    begins = undefined[row, left]
    for _ in range(_HALVINGS if row.size else 0):
        middle = 0.5 * (low + high)
        as_left = np.isnan(evaluate(x[left] + middle * (x[left + 1] - x[left]), y[row])) == begins
        low, high = np.where(as_left, middle, low), np.where(as_left, high, middle)
    shares[row, left] = 0.5 * (low + high)
    return shares
