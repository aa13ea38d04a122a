"""Where f has no derivative, or is not defined: corners, jumps, poles and edges of its domain, found by a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.interval_jet import UNDEFINED
from hessview.language.compile import ArrayArithmetic, Tape

if TYPE_CHECKING:
    from hessview.analysis.boxes.box_clusters import Cluster
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.calculus.jet import JetProgram
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]

_LOOKED_AT = 64
POINT = 2.0**-20
"""Of the box that is searched: a place narrower than that is a point."""

_STEPS, _STEP, _ARRIVED = 4, 2.0**-12, 1e-6
"""Steps of Newton's method to a corner, their differences as shares of a box, and what may be left of the way."""

_AROUND, _FAR, _NEAR, _SHRUNK = 64, 2.0**-14, 2.0**-22, 0.5
"""Directions from a point, two distances as shares of the box, and how much less steep f is at the nearer one."""

EDGE = "f is not defined on one side, or has a pole"
_LIKELY_EDGE = "f may be undefined on one side, or have a pole"


@dataclass(frozen=True, eq=False)
class RoughPlace:
    """A connected place where f may have no derivative.

    Attributes
    ----------
    x
        The point, shape (n,), if it is one; else None.
    points
        In the boxes that hold the place, shape (k, n), on the corner or jump itself where it was found.
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
        ends = not np.isfinite(landscape.value(np.concatenate([some.lower.T, some.upper.T, some.centre.T]))).all()
        found = (*found, EDGE) if ends else found or (_LIKELY_EDGE,)
    if not found:
        return None
    points = _onto_ties(landscape.program, points, (boxes.upper - boxes.lower).T)
    return RoughPlace(None, points, lower, upper, "; ".join(found), cover=cluster.cover())


def flattens(landscape: ExpressionLandscape, x: Floats, size: Floats) -> bool:
    """Whether f seems to have the derivative 0 at a point, shape (n,): its differences there shrink with the distance.

    A guess from numbers, made only to claim less; where f is not defined at the point there is no derivative.
    """
    value = float(landscape.value(x))
    if not np.isfinite(value):
        return False
    directions = np.random.default_rng(0).normal(size=(_AROUND, len(x)))
    directions /= np.abs(directions).max(axis=1, keepdims=True)
    slopes = []
    for reach in (_FAR, _NEAR):
        around = np.abs(landscape.value(x + reach * size * directions) - value)
        slopes.append(float(np.nanmax(around, initial=0.0)) / reach)
    return slopes[1] < _SHRUNK * slopes[0] or slopes[0] == 0.0


def _onto_ties(program: JetProgram, points: Floats, widths: Floats) -> Floats:
    """Return points, shape (k, n), moved to the nearest tie between pieces, by at most the widths of their boxes."""
    found, least = points.copy(), np.ones(len(points))
    for kink in program.kinks:
        x = _onto_tie(Tape(kink.condition.arguments, program.formula.variables, ArrayArithmetic()), points, widths)
        with np.errstate(all="ignore"):
            moved = np.nan_to_num((np.abs(x - points) / widths).max(axis=1), nan=np.inf)
        nearer = moved <= least
        found[nearer], least[nearer] = x[nearer], moved[nearer]
    return found


def _onto_tie(sides: Tape[Floats], points: Floats, widths: Floats) -> Floats:
    """Return points moved by Newton's method to where both sides of a comparison are equal; nan where that fails.

    x - u g/|g|^2 is the nearest zero of a linear u with the gradient g, which differences approximate here.
    """

    def apart(x: Floats) -> Floats:
        a, b = sides(list(x.T))
        return np.broadcast_to(np.asarray(a - b, dtype=np.float64), len(x))

    x, n = points.copy(), points.shape[1]
    h = _STEP * widths
    with np.errstate(all="ignore"):
        first = apart(x)
        for _ in range(_STEPS):
            slopes = [apart(x + h * unit) - apart(x - h * unit) for unit in np.eye(n)]
            g = np.column_stack(slopes) / (2.0 * h)
            x = x - (apart(x) / (g * g).sum(axis=1))[:, None] * g
        x[~(np.abs(apart(x)) <= _ARRIVED * np.abs(first))] = np.nan
    return x


def _plain(low: float, high: float) -> float:
    """Return the shortest decimal between two numbers that are close to each other, or their middle."""
    middle = 0.5 * (low + high)
    for digits in range(17):
        short = float(f"{middle:.{digits}g}") if digits else 0.0
        if low <= short <= high:
            return short
    return middle
