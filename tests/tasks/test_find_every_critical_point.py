"""Find every critical point: unfold the list, go through it, move the view, search farther, read what is proved."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from hessview.app.critical import DOCK
from hessview.app.search_dialog import SearchDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.critical_list import CriticalList
    from tests.tasks.conftest import Person

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
RIPPLES = "sin(x^2/4) + cos(y^2/4) + sin(x y)/9"  # the first are found at once, all of them much later
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = 60_000

# The offscreen platform has no window manager to talk to, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Reader:
    """A person who uses the list of critical points."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.toggle = person.window.docks.toggles[DOCK]

    @property
    def list(self) -> CriticalList:
        found = self.person.desk.critical.view
        assert found is not None
        return found

    def unfold(self) -> None:
        QTest.mouseClick(self.toggle, Qt.MouseButton.LeftButton, pos=self.toggle.rect().center())
        assert self.list.isVisible()

    def heading(self) -> str:
        return str(self.list.heading.spoken)

    def wait_for(self, words: str) -> None:
        self.person.bot.waitUntil(lambda: words in self.heading(), timeout=LONG)

    def rows(self) -> list[list[str]]:
        model = self.list.model
        columns = range(model.columnCount())
        return [[str(model.index(row, column).data()) for column in columns] for row in range(model.rowCount())]

    def click_row(self, row: int) -> None:
        table = self.list.table
        index = self.list.model.index(row, 1)
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())

    def selected(self) -> list[int]:
        return sorted(index.row() for index in self.list.table.selectionModel().selectedRows())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
        QTest.keyClick(self.person.window, key, modifier)

    def point(self) -> tuple[float, ...]:
        results, state = self.person.desk.controller.results, self.person.desk.store.state
        assert results.formula is not None
        return state.point(results.formula.variables)

    def account(self) -> str:
        return str(self.person.panel.account.spoken)

    def search(self, *numbers: str) -> None:
        """Open the dialog by its key, type the ends of the ranges, and start."""
        self.press(Qt.Key.Key_B, CTRL | SHIFT)
        self.person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SearchDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SearchDialog)
        for field, number in zip([field for ends in dialog.fields for field in ends], numbers, strict=True):
            field.selectAll()
            QTest.keyClicks(field, number)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        self.person.window.activateWindow()  # there is no window manager to do it
        self.person.bot.waitUntil(self.person.window.isActiveWindow)


@pytest.fixture
def sit(sit_down: Callable[..., Person]) -> Callable[[str], Reader]:
    def begin(text: str) -> Reader:
        person = sit_down(text)
        reader = Reader(person)
        person.bot.waitUntil(lambda: not person.desk.controller.results.pending, timeout=LONG)
        return reader

    return begin


@pytest.fixture
def reader(sit: Callable[[str], Reader]) -> Reader:
    return sit(HIMMELBLAU)


def test_the_list_is_folded_with_its_claim_until_a_click_unfolds_it(reader: Reader) -> None:
    reader.person.bot.waitUntil(lambda: reader.toggle.text() == "Critical points (9, all proved)", timeout=LONG)
    assert reader.person.desk.critical.view is None
    reader.unfold()
    assert reader.heading() == "9 critical points in this view, all proved; nothing is missing"
    rows = reader.rows()
    assert len(rows) == 9
    assert sorted(row[0] for row in rows) == ["maximum"] + 4 * ["minimum"] + 4 * ["saddle"]
    assert {row[-1] for row in rows} == {"proved"}
    assert ["3", "2"] in [row[1:3] for row in rows]
    assert reader.person.desk.actions.action("List of Critical Points").isChecked()
    reader.press(Qt.Key.Key_K, CTRL | SHIFT)
    assert not reader.list.isVisible()


def test_a_row_brings_the_probe_there_as_one_step_of_undo(reader: Reader) -> None:
    reader.unfold()
    before = reader.point()
    reader.click_row(reader.rows().index(next(row for row in reader.rows() if row[0] == "maximum")))
    assert reader.point() == pytest.approx((-0.270845, -0.923039), abs=1e-6)
    assert reader.person.badge().startswith("Maximum")
    said = "Proved: exists, and is the only critical point within "
    assert said in reader.account()
    QTest.keyClick(reader.list.table, Qt.Key.Key_Up)
    assert reader.person.badge().startswith("Saddle")
    assert len(reader.selected()) == 1
    for _ in range(2):
        reader.press(Qt.Key.Key_Z)
    assert reader.point() == before


def test_the_row_at_which_the_probe_stands_is_marked(reader: Reader) -> None:
    reader.unfold()
    reader.person.click(3.0, 2.0)
    reader.person.bot.waitUntil(lambda: reader.point() == (3.0, 2.0))
    (row,) = reader.selected()
    assert reader.rows()[row][1:3] == ["3", "2"]
    reader.person.click(0.0, 4.0, Qt.KeyboardModifier.AltModifier)
    assert reader.selected() == []


