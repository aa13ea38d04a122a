"""Undo and redo: the states before, each with the name of the change that left it."""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.document.commands import Command
    from hessview.document.state import State

PAUSE = 1.0
"""Seconds without a key after which typing begins a new step."""

BUDGET = 64 << 20
"""Bytes that a history may hold; the oldest steps are forgotten beyond it."""

_STEP_SIZE = 320
_BOX_SIZE = 208
_COORDINATE_SIZE = 96
_NUMBER_SIZE = 40
_LOOK_SIZE = 256
_PAIR_SIZE = 192
_SLIDER_SIZE = 256


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable change: its name, the state that it left, the one that it made, and which document that is."""

    name: str
    before: State
    after: State
    key: object | None
    at: float | None
    document: int

    @property
    def size(self) -> int:
        """At least the bytes it holds, what it shares with its neighbours counted once."""
        before, after = self.before, self.after
        size = _STEP_SIZE + sys.getsizeof(self.key)
        if after.probe is not before.probe:
            size += _COORDINATE_SIZE * len(after.probe)
        if after.plane is not None and after.plane is not before.plane:
            size += _NUMBER_SIZE * sum(map(len, after.plane))
        if after.eigenplane is not None and after.eigenplane is not before.eigenplane:
            size += _BOX_SIZE + _NUMBER_SIZE * len(after.eigenplane.point)
        if after.appearance is not before.appearance or after.surface is not before.surface:
            size += _LOOK_SIZE
        if after.view is not before.view:
            size += _BOX_SIZE
        if after.pairs is not before.pairs:
            size += sum(_PAIR_SIZE + len(first) + len(second) for first, second in after.pairs)
        if after.sliders is not before.sliders:
            size += sum(_SLIDER_SIZE + len(slider.name) for slider in after.sliders)
        if after.text is not before.text:
            size += sys.getsizeof(after.text)
        if after.accepted is not before.accepted and after.accepted is not after.text:
            size += sys.getsizeof(after.accepted)
        return size


@dataclass(frozen=True, slots=True)
class _Trace:
    """What a change did to the history, so that it can be unmade."""

    state: State
    sealed: bool
    continued: Step | None
    is_step: bool
    undone: list[Step]
    aside: list[Step]


class History:
    """The way to the present state and back.

    Undo after do is nothing; redo after undo is nothing; a change after undo forgets what was undone, once the next
    step begins: if nothing comes of the change, as of a gesture that is given up, all is as it was before it.

    Parameters
    ----------
    state
        The first state.
    budget
        Bytes that may be held; the oldest steps go first, the last one stays.
    document
        The number of the document that it begins with.

    Attributes
    ----------
    last_document
        The highest number that a document has had.
    """

    def __init__(self, state: State, budget: int = BUDGET, document: int = 0) -> None:
        self._state = state
        self._budget = budget
        self._size = 0
        self._done: deque[Step] = deque()
        self._undone: list[Step] = []
        self._aside: list[Step] = []
        """What had been undone when the newest step began."""
        self._sealed = True
        self._first_document = self.last_document = document
        self._trace: _Trace | None = None

    @property
    def state(self) -> State:
        """The present state."""
        return self._state

    @property
    def document(self) -> int:
        """Which document the present state belongs to: a step that begins another has a number of its own."""
        return self._done[-1].document if self._done else self._first_document

    def documents_before(self) -> dict[int, State]:
        """Return the documents that undo leads back to, the present one apart, each as it was left."""
        left: dict[int, State] = {}
        document = self._first_document
        for step in self._done:
            if step.document != document:
                left[document] = step.before
            document = step.document
        return left

    def before(self) -> tuple[State, ...]:
        """Return the states that undo leads back to, the oldest first."""
        return tuple(step.before for step in self._done)

    @property
    def undo_name(self) -> str | None:
        """What undo would take back; None: nothing."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What redo would do again; None: nothing."""
        return self._undone[-1].name if self._undone else None

    @property
    def newest(self) -> Step | None:
        """The step that undo would take back."""
        return self._done[-1] if self._done else None

    def newest_after(self, step: Step | None) -> Step | None:
        """Return the newest step if it came right after `step`, after None: if it is the only one; else None."""
        before = self._done[-2] if len(self._done) > 1 else None
        return self.newest if before is step else None

    def __len__(self) -> int:
        return len(self._done)

    def do(self, command: Command) -> State:
        """Apply a command to the present state and return the new one; a change of nothing leaves no step."""
        after = command.apply(self._state)
        if command.puts_back and self._continues(command):
            after = self._done[-1].before
        return self._record(command, after)

    def settle(self) -> None:
        """Say that the last command stands: it can be undone, but not be taken back."""
        self._trace = None

    def take_back(self, command: Command, *, wholly: bool) -> State:
        """Unmake `command`, just done, but for what it keeps (see `Command.kept`) unless `wholly`.

        If nothing of it is left, what could be done again before it still can.
        """
        trace, self._trace = self._trace, None
        if trace is not None:
            if trace.is_step:
                self._size -= self._done.pop().size
            if trace.continued is not None:
                self._done.append(trace.continued)
                self._size += trace.continued.size
            self._set_undone(trace.undone, trace.aside)
            self._state, self._sealed = trace.state, trace.sealed
            if not wholly:
                self._record(command, command.kept(self._state))
        return self._state

    def seal(self) -> None:
        """End the gesture: the next command begins a new step."""
        self._sealed = True

    def undo(self) -> State:
        """Return to the state before the last step; the same state if there is none."""
        self._sealed = True
        if self._done:
            step = self._done.pop()
            self._size -= step.size
            self._set_undone([*self._undone, step], [])
            self._state = step.before
        return self._state

    def unmake(self, step: Step) -> State:
        """Return to the state before `step`, which cannot be done again, if it is the newest.

        What had been undone when it began can be done again, unless that has been forgotten meanwhile.
        """
        if self.newest is step:
            self._sealed, self._trace = True, None
            self._size -= self._done.pop().size
            self._state = step.before
            self._set_undone(self._undone or self._aside, [])
        return self._state

    def redo(self) -> State:
        """Do the last undone step again; the same state if there is none."""
        self._sealed = True
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._state = step.after
        return self._state

    def _record(self, command: Command, after: State) -> State:
        self._trace = None
        if after == self._state:
            return self._state
        before, sealed, undone, aside = self._state, self._sealed, self._undone, self._aside
        continued = self._done.pop() if self._continues(command) else None
        self._set_undone([], undone if continued is None else aside)
        document = self.document if continued is None else continued.document
        if continued is not None:
            self._size -= continued.size
        if command.begins_document:
            self.last_document = document = self.last_document + 1
        start = before if continued is None else continued.before
        # A drag that ends where it began has changed nothing.
        is_step = start != after
        if is_step:
            step = Step(command.name_in(start), start, after, command.merge_key, command.at, document)
            self._done.append(step)
            self._size += step.size
        else:
            self._set_undone(self._aside, [])
        self._sealed = not is_step
        self._state = after
        self._trace = _Trace(before, sealed, continued, is_step, undone, aside)
        self._forget()
        return after

    def _set_undone(self, undone: list[Step], aside: list[Step]) -> None:
        """Hold these steps instead of those that can be done again and those that once could."""
        self._size -= sum(step.size for step in (*self._undone, *self._aside))
        self._undone, self._aside = undone, aside
        self._size += sum(step.size for step in (*undone, *aside))

    def _continues(self, command: Command) -> bool:
        if self._sealed or not self._done or command.merge_key is None:
            return False
        last = self._done[-1]
        if last.key != command.merge_key:
            return False
        return last.at is None or command.at is None or abs(command.at - last.at) <= PAUSE

    def _forget(self) -> None:
        if self._size > self._budget:
            self._set_undone(self._undone, [])
        while self._size > self._budget and len(self._done) > 1:
            oldest = self._done.popleft()
            self._size -= oldest.size
            self._first_document = oldest.document
