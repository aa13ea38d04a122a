"""Balls as a field for Taylor series: coefficients that hold those about every point of a box.

The rules by which series are made use only the four operations and values of functions, so that with balls for the
coordinates every coefficient holds the true ones about all points of the box: with Taylor's theorem this bounds what a
polynomial leaves out. All methods are to be called in a `working_precision`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from hessview.calculus.ball import RULES, whole_power
from hessview.calculus.gamma_series import gamma_coefficients
from hessview.calculus.series import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def ball_of(value: Fraction) -> arb:
    """Return a ball around a fraction."""
    return arb(fmpq(value.numerator, value.denominator))


class BallField:
    """Balls of the working precision; what is not defined on the whole of a ball is not known."""

    def of(self, value: Fraction) -> arb:
        """Return a ball around a rational number."""
        return ball_of(value)

    def constant(self, name: str) -> arb:
        """Return a ball around pi or e."""
        return arb.pi() if name == "pi" else arb.const_e()

    def function(self, name: str, x: arb) -> arb:
        """Return a ball around all values of a function."""
        return _finite(RULES[name](x))

    def power(self, x: arb, exponent: Fraction) -> arb:
        """Return x ^ exponent; x > 0, or the exponent is whole."""
        if exponent.denominator == 1:
            power = whole_power(x, abs(int(exponent)))
            return power if exponent >= 0 else _finite(1 / power)
        if not x > 0:
            raise NotKnownError
        return _finite(x ** ball_of(exponent))

    def sign(self, x: arb) -> int:
        """Return the sign that all numbers in the ball have."""
        if x > 0:
            return 1
        if x < 0:
            return -1
        if x.is_zero():
            return 0
        raise NotKnownError

    def floor(self, x: arb) -> int:
        """Return the largest integer below all numbers in the ball, none of which is an integer."""
        if not x.is_finite():
            raise NotKnownError
        whole = math.floor(float(x.mid()))
        if not (x > whole and x < whole + 1):
            raise NotKnownError
        return whole

    def fraction(self, x: arb) -> Fraction:
        """Return the number if the ball is an integer."""
        if not x.is_integer():
            raise NotKnownError
        return Fraction(int(x.fmpz()))

    def real(self, x: arb) -> float:
        """Return the double nearest to the middle."""
        return float(x.mid())

    def bits(self, values: Iterable[arb]) -> int:
        """Return 0: all balls cost the same."""
        del values
        return 0

    def coefficients(self, function: str, values: Sequence[Any], order: int) -> list[Any]:
        """Return the Taylor coefficients of the gamma function and its relatives."""
        field: Any = self
        return gamma_coefficients(field, function, values, order, _polygamma)


def _polygamma(k: int, x: Any) -> Any:
    return _finite(RULES["polygamma"](arb(k), x))


def _finite(x: arb) -> arb:
    if not x.is_finite():
        raise NotKnownError
    return x
