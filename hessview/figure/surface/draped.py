"""Lines of the picture laid on the surface, and the level lines on the floor; what the surface hides is left out."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import CORE, PATHS, RUNS, ArrowMark, LineMark, Role
from hessview.figure.remembered import remembered
from hessview.figure.run_looks import run_colour
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.hidden import hidden
from hessview.figure.surface.marks import FillMark, StrokeMark

if TYPE_CHECKING:
    from hessview.analysis.fields.sampling import Level
    from hessview.figure.marks import Mark
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField
    from hessview.figure.surface.local_model import LocalModel
    from hessview.figure.surface.marks import Colour
    from hessview.figure.surface.mesh import Mesh

Floats = NDArray[np.float64]

LIFT = 0.004
"""How far towards the eye lines are lifted off the surface, in half the box's width."""

_LOOKS: MappingProxyType[str, tuple[str, float, tuple[float, ...]]] = MappingProxyType({
    Role.AXIS_POSITIVE: ("positive", 0.21, ()),
    Role.AXIS_NEGATIVE: ("negative", 0.21, (0.6, 0.36)),
    Role.AXIS_ZERO: ("quiet", 0.21, (0.2, 0.28)),
    Role.SINGULAR: ("ink", 0.16, (0.96, 0.24, 0.18, 0.24, 0.18, 0.24)),
    Role.CRITICAL_SET: ("degenerate", 0.28, ()),
    Role.WITNESS_UP: ("positive", 0.24, ()),
    Role.WITNESS_DOWN: ("negative", 0.24, (0.6, 0.36)),
    Role.GRADIENT: ("ink", 0.16, ()),
    Role.LEVEL_HERE: ("ink", 0.2, ()),
    Role.NEWTON: ("step", 0.18, ()),
    Role.NEWTON_WARNING: ("warning", 0.18, ()),
    Role.DESCENT: ("ink", 0.16, (0.32, 0.24)),
    Role.WAY_DOWN: ("saddle", 0.2, ()),
    Role.BASIN_BORDER: ("saddle", 0.18, (0.6, 0.3)),
    Role.PATH_MINIMUM: ("minimum", 0.4, ()),
    Role.PATH_SADDLE: ("saddle", 0.4, (0.8, 0.4)),
    Role.PATH_MAXIMUM: ("maximum", 0.4, (1.2, 0.32, 0.32, 0.32)),
    Role.PATH_DEGENERATE: ("degenerate", 0.4, (0.2, 0.32)),
    **dict.fromkeys(RUNS, ("run", 0.15, ())),
})
"""The colour, the width and the dash, in letters, of the lines that are laid on the surface."""

DRAPED: frozenset[str] = frozenset(_LOOKS)
"""The roles of these lines."""

RISING = (Role.GRADIENT,)
"""The roles of what lies in the tangent plane at the probe."""

_SHINING = frozenset({Role.GRADIENT, *RUNS})
_FAINT = 0.4


def level_strokes(  # noqa: PLR0917 - what, where, and how it is seen
    levels: tuple[Level, ...], field: HeightField, camera: Camera, colours: SurfaceColours, letter: float, cells: int
) -> list[StrokeMark]:
    """Return the level lines as far as they are seen, as one path."""
    seen = _seen_levels(levels, field, camera, cells)
    return [StrokeMark(seen, rgba(colours.level, 0.62), 0.075 * letter)] if len(seen) else []


def floor_strokes(  # noqa: PLR0917 - what, where, and how it is seen
    levels: tuple[Level, ...], field: HeightField, camera: Camera, colours: SurfaceColours, letter: float, cells: int
) -> list[StrokeMark]:
    """Return the level lines on the floor of the box."""
    points = level_points(levels, field, cells)
    if not len(points):
        return []
    low = points.copy()
    low[:, 2] = -field.top
    return [StrokeMark(camera.project(low), rgba(colours.quiet, 0.75), 0.07 * letter)]


