"""Ends that are no single points: sets of critical points, such as a ring of minima, told apart by nature and level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Nature
from hessview.optimizers.flatness import Flatness, flatness
from hessview.optimizers.set_feet import BESIDE, SINGULAR, ProvedFeet, feet_across
from hessview.optimizers.set_natures import NATURES, OPEN, asked, beside, codes_across, codes_by_sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.set_feet import Feet

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_STILL = 1e-6
_MEASURED = 16
"""Of so many places on sets the rounding error of f is asked."""

_ALONG, _BACK = (20.0, 200.0, 1000.0), 0.5
"""Steps along a kernel, in distances within which ends are one, and the part of it that may lead back onto the set."""

_LEAST = 4.0
"""A set is as long as so many of the distances within which ends are one, at least; else its ends are one."""


@dataclass(frozen=True)
class EndSet:
    """Critical points that are not isolated, of one nature and level: one curve or more.

    Attributes
    ----------
    nature
        What its points are; undecided where that is not known of all.
    level, slack
        f on it, and the error of that; no error: it is exact.
    proved
        Whether it is proved that f is critical all along the set, and what its points are follows; else both are
        recognised by numbers.
    """

    nature: Nature
    level: float
    slack: float
    proved: bool

    def is_same(self, other: EndSet) -> bool:
        """Whether another set cannot be told from this one."""
        is_level = abs(self.level - other.level) <= self.slack + other.slack
        return is_level and (self.nature, self.proved) == (other.nature, other.proved)


Found = tuple[EndSet, Mask, Floats]


class EndSets:
    """The sets on which runs end.

    Parameters
    ----------
    alike
        How far ends may be apart that are one.
    """

    def __init__(self, landscape: Landscape, alike: float) -> None:
        self._landscape, self._alike = landscape, alike
        self._proved = ProvedFeet(landscape, alike)
        self._flatness = flatness(landscape)

    def among(self, points: Floats, reach: Floats) -> Iterator[Found]:
        """Yield each set on which some of the points, shape (k, n), lie, which do, shape (k,), and one place on it.

        Parameters
        ----------
        reach
            How far from a set each point may be, if the gradient shrinks towards it; shape (k,).
        """
        if self._flatness is not Flatness.NOWHERE:
            yield from self._flat(points)
            return
        feet = self._proved.of(points, reach)
        codes = codes_across(self._landscape, feet.places, feet.codimension, BESIDE * self._alike)
        is_proved = feet.codimension > 0
        rows = np.flatnonzero(is_proved & feet.is_zero & (codes == OPEN))
        if len(rows):
            codes[rows] = codes_by_sign(self._proved.enclosing, feet.places[rows], BESIDE * self._alike)
        for code in range(OPEN + 1):
            for is_zero in (True, False):
                members = is_proved & (codes == code) & (feet.is_zero == is_zero)
                for slack, of in self._levels(feet.places, members, is_zero=is_zero):
                    yield self._named(feet, code, slack, of)
        yield from self._recognised(points, ~is_proved)

    def _flat(self, points: Floats) -> Iterator[Found]:
        """Yield the points between jumps, by their values, which are exact."""
        with np.errstate(all="ignore"):
            values = self._landscape.value(points)
            is_flat = np.isfinite(values) & (self._landscape.gradient(points) == 0.0).all(axis=1)
        for level in np.unique(values[is_flat]).tolist():
            of = is_flat & (values == level)
            yield EndSet(Nature.UNDECIDED, level, 0.0, True), of, points[int(np.flatnonzero(of)[0])]

    def _levels(self, places: Floats, members: Mask, *, is_zero: bool) -> Iterator[tuple[float, Mask]]:
        """Yield members of one level, as far as levels can be told apart, and the error of that level."""
        rows = np.flatnonzero(members)
        if is_zero or not len(rows):
            if len(rows):
                yield 0.0, members
            return
        with np.errstate(all="ignore"):
            values = self._landscape.value(places[rows])
        rows, values = rows[np.isfinite(values)], values[np.isfinite(values)]
        if not len(rows):
            return
        error = self._error(places[rows])
        order = np.argsort(values, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(values[order]) > 2.0 * error) + 1):
            of = np.zeros(len(places), dtype=np.bool_)
            of[rows[part]] = True
            yield error + 0.5 * float(np.ptp(values[part])), of

    def _error(self, places: Floats) -> float:
        """Return the largest error of f at some of the places on a set: of rounding, and as they are only near it."""
        some = np.unique(np.linspace(0, len(places) - 1, _MEASURED).round().astype(np.intp))
        some = np.append(some, np.argmax(np.abs(places).max(axis=1)))
        jets = [self._landscape.jet(place) for place in places[some]]
        errors = [
            jet.value_error + float(np.abs(jet.gradient).max()) * _last_digit(place) * len(place)
            + 8.0 * float(np.abs(jet.hessian).sum()) * _last_digit(place) ** 2
            for jet, place in zip(jets, places[some], strict=True)
        ]  # fmt: skip
        return 2.0 * max(errors)

    def _named(self, feet: Feet, code: int, slack: float, of: Mask) -> Found:
        """Return a set that is proved, with the nature of its points as far as that is known."""
        first = int(np.flatnonzero(of)[0])
        place = feet.places[first]
        level = 0.0 if feet.is_zero[first] else float(self._landscape.value(place[np.newaxis])[0])
        if code < OPEN:
            return EndSet(NATURES[code], level, slack, True), of, place
        found = asked(self._landscape, feet.places[of], self._alike)
        nature = found.nature
        if nature is not Nature.UNDECIDED and float(np.ptp(feet.places[of], axis=0).max()) <= self._alike:
            return EndSet(nature, level, slack, True), of, place
        if nature is Nature.UNDECIDED:
            nature = beside(self._landscape, feet.places[of], feet.across[of], self._alike, slack)
        # What some of its points are is no proof for all of them.
        return EndSet(nature, level, slack, nature is Nature.UNDECIDED), of, place

    def _recognised(self, points: Floats, members: Mask) -> Iterator[Found]:
        """Yield sets that the formula does not show: f is critical, to the last digits, far along the kernel of H."""
        rows = np.flatnonzero(members)
        if not len(rows):
            return
        feet = feet_across(self._landscape, points[rows], _STILL * BESIDE * self._alike)
        is_near = (np.abs(feet - points[rows]) <= self._alike).all(axis=1)
        rows, feet = rows[is_near], feet[is_near]
        goes_on = self._goes_on(feet)
        rows, feet = rows[goes_on], feet[goes_on]
        if not len(rows) or float(np.ptp(feet, axis=0).max()) < _LEAST * self._alike:
            return
        n = feet.shape[1]
        codes = codes_across(self._landscape, feet, np.full(len(feet), n - 1), BESIDE * self._alike)
        for code in range(OPEN + 1):
            for slack, of in self._levels(feet, codes == code, is_zero=False):
                answer = asked(self._landscape, feet[of], self._alike)
                if answer.isolated:
                    continue
                nature = NATURES[code] if code < OPEN else answer.nature
                if answer.nature not in (nature, Nature.UNDECIDED):
                    nature = Nature.UNDECIDED
                place = feet[int(np.flatnonzero(of)[0])]
                mask = np.zeros(len(points), dtype=np.bool_)
                mask[rows[of]] = True
                level = float(self._landscape.value(place[np.newaxis])[0])
                yield EndSet(nature, level, slack, False), mask, place

    def _goes_on(self, feet: Floats) -> Mask:
        """Return from which points a set goes on along the kernel of H, both ways: by numbers, not proved."""
        if not len(feet):
            return np.zeros(0, dtype=np.bool_)
        w, V = np.linalg.eigh(np.nan_to_num(self._landscape.hessian(feet)))
        order = np.argsort(np.abs(w), axis=1)
        size = np.abs(w).max(axis=1)
        least = np.take_along_axis(np.abs(w), order[:, :1], axis=1)[:, 0]
        goes_on: Mask = np.asarray((least <= SINGULAR * size) & (size > 0.0))
        along = np.take_along_axis(V, order[:, np.newaxis, :1], axis=2)[:, :, 0]
        for share in _ALONG:
            way = share * self._alike
            for side in (way, -way):
                rows = np.flatnonzero(goes_on)
                if not len(rows):
                    return goes_on
                start = feet[rows] + side * along[rows]
                there = feet_across(self._landscape, start, _STILL * BESIDE * self._alike)
                goes_on[rows] = self._is_critical(there) & (np.abs(there - start) <= _BACK * way).all(axis=1)
        return goes_on

    def _is_critical(self, places: Floats) -> Mask:
        """Return where the gradient is zero as far as its rounding errors and the last digits of the place tell."""
        with np.errstate(all="ignore"):
            jets = self._landscape.jets(places)
            digits = 4.0 * np.spacing(np.abs(places).max(axis=1, keepdims=True))
            least = jets.gradient_errors + np.abs(jets.hessians).sum(axis=2) * digits
            return np.asarray((np.abs(jets.gradients) <= least).all(axis=1))


def _last_digit(place: Floats) -> float:
    return 4.0 * float(np.spacing(np.abs(place).max()))
