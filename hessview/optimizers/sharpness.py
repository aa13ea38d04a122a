"""The largest eigenvalue of H along a run: times the step size it says how near the run is to the edge of stability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.stability import FixedStep
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

_LEAVES = frozenset({Stop.DIVERGED, Stop.FAR, Stop.NOT_FINITE, Stop.DOMAIN_EDGE, Stop.NO_DERIVATIVE})

MOST = 200
"""Iterates of a run at which H is asked for: with the last ones, and evenly spread."""


@dataclass(frozen=True, eq=False)
class Sharpness:
    """lambda_max along a run with a fixed step size.

    Attributes
    ----------
    steps
        Numbers of iterates, ascending, shape (m,).
    products
        eta lambda_max(H) there, shape (m,); nan where H is not finite.
    limit
        The largest product that is stable.
    """

    steps: NDArray[np.int64]
    products: Floats
    limit: float


def steepest(found: Sharpness, trajectory: Trajectory) -> float | None:
    """Return the largest lambda_max that a run met before it left; None where that is not known.

    What a run meets after it has climbed above where it began says nothing of the way down.
    """
    eta = dict(trajectory.settings).get("step size", 0.0)
    values = trajectory.values
    with np.errstate(all="ignore"):
        above = np.flatnonzero(~(values <= values[0] + abs(values[0]) * 1e-12))
        leaves = trajectory.stop in _LEAVES and len(above) > 0
        met = found.products[found.steps < above[0]] if leaves else found.products
        met = met[np.isfinite(met)]
    return float(met.max()) / eta if len(met) and eta > 0.0 and met.max() > 0.0 else None


def sharpness(landscape: Landscape, method: Method | Recorded, trajectory: Trajectory) -> Sharpness | None:
    """Return how sharp the landscape is along a run; None for a method whose step has no limit that theory knows."""
    if not isinstance(method, FixedStep):
        return None
    chosen = {name: np.array([value]) for name, value in trajectory.settings}
    last = len(trajectory.path) - 1
    steps = np.unique(np.round(np.linspace(0, last, min(last + 1, MOST))).astype(np.int64))
    with np.errstate(all="ignore"):
        hessians = landscape.hessian(trajectory.path[steps])
        finite = np.asarray(np.isfinite(hessians).all(axis=(1, 2)))
        largest = np.linalg.eigvalsh(np.where(finite[:, np.newaxis, np.newaxis], hessians, 0.0))[:, -1]
        products = np.where(finite, float(chosen["step size"][0]) * largest, np.nan)
    return Sharpness(steps, products, float(method.longest_product(chosen)[0]))
