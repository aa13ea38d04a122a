"""A thread that is relieved by a process: nobody waits for a process to start, and none that fails is missed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from hessview.compute.results import Fault, FaultKind, Partial

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.lanes import Done, Lane
    from hessview.compute.process_lane import ProcessLane
    from hessview.compute.requests import Request

_MENDED = frozenset({FaultKind.UNAVAILABLE, FaultKind.STOPPED, FaultKind.FAILED, FaultKind.REFUSED})
"""What a process may have failed by that a thread does not; whose time or memory is over would have it nowhere."""


class RelievedLane:
    """Answers in a process as soon as there is one, and in a thread until then and whenever the process fails.

    Only one thread runs Python at a time: what takes long in a thread of this process makes the window wait, again and
    again, for a moment. What a process works out does not.

    Parameters
    ----------
    process, thread
        Make the two lanes that both answer everything; each is given where its answers go.
    done
        Takes the answers.
    """

    def __init__(
        self, process: Callable[[Done], ProcessLane], thread: Callable[[Done], Lane], done: Done
    ) -> None:
        self._done = done
        self._process = process(self._on_process)
        self._thread = thread(self._on_thread)
        self._lock = threading.Lock()
        self._where: dict[Request, Lane] = {}
        self._asked = 0
        self._is_started = False

    def start(self) -> None:
        """Start the process, once: one that ends unexpectedly is followed by another."""
        if not self._is_started:
            self._is_started = True
            self._process.start()

    def submit(self, request: Request) -> None:
        """Answer `request`; the second one starts the process: whoever asks again will ask more."""
        self._asked += 1
        if self._asked > 1:
            self.start()
        self._send(request, self._process if self._process.is_ready else self._thread)

    def cancel(self, request: Request) -> None:
        """Forget `request`."""
        with self._lock:
            lane = self._where.pop(request, None)
        if lane is not None:
            lane.cancel(request)

    def conclude(self, request: Request) -> None:
        """Have `request` end with what it has come to."""
        with self._lock:
            lane = self._where.get(request)
        if lane is not None:
            lane.conclude(request)

    def stop(self) -> None:
        """Begin to stop both."""
        self._process.stop()
        self._thread.stop()

    def close(self) -> None:
        """Stop both, and wait for them."""
        self._process.close()
        self._thread.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are alive, as far as is known."""
        return self._process.pids

    def _send(self, request: Request, lane: Lane) -> None:
        with self._lock:
            self._where[request] = lane
            lane.submit(request)  # by the owner's thread, or by the one that says that the process has failed

    def _on_process(self, request: Request, answer: object) -> None:
        if isinstance(answer, Fault) and answer.kind in _MENDED:
            with self._lock:
                is_wanted = self._where.get(request) is self._process
            if is_wanted:
                self._send(request, self._thread)
            return
        self._take(request, answer, self._process)

    def _on_thread(self, request: Request, answer: object) -> None:
        self._take(request, answer, self._thread)

    def _take(self, request: Request, answer: object, lane: Lane) -> None:
        """Hand on an answer of the lane that was asked; one that was asked before has nothing to say any more."""
        with self._lock:
            is_awaited = self._where.get(request) is lane
            if is_awaited and not isinstance(answer, Partial):
                del self._where[request]
        if is_awaited:
            self._done(request, answer)
