"""The isolated critical points that a search has found so far, each once, the nearest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_search import Boxes, Found
from hessview.analysis.boxes.found_boxes import distinct, indices, refined
from hessview.analysis.critical_point import CriticalPoint
from hessview.analysis.verdict import Code, Kind, Nature, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.analysis.proof.closed_forms import ClosedForm
    from hessview.analysis.proof.confirmation import Confirmation
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]

_SAME_SIZE = 1.0 - 1e-9


class PointList:
    """Regular points as the intervals found them, and as balls confirmed them.

    Parameters
    ----------
    landscape, jet
        Of one formula.
    box
        The box that is searched, of which nothing is known yet.
    near
        Where the list begins, shape (n,).
    pause
        Called every few milliseconds; what it raises ends the search.

    Attributes
    ----------
    points
        All that were taken in, the nearest first.
    """

    def __init__(
        self,
        landscape: ExpressionLandscape,
        jet: IntervalJet,
        box: CriticalPoints,
        near: Floats,
        pause: Callable[[], None],
    ) -> None:
        self._landscape, self._jet = landscape, jet
        self._lower, self._upper, self._near = box.lower[:, None], box.upper[:, None], near[:, None]
        self._size = box.upper - box.lower
        self._pause = pause
        self._fresh: list[Found] = []
        self._found = _joined([], len(near))
        self.points: list[CriticalPoint] = []

    def count(self) -> int:
        """Return how many points there are, those that were not taken in yet counted as often as they were found."""
        return len(self.points) + sum(len(found.boxes) for found in self._fresh)

    def add(self, found: Found) -> None:
        """Keep what a generation found, to be taken in later."""
        if len(found.boxes):
            self._fresh.append(found)

    def take_in(self) -> None:
        """Take in what was added: each point once."""
        if not self._fresh:
            return
        fresh = _joined(self._fresh, len(self._size))
        self._fresh = []
        fresh = Found(fresh.boxes, refined(self._jet, fresh, self._pause))
        here = (fresh.images.upper >= self._lower) & (fresh.images.lower <= self._upper)
        fresh = _some(fresh, np.flatnonzero(here.all(axis=0)))
        known = len(self.points)
        kept = distinct(_joined([self._found, fresh], len(self._size)), self._size)
        fresh = _some(fresh, kept[kept >= known] - known)
        self._found = _joined([self._found, fresh], len(self._size))
        self.points += self._as_points(fresh)
        self._sort()

    def confirm(self, k: int, confirmation: Confirmation) -> None:
        """Replace what intervals said of a point by what balls say."""
        self.points[k] = _confirmed(self.points[k], confirmation)

    def name(self, k: int, form: ClosedForm) -> None:
        """Say what a point is in exact numbers, or, as long as that is not verified, what it may be."""
        exact, suspected = (form.text, None) if form.proved else (None, form.text)
        self.points[k] = replace(self.points[k], exact=exact, suspected=suspected)

    def settle(self) -> None:
        """Leave out what confirmation has shown to lie outside the box, or to be the same point twice."""
        n = len(self._size)
        ends = np.array([point.enclosure for point in self.points]).reshape(-1, n, 2)
        alone = np.array([point.enclosure if point.unique is None else point.unique for point in self.points])
        alone = alone.reshape(-1, n, 2)
        images, boxes = (Boxes(each[..., 0].T, each[..., 1].T) for each in (ends, alone))
        here = (images.upper >= self._lower) & (images.lower <= self._upper)
        outside = set(np.flatnonzero(~here.all(axis=0)).tolist())
        kept = [k for k in distinct(Found(boxes, images), self._size).tolist() if k not in outside]
        if len(kept) < len(self.points):
            self.points = [self.points[k] for k in kept]

    def _sort(self) -> None:
        distance = (np.abs(self._found.images.centre - self._near) / self._size[:, None]).max(axis=0)
        order = np.argsort(distance, kind="stable")
        self._found = _some(self._found, order)
        self.points = [self.points[k] for k in order.tolist()]

    def _as_points(self, found: Found) -> list[CriticalPoint]:
        """Return the points found, as the intervals know them."""
        if not len(found.boxes):
            return []
        n = len(self._size)
        images, boxes = found.images, found.boxes
        centre = np.clip(images.centre, self._lower, self._upper).T
        enclosures, unique = (np.stack((part.lower.T, part.upper.T), axis=2) for part in (images, boxes))
        values, _, hessians = self._landscape.program.over(centre)
        values = np.broadcast_to(values, len(centre))
        self._pause()
        spectra, vectors = np.linalg.eigh(hessians)
        vectors = upright(vectors)
        known = indices(self._jet, images).tolist()
        reason = Reason(Code.NOT_CONFIRMED)
        return [
            CriticalPoint(
                x=centre[k],
                enclosure=enclosures[k],
                unique=unique[k],
                value=float(values[k]),
                eigenvalues=spectra[k],
                kind=_kind(index, n),
                nature=_nature(index, n),
                index=index if index >= 0 else None,
                proved=False,
                reason=reason,
                eigenvectors=vectors[k],
            )
            for k, index in enumerate(known)
        ]


def _joined(parts: list[Found], n: int) -> Found:
    return Found(Boxes.joined([part.boxes for part in parts], n), Boxes.joined([part.images for part in parts], n))


def _some(found: Found, which: NDArray[np.intp]) -> Found:
    return Found(found.boxes.where(which), found.images.where(which))


def upright(vectors: Floats) -> Floats:
    """Return eigenvectors, columns of shape (..., n, n), each with its largest component positive."""
    size = np.abs(vectors)
    lead = (size >= size.max(axis=-2, keepdims=True) * _SAME_SIZE).argmax(axis=-2)
    turned = np.take_along_axis(vectors, lead[..., None, :], axis=-2) < 0.0
    return np.asarray(np.where(turned, -vectors, vectors) + 0.0)


def _confirmed(point: CriticalPoint, confirmation: Confirmation) -> CriticalPoint:
    n, index = len(confirmation.x), confirmation.index
    eigenvalues, errors = confirmation.eigenvalues, np.ptp(confirmation.eigenvalue_enclosures, axis=1)
    k = {Kind.MINIMUM: 0, Kind.MAXIMUM: n - 1}.get(confirmation.kind)
    low, high = confirmation.value_enclosure
    values = (index, n) if k is None else (float(eigenvalues[k]), float(errors[k]))
    return replace(
        point,
        x=confirmation.x,
        enclosure=confirmation.enclosure,
        unique=confirmation.box,
        value=0.0 if low <= 0.0 <= high else confirmation.value,
        eigenvalues=eigenvalues,
        kind=confirmation.kind,
        nature=_nature(index, n),
        index=index,
        proved=True,
        reason=Reason(Code(confirmation.kind.value), values),
    )


def _kind(index: int, n: int) -> Kind:
    if index < 0:
        return Kind.UNDECIDED
    if index == 0:
        return Kind.MINIMUM
    return Kind.MAXIMUM if index == n else Kind.SADDLE


def _nature(index: int, n: int) -> Nature:
    if index < 0:
        return Nature.UNDECIDED
    if index == 0:
        return Nature.MINIMUM
    return Nature.MAXIMUM if index == n else Nature.NOT_AN_EXTREMUM
