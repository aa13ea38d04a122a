"""The iterates of runs as dots on the surface; what it hides is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.marks import DotsMark
from hessview.figure.run_looks import RINGS, run_colour
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.draped import LIFT, on_surface
from hessview.figure.surface.hidden import hidden
from hessview.figure.surface.marks import SignMark
from hessview.figure.surface.signs import DOT, STOPPED

if TYPE_CHECKING:
    from hessview.figure.marks import Mark
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField

_SIZE = 4.0 / 11.0
"""Across a usual dot, in letters."""


def dot_marks(  # noqa: PLR0917 - what, where, and how it is seen
    marks: tuple[Mark, ...], field: HeightField, camera: Camera, colours: SurfaceColours, letter: float, cells: int
) -> list[SignMark]:
    """Return the dots of the picture that are seen on the surface, in the order of their marks."""
    dots = [mark for mark in marks if isinstance(mark, DotsMark)]
    points = [on_surface(mark.places, field) for mark in dots]
    every = np.concatenate([np.empty((0, 3)), *points])
    seen = np.isfinite(every).all(axis=1)
    seen &= ~hidden(every + LIFT * camera.axes[2], field, camera, cells)
    made: list[SignMark] = []
    parts = np.split(seen, np.cumsum([len(part) for part in points])[:-1]) if points else []
    for mark, part, shown in zip(dots, points, parts, strict=True):
        if shown.any():
            places = camera.project(part[shown] + LIFT * camera.axes[2])
            colour = rgba(run_colour(mark.role, colours.ground))
            is_filled = mark.role not in RINGS and not mark.is_stopped
            kind, size = STOPPED if mark.is_stopped else DOT, _SIZE * mark.weight * letter
            made.append(SignMark(places, kind, colour, is_filled, opacity=mark.opacity, size=size))
    return made
