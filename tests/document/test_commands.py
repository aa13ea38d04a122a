"""What each command makes of a state."""

from __future__ import annotations

import math

import pytest

from hessview.document.commands import (
    Command,
    MoveProbe,
    OpenExample,
    PanView,
    SetAppearance,
    SetAxes,
    SetHessianLayout,
    SetPlane,
    SetProbeCoordinates,
    SetText,
    SetView,
    SnapProbe,
    ToggleOverlay,
    ZoomView,
    is_plane,
)
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import Appearance, Box, Layout, State

SADDLE = State("x^2 - y^2", "x^2 - y^2")
SPACE = State("x^2 y z", "x^2 y z")


def test_a_text_that_can_be_read_is_accepted() -> None:
    after = SetText("x^2 + y^2").apply(SADDLE)
    assert (after.text, after.accepted) == ("x^2 + y^2", "x^2 + y^2")


@pytest.mark.parametrize("text", ["x" * 50_000, "x \ud800", "x \ud83d\ude00"])
def test_what_cannot_be_shown_still_fits_into_a_session(text: str) -> None:
    kept = SetText(text).kept(SADDLE)
    assert kept.text == SetText(text).apply(SADDLE).text
    assert from_bytes(to_bytes(kept)) == kept


@pytest.mark.parametrize("text", ["x^2 -", "", "   ", "sin(", "q + 1", "x" * 30_000])
def test_a_text_that_cannot_be_read_leaves_what_was_accepted(text: str) -> None:
    after = SetText(text).apply(SADDLE)
    assert (after.text, after.accepted) == (text, SADDLE.accepted)


def test_half_of_a_character_never_enters_the_document() -> None:
    assert SetText("x \ud83d").apply(SADDLE).text == "x \N{REPLACEMENT CHARACTER}"
    assert SetText("x \ud83d\ude00").apply(SADDLE).text == "x 😀"


def test_a_probe_that_the_view_of_a_new_function_leaves_out_goes_into_its_middle() -> None:
    away = MoveProbe((("x", 4.0), ("y", 0.5))).apply(SADDLE)
    small = Box(0.0, 1.0, 0.0, 2.0)
    for time in (None, 0.0):
        assert SetText("x y", time, small).apply(away).probe == (("x", 0.5), ("y", 1.0))
    beside = MoveProbe((("x", 1.2), ("y", 0.5))).apply(SADDLE)
    assert SetText("x y", None, small).apply(beside).coordinate("x") == 0.5
    assert SetText("x y", 0.0, small).apply(beside).coordinate("x") == 1.2, "half a formula may have another view"
    assert SetText("x y", None, None).apply(away).probe == away.probe, "a view that a hand has chosen stays"
    assert SetText("x y", None, SADDLE.view).apply(away).probe == away.probe
    curve = SetText("x^2", None, small).apply(away)
    assert (curve.coordinate("x"), curve.coordinate("y")) == (0.5, 0.5)


def test_a_text_of_other_variables_drops_plane_and_axes_and_keeps_the_probe() -> None:
    tilted = SetPlane(((1.0, 0.0, 0.0), (0.0, 1.0, 1.0))).apply(SPACE)
    assert tilted.plane is not None
    turned = SetAxes(("y", "z")).apply(SPACE)
    assert turned.axes == ("y", "z")
    moved = MoveProbe((("z", 3.0),)).apply(tilted)
    flat = SetText("x y").apply(moved)
    assert (flat.plane, SetText("x y").apply(turned).axes) == (None, None)
    assert flat.coordinate("z") == 3.0
    assert SetText("x y z").apply(moved).plane == tilted.plane


