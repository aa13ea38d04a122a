"""See where the Hessian is definite: switch the layer on, read it, colour by eigenvalues, undo, save, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.analysis.verdict import Definiteness
from hessview.compute.requests import MapRequest
from hessview.document.session_file import open_bytes
from hessview.document.state import ColourBy
from hessview.figure.marks import FieldMark, RegionMark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person

CAMEL = "(4-2.1x^2+x^4/3)x^2+x y+(-4+4y^2)y^2"
CTRL = Qt.KeyboardModifier.ControlModifier


def press(person: Person, key: Qt.Key) -> None:
    person.picture.setFocus()
    QTest.keyClick(person.picture, key, CTRL)


def wait_for_map(person: Person) -> None:
    def is_there() -> bool:
        results = person.desk.controller.results
        return results.definiteness is not None and not any(isinstance(r, MapRequest) for r in results.pending)

    person.bot.waitUntil(is_there, timeout=60_000)


def hover(person: Person, x: float, y: float) -> str:
    """Move the cursor there and read the status line."""
    viewport, place = person.picture.viewport(), QPointF(person.pixel(x, y))
    button = Qt.MouseButton.NoButton
    where = viewport.mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, place, where, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, event)
    return str(person.window.read_out.text())


def legend(person: Person) -> list[str]:
    item = person.picture._legends.legend
    return [] if item is None else [entry.words for entry in item.entries]


def regions(person: Person) -> list[str]:
    figure = person.picture._figure
    assert figure is not None
    return [mark.kind for mark in figure.marks if isinstance(mark, RegionMark)]


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    return sit_down(CAMEL)


def test_one_key_shows_the_regions_with_a_legend_and_hides_them(person: Person) -> None:
    assert legend(person) == []
    press(person, Qt.Key.Key_3)
    wait_for_map(person)
    assert regions(person) == ["positive definite", "negative definite", "indefinite"]
    assert legend(person) == ["positive definite", "negative definite", "indefinite", "det H = 0"]
    assert person.desk.actions.action("Definiteness").isChecked()
    press(person, Qt.Key.Key_3)
    assert regions(person) == []
    assert legend(person) == []
    assert person.desk.controller.results.definiteness is None


def test_the_cursor_reads_what_the_region_means(person: Person) -> None:
    assert "definite" not in hover(person, 0.0, 0.7)
    press(person, Qt.Key.Key_3)
    wait_for_map(person)
    assert hover(person, 0.0, 0.7).endswith("positive definite: f curves up in every direction")
    assert hover(person, 0.0, 0.0).endswith("indefinite: f curves up in one direction, down in another")
    assert hover(person, 1.0, 0.0).endswith("negative definite: f curves down in every direction")


def test_where_newton_goes_uphill_is_a_layer_of_its_own(person: Person) -> None:
    press(person, Qt.Key.Key_4)
    wait_for_map(person)
    assert regions(person) == ["newton uphill"]
    assert legend(person) == ["Newton’s step begins uphill"]


def test_the_map_is_coloured_by_eigenvalues_from_the_menu(person: Person) -> None:
    for action, colour_by, title in (
        ("Smallest Eigenvalue", ColourBy.SMALLEST, "λ_min"),
        ("Largest Eigenvalue", ColourBy.LARGEST, "λ_max"),
        ("Condition Number", ColourBy.CONDITION, "log₁₀ κ"),
        ("f", ColourBy.VALUE, "f"),
    ):
        person.choose(action)
        if colour_by is not ColourBy.VALUE:
            wait_for_map(person)
        figure = person.picture._figure
        assert figure is not None
        assert person.desk.store.state.appearance.colour_by is colour_by
        assert person.desk.actions.action(action).isChecked()
        assert figure.colour_bar == title
        assert isinstance(figure.marks[0], FieldMark)


def test_undo_takes_back_layer_and_colours_one_by_one(person: Person) -> None:
    store = person.desk.store
    before = store.state
    press(person, Qt.Key.Key_3)
    person.choose("Largest Eigenvalue")
    wait_for_map(person)
    assert store.undo_name == "colour by largest eigenvalue"
    person.choose("Undo")
    assert store.undo_name == "show definiteness"
    assert store.state.appearance.colour_by is ColourBy.VALUE
    person.choose("Undo")
    assert store.state == before
    assert legend(person) == []


def test_the_layer_follows_what_is_typed_panned_and_zoomed(person: Person) -> None:
    press(person, Qt.Key.Key_3)
    wait_for_map(person)
    person.type_formula("log(x) + y^2")
    wait_for_map(person)
    assert regions(person) == ["indefinite", "undefined"]
    person.drag((3.0, 3.0), (2.0, 3.0), (-1.0, 3.0))
    wait_for_map(person)
    shown = person.desk.controller.results.definiteness
    view = person.desk.store.state.view
    assert shown is not None
    assert (shown.x[0], shown.x[-1]) == (view.x0, view.x1)
    person.type_formula("x^2 + y^2")
    wait_for_map(person)
    assert regions(person) == [Definiteness.POSITIVE_DEFINITE]
    person.type_formula("x^3")
    assert regions(person) == []


def test_while_the_map_of_a_new_view_is_worked_out_the_old_one_stays(person: Person) -> None:
    press(person, Qt.Key.Key_3)
    wait_for_map(person)
    for _ in range(12):
        person.choose("Zoom In")
        assert regions(person)
        person.bot.wait(1)
    wait_for_map(person)


def test_a_session_and_a_figure_bring_the_layer_back(
    person: Person, sit_down: Callable[..., Person], tmp_path: Path, no_questions: list[str]
) -> None:
    press(person, Qt.Key.Key_3)
    person.choose("Smallest Eigenvalue")
    wait_for_map(person)
    state = person.desk.store.state
    path = tmp_path / "camel.svg"
    written: list[bool] = []
    person.desk.exports.export(path, (120.0, 90.0), 100, lambda: written.append(True))
    person.bot.waitUntil(lambda: bool(written), timeout=60_000)
    assert not no_questions
    data = path.read_bytes()
    assert open_bytes(data) == state
    for name in (b"positive definite", b"indefinite", b"det H = 0"):
        assert name in data
    again = sit_down(str(path))
    wait_for_map(again)
    assert again.desk.store.state.appearance == state.appearance
    assert legend(again) == ["positive definite", "negative definite", "indefinite", "det H = 0"]


def test_the_window_does_not_wait_for_the_map_of_a_large_formula(sit_down: Callable[..., Person]) -> None:
    person = sit_down("sum(sin(x/i) cos(y/i), i, 1, 30)")
    press(person, Qt.Key.Key_3)
    assert any(isinstance(request, MapRequest) for request in person.desk.controller.results.pending)
    wait_for_map(person)
    assert regions(person)
