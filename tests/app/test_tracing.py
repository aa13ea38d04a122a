"""Which question a trace is, and which points of the list it would miss."""

from __future__ import annotations

from hessview.analysis.bifurcations import trace
from hessview.app.tracing import missed_points
from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.compute.requests import TraceRequest
from hessview.compute.trace_requests import request_for
from hessview.document.state import Box, State
from hessview.language.definitions import definitions
from hessview.language.parser import parse

TEXT = "b = 3\na = -2\nx^4 + a x^2 + b y^2"
RANGES = ((-2.0, 2.0), (-2.0, 2.0), (-5.0, 5.0))


def _request(text: str, name: str) -> TraceRequest | str:
    formula = parse(text, editor=True)
    return request_for(formula, definitions(text, formula), name, RANGES, ())


def test_the_question_is_the_same_for_every_value_of_the_parameter() -> None:
    first = _request(TEXT, "a")
    assert isinstance(first, TraceRequest)
    assert first == _request(TEXT.replace("-2", "1.5"), "a")
    assert first != _request(TEXT.replace("b = 3", "b = 4"), "a")
    assert first.formula.variables == ("x", "y", "a")
    assert first.formula.parameters == (("b", 3.0),)


def test_a_name_that_is_no_parameter_has_no_question() -> None:
    assert "no parameter" in str(_request(TEXT, "q"))


def test_a_critical_point_without_a_path_is_named_once() -> None:
    state = State(TEXT, TEXT, view=Box(-2.0, 2.0, -2.0, 2.0))
    results = answer_now(state, Answers(), (32, 32))
    request = _request(TEXT, "a")
    assert isinstance(request, TraceRequest)
    whole = trace(request.formula, request.lower, request.upper)
    assert missed_points(results, whole, -2.0, ()) == ()
    elsewhere = trace(request.formula, (0.5, *request.lower[1:]), request.upper)
    missed = missed_points(results, elsewhere, -2.0, ())
    assert (0.0, 0.0, -2.0) in missed
    assert missed_points(results, elsewhere, -2.0, missed) == ()
    assert missed_points(results, None, -2.0, ()) == ()
