"""What a run is said to have come to is true: no convergence without a critical point, no pace that does not hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.convergence import Pace, observed
from hessview.analysis.verdict import Kind
from hessview.explanations.descent import comparison_words, end_words, observation_words, prediction_words
from hessview.explanations.run_ends import stop_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged
from hessview.optimizers.prediction import Law
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.trajectory import Stop

NAMED = {method.name: method for method in METHODS}
HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def outcome(text: str, name: str, start: tuple[float, ...], steps: int = 300, **given: float) -> Outcome:
    f = ExpressionLandscape(parse(text))
    settings = {key.replace("_", " "): value for key, value in given.items()}
    return judged(f, NAMED[name], descend(NAMED[name], f, np.array(start), settings, Limits(steps=steps)))


@pytest.mark.parametrize(
    ("text", "name", "start", "stop"),
    [
        ("exp(x)", "bfgs", (100.0,), Stop.FLAT),
        ("|x|", "nelder-mead", (1.0,), Stop.SMALL_SIMPLEX),
    ],
)
def test_a_run_that_stops_away_from_every_critical_point_has_not_converged(
    text: str, name: str, start: tuple[float, ...], stop: Stop
) -> None:
    found = outcome(text, name, start)
    assert (found.trajectory.stop, found.reached) == (stop, False)
    assert found.kind in (Kind.NOT_CRITICAL, Kind.UNDEFINED)
    assert "onverged" not in stop_words(found.trajectory)


@pytest.mark.parametrize("factor", ["1e-200", "1e-170", "1e170", "1e200"])
def test_the_scale_of_f_neither_stops_a_run_nor_breaks_it(factor: str) -> None:
    found = outcome(f"{factor}*(x - 1)^2 + {factor}*3y^2", "gradient descent", (2.0, 1.0))
    assert (found.trajectory.stop, found.reached) == (Stop.CONVERGED, True)
    assert found.trajectory.iterations > 1
    assert found.limit == pytest.approx([1.0, 0.0], abs=1e-9)


def test_a_cycle_of_newtons_method_is_given_no_limit() -> None:
    found = outcome("x^4/4 - x^2 + 2x", "newton", (0.0,))
    assert found.trajectory.stop is Stop.STEP_LIMIT
    assert (found.limit, found.prediction.law, found.observation.pace) == (None, Law.NONE, Pace.UNCLEAR)


def test_newton_flow_slows_down_at_a_flat_minimum_and_is_not_predicted_there() -> None:
    found = outcome("x^4", "newton flow", (1.0,))
    assert found.prediction.rate is None
    assert found.observation.rate == pytest.approx(math.exp(-1.0 / 3.0), rel=1e-3)
    assert "in a unit of time" in observation_words(found.observation)


def test_a_maximum_at_the_start_is_no_long_step() -> None:
    for name in ("gradient descent", "gradient flow", "heavy ball", "saddle-free newton"):
        found = outcome("-x^2 - y^2", name, (0.0, 0.0))
        assert (found.kind, found.prediction.law) == (Kind.MAXIMUM, Law.REPELS)
        assert "too long" not in prediction_words(found) + comparison_words(found)


@pytest.mark.parametrize(
    ("name", "given", "law"),
    [
        ("gradient descent", {"step size": 1.0}, Law.MARGINAL),
        ("gradient descent", {"step size": 1.1}, Law.DIVERGES),
        ("gradient descent", {"step size": 0.5}, Law.EXACT),
        ("heavy ball", {"step size": 0.5, "momentum": 0.0}, Law.EXACT),
        ("heavy ball", {"step size": 0.1, "momentum": 1.0}, Law.MARGINAL),
        ("nesterov", {"step size": 0.1, "momentum": 0.5}, Law.LINEAR),
    ],
)
def test_the_law_at_a_minimum_is_that_of_the_factors(name: str, given: dict[str, float], law: Law) -> None:
    chosen = {key: np.array([value]) for key, value in given.items()}
    assert NAMED[name].prediction(Spectrum(np.array([2.0])), chosen).law is law


def test_rates_are_the_spectral_radii_of_the_iteration_matrices() -> None:
    rng = np.random.default_rng(3)
    for _ in range(300):
        lam = 10.0 ** rng.uniform(-3, 2, rng.integers(1, 5)) * rng.choice([1.0, 1.0, 1.0, -1.0])
        eta, beta = 10.0 ** rng.uniform(-2, 0.6) / np.abs(lam).max(), rng.random()
        chosen = {"step size": np.array([eta]), "momentum": np.array([beta])}
        for name, lead in (("heavy ball", 1.0), ("nesterov", None)):
            found = NAMED[name].prediction(Spectrum(np.sort(lam)), chosen)
            radii = [
                np.abs(np.linalg.eigvals(
                    [[1 + beta - eta * v, -beta], [1, 0]] if lead
                    else [[(1 + beta) * (1 - eta * v), -beta * (1 - eta * v)], [1, 0]]
                )).max()
                for v in lam if v > 0
            ]  # fmt: skip
            if not radii:
                assert found.law is Law.REPELS
            else:
                assert found.rate == pytest.approx(max(radii), rel=1e-6)
                assert (found.law is Law.DIVERGES) == (max(radii) > 1.0)


def test_steepest_descent_at_a_saddle_has_the_pace_of_the_positive_eigenvalues() -> None:
    found = NAMED["steepest descent"].prediction(Spectrum(np.array([-7.0, 1.0, 3.0])), {})
    assert (found.law, found.on_stable) == (Law.BOUND, True)
    assert found.rate == pytest.approx(0.5)


def test_damped_newton_may_come_to_a_saddle_and_its_words_allow_it() -> None:
    found = outcome("x^2 - y^2", "damped newton", (1.0, 0.1))
    assert (found.kind, found.prediction.law, found.prediction.on_stable) == (Kind.SADDLE, Law.QUADRATIC, True)
    assert end_words(found).startswith("Stopped at a saddle")


def test_a_dogleg_says_that_it_needs_a_definite_hessian() -> None:
    found = outcome("x^2 - y^2 + y^4", "dogleg", (1.0, 0.1))
    assert found.trajectory.stop is Stop.NOT_DEFINITE
    assert "not positive definite" in stop_words(found.trajectory)


def test_a_ball_that_has_just_begun_shows_no_pace() -> None:
    x, before, path = 1.0, 1.0, [1.0]
    for _ in range(12):
        x, before = x - 1e-6 * x + 0.999 * (x - before), x
        path.append(x)
    assert observed(np.array(path)[:, np.newaxis], np.zeros(1), np.eye(1)).pace is Pace.UNCLEAR


@pytest.mark.parametrize("power", [4, 6, 8])
def test_the_power_of_a_sublinear_pace_is_within_its_uncertainty(power: int) -> None:
    path = [1.0]
    for _ in range(600):
        path.append(path[-1] - 0.5 / (power - 1) * path[-1] ** (power - 1))
    seen = observed(np.array(path)[:, np.newaxis], np.zeros(1), np.eye(1), singular=True)
    assert seen.pace is Pace.SUBLINEAR
    assert seen.order is not None
    assert abs(seen.order - 1.0 / (power - 2)) <= seen.uncertainty + 1e-3


def test_a_direction_that_hardly_moves_is_no_linear_pace_where_h_is_singular() -> None:
    y, path = 1e-3, [(1.0, 1e-3)]
    for k in range(60):
        y -= 0.4 * y**3
        path.append((0.2 ** (k + 1), y))
    assert observed(np.array(path), np.zeros(2), np.eye(2), singular=True).pace is Pace.UNCLEAR


def test_the_observed_rate_covers_the_true_one_on_random_quadratics() -> None:
    rng = np.random.default_rng(11)
    judged_cases = missed = 0
    for _ in range(300):
        lam = np.sort(10.0 ** rng.uniform(0, rng.uniform(0, 6), rng.integers(1, 6)))
        eta, beta = rng.uniform(0.2, 1.8) / lam[-1], rng.choice([0.0, rng.random()])
        x = before = rng.standard_normal(len(lam)) * 10.0 ** rng.uniform(-3, 0, len(lam))
        path = [x]
        for _ in range(int(rng.choice([5, 12, 30, 200, 1000]))):
            x, before = x - eta * lam * x + beta * (x - before), x
            path.append(x)
        radius = max(np.abs(np.linalg.eigvals([[1 + beta - eta * v, -beta], [1, 0]])).max() for v in lam)
        seen = observed(np.array(path), np.zeros(len(lam)), np.eye(len(lam)))
        if seen.rate is None or seen.pace is not Pace.LINEAR:
            continue
        judged_cases += 1
        missed += abs(math.log(seen.rate) - math.log(radius)) > seen.uncertainty + 1e-12
    assert judged_cases > 100
    assert missed <= 0.02 * judged_cases


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [(HIMMELBLAU, (1e4, 1e4), (3.0, 2.0)), ("x^2 + 1e-13y^2", (1.0, 1.0), (0.0, 0.0))],
)
def test_a_small_gradient_with_far_to_go_does_not_stop_a_run(
    text: str, start: tuple[float, ...], end: tuple[float, ...]
) -> None:
    found = outcome(text, "damped newton", start)
    assert (found.trajectory.stop, found.kind) == (Stop.CONVERGED, Kind.MINIMUM)
    assert found.trajectory.end == pytest.approx(end, abs=1e-3)
    slow = outcome("x^2 + 1e-13y^2", "gradient descent", (1.0, 1.0))
    assert (slow.trajectory.stop, slow.reached) == (Stop.STEP_LIMIT, False)
    assert "1 − " in prediction_words(slow)


def test_on_the_way_to_a_set_no_pace_is_observed_towards_a_point_that_the_run_does_not_come_to() -> None:
    """Among the critical points of (x y)^2 the origin is the one nearest in digits; the run comes to (0, -0.0143)."""
    early = outcome("(x*y)^2", "heavy ball", (1.0, 0.5), 500)
    assert early.trajectory.stop is Stop.STEP_LIMIT
    assert early.observation.pace is Pace.UNCLEAR
    late = outcome("(x*y)^2", "heavy ball", (1.0, 0.5), 20000)
    assert late.reached
    assert late.limit is not None
    assert abs(late.limit[1]) > 0.01
    assert outcome("x^4 + y^4", "gradient descent", (1.0, 0.7), 500).observation.pace is Pace.SUBLINEAR
