"""The time of a search: when it says what it knows, when it asks whether it goes on, when it has to end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BETWEEN_ANSWERS, _TIMES_AN_ANSWER = 0.05, 5.0
"""Seconds between two answers, and how many times as long as the last one took to make and to be taken."""

_BETWEEN_PAUSES = 0.01


class Pace:
    """The clock of one search, which starts now.

    Parameters
    ----------
    seconds
        After which the search is over.
    progress
        Called with the share that is done; what it raises ends the search.

    Attributes
    ----------
    share
        What is done, from 0 to 1; kept up to date by whoever does it.
    """

    def __init__(self, seconds: float, progress: Callable[[float], None] | None) -> None:
        self._began = time.monotonic()
        self._seconds = seconds
        self._progress = progress
        self._paused = self._answered = self._began
        self._answer_took = 0.0
        self.share = 0.0

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.spent > self._seconds

    def pause(self) -> None:
        """Say how far the search is, if nothing was said for a while."""
        now = time.monotonic()
        if self._progress is not None and now - self._paused >= _BETWEEN_PAUSES:
            self._paused = now
            self._progress(self.share)

    def is_answer_due(self) -> bool:
        """Whether it is time to say what is known: it takes the longer the more there is."""
        now = time.monotonic()
        due = max(_BETWEEN_ANSWERS, _TIMES_AN_ANSWER * self._answer_took) <= now - self._answered
        if due:
            self._asked = now
        return due

    def answered(self) -> None:
        """Note that an answer that was due has been made, and taken."""
        self._answered = time.monotonic()
        self._answer_took = self._answered - self._asked
