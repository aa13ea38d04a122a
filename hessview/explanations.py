"""Every sentence that explains a result, made from its reason code: plain, exact, short; numbers to certain digits."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from hessview.analysis.verdict import Code, Definiteness, Kind, Nature, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.analysis.curvature import Curvature

_HEADLINES = MappingProxyType(
    {
        Kind.MINIMUM: "Minimum",
        Kind.MAXIMUM: "Maximum",
        Kind.SADDLE: "Saddle point",
        Kind.DEGENERATE: "Degenerate critical point",
        Kind.NOT_CRITICAL: "Not a critical point",
        Kind.UNDECIDED: "Undecided",
        Kind.UNDEFINED: "Undefined",
    }
)

_MOST_DIRECTIONS = 3

_HIGHER = MappingProxyType(
    {
        Nature.MINIMUM: "Higher derivatives do: it is a minimum.",
        Nature.MAXIMUM: "Higher derivatives do: it is a maximum.",
        Nature.NOT_AN_EXTREMUM: "Higher derivatives do: it is not an extremum.",
    }
)

_BEFORE_THE_SPECTRUM = frozenset({Code.KINK_NEAR, Code.UNDERFLOW, Code.OVERFLOW, Code.NO_ERROR_BOUND})
"""Reasons for doubting the jet itself, not only the sign of an eigenvalue."""


def headline(curvature: Curvature) -> str:
    """Return the words of the badge."""
    if curvature.kind is Kind.SADDLE:
        return f"Saddle point, index {curvature.inertia.negative}"
    if curvature.kind is Kind.UNDEFINED and math.isfinite(curvature.value):
        return "No derivatives here" if _first_missing(curvature) else "No second derivatives here"
    return _HEADLINES[curvature.kind]


def sentence(curvature: Curvature) -> str:
    """Return why the point is what the badge says, with the directions that decide."""
    match curvature.kind:
        case Kind.MINIMUM | Kind.MAXIMUM:
            return _extremum(curvature)
        case Kind.SADDLE:
            index = curvature.inertia.negative
            return f"Saddle point of index {index}: {_directions(curvature, 'down', 'up')}."
        case Kind.DEGENERATE:
            return _degenerate(curvature)
        case Kind.NOT_CRITICAL:
            norm = number(curvature.gradient_norm, _norm_error(curvature))
            if curvature.dimension == 1:
                return f"Not a critical point: |f′| = {norm}. {_second_derivative(curvature)}."
            return f"Not a critical point: |∇f| = {norm}. {_second_derivatives(curvature)}."
        case Kind.UNDECIDED:
            tail = " It is not an extremum." if curvature.nature is Nature.NOT_AN_EXTREMUM else ""
            return f"Undecided, because {_clause(curvature.reason)}.{tail}"
        case Kind.UNDEFINED:
            return _undefined(curvature)


def explain(reason: Reason) -> str:
    """Return the sentence of a reason code with its values; it starts small, so that a name and a colon may precede."""
    return f"{_clause(reason)}."


def condition(curvature: Curvature) -> str:
    """Return the condition number κ with its meaning, or an empty string where there is none."""
    n, kappa = curvature.dimension, curvature.condition_number
    if math.isnan(kappa):
        return ""
    if curvature.kind is Kind.UNDECIDED and curvature.reason.code in _BEFORE_THE_SPECTRUM:
        return ""  # the numbers of H mean too little
    if curvature.inertia.zero:
        return _singular(curvature)
    if math.isinf(kappa) or _condition_error(curvature) >= kappa:
        return f"κ is at least {number(_least_condition(curvature), 0.0, 1)}; how large, rounding errors hide."
    text = f"κ = {number(kappa, _condition_error(curvature))}"
    if curvature.definiteness is Definiteness.INDEFINITE:
        return f"{text}, the largest |λ| over the smallest; H is indefinite, so no ellipses and no basin belong to it."
    if n == 1:
        return f"{text}: with one variable there is nothing to balance."
    if kappa < 1.0 + 1e-9:
        shape = "level circles" if n == 2 else "level spheres"
        return f"{text}: {shape} to second order; no direction is harder than another."
    root = number(math.sqrt(kappa), 0.0, 2)
    shape = "level ellipses" if n == 2 else "level ellipsoids"
    steps = number(max(kappa, 1.0), 0.0, 2)
    way = "descent" if curvature.definiteness is Definiteness.POSITIVE_DEFINITE else "ascent"
    return f"{text}: {shape} √κ = {root} times longer than wide; gradient {way} needs about {steps} steps a digit."


def number(value: float, error: float = 0.0, digits: int = 4) -> str:
    """Return `value` with at most `digits` significant digits, fewer where `error` leaves fewer certain."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0.0 else "−∞"
    if value == 0.0:
        return "0" if error == 0.0 else f"0 ± {bound(error)}"
    if error > 0.0:
        if abs(value) <= error:
            return f"0 ± {bound(abs(value) + error)}"
        digits = max(1, min(digits, math.floor(math.log10(abs(value)) - math.log10(error))))
    return _with_digits(value, digits, error)


