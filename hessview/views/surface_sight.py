"""Where things are on the picture of the surface: what a pixel shows, where a point is, how large a pixel is there."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from hessview.figure.compose import probe_place
from hessview.figure.marks import PATHS, RUNS, ArrowMark, DotsMark, LineMark
from hessview.figure.surface import colours as surface_colours
from hessview.figure.surface.key import Corner
from hessview.figure.surface.scene import Detail, SurfaceScene, bare_scene, surface_scene
from hessview.views.gestures import Gesture, Target
from hessview.views.probe_item import GRIP

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure, Mark
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.views.theme import Theme

Point = tuple[float, float]

_ADDED = PATHS | frozenset(RUNS)

_MOST_PIXEL = 8.0
"""A pixel where the surface is seen from its edge counts as at most so many of one seen from above."""

_APART = 4.0
"""Pixels, about, between the points by which a pixel is measured."""


@dataclass
class KeyPlace:
    """In which corner the key was last: while the surface is turned it stays there for as long as it can."""

    corner: Corner = Corner.LOWER_LEFT


@dataclass(frozen=True)
class SurfaceSight:
    """One document on one picture; all places are pixels, all points are of the picture's plane.

    Attributes
    ----------
    figure
        The map of the same document.
    size
        Of the picture in pixels, at least 1.
    key
        Where the key is; the same for all looks at one picture.
    """

    state: State
    results: Results
    figure: Figure
    size: tuple[float, float]
    colours: SurfaceColours
    key: KeyPlace = field(default_factory=KeyPlace)

    @property
    def has_surface(self) -> bool:
        """Whether there is anything to see."""
        return self._bare.field is not None

    @cached_property
    def _bare(self) -> SurfaceScene:
        return bare_scene(self.state, self.results, self.size, self.colours)

    def scene(self, detail: Detail) -> SurfaceScene:
        """Return the scene."""
        # Seen as a new document shows it the key is where it is then, too.
        corner = KeyPlace.corner if self.state.surface.is_seen_anew else self.key.corner
        made = surface_scene(self.state, self.results, self.size, self.colours, detail, self.figure, corner=corner)
        self.key.corner = made.corner
        return made

    @cached_property
    def probe(self) -> Point | None:
        """The probe in the plane."""
        return probe_place(self.state, self.results)

    @cached_property
    def probe_pixel(self) -> QPointF | None:
        """Where the probe stands on the surface; None where it does not."""
        return None if self.probe is None else self.place(self.probe)

    def place(self, point: Point) -> QPointF | None:
        """Return where the point of the surface over a point of the plane is; None where there is none."""
        found = self._bare.place(*point)
        return None if found is None else QPointF(*found)

    def picked(self, place: QPointF) -> Point | None:
        """Return the point of the plane below what is seen at a pixel; None beside the surface."""
        return self._bare.pick(place.x(), place.y())

    def target_at(self, place: QPointF) -> Target:
        """Return what lies at a pixel: what is not the probe turns."""
        if not self.has_surface:
            return Target.NOTHING
        probe = self.probe_pixel
        if probe is not None and math.hypot(place.x() - probe.x(), place.y() - probe.y()) <= GRIP / 2:
            return Target.PROBE
        return Target.PICTURE

    def pixel_size(self, point: Point) -> Point:
        """Return how much of x and of y is as long as a pixel at a point of the plane."""
        axes = self.figure.axes
        spans = [high / side - low / side for (low, high), side in zip(
            (axes.x_range, axes.y_range), self.size, strict=True)]  # fmt: skip
        return self._along(point, (spans[0], 0.0)), self._along(point, (0.0, spans[1]))

    def _along(self, point: Point, span: Point) -> float:
        """Return how much of a coordinate a pixel is; `span` is that of the whole picture over its pixels."""
        most = span[0] or span[1]
        here = self.place(point)
        for sign in (1.0, -1.0):
            step = (sign * _APART * span[0], sign * _APART * span[1])
            there = self.place((point[0] + step[0], point[1] + step[1]))
            if here is not None and there is not None:
                apart = math.hypot(there.x() - here.x(), there.y() - here.y())
                return min(_APART * most / apart, _MOST_PIXEL * most) if apart > 0.0 else _MOST_PIXEL * most
        return most

    @cached_property
    def is_probe_hidden(self) -> bool:
        """Whether the surface stands in front of the probe."""
        if self.probe is None or self.probe_pixel is None:
            return False
        found = self.picked(self.probe_pixel)
        if found is None:
            return False
        sizes = self.pixel_size(self.probe)
        return max(abs(a - b) / size for a, b, size in zip(found, self.probe, sizes, strict=True)) > GRIP


_CURSORS = MappingProxyType({
    Target.NOTHING: Qt.CursorShape.ArrowCursor,
    Target.PICTURE: Qt.CursorShape.CrossCursor,
    Target.PROBE: Qt.CursorShape.OpenHandCursor,
})  # fmt: skip


def cursor_for(gesture: Gesture, target: Target, *, on_surface: bool) -> Qt.CursorShape:
    """Return the cursor that tells what the hand does, or what a press would do at a place."""
    if gesture in (Gesture.PROBE_PRESS, Gesture.PROBE_DRAG):
        return Qt.CursorShape.ClosedHandCursor
    if gesture is Gesture.PAN or (target is Target.PICTURE and not on_surface):
        return Qt.CursorShape.SizeAllCursor
    return _CURSORS[target]


def depends_on(state: State, results: Results, figure: Figure) -> tuple[object, ...]:
    """Return what the picture depends on: where it is the same, or equal, nothing need be painted."""
    added = tuple(mark for mark in figure.marks if _is_added(mark))
    return (
        added,
        state.surface, state.appearance, state.probe, state.view, state.plane, state.axes, results.formula,
        results.field, results.curvature, results.critical, results.definiteness, results.field_fault,
    )


def _is_added(mark: Mark) -> bool:
    """Whether a mark is none of the map's own: a path of points or of a run, which the same state may have or not."""
    return isinstance(mark, DotsMark) or (isinstance(mark, LineMark | ArrowMark) and mark.role in _ADDED)


def colours_of(theme: Theme) -> SurfaceColours:
    """Return the colours of a scene on the window's ground."""
    own = surface_colours.DARK if theme.is_dark else surface_colours.LIGHT
    return replace(own, paper=theme.window)
