"""Painters of marks: colours where they belong, hatching, labels that can be read, nothing painted twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from hessview.document.state import Box
from hessview.figure import colour_maps
from hessview.figure.marks import (
    ArrowMark,
    Axes,
    FieldMark,
    Figure,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    Role,
    TextMark,
)
from hessview.views import from_arrays, made_marks
from hessview.views import theme as looks
from hessview.views.colour_bar_item import ColourBarItem
from hessview.views.contour_view import ContourView
from hessview.views.glyphs import arrow_head, glyph_path, ink_on
from hessview.views.ground_item import GroundItem
from hessview.views.mark_items import (
    beside,
    divided,
    field_extent,
    field_image,
    label_angle,
    same_mark,
    same_marks,
)
from hessview.views.overlay_item import OverlayItem
from hessview.views.picture_frame import PictureFrame
from hessview.views.theme import DARK, LIGHT, luminance

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

FRAME = PictureFrame(Box(0.0, 4.0, 0.0, 2.0), 0.0, 0.0, 200.0, 100.0)
TABLE = colour_maps.table("viridis")


def ramp(nx: int = 5, ny: int = 3) -> FieldMark:
    """A field that rises from 0 at the left to 4 at the right of [0, 4] x [0, 2]."""
    x = np.linspace(0.0, 4.0, nx)
    return FieldMark(x, np.linspace(0.0, 2.0, ny), np.tile(x, (ny, 1)), 0.0, 4.0, "viridis")


def painted(item: QGraphicsItem) -> QImage:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    scene = QGraphicsScene(QRectF(0, 0, 200, 100))
    scene.addItem(item)
    painter = QPainter(image)
    scene.render(painter)
    painter.end()
    scene.removeItem(item)
    return image


def ground(*marks: Mark, frame: PictureFrame = FRAME) -> GroundItem:
    item = GroundItem()
    item.set_frame(frame)
    item.set_marks(marks)
    return item


def colour(table: np.ndarray, index: int) -> QColor:
    return QColor(*(int(c) for c in table[index]))


def near(one: QColor, other: QColor, slack: int = 12) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


# The field


def test_low_and_high_take_the_ends_of_the_colour_map(qapp: object) -> None:
    image = field_image(ramp(), TABLE)
    assert image.pixelColor(0, 0) == colour(TABLE, 0)
    assert image.pixelColor(4, 2) == colour(TABLE, 255)
    assert image.pixelColor(2, 1) == colour(TABLE, 128)


def test_values_beyond_the_range_take_the_end_colours_and_nan_none(qapp: object) -> None:
    values = np.array([[-np.inf, -1e300, 5.0, np.inf, np.nan]])
    mark = FieldMark(np.arange(5.0), np.array([0.0]), values, 0.0, 4.0, "viridis")
    image = field_image(mark, TABLE)
    assert [image.pixelColor(k, 0) for k in range(4)] == [colour(TABLE, k) for k in (0, 0, 255, 255)]
    assert image.pixelColor(4, 0).alpha() == 0


def test_a_field_as_wide_as_the_numbers_keeps_its_colours(qapp: object) -> None:
    end = 1.7e308
    mark = FieldMark(np.arange(3.0), np.array([0.0]), np.array([[-end, 0.0, end]]), -end, end, "viridis")
    image = field_image(mark, TABLE)
    assert [image.pixelColor(k, 0) for k in range(3)] == [colour(TABLE, k) for k in (0, 128, 255)]


def test_a_stretched_scale_spreads_the_colours_as_its_knots_say(qapp: object) -> None:
    mark = replace(ramp(), knots=np.array([0.0, 1.0, 4.0]))
    assert field_image(mark, TABLE).pixelColor(1, 0) == colour(TABLE, 128)


def test_rows_of_values_go_upwards_on_the_screen(qapp: object) -> None:
    mark = FieldMark(np.arange(2.0), np.arange(2.0), np.array([[0.0, 0.0], [1.0, 1.0]]), 0.0, 1.0, "viridis")
    image = field_image(mark, TABLE)
    assert image.pixelColor(0, 0) == colour(TABLE, 255)
    assert image.pixelColor(0, 1) == colour(TABLE, 0)


def test_the_middle_of_a_pixel_is_its_sample() -> None:
    extent = field_extent(ramp())
    assert extent == Box(-0.5, 4.5, -0.5, 2.5)


def test_the_picture_has_the_colour_of_the_value_under_each_pixel(qapp: object) -> None:
    table = colour_maps.table("viridis", "light")
    image = painted(ground(ramp(401, 201)))
    for across in (10, 60, 100, 150, 190):
        assert near(image.pixelColor(across, 50), colour(table, round(255 * across / 200)), 4)


def test_what_is_undefined_is_hatched(qapp: object) -> None:
    mark = ramp(401, 201)
    mark.values[:, :200] = np.nan
    image = painted(ground(mark))
    left = {image.pixelColor(x, y).name() for x in range(20, 60) for y in range(20, 60)}
    panel = LIGHT.color("panel").name()
    assert panel in left
    assert len(left) > 1
    assert all(near(QColor(name), LIGHT.color("panel"), 60) for name in left)


def test_dark_and_light_have_their_own_colours(qapp: object) -> None:
    item = ground(ramp(401, 201))
    light = painted(item).pixelColor(100, 50)
    item.set_theme(DARK)
    dark = painted(item).pixelColor(100, 50)
    assert luminance(dark) < luminance(light)


# Lines and labels


def circle(radius: float = 0.8) -> np.ndarray:
    turn = np.linspace(0.0, 2.0 * np.pi, 200)
    return np.column_stack([2.0 + 2 * radius * np.cos(turn), 1.0 + radius * np.sin(turn)])


def test_a_level_is_drawn_where_its_vertices_are(qapp: object) -> None:
    field = ramp(401, 201)
    plain, lined = painted(ground(field)), painted(ground(field, LevelMark(1.0, circle())))
    changed = {(x, y) for x in range(200) for y in range(100) if plain.pixelColor(x, y) != lined.pixelColor(x, y)}
    assert changed
    # 0.8 units of y are 40 pixels.
    distances = [np.hypot((x + 0.5 - 100) / 2, y + 0.5 - 50) for x, y in changed]
    assert np.max(np.abs(np.array(distances) - 40.0)) < 2.5


def test_pieces_between_rows_of_nan_are_not_joined(qapp: object) -> None:
    vertices = np.array([[0.5, 0.5], [1.5, 0.5], [np.nan, np.nan], [2.5, 1.5], [3.5, 1.5]])
    field = ramp(401, 201)
    plain, lined = painted(ground(field)), painted(ground(field, LevelMark(1.0, vertices)))
    assert plain.pixelColor(100, 50) == lined.pixelColor(100, 50)
    assert plain.pixelColor(50, 75) != lined.pixelColor(50, 75)


@pytest.mark.parametrize("vertices", [np.empty((0, 2)), np.full((3, 2), np.nan), np.array([[1.0, 1.0]])])
def test_levels_without_a_line_paint_nothing_and_break_nothing(qapp: object, vertices: np.ndarray) -> None:
    field = ramp(401, 201)
    assert painted(ground(field, LevelMark(1.0, vertices))) == painted(ground(field))


@pytest.mark.parametrize("name", colour_maps.NAMES)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_labels_can_be_read_on_every_colour(name: str, theme: object) -> None:
    table = colour_maps.table(name, theme.name)  # type: ignore[attr-defined]
    for row in table:
        behind = QColor(*(int(c) for c in row))
        word = ink_on(behind).text
        light, dark = sorted((luminance(behind), luminance(word)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_label_lies_along_its_line_however_the_picture_is_stretched() -> None:
    mark = TextMark(1.0, 1.0, "1", Role.LEVEL_LABEL, angle=45.0)
    assert label_angle(mark, Box(0.0, 4.0, 0.0, 2.0), FRAME) == pytest.approx(-np.degrees(np.arctan(0.5)))
    square = PictureFrame(Box(0.0, 4.0, 0.0, 2.0), 0.0, 0.0, 100.0, 100.0)
    assert label_angle(mark, Box(0.0, 4.0, 0.0, 2.0), square) == pytest.approx(-45.0)


def test_a_label_that_would_be_cut_is_left_out(qapp: object) -> None:
    field = ramp(401, 201)
    plain = painted(ground(field))
    assert painted(ground(field, TextMark(0.02, 1.0, "1000", Role.LEVEL_LABEL))) == plain
    assert painted(ground(field, TextMark(2.0, 1.0, "1000", Role.LEVEL_LABEL))) != plain


# Identity


def test_only_the_same_arrays_count_as_the_same() -> None:
    mark = ramp()
    assert same_mark(mark, replace(mark))
    assert not same_mark(mark, replace(mark, values=mark.values.copy()))
    assert not same_mark(mark, replace(mark, high=5.0))
    assert not same_mark(mark, replace(mark, colour_map="cividis"))
    level = LevelMark(1.0, circle())
    assert same_mark(level, replace(level))
    assert not same_mark(level, replace(level, level=2.0))
    assert not same_mark(level, LineMark(level.vertices, Role.LEVEL))
    assert same_mark(PointMark(0.0, 0.0, "saddle"), PointMark(0.0, 0.0, "saddle"))
    assert not same_marks((mark,), (mark, level))


def test_equal_marks_over_the_same_arrays_are_not_painted_anew(qapp: object) -> None:
    field, level = ramp(401, 201), LevelMark(1.0, circle())
    item = ground(field, level)
    painted(item)
    item.set_marks((replace(field), replace(level)))
    painted(item)
    assert item.renderings == 1
    item.set_marks((replace(field, low=-1.0), level))
    painted(item)
    assert item.renderings == 2


def test_what_is_replaced_before_it_is_painted_costs_nothing(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    made: list[str] = []

    def path_of(x: np.ndarray, y: np.ndarray) -> QPainterPath:
        made.append("path")
        return from_arrays.path_of(x, y)

    def image_of(mark: FieldMark, table: np.ndarray) -> QImage:
        made.append("image")
        return field_image(mark, table)

    monkeypatch.setattr(made_marks, "path_of", path_of)
    monkeypatch.setattr(made_marks, "field_image", image_of)
    item = GroundItem()
    item.set_frame(FRAME)
    for _ in range(3):
        item.set_marks((ramp(401, 201), LevelMark(1.0, circle()), LevelMark(2.0, circle())))
    assert made == []
    painted(item)
    assert sorted(made) == ["image", "path", "path"]


def test_lines_that_come_together_are_brought_into_one_box_at_once(
    monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    """A hundred one by one take three times as long."""
    counted: list[int] = []
    in_box = made_marks._in_box

    def counting(v: np.ndarray) -> tuple[Box, np.ndarray, np.ndarray]:
        counted.append(len(v))
        return in_box(v)

    monkeypatch.setattr(made_marks, "_in_box", counting)
    lines = [k / 10.0 * circle() for k in range(1, 11)]
    one_by_one = [painted(ground(LevelMark(float(k), line))) for k, line in enumerate(lines)]
    counted.clear()
    marks = tuple(LevelMark(float(k), line) for k, line in enumerate(lines))
    item = ground(*marks)
    together = painted(item)
    assert counted == [sum(len(line) + 1 for line in lines)], "each with what separates it from the next"
    item.set_marks(marks[:-1])
    painted(item)
    assert len(counted) == 1
    assert all(together != one for one in one_by_one)
    item.set_marks((marks[3],))
    assert painted(item) == one_by_one[3]


def test_many_lines_are_painted_with_one_pen_each_in_the_colour_of_its_level(
    monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    asked: list[Role] = []
    pen = looks.pen

    def counting(role: Role, theme: looks.Theme, *, on_field: bool = True) -> QPen:
        asked.append(role)
        return pen(role, theme, on_field=on_field)

    monkeypatch.setattr(looks, "pen", counting)
    upright = [LevelMark(x, np.array([[x, -1.0], [x, 3.0]])) for x in np.arange(12.5, 190.0, 12.0) / 50.0]
    image = painted(ground(ramp(401, 201), *upright))
    assert asked == [Role.LEVEL]
    bare = painted(ground(ramp(401, 201)))
    for mark in upright:
        alone = painted(ground(ramp(401, 201), mark))
        at = int(50 * mark.level), 50
        assert image.pixelColor(*at) == alone.pixelColor(*at) != bare.pixelColor(*at)


def test_what_follows_the_probe_is_no_part_of_the_ground() -> None:
    label = TextMark(0, 0, "1", Role.LEVEL_LABEL)
    still: list[Mark] = [ramp(), LevelMark(1.0, circle()), label, LineMark(circle(), Role.CURVE)]
    moving: list[Mark] = [
        ArrowMark((0, 0), (1, 1), Role.GRADIENT),
        LineMark(circle(), Role.AXIS_NEGATIVE),
        PointMark(0, 0, "probe"),
        TextMark(0, 0, "here"),
    ]
    assert divided([*still, *moving]) == (tuple(still), tuple(moving))


# Overlays and glyphs


def overlay(*marks: Mark) -> OverlayItem:
    item = OverlayItem()
    item.set_frame(FRAME)
    item.set_marks(marks)
    return item


def test_an_arrow_goes_from_tail_to_head_and_no_farther(qapp: object) -> None:
    image = painted(overlay(ArrowMark((1.0, 1.0), (3.0, 1.0), Role.GRADIENT)))
    grey = QColor("#808080")
    assert image.pixelColor(80, 50) != grey
    assert image.pixelColor(148, 50) != grey
    assert image.pixelColor(154, 50) == grey
    assert image.pixelColor(45, 50) == grey


def test_an_arrow_without_length_paints_nothing(qapp: object) -> None:
    assert painted(overlay(ArrowMark((1.0, 1.0), (1.0, 1.0), Role.GRADIENT))) == painted(overlay())
    assert arrow_head(QPointF(1, 1), QPointF(1, 1)).isEmpty()


def test_overlays_stay_inside_the_frame_and_their_bounds_are_small(qapp: object) -> None:
    item = overlay(LineMark(np.array([[-50.0, 1.0], [50.0, 1.0]]), Role.AXIS_POSITIVE, "λ₁"))
    assert FRAME.rect.contains(item.boundingRect())
    small = overlay(PointMark(0.5, 1.5, "saddle"))
    assert small.boundingRect().width() < FRAME.width


@pytest.mark.parametrize("kind", ["minimum", "maximum", "saddle", "degenerate", "not differentiable", "undecided"])
def test_every_class_has_a_glyph_of_its_own_size(qapp: object, kind: str) -> None:
    bounds = glyph_path(kind, 12.0).boundingRect()
    assert 8.0 <= max(bounds.width(), bounds.height()) <= 13.0
    assert abs(bounds.center().x()) < 0.5
    assert painted(overlay(PointMark(2.0, 1.0, kind))) != painted(overlay())
    filled, hollow = (painted(overlay(PointMark(2.0, 1.0, kind, filled=f))) for f in (True, False))
    assert filled != hollow


def test_a_minimum_points_down_and_a_maximum_up(qapp: object) -> None:
    assert glyph_path("minimum").contains(QPointF(0, 5.5))
    assert not glyph_path("minimum").contains(QPointF(0, -5.5))
    assert glyph_path("maximum").contains(QPointF(0, -5.5))


# The colour bar


def test_the_colour_bar_goes_from_low_at_the_bottom_to_high_at_the_top(qapp: object) -> None:
    bar = ColourBarItem()
    bar.set_scale(ramp(), [(0.5, "2")], "f", QRectF(20.0, 10.0, 12.0, 80.0), LIGHT)
    image = painted(bar)
    table = colour_maps.table("viridis", "light")
    assert near(image.pixelColor(26, 88), colour(table, 0))
    assert near(image.pixelColor(26, 12), colour(table, 255), 20)
    assert near(image.pixelColor(26, 50), colour(table, 128))
    bar.set_scale(None, [], "", QRectF(), LIGHT)
    assert not bar.isVisible()


def test_a_new_range_relabels_the_colour_bar(qtbot: QtBot) -> None:
    view = ContourView(lambda _: None, lambda: None)
    qtbot.addWidget(view)
    view.resize(500, 400)
    axes = Axes((0.0, 4.0), (0.0, 2.0), "x", "y")
    view.show_figure(Figure(axes, (ramp(),), "f"))
    first = view.grab().toImage()
    view.show_figure(Figure(axes, (replace(ramp(), low=-40.0, high=400.0),), "f"))
    strip = QRectF(view.frame.left + view.frame.width + 36, 0, 40, 400).toRect()
    assert first.copy(strip) != view.grab().toImage().copy(strip)


@pytest.mark.parametrize("role", [Role.PATH_MINIMUM, Role.PATH_SADDLE, Role.PATH_MAXIMUM])
def test_a_path_is_double_and_a_principal_axis_is_not(qtbot: QtBot, role: Role) -> None:
    def middle_and_edge(of: Role) -> tuple[QColor, QColor]:
        mark = LineMark(np.array([[0.0, 1.0], [4.0, 1.0]]), of)
        still, moving = divided((ramp(), mark))
        item: GroundItem | OverlayItem = GroundItem() if mark in still else OverlayItem()
        item.set_marks(still if mark in still else moving)
        item.set_frame(FRAME)
        image = painted(item)
        # The whole of the first dash: flat, and clear of its ends.
        return image.pixelColor(5, 50), image.pixelColor(5, 51)

    assert luminance(middle_and_edge(role)[0]) > 0.75
    assert luminance(middle_and_edge(role)[1]) < 0.6
    assert luminance(middle_and_edge(Role.AXIS_POSITIVE)[0]) < 0.3


def test_paths_lie_below_the_glyphs_and_below_what_stands_at_the_probe() -> None:
    path = LineMark(np.array([[0.0, 1.0], [4.0, 1.0]]), Role.PATH_MINIMUM)
    axis = LineMark(np.array([[1.0, 1.0], [2.0, 1.0]]), Role.AXIS_NEGATIVE)
    assert divided((axis, path)) == ((path,), (axis,))


def test_a_thin_line_ends_so_far_before_a_number_that_it_is_no_minus(qapp: object) -> None:
    line = LevelMark(1.0, np.array([[0.0, 1.0], [4.0, 1.0]]))
    other = LevelMark(2.0, np.array([[2.1, 0.9], [2.4, 1.1]]))
    label = TextMark(2.0, 1.0, "1", Role.LEVEL_LABEL)
    bare, plain, numbered = (painted(ground(*marks)) for marks in ((label,), (line, other), (line, other, label)))
    half = QFontMetricsF(looks.small_font()).horizontalAdvance("1") / 2
    assert plain.pixelColor(round(100 + half + 6), 50) != bare.pixelColor(round(100 + half + 6), 50)
    for x in (100 + half + 4, 100 + half + 8, 100 - half - 4, 100 - half - 8):
        assert all(numbered.pixelColor(round(x), y) == bare.pixelColor(round(x), y) for y in (48, 49, 50, 51))
    assert numbered.pixelColor(round(100 + half + 16), 50) != bare.pixelColor(round(100 + half + 16), 50)


def test_what_lies_on_the_grounds_of_two_labels_is_left_free() -> None:
    grounds = [QPolygonF(QRectF(20.0 + 10.0 * k, 20.0, 30.0, 12.0)) for k in range(2)]
    free = beside(grounds, QRectF(0.0, 0.0, 200.0, 100.0))
    assert free is not None
    assert not free.contains(QPointF(40.0, 26.0))
    assert free.contains(QPointF(80.0, 26.0))
