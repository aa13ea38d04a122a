"""The scheduler: what is wanted is answered, what is stale is dropped, what is known is not asked again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_point import CriticalPoints
from hessview.analysis.fields.sampling import FieldAnswer
from hessview.compute.answer_cache import Cache, size_of
from hessview.compute.answers import Answers, Place
from hessview.compute.file_requests import FigureRequest
from hessview.compute.requests import CriticalRequest, CurvatureRequest, FieldRequest, FormulaRequest, Request, Wanted
from hessview.compute.resolving import Resolver
from hessview.compute.results import Fault, FaultKind, FormulaAnswer, Partial
from hessview.compute.scheduler import Delivery, Scheduler
from hessview.document.commands import MoveProbe, PanView, SetText, ZoomView
from hessview.document.state import State

if TYPE_CHECKING:
    from hessview.compute.lanes import Progress

SADDLE = State("x^2 - y^2", "x^2 - y^2")
BOWL = State("x^2 + y^2", "x^2 + y^2")
FORMULAS = FormulaAnswer(("1",), (("0",),), ("1",), (("0",),))
FIGURE = FigureRequest("{}", "svg", 90.0, 60.0, 300.0)


@dataclass
class Notebook:
    """A lane that only writes down what it is told."""

    asked: list[Request] = field(default_factory=list)
    cancelled: list[Request] = field(default_factory=list)
    concluded: list[Request] = field(default_factory=list)
    is_open: bool = True

    def start(self) -> None:
        pass

    def submit(self, request: Request) -> None:
        self.asked.append(request)

    def cancel(self, request: Request) -> None:
        self.cancelled.append(request)

    def conclude(self, request: Request) -> None:
        self.concluded.append(request)

    def stop(self) -> None:
        pass

    def close(self) -> None:
        self.is_open = False


class Counted(Answers):
    """Real answers that are counted; drafts and curvature are inline."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: list[Request] = []

    def answer(self, request: Request, progress: Progress) -> FieldAnswer:
        self.answered.append(request)
        return super().answer(request, progress)  # type: ignore[return-value]


class Bench:
    """A scheduler whose lanes are notebooks."""

    def __init__(self) -> None:
        self.thread, self.formulas, self.figures, self.search = Notebook(), Notebook(), Notebook(), Notebook()
        self.answers = Counted()
        self.scheduler = Scheduler(
            self.answers,
            {
                Place.THREAD: self.thread,
                Place.FIELDS: self.thread,
                Place.FORMULAS: self.formulas,
                Place.FIGURES: self.figures,
                Place.SEARCH: self.search,
            },
        )
        self._resolver = Resolver()

    def wanted(self, state: State) -> Wanted:
        wanted = self._resolver.resolve(state)
        assert wanted is not None
        return wanted

    def want(self, state: State) -> Wanted:
        wanted = self.wanted(state)
        self.scheduler.want(wanted)
        return wanted

    def deliver(self, request: Request, answer: object) -> bool:
        return self.scheduler.accept(Delivery(request, answer))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def some_points(request: CriticalRequest, settled: float = 1.0) -> CriticalPoints:
    lower, upper = np.array(request.box).T
    return CriticalPoints(lower, upper, settled=settled)


def a_field() -> FieldAnswer:
    return FieldAnswer(np.zeros(2), np.zeros(2), np.zeros((2, 2)), 0.0, 1.0)


