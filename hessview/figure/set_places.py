"""Critical points that are not isolated, asked by place: is this one of them, and which of them is nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.likely_places import simplest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]

_SINGULAR = 1e-4
"""Eigenvalues of H that small, as a share of the largest, belong to directions along the set."""

_ON = 1e-9
"""Of the box: a point so near to a set lies on it as far as numbers tell, and is not moved."""

_STEPS = 60
_CLOSE = 1e-7
"""Of the distance between known points: so much nearer the point on a set need not come."""

_LARGE = 1e100
"""The squares of larger coordinates are not summed."""

_SAGITTA = 0.05
"""Of a link: so far from it the set may bulge between two of its points that are known."""


def set_at(curvature: Curvature, sets: Iterable[CriticalSet], size: Floats) -> CriticalSet | None:
    """Return the set on which a probe stands, within the rounding with which its points are known; None: on none.

    Parameters
    ----------
    size
        Of the box that was searched, shape (n,).
    """
    x, g, H = curvature.point, np.asarray(curvature.gradient), np.asarray(curvature.hessian)
    if not _is_settled(g, H, size, _ON):
        return None
    return next((each for each in sets if is_beside(each, x, _ON * size, 1.0)), None)


def is_beside(found: CriticalSet, x: Floats, near: Floats, share: float = _SAGITTA) -> bool:
    """Whether a point is about where a set runs, as far as the points of it tell that are known.

    Parameters
    ----------
    near
        How far from them it may be at least, shape (n,).
    share
        How far it may be from the line between two that are neighbours, as a share of their distance.
    """
    if len(x) != len(found.lower) or not np.isfinite(x).all():
        return False
    foot, reach = _foot(found, x)
    with np.errstate(over="ignore"):
        apart = np.abs(foot - x)
    return bool((apart <= near).all() or (np.isfinite(apart).all() and _length(apart) <= share * reach))


def place_on(found: CriticalSet, near: Sequence[float], size: Floats, landscape: Landscape | None) -> Floats:
    """Return the point of a set that is nearest to `near`, or that itself if it lies on the set; shape (n,).

    Parameters
    ----------
    size
        Of the box that was searched, shape (n,).
    landscape
        Of f; None: the answer is one of the points of the set that are known.
    """
    x = np.asarray(near, dtype=np.float64)
    known: Floats = found.points[nearest(found.points / size, x / size)]
    if landscape is None:
        return known
    with np.errstate(all="ignore"):
        if is_beside(found, x, _ON * size, 1.0) and _is_settled(*_slopes(landscape, x), size, _ON):
            return x
        foot, reach = _foot(found, x)
        place = _onto(landscape, foot, x, reach)
        is_good = (
            np.isfinite(place).all()
            and np.linalg.norm(place - foot) <= reach + np.linalg.norm(_ON * size)
            and _is_settled(*_slopes(landscape, place), size, _ON)
        )
        return _plain(landscape, place if is_good else known, x, size)


def nearest(points: Floats, x: Floats) -> int:
    """Return which of `points`, shape (m, n), is nearest to `x`, however large they are."""
    unit = _unit(points, x)
    return int(np.argmin(np.linalg.norm(points / unit - x / unit, axis=1)))


def _foot(found: CriticalSet, x: Floats) -> tuple[Floats, float]:
    """Return the point nearest to `x` on what is drawn of a set, and how far its points are apart at most."""
    if found.dimension == len(x) and found.cover is not None:
        inside = np.clip(x, found.cover[:, :, 0], found.cover[:, :, 1])
        return np.asarray(inside[nearest(inside, x)], dtype=np.float64), 0.0
    if not len(found.links):
        return np.asarray(found.points[nearest(found.points, x)], dtype=np.float64), 0.0
    unit = _unit(found.points, x)
    links, x = _closed(found), x / unit
    a, b = found.points[links[:, 0]] / unit, found.points[links[:, 1]] / unit
    along = b - a
    squared = np.maximum((along**2).sum(axis=1), 1e-300)
    share = np.clip(((x - a) * along).sum(axis=1) / squared, 0.0, 1.0)
    feet = a + share[:, None] * along
    return unit * np.asarray(feet[nearest(feet, x)], dtype=np.float64), unit * float(np.sqrt(squared.max()))


def _unit(points: Floats, x: Floats) -> float:
    """Return what coordinates are divided by, so that the squares of their differences stay numbers."""
    largest = max(float(np.max(np.abs(points), initial=0.0)), float(np.max(np.abs(x), initial=0.0)))
    return largest if largest > _LARGE else 1.0


def _length(v: Floats) -> float:
    """Return the length of a vector whose squares may be no numbers."""
    unit = _unit(np.zeros((1, len(v))), v)
    return unit * float(np.linalg.norm(v / unit))


def _closed(found: CriticalSet) -> NDArray[np.intp]:
    """Return the links; where they run around and lack the last one, that too."""
    ends = np.flatnonzero(np.bincount(found.links.ravel(), minlength=len(found.points)) == 1)
    if len(ends) != 2:
        return found.links
    points = found.points / _unit(found.points, np.zeros(1))
    lengths = np.linalg.norm(points[found.links[:, 0]] - points[found.links[:, 1]], axis=1)
    gap = np.linalg.norm(points[ends[0]] - points[ends[1]])
    return np.vstack((found.links, ends)) if len(found.links) > 2 and gap <= 3.0 * lengths.max() else found.links


def _slopes(landscape: Landscape, x: Floats) -> tuple[Floats, Floats]:
    return landscape.gradient(x[None])[0], landscape.hessian(x[None])[0]


def _step(g: Floats, H: Floats) -> tuple[Floats, Floats, float]:
    """Return Newton's step across a set, what is left of the gradient along it, and the largest |eigenvalue|."""
    w, V = np.linalg.eigh(H)
    largest = float(np.abs(w).max())
    across = np.abs(w) > _SINGULAR * largest
    parts = V.T @ g
    step = V[:, across] @ (parts[across] / w[across])
    return step, V[:, ~across] @ parts[~across], largest


