"""What a run comes to: where it really ended, the pace that theory gives it there, and the pace it had."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import curvature
from hessview.analysis.convergence import Observation, Pace, growth, observed
from hessview.analysis.snapping import nearest_critical_point
from hessview.optimizers.falling import keeps_falling
from hessview.optimizers.flatness import Flatness, flatness
from hessview.optimizers.floors import at_singular
from hessview.optimizers.kinks import kink_of
from hessview.optimizers.leaps import leap_of
from hessview.optimizers.method import lengths
from hessview.optimizers.newton import has_no_cubic_terms
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.saddle_passage import saddle_passage
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.stability import instability
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.verdict import Kind
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.leaps import Leap
    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded
    from hessview.optimizers.saddle_passage import SaddlePassage
    from hessview.optimizers.stability import Instability
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

REACHED, CONVERGED = 1e-6, 1e-2
"""A run has reached a critical point that is this near to its end, as a part of the distance of its start: any run, and
one whose gradient has vanished, if nothing lies between. Where f is flat it vanishes long before the place is known."""

_BETWEEN = 2.0 ** -np.arange(9.0)
"""Where the gradient is looked at between an end and its limit: it must shrink all the way."""

_LINEAR = 0.2
"""Near a limit that is not degenerate the gradient is H times the error, but for this part."""

NEAR = 2.0
"""So far ahead the limit of a run that was stopped early may be, as a part of the way it came: along a long valley the
first steps go across."""

_FAR = frozenset({Stop.DIVERGED, Stop.FAR, Stop.NOT_FINITE})
_LEFT = _FAR | {Stop.FALLS, Stop.DOMAIN_EDGE, Stop.START_UNDEFINED, Stop.NO_DERIVATIVE}

_SWING = frozenset({Law.LINEAR, Law.MARGINAL, Law.DIVERGES, Law.NOISE})
"""With these a path may swing about its limit for long; with any other it comes nearer, or goes elsewhere."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """One run, judged.

    Attributes
    ----------
    trajectory
        The run.
    limit
        The critical point at its end or ahead of it, to the last digit, shape (n,); None where none is near.
    reached
        Whether the run came as near to it as to stand on it.
    curvature
        At the limit if that was reached, else at the last iterate.
    prediction
        The pace that theory gives the method at the limit.
    observation
        The pace of the run towards it.
    at_limit
        The curvature at the limit.
    instability
        Why a step that is too long let the run diverge, or not settle; None where that is not what happened.
    passage
        A saddle at which the run slowed down before it left it; None where there is certainly none.
    kink
        Where the run goes to and fro across a place without a gradient, shape (n,); None where it does not.
    flatness
        Where f is flat as it is written.
    leap
        Steps over a pole, or over where f is undefined; None where none is seen.
    """

    trajectory: Trajectory
    limit: Floats | None
    reached: bool
    curvature: Curvature
    prediction: Prediction
    observation: Observation
    at_limit: Curvature | None = None
    instability: Instability | None = None
    passage: SaddlePassage | None = None
    kink: Floats | None = None
    flatness: Flatness = Flatness.NOWHERE
    leap: Leap | None = None

    @property
    def kind(self) -> Kind:
        """What the end is: a class only where the Hessian test gives it one at a point that is certainly critical."""
        return self.curvature.kind


def judged(landscape: Landscape, method: Method | Recorded, trajectory: Trajectory) -> Outcome:
    """Return what a run of a method comes to; its end is polished by Newton's method, its path is left alone."""
    found = _judged(landscape, method, trajectory)
    return replace(
        found, passage=saddle_passage(landscape, trajectory), flatness=flatness(landscape),
        kink=None if found.reached else kink_of(landscape, trajectory), leap=leap_of(landscape, trajectory),
    )  # fmt: skip


def _judged(landscape: Landscape, method: Method | Recorded, trajectory: Trajectory) -> Outcome:
    if keeps_falling(landscape, trajectory):
        trajectory = replace(trajectory, stop=Stop.FALLS)
    path, end = trajectory.path, trajectory.end
    way = max(float(np.abs(path - end).max()), _least(end))
    limit = None if trajectory.stop in _LEFT else _critical_near(landscape, end, NEAR * way)
    at_limit = None if limit is None else curvature.at(landscape, limit.tolist())
    if limit is None or at_limit is None:
        return _nowhere(landscape, method, trajectory)
    reached = _stands_on(landscape, trajectory, at_limit)
    prediction = _predicted(landscape, method, trajectory, at_limit)
    strays = prediction.law is Law.REPELS or prediction.on_stable
    swings = prediction.law in _SWING or _approaches(np.linalg.norm(path - limit, axis=1))
    if not reached and (strays or not swings):
        return _nowhere(landscape, method, trajectory)
    found = at_limit if reached else curvature.at(landscape, end.tolist())
    singular = at_limit.inertia.zero > 0
    if reached or not _may_be_one_of_many(at_limit):
        seen = observed(path, limit, at_limit.eigenvectors, trajectory.times, singular=singular)
    else:
        seen = Observation(Pace.UNCLEAR)
    unstable = instability(landscape, method, trajectory, at_limit, prediction)
    return Outcome(_named(trajectory, reached=reached), limit, reached, found, prediction, seen, at_limit, unstable)


