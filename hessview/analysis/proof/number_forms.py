"""Expressions that a number known to a hundred digits is likely to be; guesses, for others to prove."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from hessview.analysis.proof.integer_relations import relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.language.expression import Builder, Expression

_LARGEST_DENOMINATOR = 10**6
_LARGEST_COEFFICIENT = 10**5
_LARGEST_FACTOR = 10**4
_BITS = 240
"""Digits that a relation uses; balls must be sharper."""

_LARGEST_ARGUMENT = 1000
_PRIMES = (2, 3, 5, 7)


class NumberForms:
    """Looks for the form of a number; to be used in a `working_precision` of more than 300 binary digits.

    Parameters
    ----------
    builder
        Makes the trees.
    """

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._searches: tuple[Callable[[arb], Expression | None], ...] = (
            self._surd, self._with_pi, self._root_of_surd, self._root_with_pi, self._root, self._logarithm,
            self._exponential, self._arc,
        )  # fmt: skip

    def of(self, x: arb) -> Expression | None:
        """Return the simplest form found whose value lies in the ball, as far as its digits tell."""
        if not x.is_finite() or x.rad() > arb(2) ** (-_BITS - 20) * (1 + abs(x)):
            return None
        exact = rational_in(x)
        if exact is not None:
            return self._rational(exact)
        for search in self._searches:
            form = search(x)
            if form is not None:
                return form
        return None

    # Each search returns None if x has no such form.

    def _surd(self, x: arb) -> Expression | None:
        """Return (p + q sqrt(d))/r, a root of a quadratic equation with integer coefficients."""
        found = relation([arb(1), x, x * x], _BITS, _LARGEST_COEFFICIENT)
        if found is None or found[2] == 0:
            return None
        c, b, a = found if found[2] > 0 else tuple(-k for k in found)
        discriminant = b * b - 4 * a * c
        if discriminant <= 0:
            return None
        square, d = _square_part(discriminant)
        sign = 1 if 2 * a * x + b > 0 else -1
        return self._combined(Fraction(-b, 2 * a), Fraction(sign * square, 2 * a), self._sqrt_of(Fraction(d)))

    def _with_pi(self, x: arb) -> Expression | None:
        """Return (p + q pi)/r."""
        found = relation([arb(1), arb.pi(), x], _BITS, _LARGEST_FACTOR)
        if found is None or found[2] == 0 or found[1] == 0:
            return None
        p, q, r = found
        return self._combined(Fraction(-p, r), Fraction(-q, r), self._builder.constant("pi"))

    def _root_of_surd(self, x: arb) -> Expression | None:
        square = self._surd(x * x)
        return None if square is None else self._signed(x, self._builder.apply("sqrt", square))

    def _root_with_pi(self, x: arb) -> Expression | None:
        square = self._with_pi(x * x)
        return None if square is None else self._signed(x, self._builder.apply("sqrt", square))

    def _root(self, x: arb) -> Expression | None:
        """Return a root of a rational number, such as cbrt(2) or (1/3)^(1/4)."""
        power = x * x
        for k in range(3, 9):
            power = power * x
            exact = rational_in(abs(power))
            if exact is not None and exact:
                base = self._rational(exact)
                exponent = self._rational(Fraction(1, k))
                apply = self._builder.apply
                return self._signed(x, apply("cbrt", base) if k == 3 else apply("pow", base, exponent))
        return None

    def _logarithm(self, x: arb) -> Expression | None:
        """Return log(r)/k for a rational number or a surd r."""
        if abs(x) > 30:
            return None
        powers = [(k, (k * abs(x)).exp()) for k in (1, 2, 3, 4)]
        for k, power in powers:
            exact = rational_in(power)
            if exact is not None:
                return self._signed(x, self._over(self._builder.apply("log", self._rational(exact)), k))
        for k, power in powers[:2]:
            surd = self._surd(power)
            if surd is not None:
                return self._signed(x, self._over(self._builder.apply("log", surd), k))
        return None

    def _exponential(self, x: arb) -> Expression | None:
        """Return exp(s) times a root of a rational number."""
        logarithms = [abs(x).log(), arb(1), *(arb(p).log() for p in _PRIMES)]
        found = relation(logarithms, _BITS, 48)
        if found is None or found[0] == 0 or found[1] == 0:
            return None
        exponent = Fraction(-found[1], found[0])
        powers = [Fraction(-c, found[0]) for c in found[2:]]
        k = math.lcm(*(power.denominator for power in powers))
        inside, outside = Fraction(1), Fraction(1)
        for p, power in zip(_PRIMES, powers, strict=True):
            whole = math.floor(power) if k > 1 else int(power)
            outside *= Fraction(p) ** whole
            inside *= Fraction(p) ** int((power - whole) * k)
        factor = self._radical(inside, k)
        power_of_e = self._builder.apply("exp", self._rational(exponent))
        product = power_of_e if factor is None else self._builder.apply("mul", factor, power_of_e)
        return self._signed(x, self._scaled(outside, product))

    def _arc(self, x: arb) -> Expression | None:
        """Return an arc whose tangent, cosine or sine is a rational number or a surd, and multiples of pi."""
        if abs(x) > _LARGEST_ARGUMENT:
            return None
        values = [("atan", x.tan(), arb.atan), ("acos", x.cos(), arb.acos), ("asin", x.sin(), arb.asin)]
        finite = [(name, value, arc) for name, value, arc in values if value.is_finite()]
        for name, value, arc in finite:
            exact = rational_in(value)
            if exact is not None:
                return self._turned(x, name, self._rational(abs(exact)), arc(abs(value)))
        for name, value, arc in finite:
            surd = self._surd(abs(value))
            if surd is not None:
                return self._turned(x, name, surd, arc(abs(value)))
        return None

    def _turned(self, x: arb, name: str, argument: Expression, angle: arb) -> Expression | None:
        """Return the arc of `argument`, of the value `angle`, plus or minus and by multiples of pi, that x is."""
        found = relation([x, angle, arb.pi()], _BITS, _LARGEST_FACTOR)
        if found is None or abs(found[0]) != 1 or abs(found[1]) != 1:
            return None
        sign, turns = -found[1] * found[0], -found[2] * found[0]
        node = self._builder.apply(name, argument)
        return self._sum(self._scaled(Fraction(turns), self._builder.constant("pi")) if turns else None, sign, node)

    # How forms are written.

    def _number(self, value: int) -> Expression:
        return self._builder.number(float(value), str(value))

    def _rational(self, value: Fraction) -> Expression:
        top = self._number(abs(value.numerator))
        positive = top if value.denominator == 1 else self._builder.apply("div", top, self._number(value.denominator))
        return self._builder.apply("neg", positive) if value < 0 else positive

    def _signed(self, x: arb, positive: Expression) -> Expression:
        return self._builder.apply("neg", positive) if x < 0 else positive

    def _sqrt_of(self, value: Fraction) -> Expression:
        return self._builder.apply("sqrt", self._rational(value))

    def _radical(self, value: Fraction, k: int) -> Expression | None:
        if value == 1 or k == 1:
            return None
        if k == 2:
            return self._sqrt_of(value)
        return self._builder.apply("pow", self._rational(value), self._rational(Fraction(1, k)))

    def _over(self, node: Expression, k: int) -> Expression:
        return node if k == 1 else self._builder.apply("div", node, self._number(k))

    def _scaled(self, factor: Fraction, node: Expression) -> Expression:
        """Return factor times node, factor not zero: 3 node/4."""
        top, below = abs(factor.numerator), factor.denominator
        product = node if top == 1 else self._builder.apply("mul", self._number(top), node)
        product = self._over(product, below)
        return self._builder.apply("neg", product) if factor < 0 else product

    def _combined(self, first: Fraction, second: Fraction, node: Expression) -> Expression:
        """Return first + second node over one denominator: (1 + sqrt(5))/2."""
        if not first:
            return self._scaled(second, node)
        below = math.lcm(first.denominator, second.denominator)
        p, q = first * below, second * below
        if p < 0 and q < 0:
            return self._builder.apply("neg", self._combined(-first, -second, node))
        total = self._sum(self._rational(p), 1 if q > 0 else -1, self._scaled(abs(q), node))
        if p < 0:
            total = self._sum(self._scaled(q, node), -1, self._rational(-p))
        return self._over(total, below)

    def _sum(self, first: Expression | None, sign: int, second: Expression) -> Expression:
        if first is None:
            return second if sign > 0 else self._builder.apply("neg", second)
        return self._builder.apply("add" if sign > 0 else "sub", first, second)


def rational_in(x: arb) -> Fraction | None:
    """Return the rational number with a small denominator in a ball, None if there is none."""
    if not x.is_finite() or abs(x) > 1e15:
        return None
    mantissa, exponent = x.mid().man_exp()
    middle = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    near = middle.limit_denominator(_LARGEST_DENOMINATOR)
    return near if (x * near.denominator).contains(near.numerator) else None


def _square_part(n: int) -> tuple[int, int]:
    """Return s and d with n = s^2 d, d without small square factors."""
    square, rest = 1, n
    for p in (2, *range(3, 1000, 2)):
        while rest % (p * p) == 0:
            rest //= p * p
            square *= p
        if p * p > rest:
            break
    root = math.isqrt(rest)
    return (square * root, 1) if root * root == rest else (square, rest)
