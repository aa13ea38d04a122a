"""A scheduler used as the window uses it, without the window, on formulas whose worker may misbehave."""

from __future__ import annotations

import gc
import queue
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.compute.answers import Answers, Place
from hessview.compute.errands import FORMULA_HANDLER, Errands
from hessview.compute.jobs import Job
from hessview.compute.process_lane import ProcessLane
from hessview.compute.program_lanes import FORMULA_LIMITS
from hessview.compute.resolving import Resolver
from hessview.compute.scheduler import Delivery, Scheduler
from hessview.compute.thread_lane import ThreadLane
from hessview.document.state import State

if TYPE_CHECKING:
    import random

    from hessview.compute.lanes import Lane
    from hessview.compute.requests import Request
    from hessview.compute.results import Fault, FormulaAnswer

_GOOD = (
    "x^4 + y^4 - {k}x y + 1", "(x^2 + {k}y - 11)^2 + (x + y^2 - 7)^2", "exp(x/{k})/(1 + y^2)", "x^3 - {k}x y^2",
    "sqrt(x^2 + {k}y^2 + 1)", "x^2/{k} + log(1 + y^2)", "{k}sin(x) + cos(y)",
)  # fmt: skip
_RUNAWAY = "prod(gamma({k}x+j*y)^x, j, 1, 500)"

MISBEHAVING = "tests.reliability.worker_deeds:answer"


class Saboteur(Errands):
    """Asks the worker for a deed instead of for formulas, when there is one to be done."""

    deed: str | None = None

    def job(self, request: Request) -> Job:
        """Return what a process is asked for `request`."""
        job = super().job(request)
        if self.deed is None:
            return job
        return Job(MISBEHAVING, job.payload | {"deed": self.deed})


@dataclass(frozen=True)
class Ended:
    """How a request for formulas ended: with `answer`, with `fault`, or with neither in time; `took` in seconds."""

    answer: FormulaAnswer | None
    fault: Fault | None
    took: float


class Bench:
    """A scheduler, its lanes, and this thread as their owner.

    Parameters
    ----------
    deadline
        Seconds for one request.
    """

    def __init__(self, deadline: float = FORMULA_LIMITS.deadline) -> None:
        answers, self.errands = Answers(), Saboteur()
        self._arrived: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        limits = replace(FORMULA_LIMITS, deadline=deadline)
        self.lane = ProcessLane(
            "The exact formulas", (FORMULA_HANDLER, MISBEHAVING), limits,
            job=self.errands.job, read=self.errands.read, done=self._deliver,
        )  # fmt: skip
        thread = ThreadLane(answers.answer, self._deliver)
        lanes: dict[Place, Lane] = {
            Place.THREAD: thread,
            Place.FIELDS: thread,
            Place.FORMULAS: self.lane,
        }
        self.scheduler = Scheduler(answers, lanes)
        self._resolver = Resolver()
        self._shown_at = 0.0
        self.scheduler.start()

    def _deliver(self, request: Request, answer: object) -> None:
        self._arrived.put(Delivery(request, answer))

    def show(self, text: str) -> None:
        """Change the state as somebody does who types."""
        self._shown_at = time.monotonic()
        self.scheduler.want(self._resolver.resolve(State(text, text)))

    def retry(self) -> None:
        """Press the button that asks once more."""
        self._shown_at = time.monotonic()
        self.scheduler.retry()

    def look(self, seconds: float) -> None:
        """Take what is delivered for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self.scheduler.accept(self._arrived.get(timeout=left))
            except queue.Empty:
                return

    def wait(self, seconds: float) -> Ended:
        """Wait until the formulas of what is shown have come, or why there are none."""
        while True:
            results = self.scheduler.results
            took = time.monotonic() - self._shown_at
            if results.formulas is not None or results.formulas_fault is not None or took > seconds:
                return Ended(results.formulas, results.formulas_fault, took)
            try:
                self.scheduler.accept(self._arrived.get(timeout=max(0.01, seconds - took)))
            except queue.Empty:
                continue

    def numbers_are_live(self, within: float = 0.0) -> bool:
        """Return whether the probe of what is shown has its numbers, `within` seconds from now."""
        end = time.monotonic() + within
        while self.scheduler.results.curvature is None and (left := end - time.monotonic()) > 0.0:
            self.look(min(0.01, left))
        return self.scheduler.results.curvature is not None

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is being computed and a second process stands by; return whether it does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            members = tuple(self.lane._crew.members)
            if len(members) == 2 and all(member.is_ready and not member.is_busy for member in members):
                return True
            self.look(0.05)
        return False

    def close(self) -> None:
        """Stop everything."""
        self.scheduler.close()


def good(moves: random.Random) -> str:
    """Return a formula of the usual kind that was not asked before."""
    return moves.choice(_GOOD).format(k=moves.randrange(2, 10**6))


def runaway(moves: random.Random) -> str:
    """Return a formula of 500 factors, whose derivatives take many times longer than they are given."""
    return _RUNAWAY.format(k=moves.randrange(2, 10**6))


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and is only waited for does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}


def workers_of(parent: int) -> list[int]:
    """Return the living workers that a process has started, also after its end: each was told whose it is."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"hessview.compute.worker_main" in command and b'"parent": %d}' % parent in command:
                found.append(int(entry.name))
    return [pid for pid in found if is_alive(pid)]


def resources() -> tuple[int, int]:
    """Return how many threads and descriptors this process has."""
    gc.collect()
    return threading.active_count(), sum(1 for _ in Path("/proc/self/fd").iterdir())
