"""Whether f keeps falling ahead of a run whose line search found nothing to stop at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.method import lengths
from hessview.optimizers.stopping import FAR
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.trajectory import Trajectory

_SEARCHES_LINES = frozenset({"steepest descent", "armijo", "wolfe", "conjugate gradients", "bfgs", "l-bfgs"})
"""Methods whose search looks for the end of a descent: where there is none it finds no step."""

_FIRST, _FACTOR = 1e-3, 1.5


def keeps_falling(landscape: Landscape, trajectory: Trajectory) -> bool:
    """Whether f falls along -grad f from the end of a run without a step, strictly, as far as a run may go."""
    if trajectory.stop is not Stop.NO_DESCENT or trajectory.method not in _SEARCHES_LINES:
        return False
    end = trajectory.end
    with np.errstate(all="ignore"):
        down = -landscape.gradient(end[np.newaxis])
        down = down / lengths(down)[:, np.newaxis]
        size = max(1.0, float(np.abs(end).max()))
        count = int(np.log(FAR / _FIRST) / np.log(_FACTOR)) + 1
        ways = size * _FIRST * _FACTOR ** np.arange(count)
        values = landscape.value(np.vstack([end, end + ways[:, np.newaxis] * down]))
        fallen = np.where(np.isneginf(values[1:]) & np.isneginf(values[:-1]), True, values[1:] < values[:-1])
    return bool(np.isfinite(values[0]) and fallen.all())
