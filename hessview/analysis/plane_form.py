"""The second derivative of f for every direction of a plane: the quadratic form d'Hd restricted to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import Curvature

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlaneForm:
    """d'Hd for the unit vectors d = cos(a) b1 + sin(a) b2 of a plane of R^n.

    Attributes
    ----------
    basis
        b1 and b2, orthonormal rows, shape (2, n).
    matrix
        The form in this basis, symmetric, shape (2, 2).
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
        a = np.radians(angles)
        c, s = np.cos(a), np.sin(a)
        (p, q), (_, r) = self.matrix
        values: Floats = p * c * c + 2.0 * q * c * s + r * s * s
        return values


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
    whole = len(H) == 2
    if whole:
        # The plane is the space: the eigenpairs are those of the panel, with its signs.
        values, vectors = curvature.eigenvalues, basis @ curvature.eigenvectors
        negative, zero = curvature.inertia.negative, curvature.inertia.zero
        signs = [-1 if k < negative else 0 if k < negative + zero else 1 for k in range(2)]
        is_round = bool(curvature.repeated)
    else:
        values, vectors = np.linalg.eigh(Q)
        # No eigenvalue is off by more than the matrix, whose entries are bi'Hbj (Weyl), and its own rounding.
        B = np.abs(basis)
        with np.errstate(over="ignore"):
            off = B @ (np.abs(curvature.hessian_error) + (len(H) + 4) * np.spacing(1.0) * np.abs(H)) @ B.T
            error = float(np.linalg.norm(off)) + 8.0 * float(np.spacing(1.0) * np.abs(values).max())
        signs = [0 if abs(value) <= error else int(math.copysign(1.0, value)) for value in values]
        is_round = bool(values[1] - values[0] <= error)
    angles = tuple(_angle(vectors[:, k]) for k in range(2))
    extremes = float(values[0]), float(values[1])
    zeros = _zeros(extremes, angles[0]) if signs == [-1, 1] else ()
    return PlaneForm(basis, Q, extremes, (angles[0], angles[1]), (signs[0], signs[1]), is_round, zeros, whole)


def orthonormal(directions: Sequence[Sequence[float]] | Floats) -> Floats:
    """Return the first of two directions and the second's part across it, both of length 1: rows, shape (2, n)."""
    D = np.array(directions, dtype=np.float64)
    D /= np.max(np.abs(D), axis=1, keepdims=True)
    b1 = D[0] / np.linalg.norm(D[0])
    across = D[1] - (D[1] @ b1) * b1
    across -= (across @ b1) * b1
    return np.stack([b1, across / np.linalg.norm(across)]) + 0.0


def _turned(angle: float) -> Floats:
    a = math.radians(math.remainder(angle, 360.0))
    c, s = math.cos(a), math.sin(a)
    # A right angle is exactly one.
    return np.array([0.0 if abs(c) < 1e-15 else c, 0.0 if abs(s) < 1e-15 else s])


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
