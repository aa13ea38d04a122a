"""Gradient flow and Newton flow: the curves that the methods follow when their steps become infinitely short."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.convergence import factor_of
from hessview.optimizers.newton import newton_prediction
from hessview.optimizers.newton_steps import solve
from hessview.optimizers.prediction import Law, Prediction, Source, of_factors
from hessview.optimizers.settings import Setting, constant
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.recorded import Floats, Record
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum

_ACCURACY = 1e-9


def _slowest(spectrum: Spectrum) -> Floats:
    """Return a time in which the slowest direction at the start falls to e^-30, within reason."""
    sizes = np.abs(spectrum.eigenvalues).min(axis=-1)
    return np.asarray(30.0 / np.maximum(np.nan_to_num(sizes), 1e-4 * spectrum.largest))


class _Flow(ABC):
    """Integrates x' = velocity(x) by SciPy's LSODA, which copes with stiff valleys; every step is an iterate."""

    when_failed = Stop.NOT_SOLVED

    @abstractmethod
    def velocity(self, record: Record, x: Floats) -> Floats:
        """Return x'."""

    def run(self, record: Record, start: Floats, chosen: Chosen) -> Stop:
        """Integrate until the gradient is small or the time is over."""
        from scipy.integrate import LSODA

        lost: list[Floats] = []

        def velocity(_t: float, x: Floats) -> Floats:
            found = self.velocity(record, x)
            if not np.isfinite(found).all() and np.isfinite(x).all():
                lost.append(np.array(x))
            return found

        solver = LSODA(
            velocity, 0.0, start, float(chosen["time"][0]),
            rtol=_ACCURACY, atol=_ACCURACY * 1e-3 * max(1e-9, float(np.abs(start).max())),
        )  # fmt: skip
        for _ in range(record.limits.steps):
            solver.step()
            if solver.status == "failed" or not np.all(np.isfinite(solver.y)):
                # Where it first had no velocity; at places without a gradient or with a singular H there is none.
                return (record.fault_at(lost[0]) or Stop.SINGULAR) if lost else self.when_failed
            lost.clear()
            record.iterate(solver.y, float(solver.t))
            stop = record.fault_at(solver.y) or record.left
            if stop is not None:
                return stop
            if solver.status == "finished":
                return Stop.TIME_LIMIT
        return Stop.STEP_LIMIT


class GradientFlow(_Flow):
    """x' = -grad f(x): gradient descent with steps infinitely short.

    References
    ----------
    .. [1] Helmke, Moore, Optimization and Dynamical Systems, 1994, appendix C.
    """

    name = "gradient flow"
    settings = (Setting("time", "T", _slowest, low=1e-300),)

    def velocity(self, record: Record, x: Floats) -> Floats:
        """Return -grad f."""
        return -record.gradient(x)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return exp(-lambda_min), for a unit of time; without a number where that is too small for a double."""
        found = of_factors(spectrum.eigenvalues, np.exp(-np.maximum(spectrum.eigenvalues, 0.0)), Source.FLOW)
        if found.law not in (Law.LINEAR, Law.EXACT):
            return found
        # In time nothing is exact: what a step would make of it has been called 0 from 1e-14 on.
        decay = float(spectrum.eigenvalues[spectrum.eigenvalues > 0.0].min())
        return Prediction(
            Law.EXPONENTIAL, Source.FLOW, factor_of(decay), on_stable=found.on_stable, decay=decay
        )


class NewtonFlow(_Flow):
    """x' = -H^-1 grad f(x): along it the gradient keeps its direction and fades as e^-t.

    References
    ----------
    .. [1] Branin, Widely convergent method for finding multiple solutions, IBM J. Res. Dev. 16, 1972.
    """

    name = "newton flow"
    settings = (Setting("time", "T", constant(30.0), low=1e-300),)

    def velocity(self, record: Record, x: Floats) -> Floats:
        """Return -H^-1 grad f."""
        return np.asarray(-solve(record.hessian(x)[np.newaxis], record.gradient(x)[np.newaxis])[0])

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return 1 / e, for a unit of time, whatever the spectrum, unless H is singular."""
        found = newton_prediction(spectrum)
        if found.law is Law.NONE:
            return found
        return Prediction(Law.EXPONENTIAL, Source.NEWTON_FLOW, math.exp(-1.0))
