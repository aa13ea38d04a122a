"""Enclosures: what a formula can be over boxes, by outward-rounded interval arithmetic on NumPy arrays.

The rounding model is in `interval_number`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from hessview.calculus import interval_algebra as algebra
from hessview.calculus import interval_choices as choices
from hessview.calculus import interval_functions as functions
from hessview.calculus import interval_powers as powers
from hessview.calculus.algebra import exact_value
from hessview.calculus.interval_number import BROKEN, UNDEFINED, Interval, point
from hessview.calculus.rounding import literal_error
from hessview.language.expression import Apply, Constant, Number
from hessview.language.functions import CONSTANT_ERRORS, CONSTANTS

__all__ = ["BROKEN", "UNDEFINED", "Interval", "IntervalArithmetic"]

Rule = Callable[..., Interval]

inf = math.inf


class IntervalArithmetic:
    """Intervals for a tape; the caller silences NumPy's warnings."""

    def leaf(self, node: Number | Constant) -> Interval:
        """Return the double if it is exact, else an interval that holds what was written."""
        if isinstance(node, Constant):
            value, error = CONSTANTS[node.name], CONSTANT_ERRORS[node.name]
        else:
            value, error = node.value, literal_error(node)
        if error == 0.0:
            return point(value, value)
        return point(math.nextafter(value - error, -inf), math.nextafter(value + error, inf))

    def operation(self, node: Apply) -> Rule:
        """Return the rule of the row, a tighter one for powers with a fixed exponent."""
        if node.function == "pow":
            base, exponent = node.arguments
            if isinstance(base, Constant) and base.name == "e":
                return lambda _, y: functions.exponential(y)
            value = exact_value(exponent)
            if value is not None:
                fixed = powers.fixed_power(value)
                return lambda x, _: fixed(x)
        return RULES[node.function]


RULES: Mapping[str, Rule] = MappingProxyType({
    "add": algebra.add, "sub": algebra.sub, "mul": algebra.mul, "div": algebra.div, "neg": algebra.neg,
    "pow": powers.power, "sqrt": powers.root, "abs": algebra.absolute, "exp": functions.exponential,
    "log": functions.logarithm(np.log), "log2": functions.logarithm(np.log2), "log10": functions.logarithm(np.log10),
    "log1p": functions.logarithm(np.log1p, -1.0),
    "sin": functions.sine, "cos": functions.cosine, "tan": functions.tangent,
    "sinh": functions.odd_increasing(np.sinh), "asinh": functions.odd_increasing(np.arcsinh),
    "tanh": functions.odd_increasing(np.tanh, 1.0), "atan": functions.odd_increasing(np.arctan, 1.5707963267948968),
    "cbrt": functions.odd_increasing(np.cbrt),
    **{name: choices.comparison(name) for name in ("lt", "le", "gt", "ge", "eq", "ne")},
    "and": choices.both, "or": choices.either, "not": choices.opposite,
    "where": choices.choose, "select": choices.choose,
    "min": choices.of_several(choices.least), "max": choices.of_several(choices.largest),
})
