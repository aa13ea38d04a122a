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
from hessview.figure.surface.draped import DRAPED, as_seen
from hessview.figure.surface.marks import StrokeMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hessview.figure.marks import Figure, Mark
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
    """Return the signs of the regions, lying on the surface, as far as they are seen, as one path."""
    seen = _seen_signs(regions, field, camera, cells)
    return [StrokeMark(seen, rgba(colours.ink, 0.75), 0.1 * letter)] if len(seen) else []


@remembered(2)
def _seen_signs(regions: Regions, field: HeightField, camera: Camera, cells: int) -> Floats:
    """Return the strokes of all signs on the picture, nan where they are not seen; the same while the probe moves."""
    parts = [part for region in regions for part in _signs(region, field)]
    if not parts:
        return np.empty((0, 2))
    u, v = np.concatenate(parts).T
    heights = field.on_end(field.at(u, v))
    points = np.column_stack([u, v, heights])
    points[~field.is_there(heights)] = np.nan
    return as_seen(points, field, camera, cells)


@remembered(8)
def _signs(region: RegionMark, field: HeightField) -> list[Floats]:
    """Return the strokes of a region's signs in the box, each shape (k, 2), ended by a row of nan."""
    corner, size = _extent(field)
    pattern, gap = PATTERNS[region.kind], np.full((1, 2), np.nan)
    made: list[Floats] = []
    found = signs_in(_rings(region, field) - corner, size, pattern, _GRAIN)
    for sign, places in zip(pattern.signs, found, strict=True):
        for stroke in sign:
            shape = _GRAIN.half * np.array(stroke)
            for place in places + corner:
                made += [place + shape, gap]
    return made


def _rings(region: RegionMark, field: HeightField) -> Floats:
    return np.column_stack([field.cube.across(region.rings[:, axis], axis) for axis in (0, 1)])


def _extent(field: HeightField) -> tuple[Floats, tuple[float, float]]:
    """Return the corner of the floor, and its width and depth."""
    corner = np.array([field.x[0], field.y[0]])
    return corner, (float(field.x[-1] - field.x[0]), float(field.y[-1] - field.y[0]))
