"""The probe and the critical points as they stand on the surface, and the polygons that their glyphs are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.glyph_shapes import SIZES, SMALLEST_WITH_DETAIL, arm_angles, detail, fitting_sizes, grown, rings_of
from hessview.figure.marks import ROUGH, GlyphsMark, PointMark
from hessview.figure.remembered import remembered
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.draped import LIFT
from hessview.figure.surface.hidden import hidden
from hessview.figure.surface.marks import SignMark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.figure.marks import Figure
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import Flags, HeightField
    from hessview.figure.surface.marks import Colour

Floats = NDArray[np.float64]

PROBE, DOT, STOPPED = "probe", "dot", "stopped"
_FAINT = 0.32
_UNIT = 1.0 / 11.0
"""A pixel of the contour map's glyphs, in letters."""

_CROWDED = 0.25
"""Which share of the signs may be closer to each other than they should."""

_RIM, _EDGE, _WALL = 1.4, 0.6, 1.4


def sign_marks(  # noqa: PLR0917 - what, where, and how it is seen
    figure: Figure, probe: Floats | None, field: HeightField, camera: Camera, colours: SurfaceColours, letter: float,
    cells: int,
) -> list[SignMark]:  # fmt: skip
    """Return the glyphs of the picture's points on the surface, those that it hides faint, and at last the probe.

    Parameters
    ----------
    probe
        In the box, shape (3,); None where f has no value there or the probe is out of sight.
    """
    groups = tuple(mark for mark in figure.marks if isinstance(mark, GlyphsMark) and mark.kind != ROUGH)
    size, placed = _placed(groups, field, camera, letter, cells)
    made: list[SignMark] = []
    for mark, (points, covered) in zip(groups, placed, strict=True):
        made += _glyphs(mark, points, covered, size, field, camera, colours)
    made.sort(key=lambda sign: sign.opacity)
    if probe is not None and any(isinstance(mark, PointMark) and mark.kind == PROBE for mark in figure.marks):
        lifted = probe[np.newaxis] + 2.0 * LIFT * camera.axes[2]
        opacity = _FAINT if hidden(lifted, field, camera, cells)[0] else 1.0
        place = camera.project(probe[np.newaxis])
        made.append(SignMark(place, PROBE, rgba(colours.ink), opacity=opacity, size=1.25 * letter))
    return made


def has_signs(mark: GlyphsMark, field: HeightField) -> bool:
    """Whether glyphs of a mark stand on the surface: none beside it, none where it is cut off, no dots of a crease."""
    return mark.kind != ROUGH and bool(np.isfinite(_standing(mark, field)).all(axis=1).any())


@remembered(2)
def _placed(
    groups: tuple[GlyphsMark, ...], field: HeightField, camera: Camera, letter: float, cells: int
) -> tuple[float, tuple[tuple[Floats, Flags], ...]]:
    """Return how large all glyphs are, and for each mark where they are in the box, and which ones the surface hides.

    They are the same while the probe moves.
    """
    found = [_standing(mark, field) for mark in groups]
    if not found:
        return 0.0, ()
    every = np.concatenate(found)
    covered = hidden(every + 2.0 * LIFT * camera.axes[2], field, camera, cells)
    size = _common(every, covered, camera, _UNIT * letter)
    behind = np.split(covered, np.cumsum([len(points) for points in found])[:-1])
    return size, tuple(zip(found, behind, strict=True))


def _common(points: Floats, covered: Flags, camera: Camera, unit: float) -> float:
    """Return the largest size that most have room for: on a small surface two sizes would look like two meanings.

    What the surface hides is faint, and takes no room from what is seen.
    """
    there = np.isfinite(points).all(axis=1)
    seen = there & ~covered
    chosen = seen if seen.any() else there
    if not chosen.any():
        return 0.0
    (sizes,) = fitting_sizes([camera.project(points[chosen])], (1.0, 1.0), unit)
    return float(np.quantile(sizes, _CROWDED, method="lower"))


def _glyphs(  # noqa: PLR0917 - what, where, and how it is seen
    mark: GlyphsMark, points: Floats, covered: Flags, size: float, field: HeightField, camera: Camera,
    colours: SurfaceColours,
) -> list[SignMark]:  # fmt: skip
    """Return the glyphs of a mark, those that are hidden apart."""
    made: list[SignMark] = []
    there = np.isfinite(points).all(axis=1)
    places = camera.project(points + LIFT * camera.axes[2])
    angles = _angles(mark, points, field, camera)
    colour = rgba(colours.classes.get(mark.kind, colours.quiet))
    for is_covered in (True, False):
        chosen = there & (covered == is_covered)
        if chosen.any():
            turned = None if angles is None else angles[chosen]
            opacity = _FAINT if is_covered else 1.0
            made.append(SignMark(places[chosen], mark.kind, colour, mark.filled, turned, mark.nature, opacity, size))
    return made


