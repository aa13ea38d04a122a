"""When a gradient counts as none: the same for every method, whoever runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.method import lengths
from hessview.optimizers.newton_steps import solve

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SMALL_GRADIENT = 1e-10
"""A run has converged when |grad f| is this part of what it was at its largest."""

STEEPER = 10.0
"""A gradient that becomes larger on the way counts up to so many times that of the start: one wild step must not make
a slope look flat."""

AHEAD, VANISHED = 1e2, 1e-5
"""A run whose gradient is small goes on while Newton's step is longer than this part of the way from its start; but
not when the gradient is so small a part of its largest that it may be rounding: both in units of the part of the
gradient that counts as small."""

FAR = 1e8
"""So many times as far as the start is from the origin, and from 1, a run has left."""


def far_beyond(starts: Floats) -> Floats:
    """Return the coordinate beyond which runs from the starts, shape (k, n), have left; shape (k,)."""
    return np.asarray(FAR * np.maximum(1.0, np.abs(starts).max(axis=1)))


def has_climbed(value: Floats, norm: Floats, first_value: Floats, first_norm: Floats) -> Mask:
    """Return which runs stand higher than where they began, and where it is steeper: far away, they diverge."""
    return np.asarray((value == np.inf) | ((value > first_value) & (norm > first_norm)), dtype=np.bool_)


def has_far_to_go(landscape: Landscape, x: Floats, gradient: Floats, starts: Floats, part: float) -> Mask:
    """Return at which points, shape (k, n), Newton's step is long: in a valley, on a slope. Shape (k,).

    The method does not ask for this Hessian: it is not counted.

    Parameters
    ----------
    gradient, starts
        The gradient there, and where the runs began, shape (k, n).
    part
        The part of the gradient that counts as small.
    """
    return are_long(solve(landscape.hessian(x), gradient), x, starts, part)


def has_arrived(landscape: Landscape, x: Floats, gradient: Floats, starts: Floats, part: float) -> Mask:
    """Return at which points, shape (k, n), Newton's step exists and is short, as beside a critical point: (k,)."""
    steps = solve(landscape.hessian(x), gradient)
    return np.asarray(np.isfinite(steps).all(axis=1) & ~are_long(steps, x, starts, part), dtype=np.bool_)


def are_long(steps: Floats, x: Floats, starts: Floats, part: float) -> Mask:
    """Return which steps, shape (k, n), are long beside the way from the start to x, shape (k, n). Shape (k,)."""
    return np.asarray(lengths(steps) > AHEAD * part * lengths(x - starts), dtype=np.bool_)
