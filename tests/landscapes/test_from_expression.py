from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape


@pytest.fixture
def cubic() -> ExpressionLandscape:
    return ExpressionLandscape(parse("x^2 y + z"))


def test_an_expression_is_a_landscape(cubic: ExpressionLandscape) -> None:
    landscape: Landscape = cubic
    assert landscape.variables == ("x", "y", "z")
    assert landscape.dimension == 3


def test_one_point_gives_one_answer_and_a_batch_a_batch(cubic: ExpressionLandscape) -> None:
    one, many = np.array([2.0, 3.0, 1.0]), np.array([[2.0, 3.0, 1.0], [1.0, 1.0, 0.0]])
    assert cubic.value(one).shape == ()
    assert cubic.value(many).tolist() == [13.0, 1.0]
    assert cubic.gradient(one).tolist() == [12.0, 4.0, 1.0]
    assert cubic.gradient(many).shape == (2, 3)
    assert cubic.hessian(one).tolist() == [[6.0, 4.0, 0.0], [4.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert cubic.hessian(many).shape == (2, 3, 3)


def test_values_of_many_points_are_an_array_of_their_own(cubic: ExpressionLandscape) -> None:
    points = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 0.0], [0.0, 0.0, 0.25]])
    values = cubic.value(points)
    kept = points.copy()
    assert values.base is None
    values += 1.0
    assert (points == kept).all()
    assert cubic.value(points).tolist() == [float(cubic.value(point)) for point in points]
    assert cubic.value(points[0]).shape == ()


def test_values_on_a_slice_are_rows_over_t_and_columns_over_s(cubic: ExpressionLandscape) -> None:
    plane = coordinate_slice(3, 0, 1, (0.0, 0.0, 5.0))
    s, t = np.array([0.0, 1.0, 2.0]), np.array([1.0, 10.0])
    assert cubic.on_slice(plane, s, t).tolist() == [[5.0, 6.0, 9.0], [5.0, 15.0, 45.0]]


def test_a_constant_fills_its_slice() -> None:
    constant = ExpressionLandscape(parse("7"))
    field = constant.on_slice(coordinate_slice(2, 0, 1, (0.0, 0.0)), np.zeros(3), np.zeros(2))
    assert field.tolist() == [[7.0] * 3] * 2
    assert constant.value(np.zeros((4, 2))).tolist() == [7.0] * 4


def test_points_of_the_wrong_length_are_refused_with_both_shapes(cubic: ExpressionLandscape) -> None:
    with pytest.raises(ValueError, match=r"\(3,\) or \(m, 3\), got \(2,\)"):
        cubic.value(np.zeros(2))
    with pytest.raises(ValueError, match=r"R\^2 cannot show a function of 3"):
        cubic.on_slice(coordinate_slice(2, 0, 1, (0.0, 0.0)), np.zeros(2), np.zeros(2))


def test_the_exact_jet_is_exact_where_the_formula_stays_rational() -> None:
    landscape = ExpressionLandscape(parse("(x - 0.3)^3 / y"))
    jet = landscape.exact_jet(np.array([0.3, 2.0]))
    assert jet is not None
    assert 0 < abs(jet.gradient[0]) < 1e-30
    assert ExpressionLandscape(parse("exp(x)")).exact_jet(np.array([1.0])) is None


def test_a_jet_is_that_of_the_point_asked_for_whichever_was_asked_for_before() -> None:
    landscape = ExpressionLandscape(parse("x^2 y"))
    first = landscape.jet(np.array([1.0, 2.0]))
    assert landscape.jet(np.array([3.0, 2.0])).value == 18.0
    assert landscape.jet(np.array([1.0, 2.0])).gradient.tolist() == first.gradient.tolist() == [4.0, 1.0]


def test_a_jet_that_is_kept_cannot_be_written_to() -> None:
    jet = ExpressionLandscape(parse("x^2 y")).jet(np.array([1.0, 2.0]))
    for part in (jet.gradient, jet.hessian, jet.gradient_error, jet.hessian_error):
        with pytest.raises(ValueError, match="read-only"):
            part[...] = 0.0
