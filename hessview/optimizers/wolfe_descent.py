"""Gradient descent with a Wolfe line search, SciPy's: the step falls enough, and the slope has flattened enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.prediction import Law, Source
from hessview.optimizers.quasi_newton import at_minimum
from hessview.optimizers.settings import Setting, constant
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.recorded import Floats, Record
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class WolfeDescent:
    """Along -grad f by `scipy.optimize.line_search`.

    References
    ----------
    .. [1] Wolfe, Convergence conditions for ascent methods, SIAM Review 11, 1969.
    """

    name = "wolfe"
    settings = (
        Setting("decrease", "c₁", constant(1e-4), low=1e-12, high=0.49),
        Setting("curvature", "c₂", constant(0.9), low=0.5, high=0.999),
    )

    def run(self, record: Record, start: Floats, chosen: Chosen) -> Stop:
        """Search along -grad f, again and again."""
        from scipy.optimize import line_search

        x, gradient, value = start, record.gradient(start), record.value(start)
        before = value + 0.5 * float(np.linalg.norm(gradient))  # as in SciPy's BFGS: it first tries a step of length 1
        for _ in range(record.limits.steps):
            t, _, _, new, old, _ = line_search(
                record.value, record.gradient, x, -gradient, gradient, value, before,
                c1=float(chosen["decrease"][0]), c2=float(chosen["curvature"][0]), maxiter=30,
            )  # fmt: skip
            if t is None or new is None or not np.isfinite(new):
                return Stop.NO_DESCENT
            x, value, before = x - t * gradient, float(new), float(old)
            gradient = record.gradient(x)
            record.iterate(x)
            left = record.left or record.fault_at(record.last)
            if left is not None:
                return left
        return Stop.STEP_LIMIT

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return that it is linear near a minimum, by a factor that depends on which steps the rule accepts."""
        return at_minimum(spectrum, Law.NONE, Source.STEEPEST_DESCENT)
