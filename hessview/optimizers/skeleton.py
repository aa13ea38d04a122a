"""The skeleton of a landscape: where every saddle leads down to, what divides the basins, which minimum joins which.

From a saddle of index 1, in one variable from a maximum, two branches of the unstable manifold go down, one each way
along the eigenvector of its negative eigenvalue; they end in minima or leave the box. In the plane its stable manifold,
two branches that come down into it, is part of the border between two basins. The barrier tree joins minima over the
lowest saddles between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hessview.analysis.critical_point import CriticalPoint
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]

_LEAVE = 1e-4
"""So far from the saddle a branch begins, as a part of the box."""

_STEP, _MOST_STEPS = 2e-3, 20_000
"""Of the length of a branch: a part of the box, and how many there may be."""

_ARRIVED = 5e-3
"""A branch that comes so near to a critical point, as a part of the box, ends there."""

_APART, _ALONG = 0.25, 0.4
"""Points are nearer to it by this part of their distance to the nearest other one, where that is less; steps near a
critical point are this part of the way to it, or of how near one is to be."""

_TURNS = 0.25
"""A path that is so little farther on after 8 steps, as a part of their length, jumps to and fro."""


@dataclass(frozen=True, eq=False)
class Branch:
    """One branch of a manifold of a saddle.

    Attributes
    ----------
    saddle
        Index of the saddle in the list of critical points.
    path
        Points from the saddle on, shape (k, n).
    descends
        Whether f falls along it: the unstable manifold; else it is the stable one, followed upwards.
    end
        Index of the critical point where it ends; None: it leaves the box, or was not followed to an end.
    """

    saddle: int
    path: Floats
    descends: bool
    end: int | None


@dataclass(frozen=True)
class Join:
    """Two groups of minima that become one when the water stands as high as a saddle.

    Attributes
    ----------
    saddle
        Index of the saddle.
    height
        f there.
    minima
        A minimum of each group, the lowest of each first: indices of critical points.
    """

    saddle: int
    height: float
    minima: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Skeleton:
    """What the saddles say of a landscape in a box.

    Attributes
    ----------
    points
        The critical points, as they were given.
    branches
        Of every saddle of index 1.
    joins
        The barrier tree, from the lowest saddle upwards. Minima that no branch joins inside the box stay apart.
    """

    points: tuple[CriticalPoint, ...]
    branches: tuple[Branch, ...]
    joins: tuple[Join, ...]

    def barrier(self, minimum: int) -> float | None:
        """Return how far f must rise from a minimum to reach a lower one; None where none is joined to it."""
        lowest = float(self.points[minimum].value)
        for join in self.joins:
            if minimum == join.minima[1]:
                return join.height - lowest
        return None


def skeletons(
    landscape: Landscape,
    points: Sequence[CriticalPoint],
    box: tuple[Floats, Floats],
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Skeleton]:
    """Yield the skeleton as it grows, saddle by saddle; the last one is whole unless it was cancelled.

    Parameters
    ----------
    points
        The critical points in the box.
    box
        Its lower and its upper corner, shape (n,) each.
    """
    follower = _Follower(landscape, points, box)
    branches: list[Branch] = []
    for number, point in enumerate(points):
        if not is_pass(point):
            continue
        if cancelled is not None and cancelled():
            return
        branches += follower.of_saddle(number)
        yield Skeleton(tuple(points), tuple(branches), barrier_tree(points, branches))
    if not branches:
        yield Skeleton(tuple(points), (), ())


def is_pass(point: CriticalPoint) -> bool:
    """Return whether there are two ways down from a point: a saddle of index 1, of one variable a maximum."""
    return point.index == 1 and point.kind in {Kind.SADDLE, Kind.MAXIMUM}


def barrier_tree(points: Sequence[CriticalPoint], branches: Sequence[Branch]) -> tuple[Join, ...]:
    """Return which minima join over which saddles, the lowest first.

    The edges of a graph of minima are the saddles whose two branches end in different ones; its minimum spanning tree
    by height is the tree of barriers.

    References
    ----------
    .. [1] Wales, Energy Landscapes, 2003, section 5.1; Becker, Karplus, J. Chem. Phys. 106, 1997.
    """
    import networkx as nx

    graph = nx.Graph()
    for number, point in enumerate(points):
        if point.kind is Kind.MINIMUM:
            graph.add_node(number)
    for saddle in {branch.saddle for branch in branches}:
        ends = [branch.end for branch in branches if branch.saddle == saddle and branch.descends]
        if len(ends) == 2 and None not in ends and ends[0] != ends[1] and all(end in graph for end in ends):
            height = float(points[saddle].value)
            known = graph.get_edge_data(*ends)
            if known is None or height < known["height"]:
                graph.add_edge(*ends, height=height, saddle=saddle)
    tree = nx.minimum_spanning_edges(graph, weight="height", data=True)
    lowest = nx.utils.UnionFind(graph.nodes)
    bottom = {node: node for node in graph.nodes}
    joins = []
    for a, b, edge in sorted(tree, key=lambda each: float(each[2]["height"])):
        one, other = sorted((bottom[lowest[a]], bottom[lowest[b]]), key=lambda node: float(points[node].value))
        lowest.union(a, b)
        bottom[lowest[a]] = one
        joins.append(Join(edge["saddle"], edge["height"], (one, other)))
    return tuple(joins)


class _Follower:
    """Follows the gradient from saddles by steps of equal length, shorter where critical points are close together.

    The steps are Runge and Kutta's of order 4.
    """

    def __init__(self, landscape: Landscape, points: Sequence[CriticalPoint], box: tuple[Floats, Floats]) -> None:
        self._landscape, self._points = landscape, points
        self._lower, self._upper = (np.asarray(corner, dtype=np.float64) for corner in box)
        self._size = self._upper - self._lower
        self._places = np.array([point.x for point in points])
        self._near = np.minimum(_ARRIVED, _APART * self._gaps())

    def _gaps(self) -> Floats:
        """Return how far from each critical point the nearest other one is, as a part of the box, shape (k,)."""
        gaps = [np.linalg.norm((self._places - place) / self._size, axis=1) for place in self._places]
        return np.array([np.min(gap[gap > 0.0], initial=np.inf) for gap in gaps])

    def of_saddle(self, number: int) -> list[Branch]:
        """Return the branches of one saddle: down both ways, and in the plane up both ways."""
        saddle = np.array(self._points[number].x)
        _, vectors = np.linalg.eigh(self._landscape.hessian(saddle))
        ways = [(vectors[:, 0], True)]
        if len(saddle) == 2:
            ways.append((vectors[:, 1], False))
        return [
            self._branch(number, saddle, side * vector, descends=descends)
            for vector, descends in ways
            for side in (1.0, -1.0)
        ]

    def _branch(self, number: int, saddle: Floats, direction: Floats, *, descends: bool) -> Branch:
        sign = -1.0 if descends else 1.0
        first = direction / float(np.linalg.norm(direction / self._size))
        x = saddle + min(_LEAVE, _ALONG * self._near[number]) * first
        path, end = [saddle, x], None
        wanted = (Kind.MINIMUM, Kind.DEGENERATE) if descends else (Kind.MAXIMUM, Kind.DEGENERATE)
        goals = np.array([p.kind in wanted for p in self._points])
        with np.errstate(all="ignore"):
            for _ in range(_MOST_STEPS):
                step = self._step(x, sign)
                if not np.all(np.isfinite(step)):
                    break
                x = x + step
                path.append(x)
                if np.any(x < self._lower) or np.any(x > self._upper):
                    break
                end = self._arrived(x, goals)
                if end is not None:
                    path.append(self._places[end])
                    break
                if self._turns_back(path):
                    break
        return Branch(number, np.array(path), descends, end)

    def _step(self, x: Floats, sign: float) -> Floats:
        """Return a step along the gradient, its length measured in the box."""
        distances = np.linalg.norm((self._places - x) / self._size, axis=1)
        step = min(_STEP, float(np.min(_ALONG * np.maximum(distances, self._near))))
        k1 = self._velocity(x, sign * step)
        k2 = self._velocity(x + 0.5 * k1, sign * step)
        k3 = self._velocity(x + 0.5 * k2, sign * step)
        k4 = self._velocity(x + k3, sign * step)
        return np.asarray((k1 + 2.0 * k2 + 2.0 * k3 + k4) / 6.0)

    def _velocity(self, x: Floats, length: float) -> Floats:
        gradient = self._landscape.slopes(x[np.newaxis])[1][0]
        return np.asarray(length * gradient / float(np.linalg.norm(gradient / self._size)))

    def _arrived(self, x: Floats, goals: NDArray[np.bool_]) -> int | None:
        if not goals.any():
            return None
        distances = np.linalg.norm((self._places - x) / self._size, axis=1)
        distances[~goals] = np.inf
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= self._near[nearest] else None

    def _turns_back(self, path: list[Floats]) -> bool:
        """Whether the path jumps to and fro over the bottom of a valley: it is not followed any further."""
        if len(path) < 12 or len(path) % 8:
            return False
        ways = np.diff(path[-9:], axis=0) / self._size
        return float(np.linalg.norm(ways.sum(axis=0))) < _TURNS * float(np.linalg.norm(ways, axis=1).sum())
