"""Elementary functions of intervals: monotone ones by their ends, periodic ones by the extremes between."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hessview.calculus.interval_algebra import magnitudes, reciprocal
from hessview.calculus.interval_number import (
    BROKEN,
    FUNCTION_ERROR,
    LEAST,
    ONE,
    SIGNS,
    ULPS,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    Marks,
    clipped,
    constant,
    empty_where,
    finite,
    function_up,
    joined,
    marked,
    up,
)
from hessview.calculus.rounding import U

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[Interval], Interval]
    Function = Callable[..., Any]

inf = math.inf

_FEW_LEAST = constant(2.0 * ULPS * LEAST)


def exponential(a: Interval) -> Interval:
    """Return exp(a)."""
    r = np.multiply(a.ends, SIGNS)
    np.exp(r, r)
    np.multiply(r, SIGNS, r)
    return Interval(clipped(function_up(finite(r))), a.marks, nonnegative=True)


def increasing(
    function: Function, *, pole: float = -inf, lowest: float = -inf, highest: float = inf,
    relative: Floats = FUNCTION_ERROR, absolute: Floats = _FEW_LEAST,
) -> Rule:  # fmt: skip
    """Return the rule of an increasing function, undefined at `pole` and left of it, with values in a range."""
    least, most = constant(-lowest), constant(highest)
    is_bounded, is_nonnegative = highest < inf, lowest >= 0.0

    def rule(a: Interval) -> Interval:
        x = np.multiply(a.ends, SIGNS)
        marks = a.marks if pole == -inf else _right_of(pole, x, a.marks)
        r = function(x)
        np.multiply(r, SIGNS, r)
        up(finite(r), relative, absolute)
        if lowest > -inf:
            np.minimum(r[0], least, out=r[0])
        if is_bounded:
            np.minimum(r[1], most, out=r[1])
        return Interval(r, marks, is_nonnegative)

    return rule


def _right_of(pole: float, x: Floats, marks: Marks | None) -> Marks | None:
    """Cut rows (lower, upper) off at `pole`, in place, and return the marks."""
    outside = x[0] <= pole
    if not outside.any():
        return marks
    empty_where(x, x[1] <= pole)
    np.maximum(x[0], pole, out=x[0])
    return marked(marks, outside, UNDEFINED)


def odd_increasing(
    function: Function, bound: float = inf, *, domain: float = inf, is_closed: bool = True,
    relative: Floats = FUNCTION_ERROR, absolute: Floats = _FEW_LEAST,
) -> Rule:  # fmt: skip
    """Return the rule of an odd increasing function on [-domain, domain] or inside, with |values| up to `bound`."""
    most = constant(bound)

    def rule(a: Interval) -> Interval:
        x, marks = a.ends, a.marks
        if domain < inf:
            x, marks = _within(x, marks, domain, is_closed)
        r = up(finite(function(x)), relative, absolute)
        if bound < inf:
            np.minimum(r, most, out=r)
        return Interval(clipped(r) if a.nonnegative else r, marks, a.nonnegative)

    return rule


def _within(x: Floats, marks: Marks | None, bound: float, is_closed: bool) -> tuple[Floats, Marks | None]:
    """Return the part of x with |x| <= bound (or < bound), and the marks."""
    outside = x > bound if is_closed else x >= bound
    if not outside.any():
        return x, marks
    beyond = x < -bound if is_closed else x <= -bound
    inside = np.minimum(x, bound)
    return empty_where(inside, beyond[0] | beyond[1]), marked(marks, outside[0] | outside[1], UNDEFINED)


def arc_cosine(a: Interval) -> Interval:
    """Return acos(a), which falls from pi to 0."""
    x, marks = _within(a.ends, a.marks, 1.0, is_closed=True)
    r = np.multiply(x[::-1], SIGNS[::-1])
    np.arccos(r, r)
    np.multiply(r, SIGNS, r)
    return Interval(np.minimum(clipped(function_up(r)), _PI, out=r), marks, nonnegative=True)


def falling(function: Function, *, relative: Floats, absolute: Floats) -> Rule:
    """Return the rule of a decreasing positive function on the line."""

    def rule(a: Interval) -> Interval:
        r = function(np.multiply(a.ends[::-1], SIGNS[::-1]))
        np.multiply(r, SIGNS, r)
        return Interval(clipped(up(r, relative, absolute)), a.marks, nonnegative=True)

    return rule


def hyperbolic_cosine(a: Interval) -> Interval:
    """Return cosh(a)."""
    r = np.cosh(magnitudes(a.ends))
    np.multiply(r, SIGNS, r)
    function_up(finite(r))
    np.minimum(r[0], _MINUS_ONE, out=r[0])
    return Interval(r, a.marks, nonnegative=True)


def inverse_hyperbolic_cosine(a: Interval) -> Interval:
    """Return acosh(a) where a >= 1."""
    x = np.multiply(a.ends, SIGNS)
    marks = a.marks
    outside = x[0] < ONE
    if outside.any():
        empty_where(x, x[1] < ONE)
        np.maximum(x[0], ONE, out=x[0])
        marks = marked(marks, outside, UNDEFINED)
    np.arccosh(x, x)
    np.multiply(x, SIGNS, x)
    return Interval(clipped(function_up(finite(x))), marks, nonnegative=True)


# In a pair (-lower, upper) there is a point (k + s) period if floor(-lower / period + s) + floor(upper / period - s)
# is not negative. First axis: minima and maxima.
_MINUS_ONE = constant(-1.0)
_PI = constant(3.1415926535897936)
HALF_PI = 1.5707963267948968
_PER_TURN, _PER_HALF_TURN = constant(0.5 / math.pi), constant(1.0 / math.pi)
_TURNS = constant(4.0 * U)
_EXTREMES_OF_SIN = constant([[[-0.25], [0.25]], [[0.25], [-0.25]]])
_EXTREMES_OF_COS = constant([[[0.5], [-0.5]], [[0.0], [0.0]]])
_POLES_OF_TAN, _POLES_OF_COT = constant([[0.5], [-0.5]]), constant([[0.0], [0.0]])


def _turns(ends: Floats, per: Floats) -> Floats:
    """Return ends / period from above, far enough for the rounding of the period; far out this is turns too far."""
    t = np.multiply(ends, per)
    room = np.absolute(t)
    np.multiply(room, _TURNS, room)
    return np.add(t, room, room)


def _wave(r: Floats, ends: Floats, extremes: Floats) -> Floats:
    """Return the extremes at the ends, r, widened, and -1 or 1 where that is reached between; in place."""
    np.minimum(function_up(r), ONE, out=r)
    count = np.add(_turns(ends, _PER_TURN), extremes)
    np.floor(count, count)
    np.copyto(r, ONE, where=np.add(count[:, 0], count[:, 1]) >= ZERO)
    return r


def sine(a: Interval) -> Interval:
    """Return sin(a)."""
    v = np.sin(a.ends)
    r = np.negative(v[::-1])
    return Interval(_wave(np.maximum(v, r, out=r), a.ends, _EXTREMES_OF_SIN), a.marks)


def cosine(a: Interval) -> Interval:
    """Return cos(a)."""
    v = np.cos(a.ends)
    r = np.empty(v.shape)
    np.maximum(v[0], v[1], out=r[1])
    np.negative(v, v)
    np.maximum(v[0], v[1], out=r[0])
    return Interval(_wave(r, a.ends, _EXTREMES_OF_COS), a.marks)


def _between_poles(r: Floats, a: Interval, poles: Floats) -> Interval:
    """Return what is calculated from the ends, and the line where there is a pole between."""
    count = np.add(_turns(a.ends, _PER_HALF_TURN), poles)
    np.floor(count, count)
    pole = np.add(count[0], count[1]) >= ZERO
    if not pole.any():
        return Interval(r, a.marks)
    np.copyto(r, inf, where=pole)
    return Interval(r, marked(a.marks, pole, UNDEFINED))


def tangent(a: Interval) -> Interval:
    """Return tan(a); the line where there is a pole inside."""
    return _between_poles(function_up(np.tan(a.ends)), a, _POLES_OF_TAN)


_QUOTIENT_ERROR = constant(5.0 * ULPS * U)


def cotangent(a: Interval) -> Interval:
    """Return cot(a); the line where there is a pole inside."""
    r = np.negative(a.ends[::-1])
    r = finite(np.divide(np.cos(r), np.sin(r)))
    return _between_poles(up(r, _QUOTIENT_ERROR, _FEW_LEAST), a, _POLES_OF_COT)


def secant(a: Interval) -> Interval:
    """Return 1 / cos(a)."""
    return reciprocal(cosine(a))


def cosecant(a: Interval) -> Interval:
    """Return 1 / sin(a)."""
    return reciprocal(sine(a))


def hypotenuse(a: Interval, b: Interval) -> Interval:
    """Return sqrt(a^2 + b^2)."""
    x, y = magnitudes(a.ends), magnitudes(b.ends)
    r = np.hypot(x, y)
    np.multiply(r, SIGNS, r)
    return Interval(clipped(function_up(finite(r))), joined(a, b), nonnegative=True)


def angle(a: Interval, b: Interval) -> Interval:
    """Return atan2(a, b): extremes are at corners unless the box meets the cut b <= 0, a = 0."""
    y, x = np.broadcast_arrays(a.ends, b.ends)
    low, high = ZERO - y[0], y[1] + ZERO
    left, right = ZERO - x[0], x[1] + ZERO
    at = [np.arctan2(v, h) for v in (low, high) for h in (left, right)]
    r = np.empty(y.shape)
    np.minimum(np.minimum(at[0], at[1]), np.minimum(at[2], at[3]), out=r[0])
    np.negative(r[0], r[0])
    np.maximum(np.maximum(at[0], at[1]), np.maximum(at[2], at[3]), out=r[1])
    function_up(r)
    marks = joined(a, b)
    cut = (y[0] >= ZERO) & (y[1] >= ZERO) & (x[0] >= ZERO)
    if cut.any():
        np.copyto(r, _PI, where=cut & (low < ZERO) & (left < ZERO))
        marks = marked(marks, cut, BROKEN)
        marks = marked(marks, cut & (right >= ZERO), UNDEFINED)
    return Interval(np.minimum(r, _PI, out=r), marks)


def sigmoid_values(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), 0 where the exponential overflows."""
    t: Floats = np.exp(np.negative(x))
    np.add(t, ONE, t)
    return np.divide(ONE, t, t)
