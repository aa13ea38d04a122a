"""The changes of how the landscape is looked at: which views, from where, along which section, which small slices."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from hessview.document.commands import Command
from hessview.document.limits import LEAST_ZOOM, MOST_PAIRS, MOST_ZOOM
from hessview.document.reading import read
from hessview.document.state import Arrangement

if TYPE_CHECKING:
    from hessview.document.state import State

VIEWPOINTS = MappingProxyType({"top": (-90.0, 90.0), "front": (-90.0, 0.0), "isometric": (-45.0, 35.264389682754654)})
"""Azimuth and elevation from which the surface is seen by name; from above as the map, its first axis to the right."""


@dataclass(frozen=True)
class SetArrangement(Command):
    """Show the map, the surface, or both."""

    arrangement: Arrangement
    name: ClassVar[str] = "change arrangement"

    def apply(self, state: State) -> State:
        """Nothing else changes."""
        return replace(state, arrangement=self.arrangement)


@dataclass(frozen=True)
class TurnSurface(Command):
    """Look at the surface from elsewhere; a drag carries no time and is sealed on release, a turn by keys carries it.

    `azimuth` and `elevation` are in degrees; an azimuth beyond half a turn is brought back into its range. Where only
    the map is shown, the surface comes beside it.
    """

    azimuth: float
    elevation: float
    zoom: float
    time: float | None = None
    name: ClassVar[str] = "turn surface"
    gesture: ClassVar[str | None] = "surface"

    def name_in(self, state: State) -> str:
        """Return whether it turns or zooms."""
        old = state.surface
        if self.apply(state).surface == old:
            return "show surface"
        turned = (old.azimuth, old.elevation) != (self.azimuth, self.elevation)
        return self.name if turned else "zoom surface"

    def apply(self, state: State) -> State:
        """What is not finite is ignored."""
        if not all(map(math.isfinite, (self.azimuth, self.elevation, self.zoom))):
            return state
        azimuth = math.remainder(self.azimuth, 360.0)
        elevation = min(max(self.elevation, -90.0), 90.0)
        zoom = min(max(self.zoom, LEAST_ZOOM), MOST_ZOOM)
        is_hidden = state.arrangement is Arrangement.CONTOUR
        return replace(
            state, surface=replace(state.surface, azimuth=azimuth, elevation=elevation, zoom=zoom),
            arrangement=Arrangement.BOTH if is_hidden else state.arrangement,
        )  # fmt: skip


@dataclass(frozen=True)
class ToggleOnSurface(Command):
    """Show or hide what stands on the surface: one of the flags of `SurfaceLook`."""

    part: str
    name: ClassVar[str] = "change surface"

    def name_in(self, state: State) -> str:
        """Return what comes or goes."""
        words = {"lines": "level lines on the surface", "floor": "level lines on the floor"}
        shown = getattr(state.surface, self.part, False) is True
        return f"{'hide' if shown else 'show'} {words.get(self.part, self.part.replace('_', ' '))}"

    def apply(self, state: State) -> State:
        """A part that there is not is ignored."""
        shown = getattr(state.surface, self.part, None)
        if not isinstance(shown, bool):
            return state
        return replace(state, surface=replace(state.surface, **{self.part: not shown}))


@dataclass(frozen=True)
class SetDirection(Command):
    """Show the section along this direction of the picture's plane, in degrees (None: no third section)."""

    direction: float | None
    time: float | None = None
    name: ClassVar[str] = "turn section"
    gesture: ClassVar[str | None] = "section"

    def apply(self, state: State) -> State:
        """A direction that is not finite is ignored."""
        if self.direction is None:
            return replace(state, direction=None)
        if not math.isfinite(self.direction):
            return state
        return replace(state, direction=math.remainder(self.direction, 360.0))


@dataclass(frozen=True)
class SetPairs(Command):
    """Show the small slices of these pairs of variables; none: those that are shown by default."""

    pairs: tuple[tuple[str, str], ...]
    name: ClassVar[str] = "choose slices"

    def apply(self, state: State) -> State:
        """Pairs that are no two different variables of the function are left out."""
        formula = read(state.accepted)
        names = set() if formula is None else set(formula.variables)
        kept = [pair for pair in dict.fromkeys(self.pairs) if pair[0] != pair[1] and set(pair) <= names]
        return replace(state, pairs=tuple(kept[:MOST_PAIRS]))
