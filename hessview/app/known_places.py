"""Critical points by place: which one is here, which is near, and how the probe gets to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.known_points import KnownPoints
from hessview.compute.resolving import across
from hessview.document.visits import VisitPoint, view_that_shows
from hessview.landscapes.slice import Slice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.rough_places import RoughPlace
    from hessview.app.critical_content import BoxSearch
    from hessview.app.desk import Desk

_BESIDE = 1e-6
"""Of the box that was searched: a point that is no farther from the picture's slice lies in it."""


class KnownPlaces:
    """What is known of the critical points of a desk, by the search of the view and by that of a box.

    Parameters
    ----------
    asked
        Returns the search of a box that somebody asked for, or None.
    """

    def __init__(self, desk: Desk, asked: Callable[[], BoxSearch | None]) -> None:
        self._desk, self._asked = desk, asked
        self._known_of: tuple[object, object] = (None, None)
        self._known = KnownPoints(())

    def set_here(self, curvature: Curvature | None) -> CriticalSet | None:
        """Return the set of critical points on which `curvature` is taken; None if it is on none that is known."""
        for found in self._sources():
            if curvature is None or found is None or not found.curves:
                continue
            from hessview.figure.set_places import set_at

            here = set_at(curvature, found.curves, found.upper - found.lower)
            if here is not None:
                return here
        return None

    def point_here(self, curvature: Curvature | None) -> CriticalPoint | None:
        """Return the critical point that is known where `curvature` is of; None if none is."""
        if curvature is None:
            return None
        return self._all_known().at(curvature)

    def listed_near(self, place: Sequence[float], metric: Sequence[float], radius: float) -> CriticalPoint | None:
        """Return the nearest known point, if it is near.

        Parameters
        ----------
        metric
            Lengths that count as 1 along every axis, n numbers; 0 where only what cannot be told from `place` is near.
        radius
            How near, in these lengths.
        """
        found = self._desk.controller.results.critical
        if found is None:
            return None
        beside = _BESIDE / radius * (found.upper - found.lower)
        lengths = [length or float(least) for length, least in zip(metric, beside, strict=True)]
        return self._all_known().nearest(place, lengths, radius)

    def nearest_in_view(self, place: Sequence[float], metric: Sequence[float]) -> CriticalPoint | None:
        """Return the known point of the view that is nearest; None if none is known."""
        from hessview.app.critical_content import view_content

        found = view_content(self._desk.store.state, self._desk.controller.results).found
        return None if found is None else KnownPoints(found.points).nearest(place, metric)

    def go(self, place: Sequence[float]) -> None:
        """Bring the probe to a point, and the view if the point is out of sight, as one step of undo."""
        formula, state = self._desk.controller.results.formula, self._desk.store.state
        if formula is None or len(place) != formula.dimension:
            return
        seen = self.in_picture(place)
        coordinates = tuple(zip(formula.variables, map(float, place), strict=True))
        self._desk.store.dispatch(VisitPoint(coordinates, view_that_shows(state.view, seen)))

    def _sources(self) -> tuple[CriticalPoints | None, CriticalPoints | None]:
        asked = self._asked()
        return self._desk.controller.results.critical, None if asked is None else asked.found

    def _all_known(self) -> KnownPoints:
        """Return the points of the view's search and of a box's side by side, put there once."""
        sources = self._sources()
        if any(a is not b for a, b in zip(sources, self._known_of, strict=True)):
            self._known_of = sources
            self._known = KnownPoints([point for source in sources if source is not None for point in source.points])
        return self._known

    def in_picture(self, place: Sequence[float]) -> tuple[float, float]:
        """Return where a point is on the picture once the probe stands there; nan where that is not known."""
        results, state = self._desk.controller.results, self._desk.store.state
        if len(place) == 1:
            return place[0], self._height(place[0])
        if state.plane is not None:
            return Slice(across(tuple(place), state.plane), state.plane).to_plane(place)
        i, j = (0, 1) if results.formula is None else state.axis_indices(results.formula.variables)
        return place[i], place[j]

    def _height(self, x: float) -> float:
        """Return f at a listed point on the line; nan for any other."""
        for found in self._sources():
            things: Iterable[CriticalPoint | RoughPlace] = () if found is None else (*found.points, *found.nonsmooth)
            for thing in things:
                if thing.x is not None and thing.x[0] == x:
                    return thing.value
        return np.nan
