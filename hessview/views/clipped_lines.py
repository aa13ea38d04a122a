"""Lines in pixels without what lies far outside: a million dashes that nobody sees take their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from hessview.views.from_arrays import path_of, polygons_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPolygonF

    from hessview.views.picture_frame import PictureFrame

Floats = NDArray[np.float64]

_FARTHEST = 1e7
"""Pixels: as far as Qt can draw, and as differences are exact to less than a pixel."""

_RIM = 6.0
_ENDS = 2


def in_pixels(vertices: Floats, frame: PictureFrame) -> Floats:
    """Return vertices, shape (k, 2), in pixels as far as Qt can draw; what is not finite is nan."""
    px, py = frame.pixel_size
    with np.errstate(all="ignore"):
        pixels = np.column_stack([
            frame.left + (vertices[:, 0] - frame.box.x0) / px,
            frame.top + frame.height - (vertices[:, 1] - frame.box.y0) / py,
        ])
    pixels[~np.isfinite(vertices).all(axis=1)] = np.nan
    return np.clip(pixels, -_FARTHEST, _FARTHEST)


def line_path(vertices: Floats, frame: PictureFrame) -> QPainterPath:
    """Return a polyline, pieces separated by rows of nan, as a path in pixels; what is not seen is cut off.

    A line of two vertices has its dashes from its beginning: it is cut far outside only, so that they do not run.
    """
    room = _seen(frame)
    if len(vertices) == _ENDS:
        start, end = (frame.to_pixels(x, y) for x, y in vertices.tolist())
        if _is_in(start, room) and _is_in(end, room) and np.isfinite(vertices).all():
            path = QPainterPath(start)
            path.lineTo(end)
            return path
    else:
        corner, size = np.array([frame.left, frame.top]), np.array([frame.width, frame.height])
        room = corner - _RIM, corner + size + _RIM
    pixels = clipped_lines(in_pixels(vertices, frame), room)
    return path_of(pixels[:, 0], pixels[:, 1])


def line_pieces(
    lines: Sequence[Floats], frame: PictureFrame, cut: Collection[int] = ()
) -> list[list[QPolygonF]]:
    """Return the pieces of polylines in pixels, what is not seen cut off: those of the path of each, made together.

    Those of the lines in `cut`, indices, are short: they are painted sooner.
    """
    pieces: list[list[QPolygonF]] = [[] for _ in lines]
    many = [k for k, line in enumerate(lines) if len(line) > _ENDS]
    if many:
        corner, size = np.array([frame.left, frame.top]), np.array([frame.width, frame.height])
        low, high = room = corner - _RIM, corner + size + _RIM
        pixels = in_pixels(np.concatenate([lines[k] for k in many]), frame)
        with np.errstate(invalid="ignore"):
            is_out = ((pixels < low) | (pixels > high)).any(axis=1)
        ends = np.cumsum([len(lines[k]) for k in many])[:-1]
        parts = zip(np.split(pixels, ends), np.split(is_out, ends), strict=True)
        seen = [clipped_lines(part, room) if out.any() else part for part, out in parts]
        made = polygons_of(seen, [place for place, k in enumerate(many) if k in cut])
        for k, found in zip(many, made, strict=True):
            pieces[k] = found
    for k, line in enumerate(lines):
        if len(line) <= _ENDS:
            pieces[k] = line_path(line, frame).toSubpathPolygons()
    return pieces


def area_path(rings: Floats, frame: PictureFrame) -> QPainterPath:
    """Return closed rings, each ended by a row of nan, as a path in pixels to be filled even-odd."""
    low, high = _seen(frame)
    # Brought to the rectangle, a ring around it still covers all of it that is seen.
    pixels = in_pixels(rings, frame)
    with np.errstate(invalid="ignore"):
        pixels = np.clip(pixels, low, high)
    return path_of(pixels[:, 0], pixels[:, 1])


def _is_in(place: QPointF, room: tuple[Floats, Floats]) -> bool:
    low, high = room
    return bool(low[0] <= place.x() <= high[0] and low[1] <= place.y() <= high[1])


def _seen(frame: PictureFrame) -> tuple[Floats, Floats]:
    """Return two corners: those of a rectangle three times as wide and high as the picture, about it."""
    size = np.array([frame.width, frame.height])
    corner = np.array([frame.left, frame.top])
    return corner - size, corner + 2.0 * size


def clipped_lines(pixels: Floats, room: tuple[Floats, Floats]) -> Floats:
    """Return polylines, shape (k, 2), pieces separated by nan, cut at a rectangle.

    Source: Liang and Barsky, "A new concept and method for line clipping", ACM Transactions on Graphics 3, 1984.

    Parameters
    ----------
    room
        The corners of least and of greatest coordinates.
    """
    low, high = room
    with np.errstate(invalid="ignore"):
        is_out = (pixels < low).any(axis=1) | (pixels > high).any(axis=1)
    if not is_out.any() or len(pixels) < 2:
        return pixels
    start, end = pixels[:-1], pixels[1:]
    way = end - start
    with np.errstate(all="ignore"):
        near, far = (low - start) / way, (high - start) / way
        enter = np.fmax(np.fmin(near, far).max(axis=1), 0.0)
        leave = np.fmin(np.fmax(near, far).min(axis=1), 1.0)
        inside = ((start >= low) & (start <= high) | (way != 0.0)).all(axis=1)
    kept = inside & (enter <= leave) & np.isfinite(way).all(axis=1)
    start, way = start[kept], way[kept]
    cut = np.stack([
        start + enter[kept, np.newaxis] * way, start + leave[kept, np.newaxis] * way, np.full_like(start, np.nan)
    ], axis=1)  # fmt: skip
    segments = np.flatnonzero(kept)
    if not len(segments):
        return np.empty((0, 2))
    # A piece ends where the next segment does not begin at its end.
    ends = np.append((np.diff(segments) > 1) | (enter[kept] > 0.0)[1:], True) | (leave[kept] < 1.0)
    starts = np.append(True, ends[:-1])
    pick = np.column_stack([starts, np.ones(len(cut), dtype=np.bool_), ends])
    return np.asarray(cut.reshape(-1, 2)[pick.ravel()], dtype=np.float64)
