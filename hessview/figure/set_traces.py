"""Where a slice of three and more variables meets sets of critical points: in a line, a point, or all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.analysis.critical_sets import CriticalSet

Floats = NDArray[np.float64]

_LEVEL = 1e-9
"""Of the extent of a set: so little a coordinate may vary that is the same all along it."""


def level_coordinates(found: CriticalSet) -> dict[int, float] | None:
    """Return the coordinates that say where a set lies, {0: 0.0} for x = 0; None for a set that is not said so."""
    if len(found.points) < 3:
        return None
    spreads = np.ptp(found.points, axis=0)
    same = np.flatnonzero(spreads <= _LEVEL * float(spreads.max()))
    if len(same) != len(spreads) - found.dimension:
        return None
    return {int(k): float(np.median(found.points[:, k])) for k in same}


def boxes_met(found: CriticalSet, origin: Floats, axes: tuple[int, int], near: Floats) -> Floats:
    """Return the boxes around a set that a coordinate slice meets, shape (k, n, 2).

    Parameters
    ----------
    origin, axes
        Of the slice: a point of it, shape (n,), and the coordinates that vary in it.
    near
        How far a set may be beside a slice that it lies in, shape (n,).
    """
    cover = np.stack([found.lower, found.upper], axis=1)[np.newaxis] if found.cover is None else found.cover
    others = [k for k in range(len(origin)) if k not in axes]
    low, high = cover[:, others, 0] - near[others], cover[:, others, 1] + near[others]
    return np.asarray(cover[((low <= origin[others]) & (origin[others] <= high)).all(axis=1)])


def straight_pieces(low: Floats, high: Floats, level: float, *, is_upright: bool) -> Floats:
    """Return the union of intervals as lines, shape (k, 2), at a level of the other coordinate, ended by nan."""
    order = np.argsort(low)
    pieces: list[list[float]] = []
    for a, b in zip(low[order].tolist(), high[order].tolist(), strict=True):
        if pieces and a <= pieces[-1][1]:
            pieces[-1][1] = max(pieces[-1][1], b)
        else:
            pieces.append([a, b])
    rows = [[along, level] for piece in pieces for along in (*piece, np.nan)]
    vertices = np.array(rows, dtype=np.float64).reshape(-1, 2)
    vertices[np.isnan(vertices[:, 0])] = np.nan
    return vertices[:, ::-1] if is_upright else vertices
