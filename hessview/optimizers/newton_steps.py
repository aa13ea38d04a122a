"""The linear algebra of Newton's steps, for many small matrices at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def solve(H: Floats, g: Floats) -> Floats:
    """Return H^-1 g, shapes (k, n, n) and (k, n); nan where H is singular or not finite."""
    n = g.shape[1]
    with np.errstate(all="ignore"):
        if n == 1:
            return np.where(H[:, 0] != 0.0, g / H[:, 0], np.nan)
        if n == 2:
            return _solve_two(H, g)
        good = np.isfinite(H).all(axis=(1, 2))
        steps = np.full(g.shape, np.nan)
        try:
            steps[good] = np.linalg.solve(H[good], g[good][..., np.newaxis])[..., 0]
        except np.linalg.LinAlgError:  # one of them is singular: each by itself
            for row in np.flatnonzero(good):
                try:
                    steps[row] = np.linalg.solve(H[row], g[row])
                except np.linalg.LinAlgError:
                    continue
        return steps


def _solve_two(H: Floats, g: Floats) -> Floats:
    """Return the same by Cramer's rule, scaled so that nothing overflows on the way."""
    size = np.abs(H).max(axis=(1, 2))
    a, b, d = H[:, 0, 0] / size, H[:, 0, 1] / size, H[:, 1, 1] / size
    determinant = a * d - b * b
    steps = np.stack([d * g[:, 0] - b * g[:, 1], a * g[:, 1] - b * g[:, 0]], axis=1)
    steps /= (determinant * size)[:, np.newaxis]
    return np.where((determinant != 0.0)[:, np.newaxis], steps, np.nan)


def eigen(H: Floats) -> tuple[Floats, Floats, Mask]:
    """Return eigenvalues (k, n), eigenvectors (k, n, n) in columns, and which matrices are finite."""
    finite = np.asarray(np.isfinite(H).all(axis=(1, 2)))
    values, vectors = np.linalg.eigh(np.where(finite[:, np.newaxis, np.newaxis], H, np.eye(H.shape[1])))
    return values, vectors, finite


def along(vectors: Floats, g: Floats) -> Floats:
    """Return the components of g in every basis, V^T g."""
    return np.asarray(np.einsum("kij,ki->kj", vectors, g), dtype=np.float64)


def together(vectors: Floats, components: Floats) -> Floats:
    """Return the vectors with these components, V c."""
    return np.asarray(np.einsum("kij,kj->ki", vectors, components), dtype=np.float64)
