"""The skeleton of a landscape on the map: from each saddle the two ways down, and the border of basins through it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import GlyphsMark, LineMark, Mark, PointMark, Role
from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from hessview.figure.marks import Axes, Figure
    from hessview.landscapes.slice import Slice
    from hessview.optimizers.skeleton import Branch, Skeleton

Floats = NDArray[np.float64]

_EVERY = 3
"""Every so manyth point of a branch is drawn: they lie closer than pixels."""

_LONG, _WIDE = 0.022, 0.009
"""Of the head of an arrow, as parts of the picture."""


def with_skeleton(figure: Figure, found: Skeleton, plane: Slice, note: str = "") -> Figure:
    """Return the map with the skeleton below the glyphs, projected into the plane along what it does not show.

    A branch that leaves the picture ends there with the head of an arrow.
    """
    if figure.axes.is_graph:
        return replace(figure, notes=(*figure.notes, note)) if note else figure
    lines = _lines(found, plane, figure.axes)
    first = next(
        (k for k, mark in enumerate(figure.marks) if isinstance(mark, PointMark | GlyphsMark)), len(figure.marks)
    )
    marks = (*figure.marks[:first], *lines, *figure.marks[first:])
    return replace(figure, marks=marks, notes=(*figure.notes, note) if note else figure.notes)


@remembered(2)
def _lines(found: Skeleton, plane: Slice, axes: Axes) -> tuple[Mark, ...]:
    """Return the borders, then the ways down: the same objects for the same picture, painted once."""
    made: list[Mark] = []
    for role, descends in ((Role.BASIN_BORDER, False), (Role.WAY_DOWN, True)):
        pieces = [
            piece
            for branch in found.branches
            if branch.descends == descends
            for piece in (*_path(branch, plane, axes), np.full((1, 2), math.nan))
        ]
        if pieces:
            made.append(LineMark(np.vstack(pieces), role))
    return tuple(made)


def _path(branch: Branch, plane: Slice, axes: Axes) -> tuple[Floats, ...]:
    """Return a branch within the picture, shape (k, 2), and the head of an arrow where it leaves it."""
    path = branch.path
    kept = np.vstack([path[:-1:_EVERY], path[-1:]])
    axes_shown = [] if plane.axes is None else [axis for axis in plane.axes if axis is not None]
    flat = kept[:, axes_shown] if len(axes_shown) == 2 else _projected(kept, plane)
    lower = np.array([axes.x_range[0], axes.y_range[0]])
    size = np.array([axes.x_range[1], axes.y_range[1]]) - lower
    shares = (flat - lower) / size
    outside = np.flatnonzero(((shares < 0.0) | (shares > 1.0)).any(axis=1))
    inside = np.flatnonzero(((shares >= 0.0) & (shares <= 1.0)).all(axis=1))
    if not len(inside) or not len(outside) or outside[-1] < inside[-1]:
        return (flat,)
    last = int(inside[-1])
    way = shares[last + 1] - shares[last]
    with np.errstate(all="ignore"):
        until = np.where(way > 0.0, 1.0 - shares[last], -shares[last]) / way
    tip = shares[last] + min(1.0, float(np.nanmin(np.where(way == 0.0, np.nan, until), initial=1.0))) * way
    length = float(np.linalg.norm(way))
    if length == 0.0:
        return (flat,)
    way /= length
    side = np.array([-way[1], way[0]])
    head = np.array([tip - _LONG * way + _WIDE * side, tip, tip - _LONG * way - _WIDE * side])
    return flat, np.full((1, 2), math.nan), lower + size * head


def _projected(points: Floats, plane: Slice) -> Floats:
    directions = np.array(plane.directions, dtype=np.float64)
    found, *_ = np.linalg.lstsq(directions.T, (points - np.array(plane.origin)).T, rcond=None)
    return np.asarray(found.T)
