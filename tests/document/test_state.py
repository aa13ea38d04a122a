"""Views at the ends of double precision: what can be drawn, and what is said where it goes no further."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hessview.document.commands import PanView, SetView, ZoomView
from hessview.document.state import Box, Limit, State

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
PLACES = st.sampled_from([0.0, 1.0, math.pi, -1e15, 1e100, 1e300, 5e-324, -1e-160])


def state(box: Box) -> State:
    return State("x^2 + y^2", "x^2 + y^2", view=box)


def about(x: float, y: float, half: float) -> Box:
    return Box(x - half, x + half, y - half, y + half)


@pytest.mark.parametrize(
    ("box", "refusal"),
    [
        (Box(0.0, 1.0, 0.0, 1.0), Limit.NONE),
        (Box(-5e-301, 5e-301, -1.0, 1.0), Limit.NONE),
        (Box(0.0, 5e-324, 0.0, 1.0), Limit.SMALLEST),
        (Box(1.0, 1.0 + 1e-15, 0.0, 1.0), Limit.CLOSEST),
        (Box(1.0, 1.0, 0.0, 1.0), Limit.CLOSEST),
        (Box(1.0, 0.0, 0.0, 1.0), Limit.CLOSEST),
        (Box(-1e300, 1e300, 0.0, 1.0), Limit.WIDEST),
        (Box(-1e308, 1e308, 0.0, 1.0), Limit.WIDEST),
        (Box(0.0, math.inf, 0.0, 1.0), Limit.FARTHEST),
        (Box(0.0, 1.0, math.nan, 1.0), Limit.FARTHEST),
    ],
)
def test_a_box_that_cannot_be_drawn_says_why(box: Box, refusal: Limit) -> None:
    assert box.refusal is refusal
    assert box.is_valid == (refusal is Limit.NONE)


@pytest.mark.parametrize("x", [0.0, 1.0, math.pi, 1e15, 1e300, -1e308])
def test_the_wheel_stops_at_a_limit_that_is_named_and_comes_back_from_it(x: float) -> None:
    half = max(1.0, min(1e-6 * abs(x), 1e299))
    shown = state(about(x, x, half))
    for factor, limit in ((1.0 / 1.2, Limit.CLOSEST if x else Limit.SMALLEST), (1.2, Limit.WIDEST)):
        walked = shown
        for _ in range(8000):
            step = ZoomView(factor, x, x).apply(walked)
            if step.view == walked.view:
                break
            walked = step
        assert walked.view.is_valid
        assert walked.view.limits() is limit
        back = ZoomView(1.0 / factor**20, x, x).apply(walked)
        assert back.view.limits() is Limit.NONE
        assert (back.view.width < walked.view.width) == (limit is Limit.WIDEST)


def test_one_turn_far_beyond_the_end_stops_there_instead_of_being_ignored() -> None:
    closest = ZoomView(1e-20, 1.0, 1.0).apply(state(Box(-5.0, 5.0, -5.0, 5.0)))
    assert closest.view.limits() is Limit.CLOSEST
    assert closest.view.width < 1e-11


@pytest.mark.parametrize("box", [Box(-5.0, 5.0, -5.0, 5.0), Box(1e300, 1.1e300, 0.0, 1e299), about(0.0, 0.0, 1e-290)])
def test_a_view_with_room_on_all_sides_stands_at_no_limit(box: Box) -> None:
    assert box.limits() is Limit.NONE


def test_the_heights_of_a_graph_are_no_limit() -> None:
    box = Box(-5.0, 5.0, 1.0, 1.0 + 1.1e-12)
    assert box.limits() is Limit.CLOSEST
    assert box.limits(vertically=False) is Limit.NONE


@settings(max_examples=300, deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_no_command_leaves_a_view_that_cannot_be_drawn(a: float, b: float, c: float, d: float) -> None:
    shown = state(Box(-5.0, 5.0, -5.0, 5.0))
    for command in (SetView(Box(a, b, c, d)), PanView(a, b), ZoomView(c, a, b), ZoomView(abs(d), 0.0, 1.0)):
        shown = command.apply(shown)
        assert shown.view.is_valid


@settings(max_examples=200, deadline=None)
@given(PLACES, PLACES, st.floats(1e-300, 1e299), st.lists(st.floats(-700.0, 700.0), max_size=8))
def test_zooming_never_leaves_the_valid_boxes(x: float, y: float, half: float, powers: list[float]) -> None:
    assume(about(x, y, half).is_valid)
    shown = state(about(x, y, half))
    for power in powers:
        shown = ZoomView(1.2**power, x, y).apply(shown)
        assert shown.view.is_valid
