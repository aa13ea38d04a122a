"""Which end every start of a picture leads to: a map of basins, coarse first, then finer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import curvature
from hessview.analysis.snapping import nearest_critical_point
from hessview.analysis.verdict import Kind, Nature
from hessview.optimizers.basin_sets import EndSet, EndSets
from hessview.optimizers.descend import Limits, chosen_for, ends_of
from hessview.optimizers.falling import falls_from, searches_lines
from hessview.optimizers.probing import Surroundings
from hessview.optimizers.set_feet import SHORT, critical_feet, is_on_the_way
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice
    from hessview.optimizers.ledger import Ends
    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded

Floats = NDArray[np.float64]
Labels = NDArray[np.int16]

NO_STEP, INFINITE, FAR, FALLS, UNDEFINED, NOT_YET, LEFT, UNFINISHED, DIVERGED, NOWHERE = range(-10, 0)
"""Labels of no end: the method has no step, f is not finite, farther than a run is followed, f keeps falling as far as
was looked, f is undefined at the start, not looked at, over the edge of the domain or to a point without a derivative,
still on the way at the step limit, far away where f and its gradient are larger, a small gradient but nowhere critical.
"""

_STRIDES = (8, 4, 2, 1)
_SAMPLES, _TYPICAL = 20, 0.5
"""Steps along a side between places where H is looked at for settings, and the share of them where it is smaller."""

_ALIKE = 1e-4
"""Ends nearer to each other than this part of the picture are one."""

_LONG = 30.0
"""How many times that long a step of Newton's method is from where there is no critical point."""

_GRADIENT = 1e-6
"""For the map a run has converged when the gradient is this part of its largest: which end it is, is plain by then."""

_STILL = 1e-3
"""Steps of Newton's method that are this part of the distance in which ends are one lead to the end."""

_WIDER = (1.0, 10.0, SHORT)
"""So far around an end a critical point is looked for, in distances within which ends are one: a run to a flat one
stops short of it, where the gradient is small long before."""

_MOST_ASKED = (12, 1000)
"""So many places are asked on one grid whether they are critical: where Newton's method moves on, and stands still."""

_SMALL = (Stop.CONVERGED, Stop.FLAT)
_ENDED = (*_SMALL, Stop.SMALL_SIMPLEX)
_LEAVES = (Stop.DOMAIN_EDGE, Stop.NO_DERIVATIVE)
_UNFINISHED = (Stop.STEP_LIMIT, Stop.TIME_LIMIT, Stop.CANCELLED)


@dataclass(frozen=True)
class BasinEnd:
    """A point at which runs end, or a set of such points.

    Attributes
    ----------
    point
        n coordinates, polished.
    kind
        What the Hessian decides there.
    of
        The set of critical points that it is one of; None: it is the only one near.
    nature
        What it is, also where H does not decide; None where that is not known.
    is_placed
        Whether the point is certainly there; else only rounding tells that it is critical.
    """

    point: tuple[float, ...]
    kind: Kind
    of: EndSet | None = None
    nature: Nature | None = None
    is_placed: bool = True


