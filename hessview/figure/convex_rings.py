"""Convex rings in rows of one length: boxes of a slice, and what a plane in any direction cuts out of boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]

_BOX = 5
_FAR = 1e7


def corners_of(rings: Floats) -> Floats:
    """Return closed rings, shape (k (m + 1), 2), each of m corners and ended by a row of nan, as shape (k, m, 2)."""
    if not len(rings):
        return np.empty((0, _BOX, 2))
    m = int(np.argmax(np.isnan(rings[:, 0])))
    return rings.reshape(-1, m + 1, 2)[:, :m]


def seen(corners: Floats, outside: Floats | float, least: float) -> Floats:
    """Return rings with no corner far out, none of them narrower or lower than `least`.

    Parameters
    ----------
    corners
        Shape (k, m, 2), in pixels.
    outside
        Where numbers of a box end, as -outside and 2 outside; those of other rings, which have slopes, end far out.
    """
    is_box = corners.shape[1] == _BOX
    with np.errstate(all="ignore"):
        low, high = (-outside, 2.0 * outside) if is_box else (-_FAR, _FAR)
        kept = np.clip(np.nan_to_num(corners, nan=0.0), low, high)
        first, last = kept.min(axis=1, keepdims=True), kept.max(axis=1, keepdims=True)
        middle, half = 0.5 * (first + last), 0.5 * (last - first)
        share = np.where(half > 0.0, (kept - middle) / half, 0.0)
        if is_box:
            share = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]])
        return np.asarray(middle + share * np.maximum(half, 0.5 * least))


def is_held(corners: Floats, place: Sequence[float], room: Sequence[float]) -> bool:
    """Whether a place lies in one of the rings, shape (k, m, 2), or no farther beside it than `room`, two numbers."""
    scale = np.array(room)
    ends = corners / scale
    a, b = ends[:, :-1], ends[:, 1:]
    along, off = b - a, np.array(place) / scale - a
    turn = along[:, :, 0] * off[:, :, 1] - along[:, :, 1] * off[:, :, 0]
    near = turn >= -np.hypot(along[:, :, 0], along[:, :, 1])
    return bool(near.all(axis=1).any())
