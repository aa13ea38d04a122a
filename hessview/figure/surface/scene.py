"""The surface of the slice that is shown, as flat shapes from far to near, and what is under a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hessview.document.state import Arrangement
from hessview.figure.compose import compose
from hessview.figure.marks import ArrowMark, DotsMark, FieldMark, LineMark, Role
from hessview.figure.surface import picking
from hessview.figure.surface.box_frame import frame_marks, label_room
from hessview.figure.surface.camera import DISTANCE, ORTHOGRAPHIC, Camera
from hessview.figure.surface.draped import RISING, floor_strokes, level_strokes, line_strokes, rim_strokes
from hessview.figure.surface.heights import height_field
from hessview.figure.surface.key import Corner, key_beside, key_entries, key_marks, point_entries, set_entries
from hessview.figure.surface.local_model import LEAST, least_radius, local_model, model_marks
from hessview.figure.surface.marks import QuadMark
from hessview.figure.surface.mesh import mesh_of
from hessview.figure.surface.order import quadrants
from hessview.figure.surface.regions import region_signs, tinted_regions
from hessview.figure.surface.shading import cell_colours
from hessview.figure.surface.signs import sign_marks
from hessview.figure.words import number

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State, SurfaceLook
    from hessview.figure.marks import Figure, Mark
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField
    from hessview.figure.surface.key import KeyEntry
    from hessview.figure.surface.local_model import LocalModel
    from hessview.figure.surface.marks import SceneMark
    from hessview.figure.surface.mesh import Mesh
    from hessview.figure.surface.regions import Regions


LETTER = 11.0
"""The size of the ticks' letters on a screen, in pixels."""

_KEY_SHARE, _KEY_EDGE = 0.4, 0.73
"""Of the picture's width, how long a row of its key is: what is to the right of it belongs to the axes. Then how
many letters are between the edge and the key: 8 pixels."""

_MARGIN = 3.2
"""Letters that are left free for labels on each side."""

_REACH = 1.0
"""Of the picture's units beside the surface, in which its rim is picked: a mouse is on whole pixels."""


@dataclass(frozen=True)
class Detail:
    """How fine a scene is.

    Attributes
    ----------
    mesh
        Lines of the surface's grid along each axis.
    cells
        Of the grid that rays are followed through, along each axis; lines are about as fine.
    """

    mesh: int
    cells: int


COARSE = Detail(80, 60)
"""While it moves."""

FINE = Detail(200, 200)
"""At rest, and in files."""


