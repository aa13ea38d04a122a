"""Tick methods and take ticks away: each keeps its colour, in the table, on the map, in plots, files and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hessview.document.session_file import from_bytes, to_bytes
from hessview.figure.marks import RUNS, Figure, LineMark, Role
from hessview.figure.raced import with_race
from hessview.figure.run_looks import OWN_ROLES, run_roles
from hessview.views.descent_pages import ConvergencePage
from tests.tasks.test_descent_dock import ALT, VALLEY, click_box, open_descent, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.descent_view import DescentView
    from tests.tasks.conftest import Person


def _lines(figure: Figure | None) -> dict[str, Role]:
    assert figure is not None
    return {
        mark.label: mark.role for mark in figure.marks
        if isinstance(mark, LineMark) and mark.role in RUNS and mark.label
    }  # fmt: skip


def _seen(person: Person, view: DescentView) -> dict[str, Role]:
    """The colours of the runs, which are the same wherever they are seen."""
    wait(person)
    on_map = _lines(person.desk.controller._figure)
    assert isinstance(view.page, ConvergencePage)
    person.bot.waitUntil(lambda: _lines(view.page.plot.figure) == on_map, timeout=10_000)
    state, results = person.desk.store.state, person.desk.controller.results
    assert person.desk.controller._figure is not None
    in_file = with_race(Figure(person.desk.controller._figure.axes, ()), state, results)
    assert _lines(in_file) == on_map
    return on_map


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    person = sit_down(VALLEY)
    person.window.resize(1440, 900)
    person.click(4.0, 1.0, ALT)
    return person


def test_a_method_keeps_its_colour_whatever_else_is_ticked(person: Person) -> None:
    view = open_descent(person)
    before = _seen(person, view)
    assert before == {"gradient descent": Role.RUN_1, "heavy ball": Role.RUN_2, "Newton": Role.RUN_3}
    click_box(view, "gradient descent")
    assert _seen(person, view) == {name: before[name] for name in ("heavy ball", "Newton")}
    click_box(view, "adam")
    with_adam = _seen(person, view)
    assert with_adam["Adam"] is OWN_ROLES["adam"]
    assert {name: with_adam[name] for name in ("heavy ball", "Newton")}.items() <= before.items()


def test_one_that_had_to_borrow_a_colour_keeps_it_and_a_session_knows_it(person: Person) -> None:
    view = open_descent(person)
    click_box(view, "armijo")
    assert OWN_ROLES["armijo"] is OWN_ROLES["newton"]
    both = _seen(person, view)
    assert len(set(both.values())) == len(both) == 4
    click_box(view, "newton")
    alone = _seen(person, view)
    assert alone.items() <= both.items()
    assert alone["Armijo"] is not OWN_ROLES["armijo"]
    race = from_bytes(to_bytes(person.desk.store.state)).race
    assert run_roles(race)["armijo"] is alone["Armijo"]
    person.desk.actions.action("Undo").trigger()
    assert _seen(person, view) == both


@pytest.mark.parametrize("method", ["adam", "armijo"])
def test_the_sample_in_the_table_has_the_colour_of_the_line(person: Person, method: str) -> None:
    view = open_descent(person)
    click_box(view, method)
    seen = _seen(person, view)
    shown = {row.name: row.role for row in view.table._rows if row.role is not None}
    assert set(shown.values()) == set(seen.values())
    assert shown[method] is run_roles(person.desk.store.state.race)[method]
