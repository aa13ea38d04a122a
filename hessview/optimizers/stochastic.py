"""Stochastic gradient descent: from some rows of the data, or with noise of a chosen size; the seed repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Stepwise, Walk, column
from hessview.optimizers.objective import data_of
from hessview.optimizers.prediction import Law, Prediction, Source, of_factors
from hessview.optimizers.settings import STEP_SIZE, Setting, constant

if TYPE_CHECKING:
    from collections.abc import Collection

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Floats
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


_BATCH = 4.0
"""Rows of a step, where nothing else is chosen."""

_OF_ROWS = 1
"""Sets apart the numbers that draw rows from those that are noise."""


class StochasticGradientDescent(Stepwise):
    """x' = x - eta (G + sigma xi), xi standard normal: noise of one size in every direction.

    G is the gradient; where f is a sum over data and a batch is chosen, it is estimated from so many of its rows, drawn
    anew for each step. Without other settings a sum over data is given batches, any other f the noise.

    References
    ----------
    .. [1] Bottou, Curtis, Nocedal, Optimization methods for large-scale machine learning, SIAM Review 60, 2018, 4.2.
    """

    name = "stochastic gradient descent"
    settings = (
        STEP_SIZE,
        Setting("noise", "σ", constant(0.1)),
        Setting("seed", "seed", constant(0.0), high=2.0**32 - 1, whole=True),
        Setting("batch", "b", constant(0.0), high=1e6, whole=True),
    )

    def suited(self, landscape: Landscape, chosen: Chosen, given: Collection[str]) -> dict[str, Floats]:
        """Return the settings as they can be on this landscape: batches only of data, noise where there are none."""
        suited = dict(chosen)
        data = data_of(landscape)
        if data is None:
            suited["batch"] = np.zeros_like(chosen["batch"])
            return suited
        if not {"batch", "noise"} & set(given):
            suited["batch"] = np.full_like(chosen["batch"], _BATCH)
        suited["batch"] = np.minimum(suited["batch"], float(len(data)))
        if "noise" not in given:
            suited["noise"] = np.where(suited["batch"] > 0.0, 0.0, chosen["noise"])
        return suited

    def step(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Walk:
        """Return the walk after one more step; what is drawn depends on the seed, the step and the run alone."""
        x, slope = walk.x, walk.gradient.copy()
        batches, seeds = chosen["batch"].astype(np.int64), chosen["seed"].astype(np.int64)
        data = data_of(f.landscape) if batches.any() else None
        noise = np.empty_like(x)
        for seed, batch in {*zip(seeds.tolist(), batches.tolist(), strict=True)}:
            rows = (seeds == seed) & (batches == batch)
            runs = f.runs[rows]
            last = int(runs.max()) + 1
            noise[rows] = np.random.default_rng((seed, count)).standard_normal((last, x.shape[1]))[runs]
            if data is not None and batch:
                drawn = np.random.default_rng((seed, count, _OF_ROWS)).random((last, len(data)))[runs]
                slope[rows] = f.estimate(x[rows], np.argsort(drawn, axis=1)[:, :batch], rows)
        x = x - column(chosen["step size"]) * (slope + column(chosen["noise"]) * noise)
        return Walk(x, *(f.slopes(x) if data is None else f.look(x)))

    def longest_product(self, chosen: Chosen) -> Floats:
        """Return 2, the largest eta lambda that is stable."""
        return np.full(np.shape(chosen["step size"]), 2.0)

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the factor of the mean, max |1 - eta lambda|: it holds until the noise is as large as the gradient."""
        factors = np.abs(1.0 - chosen["step size"][0] * spectrum.eigenvalues)
        found = of_factors(spectrum.eigenvalues, factors, Source.STOCHASTIC)
        noisy = chosen["noise"][0] > 0.0 or ("batch" in chosen and chosen["batch"][0] > 0.0)
        if noisy and found.on_stable:
            return Prediction(Law.REPELS, Source.STOCHASTIC)  # the noise drives it off the stable manifold
        if not noisy or found.law not in (Law.LINEAR, Law.EXACT):
            return found
        return Prediction(Law.NOISE, Source.STOCHASTIC, found.rate)
