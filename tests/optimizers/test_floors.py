"""At singular limits: the pace across a floor of minima, the power at a flat one, and no claim beyond what is known."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.analysis.convergence import Pace
from hessview.explanations.descent import comparison_words, end_words, prediction_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers import floors
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.floors import flat_order, is_floor
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged
from hessview.optimizers.prediction import Floor, Law

NAMED = {method.name: method for method in METHODS}


def outcome(text: str, name: str, start: tuple[float, ...], steps: int = 500, **given: float) -> Outcome:
    f = ExpressionLandscape(parse(text))
    settings = {key.replace("_", " "): value for key, value in given.items()}
    return judged(f, NAMED[name], descend(NAMED[name], f, np.array(start), settings, Limits(steps=steps)))


@pytest.mark.parametrize("name", ["gradient descent", "heavy ball", "nesterov"])
@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("(x^2 + y^2 - 1)^2", (1.0, 2.0)),
        ("(x^2 + 2y^2 - 2)^2 + z^2", (1.0, 1.0, 0.5)),
        ("(x^2 + y^2 + z^2 - 1)^2", (1.0, 0.5, 0.3)),
    ],
)
def test_across_a_floor_the_observed_rate_is_that_of_the_nonzero_eigenvalues(
    text: str, start: tuple[float, ...], name: str
) -> None:
    given = {} if name == "gradient descent" else {"momentum": 0.3}
    found = outcome(text, name, start, step_size=0.02, **given)
    p, o = found.prediction, found.observation
    assert found.reached
    assert (p.floor, p.law, o.pace) == (Floor.KNOWN, Law.LINEAR, Pace.LINEAR)
    assert o.rate == pytest.approx(p.rate, rel=1e-3)
    assert "Across it: the error shrinks by" in prediction_words(found)
    assert "slower than by any factor" not in prediction_words(found)


def test_the_flat_direction_is_given_in_numbers() -> None:
    found = outcome("(x^2 + y^2 - 1)^2", "gradient descent", (1.0, 2.0), step_size=0.02)
    assert prediction_words(found).startswith("The minima form a floor, flat along v1 = (0.8944, −0.4472).")
    assert end_words(found).startswith("The Hessian does not decide:")
    assert "Said of the polished point ≈ (0.4472, 0.8944), " in end_words(found)
    assert "Here v1 = (0.8944, −0.4472) and v2 = (0.4472, 0.8944)." in end_words(found)


@pytest.mark.parametrize(
    ("text", "place", "floor"),
    [
        ("(x^2 + y^2 - 1)^2", (0.6, 0.8), True),
        ("(x^2 + y^2 - 1)^2", (0.28, 0.96), True),
        ("(x - sin(y))^2", (float(np.sin(1.0)), 1.0), True),
        ("x^2 y^2", (1.0, 0.0), True),
        ("x^2 y^2", (0.0, 0.0), False),  # two floors cross
        ("x^2 + y^4", (0.0, 0.0), False),
        ("x^2 + (y - x)^4", (0.0, 0.0), False),
    ],
)
def test_a_floor_is_known_only_where_it_is_one(text: str, place: tuple[float, ...], floor: bool) -> None:
    f = ExpressionLandscape(parse(text))
    assert is_floor(f, curvature.at(f, place)) is floor


def test_what_may_be_a_floor_is_worded_as_a_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "is_floor", lambda *_: False)
    found = outcome("(x^2 + y^2 - 1)^2", "gradient descent", (1.0, 2.0), step_size=0.02)
    assert found.prediction.floor is Floor.IF_FLAT
    assert "If the floor is flat along v1 = (0.8944, −0.4472), then across it:" in prediction_words(found)
    assert prediction_words(found).endswith("If not: sublinear.")


def test_a_flat_single_minimum_is_no_floor() -> None:
    found = outcome("x^2 + y^4", "gradient descent", (1.0, 0.5))
    assert (found.prediction.floor, found.prediction.law) == (Floor.NONE, Law.SUBLINEAR)


@pytest.mark.parametrize(
    ("text", "order"),
    [("x^4 + y^4", 4), ("x^2 + y^6", 6), ("x^2 + x y^2 + y^4", 4), ("x^8", 8), ("x^2 + y^2", None), ("x^2 y^2", None)],
)
def test_the_order_along_the_kernel_is_that_of_the_lowest_terms(text: str, order: int | None) -> None:
    f = ExpressionLandscape(parse(text))
    assert flat_order(curvature.at(f, [0.0] * f.dimension)) == order


@pytest.mark.parametrize("name", ["gradient descent", "heavy ball", "nesterov"])
@pytest.mark.parametrize(("text", "power"), [("x^4 + y^4", 0.5), ("x^2 + y^6", 0.25), ("x^2 + x y^2 + y^4", 0.5)])
def test_the_power_of_the_sublinear_pace_is_predicted_and_seen(text: str, power: float, name: str) -> None:
    found = outcome(text, name, (0.5, 0.4), 1500, step_size=0.1)
    assert found.prediction.power == pytest.approx(power)
    assert found.observation.pace is Pace.SUBLINEAR
    assert found.observation.order == pytest.approx(power, rel=0.05)
    words = comparison_words(found)
    assert words.startswith("As predicted. That is why it came to its limit: 10 times nearer takes about")
    assert f" {'100' if power == 0.5 else '10,000'} times as many steps." in words


@pytest.mark.parametrize(("text", "rate"), [("x^4", 2.0 / 3.0), ("x^6", 0.8), ("cosh(x) - x^2/2", 2.0 / 3.0)])
def test_newton_at_a_flat_minimum_of_one_variable_is_linear_and_predicted_so(text: str, rate: float) -> None:
    found = outcome(text, "newton", (1.0,))
    assert found.prediction.rate == pytest.approx(rate)
    assert found.observation.rate == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize(
    ("text", "start", "order", "words"),
    [
        ("x^2/2 + x^4", 0.7, 3.0, "As predicted."),
        ("cosh(x)", 1.2, 3.0, "As predicted."),
        ("sin(x)", 0.7, 2.0, "Faster than predicted, as far as so few steps show: theory gives at least order 2."),
        ("x^2 + x^3", 0.2, 2.0, "As predicted."),
    ],
)
def test_a_third_order_is_predicted_only_where_third_derivatives_are_zero_for_certain(
    text: str, start: float, order: float, words: str
) -> None:
    found = outcome(text, "newton", (start,))
    assert found.prediction.order == order
    assert comparison_words(found) == words
    assert ("all third derivatives there vanish" in prediction_words(found)) == (order == 3.0)
