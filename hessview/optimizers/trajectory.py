"""What a run leaves: its path, what it cost, and why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Stop(StrEnum):
    """Why a run ended; `hessview.explanations` words it."""

    CONVERGED = "converged"
    FLAT = "small gradient"
    """The gradient has become small beside what it was, yet no critical point is reached."""
    SMALL_SIMPLEX = "small simplex"
    """Of the method without derivatives, where no critical point is reached."""
    STEP_LIMIT = "step limit"
    STALLED = "no progress"
    """A step does not change x: it is below rounding."""
    DIVERGED = "diverged"
    """Farther than a run is followed, and f and its gradient have become larger than at the start."""
    FAR = "too far"
    """Farther than a run is followed; whether it would have come back is not known."""
    NOT_FINITE = "f not finite"
    """Not far, yet f is infinite or overflows."""
    DOMAIN_EDGE = "domain edge"
    NO_DERIVATIVE = "no derivative"
    NO_DESCENT = "no step found"
    """A search found no step that it accepts."""
    UPHILL = "uphill"
    """The direction of the method does not go down."""
    FALLS = "falls without end"
    """A search along a line found no end of the descent, as far as was looked."""
    SINGULAR = "singular Hessian"
    NOT_DEFINITE = "indefinite Hessian"
    NOT_SOLVED = "flow not solved"
    TIME_LIMIT = "time limit"
    CANCELLED = "cancelled"
    START_UNDEFINED = "start undefined"


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run of one method.

    Attributes
    ----------
    method
        Its name.
    settings
        Names and numbers, as they were used.
    path
        The start and every iterate, shape (k + 1, n), all with finite f.
    values, gradient_norms
        f and |grad f| along it, shape (k + 1,).
    counts
        How often f, its gradient and its Hessian had been asked for by then, shape (k + 1, 3).
    stop
        Why it ended.
    times
        Of a flow: the time of every iterate, shape (k + 1,); else None.
    """

    method: str
    settings: tuple[tuple[str, float], ...]
    path: Floats
    values: Floats
    gradient_norms: Floats
    counts: Counts
    stop: Stop
    times: Floats | None = None

    @property
    def iterations(self) -> int:
        """How many steps were taken."""
        return len(self.path) - 1

    @property
    def evaluations(self) -> int:
        """How often anything was asked for: f, its gradient or its Hessian, each counted once."""
        return int(self.counts[-1].sum())

    @property
    def start(self) -> Floats:
        """The first point, shape (n,)."""
        return np.asarray(self.path[0])

    @property
    def end(self) -> Floats:
        """The last point, shape (n,)."""
        return np.asarray(self.path[-1])

    @property
    def step_lengths(self) -> Floats:
        """|x_(k+1) - x_k|, shape (k,)."""
        return np.asarray(np.linalg.norm(np.diff(self.path, axis=0), axis=1))
