"""Where in the boxes that hold it a place that is not smooth probably lies: at the simplest number, as formulas go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.analysis.rough_places import RoughPlace

Floats = NDArray[np.float64]

_THIN = 0.25
_MOST_DIGITS = 17


def likely_points(place: RoughPlace) -> Floats:
    """Return points along a place, shape (k, n), none of them farther from it than its boxes are wide.

    Where it runs along an axis, the coordinate that stays the same is the simplest number in its boxes.
    """
    if place.cover is None:
        return place.points
    points = place.points.copy()
    widths = place.cover[:, :, 1] - place.cover[:, :, 0]
    thin = widths < _THIN * widths.max(axis=1, keepdims=True)
    for k in range(points.shape[1]):
        for low, high in np.unique(place.cover[thin[:, k], k], axis=0).tolist():
            # Where such places cross, boxes are not thin.
            inside = (place.points[:, k] >= low) & (place.points[:, k] <= high)
            points[inside, k] = simplest(low, high)
    return points


def simplest(low: float, high: float) -> float:
    """Return a number between two that has the fewest digits, 0 if it lies there.

    >>> simplest(-0.03, 0.01), simplest(0.97, 1.02), simplest(0.2471, 0.2533)
    (0.0, 1.0, 0.25)
    """
    middle = min(max(0.5 * low + 0.5 * high, low), high)  # half of the least double is 0
    if low <= 0.0 <= high or not np.isfinite(middle):
        return 0.0 if low <= 0.0 <= high else middle
    for digits in range(1, _MOST_DIGITS):
        short = float(f"{middle:.{digits - 1}e}")
        if low <= short <= high:
            return short
    return middle
