"""Two ways to answer off the owner's thread: a thread that is asked to stop, and a process that is made to."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hessview.compute.requests import Request
from hessview.compute.results import Fault, FaultKind
from hessview.compute.worker_process import WorkerProcess

if TYPE_CHECKING:
    from hessview.compute.frames import Message

Progress = Callable[[float], None]
Done = Callable[[Request, object], None]


class Cancelled(Exception):  # noqa: N818 - raised by `progress`: nobody waits for the answer any more
    """The work is not wanted any more."""


class DeadlinePassed(Exception):  # noqa: N818 - raised by `progress`: the time is over
    """The work takes too long."""


class Lane(Protocol):
    """Where requests are answered, later, through a callback ``done(request, answer)`` that any thread may call."""

    def start(self) -> None:
        """Get ready before the first request comes."""

    def submit(self, request: Request) -> None:
        """Answer `request` when its turn comes."""

    def cancel(self, request: Request) -> None:
        """Forget `request`; an answer may still come if it was almost there."""

    def close(self) -> None:
        """Stop everything and wait for it."""


@dataclass(eq=False)
class _Work:
    """One request's turn in the thread."""

    request: Request
    cancelled: threading.Event = field(default_factory=threading.Event)


class ThreadLane:
    """Answers one request after the other in a thread; cancelled work stops at its next report of progress.

    Parameters
    ----------
    answer
        ``answer(request, progress)``; what it raises becomes a fault.
    done
        Takes the answers.
    deadline
        Seconds for one request.
    """

    def __init__(self, answer: Callable[[Request, Progress], object], done: Done, deadline: float = 20.0) -> None:
        self._answer = answer
        self._done = done
        self._deadline = deadline
        self._works: dict[Request, _Work] = {}
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

    def close(self) -> None:
        """Cancel everything and wait for the thread, a little."""
        for request in tuple(self._works):
            self.cancel(request)
        self._inbox.put(None)
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while (work := self._inbox.get()) is not None:
            if work.cancelled.is_set():
                continue
            outcome = attempt(self._answer, work.request, self._progress(work))
            if not work.cancelled.is_set():
                self._done(work.request, outcome)

    def _progress(self, work: _Work) -> Progress:
        end = time.monotonic() + self._deadline

        def progress(_fraction: float) -> None:
            if work.cancelled.is_set():
                raise Cancelled
            if time.monotonic() > end:
                raise DeadlinePassed

        return progress


def attempt(answer: Callable[[Request, Progress], object], request: Request, progress: Progress) -> object:
    """Return the answer, or the fault that says why there is none."""
    try:
        return answer(request, progress)
    except Cancelled:
        return Fault("This is not wanted any more.", kind=FaultKind.STOPPED)
    except DeadlinePassed:
        return Fault("This took too long and was stopped.", kind=FaultKind.TIME)
    except MemoryError:
        return Fault("There is not enough memory for this.", kind=FaultKind.MEMORY)
    except Exception as error:  # noqa: BLE001 - the edge of a thread: a fault is a result, shown where the answer would be
        return Fault(f"This could not be computed: {error}", traceback.format_exc(), FaultKind.FAILED)


@dataclass(frozen=True)
class Job:
    """What a worker process is asked: a handler on its list and its payload of JSON values."""

    handler: str
    payload: Message


@dataclass(frozen=True)
class Limits:
    """What a process may take, and how patient its lane is; times in seconds.

    Attributes
    ----------
    deadline
        For one request, from when it is sent to a process that is ready.
    memory
        Bytes of address space, or None.
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
    grace: float = 0.25
    spare_after: float = 0.5
    start: float = 60.0
    retry: float = 30.0


@dataclass
class _Running:
    request: Request
    identity: int
    since: float
    cancelled: float | None = None


_MOST_FAILURES = 3


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
        self._waiting: OrderedDict[Request, None] = OrderedDict()
        self._running: _Running | None = None
        self._worker: WorkerProcess | None = None
        self._spare: WorkerProcess | None = None
        self._ready: set[WorkerProcess] = set()
        self._started: dict[WorkerProcess, float] = {}
        self._sent = 0
        self._failures = 0
        self._reason = ""
        self._unavailable_until = 0.0

    def start(self) -> None:
        """Start the keeper and a process in the background."""
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name=f"{self._subject} keeper", daemon=True)
            self._keeper.start()

    def submit(self, request: Request) -> None:
        """Answer `request` after those that came before; a request that is running goes on."""
        self.start()
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
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _end_of(self, running: _Running) -> float:
        end = running.since + self._limits.deadline
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
        elif self._waiting:
            self._send_next()

    def _send_next(self) -> None:
        if self._worker is None:
            for request in self._waiting:
                message = f"{self._subject} are unavailable: the process that works them out does not start."
                self._done(request, Fault(message, self._reason, FaultKind.UNAVAILABLE))
            self._waiting.clear()
        elif self._worker in self._ready:
            request, _ = self._waiting.popitem(last=False)
            job = attempt(lambda asked, _: self._job(asked), request, _no_progress)
            if not isinstance(job, Job):
                self._done(request, job)
                return
            self._sent += 1
            self._running = _Running(request, self._sent, time.monotonic())
            self._worker.send({"id": self._sent, "handler": job.handler, "payload": job.payload})

    def _stop_running(self) -> None:
        """Kill the process that takes too long, or whose answer nobody waits for."""
        running, worker = self._running, self._worker
        self._running = None
        if worker is not None:
            self._discard(worker)
        if running is not None and running.cancelled is None:
            message = f"{self._subject} took longer than {self._limits.deadline:g} seconds and were given up."
            self._done(running.request, Fault(message, kind=FaultKind.TIME))

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

    def _on_submit(self, request: Request) -> None:
        if self._running is not None and self._running.request == request:
            self._running.cancelled = None
        else:
            self._waiting[request] = None

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
            self._on_reply(worker, self._running.request, message)

    def _on_end(self, worker: WorkerProcess) -> None:
        was_running = self._running if worker is self._worker else None
        self._forget(worker)
        self._fail()
        if was_running is not None:
            self._running = None
            if was_running.cancelled is None:
                message = f"{self._subject} are missing: the process that worked them out stopped unexpectedly."
                self._done(was_running.request, Fault(message, kind=FaultKind.STOPPED))

    def _on_reply(self, worker: WorkerProcess, request: Request, message: Message) -> None:
        self._running = None
        self._failures = 0
        answer = message.get("answer")
        if message.get("type") == "answer" and isinstance(answer, dict):
            self._done(request, attempt(lambda asked, _: self._read(asked, answer), request, _no_progress))
            return
        fault = self._fault(str(message.get("kind")), str(message.get("detail", "")))
        if fault.kind is FaultKind.MEMORY:
            # What the handler left behind still counts against the limit.
            self._discard(worker)
        self._done(request, fault)

    def _fault(self, kind: str, detail: str) -> Fault:
        if kind == FaultKind.MEMORY:
            size = f" than {self._limits.memory / 2**30:g} GB" if self._limits.memory is not None else ""
            return Fault(f"{self._subject} need more memory{size} and were given up.", detail, FaultKind.MEMORY)
        if kind == FaultKind.REFUSED:
            return Fault(f"{self._subject} were refused: their handler is not on the list.", detail, FaultKind.REFUSED)
        return Fault(f"{self._subject} could not be worked out.", detail, FaultKind.FAILED)


def _no_progress(_fraction: float) -> None:
    """Report progress to nobody."""
