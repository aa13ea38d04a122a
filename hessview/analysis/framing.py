"""Where to look: a box in which a function is defined and varies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]
Ranges = tuple[float, float, float, float]

RADII = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 50.0, 100.0, 0.3, 0.1, 300.0, 1000.0)
USUAL_RADIUS = 5.0
GRID = 49
BINS = 24
LEAST_DEFINED = 0.02
MARGIN = 0.06


def fit(landscape: Landscape, plane: Slice | None) -> Ranges:
    """Return ranges (x0, x1, y0, y1) of the plane in which f is defined and varies; -5 to 5 when nothing is better.

    Squares about the origin of many sizes are sampled. The best one has its values spread most evenly over its range
    (the entropy of their histogram: a bump in a wide plain and a plain in a bump both score low), as large a part of
    it defined as possible, and a size not far from the usual; it is then cut down to where f is defined.

    Parameters
    ----------
    plane
        The plane of R^n; None for n = 1.
    """
    best, best_score = (-USUAL_RADIUS, USUAL_RADIUS) * 2, 0.0
    for radius in RADII:
        s = np.linspace(-radius, radius, GRID)
        values = _values(landscape, plane, s)
        defined = np.isfinite(values)
        if defined.mean() < LEAST_DEFINED:
            continue
        score = _entropy(values[defined]) * math.sqrt(float(defined.mean()))
        score -= 0.12 * abs(math.log(radius / USUAL_RADIUS))
        if score > best_score:
            best, best_score = _cut(s, defined), score
    x0, x1, y0, y1 = best
    return (x0, x1, y0, y1)


def _values(landscape: Landscape, plane: Slice | None, s: Floats) -> Floats:
    if plane is None:
        return np.asarray(landscape.value(s[:, np.newaxis]), dtype=np.float64)[np.newaxis, :]
    return np.asarray(landscape.on_slice(plane, s, s), dtype=np.float64)


def _entropy(values: Floats) -> float:
    """Entropy in nats of the histogram of `values`, shape (m,), between their 1st and 99th percentile."""
    low, high = np.percentile(values, (1.0, 99.0))
    if not (math.isfinite(high - low) and high - low > 1e-9 * max(abs(low), abs(high))):
        return 0.0
    counts, _ = np.histogram(np.clip(values, low, high), bins=BINS, range=(low, high))
    shares = counts[counts > 0] / values.size
    return float(-(shares * np.log(shares)).sum())


def _cut(s: Floats, defined: NDArray[np.bool_]) -> Ranges:
    """Return the ranges of the square cut down to where f is defined, with a margin that shows the edge."""
    columns = np.flatnonzero(defined.any(axis=0))
    rows = np.flatnonzero(defined.any(axis=1)) if defined.shape[0] > 1 else np.array([0, len(s) - 1])
    x0, x1 = _with_margin(s, int(columns[0]), int(columns[-1]))
    y0, y1 = _with_margin(s, int(rows[0]), int(rows[-1]))
    return (x0, x1, y0, y1)


def _with_margin(s: Floats, first: int, last: int) -> tuple[float, float]:
    if first == 0 and last == len(s) - 1:
        return float(s[0]), float(s[-1])
    step = float(s[1] - s[0])
    room = MARGIN * (last - first + 2) * step + step
    low = float(s[0]) if first == 0 else float(s[first]) - room
    high = float(s[-1]) if last == len(s) - 1 else float(s[last]) + room
    return _short(low, step, down=True), _short(high, step, down=False)


def _short(edge: float, step: float, *, down: bool) -> float:
    """Return an edge rounded outward to a short decimal of about the grid's step."""
    digit = 10.0 ** math.floor(math.log10(step))
    return (math.floor if down else math.ceil)(edge / digit) * digit
