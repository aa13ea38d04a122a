"""Where the quadratic model at a point can be trusted: in every direction as far as it was not seen to fail on the way.

A point at the displacement d holds if |f - m| <= trust (|g||d| + ||H|| |d|^2 / 2): the model errs by no more than that
share of what its terms are worth. It is counted only if all samples between the point and it hold, too: what lies
behind a failure agrees by accident. So the region is star-shaped. The samples lie on rays whose radii begin near the
end that is nearest, so that a region of any size is found and has the same number of them; where the error is nearly
as large as allowed they are refined, and where neighbouring rays end far apart more rays are put between them.

It is sampled, not proved: a failure that is narrower than the samples are apart goes unseen.
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

    _Excess = Callable[..., NDArray[np.float64]]

Floats = NDArray[np.float64]

_WAYS, _FEW_WAYS = 96, 24
_RADII, _EVEN_RADII, _FEW_RADII, _BEYOND = 32, 88, 64, 24
_OCTAVES = 0.7
_REFINEMENTS, _PARTS = 3, 7

_SKIPPED = 6
"""Every so many samples of a ray are asked first, then those before the first that does not hold."""

_FEW = 16
"""So few rays are asked everywhere at once: to ask twice takes longer than all the samples."""

_GRAZES, _LOOKED_AT = 0.5, 13
"""Where the error is this part of what is allowed, and larger than beside it, so many samples more are asked there."""

_MOST_GRAZES = 512

_JUMP, _CORNER = 1.25, 1.5
"""By how much ends on neighbouring rays differ where rays between them are looked at, and where the border jumps."""

_BETWEEN, _ROUNDS = 32, 3
"""How many more rays at once, and how often."""

_ABOUT, _BESIDE, _FARTHEST = 1.3, 48, 48
"""Where a neighbour ends much sooner a ray is asked within this factor of that end, at so many more radii; a failure is
followed from ray to ray, over so many."""


_FIRST_WAYS: Floats = np.asarray((np.arange(_WAYS) + 0.37) * (2.0 * np.pi / _WAYS), dtype=np.float64)
_FIRST_FEW_WAYS: Floats = np.asarray((np.arange(_FEW_WAYS) + 0.37) * (2.0 * np.pi / _FEW_WAYS), dtype=np.float64)
_FIRST_RADII: Floats = np.asarray(2.0 ** (-_OCTAVES * np.arange(_FEW_RADII)[::-1]), dtype=np.float64)
_FACTORS: Floats = np.asarray(np.geomspace(1.0 / _ABOUT, _ABOUT, _BESIDE), dtype=np.float64)
_LOOKED_AT_SHARES: Floats = np.arange(1, _LOOKED_AT + 1) / (_LOOKED_AT + 1.0)
_PART_SHARES: Floats = np.arange(1, _PARTS + 1) / (_PARTS + 1.0)
_GAP: Floats = np.full((1, 2), np.nan)


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
        """Whether no end of it was found in any direction, as far as was sampled."""
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
    rays = _with_neighbours(excess, _cast(excess, _FIRST_WAYS, radii))
    for _ in range(_ROUNDS):
        more = _between(rays)
        if not len(more):
            break
        rays = rays.joined(_cast(excess, more, radii))
    rays = _cut_short(excess, _with_neighbours(excess, rays))
    if not rays.inner.any():
        return no_region(limit)
    ways, ends, is_ended = _stepped(rays)
    y = np.empty((len(ways) + 1, 2))
    y[:-1, 0], y[:-1, 1] = ends * np.cos(ways), ends * np.sin(ways)
    y[-1] = y[0]
    ring = model.in_plane(y) + place
    border = _border(ring, is_ended)
    rings = np.concatenate([ring, _GAP])
    return TrustRegion(rings, border, float(ends.min()), float(ends.max()), limit)


@dataclass(frozen=True, eq=False)
class _Rays:
    """Rays in order, shape (k,) each: their angles, how far each holds, and where it was first seen to fail, or inf."""

    ways: Floats
    inner: Floats
    outer: Floats

    def joined(self, other: _Rays) -> _Rays:
        """Return these and other rays in order."""
        ways = np.concatenate([self.ways, other.ways])
        order = ways.argsort()
        inner, outer = np.concatenate([self.inner, other.inner]), np.concatenate([self.outer, other.outer])
        return _Rays(ways[order], inner[order], outer[order])


def _excess_of(
    model: QuadraticModel, place: tuple[float, float], evaluate: Callable[[Floats, Floats], Floats], trust: float,
    noise: float,
) -> _Excess:
    """Return what says by which part of what is allowed the error exceeds it; where f is undefined it is nan.

    It takes angles, shape (k,), and radii: of every angle the same, shape (m,), its own, shape (k, m), or shape (j,) of
    the angles with these j numbers. All is written along a ray, for it is asked in every frame.
    """
    (p, q), (r, s) = model.basis.tolist()
    (first, second), (slope, other) = model.eigenvalues.tolist(), model.gradient.tolist()

    def excess(ways: Floats, radius: Floats, of: NDArray[np.intp] | None = None) -> Floats:
        c, d = np.cos(ways), np.sin(ways)
        ray = np.array([p * c + q * d, r * c + s * d, slope * c + other * d, 0.5 * (first * c * c + second * d * d)])
        along, across, rise, bend = ray[:, :, np.newaxis] if of is None else ray[:, of]
        with np.errstate(all="ignore"):
            x, y = place[0] + along * radius, place[1] + across * radius
            error = evaluate(x.ravel(), y.ravel()).reshape(x.shape)
            error -= model.value + radius * (rise + radius * bend)
            allowed = noise + trust * radius * (model.slope + 0.5 * model.bend * radius)
            return np.asarray(np.abs(error) / allowed - 1.0, dtype=np.float64)

    return excess


def _radii(excess: _Excess, limit: float) -> Floats:
    """Return where on each ray f is asked: close to each other where the region ends, then sparsely up to the limit."""
    few = limit * _FIRST_RADII
    exits = _exits(excess(_FIRST_FEW_WAYS, few))
    if not exits.any():
        return np.empty(0)
    near = max(int(exits.min()) - 3, 0)
    far = min(int(exits.max()) + 2, _FEW_RADII - 1)
    # Radii that grow by a factor find an end of any size, even ones a short failure on the way to a far end.
    even = np.linspace(0.0, few[far], _EVEN_RADII + 1)[1:-1]
    beyond = np.linspace(few[far], limit, _BEYOND + 1)[1:] if far < _FEW_RADII - 1 else np.empty(0)
    inside = np.append(np.geomspace(few[near], few[far], _RADII), even)
    return np.concatenate([np.unique(inside), beyond])


def _exits(over: Floats) -> NDArray[np.intp]:
    """Return for each ray, a row, how many of its samples hold before the first that does not."""
    holds = over <= 0.0
    exits: NDArray[np.intp] = holds.argmin(axis=1)
    exits[holds.all(axis=1)] = holds.shape[1]
    return exits


def _cast(excess: _Excess, ways: Floats, radii: Floats) -> _Rays:
    """Return how far rays hold: sparse samples first, then all before the first that fails, then where they graze."""
    over = _asked(excess, ways, radii)
    exits = _exits(over)
    inner = np.where(exits > 0, radii[np.maximum(exits, 1) - 1], 0.0)
    outer = np.where(exits < len(radii), radii[np.minimum(exits, len(radii) - 1)], np.inf)
    middle = over[:, 1:-1]
    peaks = (middle >= over[:, :-2]) & (middle > over[:, 2:]) & (middle > -_GRAZES)
    rows, columns = np.nonzero(peaks & (np.arange(1, len(radii) - 1) < exits[:, np.newaxis]))
    if len(rows) > _MOST_GRAZES:
        highest = np.argsort(-middle[rows, columns], kind="stable")[:_MOST_GRAZES]
        rows, columns = rows[highest], columns[highest]
    return _grazed(excess, _Rays(ways, inner, outer), rows, (radii[columns], radii[columns + 2]))


def _asked(excess: _Excess, ways: Floats, radii: Floats) -> Floats:
    """Return the excess along rays, shape (k, m), up to where each fails; it may be inf where that is of no account."""
    if len(ways) <= _FEW:
        return excess(ways, radii)
    over = np.full((len(ways), len(radii)), np.inf)
    last = len(radii) - 1
    sparse = np.arange(0, last + _SKIPPED, _SKIPPED)
    sparse[-1] = last
    over[:, sparse] = excess(ways, radii[sparse])
    stops = np.append(sparse, len(radii))[_exits(over[:, sparse])]
    is_asked = np.arange(len(radii)) < stops[:, np.newaxis]
    is_asked[:, sparse] = False
    rows, columns = np.nonzero(is_asked)
    over[rows, columns] = excess(ways, radii[columns], rows)
    return over


def _grazed(
    excess: _Excess, rays: _Rays, rows: NDArray[np.intp], spans: tuple[Floats, Floats]
) -> _Rays:
    """Return rays, some of them shorter: where the error is largest between two radii it is looked at more closely."""
    low, high = (span[:, np.newaxis] for span in spans)
    if not len(rows):
        return rays
    at = low + (high - low) * _LOOKED_AT_SHARES
    return _shortened(rays, rows, spans[0], at, excess(rays.ways[rows], at))


def _shortened(rays: _Rays, rows: NDArray[np.intp], low: Floats, at: Floats, over: Floats) -> _Rays:
    """Return rays that end at the first of these samples, shape (k, m), that fails; before them `low` holds."""
    exits = _exits(over)
    failed = np.flatnonzero(exits < at.shape[1])
    first = at[failed, exits[failed]]
    # The nearest failure of a ray is written last.
    order = np.argsort(-first, kind="stable")
    failed, first = failed[order], first[order]
    is_nearer = first < rays.outer[rows[failed]]
    failed, first = failed[is_nearer], first[is_nearer]
    if not len(failed):
        return rays
    before = np.where(exits[failed] > 0, at[failed, np.maximum(exits[failed], 1) - 1], low[failed])
    inner, outer = rays.inner.copy(), rays.outer.copy()
    outer[rows[failed]] = first
    inner[rows[failed]] = np.minimum(before, inner[rows[failed]])
    return _Rays(rays.ways, inner, outer)


def _between(rays: _Rays) -> Floats:
    """Return the directions half-way between neighbouring rays whose ends differ most."""
    ratio = np.abs(_differences(rays))
    chosen = np.argsort(-ratio, kind="stable")[:_BETWEEN]
    chosen = chosen[ratio[chosen] > math.log(_JUMP)]
    step = _next(rays.ways) - rays.ways
    step[-1] += 2.0 * np.pi
    return rays.ways[chosen] + 0.5 * step[chosen]


def _next(values: Floats) -> Floats:
    """Return for each ray what the next one has; shape (k,)."""
    return np.concatenate([values[1:], values[:1]])


def _previous(values: Floats) -> Floats:
    """Return for each ray what the one before has; shape (k,)."""
    return np.concatenate([values[-1:], values[:-1]])


def _differences(rays: _Rays) -> Floats:
    """Return the logarithm of how much farther the next ray holds than each; shape (k,)."""
    inner = np.maximum(rays.inner, 1e-300)
    return np.asarray(np.log(_next(inner) / inner), dtype=np.float64)


def _with_neighbours(excess: _Excess, rays: _Rays) -> _Rays:
    """Return rays, some of them shorter: a narrow failure that ends one crosses the next one nearly as far away."""
    asked = np.zeros(len(rays.ways), dtype=np.bool_)
    for _ in range(_FARTHEST):
        beside = np.minimum(_previous(rays.outer), _next(rays.outer))
        rows = np.flatnonzero((beside * _JUMP < rays.inner) & ~asked)
        if not len(rows):
            break
        asked[rows] = True
        at = np.minimum(beside[rows, np.newaxis] * _FACTORS, rays.inner[rows, np.newaxis])
        over = excess(rays.ways[rows], at)
        shorter = _shortened(rays, rows, 0.5 * at[:, 0], at, over)
        if shorter is rays:
            break
        # The next ones are asked about ends that are new.
        changed = np.flatnonzero(shorter.outer < rays.outer)
        asked[changed - 1] = asked[(changed + 1) % len(asked)] = False
        rays = shorter
    return rays


def _cut_short(excess: _Excess, rays: _Rays) -> _Rays:
    """Return rays with their ends known better: between where each still holds and where it fails, in ever less."""
    is_ended = np.isfinite(rays.outer) & (rays.inner > 0.0)
    ways, inner, outer = rays.ways[is_ended], rays.inner[is_ended], rays.outer[is_ended]
    row = np.arange(len(ways))
    for _ in range(_REFINEMENTS):
        at = inner[:, np.newaxis] * (outer / inner)[:, np.newaxis] ** _PART_SHARES
        exits = _exits(excess(ways, at))
        ends = np.concatenate([inner[:, np.newaxis], at, outer[:, np.newaxis]], axis=1)
        inner, outer = ends[row, exits], ends[row, exits + 1]
    known, ends = rays.inner.copy(), rays.outer.copy()
    known[is_ended], ends[is_ended] = inner, outer
    return _Rays(rays.ways, known, ends)


def _stepped(rays: _Rays) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return angles and radii of the border, and where it is an end, with a corner where the radius jumps.

    At a jump the border goes along the farther ray: what is between two rays is only trusted as far as both hold.
    """
    differs = _differences(rays)
    jumps = np.flatnonzero(np.abs(differs) > math.log(_CORNER))
    farther = np.where(differs[jumps] > 0.0, jumps + 1, jumps) % len(rays.ways)
    nearer = np.where(differs[jumps] > 0.0, jumps, jumps + 1) % len(rays.ways)
    is_ended = np.isfinite(rays.outer)
    ways = np.insert(rays.ways, jumps + 1, rays.ways[farther])
    ends = np.insert(rays.inner, jumps + 1, rays.inner[nearer])
    return ways, ends, np.insert(is_ended, jumps + 1, values=True)


def _border(ring: Floats, is_ended: NDArray[np.bool_]) -> Floats:
    """Return a closed ring without the pieces between two rays on which no end was found."""
    is_seen = is_ended | np.roll(is_ended, -1)
    if is_seen.all():
        return np.concatenate([ring, _GAP])
    pieces: list[Floats] = []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_seen, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        pieces += [ring[start : end + 1], _GAP]
    return np.concatenate(pieces) if pieces else _NOWHERE
