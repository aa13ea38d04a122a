"""Move a parameter: make an unknown name one, drag its slider, undo, let it move, trace the critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QStyle, QStyleOptionSlider

from hessview.analysis.branches import EventKind
from hessview.compute.requests import FieldRequest
from hessview.figure.marks import LineMark, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QSlider, QWidget

    from hessview.views.parameter_rows import ParameterRow
    from tests.tasks.conftest import Person

TEXT = "x^4+a*x^2+2y^2"
ALT, CTRL, LEFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def offered(person: Person) -> QPushButton:
    """The button of the message strip that makes the unknown name a parameter."""
    strip = person.window.editor.strip
    person.bot.waitUntil(strip.isVisible, timeout=10_000)
    return next(button for button in strip.buttons if "parameter" in button.text())


def row(person: Person, name: str = "a") -> ParameterRow:
    view = person.desk.parameters.view
    assert view is not None
    return view.rows[name]


def value(person: Person) -> float:
    formula = person.desk.controller.results.formula
    return float("nan") if formula is None else dict(formula.parameters).get("a", float("nan"))


def with_parameter(sit_down: Callable[..., Person], text: str = "a = -1; " + TEXT) -> Person:
    person = sit_down(text)
    QTest.keyClick(person.window, Qt.Key.Key_4, ALT)
    assert person.desk.parameters.is_open
    return person


def handle(slider: QSlider) -> QPointF:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    groove = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    return QPointF(groove.center())


def send(widget: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def test_an_unknown_name_becomes_a_parameter_with_one_click_and_gets_a_slider(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2+y^2")
    toggle = person.window.docks.toggles["parameters"]
    assert toggle.isHidden()
    person.field.setFocus()
    QTest.keyClick(person.field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(person.field, TEXT)
    QTest.mouseClick(offered(person), LEFT)
    assert person.desk.store.state.text == "a = 1\n" + TEXT
    person.wait_for_picture()
    assert not toggle.isHidden()
    QTest.mouseClick(toggle, LEFT)
    assert row(person).slider.isVisible()
    assert row(person).value.text() == "1"


def test_picture_and_panel_follow_a_drag_of_the_slider_and_undo_takes_it_back_in_one_step(
    sit_down: Callable[..., Person],
) -> None:
    person = with_parameter(sit_down)
    person.wait_for_formulas()
    before, formulas = person.desk.store.state, person.desk.controller.results.formulas
    slider = row(person).slider
    at = handle(slider)
    hessians, fields, badges = set(), set(), set()
    send(slider, QEvent.Type.MouseButtonPress, at)
    for step in range(1, 13):
        at += QPointF(6.0, 0.0)
        send(slider, QEvent.Type.MouseMove, at)
        person.bot.wait(1)
        results = person.desk.controller.results
        assert results.curvature is not None
        assert results.curvature.hessian[0, 0] == 2.0 * value(person)
        assert results.field_is_current, f"the picture did not follow step {step}"
        assert results.formulas is formulas, "the formulas keep the letter and stay"
        assert results.critical is None or results.critical_is_current, "points of another value are not shown"
        hessians.add(float(results.curvature.hessian[0, 0]))
        badges.add(person.badge())
        assert results.field is not None
        fields.add(float(results.field.values[0, 0]))
    send(slider, QEvent.Type.MouseButtonRelease, at)
    assert len(hessians) > 5
    assert len(fields) > 5
    assert value(person) > 0.0
    assert len(badges) > 1, "a saddle became a minimum"
    person.wait_for_picture()
    results = person.desk.controller.results
    assert results.wanted is not None
    assert results.field_request == results.wanted.fields[-1], "the hand rests, and the picture is fine"
    assert person.desk.store.undo_name == "change a"
    QTest.keyClick(person.window, Qt.Key.Key_Z, CTRL)
    assert person.desk.store.state == before
    assert row(person).value.text() == "−1"


def test_the_keyboard_moves_the_slider_by_its_step(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    slider = row(person).slider
    slider.setFocus()
    for key, expected in (
        (Qt.Key.Key_Right, -0.95), (Qt.Key.Key_Left, -1.0), (Qt.Key.Key_PageUp, -0.5), (Qt.Key.Key_Home, -5.0),
        (Qt.Key.Key_End, 5.0), (Qt.Key.Key_PageDown, 4.5),
    ):  # fmt: skip
        QTest.keyClick(slider, key)
        assert value(person) == expected
    assert person.desk.store.state.text == "a = 4.5; " + TEXT


def test_a_range_is_typed_in_place_and_one_that_is_none_is_explained_at_its_field(
    sit_down: Callable[..., Person],
) -> None:
    person = with_parameter(sit_down)
    shown = row(person)
    for field, text in ((shown.low, "-2"), (shown.high, "2"), (shown.step, "0.5")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    (slider,) = person.desk.store.state.sliders
    assert (slider.low, slider.high, slider.step) == (-2.0, 2.0, 0.5)
    for text, words in (("3", "less than"), ("0", "present value"), ("x", "no number")):
        shown.low.setFocus()
        shown.low.selectAll()
        QTest.keyClicks(shown.low, text)
        QTest.keyClick(shown.low, Qt.Key.Key_Return)
        assert words in shown.words.text()
        assert shown.words.isVisible()
    assert person.desk.store.state.sliders == (slider,)


def test_an_expression_says_why_it_has_no_slider(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down, "a = -1; b = a/2; x^4 + a x^2 + b y^2")
    shown = row(person, "b")
    assert not shown.slider.isVisible()
    assert "follows a" in shown.words.text()
    assert shown.value.text() == "−0.5"


def test_a_parameter_moves_by_itself_until_escape_and_that_is_one_step(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    before = person.desk.store.state
    seen: set[float] = set()
    QTest.keyClick(person.window, Qt.Key.Key_F9)
    assert person.desk.parameters.is_moving
    person.bot.waitUntil(lambda: seen.add(value(person)) is None and len(seen) > 4, timeout=20_000)
    QTest.keyClick(person.picture, Qt.Key.Key_Escape)
    assert not person.desk.parameters.is_moving
    assert person.desk.parameters.is_open
    rests = value(person)
    person.bot.wait(80)
    assert value(person) == rests
    assert person.desk.store.undo_name == "change a"
    person.desk.store.undo()
    assert person.desk.store.state == before


def test_typing_and_hiding_the_window_stop_the_movement(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    QTest.keyClick(person.window, Qt.Key.Key_F9)
    person.field.setFocus()
    QTest.keyClicks(person.field, " ")
    assert not person.desk.parameters.is_moving
    QTest.keyClick(person.window, Qt.Key.Key_F9)
    assert person.desk.parameters.is_moving
    person.window.hide()
    person.bot.waitUntil(lambda: not person.desk.parameters.is_moving, timeout=10_000)


def test_a_trace_shows_the_pitchfork_on_the_map_and_over_the_parameter(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    QTest.keyClick(person.window, Qt.Key.Key_T, CTRL)
    parameters, view = person.desk.parameters, person.desk.parameters.view
    person.bot.waitUntil(lambda: parameters.tracing.paths is not None, timeout=20_000)
    assert view is not None
    assert parameters.tracing.paths is not None
    (event,) = parameters.tracing.paths.events
    assert event.kind is EventKind.PITCHFORK
    assert abs(event.parameter) < 1e-6
    assert "a = 0 (pitchfork)" in view.plot.accessibleDescription()
    figure = person.picture._figure
    assert figure is not None
    roles = {mark.role for mark in figure.marks if isinstance(mark, LineMark)}
    assert {Role.PATH_MINIMUM, Role.PATH_SADDLE} <= roles
    trace = parameters.tracing.paths
    view.plot.repaint()
    place = view.plot.pixel_of(2.0, 0.0)
    QTest.mouseClick(view.plot, LEFT, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert abs(value(person) - 2.0) < 0.1
    assert parameters.tracing.paths is trace, "the paths are the same for every value"
    assert view.plot.figure is not None
    lines = [mark for mark in view.plot.figure.marks if isinstance(mark, LineMark) and mark.role is Role.PRESENT]
    assert np.all(lines[0].vertices[:, 0] == value(person))
    QTest.keyClick(person.window, Qt.Key.Key_T, CTRL)
    assert parameters.tracing.paths is None
    figure = person.picture._figure
    assert figure is not None
    assert not any(isinstance(mark, LineMark) and mark.role is Role.PATH_MINIMUM for mark in figure.marks)


def test_without_a_parameter_the_keys_say_what_makes_one(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2+y^2")
    QTest.keyClick(person.window, Qt.Key.Key_4, ALT)
    assert not person.desk.parameters.is_open
    assert "a = 1" in person.window.statusBar().currentMessage()


def test_a_function_without_parameters_folds_the_dock(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    person.paste_formula("x^2 - y^2")
    assert not person.desk.parameters.is_open
    assert person.window.docks.toggles["parameters"].isHidden()
    assert not any(isinstance(request, FieldRequest) for request in person.desk.controller.results.pending)


def test_escape_during_a_drag_on_the_paths_brings_the_parameter_back(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    person.desk.parameters.trace_chosen()
    parameters, view = person.desk.parameters, person.desk.parameters.view
    assert view is not None
    person.bot.waitUntil(lambda: parameters.tracing.paths is not None, timeout=20_000)
    place = view.plot.pixel_of(2.0, 0.0).toPoint()
    QTest.mousePress(view.plot, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert abs(value(person) - 2.0) < 0.1
    QTest.keyClick(view.plot, Qt.Key.Key_Escape)
    assert value(person) == -1.0
    QTest.mouseRelease(view.plot, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert value(person) == -1.0
    assert parameters.is_open


def test_a_slider_that_is_folded_away_during_a_drag_is_let_go(sit_down: Callable[..., Person]) -> None:
    person = with_parameter(sit_down)
    slider = row(person).slider
    QTest.mousePress(slider, LEFT, Qt.KeyboardModifier.NoModifier, handle(slider).toPoint())
    assert slider.isSliderDown()
    QTest.keyClick(person.window, Qt.Key.Key_4, ALT)
    assert not person.desk.parameters.is_open
    assert not slider.isSliderDown()
