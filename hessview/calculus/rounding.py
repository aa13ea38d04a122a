"""Floats that carry a bound of their rounding error: the arithmetic in which the probe's numbers are calculated.

A number is a pair (x, e): the true value, in real arithmetic from the exact inputs and the literals as they were
written, differs from x by at most e. The rules are running error analysis (Higham, Accuracy and Stability of
Numerical Algorithms, 2nd ed., section 3.3), with the spread of a function bounded over the whole interval
[x - e, x + e] and not only to first order.

What is assumed of the machine: + - * / and sqrt are rounded correctly (IEEE 754); `math`'s functions are as good as
the column `ulps` says, which allows at least what glibc documents ("Known Maximum Errors in Math Functions", x86_64:
sin, cos, exp, log, pow 1 ulp; tan, asin, acos, atan, erf 1; sinh, cosh, tanh, log2, log10 2; asinh, acosh, atanh 2-3;
cbrt 4) and CPython's own Γ (10, with room 20); scipy's digamma and polygamma are taken to be good to 64 ulps.
The bounds themselves are calculated in floating point; `WIDEN` covers that for programs of any sensible size.
e = inf says that nothing is known (nan is read as inf at the end).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from hessview.calculus.rounding_choices import choice_rules
from hessview.language import real_functions as real
from hessview.language.expression import Apply, Constant, Number
from hessview.language.functions import CONSTANT_ERRORS, CONSTANTS, FUNCTIONS

Bounded = tuple[float, float]
Rule = Callable[..., Bounded]

U = 2.0**-53
"""The unit roundoff: a correctly rounded result r is wrong by at most U |r|."""

TINY = 1e-307
"""More than the rounding error of a result that underflows; large enough that bounds do not underflow in turn."""

LEAST = 2.2250738585072014e-308
"""The least normal number; below it errors are absolute."""

WIDEN = 1.0 + 1e-6
"""What final bounds are multiplied with, for the rounding of the bounds' own arithmetic."""

inf = math.inf


_UNDERFLOW = 1e-303
"""A smaller bound of the error of 0 comes from results below the least number, not from rounding ones."""


def is_underflow(value: float, error: float) -> bool:
    """Whether a number with a bound of its error is 0 because doubles hold nothing so small."""
    return value == 0.0 and 0.0 < error < _UNDERFLOW


class BoundedArithmetic:
    """Pairs (value, error bound)."""

    def leaf(self, node: Number | Constant) -> Bounded:
        """Return the rounded constant and how far it is from what was written."""
        if isinstance(node, Constant):
            return CONSTANTS[node.name], CONSTANT_ERRORS[node.name]
        return node.value, literal_error(node)

    def operation(self, node: Apply) -> Rule:
        """Return the rule of the row, a simpler one for powers with an integer exponent."""
        if node.function == "pow" and isinstance(node.arguments[1], Number):
            exponent = node.arguments[1].value
            if exponent == 2:
                return _square
            if exponent == int(exponent) and abs(exponent) < 2**31 and literal_error(node.arguments[1]) == 0:
                return _integer_power(int(exponent))
        return RULES[node.function]


def literal_error(node: Number) -> float:
    """Return |exact value of the literal - its binary64 value|, from above; 0 if the literal is exact."""
    if node.literal.isdigit() and abs(node.value) < 2**53:
        return 0.0
    if node.value == 0.0:
        return TINY if any(digit in "123456789" for digit in node.literal.lower().split("e")[0]) else 0.0
    if len(node.literal) > 60:
        return U * abs(node.value) + TINY
    difference = abs(Fraction(node.literal) - Fraction(node.value))
    return float(difference) * WIDEN + TINY if difference else 0.0


def _short(x: float) -> bool:
    """Whether x is a multiple of 1/1024 so small that sums and products of two such numbers are exact."""
    return -6.7e7 < x < 6.7e7 and (x * 1024.0).is_integer()


def _add(a: Bounded, b: Bounded) -> Bounded:
    x, ex = a
    y, ey = b
    r = x + y
    t = r - x  # Knuth's TwoSum: what is left of x + y - r is exact
    return r, ex + ey + abs((x - (r - t)) + (y - t))


