"""The field of numbers in closed form: values of functions, powers, and Taylor series about such points."""

from __future__ import annotations

import math
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from flint import arb

from hessview.calculus.ball import RULES
from hessview.calculus.closed_numbers import ClosedNumber, Generator, Generators, prime_factors
from hessview.calculus.gamma_series import gamma_coefficients
from hessview.calculus.series import Named, NotKnownError, Series, series_of_nodes
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hessview.calculus.effort import Effort
    from hessview.language.expression import Expression

_ONE = Fraction(1)
_HALF = Fraction(1, 2)
_MOST_POWER = 64


class ClosedField:
    """Closed forms as a field for Taylor series. What is not met in closed form becomes a generator of its own."""

    def __init__(self) -> None:
        self.generators = Generators()
        self._pi = self.generators.number_of("pi", lambda: Generator(arb.pi, "pi", positive=True))
        self._e = self.generators.number_of("e", lambda: Generator(arb.const_e, "e", positive=True))

    def number(self, root: Expression, effort: Effort) -> ClosedNumber:
        """Return the value of a tree without symbols.

        Raises
        ------
        NotKnownError, ZeroDivisionError, TooMuchEffort
            When there is none, it is not known, or it takes too much.
        """
        ring = Series(0, 0, self, effort)
        made = series_of_nodes(Formula("", (), (), root), (), ring)
        return ring.start(made[id(root)])

    def of(self, value: Fraction) -> ClosedNumber:
        """Return a rational number."""
        return self.generators.rational(value)

    def constant(self, name: str) -> ClosedNumber:
        """Return pi or e."""
        return self.generators.alone(self._pi if name == "pi" else self._e)

    def sign(self, x: ClosedNumber) -> int:
        """Return -1, 0 or 1."""
        return x.sign()

    def floor(self, x: ClosedNumber) -> int:
        """Return the largest integer below x, which is certainly not an integer."""
        low = math.floor(float(x.ball(128).mid()))
        for whole in (low - 1, low, low + 1):
            if (x - self.of(Fraction(whole))).sign() > 0 > (x - self.of(Fraction(whole + 1))).sign():
                return whole
        raise NotKnownError

    def fraction(self, x: ClosedNumber) -> Fraction:
        """Return x if it is a rational number by its form."""
        if x.fraction is None:
            raise NotKnownError
        return x.fraction

    def real(self, x: ClosedNumber) -> Fraction | float:
        """Return x if it is rational by its form, else the double nearest to it, with its name."""
        if x.fraction is not None:
            return x.fraction
        value = float(x.ball(128).mid())
        return Named(value, x.text) if x.text else value

    def bits(self, values: Iterable[ClosedNumber]) -> int:
        """Return what operations on the numbers cost."""
        return max((value.cost for value in values), default=0)

    def coefficients(self, function: str, values: Sequence[ClosedNumber], order: int) -> list[ClosedNumber]:
        """Return the Taylor coefficients of the gamma function and its relatives, in values of their own."""
        return gamma_coefficients(self, function, values, order, self._polygamma)

    def _polygamma(self, k: int, x: ClosedNumber) -> ClosedNumber:
        def make() -> Generator:
            return Generator(lambda: RULES["polygamma"](arb(k), x.ball_here()))

        result = self.generators.alone(self.generators.number_of(("polygamma", k, x.key), make))
        if not result.ball(128).is_finite():
            raise NotKnownError
        return result

    def power(self, x: ClosedNumber, exponent: Fraction) -> ClosedNumber:
        """Return x ^ exponent; x > 0, or the exponent is whole."""
        if max(abs(exponent.numerator), exponent.denominator) > _MOST_POWER:
            raise NotKnownError
        if exponent.denominator == 1:
            basis = x if exponent > 0 else x.inverse() if exponent else self.of(_ONE)
            return math.prod([basis] * (abs(int(exponent)) - 1), start=basis)
        if x.sign() <= 0:
            raise NotKnownError
        if len(x.terms) == 1:
            [(powers, value)] = x.terms.items()
            if value > 0 and all(self.generators[g].positive for g, _ in powers):
                result = self._rational_power(value, exponent)
                for g, e in powers:
                    result = result * self.generators.alone(g, e * exponent)
                return result
        q = exponent.denominator

        def make() -> Generator:
            return Generator(lambda: x.ball_here().root(q), _call("sqrt", x) if q == 2 else "", power=q, value=x)

        root = self.generators.alone(self.generators.number_of(("root", q, x.key), make))
        return self.power(root, Fraction(exponent.numerator))

    def function(self, name: str, x: ClosedNumber) -> ClosedNumber:
        """Return the value of an elementary function."""
        match name:
            case "exp":
                return self._exp(x)
            case "log":
                return self._log(x)
            case "sin":
                return self._sin(x)
            case "cos":
                return self._cos(x)
            case "asin" | "acos" | "atan":
                return self._arc(name, x)
            case "sinh" | "cosh":
                return (self._exp(x) + self._exp(-x).scaled(Fraction(1 if name == "cosh" else -1))).scaled(_HALF)
            case "asinh" | "acosh" | "atanh":
                return self._area(name, x)
            case "erf" | "erfc":
                value = self._opaque("erf", x) if x else x
                return value if name == "erf" else self.of(_ONE) - value
            case "lgamma" if x.fraction in (1, 2):
                return self.of(Fraction(0))
        return self._opaque(name, x)

    def _rational_power(self, value: Fraction, exponent: Fraction) -> ClosedNumber:
        result = self.of(_ONE)
        for part, sign in ((value.numerator, 1), (value.denominator, -1)):
            for p, k in prime_factors(part).items():
                result = result * self.generators.alone(self.generators.prime(p), sign * k * exponent)
        return result

    def _opaque(self, name: str, x: ClosedNumber) -> ClosedNumber:
        """Return a value that is only known by its name."""

        def make() -> Generator:
            return Generator(lambda: RULES[name](x.ball_here()), _call(name, x))

        result = self.generators.alone(self.generators.number_of((name, x.key), make))
        if not result.ball(128).is_finite():
            raise NotKnownError
        return result

    def _exp(self, x: ClosedNumber) -> ClosedNumber:
        """Return e^r p^a exp(rest) for x = r + a log p + rest."""
        result = self.of(_ONE)
        rest: dict[tuple[tuple[int, Fraction], ...], Fraction] = {}
        for powers, value in x.terms.items():
            prime = self._prime_of_log(powers)
            if not powers:
                result = result * self.generators.alone(self._e, value)
            elif prime:
                result = result * self._rational_power(Fraction(prime), value)
            else:
                rest[powers] = value
        if not rest:
            return result
        content = rest[min(rest)]
        unit = ClosedNumber(self.generators, {powers: value / content for powers, value in rest.items()})

        def make() -> Generator:
            return Generator(lambda: unit.ball_here().exp(), _call("exp", unit), positive=True, logarithm=unit)

        return result * self.generators.alone(self.generators.number_of(("exp", unit.key), make), content)

    def _prime_of_log(self, powers: tuple[tuple[int, Fraction], ...]) -> int:
        """Return p if the product is log p, else 0."""
        if len(powers) == 1 and powers[0][1] == 1:
            return self.generators[powers[0][0]].log_of
        return 0

    def _log(self, x: ClosedNumber) -> ClosedNumber:
        """Return the sum of the logarithms of the factors of a product."""
        if x.sign() <= 0:
            raise NotKnownError
        if len(x.terms) != 1:
            return self._opaque("log", x)
        [(powers, value)] = x.terms.items()
        if value < 0 or not all(self.generators[g].positive for g, _ in powers):
            return self._opaque("log", x)
        total = self.of(Fraction(0))
        for part, sign in ((value.numerator, 1), (value.denominator, -1)):
            for p, k in prime_factors(part).items():
                total = total + self._log_of_prime(p).scaled(Fraction(sign * k))
        for g, e in powers:
            total = total + self._log_of_generator(g).scaled(e)
        return total

    def _log_of_generator(self, g: int) -> ClosedNumber:
        generator = self.generators[g]
        if generator.prime:
            return self._log_of_prime(generator.prime)
        if generator.logarithm is not None:
            return generator.logarithm
        return self.of(_ONE) if g == self._e else self._opaque("log", self.generators.alone(g))

    def _log_of_prime(self, p: int) -> ClosedNumber:
        return self.generators.alone(
            self.generators.number_of(("log", p), lambda: Generator(arb(p).log, f"log({p})", positive=True, log_of=p))
        )

    def _turns(self, x: ClosedNumber) -> Fraction | None:
        """Return r if x = r pi, else None."""
        if not x.terms:
            return Fraction(0)
        [*powers] = x.terms
        return x.terms[powers[0]] if powers == [((self._pi, _ONE),)] else None

    def _sin(self, x: ClosedNumber) -> ClosedNumber:
        turns = self._turns(x)
        if turns is not None and (known := self._known_sine(turns)) is not None:
            return known
        lead = x.terms[min(x.terms)]
        if lead < 0:
            return -self._sin(-x)
        return self._opaque("sin", x)

    def _cos(self, x: ClosedNumber) -> ClosedNumber:
        turns = self._turns(x)
        if turns is not None and (known := self._known_sine(turns + _HALF)) is not None:
            return known
        if x.terms[min(x.terms)] < 0:
            return self._cos(-x)
        sine = self._sin(x)
        square = self.of(_ONE) - sine * sine

        def make() -> Generator:
            return Generator(lambda: x.ball_here().cos(), _call("cos", x), power=2, value=square)

        return self.generators.alone(self.generators.number_of(("cos", x.key), make))

    def _known_sine(self, turns: Fraction) -> ClosedNumber | None:
        """Return sin(turns pi) for multiples of pi/12 and pi/10 that have roots of whole numbers only."""
        turns %= 2
        sign = 1
        if turns > 1:
            turns, sign = turns - 1, -1
        turns = min(turns, 1 - turns)
        if turns not in _SINES:
            return None
        total = self.of(Fraction(0))
        for value, radicand in _SINES[turns]:
            total = total + self._rational_power(Fraction(radicand), _HALF).scaled(sign * value)
        return total

    def _arc(self, name: str, x: ClosedNumber) -> ClosedNumber:
        """Return a multiple of pi/12 or pi/10 if x is exactly the sine (cosine, tangent) of it."""
        angle = RULES[name](x.ball(128))
        if not angle.is_finite():
            raise NotKnownError
        turns = Fraction(round(60 * float(angle.mid()) / math.pi), 60)
        sine, cosine = self._known_sine(turns), self._known_sine(turns + _HALF)
        if sine is not None and cosine is not None:
            rest = {"asin": lambda: x - sine, "acos": lambda: x - cosine, "atan": lambda: x * cosine - sine}[name]()
            if not rest:
                return self.generators.alone(self._pi).scaled(turns)
        return self._opaque(name, x)

    def _area(self, name: str, x: ClosedNumber) -> ClosedNumber:
        """Return asinh, acosh or atanh as a logarithm."""
        one = self.of(_ONE)
        if name == "atanh":
            return self._log((one + x) / (one - x)).scaled(_HALF)
        square = x * x + (one if name == "asinh" else -one)
        return self._log(x + (self.power(square, _HALF) if square else square))


def _call(name: str, x: ClosedNumber) -> str:
    return f"{name}({x.text})" if x.text else ""


_SINES: Mapping[Fraction, tuple[tuple[Fraction, int], ...]] = MappingProxyType({
    Fraction(0): (),
    Fraction(1, 12): ((Fraction(1, 4), 6), (Fraction(-1, 4), 2)),
    Fraction(1, 10): ((Fraction(1, 4), 5), (Fraction(-1, 4), 1)),
    Fraction(1, 6): ((_HALF, 1),),
    Fraction(1, 4): ((_HALF, 2),),
    Fraction(3, 10): ((Fraction(1, 4), 5), (Fraction(1, 4), 1)),
    Fraction(1, 3): ((_HALF, 3),),
    Fraction(5, 12): ((Fraction(1, 4), 6), (Fraction(1, 4), 2)),
    _HALF: ((_ONE, 1),),
})
"""sin(t pi) for t in [0, 1/2] as a sum of multiples of square roots."""
