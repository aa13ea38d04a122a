"""Taylor coefficients of functions of one number, by recurrences from their values, over any field.

Most functions are the integral of a power of a polynomial or of exp, or a quotient of two others (R. P. Brent and
H. T. Kung, Fast algorithms for manipulating formal power series, Journal of the ACM 25 (1978) 581-595; D. E. Knuth, The
Art of Computer Programming 2, section 4.7 for the powers).
"""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from hessview.calculus.series import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hessview.calculus.series import Field

C = TypeVar("C", bound=Scalar)

POWERS: Mapping[str, Fraction] = MappingProxyType({"sqrt": Fraction(1, 2)})
"""Rows that are powers."""

_HALF = Fraction(1, 2)


def outer_series(field: Field[C], function: str, x: C, order: int) -> list[C]:
    """Return the Taylor coefficients c_0 .. c_order of `function` about x.

    Raises
    ------
    NotKnownError
        Where the function is not analytic, or the field does not hold a coefficient.
    ZeroDivisionError
        At a pole.
    """
    rule = _RULES.get(function)
    return field.coefficients(function, (x,), order) if rule is None else list(rule(field, x, order))


def outer_power(field: Field[C], x: C, exponent: Fraction, order: int) -> list[C]:
    """Return the Taylor coefficients of u ^ exponent about x."""
    if exponent.denominator == 1 and exponent < 0 and not x:
        raise ZeroDivisionError
    line = [x, field.of(Fraction(1))]
    return _power(field, line, exponent, order)


def _power(field: Field[C], a: Sequence[C], exponent: Fraction, order: int) -> list[C]:
    """Return a(t) ^ exponent: a_0 k b_k = sum_i ((e + 1) i - k) a_i b_(k-i)."""
    result = [field.power(a[0], exponent)]
    for k in range(1, order + 1):
        total = field.of(Fraction(0))
        for i in range(1, min(k, len(a) - 1) + 1):
            total = total + field.of((exponent + 1) * i - k) * (a[i] * result[k - i])
        result.append(total / (field.of(Fraction(k)) * a[0]))
    return result


def _integral(field: Field[C], start: C, slope: Sequence[C], order: int) -> list[C]:
    return [start, *(c / field.of(Fraction(k)) for k, c in enumerate(slope[:order], 1))]


def _quotient(a: Sequence[C], b: Sequence[C]) -> list[C]:
    """Return the coefficients of a / b."""
    if not b[0]:
        raise ZeroDivisionError
    result: list[C] = []
    for k, value in enumerate(a):
        rest = value
        for i in range(k):
            rest = rest - result[i] * b[k - i]
        result.append(rest / b[0])
    return result


def _composed(field: Field[C], outer: Sequence[C], inner: Sequence[C], order: int) -> list[C]:
    """Return the coefficients of the series `outer` at inner - inner_0."""
    zero = field.of(Fraction(0))
    total = [zero] * (order + 1)
    for coefficient in reversed(outer):
        product = [coefficient] + [zero] * order
        for i, a in enumerate(total):
            for j in range(1, min(len(inner) - 1, order - i) + 1):
                product[i + j] = product[i + j] + a * inner[j]
        total = product
    return total


def _exp(field: Field[C], x: C, order: int) -> list[C]:
    result = [field.function("exp", x)]
    for k in range(1, order + 1):
        result.append(result[-1] / field.of(Fraction(k)))
    return result


def _expm1(field: Field[C], x: C, order: int) -> list[C]:
    first, *rest = _exp(field, x, order)
    return [first - field.of(Fraction(1)), *rest]


def _log(field: Field[C], x: C, order: int) -> list[C]:
    start = field.function("log", x)
    return _integral(field, start, _power(field, [x, field.of(Fraction(1))], Fraction(-1), order), order)


def _log_to(base: int) -> Callable[[Field[Any], Any, int], list[Any]]:
    def rule(field: Field[C], x: C, order: int) -> list[C]:
        natural = _log(field, x, order)
        scale = field.function("log", field.of(Fraction(base)))
        return [c / scale for c in natural]

    return rule


def _cbrt(field: Field[C], x: C, order: int) -> list[C]:
    if field.sign(x) >= 0:
        return outer_power(field, x, Fraction(1, 3), order)
    # the cube root is odd
    mirrored = outer_power(field, -x, Fraction(1, 3), order)
    return [c if k % 2 else -c for k, c in enumerate(mirrored)]