def bound(error: float) -> str:
    """Return an upper bound with one digit, rounded up."""
    if not math.isfinite(error):
        return "∞"
    if error == 0.0:
        return "0"
    exponent = math.floor(math.log10(error))
    lead = math.ceil(error / 10.0**exponent - 1e-9) if exponent > -300 else 10
    lead, exponent = (1, exponent + 1) if lead > 9 else (lead, exponent)
    return _with_digits(float(f"{lead}e{exponent}"), 1)


def _with_digits(value: float, digits: int, error: float = 0.0) -> str:
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    plain = -4 <= exponent < max(digits, 5)
    text = f"{float(f'{mantissa}e{power}'):.{max(digits - 1 - exponent, 0)}f}" if plain else mantissa
    tail = "" if plain else f"e{exponent}"
    if "." in text:
        # 2 is exact, or as good as exact; 2.000 is only near it.
        short = text.rstrip("0").rstrip(".")
        text = short if math.isclose(float(short + tail), value, rel_tol=1e-15, abs_tol=error) else text
    return f"{text}{tail}".replace("-", "−")


def _extremum(c: Curvature) -> str:
    minimum = c.kind is Kind.MINIMUM
    word, way = ("Minimum", "up") if minimum else ("Maximum", "down")
    if c.dimension == 1:
        sign = "positive" if minimum else "negative"
        return f"{word}: f′ = 0, and f″ = {_eigenvalue(c, 0)} is {sign}."
    if len(c.repeated) == 1 and len(c.repeated[0]) == c.dimension:
        return f"{word}: {way} equally in every direction ({_eigenvalue(c, 0)})."
    slow, fast = (0, c.dimension - 1) if minimum else (c.dimension - 1, 0)
    return (
        f"{word}: {way} in every direction, least along v{slow + 1} ({_eigenvalue(c, slow)}), "
        f"most along v{fast + 1} ({_eigenvalue(c, fast)})."
    )


def _degenerate(c: Curvature) -> str:
    p, m, z = c.inertia.positive, c.inertia.negative, c.inertia.zero
    known = _HIGHER.get(c.nature) if c.nature else None
    if not p and not m:
        text = "The Hessian does not decide: ∇f = 0, and all second derivatives are zero."
        if c.dimension == 1:
            text = "The second derivative does not decide: f′ = 0 and f″ = 0."
        return f"{text} {known}" if known else text
    text = f"The Hessian does not decide: {_directions(c, 'down', 'up')}"
    if p and m:
        return f"Degenerate, yet not an extremum: {_directions(c, 'down', 'up')}."
    if known:
        return f"{text}. {known}"
    other = "maximum" if p else "minimum"
    what = "along it" if z == 1 else "along them"
    return f"{text}; {what} higher derivatives decide. It is not a {other}."


def _undefined(c: Curvature) -> str:
    """Return what is missing and why; whether f could be mended there (as x^4 = (x^2)^2 is) is not said."""
    if not math.isfinite(c.value) or c.reason.code is not Code.NONSMOOTH:
        return f"Undefined, because {_clause(c.reason)}."
    what = "derivatives" if _first_missing(c) else "second derivatives"
    return f"The formula gives no {what} here: {_clause(c.reason)}."


def _first_missing(c: Curvature) -> bool:
    return not all(math.isfinite(float(g)) for g in c.gradient)


