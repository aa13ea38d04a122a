"""Critical points between processes: what arrives is what was found, and anything else is no answer."""

from __future__ import annotations

import io
import math
from dataclasses import fields, is_dataclass, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.analysis.critical_point import CriticalPoint, CriticalPoints, Stop
from hessview.analysis.critical_points import Limits, search
from hessview.analysis.degenerate import Degenerate
from hessview.analysis.germs.witness import Witness
from hessview.analysis.verdict import Code, Kind, Nature, Reason
from hessview.compute.critical_reply import critical_points, encoded
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.frames import Message, encode, receive
from hessview.compute.requests import CriticalRequest
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

FUNCTIONS = (
    "x^4 + y^4 - 4x y + 1", "x^4 + y^4", "-x^4 - 2y^4", "x^3 - 3x y^2", "(y - x^2)(y - 3x^2)", "x^2 + y^3",
    "(x^2 + y^2 - 1)^2", "x^2 + 0y", "x - x + 0y + 3", "sqrt(x^2 + y^2)", "|x| + y^2", "max(x, y) + x^2",
    "1/(x^2 + y^2 - 1)", "sin(3x) cos(2y)", "cos(x) + x/3", "x^3", "x y z + z^2", "x^2 + y^4 + z^2 + exp(x y)",
)  # fmt: skip


def question(text: str) -> CriticalRequest:
    formula = parse(text)
    return CriticalRequest(formula, tuple((-2.0, 2.5) for _ in formula.variables), 20.0)


@cache
def answers(text: str) -> tuple[CriticalPoints, ...]:
    """Return what a search yields, one answer after the other; some searches stop at a limit."""
    request = question(text)
    lower, upper = zip(*request.box, strict=True)
    landscape = ExpressionLandscape(request.formula)
    *partial, last = search(landscape, lower, upper, limits=Limits(seconds=20.0))
    *_, stopped = search(landscape, lower, upper, limits=Limits(seconds=20.0, boxes=20))
    return (*partial[-2:], last, stopped)


def through_a_pipe(found: CriticalPoints) -> Message:
    message = receive(io.BytesIO(encode({"answer": encoded(found)})), 64 << 20)
    assert message is not None
    answer = message["answer"]
    assert isinstance(answer, dict)
    return answer


