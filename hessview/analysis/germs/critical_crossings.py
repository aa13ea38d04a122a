"""Exact values of expressions at rational points: whether a point lies on a set that some equations describe."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hessview.calculus.algebra import exact_value
from hessview.language.expression import Apply, Expression, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_ZERO = {
    "sin": 0, "tan": 0, "asin": 0, "atan": 0, "sinh": 0, "tanh": 0, "asinh": 0, "atanh": 0, "sqrt": 0,
    "exp": 1, "cos": 1, "cosh": 1,
}  # fmt: skip
_LARGEST_POWER, _LONGEST = 64, 512
"""Exponents, and bits of numerators and denominators, beyond which no value is found."""


def exact_at(root: Expression, point: Mapping[str, Fraction]) -> Fraction | None:
    """Return the value of an expression at a point, None if it is not found to be a rational number.

    Parameters
    ----------
    point
        The values of the variables.
    """
    made: dict[int, Fraction | None] = {}
    for node in postorder(root):
        value = exact_value(node)
        match node:
            case Symbol(name):
                value = point.get(name)
            case Apply(function, arguments) if value is None:
                values = [made[id(each)] for each in arguments]
                known = [each for each in values if each is not None]
                value = _applied(function, known) if len(known) == len(values) else None
        is_long = value is not None and max(value.numerator.bit_length(), value.denominator.bit_length()) > _LONGEST
        made[id(node)] = None if is_long else value
    return made[id(root)]


def _applied(function: str, values: list[Fraction]) -> Fraction | None:
    match function, values:
        case "add", [a, b]:
            return a + b
        case "sub", [a, b]:
            return a - b
        case "mul", [a, b]:
            return a * b
        case "neg", [a]:
            return -a
        case "div", [a, b] if b:
            return a / b
        case "pow", [a, b] if b.denominator == 1 and 1 <= b <= _LARGEST_POWER:
            return Fraction(a ** int(b))
        case name, [a] if not a and name in _AT_ZERO:
            return Fraction(_AT_ZERO[name])
    return None
