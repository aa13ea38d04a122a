"""What is near on a picture that is tilted in the space of its variables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hessview.landscapes.slice import Slice

_BESIDE = 1e-6
"""Pixels that a point may lie beside the plane and still count as in it."""


def is_near_in_plane(
    plane: Slice,
    start: Sequence[float],
    place: Sequence[float] | NDArray[np.float64],
    pixel: tuple[float, float],
    radius: float,
) -> bool:
    """Return whether a place lies in a plane, near a point of it.

    Parameters
    ----------
    start, place
        n coordinates; `start` is in the plane.
    pixel
        The sizes of a pixel in the plane's two coordinates.
    radius
        In pixels.
    """
    D = np.array(plane.directions, dtype=np.float64)
    offset = np.asarray(place, dtype=np.float64) - np.asarray(start, dtype=np.float64)
    if not np.all(np.isfinite(offset)):
        return False
    along = np.linalg.lstsq(D.T, offset, rcond=None)[0]
    beside = float(np.max(np.abs(offset - along @ D)))
    # What rounding leaves of a point far from the origin is no distance.
    least = 16.0 * math.ulp(max(map(abs, (*start, *map(float, place))), default=0.0))
    return beside <= max(_BESIDE * max(pixel), least) and math.hypot(*(along / np.array(pixel))) <= radius