def _sub(a: Bounded, b: Bounded) -> Bounded:
    x, ex = a
    y, ey = b
    r = x - y
    t = r - x
    return r, ex + ey + abs((x - (r - t)) - (y + t))


def _neg(a: Bounded) -> Bounded:
    return -a[0], a[1]


def _mul(a: Bounded, b: Bounded) -> Bounded:
    x, ex = a
    y, ey = b
    r = x * y
    e = abs(x) * ey + abs(y) * ex + ex * ey
    if -LEAST < r < LEAST and (x or ex) and (y or ey):  # of a 0 that is none the error may underflow too
        return r, e + TINY
    if (r * 1048576.0).is_integer() and _short(x) and _short(y):
        return r, e
    return r, e + U * abs(r)


def _square(a: Bounded, _: Bounded) -> Bounded:
    x, ex = a
    r = x * x
    e = (2.0 * abs(x) + ex) * ex
    if r < LEAST and (x or ex):
        return r, e + TINY
    if (r * 1048576.0).is_integer() and _short(x):
        return r, e
    return r, e + U * r


def _div(a: Bounded, b: Bounded) -> Bounded:
    x, ex = a
    y, ey = b
    least = abs(y) - ey
    if not least > 0.0:
        return real.divide(x, y), inf
    r = x / y
    e = (ex + abs(r) * ey) / least if ex or ey else 0.0
    if -LEAST < r < LEAST and (x or ex):
        return r, e + TINY
    if _short(r) and _short(y) and r * y == x:
        return r, e
    return r, e + U * abs(r)


def _integer_power(n: int) -> Rule:
    """Return the rule of x ^ n: the spread is n |x|^(n-1) e at the worse end of the interval."""

    def rule(a: Bounded, _: Bounded) -> Bounded:
        x, ex = a
        r = real.power(x, n)
        if n == 0:
            return 1.0, 0.0
        e = 0.0
        if ex:
            end = abs(x) + ex if n > 0 else abs(x) - ex
            if not end > 0.0:
                return r, inf
            e = abs(n) * ex * real.power(end, n - 1)
        elif n < 0 and x == 0.0:
            return r, inf
        if -LEAST < r < LEAST and (x or ex):
            return r, e + TINY
        if (r * 1048576.0).is_integer() and _short(x) and _exact_power(x, n, r):
            return r, e
        return r, e + 2.0 * U * abs(r)

    return rule


def _exact_power(x: float, n: int, r: float) -> bool:
    return 0 < n <= 64 and Fraction(x) ** n == Fraction(r)


def _power(a: Bounded, b: Bounded) -> Bounded:
    x, ex = a
    y, ey = b
    r = real.power(x, y)
    if ey == 0.0 and y.is_integer() and abs(y) < 2**31:
        return _integer_power(int(y))(a, b)
    if not x > ex:
        return (r, 0.0) if x == 0.0 == ex and y > ey else (r, inf)
    spread = -math.log1p(-ex / x)  # the largest |log(true base / x)|
    e = abs(r) * _growth(abs(y) * spread + (abs(math.log(x)) + spread) * ey)
    return r, e + 2.0 * U * abs(r) + (TINY if r < LEAST else 0.0)


_expm1 = real.quiet(math.expm1)


def _growth(delta: float) -> float:
    """Return e^delta - 1: the relative change of an exponential whose argument changes by delta."""
    return _expm1(delta) if delta > 1e-8 else delta * (1.0 + 1e-8)


def _exp(a: Bounded) -> Bounded:
    x, ex = a
    if x == 0.0 == ex:
        return 1.0, 0.0
    try:
        r = math.exp(x)
    except OverflowError:
        return inf, inf
    e = r * (_growth(ex) + 2.0 * U) if ex else 2.0 * U * r
    return r, e if r > LEAST else e + TINY


def _sin(a: Bounded) -> Bounded:
    x, ex = a
    if not -inf < x < inf:
        return math.nan, inf
    r = math.sin(x)
    if ex == 0.0:
        return r, (2.0 * U * abs(r) + TINY) if x else 0.0
    return r, 2.0 * U * abs(r) + TINY + min(1.0, abs(math.cos(x)) + ex) * ex


