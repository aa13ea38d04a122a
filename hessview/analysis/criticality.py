"""Whether a point is critical as far as its coordinates in double precision can tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Code, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.eigenpairs import Signature
    from hessview.calculus.jet import Jet

Floats = NDArray[np.float64]

SMALLEST_TRUSTED = 1e-290
"""Below this a product may have lost digits to underflow, so a bound of this size says nothing."""

WIDEST = 1e-3
"""The rounding errors of g may hide the critical point within this part of the coordinates, not more."""


def last_digit(point: Floats) -> Floats:
    """Return ulp(x_j), the distance of every coordinate to the next double, shape (n,)."""
    return np.abs(np.spacing(point))


def gradient_tolerance(jet: Jet, point: Floats) -> Floats:
    """Return error of g_i + 1/2 sum_j |H_ij| ulp(x_j), shape (n,).

    This is what a gradient can be, to first order, at the double nearest to a critical point.
    """
    return np.asarray(jet.gradient_error + 0.5 * (np.abs(jet.hessian) @ last_digit(point)), dtype=np.float64)


def passes(jet: Jet, point: Floats) -> bool:
    """Whether |g_i| is within its tolerance for every i: False is certain, True is not yet enough."""
    return bool(np.all(np.abs(jet.gradient) <= gradient_tolerance(jet, point)))


def hiding_place(jet: Jet, sign: Signature) -> Floats:
    """Return how far from the point, per coordinate, the critical point may be, over the directions that curve."""
    return np.asarray(sign.spread @ (np.abs(jet.gradient) + jet.gradient_error), dtype=np.float64)


def doubt(jet: Jet, point: Floats, sign: Signature) -> Reason | None:
    """Return why a point that passes still cannot be called critical, or None.

    A bound that underflowed, or so wide that points far away would pass as well, tells nothing.
    """
    tolerance = gradient_tolerance(jet, point)
    if not np.all(np.isfinite(jet.gradient_error)):
        return Reason(Code.NO_ERROR_BOUND)
    # What underflowed does no harm where the last digit of the point allows far more.
    if np.any((jet.gradient_error > 0.0) & (tolerance < SMALLEST_TRUSTED)):
        return Reason(Code.UNDERFLOW)
    size = np.abs(point)
    widest = WIDEST * np.maximum(size, max(1e-6, 1e-3 * float(np.max(size, initial=0.0))))
    if np.any(hiding_place(jet, sign) > widest):
        norm = math.hypot(*jet.gradient)
        return Reason(Code.GRADIENT_TOO_UNCERTAIN, (norm, float(np.max(tolerance))))
    return None


def hessians_around(jet_at: Callable[[Floats], Jet], jet: Jet, point: Floats, reach: Floats) -> Floats:
    """Return H(point + step) - H(point) for steps of `reach`_j both ways along every axis, shape (k, 2, n, n).

    For n > 6 the steps go along six diagonals of the box instead. nan where H does not exist on the way.
    """
    steps = _steps(reach)
    changes = np.zeros((len(steps), 2, *jet.hessian.shape))
    with np.errstate(invalid="ignore", over="ignore"):
        for k, step in enumerate(steps):
            for side, sign in enumerate((1.0, -1.0)):
                changes[k, side] = jet_at(point + sign * step).hessian - jet.hessian
    return changes


def largest_change(changes: Floats) -> Floats:
    """Return how far every entry of H may move within the box of the steps, to first order: shape (n, n)."""
    total = np.sum(np.max(np.abs(changes), axis=1), axis=0)
    return np.where(np.isnan(total), np.inf, total)


def change_along(changes: Floats, directions: Floats) -> float:
    """Return how far the quadratic form on the span of `directions` (columns) moves within the steps."""
    if not changes.size or not directions.size:
        return 0.0
    forms = np.abs(np.einsum("ik,abij,jl->abkl", directions, changes, directions))
    return float(np.max(np.where(np.isnan(forms), np.inf, forms)))


def _steps(reach: Floats) -> list[Floats]:
    n = len(reach)
    size = np.where(reach > 1e-300, reach, 0.0)
    moving = np.flatnonzero(size)
    if n <= 6:
        return [np.where(np.arange(n) == j, size, 0.0) for j in moving]
    if not len(moving):
        return []
    # Rows of a Walsh matrix: no direction of the box is orthogonal to all of these diagonals.
    return [size * [1.0 if (j & mask).bit_count() % 2 == 0 else -1.0 for j in range(n)] for mask in range(6)]
