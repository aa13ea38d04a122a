"""Saddle-free Newton: x' = x - |H|^-1 grad f. Saddles repel it, where they attract Newton's method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Stepwise, Walk, finite_rows
from hessview.optimizers.newton import newton_prediction
from hessview.optimizers.newton_steps import along, eigen, together
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum

_FLAT = 1e-12
"""Curvatures below this part of the largest count as this: along a flat direction the step stays a number."""


class SaddleFreeNewton(Stepwise):
    """Newton's method with the absolute values of the eigenvalues.

    References
    ----------
    .. [1] Dauphin et al., Identifying and attacking the saddle point problem, NeurIPS 2014.
    """

    name = "saddle-free newton"
    settings: tuple[Setting, ...] = ()
    when_stuck = Stop.SINGULAR

    def step(self, f: Objective, walk: Walk, _chosen: Chosen, _count: int) -> Walk:
        """Return the walk after one more step."""
        steps = absolute_step(f.hessian(walk.x), walk.gradient)
        stuck = ~finite_rows(steps)
        x = walk.x - np.where(stuck[:, np.newaxis], 0.0, steps)
        return Walk(x, *f.slopes(x), stuck=stuck)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return quadratic convergence to a minimum; along a negative eigenvalue the error doubles."""
        found = newton_prediction(spectrum)
        if found.law is Law.QUADRATIC and float(np.min(spectrum.eigenvalues)) < 0.0:
            return Prediction(Law.REPELS, Source.NEWTON)
        return found


def absolute_step(H: Floats, g: Floats, signs: Floats | None = None) -> Floats:
    """Return |H|^-1 g, shape (k, n), with `signs` (n,) by which the components are multiplied; nan where H is zero."""
    values, vectors, finite = eigen(H)
    sizes = np.abs(values)
    top = sizes.max(axis=1, keepdims=True)
    components = along(vectors, g) / np.maximum(sizes, np.where(top > 0.0, _FLAT * top, np.nan))
    steps = together(vectors, components if signs is None else components * signs)
    return np.where(finite[:, np.newaxis], steps, np.nan)
