"""Polyak's heavy ball: x' = x - eta grad f(x) + beta (x - x_before)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import AtRest, Proposer, column
from hessview.optimizers.prediction import Prediction, Source, of_factors, roots_of
from hessview.optimizers.settings import Setting, ball_momentum, inverse_largest_bound

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats, Proposal, Walk
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class HeavyBall(Proposer, AtRest):
    """Gradient descent with momentum.

    References
    ----------
    .. [1] Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """

    name = "heavy ball"
    settings = (
        Setting("step size", "η", inverse_largest_bound),
        Setting("momentum", "β", ball_momentum, high=1.0),
    )

    def propose(self, _f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Proposal:
        """Return where the next step leads."""
        (velocity,) = walk.memory
        velocity = column(chosen["momentum"]) * velocity - column(chosen["step size"]) * walk.gradient
        x = walk.x + velocity
        return x, (velocity,)

    def longest_product(self, chosen: Chosen) -> Floats:
        """Return 2 (1 + beta), the largest eta lambda that is stable."""
        return np.asarray(2.0 * (1.0 + chosen["momentum"]))

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the largest root of z^2 - (1 + beta - eta lambda) z + beta; sqrt(beta) where they are complex."""
        eta, beta = chosen["step size"][0], chosen["momentum"][0]
        factors, double = roots_of(1.0 + beta - eta * spectrum.eigenvalues, np.full(spectrum.eigenvalues.shape, beta))
        return of_factors(spectrum.eigenvalues, factors, Source.HEAVY_BALL, double)
