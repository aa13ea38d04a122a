"""Answers: from a state to curvature, field and exact formulas, through the real lanes."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.compute.answers import Answers, Place
from hessview.compute.errands import Errands
from hessview.compute.file_requests import FigureRequest
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.jobs import Job
from hessview.compute.now import answer_now
from hessview.compute.process_lane import ProcessLane
from hessview.compute.program_lanes import lanes_for
from hessview.compute.requests import FitRequest
from hessview.compute.resolving import Resolver
from hessview.compute.results import FaultKind, Results
from hessview.compute.scheduler import Delivery, Scheduler
from hessview.document.state import Appearance, Box, State
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.compute.requests import Request

GENEROUS = 60.0


class Program:
    """A scheduler with real lanes, and this thread as its owner."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        answers = Answers()
        self.lanes = lanes_for(answers, self._arrived.put)
        self.scheduler = Scheduler(answers, self.lanes)
        self.scheduler.start()
        self.scheduler.warm(Place.SEARCH)
        self._resolver = Resolver()

    def show(self, text: str, view: Box | None = None, **coordinates: float) -> None:
        state = State(text, text, tuple(coordinates.items()))
        self.scheduler.want(self._resolver.resolve(state if view is None else replace(state, view=view)))

    def wait(self, until: Callable[[Results], object] = lambda results: not results.pending) -> None:
        end = time.monotonic() + GENEROUS
        while not until(self.scheduler.results) and time.monotonic() < end:
            self.scheduler.accept(self._arrived.get(timeout=GENEROUS))

    @property
    def searching(self) -> tuple[int, ...]:
        lane = self.lanes[Place.SEARCH]
        assert isinstance(lane, ProcessLane)
        return lane.pids


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    made = Program()
    yield made
    made.scheduler.close()


def test_a_function_is_answered_in_full(program: Program) -> None:
    program.show("x^4 + y^4 - 4x y + 1", x=1.0, y=1.0)
    program.wait()
    results = program.scheduler.results
    assert results.faults == ()
    assert results.curvature is not None
    assert results.curvature.kind == "minimum"
    assert results.field is not None
    assert results.field.values.shape == (512, 512)
    x, y = np.meshgrid(results.field.x, results.field.y)
    assert np.allclose(results.field.values, x**4 + y**4 - 4 * x * y + 1)
    assert results.formulas is not None
    assert results.formulas.hessian == (("12*x^2", "-4"), ("-4", "12*y^2"))
    assert results.critical is not None
    assert results.critical.complete
    assert {(point.exact, str(point.kind), point.proved) for point in results.critical} == {
        ("(1, 1)", "minimum", True), ("(-1, -1)", "minimum", True), ("(0, 0)", "saddle", True),
    }  # fmt: skip


def test_typing_ahead_of_the_formulas_ends_with_those_of_the_last_text(program: Program) -> None:
    for length in range(1, 8):
        program.show("+".join(f"sin(x y {k})^3 exp(x + {k})" for k in range(1, length + 1)))
    program.show("x y^2")
    program.wait()
    assert program.scheduler.results.formulas is not None
    assert program.scheduler.results.formulas.gradient == ("y^2", "2*x*y")


LEVY = "sin(3pi x)^2 + (x - 1)^2 (1 + sin(3pi y)^2) + (y - 1)^2 (1 + sin(2pi y)^2)"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_was_found_by_a_search_whose_process_is_killed_stays_and_does_not_say_that_it_is_all(
    program: Program,
) -> None:
    program.show(LEVY, Box(-40.0, 40.0, -40.0, 40.0))
    program.wait(lambda results: results.critical is not None and results.critical.boxes_examined)
    for pid in program.searching:
        os.kill(pid, signal.SIGKILL)
    program.wait()
    results = program.scheduler.results
    assert results.critical_fault is None
    assert results.critical is not None
    assert results.critical_is_current
    assert not results.critical.finished
    assert not results.critical.complete


def test_a_view_that_is_dragged_ends_with_the_points_of_the_last_box_and_the_processes_it_began_with(
    program: Program,
) -> None:
    program.show("sin(x) sin(y)")
    program.wait()
    threads = threading.active_count()
    for k in range(20):
        program.show(LEVY, Box(k - 20.0, k + 20.0, -30.0, 30.0))
        if k % 4 == 0:
            program.wait(lambda results: results.critical is not None)
    program.show("sin(x) sin(y)", Box(-2.0, 2.0, -2.0, 2.0))
    program.wait()
    results = program.scheduler.results
    assert results.critical is not None
    assert results.critical.complete
    assert results.critical_request == results.wanted.critical  # type: ignore[union-attr]
    assert {point.exact for point in results.critical} >= {"(0, 0)", "(pi/2, pi/2)"}
    assert len(program.searching) <= 2
    assert threading.active_count() <= threads + 4  # one that stands by, and whoever is about to end


@pytest.mark.parametrize("text", ["x^3", "x^2 y z", "1 / 0.5", "log(x - 100)", "where(x > 0, x, y)"])
def test_every_kind_of_function_gets_a_picture_and_a_verdict(text: str) -> None:
    results = answer_now(State(text, text), Answers(), (32, 48))
    assert results.faults == ()
    assert results.curvature is not None
    assert results.field is not None
    assert results.slice is not None
    assert results.slice.dimension == len(results.curvature.point)


