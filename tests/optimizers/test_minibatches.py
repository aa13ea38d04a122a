"""Stochastic gradient descent on a sum over data takes rows of it; elsewhere it takes noise."""

from __future__ import annotations

import numpy as np
import pytest

import hessview as hv
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend, ends_of
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import judged
from hessview.optimizers.prediction import Law

SGD = next(method for method in METHODS if method.name == "stochastic gradient descent")
X = np.array([-1.5, -1.0, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0, 1.5])
Y = np.array([-2.0, -1.2, -0.4, 0.1, 0.6, 1.4, 2.2, 2.4, 3.1, 4.0])
TEXT = "(" + " + ".join(f"({a}x + y - ({b}))^2" for a, b in zip(X, Y, strict=True)) + ")/10"
FIT = ExpressionLandscape(parse(TEXT))
START = np.array([3.0, -2.0])


def settings(given: dict[str, float], f: ExpressionLandscape = FIT) -> dict[str, float]:
    return dict(descend(SGD, f, START, given, Limits(steps=1)).settings)


def test_the_first_step_is_that_of_the_rows_which_the_seed_draws() -> None:
    path = descend(SGD, FIT, START, {"batch": 3.0, "seed": 7.0, "step size": 0.1}, Limits(steps=1)).path
    rows = np.argsort(_drawn(7, 0))[:3]
    left = START[0] * X[rows] + START[1] - Y[rows]
    slope = 2.0 * np.array([np.mean(left * X[rows]), np.mean(left)])
    assert path[1] == pytest.approx(START - 0.1 * slope, rel=1e-12)


def _drawn(seed: int, step: int) -> np.ndarray:
    return np.random.default_rng((seed, step, 1)).random((1, len(X)))[0]


def test_all_rows_are_gradient_descent() -> None:
    plain = next(method for method in METHODS if method.name == "gradient descent")
    every = descend(SGD, FIT, START, {"batch": 10.0, "step size": 0.2}, Limits(steps=30))
    assert every.path == pytest.approx(descend(plain, FIT, START, {"step size": 0.2}, Limits(steps=30)).path, rel=1e-9)


def test_the_seed_repeats_a_run_and_another_one_changes_it() -> None:
    first, again, other = (descend(SGD, FIT, START, {"seed": seed}, Limits(steps=30)).path for seed in (1.0, 1.0, 2.0))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_larger_batches_stay_nearer_to_the_minimum() -> None:
    best = np.linalg.lstsq(np.column_stack([X, np.ones(10)]), Y, rcond=None)[0]
    spreads = []
    for batch in (1.0, 3.0, 9.0):
        path = descend(SGD, FIT, START, {"batch": batch, "step size": 0.1}, Limits(steps=600)).path[300:]
        spreads.append(float(np.mean(np.sum((path - best) ** 2, axis=1))))
    assert spreads[0] > 1.5 * spreads[1] > 3.0 * spreads[2] > 0.0


def test_what_is_not_chosen_is_batches_on_data_and_noise_elsewhere() -> None:
    assert (settings({})["batch"], settings({})["noise"]) == (4.0, 0.0)
    assert (settings({"noise": 0.5})["batch"], settings({"noise": 0.5})["noise"]) == (0.0, 0.5)
    assert (settings({"batch": 64.0})["batch"], settings({"batch": 64.0})["noise"]) == (10.0, 0.0)
    bowl = ExpressionLandscape(parse("x^2 + y^2"))
    assert (settings({}, bowl)["batch"], settings({}, bowl)["noise"]) == (0.0, 0.1)


def test_batches_are_predicted_to_go_down_to_their_noise_and_counted_as_gradients() -> None:
    run = descend(SGD, FIT, START, {"batch": 2.0}, Limits(steps=50))
    assert judged(FIT, SGD, run).prediction.law is Law.NOISE
    assert run.counts[-1].tolist() == [1, 51, 0]


def test_runs_of_a_batch_of_starts_draw_rows_of_their_own() -> None:
    together = ends_of(SGD, FIT, np.array([START, START]), {"batch": 1.0}, Limits(steps=20))
    alone = descend(SGD, FIT, START, {"batch": 1.0}, Limits(steps=20))
    assert together.points[0] == pytest.approx(alone.end, rel=1e-12)
    assert not np.array_equal(together.points[0], together.points[1])


def test_a_batch_of_what_is_no_data_is_refused_in_words() -> None:
    sgd = "stochastic gradient descent"
    with pytest.raises(ValueError, match="batch 4: f is no sum over data"):
        hv.descend(hv.Function("x^2 + y^2"), [1, 1], ["sgd"], settings={sgd: {"batch": 4}})
    run = hv.descend(hv.Function(TEXT), [1, 1], ["sgd"], settings={"sgd": {"batch": 4}})[0]
    assert run.settings["batch"] == 4.0