def _second_derivatives(c: Curvature) -> str:
    """Return what the second derivatives do where the gradient is not zero, without the word curvature."""
    match c.definiteness:
        case Definiteness.POSITIVE_DEFINITE:
            return "Second derivatives are positive in every direction"
        case Definiteness.NEGATIVE_DEFINITE:
            return "Second derivatives are negative in every direction"
        case Definiteness.ZERO:
            return "Second derivatives are zero in every direction"
        case Definiteness.UNDECIDED:
            return "The signs of the second derivatives are lost in rounding errors"
        case Definiteness.INDEFINITE:
            return f"Second derivatives are of both signs: {_directions(c, 'negative', 'positive')}"
        case _:
            return f"Second derivatives are {_directions(c, 'negative', 'positive')}"


def _second_derivative(c: Curvature) -> str:
    """Return the same for one variable."""
    match c.definiteness:
        case Definiteness.POSITIVE_DEFINITE:
            return f"The second derivative is positive, f″ = {_eigenvalue(c, 0)}"
        case Definiteness.NEGATIVE_DEFINITE:
            return f"The second derivative is negative, f″ = {_eigenvalue(c, 0)}"
        case Definiteness.UNDECIDED:
            return "The sign of the second derivative is lost in rounding errors"
        case _:
            return "The second derivative is zero"


def _directions(c: Curvature, below: str, above: str) -> str:
    m, z, n = c.inertia.negative, c.inertia.zero, c.dimension
    parts = [
        _along(c, below, range(m)),
        _along(c, "zero", range(m, m + z)),
        _along(c, above, range(m + z, n)),
    ]
    return ", ".join(part for part in parts if part)


def _along(c: Curvature, word: str, indices: Sequence[int]) -> str:
    if not indices:
        return ""
    shown = list(indices)[:_MOST_DIRECTIONS]
    named = [f"v{k + 1}" for k in shown] if word == "zero" else [f"v{k + 1} ({_eigenvalue(c, k)})" for k in shown]
    rest = len(indices) - len(shown)
    if rest:
        return f"{word} along {', '.join(named)} and {rest} more"
    return f"{word} along {_listed(named)}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _eigenvalue(c: Curvature, k: int) -> str:
    value, error = float(c.eigenvalues[k]), float(c.eigenvalue_error[k])
    # Its sign is certain; where its size is not, one digit is all that is shown.
    return _with_digits(value, 1) if abs(value) <= error and value else number(value, error)


def _singular(c: Curvature) -> str:
    if c.definiteness is Definiteness.UNDECIDED or c.kind is Kind.UNDECIDED:
        return "κ cannot be told: the smallest eigenvalue is lost in rounding errors."
    if c.definiteness is Definiteness.ZERO:
        return "κ = ∞: H is zero."
    m, z = c.inertia.negative, c.inertia.zero
    return f"κ = ∞: H is singular, to second order nothing bends {_along(c, 'zero', range(m, m + z))[5:]}."


def _condition_error(c: Curvature) -> float:
    sizes = [abs(float(w)) for w in c.eigenvalues]
    k = min(range(len(sizes)), key=sizes.__getitem__)
    if not sizes[k]:
        return math.inf
    return c.condition_number * (float(c.eigenvalue_error[k]) / sizes[k] + float(max(c.eigenvalue_error)) / max(sizes))


def _least_condition(c: Curvature) -> float:
    """Return a lower bound of κ, rounded down to one digit."""
    sizes = [abs(float(w)) for w in c.eigenvalues]
    largest = max(w - float(e) for w, e in zip(sizes, c.eigenvalue_error, strict=True))
    least = max(largest, 0.0) / min(w + float(e) for w, e in zip(sizes, c.eigenvalue_error, strict=True))
    return 10.0 ** math.floor(math.log10(least)) if least > 1.0 else 1.0


def _norm_error(c: Curvature) -> float:
    return math.hypot(*(float(e) for e in c.gradient_error))


def _clause(reason: Reason) -> str:
    made = _CLAUSES[reason.code]
    return made if isinstance(made, str) else made(*reason.values)


def _minors(minors: tuple[float, ...]) -> str:
    shown = ", ".join(number(m, 0.0, 3) if m and math.isfinite(m) else _OUT_OF_RANGE for m in minors[:5])
    return f"{shown}, …" if len(minors) > 5 else shown