def _waves(field: Field[C], names: tuple[str, str], sign: int, x: C, order: int) -> tuple[list[C], list[C]]:
    """Return sine and cosine (sign -1), or their hyperbolic like (sign 1): s' = c, c' = sign s."""
    s, c = [field.function(names[0], x)], [field.function(names[1], x)]
    for k in range(1, order + 1):
        s.append(c[k - 1] / field.of(Fraction(k)))
        c.append(s[k - 1] / field.of(Fraction(sign * k)))
    return s, c


def _circular(field: Field[C], x: C, order: int) -> tuple[list[C], list[C]]:
    return _waves(field, ("sin", "cos"), -1, x, order)


def _hyperbolic(field: Field[C], x: C, order: int) -> tuple[list[C], list[C]]:
    return _waves(field, ("sinh", "cosh"), 1, x, order)


def _one(field: Field[C], order: int) -> list[C]:
    return [field.of(Fraction(1)), *[field.of(Fraction(0))] * order]


def _inverse(
    name: str, constant: int, square: int, exponent: Fraction, sign: int = 1
) -> Callable[[Field[Any], Any, int], list[Any]]:
    """Return the rule of the function with the derivative sign (constant + square u^2) ^ exponent."""

    def rule(field: Field[C], x: C, order: int) -> list[C]:
        inner = [
            field.of(Fraction(constant)) + field.of(Fraction(square)) * (x * x),
            field.of(Fraction(2 * square)) * x,
            field.of(Fraction(square)),
        ]
        slope = _power(field, inner, exponent, order)
        return _integral(field, field.function(name, x), [c if sign > 0 else -c for c in slope], order)

    return rule


def _error_function(sign: int) -> Callable[[Field[Any], Any, int], list[Any]]:
    """Return the rule of erf, or of 1 - erf (sign -1)."""

    def rule(field: Field[C], x: C, order: int) -> list[C]:
        square = [-(x * x), field.of(Fraction(-2)) * x, field.of(Fraction(-1))]
        bell = _composed(field, _exp(field, square[0], order), square, order)
        scale = field.of(Fraction(2 * sign)) / field.power(field.constant("pi"), _HALF)
        return _integral(field, field.function("erf" if sign > 0 else "erfc", x), [scale * c for c in bell], order)

    return rule


def _sigmoid(field: Field[C], x: C, order: int) -> list[C]:
    decay = [c if k % 2 == 0 else -c for k, c in enumerate(_exp(field, -x, order))]
    return _quotient(_one(field, order), [field.of(Fraction(1)) + decay[0], *decay[1:]])


def _softplus(field: Field[C], x: C, order: int) -> list[C]:
    start = field.function("log", field.of(Fraction(1)) + field.function("exp", x))
    return _integral(field, start, _sigmoid(field, x, order), order)


_RULES: Mapping[str, Callable[[Field[Any], Any, int], list[Any]]] = MappingProxyType({
    "exp": _exp,
    "expm1": _expm1,
    "log": _log,
    "log1p": lambda field, x, order: _log(field, field.of(Fraction(1)) + x, order),
    "log2": _log_to(2),
    "log10": _log_to(10),
    "cbrt": _cbrt,
    "sin": lambda field, x, order: _circular(field, x, order)[0],
    "cos": lambda field, x, order: _circular(field, x, order)[1],
    "tan": lambda field, x, order: _quotient(*_circular(field, x, order)),
    "cot": lambda field, x, order: _quotient(*reversed(_circular(field, x, order))),
    "sec": lambda field, x, order: _quotient(_one(field, order), _circular(field, x, order)[1]),
    "csc": lambda field, x, order: _quotient(_one(field, order), _circular(field, x, order)[0]),
    "sinh": lambda field, x, order: _hyperbolic(field, x, order)[0],
    "cosh": lambda field, x, order: _hyperbolic(field, x, order)[1],
    "tanh": lambda field, x, order: _quotient(*_hyperbolic(field, x, order)),
    "asin": _inverse("asin", 1, -1, -_HALF),
    "acos": _inverse("acos", 1, -1, -_HALF, -1),
    "atan": _inverse("atan", 1, 1, Fraction(-1)),
    "asinh": _inverse("asinh", 1, 1, -_HALF),
    "acosh": _inverse("acosh", -1, 1, -_HALF),
    "atanh": _inverse("atanh", 1, -1, Fraction(-1)),
    "erf": _error_function(1),
    "erfc": _error_function(-1),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
})
