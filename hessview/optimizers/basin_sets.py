"""Ends that are no single points: sets of critical points, such as a ring of minima, each of which is one end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import curvature
from hessview.analysis.snapping import nearest_critical_point
from hessview.analysis.verdict import Nature
from hessview.optimizers.flatness import Flatness, flatness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.analysis.germs.critical_equations import Branch
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SINGULAR = 1e-4
"""Eigenvalues that small, as a share of the largest, belong to directions along a set."""

_STEPS = 60
_BESIDE = 1e-2
"""Of the distance within which ends are one: so near to a place that is shown the equations of a set must hold."""

_LEVEL, _ROUNDING = 1e-3, 1e-12
"""What f may differ on one set: as a part of what it rises within the distance in which ends are one, and of itself."""

_ASKED = 3
"""Where H does not tell what a set is, so many of its points are asked; they must agree."""

_ALONG, _BACK = 20.0, 0.5
"""A step along a kernel, in distances within which ends are one, and the part of it that may lead back onto the set."""


@dataclass(frozen=True)
class EndSet:
    """A set of critical points that are not isolated.

    Attributes
    ----------
    nature
        What its points are; undecided where that is not known of all.
    level, slack
        f on it, and how far apart levels may be that are one.
    proved
        Whether it is proved that f is critical all along the set; else that is recognised by numbers.
    """

    nature: Nature
    level: float
    slack: float
    proved: bool

    def is_same(self, other: EndSet) -> bool:
        """Whether another set cannot be told from this one."""
        is_level = abs(self.level - other.level) <= self.slack + other.slack
        return is_level and (self.nature, self.proved) == (other.nature, other.proved)


class EndSets:
    """The sets on which runs end.

    Parameters
    ----------
    alike
        How far ends may be apart that are one.
    """

    def __init__(self, landscape: Landscape, alike: float) -> None:
        self._landscape, self._alike = landscape, alike

    def among(self, points: Floats) -> Iterator[tuple[EndSet, Mask, Floats]]:
        """Yield each set on which some of the points, shape (k, n), lie, which do, shape (k,), and one place on it."""
        feet, hessians = self._feet(points)
        is_near: Mask = np.asarray((np.abs(feet - points) <= self._alike).all(axis=1) & np.isfinite(feet).all(axis=1))
        codimension = self._proved(feet, is_near)
        if flatness(self._landscape) is Flatness.EVERYWHERE:
            codimension[:] = feet.shape[1] + 1
        goes_on = (codimension == 0) & is_near
        goes_on[goes_on] = self._goes_on(feet[goes_on], hessians[goes_on])
        w = np.linalg.eigvalsh(hessians)
        size = np.abs(w).max(axis=1)
        across = np.abs(w) > _SINGULAR * size[:, np.newaxis]
        rank = across.sum(axis=1)
        is_regular = np.where(codimension > 0, rank == codimension, (rank > 0) & (rank < points.shape[1]))
        up, down = (across & (w > 0.0)).any(axis=1), (across & (w < 0.0)).any(axis=1)
        natures = np.where(~is_regular, 3, np.where(up & down, 2, np.where(down, 1, 0)))
        values = self._landscape.value(feet)
        for proved, member in ((True, codimension > 0), (False, goes_on)):
            for code in range(4):
                left = member & (natures == code) & np.isfinite(values)
                while left.any():
                    first = int(np.flatnonzero(left)[0])
                    level = float(values[first])
                    slack = _LEVEL * float(size[left].max()) * self._alike**2 + _ROUNDING * abs(level)
                    of = left & (np.abs(values - level) <= slack)
                    nature = _NATURES[code] if code < len(_NATURES) else self._asked(feet[of])
                    yield EndSet(nature, 0.0 if abs(level) <= slack else level, slack, proved), of, feet[first]
                    left &= ~of

    @cached_property
    def _branches(self) -> tuple[Branch, ...]:
        """Equations where f is critical; fewer than variables, so that they do not hold at single points."""
        formula = self._landscape.formula
        if formula is None:
            return ()
        from hessview.analysis.germs.critical_equations import critical_branches

        return tuple(each for each in critical_branches(formula) if len(each) < formula.dimension)

    def _feet(self, points: Floats) -> tuple[Floats, Floats]:
        """Return points moved onto zeros of the gradient, and H there, nan as 0: Newton's method across the set."""
        x = points.copy()
        with np.errstate(all="ignore"):
            for _ in range(_STEPS):
                gradients, hessians = self._landscape.gradient(x), np.nan_to_num(self._landscape.hessian(x))
                w, V = np.linalg.eigh(hessians)
                is_across = np.abs(w) > _SINGULAR * np.abs(w).max(axis=1, keepdims=True)
                along = np.einsum("kji,kj->ki", V, gradients)
                steps = np.einsum("kij,kj->ki", V, np.where(is_across, along / np.where(is_across, w, 1.0), 0.0))
                x = x - np.nan_to_num(steps)
                if float(np.abs(steps).max(initial=0.0)) <= 1e-6 * _BESIDE * self._alike:
                    break
            return x, np.nan_to_num(self._landscape.hessian(x))

    def _proved(self, feet: Floats, is_near: Mask) -> NDArray[np.intp]:
        """Return how many equations certainly hold beside each point where f is critical, shape (k,); 0: none."""
        found = np.zeros(len(feet), dtype=np.intp)
        formula = self._landscape.formula
        if formula is None or not self._branches:
            return found
        from hessview.analysis.set_proofs import hold_near
        from hessview.calculus.interval_jet import IntervalJet
        from hessview.calculus.jet import JetProgram

        jet = IntervalJet(JetProgram(formula))
        beside = np.full(feet.shape[1], _BESIDE * self._alike)
        for branch in self._branches:
            left = np.flatnonzero((found == 0) & is_near)
            if not len(left):
                break
            found[left[hold_near(branch, formula, jet, feet[left], beside)]] = len(branch)
        return found

    def _goes_on(self, feet: Floats, hessians: Floats) -> Mask:
        """Return from which points a set seems to go on along the kernel of H, both ways: by numbers, not proved."""
        if not len(feet):
            return np.zeros(0, dtype=np.bool_)
        w, V = np.linalg.eigh(hessians)
        order = np.argsort(np.abs(w), axis=1)
        size = np.abs(w).max(axis=1)
        goes_on = np.take_along_axis(np.abs(w), order[:, :1], axis=1)[:, 0] <= _SINGULAR * size
        goes_on &= np.asarray(size > 0.0)
        along = np.take_along_axis(V, order[:, np.newaxis, :1], axis=2)[:, :, 0]
        way = _ALONG * self._alike
        with np.errstate(all="ignore"):
            for start in (feet + way * along, feet - way * along):
                there, _ = self._feet(start)
                slopes = np.abs(self._landscape.gradient(there)).max(axis=1)
                goes_on &= np.asarray(slopes <= size * 1e-6 * self._alike)
                goes_on &= np.asarray((np.abs(there - start) <= _BACK * way).all(axis=1))
        return np.asarray(goes_on, dtype=np.bool_)

    def _asked(self, feet: Floats) -> Nature:
        """Return what some points are, if they are the same."""
        some = feet[np.unique(np.linspace(0, len(feet) - 1, _ASKED).round().astype(np.intp))]
        places = [nearest_critical_point(self._landscape, place.tolist(), 1.0, [self._alike] * len(place))
                  for place in some]  # fmt: skip
        natures = {None if place is None else curvature.at(self._landscape, place).nature for place in places}
        return (natures.pop() if len(natures) == 1 else None) or Nature.UNDECIDED


_NATURES = (Nature.MINIMUM, Nature.MAXIMUM, Nature.NOT_AN_EXTREMUM)
