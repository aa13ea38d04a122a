"""What a point is: the words of the badge, and the sentence that says why."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Code, Definiteness, Kind, Nature
from hessview.explanations.digits import equated
from hessview.explanations.directions import directions, eigenvalue
from hessview.explanations.reasons import clause

if TYPE_CHECKING:
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

_DEGENERATE = MappingProxyType(
    {
        Nature.MINIMUM: "Degenerate minimum",
        Nature.MAXIMUM: "Degenerate maximum",
        Nature.NOT_AN_EXTREMUM: "Degenerate, no extremum",
    }
)

_NATURES = MappingProxyType(
    {
        Nature.MINIMUM: "it is a minimum",
        Nature.MAXIMUM: "it is a maximum",
        Nature.NOT_AN_EXTREMUM: "it is not an extremum",
    }
)

def headline(curvature: Curvature) -> str:
    """Return the words of the badge."""
    if curvature.kind is Kind.SADDLE:
        return f"Saddle point, index {curvature.inertia.negative}"
    if curvature.kind is Kind.UNDEFINED and math.isfinite(curvature.value):
        return "No derivatives found" if _first_missing(curvature) else "No second derivatives found"
    if curvature.kind is Kind.DEGENERATE and curvature.nature is not None:
        return _DEGENERATE.get(curvature.nature, _HEADLINES[Kind.DEGENERATE])
    return _HEADLINES[curvature.kind]


def sentence(curvature: Curvature) -> str:
    """Return why the point is what the badge says, with the directions that decide."""
    match curvature.kind:
        case Kind.MINIMUM | Kind.MAXIMUM:
            return _extremum(curvature)
        case Kind.SADDLE:
            index = curvature.inertia.negative
            return f"Saddle point, index {index}: {directions(curvature, 'down', 'up')}."
        case Kind.DEGENERATE:
            return _degenerate(curvature)
        case Kind.NOT_CRITICAL:
            norm = equated(curvature.gradient_norm, _norm_error(curvature))
            if curvature.dimension == 1:
                return f"Not a critical point: |f′| {norm}. {_second_derivative(curvature)}."
            return f"Not a critical point: |∇f| {norm}. {_second_derivatives(curvature)}."
        case Kind.UNDECIDED:
            tail = " It is not an extremum." if curvature.nature is Nature.NOT_AN_EXTREMUM else ""
            return f"Undecided, because {clause(curvature.reason)}.{tail}"
        case Kind.UNDEFINED:
            return _undefined(curvature)


def _extremum(c: Curvature) -> str:
    minimum = c.kind is Kind.MINIMUM
    word, way = ("Minimum", "up") if minimum else ("Maximum", "down")
    if c.dimension == 1:
        sign = "positive" if minimum else "negative"
        return f"{word}: f′ = 0, and f″ = {eigenvalue(c, 0)} is {sign}."
    if len(c.repeated) == 1 and len(c.repeated[0]) == c.dimension:
        return f"{word}: {way} equally in every direction ({eigenvalue(c, 0)})."
    slow, fast = (0, c.dimension - 1) if minimum else (c.dimension - 1, 0)
    return (
        f"{word}: {way} in every direction, least along v{slow + 1} ({eigenvalue(c, slow)}), "
        f"most along v{fast + 1} ({eigenvalue(c, fast)})."
    )


def _degenerate(c: Curvature) -> str:
    p, m = c.inertia.positive, c.inertia.negative
    known = _known(c)
    if not p and not m:
        text = "The Hessian does not decide: ∇f = 0, and all second derivatives are zero."
        if c.dimension == 1:
            text = "The second derivative does not decide: f′ = 0 and f″ = 0."
        return f"{text} {known}" if known else text
    text = f"The Hessian does not decide: {directions(c, 'down', 'up')}"
    if p and m:
        return f"Degenerate, yet not an extremum: {directions(c, 'down', 'up')}."
    if known:
        return f"{text}. {known}"
    # Peano's (y - x^2)(y - 3x^2) rises along every line through 0 and has no minimum there.
    this, other = ("minimum", "maximum") if p else ("maximum", "minimum")
    return f"{text}. It is not a {other}; whether it is a {this} cannot be told from straight lines through it."


def _known(c: Curvature) -> str:
    """Return what is known although the Hessian does not decide."""
    if c.nature is None or c.nature is Nature.UNDECIDED:
        return ""
    words = _NATURES[c.nature]
    if c.dimension == 1 and c.nature is Nature.NOT_AN_EXTREMUM:
        words += " but an inflection"
    if c.degenerate is not None and c.degenerate.strict is False:
        words += ", though not a strict one"
    by_terms = c.degenerate is None or c.degenerate.reason.code not in (Code.STAYS, Code.BUILT_ABOVE, Code.A_SQUARE)
    return f"Higher derivatives do: {words}." if by_terms else f"Yet {words}."


def _undefined(c: Curvature) -> str:
    """Return what is missing and why; whether f could be mended there (as x^4 = (x^2)^2 is) is not said."""
    if not math.isfinite(c.value) or c.reason.code is not Code.NONSMOOTH:
        return f"Undefined, because {clause(c.reason)}."
    what = "derivatives" if _first_missing(c) else "second derivatives"
    return f"The formula gives no {what} here: {clause(c.reason)}."


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
            return f"Second derivatives are of both signs: {directions(c, 'negative', 'positive')}"
        case _:
            return f"Second derivatives are {directions(c, 'negative', 'positive')}"


def _second_derivative(c: Curvature) -> str:
    """Return the same for one variable."""
    match c.definiteness:
        case Definiteness.POSITIVE_DEFINITE:
            return f"The second derivative is positive, f″ = {eigenvalue(c, 0)}"
        case Definiteness.NEGATIVE_DEFINITE:
            return f"The second derivative is negative, f″ = {eigenvalue(c, 0)}"
        case Definiteness.UNDECIDED:
            return "The sign of the second derivative is lost in rounding errors"
        case _:
            return "The second derivative is zero"


def _norm_error(c: Curvature) -> float:
    return math.hypot(*(float(e) for e in c.gradient_error))
