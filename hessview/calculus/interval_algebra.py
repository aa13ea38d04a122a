"""Sums, products, quotients and powers of intervals."""

from __future__ import annotations

import math

import numpy as np

from hessview.calculus.interval_number import (
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    constant,
    joined,
    marked,
    product_rounded_up,
    rounded_up,
    widened,
)

inf, nan = math.inf, math.nan

_MINUS_ONE = constant(-1.0)


def add(a: Interval, b: Interval) -> Interval:
    """Return a + b."""
    return Interval(rounded_up(np.add(a.ends, b.ends)), joined(a, b), a.nonnegative and b.nonnegative)


def sub(a: Interval, b: Interval) -> Interval:
    """Return a - b."""
    return Interval(rounded_up(np.add(a.ends, b.ends[::-1])), joined(a, b))


def neg(a: Interval) -> Interval:
    """Return -a."""
    return Interval(a.ends[::-1], a.marks)


def mul(a: Interval, b: Interval) -> Interval:
    """Return a b; 0 times infinity is 0, because infinite ends are never attained."""
    if a is b:
        return square(a)
    x, y = a.ends, b.ends
    if x.shape[1] == 1:
        a, b, x, y = b, a, y, x
    if y.shape[1] == 1 and (scale := b.scale()) is not None:
        return _scaled(a, b, *scale)
    nonnegative = a.nonnegative and b.nonnegative
    if b.nonnegative or a.nonnegative:
        if not b.nonnegative:
            x, y = y, x
        r = _times_nonnegative(x, y)
    else:
        r = _hull_of_products(np.multiply(x, y), np.multiply(x, y[::-1]))
    if not np.vdot(r, r) < inf:  # something is infinite or nan: seldom
        r = _careful_product(x, y)
    product_rounded_up(r)
    if nonnegative:
        np.minimum(r[0], ZERO, r[0])
    return Interval(r, joined(a, b), nonnegative)


def _scaled(a: Interval, b: Interval, c: Floats, k: Floats) -> Interval:
    """Return a times the constant b = c (1 +- k)."""
    is_positive = c > 0.0
    r = np.multiply(a.ends if is_positive else a.ends[::-1], c if is_positive else -c)
    widened(r, k)
    nonnegative = bool(a.nonnegative and is_positive)
    if nonnegative:
        np.minimum(r[0], ZERO, r[0])
    return Interval(r, joined(a, b), nonnegative)


def _times_nonnegative(x: Floats, y: Floats) -> Floats:
    """Return the hull of x y for y >= 0, not rounded."""
    r = np.multiply(x, y[1])
    t = np.multiply(x, y[0])
    np.negative(t, t)
    return np.maximum(r, t, r)


def _hull_of_products(p: Floats, q: Floats) -> Floats:
    """Return the hull of the products x_i y_i, x_i y_(1-i) of rows, not rounded."""
    np.negative(q, q)
    r = np.minimum(p, q)
    np.maximum(p, q, p)
    np.minimum(r[0], r[1], r[0])
    np.negative(r[0], r[0])
    np.maximum(p[0], p[1], r[1])
    return r


def _careful_product(x: Floats, y: Floats) -> Floats:
    """Return the hull of x y where ends may be infinite or nan, not rounded."""
    p, q = np.multiply(x, y), np.multiply(x, y[::-1])
    empty = np.isnan(x[0]) | np.isnan(y[0])
    p[np.isnan(p)] = 0.0
    q[np.isnan(q)] = 0.0
    r = _hull_of_products(p, q)
    r[:, empty] = nan
    return r


def square(a: Interval) -> Interval:
    """Return a^2, never negative."""
    t = magnitudes(a.ends)
    r = np.multiply(t, np.absolute(t))
    product_rounded_up(r)
    np.minimum(r[0], ZERO, r[0])
    return Interval(r, a.marks, nonnegative=True)


def magnitudes(x: Floats) -> Floats:
    """Return rows: minus the least absolute value, the largest one; exact."""
    r = np.empty(x.shape)
    np.minimum(x[0], x[1], r[0])
    np.minimum(r[0], ZERO, r[0])
    np.maximum(x[0], x[1], r[1])
    return r


def absolute(a: Interval) -> Interval:
    """Return |a|."""
    return Interval(magnitudes(a.ends), a.marks, nonnegative=True)


def reciprocal(a: Interval) -> Interval:
    """Return 1 / a: with a pole inside, the half line or line where the values are; empty for 1 / 0."""
    x = a.ends
    r = product_rounded_up(np.divide(_MINUS_ONE, x[::-1]))
    if a.nonnegative:
        np.minimum(r[0], ZERO, r[0])
    pole = np.minimum(x[0], x[1]) >= 0.0
    if not pole.any():
        return Interval(r, a.marks, a.nonnegative)
    # 1/[0, h] = [1/h, inf], 1/[-h, 0] = [-inf, -1/h], the line if 0 is inside, nothing if there is only 0.
    r[0, pole & (x[0] > 0.0)] = inf
    r[1, pole & (x[1] > 0.0)] = inf
    r[:, pole & (x[0] == 0.0) & (x[1] == 0.0)] = nan
    return Interval(r, marked(a.marks, pole, UNDEFINED), a.nonnegative)


def div(a: Interval, b: Interval) -> Interval:
    """Return a / b; see `reciprocal` for poles."""
    y = b.ends
    beside = np.minimum(y[0], y[1])
    if not beside.max() < 0.0:
        return mul(a, reciprocal(b))
    x = a.ends
    r = _hull_of_products(np.divide(x, y), np.divide(x, y[::-1]))
    if not np.vdot(r, r) < inf:
        return mul(a, reciprocal(b))
    product_rounded_up(r)
    nonnegative = a.nonnegative and b.nonnegative
    if nonnegative:
        np.minimum(r[0], ZERO, r[0])
    return Interval(r, joined(a, b), nonnegative)