def test_an_example_brings_its_box_and_its_probe_and_no_plane() -> None:
    box = Box(-2.0, 2.0, -1.0, 3.0)
    look = SetAppearance(Appearance(colour_map="cividis")).apply(SetAxes(("y", "z")).apply(SPACE))
    after = OpenExample("(1-x)^2 + 100(y-x^2)^2", box, (("x", 1.0), ("y", 1.0))).apply(look)
    assert after.accepted == after.text == "(1-x)^2 + 100(y-x^2)^2"
    assert (after.view, after.point(("x", "y")), after.axes) == (box, (1.0, 1.0), None)
    assert after.appearance.colour_map == "cividis"


@pytest.mark.parametrize("command", [MoveProbe, SnapProbe, SetProbeCoordinates])
def test_the_probe_moves_in_the_variables_that_are_named_and_to_finite_places(command: type[MoveProbe]) -> None:
    once = command((("x", 1.5), ("y", -2.0))).apply(SADDLE)
    twice = command((("y", 4.0), ("x", math.nan))).apply(once)
    assert twice.point(("x", "y", "z")) == (1.5, 4.0, 0.0)
    assert command((("x", math.inf),)).apply(once) == once


def test_the_view_pans_and_zooms_about_a_place_that_stays() -> None:
    view = PanView(1.0, -2.0).apply(SADDLE).view
    assert view == Box(-4.0, 6.0, -7.0, 3.0)
    zoomed = ZoomView(0.5, 3.0, 1.0).apply(SADDLE).view
    assert zoomed == Box(-1.0, 4.0, -2.0, 3.0)


@pytest.mark.parametrize(
    "command",
    [
        SetView(Box(1.0, 1.0, 0.0, 1.0)),
        SetView(Box(2.0, 1.0, 0.0, 1.0)),
        SetView(Box(math.nan, 1.0, 0.0, 1.0)),
        SetView(Box(-math.inf, 1.0, 0.0, 1.0)),
        SetView(Box(1.0, 1.0 + 1e-15, 0.0, 1.0)),
        PanView(math.inf, 0.0),
        PanView(math.nan, 0.0),
        PanView(1e300, 0.0),
        ZoomView(0.0, 0.0, 0.0),
        ZoomView(-1.0, 0.0, 0.0),
        ZoomView(math.nan, 0.0, 0.0),
        ZoomView(math.inf, 0.0, 0.0),
        SetPlane(((1.0, 0.0), (2.0, 0.0))),
        SetPlane(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))),
        SetAxes(("x", "z")),
        SetAxes(("x", "x")),
    ],
)
def test_what_makes_no_sense_changes_nothing(command: Command) -> None:
    assert command.apply(SADDLE) == SADDLE


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_a_plane_needs_two_independent_directions_at_every_scale(scale: float) -> None:
    assert is_plane(((scale, 0.0, 0.0), (scale, scale, 0.0)), 3)
    assert not is_plane(((scale, 2 * scale, 0.0), (2 * scale, 4 * scale, 0.0)), 3)
    assert not is_plane(((scale, 0.0, 0.0), (0.0, 0.0, 0.0)), 3)


def test_overlays_switch_on_and_off() -> None:
    off = ToggleOverlay("gradient").apply(SADDLE)
    assert off.appearance.overlays == ("critical-points", "principal-axes")
    assert ToggleOverlay("gradient").apply(off).appearance.overlays == ("critical-points", "principal-axes", "gradient")


def test_the_number_of_levels_stays_in_its_range() -> None:
    assert SetAppearance(Appearance(level_count=-3)).apply(SADDLE).appearance.level_count == 1
    assert SetAppearance(Appearance(level_count=10**9)).apply(SADDLE).appearance.level_count == 200


def test_the_layout_is_replaced() -> None:
    assert SetHessianLayout(Layout.NUMBERS).apply(SADDLE).hessian_layout is Layout.NUMBERS


def test_a_state_names_the_axes_of_its_picture() -> None:
    assert SADDLE.axis_indices(("x", "y")) == (0, 1)
    assert SetAxes(("z", "x")).apply(SPACE).axis_indices(("x", "y", "z")) == (2, 0)
