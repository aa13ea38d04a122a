"""Places on sets of critical points next to where runs ended: by the equations of a set, or by the gradient alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.analysis.germs.critical_equations import Branch, Level
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.landscapes.from_expression import ExpressionLandscape
    from hessview.landscapes.landscape import Landscape
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SINGULAR = 1e-4
"""Eigenvalues that small, as a share of the largest, belong to directions along a set."""

BESIDE = 1e-2
"""Of the distance within which ends are one: so near to a place that is shown the equations of a set must hold."""

SHORT = 100.0
"""So many of those distances a run may have stopped short of where f is flat, if the gradient shrinks all the way."""

_STEPS, _MANY_STEPS, _STILL, _DETOUR = 60, 120, 2.0**-50, 2.0
_BETWEEN = 2.0 ** -np.arange(9.0)


@dataclass(frozen=True, eq=False)
class Feet:
    """Places on sets for k points in n variables.

    Attributes
    ----------
    places
        Shape (k, n).
    codimension
        By how many equations the set through each is given, that certainly hold beside it; 0: none. Shape (k,).
    across
        Projections onto the space across the set, shape (k, n, n); 0 where there is none.
    is_zero
        Where f is certainly zero on the set, shape (k,).
    """

    places: Floats
    codimension: NDArray[np.intp]
    across: Floats
    is_zero: Mask


def is_on_the_way(landscape: Landscape, points: Floats, places: Floats, alike: float, reach: Floats) -> Mask:
    """Return which points are as good as at their places, or in reach, and the gradient shrinks all the way there."""
    way = places - points
    far = np.abs(way).max(axis=1)
    found: Mask = np.asarray(far <= alike)
    rows = np.flatnonzero(~found & (far <= reach))
    if len(rows):
        with np.errstate(all="ignore"):
            sizes = [
                np.linalg.norm(landscape.gradient(places[rows] - share * way[rows]), axis=1) for share in _BETWEEN
            ]
        found[rows] = np.all([later <= former for former, later in pairwise(sizes)], axis=0)
    return found


def feet_across(landscape: Landscape, points: Floats, still: float) -> Floats:
    """Return points moved onto zeros of the gradient by Newton's method across the kernel of H."""
    x = points.copy()
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            gradients, hessians = landscape.gradient(x), np.nan_to_num(landscape.hessian(x))
            w, V = np.linalg.eigh(hessians)
            is_across = np.abs(w) > SINGULAR * np.abs(w).max(axis=1, keepdims=True)
            along = np.einsum("kji,kj->ki", V, gradients)
            steps = np.einsum("kij,kj->ki", V, np.where(is_across, along / np.where(is_across, w, 1.0), 0.0))
            x = x - np.nan_to_num(steps)
            if float(np.abs(np.nan_to_num(steps)).max(initial=0.0)) <= still:
                break
    return x


def critical_feet(landscape: Landscape, points: Floats, reach: Floats, still: float) -> tuple[Floats, Mask]:
    """Return where plain steps of Newton's method lead from points, and which stand still there, in reach."""
    x, is_near = points.copy(), np.ones(len(points), dtype=np.bool_)
    moves = is_near.copy()
    with np.errstate(all="ignore"):
        for _ in range(_MANY_STEPS):
            rows = np.flatnonzero(moves)
            if not len(rows):
                break
            g, H = landscape.gradient(x[rows]), landscape.hessian(x[rows])
            inverse = np.linalg.pinv(np.nan_to_num(H), rcond=1e-13, hermitian=True)
            steps = np.einsum("kij,kj->ki", inverse, g)
            x[rows] -= np.nan_to_num(steps)
            is_near[rows] = np.isfinite(steps).all(axis=1)
            is_near[rows] &= np.abs(x[rows] - points[rows]).max(axis=1) <= _DETOUR * reach[rows]
            moves[rows] = is_near[rows] & (np.abs(steps).max(axis=1) > still)
    return x, is_near & ~moves


