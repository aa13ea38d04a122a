"""Eigenvector following: uphill along the lowest eigenvectors of H, downhill along all others, to a saddle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Stepwise, Walk, column, finite_rows
from hessview.optimizers.newton import newton_prediction
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.saddle_free_newton import absolute_step
from hessview.optimizers.settings import Setting, constant
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class EigenvectorFollowing(Stepwise):
    """Newton's step with the sign of every curvature chosen: negative for the first `index` modes, positive else.

    References
    ----------
    .. [1] Cerjan, Miller, On finding transition states, J. Chem. Phys. 75, 1981. Wales, Energy Landscapes, 2003, 6.2.
    """

    name = "eigenvector following"
    settings = (
        Setting("index", "k", constant(1.0), high=50.0, whole=True),
        Setting("longest step", "Δ", constant(0.2), low=1e-300),
    )
    when_stuck = Stop.SINGULAR

    def step(self, f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Walk:
        """Return the walk after one more step, no longer than the longest."""
        n = walk.x.shape[1]
        signs = np.where(np.arange(n) < column(np.minimum(chosen["index"], n)), -1.0, 1.0)
        steps = absolute_step(f.hessian(walk.x), walk.gradient, signs)
        stuck = ~finite_rows(steps)
        steps = np.where(column(stuck), 0.0, steps)
        share = chosen["longest step"] / np.maximum(np.linalg.norm(steps, axis=1), chosen["longest step"])
        x = walk.x - column(share) * steps
        return Walk(x, *f.slopes(x), stuck=stuck)

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return quadratic convergence to a saddle of the chosen index; any other repels."""
        found = newton_prediction(spectrum)
        down = int(np.count_nonzero(spectrum.eigenvalues < 0.0))
        if found.law is Law.QUADRATIC and down != int(chosen["index"][0]):
            return Prediction(Law.REPELS, Source.NEWTON)
        return found
