"""Sets of critical points told apart: of a heap of boxes the sets that the formula allows there, each by itself.

The gradient vanishes exactly where one of some systems of equations holds (`germs.critical_components`). So if each
system that may hold in a box is shown to be a set there, no critical point of the box is missing among the sets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_clusters import clusters
from hessview.analysis.boxes.box_search import Boxes
from hessview.analysis.critical_sets import described
from hessview.analysis.germs.critical_components import critical_components
from hessview.analysis.germs.critical_equations import Equation
from hessview.analysis.set_proofs import hold_near, slopes_of
from hessview.analysis.set_shapes import dimensions_of
from hessview.calculus.interval_jet import IntervalJet
from hessview.calculus.jet import JetProgram
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.boxes.box_clusters import Cluster
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.germs.critical_components import Component, System
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_MOST_POINTS, _FEWEST, _STEPS = 400, 8, 12
_FAR, _ENOUGH = 2.0, 0.9
"""Box widths from the middle of a box to the set that goes through it; and of the boxes that many find it there."""

_BESIDE = 1e-9
"""Of the box that is searched: so near to a point shown a point of the set is proved to be."""

_ROUNDING = 2.0**-46
_REGULAR, _POWER = 1.0 - 2.0**-20, 8
_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class _System:
    """Equations that hold together, as programs."""

    equations: frozenset[Equation]
    programs: tuple[JetProgram, ...]
    jets: tuple[IntervalJet, ...]
    crossings: tuple[_System, ...] = ()

    def may_hold(self, boxes: Boxes, pause: Callable[[], None]) -> Mask:
        """Return in which boxes all equations may hold, shape (m,)."""
        may = np.ones(len(boxes), dtype=np.bool_)
        for start in range(0, len(boxes), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            lower, upper = boxes.lower[:, part], boxes.upper[:, part]
            for jet in self.jets:
                low, high = jet.first(lower, upper).value
                may[part] &= ~((-low > 0.0) | (high < 0.0))
            pause()
        return may

    def is_away(self, boxes: Boxes) -> Mask:
        """Return in which boxes some sum P h of the equations h is certainly nowhere zero, shape (m,).

        By the mean value theorem P h differs from its value at the middle by |P J| times the half width at most.
        """
        c = boxes.centre
        half = np.maximum(boxes.upper - c, c - boxes.lower).T[:, :, None] * (1.0 + _ROUNDING)
        J, spread, smooth = self._slopes(boxes)
        values = [jet.first(c, c).value for jet in self.jets]
        with np.errstate(all="ignore"):
            low, high = (np.stack([sign * value[k] for value in values], axis=1) for k, sign in ((0, -1.0), (1, 1.0)))
            size = np.maximum(np.abs(low), np.abs(high))[:, :, None]
            middle = (0.5 * (low + high))[:, :, None]
            P = np.linalg.pinv(np.nan_to_num(J), rcond=1e-10)
            wide = np.abs(P) @ (0.5 * (high - low)[:, :, None] + _ROUNDING * size)
            change = np.abs(P @ J) + np.abs(P) @ (spread + _ROUNDING * np.abs(J))
            apart = np.abs(P @ middle) > (wide + change @ half) * (1.0 + _ROUNDING)
            return np.asarray(smooth & apart[:, :, 0].any(axis=1))

    def is_regular(self, boxes: Boxes) -> Mask:
        """Return in which boxes the equations have one sheet of solutions at most, shape (m,).

        With P about the right inverse of their gradients J, J P is regular all over a box if |(1 - J P)^k| < 1 there.
        """
        J, spread, smooth = self._slopes(boxes)
        with np.errstate(all="ignore"):
            P = np.linalg.pinv(np.nan_to_num(J), rcond=1e-10)
            apart = np.abs(np.eye(len(self.jets)) - J @ P) + spread @ np.abs(P)
            # Its spectral radius is below 1 if a norm of a power is.
            power = np.linalg.matrix_power(apart, _POWER)
            return np.asarray(smooth & (power.sum(axis=2) < _REGULAR).all(axis=1))

    def _slopes(self, boxes: Boxes) -> tuple[Floats, Floats, Mask]:
        """Return gradients over boxes, middles and radii, shape (m, k, n), and whether all is smooth there, (m,)."""
        found = [jet.first(boxes.lower, boxes.upper) for jet in self.jets]
        smooth: Mask = np.all([each.marks == 0 for each in found], axis=0)
        return *slopes_of(found), smooth

    def onto(self, points: Floats, size: Floats) -> Floats:
        """Return points moved to where the equations hold, by Newton's method, each as near as it can be."""
        x = points.copy()
        with np.errstate(all="ignore"):
            for _ in range(_STEPS):
                found = [program.over(x) for program in self.programs]
                h = np.nan_to_num(np.stack([value for value, _, _ in found], axis=1))
                J = np.nan_to_num(np.stack([gradient for _, gradient, _ in found], axis=1)) * size
                x -= size * np.einsum("kij,kj->ki", np.linalg.pinv(J, rcond=1e-10), h)
        return x


