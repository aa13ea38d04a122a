"""A thread that answers requests and stops when nobody waits for them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from hessview.analysis.leaving import asking
from hessview.compute.endings import Cancelled, Concluded, DeadlinePassed
from hessview.compute.lanes import Done, Progress, attempt, whole_of
from hessview.compute.results import Partial

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.requests import Request


@dataclass(eq=False)
class _Work:
    """One request's turn in the thread."""

    request: Request
    cancelled: threading.Event = field(default_factory=threading.Event)
    concluded: threading.Event = field(default_factory=threading.Event)

    def leave_if_cancelled(self) -> None:
        """Raise `Cancelled` when nobody waits for the answer any more."""
        if self.cancelled.is_set():
            raise Cancelled


class ThreadLane:
    """Answers one request after the other in a thread; cancelled work stops at its next step.

    Parameters
    ----------
    answer
        ``answer(request, progress)``; what it raises becomes a fault.
    done
        Takes the answers; of a request that is answered by an iterator first every part of it, as a `Partial`.
    deadline
        Seconds for one request.
    """

    def __init__(self, answer: Callable[[Request, Progress], object], done: Done, deadline: float = 20.0) -> None:
        self._answer = answer
        self._done = done
        self._deadline = deadline
        # What waits or runs is held by the inbox and the thread; what is answered must not be held for ever.
        self._works: WeakValueDictionary[Request, _Work] = WeakValueDictionary()
        self._inbox: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="answers", daemon=True)
            self._thread.start()

    def submit(self, request: Request) -> None:
        """Answer `request` after those that came before."""
        self.start()
        work = _Work(request)
        self._works[request] = work
        self._inbox.put(work)

    def cancel(self, request: Request) -> None:
        """Stop working on `request`."""
        work = self._works.pop(request, None)
        if work is not None:
            work.cancelled.set()

    def conclude(self, request: Request) -> None:
        """Have `request` end with what it has come to."""
        work = self._works.get(request)
        if work is not None:
            work.concluded.set()

    def stop(self) -> None:
        """Cancel everything, and let the thread end."""
        for request in tuple(self._works):
            self.cancel(request)
        self._inbox.put(None)

    def close(self) -> None:
        """Cancel everything and wait for the thread, a little."""
        self.stop()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while (work := self._inbox.get()) is not None:
            if work.cancelled.is_set():
                continue
            with asking(work.leave_if_cancelled):
                outcome = attempt(partial(self._whole, work), work.request, self._progress(work))
            if not work.cancelled.is_set():
                self._done(work.request, outcome)

    def _whole(self, work: _Work, request: Request, progress: Progress) -> object:
        """Return the answer; of one that grows the last part, after each part was handed on."""
        answer = self._answer(request, progress)
        if not isinstance(answer, Iterator):
            return answer

        def hand_on(part: object) -> None:
            work.leave_if_cancelled()
            self._done(request, Partial(part))

        return whole_of(answer, hand_on)

    def _progress(self, work: _Work) -> Progress:
        end = time.monotonic() + self._deadline

        def progress(_fraction: float) -> None:
            work.leave_if_cancelled()
            if work.concluded.is_set():
                raise Concluded
            if time.monotonic() > end:
                raise DeadlinePassed

        return progress
