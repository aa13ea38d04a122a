"""Answers that come bit by bit: what was said counts when the rest does not come, and who is told to stop stops."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hessview.compute.crew import Limits
from hessview.compute.file_requests import FigureRequest
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.frames import Message, encode
from hessview.compute.jobs import Job
from hessview.compute.process_lane import ProcessLane
from hessview.compute.results import Fault, FaultKind, Partial

if TYPE_CHECKING:
    from hessview.compute.requests import Request

GENEROUS = 120.0
LIMITS = Limits(
    deadline=GENEROUS, grace=GENEROUS, spare_after=GENEROUS, retry=GENEROUS, partials=200, processes=1, pause=0.0
)


def request(end: str, parts: int = 0) -> FigureRequest:
    """Return a request for a count that ends in a way."""
    return FigureRequest(end, "svg", float(parts), 0.0, 0.0)


def job(asked: Request) -> Job:
    assert isinstance(asked, FigureRequest)
    return Job("worker_handlers:count", {"parts": int(asked.width_mm), "end": asked.state_json}, streams=True)


def read(_asked: Request, reply: Message) -> object:
    if "part" not in reply:
        raise SenselessReply("no part")
    return reply["part"], reply.get("pid")


def read_partial(asked: Request, reply: Message) -> Partial:
    return Partial(read(asked, reply))  # type: ignore[arg-type]


class Said:
    """What a lane has delivered."""

    def __init__(self) -> None:
        self._said: queue.SimpleQueue[tuple[Request, object]] = queue.SimpleQueue()

    def __call__(self, asked: Request, answer: object) -> None:
        self._said.put((asked, answer))

    def next(self) -> tuple[Request, object]:
        return self._said.get(timeout=GENEROUS)

    def until_answer(self) -> tuple[list[object], object]:
        """Return the partial answers up to an answer, and the answer or the fault."""
        parts: list[object] = []
        while True:
            _, answer = self.next()
            if not isinstance(answer, Partial):
                return parts, answer
            parts.append(answer.answer)

    @property
    def is_empty(self) -> bool:
        return self._said.empty()


Start = Callable[..., tuple[ProcessLane, Said]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Make lanes that stream; they are closed after the test."""
    made: list[ProcessLane] = []

    def make(limits: Limits = LIMITS, *handlers: str) -> tuple[ProcessLane, Said]:
        said = Said()
        names = tuple(f"worker_handlers:{name}" for name in ("count", *handlers))
        made.append(ProcessLane("Counts", names, limits, job=job, read=read, read_partial=read_partial, done=said))
        made[-1].start()
        return made[-1], said

    yield make
    for lane in made:
        lane.close()
        assert lane.pids == ()


def not_enough(asked: Request, reply: Message) -> Partial:
    return replace(read_partial(asked, reply), is_enough=False)


def number(answer: object) -> object:
    assert isinstance(answer, tuple)
    return answer[0]


def pid(answer: object) -> int:
    assert isinstance(answer, tuple)
    return int(answer[1])


def test_parts_come_in_order_and_the_answer_comes_last(start: Start) -> None:
    lane, said = start()
    lane.submit(request("", 100))
    parts, answer = said.until_answer()
    numbers = [int(str(number(part))) for part in parts]
    # Of those that come faster than they are read only the newest count.
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == 100
    assert number(answer) == "last"
    assert said.is_empty


@pytest.mark.parametrize(("end", "kind"), [("die", FaultKind.STOPPED), ("wait", FaultKind.TIME)])
def test_what_is_no_answer_by_itself_is_none_when_the_rest_does_not_come(
    start: Start, end: str, kind: FaultKind
) -> None:
    lane, said = start(replace(LIMITS, deadline=3.0 if end == "wait" else GENEROUS))
    lane._read_partial = not_enough
    lane.submit(request(end, 3))
    parts, answer = said.until_answer()
    assert number(parts[-1]) == 3
    assert isinstance(answer, Fault)
    assert answer.kind is kind


