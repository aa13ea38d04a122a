"""The box around the surface: its far walls, its axes along the outer edges, ticks and labels beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.contours import nice_levels
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.marks import FillMark, StrokeMark, WordMark
from hessview.figure.words import level_words, name_words, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.figure.surface.camera import Camera, Cube
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.marks import SceneMark

Floats = NDArray[np.float64]

_SHORTEST = 3.2
"""An axis that is not so many letters long has no ticks: it points at the viewer."""

_TICK = 0.45
_GAP = 0.5
_APART = 1.9
_WIDE = 0.62
"""Of a letter's height, its width."""

_MOST, _TURNED = 9, 0.3
_LONGEST = 100.0
"""Where its ends together are more than so many times its length an axis has round values alone: others have many
digits."""

_ON_OUTLINE = 0.5
"""Pixels that the box may be beyond an edge of its outline."""



@dataclass(frozen=True)
class BoxAxis:
    """An axis of the box: which, where its edge begins and ends, its name, the values with ticks and their words."""

    index: int
    start: Floats
    end: Floats
    name: str
    values: tuple[float, ...]
    words: tuple[str, ...]


def frame_marks(
    cube: Cube, names: tuple[str, str, str], camera: Camera, colours: SurfaceColours, letter: float
) -> tuple[list[SceneMark], list[SceneMark]]:
    """Return what stands behind the surface, and what stands around it.

    Parameters
    ----------
    names
        Of both coordinates and of f.
    letter
        The size of the ticks' letters.
    """
    signs = _near(camera)
    axes = [_axis(index, cube, names[index], signs, camera, letter) for index in range(3)]
    behind = [*_walls(cube, signs, camera, colours), *_grid(cube, axes, signs, camera, colours, letter)]
    middle = camera.project(np.zeros((1, 3)))[0]
    around = [mark for axis in axes for mark in _labels(axis, cube, middle, camera, colours, letter)]
    return behind, _apart(around)


def _apart(marks: list[SceneMark]) -> list[SceneMark]:
    """Return the marks without the words that stand on others: where two axes meet, the first axis' remains."""
    kept: list[SceneMark] = []
    boxes = [_box(mark) for mark in marks if isinstance(mark, WordMark) and mark.is_name]
    for mark in marks:
        if isinstance(mark, WordMark) and not mark.is_name:
            left, top, right, bottom = box = _box(mark)
            if any(left < r and l < right and top < b and t < bottom for l, t, r, b in boxes):
                continue
            boxes.append(box)
        kept.append(mark)
    return kept


def _box(mark: WordMark) -> tuple[float, float, float, float]:
    """Return about what a word covers: left, top, right, bottom."""
    width, height = _WIDE * mark.size * len(mark.text), 0.75 * mark.size
    left, top = mark.x - mark.across * width, mark.y - mark.upright * height
    return left, top, left + width, top + height


def label_room(cube: Cube) -> float:
    """Return how many letters' height the widest label of the heights takes beside the box, whichever way it is turned.

    It depends on the range alone: a box that is turned keeps its size.
    """
    low, high = cube.z_range
    words = level_words(nice_levels(low, high, _MOST))[0]
    return _TICK + 3.0 * _GAP + 1.05 * _WIDE * max(map(len, words), default=0)


def _near(camera: Camera) -> tuple[float, float, float]:
    """Return on which side of the box, 1 or -1 along each axis, the eye is."""
    x, y, z = camera.axes[2].tolist()
    return (1.0 if x >= 0.0 else -1.0), (1.0 if y >= 0.0 else -1.0), (1.0 if z >= -1e-9 else -1.0)


def _walls(
    cube: Cube, signs: tuple[float, float, float], camera: Camera, colours: SurfaceColours
) -> list[SceneMark]:
    half = np.array(cube.half)
    made: list[SceneMark] = []
    for axis in range(3):
        i, j = (k for k in range(3) if k != axis)
        ring = np.empty((4, 3))
        ring[:, axis] = -signs[axis]
        ring[:, i], ring[:, j] = (-1.0, 1.0, 1.0, -1.0), (-1.0, -1.0, 1.0, 1.0)
        places = camera.project(ring * half)
        made.append(FillMark(places, rgba(colours.wall)))
    return made


