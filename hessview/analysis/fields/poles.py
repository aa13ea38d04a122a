"""Where a sampled field jumps through infinity, so that no line is drawn there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def jumps_at(values: Floats, threshold: float) -> NDArray[np.bool_] | None:
    """Return which grid points lie beside a jump through infinity, shape (ny, nx); None when there is none.

    Between two neighbours f jumps when the difference is greater than `threshold` and f runs the other way on both
    sides: ... -2, -10 | 10, 2 ... No function that the grid resolves does this.
    """
    found: NDArray[np.bool_] | None = None
    for axis in (0, 1):
        along = values if axis == 1 else values.T
        if along.shape[1] < 4:
            continue
        with np.errstate(invalid="ignore", over="ignore"):
            row, left = np.nonzero(np.abs(along[:, 1:] - along[:, :-1]) > threshold)
            inner = (left > 0) & (left < along.shape[1] - 2)
            row, left = row[inner], left[inner]
            if row.size == 0:
                continue
            before, a, b, after = (along[row, left + k] for k in (-1, 0, 1, 2))
            jump = b - a
            is_pole = (jump * (a - before) < 0.0) & (jump * (after - b) < 0.0)
            is_pole &= np.abs(jump) > np.maximum(np.abs(a - before), np.abs(after - b))
        if not is_pole.any():
            continue
        if found is None:
            found = np.zeros(values.shape, dtype=np.bool_)
        view = found if axis == 1 else found.T
        view[row[is_pole], left[is_pole]] = True
        view[row[is_pole], left[is_pole] + 1] = True
    return found
