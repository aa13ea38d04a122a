"""The barrier tree: minima as leaves at their heights, joined where the lowest saddle between them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.verdict import Kind
from hessview.explanations.places import place
from hessview.figure.marks import TARGET, Axes, Figure, LineMark, Mark, PointMark, Role
from hessview.figure.words import equated, number

if TYPE_CHECKING:
    from hessview.optimizers.skeleton import Skeleton

_ROOM = 0.2
"""Of the heights, above and below what is drawn."""


@dataclass(frozen=True)
class TreeNode:
    """One node.

    Attributes
    ----------
    x, y
        Where it stands in the figure.
    number
        Index of the critical point.
    words
        What it is, where, and how high the way to a lower minimum is.
    """

    x: float
    y: float
    number: int
    words: str


@dataclass(frozen=True, eq=False)
class BarrierTree:
    """The tree as a figure, its nodes from left to right, and the number of the one at the probe."""

    figure: Figure
    nodes: tuple[TreeNode, ...]
    selected: int | None = None

    def nearest(self, x: float, y: float, units: tuple[float, float]) -> int | None:
        """Return the index of the node within one unit of a place, the nearest; None without any."""
        found = [
            (((node.x - x) / units[0]) ** 2 + ((node.y - y) / units[1]) ** 2, k) for k, node in enumerate(self.nodes)
        ]
        distance, k = min(found, default=(2.0, 0))
        return k if distance <= 1.0 else None


@dataclass
class _Group:
    """Minima that are joined already: the leaves, and where the group's stem stands."""

    leaves: list[int]
    x: float
    top: float


def barrier_tree_plot(found: Skeleton, variable: str, selected: int | None = None) -> BarrierTree:
    """Return the tree of a skeleton.

    Parameters
    ----------
    variable
        The name of the function, beside the heights.
    selected
        Index of the critical point at the probe, which gets a ring.
    """
    points = found.points
    minima = [k for k, point in enumerate(points) if point.kind is Kind.MINIMUM]
    groups = _placed(found, minima)
    lines: list[Mark] = []
    nodes = [TreeNode(groups[k].x, groups[k].top, k, _minimum_words(found, k)) for k in minima]
    for join in found.joins:
        one, other = (groups[k] for k in join.minima)
        corners = [(one.x, one.top), (one.x, join.height), (other.x, join.height), (other.x, other.top)]
        lines.append(LineMark(np.array(corners), Role.CURVE))
        merged = _Group(one.leaves + other.leaves, 0.5 * (one.x + other.x), join.height)
        groups.update(dict.fromkeys(merged.leaves, merged))
        nodes.append(TreeNode(merged.x, join.height, join.saddle, _join_words(found, join.saddle, join.minima)))
    nodes.sort(key=lambda node: (node.x, node.y))
    heights = [node.y for node in nodes] or [0.0]
    room = _ROOM * (max(heights) - min(heights)) or max(1.0, 0.1 * abs(heights[0]))
    rings: list[Mark] = [PointMark(n.x, n.y, TARGET) for n in nodes if n.number == selected]
    glyphs: list[Mark] = [PointMark(n.x, n.y, str(points[n.number].kind), points[n.number].proved) for n in nodes]
    axes = Axes((0.4, max(len(minima), 1) + 0.6), (min(heights) - room, max(heights) + room), "", variable)
    return BarrierTree(Figure(axes, (*lines, *rings, *glyphs)), tuple(nodes), selected)


def _placed(found: Skeleton, minima: list[int]) -> dict[int, _Group]:
    """Return each minimum as a group of its own, placed so that no two branches of the tree cross."""
    orders = {k: [k] for k in minima}
    for join in found.joins:
        merged = orders[join.minima[0]] + orders[join.minima[1]]
        orders.update(dict.fromkeys(merged, merged))
    ordered = list(dict.fromkeys(leaf for k in minima for leaf in orders[k]))
    return {k: _Group([k], float(x), float(found.points[k].value)) for x, k in enumerate(ordered, 1)}


def _minimum_words(found: Skeleton, k: int) -> str:
    point = found.points[k]
    said = f"minimum {place(point.x)}, f {equated(float(point.value))}"
    barrier = found.barrier(k)
    return f"{said}; the way to a lower one rises by {number(barrier)}" if barrier is not None else said


def _join_words(found: Skeleton, saddle: int, minima: tuple[int, int]) -> str:
    point = found.points[saddle]
    one, other = (place(found.points[k].x) for k in minima)
    return (
        f"{point.kind} {place(point.x)}, f {equated(float(point.value))}: the lowest way between {one} and {other}"
    )
