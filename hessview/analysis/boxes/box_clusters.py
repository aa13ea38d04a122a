"""Boxes that touch belong together: what a search left over, as connected parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hessview.analysis.boxes.box_search import Boxes

    Floats = NDArray[np.float64]

_APART = 1.0 + 1e-9
_MOST_IN_COVER = 256


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

    def length(self) -> float:
        """Return how many boxes long it is, along the axis where it is longest."""
        widths = (self.boxes.upper - self.boxes.lower).max(axis=1)
        return float(((self.upper - self.lower) / np.maximum(widths, 1e-300)).max(initial=0.0))

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


def clusters(boxes: Boxes, size: Floats, apart: float = 0.0) -> list[Cluster]:
    """Return the connected parts of many boxes, the largest first.

    Parameters
    ----------
    size
        Of the whole, shape (n,): what distances are measured in.
    apart
        How many times their own width boxes may be apart and still belong together.
    """
    m = len(boxes)
    if m == 0:
        return []
    # Imported only where something is left over, which mostly is nothing.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    centre = (boxes.centre / size[:, None]).T
    half = (0.5 * (boxes.upper - boxes.lower) / size[:, None]).T
    tree = cKDTree(centre)
    reach = _APART + 2.0 * apart
    pairs = tree.query_pairs(2.0 * reach * float(half.max()) + 1e-300, p=np.inf, output_type="ndarray")
    i, j = pairs[:, 0], pairs[:, 1]
    touch = (np.abs(centre[i] - centre[j]) <= (half[i] + half[j]) * reach + 1e-300).all(axis=1)
    i, j = i[touch], j[touch]
    # Older scipy wants indices of 32 bits here, and says nothing that one could catch when they are longer.
    i, j = i.astype(np.int32), j.astype(np.int32)
    links = coo_array((np.ones(len(i), dtype=np.int8), (i, j)), shape=(m, m))
    count, labels = connected_components(links, directed=False)
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(count + 1))
    parts = [Cluster(boxes.where(order[a:b])) for a, b in pairwise(starts)]
    return sorted(parts, key=lambda part: -len(part.boxes))
