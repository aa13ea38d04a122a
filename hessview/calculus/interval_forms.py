"""Derivatives written so that intervals of them stay narrow where f has a pole, or is not defined on one side.

Differentiation writes u/v/v and x (1/x). In intervals the two v, or x and 1/x, vary independently, so that next to a
pole nothing is left of the sign; u/v^2 and x/x, which is 1, say it. Both sides are defined at the same places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.calculus.algebra import exact_value
from hessview.language.expression import Apply, Builder, Expression, postorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LARGEST = 8


def rewritten(roots: Sequence[Expression]) -> Mapping[int, Expression]:
    """Return for every node below `roots`, by its identity, a node of the same value, shared where equal."""
    builder = Builder()
    made: dict[int, Expression] = {}
    for node in postorder(*roots):
        if isinstance(node, Apply):
            made[id(node)] = _applied(builder, node.function, *(made[id(x)] for x in node.arguments))
        else:
            made[id(node)] = builder.adopt(node)
    return made


def _applied(builder: Builder, function: str, *arguments: Expression) -> Expression:
    match function, arguments:
        case "div", (Apply("div", (a, b)), c) if b is c:
            return builder.apply("div", a, _power(builder, b, 2))
        case "div", (Apply("div", (a, Apply("pow", (b, k)))), c) if b is c and (exponent := _small(k)):
            return builder.apply("div", a, _power(builder, b, exponent + 1))
        case "mul", (a, b) if (found := _shared(builder, a, b)) or (found := _shared(builder, b, a)):
            return found
    return builder.apply(function, *arguments)


def _shared(builder: Builder, a: Expression, b: Expression) -> Expression | None:
    """Return a b if b is a quotient by something with the factor a: with a/a in it, which is 1; else None."""
    match b:
        case Apply("div", (top, below)) if below is a:
            return _times(builder, top, builder.apply("div", a, a))
        case Apply("div", (top, Apply("mul", (c, rest)))) if c is a:
            return builder.apply("mul", builder.apply("div", a, a), builder.apply("div", top, rest))
        case Apply("div", (top, Apply("mul", (rest, c)))) if c is a:
            return builder.apply("mul", builder.apply("div", a, a), builder.apply("div", top, rest))
        case Apply("pow", (Apply("div", (top, below)), k)) if below is a and exact_value(top) == 1 and _small(k):
            return builder.apply("div", top, _power(builder, a, _small(k) - 1))
    return None


def _times(builder: Builder, a: Expression, b: Expression) -> Expression:
    return b if exact_value(a) == 1 else builder.apply("mul", a, b)


def _power(builder: Builder, base: Expression, exponent: int) -> Expression:
    return base if exponent == 1 else builder.apply("pow", base, builder.number(float(exponent), str(exponent)))


def _small(exponent: Expression) -> int:
    """Return an exponent if it is a small whole number, else 0."""
    value = exact_value(exponent)
    return int(value) if value is not None and value.denominator == 1 and 2 <= value <= _LARGEST else 0
