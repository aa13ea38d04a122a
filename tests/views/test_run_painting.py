"""Runs on the screen: dots and rings, the ring with a slash, faint parts, and powers of ten along an axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from hessview.document.state import Box
from hessview.figure.marks import Axes, DotsMark, Figure, LineMark, Role
from hessview.views.ground_item import GroundItem
from hessview.views.mark_items import divided, is_on_top, same_mark
from hessview.views.picture_frame import PictureFrame, powers_of_ten
from hessview.views.plot_painting import Pens, paint_axes, paint_figure, tick_room
from hessview.views.theme import LIGHT, pen

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

FRAME = PictureFrame(Box(0.0, 10.0, 0.0, 10.0), 0.0, 0.0, 200.0, 200.0)
MIDDLE = np.array([[5.0, 5.0]])


def _painted(paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


def _plot(*marks: LineMark | DotsMark) -> QImage:
    axes = Axes((0.0, 10.0), (0.0, 10.0), "k", "")
    return _painted(lambda painter: paint_figure(painter, FRAME, Figure(axes, marks), Pens(LIGHT)))


def _map(*marks: LineMark | DotsMark) -> QImage:
    item = GroundItem()
    item.set_frame(FRAME)
    item.set_marks(marks)
    return _painted(item.paint)


def _near(image: QImage, x: int, y: int, role: Role) -> bool:
    found, wanted = QColor(image.pixel(x, y)), pen(role, LIGHT).color()
    return max(abs(a - b) for a, b in zip(found.getRgb()[:3], wanted.getRgb()[:3], strict=True)) < 24


@pytest.mark.parametrize("painted", [_plot, _map])
def test_odd_runs_have_dots_and_even_ones_rings(qtbot: QtBot, painted: Callable[[DotsMark], QImage]) -> None:
    assert _near(painted(DotsMark(MIDDLE, Role.RUN_1, 2.5)), 100, 100, Role.RUN_1)
    ring = painted(DotsMark(MIDDLE, Role.RUN_2, 2.5))
    assert not _near(ring, 100, 100, Role.RUN_2)
    assert any(_near(ring, 100 + k, 100, Role.RUN_2) for k in range(2, 7))


def test_a_run_that_stopped_short_has_a_slash_in_its_ring(qtbot: QtBot) -> None:
    image = _plot(DotsMark(MIDDLE, Role.RUN_1, 4.0, is_stopped=True))
    assert QColor(image.pixel(100, 100)).lightness() < 200
    assert QColor(image.pixel(96, 97)) == QColor("white")
    assert min(QColor(image.pixel(100 + k, 100)).lightness() for k in range(5, 11)) < 200


@pytest.mark.parametrize("painted", [_plot, _map])
def test_what_is_still_to_come_is_faint(qtbot: QtBot, painted: Callable[[LineMark], QImage]) -> None:
    line = np.array([[0.0, 5.0], [10.0, 5.0], [np.nan, np.nan]])

    def darkest(opacity: float) -> int:
        image = painted(LineMark(line, Role.RUN_1, weight=2.0, opacity=opacity))
        return min(QColor(image.pixel(100, y)).lightness() for y in range(95, 106))

    assert darkest(1.0) < 140 < darkest(0.35) < 255


def test_what_theory_says_is_dashed(qtbot: QtBot) -> None:
    line = np.array([[0.0, 5.05], [10.0, 5.05], [np.nan, np.nan]])
    solid, dashed = (_plot(LineMark(line, Role.RUN_1, weight=2.0, is_dashed=d)) for d in (False, True))
    assert all(_near(solid, x, 99, Role.RUN_1) for x in range(20, 180))
    gaps = sum(not _near(dashed, x, 99, Role.RUN_1) for x in range(20, 180))
    assert 30 < gaps < 110


def test_runs_stay_while_the_probe_moves_and_lie_above_the_level_lines() -> None:
    marks = (LineMark(MIDDLE, Role.RUN_3), DotsMark(MIDDLE, Role.RUN_3))
    assert divided(marks) == (marks, ())
    assert all(map(is_on_top, marks))


def test_dots_that_look_otherwise_are_painted_anew() -> None:
    dots = DotsMark(MIDDLE, Role.RUN_1)
    assert same_mark(dots, DotsMark(MIDDLE, Role.RUN_1))
    for other in (
        DotsMark(MIDDLE.copy(), Role.RUN_1), DotsMark(MIDDLE, Role.RUN_2), DotsMark(MIDDLE, Role.RUN_1, 2.0),
        DotsMark(MIDDLE, Role.RUN_1, opacity=0.5), DotsMark(MIDDLE, Role.RUN_1, is_stopped=True),
    ):  # fmt: skip
        assert not same_mark(dots, other)


def test_dots_far_off_are_not_painted(qtbot: QtBot) -> None:
    image = _plot(DotsMark(np.array([[1e300, 1.0], [np.nan, 1.0], [-1e9, -1e9]]), Role.RUN_1))
    plain = _plot()
    assert image == plain


@pytest.mark.parametrize(
    ("low", "high", "count", "labels"),
    [
        (-3.2, 1.5, 8, ("10⁻³", "10⁻²", "10⁻¹", "1", "10¹")),
        (-21.0, 3.7, 6, ("10⁻²⁰", "10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1")),
        (-300.0, 12.0, 5, ("10⁻³⁰⁰", "10⁻²⁰⁰", "10⁻¹⁰⁰", "1")),
        (-0.3, 0.4, 6, ("1", "2")),
        (2.1, 2.95, 6, ("2·10²", "5·10²")),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_powers_of_ten(
    low: float, high: float, count: int, labels: tuple[str, ...]
) -> None:
    found = powers_of_ten(low, high, count)
    assert found.labels == labels
    values = [10.0 ** float(value) for value in found.values if value > -290.0]
    assert all(low <= math.log10(value) <= high for value in values)
    assert len(found.values) == len(labels) <= count


def test_a_logarithmic_axis_is_painted_with_its_room(qtbot: QtBot) -> None:
    axes = Axes((0.0, 10.0), (-21.0, 3.0), "k", "", is_log=True)
    frame = PictureFrame(Box(0.0, 10.0, -21.0, 3.0), 48.0, 4.0, 140.0, 160.0)
    assert tick_room(frame, is_log=True) > 0.0
    logarithmic = _painted(lambda painter: paint_axes(painter, frame, axes, LIGHT))
    linear = _painted(lambda painter: paint_axes(painter, frame, Axes((0.0, 10.0), (-21.0, 3.0), "k", ""), LIGHT))
    assert logarithmic != linear
