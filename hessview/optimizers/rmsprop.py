"""RMSProp: every coordinate's step is scaled by a fading mean of its squared gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.adaptive import STABILISER, Adaptive, rate_setting
from hessview.optimizers.method import column
from hessview.optimizers.settings import Setting, constant

if TYPE_CHECKING:
    from hessview.optimizers.method import Proposal, Walk
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen


class RMSProp(Adaptive):
    """x' = x - eta g / (sqrt(v) + epsilon), v' = alpha v + (1 - alpha) g^2.

    References
    ----------
    .. [1] Tieleman, Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012.
    """

    name = "rmsprop"
    settings = (rate_setting(0.01), Setting("decay", "α", constant(0.99), high=1.0), STABILISER)
    moments = 1

    def propose(self, _f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Proposal:
        """Return where the next step leads."""
        (mean,) = walk.memory
        fading = column(chosen["decay"])
        mean = fading * mean + (1.0 - fading) * walk.gradient**2
        scale = np.sqrt(mean) + column(chosen["epsilon"])
        x = walk.x - column(chosen["step size"]) * walk.gradient / scale
        return x, (mean,)