def _cos(a: Bounded) -> Bounded:
    x, ex = a
    if x == 0.0 == ex:
        return 1.0, 0.0
    if not -inf < x < inf:
        return math.nan, inf
    r = math.cos(x)
    return r, 2.0 * U * abs(r) + (min(1.0, abs(math.sin(x)) + ex) * ex if ex else 0.0)


def _sqrt(a: Bounded) -> Bounded:
    x, ex = a
    if not x >= 0.0:
        return math.nan, inf
    r = math.sqrt(x)
    if ex > x:
        return r, inf
    e = ex / (r + math.sqrt(x - ex)) if ex else 0.0
    if _short(r) and r * r == x:
        return r, e
    return r, e + U * r


Slope = Callable[[float, float, float], float]


def _sloped(name: str, slope: Slope, ulps: float = 1.0, *, at_zero: bool = True, floor: float = 0.0) -> Rule:
    """Return the rule of a function whose |derivative| on [x - e, x + e] is at most slope(x, e, value).

    Parameters
    ----------
    ulps
        How good the library's function is, relative to max(|value|, floor).
    at_zero
        Whether the library's value at 0 is exact.
    """
    scalar = FUNCTIONS[name].scalar
    relative = 2.0 * U * ulps

    def rule(a: Bounded) -> Bounded:
        x, ex = a
        r = scalar(x)
        if ex == 0.0 == x and at_zero:
            return r, 0.0
        e = relative * max(abs(r), floor)
        if -LEAST < r < LEAST and x and (r or x != 1.0):  # the logarithms of 1 are exactly 0
            e += TINY
        if ex:
            try:
                e += slope(x, ex, r) * ex
            except (OverflowError, ZeroDivisionError, ValueError):
                return r, inf
        return r, e

    return rule


def _near(x: float, e: float) -> float:
    """Return the least |t| in [x - e, x + e]."""
    return max(abs(x) - e, 0.0)


def _far(x: float, e: float) -> float:
    """Return the largest |t| in [x - e, x + e]."""
    return abs(x) + e


def _tan_slope(_: float, e: float, r: float) -> float:
    turn = math.tan(e) if e < 1.0 else inf
    steepest = (abs(r) + turn) / (1.0 - abs(r) * turn) if abs(r) * turn < 1.0 else inf
    return 1.0 + steepest * steepest


def _arc_slope(x: float, e: float, _: float) -> float:
    end = _far(x, e)
    return 1.0 / math.sqrt((1.0 - end) * (1.0 + end))


def _positive(value: float) -> float:
    """Return `value`, which must be positive for a slope to exist."""
    if value > 0.0:
        return value
    raise ValueError


def _worst_of(derivative: Callable[[float], float]) -> Slope:
    """Return a slope for functions without a formula: the worst of three points, with room for what is between."""

    def slope(x: float, e: float, _: float) -> float:
        if not math.isfinite(x) or e > 0.01 * min(1.0, abs(x - round(x)) if x < 1.0 else 1.0):
            return inf
        return 1.1 * max(abs(derivative(t)) for t in (x - e, x, x + e))

    return slope


def _round(a: Bounded) -> Bounded:
    """Return the nearest integer as a locally constant number, as the pieces of `floor` use it."""
    r = FUNCTIONS["round"].scalar(a[0])
    return r, 0.0 if a[1] < 0.25 else inf


def _atan2(a: Bounded, b: Bounded) -> Bounded:
    y, ey = a
    x, ex = b
    r = real.atan2(y, x)
    rounding = 2.0 * U * abs(r)
    if ex == 0.0 == ey:
        return r, rounding if x or y else inf
    away = math.hypot(x, y) - math.hypot(ex, ey)
    if not away > 0.0:
        return r, inf
    if abs(y) <= ey and ey and x < 0.0:
        return r, 2.0 * math.pi
    return r, math.hypot(ex, ey) / away + rounding


def _hypot(a: Bounded, b: Bounded) -> Bounded:
    r = math.hypot(a[0], b[0])
    return r, math.hypot(a[1], b[1]) + (2.0 * U * r if r > LEAST else TINY)


