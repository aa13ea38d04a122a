"""What a process does that searches: it says what it has, ends when it is told to, and says all before sympy begins."""

from __future__ import annotations

from typing import Any

import pytest

from hessview.compute import critical_worker
from hessview.compute.critical_reply import critical_points
from hessview.compute.requests import CriticalRequest
from hessview.language.parser import parse

ARCS = "cos(x) + x/3 + y^2"
"""Its two points are exact numbers that only sympy can verify."""


def question(text: str) -> CriticalRequest:
    return CriticalRequest(parse(text), ((-3.0, 3.0), (-1.0, 1.0)), 60.0)


def payload(asked: CriticalRequest) -> dict[str, Any]:
    return {
        "text": asked.formula.text, "variables": list(asked.formula.variables), "parameters": {},
        "box": [list(ends) for ends in asked.box], "seconds": asked.seconds, "near": None,
    }  # fmt: skip


def heard(text: str) -> list[Any]:
    """Return the partial answers, and the answer at the end."""
    asked = question(text)
    parts, said = critical_worker.answer(payload(asked), lambda _: None), []
    while True:
        try:
            said.append(critical_points(asked, next(parts)))
        except StopIteration as end:
            return [*said, critical_points(asked, end.value)]


@pytest.fixture
def slow_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no partial answer ever be due."""
    monkeypatch.setattr(critical_worker, "_BETWEEN", 1e9)


@pytest.mark.usefixtures("slow_to_write")
def test_all_that_was_searched_for_is_said_before_sympy_begins() -> None:
    *parts, answer = heard(ARCS)
    assert [part.finished for part in parts] == [True]
    assert parts[0].complete
    assert all(point.exact is None for point in parts[0])
    assert all(point.exact is not None for point in answer)


@pytest.mark.usefixtures("slow_to_write")
def test_where_sympy_has_nothing_to_do_the_answer_is_said_once() -> None:
    (answer,) = heard("x^4 + y^4 - 4x y + 1")
    assert answer.finished
    assert len(answer) == 3


def test_who_is_not_wanted_ends() -> None:
    class NotWantedError(Exception):
        """Nobody waits any more."""

    calls = 0

    def progress(_: float) -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise NotWantedError

    parts = critical_worker.answer(payload(question("sin(30x) sin(30y)")), progress)
    with pytest.raises(NotWantedError):
        for _ in parts:
            pass
