"""Critical points that are not isolated: rings, valley floors, planes, recognised as one set each.

A search cannot shrink such a set to a point: the boxes along it stay. Points in them are moved onto the set by Newton's
method, damped where H is nearly singular; the set is recognised where the gradient is
zero there within the errors of rounding, at every point. That is no proof, and is not said to be one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.set_shapes import Shape, dimensions_of, links_between, shape_of
from hessview.analysis.verdict import Nature
from hessview.language.expression import Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.boxes.box_clusters import Cluster
    from hessview.analysis.boxes.box_search import Boxes
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

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

_ASIDE = 0.5
"""Box widths that a point may have to be moved back onto the set after a step of one width along it."""

_APART = 4.0
"""Widths of boxes, or distances of neighbours, that a point of a set may be beside those that tell its dimension."""

_UNDERFLOW = 1e-280
_ENOUGH = 0.9
_LEVEL, _PROBES = 1e-12, 64
_MOSTLY = 0.8
"""Of the points H must be regular across the set at so many, and the set go on; where sets cross it is not so."""


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
    is_read
        Whether the formula tells of all other sets that meet its boxes.
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
    is_read: bool = True

    @property
    def may_hide(self) -> bool:
        """Whether a set of fewer dimensions may lie unseen in its boxes: a line that sticks out of a surface."""
        return self.dimension > 1 and not (self.proved and self.is_read)


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
    few = start.where(slice(None, None, max(1, len(chosen) // _FEW_POINTS)))
    way = _Way(landscape, pause)
    if _is_lost(landscape, start) or not _may_be_set(way, few):
        return None
    width = (start.upper - start.lower).T
    points = way.onto(start.centre.T, _STEPS)
    near = (np.abs(points - start.centre.T) <= _FAR * width).all(axis=1)
    hessians, critical = way.critical(points, width)
    critical &= near
    if critical.sum() < max(8, _ENOUGH * len(points)):
        return None
    points, hessians, width = points[critical], hessians[critical], width[critical]
    widest = width.max(axis=0)
    dimensions = dimensions_of(points / widest)
    dimension = int(np.median(dimensions))
    if dimension == 0 or not _goes_on(way, points, hessians, width, dimensions):
        return None
    if _is_of_several(points / widest, dimensions, dimension):
        return None
    return described(landscape, cluster, points, hessians, dimension)


def described(
    landscape: ExpressionLandscape, cluster: Cluster, points: Floats, hessians: Floats, dimension: int
) -> CriticalSet:
    """Return the set of so many dimensions of which points are known, shape (k, n), with H there, (k, n, n)."""
    boxes = cluster.boxes
    values = landscape.value(points)
    level, varies = float(np.median(values)), _variation(landscape, cluster)
    is_level = float(np.ptp(values)) <= _LEVEL * max(abs(level), varies)
    return CriticalSet(
        dimension=dimension,
        shape=shape_of(points, dimension),
        points=points,
        links=links_between(points / (boxes.upper - boxes.lower).max(axis=1)),
        nature=_nature(np.asarray(np.linalg.eigvalsh(hessians), dtype=np.float64), dimension),
        value=math.nan if not is_level else 0.0 if abs(level) <= _LEVEL * varies else level,
        lower=cluster.lower,
        upper=cluster.upper,
        cover=cluster.cover(),
    )


def _is_of_several(points: Floats, dimensions: NDArray[np.intp], dimension: int) -> bool:
    """Whether some points, in widths of boxes, lie apart from where the set has its dimension: a line beside a plane.

    One name for both would hide the smaller.
    """
    from scipy.spatial import cKDTree

    others = points[dimensions != dimension]
    if not len(others):
        return False
    tree = cKDTree(points[dimensions == dimension])
    spacing = float(np.median(tree.query(tree.data, 2)[0][:, 1]))
    return bool((tree.query(others)[0] > _APART * max(spacing, 1.0)).any())


def constant_region(landscape: ExpressionLandscape, cluster: Cluster) -> CriticalSet:
    """Return the set of all points of a cluster of boxes in which f is constant, as intervals have proved."""
    points = cluster.boxes.centre.T
    n = points.shape[1]
    values = landscape.value(points)
    return CriticalSet(
        dimension=n,
        shape=Shape.REGION,
        points=points,
        links=np.empty((0, 2), dtype=np.intp),
        nature=Nature.UNDECIDED,
        value=float(values[0]) if (values == values[0]).all() else math.nan,
        lower=cluster.lower,
        upper=cluster.upper,
        cover=cluster.cover(),
        proved=True,
    )


def _is_lost(landscape: ExpressionLandscape, boxes: Boxes) -> bool:
    """Whether a component of the gradient is 0 beside the set, too, though it is not 0 as it is written.

    It is lost below the least double then, and that it vanishes on the set tells nothing.
    """
    corners = landscape.gradient(np.concatenate((boxes.lower.T, boxes.upper.T)))
    gradient = landscape.program.expressions[1 : 1 + landscape.dimension] if landscape.program.expressions else ()
    written = [not (isinstance(component, Number) and component.value == 0.0) for component in gradient]
    return bool((np.median(np.abs(corners), axis=0) < _UNDERFLOW)[written].any())


class _Way:
    """The way of points onto a set, by Newton's method across the directions in which the gradient hardly changes.

    Parameters
    ----------
    landscape
        Of f.
    pause
        Called at every step; what it raises ends the search.
    """

    def __init__(self, landscape: ExpressionLandscape, pause: Callable[[], None]) -> None:
        self._landscape, self._pause = landscape, pause

    def slope(self, points: Floats) -> Floats:
        """Return the largest component of the gradient at points, shape (m, 1)."""
        return np.asarray(np.abs(self._landscape.gradient(points)).max(axis=1, keepdims=True))

    def onto(self, points: Floats, steps: int) -> Floats:
        """Return points moved towards zeros of the gradient, shape (m, n)."""
        x = points.copy()
        for _ in range(steps):
            self._pause()
            _, gradients, hessians = self._landscape.program.over(x)
            good = np.isfinite(hessians).all(axis=(1, 2)) & np.isfinite(gradients).all(axis=1)
            w, V = np.linalg.eigh(hessians[good])
            largest = np.abs(w).max(axis=1, keepdims=True)
            along = np.einsum("mji,mj->mi", V, gradients[good])
            # Damped, so that no point runs along the set: there H tells little of where the gradient vanishes.
            with np.errstate(all="ignore"):
                step = np.nan_to_num(along * w / (w**2 + (_DAMPING * largest) ** 2))
            x[good] -= np.einsum("mij,mj->mi", V, step)
        return x

    def critical(self, points: Floats, width: Floats, enough: Floats | None = None) -> tuple[Floats, Mask]:
        """Return H, shape (m, n, n), nan as 0, and whether the gradient is zero within what rounding lets one tell.

        Parameters
        ----------
        width
            Of the boxes, shape (m, n): a point may be very little of it beside the set.
        enough
            A gradient that is small enough, shape (m, 1).
        """
        jets = self._landscape.jets(points)
        apart = np.maximum(4.0 * np.spacing(np.abs(points)), _BESIDE * width)
        slack = jets.gradient_errors + np.einsum("mij,mj->mi", np.abs(jets.hessians), apart)
        if enough is not None:
            slack = np.maximum(slack, enough)
        is_zero = (np.abs(jets.gradients) <= slack).all(axis=1) & np.isfinite(jets.hessians).all(axis=(1, 2))
        return np.nan_to_num(jets.hessians), is_zero


def _may_be_set(way: _Way, boxes: Boxes) -> bool:
    """Whether points come near a set: H becomes singular, and the gradient still falls, by a factor every step.

    Across a set f goes like d^k; Newton's method takes d to (1 - 1/(k - 1)) d, and the gradient to 1/e of it at most.
    Along a narrow valley, which looks like a set, the gradient does not fall.
    """
    width, start = (boxes.upper - boxes.lower).T, boxes.centre.T
    before = way.onto(start, _FEW_STEPS)
    points = way.onto(before, _MORE_STEPS)
    hessians, falls = way.critical(points, width, _FALLING * way.slope(before))
    near = (np.abs(points - start) <= _FAR * width).all(axis=1)
    size = np.abs(np.linalg.eigvalsh(hessians))
    singular = size.min(axis=1) <= _NEARLY * size.max(axis=1)
    return int((near & falls & singular).sum()) >= _MANY_ENOUGH * len(points)


def _goes_on(way: _Way, points: Floats, hessians: Floats, width: Floats, dimensions: NDArray[np.intp]) -> bool:
    """Whether the set goes on from most of its points along the kernel of H, which is tangent to it.

    Isolated points that lie close to each other look like a set from far; a step from one of them leads back to it, or
    away to another.
    """
    some = np.unique(np.linspace(0, len(points) - 1, min(len(points), _FEW_POINTS)).round().astype(np.intp))
    x, reach, dimension = points[some], width[some], dimensions[some]
    w, V = np.linalg.eigh(hessians[some])
    order = np.argsort(np.abs(w), axis=1)
    goes_on = (np.abs(w) <= _SINGULAR * np.abs(w).max(axis=1, keepdims=True)).sum(axis=1) >= dimension
    for k in range(int(dimension.max(initial=0))):
        along = np.take_along_axis(V, order[:, None, k : k + 1], axis=2)[:, :, 0]
        with np.errstate(divide="ignore"):
            step = along * (reach / np.abs(along)).min(axis=1, keepdims=True)
        either = dimension <= k
        for start in (x + step, x - step):
            there = way.onto(start, _STEPS)
            _, critical = way.critical(there, reach)
            either |= critical & (np.abs(there - start) <= _ASIDE * reach).all(axis=1)
        goes_on &= either
    return float(goes_on.mean()) >= _MOSTLY


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
