"""Roots and powers of intervals."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.interval_algebra import magnitudes, reciprocal, square
from hessview.calculus.interval_number import (
    FUNCTION_ERROR,
    LEAST,
    SIGNS,
    ULPS,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    clipped,
    constant,
    empty_where,
    finite,
    function_up,
    joined,
    marked,
    sum_up,
    up,
)
from hessview.calculus.rounding import U

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.calculus.interval_number import Marks

    Rule = Callable[[Interval], Interval]

inf, nan = math.inf, math.nan

_MOST_FACTORS = 64

_STEEPEST = 746.0
"""More than |log x| of any double x > 0."""


def root(a: Interval) -> Interval:
    """Return sqrt(a) where a >= 0."""
    x, marks = _not_negative(a)
    np.sqrt(x, x)
    np.multiply(x, SIGNS, x)
    return Interval(clipped(sum_up(finite(x))), marks, nonnegative=True)


def _not_negative(a: Interval) -> tuple[Floats, Marks | None]:
    """Return rows (lower, upper) of the part of a that is not negative, and the marks."""
    x = np.multiply(a.ends, SIGNS)
    if a.nonnegative:
        return x, a.marks
    outside = x[0] < ZERO
    if not outside.any():
        return x, a.marks
    empty_where(x, x[1] < ZERO)
    np.maximum(x[0], ZERO, out=x[0])
    return x, marked(a.marks, outside, UNDEFINED)


def fixed_power(exponent: Fraction) -> Rule:
    """Return x -> x^p: p a rational number; 0^0 is 1, a negative base needs an integer exponent."""
    if exponent.denominator == 1:
        return integer_power(exponent.numerator)
    if exponent < 0:
        positive = fixed_power(-exponent)
        return lambda a: reciprocal(positive(a))
    if exponent.denominator == 2:
        times = integer_power(exponent.numerator)
        return lambda a: times(root(a))
    return _fractional_power(exponent)


def _fractional_power(exponent: Fraction) -> Rule:
    """Return x -> x^p for 0 < p, no multiple of 1/2."""
    nearest = float(exponent)
    # d(x^p) / x^p = log x dp
    from_exponent = _STEEPEST * float(abs(Fraction(nearest) - exponent))
    p, relative, absolute = constant(nearest), constant(2.0 * ULPS * U + from_exponent), constant(2.0 * ULPS * LEAST)

    def rule(a: Interval) -> Interval:
        x, marks = _not_negative(a)
        r = np.power(x, p)
        np.multiply(r, SIGNS, r)
        return Interval(clipped(up(finite(r), relative, absolute)), marks, nonnegative=True)

    return rule


def integer_power(n: int) -> Rule:
    """Return x -> x^n, the range of the power itself; x^0 is 1."""
    if n == 0:
        return _one
    if n == 1:
        return lambda a: a
    if n == -1:
        return reciprocal
    if n < 0:
        positive = integer_power(-n)
        # The pole is found where 0 is exactly the end: before an odd power, after an even one, which is never negative.
        return (lambda a: positive(reciprocal(a))) if n % 2 else (lambda a: reciprocal(positive(a)))
    return square if n == 2 else _positive_power(n)


def _positive_power(n: int) -> Rule:
    """Return x -> x^n for n > 2."""
    is_short = n <= _MOST_FACTORS
    times = _repeated(n) if is_short else _by_function(n)
    # n - 1 roundings, less with squaring, and one for adding the bound.
    relative = constant(1.01 * n * U) if is_short else FUNCTION_ERROR
    absolute = constant(LEAST * n) if is_short else constant(2.0 * ULPS * LEAST)

    def even(a: Interval) -> Interval:
        r = times(magnitudes(a.ends))
        np.negative(r[0], r[0])
        return Interval(clipped(up(finite(r), relative, absolute)), a.marks, nonnegative=True)

    def odd(a: Interval) -> Interval:
        r = up(finite(times(a.ends)), relative, absolute)
        return Interval(clipped(r) if a.nonnegative else r, a.marks, a.nonnegative)

    return odd if n % 2 else even


def _one(a: Interval) -> Interval:
    r = np.copy(SIGNS + np.zeros(a.ends.shape))
    return Interval(empty_where(r, np.isnan(a.ends)), a.marks, nonnegative=True)


def _repeated(count: int) -> Callable[[Floats], Floats]:
    """Return x -> x^count by squaring, a new array."""

    def times(x: Floats) -> Floats:
        result, power, n = None, x, count
        while n:
            if n & 1:
                result = power if result is None else np.multiply(result, power)
            n >>= 1
            if n:
                power = np.multiply(power, power)
        return power if result is None else result

    return times


def _by_function(count: int) -> Callable[[Floats], Floats]:
    """Return x -> x^count; counts beyond 2^53 are even as doubles, and so infinite or 0 or 1 in any case."""
    exponent = constant(float(count) if count < 2**53 else inf)
    if count % 2:
        return lambda x: np.copysign(np.power(np.absolute(x), exponent), x)
    return lambda x: np.power(np.absolute(x), exponent)


def power(a: Interval, b: Interval) -> Interval:
    """Return a^b = exp(b log a), monotone in b and in a, so that its extremes are at corners.

    A negative base counts where the exponent is an integer.
    """
    x, y = a.ends, b.ends
    x, y = np.broadcast_arrays(x, y)
    low, high = np.maximum(-x[0], ZERO), np.where(x[1] < ZERO, nan, x[1])
    pole = (x[0] >= ZERO) & (x[1] >= ZERO) & (y[0] > ZERO)
    r = _corners(low, high, y)
    empty_where(r, pole & (high == ZERO) & (y[1] < ZERO))
    negative = x[0] > ZERO
    marks = marked(joined(a, b), pole, UNDEFINED)
    if negative.any():
        is_integer = (y[0] == -y[1]) & (np.floor(y[1]) == y[1])
        marks = marked(marks, negative & ~is_integer, UNDEFINED)
        r = np.where(negative, np.fmax(r, _of_negative(x, y)), r)
    empty_where(r, np.isnan(x[1]) | np.isnan(y[1]))
    return Interval(r, marked(marks, np.isnan(r[1]), UNDEFINED), nonnegative=not negative.any())


def _corners(low: Floats, high: Floats, y: Floats) -> Floats:
    """Return the hull of the powers of [low, high], low >= 0; nan if `high` is."""
    lowest, highest = -y[0], y[1]
    r = np.empty((2, *low.shape))
    at = [np.power(base, exponent) for base in (low, high) for exponent in (lowest, highest)]
    np.minimum(np.minimum(at[0], at[1]), np.minimum(at[2], at[3]), out=r[0])
    np.negative(r[0], r[0])
    np.maximum(np.maximum(at[0], at[1]), np.maximum(at[2], at[3]), out=r[1])
    return clipped(function_up(finite(r)))


def _of_negative(x: Floats, y: Floats) -> Floats:
    """Return a hull of the powers of the negative part of x by the integers in y; nan where there is none."""
    size = _corners(np.maximum(-x[1], ZERO), x[0], y)[1]
    bound = np.where(np.ceil(-y[0]) <= np.floor(y[1]), size, nan)
    return np.stack((bound, bound))
