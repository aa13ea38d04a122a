"""How often the gradient turns along the border of a rectangle: an independent check of what was found inside.

Where the gradient is continuous in the rectangle and not zero on its border, the number of its turns, counterclockwise
as the border is followed counterclockwise, is the sum of the indices of the zeros inside (Poincaré and Hopf; J. Milnor,
Topology from the Differentiable Viewpoint, 1965, chapter 6): 1 for a minimum or a maximum, -1 for a saddle.

The border is cut into pieces on each of which intervals show that one component of the gradient has one sign. So the
gradient stays within a half plane, whose direction is one of four, and neighbouring pieces share a gradient, so that
their half planes are the same or a quarter turn apart: the quarters add up to the turns, and nothing is rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.calculus.interval_jet import IntervalJet

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

MOST_PIECES = 4096
"""So many pieces of an edge are looked at before it is given up."""

_FIRST_PIECES = 32
_NARROWEST = 2.0**-46
"""Of an edge: where the gradient may be zero on a piece so narrow, it mostly is."""

_AT_ONCE = 2048


def winding_number(
    jet: IntervalJet, lower: Floats, upper: Floats, pause: Callable[[], None] = lambda: None
) -> int | None:
    """Return how often the gradient turns along the border, counterclockwise; None if that cannot be told.

    It cannot where the gradient vanishes or is not continuous somewhere on the border, or nearly so. That it is
    continuous inside is for the caller to know.

    Parameters
    ----------
    jet
        Of a formula of two variables.
    lower, upper
        Corners of the rectangle, shape (2,).
    pause
        Called every few milliseconds; what it raises ends the calculation.
    """
    quarters: list[NDArray[np.intp]] = []
    for axis, side in ((0, 0), (1, 1), (0, 1), (1, 0)):
        ends = float(lower[axis]), float(upper[axis])
        along = _along(jet, ends, axis, float((lower, upper)[side][1 - axis]), pause)
        if along is None:
            return None
        # Below from left to right, on the right upwards, above and on the left the other way.
        quarters.append(along if axis == side else along[::-1])
    directions = np.concatenate(quarters)
    turned = (np.roll(directions, -1) - directions + 1) % 4 - 1
    if (turned > 1).any():
        return None  # opposite half planes share no gradient: no sound enclosure says so
    total = int(turned.sum())
    return total // 4


def _along(
    jet: IntervalJet, ends: tuple[float, float], axis: int, fixed: float, pause: Callable[[], None]
) -> Places | None:
    """Return the directions of half planes, in quarter turns, that hold the gradient along one edge, ascending."""
    length = ends[1] - ends[0]
    cuts = ends[0] + length * (np.arange(_FIRST_PIECES + 1) / _FIRST_PIECES)
    cuts[0], cuts[-1] = ends
    low, high = cuts[:-1], cuts[1:]
    starts, directions = [], []
    looked_at = 0
    while len(low):
        looked_at += len(low)
        if looked_at > MOST_PIECES:
            return None
        direction = np.concatenate([
            _directions(jet, low[k : k + _AT_ONCE], high[k : k + _AT_ONCE], axis, fixed)
            for k in range(0, len(low), _AT_ONCE)
        ])
        pause()
        known = direction >= 0
        starts.append(low[known])
        directions.append(direction[known])
        low, high = low[~known], high[~known]
        middle = 0.5 * low + 0.5 * high
        narrow = high - low <= _NARROWEST * length
        if (narrow | (low >= middle) | (middle >= high)).any():
            return None
        low, high = np.concatenate((low, middle)), np.concatenate((middle, high))
    return np.concatenate(directions)[np.argsort(np.concatenate(starts))]


def _directions(jet: IntervalJet, low: Floats, high: Floats, axis: int, fixed: float) -> Places:
    """Return for pieces of an edge the half plane that holds the gradient, 0 to 3 quarter turns; -1 if none does."""
    ends = np.empty((2, 2, len(low)))
    ends[0, axis], ends[1, axis] = low, high
    ends[:, 1 - axis] = fixed
    found = jet.first(ends[0], ends[1])
    result = np.full(len(low), -1)
    # Lower ends are kept with the other sign.
    for component in (0, 1):
        result[found.gradient[component, 0] < 0.0] = component
        result[found.gradient[component, 1] < 0.0] = component + 2
    result[found.marks != 0] = -1
    return result
