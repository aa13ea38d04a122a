"""What a state asks, and what it does not ask again."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.compute.requests import DRAFT_SHAPE, FINE_SHAPE, Resolver, Wanted, across
from hessview.document.commands import MoveProbe, PanView, SetAppearance, SetAxes, SetHessianLayout, SetPlane, SetText
from hessview.document.state import Appearance, Box, Layout, State


def state(text: str, **coordinates: float) -> State:
    return State(text, text, tuple(coordinates.items()))


def asked(of: State) -> Wanted:
    wanted = Resolver().resolve(of)
    assert wanted is not None
    return wanted


def test_equal_states_ask_equal_hashable_questions() -> None:
    first, second = asked(state("x^2 + y", x=1.0)), asked(state("x^2+y", x=1.0))
    assert set(first) == set(second)
    assert len(set(first)) == 4


def test_an_accepted_text_is_parsed_once_and_nothing_is_asked_about_an_empty_one() -> None:
    resolver = Resolver(capacity=2)
    saddle = state("x^2 - y^2")
    assert resolver.formula(saddle) is resolver.formula(SetText("x^2 -").apply(saddle))
    assert resolver.resolve(State("", "")) is None
    for k in range(5):
        resolver.formula(state(f"x + {k}"))
    again = resolver.formula(saddle)
    assert again is not None
    assert again.variables == ("x", "y")


def test_moving_the_probe_within_the_picture_asks_only_for_its_curvature() -> None:
    before = state("x^2 y", x=1.0)
    after = MoveProbe((("x", 2.0), ("y", -1.0))).apply(before)
    assert set(asked(after)) - set(asked(before)) == {asked(after).curvature}
    assert asked(after).curvature.point == (2.0, -1.0)


def test_moving_the_probe_across_the_picture_asks_for_another_field() -> None:
    before = state("x^2 y z", x=1.0)
    after = MoveProbe((("z", 2.0),)).apply(before)
    assert asked(after).fields[-1].origin == (0.0, 0.0, 2.0)
    assert not set(asked(after).fields) & set(asked(before).fields)


@pytest.mark.parametrize("command", [SetHessianLayout(Layout.NUMBERS), SetAppearance(Appearance("cividis"))])
def test_how_things_look_asks_nothing(command: SetAppearance) -> None:
    before = state("x^2 y z", x=1.0)
    assert tuple(asked(command.apply(before))) == tuple(asked(before))


def test_the_draft_comes_before_the_fine_field() -> None:
    wanted = asked(PanView(1.0, 0.0).apply(state("x y")))
    assert [field.shape for field in wanted.fields] == [DRAFT_SHAPE, FINE_SHAPE]
    assert {field.box for field in wanted.fields} == {Box(-4.0, 6.0, -5.0, 5.0)}


def test_a_curve_does_not_depend_on_its_vertical_range() -> None:
    before = state("sin x")
    after = PanView(0.0, 3.0).apply(before)
    assert tuple(asked(before)) == tuple(asked(after))
    assert asked(before).slice.axes == (0, None)


def test_the_chosen_axes_span_the_slice() -> None:
    wanted = asked(SetAxes(("z", "x")).apply(state("x^2 y z", x=1.0, y=2.0, z=3.0)))
    assert wanted.slice.axes == (2, 0)
    assert wanted.slice.origin == (0.0, 2.0, 0.0)
    assert wanted.slice.to_plane(wanted.curvature.point) == (3.0, 1.0)


def test_moving_within_a_tilted_plane_asks_for_no_other_field() -> None:
    directions = ((1.0, 1.0, 0.0), (0.0, 1.0, 2.0))
    before = SetPlane(directions).apply(state("x^2 y z", x=1.0, y=-0.3, z=0.7))
    start = np.array(asked(before).curvature.point)
    for s, t in ((0.1, 0.2), (-3.0, 1.7), (1 / 3, 1e-3)):
        moved = start + s * np.array(directions[0]) + t * np.array(directions[1])
        after = MoveProbe(tuple(zip("xyz", map(float, moved), strict=True))).apply(before)
        assert asked(after).fields == asked(before).fields
        x, y = asked(after).slice.to_plane(asked(after).curvature.point)
        assert np.allclose(asked(after).slice.to_space((x, y)), moved, atol=1e-11)


def test_the_part_across_a_plane_is_perpendicular_to_it() -> None:
    rest = across((1.0, 2.0, 3.0, 4.0), ((1.0, 1.0, 0.0, 0.0), (1.0, 0.0, 1.0, 0.0)))
    assert rest[0] + rest[1] == pytest.approx(0.0, abs=1e-11)
    assert rest[0] + rest[2] == pytest.approx(0.0, abs=1e-11)
    assert rest[3] == 4.0
