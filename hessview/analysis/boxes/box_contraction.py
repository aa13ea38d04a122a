"""Krawczyk's test on many boxes at once: which hold no critical point, which hold exactly one.

With the gradient g, the Hessian H over a box X = c ± r and any matrix Y, every zero of g in X lies in

    K = c - Y g(c) + (1 - Y H(X)) (X - c),

and if K lies in the interior of X there is exactly one (A. Neumaier, Interval Methods for Systems of Equations,
Cambridge 1990, Theorem 5.1.8). H(X) is taken as middle ± radius; all bounds are calculated upward by a factor that
covers the few roundings of sums of at most 6 products.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.calculus.interval_jet import Enclosures

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_UP = 1.0 + 2.0**-48
"""More than the roundings of a sum of 6 products of three numbers that are not negative can take away."""

_SUM_ERROR = 2.0**-49
"""Of a sum of 6 products, as a share of the sum of the absolute values."""

_TINY = 1e-300
_SINGULAR = 1e14


@dataclass(frozen=True, slots=True)
class Contraction:
    """K of m boxes as middle ± reach, relative to the boxes' centres.

    Attributes
    ----------
    shift, reach
        Shape (n, m): K = c + shift ± reach; nan or inf where nothing can be said.
    is_empty, is_inside
        Shape (m,): whether the box holds no zero, or exactly one.
    rate
        Shape (m,): how much narrower K is than the box, along the axis where it is least so.
    """

    shift: Floats
    reach: Floats
    is_empty: Mask
    is_inside: Mask
    rate: Floats


@cache
def upper_triangle(n: int) -> NDArray[np.intp]:
    """Return where the entry (i, j) stands in the upper triangle row by row, shape (n, n)."""
    places = np.empty((n, n), dtype=np.intp)
    i, j = np.triu_indices(n)
    places[i, j] = places[j, i] = np.arange(len(i))
    return places


def contract(centre: Enclosures, over: Enclosures, radius: Floats) -> Contraction:
    """Return what the test says of boxes.

    Parameters
    ----------
    centre
        Gradients at the centres.
    over
        Jets over the boxes, which must be smooth and finite there for the result to mean anything.
    radius
        Upper bounds of the half widths around the centres, shape (n, m).
    """
    n = len(radius)
    with np.errstate(all="ignore"):
        middle, spread = _middle(over.hessian)  # (k, m)
        H, dH = middle.T[:, upper_triangle(n)], spread.T[:, upper_triangle(n)]  # (m, n, n)
        g, dg = (part.T for part in _middle(centre.gradient))  # (m, n)
        Y = _inverse(H)
        size = np.abs(Y)
        step = np.einsum("mij,mj->mi", Y, g)
        error = np.einsum("mij,mj->mi", size, (dg + _SUM_ERROR * np.abs(g)) * _UP)
        rest = np.abs(np.eye(n) - Y @ H)
        rest += size @ ((dH + _SUM_ERROR * np.abs(H)) * _UP) + _SUM_ERROR
        r = radius.T
        reach = (error + np.einsum("mij,mj->mi", rest, r)) * _UP + _TINY
        moved = np.abs(step)
        is_empty = ((moved - reach) > r * _UP).any(axis=1)
        # By the mean value theorem alone, which needs no inverse.
        varies = np.einsum("mij,mj->mi", (np.abs(H) + dH) * _UP, r) * _UP
        is_empty |= (np.abs(g) - dg > varies + _TINY).any(axis=1)
        is_inside = ((moved + reach) * _UP < r).all(axis=1)
        if n > 1:
            open_ = np.flatnonzero(~is_empty & ~is_inside & np.isfinite(H).all(axis=(1, 2)))
            is_empty[open_] = _misses(H[open_], dH[open_], g[open_], dg[open_], r[open_])
        rate = (reach / r).max(axis=1)
    return Contraction(-step.T, reach.T, is_empty, is_inside, rate)


def _misses(H: Floats, dH: Floats, g: Floats, dg: Floats, r: Floats) -> Mask:
    """Return whether the mean value theorem excludes a zero along an eigenvector of H, nearly singular or not."""
    V = _axes(H)
    size = np.abs(V)
    middle = np.einsum("mij,mj->mi", V, g)
    error = np.einsum("mij,mj->mi", size, (dg + _SUM_ERROR * np.abs(g)) * _UP) * _UP
    slope = np.abs(V @ H) + size @ ((dH + _SUM_ERROR * np.abs(H)) * _UP)
    varies = np.einsum("mij,mj->mi", slope * _UP, r) * _UP
    return np.asarray((np.abs(middle) > error + varies + _TINY).any(axis=1))


def _axes(H: Floats) -> Floats:
    """Return about the eigenvectors of symmetric matrices, shape (m, n, n), as rows."""
    if H.shape[1] > 2:
        return np.asarray(np.linalg.eigh(H)[1].transpose(0, 2, 1))
    angle = 0.5 * np.arctan2(2.0 * H[:, 0, 1], H[:, 0, 0] - H[:, 1, 1])
    V = np.empty_like(H)
    V[:, 0, 0] = V[:, 1, 1] = np.cos(angle)
    V[:, 0, 1] = np.sin(angle)
    V[:, 1, 0] = -V[:, 0, 1]
    return V


def _middle(ends: Floats) -> tuple[Floats, Floats]:
    """Return middles and radii, rounded upward, of enclosures of shape (k, 2, m)."""
    low, high = -ends[:, 0], ends[:, 1]
    middle = 0.5 * (low + high)
    return middle, np.maximum(high - middle, middle - low) * _UP + _TINY


def _inverse(H: Floats) -> Floats:
    """Return about the inverses of matrices, shape (m, n, n); nan where there is none."""
    n = H.shape[1]
    if n == 1:
        return np.asarray(1.0 / H)
    if n == 2:
        a, b, d = H[:, 0, 0], H[:, 0, 1], H[:, 1, 1]
        determinant = a * d - b * b
        Y = np.empty_like(H)
        Y[:, 0, 0], Y[:, 1, 1] = d / determinant, a / determinant
        Y[:, 0, 1] = Y[:, 1, 0] = -b / determinant
        return Y
    Y = np.full_like(H, np.nan)
    places = np.flatnonzero(np.isfinite(H).all(axis=(1, 2)))
    try:
        Y[places] = np.linalg.inv(H[places])
    except np.linalg.LinAlgError:
        places = places[np.linalg.cond(H[places]) < _SINGULAR]
        Y[places] = np.linalg.inv(H[places])
    return Y
