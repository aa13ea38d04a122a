"""Newton's method, pure: x' = x - H^-1 grad f. It goes to whatever critical point is near, minimum or not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Stepwise, Walk, column, finite_rows
from hessview.optimizers.newton_steps import solve
from hessview.optimizers.prediction import Law, Prediction, Source, of_factors
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Floats
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum


def newton_prediction(spectrum: Spectrum, index: int | None = None) -> Prediction:
    """Return the pace of steps that are Newton's near the limit: quadratic where H there is not singular.

    With an `index` the steps are Newton's only where H has so many negative eigenvalues: other limits repel.
    """
    sizes = np.abs(spectrum.eigenvalues)
    if not np.isfinite(sizes).all():
        return Prediction(Law.NONE, Source.NO_HESSIAN)
    if sizes.min() == 0.0:
        return Prediction(Law.NONE, Source.DEGENERATE)
    if index is not None and int(np.count_nonzero(spectrum.eigenvalues < 0.0)) != index:
        return Prediction(Law.REPELS, Source.NEWTON)
    return Prediction(Law.QUADRATIC, Source.NEWTON, order=2.0)


def floored_prediction(spectrum: Spectrum, index: int, floor: float, source: Source) -> Prediction:
    """Return the pace where curvatures below `floor` times the largest count as that: a step along them is too short.

    Along lambda the error is multiplied by 1 - |lambda| / max(|lambda|, floor |lambda|_max): by 0, so that Newton's
    order holds, only where none is below the floor.
    """
    found, sizes = newton_prediction(spectrum, index), np.abs(spectrum.eigenvalues)
    if found.law is not Law.QUADRATIC:
        return found
    factors = 1.0 - sizes / np.maximum(sizes, floor * sizes.max())
    slowed = of_factors(sizes, factors, source)
    return found if slowed.law is Law.EXACT else slowed


def has_no_cubic_terms(landscape: Landscape, place: Floats) -> bool:
    """Return whether all third derivatives at a critical point are certainly zero, and not all fourth ones.

    With e' = H^-1 D^3 f [e, e] / 2 + O(|e|^3) Newton's order there is at least 3. What exact arithmetic cannot follow
    is not claimed.
    """
    if landscape.formula is None:
        return False
    from hessview.calculus.rational_series import rational_series

    terms = rational_series(landscape.formula, place.tolist(), 4)
    degrees = set() if terms is None else {sum(powers) for powers, value in terms.items() if value}
    return 4 in degrees and not degrees & {1, 3}


class NewtonLike(Stepwise, ABC):
    """x' = x - s, with a step s made of H and grad f; it cannot go on where there is no such step."""

    when_stuck = Stop.SINGULAR

    def step(self, f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Walk:
        """Return the walk after one more step; stuck where that does not exist."""
        steps = self._steps(f.hessian(walk.x), walk.gradient, chosen)
        stuck = ~finite_rows(steps)
        x = walk.x - np.where(column(stuck), 0.0, steps)
        return Walk(x, *f.slopes(x), stuck=stuck)

    @abstractmethod
    def _steps(self, H: Floats, g: Floats, chosen: Chosen) -> Floats:
        """Return s, shape (k, n); nan where it does not exist."""


class Newton(NewtonLike):
    """The zero of the linearised gradient, again and again.

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., theorem 3.5.
    """

    name = "newton"
    settings: tuple[Setting, ...] = ()

    def _steps(self, H: Floats, g: Floats, _chosen: Chosen) -> Floats:
        return solve(H, g)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return quadratic convergence, to any critical point whose Hessian is not singular."""
        return newton_prediction(spectrum)
