"""Eigenvalues of a symmetric matrix of balls, each in a ball of its own, by Jacobi's rotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_SWEEPS = 16


def eigenvalue_balls(matrix: Sequence[Sequence[arb]]) -> list[arb]:
    """Return balls around the eigenvalues, ascending, of every symmetric matrix of real numbers within `matrix`.

    Each rotation is calculated in balls that contain an exactly orthogonal one, so it changes no eigenvalue; what is
    left off the diagonal in the end, E, moves the k-th smallest one by at most the norm of E (Weyl; Golub and Van Loan,
    Matrix Computations, 4th ed., Theorem 8.1.5, and section 8.5 for the rotations).
    """
    A = [list(row) for row in matrix]
    n = len(A)
    for _ in range(_MOST_SWEEPS):
        rotated = False
        for p in range(n):
            for q in range(p + 1, n):
                rotated |= _rotate(A, p, q)
        if not rotated:
            break
    off = arb(0)
    for p in range(n):
        for q in range(p + 1, n):
            off += 2 * A[p][q] * A[p][q]
    reach = off.upper().sqrt().upper() if off.is_finite() else arb("inf")
    return _ascending([A[k][k] for k in range(n)], reach)


def _rotate(A: list[list[arb]], p: int, q: int) -> bool:
    """Rotate so that A[p][q] becomes small; return whether it was worth it: its middle is more than its radius."""
    entry = A[p][q]
    if entry.contains(0) or not entry.is_finite():
        return False
    theta = ((A[q][q] - A[p][p]) / (2 * entry)).mid()
    t = 1 / (abs(theta) + (1 + theta * theta).sqrt())
    t = (-t if theta < 0 else t).mid()
    c = (1 + t * t).rsqrt()
    s = t * c
    for k in range(len(A)):
        if k not in (p, q):
            a, b = A[k][p], A[k][q]
            A[k][p] = A[p][k] = c * a - s * b
            A[k][q] = A[q][k] = s * a + c * b
    a, b = A[p][p], A[q][q]
    cc, cs, ss = c * c, c * s, s * s
    A[p][p] = cc * a - 2 * cs * entry + ss * b
    A[q][q] = ss * a + 2 * cs * entry + cc * b
    A[p][q] = A[q][p] = cs * (a - b) + (cc - ss) * entry
    return True


def _ascending(diagonal: list[arb], reach: arb) -> list[arb]:
    """Return balls around the sorted eigenvalues; the k-th lower and upper ends, sorted, enclose the k-th of them."""
    low = sorted(x.lower() for x in diagonal)
    high = sorted(x.upper() for x in diagonal)
    return [(a - reach).union(b + reach) for a, b in zip(low, high, strict=True)]
