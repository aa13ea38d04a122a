"""Why a run of an optimiser ended, in one sentence that says what is known and no more."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.explanations.digits import count, number
from hessview.optimizers.stopping import far_beyond
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.trajectory import Trajectory

_WOLFE = "Its line search found no acceptable step (Wolfe’s conditions)"
_WOLFE_AND_DOWN = f"{_WOLFE[:-1]}, and a next direction that goes down)"
_ARMIJO = "Its line search found no acceptable step (Armijo’s rule)"
_MODEL = "Its model of f promises no lower point in its trust region"

_SEARCHED = MappingProxyType({
    **dict.fromkeys(("wolfe", "bfgs", "l-bfgs"), _WOLFE),
    "conjugate gradients": _WOLFE_AND_DOWN,
    **dict.fromkeys(("armijo", "damped newton", "modified newton"), _ARMIJO),
    **dict.fromkeys(("trust region", "dogleg"), _MODEL),
    "steepest descent": "Its line search found no lowest point along −∇f",
})  # fmt: skip
"""What each method looked for in vain. That nothing lower is there is not said: it was not checked."""

_SLOPE = 1e-6
"""A larger gradient is no sign of a flat place."""


def stop_words(trajectory: Trajectory) -> str:
    """Return why a run ended, in one sentence."""
    steps, stop = count(trajectory.iterations, "step"), trajectory.stop
    slope = number(float(trajectory.gradient_norms[-1]), 0.0, 2)
    if stop in (Stop.DIVERGED, Stop.FAR):
        return _far_words(trajectory, steps)
    if stop is Stop.SINGULAR and trajectory.method.endswith("flow"):
        return f"After {steps} the flow comes to where H is singular, or not finite: its velocity does not exist."
    searched = _SEARCHED.get(trajectory.method, "Found no step that it accepts")
    return {
        Stop.CONVERGED: f"Converged: |∇f| is {slope} after {steps}.",
        Stop.FLAT: f"|∇f| is small beside what it was, {slope} after {steps}; no critical point is reached.",
        Stop.SMALL_SIMPLEX: f"The simplex has shrunk to a point after {steps}; no critical point is reached.",
        Stop.STEP_LIMIT: f"Stopped at the limit of {steps}: |∇f| is still {slope}.",
        Stop.STALLED: _still_words(trajectory, slope),
        Stop.NOT_FINITE: f"After {steps} the next one leads where f is infinite, or too large for a number.",
        Stop.DOMAIN_EDGE: f"After {steps} the next one leads over the edge of the domain: f is undefined there.",
        Stop.NO_DERIVATIVE: f"Came to a point where a derivative is undefined or overflows, after {steps}.",
        Stop.NO_DESCENT: f"{searched} after {steps}; |∇f| is {slope}.",
        Stop.UPHILL: f"Its direction does not go downhill after {steps}, as may be where H is not positive definite.",
        Stop.FALLS: f"No lowest point along −∇f: after {steps} f keeps falling as far as was looked.",
        Stop.SINGULAR: f"H is singular, or not finite, after {steps}: the step does not exist.",
        Stop.NOT_DEFINITE: f"H is not positive definite after {steps}, and this method needs it so.",
        Stop.NOT_SOLVED: f"The solver of the flow found no accurate step after {steps}; |∇f| is {slope}.",
        Stop.TIME_LIMIT: f"The time of the flow is over after {steps}: |∇f| is still {slope}.",
        Stop.CANCELLED: f"Cancelled after {steps}.",
        Stop.START_UNDEFINED: "f is undefined at the start.",
    }[stop]


def _still_words(trajectory: Trajectory, slope: str) -> str:
    """Return that a step came to nothing; on a slope that is not for want of one."""
    little = f"step {trajectory.iterations:,} is smaller than the last digit of x"
    if not float(trajectory.gradient_norms[-1]) > _SLOPE:
        return f"Stands still: {little}; |∇f| is {slope}."
    sized = any(name == "step size" for name, _ in trajectory.settings)
    return f"No progress: {little}, though |∇f| is {slope}{'; its step size is too small here' if sized else ''}."


def _far_words(trajectory: Trajectory, steps: str) -> str:
    """Return how far a run went: its last iterate, or the step after it, which has no finite f."""
    bound = float(far_beyond(trajectory.start[np.newaxis])[0])
    is_there = float(np.abs(trajectory.end).max()) > bound
    where = f"beyond {number(bound, 0.0, 2)}"
    gone = f"after {steps} a coordinate is {where}" if is_there else f"after {steps} the next one leads {where}"
    if trajectory.stop is Stop.FAR:
        return f"Went farther than a run is followed: {gone}."
    why = "f and |∇f| are larger than at the start" if is_there else "f overflows there"
    return f"Diverged: {gone}, and {why}."
