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

Floats = NDArray[np.float64]

_ULPS = 256.0
"""Errors below so many last digits of the limit are rounding."""

_PASSES = 1e3
"""A path that is at its limit, and later so many times as far from it as rounding is, has only passed it."""

_LONGEST_TAIL, _SHORTEST_TAIL, _FEWEST = 400, 6, 5
"""Steps of a tail; and how many points at least tell two roots."""

_NEAR = 1e-2
"""The tail begins where the error is this part of the first one, if it lasts long enough from there."""

_FAST, _LEAST_ORDER = -2.0, 1.2
"""Superlinear: the logarithm of the last factor is below this, and grows by this from step to step."""

_HIGHEST_ORDER = 4.0

_CLOSE = 1e-4
"""Superlinear: the last error is this part of the first. A path that swings through its limit is rarely so near."""

_FASTEST = 1.5
"""Superlinear: the logarithm of the last factor is so many times that of any before the factors began to fall for good.
An oscillation falls as fast in every one of its swings."""

_EXACT = 1e-12
"""Errors of this part of the first one after a single step are rounding."""

_SHORT = 9
"""Among more points than these some steps in a row grow faster by chance."""

_FALLEN = 1.0
"""Where single components obey no law, the logarithm of the distance must have fallen by so much to tell a pace."""

_COUNTS = 1e-3
"""Components below this part of the largest are led by it, or are rounding, where they obey no law."""

_COVERAGE, _RESOLVED = 3.0, 1e-5
"""An uncertainty is so many times the difference between the parts of the tail, and this part of what is measured."""

_ALIKE = 1e-3
"""The recurrence holds where what it leaves is this part of what it explains: of the logarithm of the rate."""

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
    fast = _superlinear(distances[:last])
    if fast is not None:
        return fast
    first = _tail(distances[:last])
    if last - first < _SHORTEST_TAIL:
        return Observation(Pace.UNCLEAR, first=first, last=last - 1)
    found = _components(errors[first:last], floor, first)
    slow = None if found else _sublinear(distances[:last])
    if slow is not None:
        return slow
    decay, uncertainty = min(found) if found else _envelope(distances[first:last], first)
    fades = singular and decay * (last - first) < 2.0 * _FALLEN
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
    if len(distances) - first < 4 * _SHORTEST_TAIL:
        first = len(distances) // 2
    return max(first, len(distances) - _LONGEST_TAIL)


def _in_time(distances: Floats, times: Floats) -> Observation:
    """Return the rate over time of the later half of the way down, by the slopes of its two halves."""
    logs = np.log(distances)
    first = int(np.searchsorted(-logs, -0.5 * (logs[0] + logs[-1])))
    middle = (first + len(logs)) // 2
    if len(logs) - first < 2 * _SHORTEST_TAIL or logs[-1] > logs[0] - 1.0:
        return Observation(Pace.UNCLEAR, first=first, last=len(logs) - 1)
    early, late = (-_line(times[part], logs[part])[0] for part in (slice(first, middle), slice(middle, None)))
    uncertainty = _COVERAGE * abs(late - early) + _RESOLVED * abs(late)
    if late <= 2.0 * uncertainty:
        return Observation(Pace.UNCLEAR, first=first, last=len(logs) - 1)
    rate = factor_of(late)
    return Observation(Pace.LINEAR, rate, uncertainty, 1.0, first, len(logs) - 1, in_time=True, decay=late)


def factor_of(decay: float) -> float | None:
    """Return exp(-decay); None where that is too small for a number."""
    rate = math.exp(-decay)
    return rate if rate >= np.finfo(np.float64).tiny else None


def _superlinear(distances: Floats) -> Observation | None:
    """Return the order of convergence where the factors go to zero, from the last steps above rounding."""
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
    order = float(orders[-2:].max())
    order_seen = order if order <= _HIGHEST_ORDER else None  # a step that happened to hit
    return Observation(Pace.SUPERLINEAR, order=order_seen, first=max(0, len(distances) - 4), last=len(distances) - 1)