@dataclass(frozen=True, eq=False)
class SurfaceScene:
    """One look at the surface.

    Attributes
    ----------
    size
        Width and height in the picture's units: pixels of the screen, points of a page; y runs down.
    marks
        From far to near.
    camera
        From where it is seen.
    field
        The heights; None when there is no surface.
    words
        Why there is no surface; empty when there is one.
    notes
        What has to be said about it.
    colours
        The look it was made for.
    letter
        The size of the ticks' letters, in the picture's units; lines and glyphs go with it.
    corner
        Where its key is, if it has one.
    """

    size: tuple[float, float]
    marks: tuple[SceneMark, ...]
    camera: Camera
    field: HeightField | None
    colours: SurfaceColours
    letter: float = LETTER
    words: str = ""
    notes: tuple[str, ...] = ()
    corner: Corner = Corner.LOWER_LEFT

    def pick(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the plane's coordinates of the point of the surface at a pixel; None more than one beside it."""
        return None if self.field is None else picking.pick_near(self.field, self.camera, x, y, _REACH)

    def place(self, s: float, t: float) -> tuple[float, float] | None:
        """Return where the point of the surface over (s, t) is on the picture; None where there is none."""
        if self.field is None:
            return None
        u, v = (self.field.cube.across(np.array([value]), axis) for axis, value in ((0, s), (1, t)))
        height = self.field.at(u, v)
        if not self.field.is_there(height)[0]:
            return None
        x, y = self.camera.project(np.column_stack([u, v, height]))[0].tolist()
        return x, y


NO_SURFACE_OF_A_CURVE = "A function of one variable is a curve; it has no surface."
NOWHERE_DEFINED = "There is no surface here: f has no finite value in this view."
NOTHING_YET = "No function yet."


def surface_scene(  # noqa: PLR0917 - what is shown, how large, in which look, how fine
    state: State, results: Results, size: tuple[float, float], colours: SurfaceColours,
    detail: Detail = FINE, figure: Figure | None = None, letter: float = LETTER,
    corner: Corner | None = Corner.LOWER_LEFT,
) -> SurfaceScene:  # fmt: skip
    """Return the scene of `state`.

    Parameters
    ----------
    size
        Width and height of the picture.
    detail
        `COARSE` while it moves, `FINE` at rest.
    figure
        The composed picture of the same state and results, where there is one already.
    letter
        The size of the ticks' letters.
    corner
        Where what stands on the surface is named if nothing is in the way; None: nowhere, `key_below` does.
    """
    bare = bare_scene(state, results, size, colours, letter)
    look, camera, field = state.surface, bare.camera, bare.field
    if field is None or results.formula is None or results.field is None:
        return bare
    figure = compose(state, results) if figure is None else figure
    how = (field, camera, colours, letter, detail.cells)
    names = (figure.axes.x_label, figure.axes.y_label, results.formula.name)
    behind, around = frame_marks(field.cube, names, camera, colours, letter)
    levels = results.field.levels
    floor = floor_strokes(levels, *how) if look.floor else []
    model = local_model(results, field, state.appearance.trust, least_radius(size, letter))
    marks: list[SceneMark] = [*behind]
    is_above = camera.elevation >= 0.0
    marks += floor if is_above else []
    marks += _surface(figure, mesh_of(field, detail.mesh), *how)
    marks += level_strokes(levels, *how) if look.lines else []
    laid, rising = _laid(figure.marks, model, look), _before_the_model(figure.marks, model, look, camera)
    marks += line_strokes(tuple(mark for mark in laid if mark not in rising), model, *how)
    if model is not None:
        marks += model_marks(model, 1, *how) if look.tangent_plane else []
        marks += model_marks(model, 2, *how) if look.paraboloid else []
        marks += line_strokes(rising, model, *how)
    if corner is not None:
        entries, others = _entries(state, figure, field, model, colours), (*marks, *around)
        key, corner = key_beside(
            entries, size, letter, colours, _KEY_SHARE, edge=_KEY_EDGE, others=others, first=corner
        )
        marks += key
    marks += floor if not is_above else []
    marks += around
    if any(isinstance(mark, DotsMark) for mark in figure.marks):
        from hessview.figure.surface.run_dots import dot_marks

        marks += dot_marks(figure.marks, *how)
    marks += sign_marks(figure, None if model is None else model.place, *how)
    notes = _notes(field, model, look)
    return SurfaceScene(size, tuple(marks), camera, field, colours, letter, "", notes, corner or Corner.LOWER_LEFT)


def _surface(  # noqa: PLR0917 - what is shown, how it is seen
    figure: Figure, mesh: Mesh, field: HeightField, camera: Camera, colours: SurfaceColours, letter: float, cells: int
) -> list[SceneMark]:
    """Return the surface in the colours of the map, or in the tints of its regions, which have their signs then."""
    shown = next((mark for mark in figure.marks if isinstance(mark, FieldMark)), None)
    regions = tinted_regions(figure.marks) if shown is None else ()
    how = (field, camera, colours, letter, cells)
    return [
        *surface_marks(mesh, field, regions or shown, colours, camera), *region_signs(regions, *how),
        *rim_strokes(mesh, *how),
    ]  # fmt: skip


def key_below(  # noqa: PLR0917 - what is shown, how large, in which look
    state: State, results: Results, size: tuple[float, float], colours: SurfaceColours, figure: Figure, letter: float
) -> tuple[tuple[SceneMark, ...], float]:
    """Return the key of what stands on the surface, at the foot of `size`, and how high it is."""
    field = None if results.field is None else height_field(results.field, equal=state.appearance.equal_aspect)
    model = None if field is None else local_model(results, field, state.appearance.trust)
    made, height = key_marks(_entries(state, figure, field, model, colours), size, letter, colours)
    return tuple(made), height


def _entries(
    state: State, figure: Figure, field: HeightField | None, model: LocalModel | None, colours: SurfaceColours
) -> tuple[KeyEntry, ...]:
    """Return what the key names; the kinds of critical points stand above the map, where there is one beside it."""
    standing: tuple[KeyEntry, ...] = ()
    if field is not None:
        points = point_entries(figure, field, colours) if state.arrangement is Arrangement.SURFACE else ()
        standing = (*points, *set_entries(figure, field, colours))
    return (*standing, *key_entries(figure, model, state.surface, colours))


def bare_scene(
    state: State, results: Results, size: tuple[float, float], colours: SurfaceColours, letter: float = LETTER
) -> SurfaceScene:
    """Return the scene of `state` without its marks: in no time, and enough to pick and to place."""
    look = state.surface
    field = None if results.field is None else height_field(results.field, equal=state.appearance.equal_aspect)
    wider = 0.0 if field is None else max(label_room(field.cube) - _MARGIN, 0.0)
    # Exactly from above, or along an axis, every length on the picture is read off the axes.
    is_square = abs(look.elevation) == 90.0 or (look.elevation == 0.0 and look.azimuth % 90.0 == 0.0)
    distance = ORTHOGRAPHIC if is_square else DISTANCE
    camera = Camera(look.azimuth, look.elevation, look.zoom, size, distance, _MARGIN * letter, wider * letter)
    is_there = field is not None and results.formula is not None
    words = "" if is_there else _why_not(results)
    return SurfaceScene(size, (), camera, field if is_there else None, colours, letter, words)


def has_no_surface(results: Results) -> bool:
    """Whether there is nothing to see, for whatever reason."""
    return results.formula is None or results.field is None or height_field(results.field) is None


def surface_notes(
    state: State, results: Results, size: tuple[float, float] | None = None, letter: float = LETTER
) -> tuple[str, ...]:
    """Return what has to be said about the surface, on a picture of this size if one is given."""
    field = None if results.field is None else height_field(results.field, equal=state.appearance.equal_aspect)
    if field is None:
        return ()
    least = LEAST if size is None else least_radius(size, letter)
    return _notes(field, local_model(results, field, state.appearance.trust, least), state.surface)


def _laid(marks: tuple[Mark, ...], model: LocalModel | None, look: SurfaceLook) -> tuple[Mark, ...]:
    """Return what is laid on the surface: not the principal axes where the paraboloid shows them."""
    if model is None or not look.paraboloid:
        return marks
    axes = (Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO)
    return tuple(mark for mark in marks if not (isinstance(mark, LineMark) and mark.role in axes))


def _before_the_model(
    marks: tuple[Mark, ...], model: LocalModel | None, look: SurfaceLook, camera: Camera
) -> tuple[Mark, ...]:
    """Return what rises in the tangent plane on the eye's side of the paraboloid; without one it lies on the plane."""
    if model is None or not (look.paraboloid or look.tangent_plane):
        return ()
    is_above = camera.elevation >= 0.0
    bend = model.slope_bend if look.paraboloid else 0.0
    if bend > 0.0 if is_above else bend < 0.0:
        return ()
    return tuple(mark for mark in marks if isinstance(mark, ArrowMark) and mark.role in RISING)


def _notes(field: HeightField, model: LocalModel | None, look: SurfaceLook) -> tuple[str, ...]:
    made: tuple[str, ...] = ()
    if field.is_clipped:
        low, high = (number(value) for value in field.cube.z_range)
        made = (f"The surface is shown from {low} to {high}; f goes on beyond.",)
    if model is not None and look.paraboloid and model.is_larger:
        made = (*made, "The paraboloid is drawn larger than the region in which it is near f.")
    return made


def surface_marks(
    mesh: Mesh, field: HeightField, shown: FieldMark | Regions | None, colours: SurfaceColours, camera: Camera
) -> list[SceneMark]:
    """Return the surface alone, shaded, in the order in which it is painted."""
    places = camera.project(mesh.points)
    shaded = cell_colours(mesh, field, shown, colours, camera)
    return [
        QuadMark(places[rows, columns], shaded[down, along])
        for rows, columns, down, along in quadrants(mesh.x, mesh.y, camera)
    ]


def _why_not(results: Results) -> str:
    if results.formula is None:
        return NOTHING_YET
    if results.formula.dimension == 1:
        return NO_SURFACE_OF_A_CURVE
    return NOWHERE_DEFINED
