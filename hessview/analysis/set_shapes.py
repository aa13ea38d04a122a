"""What a set looks like of which points are known: its dimension, its shape in a word, lines to draw it with."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STRAIGHT, _ROUND = 1e-6, 1e-6


class Shape(StrEnum):
    """What a set looks like."""

    LINE = "line"
    CIRCLE = "circle"
    CURVE = "curve"
    REGION = "region"


def links_between(points: Floats) -> NDArray[np.intp]:
    """Return the edges of a shortest tree through all points, shape (m - 1, 2)."""
    from scipy.sparse.csgraph import minimum_spanning_tree
    from scipy.spatial.distance import pdist, squareform

    tree = minimum_spanning_tree(squareform(np.maximum(pdist(points), 1e-12))).tocoo()
    return np.column_stack((tree.row, tree.col)).astype(np.intp)


def dimensions_of(points: Floats) -> NDArray[np.intp]:
    """Return of how many dimensions a set is around each of its points, shape (m, n): how neighbours spread."""
    from scipy.spatial import cKDTree

    n = points.shape[1]
    count = min(len(points), 2 * n + 6)
    _, places = cKDTree(points).query(points, count)
    around = points[places] - points[places].mean(axis=1, keepdims=True)
    spreads = np.linalg.svd(around, compute_uv=False)
    wide = (spreads > 0.25 * spreads[:, :1]) & (spreads > 0.0)
    return np.asarray(wide.sum(axis=1), dtype=np.intp)


def shape_of(points: Floats, dimension: int) -> Shape:
    """Return the word for a set of points, shape (m, n), that spread in so many dimensions."""
    if dimension > 1:
        return Shape.REGION
    centred = points - points.mean(axis=0)
    spreads = np.linalg.svd(centred, compute_uv=False)
    if len(spreads) == 1 or spreads[1] <= _STRAIGHT * spreads[0]:
        return Shape.LINE
    if len(spreads) > 2 and spreads[2] > _ROUND * spreads[0]:
        return Shape.CURVE
    centre, radius = circle_of(points)
    radii = np.linalg.norm(points - centre, axis=1)
    return Shape.CIRCLE if np.ptp(radii) <= _ROUND * radius else Shape.CURVE


def circle_of(points: Floats) -> tuple[Floats, float]:
    """Return the centre, shape (n,), and the radius of the circle that points, shape (m, n), of a plane lie on.

    |x|^2 = 2 c x + d fits a circle exactly (Kasa 1976).
    """
    mean = points.mean(axis=0)
    centred = points - mean
    U = np.linalg.svd(centred, full_matrices=False)[2][:2]
    plane = centred @ U.T
    A = np.column_stack((2.0 * plane, np.ones(len(plane))))
    solution, *_ = np.linalg.lstsq(A, (plane**2).sum(axis=1), rcond=None)
    radii = np.hypot(*(plane - solution[:2]).T)
    return np.asarray(mean + solution[:2] @ U), float(radii.mean())
