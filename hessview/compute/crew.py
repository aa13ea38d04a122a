"""The processes of a lane: who is ready, who stands by, and when no more can be had."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from hessview.compute.allowance import Allowance
from hessview.compute.worker_process import Report, WorkerProcess

_MOST_FAILURES = 3

_COMPLETE = 2
"""One to answer, and one to take over when the first must be killed."""

_LEAST_WORK, _LOOK_AGAIN = 0.05, 1.0 / 3.0
"""Seconds of processor time by which a process is seen to be at work, and the part of a start after which it is looked
at again; where the system does not count them it is taken to be at work."""

_SETTLED = 5.0
"""Seconds after which the end of a process that did nothing is no failure to start."""


@dataclass(frozen=True)
class Limits:
    """What a process may take, and how patient its lane is; times in seconds.

    Attributes
    ----------
    deadline
        For one request, from when it is sent to a process that is ready.
    memory
        Bytes of address space, or None.
    file_size
        Bytes of a file that it may write.
    answer_size
        Bytes of an answer.
    pause
        How long no request must have come before one is sent, unless it is the first after such a silence: who types
        asks at every key and takes back at the next.
    grace
        How long a cancelled request may still run before its process is killed: most are almost done.
    spare_after
        How long nothing must have been asked before a second process is started, that stands by from then on, and how
        long a request must have run before there is one more; infinite: only one is used.
    start
        For a process to say it is ready, or to be seen at work: a busy machine lets it start slowly.
    longest_start
        For a process to say it is ready that is at work all the time.
    retry
        How long a lane whose processes do not start says so before it tries again.
    partials
        How many partial answers there may be before an answer.
    processes
        At most so many.
    niceness
        How far they stand back when others want the processor, from 0 to 19.
    """

    deadline: float
    memory: int | None = None
    file_size: int = 0
    answer_size: int = 8 << 20
    pause: float = 0.0
    grace: float = 0.25
    spare_after: float = 1.0
    start: float = 30.0
    longest_start: float = 120.0
    retry: float = 30.0
    partials: int = 0
    processes: int = 3
    niceness: int = 5

    @property
    def allowance(self) -> Allowance:
        """What the system is told: a little more than the lane grants, for what the lane cannot see to."""
        seconds = self.deadline + 2.0
        return Allowance(self.memory, seconds, self.file_size, self.answer_size, self.partials, self.niceness)


@dataclass(eq=False)
class Member:
    """A process of the crew.

    Attributes
    ----------
    started
        When.
    late_from
        When it is to be looked at if it is not ready by then.
    spent
        Seconds of processor time that it had used when it was looked at last.
    is_ready, is_busy
        Whether it takes requests, and whether it has one.
    """

    process: WorkerProcess
    started: float
    late_from: float
    spent: float = 0.0
    is_ready: bool = False
    is_busy: bool = False


class Crew:
    """The processes of a lane; used by one thread, the lane's keeper.

    Attributes
    ----------
    members
        Those that are alive, as far as is known, the first to start first.
    reason
        Why the last one that did not start did not.
    has_been_complete
        Whether a second one has been started; from then on two are kept.
    available_from
        When the next one may be started.
    """

    def __init__(self, handlers: tuple[str, ...], limits: Limits, report: Report) -> None:
        self._handlers = handlers
        self._limits = limits
        self._report = report
        self.members: list[Member] = []
        self.reason = ""
        self.has_been_complete = False
        self._leaving: set[WorkerProcess] = set()
        self._failures = 0
        self.available_from = 0.0

    def ready(self) -> Member | None:
        """Return one that can be sent a request now; the longest in service has the most in its caches."""
        return next((member for member in self.members if member.is_ready and not member.is_busy), None)

    def member(self, process: WorkerProcess) -> Member | None:
        """Return who `process` is; None if it has been discarded."""
        return next((member for member in self.members if member.process is process), None)

    def recruit(self) -> None:
        """Start another process, unless starting has failed too often lately."""
        now = time.monotonic()
        if now < self.available_from:
            return
        try:
            process = WorkerProcess(self._handlers, self._limits.allowance, self._report)
        except Exception as error:  # noqa: BLE001 - the edge of a process: whatever keeps it from starting is its reason
            self.reason = f"{type(error).__name__}: {error}"
            self.fail(_MOST_FAILURES)
            return
        self.members.append(Member(process, now, now + self._limits.start))
        self.has_been_complete |= len(self.members) >= _COMPLETE

    def keep(self, wanted: int) -> None:
        """Start or end processes until there are as many as are `wanted`; two that are free stay in any case."""
        for _ in range(wanted - len(self.members)):
            self.recruit()
        for member in [each for each in self.members if not each.is_busy][max(wanted, _COMPLETE) :]:
            self.discard(member)

    def dismiss_late(self) -> None:
        """End those that do not start in time; who is still at work gets more of it, up to the longest start."""
        now = time.monotonic()
        for member in tuple(self.members):
            if member.is_ready or now < member.late_from:
                continue
            spent, end = member.process.processor_seconds(), member.started + self._limits.longest_start
            is_at_work = spent is None or spent - member.spent >= _LEAST_WORK
            if is_at_work and now < end:
                member.spent, member.late_from = spent or 0.0, min(now + _LOOK_AGAIN * self._limits.start, end)
            else:
                self.reason = "It did not start in time."
                self.discard(member)
                self.fail()

    def late_from(self) -> float:
        """Return when the first is late that is not ready; infinite: all are."""
        return min((each.late_from for each in self.members if not each.is_ready), default=math.inf)

    def starting_for(self) -> float:
        """Return for how long the first to start has been starting; 0 if one is ready or none is there."""
        members = tuple(self.members)
        if not members or any(member.is_ready for member in members):
            return 0.0
        return time.monotonic() - min(member.started for member in members)

    def discard(self, member: Member) -> None:
        """End a process now, whatever it does."""
        self.members.remove(member)
        self._leaving.add(member.process)
        member.process.kill()

    def has_ended(self, process: WorkerProcess) -> Member | None:
        """Take note that a process has ended; return who it was, None if it was to."""
        self._leaving.discard(process)
        member = self.member(process)
        if member is not None:
            self.members.remove(member)
            if member.is_busy or not member.is_ready or time.monotonic() < member.started + _SETTLED:
                self.fail()
        return member

    def fail(self, times: int = 1) -> None:
        """Count failures in a row; after some of them wait before another process is tried."""
        self._failures += times
        if self._failures >= _MOST_FAILURES:
            self._failures = 0
            self.available_from = time.monotonic() + self._limits.retry

    def succeed(self) -> None:
        """Forget the failures: a process has answered."""
        self._failures = 0

    def try_again(self) -> None:
        """Start processes again at once, whatever has failed before."""
        self._failures = 0
        self.available_from = 0.0

    def break_up(self) -> None:
        """End all and start none for a while: something is wrong that is not theirs."""
        for member in tuple(self.members):
            self.discard(member)
        self.fail(_MOST_FAILURES)

    def close(self) -> None:
        """End all and wait for their ends, a little."""
        self.break_up()
        end = time.monotonic() + 2.0
        for process in self._leaving:
            process.join(max(0.0, end - time.monotonic()))
