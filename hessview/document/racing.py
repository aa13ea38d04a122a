"""The changes of a race: which methods run downhill, with which settings, how far, and from where."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from hessview.document.commands import Command, SetProbeCoordinates
from hessview.document.limits import METHODS, MOST_ALONG, MOST_METHODS, MOST_STEPS
from hessview.document.method_colours import borrowed_in, colours_of
from hessview.document.method_names import spelled
from hessview.document.state import Stretch
from hessview.document.visits import VisitPoint

if TYPE_CHECKING:
    from collections.abc import Hashable

    from hessview.document.commands import Coordinates
    from hessview.document.state import State


@dataclass(frozen=True)
class SetMethods(Command):
    """Let these methods run: known names, each once, at most `MOST_METHODS`."""

    methods: tuple[str, ...]
    name: ClassVar[str] = "change methods"

    def name_in(self, state: State) -> str:
        """Return which one comes or goes, if it is one."""
        old, new = set(state.race.methods), set(self.methods)
        changed = old ^ new
        return f"{'race' if new > old else 'drop'} {spelled(min(changed))}" if len(changed) == 1 else self.name

    def apply(self, state: State) -> State:
        """Ignore what is no race."""
        is_race = set(self.methods) <= set(METHODS) and len(set(self.methods)) == len(self.methods) <= MOST_METHODS
        if not is_race:
            return state
        # Who stays keeps its colour, and who comes must do with what is left.
        stay = [(name, colour) for name, colour in state.race.colours.items() if name in self.methods]
        borrowed = borrowed_in(colours_of(self.methods, stay))
        return replace(state, race=replace(state.race, methods=self.methods, borrowed=borrowed))


@dataclass(frozen=True)
class SetMethodSetting(Command):
    """Choose a setting of a method; None: it follows the Hessian at the start again.

    A drag carries no time and is sealed on release; typing and steps by keys carry it, and a pause ends the step.
    """

    method: str
    setting: str
    value: float | None
    time: float | None = None
    name: ClassVar[str] = "change setting"
    gesture: ClassVar[str | None] = "setting"

    @property
    def merge_key(self) -> Hashable | None:
        """Moves of one setting are one step, those of two are two."""
        return self.gesture, self.method, self.setting

    def name_in(self, state: State) -> str:
        """Return which one."""
        del state
        return f"change {self.setting} of {spelled(self.method)}"

    def apply(self, state: State) -> State:
        """What is not finite, or of no known method, is ignored."""
        if self.method not in METHODS or (self.value is not None and not math.isfinite(self.value)):
            return state
        kept = tuple(entry for entry in state.race.settings if entry[:2] != (self.method, self.setting))
        added = () if self.value is None else ((self.method, self.setting, self.value),)
        return replace(state, race=replace(state.race, settings=kept + added))


@dataclass(frozen=True)
class ResetSettings(Command):
    """Let the settings of a method follow the Hessian at the start again; without a name those of all methods."""

    method: str = ""
    name: ClassVar[str] = "reset settings"

    def apply(self, state: State) -> State:
        """Forget what was chosen."""
        kept = tuple(entry for entry in state.race.settings if self.method not in ("", entry[0]))
        return replace(state, race=replace(state.race, settings=kept))


@dataclass(frozen=True)
class SetSteps(Command):
    """Let every method take so many steps at most."""

    steps: int
    time: float | None = None
    name: ClassVar[str] = "change number of steps"
    gesture: ClassVar[str | None] = "steps"

    def apply(self, state: State) -> State:
        """Stay within what a race may have."""
        steps = min(max(int(self.steps), 1), MOST_STEPS)
        return replace(state, race=replace(state.race, steps=steps))


@dataclass(frozen=True)
class HoldStart(Command):
    """Let the race start here while the probe goes elsewhere; None: let it start at the probe again."""

    start: tuple[tuple[str, float], ...] | None
    name: ClassVar[str] = "hold start"

    def name_in(self, state: State) -> str:
        """Return whether it is held or follows."""
        del state
        return self.name if self.start is not None else "start at probe"

    def apply(self, state: State) -> State:
        """A start that is not finite is ignored."""
        if self.start is not None and not all(math.isfinite(number) for _, number in self.start):
            return state
        return replace(state, race=replace(state.race, start=self.start))


@dataclass(frozen=True)
class GoToEnd(VisitPoint):
    """Put the probe on the end of a run, and let the race start where it does: the runs stay as they are."""

    start: Coordinates = ()
    name: ClassVar[str] = "go to the end of a run"

    def apply(self, state: State) -> State:
        """A start that is not finite is ignored, and so is an end."""
        return super().apply(HoldStart(self.start).apply(state))


@dataclass(frozen=True)
class MoveStart(Command):
    """Let the race start elsewhere: where it is held the held start moves, else the probe, at which it starts."""

    start: Coordinates
    name: ClassVar[str] = "move start"

    def apply(self, state: State) -> State:
        """A start that is not finite is ignored."""
        if state.race.start is None:
            return SetProbeCoordinates(self.start).apply(state)
        return HoldStart(self.start).apply(state)


@dataclass(frozen=True)
class GoDown(MoveStart):
    """Let the race start beside a saddle, where f is lower."""

    name: ClassVar[str] = "go down from a saddle"


@dataclass(frozen=True)
class StretchTo(Command):
    """Stretch the landscape of the lesson to a condition number; 0: as it is.

    A drag carries no time and is sealed on release; steps by keys carry it, and a pause ends the step.
    """

    kappa: float
    time: float | None = None
    name: ClassVar[str] = "stretch the landscape"
    gesture: ClassVar[str | None] = "stretch"

    def apply(self, state: State) -> State:
        """What is no condition number is ignored."""
        if not (math.isfinite(self.kappa) and self.kappa >= 0.0):
            return state
        return _with_lesson(state, replace(state.race.lesson, kappa=self.kappa))


@dataclass(frozen=True)
class SetLesson(Command):
    """Choose along which eigenvector the lesson stretches, how near its runs come, or where they begin.

    None: that stays. Along another eigenvector the landscape is as it is at first.
    """

    along: int | None = None
    eps: float | None = None
    share: float | None = None
    name: ClassVar[str] = "change lesson"

    def apply(self, state: State) -> State:
        """What cannot be is ignored."""
        now = state.race.lesson
        along = now.along if self.along is None else self.along
        eps, share = now.eps if self.eps is None else self.eps, now.share if self.share is None else self.share
        if not (-1 <= along <= MOST_ALONG and 0.0 < eps <= 1.0 and 0.0 < share < math.inf):
            return state
        kappa = now.kappa if along == now.along else 0.0
        return _with_lesson(state, Stretch(along, kappa, eps, share))


def _with_lesson(state: State, lesson: Stretch) -> State:
    return state if lesson == state.race.lesson else replace(state, race=replace(state.race, lesson=lesson))
