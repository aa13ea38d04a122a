from __future__ import annotations

from dataclasses import replace

import pytest

from hessview.document.motions import MOST_PICTURES, MotionKind, motions, pictures
from hessview.document.parameters import parameters_of
from hessview.document.state import Box, State

TEXT = "a = 1\nf(x, y) = x^2 + a y^2"


def document(text: str = TEXT, x: float = 0.0, y: float = 0.0) -> State:
    return State(text, text, (("x", x), ("y", y)), Box(-2.0, 2.0, -2.0, 2.0))


def test_a_document_offers_what_can_move_in_it() -> None:
    assert [each.kind for each in motions(document(), ("x", "y"))] == list(MotionKind)
    assert [each.kind for each in motions(document("x^3"), ("x",))] == [MotionKind.PATH]


def test_a_turn_goes_once_round_in_equal_steps() -> None:
    turn = motions(document(), ("x", "y"))[0]
    angles = [state.surface.azimuth for state in pictures(document(), turn, 36)]
    steps = {round((b - a) % 360.0, 9) for a, b in zip(angles, angles[1:] + angles[:1], strict=True)}
    assert steps == {10.0}
    assert all(-180.0 <= angle <= 180.0 for angle in angles)


def test_a_parameter_goes_through_its_range_and_back_without_a_jump() -> None:
    move = motions(document(), ("x", "y"))[1]
    values = [parameters_of(state)[0].value for state in pictures(document(), move, 40)]
    assert (min(values), max(values)) == (-5.0, 5.0)
    steps = [abs(b - a) for a, b in zip(values, values[1:] + values[:1], strict=True)]
    assert max(steps) < 1.5 * min(steps)


def test_a_probe_that_was_moved_goes_the_same_way_again_evenly() -> None:
    before = (document(x=-1.0), document(x=-1.0, y=1.0))
    now = document(x=1.0, y=1.0)
    path = motions(now, ("x", "y"), before)[-1]
    assert path.words == "Move the probe where it was moved"
    points = [state.point(("x", "y")) for state in pictures(now, path, 31)]
    assert points[0] == (-1.0, 0.0)
    assert points[10] == pytest.approx((-1.0, 1.0))
    assert points[-1] == (1.0, 1.0)


def test_what_was_done_in_another_function_is_no_part_of_the_way() -> None:
    path = motions(document(), ("x", "y"), (document("x y", x=1.0),))[-1]
    assert path.words == "Move the probe across the picture"
    points = [state.point(("x", "y")) for state in pictures(document(), path, 8)]
    assert points[0] == pytest.approx((-1.8, 0.0))
    assert points[-1] == pytest.approx((1.8, 0.0))


def test_there_are_never_too_many_pictures() -> None:
    state = replace(document(), plane=None)
    for motion in motions(state, ("x", "y")):
        assert 2 <= len(pictures(state, motion, 10**6)) <= MOST_PICTURES


def test_a_parameter_moves_in_what_is_shown_while_another_text_is_being_typed() -> None:
    typed = replace(document(), text=f"{TEXT} +")
    move = motions(typed, ("x", "y"))[1]
    values = {parameters_of(state)[0].value for state in pictures(typed, move, 8)}
    assert (min(values), max(values)) == (-5.0, 5.0)