def _count(many: int, what: str) -> str:
    return f"{many} {what}{'' if many == 1 else 's'}"


def _interval(low: float, high: float, error: float) -> str:
    """Return an interval that holds the given one with its error: its ends are rounded outwards."""
    return f"[{_outwards(low - error, math.floor)}, {_outwards(high + error, math.ceil)}]"


def _outwards(value: float, rounded: Callable[[float], int]) -> str:
    if not value or not math.isfinite(value) or abs(value) < 1e-300:
        return number(value, 0.0, 3)
    step = math.floor(math.log10(abs(value))) - 2
    # A last digit that is only noise of this calculation is not worth a step outwards.
    near = float(f"{value:.14e}") / 10.0**step
    whole = round(near)
    return number((whole if abs(near - whole) < 1e-9 else rounded(near)) * 10.0**step, 0.0, 3)


def _det(value: float, error: float, sign: str) -> str:
    if value and math.isfinite(value):
        return f"det H = {number(value, error)} {sign} 0"
    return f"det H {sign} 0 (its size is {_OUT_OF_RANGE})"


def _single(minors: tuple[float, ...], many: str, sign: str) -> str:
    """Return the words for several leading minors, or for the only one."""
    return f"the only one, {_minors(minors)}, is {sign}" if len(minors) == 1 else f"{_minors(minors)} {many}"


_UNCERTAIN = "rounding errors hide"
_OUT_OF_RANGE = "out of range"

