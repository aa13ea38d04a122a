"""Gamma, its logarithm and their derivatives, and the error function, over intervals.

Between the poles 0, -1, -2, ... the derivative of order n of digamma is (-1)^(n+1) n! times the sum of (x + k)^-(n+1)
over k >= 0 (Abramowitz & Stegun 6.4.10). For odd n these are even powers: log |gamma|, and with it |gamma|, and the
derivatives of odd order are convex between poles; digamma and its derivatives of even order increase.

scipy's functions are taken to be right within `SPECIAL_ULPS` units in the last place, where digamma is less than 1 and
where log |gamma| is of 1, and to the left of 0 where terms cancel of these terms. scipy states no bounds; Cephes, from
which they come, measured 10 units for gamma (2.3e-15, gamma.c). erfc is the exception: it is calculated from
exp(-x^2), with x^2 rounded, and so good to about x^2 / 2 units.
"""

from __future__ import annotations

import math

import numpy as np

from hessview.calculus.interval_algebra import add
from hessview.calculus.interval_number import (
    LEAST,
    SIGNS,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    Mask,
    clipped,
    constant,
    empty_where,
    finite,
    joined,
    marked,
    point,
    up,
)
from hessview.calculus.rounding import U
from hessview.language import real_functions as real

SPECIAL_ULPS = 64

inf, nan = math.inf, math.nan

SPECIAL_ERROR = constant(2.0 * SPECIAL_ULPS * U)
SPECIAL_LEAST = constant(2.0 * SPECIAL_ULPS * LEAST)

_LEAST_GAMMA, _LEAST_LGAMMA = 0.88560319441088865, -0.12148629053584963
"""From below: gamma and its logarithm have their only minimum right of 0 at 1.4616..."""

_HUGE = 1e308
_HIGHEST_ORDER = 200
_LARGEST_FACTORIAL = 170


def complementary_error_function(a: Interval) -> Interval:
    """Return erfc(a), which falls from 2 to 0."""
    x = np.multiply(a.ends[::-1], SIGNS[::-1])
    r = real.special("erfc")(x)
    np.multiply(r, SIGNS, r)
    relative = np.multiply(np.multiply(x, x), 4.0 * U) + SPECIAL_ERROR
    up(r, np.minimum(relative, 1.0), SPECIAL_LEAST)
    return Interval(clipped(np.minimum(r, 2.0)), a.marks, nonnegative=True)


def _lower_and_upper(a: Interval) -> tuple[Floats, Mask]:
    """Return rows (lower, upper), and where there is a pole 0, -1, -2, ... inside."""
    x = np.multiply(a.ends, SIGNS)
    return x, np.ceil(x[0]) <= np.minimum(np.floor(x[1]), ZERO)


def _convex(x: Floats, f: Floats, g: Floats, f_error: Floats, g_error: Floats) -> Floats:
    """Return bounds (-lower, upper) over x of a convex function with the values f and slopes g at the ends.

    Where the minimum may be inside, the tangents at the ends say how low it can be.
    """
    width = (x[1] - x[0]) * (1.0 + 8.0 * U)
    first, last = np.minimum(f, _HUGE) - f_error
    rises, falls = g[0] > g_error[0], g[1] < -g_error[1]
    between = np.fmax(first + (g[0] - g_error[0]) * width, last - (g[1] + g_error[1]) * width)
    lower = np.where(rises, first, np.where(falls, last, between))
    upper = f + f_error
    return up(np.stack((-lower, np.maximum(upper[0], upper[1]))), SPECIAL_ERROR, SPECIAL_LEAST)


def _error(values: Floats, floor: Floats | float) -> Floats:
    size = np.minimum(np.absolute(values), _HUGE)  # where it overflows, the value is known to be larger than this
    bound: Floats = SPECIAL_ERROR * np.maximum(size, floor) + SPECIAL_LEAST
    return bound


def _digamma(x: Floats) -> tuple[Floats, Floats]:
    values: Floats = real.array_digamma(x)
    return values, _error(values, np.where(x > 0.0, 1.0, 8.0))  # left of 0 as good as the logarithm that cancels


