"""Critical points on paper: the same glyphs, named by a key of real text, whatever the function does."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.image import imread

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.session_file import to_metadata
from hessview.document.state import Appearance, Box, State
from hessview.export.image_files import paint, write_figure
from hessview.export.print_theme import GLYPHS, stroke
from hessview.figure.compose import compose
from hessview.figure.marks import Axes, Figure, GlyphsMark, LineMark, Mark, PointMark, RegionMark, Role

CAMEL = "(4-2.1x^2+x^4/3)x^2+x y+(-4+4y^2)y^2"
POINTS = Appearance(overlays=("critical-points",))
AXES = Axes((0.0, 4.0), (0.0, 2.0), "x", "y")
MIDDLE = np.array([[2.0, 1.0]])


def document(text: str, view: Box | None = None, look: Appearance = POINTS) -> State:
    return State(text, text, (("x", 0.3), ("y", -0.2)), view or Box(-2, 2, -1, 1), appearance=look)


def file_of(state: State, format_: str = "png") -> bytes:
    made = paint(to_metadata(state), format_, 100, 80, 100.0)
    assert isinstance(made, bytes), made
    return made


def words_of(svg: bytes) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg.decode())


def pixels(*marks: Mark) -> np.ndarray:
    return np.asarray(imread(io.BytesIO(write_figure(Figure(AXES, marks), "png", 100, 60, 300.0))))[..., :3]


def middle_of(image: np.ndarray) -> tuple[int, int]:
    """The middle of the frame, whose lines are the longest dark ones."""
    top, bottom = frame_lines(image, axis=1)
    left, right = frame_lines(image, axis=0)
    return round((top + bottom) / 2), round((left + right) / 2)


def frame_lines(image: np.ndarray, axis: int) -> tuple[int, int]:
    """The first and the last row (or column) that is dark for the most part."""
    found = np.flatnonzero((image.sum(axis=2) < 1.5).mean(axis=axis) > 0.5)
    return int(found[0]), int(found[-1])


@pytest.mark.parametrize("kind", ["minimum", "maximum", "saddle", "degenerate", "not differentiable"])
def test_a_glyph_stands_at_its_place_in_its_colour_and_hollow_if_it_is_not_proved(kind: str) -> None:
    colour = [int(GLYPHS[kind][1][k : k + 2], 16) / 255 for k in (1, 3, 5)]
    for filled in (True, False):
        image = pixels(GlyphsMark(MIDDLE, kind, filled))
        row, column = middle_of(image)
        here = image[row - 1 : row + 2, column - 1 : column + 2].mean(axis=(0, 1))
        assert np.allclose(here, colour if filled else (1.0, 1.0, 1.0), atol=0.12)


def test_a_small_undecided_box_is_seen() -> None:
    corner = np.array([[2.0, 1.0]] * 5 + [[np.nan, np.nan]])
    empty, marked = pixels(), pixels(RegionMark(corner, "undecided", "undecided"))
    row, column = middle_of(empty)
    assert (empty[row - 4 : row + 5, column - 4 : column + 5] > 0.99).all()
    row, column = middle_of(marked)
    assert (marked[row - 4 : row + 5, column - 4 : column + 5] < 0.9).any()


def test_the_key_is_real_text_that_can_be_searched() -> None:
    words = words_of(file_of(document(CAMEL), "svg"))
    assert [word for word in words if word in GLYPHS] == ["minimum", "maximum", "saddle"]
    assert not set(GLYPHS) & set(words_of(file_of(document(CAMEL, look=Appearance(overlays=())), "svg")))


def test_key_and_legend_stand_beside_each_other() -> None:
    words = words_of(file_of(document(CAMEL, look=Appearance(overlays=("critical-points", "definiteness"))), "svg"))
    for name in ("minimum", "saddle", "positive definite", "det H = 0"):
        assert name in words


def test_the_key_has_room_above_a_graph() -> None:
    made = paint(to_metadata(document("x^3 - x", Box(-2, 2, 0, 1))), "png", 100, 80, 300.0)
    assert isinstance(made, bytes)
    image = np.asarray(imread(io.BytesIO(made)))[..., :3]
    top, _ = frame_lines(image, axis=1)
    assert (image[:4] > 0.99).all()
    assert (image[4 : top - 4] < 0.5).any()


def test_on_a_page_without_room_there_is_no_key() -> None:
    state = document(CAMEL)
    figure = compose(state, answer_now(state, Answers(), (64, 64)))
    assert "saddle" in words_of(write_figure(figure, "svg", 60, 60))
    assert "saddle" not in words_of(write_figure(figure, "svg", 20, 20))


def test_the_same_document_gives_the_same_file() -> None:
    assert file_of(document(CAMEL), "svg") == file_of(document(CAMEL), "svg")


def test_the_curves_at_a_degenerate_point_are_named() -> None:
    state = document("(y-x^2)(y-3x^2)", Box(-2, 2, -2, 2))
    words = words_of(file_of(replace(state, probe=(("x", 0.0), ("y", 0.0))), "svg"))
    assert "f falls: y = 2x²" in words
    assert any(word.startswith("f rises") for word in words)


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("(x^2+y^2-1)^2", Box(-2, 2, -2, 2)),
        ("|x| + |y|", Box(-2, 2, -2, 2)),
        ("1/(x^2+y^2)", Box(-2, 2, -2, 2)),
        ("sqrt(x) + y^2", Box(-2, 2, -2, 2)),
        ("1/x + x", Box(-2, 2, -2, 2)),
        ("|x - 1|", Box(-2, 2, -2, 2)),
        ("cos(3x) + cos(3y)", Box(-30, 30, -30, 30)),
        ("x^2 + y^2 + z^2 - x y z", Box(-3, 3, -3, 3)),
        ("x y", Box(-1e100, 1e100, -1e-100, 1e100)),
        ("x y", Box(-1e-9, 1e-9, -1e12, 1e12)),
        ("f(x, y) = 1", Box(-2, 2, -2, 2)),
        ("f(x) = 1", Box(-2, 2, -2, 2)),
    ],
)
def test_whatever_is_found_there_is_a_file(text: str, view: Box) -> None:
    assert file_of(document(text, view)).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["saddle", "minimum", "maximum", "degenerate"])
def test_the_axes_at_the_probe_are_seen_on_the_glyph_of_its_point(kind: str) -> None:
    ends = np.array([[1.0, 1.0], [3.0, 1.0]])
    along = np.array([[[1.0, 0.0], [0.0, 1.0]]]) if kind == "saddle" else None
    glyph = GlyphsMark(MIDDLE, kind, directions=along)
    image = pixels(glyph, LineMark(ends, Role.AXIS_POSITIVE), PointMark(2.0, 1.0, "probe"))
    row, column = middle_of(image)
    left, right = frame_lines(image, axis=0)
    axis = [int(stroke(Role.AXIS_POSITIVE).colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    beyond_the_ring = image[row, column + 30 : column + (right - left) // 5]
    assert np.allclose(beyond_the_ring, axis, atol=0.1)
