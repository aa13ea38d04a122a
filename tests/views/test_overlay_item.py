"""What follows the probe is painted where it is seen, however far it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from hessview.document.state import Box
from hessview.figure.marks import LineMark, Role
from hessview.views import overlay_item
from hessview.views.clipped_lines import line_path
from hessview.views.picture_frame import PictureFrame

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

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


def test_the_model_leaves_free_the_labels_that_are_seen_and_not_those_that_lie_at_the_end_of_numbers(
    qapp: QApplication,
) -> None:
    del qapp
    item = overlay_item.OverlayItem()
    near, far = QPolygonF(QRectF(100.0, 100.0, 30.0, 12.0)), QPolygonF(QRectF(1e15, -1e15, 30.0, 1e12))
    item.labels = lambda: [near, far]
    item.set_frame(FRAME)
    item.set_marks((LineMark(np.array([[0.0, 0.0], [0.5, 0.4], [1.0, 1.0]]), Role.MODEL),))
    clip = item._beside_labels()
    assert clip is not None
    assert clip.boundingRect() == FRAME.rect
    assert not clip.contains(QPointF(110.0, 105.0))
