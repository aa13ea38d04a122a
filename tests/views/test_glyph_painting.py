"""Glyphs on the screen: where they belong, told apart, above all that stays, and nothing painted twice for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsScene, QToolTip

from hessview.analysis.critical_points import search
from hessview.document.commands import MoveProbe
from hessview.document.reading import read
from hessview.document.state import Box
from hessview.figure.legend import Entry, Glyph
from hessview.figure.marks import (
    FLAT,
    ROUGH,
    UNDECIDED,
    FieldMark,
    GlyphsMark,
    LineMark,
    Mark,
    RegionMark,
    Role,
    TextMark,
)
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.views.glyph_painting import Ground, pixels_of, sizes_of, stamp
from hessview.views.ground_item import GroundItem
from hessview.views.key_item import KeyItem
from hessview.views.mark_items import divided, same_mark
from hessview.views.overlay_item import OverlayItem
from hessview.views.picture_frame import PictureFrame
from hessview.views.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from hessview.views.contour_view import ContourView
    from tests.views.conftest import Document

FRAME = PictureFrame(Box(0.0, 4.0, 0.0, 2.0), 0.0, 0.0, 200.0, 100.0)
SIDE = np.linspace(0.0, 4.0, 9)
FIELD = FieldMark(SIDE, np.linspace(0.0, 2.0, 5), np.tile(SIDE, (5, 1)), 0.0, 4.0, "viridis")
MIDDLE = np.array([[2.0, 1.0]])
KINDS = ("minimum", "maximum", "saddle", "degenerate", "not differentiable")


def ground(*marks: Mark, theme: Theme = LIGHT) -> GroundItem:
    item = GroundItem()
    item.set_theme(theme)
    item.set_frame(FRAME)
    item.set_marks(marks)
    return item


def painted(item: GroundItem, ratio: float = 1.0) -> QImage:
    image = QImage(round(200 * ratio), round(100 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#808080"))
    scene = QGraphicsScene(QRectF(0, 0, 200, 100))
    scene.addItem(item)
    painter = QPainter(image)
    scene.render(painter, QRectF(0, 0, 200, 100), QRectF(0, 0, 200, 100))
    painter.end()
    scene.removeItem(item)
    return image


def changed(one: QImage, other: QImage) -> np.ndarray:
    """The pixels (x, y) in which two pictures differ, shape (k, 2)."""
    found = [
        (x, y) for x in range(one.width()) for y in range(one.height()) if one.pixel(x, y) != other.pixel(x, y)
    ]
    return np.array(found).reshape(-1, 2)


# Where and how


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("on_field", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_glyph_stands_at_its_place_in_its_colour(qapp: object, kind: str, on_field: bool, theme: Theme) -> None:
    under: tuple[Mark, ...] = (FIELD,) if on_field else ()
    bare = painted(ground(*under, theme=theme))
    image = painted(ground(*under, GlyphsMark(MIDDLE, kind), theme=theme))
    places = changed(bare, image)
    assert np.abs(places - (99.5, 49.5)).max() <= 12.0
    assert np.abs(places.mean(axis=0) - (99.5, 49.5)).max() < 1.5
    assert image.pixelColor(100, 50) == (LIGHT if on_field else theme).class_color(kind)


def test_a_hollow_glyph_is_light_inside_and_its_outline_has_the_colour(qapp: object) -> None:
    for kind in ("minimum", "maximum", "saddle", "degenerate", "not differentiable"):
        image = painted(ground(FIELD, GlyphsMark(MIDDLE, kind, filled=False)))
        assert image.pixelColor(100, 50).lightnessF() > 0.9, kind
        around = {image.pixelColor(x, y).name() for x in range(90, 111) for y in range(40, 61)}
        wanted = LIGHT.class_color(kind)
        assert any(_near(QColor(name), wanted, 40) for name in around), kind


def _near(one: QColor, other: QColor, slack: int) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


def test_the_arms_of_a_saddle_lie_along_its_axes_as_they_are_on_the_screen(qapp: object) -> None:
    # 50 pixels are 1 in x and in y, so the angle is that of the direction, and up is up.
    way = np.array([[[np.cos(0.4), np.sin(0.4)], [-np.sin(0.4), np.cos(0.4)]]])
    image = painted(ground(GlyphsMark(MIDDLE, "saddle", directions=way)))
    colour = LIGHT.class_color("saddle")

    def at(angle: float) -> bool:
        x, y = 100 + 6.0 * np.cos(angle), 50 - 6.0 * np.sin(angle)
        return _near(image.pixelColor(int(x), int(y)), colour, 90)

    assert all(at(0.4 + k * np.pi / 2) for k in range(4))
    assert not any(at(0.4 + np.pi / 4 + k * np.pi / 2) for k in range(4))


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_natures_of_degenerate_points_are_told_apart(qapp: object, ratio: float) -> None:
    look = Ground(LIGHT, on_field=True, ratio=ratio)
    natures = ("", "minimum", "maximum", "not an extremum")
    stamps = [stamp(GlyphsMark(MIDDLE, "degenerate", nature=nature), 13.0, look).toImage() for nature in natures]
    for k, one in enumerate(stamps):
        for other in stamps[:k]:
            assert len(changed(one, other)) > 6 * ratio


def test_dots_of_what_is_not_smooth_are_small(qapp: object) -> None:
    (size,) = sizes_of([GlyphsMark(MIDDLE, ROUGH)], FRAME)
    assert size[0] < 5.0
    places = changed(painted(ground()), painted(ground(GlyphsMark(MIDDLE, ROUGH))))
    assert 0 < np.ptp(places, axis=0).max() <= 7


def test_what_is_far_away_is_left_out(qapp: object) -> None:
    places = np.array([[1e308, 0.0], [-1e308, 1e308], [np.inf, 1.0], [np.nan, 1.0], [2.0, 1.0], [-1.0, 1.0]])
    at, which = pixels_of(places, FRAME)
    assert which.tolist() == [4]
    assert at.tolist() == [[100.0, 50.0]]
    painted(ground(GlyphsMark(places, "saddle", directions=np.full((6, 2, 2), np.nan))))


def test_labels_of_iso_lines_lie_below(qapp: object) -> None:
    word = TextMark(2.0, 1.0, "MMMM", Role.LEVEL_LABEL)
    image = painted(ground(FIELD, GlyphsMark(MIDDLE, "not differentiable"), word))
    assert image.pixelColor(100, 50) == LIGHT.class_color("not differentiable")


# Lines and regions


def test_a_line_of_critical_points_is_thick_and_in_a_light_rim(qapp: object) -> None:
    line = LineMark(np.array([[1.0, 1.0], [3.0, 1.0]]), Role.CRITICAL_SET)
    image = painted(ground(FIELD, line))
    assert _near(image.pixelColor(100, 50), LIGHT.class_color("degenerate"), 8)
    rows = changed(painted(ground(FIELD)), image)[:, 1]
    assert 4 <= np.ptp(rows) <= 7


@pytest.mark.parametrize("half", [0.0, 1e-9, 0.5])
def test_what_is_undecided_is_seen_however_small(qapp: object, half: float) -> None:
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [np.nan, np.nan]])
    region = RegionMark(MIDDLE + half * corners, UNDECIDED, "undecided")
    places = changed(painted(ground(FIELD)), painted(ground(FIELD, region)))
    assert np.ptp(places, axis=0).min() >= 5
    assert np.ptp(places, axis=0).max() <= max(7.0, 100.0 * half + 2)


def test_boxes_that_overlap_are_one_region(qapp: object) -> None:
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [np.nan, np.nan]])
    twice = np.concatenate([MIDDLE + 0.4 * corners, MIDDLE + 0.3 * corners])
    image, bare = painted(ground(RegionMark(twice, FLAT, "all critical"))), painted(ground())
    assert image.pixel(100, 50) != bare.pixel(100, 50)
    assert image.pixel(100, 50) == image.pixel(100, 33)


# What is painted when


def still_marks(text: str = "x^2 + y^2") -> GlyphsMark:
    formula = read(text)
    assert formula is not None
    *_, found = search(ExpressionLandscape(formula), (-3.0, -3.0), (3.0, 3.0))
    return GlyphsMark(np.array([point.x for point in found.points]), "minimum")


def test_what_is_known_of_critical_points_stays_while_the_probe_moves() -> None:
    marks: list[Mark] = [
        FIELD, GlyphsMark(MIDDLE, "saddle"), LineMark(MIDDLE, Role.CRITICAL_SET), LineMark(MIDDLE, Role.ROUGH)
    ]
    moving: list[Mark] = [LineMark(MIDDLE, Role.WITNESS_UP), LineMark(MIDDLE, Role.WITNESS_DOWN)]
    assert divided([*marks, *moving]) == (tuple(marks), tuple(moving))


def test_new_points_do_not_paint_the_field_anew(qapp: object) -> None:
    item = ground(FIELD, GlyphsMark(MIDDLE, "minimum"))
    before = painted(item)
    for kind in KINDS:
        item.set_marks((FIELD, GlyphsMark(MIDDLE.copy(), kind)))
        after = painted(item)
    assert item.renderings == 1
    assert len(changed(before, after))
    item.set_marks((FIELD,))
    assert painted(item) == painted(ground(FIELD))
    assert item.renderings == 1


def test_only_the_same_arrays_count_as_the_same() -> None:
    mark = GlyphsMark(MIDDLE, "saddle", directions=np.ones((1, 2, 2)))
    assert same_mark(mark, replace(mark))
    assert not same_mark(mark, replace(mark, places=MIDDLE.copy()))
    assert not same_mark(mark, replace(mark, filled=False))
    assert not same_mark(mark, replace(mark, directions=None))
    assert not same_mark(GlyphsMark(MIDDLE, "degenerate"), GlyphsMark(MIDDLE, "degenerate", nature="minimum"))


def test_dragging_the_probe_paints_neither_glyphs_nor_key_anew(
    make_view: Callable[[Document], ContourView], document: Document
) -> None:
    document.still = (*document.still, still_marks())
    view = make_view(document)
    view.grab()
    stood = view._ground._pixmap
    key = view._legends.key
    assert key is not None
    laid_out = key._laid_out
    for k in range(5):
        document.dispatch(MoveProbe((("x", 0.1 * k), ("y", 0.5))))
        view.grab()
    assert view._ground._pixmap is stood
    assert key._laid_out is laid_out


# The key and the tips


ENTRIES = (
    Entry(Glyph("minimum"), "minimum", "H is positive."),
    Entry(Glyph("degenerate", True, "minimum"), "degenerate minimum", "A minimum."),
    Entry(Role.CRITICAL_SET, "not isolated"),
    Entry(UNDECIDED, "undecided", "Open."),
    Entry(Glyph("saddle", filled=False), "not proved", "Perhaps."),
)
PICTURE = QRectF(40.0, 32.0, 600.0, 300.0)


def key(
    free: tuple[float, float, float] = (40.0, 640.0, 14.0), picture: QRectF = PICTURE,
    entries: tuple[Entry, ...] = ENTRIES,
) -> KeyItem:  # fmt: skip
    item = KeyItem()
    item.set_entries(entries, LIGHT)
    item.lay_out(picture, free)
    return item


def test_the_key_stands_above_the_picture_and_explains_each_sign(qtbot: QtBot) -> None:
    item = key()
    rect = item.boundingRect()
    assert 0.0 <= rect.top() < rect.bottom() <= PICTURE.top()
    assert PICTURE.left() <= rect.left() < rect.right() <= PICTURE.right()
    said = [item.tip_at(QPointF(left + 3.0, rect.center().y())) for left in item._places]
    assert said == ["minimum: H is positive.", "degenerate minimum: A minimum.", "not isolated", "undecided: Open.",
                    "not proved: Perhaps."]  # fmt: skip
    assert item.tip_at(QPointF(100.0, 200.0)) == ""


def test_beside_a_note_it_stands_higher_and_without_room_it_is_not_there(qtbot: QtBot) -> None:
    beside = key((40.0, 200.0, 14.0))
    assert beside.entries
    assert beside.boundingRect().bottom() < key().boundingRect().bottom()
    above_two_lines = key((40.0, 200.0, 28.0))
    assert above_two_lines.boundingRect().bottom() < beside.boundingRect().bottom()
    narrow = key((40.0, 200.0, 14.0), QRectF(40.0, 32.0, 160.0, 300.0))
    assert narrow.entries == ()
    assert narrow.boundingRect().isEmpty()


def test_without_room_for_all_names_those_of_a_curves_lines_give_way(qtbot: QtBot) -> None:
    points, curve = ENTRIES[:1], (Entry(Role.AXIS_NEGATIVE, "osculating parabola"), Entry(Role.TANGENT, "tangent"))
    counts = [
        len(key((40.0, 40.0 + room, 14.0), QRectF(40.0, 32.0, room, 300.0), (*points, *curve)).entries)
        for room in (500.0, 260.0, 120.0, 30.0)
    ]
    assert counts == [3, 2, 1, 0]
    item = key((40.0, 160.0, 14.0), QRectF(40.0, 32.0, 120.0, 300.0), (*points, *curve))
    assert item.boundingRect().right() <= 160.0
    assert item.tip_at(item.boundingRect().center()) == "minimum: H is positive."


def test_a_glyph_says_what_it_is_under_the_cursor(
    make_view: Callable[[Document], ContourView], document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = still_marks("(x+1)^2 + (y+1)^2")
    formula = read("(x+1)^2 + (y+1)^2")
    assert formula is not None
    *_, found = search(ExpressionLandscape(formula), (-3.0, -3.0), (3.0, 3.0))
    document.still = (*document.still, replace(mark, subjects=found.points))
    view = make_view(document)
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, *_: said.append(words))
    for place in (view.pixel_of(-1.0, -1.0), view.pixel_of(-1.0, -1.0) + QPoint(40, 0)):
        QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, QPoint(place)))
    assert said[0].splitlines()[:3] == ["Minimum", "at (−1, −1)", "f = 0"]
    assert said[1] == ""


def test_words_at_the_probe_stand_beside_glyphs(qapp: object) -> None:
    axis = LineMark(np.array([[0.5, 1.0], [1.5, 1.0]]), Role.AXIS_POSITIVE, "λ")
    item = OverlayItem()
    item.set_frame(FRAME)
    item.set_marks((axis,))
    (word,) = item.words
    centre = FRAME.to_point(word.ground.center().x(), word.ground.center().y())
    item.keep_clear((GlyphsMark(np.array([centre]), "minimum"),))
    item.set_marks((replace(axis),))
    assert item.words == (word,)
    item.set_marks((replace(axis, vertices=axis.vertices.copy()),))
    (moved,) = item.words
    at = FRAME.to_pixels(*centre)
    assert not moved.ground.adjusted(-4, -4, 4, 4).contains(at)
