"""Snapping: the probe goes to a critical point near where it was put down, for almost no pixel is exactly critical."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.analysis.snapping import nearest_critical_point
from hessview.document.commands import SnapProbe
from hessview.figure.words import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hessview.app.desk import Desk
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.language.formula import Formula

SNAP_PIXELS = 8
_STILL = 1e-9


class Snapping:
    """Brings the probe of one desk to critical points, the same way on every picture.

    Parameters
    ----------
    results
        What is known about the state that is shown.
    """

    def __init__(self, desk: Desk, results: Callable[[], Results]) -> None:
        self._desk, self._results = desk, results

    def released(self, _x: float, _y: float, pixel_x: float, pixel_y: float, alt: bool) -> None:
        """Go to a critical point near the probe, which a hand has put down on one of the pictures.

        Parameters
        ----------
        pixel_x, pixel_y
            How much of the picture's coordinates is as long as a pixel there.
        alt
            Whether the hand forbids it.
        """
        formula = self._results().formula
        if alt or formula is None:
            return
        state = self._desk.store.state
        if state.plane is not None and formula.dimension > 1:
            self._snap_in_plane(state, formula, (pixel_x, pixel_y))
            return
        metric = (pixel_x,) if formula.dimension == 1 else self._metric(state, formula, pixel_x, pixel_y)
        start = state.point(formula.variables)
        listed = self._desk.critical.places.listed_near(start, metric, SNAP_PIXELS)
        if listed is not None:
            self._snap_to(formula, listed.x)
        else:
            self._snap(formula, start, SNAP_PIXELS, [size or _STILL * max(pixel_x, pixel_y) for size in metric])

    def _snap_in_plane(self, state: State, formula: Formula, pixel: tuple[float, float]) -> None:
        """Go to a critical point that is near on a tilted picture and lies in its plane."""
        from hessview.app.tilted import is_near_in_plane

        start, plane = state.point(formula.variables), self._results().slice
        landscape = self._desk.controller.landscape_at_hand()
        metric = [max(pixel)] * formula.dimension
        listed = self._desk.critical.places.listed_near(start, metric, SNAP_PIXELS)
        if plane is not None and listed is not None and is_near_in_plane(plane, start, listed.x, pixel, SNAP_PIXELS):
            self._snap_to(formula, listed.x)
        elif plane is not None and landscape is not None:
            found = nearest_critical_point(landscape, start, SNAP_PIXELS, metric)
            if found is not None and is_near_in_plane(plane, start, found, pixel, SNAP_PIXELS):
                self._snap_to(formula, found)

    def _metric(self, state: State, formula: Formula, pixel_x: float, pixel_y: float) -> Sequence[float]:
        """Return a pixel's size in every variable, 0 off the picture's plane; out of it the probe does not jump."""
        i, j = state.axis_indices(formula.variables)
        sizes = {i: pixel_x, j: pixel_y}
        return [sizes.get(k, 0.0) for k in range(formula.dimension)]

    def _snap(
        self, formula: Formula, start: Sequence[float], radius: float, metric: Sequence[float], *, by_key: bool = False
    ) -> bool:
        landscape = self._desk.controller.landscape_at_hand()
        found = None if landscape is None else nearest_critical_point(landscape, start, radius, metric)
        if found is not None:
            self._snap_to(formula, found, by_key=by_key)
        return found is not None

    def _snap_to(self, formula: Formula, found: Iterable[float], *, by_key: bool = False) -> None:
        self._desk.store.dispatch(SnapProbe(tuple(zip(formula.variables, map(float, found), strict=True))))
        where = place(list(map(float, found)))
        how = "" if by_key else "; hold Alt to keep the probe where you put it"
        self._desk.tell(f"Snapped to the critical point {where}{how}.")

    def anywhere(self) -> None:
        """Go to the nearest critical point of the view; if none is known, to what Newton's method finds from here."""
        formula, state = self._results().formula, self._desk.store.state
        if formula is None:
            return
        view = state.view
        size = max(view.width, view.height if formula.dimension > 1 else 0.0)
        start = state.point(formula.variables)
        listed = self._desk.critical.places.nearest_in_view(start, [size] * formula.dimension)
        if listed is not None:
            self._snap_to(formula, listed.x, by_key=True)
        elif self._desk.controller.landscape_at_hand() is None:
            self._desk.tell("The derivatives are still being computed: ask again in a moment.")
        elif not self._snap(formula, start, 1.0, [size] * formula.dimension, by_key=True):
            self._desk.tell("Newton’s method found no critical point from here within the size of the picture.")
        self._desk.store.seal()
