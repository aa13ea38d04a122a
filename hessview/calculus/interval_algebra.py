"""Sums, products, quotients and absolute values of intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.interval_number import (
    SIGNS,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    all_finite,
    clipped,
    constant,
    empty_where,
    finite,
    joined,
    marked,
    sum_up,
    up,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MINUS_ONE = constant(-1.0)


def add(a: Interval, b: Interval) -> Interval:
    """Return a + b."""
    r = sum_up(finite(np.add(a.ends, b.ends)))
    return Interval(r, joined(a, b), a.nonnegative and b.nonnegative)


def sub(a: Interval, b: Interval) -> Interval:
    """Return a - b."""
    return Interval(sum_up(finite(np.add(a.ends, b.ends[::-1]))), joined(a, b))


def neg(a: Interval) -> Interval:
    """Return -a."""
    return Interval(a.ends[::-1], a.marks)


def mul(a: Interval, b: Interval) -> Interval:
    """Return a b; 0 times infinity is 0, because infinite ends are never reached."""
    if a is b:
        return square(a)
    if b.ends.shape[1] == 1 and (scale := b.scale()) is not None:
        return _scaled(a, b, *scale)
    if a.ends.shape[1] == 1 and (scale := a.scale()) is not None:
        return _scaled(b, a, *scale)
    if a.nonnegative and not b.nonnegative:
        a, b = b, a
    x, y = a.ends, b.ends
    nonnegative = a.nonnegative and b.nonnegative
    if nonnegative:
        r = np.multiply(x, np.absolute(y))
    else:
        r = _hull_with_nonnegative(np.multiply, x, y) if b.nonnegative else _hull(np.multiply, x, y)
    if not all_finite(r):
        r = finite(_careful_product(x, y))
    up(r)
    return Interval(clipped(r) if nonnegative else r, joined(a, b), nonnegative)


def chosen(a: Interval, b: Interval) -> Interval:
    """Return a b, exactly 0 where one of them is exactly 0 and the other is bounded: a piece that is not there."""
    product = mul(a, b)
    nothing = ((a.ends == ZERO).all(axis=0) & np.isfinite(b.ends).all(axis=0)) | (
        (b.ends == ZERO).all(axis=0) & np.isfinite(a.ends).all(axis=0)
    )
    if not nothing.any():
        return product
    return Interval(np.where(nothing, ZERO, product.ends), product.marks, product.nonnegative)


def _scaled(a: Interval, b: Interval, c: Floats, k: Floats) -> Interval:
    """Return a b for the constant b near c."""
    is_positive = c > ZERO
    r = np.multiply(a.ends, c) if is_positive else np.multiply(a.ends[::-1], -c)
    finite(r)
    nonnegative = a.nonnegative and bool(is_positive)
    if k is not ZERO:
        up(r, k)
        if nonnegative:
            clipped(r)
    return Interval(r, joined(a, b), nonnegative)


def _hull_with_nonnegative(operation: np.ufunc, x: Floats, y: Floats) -> Floats:
    """Return the hull of x y or x / y for y >= 0, not rounded."""
    r: Floats = operation(x, y[1])
    t: Floats = operation(x, y[0])
    np.negative(t, t)
    return np.maximum(r, t, out=r)


def _hull(operation: np.ufunc, x: Floats, y: Floats) -> Floats:
    """Return the hull of the products or quotients of the ends, not rounded; nan where one of them is."""
    # Of (-a, b) and (-c, d): first (ac, -ad), second (bd, -bc), with / for the product in quotients.
    first: Floats = operation(x[0], y)
    second: Floats = operation(x[1], y[::-1])
    highest = np.maximum(first, second)
    lowest = np.minimum(first, second, out=first)
    np.negative(lowest, lowest)
    return np.maximum(highest[::-1], lowest, out=lowest)


def _careful_product(x: Floats, y: Floats) -> Floats:
    """Return the hull of x y where ends may be infinite or nan, not rounded."""
    p, q = np.multiply(x, y), np.multiply(x, y[::-1])
    empty = np.isnan(x[0]) | np.isnan(y[0])
    np.copyto(p, 0.0, where=np.isnan(p))
    np.copyto(q, 0.0, where=np.isnan(q))
    lowest = np.maximum(np.maximum(q[0], q[1]), -np.minimum(p[0], p[1]))
    highest = np.maximum(np.maximum(p[0], p[1]), -np.minimum(q[0], q[1]))
    return empty_where(np.stack((lowest, highest)), empty)


def square(a: Interval) -> Interval:
    """Return a^2, which is never negative."""
    t = magnitudes(a.ends)
    r = np.absolute(t)
    np.multiply(r, t, r)
    return Interval(clipped(up(finite(r))), a.marks, nonnegative=True)


def magnitudes(x: Floats) -> Floats:
    """Return rows: minus the least absolute value, the largest one; exact."""
    r = np.empty(x.shape)
    first, second, least = x[0], x[1], r[0]
    np.minimum(first, second, out=least)
    np.minimum(least, ZERO, out=least)
    np.maximum(first, second, out=r[1])
    return r


def absolute(a: Interval) -> Interval:
    """Return |a|."""
    return a if a.nonnegative else Interval(magnitudes(a.ends), a.marks, nonnegative=True)


def div(a: Interval, b: Interval) -> Interval:
    """Return a / b; see `reciprocal` for poles."""
    if b.ends.shape[1] == 1 and (scale := b.scale()) is not None:
        return _divided(a, b, *scale)
    x, y = a.ends, b.ends
    if x.shape[1] == 1 and (scale := a.scale()) is not None:
        r = _of_constant(y, *scale)
    else:
        r = up(_hull_with_nonnegative(np.divide, x, y) if b.nonnegative else _hull(np.divide, x, y))
    beside = y[0] if b.nonnegative else np.minimum(y[0], y[1])
    if not (np.maximum.reduce(beside) < ZERO and all_finite(r)):  # 0 is in it somewhere, or something is infinite
        return _careful_quotient(a, b, r, beside)
    nonnegative = a.nonnegative and b.nonnegative
    return Interval(clipped(r) if nonnegative else r, joined(a, b), nonnegative)


def _careful_quotient(a: Interval, b: Interval, r: Floats, beside: Floats) -> Interval:
    """Return a / b, which is r where that is finite and b is on one side of 0."""
    inside = np.flatnonzero(~((beside < ZERO) & np.isfinite(r[0]) & np.isfinite(r[1])))
    some = mul(_some(a, inside), reciprocal(_some(b, inside)))
    r[:, inside] = some.ends
    marks = joined(a, b)
    if some.marks is not None:
        all_marks = np.zeros(r.shape[1], dtype=np.uint8)
        all_marks[inside] = some.marks
        marks = all_marks if marks is None else np.bitwise_or(marks, all_marks)
    return Interval(clipped(r) if some.nonnegative else r, marks, some.nonnegative)


def _some(a: Interval, boxes: NDArray[np.intp]) -> Interval:
    if a.ends.shape[1] == 1:
        return a
    marks = a.marks if a.marks is None or len(a.marks) == 1 else a.marks[boxes]
    return Interval(a.ends[:, boxes], marks, a.nonnegative)


def _divided(a: Interval, b: Interval, c: Floats, k: Floats) -> Interval:
    """Return a / b for the constant b near c."""
    is_positive = c > ZERO
    r = finite(np.divide(a.ends, c) if is_positive else np.divide(a.ends[::-1], -c))
    nonnegative = a.nonnegative and bool(is_positive)
    up(r) if k is ZERO else up(r, k)
    return Interval(clipped(r) if nonnegative else r, joined(a, b), nonnegative)


def _of_constant(y: Floats, c: Floats, k: Floats) -> Floats:
    """Return the constant near c divided by what does not contain 0."""
    r = np.divide(-c, y[::-1]) if c > ZERO else np.divide(c, y)
    finite(r)
    return up(r) if k is ZERO else up(r, k)


def reciprocal(a: Interval) -> Interval:
    """Return 1 / a: with a pole in it the half line or line that holds the values; nothing for 1 / 0."""
    x = a.ends
    r = up(finite(np.divide(_MINUS_ONE, x[::-1])))
    pole = np.minimum(x[0], x[1]) >= ZERO
    if pole.any():
        # 1 / [0, h] = [1/h, inf), 1 / [-h, 0] = (-inf, -1/h], the line if 0 is inside.
        np.copyto(r, math.inf, where=pole & (x > ZERO))
        empty_where(r, pole & (x[0] == ZERO) & (x[1] == ZERO))
    return Interval(clipped(r) if a.nonnegative else r, marked(a.marks, pole, UNDEFINED), a.nonnegative)


def over_itself(a: Interval) -> Interval:
    """Return a / a, which is 1 except at a pole."""
    x = a.ends
    pole = np.minimum(x[0], x[1]) >= ZERO
    r = np.copy(SIGNS + np.zeros(x.shape))
    empty_where(r, np.isnan(x[1]) | ((x[0] == ZERO) & (x[1] == ZERO)))
    return Interval(r, marked(a.marks, pole, UNDEFINED), nonnegative=True)
