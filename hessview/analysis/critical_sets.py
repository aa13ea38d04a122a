"""Critical points that are not isolated: rings, valley floors, planes, recognised as one set each.

A search cannot shrink such a set to a point: the boxes along it stay. Points in them are moved onto the set by Newton's
method, damped where H is nearly singular; the set is recognised where the gradient is
zero there within the errors of rounding, at every point. That is no proof, and is not said to be one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Nature

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.boxes.box_clusters import Cluster
    from hessview.analysis.boxes.box_search import Boxes
    from hessview.calculus.jets import Jets
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]

_MOST_POINTS, _FEW_POINTS = 400, 40
_STEPS, _FEW_STEPS, _MORE_STEPS, _DAMPING = 60, 6, 3, 0.1
_SINGULAR = 1e-4
"""Eigenvalues that small, as a share of the largest, belong to directions along the set."""

_NEARLY = 0.1
"""As a share of the largest an eigenvalue is so small at least after a few steps towards a set."""

_FALLING, _MANY_ENOUGH = 0.2, 0.5
"""To what share the gradient falls in some more steps at least, at so many of a few points."""

_FAR = 16.0
"""Box widths that a point may move on its way to the set."""

_BESIDE = 1e-9
"""Box widths that a point may still be beside the set."""

_UNDERFLOW = 1e-280
_ENOUGH = 0.9
_STRAIGHT, _ROUND = 1e-6, 1e-6
_LEVEL, _PROBES = 1e-12, 64
_MOSTLY = 0.8
"""Of the points H must be regular across the set at so many; where sets cross it is not."""



class Shape(StrEnum):
    """What a set looks like."""

    LINE = "line"
    CIRCLE = "circle"
    CURVE = "curve"
    REGION = "region"


@dataclass(frozen=True, eq=False)
class CriticalSet:
    """A set of critical points without isolated ones, as far as it lies in the box searched.

    Attributes
    ----------
    dimension
        1 for a curve, up to n for a region in which f is constant.
    shape
        A word for it; `CIRCLE` and `LINE` also in space.
    points
        On the set, spread over it, shape (k, n).
    links
        Pairs of points that are neighbours, shape (l, 2): drawn as segments they show the set.
    nature
        What its points are if nearly all are the same, else undecided.
    value
        f on it if it is the same everywhere, else nan.
    lower, upper
        The smallest box around the boxes that hold it, shape (n,).
    cover
        Boxes that hold all of it, as pairs, shape (k, n, 2); None: only the smallest box around is known.
    proved
        Whether it is proved that f is critical all along the set; else it is recognised by numbers.
    """

    dimension: int
    shape: Shape
    points: Floats
    links: NDArray[np.intp]
    nature: Nature
    value: float
    lower: Floats
    upper: Floats
    cover: Floats | None = None
    proved: bool = False


def critical_set(
    landscape: ExpressionLandscape, cluster: Cluster, pause: Callable[[], None] = lambda: None
) -> CriticalSet | None:
    """Return the set that a cluster of boxes holds, or None if there is no sign of one.

    Parameters
    ----------
    pause
        Called every few milliseconds; what it raises ends the search.
    """
    boxes = cluster.boxes
    m = len(boxes)
    chosen = np.unique(np.linspace(0, m - 1, min(m, _MOST_POINTS)).round().astype(np.intp))
    start = boxes.where(chosen)
    if not _may_be_set(landscape, start.where(slice(None, None, max(1, len(chosen) // _FEW_POINTS)))):
        return None
    width = (start.upper - start.lower).T
    corners = landscape.gradient(np.concatenate((start.lower.T, start.upper.T)))
    if float(np.median(np.abs(corners).max(axis=1))) < _UNDERFLOW:
        return None  # beside the set the gradient is not zero, unless it is lost
    points = _onto(landscape, start.centre.T, _STEPS, pause)
    near = (np.abs(points - start.centre.T) <= _FAR * width).all(axis=1)
    jets = landscape.jets(points)
    critical = near & (np.abs(jets.gradients) <= _slack(jets, points, width)).all(axis=1)
    if critical.sum() < max(8, _ENOUGH * len(points)):
        return None
    points, hessians = points[critical], jets.hessians[critical]
    links = _links(points / width.max(axis=0))
    dimension = _dimension(points / width.max(axis=0))
    if dimension == 0:
        return None
    values = landscape.value(points)
    level = float(np.median(values))
    is_level = float(np.ptp(values)) <= _LEVEL * max(abs(level), _variation(landscape, cluster))
    return CriticalSet(
        dimension=dimension,
        shape=_shape(points, dimension),
        points=points,
        links=links,
        nature=_nature(np.linalg.eigvalsh(hessians), dimension),
        value=math.nan if not is_level else 0.0 if abs(level) <= _LEVEL * _variation(landscape, cluster) else level,
        lower=cluster.lower,
        upper=cluster.upper,
        cover=cluster.cover(),
    )


def constant_region(cluster: Cluster) -> CriticalSet:
    """Return the set of all points of a cluster of boxes in which f is constant."""
    points = cluster.boxes.centre.T
    n = points.shape[1]
    nothing = np.empty((0, 2), dtype=np.intp)
    return CriticalSet(
        n, Shape.REGION, points, nothing, Nature.UNDECIDED, math.nan, cluster.lower, cluster.upper, cluster.cover()
    )


def _may_be_set(landscape: ExpressionLandscape, boxes: Boxes) -> bool:
    """Whether points come near a set: H becomes singular, and the gradient still falls, by a factor every step.

    Across a set f goes like d^k; Newton's method takes d to (1 - 1/(k - 1)) d, and the gradient to 1/e of it at most.
    Along a narrow valley, which looks like a set, the gradient does not fall.
    """
    width, start = (boxes.upper - boxes.lower).T, boxes.centre.T
    before = _onto(landscape, start, _FEW_STEPS)
    points = _onto(landscape, before, _MORE_STEPS)
    jets = landscape.jets(points)
    near = (np.abs(points - start) <= _FAR * width).all(axis=1) & np.isfinite(jets.hessians).all(axis=(1, 2))
    slope = np.abs(landscape.gradient(before)).max(axis=1, keepdims=True)
    falls = (np.abs(jets.gradients) <= np.maximum(_FALLING * slope, _slack(jets, points, width))).all(axis=1)
    size = np.abs(np.linalg.eigvalsh(np.nan_to_num(jets.hessians)))
    singular = size.min(axis=1) <= _NEARLY * size.max(axis=1)
    return int((near & falls & singular).sum()) >= _MANY_ENOUGH * len(points)


def _slack(jets: Jets, points: Floats, width: Floats) -> Floats:
    """Return how large gradients may be that are zero at a place hardly apart from the points, shape (m, n)."""
    apart = np.maximum(4.0 * np.spacing(np.abs(points)), _BESIDE * width)
    return np.asarray(jets.gradient_errors + np.einsum("mij,mj->mi", np.abs(jets.hessians), apart))


def _onto(
    landscape: ExpressionLandscape, points: Floats, steps: int, pause: Callable[[], None] = lambda: None
) -> Floats:
    """Return points moved towards zeros of the gradient, across the directions in which it hardly changes."""
    x = points.copy()
    for _ in range(steps):
        pause()
        _, gradients, hessians = landscape.program.over(x)
        good = np.isfinite(hessians).all(axis=(1, 2)) & np.isfinite(gradients).all(axis=1)
        w, V = np.linalg.eigh(hessians[good])
        largest = np.abs(w).max(axis=1, keepdims=True)
        along = np.einsum("mji,mj->mi", V, gradients[good])
        # Damped, so that no point runs along the set: there H tells little of where the gradient vanishes.
        with np.errstate(all="ignore"):
            step = np.nan_to_num(along * w / (w**2 + (_DAMPING * largest) ** 2))
        x[good] -= np.einsum("mij,mj->mi", V, step)
    return x


def _links(points: Floats) -> NDArray[np.intp]:
    """Return the edges of a shortest tree through all points, shape (m - 1, 2)."""
    from scipy.sparse.csgraph import minimum_spanning_tree
    from scipy.spatial.distance import pdist, squareform

    tree = minimum_spanning_tree(squareform(np.maximum(pdist(points), 1e-12))).tocoo()
    return np.column_stack((tree.row, tree.col)).astype(np.intp)


def _dimension(points: Floats) -> int:
    """Return of how many dimensions the set is around most of its points: how many directions neighbours spread in."""
    from scipy.spatial import cKDTree

    n = points.shape[1]
    count = min(len(points), 2 * n + 6)
    _, places = cKDTree(points).query(points, count)
    around = points[places] - points[places].mean(axis=1, keepdims=True)
    spreads = np.linalg.svd(around, compute_uv=False)
    wide = spreads > 0.25 * spreads[:, :1]
    return int(np.median(wide.sum(axis=1))) if spreads.max() > 0.0 else 0


def _shape(points: Floats, dimension: int) -> Shape:
    if dimension > 1:
        return Shape.REGION
    centred = points - points.mean(axis=0)
    spreads = np.linalg.svd(centred, compute_uv=False)
    if len(spreads) == 1 or spreads[1] <= _STRAIGHT * spreads[0]:
        return Shape.LINE
    if len(spreads) > 2 and spreads[2] > _ROUND * spreads[0]:
        return Shape.CURVE
    # |x|^2 = 2 c x + d fits a circle exactly (Kasa 1976).
    U = np.linalg.svd(centred, full_matrices=False)[2][:2]
    plane = centred @ U.T
    A = np.column_stack((2.0 * plane, np.ones(len(plane))))
    solution, *_ = np.linalg.lstsq(A, (plane**2).sum(axis=1), rcond=None)
    radii = np.hypot(*(plane - solution[:2]).T)
    return Shape.CIRCLE if np.ptp(radii) <= _ROUND * radii.mean() else Shape.CURVE


def _nature(eigenvalues: Floats, dimension: int) -> Nature:
    """Return what Morse-Bott theory says where H is as regular across the set as its dimension allows."""
    size = np.abs(eigenvalues).max(axis=1, keepdims=True)
    across = np.abs(eigenvalues) > _SINGULAR * size
    regular = (size[:, 0] > 0.0) & (across.sum(axis=1) == eigenvalues.shape[1] - dimension)
    if regular.mean() < _MOSTLY:
        return Nature.UNDECIDED
    down = (across & (eigenvalues < 0.0))[regular].any(axis=1)
    up = (across & (eigenvalues > 0.0))[regular].any(axis=1)
    if (up & down).all():
        return Nature.NOT_AN_EXTREMUM
    if not down.any():
        return Nature.MINIMUM
    return Nature.UNDECIDED if up.any() else Nature.MAXIMUM


def _variation(landscape: ExpressionLandscape, cluster: Cluster) -> float:
    """Return how much f varies around a cluster, about."""
    places = np.random.default_rng(0).random((_PROBES, len(cluster.lower)))
    values = landscape.value(cluster.lower + places * (cluster.upper - cluster.lower))
    values = values[np.isfinite(values)]
    return float(np.ptp(values)) if len(values) else 0.0
