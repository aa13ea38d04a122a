"""Lanes: one after the other, stopped when not wanted, and a fault instead of silence."""

from __future__ import annotations

import math
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hessview.analysis.leaving import between_steps
from hessview.compute.crew import Limits
from hessview.compute.file_requests import FigureRequest
from hessview.compute.frames import Message, encode
from hessview.compute.jobs import Job
from hessview.compute.process_lane import ProcessLane
from hessview.compute.results import Fault, FaultKind
from hessview.compute.thread_lane import ThreadLane

if TYPE_CHECKING:
    from hessview.compute.lanes import Progress
    from hessview.compute.requests import Request

GENEROUS = 120.0
LIMITS = Limits(deadline=GENEROUS, grace=0.05, spare_after=0.1, retry=GENEROUS)


def request(name: str, amount: float = 0.0) -> FigureRequest:
    """Return a request that names the test's handler."""
    return FigureRequest(name, "svg", amount, 0.0, 0.0)


class Outcomes:
    """What a lane has delivered."""

    def __init__(self) -> None:
        self._said: queue.SimpleQueue[tuple[Request, object]] = queue.SimpleQueue()

    def __call__(self, request: Request, answer: object) -> None:
        self._said.put((request, answer))

    def next(self) -> tuple[Request, object]:
        return self._said.get(timeout=GENEROUS)

    def fault(self, request: Request) -> Fault:
        asked, answer = self.next()
        assert asked == request
        assert isinstance(answer, Fault)
        return answer

    @property
    def is_empty(self) -> bool:
        return self._said.empty()


def job(asked: Request) -> Job:
    assert isinstance(asked, FigureRequest)
    return Job(f"worker_handlers:{asked.state_json}", {"seconds": asked.width_mm})


def read(asked: Request, reply: Message) -> object:
    return reply


