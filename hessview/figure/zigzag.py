"""The zigzag of a run: the way from the limit, along each eigenvector of H there, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import Axes, DotsMark, Figure, LineMark, Mark, Role, TextMark
from hessview.figure.remembered import remembered
from hessview.figure.words import equated, number, subscript

if TYPE_CHECKING:
    from hessview.optimizers.outcome import Outcome

Floats = NDArray[np.float64]

NO_LIMIT = "No critical point is known to be the limit: there is nothing to measure from."

_SHARE = 0.02
"""The whole run is shown until the distance to the limit is this part of the first one."""

_BEFORE, _AFTER, _FEWEST = 24, 12, 12
"""Steps that are shown about one that lies later, and in all at least."""

_NOTHING = 1e-9
"""A component below this part of the first distance is nothing."""

_STEADY = 0.02
"""Factors of steps are one where they differ from the middle one by this part of it, or of what it takes from 1."""

_EXACTLY = 1e-3
"""A factor that varies by more than this part of what it takes from 1 is said to be about what it is."""

_SLOW = 0.9
"""What shrinks no faster crawls."""

_HEADROOM, _LARGEST = 0.08, 1e300
_SHARES, _WIDE = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8), 0.14
_ABOVE, _EDGE, _SEEN = 0.09, 0.04, 0.01
"""Of the plot: where a name may stand across, half its width, how far it is from its line, and from the frame."""

_BAND, _TOP = 0.2, 0.85
"""How far apart names stand up and down: in a narrow plot one takes all of its width. And where one may stand."""

_FEW = 3
_MOST_WORDS = 4


class Manner(StrEnum):
    """How a component goes."""

    NONE = "is nothing"
    AT_ONCE = "is gone at once"
    CRAWLS = "crawls"
    SHRINKS = "shrinks"
    ALTERNATES = "alternates"
    GROWS = "grows"
    SWINGS = "swings"
    UNSTEADY = "unsteady"


@dataclass(frozen=True)
class Course:
    """How one component of the error goes; `factor` is that of a step, where there is one, `spread` how it varies."""

    manner: Manner
    factor: float | None = None
    changes: int = 0
    steps: int = 0
    spread: float = 0.0


@remembered(16)
def components(outcome: Outcome) -> Floats | None:
    """Return x_k - x* along the eigenvectors of H at the limit, shape (k + 1, n); None where these are not known."""
    if outcome.limit is None or outcome.at_limit is None:
        return None
    vectors = np.asarray(outcome.at_limit.eigenvectors, dtype=np.float64)
    if not np.isfinite(vectors).all():
        return None
    with np.errstate(all="ignore"):
        return np.asarray((outcome.trajectory.path - outcome.limit) @ vectors, dtype=np.float64)


def zigzag_plot(outcome: Outcome, step: int | None) -> Figure:
    """Return the plot of the components over the steps: the flattest direction's, the stiffest's, others quietly.

    Parameters
    ----------
    step
        The present one, marked; about a late one only the steps near it are shown, as high as they are.
    """
    parts = components(outcome)
    if parts is None:
        return Figure(Axes((0.0, 1.0), (-1.0, 1.0), "steps", ""), (), caption=(NO_LIMIT,))
    first, last = _window(parts, step)
    shown = parts[first : last + 1]
    low, high = _heights(shown)
    axes = Axes((float(first), float(max(last, first + 1))), (low, high), "steps", "")
    k = np.arange(first, last + 1, dtype=np.float64)
    n = parts.shape[1]
    marks: list[Mark] = []
    if step is not None:
        here = float(min(max(step, first), last))
        marks.append(LineMark(np.array([[here, low], [here, high]]), Role.PRESENT, weight=0.5))
    # The flattest and the stiffest on top.
    for j in sorted(range(n), key=lambda j: j in (0, n - 1)):
        role = _role(j, n)
        places = np.column_stack([k, np.clip(shown[:, j], 2.0 * low - high, 2.0 * high - low)])
        ended = np.vstack([places, np.full((1, 2), np.nan)])
        marks.append(LineMark(ended, role, weight=0.75 if role is not Role.TANGENT else 1.0))
        if role is not Role.TANGENT and len(k) <= 4 * (_BEFORE + _AFTER):
            marks.append(DotsMark(places[np.isfinite(places[:, 1])], role, 1.2))
    named: list[tuple[float, float]] = []
    for j in dict.fromkeys((0, n - 1)):
        if np.abs(shown[:, j]).max() > _SEEN * (high - low):
            named.append(_place(k, shown, j, axes, named))
            marks.append(TextMark(*named[-1], _name(outcome, j)))
    return Figure(axes, tuple(marks), caption=("x − x* along the eigenvectors of H at the limit x*", *_key(n)))


def _role(index: int, dimension: int) -> Role:
    if index == 0:
        return Role.CURVE
    return Role.TURN_TO if index == dimension - 1 else Role.TANGENT


def _key(dimension: int) -> tuple[str, ...]:
    """Return which line is which, beyond what is written on them."""
    return ("Thin: the directions between the flattest and the stiffest",) if dimension > 2 else ()


def _heights(shown: Floats) -> tuple[float, float]:
    """Return the vertical range: that of the components and 0, with some room."""
    finite = np.clip(shown[np.isfinite(shown)], -_LARGEST, _LARGEST)
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    room = _HEADROOM * (high - low) or 1.0
    return low - room, high + room


def _place(
    k: Floats, shown: Floats, index: int, axes: Axes, named: list[tuple[float, float]]
) -> tuple[float, float]:
    """Return where the name of a component stands: above or below it, farthest from the others, and off `named`."""
    (x0, x1), (low, high) = axes.x_range, axes.y_range
    span = high - low
    levels = (low + share * span for share in (0.5, _TOP, 1.0 - _TOP))
    free = next(y for y in levels if all(abs(y - other) >= _BAND * span for _, other in named))
    best, found = -1.0, (0.5 * (x0 + x1), free)
    for share in _SHARES:
        at = x0 + share * (x1 - x0)
        near = np.abs(k - at) <= max(_WIDE * (x1 - x0), 1.0)
        own = shown[near, index]
        if not np.isfinite(shown[near]).all() or not len(own):
            continue
        least, most = shown[near].min(axis=0), shown[near].max(axis=0)  # between them lines go up and down
        for y in (float(own.max()) + _ABOVE * span, float(own.min()) - _ABOVE * span):
            apart = float(np.maximum(np.maximum(least - y, y - most), 0.0).min()) / span
            if any(abs(y - other) < _BAND * span for _, other in named):
                continue
            if low + _EDGE * span < y < high - _EDGE * span and apart > best:
                best, found = min(apart, _ABOVE), (at, y)
    return found


def _name(outcome: Outcome, index: int) -> str:
    lam = math.nan if outcome.at_limit is None else float(outcome.at_limit.eigenvalues[index])
    return f"v{subscript(index + 1)} (λ {equated(lam, digits=3)})"


def _window(parts: Floats, step: int | None) -> tuple[int, int]:
    """Return the first and the last step that are shown."""
    with np.errstate(all="ignore"):
        size = np.linalg.norm(parts, axis=1)
    last = len(parts) - 1
    far = np.flatnonzero(size > _SHARE * size[0])
    end = min(max(int(far[-1]) + 1 if len(far) else 0, _FEWEST), last)
    if step is None or step <= end:
        return 0, max(end, min(1, last))
    here = min(step, last)
    return max(here - _BEFORE, 0), min(here + _AFTER, last)


def course(part: Floats, least: float) -> Course:
    """Return how one component, shape (k + 1,), goes; what is below `least` is nothing."""
    size = np.abs(part)
    if not np.isfinite(part).all() or len(part) < 2:
        return Course(Manner.UNSTEADY)
    low = np.flatnonzero(np.maximum.accumulate(size[::-1])[::-1] <= least)
    end = int(low[0]) if len(low) else len(part)
    if end == 0:
        return Course(Manner.NONE)
    if end == 1:
        return Course(Manner.AT_ONCE, steps=1)
    used = part[:end]
    changes = int((used[1:] * used[:-1] < 0.0).sum())
    tail = used[(end - 1) // 2 :] if end > 2 * _FEW else used
    if len(tail) < _FEW + 1:
        return Course(Manner.UNSTEADY, None, changes, end - 1)
    with np.errstate(all="ignore"):
        factors = tail[1:] / tail[:-1]
    factors = factors[np.isfinite(factors)]
    factor = float(np.median(factors)) if len(factors) else math.nan
    spread = float(np.median(np.abs(factors - factor))) if len(factors) else math.nan
    if spread <= _STEADY * max(min(abs(factor), abs(1.0 - abs(factor))), 1e-12):
        return Course(_steady(factor), factor, changes, end - 1, spread)
    return Course(Manner.SWINGS if changes > 1 else Manner.UNSTEADY, None, changes, end - 1)


def _steady(factor: float) -> Manner:
    if factor < 0.0:
        return Manner.ALTERNATES
    if factor > 1.0:
        return Manner.GROWS
    return Manner.CRAWLS if factor > _SLOW else Manner.SHRINKS


def zigzag_words(outcome: Outcome) -> tuple[str, ...]:
    """Return how the run goes along each eigenvector, the flattest and the stiffest first; a sentence each."""
    parts = components(outcome)
    if parts is None:
        return (NO_LIMIT,)
    size = float(np.abs(parts[0]).max(initial=0.0))
    limit = float(np.abs(outcome.limit).max(initial=0.0)) if outcome.limit is not None else 0.0
    least = max(_NOTHING * size, 64.0 * float(np.finfo(np.float64).eps) * limit)
    n = parts.shape[1]
    order = [0, *([n - 1] if n > 1 else []), *range(1, n - 1)]
    said = [f"Along {_name(outcome, j)} {_words(course(parts[:, j], least))}." for j in order[:_MOST_WORDS]]
    if n > _MOST_WORDS:
        said.append(f"{n - _MOST_WORDS} directions between are not told.")
    return tuple(said)


def _words(course: Course) -> str:
    steps = f"{course.steps} step{'' if course.steps == 1 else 's'}"
    match course.manner:
        case Manner.NONE:
            return "there is nothing to go"
        case Manner.AT_ONCE:
            return "it is there after one step"
        case Manner.CRAWLS | Manner.SHRINKS | Manner.GROWS | Manner.ALTERNATES if course.factor is not None:
            if course.spread > _EXACTLY * abs(1.0 - abs(course.factor)):
                return f"it {course.manner}: about × {number(course.factor, 2)} a step"
            return f"it {course.manner}: × {factor_words(course.factor)} a step"
        case Manner.SWINGS:
            return f"it swings: {course.changes} changes of side in {steps}, by no steady factor"
        case _:
            return f"it goes by no steady factor in {steps}"


def factor_words(factor: float) -> str:
    """Return a factor with as many digits as tell it from 1 or −1."""
    apart = abs(1.0 - abs(factor))
    digits = 3 + (max(0, math.ceil(-math.log10(apart)) - 1) if 0.0 < apart < 1.0 else 0)
    return number(factor, min(digits, 12))
