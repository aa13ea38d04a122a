"""A step over a pole, or over a gap in the domain, is told: no such step is a way down."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.explanations.descent import way_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.leaps import BEYOND, leap_of
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged

NAMED = {method.name: method for method in METHODS}


def outcome(text: str, start: tuple[float, ...], step: float, name: str = "gradient descent") -> Outcome:
    f, method = ExpressionLandscape(parse(text)), NAMED[name]
    given = {"step size": step} if step else {}
    return judged(f, method, descend(method, f, np.array(start), given, Limits(steps=60)))


def test_over_the_poles_of_tan() -> None:
    found = outcome("tan(x)", (0.3,), 0.5)
    leap = found.leap
    assert leap is not None
    path = found.trajectory.path[:, 0]
    turns = np.floor(path / np.pi + 0.5)  # between which poles each iterate is
    crossing = np.flatnonzero(np.diff(turns))
    assert leap.step == crossing[0] + 1
    assert 0.9 * len(crossing) <= leap.count <= len(crossing)
    assert abs(np.cos(leap.place[0])) < 1.0 / BEYOND
    assert f"Step {leap.step} leaps over ≈ −1.571, where |f| grows beyond 10⁸, as at a pole" in way_words(found)


def test_over_a_gap_in_the_domain() -> None:
    found = outcome("sqrt(x^2 - 1)", (1.5,), 3.5)
    leap = found.leap
    assert leap is not None
    assert leap.is_undefined
    assert abs(leap.place[0]) < 1.0
    assert "where f is undefined" in way_words(found)


def test_over_a_line_of_poles_between_two_variables() -> None:
    found = outcome("-1/(x - y) + x^2 + y^2", (1.0, 0.5), 0.5)
    assert found.leap is not None
    assert found.leap.place[0] == pytest.approx(found.leap.place[1], abs=1e-4)


@pytest.mark.parametrize(
    ("text", "start", "step"),
    [
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (0.0, 0.0), 0.02), ("x^2 + 50y^2", (10.0, 1.0), 0.02),
        ("1/x + x", (0.3,), 0.01), ("|x| + y^2", (1.0, 1.0), 0.3), ("tan(x)", (1.4,), 0.002),
        ("x^2 + exp(-1000x^2)", (1.0,), 0.9), ("log(x)^2", (3.0,), 0.5), ("1/(x^2 + 1e-4)", (0.1,), 1e-4),
    ],
)  # fmt: skip
def test_nothing_is_told_of_runs_that_leap_over_nothing(text: str, start: tuple[float, ...], step: float) -> None:
    assert outcome(text, start, step).leap is None


def test_a_smooth_formula_is_asked_for_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    f = ExpressionLandscape(parse("x^4 + y^2"))
    run = descend(NAMED["gradient descent"], f, np.array([1.0, 1.0]))
    monkeypatch.setattr(ExpressionLandscape, "value", None)
    assert leap_of(f, run) is None
