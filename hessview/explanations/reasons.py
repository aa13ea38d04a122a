"""Why: the words of every reason code, and of every test with the numbers that decided it."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from hessview.analysis.verdict import Code, Reason
from hessview.explanations import degenerate
from hessview.explanations.digits import bound, count, equated, interval, listed, number

if TYPE_CHECKING:
    from collections.abc import Callable

def explain(reason: Reason) -> str:
    """Return the sentence of a reason code with its values; it starts small, so that a name and a colon may precede."""
    return f"{clause(reason)}."


def clause(reason: Reason) -> str:
    """Return the words of a reason without a stop, to follow ``because``."""
    made = _CLAUSES[reason.code]
    return made if isinstance(made, str) else made(*reason.values)


def _minors(minors: tuple[float, ...]) -> str:
    shown = ", ".join(f"d{k} = {_minor(m)}" for k, m in enumerate(minors[:5], 1))
    return f"{shown}, …" if len(minors) > 5 else shown


def _minor(value: float) -> str:
    return number(value, 0.0, 3) if value and math.isfinite(value) else _OUT_OF_RANGE


def _det(value: float, error: float, sign: str) -> str:
    if value and math.isfinite(value):
        return f"det H {equated(value, error)} {sign} 0"
    return f"det H {sign} 0 (its size is {_OUT_OF_RANGE})"


_UNCERTAIN = "rounding errors hide"
_OUT_OF_RANGE = "out of range"

_CLAUSES: MappingProxyType[Code, str | Callable[..., str]] = MappingProxyType(
    {
        Code.MINIMUM: "the gradient is zero and every eigenvalue is positive",
        Code.MAXIMUM: "the gradient is zero and every eigenvalue is negative",
        Code.SADDLE: lambda index, n: (
            f"the gradient is zero, and {index} of {count(n, 'eigenvalue')} {'is' if index == 1 else 'are'} negative, "
            f"the {'other' if n - index == 1 else 'others'} positive"
        ),
        Code.DEGENERATE: lambda zero, _p, _m, size: (
            f"the gradient is zero, and {count(zero, 'eigenvalue')} {'is' if zero == 1 else 'are'} zero"
            + (f" (within {bound(size)})" if size else "")
        ),
        Code.NOT_CRITICAL: lambda norm, error, _: f"the gradient is not zero (|∇f| {equated(norm, error)})",
        Code.NONSMOOTH: str,
        Code.KINK_NEAR: lambda what: f"it cannot be told whether f is smooth here: {what}",
        Code.NOT_CONFIRMED: "interval arithmetic shows one critical point here; ball arithmetic has not confirmed it",
        Code.POINT_NOT_FINITE: "a coordinate is not a finite number",
        Code.OVERFLOW: "numbers here exceed the range of double precision",
        Code.UNDERFLOW: "numbers here are too small for double precision to tell them from zero",
        Code.NO_ERROR_BOUND: "no bound of the rounding errors is known here",
        Code.GRADIENT_TOO_UNCERTAIN: lambda _norm, size: (
            f"the gradient is zero only within its rounding error {bound(size)}, and far away it would be too"
        ),
        Code.EIGENVALUE_TOO_UNCERTAIN: lambda _, size: (
            f"{_UNCERTAIN} the sign of an eigenvalue: H is known only to {bound(size)} in its direction"
        ),
        Code.SECOND_POSITIVE: lambda w, e: f"f″ {equated(w, e)} > 0: a minimum if f′ = 0",
        Code.SECOND_NEGATIVE: lambda w, e: f"f″ {equated(w, e)} < 0: a maximum if f′ = 0",
        Code.SECOND_ZERO: lambda size: (
            "f″ = 0" + (f" (within {bound(size)})" if size else "") + ", so the test does not decide"
        ),
        Code.SECOND_UNCERTAIN: lambda w, e: f"{_UNCERTAIN} the sign of f″ ({number(w, e)})",
        Code.EIGENVALUES_POSITIVE: lambda w, e: f"all are positive, the smallest is {number(w, e)}: positive definite",
        Code.EIGENVALUES_NEGATIVE: lambda w, e: f"all are negative, the largest is {number(w, e)}: negative definite",
        Code.EIGENVALUES_MIXED: lambda p, m, z: (
            f"{p} positive, {m} negative" + (f", {z} zero" if z else "") + ": indefinite"
        ),
        Code.EIGENVALUES_ZERO: lambda z, _p, _m, size: (
            f"{count(z, 'eigenvalue')} {'is' if z == 1 else 'are'} zero"
            + (f" (within {bound(size)})" if size else "")
            + ": semidefinite at most, so the test does not decide"
        ),
        Code.EIGENVALUES_UNCERTAIN: lambda w, e: f"{_UNCERTAIN} the sign of one ({number(w, e)})",
        Code.DET_POSITIVE_MINIMUM: lambda d, e, fxx, fe: (
            f"{_det(d, e, '>')} and f_xx {equated(fxx, fe)} > 0: positive definite"
        ),
        Code.DET_POSITIVE_MAXIMUM: lambda d, e, fxx, fe: (
            f"{_det(d, e, '>')} and f_xx {equated(fxx, fe)} < 0: negative definite"
        ),
        Code.DET_NEGATIVE: lambda d, e: f"{_det(d, e, '<')}: indefinite, whatever f_xx is",
        Code.DET_ZERO: lambda d, e: (
            "det H = 0" + (f" (within {bound(abs(d) + e)})" if e else "") + ": the test is inconclusive"
        ),
        Code.DET_UNCERTAIN: lambda d, e: f"{_UNCERTAIN} the sign of det H ({number(d, e)})",
        Code.MINORS_POSITIVE: lambda minors: f"{_minors(minors)} are all positive: positive definite",
        Code.MINORS_ALTERNATE: lambda minors: (
            f"{_minors(minors)} alternate in sign, the first negative: negative definite"
        ),
        Code.MINORS_MIXED: lambda _order, _minor, minors: (
            f"{_minors(minors)} have neither pattern (all positive; −, +, −, …) and none is zero: indefinite"
        ),
        Code.MINORS_INDEFINITE: lambda order, minor: (
            f"d{order} = {_minor(minor)} is negative, which for an even order means: indefinite"
        ),
        Code.MINORS_BOTH: lambda j, one, k, other: (
            f"d{j} {equated(one)} and d{k} {equated(other)}, both of odd order, have different signs: indefinite"
        ),
        Code.MINORS_VANISH: lambda order, _minors: (
            f"d{order} = 0, so they do not decide (semidefinite would need all principal minors)"
        ),
        Code.MINORS_UNCERTAIN: lambda order, _size: f"{_UNCERTAIN} the sign of d{order}",
        Code.MINORS_TOO_MANY: lambda n, most: f"not computed for more than {most} variables (here {n})",
        Code.DOMINANCE_POSITIVE: "strict, and every diagonal entry is positive: positive definite",
        Code.DOMINANCE_NEGATIVE: "strict, and every diagonal entry is negative: negative definite",
        Code.DOMINANCE_MIXED: lambda m, p: (
            "strict, with diagonal entries of both signs: indefinite, "
            f"with as many negative eigenvalues as negative diagonal entries ({m} of {m + p})"
        ),
        Code.DOMINANCE_FAILS: lambda row, diagonal, others: (
            f"not strict: in row {row + 1} the diagonal entry has size {number(diagonal, 0.0, 3)}, the others together "
            f"{number(others, 0.0, 3)}; this does not decide"
        ),
        Code.DOMINANCE_UNCERTAIN: lambda row: f"{_UNCERTAIN} whether row {row + 1} is strictly dominant",
        Code.GERSHGORIN_POSITIVE: lambda low, high, e: (
            f"every eigenvalue lies in {interval(low, high, e)}, right of zero: positive definite"
        ),
        Code.GERSHGORIN_NEGATIVE: lambda low, high, e: (
            f"every eigenvalue lies in {interval(low, high, e)}, left of zero: negative definite"
        ),
        Code.GERSHGORIN_APART: lambda low, high, e, m, p: (
            f"every eigenvalue lies in {interval(low, high, e)}, but no disc holds zero: {m} negative, {p} positive"
        ),
        Code.GERSHGORIN_OPEN: lambda low, high, e: (
            f"every eigenvalue lies in {interval(low, high, e)}; a disc holds zero, so this does not decide"
        ),
        Code.SYMMETRIC: lambda _skew, e: (
            f"measured by differences of the gradient, the two orders of differentiation agree within {bound(e)}"
        ),
        Code.NOT_SYMMETRIC: lambda skew, e: (
            f"measured by differences of the gradient, the two orders of differentiation differ by {number(skew, e, 2)}"
        ),
        Code.SYMMETRY_UNCERTAIN: "differences of the gradient are too inaccurate here to measure it",
        Code.SYMMETRY_NOT_MEASURED: "not measured here; H is symmetric by the way it is computed",
        Code.NOT_FINITE: "not all second derivatives are finite numbers here",
        Code.REPEATED: lambda *indices: (
            f"the eigenvalues {listed([f'λ{k}' for k in cast('tuple[int, ...]', indices)])} cannot be told apart: "
            "every direction in the span of their vectors is a principal axis"
        ),
        Code.EXACT: lambda *place: (
            "rounded arithmetic left this open, so the numbers are from exact rational arithmetic"
            + (f" at ({', '.join(cast('tuple[str, ...]', place))}), which this point stands for" if place else "")
        ),
        Code.TOO_MUCH_EFFORT: "exact arithmetic might tell more, but would take too long here",
        **degenerate.CLAUSES,
    }
)
