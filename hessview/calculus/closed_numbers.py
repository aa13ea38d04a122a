"""Numbers in closed form, such as (1 + sqrt(5))/2, pi/4 or log 2, with exact arithmetic as far as it can be decided.

A number is a polynomial with rational coefficients in generators: roots of primes (which are linearly independent over
the rationals: A. S. Besicovitch, Journal of the London Mathematical Society 15 (1940) 3-6), pi, e, logarithms of
primes, and one generator for every other value that is met, such as sin 1, some of them with a rule for their square.
If the polynomial is empty the number is certainly zero; if its ball does not contain 0 it certainly is not; else the
sign is not known, and nothing is claimed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb, ctx, fmpq

from hessview.calculus.ball import whole_power, working_precision
from hessview.calculus.effort import bits_of
from hessview.calculus.series import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Powers = tuple[tuple[int, Fraction], ...]
"""Generators by their number, ascending, with exponents that are not 0."""

PRECISIONS = (128, 512, 2048)
"""Binary digits with which a sign is looked for."""

MOST_TERMS = 40
LONGEST_TEXT = 20
LARGEST_EXPONENT = 10_000
_LARGEST_FACTOR = 1000
_MOST_POWER = 64

_ONE = Fraction(1)


@dataclass(frozen=True)
class Generator:
    """One of the numbers that others are polynomials in.

    Attributes
    ----------
    ball
        Makes a ball around it, in the working precision.
    text
        What it is called.
    positive
        Whether it is known to be positive: then its powers may be fractions.
    prime
        If it is a prime number, else 0.
    power, value
        generator^power = value, if such a rule is known; else power is 0.
    inverse
        What it is the inverse of, if it is only that.
    log_of
        The prime whose logarithm it is, else 0.
    logarithm
        Its own logarithm, if that is known.
    """

    ball: Callable[[], arb]
    text: str = ""
    positive: bool = False
    prime: int = 0
    power: int = 0
    value: ClosedNumber | None = None
    inverse: ClosedNumber | None = None
    log_of: int = 0
    logarithm: ClosedNumber | None = None


class Generators:
    """The generators of one question, by keys that say what they are."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._made: list[Generator] = []

    def __getitem__(self, number: int) -> Generator:
        return self._made[number]

    def number_of(self, key: object, make: Callable[[], Generator]) -> int:
        """Return the number of the generator with this key, made if it is new."""
        if key not in self._numbers:
            generator = make()
            self._numbers[key] = len(self._made)
            self._made.append(generator)
        return self._numbers[key]

    def prime(self, p: int) -> int:
        """Return the number of a prime."""
        return self.number_of(("prime", p), lambda: Generator(lambda: arb(p), str(p), positive=True, prime=p))

    def rational(self, value: Fraction | int) -> ClosedNumber:
        """Return a rational number."""
        return ClosedNumber(self, {(): Fraction(value)} if value else {})

    def alone(self, number: int, exponent: Fraction = _ONE) -> ClosedNumber:
        """Return a power of a generator."""
        return _normal(self, [(((number, exponent),), _ONE)])


