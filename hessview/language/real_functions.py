"""What the functions of the table do to plain numbers: total, silent versions of `math`, and NumPy's on arrays.

Every scalar function here takes Python floats and returns one; it never raises: outside the domain the value is nan,
at a pole or beyond the largest number it is infinite. The array functions keep NumPy's conventions (the caller
silences floating-point warnings) and import scipy only when one of its functions is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

Scalar = Callable[..., float]
ArrayFunction = Callable[..., Any]

nan, inf = math.nan, math.inf

_FAR = -8.0
"""Left of this the derivatives of digamma are reflected; digamma itself is everywhere left of 0."""

_HIGHEST_ORDER = 200.0
"""Of the derivatives of digamma; beyond it they are larger than any double nearly everywhere."""


def quiet(function: Callable[[float], float], overflow: float = inf) -> Scalar:
    """Return `function` with nan where it raises a domain error and `overflow` where the result is too large."""

    def silent(x: float) -> float:
        try:
            return function(x)
        except ValueError:
            return nan
        except OverflowError:
            return overflow

    return silent


def odd(function: Callable[[float], float]) -> Scalar:
    """Return `function`, an odd one, with an infinity of the argument's sign where it overflows."""

    def silent(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.copysign(inf, x)

    return silent


def logarithm(function: Callable[[float], float], pole: float = 0.0) -> Scalar:
    """Return `function` with -inf at `pole` and nan below it."""

    def silent(x: float) -> float:
        try:
            return function(x)
        except ValueError:
            return -inf if x == pole else nan

    return silent


def special(name: str) -> ArrayFunction:
    """Return scipy's special function `name`, imported at its first use."""

    def call(*arguments: Any) -> Any:
        from scipy import special as library  # scipy costs 0.1 s and few formulas need it

        return getattr(library, name)(*arguments)

    return call


def load_special() -> None:
    """Import scipy's special functions now, in a thread, so that no formula that needs them has to wait for it."""
    from scipy import special as library

    library.gamma(1.0)


def divide(x: float, y: float) -> float:
    """Return x / y; x / 0 is infinite, 0 / 0 nan."""
    try:
        return x / y
    except ZeroDivisionError:
        return nan if x == 0 or math.isnan(x) else math.copysign(inf, x) * math.copysign(1.0, y)


def power(x: float, y: float) -> float:
    """Return x ^ y over the reals: 0^0 is 1, a negative base needs an integer exponent."""
    try:
        return math.pow(x, y)
    except ValueError:
        if x == 0:  # a negative power of zero
            return math.copysign(inf, x) if y % 2 == 1 else inf
        return nan
    except OverflowError:
        return -inf if x < 0 and y % 2 == 1 else inf


def cbrt(x: float) -> float:
    """Return the real cube root."""
    return math.cbrt(x)


def sign(x: float) -> float:
    """Return -1, 0 or 1; nan for nan."""
    return float(x > 0) - float(x < 0) if not math.isnan(x) else nan


def whole(function: Callable[[float], int]) -> Scalar:
    """Return `function`, a rounding to integers, on every float."""

    def silent(x: float) -> float:
        return float(function(x)) if math.isfinite(x) else x

    return silent


def modulo(x: float, y: float) -> float:
    """Return x - y floor(x / y), of the sign of y."""
    try:
        return x % y
    except ZeroDivisionError:
        return nan


def lowest(*arguments: float) -> float:
    """Return the least argument, nan if one is nan."""
    return nan if any(map(math.isnan, arguments)) else min(arguments)


def highest(*arguments: float) -> float:
    """Return the largest argument, nan if one is nan."""
    return nan if any(map(math.isnan, arguments)) else max(arguments)


def gamma(x: float) -> float:
    """Return Γ(x); nan at the poles 0, -1, -2, ..."""
    try:
        return math.gamma(x)
    except ValueError:
        return nan
    except OverflowError:
        return -inf if x < 0 and math.floor(x) % 2 == 1 else inf


def log_gamma(x: float) -> float:
    """Return log |Γ(x)|; inf at the poles 0, -1, -2, ..."""
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):
        return inf


def factorial(x: float) -> float:
    """Return x! = Γ(x + 1), also between the integers."""
    return gamma(x + 1.0)


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e^-x) without overflow."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    if x < -745.2:
        return 0.0
    t = math.exp(x)
    return t / (1.0 + t)


