"""How many eigenvalues of a symmetric matrix are exactly zero, which no rounded eigenvalue can show."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]

MOST_VARIABLES, MOST_PLACES = 6, 100
"""Rows of a matrix whose rank is counted with fractions, and of one whose places are looked at; of larger ones 0."""


def zeros_for_certain(H: Floats, error: Floats) -> int:
    """Return how many eigenvalues of every symmetric matrix within the bounds are exactly zero, at least.

    An entry is exactly zero where it and its bound are zero. No matrix with zeros in these places has a rank greater
    than the number of entries that can be chosen elsewhere with no two in a row or a column (Frobenius and König); a
    matrix that is known exactly has the rank that elimination with fractions finds.

    Parameters
    ----------
    H, error
        The matrix and bounds of the errors of its entries, finite, shape (n, n).
    """
    n = len(H)
    if n > MOST_PLACES:
        return 0
    by_places = n - _most_places((H != 0.0) | (error != 0.0))
    if n > MOST_VARIABLES or np.any(error):
        return by_places
    return max(by_places, n - _rank([[Fraction(entry) for entry in row] for row in H.tolist()]))


def _most_places(is_there: NDArray[np.bool_]) -> int:
    """Return how many true entries can be chosen with no two in a row or a column, by augmenting paths."""
    row_of: dict[int, int] = {}

    def finds_place(row: int, seen: set[int]) -> bool:
        for column in np.flatnonzero(is_there[row]).tolist():
            if column not in seen:
                seen.add(column)
                if column not in row_of or finds_place(row_of[column], seen):
                    row_of[column] = row
                    return True
        return False

    return sum(finds_place(row, set()) for row in range(len(is_there)))


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """Return the rank, by Gaussian elimination."""
    left, rank = [list(row) for row in rows], 0
    for column in range(len(left)):
        pivot = next((k for k in range(rank, len(left)) if left[k][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        top = left[rank]
        for k in range(rank + 1, len(left)):
            share = left[k][column] / top[column]
            left[k] = [a - share * b for a, b in zip(left[k], top, strict=True)]
        rank += 1
    return rank