def test_curvature_is_inline_and_a_fine_field_is_not() -> None:
    answers = Answers()
    wanted = Resolver().resolve(State("x^2 - y^2", "x^2 - y^2"))
    assert wanted is not None
    assert [answers.place(request) for request in wanted] == [
        Place.INLINE, Place.INLINE, Place.FIELDS, Place.SEARCH, Place.FORMULAS,
    ]


def test_a_box_that_fits_is_looked_for_where_the_pictures_are_worked_out() -> None:
    assert Answers().place(FitRequest(parse("exp(t)"), None)) is Place.FIELDS


def test_a_picture_that_cannot_be_made_is_a_fault_beside_the_verdict() -> None:
    results = answer_now(State("x", "x", view=Box(0.0, 1.0, 0.0, 1.0)), Answers(), (1, 0))
    assert results.curvature is not None
    assert results.field_fault is not None
    assert results.field_fault.kind is FaultKind.FAILED


def test_what_is_made_here_and_now_has_critical_points_if_the_picture_shows_them() -> None:
    state = State("x^3 - 3x + y^2", "x^3 - 3x + y^2")
    found = answer_now(state, Answers(), (32, 32)).critical
    assert found is not None
    assert found.complete
    assert [(point.exact, str(point.kind)) for point in found] == [("(1, 0)", "minimum"), ("(-1, 0)", "saddle")]
    plain = replace(state, appearance=replace(state.appearance, overlays=("gradient",)))
    assert answer_now(plain, Answers(), (32, 32)).critical is None


def test_a_figure_is_asked_of_the_handler_that_was_given() -> None:
    request = FigureRequest("{}", "pdf", 90.0, 60.0, 300.0)
    job = Errands("some.module:paint").job(request)
    assert job == Job(
        "some.module:paint",
        {
            "state_json": "{}", "format": "pdf", "width_mm": 90.0, "height_mm": 60.0, "dpi": 300.0, "caption": True,
            "plan": request.plan.to_message(),
        },
        deadline=120.0,
    )  # fmt: skip
    assert Errands().read(request, {"file": b"%PDF-1.4"}) == b"%PDF-1.4"
    for nonsense in ({"file": "%PDF-1.4"}, {"file": b"<svg/>"}, {"file": b""}, {}):
        with pytest.raises(SenselessReply):
            Errands().read(request, nonsense)
    with pytest.raises(TypeError):
        Errands().job(request)


LONG = "sum(sin(i x)*cos(y i^2), i, 1, 60)"


def test_a_long_formula_is_compiled_in_the_thread_and_then_answered_at_once() -> None:
    answers, resolver = Answers(), Resolver()
    first = resolver.resolve(State(LONG, LONG, (("x", 0.5), ("y", 0.25))))
    second = resolver.resolve(State(LONG, LONG, (("x", 0.75), ("y", 0.25))))
    short = resolver.resolve(State("x y", "x y"))
    assert first is not None
    assert second is not None
    assert short is not None
    assert answers.place(first.curvature) is Place.THREAD
    assert {*map(answers.place, first.fields)} == {Place.FIELDS}
    assert answers.landscape_at_hand(first.formula) is None
    assert answers.place(short.curvature) is answers.place(short.fields[0]) is Place.INLINE
    answers.answer(first.curvature, lambda _share: None)
    assert answers.landscape_at_hand(first.formula) is answers.landscape(first.formula)
    assert answers.place(second.curvature) is answers.place(second.fields[0]) is Place.INLINE


def test_what_is_asked_of_f_at_the_probe_is_a_thread_s_until_it_is_known_to_be_quick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]

    def ticking() -> float:
        clock[0] += step
        return clock[0]

    monkeypatch.setattr("hessview.compute.probe_answers.thread_time", ticking)
    overlays = ("quadratic-model", "level-curve")
    answers, resolver = Answers(), Resolver()

    def asked(text: str, x: float) -> tuple[Request, ...]:
        look = replace(Appearance(), overlays=overlays)
        wanted = resolver.resolve(State(text, text, (("x", x), ("y", 0.25)), appearance=look))
        assert wanted is not None
        assert len(wanted.probe) == 2
        return wanted.probe

    quick, slow, too_slow = 0.001, 0.01, 0.5
    times = (quick, slow, quick, slow, slow, quick, quick, too_slow, quick)
    places = ["i", "i", "i", "p", "p", "p", "i", "p", "i"]
    for step, place in zip(times, places, strict=True):
        for request in asked("x^2 + y^2 sin(x)", 0.5):
            answers.answer(request, lambda _share: None)
        wanted = {Place.INLINE if place == "i" else Place.PROBE}
        assert {answers.place(request) for request in asked("x^2 + y^2 sin(x)", 0.75)} == wanted, "the last ones count"
        assert {answers.place(request) for request in asked(f"x y + {step}", 0.5)} == {Place.PROBE}, "not known yet"


def test_a_formula_too_large_for_derivatives_is_made_once_and_at_hand() -> None:
    text = "*".join(f"(x{i} + sin(x{i + 1}*x{i}))" for i in range(1, 120))
    answers = Answers()
    wanted = Resolver().resolve(State(text, text))
    assert wanted is not None
    assert answers.place(wanted.curvature) is Place.THREAD
    answers.answer(wanted.curvature, lambda _share: None)
    assert answers.landscape(wanted.formula).program.size is None
    assert answers.place(wanted.curvature) is Place.INLINE
