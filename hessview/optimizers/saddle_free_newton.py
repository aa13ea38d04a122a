"""Saddle-free Newton: x' = x - |H|^-1 grad f. Saddles repel it, where they attract Newton's method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.newton import NewtonLike, floored_prediction
from hessview.optimizers.newton_steps import along, eigen, together
from hessview.optimizers.prediction import Source

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum

_FLAT = 1e-12
"""Curvatures below this part of the largest count as this: along a flat direction the step stays a number."""


class SaddleFreeNewton(NewtonLike):
    """Newton's method with the absolute values of the eigenvalues.

    References
    ----------
    .. [1] Dauphin et al., Identifying and attacking the saddle point problem, NeurIPS 2014.
    """

    name = "saddle-free newton"
    settings: tuple[Setting, ...] = ()

    def _steps(self, H: Floats, g: Floats, _chosen: Chosen) -> Floats:
        return absolute_step(H, g)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return quadratic convergence to a minimum; along a negative eigenvalue the error doubles."""
        return absolute_prediction(spectrum, 0)


def absolute_prediction(spectrum: Spectrum, index: int) -> Prediction:
    """Return the pace of such steps to a point of this index: Newton's, but linear where H is as good as singular."""
    return floored_prediction(spectrum, index, _FLAT, Source.NEARLY_FLAT_NEWTON)


def absolute_step(H: Floats, g: Floats, signs: Floats | None = None) -> Floats:
    """Return |H|^-1 g, shape (k, n), with `signs` (n,) by which the components are multiplied; nan where H is zero."""
    values, vectors, finite = eigen(H)
    sizes = np.abs(values)
    top = sizes.max(axis=1, keepdims=True)
    components = along(vectors, g) / np.maximum(sizes, np.where(top > 0.0, _FLAT * top, np.nan))
    steps = together(vectors, components if signs is None else components * signs)
    return np.where(finite[:, np.newaxis], steps, np.nan)
