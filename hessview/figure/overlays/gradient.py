"""The gradient at the probe: an arrow of steepest ascent, for a curve its tangent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.marks import ArrowMark, Axes, LineMark, Mark, Role
from hessview.figure.probe_view import probe_view

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State

# Shares of the picture's side.
_SHORTEST, _LONGEST = 0.06, 0.22
_TANGENT = 0.2
_RIM = 0.02
"""Of the picture’s side: nearer to its frame no head comes."""

# A slope that would not lift a probe dragged across the whole picture by a pixel has no direction to show.
_FLAT = 1e-6


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the arrow; nothing where the gradient is zero, undefined or unknown.

    The arrow has the gradient's direction in the picture's coordinates. Its length grows with the slope: it would be
    half of the longest where f rises over the picture's side as much as in the whole picture.
    """
    formula, curvature = results.formula, results.curvature
    if formula is not None and formula.dimension == 1 and curvature is not None:
        return _tangent(float(curvature.point[0]), float(curvature.value), float(curvature.gradient[0]), axes)
    view = probe_view(results, axes)
    if view is None or view.is_level:
        return ()
    steepness = view.slope * math.sqrt(view.width) * math.sqrt(view.height) / view.rise
    if steepness < _FLAT:
        return ()
    filling = 1.0 if math.isinf(steepness) else steepness / (1.0 + steepness)
    head = view.moved(view.gradient, _SHORTEST + (_LONGEST - _SHORTEST) * filling)
    return () if head is None else (ArrowMark(view.place, _inside(view.place, head, axes), Role.GRADIENT, "∇f"),)


def _inside(tail: tuple[float, float], head: tuple[float, float], axes: Axes) -> tuple[float, float]:
    """Return the head drawn back into the picture, if the tail is in it: an arrow without a head says nothing."""
    share = 1.0
    for start, end, (low, high) in zip(tail, head, (axes.x_range, axes.y_range), strict=True):
        room = (high - start if end > start else start - low) - _RIM * (high - low)
        if 0.0 < room < abs(end - start):
            share = min(share, room / abs(end - start))
    (x0, y0), (x1, y1) = tail, head
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _tangent(x: float, value: float, slope: float, axes: Axes) -> tuple[Mark, ...]:
    if not (math.isfinite(value) and math.isfinite(slope)):
        return ()
    width, height = axes.x_range[1] - axes.x_range[0], axes.y_range[1] - axes.y_range[0]
    reach = _TANGENT / math.hypot(1.0 / width, slope / height)
    if not math.isfinite(slope * reach):
        return ()
    ends = np.array([[x - reach, value - slope * reach], [x + reach, value + slope * reach]])
    return (LineMark(ends, Role.TANGENT),)