def rim_strokes(  # noqa: PLR0917 - what, where, and how it is seen
    mesh: Mesh, field: HeightField, camera: Camera, colours: SurfaceColours, letter: float, cells: int
) -> list[StrokeMark]:
    """Return where the surface ends, as far as that is seen."""
    points = mesh.rim
    return [StrokeMark(as_seen(points, field, camera, cells), rgba(colours.level, 0.55), 0.07 * letter)]


def line_strokes(  # noqa: PLR0917 - what, where, and how it is seen
    marks: tuple[Mark, ...], rise: LocalModel | None, field: HeightField, camera: Camera, colours: SurfaceColours,
    letter: float, cells: int,
) -> list[StrokeMark | FillMark]:  # fmt: skip
    """Return the picture's lines and arrows that mean something on the surface, as far as they are seen.

    Parameters
    ----------
    rise
        The model at the probe: the gradient lies in its tangent plane, for on the surface it may come down again.
    """
    made: list[StrokeMark | FillMark] = []
    for mark in marks:
        look = _LOOKS.get(mark.role) if isinstance(mark, LineMark | ArrowMark) else None
        if look is None or not isinstance(mark, LineMark | ArrowMark):
            continue
        token, width, dash = look
        opacity = 1.0
        if isinstance(mark, LineMark) and mark.role in RUNS:
            width, opacity = mark.weight * width, mark.opacity
        if mark.role in RISING and rise is not None:
            points = _risen(_vertices(mark), rise, field)
            seen = as_seen(points, field, camera, cells)
        else:
            points, seen = _laid(mark, field, camera, cells)
        if len(seen) > 1:
            colour = rgba(_colour(mark.role, token, colours), opacity)
            if mark.role in _SHINING and np.isnan(seen).any():
                # Below a surface that bends up it is hidden, but it is there.
                made.append(StrokeMark(camera.project(points), (*colour[:3], _FAINT * opacity), width * letter))
            casing = StrokeMark(seen, rgba(colours.paper, 0.7 * opacity), 1.7 * width * letter)
            dashes = tuple(length * letter for length in dash)
            made += [casing, StrokeMark(seen, colour, width * letter, dashes)]
            if mark.role in PATHS:
                made.append(StrokeMark(seen, rgba(colours.paper), CORE * width * letter, dashes))
            if isinstance(mark, ArrowMark):
                made += _head(seen, colour, letter)
    return made


def _vertices(mark: LineMark | ArrowMark) -> Floats:
    return np.array([mark.tail, mark.head]) if isinstance(mark, ArrowMark) else mark.vertices


@remembered(64)
def _laid(mark: LineMark | ArrowMark, field: HeightField, camera: Camera, cells: int) -> tuple[Floats, Floats]:
    """Return a line on the surface, shape (k, 3), and as it is seen; most lines are the same while the probe moves."""
    points = on_surface(refined(_vertices(mark), field, cells), field)
    return points, as_seen(points, field, camera, cells)


@remembered(2)
def _seen_levels(levels: tuple[Level, ...], field: HeightField, camera: Camera, cells: int) -> Floats:
    """Return the level lines on the picture, nan where the surface hides them."""
    points = level_points(levels, field, cells)
    return as_seen(points, field, camera, cells) if len(points) else np.empty((0, 2))


def _colour(role: Role, token: str, colours: SurfaceColours) -> str:
    if role in RUNS:
        return run_colour(role, colours.ground)
    return colours.classes.get(token) or str(getattr(colours, token))


def _risen(vertices: Floats, model: LocalModel, field: HeightField) -> Floats:
    """Return a line from the probe within the tangent plane, shape (k, 3), no farther than to the box's side.

    A plane that is steeper than numbers can say has no line: shape (0, 3).
    """
    u, v = (field.cube.across(vertices[:, axis], axis) for axis in (0, 1))
    ends = np.column_stack([u, v, model.height(u, v, order=1)])
    if not np.isfinite(ends).all():
        return np.empty((0, 3))
    way = ends[-1] - ends[0]
    with np.errstate(all="ignore"):
        rooms = (np.copysign(field.cube.half, way) - ends[0]) / way
    room = float(np.min(rooms[way != 0.0], initial=1.0))
    return np.asarray(ends[0] + np.linspace(0.0, max(room, 0.0), 25)[:, np.newaxis] * way)


