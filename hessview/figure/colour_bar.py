"""Ticks of the colour bar: round values where the iso-lines are, as many as have room."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.fields.contours import nice_levels
from hessview.figure.colour_maps import CURVATURE, DIVERGING
from hessview.figure.marks import FieldMark, LevelMark
from hessview.figure.remembered import remembered
from hessview.figure.words import level_words

if TYPE_CHECKING:
    from hessview.figure.marks import Figure

_CENTRED = frozenset({DIVERGING, CURVATURE})
_UNEVEN = 0.01


def field_of(figure: Figure) -> FieldMark | None:
    """Return the colour field of a picture, None when it has none."""
    return next((mark for mark in figure.marks if isinstance(mark, FieldMark)), None)


@remembered(8)
def ticks(figure: Figure, most: int) -> list[tuple[float, str]]:
    """Return (place between 0 and 1, label) of at most `most` ticks, from low to high.

    The ticks are values of iso-lines, thinned evenly; a picture without iso-lines gets round values of its own.
    """
    field = field_of(figure)
    if field is None or most < 1:
        return []
    values = [mark.level for mark in figure.marks if isinstance(mark, LevelMark)] if field.is_height else []
    if len(values) < 2:
        values = list(nice_levels(field.low, field.high, min(most, 6), field.knots))
    centre = field.value_at(0.5) if field.colour_map in _CENTRED else None
    if centre is not None and centre not in values:
        near = 0.01 * (field.value_at(1.0) - field.value_at(0.0))
        values = sorted([*(value for value in values if abs(value - centre) > near), centre])
    words = dict(zip(values, level_words(tuple(values))[0], strict=True))
    places = field.positions(np.array(values, dtype=np.float64)).tolist()
    return [(place, words[value]) for value, place in _thinned(values, places, most, centre)]


def _roundness(values: list[float], centre: float | None) -> tuple[bool, bool, int]:
    """Return how much these ticks say: the centre first, then 0, then few digits."""
    return centre in values, 0.0 in values, -sum(len(f"{value:.12g}".strip("0.-")) for value in values)


def _thinned(
    values: list[float], places: list[float], most: int, centre: float | None = None
) -> list[tuple[float, float]]:
    """Return values whose places are at least 1 / most apart, in order; `centre` among them, else 0 if it is there.

    Of values at even places every second, third and so on is taken, so that the ticks are even, too.
    """
    gap = 1.0 / most
    steps = [b - a for a, b in pairwise(places)]
    if steps and max(steps) - min(steps) <= _UNEVEN * max(steps):
        least = gap * (1.0 - _UNEVEN)
        every = next((k for k in range(1, len(values) + 1) if k * min(steps) >= least), len(values))
        roundest = max(range(every), key=lambda k: _roundness(values[k::every], centre))
        return list(zip(values[roundest::every], places[roundest::every], strict=True))
    # The roundest values first: those with the fewest digits, zero before all.
    digits = [len(f"{value:.12g}".strip("0.-")) for value in values]
    order = sorted(range(len(values)), key=lambda k: (values[k] != centre, values[k] != 0.0, digits[k], k))
    chosen: list[int] = []
    for k in order:
        if all(abs(places[k] - places[other]) >= gap for other in chosen):
            chosen.append(k)
    return [(values[k], places[k]) for k in sorted(chosen)]
