"""Where the quadratic model at a point can be trusted: the connected part around it, from samples of f near and far.

A point at the displacement d counts if |f - m| <= trust (|g||d| + ||H|| |d|^2 / 2): the model errs by no more than that
share of what its terms are worth. The samples lie on rings about the point whose radii grow by a factor, so that a
region of any size is found and has the same number of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.quadratic_model import QuadraticModel

Floats = NDArray[np.float64]

_WAYS, _FEW_WAYS = 96, 24
_RINGS, _FEW_RINGS = 36, 64
_OCTAVES = 0.7
_REFINEMENTS = 5


@dataclass(frozen=True, eq=False)
class TrustRegion:
    """Where the model can be trusted.

    Attributes
    ----------
    rings
        In the plane's coordinates: closed rings, shape (k, 2), each ended by a row of nan, to be filled even-odd; they
        are cut open along a line from the point, whose two sides they hold;
        empty where the model says nothing (g and H are zero) or not even the nearest samples can be trusted.
    border
        Where it ends, shape (j, 2), pieces separated by rows of nan; without what merely is as far as was looked.
    least, most
        How far one can go from the point in every direction, and in the best one, as lengths in R^n; `most` is at most
        `limit`.
    limit
        How far was looked.
    """

    rings: Floats
    border: Floats
    least: float
    most: float
    limit: float

    @property
    def is_everywhere(self) -> bool:
        """Whether no end of it was found in any direction."""
        return self.least >= self.limit > 0.0


_NOWHERE = np.empty((0, 2))


def no_region(limit: float = 0.0) -> TrustRegion:
    """Return that the model can be trusted nowhere."""
    return TrustRegion(_NOWHERE, _NOWHERE, 0.0, 0.0, limit)


def trust_region(
    model: QuadraticModel,
    place: tuple[float, float],
    evaluate: Callable[[Floats, Floats], Floats],
    *,
    trust: float,
    limit: float,
    noise: float = 0.0,
) -> TrustRegion:
    """Return where the model of f at a point of a plane can be trusted.

    Parameters
    ----------
    model
        At the point.
    place
        The point, in the plane's coordinates.
    evaluate
        Returns f at points of the plane given by two arrays of shape (m,); nan where it is undefined.
    trust
        Positive: the share of the model's terms by which it may err.
    limit
        How far to look, as a length in R^n; positive.
    noise
        What differences of f are worth as rounding errors alone: they are never held against the model.
    """
    if not (math.isfinite(limit) and limit > 0.0) or (model.slope == 0.0 and model.bend == 0.0):
        return no_region(limit)

    excess = _excess_of(model, place, evaluate, trust, noise)
    radii, start = _scale(excess, limit)
    if not len(radii):
        return no_region(limit)
    ways = start + np.linspace(0.0, 2.0 * np.pi, _WAYS + 1)
    over = excess(ways[:-1, np.newaxis], radii)
    exits = _exits(over <= 0.0)
    reached = np.where(exits > 0, radii[np.maximum(exits - 1, 0)], 0.0)
    rings, border = (model.in_plane(y) + place for y in _outline(excess, ways, radii, np.vstack([over, over[:1]])))
    if not len(rings):
        return no_region(limit)
    return TrustRegion(rings, border, float(reached.min()), float(reached.max()), limit)


def _excess_of(
    model: QuadraticModel, place: tuple[float, float], evaluate: Callable[[Floats, Floats], Floats], trust: float,
    noise: float,
) -> Callable[[Floats, Floats], Floats]:
    """Return what says by how much the error exceeds what is allowed, where f is undefined by infinitely much.

    It takes angles and radii that broadcast against each other. `model` is written out, for it is asked in every frame.
    """
    (p, q), (r, s) = model.basis.tolist()
    (first, second), (slope, other) = model.eigenvalues.tolist(), model.gradient.tolist()

    def excess(way: Floats, radius: Floats) -> Floats:
        u, v = radius * np.cos(way), radius * np.sin(way)
        with np.errstate(all="ignore"):
            at = np.array([place[0] + (p * u + q * v), place[1] + (r * u + s * v)]).reshape(2, -1)
            f = evaluate(at[0], at[1]).reshape(u.shape)
            error = np.abs(f - (model.value + slope * u + other * v + 0.5 * (first * u * u + second * v * v)))
            allowed = trust * radius * (model.slope + 0.5 * model.bend * radius)
            over = error - allowed - noise
        return np.where(np.isnan(over), np.inf, over)

    return excess


def _scale(excess: Callable[[Floats, Floats], Floats], limit: float) -> tuple[Floats, float]:
    """Return radii for the samples, from inside the nearest end of the region to beyond the farthest, and a direction.

    The direction is one in which the region ends soonest: there its outline is cut open.
    """
    radii = np.asarray(limit * 2.0 ** (-_OCTAVES * np.arange(_FEW_RINGS)[::-1]), dtype=np.float64)
    ways = np.asarray((np.arange(_FEW_WAYS) + 0.37) * (2.0 * np.pi / _FEW_WAYS), dtype=np.float64)
    over = excess(ways[:, np.newaxis], radii)
    exits = _exits(over <= 0.0)
    start = float(ways[int(exits.argmin())])
    if not exits.any():
        return np.empty(0), start
    near = max(int(exits.min()) - 3, 0)
    far = min(int(exits.max()) + 2, _FEW_RINGS - 1)
    return np.geomspace(radii[near], radii[far], _RINGS), start


def _exits(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return for each row how many of the first samples are inside."""
    return np.asarray(np.where(inside.all(axis=1), inside.shape[1], (~inside).argmax(axis=1)), dtype=np.intp)


