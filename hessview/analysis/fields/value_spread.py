"""How values are spread over colours and lines if somebody has chosen it: evenly, equalised, by logarithm, centred."""

from __future__ import annotations

import math
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.value_scale import KNOTS, FieldNote, softness, thinned

if TYPE_CHECKING:
    from hessview.analysis.fields.sampling import FieldAnswer

Floats = NDArray[np.float64]

_HALF = KNOTS // 2 + 1
_EVEN = 0.02
"""Share of an even spread in an equalised one: where many values are equal, colours still go on."""

_LEAST_DECADES, _MOST_DECADES = 1.0, 12.0
_SMALL = 0.05
"""The share of the values that lie in the first decade of a logarithmic scale, about."""

_SKEWED = 0.25
_WIDEST = 8e307

_NOTHING_TO_SPREAD = frozenset({
    FieldNote.UNDEFINED, FieldNote.OVERFLOW, FieldNote.CONSTANT, FieldNote.ROUNDING, FieldNote.TINY,
    FieldNote.UNDERFLOW,
})


class Spread(StrEnum):
    """How values are spread over the colours and the level lines."""

    AUTOMATIC = "automatic"
    LINEAR = "linear"
    EQUALIZED = "equalized"
    LOGARITHMIC = "logarithmic"


def respread(field: FieldAnswer, spread: Spread, centre: float | None = None) -> FieldAnswer:
    """Return `field`, not yet with levels, with its values spread as somebody wants it.

    Parameters
    ----------
    spread
        Automatic leaves the scale as it is. Linear: equal differences are equal distances on the colour table.
        Equalised: every colour covers about the same area. Logarithmic: log(1 + d / s) of the distance d above the
        smallest value, or from the centre to both sides, where s is small against most of the distances.
    centre
        The value in the middle of the colour table, both ends of which are then equally far from it; None: the table
        runs from the smallest value to the largest.
    """
    if len(field.y) == 1 or field.note in _NOTHING_TO_SPREAD or (spread is Spread.AUTOMATIC and centre is None):
        return field
    values = np.clip(thinned(field.values), field.low, field.high)
    if centre is None:
        knots = field.low + _outwards(values - field.low, field.high - field.low, spread)
        return replace(field, knots=_increasing(knots, field.low, field.high))
    reach = max(abs(field.low - centre), abs(field.high - centre))
    if not reach + abs(centre) < _WIDEST:
        return field
    half = _outwards(np.abs(values - centre), reach, spread, _HALF)
    knots = centre + np.concatenate([-half[:0:-1], half])
    low, high = centre - reach, centre + reach
    return replace(field, low=low, high=high, knots=_increasing(knots, low, high))


def _outwards(distances: Floats, reach: float, spread: Spread, count: int = KNOTS) -> Floats:
    """Return `count` distances from 0 to `reach` at equally spaced places of the scale, shape (count,)."""
    places = np.linspace(0.0, 1.0, count)
    ordered = np.sort(distances)
    middle = float(ordered[len(ordered) // 2]) if len(ordered) else 0.0
    if spread is Spread.EQUALIZED and len(ordered):
        return _equalized(ordered, reach, places)
    if spread is Spread.LOGARITHMIC and len(ordered):
        small = float(ordered[int(_SMALL * (len(ordered) - 1))])
        decades = math.log10(reach / small) if small > 0.0 else _MOST_DECADES
        bend = math.log(10.0) * min(max(decades, _LEAST_DECADES), _MOST_DECADES)
        grown: Floats = reach * (np.expm1(bend * places) / math.expm1(bend))
        return grown
    if spread is Spread.AUTOMATIC and 0.0 < middle < _SKEWED * reach:
        soft = softness(middle, reach)
        bent: Floats = soft * np.sinh(places * math.asinh(reach / soft))
        bent[-1] = reach
        return bent
    return reach * places


def _equalized(ordered: Floats, reach: float, places: Floats) -> Floats:
    """Return the distances at `places` of a scale that goes by rank, and a little by distance."""
    known = np.unique(np.concatenate([[0.0], np.quantile(ordered, places), [reach]]))
    ranks = np.searchsorted(ordered, known, side="right") / len(ordered)
    ranks[0], ranks[-1] = 0.0, 1.0
    found: Floats = np.interp(places, (1.0 - _EVEN) * ranks + _EVEN * (known / reach), known)
    return found


def _increasing(knots: Floats, low: float, high: float) -> Floats | None:
    """Return the knots from `low` to `high`; None, an even spread, where double precision cannot tell them apart."""
    knots[0], knots[-1] = low, high
    return knots if bool(np.all(np.diff(knots) > 0.0)) else None
