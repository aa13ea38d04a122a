"""Criticality and inertia settled in exact rational arithmetic, where rounding errors leave them open."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.effort import Effort, TooMuchEffort, bits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.rational_jet import RationalJet
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Matrix = tuple[tuple[Fraction, ...], ...]

MOST_VARIABLES = 6

LARGEST_DENOMINATOR = 1_000_000
"""Fractions with smaller denominators are tried for what a double may stand for."""


@dataclass(frozen=True)
class ExactVerdict:
    """What exact arithmetic says.

    Attributes
    ----------
    jet
        The exact jet at `place`, else at the point.
    is_critical
        Whether |g_i| <= 1/2 sum_j |H_ij| ulp(x_j) for every i.
    positive, negative
        Eigenvalue signs that hold for every Hessian within one last digit of the point (at the point itself when it is
        not critical).
    degenerate
        Whether the eigenvalues that are left are zero as surely as the point is critical.
    place
        Rational numbers that round to the point and at which the gradient is exactly zero; None if none was found.
    """

    jet: RationalJet
    is_critical: bool
    positive: int
    negative: int
    degenerate: bool
    place: tuple[Fraction, ...] | None = None


def settle(landscape: Landscape, point: Floats, effort: Effort | None = None) -> ExactVerdict | None:
    """Return the exact verdict at `point`.

    None where f is not rational there, has too many variables, or takes more than `effort`, which then is exhausted.
    """
    if len(point) > MOST_VARIABLES:
        return None
    try:
        return _settle(landscape, point, effort or Effort())
    except TooMuchEffort:
        return None


def _settle(landscape: Landscape, point: Floats, effort: Effort) -> ExactVerdict | None:
    n = len(point)
    for place in _rational_readings(point):
        there = landscape.exact_jet(place, effort)
        if there is not None and not any(there.gradient):
            # Here the gradient is zero, without any doubt, and so are the eigenvalues that are.
            p, m, z = inertia(there.hessian, effort)
            return ExactVerdict(there, True, p, m, z > 0, place)
    jet = landscape.exact_jet(point, effort)
    if jet is None:
        return None
    digits = [Fraction(abs(float(d))) for d in np.spacing(point)]
    tolerance = [sum((abs(h) * d for h, d in zip(row, digits, strict=True)), Fraction(0)) / 2 for row in jet.hessian]
    if any(abs(g) > t for g, t in zip(jet.gradient, tolerance, strict=True)):
        p, m, z = inertia(jet.hessian, effort)
        return ExactVerdict(jet, False, p, m, z > 0)
    movement = _movement(landscape, jet, point, 1.0, effort)
    if movement is None:
        return None
    p = inertia(_shifted(jet.hessian, movement, -1), effort)[0]
    m = inertia(_shifted(jet.hessian, movement, 1), effort)[1]
    degenerate = p + m < n
    if degenerate and not any(movement) and not _solvable(jet, effort):
        # H stays as it is, and no step along it removes the gradient: there is no critical point near.
        return ExactVerdict(jet, False, p, m, degenerate)
    if degenerate and any(movement):
        far = _movement(landscape, jet, point, 2.0**20, effort)
        if far is None or sum(far) < 256 * sum(movement):
            return None
    return ExactVerdict(jet, True, p, m, degenerate)


def _rational_readings(point: Floats) -> list[tuple[Fraction, ...]]:
    """Return the point itself, and the simplest fractions that round to it: 0.1 may stand for 1/10."""
    exact = tuple(Fraction(float(x)) for x in point)
    near = [x.limit_denominator(LARGEST_DENOMINATOR) for x in exact]
    simple = tuple(s if float(s) == float(x) else x for s, x in zip(near, exact, strict=True))
    return [exact] if simple == exact else [simple, exact]


def inertia(matrix: Matrix, effort: Effort | None = None) -> tuple[int, int, int]:
    """Return the numbers of positive, negative and zero eigenvalues of a symmetric rational matrix, exactly.

    Lagrange's reduction of a quadratic form: complete a square with a diagonal entry that is not zero; if all are zero,
    an entry off the diagonal splits off one square of either sign (Gantmacher, The Theory of Matrices, X section 3).
    """
    effort = effort or Effort()
    A = [list(row) for row in matrix]
    positive = negative = 0
    while A:
        effort.spend(3 * len(A) ** 2, bits_of(entry for row in A for entry in row))
        k = next((i for i in range(len(A)) if A[i][i]), None)
        if k is not None:
            positive, negative = (positive + 1, negative) if A[k][k] > 0 else (positive, negative + 1)
            A = _reduced(A, [k], [[1 / A[k][k]]])
            continue
        pair = next(((i, j) for i in range(len(A)) for j in range(i) if A[i][j]), None)
        if pair is None:
            break
        positive, negative = positive + 1, negative + 1
        inverse = 1 / A[pair[0]][pair[1]]
        A = _reduced(A, list(pair), [[Fraction(0), inverse], [inverse, Fraction(0)]])
    return positive, negative, len(matrix) - positive - negative


def _solvable(jet: RationalJet, effort: Effort) -> bool:
    """Whether H s = -g has a solution: g is in the range of H."""
    rows = [[*row, g] for row, g in zip(jet.hessian, jet.gradient, strict=True)]
    n = len(rows)
    done = 0
    for k in range(n):
        pivot = next((i for i in range(done, n) if rows[i][k]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for i in range(done + 1, n):
            if rows[i][k]:
                effort.spend(2 * n, bits_of((*rows[i], *rows[done])))
                factor = rows[i][k] / rows[done][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[done], strict=True)]
        done += 1
    return not any(rows[i][n] for i in range(done, n))


def newton_step(jet: RationalJet, effort: Effort | None = None) -> list[Fraction] | None:
    """Return the exact solution s of H s = -g, or None when H is singular.

    Raises
    ------
    TooMuchEffort
        When it takes more than `effort`.
    """
    effort = effort or Effort()
    n = len(jet.gradient)
    rows = [[*row, -g] for row, g in zip(jet.hessian, jet.gradient, strict=True)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k and rows[i][k]:
                effort.spend(2 * n, bits_of((*rows[i], *rows[k])))
                factor = rows[i][k] / rows[k][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [rows[k][n] / rows[k][k] for k in range(n)]


def _reduced(A: list[list[Fraction]], out: Sequence[int], inverse: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the Schur complement of the rows `out` of A, whose block has the given inverse."""
    keep = [i for i in range(len(A)) if i not in out]
    return [
        [
            A[i][j] - sum(A[i][p] * inverse[a][b] * A[q][j] for a, p in enumerate(out) for b, q in enumerate(out))
            for j in keep
        ]
        for i in keep
    ]


