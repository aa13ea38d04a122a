"""Searches for critical points as the window asks for them, of a process that may say anything."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.compute.answers import Answers, Place
from hessview.compute.errands import SEARCH_HANDLER, Errands
from hessview.compute.process_lane import ProcessLane
from hessview.compute.program_lanes import SEARCH_LIMITS
from hessview.compute.requests import CriticalRequest, Request
from hessview.compute.resolving import Resolver
from hessview.compute.scheduler import Delivery, Scheduler
from hessview.compute.thread_lane import ThreadLane
from hessview.document.state import State

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints
    from hessview.compute.jobs import Job
    from hessview.compute.results import Fault

MISLEADING = "tests.reliability.search_deeds:answer"


class Liar(Errands):
    """Has the process asked to do a deed, when there is one to be done."""

    deed: str | None = None
    number = 0
    deadline = SEARCH_LIMITS.deadline

    def job(self, request: Request) -> Job:
        """Return what a process is asked for `request`."""
        job = replace(super().job(request), deadline=self.deadline)
        if self.deed is None or not isinstance(request, CriticalRequest):
            return job
        return replace(job, handler=MISLEADING, payload=job.payload | {"deed": self.deed, "number": self.number})


@dataclass(frozen=True)
class Searched:
    """How a search ended: with points, with a fault, or with neither in time; and what was wrong meanwhile."""

    found: CriticalPoints | None
    fault: Fault | None
    wrong: str


class SearchBench:
    """A scheduler that searches, and this thread as its owner.

    Parameters
    ----------
    deadline
        Seconds for one search.
    """

    def __init__(self, deadline: float) -> None:
        answers, self.errands = Answers(), Liar()
        self.errands.deadline = deadline
        self._arrived: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self.lane = ProcessLane(
            "The critical points", (SEARCH_HANDLER, MISLEADING), replace(SEARCH_LIMITS, deadline=deadline),
            job=self.errands.job, read=self.errands.read, read_partial=self.errands.read_partial, done=self._deliver,
        )  # fmt: skip
        thread = ThreadLane(answers.answer, self._deliver)
        lanes = {Place.THREAD: thread, Place.FIELDS: thread, Place.SEARCH: self.lane}
        self.scheduler = Scheduler(answers, lanes)
        self._resolver = Resolver()
        self.scheduler.start()

    def _deliver(self, request: Request, answer: object) -> None:
        self._arrived.put(Delivery(request, answer))

    def search(self, text: str, seconds: float) -> Searched:
        """Show a function, and wait for its critical points; whatever is shown meanwhile is looked at, too."""
        wanted = self._resolver.resolve(State(text, text))
        assert wanted is not None
        assert wanted.critical is not None
        end, wrong = time.monotonic() + seconds, ""
        self.scheduler.want(wanted)
        while wanted.critical in self.scheduler.results.pending and (left := end - time.monotonic()) > 0.0:
            try:
                self.scheduler.accept(self._arrived.get(timeout=left))
            except queue.Empty:
                break
            wrong = wrong or self._wrong(wanted.critical)
        results = self.scheduler.results
        return Searched(results.critical if results.critical_is_current else None, results.critical_fault, wrong)

    def retry(self) -> None:
        """Press the button that asks once more."""
        self.scheduler.retry()

    def close(self) -> None:
        """Stop everything."""
        self.scheduler.close()

    def _wrong(self, request: CriticalRequest) -> str:
        """Return what of the shown points cannot be, whatever the process has said."""
        results, n = self.scheduler.results, len(request.box)
        if not results.critical_is_current or results.critical is None:
            return ""
        found = results.critical
        if [*zip(found.lower.tolist(), found.upper.tolist(), strict=True)] != [*map(tuple, request.box)]:
            return "points of another box are shown"
        for point in found.points:
            if point.x.shape != (n,) or not np.isfinite(point.x).all() or point.enclosure.shape != (n, 2):
                return f"a point without {n} coordinates is shown"
        if not all((place.lower <= place.upper).all() for place in (*found.curves, *found.nonsmooth)):
            return "a set in no box is shown"
        return "" if 0.0 <= found.settled <= 1.0 else f"{found.settled} of the box are settled"
