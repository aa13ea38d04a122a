"""What a state asks, and what it does not ask again."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.compute.requests import DRAFT_SHAPE, FINE_SHAPE, Wanted
from hessview.compute.resolving import Resolver, across
from hessview.document.commands import MoveProbe, PanView, SetAppearance, SetAxes, SetHessianLayout, SetPlane, SetText
from hessview.document.state import Appearance, Box, ColourBy, Layout, State


def state(text: str, **coordinates: float) -> State:
    return State(text, text, tuple(coordinates.items()))


def asked(of: State) -> Wanted:
    wanted = Resolver().resolve(of)
    assert wanted is not None
    return wanted


def test_equal_states_ask_equal_hashable_questions() -> None:
    first, second = asked(state("x^2 + y", x=1.0)), asked(state("x^2+y", x=1.0))
    assert set(first) == set(second)
    assert len(set(first)) == 5


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


# The map of the Hessian


LAYER = Appearance(overlays=("definiteness",))


def layered(text: str, look: Appearance = LAYER, view: Box | None = None) -> State:
    return State(text, text, view=view or Box(-2.0, 2.0, -1.0, 1.0), appearance=look)


@pytest.mark.parametrize(
    ("look", "regions", "uphill"),
    [
        (Appearance(overlays=("definiteness",)), True, False),
        (Appearance(overlays=("newton-uphill",)), False, True),
        (Appearance(overlays=(), colour_by=ColourBy.LARGEST), False, False),
        (Appearance(overlays=("newton-uphill", "definiteness"), show_field=False), True, True),
    ],
)
def test_a_map_is_asked_only_for_what_is_shown_of_it(look: Appearance, regions: bool, uphill: bool) -> None:
    maps = asked(layered("x^2 y", look)).maps
    assert [(request.regions, request.uphill) for request in maps] == [(regions, uphill)] * 2
    assert asked(layered("x^2 y", look)).fields[-1] in tuple(asked(layered("x^2 y", look)))


@pytest.mark.parametrize(
    "state",
    [
        layered("x^2 y", Appearance()),
        layered("x^2 y", Appearance(colour_by=ColourBy.CONDITION, show_field=False)),
        layered("x^3", LAYER),
    ],
)
def test_no_map_is_asked_while_nothing_of_it_is_shown_nor_for_a_curve(state: State) -> None:
    assert asked(state).maps == ()


def test_what_is_drawn_first_is_asked_first() -> None:
    wanted = asked(layered("x^2 y"))
    assert tuple(wanted) == (
        wanted.curvature, wanted.fields[0], wanted.maps[0], wanted.fields[1], wanted.maps[1], wanted.critical,
        wanted.formulas,
    )


def test_while_the_view_is_dragged_the_draft_of_the_map_is_mostly_the_same_question() -> None:
    state, drafts, finals = layered("x^2 y"), set(), set()
    for _ in range(100):
        state = PanView(0.013, -0.0071).apply(state)
        draft, final = asked(state).maps
        box, view = draft.field.box, state.view
        assert box.x0 <= view.x0 < view.x1 <= box.x1
        assert box.y0 <= view.y0 < view.y1 <= box.y1
        assert box.width <= 1.5 * view.width
        assert final.field.box == view
        drafts.add(draft)
        finals.add(final)
    assert len(drafts) <= 12
    assert len(finals) == 100


def test_the_iso_lines_do_not_matter_to_the_map() -> None:
    fewer = SetAppearance(Appearance(level_count=5, overlays=("definiteness",)))
    assert asked(fewer.apply(layered("x^2 y"))).maps == asked(layered("x^2 y")).maps


@pytest.mark.parametrize(
    "view", [Box(1e6, 1e6 + 1e-3, -1.0, 1.0), Box(-1e100, 1e100, 0.0, 1e-100), Box(1e-9, 1.0, -1e299, 1e299)]
)
def test_any_view_has_a_draft_that_can_be_drawn(view: Box) -> None:
    assert all(request.field.box.is_valid for request in asked(layered("x^2 y", view=view)).maps)
