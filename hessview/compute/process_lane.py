"""A process that answers requests, killed when an answer is not wanted or not to be had."""

from __future__ import annotations

import contextlib
import math
import queue
import sys
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from hessview.compute.crew import Crew, Limits, Member
from hessview.compute.jobs import Job, Running, Turn
from hessview.compute.lanes import Done, attempt, no_progress
from hessview.compute.results import Fault, FaultKind, Partial
from hessview.compute.worker_faults import end_of, fault_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.frames import Message
    from hessview.compute.requests import Request
    from hessview.compute.worker_process import WorkerProcess


class ProcessLane:
    """Answers one request after the other in a process that is killed when an answer is not wanted or not to be had.

    A request that is cancelled may end by itself for a moment, while the next one is already answered by a process that
    stood by; a handler that streams is told that it is not wanted, and its process goes on to the next one. What such a
    handler has said is the answer when time, memory or the process do not last until the end.

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
        Makes an answer of a request and what the handler returned; raises if that is none.
    done
        Takes the answers.
    read_partial
        Makes of a request and a partial answer what would be the answer if no more came; None: nobody streams.
    is_eager
        Whether the first request starts everything; else it waits for `start`.
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
        read_partial: Callable[[Request, Message], Partial] | None = None,
        is_eager: bool = True,
    ) -> None:
        self._subject = subject
        self._limits = limits
        self._job = job
        self._read = read
        self._read_partial = read_partial
        self._done = done
        self._is_eager = is_eager
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._keeper: threading.Thread | None = None
        self._is_closed = False
        self._crew = Crew(handlers, limits, self._report)
        self._waiting: OrderedDict[Request, Turn] = OrderedDict()
        self._running: Running | None = None
        self._fading: list[Running] = []
        self._concluded: set[Request] = set()
        self._unread: dict[WorkerProcess, Message] = {}
        self._sent = 0
        self._quiet_from = 0.0
        self._last_request = -math.inf
        self._idle_since = math.inf

    def start(self) -> None:
        """Start the keeper and a process in the background; a lane that is unavailable tries again at once."""
        self._inbox.put(self._crew.try_again)
        self._start_keeper()

    def submit(self, request: Request) -> None:
        """Answer `request` after those that came before; a request that is running goes on."""
        if self._is_eager:
            self._start_keeper()
        self._inbox.put(lambda: self._on_submit(request))

    def cancel(self, request: Request) -> None:
        """Forget `request`, and kill its process if it does not end by itself at once."""
        self._inbox.put(lambda: self._on_cancel(request))

    def conclude(self, request: Request) -> None:
        """Have `request` end with what it has come to; one that still waits does so as soon as it has begun."""
        self._inbox.put(lambda: self._on_conclude(request))

    def stop(self) -> None:
        """Have the keeper kill the processes and end; whoever starts the lane later starts nothing."""
        self._is_closed = True
        self._inbox.put(None)

    def close(self) -> None:
        """Kill the processes and wait for the keeper."""
        self.stop()
        if self._keeper is not None:
            self._keeper.join(timeout=5.0)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are alive, as far as is known."""
        return tuple(member.process.pid for member in tuple(self._crew.members))

    @property
    def is_ready(self) -> bool:
        """Whether a process takes requests, as far as is known. Any thread."""
        return any(member.is_ready for member in tuple(self._crew.members))

    @property
    def starting_for(self) -> float:
        """For how many seconds the first process has been starting; 0 if one is ready or none is there. Any thread."""
        return self._crew.starting_for()

    def _start_keeper(self) -> None:
        if self._keeper is None and not self._is_closed:
            self._keeper = threading.Thread(target=self._keep, name=f"{self._subject} keeper", daemon=True)
            self._keeper.start()

    def _report(self, process: WorkerProcess, message: Message | None) -> None:
        if message is None or message.get("type") != "partial":
            self._inbox.put(lambda: self._on_message(process, message))
            return
        # Of partial answers that come faster than they are read only the newest is kept.
        self._unread[process] = message
        self._inbox.put(lambda: self._on_partial(process, self._unread.pop(process, None)))

    # What follows runs in the keeper.

    def _keep(self) -> None:
        while True:
            try:
                self._advance()
                event = self._inbox.get(timeout=self._patience())
                if event is None:
                    break
                event()
            except queue.Empty:
                continue
            except Exception:  # noqa: BLE001 - the edge of a thread: it is reported, and the lane starts over
                self._start_over()
        self._crew.close()

    def _start_over(self) -> None:
        """After what must not happen: say so everywhere, and begin again when somebody asks."""
        kind, error, trace = sys.exc_info()
        if kind is not None:
            threading.excepthook(threading.ExceptHookArgs((kind, error, trace, threading.current_thread())))
        asked = [*self._waiting, *(() if self._running is None else (self._running.request,))]
        self._waiting.clear()
        self._fading.clear()
        self._running = None
        self._crew.break_up()
        for request in asked:
            with contextlib.suppress(Exception):
                self._done(request, Fault(f"{self._subject} are unavailable.", repr(error), FaultKind.UNAVAILABLE))

    def _patience(self) -> float | None:
        """Return the seconds until something must be done though nothing happens; None: never."""
        now = time.monotonic()
        times = [self._crew.late_from(), *map(self._end_of, self._all_running)]
        later = [self._long_from]
        if self._waiting:
            later.append(self._quiet_from)
        if 0 < len(self._crew.members) < self._wanted:
            later.append(self._crew.available_from)
        first = min(times + [when for when in later if when > now])
        return None if first == math.inf else max(0.0, first - now)

    @property
    def _all_running(self) -> tuple[Running, ...]:
        return (*self._fading, *(() if self._running is None else (self._running,)))

    @property
    def _long_from(self) -> float:
        """From when the request has run for long, or nothing was asked for long after a first answer."""
        if self._running is not None:
            return self._running.begun + self._limits.spare_after
        return math.inf if self._waiting else self._idle_since + self._limits.spare_after

    @property
    def _wanted(self) -> int:
        """How many processes there should be: both attempts at a request that runs for long may have to be killed."""
        is_long = time.monotonic() >= self._long_from
        wanted = 2 if is_long or self._crew.has_been_complete else 1
        return min(3 if self._running is not None and is_long else wanted, self._limits.processes)

    def _end_of(self, running: Running) -> float:
        if running.cancelled is not None:
            return running.cancelled + self._limits.grace
        deadline = self._deadline_of(running)
        end = running.since + running.job.share * deadline
        # What an attempt that ended early has left is the next one's.
        return end if running.job.easier is not None else max(end, running.begun + deadline)

    def _deadline_of(self, running: Running) -> float:
        return self._limits.deadline if running.job.deadline is None else running.job.deadline

    def _advance(self) -> None:
        """Do what the time demands, and give the next request to a process that is ready."""
        self._crew.dismiss_late()
        for running in self._all_running:
            if time.monotonic() >= self._end_of(running):
                self._crew.discard(running.member)
                message = f"{self._subject} were stopped after {self._deadline_of(running):g} s."
                self._end_without(running, Fault(message, kind=FaultKind.TIME))
        self._crew.keep(self._wanted)
        if self._running is None and self._waiting and time.monotonic() >= self._quiet_from:
            self._send_next()

    def _send_next(self) -> None:
        member = self._crew.ready()
        if member is not None:
            request, turn = self._waiting.popitem(last=False)
            job = turn.job or attempt(lambda asked, _: self._job(asked), request, no_progress)
            if isinstance(job, Job):
                self._send(request, job, member, turn.begun)
            else:
                self._done(request, job)
        elif not self._crew.members:
            asked = tuple(self._waiting)
            self._waiting.clear()
            message = f"{self._subject} are unavailable: the process that works them out does not start."
            for request in asked:
                self._done(request, Fault(message, self._crew.reason, FaultKind.UNAVAILABLE))

    def _send(self, request: Request, job: Job, member: Member, begun: float | None) -> None:
        now = time.monotonic()
        self._sent += 1
        self._running = Running(request, job, self._sent, member, now, now if begun is None else begun)
        member.is_busy = True
        member.process.send({"id": self._sent, "handler": job.handler, "payload": job.payload})
        if request in self._concluded:
            self._on_conclude(request)

    def _end_without(self, running: Running, fault: Fault) -> None:
        """Take note that a request ends without an answer: ask for something easier next, if there is such a thing."""
        self._let_go(running)
        if running.cancelled is not None:
            return
        if running.partial is not None:
            self._done(running.request, running.partial)
        elif running.job.easier is None:
            self._done(running.request, fault)
        else:
            self._waiting[running.request] = Turn(running.job.easier, running.begun)
            self._waiting.move_to_end(running.request, last=False)

    def _let_go(self, running: Running) -> None:
        running.member.is_busy = False
        self._idle_since = time.monotonic()
        if running is self._running:
            self._running = None
        else:
            self._fading.remove(running)

    def _on_conclude(self, request: Request) -> None:
        running = self._running
        if running is not None and running.request == request:
            self._concluded.discard(request)
            running.member.process.conclude(running.identity)
        elif request in self._waiting:
            self._concluded.add(request)

    def _on_submit(self, request: Request) -> None:
        revived = next((running for running in self._fading if running.request == request), None)
        if revived is not None and self._running is None and not revived.job.streams:
            revived.cancelled = None
            self._fading.remove(revived)
            self._running = revived
        elif self._running is None or self._running.request != request:
            self._waiting.setdefault(request, Turn())
            self._note_request()

    def _on_cancel(self, request: Request) -> None:
        self._waiting.pop(request, None)
        self._concluded.discard(request)
        if self._running is not None and self._running.request == request:
            self._running.cancelled = time.monotonic()
            if self._running.job.streams:
                self._running.member.process.cancel(self._running.identity)
            self._fading.append(self._running)
            self._running = None

    def _note_request(self) -> None:
        """Send the next request at once after a silence, else when there is one: somebody is typing."""
        now = time.monotonic()
        self._quiet_from = now if now >= self._last_request + self._limits.pause else now + self._limits.pause
        self._last_request = now

    def _on_message(self, process: WorkerProcess, message: Message | None) -> None:
        if message is None:
            ended = self._crew.has_ended(process)
            if ended is not None:
                self._on_end(ended)
            return
        member = self._crew.member(process)
        if member is None:
            # It was killed before; what it still had to say concerns nobody.
            return
        running = next((each for each in self._all_running if each.member is member), None)
        kind = message.get("type")
        if running is not None and kind in ("answer", "fault") and message.get("id") == running.identity:
            self._on_reply(running, message)
        elif kind == "ready" and not member.is_ready:
            member.is_ready = True
        elif kind == "failed" and not member.is_ready:
            self._crew.reason = end_of(message.get("detail"))
        else:
            self._dismiss(member)

    def _on_partial(self, process: WorkerProcess, message: Message | None) -> None:
        member = self._crew.member(process)
        if member is None or message is None:
            return
        running = next((each for each in self._all_running if each.member is member), None)
        known = running is not None and running.job.streams and message.get("id") == running.identity
        answer = message.get("answer")
        if running is None or not known or self._read_partial is None or not isinstance(answer, dict):
            self._dismiss(member)
        elif running.cancelled is None:
            read = self._read_partial
            partial = attempt(lambda asked, _: read(asked, answer), running.request, no_progress)
            if isinstance(partial, Partial):
                if partial.is_enough:
                    running.partial = partial.answer
                self._done(running.request, partial)
            else:
                self._dismiss(member)

    def _dismiss(self, member: Member) -> None:
        """End a process that does not keep to what was agreed."""
        self._crew.discard(member)
        self._crew.fail()
        self._on_end(member)

    def _on_end(self, member: Member) -> None:
        for running in self._all_running:
            if running.member is member:
                message = f"{self._subject} are missing: the process that worked them out stopped unexpectedly."
                self._end_without(running, Fault(message, kind=FaultKind.STOPPED))

    def _on_reply(self, running: Running, message: Message) -> None:
        request, answer = running.request, message.get("answer")
        if message.get("type") == "answer" and isinstance(answer, dict):
            outcome = attempt(lambda asked, _: self._read(asked, answer), request, no_progress)
            if isinstance(outcome, Fault):
                self._crew.discard(running.member)
                self._crew.fail()
                said = f"{self._subject} are missing: what came from their process makes no sense."
                outcome = Fault(said, outcome.detail, FaultKind.FAILED)
            else:
                self._crew.succeed()
            self._let_go(running)
            self._waiting.pop(request, None)
            self._done(request, outcome)
            return
        self._crew.succeed()
        fault = fault_in(message, self._subject, self._limits)
        if fault.kind is FaultKind.MEMORY:
            # What the handler left behind still counts against the limit.
            self._crew.discard(running.member)
            self._end_without(running, fault)
        else:
            self._let_go(running)
            if running.cancelled is None:
                self._done(request, fault)
