"""The one place where the document changes: commands in, one notification of (old, new) out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hessview.document.history import BUDGET, History
from hessview.document.state import State

if TYPE_CHECKING:
    from hessview.document.commands import Command

Subscriber = Callable[[State, State], None]


class Store:
    """Holds the present state and its history, and tells subscribers of every change.

    A dispatch (or undo, or seal) made during a notification is queued and done after it, never nested: every
    subscriber sees the same sequence of states. A subscriber that raises does not keep the others from hearing;
    its error leaves the outermost call when all is done.

    Parameters
    ----------
    state
        The first document; it counts as saved.
    budget
        Bytes that the history may hold.
    """

    def __init__(self, state: State, *, budget: int = BUDGET) -> None:
        self._budget = budget
        self._history = History(state, budget)
        self._saved: State | None = state
        self._subscribers: list[Subscriber] = []
        self._waiting: deque[Callable[[], object]] = deque()
        self._busy = False

    @property
    def state(self) -> State:
        """The document."""
        return self._history.state

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.undo_name is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self.redo_name is not None

    @property
    def undo_name(self) -> str | None:
        """The step that undo takes back, such as "move probe"."""
        return self._history.undo_name

    @property
    def redo_name(self) -> str | None:
        """The step that redo does again."""
        return self._history.redo_name

    @property
    def modified(self) -> bool:
        """Whether the document differs from what was last saved or opened."""
        return self.state != self._saved

    def dispatch(self, command: Command) -> None:
        """Apply a command and notify; nothing is told when nothing changed."""
        self._queue(partial(self._history.do, command))

    def open(self, state: State) -> None:
        """Begin another document, which counts as saved; what was done to the one before is forgotten."""

        def begin() -> None:
            self._history = History(state, self._budget)
            self._saved = state

        self._queue(begin)

    def undo(self) -> None:
        """Take back the last step."""
        self._queue(self._history.undo)

    def redo(self) -> None:
        """Do the last undone step again."""
        self._queue(self._history.redo)

    def seal(self) -> None:
        """End a gesture, so that what follows is another undo step."""
        self._queue(self._history.seal)

    def mark_saved(self, state: State | None = None) -> None:
        """Say that `state` (the present one without it) is what the file holds."""
        self._saved = self.state if state is None else state

    def mark_unsaved(self) -> None:
        """Say that no file holds the document any more, whatever it is changed to."""
        self._saved = None

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call ``subscriber(old, new)`` after every change; returns a function that ends this."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def _queue(self, action: Callable[[], object]) -> None:
        self._waiting.append(action)
        if self._busy:
            return
        self._busy = True
        errors: list[Exception] = []
        try:
            while self._waiting:
                self._change(self._waiting.popleft(), errors)
        finally:
            self._busy = False
        if errors:
            raise errors[0]

    def _change(self, action: Callable[[], object], errors: list[Exception]) -> None:
        old = self.state
        try:
            action()
        except Exception as error:  # noqa: BLE001 - what is queued behind a failed change still counts; raised at the end
            errors.append(error)
            return
        new = self.state
        if new == old:
            return
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(old, new)
            except Exception as error:  # noqa: BLE001 - the other subscribers must hear of it too; raised at the end
                errors.append(error)
