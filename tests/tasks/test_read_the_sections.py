"""Read the sections: open them by a key, turn the dial, undo it, move the probe along a line, read a difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.document.commands import MoveProbe, SetText
from hessview.document.session_file import open_bytes, to_bytes
from hessview.figure.marks import LineMark, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.plot_view import PlotView
    from hessview.views.sections_view import SectionsView
    from tests.tasks.conftest import Person

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def open_sections(person: Person) -> SectionsView:
    """Press Alt+2 in the picture."""
    person.picture.setFocus()
    QTest.keyClick(person.picture, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    view = person.desk.sections.view
    assert view is not None
    person.bot.waitUntil(lambda: view.plots[0].isVisible() and view.plots[0].width() > 100)
    QApplication.sendPostedEvents()
    return view


def mouse(plot: PlotView, kind: QEvent.Type, at: tuple[float, float], *, is_held: bool = True) -> None:
    """Send one event of the left button at a point of a figure; a move can be without a button."""
    place = plot.pixel_of(*at)
    button = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
    held = LEFT if is_held and kind != QEvent.Type.MouseButtonRelease else NO_BUTTON
    QApplication.sendEvent(plot, QMouseEvent(kind, place, QPointF(plot.mapToGlobal(place)), button, held, NO_KEY))


def pull(plot: PlotView, *stations: tuple[float, float]) -> None:
    """Press at the first point, move through the others and let go at the last."""
    mouse(plot, QEvent.Type.MouseButtonPress, stations[0])
    for station in stations[1:]:
        mouse(plot, QEvent.Type.MouseMove, station)
    mouse(plot, QEvent.Type.MouseButtonRelease, stations[-1])


def on_circle(degrees: float) -> tuple[float, float]:
    return 1.2 * math.cos(math.radians(degrees)), 1.2 * math.sin(math.radians(degrees))


def marks(plot: PlotView, role: Role) -> list[LineMark]:
    assert plot.figure is not None
    return [mark for mark in plot.figure.marks if isinstance(mark, LineMark) and mark.role is role]


def on_map(person: Person) -> list[LineMark]:
    figure = person.picture._figure
    assert figure is not None
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.DIRECTION]


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    made = sit_down("x^2 - y^2")
    made.desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.0))))
    made.desk.store.seal()
    return made


def test_a_key_opens_the_sections_along_both_axes_and_the_same_key_folds_them(person: Person) -> None:
    view = open_sections(person)
    assert view.dial.hasFocus()
    assert [plot.isVisible() for plot in view.plots] == [True, True, False]
    assert "λ₁ = −2" in view.plots[0].accessibleDescription()
    assert "λ₂ = 2" in view.plots[1].accessibleDescription()
    assert all(marks(plot, Role.MODEL) for plot in view.plots[:2])
    QTest.keyClick(view.dial, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert person.window.docks.shown == ""
    assert person.picture.hasFocus()


def test_it_is_called_curvature_only_at_the_critical_point(person: Person) -> None:
    view = open_sections(person)
    assert view.dial.accessibleDescription().startswith("Curvature of the surface")
    person.desk.store.dispatch(MoveProbe((("x", 1.0),)))
    assert view.dial.accessibleDescription().startswith("Second derivative")


def test_dragging_on_the_dial_shows_the_section_along_it_as_one_step_of_undo(person: Person) -> None:
    view = open_sections(person)
    assert on_map(person) == []
    before = person.desk.store.state
    pull(view.dial, on_circle(10.0), on_circle(40.0), on_circle(30.0))
    assert person.desk.store.state.direction == pytest.approx(30.0, abs=1.5)
    assert view.plots[2].isVisible()
    turned = math.radians(person.desk.store.state.direction or 0.0)
    (curve,) = marks(view.plots[2], Role.CURVE)
    assert curve.vertices[:, 1] == pytest.approx(math.cos(2 * turned) * curve.vertices[:, 0] ** 2)
    (line,) = on_map(person)
    across, up = line.vertices[1] - line.vertices[0]
    assert math.atan2(up, across) == pytest.approx(turned)
    assert person.desk.store.undo_name == "turn section"
    person.choose("Undo")
    assert person.desk.store.state == before
    assert not view.plots[2].isVisible()
    assert on_map(person) == []


def test_a_drag_near_a_principal_axis_means_it(person: Person) -> None:
    view = open_sections(person)
    pull(view.dial, on_circle(60.0), on_circle(88.5))
    assert person.desk.store.state.direction == 90.0
    pull(view.dial, on_circle(60.0), on_circle(-134.0))
    assert person.desk.store.state.direction == pytest.approx(-135.0)


def test_the_arrow_keys_turn_the_direction_and_escape_or_a_double_click_removes_it(person: Person) -> None:
    view = open_sections(person)
    for _ in range(3):
        QTest.keyClick(view.dial, Qt.Key.Key_Up)
    assert person.desk.store.state.direction == 10.0
    QTest.keyClick(view.dial, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert person.desk.store.state.direction == 9.5
    QTest.keyClick(view.dial, Qt.Key.Key_Escape)
    assert person.desk.store.state.direction is None
    assert view.dial.hasFocus()
    QTest.keyClick(view.dial, Qt.Key.Key_Up)
    assert person.desk.store.state.direction == 0.0
    QTest.mouseDClick(view.dial, LEFT, NO_KEY, view.dial.rect().center())
    assert person.desk.store.state.direction is None
    QTest.keyClick(view.dial, Qt.Key.Key_Escape)
    assert person.picture.hasFocus()


def test_escape_during_a_drag_of_the_dial_brings_the_direction_back(person: Person) -> None:
    view = open_sections(person)
    pull(view.dial, on_circle(20.0))
    kept = person.desk.store.state.direction
    mouse(view.dial, QEvent.Type.MouseButtonPress, on_circle(50.0))
    assert person.desk.store.state.direction != kept
    QTest.keyClick(view.dial, Qt.Key.Key_Escape)
    assert person.desk.store.state.direction == kept


def test_a_drag_in_a_section_moves_the_probe_along_its_line_as_one_step(person: Person) -> None:
    view = open_sections(person)
    person.desk.store.dispatch(MoveProbe((("x", 0.5), ("y", -0.25))))
    person.desk.store.seal()
    before = person.desk.store.state
    plot = view.plots[1]
    assert plot.figure is not None
    middle = sum(plot.figure.axes.y_range) / 2
    pull(plot, (0.3, middle), (0.6, middle), (1.0, middle))
    x, y = person.desk.store.state.point(("x", "y"))
    assert abs(x - 0.5) == pytest.approx(1.0, abs=0.05)
    assert y == -0.25
    assert person.desk.store.undo_name == "move probe"
    person.choose("Undo")
    assert person.desk.store.state == before


def test_while_it_is_dragged_the_curve_stays_and_the_model_follows(person: Person) -> None:
    person.desk.store.dispatch(SetText("x^4 + y^2"))
    person.desk.store.dispatch(MoveProbe((("x", 0.5), ("y", 0.0))))
    person.desk.store.seal()
    view = open_sections(person)
    place = next(k for k in range(2) if "= 3" in view.plots[k].accessibleDescription())
    plot = view.plots[place]
    assert plot.figure is not None
    middle = sum(plot.figure.axes.y_range) / 2
    (curve,) = marks(plot, Role.CURVE)
    mouse(plot, QEvent.Type.MouseButtonPress, (0.0, middle))
    mouse(plot, QEvent.Type.MouseMove, (0.25, middle))
    (held,) = marks(plot, Role.CURVE)
    ends = curve.vertices[[0, -1]]
    assert held.vertices[[0, -1]] == pytest.approx(ends)
    assert plot.figure is not None
    probe = next(mark for mark in plot.figure.marks if getattr(mark, "kind", "") == "probe")
    x = person.desk.store.state.coordinate("x")
    assert getattr(probe, "x") == pytest.approx(abs(x - 0.5))  # noqa: B009
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert person.desk.store.state.coordinate("x") == 0.5


def test_the_cursor_reads_f_model_and_their_difference(person: Person) -> None:
    person.desk.store.dispatch(SetText("x^3 + y^2"))
    person.desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.0))))
    view = open_sections(person)
    plot = view.plots[0]
    assert plot.figure is not None
    high = plot.figure.axes.x_range[1]
    mouse(plot, QEvent.Type.MouseMove, (0.5 * high, sum(plot.figure.axes.y_range) / 2), is_held=False)
    reading = plot._reading
    assert reading is not None
    t, _, lines = reading
    assert t == pytest.approx(0.5 * high, rel=0.05)
    assert [line.partition(" = ")[0] for line in lines] == ["t", "f", "model", "f − model"]
    value = float(lines[3].partition(" = ")[2].replace("−", "-"))
    assert abs(value) == pytest.approx(abs(t) ** 3, rel=1e-2)
    QTest.mouseMove(plot, QPoint(1, 1))
    person.bot.waitUntil(lambda: plot._reading is None)


def test_the_wheel_changes_how_much_of_t_all_plots_show_until_the_dock_is_folded(person: Person) -> None:
    view = open_sections(person)

    def shown() -> list[float]:
        return [plot.figure.axes.x_range[1] for plot in view.plots[:2] if plot.figure is not None]

    first = shown()
    place = QPointF(view.plots[0].rect().center())
    wheel = QWheelEvent(
        place, QPointF(view.plots[0].mapToGlobal(place)), QPoint(), QPoint(0, 120), NO_BUTTON, NO_KEY,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.plots[0], wheel)
    assert shown() == pytest.approx([0.8 * window for window in first])
    person.desk.store.dispatch(MoveProbe((("x", 0.7),)))
    assert shown() == pytest.approx([0.8 * window for window in first])
    QTest.mouseDClick(view.plots[1], LEFT, NO_KEY, view.plots[1].rect().center())
    assert shown() == first
    QTest.mouseClick(view.farther, LEFT)
    assert shown()[0] > first[0]
    person.desk.sections.toggle()
    open_sections(person)
    assert shown() == first


def test_of_three_variables_another_eigenvector_can_be_chosen(person: Person) -> None:
    person.desk.store.dispatch(SetText("x^2 + 5y^2 - 3z^2"))
    person.desk.store.dispatch(MoveProbe((("x", 0.5), ("y", 0.5), ("z", 0.5))))
    person.wait_for_picture()
    view = open_sections(person)
    assert [button.text() for button in view.choosers[:2]] == ["v₁   λ₁ = −6", "v₃   λ₃ = 10"]
    menu = view.choosers[0].menu()
    menu.aboutToShow.emit()
    words = [action.text() for action in menu.actions()]
    assert words == [
        "v₁   λ₁ = −6", "v₃   λ₃ = 10", "v₂   λ₂ = 2",
        "u₁   μ₁ = 2 in the plane of the picture", "u₂   μ₂ = 10 in the plane of the picture",
    ]  # fmt: skip
    menu.actions()[2].trigger()
    assert view.choosers[0].text() == "v₂   λ₂ = 2"
    assert "λ₂ = 2" in view.plots[0].accessibleDescription()


def test_one_variable_has_one_section_and_no_dial(person: Person) -> None:
    person.desk.store.dispatch(SetText("sin x"))
    person.wait_for_picture()
    view = open_sections(person)
    assert not view.dial.isVisible()
    assert [plot.isVisible() for plot in view.plots] == [True, False, False]
    assert view.plots[0].hasFocus()
    assert "f″" in view.plots[0].accessibleDescription()


def test_where_h_is_undefined_the_sections_run_along_the_variables_and_say_so(person: Person) -> None:
    person.desk.store.dispatch(SetText("abs(x) + y^2"))
    person.desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.0))))
    view = open_sections(person)
    assert "H is undefined" in view.dial.accessibleDescription()
    assert view.plots[0].accessibleDescription().startswith("x ")
    assert "no model" in view.plots[0].accessibleDescription()
    assert marks(view.plots[0], Role.CURVE)


def test_nothing_is_worked_out_while_the_dock_is_folded(person: Person) -> None:
    assert person.desk.sections.view is None
    view = open_sections(person)
    person.desk.sections.toggle()
    figure = view.plots[0].figure
    person.desk.store.dispatch(MoveProbe((("x", 1.0), ("y", 1.0))))
    assert view.plots[0].figure is figure


def test_a_broken_text_dims_the_sections_and_keeps_them(person: Person) -> None:
    view = open_sections(person)
    figure = view.plots[0].figure
    person.desk.store.dispatch(SetText("x^2 - y^"))
    assert person.desk.sections._dock.graphicsEffect() is not None
    assert view.plots[0].figure is figure
    person.desk.store.dispatch(SetText("x^2 - y^2"))
    assert person.desk.sections._dock.graphicsEffect() is None


def test_the_direction_is_saved_with_the_session(person: Person) -> None:
    view = open_sections(person)
    pull(view.dial, on_circle(20.0))
    state = person.desk.store.state
    assert state.direction is not None
    person.desk.store.open(open_bytes(to_bytes(state)))
    assert person.desk.store.state.direction == state.direction
    person.wait_for_picture()
    assert view.plots[2].isVisible()
    assert on_map(person)


def test_a_formula_that_takes_long_is_asked_beside_the_window_and_the_newest_point_is_shown_in_the_end(
    person: Person,
) -> None:
    person.desk.store.dispatch(SetText("sum(sin(i x) cos(i y)/i^2, i, 1, 150)"))
    person.wait_for_picture()
    desk = person.desk.sections
    desk.toggle()
    person.bot.waitUntil(lambda: desk._shown is not None, timeout=60_000)
    assert not desk._is_quick(person.desk.controller.results.formula)
    for k in range(5):
        person.desk.store.dispatch(MoveProbe((("x", 0.1 * k), ("y", 0.2))))

    def shows_the_last() -> bool:
        return desk._shown is not None and desk._shown.point.tolist() == [0.4, 0.2]

    person.bot.waitUntil(shows_the_last, timeout=60_000)
    assert desk.view is not None
    assert desk.view.plots[0].isVisible()


def test_what_keys_did_just_before_a_drag_is_a_step_of_its_own(person: Person) -> None:
    view = open_sections(person)
    plot = view.plots[1]
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    nudged = person.desk.store.state
    pull(plot, (0.0, 0.0), (0.3, 0.0))
    assert person.desk.store.state.probe != nudged.probe
    person.choose("Undo")
    assert person.desk.store.state == nudged
    QTest.keyClick(view.dial, Qt.Key.Key_Up)
    turned = person.desk.store.state
    pull(view.dial, on_circle(10.0), on_circle(40.0))
    person.choose("Undo")
    assert person.desk.store.state == turned


def test_sections_of_the_function_before_are_dimmed_until_those_of_the_new_one_are_there(person: Person) -> None:
    open_sections(person)
    desk = person.desk.sections
    dimmed: list[bool] = []
    person.desk.store.subscribe(lambda _old, _new: dimmed.append(desk._dock.graphicsEffect() is not None))
    person.desk.store.dispatch(SetText("sum(sin(i x) cos(i y)/i^2, i, 1, 150)"))
    assert dimmed == [True]
    person.bot.waitUntil(lambda: desk._dock.graphicsEffect() is None, timeout=60_000)
    assert desk._shown_of == person.desk.controller.results.formula
