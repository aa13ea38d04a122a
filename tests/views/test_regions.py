"""Regions on the screen: told apart by tint and by signs, named by a legend that keeps out of the way."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from hessview.document.state import Box
from hessview.figure.legend import Entry
from hessview.figure.marks import UNDEFINED, LineMark, RegionMark, Role
from hessview.figure.patterns import HATCHES, OTHER_BASINS, PATTERNS
from hessview.views.ground_item import GroundItem
from hessview.views.legend_item import LegendItem
from hessview.views.mark_items import divided, same_mark
from hessview.views.picture_frame import PictureFrame
from hessview.views.regions import tint
from hessview.views.theme import DARK, LIGHT, luminance
from tests.views.mouse import Mouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from hessview.figure.marks import Mark
    from hessview.views.contour_view import ContourView
    from hessview.views.theme import Theme
    from tests.views.conftest import Document

FRAME = PictureFrame(Box(0.0, 4.0, 0.0, 2.0), 0.0, 0.0, 240.0, 120.0)
WHOLE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0], [0.0, 0.0], [np.nan, np.nan]])
ENTRIES = (
    Entry("positive definite", "positive definite", "f curves up in every direction"),
    Entry(Role.SINGULAR, "det H = 0"),
)


def pixels(*marks: Mark, theme: Theme = LIGHT, frame: PictureFrame = FRAME) -> NDArray[np.int64]:
    item = GroundItem()
    item.set_theme(theme)
    item.set_frame(frame)
    item.set_marks(marks)
    image = item._rendered(frame, 1.0).toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), :3].astype(np.int64)


def grey(image: NDArray[np.int64]) -> NDArray[np.int64]:
    return image.sum(axis=2)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_no_two_kinds_look_alike_even_without_colour(qtbot: QtBot, theme: Theme) -> None:
    shown = {kind: grey(pixels(RegionMark(WHOLE, kind, kind, is_tinted=False), theme=theme)) for kind in PATTERNS}
    bare = grey(pixels(theme=theme))
    for image in shown.values():
        assert np.count_nonzero(np.abs(image - bare) > 60) > 60
    for one, other in combinations(shown.values(), 2):
        assert np.count_nonzero(np.abs(one - other) > 60) > 60


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_and_signs_are_readable_on_every_tint(qtbot: QtBot, theme: Theme) -> None:
    text = luminance(theme.color("text"))
    for kind in PATTERNS:
        ground = luminance(tint(kind, theme, on_field=False))
        if tint(kind, theme, on_field=False).alpha() == 255:
            light, dark = max(text, ground), min(text, ground)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_region_is_painted_where_it_is_and_nowhere_else(qtbot: QtBot) -> None:
    left = WHOLE * (0.5, 1.0)
    image, bare = pixels(RegionMark(left, "indefinite", "indefinite")), pixels()
    changed = (image != bare).any(axis=2)
    assert changed[:, :118].all()
    assert not changed[:, 122:].any()


def test_signs_are_whole_and_stand_still_on_the_ground_while_the_view_is_dragged(qtbot: QtBot) -> None:
    mark = RegionMark(WHOLE, "indefinite", "indefinite", is_tinted=False)
    first = pixels(mark)
    moved = pixels(mark, frame=replace(FRAME, box=Box(0.5, 4.5, 0.0, 2.0)))  # 30 pixels to the right
    grid = pixels(), pixels(frame=replace(FRAME, box=Box(0.5, 4.5, 0.0, 2.0)))
    signs = [np.abs(grey(image) - grey(bare)) > 60 for image, bare in zip((first, moved), grid, strict=True)]
    shared = signs[0][:, 50:200]
    assert shared.sum() > 100
    assert (shared == signs[1][:, 20:170]).mean() > 0.99


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_strips_without_room_for_a_sign_are_told_apart_by_their_lines(qtbot: QtBot, theme: Theme) -> None:
    strip = np.array([[1.0, 0.0], [1.1, 0.0], [1.1, 2.0], [1.0, 2.0], [1.0, 0.0], [np.nan, np.nan]])
    kinds = (*HATCHES, OTHER_BASINS)
    marks = [RegionMark(strip, kind, kind, is_tinted=False) for kind in kinds]
    shown = [grey(pixels(mark, theme=theme))[:, 62:65] for mark in marks]
    for (one, mine), (other, its) in combinations(zip(kinds, shown, strict=True), 2):
        assert np.count_nonzero(np.abs(mine - its) > 30) > 20, (one, other)


def test_where_there_is_no_hessian_it_is_hatched(qtbot: QtBot) -> None:
    image = grey(pixels(RegionMark(WHOLE, UNDEFINED, "H undefined")))
    assert 0.05 < (image[5:-5, 5:-5] < 740).mean() < 0.5


def test_regions_stay_while_the_probe_moves_and_are_painted_anew_only_when_they_change(qtbot: QtBot) -> None:
    mark = RegionMark(WHOLE, "indefinite", "indefinite")
    still, moving = divided((mark, LineMark(WHOLE, Role.SINGULAR)))
    assert len(still) == 2
    assert moving == ()
    assert same_mark(mark, replace(mark, label="other words"))
    assert not same_mark(mark, replace(mark, kind="zero"))
    assert not same_mark(mark, replace(mark, rings=WHOLE.copy()))


# The legend


def legend() -> LegendItem:
    item = LegendItem()
    item.set_entries(ENTRIES, LIGHT, on_field=False)
    item.stand_clear(QRectF(0, 0, 600, 400), [])
    return item


def test_a_legend_is_in_a_corner_inside_the_picture(qtbot: QtBot) -> None:
    rect = legend().boundingRect()
    assert QRectF(0, 0, 600, 400).contains(rect)
    assert rect.right() > 580
    assert rect.top() < 20
    assert rect.width() < 200


def test_it_gives_way_to_the_probe_and_then_stays(qtbot: QtBot) -> None:
    item, picture = legend(), QRectF(0, 0, 600, 400)
    item.stand_clear(picture, [QPointF(550, 20)])
    there = item.boundingRect()
    assert not there.contains(QPointF(550, 20))
    item.stand_clear(picture, [QPointF(300, 200)])
    assert item.boundingRect() == there


def test_of_the_corners_without_a_probe_it_takes_the_one_with_fewest_glyphs(qtbot: QtBot) -> None:
    item, picture = legend(), QRectF(0, 0, 600, 400)
    glyphs = np.array([[590.0, 10.0], [10.0, 10.0], [20.0, 20.0], [590.0, 390.0]])
    item.stand_clear(picture, [QPointF(5.0, 395.0)], [glyphs])
    assert item.boundingRect().right() > 580, "one glyph is less than two, and less than the probe"
    assert item.boundingRect().top() < 20, "of equals the present one stays"
    item.stand_clear(picture, [], [glyphs])
    assert (item.boundingRect().left(), item.boundingRect().bottom()) == (7.0, 393.0), "nothing stands there"


def test_a_legend_too_large_for_its_picture_is_a_word_until_the_cursor_is_on_it(qtbot: QtBot) -> None:
    item, picture = legend(), QRectF(0, 0, 600, 400)
    whole = item.boundingRect()
    assert not item.is_folded
    small = QRectF(0, 0, 240, 150)
    item.stand_clear(small, [])
    word = item.boundingRect()
    assert item.is_folded
    assert word.width() * word.height() < 0.15 * small.width() * small.height()
    assert small.contains(word)
    item.point_at(word.center())
    assert not item.is_folded
    assert item.boundingRect().height() == whole.height()
    assert whole.width() < item.boundingRect().width() < whole.width() + 16, "a triangle says that it folds again"
    item.stand_clear(small, [word.center()])
    assert item.boundingRect().contains(word), "it does not run away from the cursor"
    item.point_at(QPointF(5.0, 145.0))
    assert item.is_folded
    item.stand_clear(picture, [])
    assert not item.is_folded


def test_an_open_legend_of_many_lines_stays_within_its_picture_and_above_the_probe(qtbot: QtBot) -> None:
    item = LegendItem()
    entries = tuple(Entry("basin 1", f"→ minimum ≈ (3.584, −1.84{k})", f"tip {k}") for k in range(12))
    item.set_entries(entries, LIGHT, on_field=False)
    low, narrow = QRectF(0, 0, 612, 216), QRectF(0, 0, 290, 216)
    for picture, row in ((low, 20.0), (narrow, 15.0)):
        item.stand_clear(picture, [])
        assert item.is_folded
        assert item.zValue() == 0.0
        item.fold_or_unfold()
        rect = item.boundingRect().adjusted(1, 1, -1, -1)
        assert picture.contains(rect)
        assert item.zValue() > 0.0
        inside = rect.topLeft() + QPointF(30.0, 6.0 + 0.5 * row)
        assert item.tip_at(inside) == f"{entries[0].words}: tip 0"
        assert item.tip_at(inside + QPointF(0.0, 2.0 * row)) == f"{entries[2].words}: tip 2"
        item.fold_or_unfold()
    item.stand_clear(low, [])
    item.fold_or_unfold()
    assert item.tip_at(item.boundingRect().bottomRight() - QPointF(40.0, 12.0)) == f"{entries[11].words}: tip 11"
    item.stand_clear(QRectF(0, 0, 100, 80), [])
    assert not item.is_folded, "in a picture that is smaller than all of it, it is seen from its first line on"


def test_a_folded_legend_is_kept_open_by_a_press_until_the_next(qtbot: QtBot) -> None:
    item, elsewhere = legend(), QPointF(5.0, 145.0)
    assert not item.folds_at(item.boundingRect().center()), "one that has room stands open"
    item.stand_clear(QRectF(0, 0, 240, 150), [])
    word = item.boundingRect()
    item.point_at(word.center())
    assert item.folds_at(word.center())
    item.fold_or_unfold()
    item.point_at(elsewhere)
    assert not item.is_folded, "kept open while the cursor is elsewhere"
    item.stand_clear(QRectF(0, 0, 240, 150), [])
    assert not item.is_folded
    item.point_at(word.center())
    item.fold_or_unfold()
    item.point_at(word.center())
    assert item.is_folded, "what was folded does not open again under the cursor that folded it"
    item.point_at(elsewhere)
    item.point_at(word.center())
    assert not item.is_folded


def test_a_press_or_a_key_keeps_the_legend_of_a_small_picture_open_and_moves_no_probe(
    make_view: Callable[[Document], ContourView], document: Document
) -> None:
    field, *lines = document.still
    kinds = ("positive definite", "negative definite", "indefinite")
    document.still = (field, *(RegionMark(WHOLE, kind, kind, "") for kind in kinds), *lines)
    view = make_view(document)
    view.resize(260, 260)
    item = view._legends.legend
    assert item is not None
    assert item.is_folded
    mouse, probe = Mouse(view.viewport(), view.pixel_of), document.probe
    place = item.boundingRect().center().toPoint()
    mouse.click(place)
    mouse.hover(QPoint(90, 190))
    assert not item.is_folded
    assert document.probe == probe
    assert not document.commands
    inside = view.viewport().rect()
    assert inside.contains(item.boundingRect().toRect()), "all of it can be seen, beyond the picture's edge if need be"
    QTest.keyClick(view, Qt.Key.Key_L)
    assert item.is_folded
    QTest.keyClick(view, Qt.Key.Key_L)
    assert not item.is_folded


def test_without_regions_there_is_none(qtbot: QtBot) -> None:
    item = legend()
    assert item.isVisible()
    item.set_entries((), LIGHT, on_field=False)
    assert not item.isVisible()
    assert item.tip_at(item.boundingRect().center()) == ""


def test_each_line_has_its_sentence_under_the_cursor(qtbot: QtBot) -> None:
    item = legend()
    rect = item.boundingRect()
    assert item.tip_at(rect.topLeft() + QPointF(20, 14)) == "positive definite: f curves up in every direction"
    assert item.tip_at(rect.bottomLeft() + QPointF(20, -14)) == "det H = 0"
    assert item.tip_at(QPointF(10, 300)) == ""


def test_on_colours_of_a_field_it_is_light_in_both_themes(qtbot: QtBot) -> None:
    item = legend()
    item.set_entries(ENTRIES, DARK, on_field=True)
    assert item._look is LIGHT
    item.set_entries(ENTRIES, DARK, on_field=False)
    assert item._look is DARK


def test_the_picture_shows_names_and_explains_its_regions(
    make_view: Callable[[Document], ContourView], document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = np.array([[-3.0, -3.0], [3.0, -3.0], [3.0, 3.0], [-3.0, 3.0], [-3.0, -3.0], [np.nan, np.nan]])
    field, *lines = document.still
    mark = RegionMark(ring, "positive definite", "positive definite", "f curves up in every direction")
    document.still = (field, mark, *lines)
    view = make_view(document)
    assert view._legends.legend is not None
    assert view._legends.legend.isVisible()
    assert "positive definite" in view.accessibleDescription()
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, *_: said.append(words))
    place = view._legends.legend.boundingRect().center().toPoint()
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, QPoint(place)))
    assert said == ["positive definite: f curves up in every direction"]
    document.still = (field, *lines)
    view.show_figure(document.figure())
    assert not view._legends.legend.isVisible()
    assert "definite" not in view.accessibleDescription()


def test_a_picture_without_regions_makes_no_legend(view: ContourView) -> None:
    assert view._legends.legend is None
    assert QColor(view.grab().toImage().pixel(10, 10)).isValid()