@pytest.mark.parametrize("end", ["die", "devour", "wait", "stick"])
def test_what_was_said_last_is_the_answer_when_the_process_dies_or_the_time_is_over(
    start: Start, end: str
) -> None:
    slow = end in ("wait", "stick")
    lane, said = start(replace(LIMITS, memory=192 << 20, deadline=3.0 if slow else GENEROUS))
    lane.submit(request(end, 3))
    parts, answer = said.until_answer()
    assert number(answer) == 3
    assert number(parts[-1]) == 3
    lane.submit(request("", 1))
    again = said.until_answer()[1]
    assert number(again) == "last"
    assert pid(again) != pid(answer)


def test_without_a_part_a_process_that_dies_is_a_fault(start: Start) -> None:
    lane, said = start()
    lane.submit(request("die"))
    parts, fault = said.until_answer()
    assert parts == []
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.STOPPED


def test_an_error_after_some_parts_is_a_fault(start: Start) -> None:
    lane, said = start()
    lane.submit(request("fail", 2))
    parts, fault = said.until_answer()
    assert parts
    assert isinstance(fault, Fault)
    assert "the reason" in fault.detail


def test_a_cancelled_count_frees_its_process_which_is_not_killed_and_answers_the_next(start: Start) -> None:
    lane, said = start()
    lane.submit(request("wait", 1))
    first = said.next()[1]
    assert isinstance(first, Partial)
    lane.cancel(request("wait", 1))
    lane.submit(request("", 1))
    asked, _ = said.next()
    # If it were not freed the next one would wait for as long as the cancelled one may go on.
    assert asked == request("", 1)
    parts, answer = said.until_answer()
    assert number(answer) == "last"
    assert {pid(part) for part in (*parts, answer)} == {pid(first.answer)} == set(lane.pids)


def test_a_count_that_does_not_hear_is_killed_after_its_grace(start: Start) -> None:
    lane, said = start(replace(LIMITS, grace=0.05))
    lane.submit(request("stick", 1))
    first = said.next()[1]
    assert isinstance(first, Partial)
    lane.cancel(request("stick", 1))
    lane.submit(request("", 0))
    assert pid(said.until_answer()[1]) != pid(first.answer)


def test_of_twenty_counts_of_which_each_overtakes_the_one_before_only_the_last_is_answered(start: Start) -> None:
    lane, said = start()
    lane.submit(request("", 0))
    process = pid(said.until_answer()[1])
    for k in range(20):
        lane.submit(request("wait", k + 1))
        while k % 3 == 0 and said.next()[0] != request("wait", k + 1):
            pass  # what was said before it was told to stop
        lane.cancel(request("wait", k + 1))
    lane.submit(request("", 7))
    heard = []
    while not (heard and not isinstance(heard[-1][1], Partial)):
        heard.append(said.next())
    answers = [(asked, answer) for asked, answer in heard if not isinstance(answer, Partial)]
    assert [(asked, number(answer), pid(answer)) for asked, answer in answers] == [
        (request("", 7), "last", process)
    ]
    assert said.is_empty
    assert lane.pids == (process,)


def test_a_count_that_is_wanted_again_after_it_was_told_to_stop_begins_anew(start: Start) -> None:
    lane, said = start()
    lane.submit(request("wait", 1))
    said.next()
    lane.cancel(request("wait", 1))
    lane.submit(request("wait", 1))
    asked, again = said.next()
    assert (asked, isinstance(again, Partial)) == (request("wait", 1), True)
    assert said.is_empty


@pytest.mark.parametrize(
    "message",
    [
        {"type": "partial", "id": 1, "answer": {"nothing": 1}},
        {"type": "partial", "id": 1, "answer": 7},
        {"type": "partial", "id": 1},
        {"type": "partial", "id": 2, "answer": {"part": 1}},
        {"type": "partial", "id": [1], "answer": {"part": 1}},
        {"type": ["partial"], "id": 1, "answer": {"part": 1}},
    ],
    ids=str,
)
def test_a_part_that_makes_no_sense_ends_its_process(
    start: Start, message: Message
) -> None:
    lane, said = start(LIMITS, "babble")
    payload = {"hex": encode(message).hex()}
    lane._job = lambda asked: (
        Job("worker_handlers:babble", payload, streams=True) if asked == request("babble") else job(asked)
    )
    lane.submit(request("babble"))
    parts, fault = said.until_answer()
    assert parts == []
    assert isinstance(fault, Fault)
    lane.submit(request("", 1))
    assert number(said.until_answer()[1]) == "last"


