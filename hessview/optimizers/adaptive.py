"""What the methods share that scale every coordinate by the gradients seen there: their rates are no theory's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import Proposer, Walk
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.settings import Setting, constant
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum

STABILISER = Setting("epsilon", "ε", constant(1e-8), low=1e-300)


def rate_setting(default: float) -> Setting:
    """Return the setting of a step size that is a length in x, not a factor of the gradient."""
    return Setting("step size", "η", constant(default))


class Adaptive(Proposer):
    """A method that remembers `moments` arrays beside x, all zero at the start."""

    moments = 1
    when_stuck = Stop.STALLED

    def begin(self, f: Objective, x: Floats, _chosen: Chosen) -> Walk:
        """Return the walk before the first step."""
        return Walk(x, *f.slopes(x), tuple(np.zeros_like(x) for _ in range(self.moments)))

    def prediction(self, _spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return that the spectrum of H predicts no rate: the steps depend on the whole history."""
        return Prediction(Law.NONE, Source.NOTHING)