def gamma(a: Interval) -> Interval:
    """Return gamma(a); with a pole inside, the half line right of 0, else the line."""
    x, pole = _lower_and_upper(a)
    f = np.absolute(real.array_gamma(x))
    slope, slope_error = _digamma(x)
    f_error, size = _error(f, 0.0), np.minimum(f, _HUGE)
    r = _convex(x, f, size * slope, f_error, size * slope_error + np.minimum(np.absolute(slope), _HUGE) * f_error)
    right = x[0] >= ZERO
    np.copyto(r, inf, where=pole)
    r[0] = np.minimum(r[0], np.where(right, -_LEAST_GAMMA, np.where(pole, inf, 0.0)))
    is_negative = ~right & ~pole & (np.floor(x[0]) % 2.0 == 1.0)
    r = np.where(is_negative, r[::-1], r)
    return _with_poles(a, r, pole, bool(right.all()))


def _with_poles(a: Interval, r: Floats, pole: Mask, nonnegative: bool) -> Interval:
    """Return the result, empty where the argument is or is one pole, and marked."""
    np.copyto(r, inf, where=np.isnan(r))  # next to poles scipy may have no number
    empty_where(r, np.isnan(a.ends[1]) | (pole & (a.ends[0] == -a.ends[1])))
    return Interval(clipped(finite(r)) if nonnegative else finite(r), marked(a.marks, pole, UNDEFINED), nonnegative)


def log_gamma(a: Interval) -> Interval:
    """Return log |gamma(a)|; with a pole inside, the half line right of 0, else the line."""
    x, pole = _lower_and_upper(a)
    f = real.special("gammaln")(x)
    np.copyto(f, nan, where=np.isinf(f) & (np.absolute(x) < 1.0))  # not so large where x is subnormal
    slope, slope_error = _digamma(x)
    r = _convex(x, f, slope, _error(f, 1.0), slope_error)
    np.copyto(r, inf, where=pole)
    right = x[0] >= ZERO
    r[0] = np.where(right, np.minimum(r[0], -_LEAST_LGAMMA), r[0])
    return _with_poles(a, r, pole, nonnegative=False)


def factorial(a: Interval) -> Interval:
    """Return gamma(a + 1)."""
    return gamma(add(a, point(1.0, 1.0)))


def digamma(a: Interval) -> Interval:
    """Return the logarithmic derivative of gamma; the line with a pole inside."""
    return _polygamma(0, a)


def polygamma(order: Interval, a: Interval) -> Interval:
    """Return a derivative of digamma: of a fixed order, an integer from 0 to 200; there are none of others."""
    low, high = -order.ends[0], order.ends[1]
    n = float(high[0])
    if bool((low == n).all() and (high == n).all()) and n == math.floor(n) and 0.0 <= n <= _HIGHEST_ORDER:
        result = _polygamma(int(n), a)
        return Interval(result.ends, joined(order, result), result.nonnegative)
    count = max(order.ends.shape[1], a.ends.shape[1])
    r = np.full((2, count), inf)
    thin = (low == high) & ~((low == np.floor(low)) & (low >= 0.0) & (low <= _HIGHEST_ORDER))
    empty_where(r, np.isnan(a.ends[1]) | np.isnan(high) | thin)
    return Interval(r, marked(joined(order, a), np.full(count, True), UNDEFINED))


def _polygamma(n: int, a: Interval) -> Interval:
    x, pole = _lower_and_upper(a)
    f, f_error = _derivative(n, x)
    if n % 2:
        g, g_error = _derivative(n + 1, x)
        r = _convex(x, f, g, f_error, g_error)
    else:
        r = up(finite(f * SIGNS) + f_error, SPECIAL_ERROR, SPECIAL_LEAST)
    np.copyto(r, inf, where=pole)
    return _with_poles(a, r, pole, n % 2 == 1)


def _derivative(n: int, x: Floats) -> tuple[Floats, Floats]:
    """Return the derivative of order n of digamma and a bound of its error."""
    if n == 0:
        return _digamma(x)
    f: Floats = real.array_polygamma(float(n), x) if n <= _HIGHEST_ORDER else np.full(x.shape, nan)
    terms = math.factorial(n) * 2.0 ** (n + 2) if n <= _LARGEST_FACTORIAL - n // 4 else inf
    return f, _error(f, np.where(x > 0.0, 0.0, terms))
