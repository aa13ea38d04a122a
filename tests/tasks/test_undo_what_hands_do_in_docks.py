"""Undo of what hands do beside the map, counted as a person counts: two clicks are a step, a drag given up is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.document.state import Arrangement
from tests.tasks.conftest import LEFT, NO_KEY
from tests.tasks.test_undo_step_by_step import steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from hessview.views.slice_grid import SliceGrid
    from tests.tasks.conftest import Person

ALT = Qt.KeyboardModifier.AltModifier
THREE = "f(x, y, z) = x^2 y + z^2 + x z"
NAMES = ("x", "y", "z")


def click_twice(widget: QWidget, place: QPoint) -> None:
    """A double click, with all the events of its two clicks."""
    QTest.mouseClick(widget, LEFT, NO_KEY, place)
    QTest.mouseDClick(widget, LEFT, NO_KEY, place)


def move(widget: QWidget, place: QPointF) -> None:
    """Move the mouse with its button down."""
    there = QPointF(widget.mapToGlobal(place))
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, place, there, LEFT, LEFT, NO_KEY))


def slices(sit_down: Callable[..., Person]) -> tuple[Person, SliceGrid]:
    person = sit_down(THREE)
    QTest.keyClick(person.window, Qt.Key.Key_3, ALT)
    fields, view = person.desk.slices.fields, person.desk.slices.view
    assert fields is not None
    assert view is not None
    person.bot.waitUntil(lambda: fields.is_settled, timeout=15_000)
    return person, view.grid


def test_a_double_click_on_a_small_slice_is_one_step_and_leaves_the_probe(sit_down: Callable[..., Person]) -> None:
    person, grid = slices(sit_down)
    store, before = person.desk.store, person.desk.store.state
    click_twice(grid, grid.place_of(("y", "z")).center().toPoint() + QPoint(9, 7))
    assert store.state.axis_indices(NAMES) == (1, 2)
    assert store.state.point(NAMES) == before.point(NAMES)
    assert steps(person) == ["look along y and z"]
    store.undo()
    assert store.state == before


def test_a_double_click_beside_a_slice_keeps_what_was_done_before_it(sit_down: Callable[..., Person]) -> None:
    person, grid = slices(sit_down)
    place = grid.place_of(("x", "z"))
    QTest.mouseClick(grid, LEFT, NO_KEY, place.center().toPoint() + QPoint(9, 7))
    clicked = person.desk.store.state.point(NAMES)
    below = QPoint(round(place.center().x()), round(place.bottom()) + 4)
    click_twice(grid, below)
    assert person.desk.store.state.point(NAMES) == clicked
    assert steps(person) == ["look along x and z", "move probe"]


def test_two_clicks_on_different_slices_are_two_steps(sit_down: Callable[..., Person]) -> None:
    person, grid = slices(sit_down)
    for pair in (("x", "y"), ("y", "z")):
        QTest.mouseClick(grid, LEFT, NO_KEY, grid.place_of(pair).center().toPoint() + QPoint(9, 7))
    assert steps(person) == ["move probe", "move probe"]


@pytest.mark.parametrize("entry", ["From Above", "Isometric", "Turn Left", "Higher", "Nearer", "As It Was"])
def test_turning_the_surface_from_the_menu_while_the_map_alone_is_shown_is_one_step(
    sit_down: Callable[..., Person], entry: str
) -> None:
    person = sit_down("x^2 - y^2")
    store, before = person.desk.store, person.desk.store.state
    assert before.arrangement is Arrangement.CONTOUR
    person.choose(entry)
    person.bot.waitUntil(lambda: store.state.arrangement is Arrangement.BOTH)
    assert (store.state.surface == before.surface) == (entry == "As It Was")
    assert len(steps(person)) == 1
    store.undo()
    assert store.state == before
    assert person.window.pictures.shown == (person.picture,)


def test_the_surface_is_turned_from_where_undo_has_left_it(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 - y^2")
    store = person.desk.store
    person.choose("From Above")
    store.undo()
    before = store.state.surface
    person.choose("Turn Left")
    person.bot.waitUntil(lambda: store.state.surface != before)
    assert store.state.surface.elevation == before.elevation


def test_a_double_click_in_a_section_leaves_the_probe_and_no_step(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 - y^2 + x y")
    QTest.keyClick(person.window, Qt.Key.Key_2, ALT)
    view, store = person.desk.sections.view, person.desk.store
    assert view is not None
    person.click(1.0, 1.0)
    store.seal()
    before, plot = store.state, view.plots[0]
    place = plot.rect().center() + QPoint(20, 0)
    QTest.mouseClick(plot, LEFT, NO_KEY, place)
    assert store.state.probe != before.probe
    QTest.mouseDClick(plot, LEFT, NO_KEY, place)
    assert store.state == before
    assert steps(person) == ["move probe"]


def test_a_double_click_on_the_dial_that_has_no_direction_is_no_step(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 - y^2 + x y")
    QTest.keyClick(person.window, Qt.Key.Key_2, ALT)
    view, store = person.desk.sections.view, person.desk.store
    assert view is not None
    before, place = store.state, view.dial.rect().center() + QPoint(25, 10)
    click_twice(view.dial, place)
    assert store.state == before
    assert steps(person) == []
    QTest.mouseClick(view.dial, LEFT, NO_KEY, place)
    assert store.state.direction is not None
    click_twice(view.dial, view.dial.rect().center() + QPoint(-10, 25))
    assert store.state.direction is None
    assert len(steps(person)) == 2, "one that turned it, one that removed it"


@pytest.mark.parametrize("text", ["a = -1.00; x^4 + a*x^2 + y^2", "a = 17; x^4 + a*x^2 + y^2"])
def test_escape_in_the_plot_of_the_paths_leaves_no_step(sit_down: Callable[..., Person], text: str) -> None:
    person = sit_down(text)
    store, parameters = person.desk.store, person.desk.parameters
    QTest.keyClick(person.window, Qt.Key.Key_4, ALT)
    person.choose("Trace Critical Points")
    person.bot.waitUntil(lambda: parameters.tracing.paths is not None, timeout=60_000)
    view = parameters.view
    assert view is not None
    person.bot.waitUntil(lambda: view.plot.frame is not None)
    before, plot = store.state, view.plot
    assert plot.frame is not None
    middle = plot.frame.rect.center()
    QTest.mousePress(plot, LEFT, NO_KEY, middle.toPoint())
    move(plot, middle + QPointF(25.0, 0.0))
    assert store.state != before
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert store.state == before
    assert steps(person) == []
    QTest.mouseRelease(plot, LEFT, NO_KEY, middle.toPoint())
    assert steps(person) == []


def test_a_double_click_in_the_middle_of_the_dial_keeps_what_was_done_before_it(
    sit_down: Callable[..., Person]
) -> None:
    person = sit_down("x^2 - y^2 + x y")
    QTest.keyClick(person.window, Qt.Key.Key_2, ALT)
    view = person.desk.sections.view
    assert view is not None
    person.bot.waitUntil(lambda: view.dial.width() > 100)
    place = view.dial.rect().center() + QPoint(30, 10)
    QTest.mouseClick(view.dial, LEFT, NO_KEY, place)
    turned = steps(person)
    assert len(turned) == 1
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick):
        middle = view.dial.pixel_of(0.0, 0.0)
        there = QPointF(view.dial.mapToGlobal(middle))
        QApplication.sendEvent(view.dial, QMouseEvent(kind, middle, there, LEFT, LEFT, NO_KEY))
    assert steps(person)[1:] == turned