def _outline(
    excess: Callable[[Floats, Floats], Floats], ways: Floats, radii: Floats, over: Floats
) -> tuple[Floats, Floats]:
    """Return the rings of the connected part at the point, and where it ends, as displacements y."""
    # The excess grows by many powers of ten along a ray: its sign is what matters, and its root is looked for below.
    levels = np.sign(over.T) * 1.0
    levels[0] = -1.0  # the point itself
    columns, rows = np.arange(len(ways), dtype=np.float64), np.arange(len(radii), dtype=np.float64)
    generator = contour_generator(columns, rows, levels, name="serial", fill_type=FillType.OuterOffset)
    filled = generator.filled(-2.0, 0.0)
    for points, offsets in zip(*filled, strict=True):
        if points[:, 1].min() > 0.0:
            continue  # another part, that is not joined to the point
        places = _refined(excess, np.asarray(points, dtype=np.float64), ways, radii)
        return _rings(places, [int(offset) for offset in offsets], ways, radii)
    return _NOWHERE, _NOWHERE


def _refined(
    excess: Callable[[Floats, Floats], Floats], points: Floats, ways: Floats, radii: Floats
) -> Floats:
    """Return the vertices that lie between two samples where the excess is zero, found by bisection."""
    whole = np.rint(points)
    between = np.abs(points - whole) > 1e-9
    moving = between.any(axis=1)
    along = between[moving].argmax(axis=1)
    low, high = points[moving].copy(), points[moving].copy()
    row = np.arange(len(low))
    low[row, along], high[row, along] = np.floor(low[row, along]), np.ceil(high[row, along])
    outside = excess(*_polar(low, ways, radii)) > 0.0
    inner, outer = np.where(outside[:, None], high, low), np.where(outside[:, None], low, high)
    for _ in range(_REFINEMENTS):
        middle = 0.5 * (inner + outer)
        is_out = (excess(*_polar(middle, ways, radii)) > 0.0)[:, None]
        inner, outer = np.where(is_out, inner, middle), np.where(is_out, middle, outer)
    refined = points.copy()
    refined[moving] = inner
    return refined


def _polar(places: Floats, ways: Floats, radii: Floats) -> tuple[Floats, Floats]:
    """Return angle and radius of places counted in samples; between two samples radii grow by a power."""
    step = math.log(radii[-1] / radii[0]) / (len(radii) - 1)
    # Both sides of the cut are the same direction, digit for digit.
    turn = np.where(places[:, 0] >= len(ways) - 1, 0.0, places[:, 0])
    return ways[0] + turn * (ways[1] - ways[0]), radii[0] * np.exp(step * places[:, 1])


def _rings(places: Floats, offsets: list[int], ways: Floats, radii: Floats) -> tuple[Floats, Floats]:
    angle, radius = _polar(places, ways, radii)
    radius = np.where(places[:, 1] <= 0.0, 0.0, radius)
    y = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    gap = np.full((1, 2), np.nan)
    rings: list[Floats] = []
    border: list[Floats] = []
    for start, end in pairwise(offsets):
        rings += [y[start:end], gap]
        border += [_without_seams(y[start:end], places[start:end], (len(ways) - 1, len(radii) - 1)), gap]
    return np.concatenate(rings), np.concatenate(border)


def _without_seams(y: Floats, places: Floats, last: tuple[int, int]) -> Floats:
    """Return a ring broken where it runs along the cut, or along the first or the last of the samples' rings."""
    breaks = np.zeros(len(y), dtype=np.bool_)
    for axis in (0, 1):
        for edge in (0, last[axis]):
            on = places[:, axis] == edge
            breaks[1:] |= on[1:] & on[:-1]
    starts = breaks.copy()
    starts[:1] = True
    ends = np.append(breaks[1:], True)
    # A piece of one vertex is none; every other one is followed by a gap.
    is_kept = ~(starts & ends)
    rows = np.stack([y, np.full_like(y, np.nan)], axis=1).reshape(-1, 2)
    return np.asarray(rows[np.column_stack([is_kept, is_kept & ends]).ravel()], dtype=np.float64)