Start = Callable[..., tuple[ProcessLane, Outcomes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Make process lanes that are closed after the test."""
    made: list[ProcessLane] = []

    def make(*handlers: str, limits: Limits = LIMITS) -> tuple[ProcessLane, Outcomes]:
        outcomes = Outcomes()
        names = tuple(f"worker_handlers:{name}" for name in handlers)
        made.append(ProcessLane("Answers", names, limits, job=job, read=read, done=outcomes))
        made[-1].start()
        return made[-1], outcomes

    yield make
    for lane in made:
        lane.close()
        assert lane.pids == ()


def pid_of(outcomes: Outcomes) -> int:
    _, answer = outcomes.next()
    assert isinstance(answer, dict)
    return int(answer["pid"])


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + GENEROUS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def processor_time(seconds: float) -> float:
    """Return how long this process works within so many seconds."""
    before = time.process_time()
    time.sleep(seconds)
    return time.process_time() - before


def test_one_warm_process_answers_one_request_after_the_other(start: Start) -> None:
    lane, outcomes = start("echo")
    lane.submit(request("echo", 1.0))
    lane.submit(request("echo", 2.0))
    assert len({pid_of(outcomes), pid_of(outcomes)}) == 1


def test_a_request_over_its_deadline_is_a_fault_and_the_next_one_is_answered(start: Start) -> None:
    lane, outcomes = start("sleep", "echo", limits=replace(LIMITS, deadline=0.5))
    lane.submit(request("sleep", 600.0))
    lane.submit(request("echo"))
    fault = outcomes.fault(request("sleep", 600.0))
    assert (fault.kind, fault.message) == (FaultKind.TIME, "Answers were stopped after 0.5 s.")
    assert pid_of(outcomes)


@pytest.mark.parametrize("handler", ["sleep", "devour", "die"])
def test_something_easier_is_asked_when_time_or_memory_does_not_suffice(handler: str) -> None:
    def two_attempts(asked: Request) -> Job:
        easier = Job("worker_handlers:echo", {}, share=0.9)
        return Job(f"worker_handlers:{handler}", {"seconds": 600.0}, share=0.1, easier=easier)

    outcomes = Outcomes()
    names = (f"worker_handlers:{handler}", "worker_handlers:echo")
    limits = replace(LIMITS, deadline=5.0, memory=192 << 20)
    lane = ProcessLane("Answers", names, limits, job=two_attempts, read=read, done=outcomes)
    try:
        lane.submit(request(handler))
        assert pid_of(outcomes)
        assert outcomes.is_empty
    finally:
        lane.close()


def test_a_cancelled_request_is_killed_and_never_answered(start: Start) -> None:
    lane, outcomes = start("hold", "echo")
    lane.submit(request("hold"))
    time.sleep(0.3)
    lane.cancel(request("hold"))
    lane.submit(request("echo"))
    assert pid_of(outcomes)
    assert outcomes.is_empty


def test_a_request_that_was_only_waiting_is_forgotten_without_a_kill(start: Start) -> None:
    lane, outcomes = start("sleep", "echo")
    lane.submit(request("echo"))
    first = pid_of(outcomes)
    lane.submit(request("sleep", 0.2))
    lane.submit(request("sleep", 600.0))
    lane.cancel(request("sleep", 600.0))
    lane.submit(request("echo"))
    assert outcomes.next() == (request("sleep", 0.2), {})
    assert pid_of(outcomes) == first


def test_a_request_that_is_wanted_again_in_time_goes_on(start: Start) -> None:
    lane, outcomes = start("sleep", limits=replace(LIMITS, grace=GENEROUS))
    lane.submit(request("sleep", 0.3))
    lane.cancel(request("sleep", 0.3))
    lane.submit(request("sleep", 0.3))
    assert outcomes.next() == (request("sleep", 0.3), {})


def test_a_process_that_dies_is_a_fault_and_is_replaced(start: Start) -> None:
    lane, outcomes = start("die", "echo")
    lane.submit(request("die"))
    lane.submit(request("echo"))
    assert outcomes.fault(request("die")).kind is FaultKind.STOPPED
    assert pid_of(outcomes)


def test_the_next_request_is_answered_by_another_process_while_a_cancelled_one_may_still_end(start: Start) -> None:
    lane, outcomes = start("sleep", "echo", limits=replace(LIMITS, grace=GENEROUS))
    lane.submit(request("echo"))
    first = pid_of(outcomes)
    wait_until(lambda: [member.is_ready for member in tuple(lane._crew.members)] == [True, True])
    lane.submit(request("sleep", 1.0))
    lane.cancel(request("sleep", 1.0))
    lane.submit(request("echo"))
    assert pid_of(outcomes) != first
    assert outcomes.next() == (request("sleep", 1.0), {})
    assert first in lane.pids


def test_after_a_first_answer_a_second_process_stands_by_and_is_replaced_when_it_has_taken_over(start: Start) -> None:
    lane, outcomes = start("die", "echo")
    lane.submit(request("echo"))
    first = pid_of(outcomes)
    wait_until(lambda: [member.is_ready for member in tuple(lane._crew.members)] == [True, True])
    second = next(pid for pid in lane.pids if pid != first)
    lane.submit(request("die"))
    lane.submit(request("echo"))
    assert outcomes.fault(request("die")).kind is FaultKind.STOPPED
    assert pid_of(outcomes) == second
    wait_until(lambda: len(lane.pids) == 2)
    assert first not in lane.pids


def test_a_lane_without_spares_uses_one_process(start: Start) -> None:
    lane, outcomes = start("sleep", "echo", limits=replace(LIMITS, spare_after=math.inf))
    lane.submit(request("sleep", 0.5))
    lane.submit(request("echo"))
    assert outcomes.next() == (request("sleep", 0.5), {})
    assert lane.pids == (pid_of(outcomes),)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_stopped_process_is_a_fault_at_the_deadline_and_is_replaced(start: Start) -> None:
    lane, outcomes = start("echo", limits=replace(LIMITS, deadline=0.5))
    lane.submit(request("echo"))
    first = pid_of(outcomes)
    os.kill(first, signal.SIGSTOP)
    lane.submit(request("echo"))
    assert outcomes.fault(request("echo")).kind is FaultKind.TIME
    lane.submit(request("echo"))
    assert pid_of(outcomes) != first


@pytest.mark.parametrize(
    "message",
    [{}, {"type": "ready"}, {"type": ["answer"], "id": 1}, {"type": "answer", "id": 2, "answer": {}},
     {"type": "answer", "answer": {}}],
    ids=str,
)  # fmt: skip
def test_a_process_that_says_what_nobody_asked_is_a_fault_and_is_replaced(start: Start, message: Message) -> None:
    lane, outcomes = start("babble", "echo")
    payload = {"hex": encode(message).hex()}
    lane._job = lambda asked: Job("worker_handlers:babble", payload) if asked == request("babble") else job(asked)
    lane.submit(request("babble"))
    lane.submit(request("echo"))
    assert outcomes.fault(request("babble")).kind is FaultKind.STOPPED
    assert pid_of(outcomes)


@pytest.mark.parametrize("fault", [{"message": [1]}, {"kind": {}, "detail": 7}, {"message": "x" * 1_000_000}], ids=str)
def test_a_fault_that_makes_no_sense_is_a_short_fault(start: Start, fault: Message) -> None:
    lane, outcomes = start("babble")
    payload = {"hex": encode({"type": "fault", "id": 1, **fault}).hex()}
    lane._job = lambda _: Job("worker_handlers:babble", payload)
    lane.submit(request("babble"))
    found = outcomes.fault(request("babble"))
    assert found.kind is FaultKind.FAILED
    assert 0 < len(found.message) <= 500


def test_an_answer_that_cannot_be_read_is_a_fault_and_its_process_is_replaced() -> None:
    def unreadable(asked: Request, reply: Message) -> object:
        if asked == request("echo", 1.0):
            raise ValueError("nonsense")
        return reply

    outcomes = Outcomes()
    lane = ProcessLane("Answers", ("worker_handlers:echo",), LIMITS, job=job, read=unreadable, done=outcomes)
    try:
        lane.submit(request("echo"))
        first = pid_of(outcomes)
        lane.submit(request("echo", 1.0))
        fault = outcomes.fault(request("echo", 1.0))
        assert fault.message == "Answers are missing: what came from their process makes no sense."
        assert "nonsense" in fault.detail
        lane.submit(request("echo"))
        assert pid_of(outcomes) != first
    finally:
        lane.close()


def test_a_keeper_survives_what_must_not_happen_says_so_and_starts_over(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: said.append(arguments.exc_value))
    outcomes = Outcomes()

    def done(asked: Request, answer: object) -> None:
        if asked == request("echo", 1.0) and not said:
            raise RuntimeError("the window is gone")
        outcomes(asked, answer)

    lane = ProcessLane("Answers", ("worker_handlers:echo",), LIMITS, job=job, read=read, done=done)
    try:
        lane.submit(request("echo", 1.0))
        lane.submit(request("echo", 2.0))
        assert outcomes.fault(request("echo", 2.0)).kind is FaultKind.UNAVAILABLE
        assert [str(error) for error in said] == ["the window is gone"]
        lane.start()
        lane.submit(request("echo", 3.0))
        assert pid_of(outcomes)
    finally:
        lane.close()


def test_a_lane_that_is_unavailable_or_idle_uses_no_processor(start: Start) -> None:
    broken, faults = start("nothing_of_this_name")
    broken.submit(request("echo"))
    assert faults.fault(request("echo")).kind is FaultKind.UNAVAILABLE
    idle, outcomes = start("echo")
    idle.submit(request("echo"))
    pid_of(outcomes)
    wait_until(lambda: len(idle.pids) == 2)
    # What a process does at its start comes to an end some time; what asks again and again never does.
    wait_until(lambda: processor_time(0.5) < 0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_a_request_over_the_memory_limit_is_a_fault_and_its_process_is_replaced(start: Start) -> None:
    lane, outcomes = start("devour", "echo", limits=replace(LIMITS, memory=192 << 20))
    lane.submit(request("echo"))
    first = pid_of(outcomes)
    lane.submit(request("devour"))
    lane.submit(request("echo"))
    assert outcomes.fault(request("devour")).kind is FaultKind.MEMORY
    assert pid_of(outcomes) != first


def test_an_exception_and_a_refused_handler_are_faults(start: Start) -> None:
    lane, outcomes = start("fail")
    lane.submit(request("fail"))
    lane.submit(request("echo"))
    failed, refused = outcomes.fault(request("fail")), outcomes.fault(request("echo"))
    assert (failed.kind, "the reason" in failed.detail) == (FaultKind.FAILED, True)
    assert refused.kind is FaultKind.REFUSED


def test_a_problem_that_is_worded_for_the_user_is_shown_in_its_words(start: Start) -> None:
    lane, outcomes = start("refuse")
    lane.submit(request("refuse"))
    assert outcomes.fault(request("refuse")).message == "a figure is not that large"


def test_a_process_that_does_not_start_makes_its_answers_unavailable(start: Start) -> None:
    lane, outcomes = start("nothing_of_this_name")
    for amount in (1.0, 2.0):
        lane.submit(request("echo", amount))
        fault = outcomes.fault(request("echo", amount))
        assert fault.kind is FaultKind.UNAVAILABLE
        assert fault.message == "Answers are unavailable: the process that works them out does not start."
        assert "nothing_of_this_name" in fault.detail


def test_a_system_without_processes_makes_answers_unavailable_until_it_is_started_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", os.devnull)
        lane, outcomes = start("echo")
        lane.submit(request("echo"))
        assert outcomes.fault(request("echo")).kind is FaultKind.UNAVAILABLE
    lane.submit(request("echo"))
    assert outcomes.fault(request("echo")).kind is FaultKind.UNAVAILABLE
    lane.start()
    lane.submit(request("echo"))
    assert pid_of(outcomes)


def test_processes_that_keep_dying_are_not_started_for_ever(start: Start) -> None:
    lane, outcomes = start("die")
    kinds = []
    for amount in range(4):
        lane.submit(request("die", float(amount)))
        kinds.append(outcomes.fault(request("die", float(amount))).kind)
    assert kinds == [FaultKind.STOPPED] * 3 + [FaultKind.UNAVAILABLE]


def test_a_thread_answers_and_turns_exceptions_into_faults() -> None:
    def answer(asked: Request, progress: Progress) -> object:
        progress(0.5)
        if asked == request("fail"):
            raise ValueError("the reason")
        return "answer"

    outcomes = Outcomes()
    lane = ThreadLane(answer, outcomes)
    lane.submit(request("echo"))
    lane.submit(request("fail"))
    assert outcomes.next() == (request("echo"), "answer")
    fault = outcomes.fault(request("fail"))
    assert (fault.kind, fault.message) == (FaultKind.FAILED, "This could not be computed: the reason")
    lane.close()


def test_cancelled_work_in_a_thread_stops_at_its_next_report_and_says_nothing() -> None:
    running, stopped = threading.Event(), threading.Event()

    def answer(asked: Request, progress: Progress) -> object:
        try:
            while asked == request("long"):
                running.set()
                progress(0.0)
                time.sleep(0.001)
        finally:
            if asked == request("long"):
                stopped.set()
        return "answer"

    outcomes = Outcomes()
    lane = ThreadLane(answer, outcomes)
    lane.submit(request("long"))
    lane.submit(request("forgotten"))
    lane.submit(request("echo"))
    assert running.wait(GENEROUS)
    lane.cancel(request("forgotten"))
    lane.cancel(request("long"))
    assert stopped.wait(GENEROUS)
    assert outcomes.next() == (request("echo"), "answer")
    assert outcomes.is_empty
    lane.close()


def test_cancelled_work_in_a_thread_is_left_between_two_steps_deep_in_it() -> None:
    running, left = threading.Event(), threading.Event()

    def answer(asked: Request, _progress: Progress) -> object:
        try:
            while asked == request("long"):
                running.set()
                between_steps()
                time.sleep(0.001)
        finally:
            if asked == request("long"):
                left.set()
        between_steps()
        return "answer"

    outcomes = Outcomes()
    lane = ThreadLane(answer, outcomes, deadline=GENEROUS)
    lane.submit(request("long"))
    lane.submit(request("echo"))
    assert running.wait(GENEROUS)
    lane.cancel(request("long"))
    assert left.wait(GENEROUS)
    assert outcomes.next() == (request("echo"), "answer")
    assert outcomes.is_empty
    lane.close()


def test_a_thread_keeps_nothing_of_what_it_has_answered() -> None:
    outcomes = Outcomes()
    lane = ThreadLane(lambda asked, _progress: asked, outcomes)
    for k in range(20):
        lane.submit(request("answered", k))
        outcomes.next()
    assert len(lane._works) <= 1  # the thread lets go of the last one when the next one comes
    lane.close()


def test_work_in_a_thread_has_a_deadline() -> None:
    def answer(asked: Request, progress: Progress) -> object:
        while True:
            progress(0.0)
            time.sleep(0.001)

    outcomes = Outcomes()
    lane = ThreadLane(answer, outcomes, deadline=0.05)
    lane.submit(request("long"))
    assert outcomes.fault(request("long")).kind is FaultKind.TIME
    lane.close()


def test_what_is_taken_back_within_the_pause_never_reaches_the_process(start: Start) -> None:
    lane, outcomes = start("die", "echo", limits=replace(LIMITS, pause=0.4))
    for _ in range(3):
        lane.submit(request("die"))
        lane.cancel(request("die"))
    lane.submit(request("echo"))
    asked, answer = outcomes.next()
    assert asked == request("echo")
    assert isinstance(answer, dict)
    assert outcomes.is_empty


def test_a_lane_that_was_closed_is_not_started_any_more() -> None:
    outcomes = Outcomes()
    lane = ProcessLane("Answers", ("worker_handlers:echo",), LIMITS, job=job, read=read, done=outcomes, is_eager=False)
    lane.submit(request("echo"))
    lane.close()
    lane.start()
    assert lane._keeper is None
    assert lane.pids == ()
