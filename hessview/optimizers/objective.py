"""A landscape as a method sees it: asked for many runs at once, and every question counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.leaving import between_steps
from hessview.landscapes.landscape import OverData

if TYPE_CHECKING:
    from hessview.landscapes.data_rows import DataRows
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FUNCTION, GRADIENT, HESSIAN = 0, 1, 2
"""Columns of the counts."""


def data_of(landscape: Landscape) -> DataRows | None:
    """Return the data that f is a sum over; None if there are none."""
    return landscape.rows if isinstance(landscape, OverData) else None


class Objective:
    """What m runs ask of one landscape.

    Parameters
    ----------
    landscape
        Of n variables.
    runs
        m, how many runs there are.

    Attributes
    ----------
    runs
        The indices of the runs that still go on, shape (k,): points are given for these, one row each.
    counts
        How often f, its gradient and its Hessian were asked for, shape (m, 3), per run.
    """

    def __init__(self, landscape: Landscape, runs: int) -> None:
        self.landscape = landscape
        self.runs = np.arange(runs)
        self.counts = np.zeros((runs, 3), dtype=np.int64)

    def of(self, runs: NDArray[np.intp]) -> Objective:
        """Return what only some of the runs ask; it is counted here."""
        part = Objective(self.landscape, 0)
        part.runs, part.counts = runs, self.counts
        return part

    def value(self, points: Floats, among: Mask | None = None) -> Floats:
        """Return f, shape (k,); `among` says which of the runs the k points belong to."""
        self._count(among, FUNCTION)
        return self.landscape.value(points)

    def slopes(self, points: Floats, among: Mask | None = None) -> tuple[Floats, Floats]:
        """Return f and its gradient, shapes (k,) and (k, n)."""
        self._count(among, slice(FUNCTION, GRADIENT + 1))
        return self.landscape.slopes(points)

    def gradient(self, points: Floats, among: Mask | None = None) -> Floats:
        """Return the gradient, shape (k, n)."""
        self._count(among, GRADIENT)
        return self.landscape.slopes(points)[1]

    def estimate(self, points: Floats, rows: NDArray[np.intp], among: Mask | None = None) -> Floats:
        """Return the gradient estimated from rows of the data, (k, b) of them; counted as one gradient."""
        data = data_of(self.landscape)
        if data is None:
            raise ValueError("f is no sum over data")
        self._count(among, GRADIENT)
        return data.gradient(points, rows)

    def look(self, points: Floats) -> tuple[Floats, Floats]:
        """Return f and its gradient where the method asks for neither: to tell when to stop. It is not counted."""
        return self.landscape.slopes(points)

    def hessian(self, points: Floats, among: Mask | None = None) -> Floats:
        """Return the Hessian, shape (k, n, n)."""
        self._count(among, HESSIAN)
        return self.landscape.hessian(points)

    def _count(self, among: Mask | None, columns: int | slice) -> None:
        between_steps()
        if among is None and len(self.runs) == len(self.counts):
            self.counts[:, columns] += 1  # all of them, which is said sooner
        else:
            self.counts[self.runs if among is None else self.runs[among], columns] += 1