def softplus(x: float) -> float:
    """Return log(1 + e^x) without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x))) if not math.isnan(x) else nan


def atan2(y: float, x: float) -> float:
    """Return the angle of the point (x, y) in (-π, π]; the sign of a zero y does not matter."""
    return math.atan2(y + 0.0, x + 0.0) if x or y else 0.0


def select(condition: float, yes: float, no: float) -> float:
    """Return `yes` where `condition` holds, else `no`."""
    return yes if condition else no


def array_sigmoid(x: Any) -> Any:
    """Return 1 / (1 + e^-x) on arrays; an overflowing exponential gives the right 0."""
    return 1.0 / (1.0 + np.exp(-np.asarray(x)))


def array_softplus(x: Any) -> Any:
    """Return log(1 + e^x) on arrays without overflow."""
    return np.logaddexp(0.0, x)


def array_atan2(y: Any, x: Any) -> Any:
    """Return the angle on arrays; adding zero makes the cut belong to +π whatever the sign of a zero."""
    return np.arctan2(np.add(y, 0.0), np.add(x, 0.0))


def array_lowest(*arguments: Any) -> Any:
    """Return the elementwise least of two or more arrays, nan where one is nan."""
    return reduce(np.minimum, arguments)


def array_highest(*arguments: Any) -> Any:
    """Return the elementwise largest of two or more arrays, nan where one is nan."""
    return reduce(np.maximum, arguments)


def array_gamma(x: Any) -> Any:
    """Return Γ(x) on arrays; nan at every pole."""
    x = np.asarray(x, dtype=float)
    return np.where((x <= 0) & (x == np.floor(x)), nan, special("gamma")(x))


def array_factorial(x: Any) -> Any:
    """Return x! = Γ(x + 1) on arrays."""
    return array_gamma(np.add(x, 1.0))


def array_polygamma(order: Any, x: Any) -> Any:
    """Return the derivative of the given integer order of the digamma function; nan at poles and other orders."""
    order, x = np.broadcast_arrays(np.asarray(order, dtype=float), np.asarray(x, dtype=float))
    valid = (order >= 0) & (order <= _HIGHEST_ORDER) & (order == np.floor(order)) & ~((x <= 0) & (x == np.floor(x)))
    far = valid & (x < np.where(order == 0, 0.0, _FAR))  # scipy's digamma is wrong by many digits near its poles
    near = valid & ~far
    value = np.where(near, special("polygamma")(np.where(near, order, 0).astype(int), np.where(near, x, 1.0)), nan)
    for n in np.unique(order[far]):
        chosen = far & (order == n)
        value[chosen] = _reflected_polygamma(int(n), x[chosen])
    return value


def _reflected_polygamma(n: int, x: Any) -> Any:
    """Return the derivative of order n of the digamma function for x < 0, which is no integer.

    Abramowitz & Stegun 6.4.7: ψ_n(x) = (-1)^n ψ_n(1 - x) - π^(n+1) P_n(cot πx), where P_0(c) = c and
    P_(n+1)(c) = -(1 + c^2) P_n'(c). scipy steps to the right one by one, 10^15 times if x is so far on the left.
    """
    part = x - np.round(x)  # exact, between -1/2 and 1/2
    aside = np.abs(part) > 0.25
    # At ±1/2 the cotangent is 0: from there it is told to its last digits by the tangent.
    c = np.where(aside, np.copysign(np.tan(np.pi * (0.5 - np.abs(part))), part), 1.0 / np.tan(np.pi * part))
    P = np.polynomial.Polynomial([0.0, 1.0])
    for _ in range(n):
        P = np.polynomial.Polynomial([-1.0, 0.0, -1.0]) * P.deriv()
    return (-1.0) ** n * special("polygamma")(n, 1.0 - x) - np.pi ** (n + 1) * P(c)


def polygamma(order: float, x: float) -> float:
    """Return the derivative of the given integer order of the digamma function."""
    with np.errstate(all="ignore"):
        return float(array_polygamma(order, x))


def array_digamma(x: Any) -> Any:
    """Return the logarithmic derivative of Γ on arrays; nan at the poles."""
    return array_polygamma(0.0, x)


def digamma(x: float) -> float:
    """Return the logarithmic derivative of Γ; nan at the poles 0, -1, -2, ..."""
    return polygamma(0.0, x)
