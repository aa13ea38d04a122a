"""The outlines of what has one label on a grid of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_HALF = 0.5 + 1e-9
"""Where two corners of a cell face each other across it they are not joined: the middle of the cell is neither's."""


def label_outlines(x: Floats, y: Floats, labels: NDArray[np.integer[Any]]) -> dict[int, Floats]:
    """Return for every label the rings around its points, half way to the points of other labels.

    Parameters
    ----------
    x, y
        Grid coordinates, shapes (nx,) and (ny,), increasing; at least two of x. Of a single y the rings are stripes
        from 0 to 1.
    labels
        Shape (ny, nx).

    Returns
    -------
    dict[int, ndarray]
        Rings of shape (k, 2), each closed and ended by a row of nan, to be filled even-odd.
    """
    if len(y) == 1:
        y, labels = np.array([0.0, 1.0]), np.repeat(labels, 2, axis=0)
    between = _between(x, y, labels)
    return {
        int(label): np.vstack([_rings(x, y, labels == label), *between.get(int(label), ())])
        for label in np.unique(labels)
    }


def _between(x: Floats, y: Floats, labels: NDArray[np.integer[Any]]) -> dict[int, list[Floats]]:
    """Return what the outlines leave open in cells where more than two regions meet, for the label at each corner.

    There the outline of a corner that is alone cuts it off along the diagonal of its quarter of the cell; the other
    half of the quarter is the corner's, too.
    """
    corners = np.stack([labels[:-1, :-1], labels[:-1, 1:], labels[1:, 1:], labels[1:, :-1]])
    is_alone = (corners != np.roll(corners, 1, axis=0)) & (corners != np.roll(corners, -1, axis=0))
    is_open = is_alone.sum(axis=0) >= 2
    middle_x, middle_y = 0.5 * (x[1:] + x[:-1]), 0.5 * (y[1:] + y[:-1])
    made: dict[int, list[Floats]] = {}
    for k, (right, up) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        rows, columns = np.nonzero(is_open & is_alone[k])
        if not len(rows):
            continue
        x_side, y_side = x[columns + right], y[rows + up]
        x_middle, y_middle = middle_x[columns], middle_y[rows]
        ring = [(x_middle, y_side), (x_middle, y_middle), (x_side, y_middle), (x_middle, y_side)]
        nan = np.full(len(rows), np.nan)
        rings = np.stack([np.column_stack(place) for place in (*ring, (nan, nan))], axis=1)
        own = corners[k, rows, columns]
        for label in np.unique(own):
            made.setdefault(int(label), []).append(rings[own == label].reshape(-1, 2))
    return made


def _rings(x: Floats, y: Floats, inside: NDArray[np.bool_]) -> Floats:
    if inside.all():
        corners = np.array([(x[0], y[0]), (x[-1], y[0]), (x[-1], y[-1]), (x[0], y[-1]), (x[0], y[0])])
        return np.vstack([corners, [[np.nan, np.nan]]])
    generator = contour_generator(x, y, inside.astype(np.float64), fill_type=FillType.ChunkCombinedOffset)
    found: Any = generator.filled(_HALF, 1.5)
    (points,), (offsets,) = found
    if points is None or offsets is None:
        return np.full((1, 2), np.nan)
    ends = np.asarray(offsets[1:], dtype=np.intp)
    rings = np.insert(np.asarray(points, dtype=np.float64), ends, np.nan, axis=0)
    return _corners(rings, min(x[1] - x[0], y[1] - y[0]))


def _corners(rings: Floats, step: float) -> Floats:
    """Return rings, shape (k, 2), without the points at which they go straight on; `step` is that of the grid."""
    ways = np.diff(rings, axis=0)
    turn = ways[:-1, 0] * ways[1:, 1] - ways[:-1, 1] * ways[1:, 0]
    kept = np.ones(len(rings), dtype=np.bool_)
    kept[1:-1] = ~(np.abs(turn) <= 1e-6 * step * step)  # beside a row of nan it is nan: the ends stay
    return rings[kept]