class ClosedNumber:
    """A polynomial in generators; immutable. False if it is certainly zero."""

    __slots__ = ("_balls", "generators", "terms")

    def __init__(self, generators: Generators, terms: Mapping[Powers, Fraction]) -> None:
        self.generators = generators
        self.terms = terms
        self._balls: dict[int, arb] = {}

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: ClosedNumber) -> ClosedNumber:
        total = dict(self.terms)
        for powers, value in other.terms.items():
            total[powers] = total.get(powers, Fraction(0)) + value
        return self._like({powers: value for powers, value in total.items() if value})

    def __sub__(self, other: ClosedNumber) -> ClosedNumber:
        return self + -other

    def __neg__(self) -> ClosedNumber:
        return self._like({powers: -value for powers, value in self.terms.items()})

    def __mul__(self, other: ClosedNumber) -> ClosedNumber:
        products = [
            (_merged(p, q), u * v) for p, u in self.terms.items() for q, v in other.terms.items()
        ]
        return _normal(self.generators, products)

    def __truediv__(self, other: ClosedNumber) -> ClosedNumber:
        return self * other.inverse()

    def scaled(self, factor: Fraction) -> ClosedNumber:
        """Return factor times the number."""
        return self._like({powers: factor * value for powers, value in self.terms.items()} if factor else {})

    @property
    def key(self) -> frozenset[tuple[Powers, Fraction]]:
        """What equal polynomials have in common."""
        return frozenset(self.terms.items())

    @property
    def fraction(self) -> Fraction | None:
        """The number if it is rational by its form, else None."""
        if not self.terms:
            return Fraction(0)
        return self.terms[()] if set(self.terms) == {()} else None

    @property
    def cost(self) -> int:
        """Bits that tell what an operation costs."""
        return bits_of(self.terms.values()) + 256 * max(0, len(self.terms) - 1)

    @property
    def text(self) -> str:
        """The number as it would be typed; empty if that is long."""
        if not self.terms or len(self.terms) > 2:
            return ""
        parts = [_term_text(self.generators, powers, value) for powers, value in sorted(self.terms.items())]
        return "" if "" in parts else " + ".join(parts).replace("+ -", "- ")

    def ball(self, precision: int) -> arb:
        """Return a ball around the number."""
        if precision not in self._balls:
            with working_precision(precision):
                total = arb(0)
                for powers, value in self.terms.items():
                    term = _rational_ball(value)
                    for number, exponent in powers:
                        term *= _power_ball(self.generators[number].ball(), exponent)
                    total += term
            self._balls[precision] = total
        return self._balls[precision]

    def ball_here(self) -> arb:
        """Return a ball around the number in the working precision that is set."""
        return self.ball(ctx.prec)

    def sign(self) -> int:
        """Return -1, 0 or 1.

        Raises
        ------
        NotKnownError
            When neither the form nor the digits tell.
        """
        if (fraction := self.fraction) is not None:
            return (fraction > 0) - (fraction < 0)
        for precision in PRECISIONS:
            ball = self.ball(precision)
            if ball > 0:
                return 1
            if ball < 0:
                return -1
            if not self._without_inverses():
                return 0
        raise NotKnownError

    def inverse(self) -> ClosedNumber:
        """Return 1 / the number.

        Raises
        ------
        ZeroDivisionError
            If it is zero.
        NotKnownError
            When it is not known whether it is.
        """
        if not self.sign():
            raise ZeroDivisionError
        if len(self.terms) == 1:
            [(powers, value)] = self.terms.items()
            return _normal(self.generators, [(tuple((g, -e) for g, e in powers), 1 / value)])
        conjugate = self._conjugate()
        if conjugate is not None:
            product = self * conjugate
            return conjugate * product.inverse()
        lead = self.terms[min(self.terms)]
        unit = self.scaled(1 / lead)
        generators = self.generators

        def make() -> Generator:
            return Generator(lambda: 1 / unit.ball_here(), inverse=unit)

        return generators.alone(generators.number_of(("inverse", unit.key), make)).scaled(1 / lead)

    def _conjugate(self) -> ClosedNumber | None:
        """Return the number with the sign of one square root turned, if it has one."""
        half = Fraction(1, 2)
        for powers in self.terms:
            for number, exponent in powers:
                generator = self.generators[number]
                if (generator.prime and exponent == half) or (generator.power == 2 and exponent == 1):
                    if not all(dict(p).get(number, exponent) == exponent for p in self.terms):
                        continue
                    return self._like({p: -v if dict(p).get(number) else v for p, v in self.terms.items()})
        return None

    def _without_inverses(self) -> ClosedNumber:
        """Return the number times what its inverses are the inverses of."""
        result = self
        while True:
            found = {g for powers in result.terms for g, _ in powers if result.generators[g].inverse is not None}
            if not found:
                return result
            number = max(found)
            unit = result.generators[number].inverse
            highest = max(int(dict(powers).get(number, 0)) for powers in result.terms)
            total = result.generators.rational(0)
            for powers, value in result.terms.items():
                rest = tuple((g, e) for g, e in powers if g != number)
                term = ClosedNumber(result.generators, {rest: value})
                for _ in range(highest - int(dict(powers).get(number, 0))):
                    term = term * unit if unit is not None else term
                total = total + term
            result = total

    def _like(self, terms: Mapping[Powers, Fraction]) -> ClosedNumber:
        return ClosedNumber(self.generators, terms)


