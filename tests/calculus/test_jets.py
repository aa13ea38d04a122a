"""Jets at many points: as good as their bounds say, and nan where there are none."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hessview.calculus.rational_jet import rational_jet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


def landscape(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text, editor=True))


@pytest.mark.parametrize(
    "text", ["(x^2+y-11)^2+(x+y^2-7)^2", "x^3 y - x y^5 / 7 + 1/(3 + x^2)", "x y z + z^4 - (x + y)^3"]
)
def test_the_exact_derivatives_lie_within_the_bounds(text: str) -> None:
    f = landscape(text)
    points = np.random.default_rng(5).uniform(-3.0, 3.0, (40, f.dimension))
    found = f.jets(points)
    for k, point in enumerate(points):
        exact = rational_jet(f.formula, [float(x) for x in point])
        assert exact is not None
        for i in range(f.dimension):
            off = abs(Fraction(float(found.gradients[k, i])) - exact.gradient[i])
            assert off <= Fraction(float(found.gradient_errors[k, i]))
            for j in range(f.dimension):
                off = abs(Fraction(float(found.hessians[k, i, j])) - exact.hessian[i][j])
                assert off <= Fraction(float(found.hessian_errors[k, i, j]))
    assert found.hessian_errors.max() < 1e-10


def test_they_are_nan_where_f_is_undefined() -> None:
    points = np.array([[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [2.0, 1.0]])
    found = landscape("log(x) + y^2").jets(points)
    assert np.isnan(found.hessians).all(axis=(1, 2)).tolist() == [True, True, False, False]


def test_at_a_corner_they_are_those_of_one_side_and_nan_where_rounding_hides_the_side() -> None:
    assert landscape("|x| + y^2").jets(np.array([[0.0, 1.0]])).gradients[0, 0] in (-1.0, 1.0)
    hidden = landscape("|x/3 - 1/3| + y^2").jets(np.array([[1.0, 1.0], [2.0, 1.0]]))
    assert np.isnan(hidden.gradients[:, 0]).tolist() == [True, False]


def test_where_both_sides_of_a_choice_agree_there_are_derivatives() -> None:
    found = landscape("f(x, y) = x^3 |x| + y^2").jets(np.array([[0.0, 1.0]]))
    assert np.abs(found.hessians[0] - [[0.0, 0.0], [0.0, 2.0]]).max() < 1e-300


def test_many_points_are_as_good_as_one() -> None:
    f = landscape("sin(x y) + exp(x - y)")
    points = np.random.default_rng(2).uniform(-2.0, 2.0, (10_000, 2))
    together = f.jets(points).hessians
    alone = np.array([f.jets(point[np.newaxis]).hessians[0] for point in points[::997]])
    assert np.array_equal(together[::997], alone)


def test_a_formula_too_large_to_be_differentiated_has_none() -> None:
    f = landscape("sum(x[i]^2, i, 1, 400)^3 sin(sum(x[i], i, 1, 400))")
    assert f.program.expressions is None
    assert np.isnan(f.jets(np.ones((3, f.dimension))).hessians).all()
