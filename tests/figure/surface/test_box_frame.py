"""Ticks stand at the outer edges of the box, apart from the surface and from each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path
from scipy.spatial import ConvexHull

from hessview.figure.surface.box_frame import frame_marks
from hessview.figure.surface.camera import Camera, Cube
from hessview.figure.surface.colours import LIGHT
from hessview.figure.surface.marks import StrokeMark, WordMark
from tests.figure.surface.fields import SIZE

CUBE = Cube((-3.0, 3.0), (-1.0, 2.0), (-6.5, 8.1))
CORNERS = np.array([[u, v, w] for u in (-1, 1) for v in (-1, 1) for w in (-0.56, 0.56)], dtype=float)


def words(camera: Camera, cube: Cube = CUBE) -> list[WordMark]:
    _, around = frame_marks(cube, ("x", "y", "f"), camera, LIGHT, 11.0)
    return [mark for mark in around if isinstance(mark, WordMark)]


def box(mark: WordMark) -> tuple[float, float, float, float]:
    """About what a word covers: left, top, right, bottom."""
    width, height = 0.55 * mark.size * len(mark.text), 0.7 * mark.size
    left, top = mark.x - mark.across * width, mark.y - mark.upright * height
    return left, top, left + width, top + height


eyes = st.builds(Camera, st.floats(-180.0, 180.0), st.floats(-90.0, 90.0), st.just(1.0), st.just(SIZE))


@given(eyes)
def test_no_word_stands_on_the_box_where_the_surface_may_be(camera: Camera) -> None:
    places = camera.project(CORNERS)
    hull = Path(places[ConvexHull(places).vertices])
    for mark in words(camera):
        left, top, right, bottom = box(mark)
        assert not hull.contains_points([((left + right) / 2.0, (top + bottom) / 2.0)])[0], mark


@given(eyes)
def test_no_two_words_overlap(camera: Camera) -> None:
    numbers = [mark for mark in words(camera) if mark.text not in {"x", "y", "f"}]
    for k, first in enumerate(numbers):
        for second in numbers[k + 1 :]:
            a, b = box(first), box(second)
            assert min(a[2], b[2]) - max(a[0], b[0]) < 1.0 or min(a[3], b[3]) - max(a[1], b[1]) < 1.0, (first, second)


def test_ticks_are_round_numbers_within_the_ranges_and_stand_at_their_places() -> None:
    camera = Camera(-60.0, 30.0, 1.0, SIZE)
    texts = [mark.text for mark in words(camera)]
    assert {"x", "y", "f", "0", "−2", "2"} <= set(texts)
    assert "8.1" not in texts


@pytest.mark.parametrize(("elevation", "missing"), [(90.0, "f"), (-90.0, "f")])
def test_an_axis_that_points_at_the_viewer_has_no_name_and_no_ticks(elevation: float, missing: str) -> None:
    names = {mark.text for mark in words(Camera(-90.0, elevation, 1.0, SIZE))}
    assert missing not in names
    assert {"x", "y"} <= names


@pytest.mark.parametrize(("top", "side", "heights"), [
    (890.0, 180.0, ["500"]), (890.0, 220.0, ["400", "800"]), (890.0, 300.0, ["250", "500", "750"]),
    (890.0, 500.0, ["200", "400", "600", "800"]), (0.6, 220.0, ["0.25", "0.5"]), (4.4e300, 180.0, ["2·10³⁰⁰"]),
])  # fmt: skip
def test_a_short_axis_has_two_ticks_before_it_has_one_that_is_rounder(
    top: float, side: float, heights: list[str]
) -> None:
    camera, cube = Camera(-60.0, 30.0, 1.0, (side, side)), Cube((-5.0, 5.0), (-5.0, 5.0), (0.02 * top, top))
    texts = [mark.text for mark in words(camera, cube)]
    assert texts[-len(heights) - 2 :] == ["y", *heights, "f"]


def test_numbers_that_agree_in_many_digits_say_what_they_leave_out() -> None:
    texts = [mark.text for mark in words(Camera(-60.0, 30.0, 1.0, SIZE), Cube((1e6, 1e6 + 1e-4), (0, 1), (0, 1)))]
    assert any(text.startswith("x − ") for text in texts)
    assert len(set(texts)) >= 4


@pytest.mark.parametrize("side", [140.0, 160.0, 200.0])
def test_every_axis_with_a_name_has_a_tick_on_a_small_picture_too(side: float) -> None:
    cube = Cube((-2.0, 2.0), (-2.0, 2.0), (-4.0, 4.0))
    _, around = frame_marks(cube, ("x", "y", "f"), Camera(-60.0, 30.0, 1.0, (side, side)), LIGHT, 7.0)
    texts = [mark.text for mark in around if isinstance(mark, WordMark)]
    strokes = [mark for mark in around if isinstance(mark, StrokeMark)]
    named = sum(text in {"x", "y", "f"} for text in texts)
    assert named == 3
    # Of each axis one stroke is its line, and another its ticks.
    assert len(strokes) == 2 * named
