"""Armijo's rule for many runs at once: a step is halved until f falls by a share of what its slope promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hessview.optimizers.method import Floats, Mask, Walk
    from hessview.optimizers.objective import Objective

SUFFICIENT = 1e-4
"""c1, the share."""

_MOST_HALVINGS = 60
_ROUNDING = 4.0 * float(np.finfo(np.float64).eps)


def backtrack(f: Objective, walk: Walk, directions: Floats, first: Floats) -> tuple[Floats, Mask]:
    """Return the step t of every run along its direction, shape (k,), and which runs found none.

    Parameters
    ----------
    directions
        Shape (k, n).
    first
        The t to try first, shape (k,).

    References
    ----------
    .. [1] Nocedal, Wright, Numerical Optimization, 2nd ed., algorithm 3.1.
    """
    slope = np.einsum("ki,ki->k", walk.gradient, directions)
    t = np.array(first, dtype=np.float64)
    waiting = slope < 0.0
    stuck = ~waiting & (np.abs(walk.gradient).max(axis=1) > 0.0)
    # Near the limit f no longer tells: what it cannot resolve is not held against a step.
    unseen = _ROUNDING * np.abs(walk.value)
    for _ in range(_MOST_HALVINGS):
        if not waiting.any():
            break
        rows = np.flatnonzero(waiting)
        tried = f.value(walk.x[rows] + t[rows, np.newaxis] * directions[rows], waiting)
        enough = tried <= walk.value[rows] + SUFFICIENT * t[rows] * slope[rows] + unseen[rows]
        waiting[rows[enough]] = False
        t[rows[~enough]] *= 0.5
    t[waiting | stuck] = 0.0
    return t, waiting | stuck
