"""Somebody looks at the landscape from the side: turns it, picks a point on it, drags the probe, and goes back."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QWidget

from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import Arrangement, SurfaceLook

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.surface_view import SurfaceView
    from tests.tasks.conftest import Person

LEFT = Qt.MouseButton.LeftButton
NONE, ALT, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
WELL = "x^4 + y^4 - 4xy + 1"


class Looker:
    """A person with the surface in view."""

    def __init__(self, person: Person) -> None:
        self.person, self.desk, self.window = person, person.desk, person.window
        self.window.activateWindow()
        self.key(Qt.Key.Key_F4)
        person.bot.waitUntil(lambda: self.surface.is_fine)  # and laid out

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key wherever the keyboard is."""
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    @property
    def surface(self) -> SurfaceView:
        view = self.window.pictures.surface
        assert view is not None
        return view

    def pixel(self, x: float, y: float) -> QPoint:
        """Where a point of the surface is seen."""
        place = self.surface.pixel_of(x, y)
        assert place is not None
        return place

    def click(self, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.surface, LEFT, modifiers, self.pixel(x, y))

    def move(self, place: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE) -> None:
        where = QPointF(place)
        QApplication.sendEvent(self.surface, QMouseEvent(
            QEvent.Type.MouseMove, where, self.surface.mapToGlobal(where), Qt.MouseButton.NoButton, button, modifiers
        ))  # fmt: skip

    def drag(self, *places: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mousePress(self.surface, LEFT, modifiers, places[0])
        for place in places[1:]:
            self.move(place, LEFT, modifiers)
        QTest.mouseRelease(self.surface, LEFT, modifiers, places[-1])

    def look_down(self) -> None:
        """Look from so far above that no part of the well hides another."""
        self.desk.surface.steering.look_from(-60.0, 78.0)

    @property
    def look(self) -> SurfaceLook:
        return self.desk.store.state.surface


@pytest.fixture
def looker(sit_down: Callable[..., Person]) -> Looker:
    return Looker(sit_down(WELL))


def test_a_point_is_picked_by_a_click_on_it(looker: Looker) -> None:
    looker.look_down()
    for x, y in ((-1.5, 1.2), (0.3, -0.8), (2.0, 1.5)):
        place = looker.pixel(x, y)
        looker.click(x, y, ALT)
        shown = looker.pixel(*looker.person.probe())
        assert math.hypot(shown.x() - place.x(), shown.y() - place.y()) <= 1.5
        px, py = looker.surface.pixel_size((x, y))
        assert looker.person.probe() == pytest.approx((x, y), abs=1.5 * max(px, py))
    looker.desk.store.undo()
    looker.desk.store.undo()
    looker.desk.store.undo()
    assert looker.person.probe() == (1.0, 1.0)


def test_a_click_near_a_minimum_snaps_to_it_and_the_panel_names_it(looker: Looker) -> None:
    looker.look_down()
    place = looker.pixel(1.0, 1.0)
    QTest.mouseClick(looker.surface, LEFT, NONE, place + QPoint(2, 1))
    assert looker.person.probe() == (1.0, 1.0)
    assert looker.person.badge().startswith("Minimum")
    assert looker.person.picture.pixel_of(1.0, 1.0) == looker.person.picture._probe.pos().toPoint()


def test_turning_is_one_step_back_and_escape_takes_it_back_at_once(looker: Looker) -> None:
    start = looker.pixel(-1.0, -1.5)
    looker.drag(start, start + QPoint(30, 10), start + QPoint(80, 20))
    assert looker.look.azimuth == pytest.approx(-92.0)
    assert looker.desk.store.undo_name == "turn surface"
    looker.key(Qt.Key.Key_Z, CTRL)
    assert looker.look == SurfaceLook()
    QTest.mousePress(looker.surface, LEFT, NONE, start)
    looker.move(start + QPoint(60, 0))
    QApplication.processEvents()
    assert looker.look != SurfaceLook()
    looker.surface.setFocus()
    looker.key(Qt.Key.Key_Escape)
    assert looker.look == SurfaceLook()
    QTest.mouseRelease(looker.surface, LEFT, NONE, start)


def test_the_probe_is_dragged_on_either_picture_and_the_other_follows(looker: Looker) -> None:
    looker.look_down()
    looker.click(1.5, -1.0, ALT)
    x, y = looker.person.probe()
    looker.drag(*(looker.pixel(x - 0.1 * k, y + 0.1 * k) for k in range(9)), modifiers=ALT)
    assert looker.person.probe() == pytest.approx((x - 0.8, y + 0.8), abs=0.1)
    on_map = looker.person.picture._probe.pos()
    assert on_map == looker.person.picture.frame.to_pixels(*looker.person.probe())
    before = looker.surface.probe_place()
    at = looker.person.probe()
    looker.person.drag(at, (at[0] - 0.5, at[1]), (at[0] - 1.0, at[1] - 1.0), alt=True)
    assert looker.surface.probe_place() != before
    assert looker.surface.probe_place().toPoint() == looker.pixel(*looker.person.probe())


def test_the_status_line_reads_the_surface_under_the_cursor(looker: Looker) -> None:
    looker.move(looker.pixel(0.5, -1.0), Qt.MouseButton.NoButton)
    words = looker.window.read_out.text()
    assert words.startswith("x ≈ 0.")
    assert "y ≈ " in words
    assert "f ≈ " in words
    looker.move(QPoint(4, looker.surface.height() - 4), Qt.MouseButton.NoButton)
    assert not re.search("f [=≈]", looker.window.read_out.text())


def test_keys_choose_the_pictures_and_the_menu_ticks_the_one_that_is_shown(looker: Looker) -> None:
    pictures, actions = looker.window.pictures, looker.desk.actions
    for key, arrangement, words in (
        (Qt.Key.Key_F3, Arrangement.SURFACE, "Surface"), (Qt.Key.Key_F2, Arrangement.CONTOUR, "Contour Map"),
        (Qt.Key.Key_F4, Arrangement.BOTH, "Side by Side"),
    ):  # fmt: skip
        looker.key(key)
        assert looker.desk.store.state.arrangement is arrangement
        assert looker.person.picture.isVisible() == (arrangement is not Arrangement.SURFACE)
        assert looker.surface.isVisible() == (arrangement is not Arrangement.CONTOUR)
        assert [row for row in ("Contour Map", "Surface", "Side by Side") if actions.action(row).isChecked()] == [words]
        assert all(part.isVisible() for part in pictures.shown)
        assert ("turn" in looker.window.read_out.text()) == (arrangement is Arrangement.SURFACE)
    looker.key(Qt.Key.Key_Z, CTRL)
    assert looker.desk.store.state.arrangement is Arrangement.CONTOUR


def test_the_keyboard_stays_on_a_picture_when_the_other_takes_its_place(looker: Looker) -> None:
    looker.surface.setFocus()
    looker.key(Qt.Key.Key_F2)
    assert looker.window.focusWidget() is looker.person.picture
    looker.key(Qt.Key.Key_F3)
    assert looker.window.focusWidget() is looker.surface


def test_f6_comes_by_both_pictures(looker: Looker) -> None:
    window = looker.window
    window.focus_editor()
    parts: list[QWidget] = [window.picture, looker.surface, window.panel, window.editor]
    for part in parts:
        looker.key(Qt.Key.Key_F6)
        assert part is window.focusWidget() or part.isAncestorOf(window.focusWidget())


def test_everything_is_reached_by_keys_alone(looker: Looker) -> None:
    looker.surface.setFocus()
    looker.key(Qt.Key.Key_Right)
    assert looker.person.probe()[0] > 0.0
    for key, modifiers in ((Qt.Key.Key_Left, CTRL | ALT), (Qt.Key.Key_PageUp, NONE), (Qt.Key.Key_Plus, NONE)):
        before = looker.look
        looker.key(key, modifiers)
        QApplication.processEvents()
        assert looker.look != before
    looker.key(Qt.Key.Key_Home)
    assert looker.look == SurfaceLook()
    for words, part in (
        ("Level Lines on the Surface", "lines"), ("Level Lines on the Floor", "floor"),
        ("Tangent Plane", "tangent_plane"), ("Local Paraboloid", "paraboloid"),
    ):  # fmt: skip
        shown = getattr(looker.look, part)
        assert looker.desk.actions.action(words).isChecked() == shown
        looker.person.choose(words)
        assert getattr(looker.look, part) != shown
        assert looker.desk.actions.action(words).isChecked() != shown


def test_ranges_can_be_typed_while_only_the_surface_is_shown(looker: Looker) -> None:
    looker.key(Qt.Key.Key_F3)
    looker.key(Qt.Key.Key_R, CTRL)
    fields = [field for field in looker.surface.findChildren(QLineEdit) if field.isVisible()]
    assert len(fields) == 4
    looker.key(Qt.Key.Key_Escape)
    assert looker.window.focusWidget() is looker.surface


def test_the_menu_of_the_map_opens_on_the_surface_too(looker: Looker) -> None:
    for place, can_move in ((looker.pixel(0.5, 0.5), True), (QPoint(4, looker.surface.height() - 4), False)):
        looker.surface.menu_requested.emit(
            looker.surface.mapToGlobal(place), *(looker.surface.picked(QPointF(place)) or (math.nan, math.nan))
        )
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        words = [action.text().replace("&", "") for action in menu.actions()]
        assert ("Move the Probe Here" in words) == can_move
        assert "Snap to Nearest Critical Point" in words
        menu.close()


def test_a_critical_point_under_the_cursor_says_what_it_is(looker: Looker) -> None:
    looker.look_down()

    def tip() -> str:
        place = looker.pixel(-1.0, -1.0)  # what else the window learns to show may still move it
        event = QHelpEvent(QEvent.Type.ToolTip, place, looker.surface.mapToGlobal(place))
        QApplication.sendEvent(looker.surface, event)
        return QToolTip.text()

    def names_the_minimum() -> None:
        assert "inimum" in tip()

    looker.person.bot.waitUntil(names_the_minimum)
    QToolTip.hideText()


def test_a_curve_says_that_it_has_no_surface_and_another_function_has_one_again(looker: Looker) -> None:
    looker.person.type_formula("x^3")
    assert "no surface" in looker.surface.accessibleDescription()
    looker.person.type_formula("x y")
    assert "no surface" not in looker.surface.accessibleDescription()
    assert looker.surface.pixel_of(1.0, 1.0) is not None


def test_the_session_keeps_how_the_surface_is_seen(looker: Looker) -> None:
    looker.surface.setFocus()
    looker.key(Qt.Key.Key_T)
    state = looker.desk.store.state
    assert from_bytes(to_bytes(state)) == state
    assert (state.arrangement, state.surface.elevation) == (Arrangement.BOTH, 90.0)


def test_the_room_of_the_pictures_is_remembered(
    looker: Looker, sit_down: Callable[..., Person], no_questions: list[str]
) -> None:
    pictures = looker.window.pictures
    whole = sum(pictures.sizes())
    pictures.setSizes([whole // 4, whole - whole // 4])
    sizes = pictures.sizes()
    assert sizes[0] < 0.45 * whole
    looker.key(Qt.Key.Key_F2)
    assert looker.window.close()
    again = Looker(sit_down(WELL))
    share = again.window.pictures.sizes()[0] / sum(again.window.pictures.sizes())
    assert share == pytest.approx(sizes[0] / whole, abs=0.03)


@pytest.mark.parametrize("size", [(640, 480), (1024, 640)])
def test_both_pictures_have_room_in_a_small_window(looker: Looker, size: tuple[int, int]) -> None:
    looker.window.resize(*size)
    QApplication.processEvents()
    assert (looker.window.width(), looker.window.height()) == size
    for part in (*looker.window.pictures.shown, looker.window.panel):
        corner = part.mapTo(looker.window, QPoint(part.width(), part.height()))
        assert corner.x() <= looker.window.width()
        assert corner.y() <= looker.window.height()
        assert part.width() >= 150


def test_beside_the_surface_a_small_window_shows_a_map_that_can_be_read(looker: Looker) -> None:
    bar = looker.window.picture._bar
    looker.window.resize(1440, 900)
    QApplication.processEvents()
    assert bar.isVisible()
    assert looker.window.panel.width() == 360
    looker.window.resize(1024, 640)
    QApplication.processEvents()
    assert looker.window.panel.width() == 320
    assert looker.window.picture.frame.width > 230
    assert bar.isVisible()
    looker.person.choose("Contour Map")
    assert bar.isVisible()
    looker.window.resize(1440, 900)
    QApplication.processEvents()
    assert looker.window.panel.width() == 360
