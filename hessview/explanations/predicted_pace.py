"""What theory says of a pace, in sentences: the formula, the number, and where it is proved."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.explanations.digits import apart, number
from hessview.optimizers.prediction import Floor, Law, Source

if TYPE_CHECKING:
    from hessview.optimizers.prediction import Prediction

_FORMULAS = MappingProxyType(
    {
        Source.GRADIENT_DESCENT: ("max |1 − η λ|", "Polyak, Introduction to Optimization, 1987, section 1.4"),
        Source.STEEPEST_DESCENT: (
            "(κ − 1) / (κ + 1)", "Akaike, 1959; Nocedal and Wright, Numerical Optimization, theorem 3.3",
        ),
        Source.HEAVY_BALL: (
            "the largest |root| of z² − (1 + β − η λ) z + β", "Polyak, USSR Comput. Math. Math. Phys. 4, 1964",
        ),
        Source.NESTEROV: (
            "the largest |root| of z² − (1 + β)(1 − η λ) z + β (1 − η λ)",
            "Nesterov, Lectures on Convex Optimization, 2018, section 2.2",
        ),
        Source.NEWTON: ("|e′| ≤ C |e|²", "Nocedal and Wright, Numerical Optimization, theorem 3.5"),
        Source.FLOORED_NEWTON: (
            "1 − λ_min / (δ λ_max)", "the linearised step: eigenvalues below δ λ_max are lifted to it",
        ),
        Source.NEARLY_FLAT_NEWTON: (
            "1 − |λ|_min / (10⁻¹² |λ|_max)", "the linearised step: |λ| below 10⁻¹² |λ|_max count as this",
        ),
        Source.NEWTON_AT_A_FLAT_ONE: (
            "(p − 2) / (p − 1), f of order p there,", "Ostrowski, Solution of Equations and Systems of Equations, 1966",
        ),
        Source.CONJUGATE_GRADIENTS: (
            "(√κ − 1) / (√κ + 1)", "Nocedal and Wright, Numerical Optimization, equation 5.36",
        ),
        Source.QUASI_NEWTON: ("|e′| / |e| → 0", "Nocedal and Wright, Numerical Optimization, theorem 6.6"),
        Source.LIMITED_MEMORY: ("|e′| ≤ ρ |e|", "Liu and Nocedal, Mathematical Programming 45, 1989"),
        Source.TRUST_REGION: ("|e′| ≤ C |e|²", "Nocedal and Wright, Numerical Optimization, theorems 3.5 and 4.9"),
        Source.FLOW: ("exp(−λ_min)", "the linearised equation e′ = −H e"),
        Source.NEWTON_FLOW: ("exp(−1)", "the equation ∇f(x(t)) = exp(−t) ∇f(x(0))"),
        Source.STOCHASTIC: ("max |1 − η λ|", "Bottou, Curtis and Nocedal, SIAM Review 60, 2018, theorem 4.6"),
        Source.DEGENERATE: ("λ = 0", ""),
        Source.NOTHING: ("", ""),
        Source.NO_HESSIAN: ("", ""),
        Source.NO_LIMIT: ("", ""),
    }
)
"""Of every source: its formula, and where it is proved."""


_MOST_DIGITS = 10
"""A factor that needs more to be told from 1 is written as its difference from 1."""

_NO_RATE = MappingProxyType(
    {
        Source.NOTHING: "No theory gives a rate: the steps depend on the whole history, not on the spectrum of H.",
        Source.NO_LIMIT: "Nothing is predicted: it is not known which critical point, if any, the run goes to.",
        Source.NO_HESSIAN: "Nothing is predicted: H at the limit is not known.",
        Source.DEGENERATE: "Nothing is predicted: H at the limit is singular.",
        Source.LIMITED_MEMORY: "Linear near a minimum, by a factor that theory does not give.",
        Source.STEEPEST_DESCENT: "Linear near a minimum, by a factor that depends on which steps the rule accepts.",
    }
)


_SUBLINEAR = "Sublinear, slower than by any factor, from nearly every start: H at the limit is singular"
_MORSE_BOTT = "Rebjock and Boumal, Fast convergence to non-isolated minima, Mathematical Programming, 2024"


def predicted(prediction: Prediction, flat: str = "") -> str:
    """Return what theory says, with the formula and where it is proved.

    Parameters
    ----------
    flat
        Where the limit may be one of many: the directions along the floor, "v1 = (1, 0)".
    """
    said = _plainly(prediction)
    if prediction.floor is Floor.NONE or prediction.law is Law.NONE:
        return said
    along = f" along {flat}" if flat else ""
    said = f"{said[0].lower()}{said[1:]} Only the λ that are not zero count ({_MORSE_BOTT})."
    if prediction.floor is Floor.KNOWN:
        return f"The minima form a floor, flat{along}. Across it: {said}"
    return f"H at the limit is singular. If the floor is flat{along}, then across it: {said} If not: sublinear."


def _plainly(prediction: Prediction) -> str:
    """Return what theory says, with the formula and where it is proved."""
    formula, where = _FORMULAS[prediction.source]
    on_stable = " for the runs that reach this saddle" if prediction.on_stable else ""
    source = f" ({where})" if where else ""
    match prediction.law:
        case Law.NONE:
            return _NO_RATE.get(prediction.source, "Nothing is predicted.")
        case Law.EXACT:
            searched = " with an exact line search" * (prediction.source is Source.CONJUGATE_GRADIENTS)
            return f"On a quadratic it is there in one step{searched}{on_stable}: {formula} = 0{source}."
        case Law.FINITE:
            return f"On a quadratic it is there after as many steps as H has different eigenvalues{source}."
        case Law.QUADRATIC if prediction.order > 2.0:
            triples = f"the number of right digits triples with every step{on_stable}"
            return f"Order 3: {triples}, as all third derivatives there vanish: |e′| ≤ C |e|³{source}."
        case Law.QUADRATIC:
            return f"Order 2: the number of right digits doubles with every step{on_stable}: {formula}{source}."
        case Law.SUPERLINEAR:
            return f"Superlinear, faster than by any factor: {formula}{source}."
        case Law.SUBLINEAR if prediction.power is not None:
            order = number(2.0 + 1.0 / prediction.power, 0.0, 3)
            clock = "t" if prediction.source is Source.FLOW else "k"
            power = number(prediction.power, 0.0, 3)
            law = f"{clock}^(−1 / (p − 2)) = {clock}^(−{power})"
            return f"{_SUBLINEAR}, and along its kernel f is of order p = {order}. The error falls as {law}."
        case Law.SUBLINEAR:
            return f"{_SUBLINEAR} ({formula})."
        case Law.REPELS:
            return "As a rule runs leave this point: no pace is predicted for one that ends there."
        case _:
            return f"{_by_a_factor(prediction, formula, on_stable)}{source}."


def _by_a_factor(prediction: Prediction, formula: str, on_stable: str) -> str:
    """Return what the laws say that have a factor, without the source."""
    rate = "" if prediction.rate is None else factor_text(prediction.rate)
    match prediction.law:
        case Law.LINEAR:
            power = ", but for a factor k (a double root)" * (prediction.multiplicity > 1)
            return f"The error shrinks by ρ = {formula} = {rate} a step{power}{on_stable}"
        case Law.BOUND if prediction.source is Source.CONJUGATE_GRADIENTS:
            exact = "On a quadratic, with exact line searches, the error after k steps is at most 2 ρ^k of the first"
            return f"{exact}, in the norm of H: ρ = {formula} = {rate}"
        case Law.BOUND if prediction.source is Source.NESTEROV:
            return f"The error shrinks at least by ρ = β = {rate} a step: so what is left of the speed along it fades"
        case Law.BOUND:
            norm = "On a quadratic the error, in the norm of H, shrinks at least by"
            return f"{norm} ρ = {formula} = {rate} a step{on_stable}"
        case Law.EXPONENTIAL if not rate:
            small = too_small_text(prediction.decay or math.inf)
            return f"The error shrinks by {formula} = {small}, in a unit of time{on_stable}"
        case Law.EXPONENTIAL:
            return f"The error shrinks by {formula} = {rate} in a unit of time{on_stable}"
        case Law.NOISE:
            return f"The mean error shrinks by {formula} = {rate} a step, until the noise is as large"
        case Law.DIVERGES:
            return f"The step is too long: nearly every run leaves this point, {formula} = {rate}"
        case _:
            return f"From nearly every start the error hardly changes in the end{on_stable}: {formula} = {rate}"


def too_small_text(decay: float, uncertainty: float = 0.0) -> str:
    """Return exp(-decay) that underflows: ``exp(−2·10⁴), too small for a number``."""
    known = f" ± {number(uncertainty, 0.0, 1)}" if 0.0 < uncertainty < math.inf else ""
    return f"exp(−{f'({number(decay, 0.0, 4)}{known})' if known else number(decay, 0.0, 4)}), too small for a number"


def factor_text(rate: float, uncertainty: float = 0.0) -> str:
    """Return a factor with as many digits as tell it from 1."""
    if not 0.0 < rate < 1.0:
        return apart(rate, 1.0, 4)
    digits = 4 + max(0, math.ceil(-math.log10(1.0 - rate)) - 1)
    text = number(rate, 0.0, digits) if digits <= _MOST_DIGITS else f"1 − {number(1.0 - rate, 0.0, 4)}"
    return f"{text} ± {number(rate * uncertainty, 0.0, 1)}" if 0.0 < uncertainty < math.inf else text
