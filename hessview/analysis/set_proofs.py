"""Sets of critical points proved: f is critical wherever some equations hold, and near each point shown they do.

That f is critical where the equations hold is read off its formula, exactly (`germs.critical_equations`). That they
hold somewhere very near a point p is Krawczyk's test across the set: with h(p + P s) = 0 for P about the right inverse
of the gradients of h, K = -h(p) + (1 - grad h P) [-r, r]^m lies in the interior of [-r, r]^m.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.germs.critical_equations import Level, critical_branches
from hessview.analysis.set_shapes import links_between
from hessview.calculus.interval_jet import IntervalJet
from hessview.calculus.jet import JetProgram
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.germs.critical_equations import Branch
    from hessview.calculus.interval_jet import Enclosures

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_BESIDE, _LITTLE = 1e-6, 1e-12
"""As a share of the set's extent, and of the whole box, a point of it is that near to a point shown."""

_ENOUGH = 0.9
"""Of the points shown so many are near the set at least; where sets cross they need not be."""

_ROUNDING = 2.0**-46
_LEAST = 1e-300
_SINGULAR = 1e-8


def with_proof(
    found: CriticalSet, formula: Formula, jet: IntervalJet, size: Floats, pause: Callable[[], None] = lambda: None
) -> CriticalSet:
    """Return a set that was recognised with what can be proved of it; points that are not proved are left out then.

    Parameters
    ----------
    formula, jet
        Of f.
    size
        Of the box that was searched, shape (n,).
    pause
        Called every few milliseconds; what it raises ends the search.
    """
    points = found.points
    extent = found.upper - found.lower
    beside = np.maximum(_BESIDE * extent, _LITTLE * size)
    holds = np.zeros(len(points), dtype=np.bool_)
    # Where more equations hold there are points, or curves, and not all of what was recognised.
    most = formula.dimension - found.dimension
    for branch in (each for each in critical_branches(formula) if len(each) <= most):
        open_ = np.flatnonzero(~holds)
        if not len(open_):
            break
        pause()
        holds[open_] = hold_near(branch, formula, jet, points[open_], beside)
    if holds.mean() < _ENOUGH:
        return found
    if not holds.all():
        points = points[holds]
        found = replace(found, points=points, links=links_between(points / np.maximum(extent, _LEAST)))
    return replace(found, proved=True)


def hold_near(branch: Branch, formula: Formula, jet: IntervalJet, points: Floats, beside: Floats) -> Mask:
    """Return whether the equations certainly hold somewhere within `beside`, shape (n,), of points, and f is smooth."""
    equations = list(branch)
    programs = [JetProgram(Formula(formula.text, formula.variables, (), each.expression)) for each in equations]
    if any(program.expressions is None for program in programs):
        return np.zeros(len(points), dtype=np.bool_)
    jets = [IntervalJet(program) for program in programs]
    place = np.ascontiguousarray(points.T)
    with np.errstate(all="ignore"):
        at = [each.first(place, place) for each in jets]
        values = [_beside_level(found, each.level) for found, each in zip(at, equations, strict=True)]
        far = np.stack([np.maximum(np.abs(low), np.abs(high)) for low, high in values], axis=1)  # (k, m)
        G, _ = slopes_of(at)
        P = np.linalg.pinv(np.nan_to_num(G), rcond=_SINGULAR)  # (k, n, m)
        across = np.abs(G) @ beside
        reach = 2.0 * far + 2.0**-20 * across + _LEAST
        radius = np.einsum("kij,kj->ki", np.abs(P), reach) * (1.0 + _ROUNDING)
        low, high = points - radius, points + radius
        margin = 2.0**-51 * (np.abs(low) + np.abs(high))
        low, high = low - margin, high + margin
        is_near = (high - low <= 2.0 * beside).all(axis=1) & np.isfinite(low).all(axis=1) & np.isfinite(far).all(axis=1)
        result = np.zeros(len(points), dtype=np.bool_)
        some = np.flatnonzero(is_near)
        if not len(some):
            return result
        a, b = np.ascontiguousarray(low[some].T), np.ascontiguousarray(high[some].T)
        over = [each.first(a, b) for each in jets]
        smooth = jet.first(a, b).marks == 0
        for each in over:
            smooth &= each.marks == 0
        H, dH = slopes_of(over)
        P, reach, far = P[some], reach[some], far[some]
        rest = np.abs(np.eye(len(jets)) - H @ P) + (dH + _ROUNDING * np.abs(H)) @ np.abs(P) + _ROUNDING
        image = (far + np.einsum("kij,kj->ki", rest, reach)) * (1.0 + _ROUNDING)
        result[some] = smooth & (image < reach).all(axis=1)
    return result


def slopes_of(found: list[Enclosures]) -> tuple[Floats, Floats]:
    """Return gradients of m expressions at k places, middles and radii, shape (k, m, n)."""
    ends = np.stack([each.gradient for each in found])  # (m, n, 2, k)
    middle = 0.5 * (ends[:, :, 1] - ends[:, :, 0])
    spread = np.maximum(ends[:, :, 1] - middle, ends[:, :, 0] + middle) * (1.0 + _ROUNDING) + _LEAST
    return middle.transpose(2, 0, 1), spread.transpose(2, 0, 1)


def _beside_level(found: Enclosures, level: Level) -> tuple[Floats, Floats]:
    """Return the ends of the difference of an expression to the nearest level, shape (k,)."""
    low, high = -found.value[0], found.value[1]
    if level is Level.ZERO:
        return low, high
    half = 0.5 if level is Level.ODD_QUARTER_TURN else 0.0
    turns = np.round(0.5 * (low + high) / np.pi - half) + half
    nearest = turns * np.pi
    error = 4.0 * np.spacing(np.abs(nearest)) + 2.0**-51 * np.abs(high - low)
    return low - nearest - error, high - nearest + error
