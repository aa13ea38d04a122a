"""Going to a point that was chosen by name and not on the picture: probe and view move together, as one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from hessview.document.commands import Command, SetProbeCoordinates

if TYPE_CHECKING:
    from hessview.document.commands import Coordinates
    from hessview.document.state import Box, State


@dataclass(frozen=True)
class VisitPoint(Command):
    """Put the probe on a critical point of a list, and show this view if one is given."""

    coordinates: Coordinates
    view: Box | None = None
    name: ClassVar[str] = "go to critical point"

    def apply(self, state: State) -> State:
        """Coordinates that are not finite, and a view that cannot be drawn, are ignored."""
        moved = SetProbeCoordinates(self.coordinates).apply(state)
        return moved if self.view is None or not self.view.is_valid else replace(moved, view=self.view)


def view_that_shows(view: Box, place: tuple[float, float]) -> Box | None:
    """Return the view moved, as little as brings a place on the picture well into it; None if it is in sight.

    A coordinate that is not finite moves nothing.
    """
    dx = _way(view.x0, view.x1, place[0])
    dy = _way(view.y0, view.y1, place[1])
    if dx == 0.0 and dy == 0.0:
        return None
    return view.towards(lambda share: view.moved(share * dx, share * dy))


_MARGIN = 0.2
"""Of the view, between its edge and a place that was out of sight."""


def _way(low: float, high: float, coordinate: float) -> float:
    margin = _MARGIN * (high - low)
    if coordinate < low:
        return coordinate - (low + margin)
    return coordinate - (high - margin) if coordinate > high else 0.0
