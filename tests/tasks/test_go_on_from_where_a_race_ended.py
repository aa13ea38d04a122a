"""Go on from where a race ended: down from a saddle, to the end and back, and to a start that is out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hessview.document.commands import SetProbeCoordinates
from hessview.document.racing import HoldStart, SetMethods
from tests.tasks.test_descent_dock import of, open_descent, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.descent_view import DescentView
    from tests.tasks.conftest import Person

WELLS = "(x^2 - 1)^2 + y^2"


def put(person: Person, x: float, y: float) -> None:
    person.desk.store.dispatch(SetProbeCoordinates((("x", x), ("y", y))))


def point(person: Person) -> tuple[float, ...]:
    return tuple(person.desk.store.state.point(("x", "y")))


def press(view: DescentView, words: str) -> None:
    next(button for button in view.line.buttons if button.text() == words).click()


def at_saddle(person: Person) -> DescentView:
    """Let gradient descent run into the saddle from above."""
    put(person, 0.0, 1.0)
    person.desk.store.dispatch(SetMethods(("gradient descent",)))
    view = open_descent(person)
    view.pages.show_page("Verdict")
    person.bot.waitUntil(view.verdict.down.isVisible, timeout=5_000)
    return view


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    person = sit_down(WELLS)
    person.window.resize(1440, 900)
    return person


def test_from_a_saddle_one_click_leads_down_to_a_minimum_and_undo_leads_back(person: Person) -> None:
    view = at_saddle(person)
    assert str(of(person, "gradient descent").kind) == "saddle"
    view.verdict.down.click()
    wait(person)
    assert str(of(person, "gradient descent").kind) == "minimum"
    assert abs(point(person)[0]) > 0.0
    assert not person.desk.descent.is_held
    person.bot.waitUntil(view.verdict.down.isHidden, timeout=5_000)
    assert person.desk.store.undo_name == "go down from a saddle"
    person.desk.store.undo()
    assert point(person) == (0.0, 1.0)


def test_both_ways_down_are_at_choice_and_lead_to_different_minima(person: Person) -> None:
    view = at_saddle(person)
    _, along, against = view.verdict.down.menu().actions()
    ends = []
    for action in (along, against):
        action.trigger()
        wait(person)
        limit = of(person, "gradient descent").limit
        assert limit is not None
        ends.append(round(float(limit[0]), 6))
        person.desk.store.undo()
        wait(person)
    assert sorted(ends) == [-1.0, 1.0]


def test_a_held_start_goes_down_while_the_probe_stays(person: Person) -> None:
    view = at_saddle(person)
    person.desk.store.dispatch(HoldStart((("x", 0.0), ("y", 1.0))))
    put(person, 1.5, -1.0)
    wait(person)
    view.verdict.down.click()
    wait(person)
    assert point(person) == (1.5, -1.0)
    assert str(of(person, "gradient descent").kind) == "minimum"


def test_going_to_the_end_is_one_step_and_says_what_is_held_with_the_way_back(person: Person) -> None:
    put(person, 0.5, 1.0)
    view = open_descent(person)
    view.pages.show_page("Verdict")
    assert not view.verdict.down.isVisible(), "it ended at a minimum"
    assert not view.said.isVisible()
    before = person.desk.store.state
    view.verdict.button.click()
    assert point(person) == pytest.approx((1.0, 0.0))
    assert person.desk.store.state.view == before.view
    person.bot.waitUntil(view.said.isVisible, timeout=5_000)
    assert view.said.text() == "The race keeps its start (0.5, 1) (“Hold start” is on); the probe is elsewhere."
    press(view, "Start at the probe")
    assert not person.desk.descent.is_held
    person.bot.waitUntil(view.said.isHidden, timeout=5_000)
    person.desk.store.undo()
    person.desk.store.undo()
    assert person.desk.store.state == before


def test_a_start_out_of_sight_is_said_and_brought_in_or_the_view_is_widened(person: Person) -> None:
    view = open_descent(person)
    assert not view.said.isVisible()
    put(person, 0.5, 9.0)
    wait(person)
    person.bot.waitUntil(view.said.isVisible, timeout=5_000)
    assert view.said.text() == "The start (0.5, 9) is outside the picture."
    away = person.desk.store.state
    press(view, "Widen the view")
    box = person.desk.store.state.view
    assert box.y0 == away.view.y0
    assert box.y1 > 9.0
    assert (box.x0, box.x1) == (away.view.x0, away.view.x1)
    assert point(person) == (0.5, 9.0)
    person.desk.store.undo()
    assert person.desk.store.state == away
    person.bot.waitUntil(view.said.isVisible, timeout=5_000)
    press(view, "Bring it in")
    assert point(person)[0] == 0.5
    assert away.view.y0 < point(person)[1] < away.view.y1
    person.bot.waitUntil(view.said.isHidden, timeout=5_000)
