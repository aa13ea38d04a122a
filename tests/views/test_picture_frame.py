"""The map between coordinates and pixels, and the ticks along it."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from hessview.document.state import Box
from hessview.views.picture_frame import (
    PictureFrame,
    box_of_shape,
    equal_aspect_rect,
    nice_step,
    ticks,
    without_collisions,
)

FRAME = PictureFrame(Box(-2.0, 2.0, 0.0, 1.0), 10.0, 20.0, 400.0, 200.0)


def test_y_points_up() -> None:
    assert FRAME.to_pixels(-2.0, 0.0) == QPointF(10.0, 220.0)
    assert FRAME.to_pixels(2.0, 1.0) == QPointF(410.0, 20.0)


@given(st.floats(-2, 2), st.floats(0, 1))
def test_to_pixels_and_back_is_where_one_began(x: float, y: float) -> None:
    place = FRAME.to_pixels(x, y)
    assert FRAME.to_point(place.x(), place.y()) == pytest.approx((x, y), abs=1e-12)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
def test_what_is_far_away_stays_where_qt_can_draw(value: float) -> None:
    place = FRAME.to_pixels(value, value)
    assert abs(place.x()) <= 1e7
    assert abs(place.y()) <= 1e7


def test_the_unit_square_of_a_box_goes_where_the_box_is() -> None:
    transform = FRAME.transform_of(Box(-1.0, 1.0, 0.0, 0.5))
    assert transform.map(QPointF(0.0, 0.0)) == FRAME.to_pixels(-1.0, 0.0)
    assert transform.map(QPointF(1.0, 1.0)) == FRAME.to_pixels(1.0, 0.5)


@pytest.mark.parametrize(
    ("low", "high", "count", "labels"),
    [
        (-3.0, 3.0, 7, ["−3", "−2", "−1", "0", "1", "2", "3"]),
        (0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-0.25, 0.25, 5, ["−0.2", "−0.1", "0.0", "0.1", "0.2"]),
        (0.0, 1000.0, 5, ["0", "200", "400", "600", "800", "1000"]),
        (0.003, 0.009, 6, ["0.003", "0.004", "0.005", "0.006", "0.007", "0.008", "0.009"]),
    ],
)
def test_labels_are_round_and_have_a_real_minus(low: float, high: float, count: int, labels: list[str]) -> None:
    found = ticks(low, high, count)
    assert list(found.labels) == labels
    assert found.remainder == ""


def test_powers_of_ten_are_said_once() -> None:
    assert ticks(0.0, 4e6, 4).labels == ("0", "1", "2", "3", "4")
    assert ticks(0.0, 4e6, 4).remainder == "×10⁶"
    assert ticks(-2e-5, 2e-5, 4).remainder == "×10⁻⁵"


def test_far_from_zero_the_common_part_is_said_once() -> None:
    found = ticks(1e6 - 1, 1e6 + 1, 4)
    assert found.labels == ("−1.0", "−0.5", "0.0", "0.5", "1.0")
    assert found.remainder in {"+ 1000000", "+ 10⁶"}


ENDS = st.floats(-1e290, 1e290, allow_nan=False)


@settings(max_examples=300)
@given(ENDS, ENDS, st.integers(2, 12))
def test_ticks_lie_inside_are_few_and_tell_each_other_apart(a: float, b: float, count: int) -> None:
    low, high = min(a, b), max(a, b)
    if not Box(low, high, 0.0, 1.0).is_valid:
        return
    found = ticks(low, high, count)
    slack = 1e-6 * (high - low)
    assert all(low - slack <= value <= high + slack for value in found.values)
    assert len(found.values) <= count + 1
    assert len(set(found.labels)) == len(found.labels) == len(found.values)
    assert all(len(label) <= 14 for label in found.labels)


@given(st.floats(1e-290, 1e290), st.integers(1, 20))
def test_a_nice_step_divides_the_span_into_no_more_parts_than_asked(span: float, count: int) -> None:
    step = nice_step(span, count)
    assert span / step <= count * (1 + 1e-6)
    assert span / step >= count / 2.6


def test_equal_units_take_the_largest_rectangle_in_the_middle() -> None:
    rect = equal_aspect_rect(Box(0.0, 2.0, 0.0, 1.0), QRectF(0.0, 0.0, 300.0, 300.0))
    assert rect == QRectF(0.0, 75.0, 300.0, 150.0)


def test_a_box_of_a_shape_contains_the_box_and_has_its_middle() -> None:
    box = box_of_shape(Box(-1.0, 1.0, -1.0, 1.0), 400.0, 200.0)
    assert (box.x0, box.x1, box.y0, box.y1) == (-2.0, 2.0, -1.0, 1.0)


def test_labels_that_would_touch_are_left_out() -> None:
    assert without_collisions([0.0, 10.0, 20.0, 30.0], [12.0] * 4, 4.0) == [0, 2]
    assert without_collisions([], [], 4.0) == []


@pytest.mark.parametrize("ratio", [(1e-300, 1e300), (1e300, 1e-300), (1.0, 1e-300)])
def test_equal_scales_of_any_box_leave_a_picture_of_some_pixels(ratio: tuple[float, float]) -> None:
    rect = equal_aspect_rect(Box(0.0, ratio[0], 0.0, ratio[1]), QRectF(0.0, 0.0, 800.0, 600.0))
    assert min(rect.width(), rect.height()) >= 16.0


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e300, 1e300), st.floats(1e-299, 1e299), st.integers(1, 10))
def test_every_axis_that_can_be_drawn_has_ticks_that_differ(middle: float, half: float, count: int) -> None:
    low, high = middle - half, middle + half
    assume(Box(low, high, 0.0, 1.0).is_valid)
    found = ticks(low, high, count)
    assert 1 <= len(found.labels) <= count + 8
    assert len(set(found.labels)) == len(found.labels)


@pytest.mark.parametrize(("low", "high"), [(-1.7e308, 1.7e308), (0.0, 5e-324), (-8e307, 9e307)])
def test_an_axis_at_the_ends_of_what_numbers_can_be_has_ticks_within_it(low: float, high: float) -> None:
    assert all(low <= value <= high for value in ticks(low, high, 5).values)
