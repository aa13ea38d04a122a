"""A process that answers requests, killed when an answer is not wanted or not to be had."""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.compute.lanes import Done, attempt, no_progress
from hessview.compute.results import Fault, FaultKind
from hessview.compute.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.frames import Message
    from hessview.compute.requests import Request

_MOST_FAILURES = 3


@dataclass(frozen=True)
class Job:
    """What a worker process is asked.

    Attributes
    ----------
    handler
        A function on its list.
    payload
        JSON values.
    share
        Of the deadline, for this attempt.
    easier
        What to ask instead when time or memory did not suffice, or None.
    """

    handler: str
    payload: Message
    share: float = 1.0
    easier: Job | None = None


@dataclass(frozen=True)
class Limits:
    """What a process may take, and how patient its lane is; times in seconds.

    Attributes
    ----------
    deadline
        For one request, from when it is sent to a process that is ready.
    memory
        Bytes of address space, or None.
    pause
        How long no request must have come before one is sent: who types asks at every key and takes back at the next.
    grace
        How long a cancelled request may still run before its process is killed: most are almost done.
    spare_after
        How long a request runs before a spare process is started, for it may have to be killed.
    start
        For a process to say it is ready.
    retry
        How long a lane whose processes do not start says so before it tries again.
    """

    deadline: float
    memory: int | None = None
    pause: float = 0.0
    grace: float = 0.25
    spare_after: float = 0.5
    start: float = 60.0
    retry: float = 30.0


@dataclass
class _Running:
    request: Request
    job: Job
    identity: int
    since: float
    cancelled: float | None = None


