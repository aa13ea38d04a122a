"""Whether an expression of numbers and roots is zero: decided by a bound below which no such number lies."""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb

from hessview.calculus.effort import bits_of_literal
from hessview.calculus.exact_gradient import constant_balls
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder

_QUICK = 128
_UNBOUNDED = 1024
"""Digits with which a number without a bound may still turn out not to be zero."""

_MOST_BITS = 8_000
_MOST_NODES = 5_000
_LARGEST_EXPONENT = 1000
_SLACK = 1.0 + 1e-9
"""For the rounding of the bounds themselves."""


def is_zero(root: Expression) -> bool | None:
    """Whether the value of a tree without symbols is exactly zero.

    Returns
    -------
    bool or None
        False if it certainly is not, True if it certainly is; None if the tree has more than + - * / and roots, is not
        certainly defined, or is too large.

    Notes
    -----
    Write the value as U/L, where U and L are made of integers by + - * and roots alone, and so are algebraic integers.
    With every choice of the roots' branches |U| <= u and |L| <= l, by the rules of `_Bounds`. The degree of U over the
    rationals is at most D, the product of the degrees of all roots. If U is not zero, the product of its conjugates is
    at least 1, so |U| >= u^(1 - D) and |U/L| >= 1/(l u^(D - 1)) (C. Burnikel, R. Fleischer, K. Mehlhorn, S. Schirra,
    A strong and easily computable separation bound for arithmetic expressions involving radicals, Algorithmica 27
    (2000) 87-99).
    """
    bits: int | None = None
    precision = _QUICK
    while precision <= (_UNBOUNDED if precision > _QUICK and bits is None else 4 * _MOST_BITS):
        value = constant_balls((root,), precision)[id(root)]
        if not value.is_finite():
            return None
        if not value.contains(0):
            return False
        if bits is None:
            bits = separation_bits(root)
        # Powers of two are exact in any precision.
        if bits is not None and value.abs_upper() < arb(2) ** -bits:
            return True
        precision = max(2 * precision, 0 if bits is None else bits + 64)
    return None


def separation_bits(root: Expression) -> int | None:
    """Return b such that the value is zero or at least 2^-b; None if it is no number of roots, or b would be large."""
    nodes = list(postorder(root))
    if len(nodes) > _MOST_NODES:
        return None
    bounds = _Bounds()
    try:
        for node in nodes:
            bounds.add(node)
    except (_NotAlgebraicError, OverflowError):
        return None
    u, l = bounds.of[id(root)]
    bits = ((bounds.degree - 1) * u + l) * _SLACK + 2.0
    return math.ceil(bits) if bits <= _MOST_BITS else None


class _NotAlgebraicError(ArithmeticError):
    """A node is neither arithmetic nor a root."""


class _Bounds:
    """log2 u and log2 l of every node, from above, and the degree of all roots together.

    For a root of U/L both root U and root L are new numbers, unless L is 1.
    """

    def __init__(self) -> None:
        self.of: dict[int, tuple[float, float]] = {}
        self.degree = 1
        self._values: dict[int, Fraction] = {}

    def add(self, node: Expression) -> None:
        """Note the bounds of a node whose arguments are noted."""
        match node:
            case Number(_, literal):
                if bits_of_literal(literal) > _MOST_BITS:
                    raise _NotAlgebraicError
                self._note_rational(node, Fraction(literal))
            case Constant() | Symbol():
                raise _NotAlgebraicError
            case Apply(function, arguments):
                exact = _rational(function, [self._values.get(id(argument)) for argument in arguments])
                if exact is not None:
                    self._note_rational(node, exact)
                else:
                    self.of[id(node)] = self._applied(node)

    def _note_rational(self, node: Expression, value: Fraction) -> None:
        self._values[id(node)] = value
        self.of[id(node)] = _bits(max(1, abs(value.numerator))), _bits(value.denominator)

    def _applied(self, node: Apply) -> tuple[float, float]:
        pairs = [self.of[id(argument)] for argument in node.arguments]
        match node.function, pairs:
            case "neg" | "abs", [pair]:
                return pair
            case "add" | "sub", [(u, l), (v, m)]:
                return _sum(u + m, v + l), l + m
            case "mul", [(u, l), (v, m)]:
                return u + v, l + m
            case "div", [(u, l), (v, m)]:
                return u + m, l + v
            case "sqrt", [pair]:
                return self._root(pair, 2)
            case "cbrt", [pair]:
                return self._root(pair, 3)
            case "hypot", [(u, l), (v, m)]:
                return self._root((_sum(2 * (u + m), 2 * (v + l)), 2 * (l + m)), 2)
            case "pow", [pair, _]:
                return self._power(pair, self._values.get(id(node.arguments[1])))
        raise _NotAlgebraicError

    def _power(self, pair: tuple[float, float], exponent: Fraction | None) -> tuple[float, float]:
        if exponent is None or max(abs(exponent.numerator), exponent.denominator) > _LARGEST_EXPONENT:
            raise _NotAlgebraicError
        u, l = self._root(pair, exponent.denominator)
        n = exponent.numerator
        return (n * u, n * l) if n >= 0 else (-n * l, -n * u)

    def _root(self, pair: tuple[float, float], k: int) -> tuple[float, float]:
        u, l = pair
        self.degree *= k if l == 0.0 else k * k
        if self.degree > _MOST_BITS:
            raise _NotAlgebraicError
        return u / k, l / k


def _rational(function: str, values: list[Fraction | None]) -> Fraction | None:
    """Return the value of an operation on short fractions: its lowest terms are the sharpest bounds."""
    match function, values:
        case "neg", [Fraction() as x]:
            return -x
        case "add", [Fraction() as x, Fraction() as y]:
            result = x + y
        case "sub", [Fraction() as x, Fraction() as y]:
            result = x - y
        case "mul", [Fraction() as x, Fraction() as y]:
            result = x * y
        case "div", [Fraction() as x, Fraction() as y] if y:
            result = x / y
        case "pow", [Fraction() as x, Fraction() as y] if y.denominator == 1 and abs(y) <= 64 and x:
            result = x ** int(y)
        case _:
            return None
    return result if max(abs(result.numerator), result.denominator).bit_length() < _MOST_BITS else None


def _sum(a: float, b: float) -> float:
    """Return log2(2^a + 2^b), from above."""
    return max(a, b) + 1.0


def _bits(n: int) -> float:
    """Return log2 n, from above; exactly 0 for 1."""
    return 0.0 if n == 1 else math.log2(n) * _SLACK if n.bit_length() < 1000 else float(n.bit_length())

