"""The pace at which iterates approached their limit, measured: the fit of a tail, with its uncertainty.

Every component of the error along an eigenvector of H at the limit is followed by itself. Near the limit it obeys, for
a method of one step, e' = r e, and for one with momentum e' = q e + p (e - e_before): both are fitted, and the slowest
component is the pace of the whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.error_laws import COVERAGE, FALLEN, RESOLVED, SHORTEST_TAIL, components, envelope
from hessview.analysis.power_laws import line, power_law
from hessview.analysis.superlinear import order_of

Floats = NDArray[np.float64]

_ULPS = 256.0
"""Errors below so many last digits of the limit are rounding."""

_PASSES = 1e3
"""A path that is at its limit, and later so many times as far from it as rounding is, has only passed it."""

_LONGEST_TAIL, _FEWEST = 400, 5
"""Steps of a tail; and the fewest that tell a factor by which a run grows."""

_NEAR = 1e-2
"""The tail begins where the error is this part of the first one, if it lasts long enough from there."""

_EXACT = 1e-12
"""Errors of this part of the first one after a single step are rounding."""

_EVEN = 0.02
"""A factor by which a run grows differs from step to step by this part of its logarithm at most."""


class Pace(StrEnum):
    """How the distance to the limit was seen to shrink."""

    EXACT = "exact"
    LINEAR = "linear"
    SUPERLINEAR = "superlinear"
    SUBLINEAR = "sublinear"
    GROWS = "grows"
    """Of a run that leaves: the size of x is multiplied by one factor, larger than 1."""
    GROWS_SO_FAR = "grows so far"
    """Of a run that comes to its limit later: a law fits, as k rho^k, but not yet beyond the greatest distance."""
    UNCLEAR = "unclear"
    """No law fits: too few steps, noise, or none of them yet near the limit."""


@dataclass(frozen=True)
class Observation:
    """What a tail shows.

    Attributes
    ----------
    pace
        Its kind.
    rate
        The factor rho of a step; None where the pace has none.
    uncertainty
        Of -log rho, or of the order of a sublinear pace: how far it may be off, as the parts of the tail differ.
    order
        p of |e'| ~ |e|^p; of a sublinear pace, a of |e| ~ k^-a. None where neither was measured.
    first, last
        The steps that were looked at.
    in_time
        The rate is that of a unit of time, of a flow, not of a step.
    decay
        -log rho. It is known also where rho is too small for a number, and of a distance that grew over the tail, and
        so shows no rate: there it is that of the law of its steps, later on.
    """

    pace: Pace
    rate: float | None = None
    uncertainty: float = math.inf
    order: float | None = None
    first: int = 0
    last: int = 0
    in_time: bool = False
    decay: float | None = None


def observed(
    path: Floats, limit: Floats, directions: Floats, times: Floats | None = None, *, singular: bool = False
) -> Observation:
    """Return the pace at which the points of `path`, shape (k + 1, n), approach `limit`, shape (n,).

    Parameters
    ----------
    path
        The iterates.
    limit
        Where they go, better known than by the last of them.
    directions
        Eigenvectors of H there, columns, shape (n, n).
    times
        Of a flow: when it was where, shape (k + 1,). The rate then is that of a unit of time.
    singular
        H at the limit is: a rate is believed only where the error fell by much, as one that fades hardly changes
        over few steps.
    """
    errors = (path - limit) @ directions
    distances = np.linalg.norm(errors, axis=1)
    floor = _ULPS * float(np.finfo(np.float64).eps) * max(float(np.linalg.norm(limit)), _least(distances))
    steps = len(path) - 1
    if steps < 1 or not distances[0] > floor:
        return Observation(Pace.UNCLEAR)
    if np.all(distances[1:] <= max(floor, _EXACT * distances[0])):
        return Observation(Pace.EXACT, 0.0, 0.0, first=0, last=1)
    last = _there(distances, floor)
    distances = np.maximum(distances, floor)  # it may have passed through
    if times is not None:
        return _in_time(distances[:last], times[:last])
    fast = order_of(errors, distances[:last], floor)
    if fast is not None:
        return Observation(Pace.SUPERLINEAR, order=fast.value, first=fast.first, last=fast.last)
    first = _tail(distances[:last])
    if last - first < SHORTEST_TAIL:
        return Observation(Pace.UNCLEAR, first=first, last=last - 1)
    found = components(errors[first:last], floor, first)
    slow = None if found else power_law(distances[:last])
    if slow is not None:
        return Observation(Pace.SUBLINEAR, None, slow.uncertainty, slow.power, slow.first, last - 1)
    decay, uncertainty = min(found) if found else envelope(distances[first:last], first)
    fades = singular and decay * (last - first) < 2.0 * FALLEN
    if not math.isfinite(decay) or decay <= 2.0 * uncertainty or fades:
        return Observation(Pace.UNCLEAR, first=first, last=last - 1)
    if _grew(distances[first:last]):
        return Observation(Pace.GROWS_SO_FAR, None, uncertainty, None, first, last - 1, decay=decay)
    return Observation(Pace.LINEAR, math.exp(-decay), uncertainty, 1.0, first, last - 1, decay=decay)


def _grew(distances: Floats) -> bool:
    """Whether the greatest distance of a tail is in its later half, as before the maximum of k rho^k."""
    middle = len(distances) // 2
    return bool(distances[middle:].max() > distances[:middle].max())


def growth(path: Floats) -> Observation:
    """Return by which factor the size of the iterates, shape (k + 1, n), grows at the end; unclear if by no single one.

    Its uncertainty is that of the logarithm of the factor: how far single steps are from their mean.
    """
    last = len(path) - 1
    first = max(last // 2, last - _LONGEST_TAIL)
    with np.errstate(all="ignore"):
        logs = np.diff(np.log(np.linalg.norm(path[first:], axis=1)))
    if len(logs) < _FEWEST or not np.isfinite(logs).all():
        return Observation(Pace.UNCLEAR, first=first, last=last)
    mean, spread = float(np.mean(logs)), float(np.abs(logs - np.mean(logs)).max())
    if not mean > 0.0 or spread > _EVEN * mean:
        return Observation(Pace.UNCLEAR, first=first, last=last)
    return Observation(Pace.GROWS, math.exp(mean), spread, first=first, last=last)


def _least(distances: Floats) -> float:
    """Return the size below which a limit at the origin is reached: relative to where the path began."""
    return 1e-16 * float(distances[0])


def _there(distances: Floats, floor: float) -> int:
    """Return the first step from which on a path is at its limit but for rounding; how many there are if none is."""
    away = np.flatnonzero(distances > _PASSES * floor)
    after = int(away[-1]) + 1 if len(away) else 0
    seen = np.flatnonzero(distances[after:] <= floor)
    if not len(seen):
        return len(distances)
    return after + int(seen[0])


def _tail(distances: Floats) -> int:
    """Return where the tail begins."""
    near = np.flatnonzero(distances > _NEAR * distances[0])
    first = int(near[-1]) + 1 if len(near) else 0
    if len(distances) - first < 4 * SHORTEST_TAIL:
        first = len(distances) // 2
    return max(first, len(distances) - _LONGEST_TAIL)


def _in_time(distances: Floats, times: Floats) -> Observation:
    """Return the rate over time of the later half of the way down, by the slopes of its two halves."""
    logs = np.log(distances)
    first = int(np.searchsorted(-logs, -0.5 * (logs[0] + logs[-1])))
    middle = (first + len(logs)) // 2
    if len(logs) - first < 2 * SHORTEST_TAIL or logs[-1] > logs[0] - 1.0:
        return Observation(Pace.UNCLEAR, first=first, last=len(logs) - 1)
    early, late = (-line(times[part], logs[part])[0] for part in (slice(first, middle), slice(middle, None)))
    uncertainty = COVERAGE * abs(late - early) + RESOLVED * abs(late)
    if late <= 2.0 * uncertainty:
        return Observation(Pace.UNCLEAR, first=first, last=len(logs) - 1)
    rate = factor_of(late)
    return Observation(Pace.LINEAR, rate, uncertainty, 1.0, first, len(logs) - 1, in_time=True, decay=late)


def factor_of(decay: float) -> float | None:
    """Return exp(-decay); None where that is too small for a number."""
    rate = math.exp(-decay)
    return rate if rate >= np.finfo(np.float64).tiny else None
