"""Undo at the window, counted as a person counts: a gesture is one step, another kind of gesture another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hessview.document.commands import SetPlane, SetProbeCoordinates
from hessview.landscapes.catalog import CATALOG
from tests.tasks.test_undo_to_the_start import turn_wheel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


def steps(person: Person) -> list[str]:
    """Undo everything and return the names, the last first; redo it all again."""
    store = person.desk.store
    names = []
    while store.undo_name is not None:
        names.append(store.undo_name)
        store.undo()
    for _ in names:
        store.redo()
    return names


def wheel(person: Person, notches: int) -> None:
    turn_wheel(person, 0.5, 0.5, notches)


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    return sit_down("x^2 - 3x y + y^3")


def test_a_drag_of_the_probe_is_a_step_and_so_is_a_pan_and_a_click(person: Person) -> None:
    person.click(1.0, 1.0)
    person.drag((1.0, 1.0), (1.2, 1.1), (1.5, 1.4), (2.0, 2.0), alt=True)
    person.drag((-3.0, -3.0), (-2.5, -2.5), (-2.0, -2.0), (-1.0, -1.0))
    assert steps(person) == ["pan", "move probe", "move probe"]


def test_turns_of_the_wheel_are_a_step_and_a_drag_after_them_is_another(person: Person) -> None:
    for _ in range(4):
        wheel(person, 1)
    person.drag((-1.0, -1.0), (-0.8, -0.8), (-0.5, -0.5))
    wheel(person, -1)
    assert steps(person) == ["zoom", "pan", "zoom"]


def test_nudges_are_a_step_and_a_drag_of_the_probe_after_them_is_another(person: Person) -> None:
    person.click(1.0, 1.0)
    for _ in range(5):
        QTest.keyClick(person.picture, Qt.Key.Key_Right)
    x, y = person.probe()
    person.drag((x, y), (x + 0.3, y + 0.3), (x + 0.6, y + 0.6), alt=True)
    assert steps(person) == ["move probe", "move probe", "move probe"]


def test_levels_one_after_the_other_are_a_step_and_a_colour_map_is_another(person: Person) -> None:
    for _ in range(4):
        person.choose("More Levels")
    person.choose("Cividis")
    person.choose("Fewer Levels")
    assert steps(person) == ["fewer levels", "change colours", "more levels"]


def test_typing_without_a_pause_is_a_step_and_what_is_pasted_is_one_too(person: Person) -> None:
    clock = person.desk.clock
    person.type_formula("x y")
    now = clock()
    person.desk.clock = lambda: now + 60.0  # type: ignore[method-assign]
    QTest.keyClicks(person.field, " + 1")
    person.desk.controller.replace_text("y^2")
    assert steps(person) == ["typing", "typing", "typing"]


def test_every_menu_entry_that_changes_the_document_can_be_undone_by_its_name(person: Person) -> None:
    store = person.desk.store
    for entry, name in (
        ("Equal Scales", "equal scales"), ("Colour Field", "hide colour field"),
        ("More Levels", "more levels"), ("Cividis", "change colours"),
        ("Hessian as Numbers", "change Hessian layout"),
        ("Principal Axes", "hide principal axes"), ("Zoom In", "zoom"), ("Zoom Out", "zoom"), ("Home", "home view"),
        ("To the Middle", "set probe"),
    ):  # fmt: skip
        store.seal()
        person.click(1.0, 1.0)
        store.seal()
        before = store.state
        person.choose(entry)
        if store.state != before:
            assert person.desk.actions.action("Undo").text() == f"&Undo {name}"
            person.choose("Undo")
        assert store.state == before, entry


def test_every_example_can_be_undone(person: Person) -> None:
    before, store = person.desk.store.state, person.desk.store
    for example in CATALOG[:5]:
        person.desk.open_example(example)
        assert store.undo_name == "open example"
        store.undo()
        assert (store.state, store.modified) == (before, False)


def test_typed_coordinates_and_ranges_are_steps(person: Person) -> None:
    field = person.panel.coordinates.fields[0]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1.25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.choose("Set Ranges")
    first = person.picture._ranges._fields[0]
    first.setText("-9")
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert steps(person) == ["set ranges", "set probe"]


def test_a_gesture_that_is_taken_back_leaves_no_step(person: Person) -> None:
    wheel(person, 1)
    viewport = person.picture.viewport()
    start = person.pixel(-1.0, -1.0)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewport, start + QPoint(40, 40))
    QTest.mouseMove(viewport, start + QPoint(80, 80))
    QTest.keyClick(person.picture, Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + QPoint(80, 80))
    assert steps(person) == ["zoom"]


@pytest.mark.parametrize("is_probe", [True, False])
def test_a_drag_on_a_tilted_plane_that_escape_ends_is_no_step_and_redo_stays(
    sit_down: Callable[..., Person], *, is_probe: bool
) -> None:
    person = sit_down("x^2 + 2 y^2 - z^2 + x y z")
    store = person.desk.store
    store.dispatch(SetProbeCoordinates((("x", 0.1), ("y", 0.7), ("z", -0.3))))
    store.dispatch(SetPlane(((0.6, 0.8, 0.3), (-0.1, 0.5, 0.7))))
    person.choose("More Levels")
    person.choose("Undo")
    person.wait_for_picture()
    before, undo, redo = store.state, store.undo_name, store.redo_name
    assert (undo, redo) == ("choose plane", "more levels")
    surface = person.picture.viewport()
    start = person.picture._probe.pos().toPoint() + (QPoint() if is_probe else QPoint(-90, 60))
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for k in (1, 2, 3):
        QTest.mouseMove(surface, start + QPoint(11 * k, -7 * k))
    person.bot.waitUntil(lambda: store.state != before)
    QTest.keyClick(person.picture, Qt.Key.Key_Escape)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + QPoint(33, -21))
    assert store.state == before
    assert (store.undo_name, store.redo_name) == (undo, redo)
