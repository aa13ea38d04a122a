"""Whether f keeps falling ahead of a run whose line search found nothing to stop at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.method import lengths
from hessview.optimizers.stopping import FAR
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SEARCHES_LINES = frozenset({"steepest descent", "armijo", "wolfe", "conjugate gradients", "bfgs", "l-bfgs"})
"""Methods whose search looks for the end of a descent: where there is none it finds no step."""

_FIRST, _FACTOR = 1e-3, 1.5


_AT_ONCE = 4096


def searches_lines(name: str) -> bool:
    """Whether a method of this name looks for the end of a descent along lines."""
    return name in _SEARCHES_LINES


def keeps_falling(landscape: Landscape, trajectory: Trajectory) -> bool:
    """Whether f falls along -grad f from the end of a run without a step, strictly, as far as a run may go."""
    if trajectory.stop is not Stop.NO_DESCENT or not searches_lines(trajectory.method):
        return False
    return bool(falls_from(landscape, trajectory.end[np.newaxis])[0])


def falls_from(landscape: Landscape, points: Floats) -> Mask:
    """Return from which points, shape (k, n), f falls along -grad f strictly, as far as a run may go; shape (k,)."""
    parts = [_falls(landscape, points[first : first + _AT_ONCE]) for first in range(0, len(points), _AT_ONCE)]
    return np.concatenate([np.zeros(0, dtype=np.bool_), *parts])


def _falls(landscape: Landscape, points: Floats) -> Mask:
    k, n = points.shape
    with np.errstate(all="ignore"):
        down = -landscape.gradient(points)
        down = down / lengths(down)[:, np.newaxis]
        size = np.maximum(1.0, np.abs(points).max(axis=1))
        count = int(np.log(FAR / _FIRST) / np.log(_FACTOR)) + 1
        ways = np.concatenate([[0.0], _FIRST * _FACTOR ** np.arange(count)])
        places = points[:, np.newaxis] + (size[:, np.newaxis] * ways)[:, :, np.newaxis] * down[:, np.newaxis]
        values = landscape.value(places.reshape(-1, n)).reshape(k, -1)
        before, after = values[:, :-1], values[:, 1:]
        fallen = (np.isneginf(after) & np.isneginf(before)) | (after < before)
    return np.asarray(np.isfinite(values[:, 0]) & fallen.all(axis=1))