class ProcessLane:
    """Answers one request after the other in a process that is killed when an answer is not wanted or not to be had.

    All decisions are made in one thread, the keeper, that nothing but its inbox wakes; so nothing is locked, and the
    owner never waits.

    Parameters
    ----------
    subject
        What the answers are, to begin a sentence with: "The exact formulas".
    handlers
        The functions that its processes may run.
    job
        Makes a job of a request.
    read
        Makes an answer of a request and what the handler returned.
    done
        Takes the answers.
    """

    def __init__(
        self,
        subject: str,
        handlers: tuple[str, ...],
        limits: Limits,
        *,
        job: Callable[[Request], Job],
        read: Callable[[Request, Message], object],
        done: Done,
    ) -> None:
        self._subject = subject
        self._handlers = handlers
        self._limits = limits
        self._job = job
        self._read = read
        self._done = done
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._keeper: threading.Thread | None = None
        self._waiting: OrderedDict[Request, Job | None] = OrderedDict()
        self._running: _Running | None = None
        self._worker: WorkerProcess | None = None
        self._spare: WorkerProcess | None = None
        self._ready: set[WorkerProcess] = set()
        self._started: dict[WorkerProcess, float] = {}
        self._sent = 0
        self._failures = 0
        self._reason = ""
        self._unavailable_until = 0.0
        self._quiet_from = 0.0

    def start(self) -> None:
        """Start the keeper and a process in the background; a lane that is unavailable tries again at once."""
        self._inbox.put(self._on_start)
        self._start_keeper()

    def submit(self, request: Request) -> None:
        """Answer `request` after those that came before; a request that is running goes on."""
        self._start_keeper()
        self._inbox.put(lambda: self._on_submit(request))

    def cancel(self, request: Request) -> None:
        """Forget `request`, and kill its process if it does not end by itself at once."""
        self._inbox.put(lambda: self._on_cancel(request))

    def close(self) -> None:
        """Kill the processes and wait for the keeper."""
        if self._keeper is not None:
            self._inbox.put(None)
            self._keeper.join(timeout=5.0)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are alive, as far as is known."""
        return tuple(worker.pid for worker in (self._worker, self._spare) if worker is not None)

    def _start_keeper(self) -> None:
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name=f"{self._subject} keeper", daemon=True)
            self._keeper.start()

    # What follows runs in the keeper.

    def _keep(self) -> None:
        while True:
            self._advance()
            try:
                event = self._inbox.get(timeout=self._patience())
            except queue.Empty:
                continue
            if event is None:
                break
            event()
        for worker in tuple(self._started):
            self._discard(worker)

    def _patience(self) -> float | None:
        """Return the seconds until something must be done though nothing happens; None: never."""
        times = [started + self._limits.start for worker, started in self._started.items() if worker not in self._ready]
        if self._running is not None:
            times.append(self._end_of(self._running))
            if self._spare is None:
                times.append(self._running.since + self._limits.spare_after)
        if self._worker is None and self._waiting:
            times.append(self._unavailable_until)
        if self._waiting and self._quiet_from > time.monotonic():
            times.append(self._quiet_from)
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _end_of(self, running: _Running) -> float:
        end = running.since + running.job.share * self._limits.deadline
        return end if running.cancelled is None else min(end, running.cancelled + self._limits.grace)

    def _advance(self) -> None:
        """Do what the time demands, and give the next request to a process that is ready."""
        now = time.monotonic()
        for worker, started in tuple(self._started.items()):
            if worker not in self._ready and now > started + self._limits.start:
                self._reason = "It did not start in time."
                self._discard(worker)
                self._fail()
        if self._running is not None and now >= self._end_of(self._running):
            self._stop_running()
        if self._worker is None:
            self._worker, self._spare = self._spare or self._new_worker(), None
        if self._running is not None:
            if self._spare is None and now >= self._running.since + self._limits.spare_after:
                self._spare = self._new_worker()
        elif self._waiting and now >= self._quiet_from:
            self._send_next()

    def _send_next(self) -> None:
        if self._worker is None:
            for request in self._waiting:
                message = f"{self._subject} are unavailable: the process that works them out does not start."
                self._done(request, Fault(message, self._reason, FaultKind.UNAVAILABLE))
            self._waiting.clear()
        elif self._worker in self._ready:
            request, easier = self._waiting.popitem(last=False)
            job = easier or attempt(lambda asked, _: self._job(asked), request, no_progress)
            if not isinstance(job, Job):
                self._done(request, job)
                return
            self._sent += 1
            self._running = _Running(request, job, self._sent, time.monotonic())
            self._worker.send({"id": self._sent, "handler": job.handler, "payload": job.payload})

    def _stop_running(self) -> None:
        """Kill the process that takes too long, or whose answer nobody waits for."""
        running, worker = self._running, self._worker
        self._running = None
        if worker is not None:
            self._discard(worker)
        if running is not None:
            message = f"{self._subject} took longer than {self._limits.deadline:g} seconds and were given up."
            self._give_up(running, Fault(message, kind=FaultKind.TIME))

    def _give_up(self, running: _Running, fault: Fault) -> None:
        """Ask for something easier, if there is such a thing, next; else say that there is no answer."""
        if running.cancelled is not None:
            return
        if running.job.easier is None:
            self._done(running.request, fault)
        else:
            self._waiting[running.request] = running.job.easier
            self._waiting.move_to_end(running.request, last=False)

    def _new_worker(self) -> WorkerProcess | None:
        if time.monotonic() < self._unavailable_until:
            return None
        try:
            worker = WorkerProcess(self._handlers, self._limits.memory, self._report)
        except OSError as error:
            self._reason = str(error)
            self._fail(_MOST_FAILURES)
            return None
        self._started[worker] = time.monotonic()
        return worker

    def _fail(self, times: int = 1) -> None:
        """Count failures in a row; after some of them wait before another process is tried."""
        self._failures += times
        if self._failures >= _MOST_FAILURES:
            self._failures = 0
            self._unavailable_until = time.monotonic() + self._limits.retry

    def _discard(self, worker: WorkerProcess) -> None:
        worker.kill()
        self._forget(worker)

    def _forget(self, worker: WorkerProcess) -> None:
        self._ready.discard(worker)
        self._started.pop(worker, None)
        if worker is self._worker:
            self._worker = None
        if worker is self._spare:
            self._spare = None

    def _report(self, worker: WorkerProcess, message: Message | None) -> None:
        self._inbox.put(lambda: self._on_message(worker, message))

    def _on_start(self) -> None:
        self._unavailable_until = 0.0

    def _on_submit(self, request: Request) -> None:
        if self._running is not None and self._running.request == request:
            self._running.cancelled = None
        else:
            self._waiting[request] = None
            self._quiet_from = time.monotonic() + self._limits.pause

    def _on_cancel(self, request: Request) -> None:
        self._waiting.pop(request, None)
        running = self._running
        if running is not None and running.request == request and running.cancelled is None:
            running.cancelled = time.monotonic()

    def _on_message(self, worker: WorkerProcess, message: Message | None) -> None:
        if worker not in self._started:
            # It was killed before; what it still had to say concerns nobody.
            return
        if message is None:
            self._on_end(worker)
        elif message.get("type") == "ready":
            self._ready.add(worker)
        elif message.get("type") == "failed":
            self._reason = str(message.get("detail", ""))
        elif self._running is not None and message.get("id") == self._running.identity and worker is self._worker:
            self._on_reply(worker, self._running, message)

    def _on_end(self, worker: WorkerProcess) -> None:
        was_running = self._running if worker is self._worker else None
        self._forget(worker)
        self._fail()
        if was_running is not None:
            self._running = None
            message = f"{self._subject} are missing: the process that worked them out stopped unexpectedly."
            self._give_up(was_running, Fault(message, kind=FaultKind.STOPPED))

    def _on_reply(self, worker: WorkerProcess, running: _Running, message: Message) -> None:
        request, self._running = running.request, None
        self._failures = 0
        answer = message.get("answer")
        if message.get("type") == "answer" and isinstance(answer, dict):
            self._done(request, attempt(lambda asked, _: self._read(asked, answer), request, no_progress))
            return
        fault = self._fault(message)
        if fault.kind is FaultKind.MEMORY:
            # What the handler left behind still counts against the limit.
            self._discard(worker)
            self._give_up(running, fault)
        else:
            self._done(request, fault)

    def _fault(self, message: Message) -> Fault:
        kind, said, detail = (str(message.get(key, "")) for key in ("kind", "message", "detail"))
        if kind == FaultKind.MEMORY:
            size = f" than {self._limits.memory / 2**30:g} GB" if self._limits.memory is not None else ""
            return Fault(f"{self._subject} need more memory{size} and were given up.", detail, FaultKind.MEMORY)
        if kind == FaultKind.REFUSED:
            return Fault(f"{self._subject} were refused: their handler is not on the list.", detail, FaultKind.REFUSED)
        return Fault(said or f"{self._subject} could not be worked out.", detail, FaultKind.FAILED)
