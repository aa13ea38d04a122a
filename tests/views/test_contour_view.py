"""The contour view under a hand: click, drag, pan, zoom, keys, and what the document is told of each."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from hessview.document.commands import MoveProbe, PanView, SetRanges, SnapProbe, ZoomView
from hessview.document.state import Box
from hessview.figure.marks import Axes, Figure, PointMark
from hessview.views.contour_view import ContourView
from hessview.views.theme import DARK
from tests.views.mouse import ALT, LEFT, MIDDLE, NONE, RIGHT, Mouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.views.conftest import Document

class ContourMouse(Mouse):
    """A mouse over the map."""

    def __init__(self, view: ContourView) -> None:
        super().__init__(view.viewport(), view.pixel_of)
        self.view = view


@pytest.fixture
def mouse(view: ContourView) -> ContourMouse:
    return ContourMouse(view)


def pixel(view: ContourView) -> float:
    return max(view.frame.pixel_size)


# Clicks


def test_a_click_moves_the_probe_there(mouse: ContourMouse, document: Document) -> None:
    mouse.click(mouse.at(-2.0, 1.5))
    assert document.probe == pytest.approx((-2.0, 1.5), abs=pixel(mouse.view))
    assert isinstance(document.commands[-1], MoveProbe)


def test_a_trembling_hand_still_clicks(mouse: ContourMouse, document: Document) -> None:
    place = mouse.at(-2.0, 1.5)
    mouse.drag(place, place + QPoint(2, 1), place + QPoint(1, -2))
    assert document.probe == pytest.approx((-2.0, 1.5), abs=pixel(mouse.view))
    assert document.store.state.view == Box(-3.0, 3.0, -3.0, 3.0)


def test_a_click_tells_where_and_how_large_a_pixel_is(mouse: ContourMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.probe_released) as told:
        mouse.click(mouse.at(-2.0, 1.5))
    x, y, px, py, alt = told.args
    assert (x, y) == pytest.approx((-2.0, 1.5), abs=pixel(mouse.view))
    assert (px, py) == mouse.view.frame.pixel_size
    assert alt is False


def test_alt_is_told_with_the_release(mouse: ContourMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.probe_released) as told:
        mouse.click(mouse.at(-2.0, 1.5), modifiers=ALT)
    assert told.args[4] is True


def test_a_click_on_the_probe_moves_nothing(mouse: ContourMouse, document: Document) -> None:
    mouse.click(mouse.at(1.0, 1.0) + QPoint(5, 3))
    assert document.commands == []


def test_coordinates_of_a_click_have_no_more_digits_than_the_picture(mouse: ContourMouse, document: Document) -> None:
    mouse.click(mouse.at(-2.0, 1.5))
    assert all(coordinate == round(coordinate, 3) for coordinate in document.probe)


def test_each_click_is_one_undo_step(mouse: ContourMouse, document: Document) -> None:
    mouse.click(mouse.at(-2.0, 1.5))
    first = document.probe
    mouse.click(mouse.at(2.0, -1.5))
    document.store.undo()
    assert document.probe == first
    document.store.undo()
    assert document.probe == (1.0, 1.0)


# The probe's drag


def test_a_drag_on_the_probe_drags_it_and_never_pans(mouse: ContourMouse, document: Document) -> None:
    mouse.drag(mouse.at(1.0, 1.0), mouse.at(0.5, 0.5), mouse.at(-1.0, 0.0))
    assert document.probe == pytest.approx((-1.0, 0.0), abs=pixel(mouse.view))
    assert document.store.state.view == Box(-3.0, 3.0, -3.0, 3.0)
    assert all(isinstance(command, MoveProbe) for command in document.commands)


def test_the_probe_does_not_jump_to_the_cursor(mouse: ContourMouse, document: Document) -> None:
    start = mouse.at(1.0, 1.0) + QPoint(7, 6)
    mouse.drag(start, start + QPoint(50, 0))
    px, _ = mouse.view.frame.pixel_size
    assert document.probe == pytest.approx((1.0 + 50 * px, 1.0), abs=0.51 * px)


def test_a_drag_is_one_undo_step_with_its_snap(mouse: ContourMouse, document: Document) -> None:
    mouse.view.probe_released.connect(
        lambda *_: document.dispatch(SnapProbe((("x", 0.0), ("y", 0.0)))), Qt.ConnectionType.DirectConnection
    )
    mouse.drag(mouse.at(1.0, 1.0), mouse.at(0.5, 0.5), mouse.at(0.02, 0.02))
    assert document.probe == (0.0, 0.0)
    document.store.undo()
    assert document.probe == (1.0, 1.0)
    assert not document.store.can_undo


def test_the_release_of_a_drag_is_told(mouse: ContourMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.probe_released) as told:
        mouse.drag(mouse.at(1.0, 1.0), mouse.at(-1.0, 0.0), modifiers=ALT)
    assert told.args[:2] == pytest.approx([-1.0, 0.0], abs=pixel(mouse.view))
    assert told.args[4] is True


def test_the_probe_stays_in_the_picture(mouse: ContourMouse, document: Document) -> None:
    mouse.drag(mouse.at(1.0, 1.0), mouse.at(5.0, 0.0), mouse.at(9.0, 9.0))
    assert document.probe == (3.0, 3.0)


def test_escape_takes_a_drag_back_without_a_trace(mouse: ContourMouse, document: Document) -> None:
    mouse.press(mouse.at(1.0, 1.0))
    mouse.move(mouse.at(-1.0, 0.0))
    QTest.keyClick(mouse.view, Qt.Key.Key_Escape)
    assert document.probe == (1.0, 1.0)
    mouse.move(mouse.at(-2.0, -2.0))
    mouse.release(mouse.at(-2.0, -2.0))
    assert document.probe == (1.0, 1.0)
    assert not document.store.can_undo


def test_a_second_button_during_a_drag_does_nothing(mouse: ContourMouse, document: Document) -> None:
    mouse.press(mouse.at(1.0, 1.0))
    mouse.move(mouse.at(0.0, 0.0))
    mouse.click(mouse.at(0.0, 0.0), MIDDLE)
    mouse.wheel(mouse.at(0.0, 0.0), 1)
    mouse.move(mouse.at(-1.0, 0.0))
    mouse.release(mouse.at(-1.0, 0.0))
    assert document.probe == pytest.approx((-1.0, 0.0), abs=pixel(mouse.view))
    assert document.store.state.view == Box(-3.0, 3.0, -3.0, 3.0)


def test_hiding_the_view_lets_go_of_the_probe(mouse: ContourMouse, document: Document) -> None:
    mouse.press(mouse.at(1.0, 1.0))
    mouse.move(mouse.at(-1.0, 0.0))
    mouse.view.hide()
    assert document.probe == (1.0, 1.0)


# Pan and zoom


@pytest.mark.parametrize("button", [LEFT, MIDDLE], ids=["left", "middle"])
def test_a_drag_elsewhere_pans_and_never_moves_the_probe(
    mouse: ContourMouse, document: Document, button: Qt.MouseButton
) -> None:
    mouse.drag(mouse.at(-1.0, -1.0), mouse.at(-0.5, -1.0), mouse.at(0.0, -2.0), button=button)
    view = document.store.state.view
    expected = Box(-4.0, 2.0, -2.0, 4.0)
    assert (view.x0, view.x1, view.y0, view.y1) == pytest.approx(
        (expected.x0, expected.x1, expected.y0, expected.y1), abs=2 * pixel(mouse.view)
    )
    assert document.probe == (1.0, 1.0)
    assert all(isinstance(command, PanView) for command in document.commands)


def test_the_middle_button_pans_even_from_the_probe(mouse: ContourMouse, document: Document) -> None:
    start = mouse.at(1.0, 1.0)
    mouse.drag(start, start + QPoint(30, 0), button=MIDDLE)
    assert document.probe == (1.0, 1.0)
    assert document.store.state.view.x0 < -3.0


def test_what_was_grabbed_stays_under_the_hand(mouse: ContourMouse, document: Document) -> None:
    start = mouse.at(-1.0, -1.0)
    end = start + QPoint(83, -47)
    mouse.drag(start, start + QPoint(20, 5), start + QPoint(50, -30), end)
    before = (-1.0, -1.0)
    assert mouse.view.frame.to_point(end.x(), end.y()) == pytest.approx(before, abs=pixel(mouse.view))


def test_a_pan_is_one_undo_step(mouse: ContourMouse, document: Document) -> None:
    mouse.drag(mouse.at(-1.0, -1.0), mouse.at(-0.5, -1.0), mouse.at(0.0, -2.0))
    document.store.undo()
    assert document.store.state.view == Box(-3.0, 3.0, -3.0, 3.0)
    assert not document.store.can_undo


def test_escape_takes_a_pan_back_without_a_trace(mouse: ContourMouse, document: Document) -> None:
    mouse.press(mouse.at(-1.0, -1.0))
    mouse.move(mouse.at(0.0, 0.0))
    QTest.keyClick(mouse.view, Qt.Key.Key_Escape)
    assert document.store.state.view == Box(-3.0, 3.0, -3.0, 3.0)
    assert not document.store.can_undo


@pytest.mark.parametrize("notches", [3, 1, -1, -4])
def test_the_wheel_zooms_about_the_cursor(mouse: ContourMouse, document: Document, notches: int) -> None:
    place = mouse.at(-2.0, 1.0)
    before = mouse.view.frame.to_point(place.x(), place.y())
    mouse.wheel(place, notches)
    after = mouse.view.frame.to_point(place.x(), place.y())
    assert after == pytest.approx(before, abs=1e-9)
    assert (document.store.state.view.width < 6.0) == (notches > 0)
    assert isinstance(document.commands[-1], ZoomView)


@pytest.mark.parametrize("ways", [[1] * 12, [-1] * 12, [1] * 9 + [-1] * 4])
def test_notches_that_come_together_are_few_changes_that_lead_where_each_by_itself_does(
    mouse: ContourMouse, document: Document, qtbot: QtBot, ways: list[int]
) -> None:
    place = mouse.at(-2.0, 1.0)
    for way in ways:
        mouse.wheel(place, way)
        qtbot.waitUntil(lambda: not mouse.view._steering._batch._turn.isActive())
    expected = document.store.state.view
    assert len(document.commands) == len(ways)
    document.store.undo()
    document.commands.clear()
    for way in ways:
        mouse.wheel(place, way)
    qtbot.waitUntil(lambda: not mouse.view._steering._batch._turn.isActive())
    view = document.store.state.view
    assert (view.x0, view.x1, view.y0, view.y1) == pytest.approx(
        (expected.x0, expected.x1, expected.y0, expected.y1), rel=1e-9
    )
    assert len(document.commands) <= 2 * len(set(ways))
    document.store.undo()
    assert document.store.state.view == Box(-3.0, 3.0, -3.0, 3.0)


def test_the_picture_follows_while_the_wheel_is_turned(mouse: ContourMouse, document: Document, qtbot: QtBot) -> None:
    widths = []
    for _ in range(5):
        for _ in range(20):
            mouse.wheel(mouse.at(0.0, 0.0), -1)
        waiting = mouse.view.frame.box.width
        qtbot.waitUntil(lambda waiting=waiting: mouse.view.frame.box.width > waiting)
        widths.append(mouse.view.frame.box.width)
    assert widths == sorted(set(widths))


def test_a_key_finds_done_what_the_wheel_did_before_it(mouse: ContourMouse, document: Document) -> None:
    for _ in range(8):
        mouse.wheel(mouse.at(0.0, 0.0), 1)
    QTest.keyClick(mouse.view, Qt.Key.Key_Shift)
    assert document.store.state.view.width == pytest.approx(6.0 / 1.2**8, rel=1e-9)


def test_a_held_arrow_key_is_a_change_for_all_repeats_that_wait(
    mouse: ContourMouse, document: Document, qtbot: QtBot
) -> None:
    for _ in range(50):
        QTest.keyClick(mouse.view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not mouse.view._steering._batch._turn.isActive())
    expected = document.probe
    document.store.undo()
    document.commands.clear()
    for repeat in range(50):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NONE, "", repeat > 0)
        QApplication.sendEvent(mouse.view, press)
    qtbot.waitUntil(lambda: document.probe == expected)
    assert len(document.commands) == 2
    document.store.undo()
    assert document.probe == (1.0, 1.0)


def test_moves_of_a_drag_that_come_together_lead_to_the_last(mouse: ContourMouse, document: Document) -> None:
    mouse.press(mouse.at(1.0, 1.0))
    for share in range(1, 31):
        mouse.move(mouse.at(1.0 - 0.1 * share, 1.0))
    moves = len(document.commands)
    mouse.release(mouse.at(-2.0, 1.0))
    assert moves == 1
    assert document.probe == pytest.approx((-2.0, 1.0), abs=pixel(mouse.view))
    document.store.undo()
    assert document.probe == (1.0, 1.0)


def test_the_wheel_over_an_axis_zooms_along_it_alone(mouse: ContourMouse, document: Document) -> None:
    frame = mouse.view.frame
    mouse.wheel(QPoint(round(frame.left + 100), round(frame.top + frame.height + 15)), 2)
    view = document.store.state.view
    assert view.width < 6.0
    assert view.height == 6.0
    mouse.wheel(QPoint(round(frame.left - 15), round(frame.top + 100)), -2)
    assert document.store.state.view.height > 6.0
    assert document.store.state.view.width == view.width


def test_zooming_without_end_stops_where_numbers_do(mouse: ContourMouse, document: Document) -> None:
    for notches in (60, -60):
        for _ in range(60):
            mouse.wheel(mouse.at(*mouse.view.frame.to_point(300, 300)), notches)
        view = document.store.state.view
        assert all(map(math.isfinite, (view.x0, view.x1, view.y0, view.y1)))
        assert not mouse.view.grab().isNull()


def test_a_double_click_fits_and_leaves_the_probe_where_it_was(
    mouse: ContourMouse, document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(mouse.view.fit_requested):
        mouse.double_click(mouse.at(-2.0, 1.5))
    assert document.probe == (1.0, 1.0)
    assert not document.store.can_undo


def test_a_double_click_on_the_probe_fits(mouse: ContourMouse, document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.fit_requested):
        mouse.double_click(mouse.at(1.0, 1.0))
    assert document.commands == []


# Keys


@pytest.mark.parametrize(
    ("key", "modifiers", "moved"),
    [
        (Qt.Key.Key_Right, NONE, (1.1, 1.0)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, (0.99, 1.0)),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, (1.0, 2.0)),
        (Qt.Key.Key_Down, NONE, (1.0, 0.9)),
    ],
)
def test_arrow_keys_nudge_the_probe(
    view: ContourView,
    document: Document,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    moved: tuple[float, float],
) -> None:
    QTest.keyClick(view, key, modifiers)
    assert document.probe == moved


def test_a_run_of_nudges_is_one_undo_step_apart_from_the_click_before(mouse: ContourMouse, document: Document) -> None:
    mouse.click(mouse.at(-2.0, 1.5))
    clicked = document.probe
    for _ in range(5):
        QTest.keyClick(mouse.view, Qt.Key.Key_Right)
    document.store.undo()
    assert document.probe == clicked


def test_control_and_shift_with_an_arrow_pan(view: ContourView, document: Document) -> None:
    QTest.keyClick(
        view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert document.store.state.view.x0 == pytest.approx(-2.4)


def test_plus_and_minus_zoom_about_the_probe(view: ContourView, document: Document) -> None:
    place = view.pixel_of(1.0, 1.0)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert document.store.state.view.width == pytest.approx(5.0)
    assert view.pixel_of(1.0, 1.0) == place
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert document.store.state.view.width == pytest.approx(6.0)


def test_home_fits(view: ContourView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.fit_requested):
        QTest.keyClick(view, Qt.Key.Key_Home)


def test_keys_that_mean_nothing_here_are_left_to_the_window(view: ContourView) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_A):
        event = QKeyEvent(QEvent.Type.KeyPress, key, NONE)
        QApplication.sendEvent(view, event)
        assert not event.isAccepted()


# What the cursor says


def test_the_cursor_tells_what_a_press_would_do(mouse: ContourMouse) -> None:
    frame, viewport = mouse.view.frame, mouse.view.viewport()
    shapes = []
    for place in (
        mouse.at(-1.0, -1.0),
        mouse.at(1.0, 1.0),
        QPoint(round(frame.left + 60), round(frame.top + frame.height + 15)),
        QPoint(2, 2),
    ):
        mouse.hover(place)
        shapes.append(viewport.cursor().shape())
    assert shapes == [
        Qt.CursorShape.CrossCursor,
        Qt.CursorShape.OpenHandCursor,
        Qt.CursorShape.IBeamCursor,
        Qt.CursorShape.ArrowCursor,
    ]
    mouse.press(mouse.at(1.0, 1.0))
    assert viewport.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    mouse.release(mouse.at(1.0, 1.0))


def test_coordinates_under_the_cursor_are_told_and_so_is_its_leaving(mouse: ContourMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.cursor_moved) as told:
        mouse.hover(mouse.at(-1.0, 2.0))
    assert told.args == pytest.approx([-1.0, 2.0], abs=pixel(mouse.view))
    with qtbot.waitSignal(mouse.view.cursor_left):
        mouse.hover(QPoint(1, 1))
    with qtbot.waitSignal(mouse.view.cursor_left):
        QApplication.sendEvent(mouse.view.viewport(), QEvent(QEvent.Type.Leave))


def test_a_right_click_asks_for_the_menu_of_that_place(mouse: ContourMouse, qtbot: QtBot) -> None:
    place = mouse.at(-1.0, 2.0)
    with qtbot.waitSignal(mouse.view.menu_requested) as told:
        mouse.ask_for_menu(place)
    assert told.args[0] == mouse.under.mapToGlobal(place)
    assert told.args[1:] == pytest.approx([-1.0, 2.0], abs=pixel(mouse.view))


def test_a_right_press_moves_nothing(mouse: ContourMouse, document: Document) -> None:
    mouse.drag(mouse.at(1.0, 1.0), mouse.at(0.0, 0.0), button=RIGHT)
    assert document.commands == []


# Ranges


def fields(view: ContourView) -> list[QLineEdit]:
    return [field for field in view.findChildren(QLineEdit) if field.isVisible()]


def test_a_click_on_an_axis_opens_its_nearer_end_for_typing(mouse: ContourMouse, document: Document) -> None:
    frame = mouse.view.frame
    mouse.click(QPoint(round(frame.left + frame.width - 10), round(frame.top + frame.height + 15)))
    x0, x1, y0, y1 = fields(mouse.view)
    assert x1.hasFocus()
    assert [field.text() for field in (x0, x1, y0, y1)] == ["−3", "3", "−3", "3"]
    x1.setText("12.5")
    QTest.keyClick(x1, Qt.Key.Key_Return)
    assert document.commands == [SetRanges(Box(-3.0, 12.5, -3.0, 3.0))]
    assert fields(mouse.view) == []
    assert mouse.view.hasFocus()


def test_ranges_that_make_no_sense_are_explained_and_not_taken(view: ContourView, document: Document) -> None:
    view.edit_ranges(1)
    for wrong in ("soon", "-4", "-2.9999999999999996"):
        x1 = fields(view)[1]
        x1.setText(wrong)
        QTest.keyClick(x1, Qt.Key.Key_Return)
        assert fields(view), wrong
    assert document.commands == []


def test_tab_goes_round_the_ranges_and_loses_nothing(view: ContourView, document: Document) -> None:
    view.edit_ranges(3)
    x0, *_, y1 = fields(view)
    y1.selectAll()
    QTest.keyClicks(y1, "7")
    QTest.keyClick(y1, Qt.Key.Key_Tab)
    assert x0.hasFocus()
    QTest.keyClick(x0, Qt.Key.Key_Backtab)
    assert y1.hasFocus()
    QTest.keyClick(y1, Qt.Key.Key_Return)
    assert document.commands == [SetRanges(Box(-3.0, 3.0, -3.0, 7.0))]


def test_escape_leaves_the_ranges_as_they_are(view: ContourView, document: Document) -> None:
    view.edit_ranges(0)
    field = fields(view)[0]
    field.setText("-100")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert fields(view) == []
    assert document.commands == []


def test_the_editor_of_ranges_lets_nothing_through_to_the_picture(view: ContourView, document: Document) -> None:
    view.edit_ranges(0)
    field = fields(view)[0]
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.mouseClick(field.parentWidget(), LEFT, NONE, QPoint(2, 2))
    assert document.commands == []
    assert fields(view)


def test_the_editor_closes_when_the_hand_goes_elsewhere(mouse: ContourMouse) -> None:
    mouse.view.edit_ranges(0)
    mouse.click(mouse.at(-1.0, 2.0))
    mouse.view.setFocus()
    assert fields(mouse.view) == []


# Showing


def test_showing_the_same_again_paints_nothing_anew(view: ContourView, document: Document) -> None:
    view.grab()
    before = view._ground.renderings
    view.show_figure(document.figure())
    view.grab()
    assert view._ground.renderings == before


def test_moving_the_probe_never_paints_the_ground_anew(mouse: ContourMouse) -> None:
    mouse.view.grab()
    before = mouse.view._ground.renderings
    mouse.press(mouse.at(1.0, 1.0))
    for step in range(20):
        mouse.move(mouse.at(1.0 - step / 10, 0.5))
        mouse.view.grab()
    mouse.release(mouse.at(0.0, 0.0))
    assert mouse.view._ground.renderings == before


def test_a_stale_picture_dims_and_stays(view: ContourView) -> None:
    def pixels() -> QImage:
        return view.grab().toImage()

    bright = pixels()
    place = view.pixel_of(-2.0, -2.0)
    view.set_stale(True)
    dim = pixels()
    ratio = 0.4
    full, pale = bright.pixelColor(place), dim.pixelColor(place)
    ground = view.backgroundBrush().color()
    assert pale.red() == pytest.approx(ratio * full.red() + (1 - ratio) * ground.red(), abs=3)
    view.set_stale(False)
    assert pixels() == bright


def test_units_are_equal_when_asked(make_view: Callable[[Document], ContourView], document: Document) -> None:
    document.equal_aspect = True
    view = make_view(document)
    px, py = view.frame.pixel_size
    assert px == pytest.approx(py, rel=0.005)
    box = view.box_with_equal_units()
    assert box.height == 6.0
    assert box.width > 6.0


def test_the_picture_follows_the_size_of_the_view(view: ContourView) -> None:
    small = view.frame.width
    view.resize(1000, 600)
    assert view.frame.width == pytest.approx(small + 300)
    assert view.frame.box == Box(-3.0, 3.0, -3.0, 3.0)


@pytest.mark.parametrize("size", [(400, 300), (660, 510), (1080, 770)])
def test_what_stops_a_computation_covers_nothing_that_is_said(view: ContourView, size: tuple[int, int]) -> None:
    view.resize(*size)
    view._axes.set_notes(("doubles cannot tell points apart any closer", "the values reach beyond all doubles"))

    def painted() -> QImage:
        corner = view._progress._button.geometry()
        return view.grab().toImage().copy(corner)

    with_words = painted()
    empty = with_words.copy()
    empty.fill(with_words.pixelColor(0, 0))
    assert view.viewport().rect().contains(view._progress._button.geometry())
    assert with_words == empty


def test_progress_is_shown_only_when_it_lasts(view: ContourView, qtbot: QtBot) -> None:
    view.set_progress(0.5)
    assert not view._progress.isVisible()
    qtbot.waitUntil(view._progress.isVisible, timeout=2000)
    with qtbot.waitSignal(view.cancel_requested, timeout=3000):
        qtbot.waitUntil(view._progress._button.isVisible, timeout=3000)
        QTest.mouseClick(view._progress._button, LEFT)
    view.set_progress(None)
    assert not view._progress.isVisible()
    assert not view._progress._button.isVisible()


def test_a_view_without_a_figure_bears_everything(qtbot: QtBot) -> None:
    view = ContourView(lambda _: None, lambda: None)
    qtbot.addWidget(view)
    view.show()
    mouse = ContourMouse(view)
    mouse.drag(QPoint(50, 50), QPoint(90, 90))
    mouse.double_click(QPoint(60, 60))
    mouse.wheel(QPoint(60, 60), 1)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Plus, Qt.Key.Key_F2, Qt.Key.Key_Home, Qt.Key.Key_Escape):
        QTest.keyClick(view, key)
    view.set_theme(DARK)
    view.set_stale(True)
    assert not view.grab().isNull()


def test_a_figure_without_a_probe_has_no_ring_and_a_click_still_places_it(
    mouse: ContourMouse, document: Document
) -> None:
    axes = Axes((-3.0, 3.0), (-3.0, 3.0), "x", "y")
    mouse.view.show_figure(Figure(axes, ()))
    mouse.click(mouse.at(1.0, -1.0))
    assert document.probe == pytest.approx((1.0, -1.0), abs=pixel(mouse.view))


def test_the_controller_says_what_the_variables_are(view: ContourView, document: Document) -> None:
    figure = Figure(Axes((0.0, 1.0), (0.0, 1.0), "s", "t"), (PointMark(0.5, 0.5, "probe"),))
    view.show_figure(figure, lambda s, t: (("x", s + t), ("y", s - t)))
    ContourMouse(view).click(view.pixel_of(0.75, 0.25))
    assert document.probe == pytest.approx((1.0, 0.5), abs=3 * pixel(view))


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 1e9, 1e200])
def test_boxes_of_every_size_can_be_shown(view: ContourView, scale: float) -> None:
    turn = np.linspace(0.0, 6.0, 50)
    from hessview.figure.marks import LevelMark

    circle = scale * np.column_stack([np.cos(turn), np.sin(turn)])
    axes = Axes((-2 * scale, 2 * scale), (-2 * scale, 2 * scale), "x", "y")
    view.show_figure(Figure(axes, (LevelMark(1.0, circle), PointMark(scale, 0.0, "probe"))))
    assert view.pixel_of(0.0, 0.0) == view.frame.rect.center().toPoint()
    assert not view.grab().isNull()


def test_the_picture_makes_room_for_its_notes_and_does_not_move_to_and_fro(
    view: ContourView, document: Document
) -> None:
    above = view.frame.top
    long = "a note that takes more than one line of this picture, because it says what there is to say in full"
    noted = replace(document.figure(), notes=(long, long))
    view.show_figure(noted)
    assert view.frame.top > above
    said = view._axes._lines()
    assert len(said) > 1
    assert " ".join(said) == f"{long} · {long}"
    roomy = view.frame.top
    view.show_figure(replace(noted, notes=("short",)))
    assert view.frame.top == roomy
    view.show_figure(replace(noted, notes=()))
    assert view.frame.top == above


def test_a_note_that_depends_on_the_room_for_notes_ends_the_layout_all_the_same(
    view: ContourView, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def undecided(most: int) -> bool:
        asked.append(most)
        view._axes.lines = 1 + len(asked) % 2
        return True

    monkeypatch.setattr(view._axes, "makes_room", undecided)
    view.show_figure(replace(document.figure(), notes=("said only where there is one line",)))
    view.resize(view.width() + 40, view.height())
    assert 0 < len(asked) < 10


def test_while_the_probe_is_dragged_no_note_moves_the_picture(view: ContourView, document: Document) -> None:
    above, noted = view.frame.top, replace(document.figure(), notes=("many words " * 30,))
    start = view.pixel_of(*document.probe)
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    QTest.mouseMove(view.viewport(), start + QPoint(20, 0))
    view.show_figure(noted)
    assert view.frame.top == above
    QTest.mouseRelease(view.viewport(), LEFT, NONE, start + QPoint(20, 0))
    view.show_figure(noted)
    assert view.frame.top > above
