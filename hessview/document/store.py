"""The one place where the document changes: commands in, one notification of (old, new) out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hessview.document.history import BUDGET, History
from hessview.document.state import State

if TYPE_CHECKING:
    from hessview.document.commands import Command
    from hessview.document.history import Step

Subscriber = Callable[[State, State], None]

_REMEMBERED = 50


class NotShown(Exception):  # noqa: N818 - not an error of its own: what was done about the one that caused it
    """A change that could not be shown, and so was taken back; the cause is the subscriber's error.

    Attributes
    ----------
    name
        What was taken back, as the menu of undo calls it.
    kept
        Whether something of it is left, such as the text that was typed.
    """

    def __init__(self, name: str, *, kept: bool) -> None:
        super().__init__(f"{name}: it could not be shown, and was taken back{' but for its text' if kept else ''}")
        self.name, self.kept = name, kept


@dataclass(frozen=True)
class _Change:
    """How to make a change, again if need be, and the ways back from it, each from where the one before led."""

    name: str
    make: Callable[[], object]
    retreats: tuple[Callable[[], object], ...] = ()


class Store:
    """Holds the present state and its history, and tells subscribers of every change.

    A dispatch (or undo, or seal) made during a notification is queued and done after it, never nested: every
    subscriber sees the same sequence of states. A subscriber that raises does not keep the others from hearing.

    A change at which a subscriber raises cannot be shown: it is taken back, all but typed text, and what was
    dispatched in answer to it is dropped. If what was there before cannot be shown any more either, the fault is not
    the change's, and it stays. The error (`NotShown` if something was taken back, else the subscriber's own) leaves
    the outermost call when all is done.

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
        self._saved: dict[int, State] = {self.document: state}
        self._subscribers: list[Subscriber] = []
        self._waiting: deque[_Change] = deque()
        self._lately: deque[tuple[Command | str, int]] = deque(maxlen=_REMEMBERED)
        self._busy = False

    @property
    def state(self) -> State:
        """The document."""
        return self._history.state

    @property
    def document(self) -> int:
        """A number that tells the document apart from the others that undo can lead to; none is used twice."""
        return self._history.document

    @property
    def lately(self) -> tuple[tuple[Command | str, int], ...]:
        """What was done last, the newest at the end: commands, and words such as "undo"; how often in a row each."""
        return tuple(self._lately)

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
        return self.state != self._saved.get(self.document)

    @property
    def newest(self) -> Step | None:
        """The step that undo takes back, to be told apart from those before and after it."""
        return self._history.newest

    def newest_after(self, step: Step | None) -> Step | None:
        """Return the newest step if it came right after `step`, after None: if it is the only one; else None."""
        return self._history.newest_after(step)

    def before(self) -> tuple[State, ...]:
        """Return the states that undo leads back to, the oldest first."""
        return self._history.before()

    def modified_before(self) -> dict[int, State]:
        """Return the other documents that undo leads back to and that were left unsaved, as they were left."""
        before = self._history.documents_before()
        return {document: state for document, state in before.items() if state != self._saved.get(document)}

    def dispatch(self, command: Command) -> None:
        """Apply a command and notify; nothing is told when nothing changed."""
        self.remember(command)
        do = partial(self._do, command)
        retreats = partial(self._take_back, command, wholly=False), partial(self._take_back, command, wholly=True)
        self._queue(_Change(command.name_in(self.state), do, retreats))

    def open(self, state: State) -> None:
        """Begin another document, which counts as saved; what was done to the one before is forgotten."""
        self.remember("open")
        before: list[tuple[History, dict[int, State]]] = []

        def begin() -> None:
            before.append((self._history, self._saved))
            self._history = History(state, self._budget, self._history.last_document + 1)
            self._saved = {self.document: state}

        def go_back() -> None:
            self._history, self._saved = before[0]

        self._queue(_Change("open", begin, (go_back,)))

    def undo(self) -> None:
        """Take back the last step."""
        self.remember("undo")
        self._queue(_Change("undo", self._undo, (self._redo,)))

    def unmake(self, step: Step) -> None:
        """Make nothing of a step, if it is the newest: it can neither be undone nor be done again."""
        self.remember("take back")
        self._queue(_Change("take back", partial(self._unmake, step)))

    def redo(self) -> None:
        """Do the last undone step again."""
        self.remember("redo")
        self._queue(_Change("redo", self._redo, (self._undo,)))

    def seal(self) -> None:
        """End a gesture, so that what follows is another undo step."""
        self._queue(_Change("seal", self._seal))

    def mark_saved(self, state: State | None = None) -> None:
        """Say that `state` (the present one without it) is what the file holds."""
        self._saved[self.document] = self.state if state is None else state

    def mark_unsaved(self, document: int | None = None) -> None:
        """Say that no file holds a document (the present one without it) any more, whatever it is changed to."""
        self._saved.pop(self.document if document is None else document, None)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call ``subscriber(old, new)`` after every change; returns a function that ends this."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def _queue(self, change: _Change) -> None:
        self._waiting.append(change)
        if self._busy:
            return
        self._busy = True
        errors: list[Exception] = []
        try:
            while self._waiting:
                try:
                    self._make(self._waiting.popleft())
                except Exception as error:  # noqa: BLE001 - what is queued behind a failed change still counts; raised below
                    errors.append(error)
        finally:
            self._busy = False
        if errors:
            raise errors[0]

    def _make(self, change: _Change) -> None:
        """Make a change and show it; if it cannot be shown, go back to what can."""
        old, waiting = self.state, len(self._waiting)
        change.make()
        fault = self._tell(old)
        if fault is not None:
            for retreat in change.retreats:
                unshown = self.state
                retreat()
                self._drop_after(waiting)
                if self.state != unshown and self._tell(unshown) is None:
                    raise NotShown(change.name, kept=self.state != old) from fault
            if change.retreats:
                unshown = self.state
                change.make()
                self._tell(unshown)
            raise fault
        self._history.settle()

    def _tell(self, old: State) -> Exception | None:
        """Tell everybody of the present state, and return the first error that this led to."""
        new = self.state
        if new == old:
            return None
        errors: list[Exception] = []
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(old, new)
            except Exception as error:  # noqa: BLE001 - the others must hear of it too; `_make` raises it
                errors.append(error)
        return errors[0] if errors else None

    def _drop_after(self, count: int) -> None:
        """Forget what was queued in answer to a change that could not be shown."""
        while len(self._waiting) > count:
            self._waiting.pop()

    def remember(self, done: Command | str) -> None:
        """Keep it for who asks what was done last; of a gesture, which can be hundreds of commands, the newest."""
        count = 1
        if self._lately:
            last, times = self._lately[-1]
            if _continue_each_other(last, done):
                self._lately.pop()
            elif last == done:
                self._lately.pop()
                count = times + 1
        self._lately.append((done, count))

    # The history is another one after `open`: it is looked up when a change is made.

    def _do(self, command: Command) -> None:
        self._history.do(command)

    def _take_back(self, command: Command, *, wholly: bool) -> None:
        self._history.take_back(command, wholly=wholly)

    def _undo(self) -> None:
        self._history.undo()

    def _unmake(self, step: Step) -> None:
        self._history.unmake(step)

    def _redo(self) -> None:
        self._history.redo()

    def _seal(self) -> None:
        self._history.seal()


def _continue_each_other(first: Command | str, second: Command | str) -> bool:
    if isinstance(first, str) or isinstance(second, str):
        return False
    return first.merge_key is not None and first.merge_key == second.merge_key
