"""The second derivative of f for every direction of a plane: the quadratic form d'Hd restricted to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.exact_zeros import zeros_for_certain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import Curvature

Floats = NDArray[np.float64]

_EPS = float(np.finfo(np.float64).eps)
_TURN = 4.0 * _EPS
"""By so much, at most, is an angle of up to half a turn off that was given in degrees."""


@dataclass(frozen=True, eq=False)
class PlaneForm:
    """d'Hd for the unit vectors d = cos(a) b1 + sin(a) b2 of a plane of R^n.

    Attributes
    ----------
    basis
        b1 and b2, orthonormal rows, shape (2, n).
    matrix
        The form in this basis, symmetric, shape (2, 2).
    error
        Bounds of the errors of its entries, those of H among them.
    eigenvalues, angles
        Its extreme values, ascending, and the directions in degrees, above -90 and at most 90.
    signs
        Of the extreme values: -1, 0 (zero within the error) or 1.
    is_round
        Whether they cannot be told apart: then every direction is principal.
    zeros
        The asymptotic directions, in degrees above -90 and at most 90, where d'Hd = 0 and changes its sign; there are
        two or none.
    is_whole
        Whether the plane is all of the space, so that these are the eigenvalues of H itself.
    """

    basis: Floats
    matrix: Floats
    error: Floats
    eigenvalues: tuple[float, float]
    angles: tuple[float, float]
    signs: tuple[int, int]
    is_round: bool
    zeros: tuple[float, ...]
    is_whole: bool

    def direction(self, angle: float) -> Floats:
        """Return the unit vector of R^n at `angle` degrees, shape (n,)."""
        v: Floats = _turned(angle) @ self.basis
        return v

    def at(self, angles: Floats) -> Floats:
        """Return d'Hd for directions in degrees, shape (m,)."""
        c, s = _cosines(angles)
        (p, q), (_, r) = self.matrix
        values: Floats = p * c * c + 2.0 * q * c * s + r * s * s
        return values

    def error_at(self, angles: Floats) -> Floats:
        """Return bounds of the errors of `at`: of the matrix, the sum, and the direction, shape (m,)."""
        c, s = map(np.abs, _cosines(angles))
        (p, q), (_, r) = self.error + 8.0 * _EPS * np.abs(self.matrix)
        (one, mixed), (_, two) = self.matrix
        # Turned by d the form changes by d ((r - p) sin 2a + 2 q cos 2a) and terms in d squared.
        turned = 2.0 * _TURN * (abs(two - one) * c * s + abs(mixed) + _TURN * float(np.abs(self.matrix).max()))
        is_right = (c == 0.0) | (s == 0.0)
        bounds: Floats = p * c * c + 2.0 * q * c * s + r * s * s + np.where(is_right, 0.0, turned)
        return bounds


def plane_form(curvature: Curvature, directions: Sequence[Sequence[float]] | Floats) -> PlaneForm | None:
    """Return the form of `curvature` on the plane of two directions of R^n; None where H is not known.

    The basis is the one that `orthonormal` makes of the directions.
    """
    H = np.asarray(curvature.hessian, dtype=np.float64)
    if len(H) < 2 or not np.all(np.isfinite(H)):
        return None
    basis = orthonormal(directions)
    with np.errstate(over="ignore", invalid="ignore"):
        Q = basis @ H @ basis.T
    if not np.all(np.isfinite(Q)):
        return None
    Q = 0.5 * Q + 0.5 * Q.T
    error = _error(curvature, basis)
    whole = len(H) == 2
    if whole:
        # The plane is the space: the eigenpairs are those of the panel, with its signs.
        values, vectors = curvature.eigenvalues, basis @ curvature.eigenvectors
        negative, zero = curvature.inertia.negative, curvature.inertia.zero
        signs = [-1 if k < negative else 0 if k < negative + zero else 1 for k in range(2)]
        is_round = bool(curvature.repeated)
    else:
        values, vectors = np.linalg.eigh(Q)
        # No eigenvalue is off by more than the matrix (Weyl), and its own rounding.
        off = math.hypot(*error.ravel().tolist()) + 8.0 * float(np.spacing(1.0) * np.abs(values).max())
        signs = [0 if abs(value) <= off else int(math.copysign(1.0, value)) for value in values]
        is_round = bool(values[1] - values[0] <= off)
        if 0 in signs and zeros_for_certain(Q, error) >= signs.count(0):
            values = np.where(np.array(signs) == 0, 0.0, values)
    angles = tuple(_angle(vectors[:, k]) for k in range(2))
    extremes = float(values[0]), float(values[1])
    zeros = _zeros(extremes, angles[0]) if signs == [-1, 1] else ()
    return PlaneForm(basis, Q, error, extremes, (angles[0], angles[1]), (signs[0], signs[1]), is_round, zeros, whole)


def _error(curvature: Curvature, basis: Floats) -> Floats:
    """Return bounds of the errors of the entries bi'Hbj, shape (2, 2); of a plane of two variables those of H."""
    E, B = np.abs(curvature.hessian_error), np.abs(basis)
    with np.errstate(over="ignore", invalid="ignore"):
        if np.all((B == 0.0) | (B == 1.0)):
            return np.asarray(B @ E @ B.T)
        H = np.abs(curvature.hessian)
        return np.asarray(B @ (E + (len(H) + 4) * _EPS * H) @ B.T)


def orthonormal(directions: Sequence[Sequence[float]] | Floats) -> Floats:
    """Return the first of two directions and the second's part across it, both of length 1: rows, shape (2, n)."""
    D = np.array(directions, dtype=np.float64)
    D /= np.max(np.abs(D), axis=1, keepdims=True)
    b1 = D[0] / np.linalg.norm(D[0])
    across = D[1] - (D[1] @ b1) * b1
    across -= (across @ b1) * b1
    return np.stack([b1, across / np.linalg.norm(across)]) + 0.0


def _turned(angle: float) -> Floats:
    c, s = _cosines(np.array([angle]))
    return np.array([c[0], s[0]])


def _cosines(angles: Floats) -> tuple[Floats, Floats]:
    """Return cosines and sines of angles in degrees; a right angle is exactly one."""
    a = np.radians(np.remainder(np.asarray(angles, dtype=np.float64) + 180.0, 360.0) - 180.0)
    c, s = np.cos(a), np.sin(a)
    return np.where(np.abs(c) < 1e-15, 0.0, c), np.where(np.abs(s) < 1e-15, 0.0, s)


def _angle(v: Floats) -> float:
    """Return the angle of a line, above -90 and at most 90 degrees."""
    return _half(math.degrees(math.atan2(float(v[1]), float(v[0]))))


def _half(angle: float) -> float:
    turned = math.remainder(angle, 180.0)
    return 90.0 if turned <= -90.0 else turned + 0.0


def _zeros(values: tuple[float, float], first: float) -> tuple[float, ...]:
    """Return where l1 cos^2 + l2 sin^2 = 0, from the axis of l1 < 0 < l2."""
    turn = math.degrees(math.atan2(math.sqrt(max(-values[0], 0.0)), math.sqrt(max(values[1], 0.0))))
    return tuple(sorted(_half(first + turn * side) for side in (-1.0, 1.0)))
