"""Ball arithmetic for tapes: numbers of any precision with a rigorous radius, by Arb (in python-flint).

A ball is a midpoint and a radius, and every operation gives a ball that contains all results for the numbers in its
arguments (F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on
Computers 66 (2017) 1281-1292). What is not defined on the whole of a ball, reaches a pole, or hangs on a comparison
that the balls leave open, gives nan, which stays nan: whoever asks `is_finite` at the end knows.

Importing this module loads python-flint (about 35 ms): import it where something is to be proved, not at the start.
"""

from __future__ import annotations

import operator
import threading
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING

from flint import arb, ctx

from hessview.calculus.effort import bits_of_literal
from hessview.language.expression import Apply, Constant, Number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Rule = Callable[..., arb]

_PRECISION = threading.RLock()
# Arb's working precision belongs to the process, not to a thread: who needs one holds this lock while it is set. Balls
# of another precision would not be wrong, only wider.

NAN = arb("nan")
YES, NO, OPEN = arb(1), arb(0), arb(0.5, 0.5)
"""What comparisons give: these objects themselves; `OPEN` when the balls overlap."""

_LONGEST_EXACT = 8192
_MOST_SHIFTS = 1000
_HIGHEST_ORDER = 200


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Let balls be calculated with `bits` binary digits; other threads that want to calculate with balls wait."""
    with _PRECISION:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before


def ball_around(x: arb, radius: float) -> arb:
    """Return a ball that contains every number within `radius` of one in the ball x."""
    return x + arb(0, radius)


class BallArithmetic:
    """Balls in every row of the table of functions.

    Tapes over it are made here with the constants that they need; they are to be run in a `working_precision` too.

    Parameters
    ----------
    precision
        Binary digits of constants.
    """

    def __init__(self, precision: int) -> None:
        self.precision = precision

    def leaf(self, node: Number | Constant) -> arb:
        """Return a ball around the literal as it is written (0.1 is a tenth), or around the constant."""
        with working_precision(self.precision):
            if isinstance(node, Constant):
                return arb.pi() if node.name == "pi" else arb.const_e()
            short = bits_of_literal(node.literal) < _LONGEST_EXACT
            if short and Fraction(node.literal) == Fraction(node.value):
                return arb(node.value)
            return arb(node.literal)

    def operation(self, node: Apply) -> Callable[..., arb]:
        """Return the rule of the row, a cheaper one for powers with a small whole exponent."""
        if node.function == "pow":
            base, exponent = node.arguments
            if isinstance(base, Constant) and base.name == "e":
                return lambda _, y: y.exp()
            if isinstance(exponent, Number) and exponent.literal.isdigit() and exponent.value <= 64:
                n = int(exponent.value)
                return lambda x, _: whole_power(x, n)
        return RULES[node.function]


class PiecewiseBallArithmetic(BallArithmetic):
    """The same for trees that are written as pieces, where `round(u)` may be any integer nearer to u than 1.

    There `round` is only the start from which a comparison finds the floor, and need not jump where u is k + 1/2.
    """

    def operation(self, node: Apply) -> Callable[..., arb]:
        """Return the rule of the row."""
        return _whole_near if node.function == "round" else super().operation(node)


def whole_power(x: arb, n: int) -> arb:
    """Return x^n for n >= 0 by squaring, for balls around 0 too (for which Arb's own power gives nan)."""
    if n == 0:
        return YES if x.is_finite() else NAN
    while n & 1 == 0:
        x, n = x * x, n >> 1
    result = x
    while n := n >> 1:
        x = x * x
        if n & 1:
            result = result * x
    return result


def _or_nan(function: Callable[[arb], arb]) -> Rule:
    """Return `function` with nan where it is not finite, lest something bounded be made of an infinite ball."""

    def rule(x: arb) -> arb:
        y = function(x)
        return y if y.is_finite() else NAN

    return rule


def _divide(x: arb, y: arb) -> arb:
    return NAN if y.contains(0) else x / y


def _power(x: arb, y: arb) -> arb:
    if y.is_integer() and abs(y) < 2**31:
        n = int(y.fmpz())
        return whole_power(x, n) if n >= 0 else _divide(YES, whole_power(x, -n))
    if x > 0:
        return x**y
    return x if x.is_zero() and y > 0 else NAN


def _atan2(y: arb, x: arb) -> arb:
    # Arb's is +-pi where one of them is nan and the other leaves the quadrant open.
    return arb.atan2(y, x) if y.is_finite() and x.is_finite() else NAN


def _log2(x: arb) -> arb:
    return x.log() / arb.const_log2()


def _log10(x: arb) -> arb:
    return x.log() / arb.const_log10()


def _cbrt(x: arb) -> arb:
    if x.is_zero():
        return x
    if x > 0:
        return x.root(3)
    if x < 0:
        return -((-x).root(3))
    return _cbrt(x.lower()).union(_cbrt(x.upper())) if x.is_finite() else NAN


def _round(x: arb) -> arb:
    """Return the nearest integer, of two equally near ones the even one."""
    below, above = (x + 0.5).floor(), (x - 0.5).ceil()
    if x.is_exact() and below.is_exact() and above.is_exact() and below != above:
        return below if int(below.fmpz()) % 2 == 0 else above
    return below.union(above)


def _whole_near(x: arb) -> arb:
    near = (x.mid() + 0.5).floor()
    return near if x.rad() < 0.25 and near.is_exact() else NAN


def _log_gamma(x: arb) -> arb:
    return x.lgamma() if x > 0 else _or_nan(arb.log)(abs(x.gamma()))


def _polygamma(order: arb, x: arb) -> arb:
    """Return psi_n(x) = (-1)^(n+1) n! zeta(n + 1, x); for negative x the zeta function is shifted term by term.

    DLMF 5.15.1 and 25.11.3.
    """
    if not (order.is_integer() and 0 <= order <= _HIGHEST_ORDER and x.is_finite()):
        return NAN
    n = int(order.fmpz())
    if n == 0:
        return x.digamma()
    total = arb(0)
    if not x > 0:
        if x < -_MOST_SHIFTS:
            return NAN
        while not x > 0 and x > -_MOST_SHIFTS - 1:
            total += _divide(YES, whole_power(x, n + 1))
            x += 1
    value = arb(n).fac() * (total + arb(n + 1).zeta(x))
    return value if n % 2 else -value


def _comparison(certainly: Callable[[arb, arb], bool], certainly_not: Callable[[arb, arb], bool]) -> Rule:
    def rule(x: arb, y: arb) -> arb:
        return YES if certainly(x, y) else NO if certainly_not(x, y) else OPEN

    return rule


def _and(a: arb, b: arb) -> arb:
    if a is NO or b is NO:
        return NO
    return YES if a is b is YES else OPEN


def _or(a: arb, b: arb) -> arb:
    if a is YES or b is YES:
        return YES
    return NO if a is b is NO else OPEN


def _not(a: arb) -> arb:
    return NO if a is YES else YES if a is NO else OPEN


def _where(condition: arb, a: arb, b: arb) -> arb:
    """Return the piece that certainly holds.

    When it is open which one does, the hull of both would contain the value, but neither slope nor jump.
    """
    return a if condition is YES else b if condition is NO else NAN


RULES: Mapping[str, Rule] = MappingProxyType({
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": _divide, "neg": operator.neg, "pow": _power,
    "lt": _comparison(operator.lt, operator.ge), "le": _comparison(operator.le, operator.gt),
    "gt": _comparison(operator.gt, operator.le), "ge": _comparison(operator.ge, operator.lt),
    "eq": _comparison(operator.eq, operator.ne), "ne": _comparison(operator.ne, operator.eq),
    "and": _and, "or": _or, "not": _not, "where": _where, "select": _where,
    "exp": arb.exp, "expm1": arb.expm1, "log": _or_nan(arb.log), "log2": _log2, "log10": _log10,
    "log1p": _or_nan(arb.log1p), "sqrt": arb.sqrt, "cbrt": _cbrt,
    "abs": abs, "sign": lambda x: x.sgn() if x.is_finite() else NAN,
    "floor": arb.floor, "ceil": arb.ceil, "round": _round,
    "sin": arb.sin, "cos": arb.cos, "tan": _or_nan(arb.tan), "sec": _or_nan(arb.sec), "csc": _or_nan(arb.csc),
    "cot": _or_nan(arb.cot),
    "asin": arb.asin, "acos": arb.acos, "atan": arb.atan, "atan2": _atan2,
    "sinh": arb.sinh, "cosh": arb.cosh, "tanh": arb.tanh,
    "asinh": arb.asinh, "acosh": arb.acosh, "atanh": _or_nan(arb.atanh),
    "erf": arb.erf, "erfc": arb.erfc, "gamma": _or_nan(arb.gamma), "lgamma": _log_gamma,
    "digamma": _or_nan(arb.digamma), "polygamma": _polygamma, "factorial": _or_nan(lambda x: (x + 1).gamma()),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()), "softplus": lambda x: x.exp().log1p(),
    "relu": lambda x: x.max(NO), "hypot": lambda x, y: (x * x + y * y).sqrt(),
    "mod": lambda x, y: x - y * _divide(x, y).floor(),
    "min": lambda *values: reduce(arb.min, values), "max": lambda *values: reduce(arb.max, values),
})
"""The rule of every row."""