def _movement(
    landscape: Landscape, jet: RationalJet, point: Floats, digits: float, effort: Effort
) -> list[Fraction] | None:
    """Return the row sums of how far H moves within `digits` last digits of the point, along every axis."""
    n = len(point)
    total = [Fraction(0)] * n
    for j in range(n):
        step = digits * abs(float(np.spacing(point[j])))
        if step < 1e-300:
            continue
        worst = [Fraction(0)] * n
        for side in (step, -step):
            there = point.copy()
            there[j] += side
            other = landscape.exact_jet(there, effort)
            if other is None:
                return None
            effort.spend(3 * n * n, bits_of(entry for row in other.hessian for entry in row))
            sums = [
                sum((abs(a - b) for a, b in zip(r, s, strict=True)), Fraction(0))
                for r, s in zip(other.hessian, jet.hessian, strict=True)
            ]
            worst = [max(a, b) for a, b in zip(worst, sums, strict=True)]
        total = [a + b for a, b in zip(total, worst, strict=True)]
    return total


def _shifted(matrix: Matrix, amounts: Sequence[Fraction], sign: int) -> Matrix:
    """Return H with +- the row sums on its diagonal: these bound every symmetric change within the movement."""
    return tuple(
        tuple(entry + sign * amounts[i] if i == j else entry for j, entry in enumerate(row))
        for i, row in enumerate(matrix)
    )
