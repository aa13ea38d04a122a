"""The range of colours shows what matters, whatever the values are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hessview.analysis.fields.value_scale import FieldNote, curve_scale, value_scale

GRID = np.meshgrid(np.linspace(-5, 5, 128), np.linspace(-5, 5, 128))
X, Y = GRID


def test_a_bowl_has_a_linear_scale_over_all_of_its_values() -> None:
    scale = value_scale(X**2 + Y**2)
    assert scale.knots is None
    assert scale.high == 50.0
    assert scale.note is FieldNote.NONE


def test_a_bump_keeps_a_linear_scale_although_most_of_the_picture_is_flat() -> None:
    assert value_scale(np.exp(-(X**2) - Y**2)).knots is None


def test_a_steep_valley_gets_more_than_a_linear_share_of_the_colours() -> None:
    rosenbrock = (1 - X) ** 2 + 100 * (Y - X**2) ** 2
    scale = value_scale(rosenbrock)
    assert scale.knots is not None
    assert np.all(np.diff(scale.knots) > 0)
    median = np.median(rosenbrock)
    assert (median - scale.low) / (scale.high - scale.low) < 0.25
    assert 0.3 < np.interp(median, scale.knots, np.linspace(0, 1, len(scale.knots))) < 0.5


def test_the_scale_is_nearly_linear_where_stretching_begins() -> None:
    d = np.linspace(0, 1, 200)[:, np.newaxis] * np.ones(50)
    values = d ** (np.log(0.24) / np.log(0.5))
    scale = value_scale(values)
    assert scale.knots is not None
    assert scale.value(np.array([0.5]))[0] == pytest.approx(0.5, abs=0.1)


def test_a_pole_is_clipped_and_said() -> None:
    with np.errstate(divide="ignore"):
        scale = value_scale(1 / (X - Y))
    assert scale.note is FieldNote.CLIPPED
    assert -100 < scale.low < -1
    assert 1 < scale.high < 100


def test_growth_is_not_clipped() -> None:
    values = np.exp(X**2 + Y**2)
    scale = value_scale(values)
    assert (scale.low, scale.high) == (values.min(), values.max())
    assert scale.knots is not None


@pytest.mark.parametrize(
    ("values", "note"),
    [
        (X * np.nan, FieldNote.UNDEFINED),
        (np.full((4, 4), np.inf), FieldNote.OVERFLOW),
        (X * 0 + 3, FieldNote.CONSTANT),
        (1 + 1e-16 * X, FieldNote.ROUNDING),
        (1e-310 * X, FieldNote.TINY),
        (X * 0 + 1e308, FieldNote.CONSTANT),
        (X * 0 - 1.7976931348623157e308, FieldNote.CONSTANT),
        (1e-290 * X, FieldNote.NONE),
        (1e308 + 1e307 * X, FieldNote.NONE),
        (np.where(X > 0, X, np.nan), FieldNote.PARTLY_UNDEFINED),
    ],
)
def test_what_is_special_about_a_field_is_noted(values: np.ndarray, note: FieldNote) -> None:
    scale = value_scale(values)
    assert scale.note is note
    assert np.isfinite([scale.low, scale.high]).all()
    assert scale.low < scale.high


@pytest.mark.parametrize("value", [0.0, -0.0, 3.0, 1e308, -1.7976931348623157e308, 5e-324])
def test_the_middle_of_a_constant_field_s_scale_is_its_value(value: float) -> None:
    for scale in (value_scale(np.full((5, 5), value)), curve_scale(np.full((1, 9), value))):
        assert 0.5 * scale.low + 0.5 * scale.high == pytest.approx(value, rel=1e-9, abs=1e-300)
        assert np.isfinite([scale.low, scale.high, scale.value(np.array([0.5]))[0]]).all()


@given(arrays(np.float64, (7, 9), elements=st.floats(width=64)))
@settings(max_examples=150, deadline=None)
def test_any_values_at_all_get_a_finite_increasing_range(values: np.ndarray) -> None:
    for scale in (value_scale(values), curve_scale(values[:1])):
        assert np.isfinite([scale.low, scale.high]).all()
        assert scale.low < scale.high
        if scale.knots is not None:
            assert np.all(np.diff(scale.knots) > 0)
            assert (scale.knots[0], scale.knots[-1]) == (scale.low, scale.high)


def test_the_least_double_among_huge_values_gets_a_range() -> None:
    values = np.full((1, 9), 9.98e291)
    values[0, 1] = -np.finfo(float).max
    assert np.isfinite([curve_scale(values).low, curve_scale(values).high]).all()


def test_a_curve_with_poles_keeps_its_finite_part_in_sight() -> None:
    scale = curve_scale(np.tan(np.linspace(-5, 5, 2048))[np.newaxis])
    assert scale.note is FieldNote.CLIPPED
    assert 5 < scale.high < 100


def test_a_curve_without_poles_is_shown_whole() -> None:
    x = np.linspace(-3, 3, 500)
    scale = curve_scale((x**3 - x)[np.newaxis])
    assert (scale.low, scale.high) == (-24.0, 24.0)
