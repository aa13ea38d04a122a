"""A small picture in a widget: what is painted, what is under the mouse, what the keys say, what is read aloud."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.figure.dial import Dial
from hessview.figure.marks import AreaMark, Axes, Figure, LineMark, PointMark, Role, TextMark
from hessview.views.dial_view import DialView, caught
from hessview.views.plot_view import PlotView
from hessview.views.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

T = np.linspace(-1.0, 1.0, 101)
PARABOLA = LineMark(np.column_stack([T, T**2]), Role.CURVE)
FRAME = Axes((-1.0, 1.0), (-0.1, 1.1), "t (unit of length along v₁)", "f", is_graph=True)
NO_BUTTON, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., PlotView]:
    def show(*marks: object, axes: Axes = FRAME, size: tuple[int, int] = (300, 200)) -> PlotView:
        plot = PlotView("Section 1")
        qtbot.addWidget(plot)
        plot.resize(*size)
        plot.show_figure(Figure(axes, marks), ("title",), ("a long saying that has no room anywhere", "short"))  # type: ignore[arg-type]
        plot.show()
        qtbot.waitExposed(plot)
        return plot

    return show


def painted(plot: PlotView, ratio: float = 1.0) -> QImage:
    image = QImage(plot.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(LIGHT.panel))
    painter = QPainter(image)
    plot.render(painter, QPoint(), plot.rect(), PlotView.RenderFlag.DrawChildren)
    painter.end()
    return image


def near(image: QImage, place: QPointF, colour: str, reach: int = 2) -> bool:
    """Whether a pixel within `reach` of a place has nearly this colour."""
    wanted, ratio = QColor(colour), image.devicePixelRatio()
    x0, y0 = round(place.x() * ratio), round(place.y() * ratio)
    for x in range(x0 - reach, x0 + reach + 1):
        for y in range(y0 - reach, y0 + reach + 1):
            found = image.pixelColor(x, y)
            if max(abs(found.red() - wanted.red()), abs(found.green() - wanted.green()),
                   abs(found.blue() - wanted.blue())) < 40:  # fmt: skip
                return True
    return False


def move(plot: PlotView, place: QPointF) -> None:
    globally = QPointF(plot.mapToGlobal(place))
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(plot, QMouseEvent(QEvent.Type.MouseMove, place, globally, NO_BUTTON, NO_BUTTON, none))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_curve_is_painted_where_its_points_are(shown: Callable[..., PlotView], ratio: float) -> None:
    plot = shown(PARABOLA)
    image = painted(plot, ratio)
    for t in (-0.9, -0.5, 0.0, 0.7):
        assert near(image, plot.pixel_of(t, t**2), LIGHT.text), t
        assert not near(image, plot.pixel_of(t, t**2 + 0.5 if t**2 < 0.5 else t**2 - 0.5), LIGHT.text), t


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_it_takes_the_colours_of_a_theme(shown: Callable[..., PlotView], theme: Theme) -> None:
    plot = shown(PARABOLA)
    plot.set_theme(theme)
    assert near(painted(plot), plot.pixel_of(0.5, 0.25), theme.text)


def test_an_area_is_tinted_inside_and_not_outside(shown: Callable[..., PlotView]) -> None:
    square = np.array([[-0.5, 0.2], [0.5, 0.2], [0.5, 0.8], [-0.5, 0.8], [-0.5, 0.2], [np.nan, np.nan]])
    plot = shown(AreaMark(square, Role.DIFFERENCE))
    image = painted(plot)
    inside, outside = (image.pixelColor(plot.pixel_of(t, 0.5).toPoint()) for t in (0.25, 0.75))
    assert inside != outside
    assert outside == QColor(LIGHT.panel)


def test_what_is_beyond_the_frame_is_not_painted(shown: Callable[..., PlotView]) -> None:
    ends = ([[-5.0, 0.5], [5.0, 0.5]], [[0.5, -1e9], [0.5, 1e9]])
    plot = shown(*(LineMark(np.array(pair), Role.CURVE) for pair in ends))
    image = painted(plot)
    assert near(image, plot.pixel_of(0.0, 0.5), LIGHT.text)
    assert near(image, plot.pixel_of(0.5, 0.0), LIGHT.text)
    assert not near(image, plot.pixel_of(-1.0, 0.5) - QPointF(8.0, 0.0), LIGHT.text)


@pytest.mark.parametrize("heights", [(-1e-300, 1e-300), (1e300, 1.0001e300), (-1e300, 1e300), (7.0, 7.0 + 1e-9)])
def test_ranges_of_any_size_are_painted(shown: Callable[..., PlotView], heights: tuple[float, float]) -> None:
    low, high = heights
    middle = 0.5 * low + 0.5 * high
    line = LineMark(np.array([[-1.0, middle], [1.0, middle]]), Role.CURVE)
    plot = shown(line, axes=Axes((-1.0, 1.0), heights, "t", "f"))
    assert near(painted(plot), plot.pixel_of(0.3, middle), LIGHT.text)


def test_nothing_at_all_is_painted_without_complaint(shown: Callable[..., PlotView]) -> None:
    plot = shown(PARABOLA, size=(96, 72))
    painted(plot)
    plot.show_figure(None)
    painted(plot)
    assert plot.frame is None
    QTest.mouseClick(plot, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(50, 40))


def test_a_bare_figure_has_equal_scales_and_no_axes(shown: Callable[..., PlotView]) -> None:
    axes = Axes((-2.0, 2.0), (-1.0, 1.0), "", "", equal_aspect=True, is_bare=True)
    plot = shown(TextMark(0.0, 0.0, "λ₁"), PointMark(0.5, 0.5, "probe"), axes=axes)
    across, up = plot.pixel_of(1.0, 0.0) - plot.pixel_of(0.0, 0.0), plot.pixel_of(0.0, 0.0) - plot.pixel_of(0.0, 1.0)
    assert across.x() == pytest.approx(up.y(), rel=0.02)
    painted(plot)


def test_the_mouse_says_where_it_is_only_inside_the_frame(shown: Callable[..., PlotView], qtbot: QtBot) -> None:
    plot = shown(PARABOLA)
    with qtbot.waitSignal(plot.hovered) as heard:
        move(plot, plot.pixel_of(0.5, 0.5))
    assert heard.args == pytest.approx([0.5, 0.5])
    with qtbot.waitSignal(plot.left):
        move(plot, QPointF(2.0, 2.0))


def test_a_reading_is_painted_and_goes(shown: Callable[..., PlotView]) -> None:
    plot = shown(PARABOLA)
    before = painted(plot)
    plot.show_reading(0.5, [(0.25, Role.CURVE)], ("t = 0.5", "f = 0.25"))
    assert painted(plot) != before
    plot.show_reading(None)
    assert painted(plot) == before


def test_keys_and_wheel_say_what_was_wanted(shown: Callable[..., PlotView]) -> None:
    plot = shown(PARABOLA)
    plot.setFocus()
    heard: list[object] = []
    plot.stepped.connect(lambda *args: heard.append(args))
    plot.wheeled.connect(heard.append)
    plot.escaped.connect(lambda: heard.append("escaped"))
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    plot.takes_escape = True
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    place = QPointF(plot.rect().center())
    QApplication.sendEvent(plot, QWheelEvent(
        place, QPointF(plot.mapToGlobal(place)), QPoint(), QPoint(0, -240), NO_BUTTON, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    ))  # fmt: skip
    assert heard == [(-1, 0, False), (0, 1, True), 1.0, "escaped", -2.0]


def test_the_focus_is_seen(shown: Callable[..., PlotView], qtbot: QtBot) -> None:
    plot = shown(PARABOLA)
    plot.clearFocus()
    before = painted(plot)
    plot.activateWindow()
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    assert painted(plot) != before


def test_a_screen_reader_is_told_title_and_saying(shown: Callable[..., PlotView]) -> None:
    plot = shown(PARABOLA)
    entry = QAccessible.queryAccessibleInterface(plot)
    assert entry.text(QAccessible.Text.Name) == "Section 1"
    assert entry.text(QAccessible.Text.Description) == "title. a long saying that has no room anywhere"


# The dial


@pytest.fixture
def dial(qtbot: QtBot) -> DialView:
    view = DialView()
    qtbot.addWidget(view)
    view.resize(240, 240)
    axes = Axes((-2.0, 2.0), (-2.0, 2.0), "", "", equal_aspect=True, is_bare=True)
    view.show_dial(Dial(Figure(axes, ()), ("dial",), ("said",)), (0.0, 90.0), None)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.mark.parametrize("angle", [17.0, 90.0, -135.0, 179.0])
def test_a_press_turns_to_where_it_is(dial: DialView, angle: float) -> None:
    heard: list[float] = []
    dial.turned.connect(lambda turned, by_key: heard.append(turned) if not by_key else None)
    place = dial.pixel_of(1.8 * math.cos(math.radians(angle)), 1.8 * math.sin(math.radians(angle)))
    QTest.mousePress(dial, LEFT, Qt.KeyboardModifier.AltModifier, place.toPoint())
    (turned,) = heard
    assert math.remainder(turned - angle, 360.0) == pytest.approx(0.0, abs=1.0)
    QTest.mouseRelease(dial, LEFT, Qt.KeyboardModifier.AltModifier, place.toPoint())


@pytest.mark.parametrize(
    ("angle", "marked", "expected"),
    [(29.0, (30.0,), 30.0), (-151.5, (30.0,), -150.0), (27.0, (30.0,), 27.0), (-179.5, (0.0,), 180.0), (5.0, (), 5.0)],
)
def test_near_a_marked_direction_or_its_opposite_a_drag_means_it(
    angle: float, marked: tuple[float, ...], expected: float
) -> None:
    assert caught(angle, marked) == pytest.approx(expected)


def test_a_plot_that_is_hidden_during_a_drag_gives_it_up(shown: Callable[..., PlotView]) -> None:
    plot = shown(PARABOLA)
    said: list[str] = []
    plot.released.connect(lambda: said.append("released"))
    plot.cancelled.connect(lambda: said.append("cancelled"))
    QTest.mousePress(plot, LEFT, Qt.KeyboardModifier.NoModifier, plot.pixel_of(0.0, 0.5).toPoint())
    plot.hide()
    assert not plot.is_held
    plot.show()
    QTest.mouseRelease(plot, LEFT, Qt.KeyboardModifier.NoModifier, plot.pixel_of(0.0, 0.5).toPoint())
    assert said == ["cancelled"]
