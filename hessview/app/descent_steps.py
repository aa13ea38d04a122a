"""Which step of its runs a race shows: by hand, by itself, or always the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.descent_player import Player
    from hessview.app.desk import Desk


class StepTime:
    """The step that is shown.

    Parameters
    ----------
    most
        Returns how many steps the longest run took.
    pace
        Returns how many are played in a second.
    moved
        Is called when another step is to be shown.
    changed
        Is called when playing begins or ends.

    Attributes
    ----------
    step
        Which iterate is shown; None: the last.
    """

    def __init__(
        self, desk: Desk, most: Callable[[], int], pace: Callable[[], float],
        *, moved: Callable[[], object], changed: Callable[[], object],
    ) -> None:  # fmt: skip
        self._desk, self._most, self._pace, self._moved, self._changed = desk, most, pace, moved, changed
        self.step: int | None = None
        self._player: Player | None = None

    @property
    def is_playing(self) -> bool:
        """Whether the step number runs by itself."""
        return self._player is not None and self._player.is_running

    def step_by(self, by: int) -> None:
        """Show the step after (1) or before (-1) the one that is shown."""
        most = self._most()
        self.go_to((most if self.step is None else min(self.step, most)) + by)

    def go_to(self, step: int) -> None:
        """Show a step; from the last on it is the end that is shown, however long the runs become."""
        self.stop()
        self._set(step)

    def play(self) -> None:
        """Let the step number run, from the start if the end is shown; or stop it."""
        if self.is_playing:
            self.stop()
            return
        most = self._most()
        if not most:
            self._desk.tell("Nothing to play: no method has taken a step.")
            return
        from hessview.app.descent_player import Player

        if self._player is None:
            self._player = Player(self._desk, self._pace, self._set, self._changed)
        if self.step is None or self.step >= most:
            self._set(0)
        self._player.start(self.step or 0)
        self._changed()

    def stop(self) -> None:
        """Stay at the step that is shown."""
        if self._player is not None:
            self._player.stop()

    def _set(self, step: int) -> bool:
        """Show a step, and return whether there are more."""
        self.step = None if step >= self._most() else max(step, 0)
        self._moved()
        return self.step is not None