def _may_be_one_of_many(limit: Curvature) -> bool:
    """Whether critical points may lie next to a limit: to which of them a run comes is not known until it is there."""
    return limit.inertia.zero > 0 and not (limit.degenerate is not None and limit.degenerate.isolated is True)


def _nowhere(landscape: Landscape, method: Method | Recorded, trajectory: Trajectory) -> Outcome:
    """Return the outcome of a run that goes to no critical point that is known."""
    found = curvature.at(landscape, trajectory.end.tolist())
    nothing = Prediction(Law.NONE, Source.NO_LIMIT)
    leaves = trajectory.stop in _FAR and trajectory.times is None
    seen = growth(trajectory.path) if leaves else Observation(Pace.UNCLEAR)
    return Outcome(
        _named(trajectory, reached=False), None, False, found, nothing, seen,
        instability=instability(landscape, method, trajectory),
    )  # fmt: skip


def _named(trajectory: Trajectory, *, reached: bool) -> Trajectory:
    """Return the run with its stop called by what it came to: no convergence without a critical point."""
    if reached and trajectory.stop is Stop.SMALL_SIMPLEX:
        return replace(trajectory, stop=Stop.CONVERGED)
    if not reached and trajectory.stop is Stop.CONVERGED:
        return replace(trajectory, stop=Stop.FLAT)
    return trajectory


def _stands_on(landscape: Landscape, trajectory: Trajectory, limit: Curvature) -> bool:
    """Whether the run ended at this critical point: near it, and with nothing between."""
    end, place = trajectory.end, np.array(limit.point)
    error = end - place
    left, way = float(np.abs(error).max()), max(float(np.abs(trajectory.start - place).max()), _least(end))
    if left <= _least(end) * REACHED:
        return True  # the last digits
    share = CONVERGED if trajectory.stop is Stop.CONVERGED else REACHED
    if left > share * way:
        return False
    if left <= REACHED * REACHED * way:
        return True
    with np.errstate(all="ignore"):
        gradients = landscape.gradient(place + _BETWEEN[:, np.newaxis] * error)
        sizes = lengths(gradients)
        linear = limit.hessian @ error
        fits = float(lengths((gradients[0] - linear)[np.newaxis])[0]) <= _LINEAR * sizes[0]
    if limit.inertia.zero == 0 and fits:
        return True
    return limit.inertia.zero > 0 and bool(np.all(sizes[1:] <= sizes[:-1]))


def _approaches(distances: Floats) -> bool:
    """Whether a path comes nearer to a place: its last third is, as a whole, nearer than its first."""
    third = (len(distances) + 2) // 3
    return bool(distances[-third:].max() < distances[:third].max())


def _predicted(
    landscape: Landscape, method: Method | Recorded, trajectory: Trajectory, limit: Curvature
) -> Prediction:
    """Return the pace that theory gives, from the eigenvalues at the limit: those within their errors of zero are."""
    chosen = {name: np.array([value]) for name, value in trajectory.settings}
    if limit.inertia.zero == 0:
        found = method.prediction(Spectrum(limit.eigenvalues), chosen)
        newtons = found.law is Law.QUADRATIC and found.source is Source.NEWTON
        return replace(found, order=3.0) if newtons and has_no_cubic_terms(landscape, limit.point) else found
    known = np.abs(limit.eigenvalues) > limit.eigenvalue_error
    return at_singular(landscape, method, limit, Spectrum(np.where(known, limit.eigenvalues, 0.0)), chosen)


def _least(end: Floats) -> float:
    """Return the way of a run that did not move: as far as its last digits are worth."""
    return max(float(np.abs(end).max()), 1.0) * 1e-9


def _critical_near(landscape: Landscape, place: Floats, radius: float) -> Floats | None:
    found = nearest_critical_point(landscape, place.tolist(), 1.0, [radius] * len(place))
    return None if found is None else np.array(found)
