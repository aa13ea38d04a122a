"""What a run comes to: where it really ended, the pace that theory gives it there, and the pace it had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import curvature
from hessview.analysis.convergence import Observation, Pace, observed
from hessview.analysis.snapping import nearest_critical_point
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.verdict import Kind
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

REACHED, CONVERGED = 1e-6, 1e-2
"""A run has reached a critical point that is this near to its end, as a part of the way it came: any run, and one whose
gradient has vanished. Where f is flat it vanishes long before the place is known."""

NEAR = 2.0
"""So far ahead the limit of a run that was stopped early may be, as a part of the way it came: along a long valley the
first steps go across."""

_LEFT = frozenset({Stop.DIVERGED, Stop.DOMAIN_EDGE, Stop.START_UNDEFINED, Stop.NO_DERIVATIVE})


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
    """

    trajectory: Trajectory
    limit: Floats | None
    reached: bool
    curvature: Curvature
    prediction: Prediction
    observation: Observation

    @property
    def kind(self) -> Kind:
        """What the end is: a class only where the Hessian test gives it one at a point that is certainly critical."""
        return self.curvature.kind


def judged(landscape: Landscape, method: Method | Recorded, trajectory: Trajectory) -> Outcome:
    """Return what a run of a method comes to; its end is polished by Newton's method, its path is left alone."""
    path, end = trajectory.path, trajectory.end
    way = max(float(np.abs(path - end).max()), _least(end))
    limit = None if trajectory.stop in _LEFT else _critical_near(landscape, end, NEAR * way)
    share = CONVERGED if trajectory.stop is Stop.CONVERGED else REACHED
    reached = limit is not None and bool(np.abs(limit - end).max() <= share * way)
    found = curvature.at(landscape, (limit if limit is not None and reached else end).tolist())
    if limit is None:
        return Outcome(trajectory, None, False, found, Prediction(Law.NONE, Source.NO_LIMIT), Observation(Pace.UNCLEAR))
    at_limit = found if reached else curvature.at(landscape, limit.tolist())
    chosen = {name: np.array([value]) for name, value in trajectory.settings}
    prediction = method.prediction(Spectrum(at_limit.eigenvalues), chosen)
    seen = observed(path, limit, at_limit.eigenvectors, trajectory.times)
    return Outcome(trajectory, limit, reached, found, prediction, seen)


def _least(end: Floats) -> float:
    """Return the way of a run that did not move: as far as its last digits are worth."""
    return max(float(np.abs(end).max()), 1.0) * 1e-9


def _critical_near(landscape: Landscape, place: Floats, radius: float) -> Floats | None:
    found = nearest_critical_point(landscape, place.tolist(), 1.0, [radius] * len(place))
    return None if found is None else np.array(found)
