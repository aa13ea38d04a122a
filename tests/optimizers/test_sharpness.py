"""The longest stable step of a method, and how near a run is to it: what is said is what the runs do."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.sharpness import MOST, sharpness
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.stability import limit_of

NAMED = {method.name: method for method in METHODS}
BOWL = ExpressionLandscape(parse("x^2 + 10y^2"))
LAM = Spectrum(np.array([2.0, 20.0]))


def test_the_longest_steps_are_those_of_the_textbooks() -> None:
    assert limit_of("gradient descent", LAM, {}) == pytest.approx(0.1)
    assert limit_of("heavy ball", LAM, {"momentum": 0.5}) == pytest.approx(2.0 * 1.5 / 20.0)
    assert limit_of("nesterov", LAM, {"momentum": 0.5}) == pytest.approx(2.0 * 1.5 / (2.0 * 20.0))
    assert limit_of("nesterov", LAM, {"momentum": 0.0}) == limit_of("gradient descent", LAM, {})


@pytest.mark.parametrize("name", ["gradient descent", "heavy ball", "nesterov"])
@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.9, 0.99])
def test_just_below_the_limit_a_run_comes_back_and_just_beyond_it_leaves(name: str, momentum: float) -> None:
    has_momentum = any(setting.name == "momentum" for setting in NAMED[name].settings)
    settings = {"momentum": momentum} if has_momentum else {}
    limit = limit_of(name, LAM, settings)
    assert limit is not None
    far = {}
    for share in (0.98, 1.02):
        run = descend(NAMED[name], BOWL, np.array([0.0, 1.0]), {**settings, "step size": share * limit}, Limits(4000))
        far[share] = abs(float(run.end[1]))
    assert far[0.98] < 1e-3
    assert far[1.02] > 1e3


def test_where_no_limit_is_known_there_is_none() -> None:
    assert limit_of("newton", LAM, {}) is None
    assert limit_of("adam", LAM, {}) is None
    assert limit_of("gradient descent", Spectrum(np.array([-3.0, -1.0])), {}) is None
    assert limit_of("gradient descent", Spectrum(np.array([np.nan, np.nan])), {}) is None


def test_missing_settings_are_those_that_the_method_would_take() -> None:
    run = descend(NAMED["heavy ball"], BOWL, np.array([1.0, 1.0]), {}, Limits(5))
    momentum = dict(run.settings)["momentum"]
    assert limit_of("heavy ball", LAM, {}) == pytest.approx(2.0 * (1.0 + momentum) / 20.0)


def test_on_a_quadratic_the_product_is_the_same_all_along() -> None:
    run = descend(NAMED["gradient descent"], BOWL, np.array([1.0, 1.0]), {"step size": 0.12}, Limits(30))
    found = sharpness(BOWL, NAMED["gradient descent"], run)
    assert found is not None
    assert found.limit == 2.0
    assert found.products == pytest.approx(np.full(len(found.steps), 2.4))


def test_along_a_run_it_is_the_largest_eigenvalue_at_every_iterate_that_is_looked_at() -> None:
    f = ExpressionLandscape(parse("x^4 + x^2 y^2 + y^2"))
    run = descend(NAMED["gradient descent"], f, np.array([0.8, 0.7]), {"step size": 0.01}, Limits(3000))
    found = sharpness(f, NAMED["gradient descent"], run)
    assert found is not None
    assert len(found.steps) <= MOST
    assert found.steps[0] == 0
    assert found.steps[-1] == len(run.path) - 1
    for k in (0, 17, len(found.steps) - 1):
        wanted = 0.01 * float(np.linalg.eigvalsh(f.hessian(run.path[found.steps[k]]))[-1])
        assert found.products[k] == pytest.approx(wanted)


def test_a_method_whose_step_has_no_known_limit_has_no_edge() -> None:
    run = descend(NAMED["newton"], BOWL, np.array([1.0, 1.0]))
    assert sharpness(BOWL, NAMED["newton"], run) is None


def test_where_h_is_not_finite_there_is_no_product() -> None:
    f = ExpressionLandscape(parse("x^2 + y^2 |y|^(1/2) + |y|^1.5"))
    run = descend(NAMED["gradient descent"], f, np.array([1.0, 0.0]), {"step size": 0.1}, Limits(3))
    found = sharpness(f, NAMED["gradient descent"], run)
    assert found is not None
    assert not np.isfinite(f.hessian(run.path[0])).all()
    assert np.isnan(found.products[0])
