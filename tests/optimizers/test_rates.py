"""What theory predicts is what is observed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.convergence import Pace, observed
from hessview.analysis.verdict import Kind, Nature
from hessview.explanations.descent import comparison_words, instability_words, observation_words, prediction_words
from hessview.export.descend_output import comparison_table
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged
from hessview.optimizers.prediction import Law
from hessview.optimizers.spectrum import Spectrum

NAMED = {method.name: method for method in METHODS}
FAMOUS = ("Rosenbrock's banana", "Himmelblau", "Müller–Brown", "Six-hump camel")
MINIMA = [(e.text, p.x) for e in CATALOG if e.name in FAMOUS for p in e.critical if p.kind == "minimum"]


def quadratic(eigenvalues: list[float]) -> ExpressionLandscape:
    names = [f"x{i + 1}" for i in range(len(eigenvalues))]
    terms = (f"{value!r}*({name} - 0.3)^2/2" for value, name in zip(eigenvalues, names, strict=True))
    return ExpressionLandscape(parse(" + ".join(terms), variables=names))


def outcome(f: ExpressionLandscape, name: str, start: np.ndarray, steps: int = 2000, **given: float) -> Outcome:
    settings = {key.replace("_", " "): value for key, value in given.items()}
    return judged(f, NAMED[name], descend(NAMED[name], f, start, settings, Limits(steps=steps)))


@pytest.mark.parametrize("n", [2, 10])
@pytest.mark.parametrize("kappa", [1.0, 10.0, 1e3, 1e6])
@pytest.mark.parametrize("name", ["gradient descent", "heavy ball", "nesterov"])
def test_on_a_quadratic_the_predicted_rate_is_observed_within_one_percent(n: int, kappa: float, name: str) -> None:
    f, start = quadratic(np.geomspace(1.0, kappa, n).tolist()), np.linspace(1.0, 2.0, n)
    for given in ({}, {"step_size": 2.0 / (1.0 + kappa)} if name == "gradient descent" else {}):
        found = outcome(f, name, start, **given)
        if kappa == 1.0:
            assert (found.prediction.law, found.observation.pace) == (Law.EXACT, Pace.EXACT)
            assert found.trajectory.iterations == 1
            continue
        assert found.prediction.law is Law.LINEAR
        assert found.prediction.rate is not None
        assert found.observation.rate is not None
        assert found.prediction.multiplicity == (1 if name == "gradient descent" else 2)
        predicted, seen = math.log(found.prediction.rate), math.log(found.observation.rate)
        assert seen == pytest.approx(predicted, rel=0.01)
        assert abs(seen - predicted) <= max(found.observation.uncertainty, 0.005 * abs(predicted))


@pytest.mark.parametrize("kappa", [10.0, 1e3, 1e6])
def test_the_tuned_rates_are_those_of_the_textbooks(kappa: float) -> None:
    f, start, root = quadratic([1.0, kappa]), np.array([1.0, 2.0]), math.sqrt(kappa)
    rates = {
        "gradient descent": 1.0 - 1.0 / kappa,
        "heavy ball": (root - 1.0) / (root + 1.0),
        "nesterov": 1.0 - 1.0 / root,
    }
    for name, rate in rates.items():
        assert outcome(f, name, start, 50).prediction.rate == pytest.approx(rate, rel=1e-9)
    best = outcome(f, "gradient descent", start, 50, step_size=2.0 / (1.0 + kappa)).prediction.rate
    assert best == pytest.approx((kappa - 1.0) / (kappa + 1.0), rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 10])
def test_newton_is_exact_in_one_step_on_a_quadratic(n: int) -> None:
    found = outcome(quadratic(np.geomspace(1.0, 1e6, n).tolist()), "newton", np.linspace(1.0, 2.0, n))
    assert found.trajectory.iterations == 1
    assert found.observation.pace is Pace.EXACT
    assert found.kind is Kind.MINIMUM


@pytest.mark.parametrize(("text", "minimum"), MINIMA)
@pytest.mark.parametrize("name", ["gradient descent", "heavy ball", "nesterov"])
def test_at_every_known_minimum_the_observed_rate_is_the_predicted_one(
    text: str, minimum: tuple[float, ...], name: str
) -> None:
    f = ExpressionLandscape(parse(text))
    # From the Hessian beside the minimum: that of the start would be tuned to another place.
    given = {"momentum": 0.6} if name == "heavy ball" else {}
    step = 0.9 / float(np.linalg.eigvalsh(f.hessian(np.array(minimum)))[-1])
    found = outcome(f, name, np.add(minimum, (0.02, -0.01)), 8000, step_size=step, **given)
    assert found.limit == pytest.approx(np.array(minimum), abs=1e-9)
    assert found.prediction.rate is not None
    assert found.observation.rate is not None
    predicted, seen = -math.log(found.prediction.rate), -math.log(found.observation.rate)
    assert abs(seen - predicted) <= found.observation.uncertainty
    assert found.observation.uncertainty <= 0.5 * predicted


@pytest.mark.parametrize(("text", "minimum"), MINIMA)
def test_newtons_order_is_two_at_every_known_minimum(text: str, minimum: tuple[float, ...]) -> None:
    f = ExpressionLandscape(parse(text))
    found = outcome(f, "newton", np.add(minimum, (0.05, -0.03)))
    assert found.kind is Kind.MINIMUM
    assert found.prediction.order == 2.0
    assert found.observation.order is not None
    assert found.observation.order >= 1.9


def test_at_a_flat_minimum_gradient_descent_is_sublinear_and_newton_linear() -> None:
    f = ExpressionLandscape(parse("x^4"))
    slow = outcome(f, "gradient descent", np.array([1.0]), 2000)
    assert slow.prediction.law is Law.SUBLINEAR
    assert slow.observation.pace is Pace.SUBLINEAR
    assert slow.observation.order == pytest.approx(0.5, abs=0.05)
    newton = outcome(f, "newton", np.array([1.0]))
    assert newton.observation.rate == pytest.approx(2.0 / 3.0)
    assert (newton.kind, newton.curvature.nature) == (Kind.DEGENERATE, Nature.MINIMUM)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x^2 - y^2", (1.0, 0.0)),
        ("x^3 - 3x y^2", (1.0, 0.0)),
        ("(4 - 2.1x^2 + x^4/3)x^2 + x y + (4y^2 - 4)y^2", (0.0, 0.0)),
    ],
)
@pytest.mark.parametrize("name", ["gradient descent", "steepest descent", "newton", "heavy ball"])
def test_a_run_on_the_stable_manifold_is_never_called_a_minimum(
    text: str, start: tuple[float, ...], name: str
) -> None:
    found = outcome(ExpressionLandscape(parse(text)), name, np.array(start), 300)
    assert found.kind is not Kind.MINIMUM
    if found.reached:
        assert found.kind in (Kind.SADDLE, Kind.DEGENERATE)
        assert found.curvature.nature is Nature.NOT_AN_EXTREMUM


def test_a_step_beyond_the_limit_is_predicted_to_diverge_and_does() -> None:
    f = quadratic([1.0, 50.0])
    for step, diverges in ((2.0 / 50.0 * 0.99, False), (2.0 / 50.0 * 1.01, True)):
        found = descend(NAMED["gradient descent"], f, np.array([1.0, 1.0]), {"step size": step}, Limits(steps=2000))
        assert (found.values[-1] > found.values[0]) == diverges


@pytest.mark.parametrize(("lam", "rate"), [(2.0, math.exp(-2.0)), (40.0, math.exp(-40.0)), (2000.0, None)])
def test_the_rate_of_the_gradient_flow_is_never_zero_however_steep_the_minimum(lam: float, rate: float | None) -> None:
    f = quadratic([lam, lam])
    found = outcome(f, "gradient flow", np.array([1.0, 2.0]))
    assert found.prediction.law is Law.EXPONENTIAL
    assert found.prediction.rate == (None if rate is None else pytest.approx(rate, rel=1e-9))
    said = prediction_words(found)
    assert "= 0 " not in said
    assert ("too small for a number" in said) is (rate is None)


@pytest.mark.parametrize(
    ("name", "eigenvalues", "rate"),
    [
        ("modified newton", [2e-4, 2.0], 0.9),
        ("modified newton", [2e-7, 2.0], 0.9999),
        ("saddle-free newton", [2e-13, 2.0], 0.9),
        ("modified newton", [2.1e-3, 2.0], None),
        ("saddle-free newton", [2e-11, 2.0], None),
    ],
)
def test_newtons_pace_is_linear_where_an_eigenvalue_is_below_the_floor(
    name: str, eigenvalues: list[float], rate: float | None
) -> None:
    # A step along lambda is g / max(lambda, delta lambda_max): so much of the error is left.
    found = outcome(quadratic(eigenvalues), name, np.array([1.0, 2.0]), 500)
    if rate is None:
        assert (found.prediction.law, found.observation.pace) == (Law.QUADRATIC, Pace.EXACT)
        return
    assert found.prediction.law is Law.LINEAR
    assert found.prediction.rate == pytest.approx(rate, rel=1e-3)
    assert found.observation.rate == pytest.approx(found.prediction.rate, rel=1e-3)
    assert comparison_words(found) == "Observed and predicted agree."
    assert "doubles" not in prediction_words(found)


def test_eigenvector_following_slows_down_where_an_eigenvalue_is_as_good_as_zero() -> None:
    f = ExpressionLandscape(parse("x^2 - 1e-13*y^2"))
    spectrum, given = Spectrum.of(f.hessian(np.zeros(2))), {"index": 1.0, "longest step": 0.2}
    chosen = {setting: np.array([value]) for setting, value in given.items()}
    found = NAMED["eigenvector following"].prediction(spectrum, chosen)
    assert found.law is Law.LINEAR
    assert found.rate == pytest.approx(0.9, rel=1e-9)


def test_an_error_that_still_grows_shows_no_rate_though_its_law_can_be_fitted() -> None:
    # k rho^k with rho = 0.998 is largest after 500 steps.
    f = ExpressionLandscape(parse("x^2 + 1000000y^2"))
    early, late = (outcome(f, "heavy ball", np.array([0.0, 1.0]), steps) for steps in (500, 3000))
    assert (early.observation.pace, early.observation.rate) == (Pace.GROWS_SO_FAR, None)
    assert early.prediction.decay is None
    assert early.observation.decay == pytest.approx(-math.log(early.prediction.rate or 0.0), rel=1e-3)
    assert "the error still grew from step 250 to 500" in observation_words(early.observation)
    assert comparison_words(early) == "It is the predicted one: k ρ^k grows before it falls."
    assert "grows so far" in comparison_table([early])
    assert late.observation.pace is Pace.LINEAR
    assert comparison_words(late) == "Observed and predicted agree."


def test_a_factor_that_is_too_small_for_a_number_is_written_as_a_power() -> None:
    found = outcome(ExpressionLandscape(parse("10000x^2 + 10000y^2")), "gradient flow", np.array([1.0, 1.0]))
    assert (found.prediction.rate, found.observation.rate) == (None, None)
    assert found.observation.decay == pytest.approx(20000.0, rel=1e-3)
    assert "exp(−λ_min) = exp(−20000), too small for a number" in prediction_words(found)
    assert "a factor of exp(−(20000 ± " in observation_words(found.observation)
    assert comparison_words(found) == "Observed and predicted agree."
    assert "exp(−20000) exact" in comparison_table([found])


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("heavy ball", {"momentum": 0.5, "step_size": 0.1501}, "η·λmax = 3.002 > 2 (1 + β) = 3 "),
        ("nesterov", {"momentum": 0.5, "step_size": 0.0751}, "η·λmax = 1.502 > 2 (1 + β) / (1 + 2 β) = 1.5 "),
        ("gradient descent", {"step_size": 0.100001}, "η·λmax = 2.00002 > 2 "),
    ],
)
def test_two_numbers_that_are_compared_are_written_apart(name: str, given: dict[str, float], said: str) -> None:
    found = outcome(ExpressionLandscape(parse("x^2 + 10y^2")), name, np.array([1.0, 1.0]), 500, **given)
    assert said in instability_words(found)
    assert "= 1 " not in prediction_words(found)
    assert "= 1.000 " not in prediction_words(found)


def test_a_run_without_a_part_along_the_direction_of_a_step_that_is_too_long_is_an_exception() -> None:
    found = outcome(ExpressionLandscape(parse("x^2 + 10y^2")), "gradient descent", np.array([1.0, 0.0]), step_size=0.1)
    assert found.prediction.law is Law.MARGINAL
    assert found.observation.rate == pytest.approx(0.8)
    assert prediction_words(found).startswith("From nearly every start the error hardly changes in the end")
    assert comparison_words(found).startswith("Not so from this start")


def test_an_oscillation_that_falls_faster_within_every_swing_is_not_superlinear() -> None:
    k = np.arange(16.0)
    path = (0.289**k * np.cos(0.48 * k + 0.4))[:, np.newaxis]
    found = observed(path, np.zeros(1), np.eye(1))
    assert found.pace is Pace.LINEAR
    assert found.rate == pytest.approx(0.289, rel=1e-6)
