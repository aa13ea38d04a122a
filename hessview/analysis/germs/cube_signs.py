"""Whether polynomials with intervals for coefficients have a common zero on the surface of a cube, however shrunk.

A term is c s^k u^m with u on the surface of |u_j| <= 1 and 0 <= s <= 1. The faces are halved until on every part one of
the polynomials is not zero. The bounds are calculated with doubles; of every sum a share of the sum of the absolute
values is added to its radius that is far more than all roundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flint import arb

    from hessview.calculus.effort import Effort
    from hessview.calculus.series import Monomial

    Term = tuple[Monomial, int, arb]

Floats = NDArray[np.float64]

DEEPEST = 20
"""So often a face is halved along every axis."""

MOST_PARTS = 2000
_SLACK = 2.0**-40
_TINY = 1e-290
_COST = 4
_CERTAIN, _TINY_SHARE = 1.0 - 2.0**-20, 2.0**-40


@dataclass(frozen=True)
class Cone:
    """The places around a line through the origin, on both sides of it.

    Attributes
    ----------
    j
        The coordinate that all others are divided by.
    centres
        Of the quotients on the line, z numbers.
    narrow
        How far quotients are from these at most.
    """

    j: int
    centres: tuple[float, ...]
    narrow: float

    def holds(self, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Return which of the parts [low, high], shape (z, m), are certainly inside."""
        below, above = low[self.j], high[self.j]
        inside = (below > 0.0) | (above < 0.0)
        with np.errstate(all="ignore"):
            for i, centre in enumerate(self.centres):
                if i != self.j:
                    quotients = np.stack([x / y for x in (low[i], high[i]) for y in (below, above)])
                    away = np.abs(quotients - centre).max(axis=0)
                    inside &= away <= self.narrow * _CERTAIN - _TINY_SHARE * abs(centre)
        return np.asarray(inside)


def vanish_together(
    polynomials: Sequence[Sequence[Term]], effort: Effort, cones: Sequence[Cone] = ()
) -> bool:
    """Return whether the polynomials may have a common zero outside the cones; False is proved.

    Parameters
    ----------
    polynomials
        As many as there are variables: lists of terms (exponents of u, exponent of s, coefficient).
    effort
        What the answer is paid from.
    cones
        Places that are looked at otherwise.
    """
    made = [_Polynomial(terms) for terms in polynomials if terms]
    if not made or not all(polynomial.is_finite for polynomial in made):
        return True
    z = len(polynomials)
    low, high = _faces(z)
    for _ in range(DEEPEST * max(1, z - 1)):
        effort.spend(_COST * low.shape[1] * sum(map(len, polynomials)) // 8 + 1)
        open_ = np.ones(low.shape[1], dtype=np.bool_)
        for polynomial in made:
            open_ &= polynomial.may_vanish(low, high)
        for cone in cones:
            open_ &= ~cone.holds(low, high)
        low, high = low[:, open_], high[:, open_]
        if not low.shape[1]:
            return False
        if low.shape[1] > MOST_PARTS:
            return True
        low, high = _halved(low, high)
    return True


class _Polynomial:
    """One of them, as arrays."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._exponents = [m for m, _, _ in terms]
        self._shrinks = np.array([k > 0 for _, k, _ in terms])
        # Scaled so that no coefficient leaves the doubles.
        size = max((abs(c).upper() for _, _, c in terms), key=float, default=None)
        scaled = [c / size if size is not None and size > 0 else c for _, _, c in terms]
        self.is_finite = all(c.is_finite() for c in scaled)
        middle = np.array([float(c.mid()) for c in scaled])
        radius = np.array([float(c.rad()) for c in scaled])
        self._middle, self._radius = middle, radius + _SLACK * np.abs(middle) + _TINY

    def may_vanish(self, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Return for which parts [low, high], shape (z, m), of the surface 0 may be a value."""
        middle, radius = np.zeros(low.shape[1]), np.zeros(low.shape[1])
        for exponents, shrinks, c, spread in zip(
            self._exponents, self._shrinks, self._middle, self._radius, strict=True
        ):
            a, b = np.ones(low.shape[1]), np.ones(low.shape[1])
            for power, x, y in zip(exponents, low, high, strict=True):
                p, q = _power(x, y, power)
                corners = np.stack((a * p, a * q, b * p, b * q))
                a, b = corners.min(axis=0), corners.max(axis=0)
            if shrinks:
                a, b = np.minimum(a, 0.0), np.maximum(b, 0.0)
            centre, half, size = 0.5 * (a + b), 0.5 * (b - a), np.maximum(np.abs(a), np.abs(b))
            middle += c * centre
            radius += abs(c) * half + spread * size + _SLACK * abs(c) * size
        return np.asarray(np.abs(middle) <= radius + _TINY)


def _power(low: Floats, high: Floats, power: int) -> tuple[Floats, Floats]:
    if power == 0:
        return np.ones_like(low), np.ones_like(low)
    a, b = low**power, high**power
    if power % 2:
        return a, b
    return np.where((low < 0.0) & (high > 0.0), 0.0, np.minimum(a, b)), np.maximum(a, b)


def _faces(z: int) -> tuple[Floats, Floats]:
    """Return the faces of the cube: lower and upper ends, shape (z, 2 z)."""
    low, high = -np.ones((z, 2 * z)), np.ones((z, 2 * z))
    for j in range(z):
        high[j, 2 * j] = -1.0
        low[j, 2 * j + 1] = 1.0
    return low, high


def _halved(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    axis = np.argmax(high - low, axis=0)
    column = np.arange(low.shape[1])
    middle = 0.5 * (low[axis, column] + high[axis, column])
    left, right = high.copy(), low.copy()
    left[axis, column], right[axis, column] = middle, middle
    return np.concatenate((low, right), axis=1), np.concatenate((left, high), axis=1)