def _head(seen: Floats, colour: Colour, letter: float) -> list[FillMark]:
    """Return the head of an arrow at the end of a line, where that is seen and long enough to have one."""
    tip = seen[-1]
    away = np.hypot(*(seen - tip).T)
    behind = np.flatnonzero(np.isfinite(away) & (away >= 0.55 * letter))
    if not np.isfinite(tip).all() or not len(behind):
        return []
    back = (seen[behind[-1]] - tip) / away[behind[-1]]
    aside = np.array([-back[1], back[0]])
    ring = np.array([tip, tip + letter * (0.85 * back + 0.36 * aside), tip + letter * (0.85 * back - 0.36 * aside)])
    return [FillMark(ring, colour)]


@remembered(4)
def level_points(levels: tuple[Level, ...], field: HeightField, cells: int) -> Floats:
    """Return the level lines in the box, shape (k, 3), pieces separated by rows of nan; no finer than is seen."""
    # All at once: a hundred lines one by one take several times as long.
    is_there = field.is_there(field.cube.across(np.array([level.value for level in levels]), 2))
    shown = [level for level, there in zip(levels, is_there, strict=True) if there and len(level.vertices)]
    if not shown:
        return np.empty((0, 3))
    gap = np.full((1, 2), np.nan)
    vertices = np.concatenate([part for level in shown for part in (level.vertices, gap)])
    lengths = np.array([len(level.vertices) + 1 for level in shown])
    heights = np.repeat([level.value for level in shown], lengths)
    ends = np.cumsum(lengths)
    heights[ends - 1] = np.nan
    kept = _kept(vertices, np.arange(len(vertices)) - np.repeat(ends - lengths, lengths),
                 max(1, round(len(field.x) / (1.6 * cells))))  # fmt: skip
    return field.cube.points(vertices[kept, 0], vertices[kept, 1], heights[kept])


def _kept(vertices: Floats, index: NDArray[np.intp], every: int) -> NDArray[np.bool_]:
    """Return which vertices are kept, shape (k,): every few, by their index in their line, and the ends of pieces."""
    breaks = np.isnan(vertices[:, 0])
    kept: NDArray[np.bool_] = breaks | (index % every == 0)
    kept[:-1] |= breaks[1:]
    kept[1:] |= breaks[:-1]
    return kept


def refined(vertices: Floats, field: HeightField, cells: int) -> Floats:
    """Return a polyline of the plane with points as close as the cells of a grid."""
    if len(vertices) < 2:
        return vertices
    (x0, x1), (y0, y1) = field.cube.x_range, field.cube.y_range
    with np.errstate(all="ignore"):
        steps = np.abs(np.diff(vertices, axis=0)) / (x1 - x0, y1 - y0)
    counts = np.nan_to_num(np.ceil(np.minimum(steps.max(axis=1), 1.0) * cells), nan=1.0).astype(np.intp)
    counts = np.maximum(counts, 1)
    first = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[first]
    made = vertices[first] * (1.0 - share[:, np.newaxis]) + vertices[first + 1] * share[:, np.newaxis]
    whole = share == 0.0
    made[whole] = vertices[first[whole]]
    return np.concatenate([made, vertices[-1:]])


def on_surface(vertices: Floats, field: HeightField) -> Floats:
    """Return the points of the surface over vertices of the plane, shape (k, 3); nan where there is none."""
    u, v = (field.cube.across(vertices[:, axis], axis) for axis in (0, 1))
    heights = field.on_end(field.at(u, v))
    points = np.column_stack([u, v, heights])
    points[~field.is_there(heights)] = np.nan
    return points


def as_seen(points: Floats, field: HeightField, camera: Camera, cells: int) -> Floats:
    """Return lines of the box on the picture, nan where the surface hides them."""
    places = camera.project(points + LIFT * camera.axes[2])
    places[hidden(points, field, camera, cells)] = np.nan
    return places
