"""Small slices with mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.sampling import sample
from hessview.document.reading import read
from hessview.document.state import Box, State
from hessview.figure.small_slices import figure_of, small_slices
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.views.slice_grid import SliceGrid

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TEXT = "x1^2 + 2x2^2 - x3 x4 + x5"
STATE = State(TEXT, TEXT, (("x1", 0.5),), Box(-2.0, 2.0, -2.0, 2.0))
FORMULA = read(TEXT)
assert FORMULA is not None
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def grid(qtbot: QtBot, state: State = STATE, width: int = 400, height: int = 300) -> SliceGrid:
    made = SliceGrid()
    qtbot.addWidget(made)
    made.resize(width, height)
    made.fit(width, height)
    show(made, state)
    made.show()
    return made


def show(made: SliceGrid, state: State) -> None:
    landscape = ExpressionLandscape(FORMULA)
    figures = []
    for each in small_slices(state, FORMULA):
        field = sample(landscape, each.request.slice, each.request.box, each.request.shape)
        figures.append((each.pair, figure_of(each.request, with_levels(field, 9, labelled=False), state)))
    made.show_figures(figures, ("x1", "x2"))


@pytest.mark.parametrize("width", [140, 300, 400, 900])
def test_every_slice_has_its_place_and_none_lie_on_each_other(qtbot: QtBot, width: int) -> None:
    made = grid(qtbot, width=width)
    assert made.pairs == tuple(combinations(FORMULA.variables, 2))
    places = [made.place_of(pair) for pair in made.pairs]
    assert all(place.right() <= made.width() and place.bottom() <= made.height() for place in places)
    assert not any(a.intersects(b) for a, b in combinations(places, 2))
    assert all(place.width() >= 72 for place in places)


@pytest.mark.parametrize(("half", "is_told"), [(2.0, True), (1.2345678e-7, False)])
def test_a_slice_says_from_where_to_where_it_reaches_where_there_is_room_beside_its_names(
    qtbot: QtBot, half: float, is_told: bool
) -> None:
    made = grid(qtbot, replace(STATE, view=Box(-half, half, -half, half)))
    image, place = made.grab().toImage(), made.place_of(("x1", "x2")).toAlignedRect()
    ground = image.pixelColor(place.left() - 2, place.center().y() + place.height() // 4)

    def is_written(left: int, top: int, right: int, bottom: int) -> bool:
        return any(image.pixelColor(x, y) != ground for x in range(left, right) for y in range(top, bottom))

    below, third = place.bottom() + 3, place.width() // 4
    assert is_written(place.left() + third, below, place.right() - third, below + 13)  # the name
    assert is_written(place.left(), below, place.left() + third, below + 13) == is_told
    assert is_written(place.right() - third, below, place.right(), below + 13) == is_told
    assert is_written(2, place.top(), place.left() - 2, place.top() + 12) == is_told


def test_a_drag_says_where_the_probe_shall_be_until_it_ends(qtbot: QtBot) -> None:
    made = grid(qtbot)
    said: list[tuple[object, ...]] = []
    made.moved.connect(lambda *moved: said.append(moved))
    made.released.connect(lambda: said.append(("released",)))
    place = made.place_of(("x2", "x4"))
    start = QPointF(place.center().x(), place.center().y()).toPoint()
    QTest.mousePress(made, LEFT, NO_KEY, start)
    QTest.mouseMove(made, QPointF(place.right() + 500.0, place.top() + 0.25 * place.height()).toPoint())
    QTest.mouseRelease(made, LEFT, NO_KEY, start)
    assert said[0] == (("x2", "x4"), pytest.approx(0.0, abs=0.05), pytest.approx(0.0, abs=0.05), True)
    assert said[1] == (("x2", "x4"), pytest.approx(2.0), pytest.approx(1.0, abs=0.05), True)
    assert said[2] == ("released",)


def test_keys_go_through_the_slices_open_move_and_remove(qtbot: QtBot) -> None:
    made = grid(qtbot)
    said: list[tuple[object, ...]] = []
    for signal in (made.moved, made.opened, made.removed):
        signal.connect(lambda *given: said.append(given))
    made.setFocus()
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.current == ("x1", "x3")
    assert "2 of 10" in made.accessibleDescription()
    QTest.keyClick(made, Qt.Key.Key_Return)
    QTest.keyClick(made, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(made, Qt.Key.Key_Delete)
    assert said == [
        (("x1", "x3"), False), (("x1", "x3"), 0.5, pytest.approx(0.08), False), (("x1", "x3"),),
    ]  # fmt: skip


def test_the_probe_moves_in_the_pictures_that_have_it_on_an_axis(qtbot: QtBot) -> None:
    made = grid(qtbot)
    before = made.grab().toImage()
    show(made, State(TEXT, TEXT, (("x1", -1.0),), STATE.view))
    assert made.grab().toImage() != before
    show(made, STATE)
    assert made.grab().toImage() == before


@pytest.mark.parametrize("how", ["escape", "hide"])
def test_a_gesture_is_given_up_by_escape_and_where_the_slices_are_hidden(qtbot: QtBot, how: str) -> None:
    made = grid(qtbot)
    said: list[str] = []
    made.released.connect(lambda: said.append("released"))
    made.cancelled.connect(lambda: said.append("cancelled"))
    place = made.place_of(("x2", "x4")).center().toPoint()
    QTest.mousePress(made, LEFT, NO_KEY, place)
    if how == "escape":
        QTest.keyClick(made, Qt.Key.Key_Escape)
    else:
        made.hide()
    QTest.mouseRelease(made, LEFT, NO_KEY, place)
    assert said == ["cancelled"]