class CriticalComponents:
    """The systems of one function.

    Parameters
    ----------
    landscape, jet
        Of the function.
    systems
        All of them.
    pause
        Called every few milliseconds; what it raises ends the search.
    """

    def __init__(
        self, landscape: ExpressionLandscape, jet: IntervalJet, systems: list[_System], pause: Callable[[], None]
    ) -> None:
        self._landscape, self._jet, self._systems, self._pause = landscape, jet, systems, pause

    def count_in(self, part: Cluster) -> int:
        """Return how many systems may hold somewhere in a heap of boxes."""
        return sum(bool(system.may_hold(part.boxes, self._pause).any()) for system in self._systems)

    def sets_in(self, part: Cluster, size: Floats) -> list[CriticalSet] | None:
        """Return sets that hold all critical points of a heap of boxes; None if they are not all shown to be sets.

        Parameters
        ----------
        part
            Boxes in which f is smooth.
        size
            Of the box that is searched, shape (n,).
        """
        found: list[CriticalSet] = []
        for system in self._systems:
            may = system.may_hold(part.boxes, self._pause)
            if len(system.equations) == len(size) and may.any():
                some = np.flatnonzero(may)[:_AT_ONCE]
                may[some] = ~system.is_away(part.boxes.where(some))
            for piece in clusters(part.boxes.where(may), size, pause=self._pause):
                made = self._set(system, piece, size)
                if made is not None:
                    found.append(made)
                elif not self._is_crossing(system, piece, size):
                    return None
        return found

    def _is_crossing(self, system: _System, piece: Cluster, size: Floats) -> bool:
        """Whether the only point of connected boxes at which equations hold is on a set of fewer equations.

        All around the boxes they hold at one point at most; a crossing is there, at which they do.
        """
        width = (piece.boxes.upper - piece.boxes.lower).max(axis=1)
        lower, upper = piece.lower - width, piece.upper + width
        around = Boxes(lower[:, None], upper[:, None])
        if not system.crossings or not system.is_regular(around).all():
            return False
        beside = _BESIDE * size
        for crossing in system.crossings:
            point = crossing.onto(around.centre.T, size)
            is_inside = bool(((point - beside > lower) & (point + beside < upper)).all())
            if is_inside and hold_near(crossing.equations, self._landscape.formula, self._jet, point, beside).all():
                return True
        return False

    def _set(self, system: _System, piece: Cluster, size: Floats) -> CriticalSet | None:
        """Return the set on which equations hold in connected boxes, if it is regular, and met in nearly all."""
        dimension = len(size) - len(system.equations)
        boxes = piece.boxes
        if dimension < 1 or len(boxes) < _FEWEST:
            return None
        chosen = boxes.where(np.unique(np.linspace(0, len(boxes) - 1, _MOST_POINTS).round().astype(np.intp)))
        regular = system.is_regular(chosen)
        if regular.mean() < _ENOUGH:
            return None  # yet: there may be several in a box
        start, width = chosen.centre.T, (chosen.upper - chosen.lower).T
        self._pause()
        points = system.onto(start, size)
        holds: Mask = np.asarray((np.abs(points - start) <= _FAR * width).all(axis=1))
        near = np.flatnonzero(holds)
        holds[near] = hold_near(system.equations, self._landscape.formula, self._jet, points[near], _BESIDE * size)
        if holds.mean() < _ENOUGH:
            return None
        inside = holds & (points >= piece.lower).all(axis=1) & (points <= piece.upper).all(axis=1)
        points = points[inside]
        if len(points) < _FEWEST:
            return None
        # Where the equations are regular all over, their solutions have that dimension, however few boxes there are.
        if not regular.all() and np.median(dimensions_of(points / width.max(axis=0))) != dimension:
            return None
        self._pause()
        hessians = np.nan_to_num(self._landscape.hessian(points))
        return replace(described(self._landscape, piece, points, hessians, dimension), proved=True)


def components_of(
    landscape: ExpressionLandscape, jet: IntervalJet, pause: Callable[[], None] = lambda: None
) -> CriticalComponents | None:
    """Return all sets of critical points that a function may have; None if they are not read off its formula.

    Parameters
    ----------
    landscape, jet
        Of the function.
    pause
        Called every few milliseconds; what it raises ends the search.
    """
    systems = critical_components(landscape.formula)
    if systems is None:
        return None
    made = [_system(landscape.formula, each) for each in systems]
    found = [each for each in made if each is not None]
    return CriticalComponents(landscape, jet, found, pause) if len(found) == len(made) else None


def _system(formula: Formula, component: Component) -> _System | None:
    made = _programs(formula, component.equations)
    crossings = [_programs(formula, each) for each in component.crossings]
    return None if made is None else replace(made, crossings=tuple(each for each in crossings if each is not None))


def _programs(formula: Formula, expressions: System) -> _System | None:
    programs = tuple(JetProgram(Formula(formula.text, formula.variables, (), each)) for each in expressions)
    if any(program.expressions is None for program in programs):
        return None
    return _System(
        frozenset(Equation(each) for each in expressions), programs, tuple(IntervalJet(each) for each in programs)
    )
