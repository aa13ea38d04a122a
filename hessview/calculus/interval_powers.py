"""Powers of intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from hessview.calculus.interval_algebra import magnitudes, reciprocal, square
from hessview.calculus.interval_number import (
    ULPS,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    U,
    constant,
    joined,
    marked,
    product_rounded_up,
    widened,
)

inf, nan = math.inf, math.nan

_MOST_FACTORS = 64
_FUNCTION = constant(2.0 * ULPS * U)
_FEW_LEAST = constant(5e-324 * 16.0)


def root(a: Interval) -> Interval:
    """Return sqrt(a) where a >= 0."""
    x = a.ends
    ends = np.empty(x.shape)
    np.negative(x[0], ends[0])
    ends[1] = x[1]
    marks = a.marks
    if not a.nonnegative:
        outside = x[0] > 0.0
        if outside.any():
            ends[0, outside] = 0.0
            ends[:, x[1] < 0.0] = nan
            marks = marked(marks, outside, UNDEFINED)
    r = np.sqrt(ends)
    np.negative(r[0], r[0])
    product_rounded_up(r)
    np.minimum(r[0], ZERO, r[0])
    return Interval(r, marks, nonnegative=True)


def integer_power(n: int) -> Callable[[Interval], Interval]:
    """Return x -> x^n, of the range of x^n and not of a product; x^0 is 1."""
    if n == 2:
        return square
    if n < 0:
        positive = integer_power(-n)
        return lambda a: reciprocal(positive(a))
    if n == 0:
        return _one
    if n == 1:
        return lambda a: a
    times = _repeated(n) if n <= _MOST_FACTORS else _by_power(n)
    relative = constant((n + 1) * 1.01 * U if n <= _MOST_FACTORS else 2.0 * ULPS * U)
    absolute = constant(5e-324 * (n if n <= _MOST_FACTORS else 16))

    def even(a: Interval) -> Interval:
        r = times(magnitudes(a.ends))
        np.negative(r[0], r[0])
        widened(r, relative, absolute)
        np.minimum(r[0], ZERO, r[0])
        return Interval(r, a.marks, nonnegative=True)

    def odd(a: Interval) -> Interval:
        r = widened(times(a.ends), relative, absolute)
        if a.nonnegative:
            np.minimum(r[0], ZERO, r[0])
        return Interval(r, a.marks, a.nonnegative)

    return odd if n % 2 else even


def _one(a: Interval) -> Interval:
    r = np.zeros(a.ends.shape)
    np.multiply(a.ends, ZERO, r, where=np.isnan(a.ends))
    r[0] -= 1.0
    r[1] += 1.0
    return Interval(r, a.marks, nonnegative=True)


def _repeated(count: int) -> Callable[[Floats], Floats]:
    """Return x -> x^count by squaring, a new array: relative error (count - 1) u, to first order."""

    def times(x: Floats) -> Floats:
        result, power, n = None, x, count
        while True:
            if n & 1:
                result = power if result is None else np.multiply(result, power)
            n >>= 1
            if not n:
                assert result is not None
                return result.copy() if result is x else result
            power = np.multiply(power, power)

    return times


def _by_power(count: int) -> Callable[[Floats], Floats]:
    if count % 2:
        return lambda x: np.copysign(np.power(np.absolute(x), float(count)), x)
    return lambda x: np.power(np.absolute(x), float(count))


def fixed_power(exponent: Fraction) -> Callable[[Interval], Interval]:
    """Return x -> x^p for an exact p."""
    if exponent.denominator == 1 and abs(exponent.numerator) <= 2**53:
        return integer_power(int(exponent))
    if exponent == Fraction(1, 2):
        return root
    nearest = float(exponent)
    low = nearest if Fraction(nearest) <= exponent else math.nextafter(nearest, -inf)
    high = nearest if Fraction(nearest) >= exponent else math.nextafter(nearest, inf)
    p = Interval(np.array([[-low], [high]]))
    return lambda a: power(a, p)


def power(a: Interval, b: Interval) -> Interval:
    """Return a^b = exp(b log a); y log x is monotone in each, so that the extremes are at corners.

    A negative base counts where the exponent is an integer.
    """
    x, y = a.ends, b.ends
    least, most = np.maximum(-x[0], 0.0), x[1]
    r = _corners(least, np.where(most < 0.0, nan, most), y)
    negative = x[0] > 0.0
    marks = joined(a, b)
    if negative.any():
        thin = (y[0] == -y[1]) & (np.floor(y[1]) == y[1])
        r = np.where(negative, np.fmax(r, _of_negative(x, y)), r)
        marks = marked(marks, negative & ~thin, UNDEFINED)
    pole = (x[0] >= 0.0) & (x[1] >= 0.0) & (y[0] > 0.0)
    marks = marked(marks, pole, UNDEFINED)
    r[:, pole & (x[0] == 0.0) & (x[1] == 0.0) & (y[1] < 0.0)] = nan
    empty = np.isnan(x[1]) | np.isnan(y[1])
    if empty.any():
        r[:, empty] = nan
    return Interval(r, marked(marks, np.isnan(r[0]), UNDEFINED), nonnegative=not negative.any())


def _corners(low: Floats, high: Floats, y: Floats) -> Floats:
    """Return the hull of the powers of [low, high] >= 0."""
    at = [np.power(base, exponent) for base in (low, high) for exponent in (-y[0], y[1])]
    lower = np.minimum(np.minimum(at[0], at[1]), np.minimum(at[2], at[3]))
    upper = np.maximum(np.maximum(at[0], at[1]), np.maximum(at[2], at[3]))
    r = widened(np.stack((-lower, upper)), _FUNCTION, _FEW_LEAST)
    np.minimum(r[0], ZERO, r[0])
    return r


def _of_negative(x: Floats, y: Floats) -> Floats:
    """Return the hull of the powers of the negative part of x with the integers in y; nan where there is none."""
    size = _corners(np.maximum(-x[1], 0.0), x[0], y)[1]
    has_integer = np.ceil(-y[0]) <= np.floor(y[1])
    bound = np.where(has_integer & (x[0] > 0.0), size, nan)
    # Where base and exponent touch 0, the power of a negative exponent has a pole.
    return np.stack((bound, bound))