def test_another_view_makes_another_claim(reader: Reader) -> None:
    reader.unfold()
    for _ in range(3):
        QTest.keyClick(reader.person.picture, Qt.Key.Key_Right, CTRL | SHIFT)
    reader.wait_for("6 critical points in this view, all proved; nothing is missing")
    assert len(reader.rows()) == 6
    assert reader.toggle.text() == "Critical points (6, all proved)"
    reader.press(Qt.Key.Key_Z)
    reader.wait_for("9 critical points in this view, all proved; nothing is missing")


def test_another_function_has_other_points_while_it_is_typed(reader: Reader) -> None:
    reader.unfold()
    reader.person.type_formula("x^4+y^4-4xy+1")
    reader.wait_for("3 critical points in this view, all proved; nothing is missing")
    assert sorted(row[0] for row in reader.rows()) == ["minimum", "minimum", "saddle"]
    QTest.keyClicks(reader.person.field, "+")
    assert len(reader.rows()) == 3
    assert reader.list.parentWidget().graphicsEffect() is not None
    reader.person.open_example("Monkey saddle")
    reader.wait_for("1 critical point in this view, proved; nothing is missing")
    assert reader.list.parentWidget().graphicsEffect() is None


def test_keys_go_through_all_points_and_back(reader: Reader) -> None:
    reader.press(Qt.Key.Key_J)
    first = reader.point()
    seen = [first]
    for _ in range(8):
        reader.press(Qt.Key.Key_J)
        seen.append(reader.point())
    assert len(set(seen)) == 9
    reader.press(Qt.Key.Key_J)
    assert reader.point() == first
    reader.press(Qt.Key.Key_J, CTRL | SHIFT)
    assert reader.point() == seen[-1]
    assert not reader.toggle.isChecked()


def test_the_nearest_point_is_gone_to_by_key(reader: Reader) -> None:
    reader.person.click(2.2, 2.7, Qt.KeyboardModifier.AltModifier)
    reader.press(Qt.Key.Key_K)
    assert reader.point() == (3.0, 2.0)
    assert "Exactly (3, 2)." in reader.account()


def test_a_button_goes_to_the_nearest_point_and_others_go_on(reader: Reader) -> None:
    named = {button.accessibleName(): button for button in reader.person.window.docks.findChildren(QToolButton)}
    back, on, snap = (named[f"{what} Critical Point"] for what in ("Previous", "Next", "Snap to Nearest"))
    reader.person.click(2.2, 2.7, Qt.KeyboardModifier.AltModifier)
    QTest.mouseClick(snap, Qt.MouseButton.LeftButton)
    assert reader.point() == (3.0, 2.0)
    QTest.mouseClick(on, Qt.MouseButton.LeftButton)
    assert reader.point() != (3.0, 2.0)
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert reader.point() == (3.0, 2.0)


def test_a_click_near_a_glyph_goes_to_the_listed_point_and_alt_does_not(reader: Reader) -> None:
    def near() -> QPoint:
        return reader.person.pixel(-3.779310, -3.283186) + QPoint(4, 3)

    viewport = reader.person.picture.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, near())
    assert reader.account() == ""
    reader.person.click(0.0, 4.0)  # else the two would be a double click
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, near())
    listed = [tuple(point.x) for point in reader.person.desk.controller.results.critical or ()]
    assert reader.point() in listed
    assert reader.account().startswith("Proved: exists")


def test_a_larger_box_is_searched_and_its_rows_take_the_view_with_them(reader: Reader) -> None:
    reader.person.type_formula("cos(x) + cos(y)")
    reader.search("-2pi", "4pi+1", "-1", "4")
    reader.wait_for(
        "12 critical points in the box x from −6.28319 to 13.5664 and y from −1 to 4, all proved; nothing is missing"
    )
    rows = reader.rows()
    assert len(rows) == 12
    before = reader.person.desk.store.state
    farthest = max(range(12), key=lambda row: float(reader.list.model.rows.places[reader.list.model.order[row]][0]))  # type: ignore[union-attr]
    reader.click_row(farthest)
    state = reader.person.desk.store.state
    assert reader.point()[0] == pytest.approx(4 * math.pi)
    assert state.view.x0 < reader.point()[0] < state.view.x1
    assert state.view.width == pytest.approx(before.view.width)
    assert (state.view.y0, state.view.y1) == (before.view.y0, before.view.y1)
    reader.press(Qt.Key.Key_Z)
    assert reader.person.desk.store.state == before
    assert reader.rows() == rows
    QTest.mouseClick(reader.list.view_button, Qt.MouseButton.LeftButton)
    reader.wait_for("in this view, all proved; nothing is missing")


