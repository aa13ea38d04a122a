"""What the status line reads under the cursor: coordinates, value, and how f bends there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.app.status_words import bending_at
from hessview.figure.words import equated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.app.desk import Desk
    from hessview.views.contour_view import ContourView
    from hessview.views.surface_view import SurfaceView

    Coordinates = tuple[tuple[str, float], ...]

_MOST = 3
"""Coordinates that are read."""


class UnderCursor:
    """Reads the pictures of one desk where the cursor is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cursor: tuple[float, float] | None = None

    def follow(self, picture: ContourView | SurfaceView) -> None:
        """Read one of the pictures."""
        picture.cursor_moved.connect(self._on_moved)
        picture.cursor_left.connect(self._on_left)

    def read(self) -> None:
        """Say what is there now."""
        controller, state = self._desk.controller, self._desk.store.state
        formula, locate = controller.results.formula, controller.locate()
        if formula is None or locate is None or self._cursor is None:
            return
        coordinates = self._or_probe(locate(*self._cursor), dict(state.probe))
        point = dict(state.probe) | dict(coordinates)
        place = np.array([point.get(name, 0.0) for name in formula.variables])
        words = [f"{name} {equated(coordinate, digits=5)}" for name, coordinate in coordinates[:_MOST]]
        landscape = controller.landscape_at_hand()
        if landscape is not None:
            value = float(landscape.value(place))
            words.append(f"{formula.name} {equated(value, digits=6)}" if not math.isnan(value) else "undefined here")
            if controller.results.definiteness is not None and "definiteness" in state.appearance.overlays:
                words.append(bending_at(landscape, place))
        self._desk.window.show_reading("   ".join(words))

    def _or_probe(self, coordinates: Coordinates, probe: Mapping[str, float]) -> Coordinates:
        """Return the probe's own coordinates where the cursor is on it to the pixel.

        What is known at the probe is not worked out again beside it, in every frame of a drag.
        """
        pixel = max(self._desk.window.picture.frame.pixel_size)
        is_on_it = all(abs(probe.get(name, math.inf) - value) <= pixel for name, value in coordinates)
        return tuple((name, probe[name]) for name, _ in coordinates) if is_on_it else coordinates

    def _on_moved(self, x: float, y: float) -> None:
        self._cursor = (x, y)
        self.read()

    def _on_left(self) -> None:
        self._cursor = None
        self._desk.window.show_hint()
