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


def clusters(boxes: Boxes, size: Floats, apart: float = 0.0) -> list[Cluster]:
    """Return the connected parts of many boxes, the largest first.

    Parameters
    ----------
    size
        Of the whole, shape (n,): what distances are measured in.
    apart
        How many times their own width boxes may be apart and still belong together.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    m = len(boxes)
    if m == 0:
        return []
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
