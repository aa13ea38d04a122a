"""Where f has no derivative, or is not defined: corners, jumps, poles and edges of its domain, found by a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.interval_jet import UNDEFINED

if TYPE_CHECKING:
    from hessview.analysis.boxes.box_clusters import Cluster
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]

_LOOKED_AT = 64
POINT = 2.0**-20
"""Of the box that is searched: a place narrower than that is a point."""

EDGE = "f is not defined on one side, or has a pole"


@dataclass(frozen=True, eq=False)
class RoughPlace:
    """A connected place where f may have no derivative.

    Attributes
    ----------
    x
        The point, shape (n,), if it is one; else None.
    points
        In the boxes that hold the place, shape (k, n).
    lower, upper
        The smallest box around, shape (n,).
    words
        What is not smooth there.
    value
        f at the point; nan for other places and where f is not defined.
    may_hide
        Whether critical points may be so close to the place that the search could not tell them from it.
    cover
        Boxes that hold all of it, as pairs, shape (k, n, 2); None: only the smallest box around is known.
    """

    x: Floats | None
    points: Floats
    lower: Floats
    upper: Floats
    words: str
    value: float = float("nan")
    may_hide: bool = False
    cover: Floats | None = None


def rough_place(landscape: ExpressionLandscape, jet: IntervalJet, cluster: Cluster, size: Floats) -> RoughPlace | None:
    """Return what a cluster of boxes holds that is not smooth, or None if nothing shows that there is something.

    Parameters
    ----------
    jet
        Of the same formula.
    size
        Of the box that was searched, shape (n,): a place much smaller is a point.
    """
    boxes, lower, upper = cluster.boxes, cluster.lower, cluster.upper
    points = boxes.centre.T
    if ((upper - lower) <= POINT * size).all():
        x = np.array([_plain(float(a), float(b)) for a, b in zip(lower, upper, strict=True)])
        there = landscape.jet(x)
        words = there.nonsmooth or there.uncertain_kink
        if words is None and np.isfinite(there.value):
            return None
        return RoughPlace(x, points, lower, upper, words or EDGE, there.value)
    some = boxes.where(np.unique(np.linspace(0, len(boxes) - 1, _LOOKED_AT).astype(np.intp)))
    found = jet.rough_words(some.lower, some.upper)
    if (jet.first(some.lower, some.upper).marks & UNDEFINED).any():
        found = (*found, EDGE)
    if not found:
        return None
    return RoughPlace(None, points, lower, upper, "; ".join(found), cover=cluster.cover())


def _plain(low: float, high: float) -> float:
    """Return the shortest decimal between two numbers that are close to each other, or their middle."""
    middle = 0.5 * (low + high)
    for digits in range(17):
        short = float(f"{middle:.{digits}g}") if digits else 0.0
        if low <= short <= high:
            return short
    return middle
