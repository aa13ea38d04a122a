"""Explore a function of five variables: choose what lies on the axes, move the others, open slices, look along axes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from hessview.app.plane_dialog import PlaneDialog
from hessview.document.commands import SetProbeCoordinates
from hessview.document.planes import ChoosePlane
from hessview.figure.compose import compose
from tests.tasks.conftest import LEFT, NO_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.slices import SlicesDesk
    from hessview.figure.marks import Figure
    from hessview.views.slices_view import SlicesView
    from tests.tasks.conftest import Person

FORMULA = "f(x, y, z, w, u) = x^2*y*z + w^2 + u^2/2 + w*x"
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen, of dialogs
NAMES = ("x", "y", "z", "w", "u")


def handle(slider: QSlider) -> QPoint:
    """Return the middle of a slider's handle."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()


def opened(person: Person) -> tuple[SlicesDesk, SlicesView]:
    """Unfold the dock by its key and wait until every small slice is drawn."""
    desk = person.desk
    QTest.keyClick(person.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert desk.slices.is_open
    view, fields = desk.slices.view, desk.slices.fields
    assert view is not None
    assert fields is not None
    person.bot.waitUntil(lambda: fields.is_settled, timeout=15_000)
    return desk.slices, view


def figure_of(person: Person) -> Figure:
    """Return the picture that is shown."""
    return compose(person.desk.store.state, person.desk.controller.results)


def point(person: Person) -> dict[str, float]:
    return dict(zip(NAMES, person.desk.store.state.point(NAMES), strict=True))


def choose_in(person: Person, combo: Any, name: str) -> None:
    """Choose an entry of a combo box with the keyboard."""
    combo.setFocus()
    QTest.keyClicks(combo, name)
    person.wait_for_picture()


def test_choose_axes_move_a_slider_click_an_entry_and_go_back(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula(FORMULA)
    desk = person.desk
    chooser = desk.plane.chooser
    assert chooser is not None
    assert chooser.isVisible()
    begin = desk.store.state

    # Another variable goes up, by the keys of the box beside the axes.
    choose_in(person, chooser.up, "w")
    assert desk.store.state.axes == ("x", "w")
    axes = figure_of(person).axes
    assert (axes.x_label, axes.y_label) == ("x", "w")

    # A slider is dragged: panel and picture follow it, and it is one step of undo.
    _, view = opened(person)
    assert view.grid.pairs == tuple(combinations(NAMES, 2))
    before = desk.store.state
    row = view.sliders.row("z")
    start = handle(row.slider)
    QTest.mousePress(row.slider, LEFT, NO_KEY, start)
    seen = []
    for step in (4, 9, 15, 22):
        QTest.mouseMove(row.slider, start + QPoint(step, 0))
        seen.append(point(person)["z"])
        assert float(person.panel.coordinates.fields[2].text().replace("−", "-")) == pytest.approx(seen[-1], abs=1e-5)
        request = desk.controller.results.wanted.fields[-1]  # type: ignore[union-attr]
        assert request.origin[2] == seen[-1]
    QTest.mouseRelease(row.slider, LEFT, NO_KEY, start + QPoint(22, 0))
    assert len(set(seen)) > 1
    person.choose("Undo")
    assert desk.store.state == before
    person.choose("Redo")
    assert point(person)["z"] == seen[-1]

    # An entry of the Hessian opens its slice.
    numbers = person.panel.hessian.numbers
    entry = numbers.cell_rect(3, 0).center().toPoint()  # the row of w, the column of x
    QTest.mouseClick(numbers, LEFT, NO_KEY, entry)
    assert desk.store.state.axes == ("x", "w")
    QTest.mouseClick(numbers, LEFT, NO_KEY, numbers.cell_rect(1, 2).center().toPoint())
    assert desk.store.state.axes == ("y", "z")
    person.wait_for_picture()
    QTest.mouseClick(numbers, LEFT, NO_KEY, numbers.cell_rect(2, 2).center().toPoint())
    assert desk.store.state.axes == ("y", "z")

    for _ in range(3):
        person.choose("Undo")
    assert desk.store.state == begin


def test_what_the_sliders_say_is_the_gradient(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula(FORMULA)
    _, view = opened(person)
    for name, value in (("x", 1.5), ("y", -2.0), ("z", 0.5), ("w", 3.0)):
        field = view.sliders.row(name).field
        field.setFocus()
        QTest.keyClicks(field, str(value))
        QTest.keyClick(field, Qt.Key.Key_Return)
    x, y, z, w, u = (point(person)[name] for name in NAMES)
    assert (x, y, z, w, u) == (1.5, -2.0, 0.5, 3.0, 0.0)
    true = {"x": 2 * x * y * z + w, "y": x * x * z, "z": x * x * y, "w": 2 * w + x, "u": u}
    for name, slope in true.items():
        said = view.sliders.row(name).slope.text().replace("−", "-")
        assert float(said) == pytest.approx(slope, rel=1e-3), name


def test_a_click_on_a_small_slice_moves_the_probe_in_its_two_variables(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula(FORMULA)
    slices, view = opened(person)
    before, start = person.desk.store.state, point(person)
    pair = ("y", "u")
    place = view.grid.place_of(pair)
    there = QPointF(place.left() + 0.75 * place.width(), place.top() + 0.25 * place.height()).toPoint()
    QTest.mouseClick(view.grid, LEFT, NO_KEY, there)
    moved = point(person)
    assert moved["y"] == pytest.approx(2.5, abs=0.2)
    assert moved["u"] == pytest.approx(2.5, abs=0.2)
    assert all(moved[name] == start[name] for name in ("x", "z", "w"))
    fields = slices.fields
    assert fields is not None
    person.bot.waitUntil(lambda: fields.is_settled, timeout=15_000)

    # Two clicks open it, and what the first did to the probe is undone.
    QTest.mouseClick(view.grid, LEFT, NO_KEY, there)
    other = QPointF(place.left() + 0.3 * place.width(), place.top() + 0.6 * place.height()).toPoint()
    QTest.mousePress(view.grid, LEFT, NO_KEY, other)
    QTest.mouseRelease(view.grid, LEFT, NO_KEY, other)
    QTest.mouseDClick(view.grid, LEFT, NO_KEY, other)
    assert person.desk.store.state.axes == pair
    assert point(person) == moved
    person.choose("Undo")
    assert person.desk.store.state.axes is None
    person.choose("Undo")
    assert person.desk.store.state == before


def test_the_plane_of_two_eigenvectors_shows_its_axes_along_those_of_the_picture(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down()
    person.type_formula(FORMULA)
    desk = person.desk
    _, view = opened(person)
    for name, value in (("x", 1.0), ("y", 2.0), ("z", -1.0)):
        field = view.sliders.row(name).field
        field.setFocus()
        QTest.keyClicks(field, str(value))
        QTest.keyClick(field, Qt.Key.Key_Return)
    curvature = desk.controller.results.curvature
    assert curvature is not None
    QTest.keyClick(person.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = person.window.findChild(PlaneDialog)
    assert dialog is not None
    radio = dialog.ways[1]
    QTest.mouseClick(radio, LEFT, NO_KEY, QPoint(8, radio.height() // 2))
    dialog.eigenvectors[0].setFocus()
    QTest.keyClick(dialog.eigenvectors[0], Qt.Key.Key_End)
    QTest.keyClick(dialog.eigenvectors[1], Qt.Key.Key_Home)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    person.wait_for_picture()

    state, results = desk.store.state, desk.controller.results
    assert state.plane is not None
    assert state.plane_source is not None
    assert (state.plane_source.first, state.plane_source.second) == (5, 1)
    D = np.array(state.plane)
    H = np.asarray(curvature.hessian)
    restricted = D @ H @ D.T
    assert restricted == pytest.approx(np.diag([curvature.eigenvalues[4], curvature.eigenvalues[0]]), abs=1e-12)
    figure = figure_of(person)
    assert (figure.axes.x_label, figure.axes.y_label) == ("s along v₅", "t along v₁")
    assert figure.notes[0] == "plane of v₅ and v₁ at the probe"
    for direction in figure.principal:
        assert min(map(abs, direction)) == pytest.approx(0.0, abs=1e-9)
    plane = results.slice
    assert plane is not None
    s, t = plane.to_plane(state.point(NAMES))
    assert state.view.x0 < s < state.view.x1
    assert state.view.y0 < t < state.view.y1

    # The probe moves on, the plane stays, and the picture says so.
    person.click(s + 0.4, t + 0.3, Qt.KeyboardModifier.AltModifier)
    assert desk.store.state.plane == state.plane
    said = figure_of(person).notes[0]
    assert said == "plane of v₅ and v₁ as they were where it was chosen, through the probe"


def test_a_direction_that_cannot_be_read_is_marked_where_it_is_wrong(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula(FORMULA)
    person.choose("Choose")
    dialog = person.window.findChild(PlaneDialog)
    assert dialog is not None
    first, second = dialog.directions
    first.setFocus()
    first.selectAll()
    QTest.keyClicks(first, "1, 0, 2q, 0, 0")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.message.text()
    assert first.selectedText() == "2q"
    first.selectAll()
    QTest.keyClicks(first, "x - 2w")
    second.setFocus()
    second.selectAll()
    QTest.keyClicks(second, "0, 1, sqrt 2, 0, 0")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    plane = person.desk.store.state.plane
    assert plane is not None
    assert plane[0] == pytest.approx(np.array([1, 0, 0, -2, 0]) / 5**0.5)
    assert plane[1] == pytest.approx(np.array([0, 1, 2**0.5, 0, 0]) / 3**0.5)
    assert figure_of(person).axes.x_label == "s along x − 2 w"


def test_on_a_tilted_picture_a_click_snaps_to_the_critical_point_in_its_plane(sit_down: Callable[..., Person]) -> None:
    person = sit_down("(x - 1)^2 + (y - 1)^2 + 2(z - 1)^2 + (x - 1)^3/10")
    store = person.desk.store
    store.dispatch(SetProbeCoordinates((("x", 0.0), ("y", 0.5), ("z", 0.5))))
    store.dispatch(ChoosePlane(((1.0, 0.0, 0.0), (0.0, 1.0, 1.0))))
    person.wait_for_picture()
    plane = person.desk.controller.results.slice
    assert plane is not None
    s, t = plane.to_plane((1.0, 1.0, 1.0))
    person.click(s + 0.02, t - 0.02)
    assert person.probe() == (1.0, 1.0, 1.0)
    assert person.badge().startswith("Minimum")

    # Beside the plane the same point is none that a click could mean.
    store.dispatch(SetProbeCoordinates((("x", 0.0), ("y", 0.5), ("z", 0.6))))
    person.wait_for_picture()
    before = person.desk.controller.results.slice
    assert before is not None
    s, t = before.to_plane((1.0, 1.0, 1.0))
    person.click(s, t)
    assert person.probe() != (1.0, 1.0, 1.0)


def test_an_entry_of_the_hessian_is_opened_by_keys_alone(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula(FORMULA)
    window, numbers, store = person.window, person.panel.hessian.numbers, person.desk.store
    window.activateWindow()
    person.panel.coordinates.fields[-1].setFocus()
    for _ in range(12):
        if numbers.hasFocus():
            break
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert numbers.hasFocus(), "Tab comes by, behind the coordinates"
    before = numbers.grab().toImage()
    assert numbers.accessibleDescription().startswith("∂²f/∂x∂y = ")
    QTest.keyClick(numbers, Qt.Key.Key_Down)
    QTest.keyClick(numbers, Qt.Key.Key_Right)
    QTest.keyClick(numbers, Qt.Key.Key_Right)
    assert numbers.accessibleDescription().startswith("∂²f/∂y∂w = ")
    assert numbers.grab().toImage() != before, "a frame shows where the keys are"
    done = store.undo_name
    QTest.keyClick(numbers, Qt.Key.Key_Return)
    assert store.state.axes == ("y", "w")
    assert store.undo_name == "look along y and w" != done
    QTest.keyClick(numbers, Qt.Key.Key_Left)
    QTest.keyClick(numbers, Qt.Key.Key_Left)
    assert "Enter" not in numbers.accessibleDescription(), "an entry on the diagonal has no slice of its own"
    QTest.keyClick(numbers, Qt.Key.Key_Return)
    assert store.state.axes == ("y", "w")


def test_of_two_variables_the_keyboard_goes_past_the_matrix(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    numbers = person.panel.hessian.numbers
    assert numbers.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert numbers.accessibleDescription() == ""
