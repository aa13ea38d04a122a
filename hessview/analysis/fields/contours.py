"""Iso-lines of a field: levels at round values, lines by contourpy, and places for a few labels."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from hessview.analysis.fields.label_places import place_labels
from hessview.analysis.fields.poles import jumps_at
from hessview.analysis.fields.sampling import FieldAnswer, Level
from hessview.analysis.fields.thinned_lines import every_second, is_smooth, thinned_lines
from hessview.analysis.fields.touching_lines import touching_lines
from hessview.analysis.fields.value_scale import FieldNote
from hessview.analysis.leaving import between_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.fields.touching_lines import Evaluate

Floats = NDArray[np.float64]

MOST_LEVELS = 200
_LARGEST = 1e290
_DUSTY = 1e-8
_SPARSE = 8
_FEW = 40_000
"""So many vertices of lines are painted in no time, however coarse the field."""

_MOST_THINNED = 8
_DENSEST = 2.0
"""Lines to a millimetre of paper, on the average along rows or columns."""

_NO_LINES = frozenset(
    {FieldNote.UNDEFINED, FieldNote.OVERFLOW, FieldNote.CONSTANT, FieldNote.ROUNDING, FieldNote.TINY}
)


def with_levels(
    field: FieldAnswer, count: int, evaluate: Evaluate | None = None, *, labelled: bool = True
) -> FieldAnswer:
    """Return `field` with about `count` iso-lines and the places of their labels; a curve (n = 1) stays as it is.

    Parameters
    ----------
    evaluate
        Returns f at points of the plane given by two arrays of shape (m,); with it, lines that f touches without
        crossing them are found between the samples.
    labelled
        Whether places of labels are looked for, which takes longer than all the rest of a small picture.
    """
    if len(field.y) == 1 or count <= 0 or field.note in _NO_LINES:
        return field
    values = nice_levels(field.low, field.high, count, field.knots)
    every = _every(field.values, values)
    if every == 0:
        return replace(field, every=0)
    values = _thinned(values, every)
    lines = iso_lines(field.x, field.y, field.values, values, (field.low, field.high), evaluate=evaluate)
    levels = [Level(value, line) for value, line in zip(values, lines, strict=True) if len(line)]
    if not levels:
        # Every sample lies beside a jump, or the range holds no number but its ends.
        return replace(field, every=0)
    if not labelled:
        return replace(field, levels=tuple(levels), every=every)
    box = (float(field.x[0]), float(field.x[-1]), float(field.y[0]), float(field.y[-1]))
    places = place_labels([level.vertices for level in levels], box)
    placed = tuple(replace(level, labels=found) for level, found in zip(levels, places, strict=True))
    return replace(field, levels=placed, every=every)


def with_room(field: FieldAnswer, width: float, height: float) -> FieldAnswer:
    """Return `field` with only so many of its iso-lines as can be told apart on paper, their labels placed anew.

    Parameters
    ----------
    width, height
        Of the picture, in millimetres.
    """
    levels = tuple(level.value for level in field.levels)
    if len(field.y) == 1 or not levels:
        return field
    dense = max(
        _crossings(field.values[::_SPARSE], levels, 1) / (len(field.values[::_SPARSE]) * width),
        _crossings(field.values[:, ::_SPARSE], levels, 0) / (field.values[:, ::_SPARSE].shape[1] * height),
    )
    every = min(math.ceil(dense / _DENSEST), _MOST_THINNED)
    if every <= 1:
        return field
    kept = set(_thinned(levels, every))
    shown = [level for level in field.levels if level.value in kept]
    box = (float(field.x[0]), float(field.x[-1]), float(field.y[0]), float(field.y[-1]))
    places = place_labels([level.vertices for level in shown], box)
    placed = tuple(replace(level, labels=found) for level, found in zip(shown, places, strict=True))
    return replace(field, levels=placed, every=every * field.every)


def _crossings(values: Floats, levels: Sequence[float], axis: int) -> int:
    """Return how often lines come between neighbouring samples along an axis."""
    return int(np.abs(np.diff(np.searchsorted(np.asarray(levels), values), axis=axis)).sum())


def _every(values: Floats, levels: tuple[float, ...]) -> int:
    """Return every how manyth level can be drawn; 0 when the lines would be as many as the samples: they show nothing.

    A line has about as many vertices as there are pairs of neighbouring samples on different sides of its level. They
    are counted along an eighth of the rows and columns, for in a busy field that is as good as all of them.
    """
    if not levels:
        return 1
    crossings = _crossings(values[::_SPARSE], levels, 1) + _crossings(values[:, ::_SPARSE], levels, 0)
    room = max(values.size, _FEW)
    if _SPARSE * crossings > room and bool(np.isfinite(values).all()) and is_smooth(values):
        room *= 4  # there a line is traced on every second sample
    every = math.ceil(_SPARSE * crossings / room)
    return 0 if every > _MOST_THINNED else max(every, 1)


def _thinned(levels: tuple[float, ...], every: int) -> tuple[float, ...]:
    """Return every so manyth level, 0 among them if it is one."""
    first = levels.index(0.0) % every if 0.0 in levels else 0
    return levels[first::every]


def nice_levels(low: float, high: float, count: int, knots: Floats | None = None) -> tuple[float, ...]:
    """Return about `count` round values strictly between `low` and `high`, increasing.

    They are equally spaced on the scale of the colours and then rounded to multiples of 1, 2 or 5 times a power of
    ten, as coarse as their distance from each other allows; 0 is one of them when it lies inside.

    Parameters
    ----------
    knots
        None for a linear scale, else the values at equally spaced places of the scale, increasing.
    """
    count = min(count, MOST_LEVELS)
    if count <= 0 or not (math.isfinite(low) and math.isfinite(high) and low < high):
        return ()
    if knots is None:
        step = nice_step((high - low) / (count + 1))
        if step <= 0.0:
            return ()
        first, last = math.ceil(low / step), math.floor(high / step)
        if last - first > 10 * MOST_LEVELS:
            return ()
        candidates = [k * step for k in range(first, last + 1)]
    else:
        candidates = _walk(knots, count)
    # Where the levels differ only far behind the point, no digit of theirs is dust.
    digits = 12 if high - low > _DUSTY * max(abs(low), abs(high)) else 17
    return tuple(sorted({level for value in candidates if low < (level := _tidy(value, digits)) < high}))


def nice_step(about: float) -> float:
    """Return 1, 2 or 5 times a power of ten, nearest to `about` by ratio; 0 when that underflows."""
    if not (about > 0.0 and math.isfinite(about)):
        return 0.0
    power = math.floor(math.log10(about))
    unit = 10.0**power if power > -307 else 0.0
    if unit == 0.0:
        return 0.0
    fraction = about / unit
    factor = 1.0 if fraction < math.sqrt(2.0) else 2.0 if fraction < math.sqrt(10.0) else 5.0
    return factor * unit if fraction < math.sqrt(50.0) else 10.0 * unit


def _walk(knots: Floats, count: int) -> list[float]:
    """Return round values from the finest place of the scale outwards, each as far as the scale says, then rounded."""
    places = np.linspace(0.0, 1.0, len(knots))
    stride = 1.0 / (count + 1)
    finest = int(np.argmin(np.diff(knots)))
    centre = float(knots[0]) if finest == 0 else float(knots[finest]) if finest < len(knots) - 2 else float(knots[-1])
    found: list[float] = []
    for sign in (1.0, -1.0):
        value = centre
        for _ in range(2 * count):
            position = float(np.interp(value, knots, places)) + sign * stride
            if not -0.5 * stride <= position <= 1.0 + 0.5 * stride:
                break
            step = nice_step(abs(float(np.interp(position, places, knots)) - value))
            # The first multiple of the step that is not much nearer than a step, so that no two lines crowd.
            multiple = math.floor(sign * value / step + 0.4) + 1.0 if step > 0.0 else 0.0
            if step <= 0.0 or multiple * step <= sign * value:
                break
            value = sign * multiple * step
            found.append(value)
    if knots[0] < 0.0 < knots[-1]:
        found.append(0.0)
    return found


def _tidy(value: float, digits: int) -> float:
    """Return `value` without the dust of k times 0.1: the nearest number of so many digits."""
    return float(f"{value:.{digits}g}") + 0.0


def iso_lines(
    x: Floats,
    y: Floats,
    values: Floats,
    levels: tuple[float, ...],
    value_range: tuple[float, float],
    *,
    evaluate: Evaluate | None = None,
) -> list[Floats]:
    """Return one array of vertices, shape (k, 2), for each level; pieces are separated by rows of nan.

    Lines end where f is undefined and are not drawn along poles, where f jumps from one sign of infinity to the other.

    Parameters
    ----------
    x, y, values
        The field, shapes (nx,), (ny,) and (ny, nx), nx and ny at least 2.
    value_range
        The robust range; values far beyond it are clipped, so that an overflow does no harm to its neighbours.
    evaluate
        As for `with_levels`.
    """
    finite = np.isfinite(values)
    if finite.all() and max(map(abs, value_range)) < _LARGEST and is_smooth(values):
        lines = thinned_lines(x, y, values, levels, lambda x, y, z: _traced(x, y, z, levels))
        columns, rows = every_second(len(x)), every_second(len(y))
        x, y, z = x[columns], y[rows], values[np.ix_(rows, columns)]
    else:
        lines, z = _lines_around_gaps(x, y, values, levels, value_range)
    if evaluate is None:
        return lines
    touching = touching_lines(x, y, z, levels, evaluate)
    # Each touching piece ends in a row of nan.
    return [np.concatenate([more, line]) if len(more) else line for line, more in zip(lines, touching, strict=True)]


def _lines_around_gaps(
    x: Floats, y: Floats, values: Floats, levels: tuple[float, ...], value_range: tuple[float, float]
) -> tuple[list[Floats], Floats]:
    """Return the lines of a field with holes, poles and overflow, and the field in which they were traced."""
    finite = np.isfinite(values)
    # contourpy multiplies differences; values near the largest number are brought down, with their levels.
    shrink = 1.0 if max(map(abs, value_range)) < _LARGEST else 1e-20
    low, high = (shrink * bound for bound in value_range)
    reach = high - low
    z = np.clip(values * shrink, low - reach, high + reach)
    if not finite.all():
        z[~finite] = np.nan
    jumps = jumps_at(values, 0.2 * reach / shrink)
    if jumps is not None:
        z[jumps] = np.nan
    lines = _traced(x, y, np.ma.masked_invalid(z, copy=False), tuple(shrink * level for level in levels))
    return lines, z if shrink == 1.0 else values


def _traced(x: Floats, y: Floats, z: Floats, levels: Sequence[float]) -> list[Floats]:
    generator = contour_generator(x, y, z, name="serial", line_type=LineType.ChunkCombinedNan)
    made: list[Floats] = []
    for level in levels:
        between_steps()
        made.append(_joined(generator.lines(level)))
    return made


def _joined(lines: object) -> Floats:
    """Return the vertices of contourpy's single chunk, an empty array when the level does not occur."""
    (points,) = lines[0]  # type: ignore[index]
    return np.empty((0, 2)) if points is None else np.asarray(points, dtype=np.float64)
