"""Exact forms that only sympy can verify are claimed when a process says so, and never else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.api import Function
from hessview.compute import exact_places
from hessview.compute.exact_places import coordinates, question, verified, verified_here
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

ARCS = "cos(x) + x/3 + y^2"
ARC_FORMS = {"(asin(1/3), 0)", "(pi - asin(1/3), 0)"}
BOX = ((-3.0, 3.0), (-1.0, 1.0))


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forms be verified on any machine: what is asked here is whether, not how soon."""
    monkeypatch.setattr(exact_places, "LIMIT", 60.0)


def searched(text: str, box: tuple[tuple[float, float], ...] = BOX) -> CriticalPoints:
    formula = parse(text, variables=("x", "y", "z")[: len(box)])
    *_, found = search(ExpressionLandscape(formula), *np.array(box).T)
    return found


def suspecting(text: str, suspected: str) -> CriticalPoints:
    """Return the points of a function of x and y, with a form of each as if it had been recognised."""
    found = searched(text, ((-4.0, 4.0), (-1.0, 1.0)))
    assert found.points
    return replace(found, points=tuple(replace(p, exact=None, suspected=suspected) for p in found.points))


def test_a_form_that_the_search_cannot_verify_is_suspected_and_not_claimed() -> None:
    found = searched(ARCS)
    assert {point.suspected for point in found} == ARC_FORMS
    assert {point.exact for point in found} == {None}


def test_a_process_verifies_what_is_suspected() -> None:
    found = searched(ARCS)
    answer = verified(found, parse(ARCS), 120.0)
    assert {point.exact for point in answer} == ARC_FORMS
    assert {point.suspected for point in answer} == {None}
    assert [point.x.tolist() for point in answer] == [point.x.tolist() for point in found]


def test_python_gets_the_verified_form() -> None:
    found = Function("cosh(x) - 2x").critical_points([(-3.0, 3.0)], time_limit=120.0)
    assert [point.exact for point in found] == ["log(2 + sqrt(5))"]
    assert Function("sin(x) + cos(y)").critical_points([(1.0, 2.0), (-1.0, 1.0)]).points[0].exact == "(pi/2, 0)"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("sin(x + 1e-17) + y^2", "(pi/2, 0)"), ("cos(x) + 1e-30*x + y^2", "(pi, 0)"),
        ("(x - 3.14159265358979323846)^2 + y^2", "(pi, 0)"), ("x^2 + y^2", "(y, x)"),
        ("cos(x) + x/3 + y^2", "(asin(1/3) + 1e-40, 0)"),
    ],
)  # fmt: skip
def test_a_form_that_is_only_near_is_not_verified(text: str, wrong: str) -> None:
    found = suspecting(text, wrong)
    assert all(point.exact is None for point in verified(found, parse(text), 120.0))
    assert list(verified_here(found, parse(text))) == []


def test_one_form_that_is_refused_does_not_keep_others_from_being_verified() -> None:
    found = searched(ARCS)
    first, second = found.points
    answer = verified(replace(found, points=(replace(first, suspected="(import, 0)"), second)), parse(ARCS), 120.0)
    assert [point.exact for point in answer] == [None, second.suspected]


def test_without_anything_suspected_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_places, "WorkerProcess", None)
    found = searched("x^2 + y^2")
    assert verified(found, parse("x^2 + y^2")) is found
    assert verified(searched(ARCS), parse(ARCS), 0.0).points[0].exact is None


def test_a_process_that_takes_too_long_is_killed_and_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Watched(exact_places.WorkerProcess):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            started.append(self)

    monkeypatch.setattr(exact_places, "WorkerProcess", Watched)
    answer = verified(searched(ARCS), parse(ARCS), 0.01)
    assert all(point.exact is None and point.suspected is not None for point in answer)
    [process] = started
    assert process._process.poll() is not None


def test_a_process_that_does_not_start_costs_only_the_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(exact_places, "WorkerProcess", refused)
    found = searched(ARCS)
    assert verified(found, parse(ARCS)) is found


class Liar:
    """A process that says anything."""

    def __init__(self, replies: list[object], report: object) -> None:
        self.replies, self.report = replies, report
        self.say()

    def say(self) -> None:
        if self.replies:
            self.report(self, self.replies.pop(0))  # type: ignore[operator]

    def send(self, _: object) -> None:
        self.say()

    def kill(self) -> None:
        """Nothing to end."""

    def join(self, _: float) -> None:
        """Nothing to wait for."""


@pytest.mark.parametrize(
    "reply",
    [
        {"type": "fault", "answer": {"critical": [True]}}, {"type": "answer"}, {"type": "answer", "answer": [True]},
        {"type": "answer", "answer": {"critical": True}}, {"type": "answer", "answer": {"critical": [1]}},
        {"type": "answer", "answer": {"critical": [True, True]}}, {"type": "answer", "answer": {"critical": []}},
        {"type": "answer", "answer": {"critical": ["true"]}}, {}, None,
    ],
)  # fmt: skip
def test_only_a_plain_yes_counts(monkeypatch: pytest.MonkeyPatch, reply: object) -> None:
    found = searched(ARCS)
    monkeypatch.setattr(
        exact_places, "WorkerProcess", lambda _handlers, _allowance, report: Liar([{"type": "ready"}, reply], report)
    )
    assert all(point.exact is None for point in verified(found, parse(ARCS), 0.2))
    monkeypatch.setattr(
        exact_places, "WorkerProcess",
        lambda _handlers, _allowance, report: Liar(
            [{"type": "ready"}, {"type": "answer", "answer": {"critical": [True]}}, reply], report
        ),
    )  # fmt: skip
    first, *rest = verified(found, parse(ARCS), 0.2)
    assert first.exact is not None
    assert all(point.exact is None for point in rest)


def test_in_a_process_that_may_be_killed_forms_arrive_one_by_one() -> None:
    found, formula = searched(ARCS), parse(ARCS)
    answers = list(verified_here(found, formula))
    assert [sum(point.exact is not None for point in answer) for answer in answers] == [1, 2]
    assert list(verified_here(answers[-1], formula)) == []


@pytest.mark.parametrize(
    ("text", "n", "parts"),
    [("pi", 1, ("pi",)), ("(3 - 2*pi)/6", 1, ("(3 - 2*pi)/6",)), ("(sqrt(2)/2, 1)", 2, ("sqrt(2)/2", "1")),
     ("((3 - 2*pi)/6, -(3 + 2*pi)/6)", 2, ("(3 - 2*pi)/6", "-(3 + 2*pi)/6")),
     ("(atan2(1, 2), 0, 2^(1/5))", 3, ("atan2(1, 2)", "0", "2^(1/5)"))],
)  # fmt: skip
def test_a_point_is_taken_apart_into_its_coordinates(text: str, n: int, parts: tuple[str, ...]) -> None:
    assert coordinates(text, n) == parts


def test_what_is_asked_holds_the_numbers_of_the_parameters() -> None:
    formula = parse("cosh(x) - a*x + y^2", variables=("x", "y"), parameters={"a": 2.0})
    asked = question(replace(searched(ARCS).points[0], suspected="(log(2 + sqrt(5)), 0)"), formula)
    assert asked["parameters"] == {"a": 2.0}
    assert asked["points"] == [["log(2 + sqrt(5))", "0"]]
