"""Taylor coefficients of the gamma function and its relatives, from values of the polygamma functions (DLMF 5.15)."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from hessview.calculus.series import NotKnownError, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.calculus.series import Field

C = TypeVar("C", bound=Scalar)

_LARGEST_FACTORIAL = 100


def gamma_coefficients(
    field: Field[C], function: str, values: Sequence[C], order: int, polygamma: Callable[[int, C], C]
) -> list[C]:
    """Return the Taylor coefficients of gamma, factorial, lgamma, digamma or polygamma by their last argument.

    Parameters
    ----------
    field
        Of the numbers.
    function
        The row.
    values
        Its arguments.
    order
        Of the last coefficient.
    polygamma
        The k-th derivative of digamma at a number.

    Raises
    ------
    NotKnownError
        For other rows, and where the functions are not analytic.
    """
    x = values[-1]

    def derivatives(first: int, count: int) -> list[C]:
        return [polygamma(first + k, x) / field.of(Fraction(math.factorial(k))) for k in range(count)]

    match function:
        case "digamma":
            return derivatives(0, order + 1)
        case "polygamma":
            which = field.fraction(values[0])
            if which.denominator != 1 or which < 0:
                raise NotKnownError
            return derivatives(int(which), order + 1)
        case "lgamma":
            slope = derivatives(0, order)
            start = field.function("lgamma", x)
            return [start, *(c / field.of(Fraction(k)) for k, c in enumerate(slope, 1))]
        case "gamma":
            return _gamma(field, x, derivatives(0, order))
        case "factorial":
            return gamma_coefficients(field, "gamma", (x + field.of(Fraction(1)),), order, polygamma)
    raise NotKnownError


def _gamma(field: Field[C], x: C, digamma: Sequence[C]) -> list[C]:
    """Return the coefficients of gamma: its slope is gamma times digamma."""
    result = [_value(field, x)]
    for k in range(1, len(digamma) + 1):
        total = digamma[0] * result[k - 1]
        for i in range(1, k):
            total = total + digamma[i] * result[k - 1 - i]
        result.append(total / field.of(Fraction(k)))
    return result


def _value(field: Field[C], x: C) -> C:
    try:
        whole = field.fraction(x)
    except NotKnownError:
        return field.function("gamma", x)
    if whole.denominator == 1 and 0 < whole <= _LARGEST_FACTORIAL:
        return field.of(Fraction(math.factorial(int(whole) - 1)))
    return field.function("gamma", x)
