"""Comparisons, choices between pieces, and functions that jump or have corners."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from hessview.calculus.interval_number import BROKEN, UNDEFINED, Floats, Interval, Marks, Mask, constant, joined, marked

nan = math.nan

_NO = constant(0.0)


def _truth(yes: Mask, no: Mask, marks: Marks | None, like: Floats) -> Interval:
    """Return {1}, {0} or {0, 1} as intervals; empty where neither side is a number."""
    r = np.empty(yes.shape if yes.ndim == 2 else (2, yes.shape[-1]))
    r[0] = np.where(yes, -1.0, 0.0)
    r[1] = np.where(no, 0.0, 1.0)
    empty = np.isnan(like)
    if empty.any():
        r[:, empty] = nan
        marks = marked(marks, empty, UNDEFINED)
    return Interval(r, marks, nonnegative=True)


def comparison(name: str) -> Callable[[Interval, Interval], Interval]:
    """Return the rule of a comparison of two quantities."""

    def rule(a: Interval, b: Interval) -> Interval:
        x, y = a.ends, b.ends
        if name in {"gt", "ge"}:
            x, y = y, x
        apart, over = np.add(x[0], y[1]), np.add(x[1], y[0])  # only their signs count, and those are right
        if name in {"lt", "gt"}:
            yes, no = over < 0.0, apart <= 0.0
        elif name in {"le", "ge"}:
            yes, no = over <= 0.0, apart < 0.0
        else:
            yes, no = (over == 0.0) & (apart == 0.0), (over < 0.0) | (apart < 0.0)
            if name == "ne":
                yes, no = no, yes
        return _truth(yes, no, joined(a, b), apart)

    return rule


def both(a: Interval, b: Interval) -> Interval:
    """Return whether both hold."""
    return Interval(_conjunction(a.ends, b.ends), joined(a, b), nonnegative=True)


def _conjunction(x: Floats, y: Floats) -> Floats:
    r = np.empty(np.broadcast_shapes(x.shape, y.shape))
    np.maximum(x[0], y[0], r[0])
    np.minimum(x[1], y[1], r[1])
    return r


def either(a: Interval, b: Interval) -> Interval:
    """Return whether one holds."""
    return opposite(both(opposite(a), opposite(b)))


def opposite(a: Interval) -> Interval:
    """Return whether a does not hold."""
    r = a.ends[::-1] + np.array([[-1.0], [1.0]])
    return Interval(r, a.marks, nonnegative=True)


def choose(condition: Interval, a: Interval, b: Interval) -> Interval:
    """Return a where the condition certainly holds, b where it does not, else the hull of both, `BROKEN`.

    A condition that may be undefined in part of the box is taken as undecided.
    """
    yes, no = condition.ends[0] == -1.0, condition.ends[1] == 0.0
    if condition.marks is not None:
        known = (condition.marks & UNDEFINED) == 0
        yes, no = yes & known, no & known
    if condition.marks is None and yes.all():
        return a
    if condition.marks is None and no.all():
        return b
    hull = np.fmax(a.ends, b.ends)
    r = np.where(yes, a.ends, np.where(no, b.ends, hull))
    open_ = ~(yes | no)
    marks = _chosen_marks(a, b, yes, no)
    if condition.marks is not None:
        marks = condition.marks if marks is None else marks | condition.marks
    marks = marked(marks, open_, BROKEN)
    missing = np.isnan(r[0]) | (open_ & (np.isnan(a.ends[0]) | np.isnan(b.ends[0])))
    return Interval(r, marked(marks, missing, UNDEFINED), a.nonnegative and b.nonnegative)


def _chosen_marks(a: Interval, b: Interval, yes: Mask, no: Mask) -> Marks | None:
    if a.marks is None and b.marks is None:
        return None
    nothing = np.zeros(1, dtype=np.uint8)
    of_a = nothing if a.marks is None else a.marks
    of_b = nothing if b.marks is None else b.marks
    return np.where(no, nothing, of_a) | np.where(yes, nothing, of_b)


def largest(a: Interval, b: Interval) -> Interval:
    """Return max(a, b)."""
    r = np.empty(np.broadcast_shapes(a.ends.shape, b.ends.shape))
    np.minimum(a.ends[0], b.ends[0], r[0])
    np.maximum(a.ends[1], b.ends[1], r[1])
    return Interval(r, joined(a, b), a.nonnegative or b.nonnegative)


def least(a: Interval, b: Interval) -> Interval:
    """Return min(a, b)."""
    r = np.empty(np.broadcast_shapes(a.ends.shape, b.ends.shape))
    np.maximum(a.ends[0], b.ends[0], r[0])
    np.minimum(a.ends[1], b.ends[1], r[1])
    return Interval(r, joined(a, b), a.nonnegative and b.nonnegative)


def of_several(pair: Callable[[Interval, Interval], Interval]) -> Callable[..., Interval]:
    """Return the rule of two or more arguments from that of two."""

    def rule(first: Interval, *rest: Interval) -> Interval:
        result = first
        for other in rest:
            result = pair(result, other)
        return result

    return rule
