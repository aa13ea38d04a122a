"""Comparisons, choices between pieces, and the functions that jump."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.interval_algebra import div, mul, sub
from hessview.calculus.interval_number import (
    BROKEN,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    Marks,
    Mask,
    constant,
    empty_where,
    joined,
    marked,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Pair = Callable[[Interval, Interval], Interval]

_HALF = constant(0.5)
_MINUS_ONE = constant(-1.0)
_OPPOSITE = constant([[-1.0], [1.0]])


def comparison(name: str) -> Pair:
    """Return the rule of a comparison: {1}, {0} or {0, 1}; nothing where a side is undefined."""
    is_swapped = name in {"gt", "ge"}

    def rule(a: Interval, b: Interval) -> Interval:
        x, y = (b.ends, a.ends) if is_swapped else (a.ends, b.ends)
        over, under = np.add(x[1], y[0]), np.add(x[0], y[1])  # signs of differences are right, however rounded
        yes, no = _outcomes(name, over, under)
        r = np.zeros((2, *over.shape))
        np.copyto(r[0], -1.0, where=yes)
        np.copyto(r[1], 1.0, where=~no)
        empty = np.isnan(over)
        marks = joined(a, b)
        if empty.any():
            empty_where(r, empty)
            marks = marked(marks, empty, UNDEFINED)
        return Interval(r, marks, nonnegative=True)

    return rule


def _outcomes(name: str, over: Floats, under: Floats) -> tuple[Mask, Mask]:
    """Return where x < y (or as the name says) holds certainly, and where it certainly does not.

    `over` is the highest x - y, `under` the highest y - x.
    """
    match name:
        case "lt" | "gt":
            return over < ZERO, under <= ZERO
        case "le" | "ge":
            return over <= ZERO, under < ZERO
    same, apart = (over == ZERO) & (under == ZERO), (over < ZERO) | (under < ZERO)
    return (same, apart) if name == "eq" else (apart, same)


def both(a: Interval, b: Interval) -> Interval:
    """Return whether both hold; false where one certainly does not, whatever the other."""
    x, y = np.broadcast_arrays(a.ends, b.ends)
    r = np.stack((np.maximum(x[0], y[0]), np.minimum(x[1], y[1])))
    np.copyto(r, 0.0, where=(x[1] == ZERO) | (y[1] == ZERO))
    return Interval(r, joined(a, b), nonnegative=True)


def either(a: Interval, b: Interval) -> Interval:
    """Return whether one holds."""
    return opposite(both(opposite(a), opposite(b)))


def opposite(a: Interval) -> Interval:
    """Return whether a does not hold."""
    return Interval(np.add(a.ends[::-1], _OPPOSITE), a.marks, nonnegative=True)


def choose(condition: Interval, a: Interval, b: Interval) -> Interval:
    """Return a where the condition certainly holds, b where it does not, else the hull of both, `BROKEN`.

    A condition that may be undefined is undecided.
    """
    yes, no = condition.ends[0] == _MINUS_ONE, condition.ends[1] == ZERO
    if condition.marks is not None:
        known = (condition.marks & UNDEFINED) == 0
        yes, no = yes & known, no & known
    if condition.marks is None and yes.all():
        return a
    if condition.marks is None and no.all():
        return b
    hull = np.fmax(a.ends, b.ends)
    r = np.where(yes, a.ends, np.where(no, b.ends, hull))
    undecided = ~(yes | no)
    marks = _chosen_marks(a, b, yes, no)
    if condition.marks is not None:
        marks = condition.marks if marks is None else np.bitwise_or(marks, condition.marks)
    marks = marked(marks, undecided, BROKEN)
    missing = np.isnan(r[1]) | (undecided & np.isnan(a.ends[1] + b.ends[1]))
    return Interval(r, marked(marks, missing, UNDEFINED), a.nonnegative and b.nonnegative)


def select(condition: Interval, a: Interval, b: Interval) -> Interval:
    """Return what `choose` does; nothing where the condition is one of something undefined."""
    result = choose(condition, a, b)
    empty = np.isnan(condition.ends[1])
    if not empty.any():
        return result
    ends = np.where(empty, math.nan, result.ends)
    return Interval(ends, marked(result.marks, np.isnan(ends[1]), UNDEFINED), result.nonnegative)


def _chosen_marks(a: Interval, b: Interval, yes: Mask, no: Mask) -> Marks | None:
    if a.marks is None and b.marks is None:
        return None
    nothing = np.zeros(1, dtype=np.uint8)
    of_a = nothing if a.marks is None else a.marks
    of_b = nothing if b.marks is None else b.marks
    marks: Marks = np.bitwise_or(np.where(no, nothing, of_a), np.where(yes, nothing, of_b))
    return marks


def within(tight: Pair) -> Callable[[Interval, Interval, Interval], Interval]:
    """Return `select` between pieces whose choice is `tight` of them, as the larger one: no hull is needed."""

    def rule(condition: Interval, a: Interval, b: Interval) -> Interval:
        result = select(condition, a, b)
        if result is a or result is b:
            return result
        exact = tight(a, b)
        return Interval(exact.ends, result.marks, exact.nonnegative)

    return rule


def larger(a: Interval, b: Interval) -> Interval:
    """Return max(a, b)."""
    x, y = np.broadcast_arrays(a.ends, b.ends)
    r = np.stack((np.minimum(x[0], y[0]), np.maximum(x[1], y[1])))
    return Interval(r, joined(a, b), a.nonnegative or b.nonnegative)


def smaller(a: Interval, b: Interval) -> Interval:
    """Return min(a, b)."""
    x, y = np.broadcast_arrays(a.ends, b.ends)
    r = np.stack((np.maximum(x[0], y[0]), np.minimum(x[1], y[1])))
    return Interval(r, joined(a, b), a.nonnegative and b.nonnegative)


def of_several(pair: Pair) -> Callable[..., Interval]:
    """Return the rule of two or more arguments from that of two."""

    def rule(first: Interval, *rest: Interval) -> Interval:
        result = first
        for other in rest:
            result = pair(result, other)
        return result

    return rule


def sign(a: Interval) -> Interval:
    """Return the sign, which jumps at 0."""
    jump = np.minimum(a.ends[0], a.ends[1]) >= ZERO
    return Interval(np.sign(a.ends), marked(a.marks, jump, BROKEN), a.nonnegative)


def floor(a: Interval) -> Interval:
    """Return the largest integer not above a; it jumps at integers."""
    r = np.stack((np.ceil(a.ends[0]), np.floor(a.ends[1])))
    jump = np.floor(a.ends[0]) + r[1] >= ZERO  # an integer is inside, be it the lower end
    return Interval(r, marked(a.marks, jump, BROKEN), a.nonnegative)


def ceiling(a: Interval) -> Interval:
    """Return the least integer not below a."""
    r = np.stack((np.floor(a.ends[0]), np.ceil(a.ends[1])))
    jump = r[0] + np.floor(a.ends[1]) >= ZERO
    return Interval(r, marked(a.marks, jump, BROKEN), a.nonnegative)


def nearest_integer(a: Interval) -> Interval:
    """Return the nearest integer; of halves both, because rows differ in which they take."""
    r = np.floor(np.add(a.ends, _HALF))
    jump = r[0] + r[1] != ZERO
    result = Interval(r, marked(a.marks, jump, BROKEN))
    result.origin = a
    return result


def of_origin(rule: Callable[[Interval], Interval]) -> Callable[[Interval, Interval, Interval], Interval]:
    """Return a `select` that is `rule` of what was rounded to its first piece."""
    return lambda _condition, rounded, _: rule(rounded.origin)


def modulo(a: Interval, b: Interval) -> Interval:
    """Return a - b floor(a / b), between 0 and b."""
    whole = floor(div(a, b))
    result = sub(a, mul(b, whole))
    x, y = np.broadcast_arrays(result.ends, b.ends)
    ends = np.minimum(x, np.maximum(y, ZERO))
    return Interval(ends, result.marks, b.nonnegative)
