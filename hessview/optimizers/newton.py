"""Newton's method, pure: x' = x - H^-1 grad f. It goes to whatever critical point is near, minimum or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Stepwise, Walk, finite_rows
from hessview.optimizers.newton_steps import solve
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum


def newton_prediction(spectrum: Spectrum) -> Prediction:
    """Return the pace of steps that are Newton's near the limit: quadratic where H there is not singular."""
    sizes = np.abs(spectrum.eigenvalues)
    if not np.isfinite(sizes).all():
        return Prediction(Law.NONE, Source.NO_HESSIAN)
    if sizes.min() == 0.0:
        return Prediction(Law.NONE, Source.DEGENERATE)
    return Prediction(Law.QUADRATIC, Source.NEWTON, order=2.0)


class Newton(Stepwise):
    """The zero of the linearised gradient, again and again.

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., theorem 3.5.
    """

    name = "newton"
    settings: tuple[Setting, ...] = ()
    when_stuck = Stop.SINGULAR

    def step(self, f: Objective, walk: Walk, _chosen: Chosen, _count: int) -> Walk:
        """Return the walk after one more step; stuck where H is singular."""
        steps = solve(f.hessian(walk.x), walk.gradient)
        stuck = ~finite_rows(steps)
        x = walk.x - np.where(stuck[:, np.newaxis], 0.0, steps)
        return Walk(x, *f.slopes(x), stuck=stuck)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return quadratic convergence, to any critical point whose Hessian is not singular."""
        return newton_prediction(spectrum)