@dataclass(frozen=True, eq=False)
class BasinMap:
    """Where the starts of a grid lead.

    Attributes
    ----------
    s, t
        The plane coordinates of the columns and of the rows, shapes (nx,) and (ny,).
    labels
        Index of the end in `ends`, or one of the constants above; shape (ny, nx).
    steps
        How many steps each took, shape (ny, nx).
    ends
        The critical points found.
    stride
        Every so many-th column and row has been looked at.
    settings
        Names and numbers that are the same for all starts; other settings follow H from each start down.
    """

    s: Floats
    t: Floats
    labels: Labels
    steps: NDArray[np.int64]
    ends: tuple[BasinEnd, ...]
    stride: int
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def filled(self) -> Labels:
        """The labels with what is not looked at yet as the nearest that is, shape (ny, nx)."""
        ny, nx = self.labels.shape
        rows, columns = (np.minimum(np.arange(m) // self.stride * self.stride, m - 1) for m in (ny, nx))
        return self.labels[np.ix_(rows, columns)]

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many starts that have been looked at have each label."""
        labels, counts = np.unique(self.labels[self.labels != NOT_YET], return_counts=True)
        return dict(zip(labels.tolist(), counts.tolist(), strict=True))

    @cached_property
    def outlines(self) -> dict[int, Floats]:
        """Rings around the starts of each label that have been looked at, shape (k, 2) each; see `label_outlines`."""
        from hessview.analysis.fields.label_outlines import label_outlines

        rows, columns = (np.unique([*range(0, m, self.stride), m - 1]) for m in self.labels.shape)
        return label_outlines(self.s[columns], self.t[rows], self.filled[np.ix_(rows, columns)])


def basin_maps(
    method: Method | Recorded,
    landscape: Landscape,
    plane: Slice,
    grid: tuple[Floats, Floats],
    *,
    given: Mapping[str, float] | None = None,
    limits: Limits | None = None,
) -> Iterator[BasinMap]:
    """Yield the map of basins on ever finer grids, the last one whole; a cancelled one ends early.

    Parameters
    ----------
    plane
        The plane in R^n on which the starts lie.
    grid
        Its coordinates s, shape (nx,), and t, shape (ny,).
    given, limits
        As for `hessview.optimizers.descend.descend`; the gradient's share is the one for maps.
    """
    s, t = grid
    limits = Limits(steps=(limits or Limits()).steps, gradient=_GRADIENT, cancelled=(limits or Limits()).cancelled)
    labels = np.full((len(t), len(s)), NOT_YET, dtype=np.int16)
    steps = np.zeros(labels.shape, dtype=np.int64)
    found = _Found(landscape, method.name, _ALIKE * float(max(np.ptp(s), np.ptp(t))))
    for stride in _STRIDES:
        wanted = np.zeros(labels.shape, dtype=bool)
        wanted[::stride, ::stride] = True
        rows, columns = np.nonzero(wanted & (labels == NOT_YET))
        coordinates = [np.broadcast_to(c, labels.shape)[rows, columns] for c in plane.coordinates(s, t)]
        ends = ends_of(method, landscape, np.column_stack(coordinates), given, limits)
        if limits.cancelled is not None and limits.cancelled():
            return
        labels[rows, columns] = found.labels(ends, limits.cancelled or _never)
        steps[rows, columns] = ends.steps
        yield BasinMap(s, t, labels.copy(), steps.copy(), tuple(found.ends), stride, tuple((given or {}).items()))


def settings_for_all(
    method: Method | Recorded,
    landscape: Landscape,
    plane: Slice,
    grid: tuple[Floats, Floats],
    given: Mapping[str, float],
) -> dict[str, float]:
    """Return the settings of a map: what is given, and the rest as H suggests where it is of the median size.

    Steps of up to 2/L go down, so that those of 1/L for the median of L do nearly everywhere; those for the largest L,
    in a corner or beside a pole, would be too small for all the rest.

    Raises
    ------
    ValueError
        If a setting is not the method's, or out of bounds.
    """
    s, t = (axis[:: max(1, (len(axis) - 1) // _SAMPLES)] for axis in grid)
    places = np.broadcast_arrays(*plane.coordinates(s, t), np.zeros((len(t), len(s))))[:-1]
    starts = np.column_stack([part.ravel() for part in places])
    with np.errstate(all="ignore"):
        hessians = landscape.hessian(starts)
    usable = np.isfinite(hessians).all(axis=(1, 2))
    if not usable.any():
        return dict(given)
    starts, sizes = starts[usable], np.linalg.norm(hessians[usable], ord=2, axis=(1, 2))
    at = starts[np.argsort(sizes)[math.ceil(_TYPICAL * (len(sizes) - 1))]]
    chosen = chosen_for(method, landscape, at[np.newaxis], given, Surroundings(landscape, at[np.newaxis], 0))
    return {name: float(numbers[0]) for name, numbers in chosen.items() if np.isfinite(numbers[0])}


def _never() -> bool:
    return False


class _Found:
    """The ends found so far."""

    def __init__(self, landscape: Landscape, method: str, alike: float) -> None:
        self._landscape, self._method, self._alike = landscape, method, alike
        self._sets = EndSets(landscape, alike)
        self.ends: list[BasinEnd] = []

    def labels(self, ends: Ends, cancelled: Callable[[], bool]) -> Labels:
        """Return the label of every run; of those that are left when it is cancelled, that it is not known."""
        stops = np.array([_CLASSES[stop] for stop in ends.stops], dtype=np.int16)
        labels = np.where(stops == NOT_YET, NO_STEP, stops).astype(np.int16)
        labels[[stop in _ENDED for stop in ends.stops]] = NOWHERE
        waiting = stops == NOT_YET
        for number, end in enumerate(self.ends):
            if end.of is None:
                near = waiting & (np.abs(ends.points - end.point).max(axis=1) <= self._alike)
                labels[near] = number
                waiting &= ~near
        if searches_lines(self._method):
            without = np.array([stop is Stop.NO_DESCENT for stop in ends.stops]) & waiting
            rows = np.flatnonzero(without)
            rows = rows[falls_from(self._landscape, ends.points[rows])]
            labels[rows], waiting[rows] = FALLS, False
        short = np.array([stop in _SMALL for stop in ends.stops])
        reach = np.where(short, SHORT, 1.0) * self._alike
        self._take_sets(labels, ends.points, waiting, reach)
        waiting &= ~self._have_far_to_go(ends.points, waiting)
        self._take_points(labels, ends.points, waiting, reach, cancelled)
        return labels

    def _take_sets(self, labels: Labels, points: Floats, waiting: NDArray[np.bool_], reach: Floats) -> None:
        """Give the runs that end on sets of critical points the labels of those; they wait no longer."""
        rows = np.flatnonzero(waiting)
        for found, members, place in self._sets.among(points[rows], reach[rows]):
            labels[rows[members]] = self._number_of(found, tuple((place + 0.0).tolist()))
            waiting[rows[members]] = False

    def _take_points(
        self, labels: Labels, points: Floats, waiting: NDArray[np.bool_], reach: Floats, cancelled: Callable[[], bool]
    ) -> None:
        """Give the runs that end at isolated critical points the labels of those.

        Runs whose steps of Newton's method lead to one place are asked once; places to which none leads are few that
        are asked all the same.
        """
        rows = np.flatnonzero(waiting)
        feet, is_found = critical_feet(self._landscape, points[rows], reach[rows], _STILL * self._alike)
        feet = np.where(is_found[:, np.newaxis], feet, points[rows])
        left = np.ones(len(rows), dtype=np.bool_)
        asked = [0, 0]
        while left.any():
            if cancelled():
                labels[rows[left]] = NOT_YET
                return
            some = np.flatnonzero(left & is_found)
            if not len(some) or asked[True] >= _MOST_ASKED[True]:
                some = np.flatnonzero(left & ~is_found)
            if not len(some) or asked[bool(is_found[some[0]])] >= _MOST_ASKED[bool(is_found[some[0]])]:
                return  # no critical point was found
            foot = feet[some[0]]
            asked[bool(is_found[some[0]])] += 1
            place = self._critical_near(foot, float(reach[rows[some[0]]]))
            near = left & (np.abs(feet - foot).max(axis=1) <= self._alike)
            left &= ~near
            if place is None:
                continue
            near |= left & (np.abs(feet - place).max(axis=1) <= np.abs(foot - place).max())
            there = np.broadcast_to(place, points[rows[near]].shape)
            goes = is_on_the_way(self._landscape, points[rows[near]], there, self._alike, reach[rows[near]])
            if goes.any():
                labels[rows[near][goes]] = self._number(place)
                left[np.flatnonzero(near)[goes]] = False

    def _critical_near(self, foot: Floats, reach: float) -> tuple[float, ...] | None:
        """Return the critical point next to where runs end, as far as they may have stopped short of it."""
        for share in _WIDER:
            if share * self._alike <= reach:
                radii = [share * self._alike] * len(foot)
                place = nearest_critical_point(self._landscape, foot.tolist(), 1.0, radii)
                if place is not None:
                    return place
        return None

    def _number(self, point: tuple[float, ...]) -> int:
        """Return the number of the end that a critical point is."""
        known = [number for number, end in enumerate(self.ends) if end.of is None]
        if known:
            far = np.abs(np.array([self.ends[number].point for number in known]) - point).max(axis=1)
            if far.min() <= self._alike:
                return known[int(far.argmin())]
        found = curvature.at(self._landscape, point)
        is_placed = found.kind is not Kind.DEGENERATE or found.degenerate is not None
        self.ends.append(BasinEnd(point, found.kind, nature=found.nature, is_placed=is_placed))
        return len(self.ends) - 1

    def _number_of(self, found: EndSet, point: tuple[float, ...]) -> int:
        for number, end in enumerate(self.ends):
            if end.of is not None and end.of.is_same(found):
                return number
        self.ends.append(BasinEnd(point, Kind.DEGENERATE, found, found.nature))
        return len(self.ends) - 1

    def _have_far_to_go(self, points: Floats, waiting: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which runs that wait stand where a step of Newton's method is long: there is no critical point."""
        far = np.zeros(len(points), dtype=np.bool_)
        places = np.flatnonzero(waiting)
        with np.errstate(all="ignore"):
            gradients, hessians = self._landscape.slopes(points[places])[1], self._landscape.hessian(points[places])
            usable = np.isfinite(gradients).all(axis=1) & np.isfinite(hessians).all(axis=(1, 2))
            inverse = np.linalg.pinv(hessians[usable], rcond=1e-12, hermitian=True)
            steps = np.abs(np.einsum("kij,kj->ki", inverse, gradients[usable])).max(axis=1, initial=0.0)
        far[places[usable]] = steps > _LONG * self._alike
        return far


_CLASSES = MappingProxyType({
    **dict.fromkeys(Stop, NOT_YET), **dict.fromkeys(_LEAVES, LEFT), **dict.fromkeys(_UNFINISHED, UNFINISHED),
    Stop.DIVERGED: DIVERGED, Stop.FAR: FAR, Stop.NOT_FINITE: INFINITE, Stop.START_UNDEFINED: UNDEFINED,
})  # fmt: skip
