"""The list of critical points: chosen by hand, marked where the probe stands, quiet while it is brought up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication

from hessview.views.critical_list import CriticalList
from hessview.views.critical_rows import CriticalRows, Field
from hessview.views.critical_table import PADDING
from hessview.views.critical_words import ListContent
from hessview.views.theme import DARK, text_font
from tests.critical_lists import a_point, corner, found, four, ring

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.views.critical_rows import Column

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen

KEYS = {"right": Qt.Key.Key_Right, "down": Qt.Key.Key_Down, "up": Qt.Key.Key_Up, "enter": Qt.Key.Key_Return}


def content(known: CriticalPoints | None, *, is_searching: bool = False, is_of_box: bool = False) -> ListContent:
    variables = ("x", "y") if known is None else ("x", "y", "z", "u", "v", "w")[: len(known.lower)]
    return ListContent(variables, "f", known, is_searching=is_searching, is_of_box=is_of_box)


class Ear:
    """Remembers what a list said."""

    def __init__(self, listed: CriticalList) -> None:
        self.chosen: list[tuple[float, ...]] = []
        listed.chosen.connect(self.chosen.append)

    def heard(self) -> list[tuple[float, ...]]:
        said, self.chosen[:] = list(self.chosen), []
        return said


@pytest.fixture
def listed(qtbot: QtBot) -> CriticalList:
    """A shown list of `four`, by value: (3, 2), (-1, 1), (1, -1), (0, 0)."""
    made = CriticalList()
    qtbot.addWidget(made)
    made.resize(1024, 240)
    made.render(content(four()))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.table.hasFocus)
    return made


@pytest.fixture
def ear(listed: CriticalList) -> Ear:
    return Ear(listed)


def click(listed: CriticalList, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = listed.table.visualRect(listed.model.index(row, 1)).center()
    QTest.mouseClick(listed.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def press(listed: CriticalList, *keys: str) -> None:
    for key in keys:
        QTest.keyClick(listed.table, KEYS[key])


def column(listed: CriticalList, row: int, field: Field = Field.COORDINATE) -> str:
    place = next(k for k, each in enumerate(listed.model.columns) if each.field is field)
    return str(listed.model.index(row, place).data())


def shown(listed: CriticalList, field: Field = Field.COORDINATE) -> list[str]:
    return [column(listed, row, field) for row in range(listed.model.rowCount())]


def marked(listed: CriticalList) -> list[str]:
    return [column(listed, index.row()) for index in listed.table.selectionModel().selectedRows()]


def click_header(listed: CriticalList, title: str) -> None:
    header = listed.table.horizontalHeader()
    place = next(k for k, each in enumerate(listed.model.columns) if each.title == title)
    middle = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        QPoint(middle, header.height() // 2),
    )  # fmt: skip


# What is chosen


def test_a_click_on_a_row_says_its_coordinates_once(listed: CriticalList, ear: Ear) -> None:
    click(listed, 1)
    assert ear.heard() == [(-1.0, 1.0)]


def test_a_click_on_the_row_that_is_chosen_already_says_them_again(listed: CriticalList, ear: Ear) -> None:
    click(listed, 1)
    click(listed, 1)
    assert ear.heard() == [(-1.0, 1.0), (-1.0, 1.0)]


def test_arrow_keys_and_enter_choose_too(listed: CriticalList, ear: Ear) -> None:
    click(listed, 0)
    press(listed, "down", "down", "up")
    assert ear.heard() == [(3.0, 2.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, 1.0)]
    press(listed, "enter")
    assert ear.heard() == [(-1.0, 1.0)]


def test_selecting_rows_for_copying_moves_no_probe(listed: CriticalList, ear: Ear) -> None:
    click(listed, 0)
    ear.heard()
    click(listed, 2, Qt.KeyboardModifier.ControlModifier)
    click(listed, 3, Qt.KeyboardModifier.ShiftModifier)
    assert ear.heard() == []
    assert len(marked(listed)) > 1


def test_on_a_set_the_probe_goes_to_the_nearest_point_and_in_an_undecided_box_to_its_middle(
    listed: CriticalList, ear: Ear
) -> None:
    listed.render(content(found(curves=[ring()], undecided=[[(2.0, 3.0), (0.0, 1.0)]])))
    listed.select_at((-4.0, 0.5))
    click(listed, 0)
    click(listed, 1)
    assert ear.heard() == [(-1.0, 0.0), (2.5, 0.5)]


def test_marking_where_the_probe_stands_says_nothing(listed: CriticalList, ear: Ear) -> None:
    listed.select_at((1.0, -1.0))
    assert marked(listed) == ["1"]
    listed.select_at((1.5, -1.0))
    assert marked(listed) == []
    listed.select_at((0.0, 0.0))
    listed.select_at(None)
    assert marked(listed) == []
    assert ear.heard() == []


def test_the_probe_is_marked_when_its_point_is_found_later(listed: CriticalList, ear: Ear) -> None:
    listed.select_at((4.0, 4.0))
    assert marked(listed) == []
    listed.render(content(replace(four(), points=(*four().points, a_point(4.0, 4.0)))))
    assert marked(listed) == ["4"]
    assert ear.heard() == []


def test_rows_selected_for_copying_stay_while_the_probe_stands_still(listed: CriticalList) -> None:
    listed.select_at((3.0, 2.0))
    click(listed, 2, Qt.KeyboardModifier.ControlModifier)
    listed.select_at((3.0, 2.0))
    assert sorted(marked(listed)) == ["1", "3"]


# Up to date


def test_the_list_begins_with_the_lowest_point(listed: CriticalList) -> None:
    assert shown(listed, Field.VALUE) == ["−1", "4", "4", "9"]


def test_sorting_survives_another_search_and_another_function(listed: CriticalList) -> None:
    click_header(listed, "y")
    click_header(listed, "y")
    assert listed.model.is_descending
    assert shown(listed) == ["3", "−1", "0", "1"]
    listed.render(content(found(a_point(7.0, 8.0), *four().points)))
    assert shown(listed) == ["7", "3", "−1", "0", "1"]
    listed.render(content(found(a_point(1.0), a_point(2.0, value=-3.0), n=1)))
    assert shown(listed, Field.VALUE) == ["0", "−3"]  # there is no y: by value, still the largest first


def test_selection_and_current_row_survive_sorting_filtering_and_another_search(listed: CriticalList, ear: Ear) -> None:
    click(listed, 1)
    assert ear.heard() == [(-1.0, 1.0)]
    click_header(listed, "x")
    assert marked(listed) == ["−1"]
    listed.filter.buttons["saddle"].click()
    assert marked(listed) == ["−1"]
    listed.filter.buttons["saddle"].click()
    # The same points once more, found anew in another order, one of them gone and one new.
    listed.render(content(found(a_point(-2.0, 0.0, value=-9.0), *reversed(four().points[1:]))))
    assert marked(listed) == ["−1"]
    assert column(listed, listed.table.currentIndex().row()) == "−1"
    assert ear.heard() == []


def test_the_row_in_sight_stays_where_it_is_while_others_come_before_it(listed: CriticalList) -> None:
    many = [a_point(0.01 * k, 0.0, value=float(k)) for k in range(100)]
    listed.render(content(found(*many[50:])))
    listed.select_at((0.7, 0.0))
    table = listed.table
    before = table.visualRect(table.currentIndex()).top()
    listed.render(content(found(*many)))
    assert marked(listed) == ["0.7"]
    assert table.visualRect(table.currentIndex()).top() == before
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())


def test_the_same_content_once_more_touches_nothing(listed: CriticalList) -> None:
    resets: list[None] = []
    listed.model.modelReset.connect(lambda: resets.append(None))
    known = four()
    listed.render(content(known))
    listed.render(content(known))
    listed.render(content(known, is_searching=True))
    assert len(resets) == 1


def test_thousands_of_rows_are_shown_without_writing_their_words(
    listed: CriticalList, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    words = CriticalRows.words

    def counted(rows: CriticalRows, row: int, column: Column) -> str:
        written.append(row)
        return words(rows, row, column)

    monkeypatch.setattr(CriticalRows, "words", counted)
    points = [a_point(0.001 * k, -0.002 * k, value=k / 7.0) for k in range(3700)]
    listed.render(content(found(*points)))
    listed.grab()
    assert listed.model.rowCount() == 3700
    assert len(written) < 2000


def test_every_word_has_the_room_it_needs(listed: CriticalList) -> None:
    listed.render(content(found(
        a_point(-3.779310253377747, 1e-9, value=12345.678, eigenvalues=(-1.5e-7, 3.0)), a_point(0.1, 123.0),
        curves=[ring()], nonsmooth=[corner()], undecided=[[(0.25, 0.5), (1.0, 2.0)]],
    )))  # fmt: skip
    metrics = QFontMetrics(text_font())  # in which the cells are painted
    for place in range(len(listed.model.columns) - 1):
        for row in range(listed.model.rowCount()):
            words = str(listed.model.index(row, place).data())
            assert metrics.horizontalAdvance(words) <= listed.table.columnWidth(place) - 2 * PADDING, words


def test_long_words_about_a_place_do_not_make_the_table_wider_than_its_window(listed: CriticalList) -> None:
    rough = replace(corner(), words="abs(x) has a corner where x = 0, and so on and so forth, " * 4)
    listed.render(content(found(a_point(1.0, 1.0), nonsmooth=[rough])))
    assert not listed.table.horizontalScrollBar().isVisible()
    assert column(listed, 1, Field.PROOF) == rough.words


# Another function


def test_while_nothing_is_known_of_another_function_the_old_list_stays_for_a_moment(
    listed: CriticalList, qtbot: QtBot
) -> None:
    said = listed.heading.spoken
    listed.render(content(None, is_searching=True))
    assert listed.model.rowCount() == 4
    assert listed.heading.spoken == said
    qtbot.waitUntil(lambda: listed.model.rowCount() == 0)
    assert listed.heading.spoken == "Looking for critical points …"


def test_an_answer_that_comes_at_once_takes_the_place_of_the_old_list(listed: CriticalList, qtbot: QtBot) -> None:
    listed.render(content(None, is_searching=True))
    listed.render(content(found(a_point(2.0, 2.0))))
    assert shown(listed) == ["2"]
    qtbot.wait(400)  # what was to say "looking for" has been put off
    assert shown(listed) == ["2"]


def test_of_another_number_of_variables_nothing_old_stays(listed: CriticalList) -> None:
    listed.render(ListContent(("x",), "g", None, is_searching=True))
    assert listed.model.rowCount() == 0
    assert [each.title for each in listed.model.columns] == ["kind", "x", "g", "g″", "proof"]
    listed.render(ListContent((), "f"))
    assert listed.model.columnCount() == 0


def test_a_point_of_another_number_of_variables_is_marked_nowhere(listed: CriticalList) -> None:
    listed.select_at((1.0, -1.0))
    listed.render(content(found(a_point(1.0), n=1)))
    assert marked(listed) == []
    assert listed.neighbour((1.0, -1.0), 1) == (1.0,)


# Kinds


def test_the_kinds_have_their_counts_and_show_themselves_alone(listed: CriticalList) -> None:
    assert [button.accessibleName() for button in listed.filter.buttons.values()] == [
        "1 minimum", "2 saddle points", "1 maximum", "0 degenerate points and sets", "0 places that are not smooth",
        "0 undecided points and regions",
    ]  # fmt: skip
    listed.filter.buttons["saddle"].click()
    assert shown(listed, Field.KIND) == ["saddle", "saddle"]
    listed.filter.buttons["minimum"].click()
    assert shown(listed, Field.KIND) == ["minimum", "saddle", "saddle"]
    listed.filter.clear()
    listed.filter.changed.emit()
    assert listed.model.rowCount() == 4


def test_a_kind_that_is_chosen_stays_chosen_and_an_empty_list_says_why(listed: CriticalList) -> None:
    listed.filter.buttons["maximum"].click()
    listed.render(content(found(a_point(0.0, 1.0))))
    assert listed.model.rowCount() == 0
    assert "hidden" in listed.table.placeholder
    listed.render(content(four()))
    assert shown(listed, Field.KIND) == ["maximum"]
    assert listed.table.placeholder == ""


def test_a_list_without_rows_has_a_sentence_in_place_of_titles_over_nothing(listed: CriticalList) -> None:
    header = listed.table.horizontalHeader()
    assert header.isVisible()
    listed.render(content(found()))
    assert not header.isVisible()
    assert listed.table.placeholder.startswith("There is nothing to list")
    assert listed.search_button.isVisible(), "what the sentence names can be done"
    listed.render(content(four()))
    assert header.isVisible()
    for kind in ("degenerate", "undecided"):
        listed.filter.buttons[kind].setChecked(True)
    listed.filter.changed.emit()
    assert listed.model.rowCount() == 0
    assert not header.isVisible()
    assert "hidden" in listed.table.placeholder
    listed.filter.clear()
    listed.filter.changed.emit()
    assert header.isVisible()


@pytest.mark.parametrize("height", [166, 150])
def test_a_low_list_has_room_for_its_rows_and_says_its_check_under_the_cursor(
    listed: CriticalList, height: int
) -> None:
    known = four()
    listed.render(replace(content(known), found=replace(known, winding=known.index_sum)))
    said = listed.check.spoken
    listed.resize(704, height)
    QApplication.processEvents()
    seen = listed.table.viewport().height() / listed.table.rowHeight(0)
    assert seen >= (4.9 if height == 166 else 4.0)
    assert not listed.check.isVisible()
    assert said
    assert listed.heading.toolTip() == said
    assert [kind for kind, button in listed.filter.buttons.items() if button.isVisible()] == [
        "minimum", "saddle", "maximum",
    ]  # fmt: skip
    assert listed.heading.visibleRegion().boundingRect().height() == listed.heading.height(), "all of the claim"
    listed.resize(704, 240)
    QApplication.processEvents()
    assert listed.check.isVisible()
    assert listed.heading.toolTip() == ""
    assert listed.filter.buttons["undecided"].isVisible()


# Next and previous


def test_next_and_previous_go_round_in_the_order_shown(listed: CriticalList) -> None:
    place: tuple[float, ...] | None = (3.0, 2.0)
    way = []
    for _ in range(4):
        place = listed.neighbour(place, 1)
        way.append(place)
    assert way == [(-1.0, 1.0), (1.0, -1.0), (0.0, 0.0), (3.0, 2.0)]
    assert listed.neighbour((3.0, 2.0), -1) == (0.0, 0.0)
    click_header(listed, "x")
    assert listed.neighbour((0.0, 0.0), 1) == (1.0, -1.0)


def test_from_elsewhere_the_nearest_point_comes_first(listed: CriticalList) -> None:
    assert listed.neighbour((0.9, -0.8), 1) == (3.0, 2.0)
    assert listed.neighbour((0.9, -0.8), -1) == (0.0, 0.0)
    assert listed.neighbour(None, 1) == (3.0, 2.0)
    assert listed.neighbour(None, -1) == (0.0, 0.0)


def test_what_is_no_critical_point_is_passed_over(listed: CriticalList) -> None:
    listed.render(content(found(a_point(2.0, 2.0), nonsmooth=[corner(1.0)], undecided=[[(0.0, 1.0), (0.0, 1.0)]])))
    assert listed.neighbour((2.0, 2.0), 1) == (2.0, 2.0)
    listed.render(content(found(nonsmooth=[corner(1.0)])))
    assert listed.neighbour((2.0, 2.0), 1) is None
    listed.render(ListContent((), "f"))
    assert listed.neighbour(None, 1) is None


# Buttons and copying


def test_every_button_asks_for_what_it_says(listed: CriticalList, qtbot: QtBot) -> None:
    asked: list[str] = []
    listed.search_requested.connect(lambda: asked.append("search"))
    listed.view_requested.connect(lambda: asked.append("view"))
    listed.copy_requested.connect(asked.append)
    listed.search_button.click()
    assert listed.view_button.isHidden()
    listed.render(content(four(), is_of_box=True))
    assert listed.view_button.isVisible()
    listed.view_button.click()
    for action in listed.copy_button.menu().actions():
        action.trigger()
    assert asked == ["search", "view", "csv", "latex", "python"]


def test_a_long_search_can_be_cancelled_and_a_short_one_says_nothing(listed: CriticalList, qtbot: QtBot) -> None:
    cancelled: list[None] = []
    listed.cancel_requested.connect(lambda: cancelled.append(None))
    listed.render(replace(content(four(), is_searching=True), share=0.25))
    assert not listed.progress.isVisible()
    assert not listed.cancel_button.isVisible()
    qtbot.waitUntil(listed.progress.isVisible)
    qtbot.waitUntil(listed.cancel_button.isVisible)
    assert "25%" in listed.cancel_button.text()
    listed.render(replace(content(four(), is_searching=True), share=0.999))
    assert "99%" in listed.cancel_button.text()
    assert listed.cancel_button.geometry().bottom() < listed.height()
    QTest.mouseClick(listed.cancel_button, Qt.MouseButton.LeftButton)
    assert len(cancelled) == 1
    listed.render(content(four()))
    assert not listed.progress.isVisible()
    assert not listed.cancel_button.isVisible()


def test_what_is_shown_can_be_copied_in_its_order_with_its_claim_only_if_nothing_is_hidden(
    listed: CriticalList,
) -> None:
    everything = listed.shown()
    assert everything is not None
    assert [point.value for point in everything.points] == [-1.0, 4.0, 4.0, 9.0]
    assert everything.complete
    assert listed.selection()[0] == ""
    listed.filter.buttons["maximum"].click()
    part = listed.shown()
    assert part is not None
    assert [point.value for point in part.points] == [9.0]
    assert not part.complete
    words, whole = listed.selection()
    assert whole is not None
    assert (words, whole.complete) == ("maxima only", True)
    listed.filter.buttons["saddle"].click()
    assert listed.selection()[0] == "those shown"
    listed.render(ListContent((), "f"))
    assert listed.shown() is None
    assert not listed.copy_button.isEnabled()


def test_the_copy_key_hands_over_the_selected_rows(listed: CriticalList) -> None:
    handed: list[CriticalPoints] = []
    listed.rows_copy_requested.connect(handed.append)
    QTest.keyClick(listed.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert handed == []
    click(listed, 0)
    click(listed, 3, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(listed.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    part, = handed
    assert [point.value for point in part.points] == [-1.0, 9.0]
    assert not part.complete


# Without a mouse, without eyes


def test_whatever_takes_the_keyboard_has_a_name(listed: CriticalList) -> None:
    assert listed.table.accessibleName() == "Critical points"
    for button in listed.findChildren(QAbstractButton):
        if button.focusPolicy() != Qt.FocusPolicy.NoFocus and button is not listed.cancel_button:
            assert button.accessibleName() or button.text()
    assert listed.heading.accessibleName() == listed.heading.spoken != ""
    title = listed.model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert title == "f, sorted, smallest first"
    assert listed.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "x 3"


def test_tab_leaves_the_table(listed: CriticalList) -> None:
    assert listed.table.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows
    click(listed, 0)
    QTest.keyClick(listed.table, Qt.Key.Key_Tab)
    assert not listed.table.hasFocus()


def test_a_theme_is_taken_and_everything_is_painted(listed: CriticalList) -> None:
    listed.render(content(found(
        a_point(0.0, 0.0, eigenvalues=(0.0, 1.0)), a_point(1.0, 1.0, proved=False), curves=[ring()],
        nonsmooth=[corner()], undecided=[[(0.0, 1.0), (0.0, 1.0)]],
    )))  # fmt: skip
    light = listed.grab().toImage()
    listed.set_theme(DARK)
    assert listed.grab().toImage() != light


def test_the_model_answers_for_no_cell_that_is_not_there(listed: CriticalList) -> None:
    assert listed.model.data(QModelIndex()) is None
    assert listed.model.rowCount(listed.model.index(0, 0)) == 0
    assert listed.model.headerData(99, Qt.Orientation.Horizontal) is None
    listed.model.sort(99)
    assert listed.model.rowCount() == 4


def test_rows_of_another_function_that_still_stand_there_are_neither_copied_nor_gone_to(
    listed: CriticalList, ear: Ear
) -> None:
    copied: list[object] = []
    listed.rows_copy_requested.connect(copied.append)
    click(listed, 0)
    ear.heard()
    listed.render(content(None, is_searching=True))
    assert listed.model.rowCount() == 4
    assert listed.shown() is None
    assert listed.neighbour((0.0, 0.0), 1) is None
    press(listed, "down", "enter")
    listed.table.copy_asked.emit()
    assert not copied
    assert not ear.heard()
    listed.render(content(four()))
    assert listed.neighbour((0.0, 0.0), 1) is not None


@pytest.mark.parametrize("width", [1000, 640])
def test_rows_and_signs_stay_where_they_are_when_more_is_said_and_a_button_comes(
    listed: CriticalList, width: int
) -> None:
    listed.resize(width, 240)
    many, known = content(four()), four()
    listed.render(replace(many, found=replace(known, winding=known.index_sum)))
    QApplication.processEvents()

    def places() -> tuple[int, int]:
        return listed.table.mapTo(listed, QPoint()).y(), listed.filter.mapTo(listed, QPoint()).x()

    before = places()
    assert listed.check.isVisible()
    listed.render(many)
    QApplication.processEvents()
    assert not listed.check.isVisible()
    assert places() == before
    listed.render(replace(many, is_of_box=True))
    QApplication.processEvents()
    assert listed.view_button.isVisible()
    assert places() == before
