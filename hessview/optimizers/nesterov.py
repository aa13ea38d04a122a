"""Nesterov's accelerated gradient: y = x + beta (x - x_before), x' = y - eta grad f(y)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import AtRest, Proposer, column
from hessview.optimizers.prediction import Prediction, Source, of_factors, roots_of
from hessview.optimizers.settings import STEP_SIZE, Setting, nesterov_momentum

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats, Proposal, Walk
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class Nesterov(Proposer, AtRest):
    """The scheme for strongly convex functions, with constant momentum.

    References
    ----------
    .. [1] Nesterov, Lectures on Convex Optimization, 2018, section 2.2.1.
    """

    name = "nesterov"
    settings = (STEP_SIZE, Setting("momentum", "β", nesterov_momentum, high=1.0))

    def propose(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Proposal:
        """Return where the next step leads; the gradient is asked for ahead of where the ball is."""
        (moved,) = walk.memory
        ahead = walk.x + column(chosen["momentum"]) * moved
        slope = f.gradient(ahead) if count else walk.gradient
        x = ahead - column(chosen["step size"]) * slope
        return x, (x - walk.x,)

    def longest_product(self, chosen: Chosen) -> Floats:
        """Return 2 (1 + beta) / (1 + 2 beta), the largest eta lambda that is stable."""
        return np.asarray(2.0 * (1.0 + chosen["momentum"]) / (1.0 + 2.0 * chosen["momentum"]))

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the largest root of z^2 - (1 + beta) (1 - eta lambda) z + beta (1 - eta lambda)."""
        eta, beta = chosen["step size"][0], chosen["momentum"][0]
        left = 1.0 - eta * spectrum.eigenvalues
        factors, double = roots_of((1.0 + beta) * left, beta * left)
        return of_factors(spectrum.eigenvalues, factors, Source.NESTEROV, double)
