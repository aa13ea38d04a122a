"""Enclosures: all that a formula can be over boxes, by outward-rounded interval arithmetic on NumPy arrays.

An enclosure is of the values in real arithmetic, of the literals as they were written. It is never too narrow, under
what `interval_number` and `interval_special` assume of NumPy and scipy; it may be too wide, because an operation does
not know that its operands depend on each other. Where a part of a box is outside the domain it is of the values that
there are, and says so by a mark.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from hessview.calculus import interval_algebra as algebra
from hessview.calculus import interval_choices as choices
from hessview.calculus import interval_functions as functions
from hessview.calculus import interval_powers as powers
from hessview.calculus import interval_special as special
from hessview.calculus.algebra import exact_value
from hessview.calculus.interval_number import BROKEN, UNDEFINED, Interval, constant, point
from hessview.calculus.rounding import U, literal_error
from hessview.language import real_functions as real
from hessview.language.expression import Apply, Constant, Expression, Number
from hessview.language.functions import CONSTANT_ERRORS, CONSTANTS

__all__ = ["BROKEN", "RULES", "UNDEFINED", "Interval", "IntervalArithmetic"]

Rule = Callable[..., Interval]

inf = math.inf

_LONGEST_COMPARED = 60
"""Characters of literals that are compared with their doubles; of longer ones only a bound is taken."""

_SIGMOID_ERROR = constant(8.0 * U * 4.0)
_TINY = constant(1e-300)


class IntervalArithmetic:
    """Intervals for a tape; the caller silences NumPy's warnings, also while the tape is made."""

    def leaf(self, node: Number | Constant) -> Interval:
        """Return the double if it is exact, else the doubles around what was written."""
        if isinstance(node, Constant):
            return _around(CONSTANTS[node.name], CONSTANT_ERRORS[node.name])
        value = node.value
        if value != 0.0 and len(node.literal) <= _LONGEST_COMPARED:
            true, nearest = Fraction(node.literal), Fraction(value)
            low = value if nearest <= true else math.nextafter(value, -inf)
            high = value if nearest >= true else math.nextafter(value, inf)
            return point(low, high)
        return _around(value, literal_error(node))

    def operation(self, node: Apply) -> Rule:
        """Return the rule of the row, a tighter one where the node says more than the values of its arguments."""
        if node.function == "pow":
            base, exponent = node.arguments
            if isinstance(base, Constant) and base.name == "e":
                return lambda _, y: functions.exponential(y)
            value = exact_value(exponent)
            if value is not None:
                fixed = powers.fixed_power(value)
                return lambda x, _: fixed(x)
        if node.function == "div" and node.arguments[0] is node.arguments[1]:
            return lambda a, _: algebra.over_itself(a)
        if node.function == "select":
            return _selection(*node.arguments)
        if node.function == "mul" and any(isinstance(x, Apply) and x.function == "select" for x in node.arguments):
            return algebra.chosen
        return RULES[node.function]


def _around(value: float, error: float) -> Interval:
    if error == 0.0:
        return point(value, value)
    return point(math.nextafter(value - error, -inf), math.nextafter(value + error, inf))


def _selection(condition: Expression, yes: Expression, no: Expression) -> Rule:
    """Return the rule of a choice between pieces: where rows were written as pieces, that of the row."""
    match condition, no:
        case Apply("ge", (u, v)), _ if yes is u and no is v:
            return choices.within(choices.larger)
        case Apply("le", (u, v)), _ if yes is u and no is v:
            return choices.within(choices.smaller)
        case Apply("ge", (u, Number(0.0))), Apply("neg", (v,)) if yes is u is v:
            return choices.within(lambda a, _: algebra.absolute(a))
        case Apply("ge", (_, v)), Apply("sub", (w, Number(1.0))) if yes is v is w and _is_rounded(condition):
            return choices.of_origin(choices.floor)
        case Apply("le", (_, v)), Apply("add", (w, Number(1.0))) if yes is v is w and _is_rounded(condition):
            return choices.of_origin(choices.ceiling)
    return choices.select


def _is_rounded(condition: Expression) -> bool:
    """Whether a comparison is between something and its nearest integer."""
    match condition:
        case Apply(_, (u, Apply("round", (v,)))):
            return u is v
    return False


RULES: Mapping[str, Rule] = MappingProxyType({
    "add": algebra.add, "sub": algebra.sub, "mul": algebra.mul, "div": algebra.div, "neg": algebra.neg,
    "pow": powers.power, "sqrt": powers.root, "abs": algebra.absolute,
    **{name: choices.comparison(name) for name in ("lt", "le", "gt", "ge", "eq", "ne")},
    "and": choices.both, "or": choices.either, "not": choices.opposite,
    "where": choices.choose, "select": choices.select,
    "exp": functions.exponential, "expm1": functions.increasing(np.expm1, lowest=-1.0),
    "log": functions.increasing(np.log, pole=0.0), "log2": functions.increasing(np.log2, pole=0.0),
    "log10": functions.increasing(np.log10, pole=0.0), "log1p": functions.increasing(np.log1p, pole=-1.0),
    "cbrt": functions.odd_increasing(np.cbrt),
    "sign": choices.sign, "floor": choices.floor, "ceil": choices.ceiling, "round": choices.nearest_integer,
    "sin": functions.sine, "cos": functions.cosine, "tan": functions.tangent,
    "sec": functions.secant, "csc": functions.cosecant, "cot": functions.cotangent,
    "asin": functions.odd_increasing(np.arcsin, functions.HALF_PI, domain=1.0), "acos": functions.arc_cosine,
    "atan": functions.odd_increasing(np.arctan, functions.HALF_PI), "atan2": functions.angle,
    "sinh": functions.odd_increasing(np.sinh), "cosh": functions.hyperbolic_cosine,
    "tanh": functions.odd_increasing(np.tanh, 1.0), "asinh": functions.odd_increasing(np.arcsinh),
    "acosh": functions.inverse_hyperbolic_cosine,
    "atanh": functions.odd_increasing(np.arctanh, domain=1.0, is_closed=False),
    "erf": functions.odd_increasing(real.special("erf"), 1.0, relative=special.SPECIAL_ERROR),
    "erfc": special.complementary_error_function,
    "gamma": special.gamma, "lgamma": special.log_gamma, "digamma": special.digamma, "polygamma": special.polygamma,
    "factorial": special.factorial,
    "sigmoid": functions.increasing(functions.sigmoid_values, lowest=0.0, highest=1.0, relative=_SIGMOID_ERROR,
                                    absolute=_TINY),
    "softplus": functions.increasing(real.array_softplus, lowest=0.0, relative=_SIGMOID_ERROR),
    "relu": lambda a: choices.larger(a, point(0.0, 0.0)),
    "hypot": functions.hypotenuse, "mod": choices.modulo,
    "min": choices.of_several(choices.smaller), "max": choices.of_several(choices.larger),
})
"""The rule of every row, and of `select`."""
