"""The map coloured by what the Hessian says: an eigenvalue about a neutral 0, or how badly scaled it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.document.state import ColourBy
from hessview.figure.colour_maps import CONDITION, CURVATURE
from hessview.figure.marks import FieldMark

if TYPE_CHECKING:
    from hessview.analysis.definiteness_map import DefinitenessMap

Floats = NDArray[np.float64]

_TITLES = MappingProxyType({
    ColourBy.SMALLEST: "λ_min", ColourBy.LARGEST: "λ_max", ColourBy.CONDITION: "log₁₀ κ",
})  # fmt: skip
_LARGEST = 8e307
_WORST = 16.0
"""log10 of the condition number from which on doubles hold nothing of the smallest eigenvalue."""

_MOST = 0.96

_KNOTS = 65
_SKEWED, _LIFTED = 0.25, 0.4
"""A typical size below the first share of the largest is lifted to the second, as for a field of values."""

_HALVINGS = 60


def bar_title(colour_by: ColourBy) -> str:
    """Return what stands over the colour bar."""
    return _TITLES[colour_by]


def eigenvalue_field(found: DefinitenessMap, colour_by: ColourBy) -> FieldMark:
    """Return the colour field of an eigenvalue or of the condition number."""
    if colour_by is ColourBy.CONDITION:
        values, (low, high, knots), name = found.log_condition, _from_zero(found.log_condition), CONDITION
    else:
        values = found.lowest if colour_by is ColourBy.SMALLEST else found.highest
        (low, high, knots), name = _about_zero(values), CURVATURE
    return FieldMark(found.x, found.y, values, low, high, name, knots, found.undefined, is_height=False)


def _from_zero(values: Floats) -> tuple[float, float, None]:
    """Return a range from 0, the best, to what all but the worst few of the values stay below.

    Along a curve det H = 0 the values have a pole, which is to be seen as a line and not as beads.
    """
    finite = values[np.isfinite(values)]
    high = float(np.quantile(finite, _MOST)) if finite.size else _WORST
    return 0.0, min(max(high, 0.1), _WORST), None


def _about_zero(values: Floats) -> tuple[float, float, Floats | None]:
    """Return a range as wide on both sides of 0, and how the colours are spread over it, None for evenly.

    A pole is cut off; where most values are small beside the largest they are spread by an asinh.
    """
    sizes = np.abs(values[np.isfinite(values)])
    if not sizes.size or not sizes.any():
        return -1.0, 1.0, None
    typical, most = (min(float(q), _LARGEST) for q in np.quantile(sizes, (0.5, 0.98)))
    reach = min(float(sizes.max()), 2.0 * most if most > 0.0 else np.inf, _LARGEST)
    if typical <= 0.0 or typical >= _SKEWED * reach:
        return -reach, reach, None
    softness = _softness(typical / reach)
    bend = float(np.arcsinh(1.0 / softness))
    knots = reach * (softness * np.sinh(np.linspace(-bend, bend, _KNOTS)))
    knots[0], knots[_KNOTS // 2], knots[-1] = -reach, 0.0, reach
    return -reach, reach, knots if bool(np.all(np.diff(knots) > 0.0)) else None


def _softness(typical: float) -> float:
    """Return c such that asinh(typical / c) is the lifted share of asinh(1 / c), by bisection on its logarithm."""
    low, high = np.log(1e-3 * typical), 3.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        c = np.exp(middle)
        low, high = (middle, high) if np.arcsinh(typical / c) > _LIFTED * np.arcsinh(1.0 / c) else (low, middle)
    return float(np.exp(0.5 * (low + high)))
