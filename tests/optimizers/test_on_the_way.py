"""What happened on the way: slow at a saddle, to and fro across a kink; and that only where it is certain."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.explanations.descent import end_words, way_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import descend
from hessview.optimizers.flatness import Flatness
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged

NAMED = {method.name: method for method in METHODS}


def run(text: str, start: tuple[float, ...], name: str = "gradient descent", **given: float) -> Outcome:
    f = ExpressionLandscape(parse(text))
    settings = {key.replace("_", " "): value for key, value in given.items()}
    return judged(f, NAMED[name], descend(NAMED[name], f, np.array(start), settings))


def test_a_run_that_was_slow_at_a_saddle_says_from_which_step_to_which() -> None:
    found = run("(x^2 - 1)^2 + y^2", (1e-6, 1.0), step_size=0.05)
    passed = found.passage
    assert passed is not None
    assert passed.place == pytest.approx([0.0, 0.0], abs=1e-12)
    assert "Slowed down near the saddle at (0, 0) from step" in way_words(found)
    norms = found.trajectory.gradient_norms
    before, after = norms[: passed.first].max(), norms[passed.last :].max()
    assert norms[passed.first : passed.last + 1].max() <= 0.1 * min(before, after)
    # In the exact recursion of the component that leaves, x' = 1.2 x: it doubles every four steps.
    assert passed.last - passed.first > 20


@pytest.mark.parametrize("start", [(1.5, 1.0), (0.0, 1.0)])
def test_a_run_past_no_saddle_or_to_one_says_nothing_of_it(start: tuple[float, float]) -> None:
    assert run("(x^2 - 1)^2 + y^2", start, step_size=0.05).passage is None


def test_runs_that_come_to_a_saddle_exactly_are_not_past_one() -> None:
    for name in ("gradient descent", "heavy ball", "newton", "adam"):
        assert run("x^2 - y^2", (1.0, 0.0), name).passage is None


def test_a_plateau_that_is_left_is_no_saddle() -> None:
    assert run("x^2/(1 + x^2) + 1e-9*x", (30.0,), step_size=100.0).passage is None


@pytest.mark.parametrize(
    ("text", "start", "place"),
    [("abs(x)", (1.3,), [0.0]), ("abs(x - 0.3) + abs(y)", (1.3, 0.4), [0.3, 0.0]), ("max(x, -2*x)", (0.9,), [0.0])],
)
def test_a_run_that_jumps_across_a_kink_says_where(text: str, start: tuple[float, ...], place: list[float]) -> None:
    found = run(text, start, step_size=0.25)
    assert found.kink is not None
    assert np.abs(found.kink - place).min() < 1e-7
    assert "f has a kink at" in way_words(found)
    assert "Gradient descent jumps across it with a fixed step" in way_words(found)


@pytest.mark.parametrize("text", ["x^2", "sqrt(1e-6 + x^2)", "abs(x)^3 + x^2", "x^4 - x^2"])
def test_where_f_is_smooth_no_run_speaks_of_a_kink(text: str) -> None:
    assert run(text, (1.3,), step_size=0.25).kink is None


def test_of_a_constant_every_point_is_critical() -> None:
    words = "f is constant: every point is critical, and none is lower than another."
    assert end_words(run("0*x + 2", (1.3,))) == words
    assert run("0*x + y^2", (1.3, 1.0)).flatness is Flatness.NOWHERE


@pytest.mark.parametrize(
    ("text", "start"),
    [("floor(x)", (0.5,)), ("sign(x)", (0.5,)), ("round(x)", (0.2,)), ("where(x > 0, 1, 0)", (0.5,)),
     ("ceil(x) + floor(y)", (0.5, 0.5)), ("floor(x) + 0*y", (0.5, 0.5))],
)  # fmt: skip
def test_a_step_is_flat_between_its_jumps_and_not_constant(text: str, start: tuple[float, ...]) -> None:
    words = end_words(run(text, start))
    assert "constant" not in words
    assert words.startswith("f is flat around here.")
    assert "elsewhere it may be lower" in words
    assert "flat" not in end_words(run(text, tuple(0.5 if text.startswith("round") else 0.0 for _ in start)))
