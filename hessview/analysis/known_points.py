"""The critical points that a search has found, asked by place: which one is here, and which one is nearest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Code, Kind, Nature, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoint
    from hessview.analysis.curvature import Curvature

Floats = NDArray[np.float64]

_BESIDE, _LAST_DIGITS = 1e-6, 4.0
"""How far from a point a probe may be that stands on it as far as doubles tell: a share of the box in which it is the
only one, and so many spacings of the coordinates."""

_CRITICAL = (Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE, Kind.DEGENERATE, Kind.UNDECIDED)


class KnownPoints:
    """Isolated critical points of one function, with their places side by side.

    Parameters
    ----------
    points
        Of the same n variables.
    """

    def __init__(self, points: Sequence[CriticalPoint]) -> None:
        self.points = tuple(points)
        self._x = np.array([point.x for point in self.points])
        self._enclosures = np.array([point.enclosure for point in self.points])
        # Beside a degenerate point nearly nothing tells of a gradient.
        regular = [None if point.index is None else point.unique for point in self.points]
        alone = [point.enclosure if box is None else box for point, box in zip(self.points, regular, strict=True)]
        self._widths = np.ptp(np.array(alone), axis=-1) if alone else np.empty((0, 0))
        # Of a degenerate point the enclosure is wide, and most of it is no critical point.
        self._is_tight = np.array([point.index is not None for point in self.points])

    def at(self, curvature: Curvature) -> CriticalPoint | None:
        """Return the point on which a probe stands; None if it stands on none.

        It does inside the enclosure of the point, and a little beside it where the numbers there tell of no gradient.
        """
        place = curvature.point
        if not self.points or not np.isfinite(place).all():
            return None
        low, high = self._enclosures[..., 0], self._enclosures[..., 1]
        exactly = (self._x == place).all(axis=1)
        within = ((low <= place) & (place <= high)).all(axis=1) & self._is_tight
        found = exactly | within
        if not found.any() and curvature.kind in _CRITICAL:
            # Where a coordinate is 0 its own spacing is none.
            near = _BESIDE * self._widths + _LAST_DIGITS * np.spacing(np.maximum(np.abs(self._x), np.abs(place)))
            found = (np.abs(self._x - place) <= near).all(axis=1)
        return self.points[int(np.argmax(found))] if found.any() else None

    def nearest(
        self, place: Sequence[float] | Floats, metric: Sequence[float] | Floats, radius: float = np.inf
    ) -> CriticalPoint | None:
        """Return the point nearest to `place`; None if there is none.

        Parameters
        ----------
        place
            n coordinates.
        metric
            Lengths that count as 1 along every axis, n numbers.
        radius
            How far it may be, in these lengths.
        """
        if not self.points:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            distances = np.linalg.norm((self._x - np.asarray(place)) / np.asarray(metric), axis=1)
        distances[np.isnan(distances)] = np.inf
        best = int(np.argmin(distances))
        return self.points[best] if distances[best] <= radius else None


def with_degenerate(curvature: Curvature, point: CriticalPoint) -> Curvature:
    """Return `curvature` with what a search knows of the degenerate point there, where it knows more.

    Its place is known exactly to the search, sqrt(2) say, and to the probe only as the nearest double.
    """
    known = point.degenerate
    if known is None or known.nature is Nature.UNDECIDED or curvature.kind is not Kind.DEGENERATE:
        return curvature
    if curvature.degenerate is not None and curvature.degenerate.nature is not Nature.UNDECIDED:
        return curvature
    open_ends = (Code.TOO_MUCH_EFFORT, known.reason.code)
    notes: tuple[Reason, ...] = tuple(note for note in curvature.notes if note.code not in open_ends)
    return replace(curvature, nature=known.nature, degenerate=known, notes=(known.reason, *notes))
