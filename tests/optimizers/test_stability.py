"""A step that is too long: the limit is that of the iteration, and what is said of a run is what it did."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.explanations.descent import instability_words, prediction_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.stability import FixedStep

NAMED = {method.name: method for method in METHODS}
FIXED = [method for method in METHODS if isinstance(method, FixedStep)]


def outcome(text: str, name: str, start: tuple[float, ...], steps: int = 500, **given: float) -> Outcome:
    f = ExpressionLandscape(parse(text))
    settings = {key.replace("_", " "): value for key, value in given.items()}
    return judged(f, NAMED[name], descend(NAMED[name], f, np.array(start), settings, Limits(steps=steps)))


def test_the_methods_with_a_limit_are_those_of_fixed_step() -> None:
    names = {"gradient descent", "heavy ball", "nesterov", "stochastic gradient descent"}
    assert {method.name for method in FIXED} == names  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", FIXED, ids=lambda m: m.name)
@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.9])
def test_the_limit_is_where_the_predicted_factor_passes_one(method: FixedStep, momentum: float) -> None:
    chosen = {"step size": np.array([1.0]), "momentum": np.array([momentum]), "noise": np.array([0.0])}
    limit = float(method.longest_product(chosen)[0])
    for product, diverges in ((0.999 * limit, False), (1.001 * limit, True)):
        rate = method.prediction(Spectrum(np.array([product])), chosen).rate
        assert rate is not None
        assert (rate > 1.0) == diverges


def test_a_run_that_diverges_says_beyond_which_limit_and_along_what() -> None:
    words = instability_words(outcome("x^2 + 12y^2", "gradient descent", (1.0, 1.0), step_size=0.1))
    assert "η·λmax = 2.4 > 2: diverges along v_max = (0, 1), by a factor of 1.4 a step" in words
    words = instability_words(outcome("x^2 + 12y^2", "heavy ball", (1.0, 1.0), step_size=0.14, momentum=0.5))
    assert "η·λmax = 3.36 > 2 (1 + β) = 3: diverges along v_max = (0, 1)" in words
    words = instability_words(outcome("3x^2 + 3y^2 + 4x y", "gradient descent", (1.0, 0.5), step_size=0.25))
    assert "η·λmax = 2.5 > 2: diverges along v_max = (0.7071, 0.7071)" in words


def test_a_run_that_is_kept_bounded_says_that_it_oscillates() -> None:
    found = outcome("x^4/4 - x^2/2 + y^2/10", "gradient descent", (0.5, 0.5), step_size=1.2)
    words = instability_words(found)
    assert "η·λmax = 2.4 > 2 at (1, 0)" in words
    assert "at the edge of stability: it oscillates along v_max = (1, 0)." in words
    assert "nearly every run leaves this point" in prediction_words(found)


@pytest.mark.parametrize(
    ("text", "start", "step"),
    [
        ("x^2 + 12y^2", (1.0, 1.0), 0.08),
        ("x^2 - y^2", (1.0, 1.0), 0.4),
        ("-x^4", (1.0,), 0.4),
        ("x^2 + 12y^2", (1.0, 1.0), 1e-5),
    ],
)
def test_what_is_no_fault_of_the_step_is_not_laid_to_it(text: str, start: tuple[float, ...], step: float) -> None:
    assert outcome(text, "gradient descent", start, step_size=step).instability is None


def test_without_a_single_largest_eigenvalue_no_direction_is_named() -> None:
    found = outcome("x^2 + y^2", "gradient descent", (1.0, 2.0), step_size=1.1)
    assert found.instability is not None
    assert found.instability.direction is None
    assert "v_max" not in instability_words(found)


def test_an_oscillation_that_still_grows_is_not_called_bounded() -> None:
    words = instability_words(outcome("x^2 + y^2/10", "gradient descent", (1.0, 1.0), step_size=1.0005))
    assert words.endswith("The run oscillates along v_max = (1, 0), so far wider with every step.")
    assert "bounded" not in words


def test_of_a_run_that_wanders_only_the_place_is_spoken_of() -> None:
    found = outcome("sin(x) cos(y)", "gradient descent", (1.0, 0.3), step_size=2.5)
    assert found.instability is not None
    assert not found.instability.shown
    words = instability_words(found)
    assert words.startswith("The step is too long to settle at ≈ (−1.571, 0): η·λmax = 2.5")
    assert "bounded" not in words
