"""Lines are cut at a rectangle, nothing that is seen is lost, and pieces stay pieces."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QDataStream, QPointF, Qt

from hessview.document.state import Box
from hessview.views.clipped_lines import area_path, clipped_lines, line_path, line_pieces
from hessview.views.picture_frame import PictureFrame

if TYPE_CHECKING:
    import pytest
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LOW, HIGH = np.array([0.0, 0.0]), np.array([1.0, 1.0])
_place = st.tuples(st.floats(-3.0, 4.0), st.floats(-3.0, 4.0)).map(lambda place: [round(c, 2) for c in place])
_gap = st.just([np.nan, np.nan])


def pieces(points: Floats) -> list[Floats]:
    gaps = np.flatnonzero(np.isnan(points[:, 0]))
    return [part for piece in np.split(points, gaps) if len(part := piece[np.isfinite(piece[:, 0])]) > 1]


def sampled(lines: list[Floats]) -> Floats:
    share = np.linspace(0.0, 1.0, 101)[:, None]
    parts = [a + share * (b - a) for line in lines for a, b in pairwise(line)]
    return np.concatenate(parts) if parts else np.empty((0, 2))


@given(st.lists(_place | _gap, min_size=2, max_size=12))
@settings(max_examples=200, deadline=None)
def test_what_lies_inside_stays_and_nothing_else(places: list[list[float]]) -> None:
    line = np.array(places)
    cut = clipped_lines(line, (LOW, HIGH))
    is_out = bool(((line < LOW) | (line > HIGH)).any())
    points = sampled(pieces(line))
    inside = points[((points > 1e-9) & (points < 1.0 - 1e-9)).all(axis=1)]
    kept = pieces(cut)
    for point in inside[:: max(1, len(inside) // 25)]:
        assert min((_distance(point, a, b) for part in kept for a, b in pairwise(part)), default=9.0) < 1e-9
    if is_out:
        left = sampled(kept)
        assert ((left >= -1e-9) & (left <= 1.0 + 1e-9)).all()


def _distance(p: Floats, a: Floats, b: Floats) -> float:
    way = b - a
    size = float(way @ way)
    t = 0.0 if size == 0.0 else min(max(float((p - a) @ way) / size, 0.0), 1.0)
    return float(np.hypot(*(p - a - t * way)))


FRAME = PictureFrame(Box(0.0, 1.0, 0.0, 1.0), 0.0, 0.0, 400.0, 300.0)


def test_an_area_around_the_picture_covers_it() -> None:
    ring = np.array([[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9], [-1e9, -1e9], [np.nan, np.nan]])
    path = area_path(ring, FRAME)
    assert all(path.contains(QPointF(x, y)) for x in (1, 200, 399) for y in (1, 150, 299))


def test_a_hole_of_an_area_is_a_hole() -> None:
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0], [np.nan, np.nan]], dtype=float)
    hole = 0.25 + 0.5 * square
    path = area_path(np.concatenate([square, hole]), FRAME)
    assert path.fillRule() == Qt.FillRule.OddEvenFill
    assert not path.contains(QPointF(200, 150))
    assert path.contains(QPointF(20, 20))


def test_a_curve_is_cut_right_beyond_the_picture() -> None:
    t = np.linspace(-50.0, 50.0, 500)
    bounds = line_path(np.column_stack([t, 0.5 + 0.0 * t]), FRAME).boundingRect()
    assert bounds.left() > -20.0
    assert bounds.right() < 420.0


def test_pieces_of_many_lines_are_those_of_the_path_of_each() -> None:
    rng = np.random.default_rng(3)
    gap = np.full((1, 2), np.nan)
    t = np.linspace(0.0, 1.0, 200)
    lines = [
        np.column_stack([t, t * t]),  # all of it is seen
        np.column_stack([6.0 * t - 3.0, 0.5 + 0.2 * np.sin(20.0 * t)]),  # cut on both sides
        np.array([[0.1, 0.1], [0.9, 0.8]]),
        np.array([[-90.0, 0.1], [90.0, 0.8]]),
        np.array([[0.3, 0.3], [0.3, 0.3]]),
        np.empty((0, 2)),
        np.concatenate([part for _ in range(16) for part in (rng.uniform(0.0, 1.0, (2, 2)), gap)]),
        np.concatenate([gap, gap, rng.uniform(0.0, 1.0, (1, 2)), gap, rng.uniform(-1.0, 2.0, (40, 2)), gap]),
        np.array([[0.2, 0.2], [np.inf, 0.4], [0.5, 0.5], [0.6, np.nan], [0.7, 0.7], [0.8, 0.1]]),
    ]
    for chosen in (lines, lines[5:6], lines[:1], []):
        made = line_pieces(chosen, FRAME)
        assert made == [line_path(line, FRAME).toSubpathPolygons() for line in chosen]


def test_short_lines_are_read_in_together(monkeypatch: pytest.MonkeyPatch) -> None:
    streams: list[QDataStream] = []

    def stream_of(data: QByteArray) -> QDataStream:
        streams.append(QDataStream(data))
        return streams[-1]

    stream_of.ByteOrder = QDataStream.ByteOrder  # type: ignore[attr-defined]
    monkeypatch.setattr("hessview.views.from_arrays.QDataStream", stream_of)
    t = np.linspace(0.0, 1.0, 9)
    assert len(line_pieces([np.column_stack([t, k / 9.0 + 0.0 * t]) for k in range(9)], FRAME)) == 9
    assert len(streams) == 1


def test_a_line_that_is_cut_comes_in_short_pieces_with_a_segment_in_common() -> None:
    t = np.linspace(0.0, 1.0, 200)
    long, short = np.column_stack([t, t * t]), np.column_stack([t[:40], 0.5 + 0.0 * t[:40]])
    (whole,), (other,), (left,) = line_pieces([long, short, long], FRAME)
    pieces, (one,), (third,) = line_pieces([long, short, long], FRAME, [0, 1])
    assert (one, third) == (other, left)
    assert len(pieces) == 4
    assert max(piece.size() for piece in pieces) <= 66
    points = [whole.at(k) for k in range(whole.size())]
    joined = [pieces[0].at(k) for k in range(pieces[0].size())]
    for piece in pieces[1:]:
        assert [piece.at(0), piece.at(1)] == joined[-2:]
        joined += [piece.at(k) for k in range(2, piece.size())]
    assert joined == points