class ProvedFeet:
    """The sets that the formula of a landscape shows: f is critical where some equations hold.

    Parameters
    ----------
    alike
        How far ends may be apart that are one.
    """

    def __init__(self, landscape: Landscape, alike: float) -> None:
        self._landscape, self._alike = landscape, alike

    def of(self, points: Floats, reach: Floats) -> Feet:
        """Return the places on those sets next to points, shape (k, n), that may be so far away, shape (k,)."""
        k, n = points.shape
        made = Feet(points.copy(), np.zeros(k, dtype=np.intp), np.zeros((k, n, n)), np.zeros(k, dtype=np.bool_))
        for system in self._systems:
            left = np.flatnonzero(made.codimension == 0)
            if not len(left):
                break
            places = system.feet(points[left])
            near = np.flatnonzero(is_on_the_way(self._landscape, points[left], places, self._alike, reach[left]))
            near = near[system.hold(places[near], BESIDE * self._alike)]
            rows = left[near]
            made.places[rows] = places[near]
            made.codimension[rows] = system.codimension
            made.across[rows] = system.across(places[near])
            made.is_zero[rows] = system.is_zero
        return made

    @cached_property
    def _systems(self) -> tuple[_System, ...]:
        """Equations where f is critical; fewer than variables, so that they do not hold at single points."""
        formula = self._landscape.formula
        if formula is None:
            return ()
        from hessview.analysis.germs.critical_equations import critical_branches, zero_branches

        found = [(each, True) for each in zero_branches(formula)]
        found += [(each, False) for each in critical_branches(formula)]
        found = [(each, is_zero) for each, is_zero in found if len(each) < formula.dimension]
        return tuple(_System(each, formula, self.enclosing, is_zero=is_zero) for each, is_zero in found)

    @cached_property
    def enclosing(self) -> IntervalJet:
        """The function over boxes; only of a landscape that has a formula."""
        from hessview.calculus.interval_jet import IntervalJet
        from hessview.calculus.jet import JetProgram

        formula = self._landscape.formula
        if formula is None:
            raise ValueError("a landscape without a formula has no sets that are proved")
        return IntervalJet(JetProgram(formula))


class _System:
    """The equations of one set.

    Parameters
    ----------
    jet
        Of f.
    is_zero
        Whether f is zero where they hold.
    """

    def __init__(self, branch: Branch, formula: Formula, jet: IntervalJet, *, is_zero: bool) -> None:
        from hessview.landscapes.from_expression import ExpressionLandscape
        from hessview.language.formula import Formula

        self._branch, self._formula, self._jet, self.is_zero = branch, formula, jet, is_zero
        self._equations: tuple[tuple[ExpressionLandscape, Level], ...] = tuple(
            (ExpressionLandscape(Formula(formula.text, formula.variables, (), each.expression)), each.level)
            for each in branch
        )

    @property
    def codimension(self) -> int:
        """How many equations there are."""
        return len(self._equations)

    def feet(self, points: Floats) -> Floats:
        """Return points moved onto the set by the method of Gauss and Newton, shape (k, n)."""
        x = points.copy()
        with np.errstate(all="ignore"):
            for _ in range(_STEPS):
                h, G = self._at(x)
                steps = np.nan_to_num(np.einsum("kij,kj->ki", np.linalg.pinv(G), h))
                x = x - steps
                if np.all(np.abs(steps) <= _STILL * (1.0 + np.abs(x))):
                    break
        return x

    def across(self, places: Floats) -> Floats:
        """Return projections onto the span of the gradients of the equations, shape (k, n, n)."""
        _, G = self._at(places)
        return np.asarray(np.linalg.pinv(G) @ G)

    def hold(self, places: Floats, beside: float) -> Mask:
        """Return beside which places the equations certainly hold, shape (k,)."""
        if not len(places):
            return np.zeros(0, dtype=np.bool_)
        from hessview.analysis.set_proofs import hold_near

        return hold_near(self._branch, self._formula, self._jet, places, np.full(places.shape[1], beside))

    def _at(self, x: Floats) -> tuple[Floats, Floats]:
        """Return by how much the equations are missed, shape (k, m), and their gradients, shape (k, m, n)."""
        pairs = [each.slopes(x) for each, _ in self._equations]
        misses = [_missed(values, level) for (values, _), (_, level) in zip(pairs, self._equations, strict=True)]
        return np.stack(misses, axis=1), np.nan_to_num(np.stack([slopes for _, slopes in pairs], axis=1))


def _missed(values: Floats, level: Level) -> Floats:
    from hessview.analysis.germs.critical_equations import Level

    if level is Level.ZERO:
        return values
    half = 0.5 if level is Level.ODD_QUARTER_TURN else 0.0
    return np.asarray(values - np.pi * (np.round(values / np.pi - half) + half))
