"""Moving a parameter: its number in the text, its undo step, its slider."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hessview.document.parameters import (
    SetParameter,
    SetSlider,
    default_slider,
    on_grid,
    parameters_of,
    slider_of,
    slider_problem,
    stepped,
)
from hessview.document.state import Slider, State
from hessview.document.store import Store

TEXT = "a = -1\nb = a/2\nx^4 + a x^2 + b y^2"
STATE = State(TEXT, TEXT, probe=(("x", 1.0),))


def test_a_move_writes_the_number_and_keeps_the_range_the_slider_had() -> None:
    moved = SetParameter("a", 2.25).apply(STATE)
    assert moved.text == moved.accepted == "a = 2.25\nb = a/2\nx^4 + a x^2 + b y^2"
    assert moved.sliders == (Slider("a", -5.0, 5.0, 0.05),)
    assert moved.probe == STATE.probe
    assert [each.value for each in parameters_of(moved)] == [2.25, 1.125]


@pytest.mark.parametrize(("name", "value"), [("a", -1.0), ("b", 3.0), ("c", 1.0), ("a", math.nan), ("a", math.inf)])
def test_what_is_no_move_changes_nothing(name: str, value: float) -> None:
    assert SetParameter(name, value).apply(STATE) is STATE


def test_a_text_that_cannot_be_read_is_left_alone() -> None:
    broken = State(TEXT + " +", TEXT)
    assert SetParameter("a", 3.0).apply(broken) is broken


def test_a_drag_is_one_step_named_after_its_parameter_and_another_parameter_is_another_step() -> None:
    text = "a = 1\nb = 1\na x^2 + b y^2"
    store = Store(State(text, text))
    for value in (1.5, 2.0, 2.5):
        store.dispatch(SetParameter("a", value))
    store.dispatch(SetParameter("b", 4.0))
    assert store.undo_name == "change b"
    store.undo()
    assert store.undo_name == "change a"
    store.undo()
    assert store.state.text == text
    assert not store.can_undo


def test_a_slider_takes_another_range_and_refuses_one_that_is_none() -> None:
    slider = Slider("a", 0.0, 2.0, 0.5)
    assert SetSlider(slider).apply(STATE).sliders == (slider,)
    for bad in (Slider("a", 2.0, 0.0, 0.5), Slider("a", 0.0, 2.0, 0.0), Slider("a", 0.0, 2.0, 3.0),
                Slider("a", 0.0, math.inf, 1.0), Slider("q", 0.0, 1.0, 0.5)):  # fmt: skip
        assert SetSlider(bad).apply(STATE) is STATE
        assert slider_problem(bad) or bad.name == "q"


@given(st.floats(min_value=-1e300, max_value=1e300))
@example(5e-324)
@example(-1e-310)
def test_the_usual_range_holds_the_value_and_is_a_valid_one(value: float) -> None:
    slider = default_slider("a", value)
    assert slider.low <= value <= slider.high
    assert slider_problem(slider) == ""
    assert slider_of((), "a", value) == slider


def test_a_value_beyond_the_range_widens_it() -> None:
    assert slider_of((Slider("a", 0.0, 2.0, 0.5),), "a", 7.0) == Slider("a", 0.0, 7.0, 0.5)


def test_steps_go_along_the_grid_of_round_numbers_and_stop_at_the_ends() -> None:
    slider = Slider("a", -1.0, 1.0, 0.1)
    value, seen = -1.0, []
    for _ in range(4):
        value = stepped(slider, value, 1)
        seen.append(value)
    assert seen == [-0.9, -0.8, -0.7, -0.6]
    assert stepped(slider, 0.123, 1) == 0.2
    assert stepped(slider, 0.123, -1) == 0.1
    assert stepped(slider, 0.95, 10) == 1.0
    assert on_grid(slider, 0.3000001) == 0.3


@pytest.mark.parametrize(
    "slider", [Slider("a", 0.0, 1.0, 5e-324), Slider("a", 0.0, 1.0, 1e-300), Slider("a", -1e308, 7e307, 1e-300)]
)
def test_where_the_grid_is_finer_than_the_numbers_the_next_number_is_the_next_step(slider: Slider) -> None:
    assert slider_problem(slider) == ""
    middle = 0.5 * slider.low + 0.5 * slider.high
    assert stepped(slider, middle, 10) == math.nextafter(middle, math.inf)
    assert stepped(slider, middle, -1) == math.nextafter(middle, -math.inf)
    assert stepped(slider, slider.high, 1) == slider.high
    assert on_grid(slider, middle) == middle
