"""Whether the factors by which an error shrinks go to zero, and its order: told apart from an oscillation.

An oscillation that passes near its limit falls ever faster for some steps, too. It obeys e'' = t e' - p e, which no
superlinear error does over more than four steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FAST, _LEAST_ORDER = -2.0, 1.2
"""Superlinear: the logarithm of the last factor is below this, and grows by this from step to step."""

_HIGHEST_ORDER = 4.0

_CLOSE = 1e-4
"""Superlinear: the last error is this part of the first. A path that swings through its limit is rarely so near."""

_FASTEST = 1.5
"""Superlinear: the logarithm of the last factor is so many times that of any before the factors began to fall for good.
An oscillation falls as fast in every one of its swings."""

_SHORT = 9
"""Among more points than these some steps in a row grow faster by chance."""

_SWINGS, _FEWEST_SWINGS = 8, 5
"""The most and the fewest of the last points that a law of two roots is fitted to; to fewer any such law can be."""

_MISSED, _SLOW = 0.3, 0.02
"""The law holds where it misses no error by more than this part; and where too few points tell, roots of this size
and larger may be those of a method."""

_HARDLY = 2e-3
"""Where there are three points: methods of two roots shrink the error less in a step, and never so twice in a row."""

_COUNTS = 1e-2
"""Components below this part of the distance, all along, are led by the others."""


@dataclass(frozen=True)
class Order:
    """How fast a superlinear error shrinks.

    Attributes
    ----------
    value
        p of |e'| ~ |e|^p; None where a step happened to hit.
    first, last
        The steps that show it.
    """

    value: float | None
    first: int
    last: int


def order_of(errors: Floats, distances: Floats, floor: float) -> Order | None:
    """Return the order from the last steps above rounding; None where the factors are not seen to go to zero.

    Parameters
    ----------
    errors
        Along directions of which each may obey a law of its own; those that are rounding may follow, shape (l, n).
    distances
        The lengths of the first of them, above rounding, shape (k,).
    floor
        Up to which an error is rounding.
    """
    if len(distances) < 3 or not distances[-1] <= _CLOSE * distances[0]:
        return None
    with np.errstate(all="ignore"):
        factors = np.log(distances[1:] / distances[:-1])
    stretch = int(np.flatnonzero(np.append(True, np.diff(factors) > 0.0))[-1])
    if factors[-1] > _FASTEST * np.min(factors[:stretch], initial=0.0):
        return None
    if not np.all(factors < 0.0):
        factors = factors[int(np.flatnonzero(factors >= 0.0)[-1]) + 1 :]
    if len(factors) < 2:
        return None
    orders = factors[1:] / factors[:-1]
    needed = 1 if len(distances) <= _SHORT else 4
    # An oscillation that passes near the limit looks fast for a step or two: the factors must have grown before too.
    if factors[-1] > _FAST or factors[-2] > 0.5 * _FAST:
        return None
    if not np.all(orders[-2:] >= 1.0) or not np.all(orders[-needed:] >= _LEAST_ORDER):
        return None
    if len(distances) > _SHORT and not np.all(factors[-3:] <= 0.5 * _FAST):
        return None
    if may_swing(errors[: len(distances) + 1], floor):
        return None
    order = float(orders[-2:].max())
    return Order(order if order <= _HIGHEST_ORDER else None, max(0, len(distances) - 4), len(distances) - 1)


def may_swing(errors: Floats, floor: float) -> bool:
    """Whether a linear law of two roots, as that of a method with momentum, explains the last steps as well.

    Errors, shape (k, n), up to `floor` are rounding.
    """
    part = errors[-_SWINGS:]
    size = np.abs(part)
    counting = size > np.maximum(floor, _COUNTS * np.linalg.norm(part, axis=1, keepdims=True))
    return all(_swings(part[:, j], floor) for j in np.flatnonzero(counting.any(axis=0)))


def _swings(errors: Floats, floor: float) -> bool:
    """Whether e'' = t e' - p e holds for all, or for the last, with roots as large as those of a method."""
    return any(_fits(errors[-count:], floor) for count in range(min(len(errors), _FEWEST_SWINGS), len(errors) + 1))


def _fits(errors: Floats, floor: float) -> bool:
    if len(errors) < 4:
        return not bool(np.all(np.abs(errors[1:]) <= _HARDLY * np.abs(errors[:-1])))
    aim = errors[2:]
    scale = np.maximum(np.abs(aim), floor / _MISSED)[:, np.newaxis]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        A = np.column_stack([errors[1:-1], -errors[:-2]]) / scale
        widths = np.linalg.norm(A, axis=0)
    if not (np.isfinite(widths).all() and np.all(widths > 0.0)):
        return False
    t, p = np.linalg.lstsq(A / widths, aim / scale[:, 0], rcond=None)[0] / widths
    if not np.all(np.abs(A @ (t, p) - aim / scale[:, 0]) <= _MISSED):
        return False
    return bool(np.abs(np.roots((1.0, -t, p))).max() >= _SLOW)
