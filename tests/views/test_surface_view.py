"""The surface under a hand: click, drag, turn, zoom, keys, and what the document is told of each."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from hessview.analysis.leaving import between_steps
from hessview.document.commands import MoveProbe, SetText
from hessview.document.looking import VIEWPOINTS, ToggleOnSurface, TurnSurface
from hessview.document.state import Arrangement, Box, State, SurfaceLook
from hessview.document.store import Store
from hessview.figure.compose import compose
from hessview.views.refining import InTurns, Refining
from hessview.views.surface_view import SurfaceView
from hessview.views.theme import DARK, LIGHT, small_font
from tests.figure.picture_results import results_of
from tests.views.mouse import ALT, CTRL, MIDDLE, NONE, SHIFT, Mouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from hessview.compute.results import Results
    from hessview.document.commands import Command

BOWL = "x^2 + y^2 + x y / 2"


class Document:
    """A real store that shows itself on a surface, and remembers what it was asked."""

    def __init__(self, text: str = BOWL) -> None:
        probe = (("x", 1.0), ("y", 1.0))
        shown = State(text, text, probe, Box(-3.0, 3.0, -2.0, 2.0), arrangement=Arrangement.BOTH)
        self.store = Store(shown)
        self.commands: list[Command] = []
        self._known: tuple[State, Results] | None = None

    def dispatch(self, command: Command) -> None:
        self.commands.append(command)
        self.store.dispatch(command)

    def show(self, view: SurfaceView) -> None:
        state = self.store.state
        if self._known is None or replace(self._known[0], surface=state.surface) != state:
            self._known = (state, results_of(state))
        results = self._known[1]
        view.show_state(state, results, compose(state, results), None)

    @property
    def probe(self) -> tuple[float, float]:
        state = self.store.state
        return state.coordinate("x"), state.coordinate("y")

    @property
    def look(self) -> SurfaceLook:
        return self.store.state.surface


@pytest.fixture
def document() -> Document:
    return Document()


@pytest.fixture
def make_view(qtbot: QtBot) -> Callable[[Document], SurfaceView]:
    """A shown surface of 500 x 440 pixels that follows a document."""
    def make(document: Document) -> SurfaceView:
        view = SurfaceView(document.dispatch, document.store.seal)
        qtbot.addWidget(view)
        view.resize(500, 440)
        document.show(view)
        document.store.subscribe(lambda _old, _new: document.show(view))
        view.show()
        qtbot.waitExposed(view)
        view.setFocus()
        sight = view.sight
        if sight is not None and sight.has_surface:
            qtbot.waitUntil(lambda: not view._first.is_wanted)
        return view

    return make


@pytest.fixture
def view(make_view: Callable[[Document], SurfaceView], document: Document) -> SurfaceView:
    return make_view(document)


class SurfaceMouse(Mouse):
    """A mouse over the surface."""

    def __init__(self, view: SurfaceView) -> None:
        super().__init__(view, view.pixel_of)
        self.view = view


@pytest.fixture
def mouse(view: SurfaceView) -> SurfaceMouse:
    return SurfaceMouse(view)


def beside(view: SurfaceView) -> QPoint:
    """A pixel where nothing of the surface is."""
    place = QPoint(6, view.height() - 6)
    assert view.picked(QPointF(place)) is None
    return place


# Clicks


@pytest.mark.parametrize("point", [(-2.0, 1.5), (0.0, 0.0), (2.5, -1.5), (1.0, -1.0)])
@pytest.mark.parametrize("side", [(-60.0, 30.0), *VIEWPOINTS.values(), (100.0, 55.0)])
def test_a_click_brings_the_probe_to_the_point_of_the_surface_that_is_seen_there(
    mouse: SurfaceMouse, document: Document, point: tuple[float, float], side: tuple[float, float]
) -> None:
    azimuth, elevation = side[0], max(side[1], 25.0)  # from the front alone the bowl hides itself
    document.store.dispatch(TurnSurface(azimuth, elevation, 1.0))
    place = mouse.at(*point)
    seen = mouse.view.picked(QPointF(place))
    assert seen is not None
    mouse.click(place)
    shown = mouse.view.pixel_of(*document.probe)
    assert shown is not None
    assert math.hypot(shown.x() - place.x(), shown.y() - place.y()) <= 1.5
    px, py = mouse.view.pixel_size(seen)
    assert document.probe == pytest.approx(seen, abs=max(px, py))
    assert isinstance(document.commands[-1], MoveProbe)


def test_what_is_clicked_is_what_is_in_front(make_view: Callable[[Document], SurfaceView]) -> None:
    document = Document("8 exp(-4 (y + 1)^2) + 0x")  # a ridge along x, with a plain behind it
    view = make_view(document)
    document.store.dispatch(TurnSurface(-90.0, 8.0, 1.0))
    behind = view.sight.place((0.0, 0.5)) if view.sight is not None else None
    assert behind is not None
    found = view.picked(behind)
    assert found is not None
    assert found[1] < -0.7


def test_a_click_tells_where_and_how_large_a_pixel_is(mouse: SurfaceMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.probe_released) as told:
        mouse.click(mouse.at(-2.0, 1.5))
    x, y, px, py, alt = told.args
    assert (x, y) == pytest.approx((-2.0, 1.5), abs=2.0 * max(px, py))
    assert 6.0 / 500.0 <= px < 0.2
    assert 4.0 / 440.0 <= py < 0.2
    assert alt is False


def test_a_pixel_is_as_long_as_the_surface_says(view: SurfaceView) -> None:
    assert view.sight is not None
    px, _ = view.pixel_size((0.5, 0.5))
    here, there = view.sight.place((0.5, 0.5)), view.sight.place((0.5 + 20 * px, 0.5))
    assert here is not None
    assert there is not None
    assert math.hypot(there.x() - here.x(), there.y() - here.y()) == pytest.approx(20.0, rel=0.25)


def test_alt_is_told_with_the_release(mouse: SurfaceMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.probe_released) as told:
        mouse.click(mouse.at(-2.0, 1.5), modifiers=ALT)
    assert told.args[4] is True


def test_a_click_beside_the_surface_does_nothing(mouse: SurfaceMouse, document: Document) -> None:
    mouse.click(beside(mouse.view))
    assert document.commands == []


def test_each_click_is_one_undo_step(mouse: SurfaceMouse, document: Document) -> None:
    mouse.click(mouse.at(-2.0, 1.5))
    first = document.probe
    mouse.click(mouse.at(2.0, -1.5))
    document.store.undo()
    assert document.probe == first
    document.store.undo()
    assert document.probe == (1.0, 1.0)
    assert not document.store.can_undo


# The probe's handle


def test_the_probe_is_dragged_over_the_surface(mouse: SurfaceMouse, document: Document, qtbot: QtBot) -> None:
    ways = [mouse.at(1.0 - 0.1 * k, 1.0 - 0.15 * k) for k in range(9)]
    with qtbot.waitSignal(mouse.view.probe_released):
        mouse.drag(*ways)
    assert document.probe == pytest.approx((0.2, -0.2), abs=0.05)
    assert document.look == SurfaceLook()
    document.store.undo()
    assert document.probe == (1.0, 1.0)
    assert not document.store.can_undo


def test_dragged_beyond_the_surface_the_probe_waits_where_it_was(mouse: SurfaceMouse, document: Document) -> None:
    mouse.drag(mouse.at(1.0, 1.0), mouse.at(0.0, 0.5), beside(mouse.view))
    assert document.probe == pytest.approx((0.0, 0.5), abs=0.05)


def test_escape_brings_a_dragged_probe_back(mouse: SurfaceMouse, document: Document) -> None:
    mouse.press(mouse.at(1.0, 1.0))
    mouse.move(mouse.at(0.5, 0.0))
    assert document.probe != (1.0, 1.0)
    QTest.keyClick(mouse.view, Qt.Key.Key_Escape)
    assert document.probe == (1.0, 1.0)
    mouse.move(mouse.at(-1.0, 0.0))
    mouse.release(mouse.at(-1.0, 0.0))
    assert document.probe == (1.0, 1.0)
    assert not document.store.can_undo


# Turning


def test_a_drag_turns_the_surface_and_is_one_undo_step(mouse: SurfaceMouse, document: Document) -> None:
    start = mouse.at(-1.0, 0.0)
    mouse.drag(start, start + QPoint(20, 5), start + QPoint(50, -25))
    look = document.look
    assert look.azimuth == pytest.approx(-60.0 - 0.4 * 50)
    assert look.elevation == pytest.approx(30.0 - 0.4 * 25)
    assert document.probe == (1.0, 1.0)
    document.store.undo()
    assert document.look == SurfaceLook()
    assert not document.store.can_undo


def test_a_drag_beside_the_surface_turns_it_too(mouse: SurfaceMouse, document: Document) -> None:
    mouse.drag(beside(mouse.view), beside(mouse.view) + QPoint(40, -40))
    assert document.look.azimuth == pytest.approx(-76.0)


def test_the_middle_button_turns_even_on_the_probe(mouse: SurfaceMouse, document: Document) -> None:
    start = mouse.at(1.0, 1.0)
    mouse.drag(start, start + QPoint(30, 0), button=MIDDLE)
    assert document.look.azimuth == pytest.approx(-72.0)
    assert document.probe == (1.0, 1.0)


def test_what_was_in_front_moves_with_the_hand(mouse: SurfaceMouse, document: Document) -> None:
    document.store.dispatch(TurnSurface(-90.0, 30.0, 1.0))
    start = mouse.at(0.0, -1.9)
    mouse.drag(start, start + QPoint(40, 0))
    assert mouse.at(0.0, -1.9).x() > start.x() + 20


def test_nobody_turns_the_surface_upside_down(mouse: SurfaceMouse, document: Document) -> None:
    mouse.drag(beside(mouse.view), beside(mouse.view) + QPoint(0, 2000))
    assert document.look.elevation == 90.0


def test_escape_turns_it_back(mouse: SurfaceMouse, document: Document) -> None:
    start = mouse.at(-1.0, 0.0)
    mouse.press(start)
    mouse.move(start + QPoint(30, 30))
    assert document.look != SurfaceLook()
    QTest.keyClick(mouse.view, Qt.Key.Key_Escape)
    assert document.look == SurfaceLook()
    mouse.release(start)
    assert not document.store.can_undo


def test_the_wheel_brings_it_nearer_and_away_again(mouse: SurfaceMouse, document: Document) -> None:
    mouse.wheel(mouse.at(0.0, 0.0), 2)
    QApplication.processEvents()
    assert document.look.zoom == pytest.approx(1.44)
    mouse.wheel(mouse.at(0.0, 0.0), -2)
    QApplication.processEvents()
    assert document.look.zoom == pytest.approx(1.0)
    assert (document.look.azimuth, document.look.elevation) == (-60.0, 30.0)


def test_a_double_click_shows_it_as_it_was_and_leaves_the_probe(mouse: SurfaceMouse, document: Document) -> None:
    document.store.dispatch(TurnSurface(10.0, 60.0, 2.0))
    mouse.double_click(mouse.at(-1.0, -1.0))
    assert document.look == SurfaceLook()
    assert document.probe == (1.0, 1.0)
    document.store.undo()
    assert document.look == replace(SurfaceLook(), azimuth=10.0, elevation=60.0, zoom=2.0)


def test_a_hidden_view_lets_go(mouse: SurfaceMouse, document: Document) -> None:
    mouse.press(mouse.at(-1.0, 0.0))
    mouse.move(mouse.at(0.0, 0.0))
    mouse.view.hide()
    assert document.look == SurfaceLook()


# Keys


@pytest.mark.parametrize(("key", "way"), [(Qt.Key.Key_Right, (1, 0)), (Qt.Key.Key_Up, (0, 1))])
def test_arrows_move_the_probe_by_round_steps_with_shift_finer(
    view: SurfaceView, document: Document, key: Qt.Key, way: tuple[int, int]
) -> None:
    axis = way.index(1)
    QTest.keyClick(view, key)
    usual = document.probe[axis] - 1.0
    document.store.undo()
    QTest.keyClick(view, key, SHIFT)
    fine = document.probe[axis] - 1.0
    assert usual == pytest.approx(10.0 * fine)
    assert usual == pytest.approx(0.01 * (6.0, 4.0)[axis], rel=0.7)
    assert document.probe[1 - axis] == 1.0


def test_ctrl_with_an_arrow_moves_the_probe_along_a_principal_axis(view: SurfaceView, document: Document) -> None:
    QTest.keyClick(view, Qt.Key.Key_Right, CTRL)
    dx, dy = document.probe[0] - 1.0, document.probe[1] - 1.0
    assert abs(dx) == pytest.approx(abs(dy))
    assert dx > 0.0


@pytest.mark.parametrize(
    ("key", "modifiers", "turned"),
    [
        (Qt.Key.Key_Comma, NONE, (-5.0, 0.0)), (Qt.Key.Key_Period, NONE, (5.0, 0.0)),
        (Qt.Key.Key_PageUp, NONE, (0.0, 5.0)), (Qt.Key.Key_PageDown, NONE, (0.0, -5.0)),
        (Qt.Key.Key_Left, CTRL | ALT, (-5.0, 0.0)), (Qt.Key.Key_Up, CTRL | ALT, (0.0, 5.0)),
    ],
)  # fmt: skip
def test_keys_turn_it(
    view: SurfaceView, document: Document, key: Qt.Key, modifiers: Qt.KeyboardModifier, turned: tuple[float, float]
) -> None:
    QTest.keyClick(view, key, modifiers)
    look = document.look
    assert (look.azimuth + 60.0, look.elevation - 30.0) == pytest.approx(turned)
    assert document.probe == (1.0, 1.0)


def test_turns_by_key_in_a_row_are_one_undo_step(view: SurfaceView, document: Document) -> None:
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Comma)
        QApplication.processEvents()
    assert document.look.azimuth == pytest.approx(-80.0)
    document.store.undo()
    assert document.look == SurfaceLook()


@pytest.mark.parametrize(
    ("key", "side"), [(Qt.Key.Key_T, "top"), (Qt.Key.Key_F, "front"), (Qt.Key.Key_I, "isometric")]
)
def test_keys_look_from_a_side_and_home_as_it_was(
    view: SurfaceView, document: Document, key: Qt.Key, side: str
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Plus)
    zoom = document.look.zoom
    assert zoom > 1.0
    QTest.keyClick(view, key)
    assert (document.look.azimuth, document.look.elevation) == pytest.approx(VIEWPOINTS[side])
    assert document.look.zoom == zoom
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert document.look == SurfaceLook()


def test_from_above_it_lies_as_the_map(view: SurfaceView) -> None:
    QTest.keyClick(view, Qt.Key.Key_T)
    left, right, low, high = (view.pixel_of(*p) for p in ((-2.0, 0.0), (2.0, 0.0), (0.0, -1.5), (0.0, 1.5)))
    assert left is not None and right is not None and low is not None and high is not None  # noqa: PT018
    assert left.x() < right.x()
    assert low.y() > high.y()
    assert abs(left.y() - right.y()) <= 1
    assert abs(low.x() - high.x()) <= 1


# What it says


def test_the_cursor_tells_what_a_press_would_do(mouse: SurfaceMouse) -> None:
    view = mouse.view
    for place, shape in (
        (mouse.at(-1.5, 1.0), Qt.CursorShape.CrossCursor), (beside(view), Qt.CursorShape.SizeAllCursor),
        (mouse.at(1.0, 1.0), Qt.CursorShape.OpenHandCursor),
    ):  # fmt: skip
        mouse.hover(place)
        assert view.cursor().shape() == shape
    mouse.press(mouse.at(1.0, 1.0))
    assert view.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    mouse.release(mouse.at(1.0, 1.0))
    mouse.press(mouse.at(-1.5, 1.0))
    mouse.move(mouse.at(-1.5, 1.0) + QPoint(20, 0))
    assert view.cursor().shape() == Qt.CursorShape.SizeAllCursor
    mouse.release(mouse.at(-1.5, 1.0))


def test_the_point_under_the_cursor_is_told_and_that_there_is_none(mouse: SurfaceMouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mouse.view.cursor_moved) as told:
        mouse.hover(mouse.at(-1.5, 1.0))
    assert told.args == pytest.approx((-1.5, 1.0), abs=0.05)
    with qtbot.waitSignal(mouse.view.cursor_left):
        mouse.hover(beside(mouse.view))


def test_a_right_click_asks_for_the_menu_there_and_the_menu_key_at_the_probe(mouse: SurfaceMouse, qtbot: QtBot) -> None:
    for place, by_key, wanted in ((mouse.at(-1.5, 1.0), False, (-1.5, 1.0)), (QPoint(1, 1), True, (1.0, 1.0))):
        with qtbot.waitSignal(mouse.view.menu_requested) as told:
            mouse.ask_for_menu(place, by_key=by_key)
        assert told.args[1:] == pytest.approx(wanted, abs=0.05)
    with qtbot.waitSignal(mouse.view.menu_requested) as told:
        mouse.ask_for_menu(beside(mouse.view))
    assert all(map(math.isnan, told.args[1:]))


def test_who_cannot_see_it_is_told_what_it_shows_and_from_where(view: SurfaceView, document: Document) -> None:
    assert view.accessibleName() == "Surface"
    said = view.accessibleDescription()
    assert "f(x, y)" in said
    assert "30 degrees above" in said
    document.store.dispatch(TurnSurface(-60.0, -20.0, 1.0))
    assert "20 degrees below" in view.accessibleDescription()


@pytest.mark.parametrize(
    ("text", "words"),
    [("x^3", "A curve has no surface"), ("log(-1 - x^2 - y^2)", "undefined everywhere")],
)
def test_where_there_is_no_surface_it_says_so(
    make_view: Callable[[Document], SurfaceView], text: str, words: str
) -> None:
    document = Document(text)
    view = make_view(document)
    assert words in view.accessibleDescription()
    mouse = SurfaceMouse(view)
    for gesture in (mouse.click, mouse.hover, mouse.double_click):
        gesture(QPoint(200, 200))
    mouse.drag(QPoint(200, 200), QPoint(240, 260))
    assert document.look == SurfaceLook()
    assert not view.grab().isNull()


def test_a_surface_that_is_cut_off_says_so(make_view: Callable[[Document], SurfaceView]) -> None:
    document = Document("1 / (x^2 + y^2)")
    view = make_view(document)
    assert "goes on beyond" in view.accessibleDescription()
    notes = pixels(view)[-24:]
    document.store.dispatch(SetText(BOWL))
    assert "goes on beyond" not in view.accessibleDescription()
    assert np.any(pixels(view)[-24:] != notes)


def test_what_is_said_about_a_surface_stands_below_it_and_not_on_it(
    make_view: Callable[[Document], SurfaceView], qtbot: QtBot
) -> None:
    view = make_view(Document("1 / (x^2 + y^2)"))
    qtbot.waitUntil(lambda: view.is_fine)
    assert view.sight is not None
    assert view._image is not None
    below = view.height() - view.sight.size[1]
    assert below >= QFontMetrics(small_font()).height()
    assert view._image.image.deviceIndependentSize().height() == round(view.sight.size[1])
    shown, ground = pixels(view), QColor(view._theme.window)
    lines = shown[round(view.sight.size[1]) + 1 :]
    assert np.any(lines != (ground.blue(), ground.green(), ground.red()))


def test_a_surface_whose_first_picture_in_turns_fails_is_painted_at_once(
    view: SurfaceView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[None]:
        yield None
        raise MemoryError

    view.hide()
    view._refining.stop()
    monkeypatch.setattr(view._refining, "begin_anew", lambda: None)
    monkeypatch.setattr("hessview.views.surface_view.coarse_steps", failing)
    with qtbot.captureExceptions() as raised:
        view.show()
        view.grab()
        qtbot.waitUntil(lambda: view._image is not None)
    assert [kind for kind, _, _ in raised] == [MemoryError], "it is not kept quiet"


def test_a_first_picture_of_nothing_is_given_up(qtbot: QtBot) -> None:
    owner = QObject()
    turns = InTurns(lambda: iter(()), owner)
    with qtbot.waitSignal(turns.given_up):
        turns.begin()
    assert not turns.is_wanted


def test_a_fine_picture_that_is_not_wanted_any_more_is_left_in_the_middle_of_a_step(qtbot: QtBot) -> None:
    begun, left = threading.Event(), threading.Event()
    shown: list[object] = []

    def steps() -> Iterator[None]:
        yield None
        begun.set()
        try:
            while True:
                between_steps()
                time.sleep(0.001)
        finally:
            left.set()

    owner = QObject()
    refining = Refining(lambda: steps, owner)
    refining.painted.connect(shown.append)
    refining.begin_anew()
    qtbot.waitUntil(begun.is_set)
    refining.stop()
    assert left.wait(60.0)
    refining.close()
    QCoreApplication.sendPostedEvents(refining)
    assert not shown
    assert not refining.is_due


def test_a_view_without_a_document_bears_everything(qtbot: QtBot) -> None:
    view = SurfaceView(lambda _: None, lambda: None)
    qtbot.addWidget(view)
    view.show()
    mouse = SurfaceMouse(view)
    mouse.drag(QPoint(50, 50), QPoint(90, 90))
    mouse.double_click(QPoint(60, 60))
    mouse.wheel(QPoint(60, 60), 1)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Plus, Qt.Key.Key_T, Qt.Key.Key_Home, Qt.Key.Key_Escape):
        QTest.keyClick(view, key)
    view.set_theme(DARK)
    view.set_stale(True)
    view.edit_ranges()
    assert not view.grab().isNull()


# Pixels


def pixels(view: SurfaceView) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].astype(int)


def test_it_is_painted_coarsely_at_once_and_finely_at_rest(
    view: SurfaceView, document: Document, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    fine = pixels(view)
    document.store.dispatch(TurnSurface(20.0, 30.0, 1.0))
    document.store.undo()
    coarse = pixels(view)
    assert not view.is_fine
    assert np.any(coarse != fine)
    assert np.mean(np.abs(coarse - fine)) < 6.0


def test_the_first_picture_is_made_in_turns_and_not_while_the_window_is_painted(
    view: SurfaceView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def recorded(place: str, name: str) -> None:
        kept = getattr(import_module(place), name)

        def call(*arguments: object, **more: object) -> object:
            made.append(name)
            return kept(*arguments, **more)

        monkeypatch.setattr(f"{place}.{name}", call)

    recorded("hessview.views.surface_sight", "surface_scene")
    recorded("hessview.views.surface_image", "coarse_image")
    view.hide()
    view.show()
    view.grab()
    assert made == []
    after: list[list[str]] = []
    view._first._turn._timer.timeout.connect(lambda: after.append([*dict.fromkeys(made)]))
    qtbot.waitUntil(lambda: not view._first.is_wanted)
    assert after == [["surface_scene"], ["surface_scene", "coarse_image"]]


def test_a_change_is_painted_in_a_turn_after_the_map_s(
    view: SurfaceView, document: Document, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    QApplication.processEvents()  # and painted
    document.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.5))))
    assert view._image is None
    QApplication.sendPostedEvents()
    assert view._image is None, "nothing has asked for painting it yet"
    qtbot.waitUntil(lambda: view._image is not None)


def test_while_it_is_resized_the_picture_before_stays_until_the_next_is_made_in_turns(
    view: SurfaceView, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    before = view._image
    view.resize(520, 450)
    assert view._first.is_wanted
    assert view._first.before is before
    shown = view.grab().toImage()
    assert view._image is None, "no painting has waited for it"
    middle = [shown.pixelColor(x, 220) for x in range(150, 350, 10)]
    assert any(colour != LIGHT.color("window") for colour in middle)
    qtbot.waitUntil(lambda: view._image is not None)
    assert view._first.before is None


def test_other_heights_are_painted_in_turns_while_the_picture_before_stays(
    view: SurfaceView, document: Document, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    before = view._image
    document.store.dispatch(SetText("x^2 - y^2"))
    assert view._first.is_wanted
    assert view._first.before is before
    view.grab()
    assert view._image is None, "no painting has waited for it"
    qtbot.waitUntil(lambda: view._image is not None)


def test_heights_that_change_faster_than_turns_come_are_painted_at_once_now_and_then(
    view: SurfaceView, document: Document, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    painted: list[bool] = []
    for k in range(40):
        document.store.dispatch(SetText(f"x^2 - {k + 2} y^2"))
        QApplication.processEvents()
        painted.append(view._image is not None)
    assert 2 <= sum(painted) <= 8


def test_a_change_keeps_the_picture_before_until_a_turn_has_painted_the_next(
    view: SurfaceView, document: Document, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    before = view.grab().toImage()
    document.store.dispatch(TurnSurface(20.0, 30.0, 1.0))
    place = QPoint(250, 220)
    assert view.grab().toImage().pixelColor(place) == before.pixelColor(place)
    assert view._image is None, "the window has been painted without it"
    qtbot.waitUntil(lambda: view._image is not None)
    assert view._first.before is None
    assert view.grab().toImage() != before


def test_another_look_leaves_no_picture_of_the_one_before(view: SurfaceView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    before = view._image
    view.set_theme(DARK)
    view.grab()
    assert view._image not in (None, before), "it is painted with the rest of the window"


def test_a_surface_that_was_hidden_comes_without_the_picture_from_before(view: SurfaceView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    view.hide()
    view.show()
    assert view._first.before is None


def test_the_fine_picture_comes_again_after_every_change(
    view: SurfaceView, document: Document, qtbot: QtBot
) -> None:
    for command in (TurnSurface(20.0, 30.0, 1.0), MoveProbe((("x", 0.0), ("y", 0.5))), ToggleOnSurface("lines")):
        qtbot.waitUntil(lambda: view.is_fine)
        before = pixels(view)
        document.store.dispatch(command)
        assert not view.is_fine
        qtbot.waitUntil(lambda: view.is_fine)
        assert np.any(pixels(view) != before), command


def test_what_changes_nothing_on_it_paints_nothing(view: SurfaceView, document: Document, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    state = document.store.state
    results = results_of(state)
    view.show_state(state, results, compose(state, results), None)
    qtbot.waitUntil(lambda: view.is_fine)
    view.show_state(replace(state, text="x^2 +"), results, compose(state, results), None)
    assert view.is_fine


def test_a_stale_surface_is_dimmed(view: SurfaceView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_fine)
    place = QPoint(250, 220)
    ground, before = LIGHT.color("window"), view.grab().toImage().pixelColor(place)
    view.set_stale(True)
    after = view.grab().toImage().pixelColor(place)
    assert abs(after.red() - ground.red()) < abs(before.red() - ground.red())


def test_the_focus_is_seen_on_the_probe(view: SurfaceView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_fine and view.hasFocus())
    focused = pixels(view)
    view.clearFocus()
    assert np.any(pixels(view) != focused)


def test_a_dark_surface_has_a_dark_ground(view: SurfaceView) -> None:
    view.set_theme(DARK)
    assert view.grab().toImage().pixelColor(3, 3) == DARK.color("window")


def test_closing_in_the_middle_of_the_fine_picture_leaves_nothing(
    make_view: Callable[[Document], SurfaceView], document: Document, qtbot: QtBot
) -> None:
    view = make_view(document)
    qtbot.waitUntil(lambda: any(thread.name == "fine surface" for thread in threading.enumerate()) or view.is_fine)
    view.close()
    assert not any(thread.name == "fine surface" for thread in threading.enumerate())
    assert not view._refining.is_due


def test_ranges_are_typed_over_the_surface(view: SurfaceView, document: Document) -> None:
    view.edit_ranges()
    fields = [field for field in view.findChildren(QLineEdit) if field.isVisible()]
    assert len(fields) == 4
    fields[1].selectAll()
    QTest.keyClicks(fields[1], "4")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    assert document.store.state.view == Box(-3.0, 4.0, -2.0, 2.0)


def test_another_function_is_another_surface(view: SurfaceView, document: Document, qtbot: QtBot) -> None:
    before = pixels(view)
    document.store.dispatch(SetText("x^2 - y^2"))
    qtbot.waitUntil(lambda: view.is_fine)
    assert np.any(pixels(view) != before)


def test_the_focus_is_seen_where_a_curve_has_no_surface(qtbot: QtBot) -> None:
    formula = "x^2"
    state = State(formula, formula, (("x", 0.5),))
    view = SurfaceView(lambda _command: None, lambda: None)
    qtbot.addWidget(view)
    view.resize(300, 200)
    results = results_of(state)
    view.show_state(state, results, compose(state, results), None)
    view.show()
    qtbot.waitExposed(view)
    view.clearFocus()
    without = view.grab().toImage().pixelColor(0, 100)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert view.grab().toImage().pixelColor(0, 100) != without


def test_a_surface_alone_has_the_colour_bar_of_the_map_and_room_for_it(qtbot: QtBot) -> None:
    state = State(BOWL, BOWL, (("x", 1.0), ("y", 1.0)), Box(-3.0, 3.0, -2.0, 2.0))
    results = results_of(state)
    view = SurfaceView(lambda _: None, lambda: None)
    qtbot.addWidget(view)
    view.resize(660, 480)
    widths = []
    for arrangement in (Arrangement.BOTH, Arrangement.SURFACE):
        shown = replace(state, arrangement=arrangement)
        view.show_state(shown, results, compose(shown, results), None)
        assert view.sight is not None
        widths.append(view.sight.size[0])
    assert widths[0] == 660.0
    assert 500.0 < widths[1] < 600.0
