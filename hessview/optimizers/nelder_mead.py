"""Nelder and Mead's simplex, SciPy's: it compares values and asks for no derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.objective import FUNCTION
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.recorded import minimised
from hessview.optimizers.settings import Setting, constant

if TYPE_CHECKING:
    from hessview.optimizers.recorded import Floats, Record
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum
    from hessview.optimizers.trajectory import Stop


class NelderMead:
    """The simplex that reflects, expands, contracts and shrinks; the path is that of its best corner.

    References
    ----------
    .. [1] Nelder, Mead, A simplex method for function minimization, Computer Journal 7, 1965.
    """

    name = "nelder-mead"
    settings = (Setting("first edge", "s", constant(0.25), low=1e-12),)

    def run(self, record: Record, start: Floats, chosen: Chosen) -> Stop:
        """Run SciPy's Nelder-Mead from a corner with edges along the axes."""
        n = len(start)
        simplex = np.vstack([start, start + float(chosen["first edge"][0]) * np.eye(n)])
        options = {"initial_simplex": simplex, "xatol": 1e-9, "fatol": 1e-14, "maxfev": 200 * n * record.limits.steps}
        return minimised(record, start, "Nelder-Mead", options, FUNCTION)

    def prediction(self, _spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return that there is no theory of its rate; it may even stop where there is no minimum."""
        return Prediction(Law.NONE, Source.NOTHING)
