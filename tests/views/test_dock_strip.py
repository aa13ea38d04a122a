"""The strip of docks below the picture: folded to a line, unfolded by click and key, as high as leaves the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hessview.views.dock_strip import HEIGHT, LEAST_HEIGHT, DockStrip
from hessview.views.theme import DARK

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen


class Stand(QWidget):
    """A picture with the strip below it, which has two docks."""

    def __init__(self) -> None:
        super().__init__()
        self.picture, self.strip = QLineEdit(self), DockStrip()
        self.picture.setSizePolicy(self.sizePolicy())
        self.points, self.slices = QLineEdit(), QLineEdit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picture, 1)
        column.addWidget(self.strip)
        self.strip.add("points", "Critical points", self.points, "What they are (Ctrl+P)")
        self.strip.add("slices", "Slices", self.slices)
        self.said: list[str] = []
        self.strip.unfolded.connect(self.said.append)
        self.strip.left.connect(lambda: self.said.append("left"))

    @property
    def height_of_dock(self) -> int:
        """How high the unfolded dock is, 0 if none is."""
        return self.strip.body.height() if self.strip.body.isVisible() else 0


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    made = Stand()
    qtbot.addWidget(made)
    made.resize(1024, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.picture.setFocus()
    qtbot.waitUntil(made.picture.hasFocus)
    return made


def settle(stand: Stand) -> None:
    layout = stand.layout()
    assert layout is not None
    layout.activate()


def drag(stand: Stand, by: int) -> None:
    grip = stand.strip.grip
    at = grip.mapTo(stand, QPoint(100, 2))
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 2))
    for step in (by // 2, by):
        QTest.mouseMove(grip, grip.mapFrom(stand, at + QPoint(0, step)))
        settle(stand)
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 2))


def test_folded_it_is_one_line(stand: Stand) -> None:
    assert stand.strip.height() < 36
    assert stand.strip.shown == ""
    assert [toggle.text() for toggle in stand.strip.toggles.values()] == ["Critical points", "Slices"]


def test_a_click_unfolds_a_dock_above_its_toggle_and_another_folds_it(stand: Stand) -> None:
    toggle = stand.strip.toggles["points"]
    place = toggle.mapTo(stand, QPoint(0, 0))
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    settle(stand)
    assert stand.points.isVisible()
    assert stand.height_of_dock == HEIGHT
    assert toggle.mapTo(stand, QPoint(0, 0)) == place  # so that the next click can fold it
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert not stand.points.isVisible()
    assert stand.said == ["points", ""]


def test_one_dock_takes_the_place_of_another(stand: Stand) -> None:
    stand.strip.unfold("points")
    QTest.mouseClick(stand.strip.toggles["slices"], Qt.MouseButton.LeftButton)
    assert (stand.points.isVisible(), stand.slices.isVisible()) == (False, True)
    assert stand.strip.shown == "slices"
    assert not stand.strip.toggles["points"].isChecked()


def test_its_key_unfolds_a_dock_with_the_focus_in_it_and_folding_gives_the_focus_back(stand: Stand) -> None:
    stand.strip.toggle("points")
    assert stand.points.hasFocus()
    stand.strip.toggle("points")
    assert stand.said == ["points", "", "left"]


def test_unfolding_by_hand_leaves_the_focus_where_it_is(stand: Stand) -> None:
    stand.strip.unfold("points")
    assert stand.picture.hasFocus()
    stand.strip.fold()
    assert stand.said == ["points", ""]


def test_escape_in_a_dock_goes_back_to_the_picture_and_leaves_it_unfolded(stand: Stand) -> None:
    stand.strip.unfold("points", focus=True)
    QTest.keyClick(stand.points, Qt.Key.Key_Escape)
    assert stand.said == ["points", "left"]
    assert stand.points.isVisible()
    stand.picture.setFocus()
    QTest.keyClick(stand.picture, Qt.Key.Key_Escape)
    assert stand.said == ["points", "left"]


def test_a_toggle_is_reached_with_tab_and_pressed_with_space(stand: Stand) -> None:
    QTest.keyClick(stand.picture, Qt.Key.Key_Tab)
    toggle = stand.strip.toggles["points"]
    assert toggle.hasFocus()
    assert toggle.text() == "Critical points"
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    assert stand.points.isVisible()


def test_the_words_of_a_toggle_are_those_of_its_dock(stand: Stand) -> None:
    stand.strip.render_words("points", "Critical points (9, all proved)")
    assert stand.strip.toggles["points"].text() == "Critical points (9, all proved)"


@pytest.mark.parametrize(("whole", "height"), [(640, HEIGHT), (547, 167), (480, LEAST_HEIGHT)])
def test_before_it_is_dragged_a_dock_leaves_most_of_a_low_window_to_the_picture(
    stand: Stand, whole: int, height: int
) -> None:
    stand.resize(1024, whole)
    stand.strip.unfold("points")
    settle(stand)
    assert stand.height_of_dock == height


def test_no_word_of_a_toggle_is_cut_in_a_narrow_window(stand: Stand) -> None:
    stand.strip.add("sections", "Sections", QWidget())
    stand.resize(330, 640)
    settle(stand)
    for toggle in stand.strip.toggles.values():
        assert toggle.width() >= toggle.sizeHint().width(), toggle.text()
    arrows = {toggle.toolButtonStyle() for toggle in stand.strip.toggles.values()}
    assert arrows == {Qt.ToolButtonStyle.ToolButtonTextBesideIcon}
    stand.resize(250, 640)
    settle(stand)
    for toggle in stand.strip.toggles.values():
        assert toggle.width() >= toggle.sizeHint().width(), toggle.text()


def test_a_dock_takes_at_most_two_fifths_of_a_small_window(stand: Stand) -> None:
    stand.strip.unfold("points")
    stand.strip.set_height(600)
    settle(stand)
    assert stand.height_of_dock == 256
    stand.resize(1024, 480)
    assert stand.height_of_dock == 192
    stand.resize(1440, 900)
    assert stand.height_of_dock == 256


def test_in_a_large_window_it_may_be_dragged_as_high_as_leaves_room_for_the_picture(stand: Stand) -> None:
    stand.resize(1440, 1200)
    stand.strip.unfold("points")
    settle(stand)
    drag(stand, -300)
    assert stand.height_of_dock == HEIGHT + 300
    drag(stand, -2000)
    assert stand.height_of_dock == 1200 - 480
    drag(stand, 2000)
    assert stand.height_of_dock == LEAST_HEIGHT
    assert stand.strip.sizes() == [LEAST_HEIGHT]


def test_a_height_that_a_small_window_takes_away_comes_back(stand: Stand) -> None:
    stand.resize(1440, 900)
    stand.strip.unfold("points")
    stand.strip.set_height(350)
    stand.resize(1440, 500)
    assert stand.height_of_dock == 200
    stand.resize(1440, 900)
    assert stand.height_of_dock == 350


def test_arrow_keys_on_its_edge_make_it_higher_and_lower(stand: Stand) -> None:
    stand.strip.unfold("points")
    settle(stand)
    grip = stand.strip.grip
    assert grip.accessibleName()
    grip.setFocus()
    QTest.keyClick(grip, Qt.Key.Key_Down)
    QTest.keyClick(grip, Qt.Key.Key_Down)
    QTest.keyClick(grip, Qt.Key.Key_Up)
    QTest.keyClick(grip, Qt.Key.Key_Left)
    assert stand.height_of_dock == HEIGHT - 16


@pytest.mark.parametrize(("heights", "height"), [
    (["200"], 200), (["1"], LEAST_HEIGHT), (["99999"], 256), ([], HEIGHT), (["-5"], HEIGHT), (["200", "300"], HEIGHT),
    (["1e9"], HEIGHT), (["٣٠٠"], HEIGHT), (["200 "], HEIGHT), (["9" * 5000], HEIGHT),
])  # fmt: skip
def test_only_what_can_be_a_height_is_taken_from_the_settings(stand: Stand, heights: list[str], height: int) -> None:
    stand.strip.restore_sizes(heights)
    stand.strip.unfold("points")
    settle(stand)
    assert stand.height_of_dock == height


def test_it_follows_the_window_it_is_put_into(stand: Stand, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(800, 400)
    column = QVBoxLayout(other)
    column.addWidget(stand.strip)
    other.show()
    qtbot.waitExposed(other)
    stand.strip.unfold("points")
    stand.resize(1024, 2000)
    stand.strip.restore_sizes(["300"])
    assert stand.strip.body.height() == 160
    other.resize(800, 500)
    assert stand.strip.body.height() == 200


def test_it_takes_the_colours_of_a_theme(stand: Stand) -> None:
    stand.strip.unfold("points")
    light = stand.strip.grab().toImage()
    stand.strip.set_theme(DARK)
    assert stand.strip.grab().toImage() != light


def test_what_is_in_brackets_is_left_out_where_there_is_no_room_and_comes_back(stand: Stand) -> None:
    stand.strip.render_words("points", "Critical points (12, all proved)")
    said = stand.strip.toggles["points"]
    assert said.text() == "Critical points (12, all proved)"
    stand.resize(200, 640)
    settle(stand)
    assert said.text() == "Critical points"
    stand.resize(1024, 640)
    settle(stand)
    assert said.text() == "Critical points (12, all proved)"


def test_long_words_take_no_width_from_what_stands_beside_the_strip(stand: Stand) -> None:
    stand.strip.render_words("points", "Critical points (" + "many " * 60 + ")")
    settle(stand)
    assert stand.minimumSizeHint().width() < 1024


def test_the_buttons_make_room_for_the_words_of_the_docks(stand: Stand) -> None:
    stand.strip.add_button(QAction("Snap to nearest", stand), "Snap to the nearest critical point of all")
    settle(stand)
    (button,) = stand.strip._buttons
    assert button.isVisible()
    stand.resize(300, 640)
    settle(stand)
    assert not button.isVisible()
    assert stand.strip.toggles["points"].text() == "Critical points"
    stand.resize(1024, 640)
    settle(stand)
    assert button.isVisible()
