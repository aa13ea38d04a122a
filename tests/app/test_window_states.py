"""What the window shows in its rarer states: a graph, a probe out of sight, no value, little room, the first start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from hessview.app.desk import Desk, state_of_text, with_mnemonic
from hessview.app.main_window import HINT
from hessview.app.places import Places
from hessview.compute.requests import FieldRequest
from hessview.document.state import Box
from hessview.figure.marks import LineMark, PointMark
from hessview.landscapes.catalog import CATALOG
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path))
    made.begin(None)
    made.window.resize(1024, 640)
    made.window.show()
    qtbot.waitExposed(made.window)
    wait(made, qtbot)
    yield made
    made.close()


@pytest.fixture
def show(desk: Desk, qtbot: QtBot) -> Callable[..., None]:
    """Show a formula, perhaps with a probe and a box of its own."""
    def show_formula(text: str, box: Box | None = None, **probe: float) -> None:
        state = replace(state_of_text(text), probe=tuple(probe.items()))
        desk.files.show(state if box is None else replace(state, view=box), None)
        wait(desk, qtbot)

    return show_formula


def wait(desk: Desk, qtbot: QtBot) -> None:
    def drawn() -> bool:
        results = desk.controller.results
        return results.wanted is not None and not any(isinstance(r, FieldRequest) for r in results.pending)

    qtbot.waitUntil(drawn, timeout=15_000)


# The status line


def test_the_first_example_says_what_to_look_at_and_then_what_can_be_done(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.window.statusBar()
    first = next(example for example in CATALOG if example.text == desk.store.state.text)
    qtbot.waitUntil(lambda: bar.currentMessage() == first.look_at)
    bar.clearMessage()
    assert desk.window.read_out.isVisible()
    assert desk.window.read_out.text() == HINT


def test_the_status_line_reads_the_point_under_the_cursor_and_goes_back_to_the_hint(desk: Desk) -> None:
    viewport = desk.window.picture.viewport()
    QTest.mouseMove(viewport, desk.window.picture.pixel_of(1.0, 1.0))
    assert "x = 1" in desk.window.read_out.text().replace("0.99", "1.0")
    QTest.mouseMove(viewport, QPoint(2, 2))
    assert desk.window.read_out.text() == HINT


def test_a_remark_about_one_function_does_not_outlive_it(desk: Desk, show: Callable[..., None]) -> None:
    desk.tell("about this one")
    show("x^2 - y^2")
    assert desk.window.statusBar().currentMessage() == ""


# A function of one variable


def test_escape_takes_a_pan_over_a_graph_back_without_a_trace(desk: Desk, show: Callable[..., None]) -> None:
    show("x^3 - 3x", x=1.0)
    before, picture = desk.store.state, desk.window.picture
    start = QPoint(200, 200)
    QTest.mousePress(picture.viewport(), LEFT, NO_KEY, start)
    for step in (20, 55, 80):
        QTest.mouseMove(picture.viewport(), start + QPoint(step, step // 2))
    assert desk.store.state.view.x0 < before.view.x0
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    QTest.mouseRelease(picture.viewport(), LEFT, NO_KEY, start + QPoint(80, 40))
    assert desk.store.state == before
    assert not desk.store.can_undo


def test_panning_and_zooming_a_graph_leave_the_range_of_the_second_variable_alone(
    desk: Desk, show: Callable[..., None]
) -> None:
    show("x^3 - 3x", x=1.0)
    before, picture = desk.store.state.view, desk.window.picture
    start = QPoint(200, 200)
    QTest.mousePress(picture.viewport(), LEFT, NO_KEY, start)
    QTest.mouseMove(picture.viewport(), start + QPoint(60, 60))
    QTest.mouseRelease(picture.viewport(), LEFT, NO_KEY, start + QPoint(60, 60))
    QTest.keyClick(picture, Qt.Key.Key_Plus)
    QTest.keyClick(picture, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    view = desk.store.state.view
    assert view.width < before.width
    assert (view.y0, view.y1) == (before.y0, before.y1)


@pytest.mark.parametrize(("text", "x"), [("sqrt(x)", -1.0), ("1/x", 0.0), ("log(x)", -4.5)])
def test_a_probe_where_a_graph_has_no_value_is_marked_at_its_foot(
    desk: Desk, show: Callable[..., None], text: str, x: float
) -> None:
    show(text, x=x)
    figure = desk.window.picture._figure
    assert figure is not None
    probe, = (mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind == "probe")
    assert (probe.x, probe.y) == (x, figure.axes.y_range[0])
    assert any(isinstance(mark, LineMark) and "undefined" in mark.label for mark in figure.marks)


# A probe out of sight


@pytest.mark.parametrize(("x", "y", "angle"), [(12.0, 0.0, 0.0), (-12.0, 0.0, 180.0), (0.0, 9.0, -90.0)])
def test_an_arrow_at_the_edge_points_to_a_probe_out_of_sight_and_a_key_brings_it_back(
    desk: Desk, show: Callable[..., None], x: float, y: float, angle: float
) -> None:
    show("x^2 + y^2 + x", Box(-5.0, 5.0, -5.0, 5.0), x=x, y=y)
    picture = desk.window.picture
    hint = picture._hint
    assert hint.isVisible()
    assert hint.angle == pytest.approx(angle, abs=1.0)
    assert picture.frame.rect.contains(hint.sceneBoundingRect())
    desk.actions.action("To the Middle").trigger()
    assert not hint.isVisible()
    assert desk.store.state.coordinate("x") == 0.0


def test_the_labels_of_the_probe_stay_inside_the_picture(desk: Desk, show: Callable[..., None]) -> None:
    picture = desk.window.picture
    for x, y in ((1.99, 1.99), (-2.0, 0.3), (0.1, -2.0), (2.0, -2.0)):
        show("x^4 + y^4 - 4xy + 1", Box(-2.0, 2.0, -2.0, 2.0), x=x, y=y)
        assert len(picture._overlay.words) == 3
        ring = QPointF(picture.pixel_of(x, y))
        for word in picture._overlay.words:
            assert picture.frame.rect.contains(word.ground)
            assert not word.ground.contains(ring)


# Room


def test_the_numbers_of_the_colour_bar_are_not_cut(desk: Desk, show: Callable[..., None]) -> None:
    show("x^2 + y^3", Box(-1e8, 1e8, -1e8, 1e8))
    view = desk.window.picture
    assert view._bar.sceneBoundingRect().right() <= view.viewport().width()


def test_the_eigenvalues_are_in_sight_at_1024_by_640(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.controller.results.formulas is not None, timeout=30_000)
    qtbot.wait(300)
    panel = desk.window.panel
    rows = panel.eigenvalues
    bottom = rows.mapTo(panel, QPoint(0, rows.height())).y()
    seen = max(panel.findChildren(QScrollArea), key=lambda area: area.height()).viewport()
    assert bottom <= seen.mapTo(panel, QPoint(0, seen.height())).y()


def test_the_formula_as_it_was_read_takes_no_height_from_the_panel(desk: Desk) -> None:
    window = desk.window
    field, panel = (part.mapTo(window, QPoint(0, 0)).y() for part in (window.editor.field, window.panel))
    assert panel - field - window.editor.field.height() < 2 * GRID
    assert window.editor.reading.mapTo(window, QPoint(0, 0)).y() >= panel


def test_ranges_are_typed_in_the_picture_and_a_graph_offers_its_own_range_alone(
    desk: Desk, show: Callable[..., None]
) -> None:
    ranges = desk.window.picture._ranges
    desk.actions.action("Set Ranges").trigger()
    assert [field.isVisible() for field in ranges._fields] == [True] * 4
    QTest.keyClick(ranges._fields[0], Qt.Key.Key_Escape)
    show("x^3 - 3x")
    desk.actions.action("Set Ranges").trigger()
    assert [field.isVisible() for field in ranges._fields] == [True, True, False, False]
    ranges._fields[0].setText("-2")
    QTest.keyClick(ranges._fields[0], Qt.Key.Key_Return)
    assert desk.store.state.view.x0 == -2.0


def test_mnemonics_take_the_first_letter_that_is_free() -> None:
    taken: set[str] = set()
    assert [with_mnemonic(words, taken) for words in ("First", "From", "fr", "1 F")] == ["&First", "F&rom", "fr", "1 F"]


def test_every_number_of_the_panel_says_what_it_means(desk: Desk, show: Callable[..., None]) -> None:
    panel = desk.window.panel
    for text in ("x^3 - 3x", "x^2 - y^2", "x y z"):
        show(text)
        for block in (panel.value, panel.gradient, panel.eigenvalues, panel.summary):
            tips = [block.tip_at(QPoint(10, y)) for y in range(4, block.height(), 26)]
            assert all(tip.endswith(".") for tip in tips), (text, tips)
        assert panel.eigenvalues.tip_at(QPoint(10, -5)) == ""
