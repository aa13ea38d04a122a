"""What follows the probe is painted where it is seen, however far it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF

from hessview.document.state import Box
from hessview.figure.exact_model import EXACT
from hessview.figure.marks import Axes, Figure, LineMark, Role
from hessview.views import overlay_item
from hessview.views.clipped_lines import line_path, line_pieces
from hessview.views.picture_frame import PictureFrame
from tests.views.mouse import Mouse

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from hessview.views.contour_view import ContourView

FRAME = PictureFrame(Box(0.0, 1.0, 0.0, 1.0), 50.0, 30.0, 800.0, 600.0)


@pytest.mark.parametrize("reach", [1e2, 1e9, 1e300])
def test_of_a_line_that_reaches_far_out_only_what_is_near_is_painted(reach: float) -> None:
    mark = LineMark(np.array([[-reach, 0.5], [reach, 0.5]]), Role.AXIS_ZERO)
    bounds = line_path(mark.vertices, FRAME).boundingRect()
    assert bounds.left() == pytest.approx(FRAME.left - FRAME.width)
    assert bounds.right() == pytest.approx(FRAME.left + 2.0 * FRAME.width)


def test_a_line_is_broken_where_it_has_no_place() -> None:
    vertices = np.array([[0.0, 0.0], [0.25, 0.5], [np.nan, np.nan], [0.75, 0.5], [1.0, 1.0]])
    path = line_path(vertices, FRAME)
    assert [path.elementAt(k).isMoveTo() for k in range(path.elementCount())] == [True, False, True, False]
    assert QPointF(path.elementAt(2).x, path.elementAt(2).y) == FRAME.to_pixels(0.75, 0.5)


def test_a_line_that_is_nowhere_near_is_not_painted() -> None:
    assert line_path(np.array([[9.0, 9.0], [8.0, 9.0]]), FRAME).isEmpty()


@pytest.mark.parametrize("centre", [0.5, 1e308])
def test_the_word_of_a_ring_has_a_place_wherever_the_ring_is(centre: float) -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 17)
    size = 0.125 * max(1.0, centre * 1e-3)
    low, high = centre - 2 * size, centre + 2 * size
    frame = PictureFrame(Box(low, high, low, high), 50.0, 30.0, 800.0, 600.0)
    mark = LineMark(centre + size * np.column_stack([np.cos(turn), np.sin(turn)]), Role.TURN_FROM, label="d")
    ends = overlay_item._ends(mark, frame)
    assert ends
    for middle, place in ends:
        assert (middle - frame.to_pixels(centre, centre)).manhattanLength() < 150.0
        assert frame.rect.contains(place)


@pytest.mark.parametrize("role", [Role.MODEL, Role.LEVEL_HERE])
def test_a_level_curve_leaves_free_the_labels_that_are_seen_and_not_those_that_lie_at_the_end_of_numbers(
    qapp: QApplication, role: Role
) -> None:
    del qapp
    item = overlay_item.OverlayItem()
    near, far = QPolygonF(QRectF(100.0, 100.0, 30.0, 12.0)), QPolygonF(QRectF(1e15, -1e15, 30.0, 1e12))
    item.labels = lambda: [near, far]
    item.set_frame(FRAME)
    item.set_marks((LineMark(np.array([[0.0, 0.0], [0.5, 0.4], [1.0, 1.0]]), role),))
    clip = item._beside_labels()
    assert clip is not None
    assert clip.boundingRect() == FRAME.rect
    assert not clip.contains(QPointF(110.0, 105.0))


def test_while_a_hand_moves_the_probe_the_model_is_drawn_in_hairlines_with_the_same_dashes(qapp: QApplication) -> None:
    del qapp
    item = overlay_item.OverlayItem()
    item.set_on_field(False)
    item.set_frame(FRAME)
    t = np.linspace(0.0, 1.0, 40)
    level = np.linspace(0.0, 1.0, 300)
    here = LineMark(np.column_stack([level, 0.2 + 0.3 * level * level]), Role.LEVEL_HERE)
    item.set_marks((LineMark(np.column_stack([t, 0.4 + 0.3 * t * t]), Role.MODEL), here))

    def painted() -> QImage:
        image = QImage(900, 700, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        item.paint(painter)
        painter.end()
        return image

    def ink(image: QImage) -> int:
        bytes_ = np.frombuffer(image.constBits(), dtype=np.uint8)
        return int((255 - bytes_.astype(np.int64)).sum())

    still = painted()
    item.follow_hand(moves=True)
    moving = painted()
    thin, usual = item._pen(Role.MODEL, is_thin=True), item._pen(Role.MODEL)
    assert thin.widthF() == 1.0, "Qt has a quick way to draw just that"
    assert thin.dashPattern() == pytest.approx([usual.widthF() * dash for dash in usual.dashPattern()])
    assert 0.6 < ink(moving) / ink(still) < 0.95, "as dark as a thinner line"
    assert len(item._pieces[id(here)]) > 1
    item.follow_hand(moves=False)
    assert painted() == still
    item.set_on_field(True)
    on_colours = ink(painted())
    item.follow_hand(moves=True)
    assert ink(painted()) == pytest.approx(on_colours, rel=0.01), "there it would be lost in its casing"
    item.follow_hand(moves=False)


def test_dashes_of_an_exact_model_are_seen_on_dark_colours_and_the_level_line_between_them(qapp: QApplication) -> None:
    del qapp
    t = np.linspace(0.0, 1.0, 40)

    def brightest(words: str) -> np.ndarray:
        """Return the brightest pixel of each column that a line across a dark picture passes."""
        item = overlay_item.OverlayItem()
        item.set_on_field(True)
        item.set_frame(FRAME)
        item.set_marks((LineMark(np.column_stack([t, np.full(40, 0.5)]), Role.MODEL, words),))
        image = QImage(900, 700, QImage.Format.Format_Grayscale8)
        image.fill(40)
        painter = QPainter(image)
        item.paint(painter)
        painter.end()
        seen = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(700, -1)[:, :900].max(axis=0)
        first, last = np.flatnonzero(seen > 40)[[0, -1]].tolist()
        return np.asarray(seen[first + 3 : last - 3])

    is_light = brightest(EXACT) > 110
    assert 0.5 < is_light.mean() < 0.9, "the dashes have light edges; between them is what lies below"
    assert (brightest("") > 110).all()


def test_a_hand_that_pauses_or_lets_go_sees_the_whole_lines(view: ContourView, qtbot: QtBot) -> None:
    mouse, overlay = Mouse(view.viewport(), view.pixel_of), view._overlay

    def moves() -> bool:
        return overlay._is_moving

    mouse.press(mouse.at(1.0, 1.0))
    assert not moves()
    mouse.move(mouse.at(0.5, 0.5))
    mouse.move(mouse.at(0.4, 0.5))
    assert moves()
    qtbot.waitUntil(lambda: not moves(), timeout=2000)
    mouse.move(mouse.at(0.3, 0.5))
    assert moves()
    mouse.release(mouse.at(0.3, 0.5))
    assert not moves()
    assert not overlay._rest.isActive()


def test_another_picture_with_other_marks_lays_them_out_once(
    view: ContourView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has another box, other marks and perhaps other room; they were brought into pixels three times."""
    asked: list[int] = []

    def counting(lines: list[np.ndarray], frame: PictureFrame, cut: Collection[int]) -> list[list[QPolygonF]]:
        asked.append(len(lines))
        return line_pieces(lines, frame, cut)

    monkeypatch.setattr(overlay_item, "line_pieces", counting)

    def shown(end: float) -> None:
        line = LineMark(np.array([[0.0, 0.0], [end, 1.0]]), Role.AXIS_POSITIVE, label="λ₁")
        view.show_figure(Figure(Axes((-end, end), (-1.0, 1.0), "x", "y"), (line,)))

    for end in (2.0, 3.0, 4.0):
        asked.clear()
        shown(end)
        view.grab()
        assert asked == [1]
        assert [word.words for word in view._overlay.words] == ["λ₁"]
        assert not view._overlay.boundingRect().isEmpty()
    assert asked == [1]
