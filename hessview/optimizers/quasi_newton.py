"""BFGS, L-BFGS and conjugate gradients, SciPy's: they learn the curvature from the gradients they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.objective import GRADIENT
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.recorded import minimised
from hessview.optimizers.settings import Setting, constant

if TYPE_CHECKING:
    from hessview.optimizers.recorded import Floats, Record
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum
    from hessview.optimizers.trajectory import Stop


def at_minimum(spectrum: Spectrum, law: Law, source: Source, rate: float | None = None) -> Prediction:
    """Return a prediction that holds at a minimum that is not degenerate; other limits repel."""
    low = float(np.min(spectrum.eigenvalues))
    if not np.isfinite(spectrum.eigenvalues).all():
        return Prediction(Law.NONE, Source.NO_HESSIAN)
    if low < 0.0:
        return Prediction(Law.REPELS, source)
    order = 2.0 if law is Law.QUADRATIC else 1.0
    return Prediction(Law.NONE, Source.DEGENERATE) if low == 0.0 else Prediction(law, source, rate, order=order)


class BFGS:
    """Broyden, Fletcher, Goldfarb and Shanno's update, with a Wolfe line search.

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., chapter 6.
    """

    name = "bfgs"
    settings: tuple[Setting, ...] = ()

    def run(self, record: Record, start: Floats, _chosen: Chosen) -> Stop:
        """Run SciPy's BFGS."""
        return minimised(record, start, "BFGS", {"gtol": record.vanished, "norm": 2}, GRADIENT)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return superlinear convergence, to a minimum."""
        return at_minimum(spectrum, Law.SUPERLINEAR, Source.QUASI_NEWTON)


class LimitedMemoryBFGS:
    """L-BFGS-B without bounds: it remembers the last `memory` changes only.

    References
    ----------
    .. [1] Liu, Nocedal, On the limited memory BFGS method, Mathematical Programming 45, 1989.
    """

    name = "l-bfgs"
    settings = (Setting("memory", "m", constant(10.0), low=1.0, high=100.0, whole=True),)

    def run(self, record: Record, start: Floats, chosen: Chosen) -> Stop:
        """Run SciPy's L-BFGS-B."""
        options = {"gtol": record.vanished / np.sqrt(len(start)), "ftol": 0.0, "maxcor": int(chosen["memory"][0])}
        return minimised(record, start, "L-BFGS-B", {**options, "maxfun": 1_000_000}, GRADIENT)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return that it is linear, by a factor that theory only bounds from one side."""
        return at_minimum(spectrum, Law.NONE, Source.LIMITED_MEMORY)


class ConjugateGradients:
    """Polak and Ribiere's nonlinear conjugate gradients, with a Wolfe line search.

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., chapter 5.
    """

    name = "conjugate gradients"
    settings: tuple[Setting, ...] = ()

    def run(self, record: Record, start: Floats, _chosen: Chosen) -> Stop:
        """Run SciPy's CG."""
        return minimised(record, start, "CG", {"gtol": record.vanished, "norm": 2}, GRADIENT)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return (sqrt(kappa) - 1) / (sqrt(kappa) + 1), the bound of the linear method on a quadratic."""
        root = float(np.sqrt(spectrum.condition_number))
        rate = None if np.isnan(root) else (root - 1.0) / (root + 1.0)
        law = Law.EXACT if rate == 0.0 else Law.BOUND
        return at_minimum(spectrum, law, Source.CONJUGATE_GRADIENTS, rate)
