"""Nobody waits for a process to start, none that fails is missed, and no answer comes twice."""

from __future__ import annotations

import os
import queue
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from hessview.compute.answers import Answers, Place
from hessview.compute.descent_requests import RaceFound, RaceRequest, RaceRun
from hessview.compute.program_lanes import lanes_for
from hessview.compute.relieved_lane import RelievedLane
from hessview.compute.requests import FieldRequest
from hessview.compute.results import Fault, FaultKind, Partial
from hessview.document.state import Box
from hessview.language.parser import parse
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.compute.lanes import Done
    from hessview.compute.requests import Request
    from hessview.compute.scheduler import Delivery

GENEROUS = 120.0
FORMULA = parse("x^2 - y^2")
FIRST, SECOND, THIRD = (
    FieldRequest(FORMULA, (0.0, 0.0), None, (0, 1), Box(0.0, k, 0.0, k), (130, 130)) for k in (1.0, 2.0, 3.0)
)


class Noted:
    """A lane that writes down what it is told, and is ready when the test says so."""

    def __init__(self, done: Done) -> None:
        self.done = done
        self.is_ready = False
        self.told: list[tuple[str, Request | None]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda request=None: self.told.append((name, request))


class Pair:
    """A relieved lane of two that only write down."""

    def __init__(self) -> None:
        self.heard: list[tuple[Request, object]] = []
        self.lane = RelievedLane(self._process, self._thread, lambda *answered: self.heard.append(answered))

    def _process(self, done: Done) -> Any:
        self.process = Noted(done)
        return self.process

    def _thread(self, done: Done) -> Any:
        self.thread = Noted(done)
        return self.thread


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_a_thread_answers_until_the_process_is_ready_which_the_second_request_starts(pair: Pair) -> None:
    pair.lane.submit(FIRST)
    assert not pair.process.told
    pair.lane.submit(SECOND)
    assert pair.process.told == [("start", None)]
    assert pair.thread.told == [("submit", FIRST), ("submit", SECOND)]
    pair.process.is_ready = True
    pair.lane.submit(THIRD)
    assert pair.process.told == [("start", None), ("submit", THIRD)]
    pair.thread.done(SECOND, "two")
    pair.process.done(THIRD, "three")
    pair.thread.done(FIRST, "one")
    assert pair.heard == [(SECOND, "two"), (THIRD, "three"), (FIRST, "one")]


def test_somebody_who_is_about_to_ask_may_start_the_process_and_it_is_started_once(pair: Pair) -> None:
    for _ in range(3):
        pair.lane.start()
        pair.lane.submit(FIRST)
    assert pair.process.told == [("start", None)]


@pytest.mark.parametrize("kind", [FaultKind.STOPPED, FaultKind.UNAVAILABLE, FaultKind.FAILED, FaultKind.REFUSED])
def test_what_a_process_fails_at_a_thread_answers(pair: Pair, kind: FaultKind) -> None:
    pair.process.is_ready = True
    pair.lane.submit(FIRST)
    pair.process.done(FIRST, Fault("Something is wrong.", kind=kind))
    assert pair.thread.told == [("submit", FIRST)]
    assert not pair.heard
    pair.thread.done(FIRST, Fault("It cannot be computed.", kind=kind))
    assert [answer.message for _, answer in pair.heard] == ["It cannot be computed."]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [FaultKind.TIME, FaultKind.MEMORY])
def test_what_takes_too_much_is_not_tried_again(pair: Pair, kind: FaultKind) -> None:
    pair.process.is_ready = True
    pair.lane.submit(FIRST)
    fault = Fault("Too much.", kind=kind)
    pair.process.done(FIRST, fault)
    assert pair.heard == [(FIRST, fault)]
    assert not pair.thread.told


def test_what_was_cancelled_is_neither_answered_nor_mended(pair: Pair) -> None:
    pair.process.is_ready = True
    pair.lane.submit(FIRST)
    pair.lane.cancel(FIRST)
    pair.lane.cancel(SECOND)
    assert pair.process.told == [("submit", FIRST), ("cancel", FIRST)]
    pair.process.done(FIRST, "late")
    pair.process.done(FIRST, Fault("late", kind=FaultKind.STOPPED))
    assert not pair.heard
    assert not pair.thread.told


