"""What the condition number of the Hessian means at a point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Code, Definiteness, Kind
from hessview.explanations.digits import number
from hessview.explanations.directions import along

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature

_BEFORE_THE_SPECTRUM = frozenset({Code.KINK_NEAR, Code.UNDERFLOW, Code.OVERFLOW, Code.NO_ERROR_BOUND})
"""Reasons for doubting the jet itself, not only the sign of an eigenvalue."""

_LOST = "κ cannot be told: the smallest eigenvalue is lost in rounding errors."


def condition(curvature: Curvature) -> str:
    """Return the condition number κ with its meaning, or an empty string where there is none.

    With one variable κ is 1, or f″ is 0: both say nothing.
    """
    n, kappa = curvature.dimension, curvature.condition_number
    if n == 1 or math.isnan(kappa):
        return ""
    if curvature.kind is Kind.UNDECIDED and curvature.reason.code in _BEFORE_THE_SPECTRUM:
        return ""  # the numbers of H mean too little
    if curvature.inertia.zero:
        return _singular(curvature)
    if math.isinf(kappa) or _condition_error(curvature) >= kappa:
        least = _least_condition(curvature)
        if math.isinf(least):
            return _LOST
        return f"κ is at least {number(least, 0.0, 1)}; how large, rounding errors hide."
    text = f"κ = {number(kappa, _condition_error(curvature))}"
    if curvature.definiteness is Definiteness.INDEFINITE:
        return f"{text}, the largest |λ| over the smallest; H is indefinite, so no ellipses and no basin belong to it."
    critical, minimum = curvature.is_critical is True, curvature.definiteness is Definiteness.POSITIVE_DEFINITE
    if kappa < 1.0 + 1e-9:
        shape = "level circles" if n == 2 else "level spheres"
        if not critical:
            return f"{text}: the quadratic model has {shape} here."
        return f"{text}: {shape} to second order" + ("; no direction is harder than another." if minimum else ".")
    shape = "level ellipses" if n == 2 else "level ellipsoids"
    shape = f"{shape} √κ = {number(math.sqrt(kappa), 0.0, 2)} times longer than wide"
    steps = "needs of the order of κ steps for each further digit"
    if critical:
        return f"{text}: {shape}" + (f"; gradient descent {steps}." if minimum else ".")
    return f"{text}: the quadratic model has {shape} here" + (f"; gradient descent on it {steps}." if minimum else ".")


def _singular(c: Curvature) -> str:
    if c.definiteness is Definiteness.UNDECIDED or c.kind is Kind.UNDECIDED:
        return _LOST
    if c.definiteness is Definiteness.ZERO:
        return "κ is undefined: H = 0, and so is every λ."
    m, z = c.inertia.negative, c.inertia.zero
    return f"κ = ∞: H is singular, to second order nothing bends {along(c, 'zero', range(m, m + z))[5:]}."


def _condition_error(c: Curvature) -> float:
    sizes = [abs(float(w)) for w in c.eigenvalues]
    k = min(range(len(sizes)), key=sizes.__getitem__)
    if not sizes[k]:
        return math.inf
    return c.condition_number * (float(c.eigenvalue_error[k]) / sizes[k] + float(max(c.eigenvalue_error)) / max(sizes))


def _least_condition(c: Curvature) -> float:
    """Return a lower bound of κ, rounded down to one digit; infinite if the smallest |λ| is 0 as far as is known."""
    sizes = [abs(float(w)) for w in c.eigenvalues]
    largest = max(w - float(e) for w, e in zip(sizes, c.eigenvalue_error, strict=True))
    smallest = min(w + float(e) for w, e in zip(sizes, c.eigenvalue_error, strict=True))
    least = max(largest, 0.0) / smallest if smallest > 0.0 else math.inf
    return 10.0 ** math.floor(math.log10(least)) if 1.0 < least < math.inf else max(least, 1.0)
