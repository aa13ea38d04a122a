"""AdaGrad: every coordinate's step shrinks with the gradients it has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.adaptive import STABILISER, Adaptive, rate_setting
from hessview.optimizers.method import column

if TYPE_CHECKING:
    from hessview.optimizers.method import Proposal, Walk
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.settings import Chosen


class AdaGrad(Adaptive):
    """x' = x - eta g / (sqrt(sum of g^2) + epsilon), coordinate by coordinate.

    References
    ----------
    .. [1] Duchi, Hazan, Singer, Adaptive subgradient methods, JMLR 12, 2011.
    """

    name = "adagrad"
    settings = (rate_setting(0.5), STABILISER)
    moments = 1

    def propose(self, _f: Objective, walk: Walk, chosen: Chosen, _count: int) -> Proposal:
        """Return where the next step leads."""
        (seen,) = walk.memory
        seen = seen + walk.gradient**2
        scale = np.sqrt(seen) + column(chosen["epsilon"])
        x = walk.x - column(chosen["step size"]) * walk.gradient / scale
        return x, (seen,)
