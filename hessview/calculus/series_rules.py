"""What every function of the table does to truncated Taylor series, over any field of numbers."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from hessview.calculus.outer_series import POWERS, outer_power, outer_series
from hessview.calculus.series import MOST_POWER, NotKnownError, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hessview.calculus.series import Monomial, Node, Series

C = TypeVar("C", bound=Scalar)

_HALF = Fraction(1, 2)


def applied(ring: Series[C], function: str, values: Sequence[Node]) -> Node:
    """Return a row of the table applied to the series of its arguments (or to conditions that hold or not).

    Raises
    ------
    NotKnownError
        Where it is not analytic there, or the field does not hold a number that is needed.
    """
    if function in RULES:
        return RULES[function](ring, *values)
    if function in COMPARISONS:
        return COMPARISONS[function](_order_of(ring, *values))
    [a] = values
    return ring.compose(outer_series(ring.field, function, ring.start(a), ring.order), a)


def power_series(ring: Series[C], a: Mapping[Monomial, C], exponent: Fraction) -> dict[Monomial, C]:
    """Return a ^ exponent; a > 0 at 0 unless the exponent is whole."""
    if exponent.denominator == 1 and 0 <= exponent <= MOST_POWER:
        return ring.whole_power(a, int(exponent))
    start = ring.start(a)
    ring.effort.spend(1 + ring.order, ring.field.bits((start,)) * (abs(exponent.numerator) + ring.order))
    return ring.compose(outer_power(ring.field, start, exponent, ring.order), a)


def _sub(ring: Series[C], a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
    return ring.add(a, ring.neg(b))


def _div(ring: Series[C], a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
    start = ring.start(b)
    if not any(any(monomial) for monomial in b):
        if not start:
            raise ZeroDivisionError
        return ring.scale(a, ring.one / start)
    return ring.mul(a, power_series(ring, b, Fraction(-1)))


def _pow(ring: Series[C], a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
    if not any(any(monomial) for monomial in b):
        try:
            exponent = ring.field.fraction(ring.start(b))
        except NotKnownError:
            pass
        else:
            return power_series(ring, a, exponent)
    logarithm = ring.compose(outer_series(ring.field, "log", ring.start(a), ring.order), a)
    power = ring.mul(b, logarithm)
    return ring.compose(outer_series(ring.field, "exp", ring.start(power), ring.order), power)


def _abs(ring: Series[C], a: dict[Monomial, C]) -> dict[Monomial, C]:
    return a if _sign(ring, a) > 0 else ring.neg(a)


def _relu(ring: Series[C], a: dict[Monomial, C]) -> dict[Monomial, C]:
    return a if _sign(ring, a) > 0 else {}


def _whole(ring: Series[C], a: Mapping[Monomial, C], shift: Fraction) -> dict[Monomial, C]:
    """Return floor(a + shift), which is constant around a point where a + shift is not an integer."""
    return ring.constant(ring.number(ring.field.floor(ring.start(a) + ring.number(shift))))


def _mod(ring: Series[C], a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
    return _sub(ring, a, ring.mul(b, _whole(ring, _div(ring, a, b), Fraction(0))))


def _hypot(ring: Series[C], a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
    return power_series(ring, ring.add(ring.mul(a, a), ring.mul(b, b)), _HALF)


def _atan2(ring: Series[C], y: Mapping[Monomial, C], x: Mapping[Monomial, C]) -> dict[Monomial, C]:
    field = ring.field
    across, along = field.sign(ring.start(y)), field.sign(ring.start(x))
    if along:
        quotient = _div(ring, y, x)
        angle = ring.compose(outer_series(field, "atan", ring.start(quotient), ring.order), quotient)
        if along > 0:
            return angle
        turn = field.constant("pi")
    else:
        if not across:
            raise NotKnownError
        quotient = _div(ring, ring.neg(x), y)
        angle = ring.compose(outer_series(field, "atan", ring.start(quotient), ring.order), quotient)
        turn = field.constant("pi") / ring.number(2)
    if not across:
        raise NotKnownError  # the angle jumps there
    return ring.add(angle, ring.constant(turn if across > 0 else -turn))


def _polygamma(ring: Series[C], order: Mapping[Monomial, C], a: Mapping[Monomial, C]) -> dict[Monomial, C]:
    if any(any(monomial) for monomial in order):
        raise NotKnownError
    outer = ring.field.coefficients("polygamma", (ring.start(order), ring.start(a)), ring.order)
    return ring.compose(outer, a)


def _choice(_ring: Series[Any], condition: bool, a: Node, b: Node) -> Node:
    return a if condition else b


def _extreme(ring: Series[C], sign: int, values: Sequence[dict[Monomial, C]]) -> dict[Monomial, C]:
    chosen = values[0]
    for value in values[1:]:
        if _order_of(ring, value, chosen) == sign:
            chosen = value
    return chosen


def _order_of(ring: Series[C], a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> int:
    """Return the sign of a - b, which holds around the point; where they meet it may change."""
    return _sign(ring, _sub(ring, a, b))


def _sign(ring: Series[C], a: Mapping[Monomial, C]) -> int:
    sign = ring.field.sign(ring.start(a))
    if not sign:
        raise NotKnownError
    return sign


def _sign_series(ring: Series[C], a: Mapping[Monomial, C]) -> dict[Monomial, C]:
    return ring.constant(ring.number(_sign(ring, a)))


RULES: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "add": lambda ring, a, b: ring.add(a, b),
    "sub": _sub,
    "neg": lambda ring, a: ring.neg(a),
    "mul": lambda ring, a, b: ring.mul(a, b),
    "div": _div,
    "pow": _pow,
    **{name: lambda ring, a, e=exponent: power_series(ring, a, e) for name, exponent in POWERS.items()},
    "abs": _abs,
    "relu": _relu,
    "sign": _sign_series,
    "floor": lambda ring, a: _whole(ring, a, Fraction(0)),
    "ceil": lambda ring, a: ring.add(_whole(ring, a, Fraction(0)), ring.constant(ring.one)),
    "round": lambda ring, a: _whole(ring, a, _HALF),
    "mod": _mod,
    "hypot": _hypot,
    "atan2": _atan2,
    "polygamma": _polygamma,
    "where": _choice,
    "min": lambda ring, *values: _extreme(ring, -1, values),
    "max": lambda ring, *values: _extreme(ring, 1, values),
    "and": lambda _ring, a, b: a and b,
    "or": lambda _ring, a, b: a or b,
    "not": lambda _ring, a: not a,
})
"""Rows that are more than a function of one argument with Taylor coefficients."""

COMPARISONS: Mapping[str, Callable[[int], bool]] = MappingProxyType({
    "lt": lambda sign: sign < 0, "le": lambda sign: sign < 0, "gt": lambda sign: sign > 0, "ge": lambda sign: sign > 0,
    "eq": lambda _sign: False, "ne": lambda _sign: True,
})
"""What comparisons say, by the sign of their difference, around a point where it is not zero."""
