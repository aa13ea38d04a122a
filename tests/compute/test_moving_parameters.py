"""What is asked while a parameter moves: a draft of every value, one question for all formulas, a trace aside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hessview.analysis.branches import EventKind, Trace
from hessview.calculus.symbolic.agreement import agreement
from hessview.compute.answers import Answers, Place
from hessview.compute.requests import TraceRequest
from hessview.compute.resolving import Resolver
from hessview.compute.results import Fault
from hessview.compute.scheduler import Scheduler
from hessview.document.parameters import SetParameter
from hessview.document.state import State
from hessview.language.parser import parse

TEXT = "a = 2\nx^4 + a x^2 + y^2"
MOVING = parse("x^4 + a x^2 + y^2", variables=("x", "y", "a"))


def test_exact_formulas_with_letters_are_asked_once_for_all_values() -> None:
    resolver, state = Resolver(), State(TEXT, TEXT)
    first, second = resolver.resolve(state), resolver.resolve(SetParameter("a", 3.0).apply(state))
    assert first is not None
    assert second is not None
    assert first.formula != second.formula
    assert first.formulas == second.formulas
    assert first.curvature != second.curvature
    other = resolver.resolve(State("b = 2\nx^4 + b x^2 + y^2", "b = 2\nx^4 + b x^2 + y^2"))
    assert other is not None
    assert other.formulas != first.formulas


def test_every_value_of_a_moving_parameter_has_its_draft_at_once() -> None:
    resolver, scheduler, state = Resolver(), Scheduler(Answers(), {}), State(TEXT, TEXT)
    scheduler.want(resolver.resolve(state))
    for value in (2.5, 3.0, 3.5):
        state = SetParameter("a", value).apply(state)
        results = scheduler.want(resolver.resolve(state))
        assert results.field_is_current
        assert results.curvature is not None
        assert results.curvature.hessian[0, 0] == 2.0 * value
    scheduler.close()


def test_landscapes_of_one_family_share_their_derivatives() -> None:
    answers = Answers()
    first = answers.landscape(parse(TEXT)).program._jets
    second = answers.landscape(parse(TEXT.replace("a = 2", "a = 2.5"))).program._jets
    assert first is second
    assert answers.landscape(parse(TEXT.replace("a = 2", "a = 0"))).program._jets is not first


def test_formulas_are_held_against_other_values_of_the_parameters_too() -> None:
    formula = parse("a = 0\nx^2 + a y^3")
    right = [[parse(text, variables=("x", "y"), parameters={"a": 0.0}).expression for text in row]
             for row in (("2", "0"), ("0", "6 a y"))]  # fmt: skip
    gradient = [parse(text, variables=("x", "y"), parameters={"a": 0.0}).expression for text in ("2x", "3 a y^2")]
    wrong = [right[0], [right[1][0], parse("7 a y", variables=("x", "y"), parameters={"a": 0.0}).expression]]
    assert agreement(formula, gradient, right)[1, 1] is True
    assert agreement(formula, gradient, wrong)[1, 1] is False, "at a = 0 alone both are 0"


def test_a_trace_is_worked_out_aside_and_can_be_stopped() -> None:
    answers, request = Answers(), TraceRequest(MOVING, (-2.0,) * 3, (2.0,) * 3)
    assert answers.place(request) is Place.TRACES
    found = answers.answer(request, lambda _share: None)
    assert isinstance(found, Trace)
    assert [event.kind for event in found.events] == [EventKind.PITCHFORK]
    assert request == replace(request)

    class Enough(Exception):  # noqa: N818 - it is none
        pass

    def stop(_share: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        answers.answer(request, stop)


def test_a_trace_that_nobody_can_answer_is_a_fault() -> None:
    said: list[object] = []
    scheduler = Scheduler(Answers(), {})
    scheduler.submit(TraceRequest(MOVING, (-2.0,) * 3, (2.0,) * 3), said.append)
    assert isinstance(said[0], Fault)