def test_a_long_search_shows_what_it_has_and_is_stopped(reader: Reader) -> None:
    reader.person.type_formula(RIPPLES)
    reader.search("-20", "20", "-20", "20")
    reader.person.bot.waitUntil(lambda: len(reader.list.model.order) > 0, timeout=LONG)
    assert "so far" in reader.heading()
    reader.person.bot.waitUntil(reader.list.cancel_button.isVisible, timeout=LONG)
    QTest.mouseClick(reader.list.cancel_button, Qt.MouseButton.LeftButton)
    reader.wait_for("the search was cancelled")
    assert reader.heading().split(" critical points ")[1].startswith("in the box x and y from −20 to 20")
    assert "missing" not in reader.heading()
    many = len(reader.list.model.order)
    assert many > 0
    reader.person.bot.waitUntil(lambda: not reader.list.cancel_button.isVisible())
    reader.person.type_formula("x^2 + y^2")
    reader.wait_for("1 critical point in this view, proved; nothing is missing")


def test_a_degenerate_point_says_why_and_along_which_curves(sit: Callable[[str], Reader]) -> None:
    reader = sit("(y - x^2)(y - 3x^2)")
    reader.person.click(1.0, 1.0, Qt.KeyboardModifier.AltModifier)
    assert reader.account() == ""
    reader.press(Qt.Key.Key_J)
    assert reader.point() == (0.0, 0.0)
    assert reader.person.sentence().startswith("The Hessian does not decide")
    why, proof = reader.account().split("\n")
    assert why.startswith("Along y = 2x² f falls like −x⁴, though along every straight line through the point it ris")
    assert proof.startswith("Proved: exists, and is the only critical point within ")
    assert proof.endswith(". Exactly (0, 0).")
    assert reader.person.panel.tests.button.text() == "Tests: none of 5 decides"


def test_exact_places_are_said(sit: Callable[[str], Reader]) -> None:
    reader = sit("x^4 - x^2 + (y - pi/4)^2")
    said = []
    for _ in range(3):
        reader.press(Qt.Key.Key_J)
        said.append(reader.account().partition(". ")[2])
    assert {"Exactly (√2/2, π/4).", "Exactly (−√2/2, π/4)."} < set(said)


def test_in_space_a_row_takes_the_slice_with_it(sit: Callable[[str], Reader]) -> None:
    reader = sit("x^2 + y^2 + z^3 - 3z")
    reader.unfold()
    reader.wait_for("2 critical points in this view with z from −6 to 6, all proved; nothing is missing")
    kinds = [row[0] for row in reader.rows()]
    reader.click_row(kinds.index("minimum"))
    assert reader.point() == (0.0, 0.0, 1.0)
    assert reader.person.probe() == (0.0, 0.0, 1.0)
    results = reader.person.desk.controller.results
    assert results.slice is not None
    assert results.slice.origin[2] == 1.0


def test_of_seven_variables_it_is_said_that_none_are_looked_for(sit: Callable[[str], Reader]) -> None:
    reader = sit("+".join(f"x{k}^2" for k in range(1, 8)))
    reader.unfold()
    assert "at most 6 variables" in reader.heading()
    reader.press(Qt.Key.Key_B, CTRL | SHIFT)
    assert QApplication.activeModalWidget() is None
    assert "at most 6 variables" in reader.person.window.statusBar().currentMessage()
    reader.press(Qt.Key.Key_J)
    assert "No critical point is known" in reader.person.window.statusBar().currentMessage()


def test_the_list_is_copied_as_a_table(reader: Reader) -> None:
    reader.person.choose("As CSV")
    table = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    x = table[0].index("x")
    places = sorted(float(row[x]) for row in table[1:] if row and row[0] in {"minimum", "maximum", "saddle"})
    found = reader.person.desk.controller.results.critical
    assert found is not None
    assert places == sorted(float(point.x[0]) for point in found)


def test_f6_goes_round_through_the_list_when_it_is_there(reader: Reader) -> None:
    window = reader.person.window
    reader.person.field.setFocus()
    met = []
    for unfolded in (False, True):
        if unfolded:
            reader.unfold()
            reader.person.field.setFocus()
        around = []
        for _ in range(4):
            reader.press(Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier)
            focus = window.focusWidget()
            parts = {"picture": window.picture, "list": window.docks, "panel": window.panel, "formula": window.editor}
            around.append(next(name for name, part in parts.items() if focus is part or part.isAncestorOf(focus)))
        met.append(around)
    assert met == [["picture", "panel", "formula", "picture"], ["picture", "list", "panel", "formula"]]


def test_the_window_comes_back_with_its_list(
    reader: Reader, sit: Callable[[str], Reader], no_questions: list[str]
) -> None:
    docks = reader.person.window.docks
    reader.unfold()
    docks.set_height(200)
    assert reader.person.window.close()
    again = sit(HIMMELBLAU)
    assert no_questions == []
    assert again.person.window.docks.shown == DOCK
    assert again.person.window.docks.sizes() == [200]
    again.wait_for("9 critical points in this view, all proved; nothing is missing")
    assert np.isclose(again.list.parentWidget().height(), docks.body.height(), atol=10)
