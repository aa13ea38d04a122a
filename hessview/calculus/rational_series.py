"""Taylor polynomials in exact rational arithmetic, for formulas that stay rational at the point."""

from __future__ import annotations

import math
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.calculus.effort import Effort, TooMuchEffort, bits_of
from hessview.calculus.series import MOST_POWER, Monomial, NotKnownError, Series, taylor_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hessview.language.formula import Formula

Terms = dict[Monomial, Fraction]

_ZERO, _ONE = Fraction(0), Fraction(1)


class RationalField:
    """Fractions; functions are known where their value is rational because their argument is special, such as cos 0."""

    def of(self, value: Fraction) -> Fraction:
        """Return the number itself."""
        return value

    def constant(self, name: str) -> Fraction:
        """Refuse pi and e."""
        raise NotKnownError(name)

    def function(self, name: str, x: Fraction) -> Fraction:
        """Return the value of a function where it is known to be rational."""
        if (name, x) not in _KNOWN:
            raise NotKnownError(name)
        return _KNOWN[name, x]

    def power(self, x: Fraction, exponent: Fraction) -> Fraction:
        """Return x ^ exponent for x > 0 (or a whole exponent) if it is rational."""
        if abs(exponent.numerator) > MOST_POWER or exponent.denominator > MOST_POWER:
            raise NotKnownError
        if exponent.denominator == 1:
            return x ** int(exponent)
        if x <= 0:
            raise NotKnownError
        top, bottom = _root(x.numerator, exponent.denominator), _root(x.denominator, exponent.denominator)
        return Fraction(top, bottom) ** exponent.numerator

    def sign(self, x: Fraction) -> int:
        """Return -1, 0 or 1."""
        return (x > 0) - (x < 0)

    def floor(self, x: Fraction) -> int:
        """Return the largest integer below x, which is not an integer."""
        if x.denominator == 1:
            raise NotKnownError
        return math.floor(x)

    def fraction(self, x: Fraction) -> Fraction:
        """Return the number itself."""
        return x

    def real(self, x: Fraction) -> Fraction:
        """Return the number itself."""
        return x

    def bits(self, values: Iterable[Fraction]) -> int:
        """Return the length of the longest numerator or denominator."""
        return bits_of(values)

    def coefficients(self, function: str, values: Sequence[Fraction], order: int) -> list[Fraction]:
        """Refuse: the special functions have no rational Taylor coefficients."""
        raise NotKnownError(function, values, order)


def rational_series(
    formula: Formula, point: Sequence[Fraction | float], order: int, effort: Effort | None = None
) -> Terms | None:
    """Return the Taylor polynomial of `formula` about `point` up to `order`, in the steps t_1 .. t_n.

    None where some step is not rational (besides + - · / and powers, functions are followed where their values are
    rational, such as cos about 0), or when `effort` is exhausted (one of its own by default).
    """
    if not all(math.isfinite(x) for x in point):
        return None
    ring = Series(formula.dimension, order, RationalField(), effort)
    try:
        return taylor_series(formula, [Fraction(x) for x in point], ring)
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        return None


def _root(x: int, k: int) -> int:
    if x.bit_length() > 1000:
        raise NotKnownError
    near = round(math.exp(math.log(x) / k)) if x else 0
    if near**k != x:
        raise NotKnownError
    return near


_KNOWN: Mapping[tuple[str, Fraction], Fraction] = MappingProxyType({
    ("exp", _ZERO): _ONE, ("log", _ONE): _ZERO, ("sin", _ZERO): _ZERO, ("cos", _ZERO): _ONE,
    ("asin", _ZERO): _ZERO, ("acos", _ONE): _ZERO, ("atan", _ZERO): _ZERO, ("sinh", _ZERO): _ZERO,
    ("cosh", _ZERO): _ONE, ("asinh", _ZERO): _ZERO, ("atanh", _ZERO): _ZERO,
})