def _polygamma(a: Bounded, b: Bounded) -> Bounded:
    order, _ = a
    x, ex = b
    r = real.polygamma(order, x)
    slope = _worst_of(lambda t: real.polygamma(order + 1.0, t))
    # Halfway between poles two terms of the size n! 2^(n + 1) cancel.
    size = 1.0 if x > 0.0 else math.gamma(order + 1.0) * 2.0 ** (order + 2.0) if 0.0 <= order <= 140.0 else inf
    return r, 128.0 * U * max(abs(r), size) + (slope(x, ex, r) * ex if ex else 0.0)


def _log_slope(x: float, e: float, _: float) -> float:
    return 1.0 / _positive(x - e)


# Rows of: name, largest |slope| on [x - e, x + e] given x, e and the value, ulps.
_SLOPED: tuple[tuple[Any, ...], ...] = (
    ("tan", _tan_slope, 1.0),
    ("asin", _arc_slope, 1.0),
    ("atan", lambda x, e, _: 1.0 / (1.0 + _near(x, e) ** 2), 1.0),
    ("sinh", lambda x, e, _: math.cosh(_far(x, e)), 2.0),
    ("cosh", lambda x, e, _: math.sinh(_far(x, e)), 2.0),
    ("tanh", lambda x, e, _: 1.0 / math.cosh(min(_near(x, e), 350.0)) ** 2, 2.0),
    ("asinh", lambda x, e, _: 1.0 / math.hypot(1.0, _near(x, e)), 3.0),
    ("atanh", lambda x, e, _: 1.0 / ((1.0 - _far(x, e)) * _positive(1.0 + _far(x, e))) if _far(x, e) < 1.0 else inf,
     3.0),
    ("expm1", lambda x, e, _: math.exp(x + e), 2.0),
    ("log1p", lambda x, e, _: 1.0 / _positive(1.0 + x - e), 2.0),
    ("cbrt", lambda x, e, _: 1.0 / (3.0 * _near(x, e) ** (2.0 / 3.0)), 4.0),
    ("erf", lambda x, e, _: 1.1283791670955128 * math.exp(-(_near(x, e) ** 2)), 2.0),
    ("erfc", lambda x, e, _: 1.1283791670955128 * math.exp(-(_near(x, e) ** 2)), 8.0),
    ("sigmoid", lambda _, e, r: min(0.25, r * (1.0 + _growth(e))), 3.0),
)

_SLOPED_NOT_EXACT_AT_ZERO: tuple[tuple[Any, ...], ...] = (
    ("acos", _arc_slope, 1.0),
    ("log", _log_slope, 1.0),
    ("log2", lambda x, e, _: 1.4426950408889634 / _positive(x - e), 2.0),
    ("log10", lambda x, e, _: 0.4342944819032519 / _positive(x - e), 2.0),
    ("acosh", lambda x, e, _: 1.0 / math.sqrt(_positive((x - e - 1.0) * (x - e + 1.0))) if x - e > 1.0 else inf, 3.0),
    ("softplus", lambda _, e, r: min(1.0, _expm1(r) * (1.0 + _growth(e))), 3.0),
    ("gamma", _worst_of(lambda t: real.gamma(t) * real.digamma(t)), 20.0),
)

RULES: Mapping[str, Rule] = MappingProxyType({
    "add": _add, "sub": _sub, "mul": _mul, "div": _div, "neg": _neg, "pow": _power,
    "exp": _exp, "sin": _sin, "cos": _cos, "sqrt": _sqrt,
    **{name: _sloped(name, slope, ulps) for name, slope, ulps in _SLOPED},
    **{name: _sloped(name, slope, ulps, at_zero=False) for name, slope, ulps in _SLOPED_NOT_EXACT_AT_ZERO},
    "lgamma": _sloped("lgamma", _worst_of(real.digamma), 20.0, at_zero=False, floor=1.0),
    "digamma": _sloped("digamma", _worst_of(lambda t: real.polygamma(1.0, t)), 64.0, at_zero=False, floor=1.0),
    "round": _round, "atan2": _atan2, "hypot": _hypot, "polygamma": _polygamma,
    **choice_rules(WIDEN),
})
"""The rule of every row that is left when the others are written as pieces."""
