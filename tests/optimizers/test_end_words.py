"""What is said of the end of a run in a word or two agrees with what is said in full."""

from __future__ import annotations

import pytest

from hessview.analysis.convergence import Pace
from hessview.document.method_names import heading
from hessview.explanations.descent import end_text, end_words, instability_words, observation_words, way_words
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


@pytest.mark.parametrize(
    ("text", "start", "words", "left"),
    [
        ("x^2 - 1e-14y^2", (1.0, 1e-3), "Saddle: H has 1 negative", "0.0010"),
        ("x^2 - 1e-14y^2", (1.0, 9e-3), "Saddle: H has 1 negative", "0.0090"),
        ("x^2 + 1e-14y^2", (1.0, 1e-3), "Minimum: ", "0.0010"),
    ],
)
def test_of_a_polished_point_it_is_said_what_it_is_and_after_that_how_far_from_the_end_it_is(
    text: str, start: tuple[float, ...], words: str, left: str
) -> None:
    said = end_words(outcome(text, "gradient descent", start))
    assert said.startswith(words)
    assert said.endswith(f" Said of the polished point (0, 0), {left} from the end.")
    assert "Stopped at" not in said


@pytest.mark.parametrize(
    ("text", "name", "start", "may_be"),
    [
        ("|x| + y^2", "nelder-mead", (0.5, 1.0), False),
        ("sqrt(x) + y^2", "nelder-mead", (1.0, 1.0), False),
        ("exp(x)", "trust region", (100.0,), False),
        ("1/(1 + exp(x))", "rmsprop", (50.0,), True),
    ],
)
def test_only_where_the_gradient_is_small_it_may_be_a_plateau(
    text: str, name: str, start: tuple[float, ...], may_be: bool
) -> None:
    words = end_words(outcome(text, name, start))
    assert words.startswith("Not a critical point: |∇f| is")
    assert ("plateau" in words) == may_be


def test_the_step_of_an_adaptive_method_is_not_called_fixed() -> None:
    for name in ("adagrad", "rmsprop"):
        words = way_words(outcome("|x| + y^2", name, (1.3, 1.0), 500))
        assert words.endswith(f"the gradient jumps there. {heading(name)} steps across it.")


def test_a_place_on_the_way_where_the_step_is_too_long_is_no_place_to_settle_at() -> None:
    found = outcome("(y - x^2)*(y - 3x^2)", "gradient descent", (0.1, 0.5), step_size=0.25)
    words = instability_words(found)
    assert words.startswith("The step is too long at step 13, ≈ (0.4984, 0.4027): η·λmax = 2.07 > 2: there a small")
    assert "settle" not in words
