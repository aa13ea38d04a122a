"""Which values a picture spends its colours and iso-lines on: a robust range and a scale, linear or stretched."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KNOTS = 65
_HUGE = 8e307
_TINY = 1e-303
"""Values that differ by less have too few numbers between them for colours and lines."""

_SOFTEST = 1e-306
_SKEWED = 0.25
_MOST_LIFTED = 0.4
# Half of the picture has one value (max(0, x)): no scale would spread it, so the other half keeps a linear one.
_PLATEAU = 1e-290


class FieldNote(StrEnum):
    """What has to be said about a field; the words are in `hessview.figure.words`."""

    NONE = ""
    UNDEFINED = "undefined everywhere"
    PARTLY_UNDEFINED = "partly undefined"
    CONSTANT = "constant"
    ROUNDING = "constant up to rounding"
    UNDERFLOW = "zero by underflow"
    TINY = "constant to 303 places"
    CLIPPED = "clipped"
    OVERFLOW = "overflow everywhere"


@dataclass(frozen=True, eq=False)
class ValueScale:
    """The range of values that colours and levels cover, and how they are spread over it.

    Attributes
    ----------
    low, high
        Values of the first and the last colour, finite, low < high.
    knots
        None for a linear scale; else shape (65,), increasing: the values at equally spaced places of the colour table.
    note
        What has to be said about the range.
    """

    low: float
    high: float
    knots: Floats | None = None
    note: FieldNote = FieldNote.NONE

    def value(self, position: Floats) -> Floats:
        """Return the values at `position` between 0 (low) and 1 (high); same shape."""
        if self.knots is None:
            return self.low + (self.high - self.low) * position
        return np.interp(position, np.linspace(0.0, 1.0, len(self.knots)), self.knots)


def value_scale(values: Floats) -> ValueScale:
    """Choose the range and the scale for `values`.

    A field that grows towards the edge of the box (Rosenbrock) or into poles (1/x) gets an asinh scale, so that its
    valleys keep their colours and lines; bumps and everything well spread get a linear one. Only poles are clipped.

    Parameters
    ----------
    values
        Shape (ny, nx), any numbers; nan where f is undefined.
    """
    finite = np.isfinite(values)
    everywhere = bool(finite.all())
    inside = values if everywhere else values[finite]
    if inside.size == 0:
        return _nothing(values)
    level = _level(float(inside.min()), float(inside.max()))
    if level is not None:
        return level
    low, high = float(inside.min()), float(inside.max())
    note = FieldNote.PARTLY_UNDEFINED if bool(np.isnan(values).any()) else FieldNote.NONE
    if low > 0.5 * _HUGE or high < -0.5 * _HUGE:
        return ValueScale(low, high, note=note)
    low, high = max(low, -_HUGE), min(high, _HUGE)
    sample = thinned(values)
    if sample.size == 0:
        return ValueScale(low, high, note=note)
    q02, q10, q25, median, q75, q90, q98 = (float(q) for q in _quantiles(sample))
    pole = _has_pole(values, median, infinite=bool(np.isinf(values).any()))
    if not pole and not _grows_outwards(values, median):
        return ValueScale(low, high, note=note)
    if pole and q98 > q02:
        reach = 0.5 * (q98 - q02)
        if low < q02 - reach or high > q98 + reach:
            low, high, note = max(low, q02 - reach), min(high, q98 + reach), FieldNote.CLIPPED
    span = high - low
    position = (median - low) / span
    if not _PLATEAU < position < 1.0 - _PLATEAU:
        return ValueScale(low, high, note=note)
    if position < _SKEWED:
        return ValueScale(low, high, _stretched(low, high, low, softness(median - low, span)), note)
    if position > 1.0 - _SKEWED:
        return ValueScale(low, high, _stretched(low, high, high, softness(high - median, span)), note)
    if q90 - q10 < 0.2 * span:
        return ValueScale(low, high, _stretched(low, high, median, max(0.5 * (q75 - q25), 1e-9 * span)), note)
    return ValueScale(low, high, note=note)


def curve_scale(values: Floats) -> ValueScale:
    """Choose the vertical range of a curve, shape (1, nx): all of it, or most of it where it has poles."""
    inside = values[np.isfinite(values)]
    if inside.size == 0:
        return _nothing(values)
    level = _level(float(inside.min()), float(inside.max()))
    if level is not None:
        return level
    low, high = float(inside.min()), float(inside.max())
    note = FieldNote.PARTLY_UNDEFINED if bool(np.isnan(values).any()) else FieldNote.NONE
    if low > 0.5 * _HUGE or high < -0.5 * _HUGE:
        return ValueScale(low, high, note=note)
    low, high, inside = max(low, -_HUGE), min(high, _HUGE), np.clip(inside, -_HUGE, _HUGE)
    q = _quantiles(np.sort(inside))
    q10, q90 = float(q[1]), float(q[5])
    if _has_pole(values, float(q[3]), infinite=bool(np.isinf(values).any())) and q90 > q10:
        reach = 1.5 * (q90 - q10)
        if low < q10 - reach or high > q90 + reach:
            low, high, note = max(low, q10 - reach), min(high, q90 + reach), FieldNote.CLIPPED
    return ValueScale(low, high, note=note)


def _level(low: float, high: float) -> ValueScale | None:
    """Return the scale of a field whose values cannot be told apart on a picture; None where they can."""
    largest = max(abs(low), abs(high))
    rounding = 16.0 * math.ulp(largest)
    if high - low > max(rounding, _TINY):
        return None
    note = FieldNote.CONSTANT if low == high else FieldNote.ROUNDING if high - low <= rounding else FieldNote.TINY
    end = sys.float_info.max
    margin = min(max(largest, 1.0), max(end - largest, rounding))
    return ValueScale(max(low - margin, -end), min(high + margin, end), note=note)


def _nothing(values: Floats) -> ValueScale:
    """Return the scale of a field without a finite value."""
    return ValueScale(0.0, 1.0, note=FieldNote.OVERFLOW if bool(np.isinf(values).any()) else FieldNote.UNDEFINED)


def thinned(values: Floats) -> Floats:
    """Return some 20,000 of the finite values at most, shape (m,): quantiles of more cost time and tell nothing new."""
    ny, nx = values.shape
    thin = values[:: max(1, ny // 128), :: max(1, nx // 128)]
    return np.clip(thin[np.isfinite(thin)], -_HUGE, _HUGE)


def _quantiles(sample: Floats) -> Floats:
    ordered = np.sort(sample)
    places = np.array([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]) * (len(ordered) - 1)
    chosen: Floats = ordered[np.rint(places).astype(np.intp)]
    return chosen


def _deviation(values: Floats, centre: float) -> Floats:
    deviation: Floats = np.abs(np.clip(values, -_HUGE, _HUGE) - centre)
    return deviation


def _grows_outwards(values: Floats, centre: float) -> bool:
    """Whether the values farthest from the median lie on the edge of the box (a bump's lie inside)."""
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    edge = edge[np.isfinite(edge)]
    if edge.size == 0:
        return False
    outside = float(_deviation(edge, centre).max())
    inner = _deviation(values[::2, ::2], centre)
    return outside >= 0.5 * float(np.nanmax(inner, initial=0.0))


def _has_pole(values: Floats, centre: float, *, infinite: bool) -> bool:
    """Whether f runs to infinity inside: on the grid, or its farthest value stands alone among its neighbours."""
    if infinite:
        return True
    ny, nx = values.shape
    above = np.clip(values, -_HUGE, _HUGE) - centre
    j, i = np.unravel_index(int(np.nanargmax(np.abs(above))), values.shape)
    if not ((ny == 1 or 0 < j < ny - 1) and 0 < i < nx - 1):
        return False
    peak = above[j, i]
    around = above[max(j - 1, 0) : j + 2, i - 1 : i + 2]
    return bool(peak != 0.0 and np.nanmin(around / peak) < 0.5)


def softness(median: float, span: float) -> float:
    """Return c such that asinh(median / c) / asinh(span / c) lifts the median, by bisection on the logarithm of c.

    A median at a quarter of the span stays there (the scale is linear), one near 0 is lifted to 0.4.
    """
    lifted = _MOST_LIFTED + (1.0 - _MOST_LIFTED / _SKEWED) * (median / span)
    low, high = math.log(max(1e-12 * median, _SOFTEST)), math.log(span) + 3.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        c = math.exp(middle)
        if math.asinh(median / c) > lifted * math.asinh(span / c):
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))


def _stretched(low: float, high: float, centre: float, softness: float) -> Floats | None:
    """Return the knots of the asinh scale with its finest part at `centre`; None when they would not increase."""
    first, last = math.asinh((low - centre) / softness), math.asinh((high - centre) / softness)
    knots = centre + softness * np.sinh(np.linspace(first, last, KNOTS))
    knots[0], knots[-1] = low, high
    return knots if bool(np.all(np.diff(knots) > 0.0)) else None
