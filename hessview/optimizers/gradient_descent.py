"""Gradient descent with a fixed step: x' = x - eta grad f(x)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Proposer, Stepwise, column
from hessview.optimizers.prediction import Prediction, Source, of_factors
from hessview.optimizers.settings import STEP_SIZE

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats, Proposal, Walk
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class GradientDescent(Proposer, Stepwise):
    """Cauchy's method of 1847, its step never changed.

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., section 3.3. Polyak, Introduction to Optimization, 1.4.
    """

    name = "gradient descent"
    settings = (STEP_SIZE,)

    def propose(self, _f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Proposal:
        """Return where the next step leads."""
        x = walk.x - column(chosen["step size"]) * walk.gradient
        return x, ()

    def longest_product(self, chosen: Chosen) -> Floats:
        """Return 2, the largest eta lambda that is stable."""
        return np.full(np.shape(chosen["step size"]), 2.0)

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return max |1 - eta lambda_i|; a step beyond 2 / lambda_max diverges along v_max."""
        factors = np.abs(1.0 - chosen["step size"][0] * spectrum.eigenvalues)
        return of_factors(spectrum.eigenvalues, factors, Source.GRADIENT_DESCENT)