def _sublinear(distances: Floats) -> Observation | None:
    """Return the power of k where the logarithms are straight over log k, and bent over k."""
    start = max(1, len(distances) // 4)
    k = np.arange(start, len(distances), dtype=np.float64)
    logs = np.log(distances[start:])
    if len(k) < 4 * _SHORTEST_TAIL or logs[0] <= logs[-1] or k[-1] < 2.0 * k[0]:
        return None
    power, over_log = _line(np.log(k), logs)
    _, over_k = _line(k, logs)
    if over_log >= 0.2 * over_k or power >= 0.0:
        return None
    middle = len(k) // 2
    parts = (slice(None), slice(None, middle), slice(middle, None))
    whole, early, late = (_power(k[part], logs[part]) for part in parts)
    uncertainty = _COVERAGE * max(abs(early - whole), abs(late - whole))
    if not uncertainty <= 0.5 * late:
        return None
    return Observation(Pace.SUBLINEAR, None, uncertainty, late, start, len(distances) - 1)


def _power(k: Floats, logs: Floats) -> float:
    """Return a of (k + c)^-a, whatever c: -1 over the slope of the logarithm is (k + c) / a."""
    falls = -np.diff(logs)
    if not np.all(falls > 0.0):
        return -_line(np.log(k), logs)[0]
    return 1.0 / max(_line(k[:-1], 1.0 / falls)[0], 1e-300)


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    """Return the slope of the line through points, and the mean square of what it leaves."""
    scale = float(np.abs(x).max())  # times may be as long as 1e200
    x = x / scale
    slope, height = np.polyfit(x - x.mean(), y, 1)
    return float(slope) / scale, float(np.mean((y - height - slope * (x - x.mean())) ** 2))


def _components(errors: Floats, floor: float, first: int) -> list[tuple[float, float]]:
    """Return -log rho and its uncertainty of every component above rounding; none where one may obey no law.

    `first` is the number of the step at which the errors begin.
    """
    found: list[tuple[float, float]] = []
    lawless: list[float] = []
    size = np.abs(errors)
    for j in range(errors.shape[1]):
        above = size[:, j] > floor
        if above[: len(above) // 2].mean() < 0.5:
            continue  # it is zero, but for rounding
        low = np.flatnonzero(np.maximum.accumulate(size[::-1, j])[::-1] <= floor)
        part = errors[: int(low[0]) if len(low) else len(errors), j]
        component = _component(part, first) if len(part) >= _SHORTEST_TAIL else None
        if component is not None:
            found.append(component)
        elif size[-1, j] > _COUNTS * size[-1].max():
            lawless.append(_at_least(part))
    # What obeys no law does not count only if it certainly falls faster than the slowest that does.
    return found if found and min(lawless, default=math.inf) > min(found)[0] else []


def _at_least(errors: Floats) -> float:
    """Return about how fast a component without a law falls: by its largest errors early and late."""
    third = len(errors) // 3
    if third < 1:
        return -math.inf
    early, late = float(np.abs(errors[:third]).max()), float(np.abs(errors[-third:]).max())
    return 0.5 * math.log(early / late) / (len(errors) - third) if early > 0.0 < late else -math.inf


def _component(errors: Floats, first: int) -> tuple[float, float] | None:
    """Return -log rho of one component and its uncertainty; None where no recurrence holds."""
    best: tuple[float, float] | None = None
    for decay_of in (_one_step, _two_steps):
        whole = decay_of(errors)
        middle = len(errors) // 2
        early, late = decay_of(errors[: middle + 1]), decay_of(errors[min(middle, max(0, len(errors) - _FEWEST)) :])
        if whole is None or early is None or late is None or whole[1] > _ALIKE:
            continue
        spread = max(abs(early[0] - whole[0]), abs(late[0] - whole[0]))
        # The later half is nearer to the limit; what is still to come changes by ever less, as the error shrinks.
        shrinks = math.exp(-max(late[0], 0.0) * (len(errors) - middle))
        more = 1.0 / max(1.0 - shrinks, 1e-2)
        if decay_of is _one_step:
            more = max(more, _still_to_come(first, len(errors)))
        uncertainty = _COVERAGE * spread * more + _RESOLVED * abs(whole[0])
        if uncertainty <= 0.5 * abs(late[0]) and (best is None or uncertainty < best[1]):
            best = late[0], uncertainty
        if best is not None and best[1] <= _ALIKE * abs(best[0]):
            break
    return best


def _still_to_come(first: int, steps: int) -> float:
    """Return how many times the change between the halves of a tail may still come, if it fades as 1 / k.

    As it does at a double root, where the error falls as k rho^k: by the factor rho (1 + 1 / k).
    """
    return (first + 0.75 * steps) / (0.5 * steps)


def _one_step(errors: Floats) -> tuple[float, float] | None:
    """Return -log |r| of e' = r e, and how much of the steps that leaves unexplained."""
    with np.errstate(all="ignore"):
        factors = errors[1:] / errors[:-1]
    factors = factors[np.isfinite(factors)]
    if len(factors) < 2:
        return None
    r = float(np.median(factors))
    if r == 0.0:
        return None
    left = float(np.median(np.abs(factors - r))) / max(abs(1.0 - abs(r)), 1e-300)
    return -math.log(abs(r)), left


def _two_steps(errors: Floats) -> tuple[float, float] | None:
    """Return the same for e' - e = p (e - e_before) - s e: with momentum, and with the roots of one size."""
    if len(errors) < _FEWEST:
        return None
    change = np.diff(errors)
    scale = np.maximum(np.abs(errors[1:-1]), np.abs(errors[:-2]))
    scale = np.where(scale > 0.0, scale, 1.0)
    A = np.column_stack([change[:-1], errors[1:-1]]) / scale[:, np.newaxis]
    b = change[1:] / scale
    widths = np.linalg.norm(A, axis=0)
    if not np.all(widths > 0.0):
        return None
    (p, s), *_ = np.linalg.lstsq(A / widths, b, rcond=None)
    p, s = float(p / widths[0]), -float(s / widths[1])
    left = float(np.linalg.norm(A @ np.array([p, -s]) - b) / max(float(np.linalg.norm(b)), 1e-300))
    trace = 1.0 + p - s  # z^2 - trace z + p
    discriminant = (1.0 - p) ** 2 - 2.0 * s * (1.0 + p) + s * s
    size = 0.5 * (abs(trace) + math.sqrt(discriminant)) if discriminant >= 0.0 else math.sqrt(p)
    return (-math.log(size), left) if size > 0.0 else None


def _envelope(distances: Floats, first: int) -> tuple[float, float]:
    """Return -log rho of the largest distance still to come, by the median of slopes, and how far it may be off."""
    envelope = np.log(np.maximum.accumulate(distances[::-1])[::-1])
    half = len(envelope) // 2
    if half < 2 or envelope[0] - envelope[-1] < _FALLEN:
        return math.nan, math.inf
    slopes = (envelope[half : 2 * half] - envelope[:half]) / half
    low, middle, high = (float(q) for q in np.quantile(slopes, (0.1, 0.5, 0.9)))
    return -middle, 0.5 * (high - low) * _still_to_come(first, len(distances)) + 2.0 * abs(middle) / len(distances)
