"""What is written down of runs while they go on: every iterate, and where each of them ended and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.method import Walk
    from hessview.optimizers.objective import Objective

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

CODES: tuple[Stop | None, ...] = (None, *Stop)
GOES_ON, CONVERGED, STALLED = 0, CODES.index(Stop.CONVERGED), CODES.index(Stop.STALLED)
DIVERGED, FAR_OFF = CODES.index(Stop.DIVERGED), CODES.index(Stop.FAR)
IS_THERE = np.array([stop in (None, Stop.CONVERGED, Stop.NO_DERIVATIVE, Stop.STALLED) for stop in CODES])
"""Whether a run accepts a point; else it stops at the one before. One that is far it accepts if f is finite there."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Where m runs ended.

    Attributes
    ----------
    points, values, gradient_norms
        Shapes (m, n), (m,) and (m,).
    stops
        Why, m of them.
    steps, counts
        How many steps each took, shape (m,), and what it asked for, shape (m, 3).
    """

    points: Floats
    values: Floats
    gradient_norms: Floats
    stops: tuple[Stop, ...]
    steps: NDArray[np.int64]
    counts: NDArray[np.int64]


class Kept:
    """The iterates of m runs, in arrays that double: a million steps are no million objects."""

    def __init__(self, starts: Floats) -> None:
        m, n = starts.shape
        self._numbers, self._counts = np.empty((64, m, n + 2)), np.empty((64, m, 3), dtype=np.int64)
        self._numbers[0, :, :n], self._numbers[0, :, n:] = starts, np.nan  # all there is where f is undefined

    def walk(self, walk: Walk, norms: Floats, f: Objective, count: int) -> None:
        """Keep where the runs of a walk stand after `count` steps."""
        if count == len(self._counts):
            self._numbers = np.concatenate([self._numbers, np.empty_like(self._numbers)])
            self._counts = np.concatenate([self._counts, np.empty_like(self._counts)])
        numbers, is_whole = self._numbers[count], len(f.runs) == self._numbers.shape[1]
        row = numbers if is_whole else np.empty((len(f.runs), numbers.shape[1]))
        row[:, :-2], row[:, -2], row[:, -1] = walk.x, walk.value, norms
        if not is_whole:
            numbers[f.runs] = row
        self._counts[count] = f.counts

    def parts(self, run: int, ends: Ends) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
        """Return the path of one run, f, |grad f| and the counts along it."""
        length = int(ends.steps[run]) + 1
        numbers, counts = self._numbers[:length, run], self._counts[:length, run].copy()
        values, norms = numbers[:, -2].copy(), numbers[:, -1].copy()
        values[-1], norms[-1] = ends.values[run], ends.gradient_norms[run]
        counts[-1] = ends.counts[run]  # what was asked in vain counts too
        return numbers[:, :-2].copy(), values, norms, counts


class Ledger:
    """Where every run stands, whether it still goes on or not."""

    def __init__(self, starts: Floats) -> None:
        m = len(starts)
        self._points = starts.copy()
        self._values, self._norms = np.full(m, np.nan), np.full(m, np.nan)
        self._stops = np.zeros(m, dtype=np.intp)
        self._steps = np.zeros(m, dtype=np.int64)

    def end(
        self,
        runs: NDArray[np.intp],
        verdicts: Codes,
        now: tuple[Walk, Floats],
        before: tuple[Walk, Floats] | None,
        count: int,
    ) -> None:
        """Write down why some of the runs stop, and where: at the point of now, after `count` steps, or before."""
        stops, (at, sizes) = verdicts != GOES_ON, now
        is_far = (verdicts == DIVERGED) | (verdicts == FAR_OFF)
        there = IS_THERE[verdicts] | (is_far & np.isfinite(at.value) & np.isfinite(sizes))
        for rows, place, steps in ((stops & there, now, count), (stops & ~there, before, count - 1)):
            if place is None or not rows.any():
                continue
            (walk, norms), ended = place, runs[rows]
            self._points[ended], self._values[ended], self._norms[ended] = walk.x[rows], walk.value[rows], norms[rows]
            self._steps[ended] = steps
        self._stops[runs] = verdicts

    def ends(self, counts: NDArray[np.int64]) -> Ends:
        """Return what is written."""
        stops = tuple(stop for stop in (CODES[code] for code in self._stops.tolist()) if stop is not None)
        return Ends(self._points, self._values, self._norms, stops, self._steps, counts)
