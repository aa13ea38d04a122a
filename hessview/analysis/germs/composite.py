"""A formula that is a function of one other function: f = F(h), where h has a slope at the point and F has none.

Then f is critical all along h = const, a smooth curve (surface) through the point, and F alone says what f does there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from hessview.calculus.outer_series import POWERS, outer_power, outer_series
from hessview.calculus.series import NotKnownError, Scalar, Series, series_of_nodes
from hessview.language.expression import Apply, Expression, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.effort import Effort
    from hessview.calculus.series import Field
    from hessview.language.formula import Formula

C = TypeVar("C", bound=Scalar)

_HIGHEST = 6


@dataclass(frozen=True)
class Composite:
    """f - f(place) = sign |c| (h - h(place))^order + higher powers.

    Attributes
    ----------
    inner
        The tree of h.
    level
        h at the place, as a fraction or rounded.
    order, sign
        Of the first term of F.
    """

    inner: Expression
    level: Fraction | float
    order: int
    sign: int


def composite(formula: Formula, place: Sequence[C], field: Field[C], effort: Effort) -> Composite | None:
    """Return how f is a function of another one with a slope at `place`, itself without one; None if it is not seen.

    Raises
    ------
    TooMuchEffort
        When the allowance is spent.
    """
    ring = Series(formula.dimension, 1, field, effort)
    try:
        made = series_of_nodes(formula, place, ring)
        varying = _varying(formula)
        node, order, sign = formula.expression, 1, 1
        while True:
            series = made[id(node)]
            if order > 1 and any(map(any, series)):
                return Composite(node, field.real(ring.start(series)), order, sign)
            step = _outermost(node, made, varying, ring)
            if step is None:
                return None
            node, (inner_order, inner_sign) = step
            order, sign = order * inner_order, sign * inner_sign**order
    except (NotKnownError, ZeroDivisionError):
        return None


def _varying(formula: Formula) -> set[int]:
    names = frozenset(formula.variables)
    found: set[int] = set()
    for node in postorder(formula.expression):
        if (isinstance(node, Symbol) and node.name in names) or (
            isinstance(node, Apply) and any(id(argument) in found for argument in node.arguments)
        ):
            found.add(id(node))
    return found


def _outermost(
    node: Expression, made: dict[int, dict[tuple[int, ...], C]], varying: set[int], ring: Series[C]
) -> tuple[Expression, tuple[int, int]] | None:
    """Return the only varying argument of a node, with order and sign of the first term of what is done to it."""
    if not isinstance(node, Apply):
        return None
    changing = [k for k, argument in enumerate(node.arguments) if id(argument) in varying]
    if node.function == "mul" and node.arguments[0] is node.arguments[1]:
        return node.arguments[0], _first_term(ring, _of_power(ring, made[id(node.arguments[0])], Fraction(2)))
    if len(changing) != 1 or len(node.arguments) > 2:
        return None
    [k] = changing
    inner = node.arguments[k]
    other = ring.start(made[id(node.arguments[1 - k])]) if len(node.arguments) == 2 else ring.one
    sign = ring.field.sign
    match node.function, k:
        case "add", _:
            return inner, (1, 1)
        case "sub", _:
            return inner, (1, 1 if k == 0 else -1)
        case "neg", _:
            return inner, (1, -1)
        case ("mul", _) | ("div", 0):
            return (inner, (1, sign(other))) if sign(other) else None
        case "div", 1:
            return (inner, (1, -sign(other))) if sign(other) else None
        case "pow", 0:
            return inner, _first_term(ring, _of_power(ring, made[id(inner)], ring.field.fraction(other)))
    if len(node.arguments) == 2:
        return None
    start = ring.start(made[id(inner)])
    if node.function in POWERS:
        return inner, _first_term(ring, outer_power(ring.field, start, POWERS[node.function], _HIGHEST))
    return inner, _first_term(ring, outer_series(ring.field, node.function, start, _HIGHEST))


def _of_power(ring: Series[C], inner: dict[tuple[int, ...], C], exponent: Fraction) -> list[C]:
    start = ring.start(inner)
    if exponent.denominator == 1 and exponent > 0 and not start:
        return [ring.number(0)] * int(exponent) + [ring.one]
    return outer_power(ring.field, start, exponent, _HIGHEST)


def _first_term(ring: Series[C], outer: Sequence[C]) -> tuple[int, int]:
    for k, c in enumerate(outer[1:], 1):
        sign = ring.field.sign(c)
        if sign:
            return k, sign
    raise NotKnownError
