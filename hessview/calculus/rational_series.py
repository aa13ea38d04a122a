"""Taylor polynomials in exact rational arithmetic, for formulas that stay rational at the point."""

from __future__ import annotations

import math
from bisect import bisect_right
from fractions import Fraction
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.calculus.effort import Effort, TooMuchEffort, bits_of, bits_of_literal
from hessview.language.expression import Apply, Expression, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hessview.language.formula import Formula

Monomial = tuple[int, ...]
Terms = dict[Monomial, Fraction]

MOST_POWER = 64

_ZERO, _ONE = Fraction(0), Fraction(1)


class NotRationalError(ArithmeticError):
    """A step left the rationals."""


class Series:
    """Arithmetic of polynomials in n variables, cut off after a total degree.

    A polynomial is a dict from exponents to coefficients that are not zero.

    Parameters
    ----------
    n
        How many variables.
    order
        The largest total degree that is kept.
    effort
        What the operations are paid from.
    """

    def __init__(self, n: int, order: int, effort: Effort | None = None) -> None:
        self.n = n
        self.order = order
        self._origin = (0,) * n
        self.effort = effort or Effort()

    def constant(self, value: Fraction) -> Terms:
        """Return a constant."""
        return {self._origin: value} if value else {}

    def variable(self, j: int, start: Fraction) -> Terms:
        """Return start + t_j."""
        return {**self.constant(start), tuple(int(k == j) for k in range(self.n)): _ONE}

    def add(self, a: Terms, b: Terms, factor: Fraction = _ONE) -> Terms:
        """Return a + factor b."""
        self.effort.spend(1 + len(b), bits_of(b.values()))
        total = dict(a)
        for monomial, value in b.items():
            term = value if factor is _ONE else factor * value
            total[monomial] = total[monomial] + term if monomial in total else term
        return {monomial: value for monomial, value in total.items() if value}

    def mul(self, a: Terms, b: Terms) -> Terms:
        """Return a b."""
        total: Terms = {}
        bits = max(bits_of(a.values()), bits_of(b.values()))
        by_degree = sorted(((sum(monomial), monomial, value) for monomial, value in b.items()), key=itemgetter(0))
        degrees = [degree for degree, _, _ in by_degree]
        for p, u in a.items():
            fitting = bisect_right(degrees, self.order - sum(p))
            self.effort.spend(1 + 2 * fitting, bits)
            for _, q, v in by_degree[:fitting]:
                monomial = tuple(map(int.__add__, p, q))
                total[monomial] = total[monomial] + u * v if monomial in total else u * v
        return {monomial: value for monomial, value in total.items() if value}

    def compose(self, outer: Sequence[Fraction], a: Terms) -> Terms:
        """Return sum_k outer_k (a - a_0)^k by Horner's rule; a_0 is the constant term of a."""
        inner = {monomial: value for monomial, value in a.items() if any(monomial)}
        total: Terms = {}
        for coefficient in reversed(outer):
            total = self.add(self.mul(total, inner), self.constant(coefficient))
        return total

    def power(self, a: Terms, exponent: Fraction) -> Terms:
        """Return a ^ exponent: whole powers, and rational ones where the root of a_0 is rational."""
        if exponent.denominator == 1 and 0 <= exponent <= MOST_POWER:
            total = self.constant(_ONE)
            for _ in range(int(exponent)):
                total = self.mul(total, a)
            return total
        start = a.get(self._origin, _ZERO)
        self.effort.spend(1 + self.order, bits_of((start,)) * (abs(exponent.numerator) + self.order))
        root = _rational_power(start, exponent)
        outer = [root]
        for k in range(self.order):
            outer.append(outer[-1] * (exponent - k) / ((k + 1) * start))
        return self.compose(outer, a)

    def value_at_zero(self, a: Terms) -> Fraction:
        """Return the constant term."""
        return a.get(self._origin, _ZERO)


def rational_series(
    formula: Formula, point: Sequence[Fraction | float], order: int, effort: Effort | None = None
) -> Terms | None:
    """Return the Taylor polynomial of `formula` about `point` up to `order`, in the steps t_1 .. t_n.

    None where some step is not rational (besides + - · / and powers, a few functions are followed where their series
    has rational coefficients, such as cos about 0), or when `effort` is exhausted (one of its own by default).
    """
    n = formula.dimension
    if not all(math.isfinite(x) for x in point):
        return None
    ring = Series(n, order, effort)
    known = {name: ring.constant(Fraction(value)) for name, value in formula.parameters}
    known |= {
        name: ring.variable(j, Fraction(x)) for j, (name, x) in enumerate(zip(formula.variables, point, strict=True))
    }
    made: dict[int, Terms] = {}
    try:
        for node in postorder(formula.expression):
            made[id(node)] = _node(ring, node, known, made)
    except (NotRationalError, ZeroDivisionError, TooMuchEffort):
        return None
    return made[id(formula.expression)]


