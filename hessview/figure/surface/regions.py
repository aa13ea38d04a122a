"""The regions of definiteness on the surface: their tints, and the signs that tell them apart without colour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import LineMark, RegionMark
from hessview.figure.patterns import PATTERNS, TINTS, Grain, cells_in, signs_in
from hessview.figure.remembered import remembered
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.draped import DRAPED, LIFT
from hessview.figure.surface.hidden import hidden
from hessview.figure.surface.marks import StrokeMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hessview.figure.marks import Figure, Mark
    from hessview.figure.patterns import Stroke
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField
    from hessview.figure.surface.mesh import Mesh

Floats = NDArray[np.float64]
Regions = tuple[RegionMark, ...]

_TINT = 0.5
"""How much of a kind's colour is on the surface; the light takes some of it away again."""

_FINE = 400
"""Cells along each side of the picture in which is looked up what a point lies in."""

_GRAIN = Grain(0.26, 0.02)
"""Of the signs, in half the box's width."""

_SMALLEST = 0.6
"""Of that size, a sign where the surface is seen from its side."""


def tinted_regions(marks: Iterable[Mark]) -> Regions:
    """Return the regions that colour the map; none where it has the colours of a field, or no colours."""
    return tuple(mark for mark in marks if isinstance(mark, RegionMark) and mark.is_tinted and mark.kind in TINTS)


def on_surface(figure: Figure) -> Figure:
    """Return a map with nothing but the lines and regions that are on its surface, too."""
    regions = tinted_regions(figure.marks)
    shown = (mark for mark in figure.marks if mark in regions or (isinstance(mark, LineMark) and mark.role in DRAPED))
    return replace(figure, marks=tuple(shown))


@remembered(4)
def region_colours(mesh: Mesh, field: HeightField, regions: Regions, plain: str, paper: str) -> Floats:
    """Return the colours of a mesh's cells, shape (rows, columns, 3): plain where no region is."""
    ground = np.array(rgba(paper)[:3])
    made = np.broadcast_to(np.array(rgba(plain)[:3]), (*mesh.kept.shape, 3)).copy()
    corner, size = _extent(field)
    columns, rows = (
        np.clip((_FINE * (0.5 * (lines[1:] + lines[:-1]) - low) / side).astype(np.intp), 0, _FINE - 1)
        for lines, low, side in ((mesh.x, corner[0], size[0]), (mesh.y, corner[1], size[1]))
    )
    for region in regions:
        inside = cells_in(_rings(region, field) - corner, size, (_FINE, _FINE))[np.ix_(rows, columns)]
        made[inside] = ground + _TINT * (np.array(rgba(TINTS[region.kind])[:3]) - ground)
    return made


def region_signs(  # noqa: PLR0917 - what, where, and how it is seen
    regions: Regions, field: HeightField, camera: Camera, colours: SurfaceColours, letter: float, cells: int
) -> list[StrokeMark]:
    """Return the signs of the regions as far as their places are seen, as one path.

    They stand upright on the picture, however the surface is turned: lying on it, + would look like a cross.
    """
    seen = _seen_signs(regions, field, camera, cells)
    return [StrokeMark(seen, rgba(colours.ink, 0.75), 0.1 * letter)] if len(seen) else []


@remembered(2)
def _seen_signs(regions: Regions, field: HeightField, camera: Camera, cells: int) -> Floats:
    """Return the strokes of all signs that are seen, each ended by a row of nan; the same while the probe moves."""
    parts = [part for region in regions for part in _signs(region, field)]
    places = np.concatenate([places for _, places in parts]) if parts else np.empty((0, 2))
    points = _standing(places, field)
    there = np.asarray(np.isfinite(points).all(axis=1))
    there[there] = ~hidden(points[there], field, camera, cells)
    sizes = _GRAIN.half * _flatness(places, points, field, camera)
    right, up, towards = camera.axes
    made, end = [np.empty((0, 2))], 0
    for sign, of_sign in parts:
        chosen = np.flatnonzero(there[end : end + len(of_sign)]) + end
        end += len(of_sign)
        for stroke in sign:
            shape = np.array(stroke) @ np.array([right, up])
            middles = points[chosen, np.newaxis] + LIFT * towards
            lines = camera.project(middles + sizes[chosen, np.newaxis, np.newaxis] * shape)
            gaps = np.full((len(chosen), 1, 2), np.nan)
            made.append(np.concatenate([lines, gaps], axis=1).reshape(-1, 2))
    return np.concatenate(made)


def _standing(places: Floats, field: HeightField) -> Floats:
    """Return the points of the surface over places of its floor, shape (k, 3); nan where there is none."""
    heights = field.on_end(field.at(places[:, 0], places[:, 1]))
    points = np.column_stack([places, heights])
    points[~field.is_there(heights)] = np.nan
    return points


def _flatness(places: Floats, points: Floats, field: HeightField, camera: Camera) -> Floats:
    """Return how much of its size a sign has at each point, shape (k,): less where one sees the surface's side."""
    here = camera.project(points)
    ways = [
        camera.project(_standing(places + step, field)) - here
        for step in (np.array([_GRAIN.half, 0.0]), np.array([0.0, _GRAIN.half]))
    ]
    with np.errstate(all="ignore"):
        area = np.abs(ways[0][:, 0] * ways[1][:, 1] - ways[0][:, 1] * ways[1][:, 0])
        longest = np.maximum(np.hypot(*ways[0].T), np.hypot(*ways[1].T))
        least = area / longest / (_GRAIN.half * camera.unit)
    return np.asarray(np.clip(np.nan_to_num(least, nan=_SMALLEST), _SMALLEST, 1.0))


@remembered(8)
def _signs(region: RegionMark, field: HeightField) -> list[tuple[tuple[Stroke, ...], Floats]]:
    """Return the signs of a region, each with its places on the floor of the box, shape (k, 2)."""
    corner, size = _extent(field)
    pattern = PATTERNS[region.kind]
    found = signs_in(_rings(region, field) - corner, size, pattern, _GRAIN)
    return [(sign, places + corner) for sign, places in zip(pattern.signs, found, strict=True) if len(places)]


def _rings(region: RegionMark, field: HeightField) -> Floats:
    return np.column_stack([field.cube.across(region.rings[:, axis], axis) for axis in (0, 1)])


def _extent(field: HeightField) -> tuple[Floats, tuple[float, float]]:
    """Return the corner of the floor, and its width and depth."""
    corner = np.array([field.x[0], field.y[0]])
    return corner, (float(field.x[-1] - field.x[0]), float(field.y[-1] - field.y[0]))
