"""Words of overlays: inside the picture, off the probe, off each other, wherever the probe is."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from hessview.document.state import Box
from hessview.figure.marks import ArrowMark, LineMark, PointMark, Role
from hessview.views.overlay_item import OverlayItem
from hessview.views.overlay_labels import MARGIN, Wish, clipped, placed
from hessview.views.picture_frame import PictureFrame

pytestmark = pytest.mark.usefixtures("qapp")

FRAME = PictureFrame(Box(0.0, 1.0, 0.0, 1.0), 60.0, 30.0, 640.0, 480.0)


def probe_with_axes(x: float, y: float, turn: float, slope: float) -> OverlayItem:
    """A probe with both axes and its gradient, as the program draws them."""
    def end(angle: float, share: float) -> tuple[float, float]:
        return x + share * math.cos(angle), y + share * math.sin(angle)

    quarter = turn + math.pi / 2
    item = OverlayItem()
    item.set_frame(FRAME)
    item.set_marks((
        LineMark(np.array([end(turn, -0.17), end(turn, 0.17)]), Role.AXIS_POSITIVE, "λ₁ = −1.23·10⁻²³"),
        LineMark(np.array([end(quarter, -0.1), end(quarter, 0.1)]), Role.AXIS_NEGATIVE, "λ₂ = 4.57"),
        ArrowMark((x, y), end(slope, 0.2), Role.GRADIENT, "∇f"),
        PointMark(x, y, "probe"),
    ))
    return item


@settings(max_examples=150, deadline=None)
@given(
    x=st.floats(0.0, 1.0), y=st.floats(0.0, 1.0), turn=st.floats(0.0, math.pi), slope=st.floats(0.0, 2 * math.pi)
)
def test_labels_stay_inside_the_picture_and_leave_the_probe_and_each_other_free(
    x: float, y: float, turn: float, slope: float
) -> None:
    words = probe_with_axes(x, y, turn, slope).words
    at = FRAME.to_pixels(x, y)
    ring = QRectF(at.x() - 7.0, at.y() - 7.0, 14.0, 14.0)
    assert [word.words for word in words] == ["λ₁ = −1.23·10⁻²³", "λ₂ = 4.57", "∇f"]
    assert all(FRAME.rect.contains(word.ground) for word in words)
    assert not any(word.ground.intersects(ring) for word in words)
    assert not any(a.ground.intersects(b.ground) for a, b in itertools.combinations(words, 2))


def test_a_label_stands_straight_beyond_the_end_where_nothing_is_in_its_way() -> None:
    word, = placed([Wish("a", QSizeF(40, 16), ((QPointF(100, 100), QPointF(200, 100)),))], QRectF(0, 0, 400, 200))
    assert word.ground.center().y() == 100
    assert 200 < word.ground.left() < 212


def test_a_label_goes_to_the_other_end_when_the_first_is_outside() -> None:
    ends = ((QPointF(100, 100), QPointF(-50, 100)), (QPointF(100, 100), QPointF(250, 100)))
    word, = placed([Wish("a", QSizeF(40, 16), ends)], QRectF(0, 0, 400, 200))
    assert word.ground.left() > 250


def test_what_is_not_seen_has_no_label() -> None:
    unseen = Wish("a", QSizeF(40, 16), ((QPointF(-100, 100), QPointF(-50, 100)),))
    assert placed([unseen], QRectF(0, 0, 400, 200)) == []


def test_a_label_larger_than_the_picture_begins_where_the_picture_does() -> None:
    wish = Wish("a", QSizeF(500, 16), ((QPointF(100, 100), QPointF(200, 100)),))
    word, = placed([wish], QRectF(0, 0, 400, 200))
    assert word.ground.left() == MARGIN


@pytest.mark.parametrize(("start", "end", "inside"), [
    ((-10, 5), (30, 5), ((0, 5), (20, 5))),
    ((5, 5), (15, 8), ((5, 5), (15, 8))),
    ((-10, 30), (30, 30), None),
    ((25, -5), (25, 40), None),
])
def test_a_segment_is_cut_at_the_edges(
    start: tuple[float, float], end: tuple[float, float], inside: tuple[tuple[float, float], ...] | None
) -> None:
    found = clipped((QPointF(*start), QPointF(*end)), QRectF(0, 0, 20, 10))
    assert (None if found is None else tuple((p.x(), p.y()) for p in found)) == inside


def test_a_word_stands_beside_the_label_of_a_level_where_there_is_a_place() -> None:
    wish = Wish("λ₁ = 2", QSizeF(50.0, 16.0), ((QPointF(100.0, 100.0), QPointF(150.0, 100.0)),))
    room = QRectF(0.0, 0.0, 400.0, 300.0)
    (free,) = placed([wish], room)
    level = QRectF(free.ground.center().x() - 6.0, free.ground.top(), 12.0, 16.0)
    (beside,) = placed([wish], room, levels=[level])
    assert free.ground.intersects(level)
    assert not beside.ground.intersects(level)


def test_a_word_without_a_place_off_the_words_before_it_is_left_out() -> None:
    room = QRectF(0.0, 0.0, 70.0, 40.0)
    end = (QPointF(20.0, 20.0), QPointF(30.0, 20.0))
    wishes = [Wish(words, QSizeF(60.0, 30.0), (end,)) for words in ("first", "second")]
    assert [made.words for made in placed(wishes, room)] == ["first"]