_CLAUSES: MappingProxyType[Code, str | Callable[..., str]] = MappingProxyType(
    {
        Code.MINIMUM: "the gradient is zero and every eigenvalue is positive",
        Code.MAXIMUM: "the gradient is zero and every eigenvalue is negative",
        Code.SADDLE: lambda index, n: (
            f"the gradient is zero, and {index} of {_count(n, 'eigenvalue')} {'is' if index == 1 else 'are'} negative, "
            f"the {'other' if n - index == 1 else 'others'} positive"
        ),
        Code.DEGENERATE: lambda zero, _p, _m, size: (
            f"the gradient is zero, and {_count(zero, 'eigenvalue')} {'is' if zero == 1 else 'are'} zero"
            + (f" (within {bound(size)})" if size else "")
        ),
        Code.NOT_CRITICAL: lambda norm, error, _: f"the gradient is not zero (|∇f| = {number(norm, error)})",
        Code.NONSMOOTH: str,
        Code.KINK_NEAR: lambda what: f"it cannot be told whether f is smooth here: {what}",
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
        Code.EIGENVALUES_POSITIVE: lambda w, e: f"all are positive, the smallest is {number(w, e)}: positive definite",
        Code.EIGENVALUES_NEGATIVE: lambda w, e: f"all are negative, the largest is {number(w, e)}: negative definite",
        Code.EIGENVALUES_MIXED: lambda p, m, z: (
            f"{p} positive, {m} negative" + (f", {z} zero" if z else "") + ": indefinite"
        ),
        Code.EIGENVALUES_ZERO: lambda z, _p, _m, size: (
            f"{_count(z, 'eigenvalue')} {'is' if z == 1 else 'are'} zero"
            + (f" (within {bound(size)})" if size else "")
            + ": semidefinite at most, so the test does not decide"
        ),
        Code.EIGENVALUES_UNCERTAIN: lambda w, e: f"{_UNCERTAIN} the sign of one ({number(w, e)})",
        Code.DET_POSITIVE_MINIMUM: lambda d, e, fxx, fe: (
            f"{_det(d, e, '>')} and f_xx = {number(fxx, fe)} > 0: positive definite"
        ),
        Code.DET_POSITIVE_MAXIMUM: lambda d, e, fxx, fe: (
            f"{_det(d, e, '>')} and f_xx = {number(fxx, fe)} < 0: negative definite"
        ),
        Code.DET_NEGATIVE: lambda d, e: f"{_det(d, e, '<')}: indefinite, whatever f_xx is",
        Code.DET_ZERO: lambda d, e: (
            "det H = 0" + (f" (within {bound(abs(d) + e)})" if e else "") + ": the test is inconclusive"
        ),
        Code.DET_UNCERTAIN: lambda d, e: f"{_UNCERTAIN} the sign of det H ({number(d, e)})",
        Code.MINORS_POSITIVE: lambda minors: f"{_single(minors, 'are all positive', 'positive')}: positive definite",
        Code.MINORS_ALTERNATE: lambda minors: (
            f"{_single(minors, 'alternate in sign, the first negative', 'negative')}: negative definite"
        ),
        Code.MINORS_MIXED: lambda _order, _minor, minors: (
            f"{_minors(minors)} have neither pattern (all positive; −, +, −, …) and none is zero: indefinite"
        ),
        Code.MINORS_INDEFINITE: lambda order, minor: (
            f"the one of order {order}, {_minors((minor,))}, is negative, which for an even order means: indefinite"
        ),
        Code.MINORS_VANISH: lambda order, _minors: (
            f"the one of order {order} is zero, so they do not decide (semidefinite would need all principal minors)"
        ),
        Code.MINORS_UNCERTAIN: lambda order, _size: f"{_UNCERTAIN} the sign of the one of order {order}",
        Code.MINORS_TOO_MANY: lambda n, most: f"not computed for more than {most} variables (here {n})",
        Code.DOMINANCE_POSITIVE: "strict, and every diagonal entry is positive: positive definite",
        Code.DOMINANCE_NEGATIVE: "strict, and every diagonal entry is negative: negative definite",
        Code.DOMINANCE_MIXED: lambda m, p: (
            f"strict, with diagonal entries of both signs: indefinite, {_count(m, 'eigenvalue')} negative like "
            f"{_count(m, 'diagonal entry') if m == 1 else f'{m} diagonal entries'}, {p} positive"
        ),
        Code.DOMINANCE_FAILS: lambda row, diagonal, others: (
            f"not strict: in row {row + 1} the diagonal entry has size {number(diagonal, 0.0, 3)}, the others together "
            f"{number(others, 0.0, 3)}; this does not decide"
        ),
        Code.DOMINANCE_UNCERTAIN: lambda row: f"{_UNCERTAIN} whether row {row + 1} is strictly dominant",
        Code.GERSHGORIN_POSITIVE: lambda low, high, e: (
            f"every eigenvalue lies in {_interval(low, high, e)}, right of zero: positive definite"
        ),
        Code.GERSHGORIN_NEGATIVE: lambda low, high, e: (
            f"every eigenvalue lies in {_interval(low, high, e)}, left of zero: negative definite"
        ),
        Code.GERSHGORIN_APART: lambda low, high, e, m, p: (
            f"every eigenvalue lies in {_interval(low, high, e)}, but no disc holds zero: {m} negative, {p} positive"
        ),
        Code.GERSHGORIN_OPEN: lambda low, high, e: (
            f"every eigenvalue lies in {_interval(low, high, e)}; a disc holds zero, so this does not decide"
        ),
        Code.SYMMETRIC: lambda _skew, e: (
            f"measured by differences of the gradient, the two orders of differentiation agree within {bound(e)}"
        ),
        Code.NOT_SYMMETRIC: lambda skew, e: (
            f"measured by differences of the gradient, the two orders of differentiation differ by {number(skew, e, 2)}"
        ),
        Code.SYMMETRY_UNCERTAIN: "differences of the gradient are too inaccurate here to measure it",
        Code.SYMMETRY_ONE_VARIABLE: "with one variable there is nothing to compare",
        Code.SYMMETRY_NOT_MEASURED: "not measured here; H is symmetric by the way it is computed",
        Code.NOT_FINITE: "H has entries that are not numbers",
        Code.REPEATED: lambda *indices: (
            f"the eigenvalues {_listed([f'λ{k}' for k in cast('tuple[int, ...]', indices)])} cannot be told apart: "
            "every direction in the span of their vectors is a principal axis"
        ),
        Code.EXACT: lambda *place: (
            "rounding errors left it open; exact rational arithmetic has decided it"
            + (f" at ({', '.join(cast('tuple[str, ...]', place))}), which this point stands for" if place else "")
        ),
        Code.TOO_MUCH_EFFORT: "exact arithmetic might tell more, but would take too long here",
        Code.HIGHER_TERMS: lambda order: (
            f"the exact Taylor series up to order {order} shows what the Hessian leaves open"
        ),
    }
)
