"""What of lines and areas is in a picture: only what is seen has words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hessview.figure.marks import Axes, Floats

_LEAST = 0.02
"""Of the picture's sides: what is shorter lies under a glyph."""


def are_seen(places: Floats, axes: Axes) -> bool:
    """Whether one of some points, shape (m, 2), is in the picture."""
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    x, y = places[:, 0], places[:, 1]
    # What crosses a graph from below to above has no end in it.
    return bool(((x >= x0) & (x <= x1) & (axes.is_graph | ((y >= y0) & (y <= y1)))).any())


def is_crossed(line: Floats, axes: Axes) -> bool:
    """Whether something of a polyline, shape (k, 2), is in the picture, also where none of its vertices is."""
    if are_seen(line, axes):
        return True
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    with np.errstate(all="ignore"):
        p, q = line[:-1], line[1:]
        low, high = np.minimum(p, q), np.maximum(p, q)
        meets = (high[:, 0] >= x0) & (low[:, 0] <= x1) & (high[:, 1] >= y0) & (low[:, 1] <= y1)
        corners = np.array([[x0, y0], [x0, y1], [x1, y0], [x1, y1]])
        side = q - p
        turns = side[:, :1] * (corners[:, 1] - p[:, 1:]) - side[:, 1:] * (corners[:, 0] - p[:, :1])
        # Corners on both sides of a segment: it goes through between them.
        between = (turns.min(axis=1) <= 0.0) & (turns.max(axis=1) >= 0.0)
    return bool((meets & between).any())


def is_drawn_out(line: Floats, axes: Axes) -> bool:
    """Whether a polyline is seen as a line: a path along which nothing moves is one point, under the glyph there."""
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    with np.errstate(all="ignore"):
        places = np.clip((line - (x0, y0)) / (x1 - x0, y1 - y0), 0.0, 1.0)
        steps = np.abs(np.diff(places, axis=0)).max(axis=1)
    return is_crossed(line, axes) and float(np.nansum(steps)) > _LEAST


def is_covered(rings: Floats, axes: Axes) -> bool:
    """Whether something of closed rings, shape (k, 2), filled even-odd, is in the picture."""
    if is_crossed(rings, axes):
        return True
    # No border in it: all of it is inside, or nothing.
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    x, y = 0.5 * x0 + 0.5 * x1, 0.5 * y0 + 0.5 * y1
    with np.errstate(all="ignore"):
        (ax, ay), (bx, by) = rings[:-1].T, rings[1:].T
        above = (ay > y) != (by > y)
        crossed = above & (x < ax + (y - ay) / (by - ay) * (bx - ax)) & np.isfinite(ay + by)
    return bool(np.count_nonzero(crossed) % 2)
