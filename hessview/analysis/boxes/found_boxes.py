"""Boxes that hold one critical point each: narrowed as far as rounding allows, told apart, with the signs of H."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_contraction import contract, upper_triangle
from hessview.analysis.boxes.box_search import Boxes, Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.calculus.interval_jet import IntervalJet

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_MOST_REFINEMENTS, _STILL_SHRINKING = 40, 0.9
_AT_ONCE = 1024

_GENERIC = (0.7390851332, 0.5671432904, 0.9159655942, 0.6243299885, 0.2614972128, 0.8346268417)
"""A direction across which hardly two points lie: points on a grid share coordinates."""

_ROUNDING = 2.0**-46


def refined(jet: IntervalJet, found: Found, pause: Callable[[], None] = lambda: None) -> Boxes:
    """Return the images of regular points as narrow as rounding lets them become."""
    low, high = found.images.lower.copy(), found.images.upper.copy()
    for start in range(0, low.shape[1], _AT_ONCE):
        open_ = np.arange(start, min(start + _AT_ONCE, low.shape[1]))
        for _ in range(_MOST_REFINEMENTS):
            if not len(open_):
                break
            pause()
            open_ = open_[_narrowed(jet, low, high, open_)]
    return Boxes(low, high)


def _narrowed(jet: IntervalJet, low: Floats, high: Floats, some: Places) -> NDArray[np.bool_]:
    """Narrow some of the boxes [low, high], shape (n, m), in place, and return which of them became narrower."""
    now = Boxes(low[:, some], high[:, some])
    centre = now.centre
    radius = np.maximum(now.upper - centre, centre - now.lower) * (1.0 + 2.0**-50)
    image = contract(jet.first(centre, centre), jet.second(now.lower, now.upper), radius)
    around = 2.0**-51 * (np.abs(centre) + np.abs(image.shift))
    with np.errstate(invalid="ignore"):
        a, b = centre + image.shift - image.reach - around, centre + image.shift + image.reach + around
        low[:, some], high[:, some] = np.fmax(now.lower, a), np.fmin(now.upper, b)
        return np.asarray((high[:, some] - low[:, some] < _STILL_SHRINKING * (now.upper - now.lower)).any(axis=0))


def distinct(found: Found, size: Floats) -> Places:
    """Return which of the found points are different, each once, ascending.

    Two are the same if the image of one lies in the box in which the other is unique; the later one is left out.

    Parameters
    ----------
    size
        What coordinates are measured in, shape (n,).
    """
    images, boxes = found.images, found.boxes
    m, n = len(images), len(size)
    direction = np.array(_GENERIC[:n]) / size
    along = direction @ images.centre
    reach = direction @ (images.upper - images.lower)
    largest = np.abs(images.centre).max(axis=1, initial=0.0)
    slack = 2.0 * float(reach.max(initial=0.0)) + _ROUNDING * float(direction @ largest)
    order = np.argsort(along, kind="stable")
    sorted_ = along[order]
    same: list[tuple[int, int]] = []
    for apart in range(1, m):
        near = np.flatnonzero(sorted_[apart:] - sorted_[:-apart] <= slack)
        if not len(near):
            break
        i, j = order[near], order[near + apart]
        within = (images.lower[:, i] >= boxes.lower[:, j]) & (images.upper[:, i] <= boxes.upper[:, j])
        around = (images.lower[:, j] >= boxes.lower[:, i]) & (images.upper[:, j] <= boxes.upper[:, i])
        equal = within.all(axis=0) | around.all(axis=0)
        same += zip(np.minimum(i, j)[equal].tolist(), np.maximum(i, j)[equal].tolist(), strict=True)
    kept = np.ones(m, dtype=np.bool_)
    for first, second in sorted(same):
        kept[second] &= not kept[first]
    return np.flatnonzero(kept)


def indices(jet: IntervalJet, images: Boxes) -> Places:
    """Return how many eigenvalues of H are negative at the points in boxes, shape (m,); -1 where that is not certain.

    With V about the eigenvectors, V^T H V has the inertia of H (Sylvester), and that of its diagonal where this
    dominates the rows (Gershgorin).
    """
    n = images.lower.shape[0]
    ends = jet.second(images.lower, images.upper).hessian
    with np.errstate(all="ignore"):
        middle = 0.5 * (ends[:, 1] - ends[:, 0])
        spread = np.maximum(ends[:, 1] - middle, ends[:, 0] + middle) * (1.0 + _ROUNDING) + 1e-300
        H, dH = (part.T[:, upper_triangle(n)] for part in (middle, spread))
        result = np.full(len(H), -1)
        finite = np.flatnonzero(np.isfinite(H).all(axis=(1, 2)) & np.isfinite(dH).all(axis=(1, 2)))
        H, dH = H[finite], dH[finite]
        V = np.linalg.eigh(H)[1]
        size = np.abs(V)
        B = V.transpose(0, 2, 1) @ H @ V
        around = size.transpose(0, 2, 1) @ (dH + _ROUNDING * np.abs(H)) @ size
        diagonal = np.einsum("mii->mi", B)
        beside = np.abs(B).sum(axis=2) - np.abs(diagonal) + around.sum(axis=2)
        sure = (np.abs(diagonal) > beside * (1.0 + _ROUNDING)).all(axis=1)
        result[finite[sure]] = (diagonal[sure] < 0.0).sum(axis=1)
    return result
