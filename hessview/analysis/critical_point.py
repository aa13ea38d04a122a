"""What is known of the critical points in a box, and of each of them; plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.rough_places import RoughPlace
    from hessview.analysis.verdict import Kind, Nature, Reason

Floats = NDArray[np.float64]

MOST_WAITING = 60_000
"""Boxes that wait at the same time in a search that is not stopped."""


class Stop(StrEnum):
    """Why a search ended before its end."""

    TIME = "time"
    BOXES = "boxes"
    WAITING = "waiting boxes"
    POINTS = "points"
    CANCELLED = "cancelled"


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """An isolated critical point.

    Attributes
    ----------
    x, enclosure
        Nearest doubles, shape (n,), and pairs of doubles around the coordinates, shape (n, 2).
    unique
        In this box it is the only one, shape (n, 2); None if that is not proved.
    value, eigenvalues, eigenvectors
        Of f and of H there, the eigenvalues ascending, shape (n,), the eigenvectors as columns, shape (n, n).
    kind, nature, index
        What the Hessian decides, what the point is, and how many eigenvalues are negative (None if degenerate).
    proved
        Whether existence, and of a regular point uniqueness and the signs, are proved.
    reason
        Of the kind, or why it is not proved.
    exact
        The place in exact numbers, ``(sqrt(2)/2, 1)``, if it is known and verified.
    suspected
        What `exact` would be if it could be verified; until then it is not to be shown.
    degenerate
        Of a degenerate point: why it is what it is, and along which curves that shows.
    """

    x: Floats
    enclosure: Floats
    unique: Floats | None
    value: float
    eigenvalues: Floats
    kind: Kind
    nature: Nature
    index: int | None
    proved: bool
    reason: Reason
    exact: str | None = None
    degenerate: Degenerate | None = None
    eigenvectors: Floats | None = None
    suspected: str | None = None

    @property
    def degree(self) -> int | None:
        """The index of the gradient around the point: (-1)^index where regular; None if it is not known."""
        if self.index is not None:
            return -1 if self.index % 2 else 1
        return None if self.degenerate is None else self.degenerate.degree

    @property
    def witness(self) -> str | None:
        """Of a degenerate point: the curves along which f falls and rises, in words; None if there are none."""
        if self.degenerate is None:
            return None
        ways = (("falls", self.degenerate.witness_down), ("rises", self.degenerate.witness_up))
        words = "; ".join(f"f {verb} along {way.text}" for verb, way in ways if way is not None)
        return words or None


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """What is known about the critical points in a box; a search yields more and more of it.

    Attributes
    ----------
    lower, upper
        The box, shape (n,).
    points
        Isolated points, those nearest to where the search began first.
    curves
        Critical points that are not isolated, each set once.
    nonsmooth
        Places where f has no derivative or is not defined.
    undecided
        Boxes that could be neither proved empty nor accounted for, as pairs of shape (n, 2).
    finished
        Whether nothing is left to be looked at, confirmed or named; False also when a limit was reached.
    boxes_examined, seconds
        What it took.
    settled
        The share of the box that is accounted for, from 0 to 1; 1 only if that is all of it.
    winding
        How often the gradient turns along the border of the box, for n = 2 where that is known: an independent check.
    doubtful
        Whether the check failed for a larger box of which this one is a part.
    stopped
        Of a search that ended before its end: why; None while it goes on, and if nothing was left.
    """

    lower: Floats
    upper: Floats
    points: tuple[CriticalPoint, ...] = ()
    curves: tuple[CriticalSet, ...] = ()
    nonsmooth: tuple[RoughPlace, ...] = ()
    undecided: tuple[Floats, ...] = ()
    finished: bool = False
    boxes_examined: int = 0
    seconds: float = 0.0
    settled: float = 0.0
    winding: int | None = None
    doubtful: bool = False
    stopped: Stop | None = None

    @property
    def complete(self) -> bool:
        """Whether no critical point of the box is missing among `points` and `curves`.

        Points where f is not smooth are excepted, of the width of a double.
        """
        return self._is_all_known and not self.contradicted

    @property
    def index_sum(self) -> int | None:
        """The sum of the indices of the gradient at the points, (-1)^index where regular; None if one is not known."""
        if self.curves:
            return None
        total = 0
        for point in self.points:
            degree = point.degree
            if degree is None:
                return None
            total += degree
        return total

    @property
    def contradicted(self) -> bool:
        """Whether the winding number shows that a point is missing or wrong: a fault of the search."""
        index_sum = self.index_sum if self.winding is not None and self._is_all_known else None
        return self.doubtful or (index_sum is not None and index_sum != self.winding)

    @property
    def _is_all_known(self) -> bool:
        is_searched = self.finished or self.settled == 1.0
        may_hide = any(place.may_hide for place in self.nonsmooth) or any(each.may_hide for each in self.curves)
        return is_searched and not self.undecided and not may_hide and not self.isolation_is_open

    @property
    def isolation_is_open(self) -> bool:
        """Whether a point is not proved to be the only one in a box: others may be too close to be told from it."""
        return any(point.unique is None for point in self.points)

    def within(self, lower: Sequence[float] | Floats, upper: Sequence[float] | Floats) -> CriticalPoints:
        """Return the same claims for a smaller box: of everything what may lie in it.

        Sets, places and undecided regions are cut where the box ends; what is proved of a point stays as it is.
        What is undecided outside the smaller box does not keep it from being complete. A part of the border of the
        larger box says nothing of the smaller one, so there is no winding number.

        Parameters
        ----------
        lower, upper
            Shape (n,); only what lies in both boxes counts.
        """
        low, high = np.maximum(lower, self.lower), np.minimum(upper, self.upper)
        if np.array_equal(low, self.lower) and np.array_equal(high, self.upper):
            return self
        part = replace(
            self,
            lower=low,
            upper=high,
            points=self._points_within(low, high),
            winding=None,
            doubtful=self.contradicted,
        )
        return part.cut_to_box()

    def cut_to_box(self) -> CriticalPoints:
        """Return the same claims; of sets, places and undecided regions only what may lie in the box.

        A search looks a little beyond its box, so that what lies on its border is settled, too.
        """
        low, high = self.lower, self.upper
        return replace(
            self,
            curves=tuple(_cut(each, low, high) for each in self.curves if _covers_part(each, low, high)),
            nonsmooth=tuple(_cut(each, low, high) for each in self.nonsmooth if _covers_part(each, low, high)),
            undecided=_cut_boxes(self.undecided, low, high),
        )

    def _points_within(self, low: Floats, high: Floats) -> tuple[CriticalPoint, ...]:
        # All at once: a view that is dragged asks again and again, of thousands of points.
        enclosures = np.concatenate([point.enclosure for point in self.points] or [np.empty((0, 2))])
        enclosures = enclosures.reshape(len(self.points), len(low), 2)
        meets = ((enclosures[:, :, 0] <= high) & (enclosures[:, :, 1] >= low)).all(axis=1)
        return self.points if meets.all() else tuple(self.points[k] for k in np.flatnonzero(meets))

    def __iter__(self) -> Iterator[CriticalPoint]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)


Part = TypeVar("Part", "CriticalSet", "RoughPlace")


def _cut(found: Part, low: Floats, high: Floats) -> Part:
    """Return a set that meets [low, high] with the boxes around it cut there; itself if none reaches further."""
    if (found.lower >= low).all() and (found.upper <= high).all():
        return found
    cover = found.cover
    if cover is not None:
        meets = ((cover[:, :, 0] <= high) & (cover[:, :, 1] >= low)).all(axis=1)
        cover = np.clip(cover[meets], low[:, None], high[:, None])
    return replace(found, lower=np.clip(found.lower, low, high), upper=np.clip(found.upper, low, high), cover=cover)


def _cut_boxes(boxes: tuple[Floats, ...], low: Floats, high: Floats) -> tuple[Floats, ...]:
    """Return of boxes what meets [low, high]; those that reach no further are themselves."""
    if not boxes:
        return boxes
    a, b = np.moveaxis(np.array(boxes), 2, 0)
    meets, inside = ((a <= high) & (b >= low)).all(axis=1), ((a >= low) & (b <= high)).all(axis=1)
    return tuple(
        boxes[k] if inside[k] else np.clip(boxes[k], low[:, None], high[:, None]) for k in np.flatnonzero(meets)
    )


def _meet(a: Floats, b: Floats, low: Floats, high: Floats) -> bool:
    """Whether the boxes [a, b] and [low, high] have a point in common."""
    return bool(((a <= high) & (b >= low)).all())


def _covers_part(found: CriticalSet | RoughPlace, low: Floats, high: Floats) -> bool:
    """Whether a set may have a point in [low, high]: one of the boxes that hold it meets it."""
    if not _meet(found.lower, found.upper, low, high):
        return False
    cover = found.cover
    return cover is None or bool(((cover[:, :, 0] <= high) & (cover[:, :, 1] >= low)).all(axis=1).any())