def _is_settled(g: Floats, H: Floats, size: Floats, share: float) -> bool:
    """Whether the gradient is as small as so near to a set; `share` of the box."""
    if not (np.isfinite(g).all() and np.isfinite(H).all()):
        return False
    with np.errstate(all="ignore"):
        step, rest, largest = _step(g, H)
        near = share * size
        return bool((np.abs(step) <= near).all() and np.linalg.norm(rest) <= largest * float(near.min()))


def _onto(landscape: Landscape, foot: Floats, x: Floats, reach: float) -> Floats:
    """Return the point of the set that is nearest to `x`, from a point near to it: along the set, then onto it."""
    place, before, share = foot, np.zeros_like(foot), 1.0
    for _ in range(_STEPS):
        g, H = _slopes(landscape, place)
        if not (np.isfinite(g).all() and np.isfinite(H).all()):
            return np.full_like(place, np.nan)
        step, _, largest = _step(g, H)
        place = place - step
        if not (np.abs(step) <= 2.0 * np.spacing(np.abs(place))).all():
            continue
        w, V = np.linalg.eigh(H)
        level = V[:, np.abs(w) <= _SINGULAR * largest]
        aside = level @ (level.T @ (x - place))
        share *= 0.5 if before @ aside < 0.0 else 1.0  # beyond the centre of a bend it swings
        before, aside = aside, share * aside
        far = np.linalg.norm(place + aside - foot) > reach
        if far or level.shape[1] in (0, len(x)) or np.linalg.norm(aside) <= _CLOSE * reach:
            break
        place = place + aside
    return place


def _plain(landscape: Landscape, place: Floats, x: Floats, size: Floats) -> Floats:
    """Return a point with the coordinates of `x`, or the simplest numbers nearby, where f is no steeper for that."""
    slope = float(np.abs(_slopes(landscape, place)[0]).max())
    for k, near in enumerate(_ON * size):
        for number in (float(x[k]), simplest(place[k] - near, place[k] + near)):
            if abs(number - place[k]) > near:
                continue
            tried = place.copy()
            tried[k] = number
            steep = float(np.abs(_slopes(landscape, tried)[0]).max())
            if steep <= slope:
                place, slope = tried, steep
                break
    return place