def _grid(  # noqa: PLR0917 - the box, what is on it, and how it is seen
    cube: Cube, axes: list[BoxAxis], signs: tuple[float, float, float], camera: Camera, colours: SurfaceColours,
    letter: float,
) -> list[SceneMark]:  # fmt: skip
    """Return lines at the ticks across both far walls that have them, and the edges of the far walls."""
    half = np.array(cube.half)
    lines: list[Floats] = []
    edges: list[Floats] = []
    gap = np.full((1, 3), np.nan)
    for axis in axes:
        k = axis.index
        others = [i for i in range(3) if i != k]
        places = cube.across(np.array(axis.values), k) / half[k] if axis.values else np.empty(0)
        for along, wall in (others, others[::-1]):
            for place in places:
                line = np.empty((2, 3))
                line[:, k], line[:, along], line[:, wall] = place, (-1.0, 1.0), -signs[wall]
                lines += [line * half, gap]
            edge = np.empty((2, 3))
            edge[:, k], edge[:, along], edge[:, wall] = (-1.0, 1.0), -signs[along], -signs[wall]
            far = edge.copy()
            far[:, along] = signs[along]
            edges += [edge * half, gap, far * half, gap]
    made: list[SceneMark] = []
    for parts, width in ((lines, 0.07), (edges, 0.1)):
        if parts:
            vertices = camera.project(np.concatenate(parts))
            made.append(StrokeMark(vertices, rgba(colours.grid), width * letter))
    return made


def _axis(  # noqa: PLR0917 - which one, of what, and how it is seen
    index: int, cube: Cube, name: str, signs: tuple[float, float, float], camera: Camera, letter: float
) -> BoxAxis:
    """Return an axis along an edge of the box's outline, which the surface never hides; without ticks if none is."""
    start, end = _outer_edge(index, cube, signs, camera)
    values, words = _ticks(index, cube, start, end, camera, letter)
    left_out = level_words(values)[1] if len(values) > 1 else 0.0
    title = name_words(name) if index < 2 else name
    title = f"{title} − {number(left_out, 15)}" if left_out > 0.0 else (
        f"{title} + {number(-left_out, 15)}" if left_out < 0.0 else title
    )
    return BoxAxis(index, start, end, title, values, words)


def _outer_edge(index: int, cube: Cube, signs: tuple[float, float, float], camera: Camera) -> Floats:
    """Return the ends of the edge along an axis that has its labels, shape (2, 3): nearest to the eye, or leftmost.

    In perspective an edge that would be on the outline for parallel rays need not be: it counts only if the whole box
    is on one side of it. Where none is, both ends are the same.
    """
    half = np.array(cube.half)
    first, second = (k for k in range(3) if k != index)
    corners = camera.project(half * [[u, v, w] for u in (-1.0, 1.0) for v in (-1.0, 1.0) for w in (-1.0, 1.0)])
    found: list[tuple[float, Floats]] = []
    for a in (-1.0, 1.0):
        for b in (-1.0, 1.0):
            edge = np.empty((2, 3))
            edge[:, index], edge[:, first], edge[:, second] = (-1.0, 1.0), a, b
            edge *= half
            p, q = camera.project(edge)
            way = q - p
            aside = ((corners - p) @ np.array([-way[1], way[0]])) / max(float(np.hypot(*way)), 1e-9)
            if min(-aside.min(), aside.max()) < _ON_OUTLINE:
                x, y = (0.5 * (p + q)).tolist()
                found.append((x if index == 2 else y * signs[2] * -1.0, edge))
    return min(found, key=lambda pair: pair[0])[1] if found else np.zeros((2, 3))


