"""Gradients and Hessians at many points at once, with bounds of their errors: what a map of a whole picture needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.interval_jet import BROKEN, UNDEFINED

if TYPE_CHECKING:
    from hessview.calculus.interval_jet import IntervalJet

Floats = NDArray[np.float64]

POINTS_BLOCK = 4096
"""Points that are worked out at a time, so that intermediate results stay in the cache."""

_BROKEN_APART = 1e-6
"""One-sided derivatives that differ by more than this share of their size are not one derivative."""


@dataclass(frozen=True, eq=False)
class Jets:
    """Derivatives of f at m points.

    Attributes
    ----------
    gradients, hessians
        Shapes (m, n) and (m, n, n); nan where undefined. Exactly at a corner of f they are those of one side; nan
        where rounding hides on which side of it the point lies.
    gradient_errors, hessian_errors
        Of the same shapes: how far the numbers are from the true derivatives at most; nan where these are.
    """

    gradients: Floats
    hessians: Floats
    gradient_errors: Floats
    hessian_errors: Floats


def jets(enclosing: IntervalJet, points: Floats) -> Jets:
    """Return the derivatives at `points`, shape (m, n): the middles of their enclosures."""
    m, n = points.shape
    middles, errors = (np.empty((n + n * (n + 1) // 2, m)) for _ in range(2))
    for start in range(0, m, POINTS_BLOCK):
        part = slice(start, start + POINTS_BLOCK)
        place = np.ascontiguousarray(points[part].T) + 0.0  # no negative zeros
        found = enclosing.second(place, place)
        ends = np.concatenate([found.gradient, found.hessian])
        with np.errstate(all="ignore"):
            middle, error = 0.5 * ends[:, 1] - 0.5 * ends[:, 0], 0.5 * ends[:, 1] + 0.5 * ends[:, 0]
            error += 2.0**-52 * np.abs(middle)
            size = np.abs(middle).max(axis=0, initial=0.0)
            lost = (found.marks & UNDEFINED) != 0
            lost |= ((found.marks & BROKEN) != 0) & (error > _BROKEN_APART * size).any(axis=0)
        middle[:, lost] = error[:, lost] = np.nan
        middles[:, part], errors[:, part] = middle, error
    upper = np.empty((n, n), dtype=np.intp)
    i, j = np.triu_indices(n)
    upper[i, j] = upper[j, i] = n + np.arange(len(i))
    hessians, hessian_errors = (np.ascontiguousarray(np.moveaxis(each[upper], 2, 0)) for each in (middles, errors))
    return Jets(middles[:n].T, hessians, errors[:n].T, hessian_errors)
