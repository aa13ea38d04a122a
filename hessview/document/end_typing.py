"""The end of typing: what waited until the hand rests, because it might have had to be taken back with the next key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hessview.document.commands import Command, SetText
from hessview.document.in_sight import in_sight
from hessview.document.reading import read

if TYPE_CHECKING:
    from hessview.document.history import Step
    from hessview.document.state import State


@dataclass(frozen=True)
class EndTyping(Command):
    """A probe that the box of what was typed leaves out goes into its middle, with the same step of undo.

    `time` is that of the last key.
    """

    time: float | None = None
    name: ClassVar[str] = SetText.name
    gesture: ClassVar[str | None] = SetText.gesture
    only_timed: ClassVar[bool] = True

    def apply(self, state: State) -> State:
        """Only with a text that can be read."""
        formula = read(state.text) if state.text == state.accepted else None
        return state if formula is None else in_sight(state, formula, is_typing=False)


def end_of(step: Step | None, state: State, time: float) -> EndTyping | None:
    """Return what ends the typing whose last key came at `time` and led to `state`.

    None where something else was done since, which the newest step tells, or the view is what it was.
    """
    if step is None or step.key != SetText.gesture or step.at != time or step.before.view == state.view:
        return None
    return EndTyping(time)
