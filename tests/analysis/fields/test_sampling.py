"""A slice becomes a field, whatever the function does there."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.fields.sampling import field_of, sample
from hessview.analysis.fields.value_scale import FieldNote
from hessview.document.state import Box
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.parser import parse


def landscape(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text))


def test_rows_are_y_and_columns_are_x_from_edge_to_edge() -> None:
    field = sample(landscape("x + 10*y"), coordinate_slice(2, 0, 1, (0, 0)), Box(0, 4, 0, 2), (3, 5))
    assert field.x.tolist() == [0, 1, 2, 3, 4]
    assert field.y.tolist() == [0, 1, 2]
    assert field.values.tolist() == [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14], [20, 21, 22, 23, 24]]
    assert field.finite_fraction == 1.0


def test_bands_of_rows_make_the_same_field_as_all_at_once() -> None:
    f = landscape("sin(x)*y + x^2")
    plane = coordinate_slice(2, 0, 1, (0, 0))
    field = sample(f, plane, Box(-1, 2, -3, 1), (150, 40))
    assert np.array_equal(field.values, f.on_slice(plane, field.x, field.y))


def test_progress_rises_to_one_and_can_stop_the_work() -> None:
    seen: list[float] = []
    sample(landscape("x*y"), coordinate_slice(2, 0, 1, (0, 0)), Box(0, 1, 0, 1), (200, 50), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def stop(_share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sample(landscape("x*y"), coordinate_slice(2, 0, 1, (0, 0)), Box(0, 1, 0, 1), (200, 50), stop)


def test_a_slice_of_three_variables_passes_through_its_origin() -> None:
    field = sample(landscape("x + y + 100*z"), coordinate_slice(3, 0, 2, (7, 2, 9)), Box(0, 1, 0, 1), (2, 2))
    assert field.values.tolist() == [[2, 3], [102, 103]]


def test_an_oblique_slice_walks_along_its_directions() -> None:
    plane = Slice((1.0, 0.0, 0.0), ((1.0, 1.0, 0.0), (0.0, 0.0, 2.0)))
    field = sample(landscape("x + 10*y + 100*z"), plane, Box(0, 1, 0, 1), (2, 2))
    assert field.values.tolist() == [[1, 12], [201, 212]]


def test_a_function_of_one_variable_is_a_curve() -> None:
    field = sample(landscape("x^2"), None, Box(-1, 1, 0, 1), (64, 64))
    assert field.values.shape == (1, 256)
    assert field.curve is not None
    assert np.allclose(field.curve[:, 1], field.curve[:, 0] ** 2)


def test_a_curve_is_broken_where_it_is_undefined_and_at_poles() -> None:
    log = sample(landscape("log(x)"), None, Box(-1, 1, 0, 1), (64, 64)).curve
    assert log is not None
    assert np.array_equal(np.isnan(log[:, 1]), log[:, 0] <= 0)
    tan = sample(landscape("tan(x)"), None, Box(-5, 5, 0, 1), (64, 512)).curve
    assert tan is not None
    for pole in np.pi * np.array([-1.5, -0.5, 0.5, 1.5]):
        nearest = np.argsort(np.abs(tan[:, 0] - pole))[:2]
        assert np.isnan(tan[nearest, 1]).any()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("sqrt(-1 - x^2 - y^2)", FieldNote.UNDEFINED),
        ("sqrt(x) + 0*y", FieldNote.PARTLY_UNDEFINED),
        ("exp(exp(exp(10 + x^2 + y^2)))", FieldNote.OVERFLOW),
        ("3 + 0*x*y", FieldNote.CONSTANT),
        ("1/(x - y)", FieldNote.CLIPPED),
    ],
)
def test_nothing_that_f_does_is_an_error_and_it_is_noted(text: str, note: FieldNote) -> None:
    field = sample(landscape(text), coordinate_slice(2, 0, 1, (0, 0)), Box(-5, 5, -5, 5), (60, 60))
    assert field.note is note
    assert field.low < field.high


@pytest.mark.parametrize(("text", "note"), [
    ("x^2 - y^2", FieldNote.UNDERFLOW), ("0 x y", FieldNote.CONSTANT), ("floor(x) y", FieldNote.CONSTANT),
])  # fmt: skip
def test_zero_everywhere_by_underflow_is_not_taken_for_a_constant(text: str, note: FieldNote) -> None:
    field = sample(landscape(text), coordinate_slice(2, 0, 1, (0, 0)), Box(0.0, 1e-300, 0.0, 1e-300), (8, 8))
    assert field.note is note
    assert sample(landscape("x^2"), None, Box(-1e-200, 1e-200, 0.0, 1.0), (8, 8)).note is FieldNote.UNDERFLOW


def test_a_tiny_box_far_away_is_sampled_without_complaint() -> None:
    box = Box(1e6, np.nextafter(1e6, 2e6), 1e-300, 2e-300)
    field = sample(landscape("(x - 1000000)^2 + y"), coordinate_slice(2, 0, 1, (0, 0)), box, (32, 32))
    assert np.isfinite(field.values).all()


def test_the_finite_share_counts_neither_nan_nor_infinity() -> None:
    field = field_of(np.arange(2.0), np.arange(2.0), np.array([[1.0, np.nan], [np.inf, 2.0]]))
    assert field.finite_fraction == 0.5


def test_a_curve_that_goes_up_and_down_all_the_time_is_known_to_be_no_line() -> None:
    box = Box(-5.0, 5.0, 0.0, 1.0)
    for text, every in (("sin(3*x)", 1), ("sin(1e9*x)", 0), ("1/x", 1), ("mod(1e6*sin(1e6*x), 1)", 0), ("7 + 0*x", 1)):
        assert sample(landscape(text), None, box, (512, 512)).every == every, text
