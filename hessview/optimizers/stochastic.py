"""Stochastic gradient descent: the gradient carries noise of a chosen size, the same again for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Stepwise, Walk, column
from hessview.optimizers.prediction import Law, Prediction, Source, of_factors
from hessview.optimizers.settings import STEP_SIZE, Setting, constant

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class StochasticGradientDescent(Stepwise):
    """x' = x - eta (grad f(x) + sigma xi), xi standard normal: noise of one size in every direction.

    References
    ----------
    .. [1] Bottou, Curtis, Nocedal, Optimization methods for large-scale machine learning, SIAM Review 60, 2018, 4.2.
    """

    name = "stochastic gradient descent"
    settings = (
        STEP_SIZE,
        Setting("noise", "σ", constant(0.1)),
        Setting("seed", "seed", constant(0.0), high=2.0**32 - 1, whole=True),
    )

    def step(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Walk:
        """Return the walk after one more step; the noise depends on the seed, the step and the run alone."""
        seeds = chosen["seed"].astype(np.int64)
        noise = np.empty_like(walk.x)
        for seed in np.unique(seeds):
            rows = seeds == seed
            last = int(f.runs[rows].max()) + 1
            drawn = np.random.default_rng((int(seed), count)).standard_normal((last, walk.x.shape[1]))
            noise[rows] = drawn[f.runs[rows]]
        x = walk.x - column(chosen["step size"]) * (walk.gradient + column(chosen["noise"]) * noise)
        return Walk(x, *f.slopes(x))

    def longest_product(self, chosen: Chosen) -> Floats:
        """Return 2, the largest eta lambda that is stable."""
        return np.full(np.shape(chosen["step size"]), 2.0)

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the factor of the mean, max |1 - eta lambda|: it holds until the noise is as large as the gradient."""
        factors = np.abs(1.0 - chosen["step size"][0] * spectrum.eigenvalues)
        found = of_factors(spectrum.eigenvalues, factors, Source.STOCHASTIC)
        if chosen["noise"][0] > 0.0 and found.on_stable:
            return Prediction(Law.REPELS, Source.STOCHASTIC)  # the noise drives it off the stable manifold
        if chosen["noise"][0] == 0.0 or found.law not in (Law.LINEAR, Law.EXACT):
            return found
        return Prediction(Law.NOISE, Source.STOCHASTIC, found.rate)