def _standing(mark: GlyphsMark, field: HeightField) -> Floats:
    """Return where points of the plane are on the surface, shape (m, 3); nan outside the box."""
    values = [getattr(subject, "value", None) for subject in mark.subjects]
    u, v = (field.cube.across(mark.places[:, axis], axis) for axis in (0, 1))
    heights = field.at(u, v)
    if len(values) == len(u) and all(isinstance(value, float) for value in values):
        # Their own value, not what is between the samples; nan stays, where they are out of sight.
        exact = field.cube.across(np.array(values, dtype=np.float64), 2)
        inside = (np.abs(u) <= field.cube.half[0]) & (np.abs(v) <= field.cube.half[1])
        heights = np.where(inside & np.isfinite(exact), exact, np.where(inside, heights, np.nan))
    heights = field.on_end(heights)
    points = np.column_stack([u, v, heights])
    points[~field.is_there(heights)] = np.nan
    return points


def _angles(mark: GlyphsMark, points: Floats, field: HeightField, camera: Camera) -> Floats | None:
    """Return the angles of the arms of saddles: their axes lie level there, and are seen as such."""
    if mark.directions is None:
        return None
    cube = field.cube
    scale = np.array([
        half / (0.5 * high - 0.5 * low)
        for (low, high), half in zip((cube.x_range, cube.y_range), cube.half, strict=False)
    ])
    shown = np.empty((len(points), 2, 2))
    for k in (0, 1):
        way = mark.directions[:, k] * scale
        with np.errstate(all="ignore"):
            way = 0.01 * way / np.hypot(way[:, 0], way[:, 1])[:, np.newaxis]
        step = camera.project(points + np.column_stack([way, np.zeros(len(way))])) - camera.project(points)
        shown[:, k] = step * (1.0, -1.0)
    return arm_angles(shown, len(points), (1.0, 1.0))


def sign_shapes(mark: SignMark, colours: SurfaceColours, letter: float) -> Iterator[tuple[list[Floats], Colour]]:
    """Yield polygons on the picture with their colour, from back to front; y of the shapes is turned down here.

    Parameters
    ----------
    letter
        The size of the ticks' letters.
    """
    paper, ink = rgba(colours.paper, mark.opacity), rgba(colours.ink, mark.opacity)
    colour = (*mark.colour[:3], mark.opacity)
    unit, half = _UNIT * letter, 0.5 * mark.size
    if mark.kind == PROBE:
        for share, tone in ((1.0, paper), (0.8, ink), (0.55, paper), (0.3, ink)):
            yield [_disc(half * share) + place for place in mark.places], tone
        return
    if mark.kind in {DOT, STOPPED}:
        yield from _dot_shapes(mark, half, unit, paper, colour)
        return
    has_detail = mark.size >= SMALLEST_WITH_DETAIL * unit
    fine = unit if has_detail else 0.5 * unit
    wider = 0.7 * unit if mark.kind == "saddle" and has_detail and not mark.filled else 0.0
    wall = min(_WALL * unit, 0.4 * half) if mark.kind != "saddle" else wider

    def shapes(by: float) -> list[Floats]:
        made: list[Floats] = []
        for k, place in enumerate(mark.places):
            angles = None if mark.angles is None or not has_detail else mark.angles[k]
            made += [ring * (1.0, -1.0) + place for ring in rings_of(mark.kind, half, by, angles)]
        return made

    yield shapes(_RIM * fine + wider), paper
    yield shapes(_EDGE * fine + wider), ink
    yield shapes(wider), colour
    if not mark.filled:
        yield shapes(-wall), paper
    if mark.nature and has_detail:
        inner = [grown(half * ring, 0.02 * mark.size) * (1.0, -1.0) for ring in detail(mark.nature)]
        yield [ring + place for ring in inner for place in mark.places], paper if mark.filled else colour


def _dot_shapes(
    mark: SignMark, half: float, unit: float, paper: Colour, colour: Colour
) -> Iterator[tuple[list[Floats], Colour]]:
    """Yield the discs of iterates, and the ring with a slash at the end of a run that came to no critical point."""
    if half > unit:
        yield [_disc(half + 0.8 * unit) + place for place in mark.places], (*paper[:3], 0.8 * paper[3])
    yield [_disc(half) + place for place in mark.places], colour
    if not mark.filled:
        yield [_disc(max(half - 0.8 * unit - 0.3 * half, 0.3 * half)) + place for place in mark.places], paper
    if mark.kind == STOPPED:
        bar = np.array([[-half, -0.8 * unit], [half, -0.8 * unit], [half, 0.8 * unit], [-half, 0.8 * unit]])
        turned = bar @ np.array([[1.0, -1.0], [1.0, 1.0]]) * 0.5**0.5
        yield [turned + place for place in mark.places], colour


def _disc(radius: float) -> Floats:
    turn = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    return radius * np.column_stack([np.cos(turn), np.sin(turn)])


LARGEST = SIZES[0] * _UNIT
"""Across the largest glyph, in letters."""
