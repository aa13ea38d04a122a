"""Every critical point of f in a box, each proved or said not to be, with the whole box accounted for.

Boxes are searched by intervals (`box_search`); each point found is confirmed in ball arithmetic (`confirmation`), on
which existence, uniqueness and the signs of the eigenvalues of a proved point rest alone. What the search leaves over
is a degenerate point where exact arithmetic shows one, else it stays undecided.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_clusters import Cluster, clusters
from hessview.analysis.boxes.box_search import Boxes, BoxSearch, Found, distinct, refined
from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
from hessview.analysis.critical_sets import CriticalSet, constant_region, critical_set
from hessview.analysis.curvature import Kind, Nature
from hessview.analysis.rough_places import POINT, RoughPlace, rough_place
from hessview.analysis.verdict import Code, Reason
from hessview.calculus.interval_jet import IntervalJet, excludes_zero
from hessview.language.compile import FloatArithmetic, Tape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hessview.analysis.proof.closed_forms import ClosedForm
    from hessview.analysis.proof.confirmation import Confirmation
    from hessview.landscapes.from_expression import ExpressionLandscape
    from hessview.language.expression import Expression

Floats = NDArray[np.float64]

MOST_VARIABLES = 6

_BETWEEN_ANSWERS = 0.05
_FINE = (0.0, 2.0**-16, 2.0**-7, 2.0**-4, 2.0**-4, 2.0**-4, 2.0**-4)
"""By the number of variables: boxes that narrow, as a share of the whole, show what they lie along."""

_MANY, _LONG = 500, 12.0
"""Boxes that wait, and of a cluster the length in boxes, that make it look like a curve."""

_KEPT = 0.9
"""Of its extent a set keeps so much when its boxes become half as wide."""

_MOST_NAMED = 200
"""Points for which exact numbers are looked for: each takes a millisecond."""

_SCATTERED, _FEW = 16.0, 2000
"""Widths that boxes around one degenerate point may be apart."""


@dataclass(frozen=True)
class Limits:
    """When a search stops by itself.

    Attributes
    ----------
    seconds
        Of time.
    boxes
        That are looked at.
    waiting
        Boxes that wait at the same time: more are a sign of a set that is not isolated.
    """

    seconds: float = 10.0
    boxes: int = 5_000_000
    waiting: int = 60_000


def search(
    landscape: ExpressionLandscape,
    lower: Sequence[float] | Floats,
    upper: Sequence[float] | Floats,
    near: Sequence[float] | Floats | None = None,
    limits: Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Iterator[CriticalPoints]:
    """Yield what is known, from time to time; the last is the answer.

    A search is cancelled by not asking for more: between two answers lie milliseconds.

    Parameters
    ----------
    landscape
        Of 1 to 6 variables.
    lower, upper
        The box, shape (n,), finite, lower < upper.
    near
        Where to look first, shape (n,).
    limits
        When to stop.
    progress
        Called with the share that is done, every few hundredths of a second, also inside long stretches; what it
        raises ends the search.

    Raises
    ------
    ValueError
        If the box is none, has too many dimensions, or the formula is too large to be differentiated.
    """
    low, high = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if not 1 <= len(low) == len(high) == landscape.dimension <= MOST_VARIABLES:
        raise ValueError(f"a box of 1 to {MOST_VARIABLES} ranges is searched, one for each variable")
    if not (np.isfinite(low).all() and np.isfinite(high - low).all() and (low < high).all()):
        raise ValueError("the ranges of a box are finite, each from less to more")
    start = 0.5 * (low + high) if near is None else np.array(near, dtype=float)
    yield from _Search(landscape, low, high, start, limits or Limits()).run()


class _Search:
    """One search under way."""

    def __init__(
        self, landscape: ExpressionLandscape, lower: Floats, upper: Floats, near: Floats, limits: Limits
    ) -> None:
        self._landscape = landscape
        self._limits = limits
        self._near = near
        self._began = time.monotonic()
        self._jet = IntervalJet(landscape.program)
        self._search = BoxSearch(self._jet, lower, upper, near)
        self._found = Found(Boxes.joined([], len(lower)), Boxes.joined([], len(lower)))
        self._fresh: list[Found] = []
        self._state = CriticalPoints(lower, upper)
        self._looked_at = _FINE[len(lower)] * 2.0
        self._suspected: list[CriticalSet | RoughPlace] = []

    def run(self) -> Iterator[CriticalPoints]:
        """Yield what is known; see `search`."""
        stopped = False
        last = self._began
        for found in self._search.generations():
            if len(found.boxes):
                self._fresh.append(found)
            if time.monotonic() - last > _BETWEEN_ANSWERS:
                last = time.monotonic()
                yield self._known()
            self._look_for_sets()
            stopped = self._is_too_much()
            if stopped:
                break
        yield self._known()
        for k, confirmed in self._confirmed():
            points = list(self._state.points)
            points[k] = confirmed
            self._state = replace(self._state, points=tuple(points))
            if time.monotonic() - last > _BETWEEN_ANSWERS:
                last = time.monotonic()
                yield self._timed()
        self._explain_leftovers()
        self._state = replace(self._state, finished=not stopped)
        yield self._timed()

    def _is_too_much(self) -> bool:
        limits, search = self._limits, self._search
        return (
            time.monotonic() - self._began > limits.seconds
            or search.examined > limits.boxes
            or len(search.waiting) > limits.waiting
        )

    def _look_for_sets(self) -> None:
        """Take boxes along a curve or region of critical points out of the search, once it is known for one.

        It is looked at twice, the second time with narrower boxes: what holds a degenerate point has become smaller.
        """
        waiting, size = self._search.waiting, self._state.upper - self._state.lower
        if len(waiting) < _MANY:
            return
        share = float(((waiting.upper - waiting.lower) / size[:, None]).max())
        if share > 0.5 * self._looked_at:
            return
        self._looked_at = share
        rough = self._jet.first(waiting.lower, waiting.upper).marks != 0
        suspected: list[CriticalSet | RoughPlace] = []
        rest = []
        for is_rough in (False, True):
            for part in clusters(waiting.where(rough == is_rough), size):
                found = self._long(part, is_rough=is_rough) if part.length() >= _LONG else None
                if found is None or not self._was_suspected(found):
                    rest.append(part.boxes)
                    suspected += [] if found is None else [found]
                elif isinstance(found, CriticalSet):
                    self._state = replace(self._state, curves=(*self._state.curves, found))
                else:
                    self._search.left.rough.append(part.boxes)
        self._suspected = suspected
        self._search.set_waiting(Boxes.joined(rest, len(size)))

    def _long(self, part: Cluster, *, is_rough: bool) -> CriticalSet | RoughPlace | None:
        """Return what boxes lie along."""
        if is_rough:
            return rough_place(self._landscape, self._jet, part, self._state.upper - self._state.lower)
        return critical_set(self._landscape, part)

    def _was_suspected(self, found: CriticalSet | RoughPlace) -> bool:
        extent = found.upper - found.lower
        return any(
            (extent >= _KEPT * (before.upper - before.lower)).all()
            and (found.lower >= before.lower).all()
            and (found.upper <= before.upper).all()
            for before in self._suspected
        )

    def _timed(self) -> CriticalPoints:
        spent = time.monotonic() - self._began
        settled = 1.0 if self._state.finished else self._search.settled()
        return replace(self._state, boxes_examined=self._search.examined, seconds=spent, settled=settled)

    def _known(self) -> CriticalPoints:
        """Take in what was found, each point once, and return the state."""
        if self._fresh:
            n = len(self._state.lower)
            fresh = [Found(found.boxes, refined(self._jet, found)) for found in self._fresh]
            parts = [self._found, *fresh]
            boxes = Boxes.joined([part.boxes for part in parts], n)
            images = Boxes.joined([part.images for part in parts], n)
            low, high = self._state.lower[:, None], self._state.upper[:, None]
            here = np.flatnonzero(((images.upper >= low) & (images.lower <= high)).all(axis=0))
            found = Found(boxes.where(here), images.where(here))
            kept = distinct(found, found.images)
            distance = (np.abs(found.images.centre[:, kept] - self._near[:, None]) / (high - low)).max(axis=0)
            kept = kept[np.argsort(distance, kind="stable")]
            self._found = Found(found.boxes.where(kept), found.images.where(kept))
            self._fresh = []
            self._state = replace(self._state, points=tuple(self._unconfirmed()))
        return self._timed()

    def _unconfirmed(self) -> Iterator[CriticalPoint]:
        """Yield the points found, as the intervals found them."""
        images, boxes = self._found.images, self._found.boxes
        centre = images.centre.T
        values = self._landscape.value(centre)
        spectra, vectors = np.linalg.eigh(self._landscape.hessian(centre))
        vectors = _upright(vectors)
        for k, x in enumerate(centre):
            index = int((spectra[k] < 0.0).sum())
            yield CriticalPoint(
                x=x,
                enclosure=np.column_stack((images.lower[:, k], images.upper[:, k])),
                unique=np.column_stack((boxes.lower[:, k], boxes.upper[:, k])),
                value=float(values[k]),
                eigenvalues=spectra[k],
                eigenvectors=vectors[k],
                kind=_kind(index, len(x)),
                nature=_nature(index, len(x)),
                index=index,
                proved=False,
                reason=Reason(Code.NOT_CONFIRMED),
            )

    def _confirmed(self) -> Iterator[tuple[int, CriticalPoint]]:
        """Yield the points that balls confirm, with their places in the state."""
        # Balls take some time to be imported, and are wanted after the first answer.
        from hessview.analysis.proof.closed_forms import closed_form
        from hessview.analysis.proof.confirmation import Confirmer

        confirmer = Confirmer(self._landscape.formula)
        for k, point in enumerate(self._state.points):
            if time.monotonic() - self._began > self._limits.seconds:
                return
            unique = point.unique
            confirmation = None if unique is None else confirmer.confirm(unique[:, 0], unique[:, 1])
            if confirmation is not None:
                form = closed_form(confirmer, confirmation) if k < _MOST_NAMED else None
                yield k, _proved(confirmation, form, point.eigenvectors)

    def _explain_leftovers(self) -> None:
        """Say what the boxes are that the search could not settle."""
        size = self._state.upper - self._state.lower
        n = len(size)
        left = self._search.left
        rest = Boxes.joined([*left.stuck, self._search.waiting], n)
        rough = Boxes.joined([*left.rough, *left.edges], n)
        points, undecided, nonsmooth = list(self._state.points), [], []
        for cluster in clusters(rough, size):
            place = rough_place(self._landscape, self._jet, cluster, size)
            if place is None:
                undecided.append(np.column_stack((cluster.lower, cluster.upper)))
            else:
                nonsmooth.append(replace(place, may_hide=place.x is None and self._holds_rough(cluster)))
        for cluster in clusters(rest, size, _SCATTERED if len(rest) <= _FEW else 0.0):
            point = self._degenerate(cluster)
            if point is None:
                undecided.append(np.column_stack((cluster.lower, cluster.upper)))
            else:
                points.append(point)
        flat = [constant_region(part) for part in clusters(Boxes.joined(left.flat, n), size)]
        self._state = replace(
            self._state,
            points=tuple(points),
            curves=(*self._state.curves, *flat),
            nonsmooth=tuple(nonsmooth),
            undecided=tuple(undecided),
        )

    def _holds_rough(self, cluster: Cluster) -> bool:
        """Whether the gradient may vanish in some boxes of a cluster, which are not as narrow as a point."""
        wide = ((cluster.boxes.upper - cluster.boxes.lower) > POINT * (self._state.upper - self._state.lower)[:, None])
        first = self._jet.first(cluster.boxes.lower, cluster.boxes.upper)
        return bool((wide.any(axis=0) & ~excludes_zero(first.gradient).any(axis=0)).any())

    def _degenerate(self, cluster: Cluster) -> CriticalPoint | None:
        """Return the degenerate point of a cluster, if exact arithmetic shows one."""
        from hessview.analysis.exact_places import degenerate_in

        lower, upper = cluster.lower, cluster.upper
        place = degenerate_in(self._landscape.formula, lower.tolist(), upper.tolist())
        if place is None or place.degenerate.kernel is None or not place.degenerate.kernel.size:
            return None
        x = np.array([_value(tree) for tree in place.coordinates])
        spectrum, vectors = _with_kernel(self._landscape.hessian(x), place.degenerate.kernel)
        return CriticalPoint(
            x=x,
            enclosure=np.column_stack((lower, upper)),
            unique=None,
            value=float(self._landscape.value(x)),
            eigenvalues=spectrum,
            eigenvectors=vectors,
            kind=Kind.DEGENERATE,
            nature=place.degenerate.nature,
            index=None,
            proved=True,
            reason=place.degenerate.reason,
            exact=place.text,
            degenerate=place.degenerate,
        )


def _upright(vectors: Floats) -> Floats:
    """Return eigenvectors, columns of shape (..., n, n), each with its largest component positive."""
    size = np.abs(vectors)
    lead = (size >= size.max(axis=-2, keepdims=True) * (1.0 - 1e-9)).argmax(axis=-2)
    return np.asarray(np.where(np.take_along_axis(vectors, lead[..., None, :], axis=-2) < 0.0, -vectors, vectors) + 0.0)


def _with_kernel(H: Floats, kernel: Floats) -> tuple[Floats, Floats]:
    """Return eigenvalues, ascending, and eigenvectors, columns, of H, of which the kernel is known."""
    z = kernel.shape[1]
    Q, _ = np.linalg.qr(kernel, mode="complete")
    across = Q[:, z:]
    w, V = np.linalg.eigh(across.T @ H @ across)
    values, vectors = np.concatenate((np.zeros(z), w)), np.column_stack((Q[:, :z], across @ V))
    order = np.argsort(values, kind="stable")
    return values[order], _upright(vectors[:, order])


def _value(number: Expression) -> float:
    return float(Tape((number,), (), FloatArithmetic())(())[0])


def _kind(index: int, n: int) -> Kind:
    if index == 0:
        return Kind.MINIMUM
    return Kind.MAXIMUM if index == n else Kind.SADDLE


def _nature(index: int, n: int) -> Nature:
    if index == 0:
        return Nature.MINIMUM
    return Nature.MAXIMUM if index == n else Nature.NOT_AN_EXTREMUM


def _proved(confirmation: Confirmation, form: ClosedForm | None, eigenvectors: Floats | None) -> CriticalPoint:
    n, index = len(confirmation.x), confirmation.index
    eigenvalues, errors = confirmation.eigenvalues, np.ptp(confirmation.eigenvalue_enclosures, axis=1)
    k = {Kind.MINIMUM: 0, Kind.MAXIMUM: n - 1}.get(confirmation.kind)
    low, high = confirmation.value_enclosure
    values = (index, n) if k is None else (float(eigenvalues[k]), float(errors[k]))
    return CriticalPoint(
        x=confirmation.x,
        enclosure=confirmation.enclosure,
        unique=confirmation.box,
        value=0.0 if low <= 0.0 <= high else confirmation.value,
        eigenvalues=eigenvalues,
        eigenvectors=eigenvectors,
        kind=confirmation.kind,
        nature=_nature(index, n),
        index=index,
        proved=True,
        reason=Reason(Code(confirmation.kind.value), values),
        exact=form.text if form is not None and form.proved else None,
        suspected=form.text if form is not None and form.proved is None else None,
    )
