"""The steps that are needed at a condition number: what is predicted is what is counted."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.lesson import (
    KEPT,
    Course,
    Miss,
    Tuning,
    counted,
    expected_steps,
    factor_for,
    law_of,
    least_kappa,
    settings_of,
    steps_by_rate,
    stretched_spectrum,
)
from hessview.optimizers.stretched import Stretched

EPS = 1e-6
KAPPAS = (1.0, 10.0, 1e3, 1e6)
DESCENTS = (Tuning.SHORT, Tuning.BEST)


def eigenvalues(kappa: float, n: int) -> np.ndarray:
    """Return n eigenvalues from 1 to kappa, spread over the logarithms."""
    return np.geomspace(1.0, kappa, n)


def quadratic(lam: np.ndarray) -> ExpressionLandscape:
    return ExpressionLandscape(parse(" + ".join(f"{float(v) / 2!r} x_{k + 1}^2" for k, v in enumerate(lam))))


def steps_one_by_one(factors: np.ndarray, error: np.ndarray, eps: float) -> int:
    """Return the first step at which errors that are multiplied by their factors, over and over, are small enough."""
    goal, done, chunk = eps * float(np.linalg.norm(error)), 0, 100_000
    while True:
        errors = np.cumprod(np.vstack([error, np.broadcast_to(factors, (chunk, len(factors)))]), axis=0)
        near = np.flatnonzero(np.linalg.norm(errors, axis=1) <= goal)
        if len(near):
            return done + int(near[0])
        done, error = done + chunk, errors[-1]


@pytest.mark.parametrize("n", [2, 10])
@pytest.mark.parametrize("kappa", KAPPAS)
@pytest.mark.parametrize("tuning", DESCENTS)
def test_gradient_descent_needs_the_steps_that_are_predicted(tuning: Tuning, kappa: float, n: int) -> None:
    lam, error = eigenvalues(kappa, n), np.random.default_rng(n).normal(size=n)
    expected = expected_steps(tuning, lam, error, EPS)
    seen = steps_one_by_one(1.0 - settings_of(tuning, lam)["step size"] * lam, error, EPS)
    assert abs(expected - seen) <= max(1.0, 1e-6 * seen)
    if kappa <= 1e3:
        ran = counted(tuning, Course(quadratic(lam), lam, error, np.zeros(n), EPS), 30_000)
        assert ran.steps == seen


@pytest.mark.parametrize("n", [2, 10])
@pytest.mark.parametrize("kappa", KAPPAS)
def test_heavy_ball_needs_the_steps_that_are_predicted(kappa: float, n: int) -> None:
    lam, error = eigenvalues(kappa, n), np.random.default_rng(n).normal(size=n)
    ran = counted(Tuning.BALL, Course(quadratic(lam), lam, error, np.zeros(n), EPS), 30_000)
    assert ran.steps is not None
    assert abs(expected_steps(Tuning.BALL, lam, error, EPS) - ran.steps) <= 1


@pytest.mark.parametrize("kappa", KAPPAS)
@pytest.mark.parametrize("tuning", Tuning)
def test_on_a_stretched_landscape_the_start_moves_with_it_and_the_counts_are_the_predicted_ones(
    tuning: Tuning, kappa: float
) -> None:
    bowl, start = ExpressionLandscape(parse("x^2 + x y + 4(y - 1)^2")), np.array([2.0, -1.0])
    H = bowl.hessian(start)
    centre = start - np.linalg.solve(H, bowl.gradient(start))
    lam, V = np.linalg.eigh(H)
    factor = factor_for(lam, 1, kappa)
    f, changed = Stretched(bowl, centre, V[:, 1], factor), stretched_spectrum(lam, 1, factor)
    assert float(changed.max() / changed.min()) == pytest.approx(kappa)
    begin = f.moved(start)
    ran = counted(tuning, Course(f, changed, begin, centre, EPS), 8_000)
    expected = expected_steps(tuning, changed, V.T @ (begin - centre), EPS)
    if expected > 8_000:
        assert (ran.steps, ran.miss) == (None, Miss.TOO_MANY)
    else:
        assert ran.steps is not None
        assert abs(ran.steps - expected) <= max(1.0, 0.01 * expected)
    assert len(ran.path) <= KEPT + 1


@pytest.mark.parametrize("tuning", DESCENTS)
@pytest.mark.parametrize("kappa", [2.0, 10.0, 1e3, 1e6])
def test_the_rate_bounds_every_start_and_is_nearer_than_the_rule_of_thumb(tuning: Tuning, kappa: float) -> None:
    lam = np.array([1.0, kappa])
    worst = expected_steps(tuning, lam, np.array([1.0, 0.0]), EPS)
    by_rate, rule = steps_by_rate(tuning, lam, EPS), law_of(tuning, kappa, EPS)
    assert by_rate is not None
    assert rule is not None
    assert by_rate == worst
    for angle in np.linspace(0.0, math.pi, 7):
        assert expected_steps(tuning, lam, np.array([math.cos(angle), math.sin(angle)]), EPS) <= by_rate
    assert abs(by_rate - worst) <= abs(math.ceil(rule) - worst)


def test_the_rules_of_thumb_are_right_for_a_large_kappa() -> None:
    for kappa in (1e3, 1e6):
        lam = np.array([1.0, kappa])
        for tuning in (Tuning.SHORT, Tuning.BEST, Tuning.BALL):
            by_rate, rule = steps_by_rate(tuning, lam, EPS), law_of(tuning, kappa, EPS)
            assert by_rate is not None
            assert rule is not None
            assert by_rate == pytest.approx(rule, rel=5e-3)


def test_the_double_root_of_heavy_ball_costs_more_than_its_rate_says() -> None:
    lam, error = np.array([1.0, 1e4]), np.array([1.0, 1.0])
    by_rate = steps_by_rate(Tuning.BALL, lam, EPS)
    assert by_rate is not None
    assert expected_steps(Tuning.BALL, lam, error, EPS) > 1.2 * by_rate


def test_even_for_a_nearly_flat_valley_the_prediction_is_quick_and_grows_as_the_root_of_kappa() -> None:
    error = np.array([1.0, 1.0])
    steps = [expected_steps(Tuning.BALL, np.array([1.0, kappa]), error, EPS) for kappa in (1e8, 1e10, 1e12)]
    assert steps[0] > 1e5
    # Besides the root of kappa there is the double root: its factor k, and so a logarithm.
    assert steps[1] / steps[0] == pytest.approx(10.0, rel=0.15)
    assert steps[2] / steps[1] == pytest.approx(10.0, rel=0.15)


def test_a_round_bowl_takes_one_step() -> None:
    for tuning in Tuning:
        assert expected_steps(tuning, np.array([3.0, 3.0]), np.array([1.0, -2.0]), EPS) == 1.0


def test_newton_needs_the_same_steps_however_the_landscape_is_stretched() -> None:
    f, minimum, start = ExpressionLandscape(parse("cosh(x) + cosh(2y) + x y / 4")), np.zeros(2), np.array([0.6, 0.4])
    lam, V = np.linalg.eigh(f.hessian(minimum))
    steps = set()
    for kappa in (1.0, 10.0, 1e3, 1e5):
        factor = factor_for(lam, 0, kappa)
        g = Stretched(f, minimum, V[:, 0], factor)
        course = Course(g, stretched_spectrum(lam, 0, factor), g.moved(start), minimum, 1e-9)
        steps.add(counted(Tuning.NEWTON, course, 100).steps)
    assert len(steps) <= 2
    assert None not in steps
    assert max(step for step in steps if step) - min(step for step in steps if step) <= 1


def test_the_roundest_landscape_has_the_condition_number_of_the_other_eigenvalues() -> None:
    lam = np.array([1.0, 4.0, 100.0])
    assert least_kappa(lam, 2) == 4.0
    assert least_kappa(lam, 0) == 25.0
    assert least_kappa(np.array([2.0, 7.0]), 1) == 1.0
    round_one = stretched_spectrum(lam, 2, factor_for(lam, 2, 4.0))
    assert float(round_one.max() / round_one.min()) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("text", "start", "tuning", "miss"),
    [
        ("x^4 - 2x^2 + y^2", (-1.3, 0.2), Tuning.SHORT, Miss.ELSEWHERE),
        ("x^4 - 2x^2 + y^2", (0.3, 0.2), Tuning.NEWTON, Miss.ELSEWHERE),
        ("x^4 - 2x^2 + y^2", (9.0, 0.2), Tuning.BEST, Miss.LEFT),
        ("(x - 1)^2 + sqrt(1 + y^2)", (1.5, 3.0), Tuning.NEWTON, Miss.LEFT),
    ],
)
def test_a_run_that_does_not_come_says_why(text: str, start: tuple[float, float], tuning: Tuning, miss: Miss) -> None:
    f, goal = ExpressionLandscape(parse(text)), np.array([1.0, 0.0])
    ran = counted(tuning, Course(f, np.linalg.eigvalsh(f.hessian(goal)), np.array(start), goal, EPS), 2_000)
    assert ran.steps is None
    assert ran.miss is miss


def test_a_count_that_nobody_waits_for_ends() -> None:
    lam = np.array([1.0, 1e4])
    course = Course(quadratic(lam), lam, np.array([1.0, 1.0]), np.zeros(2), EPS)
    ran = counted(Tuning.SHORT, course, 10**9, lambda: True)
    assert ran.miss is Miss.TOO_MANY
