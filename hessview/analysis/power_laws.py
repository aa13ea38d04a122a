"""Errors that fade as a power of the number of steps, slower than any factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.error_laws import COVERAGE, SHORTEST_TAIL

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PowerLaw:
    """The a of k^-a, how far it may be off, and the step from which on it was looked at."""

    power: float
    uncertainty: float
    first: int


def power_law(distances: Floats) -> PowerLaw | None:
    """Return the power of k where the logarithms are straight over log k, and bent over k; None elsewhere."""
    start = max(1, len(distances) // 4)
    k = np.arange(start, len(distances), dtype=np.float64)
    logs = np.log(distances[start:])
    if len(k) < 4 * SHORTEST_TAIL or logs[0] <= logs[-1] or k[-1] < 2.0 * k[0]:
        return None
    power, over_log = line(np.log(k), logs)
    _, over_k = line(k, logs)
    if over_log >= 0.2 * over_k or power >= 0.0:
        return None
    middle = len(k) // 2
    parts = (slice(None), slice(None, middle), slice(middle, None))
    whole, early, late = (_power(k[part], logs[part]) for part in parts)
    uncertainty = COVERAGE * max(abs(early - whole), abs(late - whole))
    if not uncertainty <= 0.5 * late:
        return None
    return PowerLaw(late, uncertainty, start)


def _power(k: Floats, logs: Floats) -> float:
    """Return a of (k + c)^-a, whatever c: -1 over the slope of the logarithm is (k + c) / a."""
    falls = -np.diff(logs)
    if not np.all(falls > 0.0):
        return -line(np.log(k), logs)[0]
    return 1.0 / max(line(k[:-1], 1.0 / falls)[0], 1e-300)


def line(x: Floats, y: Floats) -> tuple[float, float]:
    """Return the slope of the line through points, and the mean square of what it leaves."""
    scale = float(np.abs(x).max())  # times may be as long as 1e200
    x = x / scale
    slope, height = np.polyfit(x - x.mean(), y, 1)
    return float(slope) / scale, float(np.mean((y - height - slope * (x - x.mean())) ** 2))