def test_parts_are_handed_on_and_the_answer_ends_them(pair: Pair) -> None:
    pair.lane.submit(FIRST)
    part = Partial("some")
    pair.thread.done(FIRST, part)
    pair.lane.conclude(FIRST)
    pair.lane.conclude(SECOND)
    pair.thread.done(FIRST, "all")
    pair.thread.done(FIRST, part)
    assert pair.heard == [(FIRST, part), (FIRST, "all")]
    assert pair.thread.told == [("submit", FIRST), ("conclude", FIRST)]


def test_both_are_stopped_and_closed(pair: Pair) -> None:
    pair.lane.stop()
    pair.lane.close()
    assert pair.process.told == pair.thread.told == [("stop", None), ("close", None)]


class Real:
    """The lanes of the program, and this thread as their owner."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self.lanes = lanes_for(Answers(), self._arrived.put)

    def ask(self, place: Place, request: Request) -> object:
        self.lanes[place].submit(request)
        return self.answer()

    def answer(self) -> object:
        return self._arrived.get(timeout=GENEROUS).answer

    def ready(self, place: Place) -> RelievedLane:
        """Return a lane whose process has been started and takes requests."""
        lane = self.lanes[place]
        assert isinstance(lane, RelievedLane)
        lane.start()
        end = time.monotonic() + GENEROUS
        while not lane._process.is_ready and time.monotonic() < end:
            time.sleep(0.01)
        assert lane._process.is_ready
        return lane


@pytest.fixture
def real() -> Iterator[Real]:
    made = Real()
    yield made
    for lane in made.lanes.values():
        lane.close()


def test_a_picture_comes_from_a_thread_then_from_a_process_and_again_when_that_is_killed(real: Real) -> None:
    in_thread: Any = real.ask(Place.FIELDS, FIRST)
    lane = real.ready(Place.FIELDS)
    in_process: Any = real.ask(Place.FIELDS, FIRST)
    assert (in_thread.values == in_process.values).all()
    (pid,) = lane.pids
    os.kill(pid, signal.SIGSTOP)
    lane.submit(SECOND)
    os.kill(pid, signal.SIGKILL)
    after: Any = real.answer()
    assert after.x[-1] == 2.0
    end = time.monotonic() + GENEROUS
    while (not lane.pids or lane.pids == (pid,)) and time.monotonic() < end:
        time.sleep(0.01)
    real.ready(Place.FIELDS)
    last: Any = real.ask(Place.FIELDS, THIRD)
    assert last.x[-1] == 3.0


def test_a_race_in_a_process_is_concluded_with_what_its_runs_have_come_to(real: Real) -> None:
    lane = real.ready(Place.RACES)
    race = RaceRequest(FORMULA, (0.0, 1.0), (("adam", (("step size", 1e-9),)),), 10_000_000)
    waiting = RaceRequest(FORMULA, (0.0, 2.0), race.methods, race.steps)
    lane.submit(race)
    lane.submit(waiting)
    time.sleep(0.2)
    lane.conclude(waiting)
    lane.conclude(race)
    for start in (1.0, 2.0):
        found = real.answer()
        while isinstance(found, Partial):
            found = real.answer()
        assert isinstance(found, RaceFound)
        (run,) = found.outcomes
        assert not isinstance(run, str)
        assert run.trajectory.start[1] == start
        assert run.trajectory.stop is Stop.CANCELLED
        assert not found.is_late


def test_a_race_that_nobody_waits_for_ends_and_its_process_goes_on(real: Real) -> None:
    lane = real.ready(Place.RACES)
    race = RaceRequest(FORMULA, (0.0, 1.0), (("adam", (("step size", 1e-9),)),), 10_000_000)
    short = RaceRequest(FORMULA, (0.0, 2.0), (("adam", ()),), 3)
    pids = lane.pids
    lane.submit(race)
    time.sleep(0.2)
    lane.cancel(race)
    part = real.ask(Place.RACES, short)
    assert isinstance(part, Partial)
    assert isinstance(part.answer, RaceRun)
    assert isinstance(real.answer(), RaceFound)
    assert lane.pids == pids