def test_curvature_and_a_draft_are_there_at_once_and_the_rest_is_pending(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    results = bench.scheduler.results
    assert results.curvature is not None
    assert results.curvature.kind == "saddle"
    assert results.field_request == wanted.fields[0]
    assert results.field_is_current
    assert results.pending == {wanted.fields[1], wanted.critical, wanted.formulas}
    assert (bench.thread.asked, bench.formulas.asked) == ([wanted.fields[1]], [wanted.formulas])
    assert bench.search.asked == [wanted.critical]


def test_an_answer_replaces_what_was_coarser_and_results_are_snapshots(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    before = bench.scheduler.results
    fine = a_field()
    assert bench.deliver(wanted.fields[1], fine)
    assert bench.scheduler.results.field is fine
    assert before.field is not fine
    assert bench.deliver(wanted.formulas, FORMULAS)
    assert bench.scheduler.results.formulas is FORMULAS
    assert bench.scheduler.results.pending == {wanted.critical}


def test_another_state_cancels_what_is_not_wanted_any_more(bench: Bench) -> None:
    first = bench.want(SADDLE)
    bench.want(BOWL)
    assert (bench.thread.cancelled, bench.formulas.cancelled) == ([first.fields[1]], [first.formulas])


def test_moving_the_probe_cancels_nothing_and_asks_nothing_twice(bench: Bench) -> None:
    bench.want(SADDLE)
    for k in range(5):
        bench.want(MoveProbe((("x", float(k)),)).apply(SADDLE))
    assert (len(bench.thread.asked), len(bench.formulas.asked)) == (1, 1)
    assert bench.thread.cancelled == bench.formulas.cancelled == []
    assert sum(isinstance(request, FieldRequest) for request in bench.answers.answered) == 1


def test_a_stale_answer_is_not_shown_but_kept_for_the_way_back(bench: Bench) -> None:
    first = bench.want(SADDLE)
    bench.want(BOWL)
    shown = bench.scheduler.results
    assert not bench.deliver(first.formulas, FORMULAS)
    assert bench.scheduler.results is shown
    assert bench.scheduler.results.formulas is None
    bench.want(SADDLE)
    assert bench.scheduler.results.formulas is FORMULAS
    assert bench.formulas.asked.count(first.formulas) == 1


def test_undo_shows_at_once_what_was_known(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    fine = a_field()
    bench.deliver(wanted.fields[1], fine)
    bench.deliver(wanted.formulas, FORMULAS)
    assert wanted.critical is not None
    bench.deliver(wanted.critical, some_points(wanted.critical))
    bench.want(PanView(1.0, 0.0).apply(SADDLE))
    assert bench.scheduler.results.field is not fine
    answered = len(bench.answers.answered)
    bench.want(SADDLE)
    results = bench.scheduler.results
    assert (results.field, results.formulas, results.pending) == (fine, FORMULAS, frozenset())
    assert len(bench.answers.answered) == answered


def test_a_draft_is_not_computed_when_the_fine_field_is_known(bench: Bench) -> None:
    wanted = bench.wanted(SADDLE)
    bench.deliver(wanted.fields[1], a_field())
    bench.want(SADDLE)
    assert not any(isinstance(request, FieldRequest) for request in bench.answers.answered)
    assert wanted.fields[0] not in bench.scheduler.results.pending


def test_the_old_picture_stays_while_the_new_one_has_none(bench: Bench) -> None:
    bench.want(SADDLE)
    before = bench.scheduler.results
    slow = "+".join(f"sin({k} x y)" for k in range(1, 200))
    wanted = bench.want(State(slow, slow))
    assert bench.thread.asked[-2:] == list(wanted.fields)
    results = bench.scheduler.results
    assert results.field is before.field
    assert not results.field_is_current
    assert results.formulas is None


def test_a_fault_is_shown_while_it_is_wanted_and_then_tried_again(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    fault = Fault("too long", kind=FaultKind.TIME)
    assert bench.deliver(wanted.formulas, fault)
    results = bench.scheduler.results
    assert (results.faults, results.formulas_fault) == (((wanted.formulas, fault),), fault)
    assert wanted.formulas not in results.pending
    bench.want(MoveProbe((("x", 1.0),)).apply(SADDLE))
    assert bench.scheduler.results.formulas_fault is fault
    assert bench.formulas.asked == [wanted.formulas]
    bench.want(BOWL)
    bench.want(SADDLE)
    assert bench.scheduler.results.formulas_fault is None
    assert bench.formulas.asked.count(wanted.formulas) == 2


def test_a_fault_is_tried_again_when_it_is_asked_for(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    bench.deliver(wanted.formulas, Fault("too long", kind=FaultKind.TIME))
    assert bench.scheduler.retry().faults == ()
    assert bench.formulas.asked == [wanted.formulas] * 2
    bench.deliver(wanted.formulas, FORMULAS)
    assert bench.scheduler.results.formulas is FORMULAS


def test_a_fault_of_something_cancelled_is_dropped(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    bench.want(BOWL)
    assert not bench.deliver(wanted.formulas, Fault("stopped"))
    assert bench.scheduler.results.faults == ()


def test_what_fails_inline_is_a_fault(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: Request, progress: Progress) -> object:
        raise ZeroDivisionError("why")

    monkeypatch.setattr(bench.answers, "answer", fail)
    bench.want(SADDLE)
    fault = bench.scheduler.results.curvature_fault
    assert fault is not None
    assert "ZeroDivisionError" in fault.detail
    assert bench.scheduler.results.field_fault is not None


def test_a_figure_is_not_cancelled_by_typing_and_is_answered_once(bench: Bench) -> None:
    answers: list[object] = []
    bench.want(SADDLE)
    bench.scheduler.submit(FIGURE, answers.append)
    bench.want(SetText("x").apply(SADDLE))
    assert (bench.figures.asked, bench.figures.cancelled) == ([FIGURE], [])
    assert not bench.deliver(FIGURE, b"<svg/>")
    assert not bench.deliver(FIGURE, b"<svg/>")
    assert answers == [b"<svg/>"]


def test_who_asks_for_a_figure_that_is_under_way_is_answered_too(bench: Bench) -> None:
    answers: list[object] = []
    bench.scheduler.submit(FIGURE, lambda answer: answers.append(("first file", answer)))
    bench.scheduler.submit(FIGURE, lambda answer: answers.append(("second file", answer)))
    bench.deliver(FIGURE, b"<svg/>")
    assert bench.figures.asked == [FIGURE]
    assert answers == [("first file", b"<svg/>"), ("second file", b"<svg/>")]


def test_a_figure_can_be_withdrawn(bench: Bench) -> None:
    answers: list[object] = []
    withdraw = bench.scheduler.submit(FIGURE, answers.append)
    withdraw()
    withdraw()
    bench.deliver(FIGURE, b"<svg/>")
    assert (bench.figures.cancelled, answers) == ([FIGURE], [])


def test_what_another_waits_for_is_not_withdrawn(bench: Bench) -> None:
    answers: list[object] = []
    withdraw = bench.scheduler.submit(FIGURE, lambda _: answers.append("withdrawn"))
    bench.scheduler.submit(FIGURE, answers.append)
    withdraw()
    bench.deliver(FIGURE, b"<svg/>")
    withdraw()
    assert (bench.figures.cancelled, answers) == ([], [b"<svg/>"])


def the_view(bench: Bench, state: State = SADDLE) -> CriticalRequest:
    """Want the picture of a state, and return what is asked about its critical points."""
    request = bench.want(state).critical
    assert request is not None
    return request


def test_what_is_found_is_shown_while_more_is_looked_for_and_gives_way_to_the_answer(bench: Bench) -> None:
    request = the_view(bench)
    assert bench.scheduler.results.critical is None
    for share in (0.25, 0.5):
        partial = some_points(request, share)
        assert bench.deliver(request, Partial(partial))
        results = bench.scheduler.results
        assert (results.critical, results.critical_request) == (partial, request)
        assert request in results.pending
    answer = some_points(request)
    assert bench.deliver(request, answer)
    results = bench.scheduler.results
    assert (results.critical, results.critical_request) == (answer, request)
    assert request not in results.pending


def test_points_of_the_view_before_stay_until_there_are_some_of_this_one_but_not_those_of_another_function(
    bench: Bench,
) -> None:
    request = the_view(bench)
    known = some_points(request)
    bench.deliver(request, known)
    panned = the_view(bench, PanView(2.0, 0.0).apply(SADDLE))
    results = bench.scheduler.results
    assert (results.critical, results.critical_request) == (known, request)
    assert panned in results.pending
    assert bench.deliver(panned, Fault("too long", kind=FaultKind.TIME))
    assert bench.scheduler.results.critical is known
    assert bench.scheduler.results.critical_fault is not None
    the_view(bench, BOWL)
    assert (bench.scheduler.results.critical, bench.scheduler.results.critical_request) == (None, None)


def test_what_is_known_of_the_view_before_gives_way_when_a_search_knows_more_of_this_view(bench: Bench) -> None:
    request = the_view(bench)
    known = some_points(request)
    bench.deliver(request, known)
    closer = the_view(bench, ZoomView(0.25, 0.0, 0.0).apply(SADDLE))
    for partial, shown in ((some_points(closer, 0.9), False), (some_points(closer, 1.0), True)):
        bench.deliver(closer, Partial(partial))
        assert (bench.scheduler.results.critical is partial) is shown
        assert (bench.scheduler.results.critical is known) is not shown
    bench.want(SADDLE)
    far = the_view(bench, PanView(1000.0, 0.0).apply(SADDLE))
    partial = some_points(far, 0.0)
    bench.deliver(far, Partial(partial))
    assert bench.scheduler.results.critical is partial


def test_a_search_by_hand_does_not_make_the_picture_wait() -> None:
    view, aside = Notebook(), Notebook()
    scheduler = Scheduler(Answers(), {Place.SEARCH: view, Place.SEARCH_ASIDE: aside})
    wanted = Resolver().resolve(SADDLE)
    assert wanted is not None
    assert wanted.critical is not None
    heard: list[object] = []
    larger = replace(wanted.critical, box=((-100.0, 100.0), (-100.0, 100.0)))
    withdraw = scheduler.submit(larger, heard.append, heard.append)
    scheduler.want(wanted)
    assert (view.asked, aside.asked) == ([wanted.critical], [larger])
    partial = some_points(larger, 0.5)
    assert not scheduler.accept(Delivery(larger, Partial(partial)))
    assert heard == [partial]
    withdraw()
    assert (view.cancelled, aside.cancelled) == ([], [larger])


def test_a_search_by_hand_of_just_the_view_does_not_make_the_next_picture_wait() -> None:
    view, aside = Notebook(), Notebook()
    scheduler = Scheduler(Answers(), {Place.SEARCH: view, Place.SEARCH_ASIDE: aside})
    wanted = Resolver().resolve(SADDLE)
    assert wanted is not None
    assert wanted.critical is not None
    scheduler.want(wanted)
    heard: list[object] = []
    scheduler.submit(wanted.critical, heard.append)
    assert (view.cancelled, aside.asked) == ([wanted.critical], [wanted.critical])
    panned = Resolver().resolve(PanView(2.0, 0.0).apply(SADDLE))
    assert panned is not None
    scheduler.want(panned)
    assert view.asked == [wanted.critical, panned.critical]
    assert aside.cancelled == []
    answer = some_points(wanted.critical)
    scheduler.accept(Delivery(wanted.critical, answer))
    assert heard == [answer]


def test_what_was_found_before_a_search_failed_is_shown_beside_the_fault(bench: Bench) -> None:
    request = the_view(bench)
    partial = some_points(request)
    bench.deliver(request, Partial(partial))
    assert bench.deliver(request, Fault("an error"))
    assert bench.scheduler.results.critical is partial
    assert bench.scheduler.results.critical_fault is not None


def test_a_part_of_an_answer_that_is_not_wanted_any_more_is_dropped(bench: Bench) -> None:
    request = the_view(bench)
    the_view(bench, BOWL)
    assert bench.search.cancelled == [request]
    assert not bench.deliver(request, Partial(some_points(request)))
    the_view(bench)
    assert bench.scheduler.results.critical is None
    assert bench.search.asked.count(request) == 2


def test_who_asks_for_a_search_by_hand_hears_of_it_bit_by_bit_also_when_the_picture_wants_the_same(
    bench: Bench,
) -> None:
    heard: list[object] = []
    request = the_view(bench)
    withdraw = bench.scheduler.submit(request, heard.append, heard.append)
    withdraw()
    assert bench.search.cancelled == []
    bench.scheduler.submit(request, heard.append, heard.append)
    partial, answer = some_points(request), some_points(request)
    assert bench.deliver(request, Partial(partial))
    assert bench.deliver(request, answer)
    assert heard == [partial, answer]
    assert bench.search.asked == [request]
    assert bench.scheduler.results.critical is answer


def test_without_a_lane_there_is_a_fault_and_the_rest_works() -> None:
    scheduler = Scheduler(Answers(), {})
    results = scheduler.want(Resolver().resolve(SADDLE))
    assert results.curvature is not None
    assert results.formulas_fault is not None
    assert results.formulas_fault.kind is FaultKind.UNAVAILABLE


def test_nothing_accepted_wants_nothing_and_cancels_everything(bench: Bench) -> None:
    wanted = bench.want(SADDLE)
    results = bench.scheduler.want(None)
    assert (results.formula, results.curvature, results.pending, results.faults) == (None, None, frozenset(), ())
    assert bench.formulas.cancelled == [wanted.formulas]
    assert (results.critical, bench.search.cancelled) == (None, [wanted.critical])


def test_closing_closes_the_lanes(bench: Bench) -> None:
    lanes = bench.thread, bench.formulas, bench.figures
    assert all(lane.is_open for lane in lanes)
    bench.scheduler.close()
    assert not any(lane.is_open for lane in lanes)


def test_the_cache_forgets_what_was_used_least_recently_of_each_kind(bench: Bench) -> None:
    cache = Cache(entries=2, size=1000)
    wanted = bench.wanted(SADDLE)
    points = [CurvatureRequest(wanted.formula, (float(k), 0.0)) for k in range(3)]
    cache.put(wanted.formulas, FORMULAS)
    for point in points[:2]:
        cache.put(point, b"")
    assert cache[points[0]] == b""
    cache.put(points[2], b"")
    assert [point in cache for point in points] == [True, False, True]
    assert wanted.formulas in cache
    for k in range(3):
        cache.put(FormulaRequest(bench.wanted(State(f"x+{k}", f"x+{k}")).formula), b"x" * 600)
    assert sum(isinstance(request, FormulaRequest) for request in cache) == 1
    assert len(cache) == 3


def test_the_size_of_a_field_is_that_of_its_arrays() -> None:
    answer = a_field()
    arrays = answer.x.nbytes + answer.y.nbytes + answer.values.nbytes
    assert arrays <= size_of(answer) <= arrays + 100


def test_while_a_parameter_moves_only_drafts_are_asked_and_the_fine_picture_when_it_rests(bench: Bench) -> None:
    def with_(a: float) -> State:
        shown = replace(SADDLE.appearance, overlays=frozenset({"definiteness"}))
        return replace(SADDLE, text=f"a = {a}\nx^4 + a y^2", accepted=f"a = {a}\nx^4 + a y^2", appearance=shown)

    bench.want(with_(2.0))
    for lane in (bench.thread, bench.search):
        lane.asked.clear()
    bench.answers.answered.clear()
    moved = [bench.want(with_(2.0 + 0.5 * k)) for k in (1, 2, 3)]
    asked = [*bench.answers.answered, *bench.thread.asked, *bench.search.asked]
    assert [request for request in asked if isinstance(request, FieldRequest)] == [each.fields[0] for each in moved]
    assert not {each.critical for each in moved} & set(asked)
    assert not {each.maps[-1] for each in moved} & set(asked)
    last = moved[-1]
    assert bench.scheduler.results.field_request == last.fields[0]
    assert {last.fields[1], last.maps[1], last.critical} <= bench.scheduler.results.pending
    assert bench.scheduler.is_holding_back
    bench.scheduler.hand_rests()
    assert {last.fields[1], last.maps[1]} <= set(bench.thread.asked)
    assert bench.search.asked == [last.critical]
    assert not bench.scheduler.is_holding_back
    assert bench.deliver(last.fields[1], a_field())
    assert bench.scheduler.results.field_request == last.fields[1]


def test_what_is_held_back_is_asked_once_given_up_for_good_and_forgotten_with_its_value(bench: Bench) -> None:
    def with_(a: float) -> State:
        return State(f"a = {a}\nx^4 + a y^2", f"a = {a}\nx^4 + a y^2")

    bench.want(with_(1.0))
    bench.thread.asked.clear()
    second = bench.want(with_(2.0))
    bench.scheduler.give_up([second.fields[1]])
    bench.scheduler.hand_rests()
    assert second.fields[1] not in bench.thread.asked
    assert isinstance(bench.scheduler.results.get(second.fields[1]), Fault)
    bench.want(with_(3.0))
    typed = bench.want(SADDLE)
    assert bench.thread.asked[-1] == typed.fields[1], "another function's fine field is asked at once"
    assert not bench.scheduler.is_holding_back
