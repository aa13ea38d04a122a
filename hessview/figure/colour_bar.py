"""Ticks of the colour bar: round values where the iso-lines are, as many as have room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.analysis.fields.contours import nice_levels
from hessview.figure.marks import FieldMark, LevelMark
from hessview.figure.words import level_words

if TYPE_CHECKING:
    from hessview.figure.marks import Figure


def field_of(figure: Figure) -> FieldMark | None:
    """Return the colour field of a picture, None when it has none."""
    return next((mark for mark in figure.marks if isinstance(mark, FieldMark)), None)


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
    words = dict(zip(values, level_words(tuple(values))[0], strict=True))
    places = [field.place(value) for value in values]
    return [(place, words[value]) for value, place in _thinned(values, places, most)]


def _thinned(values: list[float], places: list[float], most: int) -> list[tuple[float, float]]:
    """Return values whose places are at least 1 / most apart, 0 preferred, in order."""
    gap = 1.0 / most
    # The roundest values first: those with the fewest digits, zero before all.
    order = sorted(range(len(values)), key=lambda k: (values[k] != 0.0, len(f"{values[k]:.12g}".strip("0.-")), k))
    chosen: list[int] = []
    for k in order:
        if all(abs(places[k] - places[other]) >= gap for other in chosen):
            chosen.append(k)
    return [(values[k], places[k]) for k in sorted(chosen)]
