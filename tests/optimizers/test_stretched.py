"""A stretched landscape is the landscape of before, by the chain rule: the same minimum, another condition number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.analysis import curvature
from hessview.analysis.verdict import Kind
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import Slice
from hessview.language.parser import parse
from hessview.optimizers.descend import descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import judged
from hessview.optimizers.stretched import Stretched

BENT = ExpressionLandscape(parse("exp(0.3x) + x^2 y^2 + sin(x y) + (y - 1)^2 + 3z^2 + x z"))
MINIMUM = np.array([3.0, 2.0])
HIMMELBLAU = ExpressionLandscape(parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"))
FACTORS = st.floats(0.05, 20.0)
COORDINATES = st.floats(-2.0, 2.0)
POINTS = st.tuples(COORDINATES, COORDINATES, COORDINATES).map(np.array)
DIRECTIONS = POINTS.filter(lambda v: float(np.linalg.norm(v)) > 0.1)
CENTRE = np.array([0.4, -0.3, 0.2])


@given(DIRECTIONS, FACTORS, POINTS)
def test_values_are_those_of_the_point_before(v: np.ndarray, s: float, x: np.ndarray) -> None:
    f = Stretched(BENT, CENTRE, v, s)
    assert f.before(f.moved(x)) == pytest.approx(x, abs=1e-12)
    assert float(f.value(f.moved(x))) == pytest.approx(float(BENT.value(x)), rel=1e-10)
    unit = v / np.linalg.norm(v)
    assert float((f.moved(x) - CENTRE) @ unit) == pytest.approx(s * float((x - CENTRE) @ unit), abs=1e-12)


@given(DIRECTIONS, st.floats(0.3, 3.0), POINTS)
def test_gradient_and_hessian_are_the_differences_of_values_and_gradients(
    v: np.ndarray, s: float, x: np.ndarray
) -> None:
    f, h = Stretched(BENT, CENTRE, v, s), 1e-5
    steps = h * np.eye(3)
    slope = (f.value(x + steps) - f.value(x - steps)) / (2.0 * h)
    bend = (f.gradient(x + steps) - f.gradient(x - steps)) / (2.0 * h)
    assert f.gradient(x) == pytest.approx(slope, rel=1e-5, abs=1e-5 * (1.0 + float(np.abs(slope).max())))
    assert f.hessian(x) == pytest.approx(bend, rel=1e-5, abs=1e-5 * (1.0 + float(np.abs(bend).max())))


@given(DIRECTIONS, FACTORS, POINTS)
def test_the_hessian_is_that_of_before_between_two_inverse_stretchings(v: np.ndarray, s: float, x: np.ndarray) -> None:
    f, unit = Stretched(BENT, CENTRE, v, s), v / np.linalg.norm(v)
    inverse = np.linalg.inv(np.eye(3) + (s - 1.0) * np.outer(unit, unit))
    wanted = inverse.T @ BENT.hessian(f.before(x)) @ inverse
    assert f.hessian(x) == pytest.approx(wanted, rel=1e-9, abs=1e-9 * float(np.abs(wanted).max()))


def test_every_reading_of_one_place_is_the_same() -> None:
    f = Stretched(BENT, CENTRE, np.array([1.0, 2.0, -1.0]), 2.5)
    points = np.random.default_rng(1).normal(size=(5, 3))
    values, gradients = f.slopes(points)
    jets = f.jets(points)
    for k, point in enumerate(points):
        jet = f.jet(point)
        assert values[k] == pytest.approx(float(f.value(point)))
        assert gradients[k] == pytest.approx(f.gradient(point))
        assert jet.value == pytest.approx(float(f.value(point)))
        assert np.all(np.abs(jet.gradient - jets.gradients[k]) <= jet.gradient_error + jets.gradient_errors[k])
        assert np.all(np.abs(jet.hessian - jets.hessians[k]) <= jet.hessian_error + jets.hessian_errors[k])
    plane = Slice((0.1, 0.2, 0.3), ((1.0, 0.0, 1.0), (0.0, 2.0, 0.0)))
    on_plane = f.on_slice(plane, np.array([0.0, 0.5]), np.array([-1.0, 1.0]))
    assert on_plane[1, 1] == pytest.approx(float(f.value(np.array(plane.to_space((0.5, 1.0))))))


@pytest.mark.parametrize("along", [0, 1])
def test_along_an_eigenvector_one_eigenvalue_is_divided_by_the_square_of_the_factor(along: int) -> None:
    at = curvature.at(HIMMELBLAU, MINIMUM.tolist())
    found = curvature.at(Stretched(HIMMELBLAU, MINIMUM, at.eigenvectors[:, along], 3.0), MINIMUM.tolist())
    wanted = at.eigenvalues.copy()
    wanted[along] /= 9.0
    assert found.kind is Kind.MINIMUM
    assert found.eigenvalues == pytest.approx(np.sort(wanted))


def test_newtons_method_runs_on_it_as_before_step_by_step() -> None:
    newton = next(method for method in METHODS if method.name == "newton")
    start = np.array([3.4, 2.3])
    f = Stretched(HIMMELBLAU, MINIMUM, np.array([1.0, 1.0]), 7.0)
    plain, stretched = descend(newton, HIMMELBLAU, start), descend(newton, f, f.moved(start))
    steps = min(len(plain.path), len(stretched.path))
    assert f.before(stretched.path[:steps]) == pytest.approx(plain.path[:steps], abs=1e-10)


@pytest.mark.parametrize("name", ["gradient descent", "newton", "bfgs", "nelder-mead"])
def test_a_run_on_it_is_judged_like_any_other(name: str) -> None:
    method = next(method for method in METHODS if method.name == name)
    f = Stretched(HIMMELBLAU, MINIMUM, np.array([2.0, 1.0]), 2.0)
    outcome = judged(f, method, descend(method, f, np.array([3.3, 2.2])))
    assert outcome.reached
    assert outcome.kind is Kind.MINIMUM
    assert outcome.limit == pytest.approx(MINIMUM, abs=1e-9)


def test_what_is_undefined_or_has_a_corner_stays_so() -> None:
    f = Stretched(ExpressionLandscape(parse("|x| + y^2")), np.array([1.0, 0.0]), np.array([1.0, 0.0]), 2.0)
    corner = f.jet(np.array([-1.0, 0.5]))
    assert corner.nonsmooth is not None
    assert "before the stretching" in corner.nonsmooth
    edge = Stretched(ExpressionLandscape(parse("log(x) + y^2")), np.array([1.0, 0.0]), np.array([1.0, 0.0]), 2.0)
    assert math.isnan(float(edge.value(np.array([-1.5, 0.0]))))


@pytest.mark.parametrize(("direction", "factor"), [((0.0, 0.0), 2.0), ((1.0, 0.0), 0.0), ((1.0, 0.0), math.inf)])
def test_what_is_no_stretching_is_refused(direction: tuple[float, float], factor: float) -> None:
    with pytest.raises(ValueError, match="factor > 0"):
        Stretched(HIMMELBLAU, MINIMUM, np.array(direction), factor)
