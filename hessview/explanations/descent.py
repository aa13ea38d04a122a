"""Why a run ended, what its end is, and how its pace compares with theory: in sentences."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.convergence import Pace
from hessview.analysis.verdict import Kind
from hessview.explanations.digits import count, number
from hessview.explanations.verdicts import headline, sentence
from hessview.optimizers.prediction import Law, Source
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.analysis.convergence import Observation
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.trajectory import Trajectory

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

_NEARLY_TWO = 1.75
"""An order measured over few steps may be so far below 2."""

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


def stop_words(trajectory: Trajectory) -> str:
    """Return why a run ended, in one sentence."""
    steps = count(trajectory.iterations, "step")
    slope = number(float(trajectory.gradient_norms[-1]), 0.0, 2)
    return {
        Stop.CONVERGED: f"Converged: |∇f| is {slope} after {steps}.",
        Stop.FLAT: f"|∇f| is small beside what it was, {slope} after {steps}; no critical point is reached.",
        Stop.SMALL_SIMPLEX: f"The simplex has shrunk to a point after {steps}; no critical point is reached.",
        Stop.STEP_LIMIT: f"Stopped at the limit of {steps}: |∇f| is still {slope}.",
        Stop.STALLED: f"Stands still after {steps}: the next one is smaller than the last digit of x; |∇f| is {slope}.",
        Stop.DIVERGED: f"Diverged: after {steps} x is far beyond where it began, or f overflows.",
        Stop.DOMAIN_EDGE: f"Stepped over the edge of the domain after {steps}: f is undefined there.",
        Stop.NO_DERIVATIVE: f"Came to a point where a derivative is undefined or overflows, after {steps}.",
        Stop.NO_DESCENT: f"Found no lower point along its direction after {steps}; |∇f| is {slope}.",
        Stop.SINGULAR: f"H is singular, or not finite, after {steps}: the step does not exist.",
        Stop.NOT_DEFINITE: f"H is not positive definite after {steps}, and this method needs it so.",
        Stop.NOT_SOLVED: f"The solver of the flow found no accurate step after {steps}; |∇f| is {slope}.",
        Stop.TIME_LIMIT: f"The time of the flow is over after {steps}: |∇f| is still {slope}.",
        Stop.CANCELLED: f"Cancelled after {steps}.",
        Stop.START_UNDEFINED: "f is undefined at the start.",
    }[trajectory.stop]


def end_words(outcome: Outcome) -> str:
    """Return what the end of a run is, in one or two sentences."""
    c, stop = outcome.curvature, outcome.trajectory.stop
    if stop is Stop.START_UNDEFINED:
        return "There is no end to look at."
    if not outcome.reached:
        return _not_there(outcome)
    if c.kind is Kind.SADDLE:
        lowest = number(float(c.eigenvalues[0]), float(c.eigenvalue_error[0]), 2)
        negative = count(c.inertia.negative, "negative eigenvalue")
        least = "the lowest " if c.inertia.negative > 1 else ""
        return f"Stopped at a saddle: H has {negative}, {least}{lowest}; a step along v1 goes down."
    if c.kind is Kind.MAXIMUM:
        return f"Stopped at a maximum: every step goes down. {sentence(c)}"
    return f"{headline(c)}. {sentence(c)}" if c.kind is Kind.UNDECIDED else sentence(c)


def _not_there(outcome: Outcome) -> str:
    c, stop, limit = outcome.curvature, outcome.trajectory.stop, outcome.limit
    if c.kind in (Kind.UNDECIDED, Kind.UNDEFINED):
        return sentence(c)
    slope = number(c.gradient_norm, 0.0, 2)
    if limit is None:
        flat = stop in (Stop.FLAT, Stop.STALLED, Stop.SMALL_SIMPLEX)
        tail = "; none was found near, so it may be a plateau" if flat else ""
        return f"Not a critical point: |∇f| is {slope}{tail}."
    left = number(float(np.linalg.norm(limit - outcome.trajectory.end)), 0.0, 2)
    return f"Not a critical point: |∇f| is {slope}; a critical point is {left} away."


def prediction_words(outcome: Outcome) -> str:
    """Return what theory says of the run, and of what it holds where the run has not come there."""
    said = predicted(outcome.prediction)
    if outcome.reached or outcome.prediction.law is Law.NONE:
        return said
    return f"Near the critical point, which the run has not reached: {said[0].lower()}{said[1:]}"


def predicted(prediction: Prediction) -> str:
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
        case Law.QUADRATIC:
            return f"The number of right digits doubles with every step{on_stable}: {formula}{source}."
        case Law.SUPERLINEAR:
            return f"Faster than by any factor: {formula}{source}."
        case Law.SUBLINEAR:
            return f"Slower than by any factor, from nearly every start: H at the limit is singular ({formula})."
        case Law.REPELS:
            return "As a rule runs leave this point: no pace is predicted for one that ends there."
        case _:
            return f"{_by_a_factor(prediction, formula, on_stable)}{source}."


def _by_a_factor(prediction: Prediction, formula: str, on_stable: str) -> str:
    """Return what the laws say that have a factor, without the source."""
    rate = "" if prediction.rate is None else _rate(prediction.rate)
    match prediction.law:
        case Law.LINEAR:
            power = ", but for a factor k (a double root)" * (prediction.multiplicity > 1)
            return f"The error shrinks by ρ = {formula} = {rate} a step{power}{on_stable}"
        case Law.BOUND if prediction.source is Source.CONJUGATE_GRADIENTS:
            exact = "On a quadratic, with exact line searches, the error after k steps is at most 2 ρ^k of the first"
            return f"{exact}, in the norm of H: ρ = {formula} = {rate}"
        case Law.BOUND:
            norm = "On a quadratic the error, in the norm of H, shrinks at least by"
            return f"{norm} ρ = {formula} = {rate} a step{on_stable}"
        case Law.EXPONENTIAL:
            return f"The error shrinks by {formula} = {rate} in a unit of time{on_stable}"
        case Law.NOISE:
            return f"The mean error shrinks by {formula} = {rate} a step, until the noise is as large"
        case Law.DIVERGES:
            return f"The step is too long: nearly every run leaves this point, {formula} = {rate}"
        case _:
            return f"The error hardly changes{on_stable}: {formula} = {rate}"


def observation_words(observation: Observation) -> str:
    """Return what the run showed."""
    match observation.pace:
        case Pace.EXACT:
            return "There in one step."
        case Pace.LINEAR if observation.rate is not None:
            where = f"steps {observation.first} to {observation.last}"
            per = "in a unit of time" if observation.in_time else "a step"
            return f"Observed: a factor of {_rate(observation.rate, observation.uncertainty)} {per} ({where})."
        case Pace.SUPERLINEAR:
            order = "" if observation.order is None else f", of order {number(observation.order, 0.0, 2)}"
            return f"Observed: superlinear{order}."
        case Pace.SUBLINEAR if observation.order is not None:
            power = f"{number(observation.order, 0.0, 2)} ± {number(observation.uncertainty, 0.0, 1)}"
            return f"Observed: sublinear, the error falls as k^(−a) with a = {power}."
        case _:
            return "Observed: no clear pace."


def comparison_words(outcome: Outcome) -> str:
    """Return how theory and observation compare, and the likely reason where they differ; empty without either."""
    p, o = outcome.prediction, outcome.observation
    if p.law in (Law.EXACT, Law.QUADRATIC) and o.pace is Pace.EXACT:
        return "As on a quadratic: exact."
    if p.law is Law.QUADRATIC and o.order is not None and o.pace is Pace.SUPERLINEAR:
        slower = "Slower than order 2: likely not yet in the quadratic region."
        return "As predicted." if o.order >= _NEARLY_TWO else slower
    if p.law is Law.SUBLINEAR:
        return "As predicted." if o.pace is Pace.SUBLINEAR else ""
    if p.law is Law.SUPERLINEAR and o.pace is Pace.SUPERLINEAR:
        return "As predicted."
    if p.rate is None or o.rate is None or not 0.0 < p.rate < 1.0 or not 0.0 < o.rate < 1.0:
        few = "No pace to compare with: likely too few steps near the limit, or noise."
        return few if _unclear(p, o) and outcome.trajectory.iterations else ""
    return _compared(outcome, -math.log(p.rate), -math.log(o.rate))


def _compared(outcome: Outcome, predicted: float, seen: float) -> str:
    p, o = outcome.prediction, outcome.observation
    difference = abs(seen - predicted)
    if difference <= max(o.uncertainty, 0.01 * predicted):
        return "Observed and predicted agree."
    if p.law is Law.BOUND and seen > predicted:
        return "Faster than the bound, as it may be."
    faster = "Faster" if seen > predicted else "Slower"
    if not outcome.reached:
        return f"{faster} than predicted: likely not yet in the quadratic region of the limit."
    if seen > predicted:
        return "Faster than predicted: likely the start has nearly no part along the slowest direction."
    return "Slower than predicted: likely the limit is nearly degenerate, or the tail too short."


def _unclear(p: Prediction, o: Observation) -> bool:
    return p.law in (Law.LINEAR, Law.BOUND) and o.pace is Pace.UNCLEAR


def _rate(rate: float, uncertainty: float = 0.0) -> str:
    """Return a factor with as many digits as tell it from 1."""
    if not 0.0 < rate < 1.0:
        return number(rate, 0.0, 4)
    digits = 4 + max(0, math.ceil(-math.log10(1.0 - rate)) - 1)
    text = number(rate, 0.0, digits) if digits <= _MOST_DIGITS else f"1 − {number(1.0 - rate, 0.0, 4)}"
    return f"{text} ± {number(rate * uncertainty, 0.0, 1)}" if 0.0 < uncertainty < math.inf else text
