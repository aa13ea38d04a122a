"""Why a run ended, what its end is, and how its pace compares with theory: in sentences."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.convergence import Pace
from hessview.analysis.verdict import Kind, Nature
from hessview.document.method_names import heading
from hessview.explanations.digits import apart, count, listed, number
from hessview.explanations.directions import directions
from hessview.explanations.places import direction, place
from hessview.explanations.predicted_pace import factor_text, predicted, too_small_text
from hessview.explanations.verdicts import headline, sentence
from hessview.explanations.whereabouts import whereabouts
from hessview.optimizers.flatness import Flatness
from hessview.optimizers.prediction import Floor, Law, Source
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.analysis.convergence import Observation
    from hessview.analysis.curvature import Curvature
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.stability import Instability
    from hessview.optimizers.trajectory import Trajectory

_NEARLY = 0.25
"""An order measured over few steps may be so far from a whole number."""


_FLAT, _UNMOVED = 1e-6, 1e-9
"""A gradient so small may be that of a plateau; a run that came so far, as a part of where it began, did not move."""

_THERE = 1e-6
"""A run stopped at a place that is nearer to its end than this part of the way from its start."""

_FIXED = frozenset({"gradient descent", "heavy ball", "nesterov"})
"""Methods whose step is the gradient times a number that stays, with what they have of momentum."""

_HERE = " Here "
_VECTOR = re.compile(r"\bv([1-9]\d*)\b")


def end_words(outcome: Outcome) -> str:
    """Return what the end of a run is, in a few sentences; at last of which point near the end that is said."""
    return " ".join(filter(None, (class_words(outcome), polish_words(outcome))))


def polish_words(outcome: Outcome) -> str:
    """Return of which point near the end of a run it is said what that is; empty where that is the end itself."""
    c = outcome.curvature
    left = float(np.linalg.norm(np.subtract(c.point, outcome.trajectory.end))) if outcome.reached else 0.0
    return f"Said of the polished point {place(c.point)}, {number(left, 0.0, 2)} from the end." if left else ""


def class_parts(outcome: Outcome) -> tuple[str, str]:
    """Return what the end of a run is, and the eigenvectors that are named there; no word of these: none is."""
    words, here, vectors = class_words(outcome).partition(_HERE)
    return words, f"{here}{vectors}".strip()


def class_words(outcome: Outcome) -> str:
    """Return what the end of a run is, in one or two sentences."""
    c, stop = outcome.curvature, outcome.trajectory.stop
    if stop is Stop.START_UNDEFINED:
        return "There is no end to look at."
    if outcome.flatness is Flatness.EVERYWHERE:
        return "f is constant: every point is critical, and none is lower than another."
    if outcome.flatness is Flatness.BETWEEN_JUMPS and c.is_critical:
        return "f is flat around here. It is written in pieces, between which it may jump: elsewhere it may be lower."
    if not outcome.reached:
        return with_vectors(_not_there(outcome), c)
    left, way = (float(np.linalg.norm(np.subtract(c.point, outcome.trajectory.path[k]))) for k in (-1, 0))
    is_floor = outcome.prediction.floor is Floor.KNOWN and c.nature is not Nature.MINIMUM
    return _on_a_floor(c) if is_floor else _end(c, stands_there=left <= _THERE * way)


def end_text(outcome: Outcome) -> str:
    """Return what the end of a run is in a word or two, as `end_words` has it; of one that is nowhere why it ended."""
    c = outcome.curvature
    if not outcome.reached:
        return str(outcome.trajectory.stop)
    if c.kind is not Kind.DEGENERATE:
        return str(outcome.kind)
    loose = c.degenerate is not None and c.degenerate.strict is False
    if c.nature in (Nature.MINIMUM, Nature.MAXIMUM):
        return f"{c.nature}, not strict" if loose else f"degenerate {c.nature}"
    return "minimum, not strict" if outcome.prediction.floor is Floor.KNOWN else str(outcome.kind)


def _on_a_floor(c: Curvature) -> str:
    """Return what a point is that is known to be one of many minima, though H does not decide."""
    words = f"The Hessian does not decide: {directions(c, 'down', 'up')}"
    return with_vectors(f"{words}. Yet it is a minimum, though not a strict one: f is critical all along a floor.", c)


def _end(c: Curvature, *, stands_there: bool) -> str:
    if c.kind is Kind.SADDLE:
        lowest = number(float(c.eigenvalues[0]), float(c.eigenvalue_error[0]), 2)
        negative = count(c.inertia.negative, "negative eigenvalue")
        least = "the lowest " if c.inertia.negative > 1 else ""
        down = f"v1 = {direction(c.eigenvectors[:, 0])}"
        saddle = "Stopped at a saddle" if stands_there else "Saddle"
        return f"{saddle}: H has {negative}, {least}{lowest}; a step along {down} goes down."
    said = sentence(c)
    if c.kind is Kind.MAXIMUM and stands_there:
        said = f"Stopped at a maximum: every step goes down. {said}"
    elif c.kind is Kind.UNDECIDED:
        said = f"{headline(c)}. {said}"
    return with_vectors(said, c)


def with_vectors(words: str, c: Curvature) -> str:
    """Return a sentence with the eigenvectors that it names in numbers, after it."""
    named = sorted({int(k) for k in _VECTOR.findall(words)})
    vectors = [f"v{k} = {direction(c.eigenvectors[:, k - 1])}" for k in named if k <= c.dimension]
    return f"{words}{_HERE}{listed(vectors)}." if vectors else words


def _not_there(outcome: Outcome) -> str:
    c, limit = outcome.curvature, outcome.at_limit
    if c.kind in (Kind.UNDECIDED, Kind.UNDEFINED):
        return sentence(c)
    slope = number(c.gradient_norm, 0.0, 2)
    if limit is None:
        tail = "; none was found near, so it may be a plateau" if _may_be_flat(outcome.trajectory) else ""
        return f"Not a critical point: |∇f| is {slope}{tail}."
    left = number(float(np.linalg.norm(limit.point - outcome.trajectory.end)), 0.0, 2)
    what = _what(limit)
    there = f"a {what} {whereabouts(limit)}, at distance {left}; it did not end there"
    return f"Not a critical point: |∇f| is {slope}. The nearest along Newton’s steps is {there}."


def _may_be_flat(run: Trajectory) -> bool:
    """Whether the gradient at the end of a run is small, and beside what it was before unless the run hardly moved."""
    norms = run.gradient_norms
    moved = float(np.abs(run.end - run.start).max()) > _UNMOVED * float(np.abs(run.start).max())
    stands = run.stop in (Stop.FLAT, Stop.STALLED, Stop.SMALL_SIMPLEX)
    return stands and float(norms[-1]) <= (_FLAT * min(1.0, float(np.nanmax(norms))) if moved else _FLAT)


def _what(c: Curvature) -> str:
    """Return what a critical point is, as words with an article before them."""
    if c.kind is Kind.DEGENERATE and c.nature is Nature.NOT_AN_EXTREMUM:
        return "degenerate critical point, no extremum,"
    return "critical point" if c.kind is Kind.UNDECIDED else headline(c).lower()


def prediction_words(outcome: Outcome) -> str:
    """Return what theory says of the run, and of what it holds where the run has not come there."""
    prediction, limit = outcome.prediction, outcome.at_limit
    if prediction.floor is not Floor.NONE and limit is not None:
        flat = range(limit.inertia.negative, limit.inertia.negative + limit.inertia.zero)
        said = predicted(prediction, listed([f"v{k + 1} = {direction(limit.eigenvectors[:, k])}" for k in flat]))
    else:
        said = predicted(prediction)
    if prediction.law is Law.NONE and outcome.instability is not None:
        return ""  # said already
    if outcome.reached or prediction.law is Law.NONE or limit is None:
        return said
    return f"Near {place(limit.point)}, which the run has not reached: {said[0].lower()}{said[1:]}"


def way_words(outcome: Outcome) -> str:
    """Return what certainly happened on the way or at its end: a leap over a pole, a saddle, a kink; else empty."""
    said, run = [], outcome.trajectory
    if (leap := outcome.leap) is not None:
        what = "f is undefined" if leap.is_undefined else "|f| grows beyond 10⁸, as at a pole"
        others = f"; so do{'es' if leap.count == 2 else ''} at least {count(leap.count - 1, 'more step')}"
        also = others if leap.count > 1 else ""
        said.append(f"Step {leap.step:,} leaps over {place(leap.place)}, where {what}{also}.")
    if (passed := outcome.passage) is not None:
        slope = number(passed.gradient_norm, 0.0, 2)
        where = f"the saddle at {place(passed.place)} from step {passed.first:,} to {passed.last:,}"
        said.append(f"Slowed down near {where}: |∇f| fell to {slope} there, and grew again.")
    if outcome.kink is not None:
        said.append(f"f has a kink at {place(outcome.kink)}: the gradient jumps there.")
        if run.stop is Stop.STEP_LIMIT and any(name == "step size" for name, _ in run.settings):
            jumps = "jumps across it with a fixed step size, to and fro" if run.method in _FIXED else "steps across it"
            said.append(f"{heading(run.method)} {jumps}.")
    return " ".join(said)


def instability_words(outcome: Outcome) -> str:
    """Return why a step that is too long let a run diverge, or not settle; empty where that is not what happened."""
    found = outcome.instability
    if found is None:
        return ""
    beyond = f"η·λmax = {apart(found.product, found.limit)} > {_limit_text(found)}"
    along = "" if found.direction is None else f" along v_max = {direction(found.direction)}"
    factor = f", by a factor of {apart(found.factor, 1.0)} a step" if math.isfinite(found.factor) else ""
    where = place(found.place)
    if found.step is not None:
        where = f"{'the start' if not found.step else f'step {found.step:,}'}, {where}"
    if found.diverges and (found.shown or not along):
        return f"The step is too long: {beyond}: diverges{along}{factor} (H at {where})."
    if not found.shown and found.step is not None:  # on the way: no place to settle at
        grows = f"there a small displacement{along} grows{factor}"
        return f"The step is too long at {where}: {beyond}: {grows}."
    if not found.shown:
        return f"The step is too long to settle at {where}: {beyond}: there the error grows{along}{factor}."
    said = f"The step is too long: {beyond} at {where}."
    if found.grows:
        return f"{said} The run oscillates{along}, so far wider with every step."
    return f"{said} The run stays bounded, at the edge of stability: it oscillates{along}."


def _limit_text(found: Instability) -> str:
    number_text = apart(found.limit, found.product)
    match found.source:
        case Source.HEAVY_BALL:
            return f"2 (1 + β) = {number_text}"
        case Source.NESTEROV:
            return f"2 (1 + β) / (1 + 2 β) = {number_text}"
        case _:
            return number_text


def pace_text(observation: Observation) -> str:
    """Return what the run showed in a word or two, as `observation_words` has it: a factor, an order, ``one step``."""
    match observation.pace:
        case Pace.EXACT:
            return "one step"
        case Pace.SUPERLINEAR if observation.order is not None:
            return f"order {number(observation.order, 0.0, 2)}"
        case Pace.SUBLINEAR if observation.order is not None:
            return f"k^(−{number(observation.order, 0.0, 3)})"
        case Pace.LINEAR if observation.rate is None and observation.decay is not None:
            return f"exp(−{number(observation.decay, 0.0, 4)})"
        case _:
            return str(observation.pace) if observation.rate is None else number(observation.rate, 0.0, 5)


def observation_words(observation: Observation) -> str:
    """Return what the run showed."""
    match observation.pace:
        case Pace.EXACT:
            return "Observed: there in one step."
        case Pace.GROWS if observation.rate is not None:
            factor = apart(observation.rate, 1.0, 4)
            where = f"steps {observation.first} to {observation.last}"
            return f"Observed: |x| grows by a factor of {factor} a step ({where})."
        case Pace.LINEAR if observation.decay is not None:
            where = f"steps {observation.first} to {observation.last}"
            per = "in a unit of time" if observation.in_time else "a step"
            if observation.rate is None:
                small = too_small_text(observation.decay, observation.uncertainty)
                return f"Observed: a factor of {small}, {per} ({where})."
            return f"Observed: a factor of {factor_text(observation.rate, observation.uncertainty)} {per} ({where})."
        case Pace.GROWS_SO_FAR if observation.decay is not None:
            factor = factor_text(math.exp(-observation.decay), observation.uncertainty)
            where = f"from step {observation.first} to {observation.last}"
            return f"Observed: the error still grew {where}. The law of its steps, fitted, has a factor of {factor}."
        case Pace.SUPERLINEAR:
            known = observation.order is not None
            return f"Observed: {pace_text(observation)}{', which is superlinear' if known else ''}."
        case Pace.SUBLINEAR if observation.order is not None:
            power = f"{number(observation.order, 0.0, 2)} ± {number(observation.uncertainty, 0.0, 1)}"
            return f"Observed: sublinear, the error falls as k^(−a) with a = {power}."
        case _:
            return "Observed: the pace is unclear."


def comparison_words(outcome: Outcome) -> str:
    """Return how theory and observation compare, and the likely reason where they differ; empty without either."""
    p, o = outcome.prediction, outcome.observation
    if p.law in (Law.EXACT, Law.QUADRATIC) and o.pace is Pace.EXACT:
        return "As predicted on a quadratic."
    if p.law is Law.QUADRATIC and o.order is not None and o.pace is Pace.SUPERLINEAR:
        return _orders(p.order, o.order)
    if p.law is Law.SUBLINEAR:
        return _powers(outcome)
    if p.law is Law.SUPERLINEAR and o.pace is Pace.SUPERLINEAR:
        return "As predicted."
    if o.pace is Pace.GROWS_SO_FAR:
        return _fitted(p, o)
    if p.law in (Law.MARGINAL, Law.DIVERGES) and o.pace in (Pace.LINEAR, Pace.EXACT) and outcome.reached:
        return "Not so from this start: likely it has no part along the direction in which the step is too long."
    predicted, seen = _decay(p), o.decay
    if predicted is None or seen is None or not seen > 0.0:
        few = "No pace to compare with: likely too few steps near the limit, or noise."
        return few if _unclear(p, o) and outcome.trajectory.iterations else ""
    return _compared(outcome, predicted, seen)


def _decay(p: Prediction) -> float | None:
    """Return -log rho of a rate below 1; None where there is none."""
    if p.decay is not None:
        return p.decay
    return None if p.rate is None or not 0.0 < p.rate < 1.0 else -math.log(p.rate)


def _orders(predicted_order: float, seen: float) -> str:
    least = number(predicted_order, 0.0, 2)
    if seen < predicted_order - _NEARLY:
        return f"Slower than order {least}: likely not yet in the region where it holds."
    if seen > predicted_order + 2.0 * _NEARLY:
        return f"Faster than predicted, as far as so few steps show: theory gives at least order {least}."
    return "As predicted."


def _powers(outcome: Outcome) -> str:
    """Return how a sublinear pace compares, and what it means for a run that came to its limit of steps."""
    p, o = outcome.prediction, outcome.observation
    said = []
    if o.pace is Pace.SUBLINEAR and o.order is not None:
        agree = p.power is None or abs(o.order - p.power) <= max(o.uncertainty, 0.05 * p.power)
        said.append("As predicted." if agree else "Sublinear as predicted, with another power: likely not yet near.")
    if outcome.trajectory.stop in (Stop.STEP_LIMIT, Stop.TIME_LIMIT) and p.power is not None:
        times = "times as long" if outcome.trajectory.times is not None else "times as many steps"
        more = f"{10.0 ** (1.0 / p.power):,.0f}"
        said.append(f"That is why it came to its limit: 10 times nearer takes about {more} {times}.")
    return " ".join(said)


def _fitted(p: Prediction, o: Observation) -> str:
    """Return what a law that was fitted to a growing error says beside theory: no rate was observed."""
    predicted = _decay(p)
    if predicted is None or o.decay is None:
        return ""
    if abs(predicted - o.decay) > max(o.uncertainty, 0.01 * predicted):
        return "It is not the predicted one: likely not yet in the quadratic region of the limit."
    why = ": k ρ^k grows before it falls" * (p.multiplicity > 1)
    return f"It is the predicted one{why}."


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
