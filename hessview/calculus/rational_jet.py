"""Value, gradient and Hessian in exact rational arithmetic, for formulas that stay rational at the point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.effort import Effort, TooMuchEffort, bits_of, bits_of_literal
from hessview.calculus.jet import Jet
from hessview.language.expression import Apply, Expression, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.language.formula import Formula

MOST_VARIABLES = 8
MOST_POWER = 64

_ZERO, _ONE = Fraction(0), Fraction(1)
"""Most entries of a jet are one of these two, told by identity: it costs nothing; others that equal them may be."""


@dataclass(frozen=True)
class RationalJet:
    """The exact second-order jet at a point with double coordinates: no rounding anywhere.

    Attributes
    ----------
    value, gradient, hessian
        f, n fractions, n rows of n fractions.
    """

    value: Fraction
    gradient: tuple[Fraction, ...]
    hessian: tuple[tuple[Fraction, ...], ...]

    def rounded(self) -> Jet:
        """Return the jet rounded to doubles; its errors are those of this one rounding, often 0."""
        g = [_rounded(entry) for entry in self.gradient]
        H = [[_rounded(entry) for entry in row] for row in self.hessian]
        value, error = _rounded(self.value)
        return Jet(
            value,
            np.array([entry for entry, _ in g]),
            np.array([[entry for entry, _ in row] for row in H]),
            error,
            np.array([e for _, e in g]),
            np.array([[e for _, e in row] for row in H]),
        )


def rational_jet(
    formula: Formula, point: Sequence[Fraction | float], effort: Effort | None = None
) -> RationalJet | None:
    """Return the exact jet of `formula` at `point`, or None where some step is not rational.

    Decimals mean exact rationals, a parameter its double. Besides + − · / and whole powers a few values are known
    exactly, such as cos 0, log 1 and the roots of squares, so that cos(x) + x^2/2 can be followed at 0. None also when
    `effort` is exhausted (one of its own by default).
    """
    n = formula.dimension
    if n > MOST_VARIABLES or not all(math.isfinite(x) for x in point):
        return None
    ring = _Jets(n, effort or Effort())
    try:
        return ring.of(formula, point)
    except (_NotRationalError, ZeroDivisionError, TooMuchEffort):
        return None


class _NotRationalError(ArithmeticError):
    """A step left the rationals."""


@dataclass(frozen=True, slots=True)
class _Dual:
    """A value with its first derivatives and the upper triangle of its second ones, row by row.

    `bits` is the length of the longest of them, `size` how many are not zero: together what they cost.
    """

    value: Fraction
    gradient: tuple[Fraction, ...]
    hessian: tuple[Fraction, ...]
    bits: int
    size: int


@cache
def _triangle(n: int) -> tuple[tuple[int, int], ...]:
    return tuple(combinations_with_replacement(range(n), 2))


class _Jets:
    """Arithmetic of second-order jets in n variables, paid from an allowance."""

    def __init__(self, n: int, effort: Effort) -> None:
        self._n = n
        self._effort = effort
        self._pairs = _triangle(n)
        self._flat = (_ZERO,) * n
        self._straight = (_ZERO,) * len(self._pairs)
        # What is zero costs little, but not nothing.
        self._upkeep = 1 + len(self._pairs) // 8

    def of(self, formula: Formula, point: Sequence[Fraction | float]) -> RationalJet:
        """Return the jet of a formula."""
        n = self._n
        known = {name: self._constant(Fraction(value)) for name, value in formula.parameters}
        for j, (name, x) in enumerate(zip(formula.variables, point, strict=True)):
            gradient = tuple(_ONE if k == j else _ZERO for k in range(n))
            known[name] = self._dual(Fraction(x), gradient, self._straight)
        made: dict[int, _Dual] = {}
        for node in postorder(formula.expression):
            made[id(node)] = self._node(node, known, made)
        f = made[id(formula.expression)]
        entries = dict(zip(self._pairs, f.hessian, strict=True))
        rows = tuple(tuple(entries[min(i, j), max(i, j)] for j in range(n)) for i in range(n))
        return RationalJet(f.value, f.gradient, rows)

    def _dual(self, value: Fraction, gradient: tuple[Fraction, ...], hessian: tuple[Fraction, ...]) -> _Dual:
        present = [entry for entry in (value, *gradient, *hessian) if entry is not _ZERO and entry]
        return _Dual(value, gradient, hessian, bits_of(present), len(present))

    def _constant(self, value: Fraction) -> _Dual:
        return self._dual(value, self._flat, self._straight)

    def _node(self, node: Expression, known: Mapping[str, _Dual], made: Mapping[int, _Dual]) -> _Dual:
        match node:
            case Number(_, literal):
                self._effort.spend(1, bits_of_literal(literal))
                return self._constant(Fraction(literal))
            case Symbol(name):
                return known[name]
            case Apply(function, arguments):
                return self._applied(function, [made[id(argument)] for argument in arguments])
        raise _NotRationalError

    def _applied(self, function: str, values: Sequence[_Dual]) -> _Dual:
        match function, values:
            case "add", [a, b]:
                return self._add(a, b)
            case "sub", [a, b]:
                return self._add(a, self._times(b, -_ONE))
            case "mul", [a, b]:
                return self._mul(a, b)
            case "div", [a, b]:
                return self._mul(a, self._power(b, -1))
            case "pow", [a, b] if b.gradient == self._flat and b.hessian == self._straight:
                return self._pow(a, b.value)
            case _, [a]:
                return self._unary(function, a)
        raise _NotRationalError

    def _add(self, a: _Dual, b: _Dual) -> _Dual:
        self._effort.spend(self._upkeep + min(a.size, b.size), max(a.bits, b.bits))
        return self._dual(_plus(a.value, b.value), _sum(a.gradient, b.gradient), _sum(a.hessian, b.hessian))

    def _mul(self, a: _Dual, b: _Dual) -> _Dual:
        self._effort.spend(self._upkeep + 2 * (a.size + b.size), max(a.bits, b.bits))
        u, v, p, q = a.value, b.value, a.gradient, b.gradient
        gradient = tuple(_plus(_product(u, y), _product(v, x)) for x, y in zip(p, q, strict=True))
        hessian = tuple(
            _plus(
                _plus(_product(u, k), _product(v, h)),
                _plus(_product(p[i], q[j]), _product(p[j], q[i])),
            )
            for (i, j), h, k in zip(self._pairs, a.hessian, b.hessian, strict=True)
        )
        return self._dual(_product(u, v), gradient, hessian)

    def _pow(self, a: _Dual, exponent: Fraction) -> _Dual:
        if exponent == Fraction(1, 2):
            return self._unary("sqrt", a)
        if exponent.denominator != 1 or abs(exponent) > MOST_POWER:
            raise _NotRationalError
        return self._power(a, int(exponent))

    def _power(self, a: _Dual, k: int) -> _Dual:
        x = a.value
        if k == 0:
            return self._constant(_ONE)
        if x == 0 and k < 0:
            raise ZeroDivisionError
        self._effort.spend(3, abs(k) * a.bits)
        first = _ONE if k == 1 else k * (x if k == 2 else x ** (k - 1))
        second = _ZERO if k == 1 else k * (k - 1) * (x ** (k - 2) if k != 2 else _ONE)
        return self._chain(a, x**k, Fraction(first), Fraction(second))

    def _unary(self, function: str, a: _Dual) -> _Dual:
        x = a.value
        if function == "neg":
            return self._times(a, -_ONE)
        if function == "abs" and x:
            return a if x > 0 else self._times(a, -_ONE)
        if function == "sqrt" and x > 0:
            self._effort.spend(2, a.bits)
            root = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
            if root * root == x:
                return self._chain(a, root, 1 / (2 * root), -1 / (4 * root * x))
        derivatives = _AT_SPECIAL.get((function, x))
        if derivatives is None:
            raise _NotRationalError
        return self._chain(a, *(Fraction(d) for d in derivatives))

    def _chain(self, a: _Dual, value: Fraction, first: Fraction, second: Fraction) -> _Dual:
        self._effort.spend(self._upkeep + 3 * a.size, max(a.bits, bits_of((first, second))))
        g = a.gradient
        bends = [_product(second, x) for x in g]
        hessian = tuple(
            _plus(_product(first, h), _product(bends[i], g[j]))
            for (i, j), h in zip(self._pairs, a.hessian, strict=True)
        )
        return self._dual(value, tuple(_product(first, x) for x in g), hessian)

    def _times(self, a: _Dual, factor: Fraction) -> _Dual:
        return self._chain(a, factor * a.value, factor, _ZERO)


def _sum(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(_plus(p, q) for p, q in zip(a, b, strict=True))


def _plus(a: Fraction, b: Fraction) -> Fraction:
    if a is _ZERO:
        return b
    return a if b is _ZERO else a + b


def _product(a: Fraction, b: Fraction) -> Fraction:
    if a is _ZERO or b is _ZERO:
        return _ZERO
    if a is _ONE:
        return b
    return a if b is _ONE else a * b


def _rounded(x: Fraction) -> tuple[float, float]:
    try:
        near = float(x)
    except OverflowError:
        return math.copysign(math.inf, x), math.inf
    rest = abs(x - Fraction(near))
    return near, math.nextafter(float(rest), math.inf) if rest else 0.0


_AT_SPECIAL: Mapping[tuple[str, int | Fraction], tuple[int, int, int]] = MappingProxyType(
    {
        ("exp", 0): (1, 1, 1), ("expm1", 0): (0, 1, 1), ("log", 1): (0, 1, -1), ("log1p", 0): (0, 1, -1),
        ("sin", 0): (0, 1, 0), ("cos", 0): (1, 0, -1), ("tan", 0): (0, 1, 0),
        ("asin", 0): (0, 1, 0), ("atan", 0): (0, 1, 0),
        ("sinh", 0): (0, 1, 0), ("cosh", 0): (1, 0, 1), ("tanh", 0): (0, 1, 0),
        ("asinh", 0): (0, 1, 0), ("atanh", 0): (0, 1, 0), ("sec", 0): (1, 0, 1),
    }
)  # fmt: skip
