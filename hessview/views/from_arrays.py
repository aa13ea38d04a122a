"""Arrays made into what Qt paints: images and paths.

pyqtgraph has the same two functions, but its import makes every class of Qt at once and takes as long as the rest of
the program's start.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QImage, QPainterPath, QPolygonF

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Floats = NDArray[np.float64]

# How QDataStream writes a path: the count; of each element its kind (0 move, 1 line) and place; where the last piece
# began; the fill rule. A polygon is the count and the places.
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_COUNT, _PLACE = np.dtype("<i4"), np.dtype("<f8")

_SEGMENT = 2
_LONG_PIECE = 64
"""Points of a piece from which on it is read in faster as a polygon; then in a third of the time."""

_LONG, _PART = 256, 64


def path_of(x: Floats, y: Floats) -> QPainterPath:
    """Return the lines through the points, shapes (k,), broken where a coordinate is not finite."""
    if len(x) == _SEGMENT:
        return _segment(*x.tolist(), *y.tolist())
    known = np.isfinite(x + y)
    beside = np.zeros(len(x) + 2, dtype=np.bool_)
    beside[1:-1] = known
    ends = np.flatnonzero(beside[1:] != beside[:-1])  # where a piece begins, where it has ended, where the next begins
    if not len(ends):
        return QPainterPath()
    read = _of_polygons if 2 * len(x) > _LONG_PIECE * len(ends) else _of_elements
    return read(x, y, known, ends)


def _of_polygons(x: Floats, y: Floats, _known: NDArray[np.bool_], ends: NDArray[np.intp]) -> QPainterPath:
    """Return the pieces, each from an end to the next, one by one."""
    places = np.empty((len(x), 2), dtype=_PLACE)
    places[:, 0], places[:, 1] = x, y
    data = places.tobytes()
    bounds = ends.reshape(-1, 2)
    counts = (bounds[:, 1] - bounds[:, 0]).astype(_COUNT).tobytes()
    parts: list[bytes] = []
    for k, (start, end) in enumerate((places.itemsize * 2 * bounds).tolist()):
        parts += (counts[4 * k : 4 * k + 4], data[start:end])
    stream = QDataStream(QByteArray(b"".join(parts)))
    stream.setByteOrder(QDataStream.ByteOrder.LittleEndian)
    path, piece = QPainterPath(), QPolygonF()
    for _ in bounds:
        stream >> piece
        path.addPolygon(piece)
    return path


def _of_elements(x: Floats, y: Floats, known: NDArray[np.bool_], ends: NDArray[np.intp]) -> QPainterPath:
    """Return the pieces all at once, however many there are."""
    elements = np.empty(len(x), dtype=_ELEMENT)
    elements["x"], elements["y"], elements["kind"] = x, y, 1
    elements["kind"][ends[::2]] = 0
    elements = elements[known]
    last = len(elements) - int(ends[-1] - ends[-2])
    data = np.array([len(elements)], dtype=">i4").tobytes() + elements.tobytes()
    data += np.array([last, 0], dtype=">i4").tobytes()
    path = QPainterPath()
    QDataStream(QByteArray(data)) >> path
    return path


def polygons_of(parts: Sequence[Floats], cut: Collection[int] = ()) -> list[list[QPolygonF]]:
    """Return the lines through the points of each part, shape (k, 2), broken where a coordinate is not finite.

    All of them are read in at once: a dozen short lines, each made for itself, take three times as long.

    Parameters
    ----------
    cut
        The parts whose long lines come in pieces, as `pieces_of` makes them.
    """
    gap = np.full((1, 2), np.nan, dtype=_PLACE)
    places = np.concatenate([each for part in parts for each in (part, gap)], dtype=_PLACE)
    beside = np.zeros(len(places) + 1, dtype=np.bool_)
    beside[1:] = np.isfinite(places).all(axis=1)
    bounds = np.flatnonzero(beside[1:] != beside[:-1]).reshape(-1, 2)
    bounds = bounds[bounds[:, 1] - bounds[:, 0] > 1]  # one point alone is no line
    ends = np.cumsum([len(part) + 1 for part in parts])
    owners = np.searchsorted(ends, bounds[:, 0], side="right")
    if cut and (bounds[:, 1] - bounds[:, 0] > _PART).any():
        bounds = np.array([
            piece for (start, end), owner in zip(bounds.tolist(), owners.tolist(), strict=True)
            for piece in (_cut(start, end) if owner in cut else [(start, end)])
        ])  # fmt: skip
        owners = np.searchsorted(ends, bounds[:, 0], side="right")
    counts, data = (bounds[:, 1] - bounds[:, 0]).astype(_COUNT).tobytes(), places.tobytes()
    written: list[bytes] = []
    for k, (start, end) in enumerate((places.itemsize * 2 * bounds).tolist()):
        written += (counts[4 * k : 4 * k + 4], data[start:end])
    stream = QDataStream(QByteArray(b"".join(written)))
    stream.setByteOrder(QDataStream.ByteOrder.LittleEndian)
    made: list[list[QPolygonF]] = [[] for _ in parts]
    for owner in owners.tolist():
        polygon = QPolygonF()
        stream >> polygon
        made[owner].append(polygon)
    return made


def _cut(start: int, end: int) -> list[tuple[int, int]]:
    return [(first, min(first + _PART + 2, end)) for first in range(start, end - 2, _PART)] or [(start, end)]


def pieces_of(path: QPainterPath) -> list[QPolygonF]:
    """Return the lines of a path one by one, long ones in parts that have a segment in common, so that no corner opens.

    Qt's painter takes several times as long for what it is given as a whole: twice the corners, thrice the time.
    """
    pieces: list[QPolygonF] = []
    for line in path.toSubpathPolygons():
        if line.size() <= _LONG:
            pieces.append(line)
            continue
        points = [line.at(k) for k in range(line.size())]
        pieces += [QPolygonF(points[k : k + _PART + 2]) for k in range(0, len(points) - 2, _PART)]
    return pieces


def _segment(x0: float, x1: float, y0: float, y1: float) -> QPainterPath:
    """Return one straight line; nothing where an end of it is not finite."""
    path = QPainterPath()
    if math.isfinite(x0 + x1 + y0 + y1):
        path.moveTo(x0, y0)
        path.lineTo(x1, y1)
    return path


def image_of(pixels: NDArray[np.uint32], format_: QImage.Format) -> QImage:
    """Return the image of `pixels`, shape (height, width), 0xAARRGGBB each, the first row on top; it owns its bytes."""
    height, width = pixels.shape
    return QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, format_).copy()
