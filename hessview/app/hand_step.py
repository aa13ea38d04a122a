"""The step of undo that a hand makes, counted as a person counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.document.history import Step
    from hessview.document.store import Store


class HandStep:
    """One step however long the hand stays; none of what is given up, or of the first click of two."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._before: Step | None = None
        self._made: Step | None = None
        self.is_held: bool = False

    def begin(self) -> None:
        """A hand comes: what keys did just before is a step of its own."""
        self.is_held = True
        self._store.seal()
        self._before, self._made = self._store.newest, None

    def end(self) -> None:
        """It goes."""
        if self.is_held:
            self.is_held = False
            self._store.seal()
            self._made = self._store.newest_after(self._before)

    def give_up(self) -> None:
        """Make nothing of what the hand has done."""
        if self.is_held:
            self.is_held = False
            # Undo by a key, while the hand stays, can lead behind where it came: no step is the hand's then.
            made = self._store.newest_after(self._before)
            if made is not None:
                self._store.unmake(made)
            self._store.seal()

    def double_clicked(self) -> None:
        """Make nothing of the click that was the first of two: a double click is another gesture."""
        self.end()
        if self._made is not None:
            self._store.unmake(self._made)
            self._made = None
