"""Points in exact numbers are proved to be critical, by sympy where bounds for roots do not reach."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

import pytest

from hessview.calculus.ball_jet import BallProgram
from hessview.calculus.exact_gradient import gradient_at
from hessview.calculus.symbolic.exact_points import answer, is_certainly_zero, is_critical
from hessview.compute.allowance import Allowance
from hessview.compute.worker_process import WorkerProcess
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from hessview.compute.frames import Message
    from hessview.language.expression import Expression

HANDLER = "hessview.calculus.symbolic.exact_points:answer"

CRITICAL = [
    ("x^2 + y^2", "0", "0"), ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "3", "2"), ("x^2*y*exp(-x^2 - y^2)", "1",
    "sqrt(2)/2"),
    ("sin(x)*sin(y)", "pi/2", "-pi/2"), ("cos(x)*cos(y)", "pi", "0"), ("x*log(x) + y*log(y)", "exp(-1)", "exp(-1)"),
    ("-x*log(x) - y*log(y) - (1 - x - y)*log(1 - x - y)", "1/3", "1/3"), ("x^4/4 - x^2 + y^2", "sqrt(2)", "0"),
    ("cosh(x) - 2*x + y^2", "log(2 + sqrt(5))", "0"), ("sin(x) + cos(y) + x/4 + y/3", "pi - acos(1/4)",
    "pi - asin(1/3)"),
    ("sin(x) + sin(y) + sin(x + y)", "pi/3", "pi/3"), ("atan2(y, x)^2 + (x - 1)^2", "1", "0"),
    ("x^x + y^2", "exp(-1)", "0"), ("tanh(x) - x/2 + y^2", "log(1 + sqrt(2))", "0"), ("exp(x) - 3*x + y^2", "log(3)",
    "0"),
    ("sigmoid(x)*(1 - sigmoid(x)) + y^2", "0", "0"), ("abs(x)^3 - x^2 + y^2", "-2/3", "0"),
    ("-sin(2*x - pi/2) - 3*cos(y) - x/2", "-atan(4 + sqrt(15))", "0"), ("x^2 - 2*x*sqrt(3) + y^2", "sqrt(3)", "0"),
    ("max(x, 2*x - 5)^2 + y^2", "0", "0"), ("20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))", "0", "0"),
]  # fmt: skip

NOT_CRITICAL = [
    ("x^2 + y^2", "0", "1e-300"), ("sin(x)*sin(y)", "pi/2", "-pi/3"), ("x*log(x) + y*log(y)", "exp(-1)", "1/e + 1e-40"),
    ("x^4/4 - x^2 + y^2", "1.41421356237309504880168872420969807857", "0"), ("abs(x) + y^2", "0", "0"),
    ("exp(x) - 3*x + y^2", "1.0986122886681098", "0"), ("1/x + y", "0", "0"), ("log(x) + y^2", "-1", "0"),
    ("sqrt(x^2 + y^2)", "0", "0"), ("floor(x) + y^2", "1", "0"), ("cos(x) + 1e-60*x + y^2", "pi", "0"),
]  # fmt: skip


def constant(text: str) -> Expression:
    return parse(text, variables=("x",)).expression


@pytest.mark.parametrize(("text", "x", "y"), CRITICAL)
def test_exact_critical_points_are_proved(text: str, x: str, y: str) -> None:
    assert is_critical(parse(text, variables=("x", "y")), [constant(x), constant(y)])


@pytest.mark.parametrize(("text", "x", "y"), NOT_CRITICAL)
def test_points_that_are_only_near_or_where_f_is_not_smooth_are_not_proved(text: str, x: str, y: str) -> None:
    assert not is_critical(parse(text, variables=("x", "y")), [constant(x), constant(y)])


@pytest.mark.parametrize(("text", "zero"), [
    ("log(4) - 2*log(2)", True), ("exp(log(2)/2) - sqrt(2)", True), ("sin(acos(1/3)) - 2*sqrt(2)/3", True),
    ("exp(pi*sqrt(163)) - 262537412640768744", False), ("pi*sqrt(2) - sqrt(2)*pi", True), ("e^2 - exp(2)", True),
    ("log(1 + 1e-40)", False), ("exp(1/2)*exp(1/2) - e", True), ("exp(-200) - exp(-200)", True),
    ("cos(pi/5) - (1 + sqrt(5))/4", True), ("erf(1) - erf(1)", True), ("sin(1e-40)", False),
])  # fmt: skip
def test_constants_are_zero_only_if_they_are(text: str, zero: bool) -> None:
    assert is_certainly_zero(constant(text)) is zero


def test_a_parameter_is_its_double() -> None:
    formula = parse("x^2 - 2*a*x + y^2", variables=("x", "y"), parameters={"a": 0.1})
    assert not is_critical(formula, [constant("0.1"), constant("0")])
    assert is_critical(formula, [constant("0.1000000000000000055511151231257827021181583404541015625"), constant("0")])


def test_the_gradient_has_its_pieces_chosen() -> None:
    program = BallProgram(parse("where(x < 2, x^2, 7) + abs(y)*y", variables=("x", "y")))
    gradient = gradient_at(program, [constant("1"), constant("-3")])
    assert gradient is not None
    assert [is_certainly_zero(g) for g in gradient] == [False, False]
    assert gradient_at(program, [constant("2"), constant("1")]) is None
    assert gradient_at(program, [constant("1"), constant("0")]) is None


def test_the_handler_answers_for_each_point_in_plain_values() -> None:
    payload = {"text": "sin(a*x) + y^2", "variables": ["x", "y"], "parameters": {"a": 2.0},
               "points": [["pi/4", "0"], ["pi/3", "0"], ["-3*pi/4", "0"], ["pi/4"], ["x", "0"]]}  # fmt: skip
    assert answer(payload) == {"critical": [True, False, True, False, False]}
    with pytest.raises(SyntaxProblem):
        answer({**payload, "points": [["import os", "0"]]})


def test_a_worker_proves_exact_points() -> None:
    said: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
    process = WorkerProcess((HANDLER,), Allowance(), lambda _, message: said.put(message))
    try:
        assert (said.get(timeout=60) or {})["type"] == "ready"
        points = [["pi", "0"], ["1", "0"]]
        payload = {"text": "cos(x)*cos(y)", "variables": ["x", "y"], "parameters": {}, "points": points}
        process.send({"id": 1, "handler": HANDLER, "payload": payload})
        reply = said.get(timeout=60)
        assert reply is not None
        assert reply["answer"] == {"critical": [True, False]}
    finally:
        process.kill()
        while said.get(timeout=60) is not None:
            pass
