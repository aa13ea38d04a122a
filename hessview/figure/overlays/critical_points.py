"""The critical points of the view by kind, the sets of them, where f is not smooth, and what is left open.

None of it moves with the probe, except what shows why the probe's own point is what it is (`witness_lines`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Kind, Nature
from hessview.figure.marks import ROUGH, Axes, GlyphsMark, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.rough_places import RoughPlace
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

_BESIDE = 1e-6
"""Of the box that was searched: a point that is no farther from the slice lies in it."""

_ORDER = (Kind.DEGENERATE, Kind.SADDLE, Kind.MAXIMUM, Kind.MINIMUM)
"""From back to front."""

_DOTS = 160
"""Dots along a side of the box that was searched, of a place where f is not smooth."""


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the marks; nothing while nothing is known."""
    found, plane = results.critical, results.slice
    if found is None or plane is None or len(found.lower) != plane.dimension:
        return ()
    return _still(found, plane)


@lru_cache(maxsize=4)
def _still(found: CriticalPoints, plane: Slice) -> tuple[Mark, ...]:
    """Return what stays while the probe moves: the same arrays for the same findings."""
    return (*_rough(found, plane), *_points(found, plane))


def _points(found: CriticalPoints, plane: Slice) -> list[Mark]:
    """Return a mark for each class of points, for proved ones and others, and for each nature of degenerate ones."""
    if not found.points:
        return []
    places, inside = in_plane(found, plane, np.array([point.x for point in found.points]))
    if plane.dimension == 1:
        places[:, 1] = [point.value for point in found.points]
    classes: dict[tuple[str, bool, str], list[int]] = {}
    for k in np.flatnonzero(inside & np.isfinite(places).all(axis=1)).tolist():
        point = found.points[k]
        nature = str(point.nature) if point.kind is Kind.DEGENERATE and point.nature is not Nature.UNDECIDED else ""
        classes.setdefault((str(point.kind), point.proved, nature), []).append(k)
    made: list[Mark] = []
    for kind in _ORDER:
        for (name, proved, nature), chosen in classes.items():
            if name == kind:
                subjects = tuple(found.points[k] for k in chosen)
                ways = _directions(subjects, plane) if kind is Kind.SADDLE else None
                made.append(GlyphsMark(places[chosen], name, proved, ways, nature, subjects))
    return made


def _directions(saddles: Sequence[CriticalPoint], plane: Slice) -> Floats | None:
    """Return the principal axes of saddles in a picture that shows all variables; None elsewhere."""
    if plane.dimension != 2 or plane.axes is None:
        return None
    unknown = np.full((2, 2), np.nan)
    vectors = np.array([unknown if point.eigenvectors is None else point.eigenvectors for point in saddles])
    # Columns to rows, the eigenvalues ascend: up comes first.
    return np.asarray(vectors.transpose(0, 2, 1)[:, ::-1][:, :, list(plane.axes)], dtype=np.float64)


def _rough(found: CriticalPoints, plane: Slice) -> list[Mark]:
    """Return squares for points without derivative, dots along other places."""
    made: list[Mark] = []
    for place in found.nonsmooth:
        if place.x is None and plane.dimension > 1:
            at, inside = in_plane(found, plane, place.points)
            made.append(GlyphsMark(_thinned(at[inside], found, plane), ROUGH, subjects=()))
    points = tuple(place for place in found.nonsmooth if place.x is not None)
    if points:
        at, inside = in_plane(found, plane, np.array([place.x for place in points]))
        if plane.dimension == 1:
            at[:, 1] = [place.value for place in points]
        inside &= np.isfinite(at).all(axis=1)
        chosen: tuple[RoughPlace, ...] = tuple(points[k] for k in np.flatnonzero(inside).tolist())
        if chosen:
            made.append(GlyphsMark(at[inside], "not differentiable", subjects=chosen))
    return made


def _thinned(places: Floats, found: CriticalPoints, plane: Slice) -> Floats:
    """Return one place for each square of a grid that has any: the mean of those in it."""
    ends, _ = in_plane(found, plane, np.array([found.lower, found.upper]))
    cell = np.abs(ends[1] - ends[0]) / _DOTS
    if not len(places) or not (cell > 0.0).all():
        return places
    cells = np.floor((places - ends.min(axis=0)) / cell)
    _, belongs, many = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    sums = np.zeros((len(many), 2))
    np.add.at(sums, belongs.reshape(-1), places)
    return np.asarray(sums / many[:, np.newaxis], dtype=np.float64)


def in_plane(found: CriticalPoints, plane: Slice, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return where points, shape (m, n), are on the picture, shape (m, 2), and which of them lie in the slice."""
    near = _BESIDE * (found.upper - found.lower)
    if plane.axes is not None:
        i, j = plane.axes
        places = np.column_stack([points[:, i], np.zeros(len(points)) if j is None else points[:, j]])
        others = [k for k in range(plane.dimension) if k not in {i, j}]
        beside = np.abs(points[:, others] - np.array(plane.origin)[others])
        return places, (beside <= near[others]).all(axis=1)
    D, origin = np.array(plane.directions), np.array(plane.origin)
    places = np.linalg.lstsq(D.T, (points - origin).T, rcond=None)[0].T
    beside = np.abs(origin + places @ D - points)
    return np.asarray(places, dtype=np.float64), (beside <= near).all(axis=1)