def difference(a: object, b: object, where: str = "") -> str:
    """Return where two values differ; nothing if they are the same."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        same = a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        return "" if same else where
    if is_dataclass(a) and type(a) is type(b):
        parts = [(getattr(a, each.name), getattr(b, each.name), f"{where}.{each.name}") for each in fields(a)]
        return next(filter(None, (difference(*part) for part in parts)), "")
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        pairs = enumerate(zip(a, b, strict=True))
        return next(filter(None, (difference(x, y, f"{where}[{k}]") for k, (x, y) in pairs)), "")
    both_nan = isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b)
    return "" if both_nan or (a == b and isinstance(a, float) == isinstance(b, float)) else f"{where}: {a!r}, {b!r}"


@pytest.mark.parametrize("text", FUNCTIONS)
def test_what_arrives_is_what_was_found(text: str) -> None:
    for found in answers(text):
        assert difference(found, critical_points(question(text), through_a_pipe(found))) == ""


def test_these_functions_have_everything_that_can_be_found() -> None:
    found = [answer for text in FUNCTIONS for answer in answers(text)]
    points = [point for answer in found for point in answer]
    known = [point.degenerate for point in points if point.degenerate is not None]
    assert {point.kind for point in points} >= {Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE, Kind.DEGENERATE}
    assert {each.witness_up is None for each in known} == {each.witness_down is None for each in known} == {True, False}
    assert {point.proved for point in points} == {answer.finished for answer in found} == {True, False}
    assert any(point.exact for point in points)
    assert any(point.suspected for point in points)
    assert any(answer.curves for answer in found)
    assert any(answer.nonsmooth for answer in found)
    assert any(answer.undecided for answer in found)
    assert any(place.x is not None for answer in found for place in answer.nonsmooth)


def unusual() -> CriticalPoints:
    """Return an answer with values that searches hardly ever have."""
    x, box = np.array([0.5, -0.0]), np.array([[0.5, 0.5], [-0.0, 0.0]])
    way = Witness("y = 2x^2", "", "x", False, True, 3, -1e-300, (0.5, -0.0), ((1.0,), (math.pi,)), math.inf)
    known = Degenerate(Nature.UNDECIDED, Reason(Code.NO_EXACT_SERIES), None, None, -2, None, way, np.empty((2, 0)), 0)
    values = (1, "ü", 0.5, math.inf, (math.nan, 2.0), ())
    point = CriticalPoint(
        x, box, None, math.inf, np.array([-math.inf, math.nan]), Kind.DEGENERATE, Nature.MAXIMUM, None, False,
        Reason(Code.STAYS, values), None, known, None, "(1/2, 0)",
    )  # fmt: skip
    doubled = replace(point, reason=Reason(Code.SADDLE, (math.nan, 1e-320)), degenerate=None)
    undecided = (np.array([[0.0, 1.0], [1.0, 1.0]]),)
    return CriticalPoints(
        np.array([-2.0, -2.0]), np.array([2.5, 2.5]), (point, doubled), undecided=undecided, boxes_examined=7,
        seconds=0.1, settled=0.25, winding=-3, doubtful=True, stopped=Stop.WAITING,
    )  # fmt: skip


def test_values_that_are_hardly_ever_met_arrive_too() -> None:
    assert difference(unusual(), critical_points(question("x y"), through_a_pipe(unusual()))) == ""


def test_an_answer_to_another_question_is_none() -> None:
    message = through_a_pipe(answers("x^3 - 3x y^2")[-1])
    request = question("x^3 - 3x y^2")
    for box in (((-2.0, 2.5), (-2.0, 2.0)), ((-2.0, 2.5),), ((-2.0, 2.5),) * 3):
        with pytest.raises(SenselessReply):
            critical_points(replace(request, box=box), message)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": bytes([0])}, "index"),
        ({"kind": bytes([200])}, "less than"),
        ({"index": bytes([7])}, "index"),
        ({"x": np.array([0.0, math.nan]).tobytes()}, "finite"),
        ({"x": np.array([0.0]).tobytes()}, "numbers"),
        ({"enclosure": np.array([1.0, 0.0, 0.0, 1.0]).tobytes()}, "box"),
        ({"unique": np.array([1.0, 0.0, 0.0, 1.0]).tobytes()}, "box"),
        ({"unique": np.array([math.nan, 0.0, 0.0, 1.0]).tobytes()}, "box"),
        ({"count": 2}, "numbers"),
        ({"count": 1 << 60}, "whole"),
        ({"proved": bytes([2])}, "less than"),
        ({"exact": ["a\nb"]}, "text"),
        ({"exact": ["a" * 30_000]}, "text"),
        ({"degenerate": {}}, "."),
        ({"degenerate": {"1": {}}}, "word"),
    ],
    ids=str,
)
def test_a_point_that_cannot_be_is_refused(changes: Message, said: str) -> None:
    request, message = question("x^4 + y^4"), through_a_pipe(answers("x^4 + y^4")[-2])
    points = message["points"]
    assert isinstance(points, dict)
    assert points["count"] == 1
    points.update(changes)
    if changes == {"degenerate": {}}:
        # It says less, and nothing wrong.
        assert critical_points(request, message).points[0].degenerate is None
        return
    with pytest.raises(SenselessReply, match=said):
        critical_points(request, message)


@pytest.mark.parametrize(("text", "part"), [("(x^2 + y^2 - 1)^2", "curves"), ("|x| + y^2", "nonsmooth")])
def test_a_set_without_points_is_refused(text: str, part: str) -> None:
    message = through_a_pipe(answers(text)[-2])
    first = message[part]["0"]  # type: ignore[index]
    first["points"] = first["links"] = b""
    with pytest.raises(SenselessReply, match="no point"):
        critical_points(question(text), message)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.binary(max_size=40),
    st.lists(st.integers(), max_size=3), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)  # fmt: skip


def mutated(draw: st.DrawFn, message: Message) -> Message:
    """Return a message of which one entry, anywhere, is something else, or missing, or has a few other bytes."""
    key = draw(st.sampled_from(sorted(message)))
    value = message[key]
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        return message | {key: mutated(draw, value)}
    if isinstance(value, bytes) and value and draw(st.booleans()):
        place = draw(st.integers(0, len(value) - 1))
        return message | {key: value[:place] + draw(st.binary(max_size=9)) + value[place + draw(st.integers(0, 9)) :]}
    if isinstance(value, list) and value and draw(st.booleans()):
        place = draw(st.integers(0, len(value) - 1))
        return message | {key: [*value[:place], draw(JUNK), *value[place + 1 :]]}
    if draw(st.booleans()):
        return {name: entry for name, entry in message.items() if name != key}
    return message | {key: draw(JUNK)}


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, Message]:
    """Draw a message in which up to three things are changed."""
    text = draw(st.sampled_from(FUNCTIONS))
    message = through_a_pipe(draw(st.sampled_from(answers(text))))
    for _ in range(draw(st.integers(1, 3))):
        message = mutated(draw, message)
    return text, message


@settings(max_examples=400, deadline=None)
@given(broken())
def test_a_mutated_message_is_refused_or_is_an_answer_of_the_right_shape(case: tuple[str, Message]) -> None:
    text, message = case
    request = question(text)
    try:
        found = critical_points(request, message)
    except SenselessReply:
        return
    n = len(request.box)
    assert found.lower.tolist() == [low for low, _ in request.box]
    assert all(point.x.shape == (n,) and np.isfinite(point.x).all() for point in found)
    assert all(point.enclosure.shape == (n, 2) for point in found)
    assert all((place.lower <= place.upper).all() for place in (*found.curves, *found.nonsmooth))
    assert encoded(found)


def test_thousands_of_points_are_read_in_a_few_operations_each() -> None:
    point = answers("sin(3x) cos(2y)")[-2].points[0]
    found = replace(answers("sin(3x) cos(2y)")[-2], points=(point,) * 3000)
    again = critical_points(question("sin(3x) cos(2y)"), through_a_pipe(found))
    assert len(again) == 3000
    # Columns are read as a whole: the coordinates of all points lie in one piece of memory.
    assert {each.x.base is again.points[0].x.base for each in again} == {True}
