"""The loop: paths as they are published, one reason for every end, batches that equal single runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, chosen_for, descend, ends_of
from hessview.optimizers.methods import METHODS
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.optimizers.method import Method
    from hessview.optimizers.trajectory import Trajectory

NAMED = {method.name: method for method in METHODS}
HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
VALLEY = "x^2 + 50y^2"


def landscape(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text))


def run(name: str, text: str, start: tuple[float, ...], steps: int = 500, **given: float) -> Trajectory:
    settings = {key.replace("_", " "): value for key, value in given.items()}
    return descend(NAMED[name], landscape(text), np.array(start), settings, Limits(steps=steps))


def test_every_method_has_a_name_of_its_own() -> None:
    assert len(NAMED) == len(METHODS) >= 14


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_a_path_begins_at_the_start_and_its_numbers_are_those_of_f(method: Method) -> None:
    f = landscape(HIMMELBLAU)
    found = descend(method, f, np.array([1.0, 1.5]), limits=Limits(steps=60))
    assert found.path[0].tolist() == [1.0, 1.5]
    assert found.values == pytest.approx(f.value(found.path), rel=1e-14)
    assert found.gradient_norms == pytest.approx(np.linalg.norm(f.gradient(found.path), axis=1), rel=1e-12)
    assert len(found.path) == len(found.values) == len(found.counts) == found.iterations + 1
    assert np.all(np.diff(found.counts, axis=0) >= 0)
    assert found.evaluations >= found.iterations


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_a_run_in_a_batch_ends_where_it_ends_alone(method: Method) -> None:
    f = landscape(HIMMELBLAU)
    starts = np.array([[1.0, 1.5], [-3.0, 2.0], [3.5, -1.5], [0.0, -4.0], [2.9, 2.1]])
    together = ends_of(method, f, starts, limits=Limits(steps=80))
    for k, start in enumerate(starts):
        if method.name == "stochastic gradient descent" and k:
            continue  # every run of a batch has noise of its own
        alone = descend(method, f, start, limits=Limits(steps=80))
        assert together.stops[k] is alone.stop
        assert together.points[k] == pytest.approx(alone.end, rel=1e-9)
        assert together.steps[k] == alone.iterations
        assert together.counts[k].tolist() == alone.counts[-1].tolist()


def test_the_first_steps_of_gradient_descent_and_heavy_ball_are_those_of_the_formula() -> None:
    path = run("gradient descent", VALLEY, (1.0, 1.0), 2, step_size=0.01).path
    assert path == pytest.approx(np.array([[1.0, 1.0], [0.98, 0.0], [0.9604, 0.0]]), abs=1e-15)
    path = run("heavy ball", VALLEY, (1.0, 1.0), 2, step_size=0.01, momentum=0.5).path
    assert path == pytest.approx(np.array([[1.0, 1.0], [0.98, 0.0], [0.9504, -0.5]]), abs=1e-15)


def test_nesterov_asks_for_the_gradient_ahead() -> None:
    path = run("nesterov", "x^2", (1.0,), 2, step_size=0.25, momentum=0.5).path.ravel()
    # x1 = 1 - 0.25 * 2; then y = 0.5 + 0.5 (0.5 - 1) = 0.25, x2 = 0.25 - 0.25 * 0.5
    assert path.tolist() == [1.0, 0.5, 0.125]


def test_a_line_search_is_exact_on_a_quadratic() -> None:
    path = run("steepest descent", VALLEY, (50.0, 1.0), 3).path
    # From (kappa, 1) the exact search contracts both coordinates by (kappa - 1) / (kappa + 1), in turns of sign.
    rate = 49.0 / 51.0
    expected = [[50.0 * rate**k, (-rate) ** k] for k in (1, 2, 3)]
    assert path[1:] == pytest.approx(np.array(expected))


def test_newton_goes_to_the_saddle_and_saddle_free_newton_away_from_it() -> None:
    assert run("newton", "x^2 - y^2 + y^4", (0.3, 0.1)).end == pytest.approx([0.0, 0.0], abs=1e-12)
    assert abs(run("saddle-free newton", "x^2 - y^2 + y^4", (0.3, 0.1)).end[1]) == pytest.approx(0.5**0.5)
    assert abs(run("modified newton", "x^2 - y^2 + y^4", (0.3, 0.1)).end[1]) == pytest.approx(0.5**0.5)


def test_eigenvector_following_climbs_to_a_saddle_of_its_index() -> None:
    f = landscape(HIMMELBLAU)
    for index, negative in ((0.0, 0), (1.0, 1), (2.0, 2)):
        end = descend(NAMED["eigenvector following"], f, np.array([-0.5, -1.0]), {"index": index}).end
        assert np.linalg.norm(f.gradient(end)) < 1e-6
        assert int(np.count_nonzero(np.linalg.eigvalsh(f.hessian(end)) < 0)) == negative


@pytest.mark.parametrize(
    ("name", "text", "start", "settings", "reason"),
    [
        ("gradient descent", "x^2", (1.0,), {}, Stop.CONVERGED),
        ("gradient descent", "x^2", (0.0,), {}, Stop.CONVERGED),
        ("gradient descent", "x^2", (1.0,), {"step_size": 1.1}, Stop.DIVERGED),
        ("gradient descent", "x^2", (1.0,), {"step_size": 1e-6}, Stop.STEP_LIMIT),
        ("gradient descent", "log(x)", (1.0,), {"step_size": 2.0}, Stop.DOMAIN_EDGE),
        ("gradient descent", "log(x)", (-1.0,), {}, Stop.START_UNDEFINED),
        ("gradient descent", "-x^4", (1.0,), {"step_size": 1.0}, Stop.FAR),
        ("gradient descent", "exp(x)", (1.0,), {"step_size": -0.0}, Stop.STALLED),
        ("gradient descent", "|x|", (1.0,), {"step_size": 0.5}, Stop.NO_DERIVATIVE),
        ("newton", "x + y", (1.0, 1.0), {}, Stop.SINGULAR),
        ("damped newton", "x^2 - y^2", (0.0, 1.0), {}, Stop.UPHILL),
        ("rmsprop", "1/(1+exp(x))", (50.0,), {}, Stop.STALLED),
    ],
)
def test_every_end_has_its_reason(
    name: str, text: str, start: tuple[float, ...], settings: dict[str, float], reason: Stop
) -> None:
    found = run(name, text, start, **settings)
    assert found.stop is reason
    assert found.path[0].tolist() == list(start)
    assert np.all(np.isfinite(found.values)) or reason is Stop.START_UNDEFINED


def test_a_cancelled_run_keeps_its_path_so_far() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    found = descend(
        NAMED["gradient descent"], landscape(VALLEY), np.array([1.0, 1.0]), {"step size": 1e-3},
        Limits(cancelled=cancelled),
    )  # fmt: skip
    assert found.stop is Stop.CANCELLED
    assert found.iterations == 3


def test_defaults_come_from_the_hessian_at_the_start() -> None:
    f, start = landscape(VALLEY), np.array([[1.0, 1.0]])
    assert chosen_for(NAMED["gradient descent"], f, start, {})["step size"].tolist() == [0.01]
    ball = chosen_for(NAMED["heavy ball"], f, start, {})
    root = 50.0**0.5
    assert ball["momentum"][0] == pytest.approx(((root - 1) / (root + 1)) ** 2)
    assert ball["step size"][0] == pytest.approx(4.0 / (10.0 + 2.0**0.5) ** 2)
    assert chosen_for(NAMED["nesterov"], f, start, {})["momentum"][0] == pytest.approx((root - 1) / (root + 1))


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("gradient descent", {"step size": -1.0}, "at least 0"),
        ("gradient descent", {"step size": float("nan")}, "step size nan"),
        ("gradient descent", {"momentum": 0.5}, "no setting momentum"),
        ("newton", {"step size": 1.0}, "has no settings"),
        ("heavy ball", {"momentum": 2.0}, "at most 1"),
        ("adam", {"beta1": 1.0}, "at least 0 and less than 1$"),
        ("eigenvector following", {"index": 1.5}, "must be a whole number"),
    ],
)
def test_a_wrong_setting_is_refused_in_words(name: str, settings: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        descend(NAMED[name], landscape(VALLEY), np.array([1.0, 1.0]), settings)


def test_the_noise_of_stochastic_gradient_descent_is_the_seeds() -> None:
    first, again, other = (
        run("stochastic gradient descent", VALLEY, (1.0, 1.0), 30, seed=seed).path for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    without = run("stochastic gradient descent", VALLEY, (1.0, 1.0), 30, noise=0.0)
    assert np.array_equal(without.path, run("gradient descent", VALLEY, (1.0, 1.0), 30).path)
