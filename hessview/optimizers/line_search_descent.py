"""Steepest descent with a line search: Armijo's rule, or the first lowest point of the line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.backtracking import backtrack
from hessview.optimizers.method import Walk, column
from hessview.optimizers.prediction import Law, Prediction, Source, of_factors
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats, Mask
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum

_MOST_DOUBLINGS, _MOST_TRIALS = 60, 60
_EXACT = 1e-12
"""So small a share of the slope at the start of the line counts as none."""


class _LineSearchDescent(ABC):
    """Along -grad f, by a step that a search finds; it remembers the last step, to try it first."""

    settings: tuple[Setting, ...] = ()
    when_stuck = Stop.NO_DESCENT

    def begin(self, f: Objective, x: Floats, _chosen: Chosen) -> Walk:
        """Return the walk before the first step."""
        value, gradient = f.slopes(x)
        size = np.linalg.norm(gradient, axis=1)
        with np.errstate(all="ignore"):
            first = np.where(size > 0.0, np.minimum(1.0, 1.0 / size), 1.0)
        return Walk(x, value, gradient, (first,))

    def step(self, f: Objective, walk: Walk, _chosen: Chosen, _count: int) -> Walk:
        """Return the walk after one more step."""
        t, stuck = self._search(f, walk)
        x = walk.x - column(t) * walk.gradient
        return Walk(x, *f.slopes(x), (np.where(t > 0.0, t, walk.memory[0]),), stuck)

    @abstractmethod
    def _search(self, f: Objective, walk: Walk) -> tuple[Floats, Mask]:
        """Return the step t of every run, shape (k,), and which runs found none."""

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return (kappa - 1) / (kappa + 1): the pace from the worst start, and of nearly every one in two variables.

        At a saddle it is that of the positive eigenvalues: the others have no part in a run that goes there.
        """
        found = of_factors(spectrum.eigenvalues, np.zeros_like(spectrum.eigenvalues), Source.STEEPEST_DESCENT)
        if found.law is Law.SUBLINEAR:
            return replace(found, law=Law.NONE)  # in one variable it may even be there in one step
        if found.law is not Law.EXACT:
            return found
        positive = spectrum.eigenvalues[spectrum.eigenvalues > 0.0]
        ratio = float(positive[0] / positive[-1])
        rate = (1.0 - ratio) / (1.0 + ratio)
        return replace(found, law=Law.EXACT if rate == 0.0 else Law.BOUND, rate=rate)


class ExactLineSearch(_LineSearchDescent):
    """Cauchy's steepest descent: down to the first point of the line where f stops falling.

    References
    ----------
    .. [1] Akaike, On a successive transformation of probability distribution, 1959: the zigzag's limit.
       Nocedal, Wright, Numerical Optimization, 2nd ed., theorem 3.3.
    """

    name = "steepest descent"

    def _search(self, f: Objective, walk: Walk) -> tuple[Floats, Mask]:
        start = -np.einsum("ki,ki->k", walk.gradient, walk.gradient)
        low, high = np.zeros(len(start)), walk.memory[0].copy()
        slope_low, slope_high = start.copy(), np.full(len(start), np.nan)
        seeking, lost = start < 0.0, np.zeros(len(start), dtype=bool)
        for _ in range(_MOST_DOUBLINGS):
            rows = np.flatnonzero(seeking)
            if not len(rows):
                break
            slope = self._slope(f, walk, high[rows], seeking)
            edge = ~np.isfinite(slope)
            falls = slope < 0.0
            low[rows[falls]], slope_low[rows[falls]] = high[rows[falls]], slope[falls]
            high[rows[falls]] *= 2.0
            high[rows[edge]] = 0.5 * (low[rows[edge]] + high[rows[edge]])  # the edge of the domain is not stepped over
            slope_high[rows[~falls & ~edge]] = slope[~falls & ~edge]
            seeking[rows[~falls & ~edge]] = False
        lost |= seeking
        return self._between(f, walk, (low, slope_low), (high, slope_high), lost), lost

    def _between(
        self, f: Objective, walk: Walk, left: tuple[Floats, Floats], right: tuple[Floats, Floats], lost: Mask
    ) -> Floats:
        """Return the zero of the slope between two steps, by the secant kept inside (Illinois)."""
        (low, slope_low), (high, slope_high) = left, right
        first = np.abs(np.einsum("ki,ki->k", walk.gradient, walk.gradient))
        t = np.where(lost, low, high)
        seeking = ~lost & (np.abs(slope_high) > _EXACT * first)
        fell, turns = np.zeros(len(t), dtype=bool), np.zeros(len(t), dtype=np.intp)
        for _ in range(_MOST_TRIALS):
            rows = np.flatnonzero(seeking)
            if not len(rows):
                break
            a, b, u, v = low[rows], high[rows], slope_low[rows], slope_high[rows]
            middle = (a * v - b * u) / (v - u)
            middle = np.where((middle > a) & (middle < b), middle, 0.5 * (a + b))
            slope = self._slope(f, walk, middle, seeking)
            t[rows] = middle
            falls = slope < 0.0
            again = (fell[rows] == falls) & (turns[rows] > 0)
            low[rows[falls]], slope_low[rows[falls]] = middle[falls], slope[falls]
            high[rows[~falls]], slope_high[rows[~falls]] = middle[~falls], slope[~falls]
            # The same side twice: the other side's slope counts half, so that the secant crosses over.
            slope_high[rows[falls & again]] *= 0.5
            slope_low[rows[~falls & again]] *= 0.5
            fell[rows], turns[rows] = falls, turns[rows] + 1
            done = (np.abs(slope) <= _EXACT * first[rows]) | (high[rows] - low[rows] <= 1e-15 * high[rows])
            seeking[rows[done]] = False
        return t

    @staticmethod
    def _slope(f: Objective, walk: Walk, t: Floats, among: Mask) -> Floats:
        """Return d/dt f(x - t g), shape (number of `among`,)."""
        down = walk.gradient[among]
        gradient = f.gradient(walk.x[among] - t[:, np.newaxis] * down, among)
        return np.asarray(-np.einsum("ki,ki->k", gradient, down), dtype=np.float64)


class ArmijoDescent(_LineSearchDescent):
    """Gradient descent whose step is halved until f falls enough, and doubled again for the next.

    References
    ----------
    .. [1] Armijo, Minimization of functions having Lipschitz continuous first partial derivatives, 1966.
    """

    name = "armijo"

    def _search(self, f: Objective, walk: Walk) -> tuple[Floats, Mask]:
        return backtrack(f, walk, -walk.gradient, 2.0 * walk.memory[0])

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return that it is linear near a minimum, by a factor that depends on which steps the rule accepts."""
        found = super().prediction(spectrum, chosen)
        return Prediction(Law.NONE, Source.STEEPEST_DESCENT) if found.law in (Law.BOUND, Law.EXACT) else found
