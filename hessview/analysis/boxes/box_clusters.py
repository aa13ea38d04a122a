"""Boxes that touch belong together: what a search left over, as connected parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hessview.analysis.boxes.box_search import Boxes

    Floats = NDArray[np.float64]
    Places = NDArray[np.int32]

_APART = 1.0 + 1e-9
_LEAST = 1e-300
_MOST_IN_COVER = 256
_MOST_PAIRS, _PAIRS_AT_ONCE = 2_000_000, 100_000


@dataclass(frozen=True, eq=False)
class Cluster:
    """Boxes connected with each other.

    Attributes
    ----------
    boxes
        All of them.
    lower, upper
        The smallest box around all, shape (n,).
    """

    boxes: Boxes

    @property
    def lower(self) -> Floats:
        """The lower corner of the hull, shape (n,)."""
        return np.asarray(self.boxes.lower.min(axis=1))

    @property
    def upper(self) -> Floats:
        """The upper corner of the hull, shape (n,)."""
        return np.asarray(self.boxes.upper.max(axis=1))

    def lengths(self) -> Floats:
        """Return how many boxes long it is along every axis, shape (n,)."""
        widths = (self.boxes.upper - self.boxes.lower).max(axis=1)
        return np.asarray((self.upper - self.lower) / np.maximum(widths, _LEAST))

    def cover(self) -> Floats:
        """Return not too many boxes that hold all of it, as pairs, shape (k, n, 2)."""
        low, high = self.boxes.lower.T, self.boxes.upper.T
        if len(low) > _MOST_IN_COVER:
            # In every part of a grid one box around all that begin there.
            n = low.shape[1]
            parts = max(1, int(_MOST_IN_COVER ** (1.0 / min(n, 2))))
            extent = np.maximum(self.upper - self.lower, 1e-300)
            cells = np.minimum((low - self.lower) / extent * parts, parts - 1).astype(np.intp)
            _, cell = np.unique(cells @ parts ** np.arange(n), return_inverse=True)
            count = int(cell.max()) + 1
            lowest, highest = np.full((count, n), np.inf), np.full((count, n), -np.inf)
            np.minimum.at(lowest, cell, low)
            np.maximum.at(highest, cell, high)
            low, high = lowest, highest
        return np.stack((low, high), axis=2)


def clusters(
    boxes: Boxes, size: Floats, apart: float = 0.0, pause: Callable[[], None] = lambda: None
) -> list[Cluster]:
    """Return the connected parts of many boxes, the largest first.

    Of very many or very different boxes parts may be put together that only come near each other.

    Parameters
    ----------
    size
        Of the whole, shape (n,): what distances are measured in.
    apart
        How many times their own width boxes may be apart and still belong together.
    pause
        Called every few milliseconds; what it raises ends the search.
    """
    m = len(boxes)
    if m == 0:
        return []
    # Imported only where something is left over, which mostly is nothing.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    centre = (boxes.centre / size[:, None]).T
    half = (0.5 * (boxes.upper - boxes.lower) / size[:, None]).T * (_APART + 2.0 * apart)
    half += 2.0**-50 * np.abs(centre) + _LEAST
    # Along every axis in widths of the widest.
    widest = 2.0 * half.max(axis=0)
    centre, half = centre / widest, half / widest
    if _crowd(centre) <= _MOST_PAIRS:
        pairs = cKDTree(centre).query_pairs(1.0, p=np.inf, output_type="ndarray")
        i, j = _touching(pairs, centre, half, pause)
        count = m
    else:
        i, j, count = _in_cells(centre, half)
    pause()
    links = coo_array((np.ones(len(i), dtype=np.int8), (i, j)), shape=(count, count))
    _, labels = connected_components(links, directed=False)
    labels = labels[:m]
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1, append=m))
    parts = [Cluster(boxes.where(order[a:b])) for a, b in pairwise(starts.tolist())]
    return sorted(parts, key=lambda part: -len(part.boxes))


def _touching(pairs: Places, centre: Floats, half: Floats, pause: Callable[[], None]) -> tuple[Places, Places]:
    """Return those of the pairs of boxes, shape (k, 2), that have a point in common."""
    found = [(np.empty(0, dtype=np.int32),) * 2]
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        pause()
        # Older scipy wants indices of 32 bits, and says nothing that one could catch when they are longer.
        i, j = pairs[start : start + _PAIRS_AT_ONCE].astype(np.int32).T
        for c, h in zip(centre.T, half.T, strict=True):
            near = np.abs(c[i] - c[j]) <= h[i] + h[j]
            i, j = i[near], j[near]
        found.append((i, j))
    first, second = zip(*found, strict=True)
    return np.concatenate(first), np.concatenate(second)


def _crowd(centre: Floats) -> float:
    """Return about how many pairs there are of places less than 1 apart along every axis."""
    _, counts = np.unique(_key(np.floor(centre)), return_counts=True)
    return float(2.0 ** centre.shape[1] * (counts.astype(np.float64) ** 2).sum())


def _in_cells(centre: Floats, half: Floats) -> tuple[Places, Places, int]:
    """Return links between boxes and the cells of a grid of width 1 in which they lie; and the number of all."""
    m, n = centre.shape
    low, high = np.floor(centre - half), np.floor(centre + half)
    corners = [_key(np.where(corner, high, low)) for corner in product((False, True), repeat=n)]
    _, cells = np.unique(np.concatenate(corners), return_inverse=True)
    cells = cells.ravel()
    return np.tile(np.arange(m, dtype=np.int32), 2**n), (m + cells).astype(np.int32), m + int(cells.max()) + 1


def _key(cells: Floats) -> NDArray[np.uint64]:
    """Return one number for each cell, shape (k, n): of different ones different, but for a chance of 2^-64."""
    whole = np.clip(cells, -(2.0**62), 2.0**62).astype(np.int64).view(np.uint64)
    mixed = np.zeros(len(whole), dtype=np.uint64)
    for column in whole.T:
        mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(31)
    return mixed
