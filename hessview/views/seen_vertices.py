"""Lines without the vertices that nobody sees: what is left lies as near to the line as no screen shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STRIDES = (32, 8, 4, 2)
"""So many segments in a row are one, if they lie on it; the longest first."""

_NEAR = 2.5e-5
"""Of the side of the box around the lines: a fortieth of a pixel on a picture of a thousand."""


def seen(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return which vertices of lines are wanted, shape (k,): all but those on the segment between others that are.

    An iso-line has a vertex on each edge of a grid that is finer than the screen: of a straight one two would do, and
    painting takes as long as there are vertices.

    Parameters
    ----------
    x, y
        The vertices in the unit square, shapes (k,); a place that is not finite ends a line and is kept.
    """
    wanted = np.ones(len(x), dtype=np.bool_)
    left = len(x)
    for stride in _STRIDES:
        blocks = (left - 1) // stride
        if blocks < 1:
            continue
        ends = slice(0, blocks * stride + 1, stride)
        px, py = x[ends], y[ends]
        inner_x = x[: blocks * stride].reshape(blocks, stride)[:, 1:]
        inner_y = y[: blocks * stride].reshape(blocks, stride)[:, 1:]
        inner = wanted[: blocks * stride].reshape(blocks, stride)[:, 1:]
        inner[_are_between(px, py, inner_x, inner_y)] = False
    return wanted


def _are_between(px: Floats, py: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return, shape (m,), whether all the vertices (x, y), shapes (m, n), lie on the segments between m + 1 points."""
    ax, ay = px[:-1, None], py[:-1, None]
    dx, dy = np.diff(px)[:, None], np.diff(py)[:, None]
    across = x - ax
    up = y - ay
    square = dx * dx + dy * dy
    along = across * dx + up * dy
    off = across * dy - up * dx
    near: NDArray[np.bool_] = (off * off <= _NEAR**2 * square) & (along >= 0.0) & (along <= square) & (square > 0.0)
    return np.asarray(near.all(axis=1), dtype=np.bool_)
