"""Eigenvalues and eigenvectors of a symmetric matrix whose entries carry error bounds, steady while it changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

UNIT = float(np.finfo(np.float64).eps) / 2.0
"""The unit roundoff of binary64, 2^-53."""


@dataclass(frozen=True, eq=False)
class Eigenpairs:
    """The spectral decomposition H = V diag(w) V^T.

    Attributes
    ----------
    values
        w, shape (n,), ascending.
    vectors
        V, shape (n, n): column k is the unit eigenvector of w_k.
    errors
        Shape (n,): |w_k - true eigenvalue| is at most this.
    repeated
        Index sets of eigenvalues that the errors do not tell apart: only the span of their vectors is certain.
    """

    values: Floats
    vectors: Floats
    errors: Floats
    repeated: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Signature:
    """The signs of the eigenvalues as far as the error bounds of the entries certify them.

    Attributes
    ----------
    positive, negative
        Lower bounds of the numbers of positive and of negative eigenvalues; equal to them when `zero` is 0.
    zero
        How many are left: their enclosure holds 0.
    rounding, movement, cancelled
        Shape (zero,): for every direction left, how much of the uncertainty of the quadratic form there is due to
        rounding and how much to the point's own last digit, and the size |v|^T |H| |v| of the terms that cancelled.
    weak
        Shape (n, zero): directions in which the quadratic form may be zero, columns, in unscaled coordinates.
    spread
        Shape (n, n): |x - x*| <= spread @ |g| to first order, over the certified directions.
    """

    positive: int
    negative: int
    zero: int
    rounding: Floats
    movement: Floats
    cancelled: Floats
    weak: Floats
    spread: Floats


def eigenpairs(H: Floats, error: Floats, previous: Floats | None = None) -> Eigenpairs:
    """Return the eigenpairs of the finite symmetric matrix `H`, shape (n, n).

    Parameters
    ----------
    H, error
        The matrix and a bound of the error of every entry.
    previous
        Eigenvectors (columns) shown a moment ago: signs, and bases of repeated eigenvalues, follow them. Not finite:
        there were none.

    Notes
    -----
    Errors: the discs of Gershgorin for V^T H V with every entry widened, where a disc is disjoint from the others; else
    Weyl's theorem, |w_k - true| <= ||error||_2 (Horn & Johnson, Matrix Analysis, theorems 4.3.1 and 6.1.1).
    """
    n = len(H)
    if previous is not None and not np.all(np.isfinite(previous)):
        previous = None  # the Hessian was not finite there, so no directions were shown
    scale = power_of_two(float(np.max(np.abs(H), initial=0.0)))
    w, V = np.linalg.eigh(H / scale)
    E = error / scale
    errors = _enclosures(H / scale, E, w, V)
    repeated = _clusters(w, errors)
    for cluster in repeated:
        columns = list(cluster)
        V[:, columns] = _steady_basis(V[:, columns], None if previous is None else previous[:, columns])
    reference = previous if previous is not None and previous.shape == (n, n) else None
    for k in range(n):
        V[:, k] *= _sign(V[:, k], None if reference is None else reference[:, k])
    return Eigenpairs(w * scale, V + 0.0, errors * scale, repeated)


def signature(H: Floats, rounding: Floats, changes: Floats | None = None) -> Signature:
    """Count the eigenvalue signs that are certain for every symmetric matrix within the bounds of `H`.

    Scaling by a diagonal D of powers of two and changing to the computed eigenbasis V are congruences, which keep the
    inertia (Sylvester). In that basis a set of indices whose block is strictly diagonally dominant with positive
    diagonal proves that many positive eigenvalues (Cauchy interlacing), whatever the rest of the matrix is.
    Units of the variables therefore do not matter: diag(1e20, 1e-20) is positive definite.

    Parameters
    ----------
    H, rounding
        Shape (n, n): the matrix and the bound of its rounding errors.
    changes
        Shape (k, 2, n, n): how H changes with k independent steps of the point, either way; their sums, with factors
        between -1 and 1, are allowed for. None: the matrix stands for itself.
    """
    n = len(H)
    steps = np.zeros((0, 2, n, n)) if changes is None else changes
    d = _scaling(np.abs(H) + rounding + np.sum(np.max(np.abs(steps), axis=1), axis=0))
    A = _scaled(H, d)
    _, V = np.linalg.eigh(A)
    W = np.abs(V)
    B = V.T @ A @ V
    cancelled = W.T @ np.abs(A) @ W
    R = W.T @ _scaled(rounding, d) @ W + 2.0 * (n + 1) * UNIT * cancelled
    # Step by step in the new basis: what a step does along one direction says nothing about another.
    M = np.sum(np.max(np.abs(V.T @ _scaled(steps, d) @ V), axis=1), axis=0)
    total = R + M
    up = _dominant(B, total)
    down = _dominant(-B, total)
    left = [k for k in range(n) if k not in up and k not in down]
    inverse = np.zeros(n)
    for k in up | down:
        inverse[k] = 1.0 / max(abs(B[k, k]) - total[k, k], UNIT * abs(B[k, k]))
    weak = d[:, np.newaxis] * V[:, left]
    norms = np.linalg.norm(weak, axis=0)
    return Signature(
        positive=len(up),
        negative=len(down),
        zero=len(left),
        rounding=np.diag(R)[left],
        movement=np.diag(M)[left],
        cancelled=np.diag(cancelled)[left],
        weak=weak / np.where(norms > 0.0, norms, 1.0),
        spread=d[:, np.newaxis] * ((W * inverse) @ W.T) * d,
    )


def norm_bound(error: Floats) -> float:
    """Return an upper bound of the 2-norm of every symmetric matrix with entries within `error`, shape (n, n)."""
    if not error.size:
        return 0.0
    return min(math.hypot(*error.ravel()), float(np.max(np.sum(error, axis=1))))


def _enclosures(H: Floats, E: Floats, w: Floats, V: Floats) -> Floats:
    n = len(w)
    weyl = norm_bound(E) + 4.0 * (n + 1) * UNIT * float(np.max(np.abs(w), initial=0.0))
    W = np.abs(V)
    B = V.T @ H @ V
    R = W.T @ E @ W + 2.0 * (n + 1) * UNIT * (W.T @ np.abs(H) @ W)
    off = np.abs(B - np.diag(np.diag(B)))
    discs = np.sum(off + R, axis=1) + np.abs(np.diag(B) - w) + 8.0 * n * UNIT * np.abs(w)
    low, high = w - discs, w + discs
    errors = np.full(n, weyl)
    for k in range(n):
        apart = (high < low[k]) | (low > high[k])
        apart[k] = True
        if discs[k] < weyl and bool(np.all(apart)):
            errors[k] = discs[k]
    return errors


def _clusters(w: Floats, errors: Floats) -> tuple[tuple[int, ...], ...]:
    found: list[tuple[int, ...]] = []
    start = 0
    for k in range(1, len(w) + 1):
        if k == len(w) or w[k] - w[k - 1] > errors[k] + errors[k - 1]:
            if k - start > 1:
                found.append(tuple(range(start, k)))
            start = k
    return tuple(found)


def _steady_basis(basis: Floats, previous: Floats | None) -> Floats:
    """Return the basis of the same span nearest to `previous`, or to the coordinate axes."""
    if previous is None or previous.shape != basis.shape:
        # The axes that lie closest to the span, in their own order: for H = 2 I these are the axes themselves.
        closeness = np.sum(basis**2, axis=1)
        chosen = np.sort(np.argsort(-np.round(closeness, 9), kind="stable")[: basis.shape[1]])
        previous = np.eye(len(basis))[:, chosen]
    left, sizes, right = np.linalg.svd(basis.T @ previous)
    return basis if float(np.min(sizes)) < 1e-6 else np.asarray(basis @ (left @ right), dtype=np.float64)


def _sign(v: Floats, previous: Floats | None) -> float:
    if previous is not None:
        along = float(v @ previous)
        # Within 60 degrees of its old place the arrow keeps its head; else the rule below starts anew.
        if abs(along) > 0.5:
            return 1.0 if along > 0.0 else -1.0
    size = np.abs(v)
    lead = int(np.argmax(size >= np.max(size) * (1.0 - 1e-9)))
    return -1.0 if v[lead] < 0.0 else 1.0


def _dominant(B: Floats, radius: Floats) -> set[int]:
    """Return indices whose block of B +- radius is certainly positive definite: drop the worst until none fails."""
    diagonal = np.diag(B)
    chosen = [k for k in range(len(B)) if diagonal[k] > 0.0]
    off = np.abs(B) + radius
    np.fill_diagonal(off, np.diag(radius))
    while chosen:
        root = np.sqrt(diagonal[chosen])
        block = off[np.ix_(chosen, chosen)] / np.outer(root, root)
        sums = np.sum(block, axis=1)
        worst = int(np.argmax(np.where(np.isnan(sums), np.inf, sums)))
        if sums[worst] < 1.0 - 1e-6:
            break
        del chosen[worst]
    return set(chosen)


def _scaling(size: Floats) -> Floats:
    """Return powers of two d with max_j d_i size_ij d_j near 1 in every row that is not zero (Ruiz equilibration)."""
    d = np.ones(len(size))
    for _ in range(6):
        rows = ((size * d) * d[:, np.newaxis]).max(axis=1)
        halves = np.where(rows > 0.0, np.frexp(rows)[1], 0) // 2
        if not halves.any():
            break
        d = np.ldexp(d, -halves)
    return d


def _scaled(matrix: Floats, d: Floats) -> Floats:
    return np.asarray((matrix * d) * d[:, np.newaxis], dtype=np.float64)


def power_of_two(size: float) -> float:
    """Return the power of two just above `size`, at most 2^1000; 1 for 0."""
    return float(np.ldexp(1.0, int(np.frexp(size)[1]))) if 0.0 < size < 2.0**1000 else (2.0**1000 if size else 1.0)