def _term_text(generators: Generators, powers: Powers, value: Fraction) -> str:
    """Return value times a product of powers: ``-3sqrt(2)/4``; empty if a generator has no name or it is long."""
    factors = []
    for number, exponent in powers:
        name = generators[number].text
        if not name:
            return ""
        power = name if exponent == 1 else f"{name}^{exponent}" if exponent > 1 and exponent.denominator == 1 else (
            f"sqrt({name})" if exponent == Fraction(1, 2) else f"{name}^({exponent})"
        )  # fmt: skip
        factors.append(power)
    top, bottom = abs(value.numerator), value.denominator
    text = " ".join([str(top), *factors] if top != 1 or not factors else factors).replace(f"{top} ", str(top), 1)
    text = f"{'-' if value < 0 else ''}{text}{f'/{bottom}' if bottom != 1 else ''}"
    return text if len(text) <= LONGEST_TEXT else ""


def _rational_ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _power_ball(x: arb, exponent: Fraction) -> arb:
    if exponent.denominator != 1:
        return x ** _rational_ball(exponent)
    result = whole_power(x, abs(int(exponent)))
    return result if exponent > 0 else 1 / result


def _merged(p: Powers, q: Powers) -> Powers:
    if not p or not q:
        return p or q
    total = dict(p)
    for number, exponent in q:
        total[number] = total.get(number, Fraction(0)) + exponent
    return tuple(sorted((number, exponent) for number, exponent in total.items() if exponent))


def _normal(generators: Generators, terms: list[tuple[Powers, Fraction]]) -> ClosedNumber:
    """Return a sum of products with whole powers of primes multiplied out and every rule for powers applied."""
    if any(abs(exponent) > LARGEST_EXPONENT for powers, _ in terms for _, exponent in powers):
        raise NotKnownError
    total: dict[Powers, Fraction] = {}
    open_ = list(terms)
    while open_:
        powers, value = open_.pop()
        again = next((number for number, exponent in powers if _is_ruled(generators[number], exponent)), None)
        if again is not None:
            open_ += _ruled(generators, powers, value, again)
        else:
            kept, factor = _primes_out(generators, powers)
            total[kept] = total.get(kept, Fraction(0)) + factor * value
        if len(total) > MOST_TERMS:
            raise NotKnownError
    return ClosedNumber(generators, {powers: value for powers, value in total.items() if value})


def _is_ruled(generator: Generator, exponent: Fraction) -> bool:
    if generator.inverse is not None and exponent < 0:
        return True
    return bool(generator.power) and not 0 < exponent < generator.power


def _ruled(generators: Generators, powers: Powers, value: Fraction, number: int) -> list[tuple[Powers, Fraction]]:
    """Return a term with the rule of one generator applied once."""
    generator = generators[number]
    exponent = dict(powers)[number]
    rest = tuple((g, e) for g, e in powers if g != number)
    if generator.inverse is not None:
        other = generator.inverse
        left = exponent + 1
    elif generator.value is None:
        raise NotKnownError
    else:
        down = exponent >= generator.power
        other = generator.value if down else generator.value.inverse()
        left = exponent - generator.power if down else exponent + generator.power
    kept = _merged(rest, ((number, left),)) if left else rest
    return [(_merged(kept, p), value * v) for p, v in other.terms.items()]


def _primes_out(generators: Generators, powers: Powers) -> tuple[Powers, Fraction]:
    factor = _ONE
    kept: list[tuple[int, Fraction]] = []
    for number, exponent in powers:
        prime = generators[number].prime
        if prime:
            whole = math.floor(exponent)
            if abs(whole) > _MOST_POWER:
                raise NotKnownError
            factor *= Fraction(prime) ** whole
        left = exponent % 1 if prime else exponent
        if left:
            kept.append((number, left))
    return tuple(kept), factor


def prime_factors(n: int) -> dict[int, int]:
    """Return the exponents of factors whose product is n > 0: primes, except perhaps the largest, found by trial."""
    if n.bit_length() > 200:
        raise NotKnownError
    found: dict[int, int] = {}
    p = 2
    while p <= _LARGEST_FACTOR and p * p <= n:
        while n % p == 0:
            found[p] = found.get(p, 0) + 1
            n //= p
        p += 1
    root = math.isqrt(n)
    if root * root == n and n > 1:
        found[root] = found.get(root, 0) + 2
    elif n > 1:
        found[n] = found.get(n, 0) + 1
    return found