def test_a_part_of_what_does_not_stream_ends_its_process(start: Start) -> None:
    lane, said = start()
    lane._job = lambda asked: replace(job(asked), streams=False)
    lane.submit(request("", 3))
    parts, fault = said.until_answer()
    assert parts == []
    assert isinstance(fault, Fault)


def test_more_parts_than_are_allowed_end_their_process(start: Start) -> None:
    lane, said = start(replace(LIMITS, partials=20))
    lane.submit(request("", 20))
    assert number(said.until_answer()[1]) == "last"
    lane.submit(request("wait", 41))
    _, answer = said.until_answer()
    # It was killed; what it had said until then counts.
    assert isinstance(answer, Fault) or int(str(number(answer))) <= 40
    lane.submit(request("", 0))
    assert number(said.until_answer()[1]) == "last"


def test_parts_that_come_faster_than_they_are_read_do_not_pile_up(start: Start) -> None:
    lane, said = start()
    gate = threading.Event()

    read_so_far: list[object] = []

    def slow(asked: Request, reply: Message) -> Partial:
        read_so_far.append(reply["part"])
        gate.wait(GENEROUS)
        return read_partial(asked, reply)

    lane._read_partial = slow
    lane.submit(request("wait", 150))
    end = time.monotonic() + GENEROUS
    # All may have come before the first is read.
    while 150 not in [*read_so_far, *(message["answer"]["part"] for message in tuple(lane._unread.values()))]:  # type: ignore[index]
        assert time.monotonic() < end
        time.sleep(0.005)
    gate.set()
    numbers = []
    while 150 not in numbers:
        numbers.append(number(said.next()[1].answer))  # type: ignore[attr-defined]
    # The first is being read while the others come, of which the last one counts.
    assert len(numbers) <= 2
    assert lane._unread == {}


def test_a_lane_that_waits_to_be_started_answers_what_was_asked_before() -> None:
    said = Said()
    lane = ProcessLane(
        "Counts", ("worker_handlers:count",), LIMITS, job=job, read=read, read_partial=read_partial, done=said,
        is_eager=False,
    )  # fmt: skip
    try:
        lane.submit(request("die"))
        lane.cancel(request("die"))
        lane.submit(request("", 1))
        assert lane._keeper is None
        assert lane.pids == ()
        lane.start()
        assert number(said.until_answer()[1]) == "last"
    finally:
        lane.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are counted on Linux")
def test_a_hundred_cancelled_counts_leave_nothing_behind(start: Start) -> None:
    lane, said = start()

    def cancel_some(count: int) -> None:
        for k in range(count):
            lane.submit(request("wait", 1 + k % 5))
            said.next()
            lane.cancel(request("wait", 1 + k % 5))
        lane.submit(request("", 0))
        while said.next()[0] != request("", 0):
            pass

    cancel_some(3)
    process = lane.pids
    writers = [thread for thread in threading.enumerate() if thread.name == "to a worker"]
    for thread in writers:
        thread.join(GENEROUS)  # it has written and is about to end: it is none of those that stay
    before = (len(os.listdir("/proc/self/fd")), threading.active_count())  # noqa: PTH208
    cancel_some(100)
    end = time.monotonic() + GENEROUS
    while threading.active_count() > before[1] and time.monotonic() < end:
        time.sleep(0.01)  # a thread that has written is about to end
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before  # noqa: PTH208
    assert lane.pids == process
    assert (lane._fading, lane._running, len(lane._waiting), lane._unread) == ([], None, 0, {})
