"""The normal curvature of the graph of f: how its surface bends along a direction, where it is level or not."""

from __future__ import annotations

import math


def normal_curvature(second: float, along: float, slope: float) -> float:
    """Return d'Hd / (sqrt(1 + |g|^2) (1 + (g.d)^2)): the second fundamental form over the first, upwards positive.

    Source: do Carmo, Differential Geometry of Curves and Surfaces, 3.3, for a graph. It is d'Hd where g = 0.

    Parameters
    ----------
    second
        d'Hd for a unit vector d.
    along
        g.d.
    slope
        |g|, at least |g.d|.
    """
    # One after the other: the square of a steep slope overflows.
    length = math.hypot(1.0, along)
    return second / math.hypot(1.0, slope) / length / length
