"""What the boxes hold that a search cannot settle: degenerate points, sets of critical points, places not smooth.

A curve of critical points, or of corners of f, keeps boxes along all of it; it is recognised, and taken out, before it
fills the memory. What is left over at the end is a degenerate point where exact arithmetic shows one, a place where f
is not smooth where the formula says so, else it stays undecided.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_clusters import Cluster, clusters
from hessview.analysis.boxes.box_search import Boxes
from hessview.analysis.critical_sets import CriticalSet, constant_region, critical_set
from hessview.analysis.degenerate_points import as_point
from hessview.analysis.rough_places import POINT, RoughPlace, flattens, rough_place
from hessview.analysis.set_proofs import with_proof
from hessview.calculus.interval_jet import UNDEFINED
from hessview.calculus.made_once import made_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.boxes.box_search import BoxSearch
    from hessview.analysis.critical_components import CriticalComponents
    from hessview.analysis.critical_point import CriticalPoint
    from hessview.analysis.pace import Pace
    from hessview.calculus.ball_jet import BallProgram
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FINE = (0.0, 2.0**-16, 2.0**-7, 2.0**-4, 2.0**-4, 2.0**-4, 2.0**-4)
"""By the number of variables: boxes that narrow, as a share of the whole, show what they lie along."""

_MANY, _LONG = 500, 12.0
"""Boxes that wait, and of a cluster the length in boxes, that make it look like a curve."""

_SPACIOUS, _MORE = 4, 4
"""From so many variables on sets fill the memory before their boxes are fine: what the formula says of them is asked
early, and again when so many times as many boxes wait."""

_HALF = 0.5 + 2.0**-20
"""Halved boxes are by a rounding error wider than a half."""

_KEPT = 0.9
"""Of its extent a set keeps so much when its boxes become half as wide."""

_HOPELESS, _TOO_MANY = 2.0**-9, 20_000
"""Boxes so narrow, and so many of them in one place that is no set, are given up, for the others to be settled."""

_SCATTERED, _FEW = 16.0, 20_000
"""Widths that boxes around one degenerate point may be apart."""

_AT_ONCE = 2048

_ALONG = (2.0**-12, 2.0**-20)
"""How far beside a point, as shares of the box, the gradient must not vanish for the point to be an isolated one."""

_LOOKED_AT = 4
"""Points of a set that is not proved, besides the outermost ones, that are looked at with many digits."""


@dataclass
class Explained:
    """What boxes were found to hold."""

    points: list[CriticalPoint] = field(default_factory=list)
    curves: list[CriticalSet] = field(default_factory=list)
    nonsmooth: list[RoughPlace] = field(default_factory=list)
    undecided: list[Floats] = field(default_factory=list)


class Unsettled:
    """Explains the boxes of one search.

    Parameters
    ----------
    landscape, jet
        Of one formula.
    search
        Whose boxes these are.
    pace
        Of the search.
    program
        Gives the derivatives in balls, once they are wanted.

    Attributes
    ----------
    sets
        Sets of critical points that were taken out of the search.
    """

    def __init__(
        self,
        landscape: ExpressionLandscape,
        jet: IntervalJet,
        search: BoxSearch,
        pace: Pace,
        *,
        program: Callable[[], BallProgram],
    ) -> None:
        self._landscape, self._jet = landscape, jet
        self._search, self._pace = search, pace
        self._program = program
        self._size = search.upper - search.lower
        self._looked_at = _FINE[len(self._size)] * 2.0
        self._suspected: list[CriticalSet | RoughPlace] = []
        self._given_up: list[Floats] = []
        self._asked_again = _MANY
        self.sets: list[CriticalSet] = []

    def take_out_sets(self) -> None:
        """Take boxes along a curve or region of critical points out of the search, once it is known for one.

        What keeps ever more boxes and is none is taken out, too, as undecided. A set is looked at twice, the second
        time with narrower boxes: what holds a degenerate point has become smaller.
        """
        self._take_out_early()
        waiting = self._search.waiting
        if len(waiting) < _MANY:
            return
        share = float(((waiting.upper - waiting.lower) / self._size[:, None]).max())
        if share > _HALF * self._looked_at:
            return
        self._looked_at = share
        rough = self._is_rough(waiting)
        before, self._suspected = self._suspected, []
        rest = []
        for is_rough in (False, True):
            for part in self._parts(waiting.where(rough == is_rough)):
                self._pace.pause()
                if not is_rough and part.lengths().max() >= _LONG and self._is_separated(part):
                    continue
                found = self._long(part, is_rough=is_rough) if part.lengths().max() >= _LONG else None
                if found is not None and not _was_there(found, part, before):
                    self._suspected.append(found)
                    rest.append(part.boxes)
                elif not self._is_taken_out(found, part) and not self._is_hopeless(found, part, share):
                    rest.append(part.boxes)
        self._search.set_waiting(Boxes.joined(rest, len(self._size)))

    def _take_out_early(self) -> None:
        """Of many variables, take out the sets that the formula allows, however wide their boxes are."""
        waiting = self._search.waiting
        if len(self._size) < _SPACIOUS or len(waiting) < self._asked_again:
            return
        self._asked_again = _MORE * len(waiting)
        rough = self._is_rough(waiting)
        parts = self._parts(waiting.where(~rough))
        rest = [waiting.where(rough), *(part.boxes for part in parts if not self._is_separated(part))]
        self._search.set_waiting(Boxes.joined(rest, len(self._size)))

    @made_once
    def _components(self) -> CriticalComponents | None:
        """All sets that the formula allows, where it is read."""
        from hessview.analysis.critical_components import components_of

        return components_of(self._landscape, self._jet, self._pace.pause)

    def _is_separated(self, part: Cluster) -> bool:
        """Take in all sets of a part, each by itself, if all that the formula allows there are proved."""
        components = self._components
        sets = None if components is None else components.sets_in(part, self._size)
        self.sets += sets or ()
        return sets is not None

    def _is_taken_out(self, found: CriticalSet | RoughPlace | None, part: Cluster) -> bool:
        """Take in what a part holds, if it is known."""
        if isinstance(found, CriticalSet):
            proved = with_proof(found, self._landscape.formula, self._jet, self._size, self._pace.pause)
            if not proved.proved and not self._vanishes_along(proved, part):
                return False
            self.sets.append(proved)
        elif found is not None:
            self._search.left.rough.append(part.boxes)
        return found is not None

    def _is_hopeless(self, found: CriticalSet | RoughPlace | None, part: Cluster, share: float) -> bool:
        """Give up what halving does not settle: what only looks like a set to doubles, what keeps too many boxes."""
        is_hopeless = share <= _HOPELESS and (found is not None or len(part.boxes) > _TOO_MANY)
        if is_hopeless:
            self._given_up.append(_hull(part))
        return is_hopeless

    def _vanishes_along(self, found: CriticalSet, part: Cluster) -> bool:
        """Whether the gradient vanishes at some points of a set, the outermost among them, far beyond doubles, too."""
        from hessview.analysis.proof.vanishing import vanishes_close_by

        points, width = found.points, (part.boxes.upper - part.boxes.lower).max(axis=1)
        spread = np.linspace(0, len(points) - 1, _LOOKED_AT).astype(np.intp)
        some = np.unique(np.concatenate((points.argmin(axis=0), points.argmax(axis=0), spread)))
        for x in points[some].tolist():
            self._pace.pause()
            if not vanishes_close_by(self._program(), x, width.tolist()):
                return False
        return True

    def _parts(self, boxes: Boxes, apart: float = 0.0) -> list[Cluster]:
        return clusters(boxes, self._size, apart, self._pace.pause)

    def _is_rough(self, boxes: Boxes) -> Mask:
        rough = np.zeros(len(boxes), dtype=np.bool_)
        for start in range(0, len(boxes), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            rough[part] = self._jet.first(boxes.lower[:, part], boxes.upper[:, part]).marks != 0
            self._pace.pause()
        return rough

    def _long(self, part: Cluster, *, is_rough: bool) -> CriticalSet | RoughPlace | None:
        """Return what boxes lie along."""
        if is_rough:
            return rough_place(self._landscape, self._jet, part, self._size)
        components = self._components
        # Of what is made of several systems of equations one name would hide all but one.
        if components is not None and components.count_in(part) > 1:
            return None
        found = critical_set(self._landscape, part, self._pace.pause)
        return found and replace(found, is_read=components is not None)

    def explained(self) -> Explained:
        """Return what is in the boxes that are left over; those that still wait are undecided."""
        n, left, found = len(self._size), self._search.left, Explained(curves=list(self.sets))
        self._name_rough(found)
        stuck = Boxes.joined(left.stuck, n)
        for cluster in self._parts(stuck, _SCATTERED if len(stuck) <= _FEW else 0.0):
            self._pace.pause()
            point = None if self._pace.is_over else self._degenerate(cluster)
            if point is None:
                found.undecided.append(_hull(cluster))
            else:
                found.points.append(point)
        found.undecided += self._given_up
        found.undecided += map(_hull, self._parts(self._search.waiting))
        flat = self._parts(Boxes.joined(left.flat, n))
        found.curves += (constant_region(self._landscape, part) for part in flat)
        return found

    def _name_rough(self, found: Explained) -> None:
        """Name what is not smooth; points at which the slope may vanish apart from the corner they lie on."""
        n, left = len(self._size), self._search.left
        rough = Boxes.joined(left.rough, n)
        points = [part for part in self._parts(rough) if ((part.upper - part.lower) <= POINT * self._size).all()]
        places = [part for part in self._parts(Boxes.joined([rough, *left.edges], n)) if not _is_among(part, points)]
        for cluster in (*points, *places):
            self._pace.pause()
            place = rough_place(self._landscape, self._jet, cluster, self._size)
            if place is None:
                found.undecided.append(_hull(cluster))
            else:
                found.nonsmooth.append(replace(place, may_hide=self._may_hide(place, cluster)))

    def _may_hide(self, place: RoughPlace, cluster: Cluster) -> bool:
        """Whether a cluster may hold points at which f has the derivative 0 although it is not smooth there.

        Of boxes as narrow as a point in which f may be undefined the point alone is asked.
        """
        lower, upper = cluster.boxes.lower, cluster.boxes.upper
        wide = ((upper - lower) > POINT * self._size[:, None]).any(axis=0)
        defined = self._jet.first(lower, upper).marks & UNDEFINED == 0
        if bool(((wide | defined) & self._jet.may_vanish(lower, upper)).any()):
            return True
        return place.x is not None and flattens(self._landscape, place.x, self._size)

    def _degenerate(self, cluster: Cluster) -> CriticalPoint | None:
        """Return the degenerate point of a cluster, if exact arithmetic shows one."""
        from hessview.analysis.exact_places import degenerate_in

        lower, upper = cluster.lower, cluster.upper
        place = degenerate_in(self._landscape.formula, lower.tolist(), upper.tolist())
        if place is None or place.degenerate.kernel is None or not place.degenerate.kernel.size:
            return None
        point = as_point(self._landscape, place, np.column_stack((lower, upper)), None)
        is_open = place.degenerate.isolated is None
        return None if is_open and self._goes_on(point.x, place.degenerate.kernel) else point

    def _goes_on(self, x: Floats, kernel: Floats) -> bool:
        """Whether the gradient vanishes beside a point, too: it is one of a set, and nothing singles it out."""
        steps = np.concatenate([sign * share * self._size * kernel.T for sign in (1, -1) for share in _ALONG])
        beside = self._landscape.gradient(x + steps)
        return bool((beside == 0.0).all(axis=1).any())


def _was_there(found: CriticalSet | RoughPlace, part: Cluster, before: list[CriticalSet | RoughPlace]) -> bool:
    """Whether it was there when the boxes were wider: across it it becomes narrower, along it it does not."""
    extent = found.upper - found.lower
    is_long = part.lengths() >= 0.5 * _LONG
    return any(
        (extent >= _KEPT * (each.upper - each.lower))[is_long].all()
        and (found.lower >= each.lower).all()
        and (found.upper <= each.upper).all()
        for each in before
    )


def _is_among(part: Cluster, others: list[Cluster]) -> bool:
    return any((part.lower == each.lower).all() and (part.upper == each.upper).all() for each in others)


def _hull(cluster: Cluster) -> Floats:
    return np.column_stack((cluster.lower, cluster.upper))
