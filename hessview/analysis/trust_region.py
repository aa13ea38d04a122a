"""Where the quadratic model at a point can be trusted: in every direction as far as it has not failed on the way.

A point at the displacement d holds if |f - m| <= trust (|g||d| + ||H|| |d|^2 / 2): the model errs by no more than that
share of what its terms are worth. It is counted only if all samples between the point and it hold, too: what lies
behind a failure agrees by accident. So the region is star-shaped. The samples lie on rays whose radii begin near the
end that is nearest, so that a region of any size is found and has the same number of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.quadratic_model import QuadraticModel

Floats = NDArray[np.float64]

_WAYS, _FEW_WAYS = 96, 24
_RADII, _EVEN_RADII, _FEW_RADII = 26, 18, 64
_OCTAVES = 0.7
_REFINEMENTS = 6

_JUMP = 1.25
"""By how much the ends on neighbouring rays differ where rays between them are looked at."""

_BETWEEN, _ROUNDS = 16, 4
"""How many more rays at once, and how often."""


@dataclass(frozen=True, eq=False)
class TrustRegion:
    """Where the model can be trusted.

    Attributes
    ----------
    rings
        In the plane's coordinates: one closed ring about the point, shape (k, 2), ended by a row of nan; empty
        where the model says nothing (g and H are zero) or not even the nearest samples hold.
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
    radii = _radii(excess, limit)
    if not len(radii):
        return no_region(limit)
    ways: Floats = np.asarray((np.arange(_WAYS) + 0.37) * (2.0 * np.pi / _WAYS), dtype=np.float64)
    exits = _exits(excess, ways, radii)
    for _ in range(_ROUNDS):
        more = _between(ways, exits, radii)
        if not len(more):
            break
        ways, exits = np.append(ways, more), np.append(exits, _exits(excess, more, radii))
        order = np.argsort(ways)
        ways, exits = ways[order], exits[order]
    ends = _ends(excess, ways, exits, radii)
    if not ends.any():
        return no_region(limit)
    y = ends[:, np.newaxis] * np.column_stack([np.cos(ways), np.sin(ways)])
    ring = model.in_plane(np.vstack([y, y[:1]])) + place
    border = _border(ring, exits < len(radii))
    rings = np.vstack([ring, np.full((1, 2), np.nan)])
    return TrustRegion(rings, border, float(ends.min()), float(ends.max()), limit)


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


def _radii(excess: Callable[[Floats, Floats], Floats], limit: float) -> Floats:
    """Return where on each ray f is asked: close to each other where the region ends, then sparsely up to the limit."""
    few = np.asarray(limit * 2.0 ** (-_OCTAVES * np.arange(_FEW_RADII)[::-1]), dtype=np.float64)
    ways: Floats = np.asarray((np.arange(_FEW_WAYS) + 0.37) * (2.0 * np.pi / _FEW_WAYS), dtype=np.float64)
    exits = _exits(excess, ways, few)
    if not exits.any():
        return np.empty(0)
    near = max(int(exits.min()) - 3, 0)
    far = min(int(exits.max()) + 2, _FEW_RADII - 1)
    # Radii that grow by a factor find an end of any size, even ones a short failure on the way to a far end.
    even = np.linspace(few[near], few[far], _EVEN_RADII + 2)[1:-1]
    return np.concatenate([np.sort(np.append(np.geomspace(few[near], few[far], _RADII), even)), few[far + 1 :]])


def _exits(excess: Callable[[Floats, Floats], Floats], ways: Floats, radii: Floats) -> NDArray[np.intp]:
    """Return for each ray how many of its samples hold before the first that does not."""
    holds = excess(ways[:, np.newaxis], radii) <= 0.0
    return np.asarray(np.where(holds.all(axis=1), holds.shape[1], (~holds).argmax(axis=1)), dtype=np.intp)


def _between(ways: Floats, exits: NDArray[np.intp], radii: Floats) -> Floats:
    """Return the directions half-way between neighbouring rays whose ends differ most."""
    reached = radii[np.maximum(exits, 1) - 1]
    ratio = np.abs(np.log(np.roll(reached, -1) / reached))
    chosen = np.argsort(-ratio, kind="stable")[:_BETWEEN]
    chosen = chosen[ratio[chosen] > math.log(_JUMP)]
    step = np.roll(ways, -1) - ways
    step[-1] += 2.0 * np.pi
    return np.asarray(ways[chosen] + 0.5 * step[chosen], dtype=np.float64)


def _ends(
    excess: Callable[[Floats, Floats], Floats], ways: Floats, exits: NDArray[np.intp], radii: Floats
) -> Floats:
    """Return where each ray's region ends, by bisection between its last sample that holds and the next."""
    inner = radii[np.maximum(exits, 1) - 1]
    outer = radii[np.minimum(exits, len(radii) - 1)]
    for _ in range(_REFINEMENTS):
        middle = np.sqrt(inner) * np.sqrt(outer)
        is_out = excess(ways, middle) > 0.0
        inner, outer = np.where(is_out, inner, middle), np.where(is_out, middle, outer)
    ends = np.where(exits < len(radii), inner, radii[-1])
    return np.where(exits > 0, ends, 0.0)


def _border(ring: Floats, is_ended: NDArray[np.bool_]) -> Floats:
    """Return a closed ring without the pieces between two rays on which no end was found."""
    is_seen = is_ended | np.roll(is_ended, -1)
    if is_seen.all():
        return np.vstack([ring, np.full((1, 2), np.nan)])
    pieces: list[Floats] = []
    gap = np.full((1, 2), np.nan)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_seen, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        pieces += [ring[start : end + 1], gap]
    return np.concatenate(pieces) if pieces else _NOWHERE
