"""Going to a listed point is one step, and the view moves only as far as it must."""

from __future__ import annotations

import math

import pytest

from hessview.document.state import Box, State
from hessview.document.store import Store
from hessview.document.visits import VisitPoint, view_that_shows

VIEW = Box(-5.0, 5.0, -2.0, 2.0)
STATE = State("x y", "x y", (("x", 1.0),), VIEW)


def test_probe_and_view_are_one_step() -> None:
    store = Store(STATE)
    store.dispatch(VisitPoint((("x", 7.0), ("y", 0.5)), Box(0.0, 10.0, -2.0, 2.0)))
    assert store.state.point(("x", "y")) == (7.0, 0.5)
    assert store.state.view == Box(0.0, 10.0, -2.0, 2.0)
    assert store.undo_name == "go to critical point"
    store.undo()
    assert store.state == STATE
    assert not store.can_undo


def test_two_visits_are_two_steps() -> None:
    store = Store(STATE)
    for x in (2.0, 3.0):
        store.dispatch(VisitPoint((("x", x),)))
    store.undo()
    assert store.state.coordinate("x") == 2.0


def test_what_makes_no_sense_is_ignored() -> None:
    assert VisitPoint((("x", math.nan),), Box(1.0, 1.0, 0.0, 1.0)).apply(STATE) == STATE


@pytest.mark.parametrize("place", [(0.0, 0.0), (-5.0, 2.0), (math.nan, 0.0)])
def test_a_place_in_sight_moves_nothing(place: tuple[float, float]) -> None:
    assert view_that_shows(VIEW, place) is None


@pytest.mark.parametrize("place", [(7.0, 0.0), (-5.1, 0.0), (0.0, 40.0), (100.0, -100.0), (0.0, -2.0001)])
def test_a_place_out_of_sight_comes_well_into_a_view_of_the_same_size(place: tuple[float, float]) -> None:
    shown = view_that_shows(VIEW, place)
    assert shown is not None
    assert shown.width == pytest.approx(VIEW.width)
    assert shown.height == pytest.approx(VIEW.height)
    x, y = place
    assert shown.x0 + 1.9 < x < shown.x1 - 1.9 or VIEW.x0 <= x <= VIEW.x1
    assert shown.y0 + 0.79 < y < shown.y1 - 0.79 or VIEW.y0 <= y <= VIEW.y1
    if VIEW.x0 <= x <= VIEW.x1:
        assert (shown.x0, shown.x1) == (VIEW.x0, VIEW.x1)


def test_the_way_ends_where_a_view_cannot_be_drawn() -> None:
    shown = view_that_shows(VIEW, (1e300, 0.0))
    assert shown is not None
    assert shown.is_valid
