"""Newton's direction with Armijo's rule: shorter steps far away, full ones near the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.backtracking import backtrack
from hessview.optimizers.method import Stepwise, Walk, column, finite_rows
from hessview.optimizers.newton import floored_prediction, newton_prediction
from hessview.optimizers.newton_steps import along, eigen, solve, together
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.settings import Setting, constant
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats, Mask
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum


class DampedNewton(Stepwise):
    """x' = x - t H^-1 grad f; it ends where that direction goes uphill, as it does where H is not positive definite.

    References
    ----------
    .. [1] Boyd, Vandenberghe, Convex Optimization, 2004, section 9.5.
    """

    name = "damped newton"
    settings: tuple[Setting, ...] = ()
    when_stuck = Stop.NO_DESCENT

    def step(self, f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Walk:
        """Return the walk after one more step."""
        directions = self._directions(f.hessian(walk.x), walk.gradient, chosen)
        lost = ~finite_rows(directions)
        directions = np.where(lost[:, np.newaxis], 0.0, directions)
        t, stuck = backtrack(f, walk, directions, np.ones(len(lost)))
        x = walk.x + column(t) * directions
        return Walk(x, *f.slopes(x), stuck=stuck | lost, why=self._why(lost, walk.gradient, directions))

    def _why(self, lost: Mask, g: Floats, directions: Floats) -> tuple[Stop, ...]:
        """Return why each run would be stuck, if it were."""
        uphill = ~(np.einsum("ki,ki->k", g, directions) < 0.0)
        return tuple(
            Stop.SINGULAR if is_lost else Stop.UPHILL if is_up else self.when_stuck
            for is_lost, is_up in zip(lost.tolist(), uphill.tolist(), strict=True)
        )

    def _directions(self, H: Floats, g: Floats, _chosen: Chosen) -> Floats:
        return -solve(H, g)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return quadratic convergence; to a saddle too, from starts that are higher. A maximum is not reached."""
        found = newton_prediction(spectrum)
        if found.law is Law.QUADRATIC and float(np.max(spectrum.eigenvalues)) < 0.0:
            return Prediction(Law.REPELS, Source.NEWTON)
        return replace(found, on_stable=bool(np.min(spectrum.eigenvalues) < 0.0))


class ModifiedNewton(DampedNewton):
    """Newton's direction for H with its small and negative eigenvalues lifted to a floor: it always goes downhill.

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., section 3.4.
    """

    name = "modified newton"
    settings = (Setting("floor", "δ", constant(1e-3), low=1e-12, high=1.0),)

    def _directions(self, H: Floats, g: Floats, chosen: Chosen) -> Floats:
        values, vectors, finite = eigen(H)
        floor = column(chosen["floor"]) * np.abs(values).max(axis=1, keepdims=True)
        lifted = np.maximum(values, np.maximum(floor, np.finfo(np.float64).tiny))
        steps = -together(vectors, along(vectors, g) / lifted)
        return np.where(finite[:, np.newaxis], steps, np.nan)

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return quadratic convergence to a minimum, but linear where the floor lifts an eigenvalue; saddles repel."""
        return floored_prediction(spectrum, 0, float(chosen["floor"][0]), Source.FLOORED_NEWTON)
