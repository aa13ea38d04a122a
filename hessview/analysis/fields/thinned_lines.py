"""Iso-lines of a finely sampled field from every second sample, their vertices put back onto the full field.

Tracing lines takes as long as everything else from a keystroke to the picture. Where the samples are much closer
together than anything that f does, a line with half as many vertices, each in its right place, is the same line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Trace = Callable[[Floats, Floats, Floats], list[Floats]]

FEWEST = 256
"""Samples along an axis below which none is left out."""
_BLOCK = 64
_BENT = 0.04
_ON_A_ROW = 1e-6


def is_smooth(values: Floats) -> bool:
    """Whether the finite `values`, shape (ny, nx), are nearly linear over two steps, everywhere in the picture.

    Over steps of H a wave of number k deviates from its chords by k H / 8 of its differences: the bound asks for some
    40 samples a period. It is asked for in every block of the picture by itself, along a part of its rows and columns.
    """
    ny, nx = values.shape
    if min(ny, nx) < FEWEST:
        return False
    with np.errstate(all="ignore"):  # differences beyond the largest number are nan in the end, and not smooth
        reach = float(np.ptp(values))
        return all(_bent(along, reach) <= _BENT for along in (values[::7], values[:, ::7].T))


def _bent(rows: Floats, reach: float) -> float:
    """Return the greatest share, over blocks, of the deviations from the chords over two steps in the differences."""
    usable = (rows.shape[1] - 1) // 2 * 2
    left, middle, right = rows[:, 0:usable:2], rows[:, 1 : usable + 1 : 2], rows[:, 2 : usable + 1 : 2]
    deviation, difference = np.abs(middle - 0.5 * (left + right)), np.abs(right - left)
    starts = (np.arange(0, rows.shape[0], max(1, _BLOCK // 7)), np.arange(0, left.shape[1], _BLOCK // 2))
    sums = [
        np.add.reduceat(np.add.reduceat(each, starts[0], axis=0), starts[1], axis=1) for each in (deviation, difference)
    ]
    # Where nothing happens, lines do not come.
    return float(np.max(sums[0] / np.maximum(sums[1], 1e-3 * reach)))


def thinned_lines(
    x: Floats, y: Floats, values: Floats, levels: Sequence[float], trace: Trace
) -> list[Floats]:
    """Return the vertices of each level, shape (k, 2) with rows of nan between pieces.

    Parameters
    ----------
    x, y, values
        The field, finite, on an equally spaced grid.
    levels
        The values of the lines.
    trace
        Makes the lines of a field: ``trace(x, y, values)``, one array for each level.
    """
    columns, rows = every_second(len(x)), every_second(len(y))
    lines = trace(x[columns], y[rows], values[np.ix_(rows, columns)])
    lengths = [len(line) for line in lines]
    if not sum(lengths):
        return lines
    vertices = np.concatenate(lines)
    level = np.repeat(np.asarray(levels), lengths)
    u = (vertices[:, 0] - x[0]) * ((len(x) - 1) / (x[-1] - x[0]))
    v = (vertices[:, 1] - y[0]) * ((len(y) - 1) / (y[-1] - y[0]))
    on_column = np.abs(u - np.rint(u)) < _ON_A_ROW
    on_row = np.abs(v - np.rint(v)) < _ON_A_ROW
    across, down = np.flatnonzero(on_row & ~on_column), np.flatnonzero(on_column & ~on_row)
    vertices[across, 0] = x[0] + (x[1] - x[0]) * _crossing(values, np.rint(v[across]), u[across], level[across])
    vertices[down, 1] = y[0] + (y[1] - y[0]) * _crossing(values.T, np.rint(u[down]), v[down], level[down])
    return np.split(vertices, np.cumsum(lengths)[:-1])


def every_second(count: int) -> NDArray[np.intp]:
    """Return 0, 2, 4, ... and the last index."""
    return np.append(np.arange(0, count - 1, 2), count - 1)


def _crossing(values: Floats, row: Floats, place: Floats, level: Floats) -> Floats:
    """Return where along its row, in steps, each vertex crosses its level: between two neighbouring samples."""
    j, left = row.astype(np.intp), np.floor(place).astype(np.intp) // 2 * 2
    left = np.minimum(left, values.shape[1] - 2)
    middle = left + 1
    right = np.minimum(left + 2, values.shape[1] - 1)
    a, b, c = values[j, left] - level, values[j, middle] - level, values[j, right] - level
    first = (a > 0.0) != (b > 0.0)
    start, end = np.where(first, a, b), np.where(first, b, c)
    with np.errstate(invalid="ignore", divide="ignore"):
        exact = np.where(first, left, middle) + start / (start - end)
    # A level that no pair of samples encloses keeps the place it was given.
    return np.where((exact >= left) & (exact <= right), exact, place)
