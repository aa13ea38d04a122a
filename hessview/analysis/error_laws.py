"""The laws that components of an error obey near a limit: of one root or of two, or none but an envelope, fitted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FEWEST = 5
"""So many points at least tell two roots."""

SHORTEST_TAIL = 6
"""So many points at least are fitted."""

FALLEN = 1.0
"""Where single components obey no law, the logarithm of the distance must have fallen by so much to tell a pace."""

_COUNTS = 1e-3
"""Components below this part of the largest are led by it, or are rounding, where they obey no law."""

COVERAGE, RESOLVED = 3.0, 1e-5
"""An uncertainty is so many times the difference between the parts of the tail, and this part of what is measured."""

_ALIKE = 1e-3
"""The recurrence holds where what it leaves is this part of what it explains: of the logarithm of the rate."""


def components(errors: Floats, floor: float, first: int) -> list[tuple[float, float]]:
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
        component = _component(part, first) if len(part) >= SHORTEST_TAIL else None
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
        uncertainty = COVERAGE * spread * more + RESOLVED * abs(whole[0])
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


def envelope(distances: Floats, first: int) -> tuple[float, float]:
    """Return -log rho of the largest distance still to come, by the median of slopes, and how far it may be off."""
    highest = np.log(np.maximum.accumulate(distances[::-1])[::-1])
    half = len(highest) // 2
    if half < SHORTEST_TAIL or highest[0] - highest[-1] < FALLEN:
        return math.nan, math.inf
    slopes = (highest[half : 2 * half] - highest[:half]) / half
    low, middle, high = (float(q) for q in np.quantile(slopes, (0.1, 0.5, 0.9)))
    return -middle, 0.5 * (high - low) * _still_to_come(first, len(distances)) + 2.0 * abs(middle) / len(distances)
