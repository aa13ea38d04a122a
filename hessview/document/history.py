"""Undo and redo: the states before, each with the name of the change that left it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.document.commands import Command
    from hessview.document.state import State

PAUSE = 1.0
"""Seconds without a key after which typing begins a new step."""

BUDGET = 64 << 20
"""Bytes of text that a history may hold; the oldest steps are forgotten beyond it."""

_STEP_SIZE = 1024


@dataclass(frozen=True)
class Step:
    """One undoable change: its name, the state that it left and the one that it made."""

    name: str
    before: State
    after: State
    key: object | None
    at: float | None

    @property
    def size(self) -> int:
        """Roughly the bytes it holds, texts that it shares with its neighbours counted once."""
        before, after = self.before, self.after
        size = _STEP_SIZE + 64 * (len(after.probe) + sum(map(len, after.plane or ())))
        if after.text is not before.text:
            size += 4 * len(after.text)
        if after.accepted is not before.accepted and after.accepted is not after.text:
            size += 4 * len(after.accepted)
        return size


class History:
    """The way to the present state and back.

    Undo after do is nothing; redo after undo is nothing; a change after undo forgets what was undone.

    Parameters
    ----------
    state
        The first state.
    budget
        Bytes that may be held; the oldest steps go first, the last one stays.
    """

    def __init__(self, state: State, budget: int = BUDGET) -> None:
        self._state = state
        self._budget = budget
        self._size = 0
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._sealed = True

    @property
    def state(self) -> State:
        """The present state."""
        return self._state

    @property
    def undo_name(self) -> str | None:
        """What undo would take back; None: nothing."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What redo would do again; None: nothing."""
        return self._undone[-1].name if self._undone else None

    def __len__(self) -> int:
        return len(self._done)

    def do(self, command: Command) -> State:
        """Apply a command to the present state and return the new one; a change of nothing leaves no step."""
        after = command.apply(self._state)
        if after == self._state:
            return self._state
        if self._undone:
            self._size -= sum(step.size for step in self._undone)
            self._undone.clear()
        step = Step(command.name, self._state, after, command.merge_key, command.at)
        if self._continues(command):
            last = self._done.pop()
            self._size -= last.size
            step = replace(step, before=last.before)
        # A drag that ends where it began has changed nothing.
        if step.before != step.after:
            self._done.append(step)
            self._size += step.size
            self._sealed = False
        else:
            self._sealed = True
        self._state = after
        self._forget()
        return after

    def seal(self) -> None:
        """End the gesture: the next command begins a new step."""
        self._sealed = True

    def undo(self) -> State:
        """Return to the state before the last step; the same state if there is none."""
        self._sealed = True
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            self._state = step.before
        return self._state

    def redo(self) -> State:
        """Do the last undone step again; the same state if there is none."""
        self._sealed = True
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._state = step.after
        return self._state

    def _continues(self, command: Command) -> bool:
        if self._sealed or not self._done or command.merge_key is None:
            return False
        last = self._done[-1]
        if last.key != command.merge_key:
            return False
        return last.at is None or command.at is None or abs(command.at - last.at) <= PAUSE

    def _forget(self) -> None:
        oldest = 0
        while self._size > self._budget and oldest < len(self._done) - 1:
            self._size -= self._done[oldest].size
            oldest += 1
        del self._done[:oldest]
