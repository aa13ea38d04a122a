"""Value, gradient and Hessian in exact rational arithmetic, for formulas that stay rational at the point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.jet import Jet
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hessview.language.formula import Formula

MOST_VARIABLES = 8
MOST_NODES = 2000
MOST_BITS = 40_000
MOST_POWER = 64

_ZERO, _ONE = Fraction(0), Fraction(1)


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


def rational_jet(formula: Formula, point: Sequence[Fraction | float]) -> RationalJet | None:
    """Return the exact jet of `formula` at `point`, or None where some step is not rational or too large.

    Decimals mean exact rationals, a parameter its double. Besides + − · / and whole powers a few values are known
    exactly, such as cos 0, log 1 and the roots of squares, so that cos(x) + x^2/2 can be followed at 0.
    """
    n = formula.dimension
    if n > MOST_VARIABLES or not all(math.isfinite(x) for x in point):
        return None
    known: dict[str, _Dual] = {name: _constant(Fraction(value), n) for name, value in formula.parameters}
    for j, (name, x) in enumerate(zip(formula.variables, point, strict=True)):
        gradient = tuple(_ONE if k == j else _ZERO for k in range(n))
        known[name] = _Dual(Fraction(x), gradient, (_ZERO,) * (n * n))
    made: dict[int, _Dual] = {}
    try:
        for count, node in enumerate(postorder(formula.expression)):
            if count > MOST_NODES:
                return None
            made[id(node)] = _node(node, known, made, n)
    except (_NotRationalError, ZeroDivisionError):
        return None
    f = made[id(formula.expression)]
    return RationalJet(f.value, f.gradient, tuple(f.hessian[i * n : (i + 1) * n] for i in range(n)))


class _NotRationalError(ArithmeticError):
    """A step left the rationals, or its numbers grew too long."""


@dataclass(frozen=True, slots=True)
class _Dual:
    """A value with its first and second derivatives; the Hessian row by row."""

    value: Fraction
    gradient: tuple[Fraction, ...]
    hessian: tuple[Fraction, ...]


def _constant(value: Fraction, n: int) -> _Dual:
    return _Dual(value, (_ZERO,) * n, (_ZERO,) * (n * n))


def _node(node: Expression, known: Mapping[str, _Dual], made: Mapping[int, _Dual], n: int) -> _Dual:
    match node:
        case Number(_, literal):
            return _constant(Fraction(literal), n)
        case Symbol(name):
            return known[name]
        case Constant():
            raise _NotRationalError
        case Apply(function, arguments):
            values = [made[id(argument)] for argument in arguments]
            result = _BINARY[function](*values) if function in _BINARY else _unary(function, values)
            if max(result.value.numerator.bit_length(), result.value.denominator.bit_length()) > MOST_BITS:
                raise _NotRationalError
            return result
    raise _NotRationalError


def _add(a: _Dual, b: _Dual) -> _Dual:
    return _Dual(a.value + b.value, _sum(a.gradient, b.gradient), _sum(a.hessian, b.hessian))


def _sub(a: _Dual, b: _Dual) -> _Dual:
    return _add(a, _times(b, Fraction(-1)))


def _mul(a: _Dual, b: _Dual) -> _Dual:
    gradient = tuple(a.value * q + b.value * p for p, q in zip(a.gradient, b.gradient, strict=True))
    cross = _outer(a.gradient, b.gradient)
    n = len(a.gradient)
    hessian = tuple(
        a.value * b.hessian[k] + b.value * a.hessian[k] + cross[k] + cross[(k % n) * n + k // n] for k in range(n * n)
    )
    return _Dual(a.value * b.value, gradient, hessian)


def _div(a: _Dual, b: _Dual) -> _Dual:
    return _mul(a, _power(b, -1))


def _pow(a: _Dual, b: _Dual) -> _Dual:
    if any(b.gradient) or any(b.hessian) or b.value.denominator != 1 or abs(b.value) > MOST_POWER:
        if b.value == Fraction(1, 2) and not any(b.gradient) and not any(b.hessian):
            return _unary("sqrt", [a])
        raise _NotRationalError
    return _power(a, int(b.value))


def _power(a: _Dual, k: int) -> _Dual:
    x = a.value
    if k == 0:
        return _constant(_ONE, len(a.gradient))
    if x == 0 and k < 0:
        raise ZeroDivisionError
    first = k * x ** (k - 1) if k != 1 else _ONE
    second = _ZERO if k == 1 else k * (k - 1) * (x ** (k - 2) if k != 2 else _ONE)
    return _chain(a, x**k, Fraction(first), Fraction(second))


def _unary(function: str, arguments: Sequence[_Dual]) -> _Dual:
    if len(arguments) != 1:
        raise _NotRationalError
    (a,) = arguments
    x = a.value
    if function == "neg":
        return _times(a, Fraction(-1))
    if function == "abs" and x:
        return a if x > 0 else _times(a, Fraction(-1))
    if function == "sqrt" and x > 0:
        root = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
        if root * root == x:
            return _chain(a, root, 1 / (2 * root), -1 / (4 * root * x))
    derivatives = _AT_SPECIAL.get((function, x))
    if derivatives is None:
        raise _NotRationalError
    return _chain(a, *(Fraction(d) for d in derivatives))


def _chain(a: _Dual, value: Fraction, first: Fraction, second: Fraction) -> _Dual:
    cross = _outer(a.gradient, a.gradient) if second else None
    hessian = tuple(
        first * h + (second * cross[k] if cross is not None else _ZERO) for k, h in enumerate(a.hessian)
    )
    return _Dual(value, tuple(first * g for g in a.gradient), hessian)


def _times(a: _Dual, factor: Fraction) -> _Dual:
    return _chain(a, factor * a.value, factor, _ZERO)


def _sum(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(p + q for p, q in zip(a, b, strict=True))


def _outer(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(p * q if p and q else _ZERO for p in a for q in b)


def _rounded(x: Fraction) -> tuple[float, float]:
    try:
        near = float(x)
    except OverflowError:
        return math.copysign(math.inf, x), math.inf
    rest = abs(x - Fraction(near))
    return near, math.nextafter(float(rest), math.inf) if rest else 0.0


_BINARY: Mapping[str, Callable[[_Dual, _Dual], _Dual]] = MappingProxyType(
    {"add": _add, "sub": _sub, "mul": _mul, "div": _div, "pow": _pow}
)

_AT_SPECIAL: Mapping[tuple[str, int | Fraction], tuple[int, int, int]] = MappingProxyType(
    {
        ("exp", 0): (1, 1, 1), ("expm1", 0): (0, 1, 1), ("log", 1): (0, 1, -1), ("log1p", 0): (0, 1, -1),
        ("sin", 0): (0, 1, 0), ("cos", 0): (1, 0, -1), ("tan", 0): (0, 1, 0),
        ("asin", 0): (0, 1, 0), ("atan", 0): (0, 1, 0),
        ("sinh", 0): (0, 1, 0), ("cosh", 0): (1, 0, 1), ("tanh", 0): (0, 1, 0),
        ("asinh", 0): (0, 1, 0), ("atanh", 0): (0, 1, 0), ("sec", 0): (1, 0, 1),
    }
)  # fmt: skip
