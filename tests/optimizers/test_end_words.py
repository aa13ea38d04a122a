"""What is said of the end of a run in a word or two agrees with what is said in full."""

from __future__ import annotations

import pytest

from hessview.analysis.convergence import Pace
from hessview.explanations.descent import end_text, end_words, observation_words
from hessview.export.descend_output import comparison_table
from tests.optimizers.test_outcome import outcome


@pytest.mark.parametrize(
    ("text", "name", "start", "short", "full"),
    [
        ("(x^2 + y^2 - 1)^2", "newton", (2.0, 1.0), "minimum, not strict", "minimum, though not a strict one"),
        ("x^4 + y^4", "newton", (1.0, 1.0), "degenerate minimum", "it is a minimum"),
        ("x^3", "newton", (1.0,), "degenerate", "it is not an extremum"),
        ("x^2 + y^2", "gradient descent", (1.0, 1.0), "minimum", "inimum"),
    ],
)
def test_the_end_in_the_table_is_what_the_verdict_says(
    text: str, name: str, start: tuple[float, ...], short: str, full: str
) -> None:
    found = outcome(text, name, start)
    assert end_text(found) == short
    assert full in end_words(found)
    assert short in comparison_table([found])


def test_a_critical_point_that_is_near_has_words_with_an_article() -> None:
    found = outcome("x^3", "gradient descent", (0.5,), 60, step_size=0.5)
    words = end_words(found)
    assert "The nearest along Newton’s steps is a degenerate critical point, no extremum, at 0, at distance" in words


@pytest.mark.parametrize(
    ("text", "start", "step", "factor"), [("x^2", (1.0,), 1.1, 1.2), ("x^2 - y^2", (1.0, 0.5), 0.1, 1.2)]
)
def test_a_run_that_diverges_shows_the_factor_by_which_it_grows(
    text: str, start: tuple[float, ...], step: float, factor: float
) -> None:
    found = outcome(text, "gradient descent", start, step_size=step)
    assert found.observation.pace is Pace.GROWS
    assert found.observation.rate == pytest.approx(factor, rel=1e-3)
    assert "grows by a factor of 1.2 a step" in observation_words(found.observation)


def test_a_run_that_grows_ever_faster_has_no_factor() -> None:
    found = outcome("-x^4", "gradient descent", (1.0,), step_size=0.01)
    assert found.observation.pace is Pace.UNCLEAR
