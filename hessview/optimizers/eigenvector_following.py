"""Eigenvector following: uphill along the lowest eigenvectors of H, downhill along all others, to a saddle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import column
from hessview.optimizers.newton import NewtonLike
from hessview.optimizers.saddle_free_newton import absolute_prediction, absolute_step
from hessview.optimizers.settings import Setting, constant

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class EigenvectorFollowing(NewtonLike):
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

    def _steps(self, H: Floats, g: Floats, chosen: Chosen) -> Floats:
        n = g.shape[1]
        signs = np.where(np.arange(n) < column(np.minimum(chosen["index"], n)), -1.0, 1.0)
        steps = absolute_step(H, g, signs)
        longest = chosen["longest step"]
        return np.asarray(steps * column(longest / np.maximum(np.linalg.norm(steps, axis=1), longest)))

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return quadratic convergence to a saddle of the chosen index; any other repels."""
        return absolute_prediction(spectrum, int(chosen["index"][0]))
