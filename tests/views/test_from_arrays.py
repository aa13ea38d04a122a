"""Arrays as Qt paints them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PySide6.QtGui import QImage, QPainterPath

from hessview.views import from_arrays
from hessview.views.from_arrays import image_of, path_of, pieces_of

MOVE, LINE = QPainterPath.ElementType.MoveToElement, QPainterPath.ElementType.LineToElement


def elements(path: QPainterPath) -> list[tuple[object, float, float]]:
    found = (path.elementAt(k) for k in range(path.elementCount()))
    return [(element.type, element.x, element.y) for element in found]


def test_a_path_goes_through_its_points_and_breaks_where_one_is_missing() -> None:
    x = np.array([0.0, 1.0, np.nan, 2.0, 3.0, 4.0])
    y = np.array([5.0, 6.0, 0.0, 7.0, 8.0, np.inf])
    assert elements(path_of(x, y)) == [(MOVE, 0.0, 5.0), (LINE, 1.0, 6.0), (MOVE, 2.0, 7.0), (LINE, 3.0, 8.0)]


def test_a_path_may_begin_with_a_gap_and_be_continued_afterwards() -> None:
    path = path_of(np.array([np.nan, 1.0, 2.0]), np.array([0.0, 1.0, 2.0]))
    path.lineTo(9.0, 9.0)
    assert elements(path) == [(MOVE, 1.0, 1.0), (LINE, 2.0, 2.0), (LINE, 9.0, 9.0)]


def test_no_point_is_no_path() -> None:
    assert path_of(np.zeros(0), np.zeros(0)).isEmpty()
    assert path_of(np.array([np.nan]), np.array([1.0])).isEmpty()


def test_long_pieces_and_many_short_ones_make_the_same_path() -> None:
    x = np.arange(1000.0)
    x[[0, 1, 300, 999]] = np.nan
    y = np.where(x == 500.0, np.inf, 0.5 * x)
    known = np.isfinite(x + y)
    ends = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    assert ends.tolist() == [2, 300, 301, 500, 501, 999]
    one_by_one, at_once = (read(x, y, known, ends) for read in (from_arrays._of_polygons, from_arrays._of_elements))
    assert elements(one_by_one) == elements(at_once) == elements(path_of(x, y))
    places = [(float(a), float(b)) for a, b in zip(x[known], y[known], strict=True)]
    assert [(a, b) for _, a, b in elements(at_once)] == places
    assert sum(kind == MOVE for kind, _, _ in elements(at_once)) == 3


def test_an_image_has_the_arrays_rows_and_outlives_it() -> None:
    pixels = np.array([[0xFF102030, 0xFF000000, 0xFFFFFFFF], [0xFF0000FF, 0xFF00FF00, 0xFFFF0000]], dtype=np.uint32)
    image = image_of(pixels, QImage.Format.Format_RGB32)
    pixels[:] = 0
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(0, 0).getRgb() == (0x10, 0x20, 0x30, 0xFF)
    assert image.pixelColor(2, 1).getRgb() == (0xFF, 0, 0, 0xFF)


def test_a_straight_line_has_both_its_ends_or_is_none() -> None:
    assert elements(path_of(np.array([0.0, 1.0]), np.array([5.0, 6.0]))) == [(MOVE, 0.0, 5.0), (LINE, 1.0, 6.0)]
    assert path_of(np.array([0.0, np.nan]), np.array([5.0, 6.0])).isEmpty()


def test_the_pieces_of_a_path_are_short_and_leave_out_no_segment_and_no_corner() -> None:
    x = np.arange(1000.0)
    x[[700, 702]] = np.nan
    pieces = pieces_of(path_of(x, x % 7.0))
    found = [[piece.at(k).toTuple() for k in range(piece.size())] for piece in pieces]
    assert max(map(len, found)) <= 256
    segments = {pair for piece in found for pair in pairwise(piece)}
    corners = {three for piece in found for three in zip(piece, piece[1:], piece[2:], strict=False)}
    places = list(zip(x.tolist(), (x % 7.0).tolist(), strict=True))
    known = [pair for pair in pairwise(places) if not any(map(math.isnan, (pair[0][0], pair[1][0])))]
    assert segments == set(known)
    assert corners == {(a, b, d) for (a, b), (c, d) in pairwise(known) if b == c}
