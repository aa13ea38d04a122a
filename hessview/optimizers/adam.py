"""Adam: momentum, scaled coordinate by coordinate, both corrected for their start at zero."""

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


class Adam(Adaptive):
    """x' = x - eta m^ / (sqrt(v^) + epsilon), with fading means m of g and v of g^2.

    References
    ----------
    .. [1] Kingma, Ba, Adam: a method for stochastic optimization, ICLR 2015.
    """

    name = "adam"
    settings = (
        rate_setting(0.1),
        Setting("beta1", "β₁", constant(0.9), high=1.0 - 1e-12),
        Setting("beta2", "β₂", constant(0.999), high=1.0 - 1e-12),
        STABILISER,
    )
    moments = 2
    coasts = "beta1"

    def propose(self, _f: Objective, walk: Walk, chosen: Chosen, count: int) -> Proposal:
        """Return where the next step leads."""
        mean, square = walk.memory
        first, second = column(chosen["beta1"]), column(chosen["beta2"])
        mean = first * mean + (1.0 - first) * walk.gradient
        square = second * square + (1.0 - second) * walk.gradient**2
        scale = np.sqrt(square / (1.0 - second ** (count + 1))) + column(chosen["epsilon"])
        x = walk.x - column(chosen["step size"]) * (mean / (1.0 - first ** (count + 1))) / scale
        return x, (mean, square)
