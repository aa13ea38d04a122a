"""What a picture of many variables spans, and which view it gets."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.document.commands import SetText
from hessview.document.planes import ChooseAxes, ChoosePlane, home_view, orthonormal, range_of, view_about
from hessview.document.state import Box, State

TEXT = "f(w, x, y, z) = x^2*y*z + w^2"
STATE = State(TEXT, TEXT, (("x", 1.0), ("y", 2.0), ("z", -1.0), ("w", 30.0)), Box(-3.0, 3.0, -2.0, 4.0))
VARIABLES = ("w", "x", "y", "z")


def variables(state: State) -> tuple[str, ...]:
    from hessview.document.reading import read

    formula = read(state.accepted)
    assert formula is not None
    return formula.variables


def test_axes_that_are_chosen_keep_the_ranges_that_they_had() -> None:
    names = variables(STATE)
    shown = [names[k] for k in STATE.axis_indices(names)]
    other = next(name for name in names if name not in shown and name != "w")
    after = ChooseAxes((shown[1], other)).apply(STATE)
    assert after.axes == (shown[1], other)
    assert after.plane is None
    assert (after.view.x0, after.view.x1) == (STATE.view.y0, STATE.view.y1)
    swapped = ChooseAxes((shown[1], shown[0])).apply(STATE)
    if "w" not in shown:
        assert swapped.view == Box(-2.0, 4.0, -3.0, 3.0)


def test_the_probe_is_in_sight_after_axes_are_chosen() -> None:
    after = ChooseAxes(("x", "w")).apply(STATE)
    assert after.view.y0 < 30.0 < after.view.y1
    assert after.view.x0 < 1.0 < after.view.x1


def test_axes_that_are_no_two_variables_change_nothing() -> None:
    assert ChooseAxes(("x", "x")).apply(STATE) is STATE
    assert ChooseAxes(("x", "q")).apply(STATE) is STATE
    names = variables(STATE)
    assert ChooseAxes((names[0], names[1])).apply(STATE).view == STATE.view


def test_a_plane_is_orthonormal_and_its_view_is_a_square_about_the_probe() -> None:
    after = ChoosePlane(((0.0, 1.0, 1.0, 0.0), (0.0, 0.0, 1.0, 1.0))).apply(STATE)
    assert after.plane is not None
    u, v = after.plane
    assert math.fsum(a * a for a in u) == pytest.approx(1.0, abs=1e-15)
    assert math.fsum(a * b for a, b in zip(u, v, strict=True)) == pytest.approx(0.0, abs=1e-15)
    assert u == pytest.approx((0.0, math.sqrt(0.5), math.sqrt(0.5), 0.0))
    assert after.view.width == pytest.approx(after.view.height)
    point = STATE.point(variables(STATE))
    s, t = (sum(a * b for a, b in zip(point, d, strict=True)) for d in after.plane)
    assert after.view.x0 < s < after.view.x1
    assert after.view.y0 < t < after.view.y1
    assert after.plane_source is None


def test_directions_that_span_no_plane_change_nothing() -> None:
    assert ChoosePlane(((1.0, 0.0, 0.0, 0.0), (2.0, 0.0, 0.0, 0.0))).apply(STATE) is STATE
    assert ChoosePlane(((1.0, 0.0), (0.0, 1.0))).apply(STATE) is STATE
    assert ChoosePlane(((1.0, 0.0, 0.0, 0.0), (0.0, math.nan, 0.0, 0.0))).apply(STATE) is STATE


def test_a_plane_knows_its_eigenvectors_until_it_or_the_function_is_another() -> None:
    chosen = ChoosePlane(((1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0)), (1, 4)).apply(STATE)
    source = chosen.plane_source
    assert source is not None
    assert (source.first, source.second, source.point) == (1, 4, STATE.point(variables(STATE)))
    other = SetText("f(w, x, y, z) = x*y*z + w^3").apply(chosen)
    assert other.plane == chosen.plane
    assert other.plane_source is None
    again = ChoosePlane(((1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))).apply(chosen)
    assert again.plane_source is None


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3))
def test_directions_become_orthonormal_to_the_last_digits(u: list[float], v: list[float]) -> None:
    from hessview.document.commands import is_plane

    if not is_plane((tuple(u), tuple(v)), 3):
        return
    first, second = orthonormal((tuple(u), tuple(v)))
    for direction in (first, second):
        assert math.fsum(a * a for a in direction) == pytest.approx(1.0, abs=1e-14)
    assert abs(math.fsum(a * b for a, b in zip(first, second, strict=True))) < 1e-14


def test_home_is_about_the_probe_in_a_plane_and_over_known_ranges_along_variables() -> None:
    box = Box(-5.0, 5.0, -5.0, 5.0)
    tilted = ChoosePlane(((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0))).apply(STATE)
    home = home_view(tilted, box)
    assert home.width == pytest.approx(10.0)
    point = STATE.point(variables(STATE))
    assert home.x0 < point[0] < home.x1
    names = variables(STATE)
    along = ChooseAxes((names[3], names[2])).apply(STATE)
    assert home_view(along, box, {names[3]: (0.0, 1.0)}) == Box(0.0, 1.0, -5.0, 5.0)
    assert home_view(State("x^2", "x^2"), box) is box


def test_a_variable_ranges_over_the_view_where_it_is_shown_and_else_over_all_of_it() -> None:
    names = variables(STATE)
    i, j = STATE.axis_indices(names)
    assert range_of(STATE, names, i) == (-3.0, 3.0)
    assert range_of(STATE, names, j) == (-2.0, 4.0)
    assert range_of(STATE, names, 3) == (-3.0, 4.0)


def test_a_view_about_a_point_that_cannot_be_shown_is_not_valid() -> None:
    assert not view_about((math.inf, 0.0), ((1.0, 0.0), (0.0, 1.0)), 1.0).is_valid