def _ticks(  # noqa: PLR0917 - which axis, where, and how it is seen
    index: int, cube: Cube, start: Floats, end: Floats, camera: Camera, letter: float
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return as many round values as have room, and their words; none on an axis that points at the viewer."""
    low, high = (cube.x_range, cube.y_range, cube.z_range)[index]
    places = camera.project(np.stack([start, end]))
    across = places[1] - places[0]
    length = float(np.hypot(*across))
    if length < _SHORTEST * letter:
        return (), ()
    # The ends count: a tick there is as good as any.
    room = 1e-9 * (0.5 * high - 0.5 * low)
    ends = (low - room, high + room)
    rounds = [nice_levels(*ends, count) for count in range(_MOST, 0, -1)]
    for values in (*rounds, *_less_round(*ends)):
        if not 1 < len(values) <= _MOST + 2:
            continue
        words = level_words(values)[0]
        gap = across / length * (length * (values[1] - values[0]) / (high - low))
        widest = _WIDE * letter * max(map(len, words))
        if abs(gap[1]) >= _APART * letter or abs(gap[0]) >= widest + 0.9 * letter:
            return values, words
    # Where two have no room one says at least what is in the middle.
    middle = min(nice_levels(low, high, 2), key=lambda value: abs(value - 0.5 * (low + high)), default=None)
    alone = next((values for values in rounds if len(values) == 1), () if middle is None else (middle,))
    return alone, level_words(alone)[0] if alone else ()


def _less_round(low: float, high: float) -> Iterator[tuple[float, ...]]:
    """Yield multiples of 2.5 and 4 times a power of ten, few of them: two such ticks say more than a rounder one."""
    span = high - low
    if not 0.0 < span < math.inf or abs(low) + abs(high) > _LONGEST * span:
        return
    power = 10.0 ** math.floor(math.log10(span))
    for step in (0.25 * power, 0.4 * power, 2.5 * power, 4.0 * power):
        first, last = (math.ceil(low / step), math.floor(high / step)) if step > 0.0 else (1, 0)
        yield tuple(float(f"{k * step:.12g}") for k in range(first, last + 1))


def _labels(  # noqa: PLR0917 - which axis, where, and how it is seen
    axis: BoxAxis, cube: Cube, middle: Floats, camera: Camera, colours: SurfaceColours, letter: float
) -> list[SceneMark]:
    """Return an axis' line, its ticks, their words and its name, away from the middle of the box."""
    places = camera.project(np.stack([axis.start, axis.end]))
    along = places[1] - places[0]
    length = float(np.hypot(*along))
    if length < _SHORTEST * letter:
        return []
    outward = np.array([along[1], -along[0]]) / length
    if float((places.mean(axis=0) - middle) @ outward) < 0.0:
        outward = -outward
    ink, quiet = rgba(colours.ink), rgba(colours.quiet)
    made: list[SceneMark] = [StrokeMark(places, quiet, 0.11 * letter)]
    shares = np.array([(value - _low(cube, axis)) / (_high(cube, axis) - _low(cube, axis)) for value in axis.values])
    at = camera.project(axis.start + shares.reshape(-1, 1) * (axis.end - axis.start))
    gap = np.full(2, np.nan)
    ticks = [part for place in at for part in (place, place + _TICK * letter * outward, gap)]
    if ticks:
        made.append(StrokeMark(np.array(ticks), quiet, 0.09 * letter))
    anchor = (0.5 - 0.5 * _eased(float(outward[0])), 0.5 - 0.5 * _eased(float(outward[1])))
    for place, word in zip(at, axis.words, strict=True):
        x, y = (place + (_TICK + _GAP) * letter * outward).tolist()
        made.append(WordMark(x, y, word, quiet, letter, *anchor))
    widest = _WIDE * letter * max(map(len, axis.words), default=0)
    beyond = (_TICK + 2.0 * _GAP) * letter + widest * abs(float(outward[0])) + 1.1 * letter * abs(float(outward[1]))
    if axis.index == 2:
        # At the end that no other axis begins at.
        upwards = camera.elevation >= 0.0
        x, y = (places[int(np.argmin(places[:, 1]) if upwards else np.argmax(places[:, 1]))]).tolist()
        x, y, foot = x - 0.2 * letter, y + (-0.9 if upwards else 0.9) * letter, 1.0 if upwards else 0.0
        made.append(WordMark(x, y, axis.name, ink, 1.2 * letter, 1.0, foot, is_name=True))
        return made
    x, y = (0.5 * (places[0] + places[1]) + beyond * outward).tolist()
    made.append(WordMark(x, y, axis.name, ink, 1.2 * letter, *anchor, is_name=True))
    return made


def _eased(component: float) -> float:
    """Return where a label's anchor lies for a direction: in its middle when the label is beside it only a little."""
    return max(-1.0, min(1.0, component / (1.0 - _TURNED)))


def _low(cube: Cube, axis: BoxAxis) -> float:
    return (cube.x_range, cube.y_range, cube.z_range)[axis.index][0]


def _high(cube: Cube, axis: BoxAxis) -> float:
    return (cube.x_range, cube.y_range, cube.z_range)[axis.index][1]
