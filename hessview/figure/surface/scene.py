"""The surface of the slice that is shown, as flat shapes from far to near, and what is under a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.compose import compose
from hessview.figure.marks import FieldMark
from hessview.figure.surface import picking
from hessview.figure.surface.camera import DISTANCE, Camera
from hessview.figure.surface.heights import height_field
from hessview.figure.surface.marks import QuadMark
from hessview.figure.surface.mesh import mesh_of
from hessview.figure.surface.order import quadrants
from hessview.figure.surface.shading import cell_colours

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField
    from hessview.figure.surface.marks import SceneMark
    from hessview.figure.surface.mesh import Mesh


@dataclass(frozen=True)
class Detail:
    """How fine a scene is.

    Attributes
    ----------
    mesh
        Lines of the surface's grid along each axis.
    lines
        The shortest step between two points of a level line, as a share of the box's side.
    """

    mesh: int
    lines: float


COARSE = Detail(80, 1.0 / 90.0)
"""While it moves."""

FINE = Detail(200, 1.0 / 360.0)
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
    """

    size: tuple[float, float]
    marks: tuple[SceneMark, ...]
    camera: Camera
    field: HeightField | None
    colours: SurfaceColours
    words: str = ""
    notes: tuple[str, ...] = ()

    def pick(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the plane's coordinates of the point of the surface at a pixel; None beside it."""
        return None if self.field is None else picking.pick(self.field, self.camera, x, y)

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


def surface_scene(
    state: State,
    results: Results,
    size: tuple[float, float],
    colours: SurfaceColours,
    detail: Detail = FINE,
    figure: Figure | None = None,
) -> SurfaceScene:
    """Return the scene of `state`.

    Parameters
    ----------
    size
        Width and height of the picture.
    detail
        `COARSE` while it moves, `FINE` at rest.
    figure
        The composed picture of the same state and results, where there is one already.
    """
    look = state.surface
    camera = Camera(look.azimuth, look.elevation, look.zoom, size, DISTANCE)
    field = None if results.field is None else height_field(results.field, equal=state.appearance.equal_aspect)
    if field is None or results.formula is None:
        return SurfaceScene(size, (), camera, None, colours, _why_not(results))
    figure = compose(state, results) if figure is None else figure
    mesh = mesh_of(field, detail.mesh)
    shown = next((mark for mark in figure.marks if isinstance(mark, FieldMark)), None)
    marks = surface_marks(mesh, field, shown, colours, camera)
    return SurfaceScene(size, tuple(marks), camera, field, colours)


def surface_marks(
    mesh: Mesh, field: HeightField, shown: FieldMark | None, colours: SurfaceColours, camera: Camera
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