def _node(ring: Series, node: Expression, known: Mapping[str, Terms], made: Mapping[int, Terms]) -> Terms:
    match node:
        case Number(_, literal):
            ring.effort.spend(1, bits_of_literal(literal))
            return ring.constant(Fraction(literal))
        case Symbol(name):
            return known[name]
        case Apply(function, arguments):
            return _applied(ring, function, [made[id(argument)] for argument in arguments])
    raise NotRationalError


def _applied(ring: Series, function: str, values: Sequence[Terms]) -> Terms:
    match function, values:
        case "add", [a, b]:
            return ring.add(a, b)
        case "sub", [a, b]:
            return ring.add(a, b, -_ONE)
        case "neg", [a]:
            return ring.add({}, a, -_ONE)
        case "mul", [a, b]:
            return ring.mul(a, b)
        case "div", [a, b]:
            return ring.mul(a, ring.power(b, -_ONE))
        case "pow", [a, b] if not any(any(monomial) for monomial in b):
            return ring.power(a, ring.value_at_zero(b))
        case "sqrt", [a]:
            return ring.power(a, Fraction(1, 2))
        case "cbrt", [a]:
            return ring.power(a, Fraction(1, 3))
        case "abs", [a] if ring.value_at_zero(a):
            return a if ring.value_at_zero(a) > 0 else ring.add({}, a, -_ONE)
        case _, [a] if (function, ring.value_at_zero(a)) in _SERIES:
            return ring.compose(_SERIES[function, ring.value_at_zero(a)](ring.order), a)
    raise NotRationalError


def _rational_power(x: Fraction, exponent: Fraction) -> Fraction:
    """Return x ^ exponent for x > 0 (or a whole exponent) if it is rational."""
    if abs(exponent.numerator) > MOST_POWER or exponent.denominator > MOST_POWER:
        raise NotRationalError
    if exponent.denominator == 1:
        return x ** int(exponent)
    if x <= 0:
        raise NotRationalError
    top, bottom = _root(x.numerator, exponent.denominator), _root(x.denominator, exponent.denominator)
    return Fraction(top, bottom) ** exponent.numerator


def _root(x: int, k: int) -> int:
    if x.bit_length() > 1000:
        raise NotRationalError
    near = round(math.exp(math.log(x) / k)) if x else 0
    if math.prod([near] * k) != x:
        raise NotRationalError
    return near


def _exp(order: int) -> list[Fraction]:
    return [Fraction(1, math.factorial(k)) for k in range(order + 1)]


def _parity(order: int, odd: int, sign: int) -> list[Fraction]:
    """Return the coefficients of sin, cos (sign -1), sinh, cosh (sign 1) about 0."""
    return [
        Fraction(sign ** (k // 2), math.factorial(k)) if k % 2 == odd else _ZERO for k in range(order + 1)
    ]


def _log(order: int) -> list[Fraction]:
    return [_ZERO, *(Fraction((-1) ** (k + 1), k) for k in range(1, order + 1))]


def _atan(order: int, sign: int = -1) -> list[Fraction]:
    return [Fraction(sign ** (k // 2), k) if k % 2 else _ZERO for k in range(order + 1)]


def _asin(order: int, sign: int = 1) -> list[Fraction]:
    return [
        Fraction(sign ** (k // 2) * math.comb(k - 1, k // 2), 2 ** (k - 1) * k) if k % 2 else _ZERO
        for k in range(order + 1)
    ]


def _quotient(top: Sequence[Fraction], bottom: Sequence[Fraction]) -> list[Fraction]:
    """Return the coefficients of top / bottom, bottom_0 = 1."""
    result: list[Fraction] = []
    for k, value in enumerate(top):
        result.append(value - sum((result[i] * bottom[k - i] for i in range(k)), _ZERO))
    return result


_SERIES: Mapping[tuple[str, Fraction], Callable[[int], list[Fraction]]] = MappingProxyType({
    ("exp", _ZERO): _exp,
    ("expm1", _ZERO): lambda order: [_ZERO, *_exp(order)[1:]],
    ("log", _ONE): _log,
    ("log1p", _ZERO): _log,
    ("sin", _ZERO): lambda order: _parity(order, 1, -1),
    ("cos", _ZERO): lambda order: _parity(order, 0, -1),
    ("tan", _ZERO): lambda order: _quotient(_parity(order, 1, -1), _parity(order, 0, -1)),
    ("sec", _ZERO): lambda order: _quotient([_ONE, *[_ZERO] * order], _parity(order, 0, -1)),
    ("sinh", _ZERO): lambda order: _parity(order, 1, 1),
    ("cosh", _ZERO): lambda order: _parity(order, 0, 1),
    ("tanh", _ZERO): lambda order: _quotient(_parity(order, 1, 1), _parity(order, 0, 1)),
    ("atan", _ZERO): _atan,
    ("atanh", _ZERO): lambda order: _atan(order, 1),
    ("asin", _ZERO): _asin,
    ("asinh", _ZERO): lambda order: _asin(order, -1),
})
"""Coefficients of a_k (u - u_0)^k by function and u_0."""
