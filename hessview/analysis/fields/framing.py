"""Where to look: a box in which a function is defined and varies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.landmarks import NEAR, USUAL, field, landmarks
from hessview.analysis.fields.value_scale import value_scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]
Ranges = tuple[float, float, float, float]

RADII = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 50.0, 100.0, 300.0)
GRID = 49
_SEARCH_GRID = 161
_BINS = 24
_LEAST_DEFINED = 0.02
_MARGIN = 0.06
_UNUSUAL = 0.17
_EVEN = 0.7
_UNDEFINED = 0.25
_SHOWS_LANDMARKS = 0.5
_FULL = 0.6
_CUTS = 8
_NEVER = -math.inf


def fit(landscape: Landscape, plane: Slice | None, progress: Callable[[float], object] | None = None) -> Ranges:
    """Return ranges (x0, x1, y0, y1) of the plane in which f is defined and varies; -5 to 5 when nothing is better.

    A bounded domain is shown whole. Else squares of many sizes about the origin, or about a landmark when all
    landmarks are far from it, compete: the best has its colours spread evenly (the entropy of their histogram: a bump
    in a wide plain and a plain in a bump both score low), shows the landmarks, has a large part of it defined and a
    size not far from the usual. It is cut down to where f is defined.

    Parameters
    ----------
    plane
        The plane of R^n; None for n = 1, then the second range means nothing.
    progress
        Called with the share that is done, in (0, 1]; an exception it raises stops the work.
    """
    usual = _square((0.0, 0.0), USUAL)
    domain = _bounded_domain(landscape, plane)
    if domain is not None:
        return _tight(landscape, plane, domain)
    places = landmarks(landscape, plane)
    centres = [(0.0, 0.0)]
    if len(places):
        nearest = places[int(np.argmin(np.abs(places).max(axis=1)))]
        if np.abs(nearest).max() > 0.8 * USUAL:
            centres.append((float(nearest[0]), float(nearest[1])))
    best, best_score = usual, _NEVER
    for number, centre in enumerate(centres):
        for radius in RADII:
            if progress is not None:
                progress((number + 1.0) / (len(centres) + 1.0))
            box = _square(_rounded(centre, radius), radius)
            score = _score(landscape, plane, box, places) - _UNUSUAL * abs(math.log(radius / USUAL))
            if score > best_score:
                best, best_score = box, score
    return _tight(landscape, plane, best) if best_score > _NEVER else usual


def _square(centre: tuple[float, float], radius: float) -> Ranges:
    return (centre[0] - radius, centre[0] + radius, centre[1] - radius, centre[1] + radius)


def _rounded(centre: tuple[float, float], radius: float) -> tuple[float, float]:
    """Return a centre with digits that a box of this size has a use for."""
    digits = -math.floor(math.log10(0.2 * radius))
    return round(centre[0], digits) + 0.0, round(centre[1], digits) + 0.0


def _grid(box: Ranges, plane: Slice | None, count: int = GRID) -> tuple[Floats, Floats]:
    x0, x1, y0, y1 = box
    return np.linspace(x0, x1, count), np.zeros(1) if plane is None else np.linspace(y0, y1, count)


def _score(landscape: Landscape, plane: Slice | None, box: Ranges, places: Floats) -> float:
    """Return how good a box is; minus infinity where f is hardly defined or does not vary."""
    values = field(landscape, plane, *_grid(box, plane))
    defined = np.isfinite(values)
    if defined.mean() < _LEAST_DEFINED:
        return _NEVER
    spread = _evenness(values)
    if spread == 0.0:
        return _NEVER
    score: float = min(spread, _EVEN) * float(defined.mean()) ** _UNDEFINED
    if len(places):
        x0, x1, y0, y1 = box
        inner = np.abs(places - (0.5 * (x0 + x1), 0.5 * (y0 + y1))) <= 0.45 * np.array([x1 - x0, y1 - y0])
        score += _SHOWS_LANDMARKS * float((inner[:, 0] & (inner[:, 1] | (plane is None))).mean())
    return score


def _evenness(values: Floats) -> float:
    """Return between 0 and 1 how evenly the colours of `values`, shape (ny, nx), are used: their entropy."""
    finite = values[np.isfinite(values)]
    scale = value_scale(values)
    # Halved: the difference of two numbers near the largest is none.
    low, high = (0.5 * float(bound) for bound in np.percentile(finite, (1.0, 99.0)))
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        return 0.0
    edges = scale.value(np.linspace(0.0, 1.0, _BINS + 1))
    counts = np.diff(np.searchsorted(np.sort(np.clip(finite, scale.low, scale.high)), edges[1:-1]), prepend=0)
    counts = np.append(counts, finite.size - counts.sum())
    shares = counts[counts > 0] / finite.size
    return float(-(shares * np.log(shares)).sum()) / math.log(_BINS)


def _bounded_domain(landscape: Landscape, plane: Slice | None) -> Ranges | None:
    """Return a box about all places where f is defined when they lie within a square; None when they do not.

    Where a number is too large f is defined; where such numbers meet (inf - inf) it is not, but that is far out.
    """
    bounds: list[tuple[Ranges, float]] = []
    for radius in (1.0, 2.0, 5.0, 12.0, NEAR, 50.0, 100.0, 200.0):
        square = _square((0.0, 0.0), radius)
        found = _extent(landscape, plane, square, GRID)
        if found is None and not bounds:
            found = _extent(landscape, plane, square, _SEARCH_GRID)
        if found is None:
            continue
        touches = any(abs(edge) >= 0.999 * radius for edge in (found if plane is not None else found[:2]))
        if touches:
            bounds.clear()
        else:
            bounds.append((found, radius))
    if not bounds or bounds[0][1] > 100.0:
        return None
    first, radius = bounds[0]
    # What a finer grid about them finds has to agree.
    reach = 4.0 * radius / (GRID - 1)
    return (first[0] - reach, first[1] + reach, first[2] - reach, first[3] + reach)


def _extent(landscape: Landscape, plane: Slice | None, box: Ranges, count: int) -> Ranges | None:
    """Return the outermost samples where f is defined; None when there are none."""
    s, t = _grid(box, plane, count)
    defined = ~np.isnan(field(landscape, plane, s, t))
    columns, rows = np.flatnonzero(defined.any(axis=0)), np.flatnonzero(defined.any(axis=1))
    if not columns.size:
        return None
    bounds = (float(s[columns[0]]), float(s[columns[-1]]))
    return (*bounds, *bounds) if plane is None else (*bounds, float(t[rows[0]]), float(t[rows[-1]]))


def _tight(landscape: Landscape, plane: Slice | None, box: Ranges) -> Ranges:
    """Return the box cut down, again and again, to where f is defined, with a margin that shows the edge."""
    for _ in range(_CUTS):
        s, t = _grid(box, plane)
        defined = ~np.isnan(field(landscape, plane, s, t))
        if not defined.any():
            return box
        columns, rows = np.flatnonzero(defined.any(axis=0)), np.flatnonzero(defined.any(axis=1))
        x0, x1 = _with_margin(s, int(columns[0]), int(columns[-1]))
        y0, y1 = _with_margin(t, int(rows[0]), int(rows[-1])) if plane is not None else (box[2], box[3])
        narrower = min((x1 - x0) / (box[1] - box[0]), (y1 - y0) / (box[3] - box[2]))
        box = (x0, x1, y0, y1)
        if narrower > _FULL:
            break
    return box


def _with_margin(s: Floats, first: int, last: int) -> tuple[float, float]:
    """Return the range of the samples `first` to `last` and a little more, rounded outward to short numbers."""
    if first == 0 and last == len(s) - 1:
        return float(s[0]), float(s[-1])
    step = float(s[1] - s[0])
    room = _MARGIN * (last - first + 2) * step + step
    low = float(s[0]) if first == 0 else float(s[first]) - room
    high = float(s[-1]) if last == len(s) - 1 else float(s[last]) + room
    return _short(low, step, down=True), _short(high, step, down=False)


def _short(edge: float, step: float, *, down: bool) -> float:
    """Return an edge rounded outward to a short decimal of about the grid's step."""
    digits = -math.floor(math.log10(step))
    unit = 10.0**-digits
    return round((math.floor if down else math.ceil)(round(edge / unit, 6)) * unit, max(digits, 0)) + 0.0
