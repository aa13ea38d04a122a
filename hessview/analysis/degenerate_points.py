"""Degenerate points found while boxes still wait, each proved to be alone in a box, so that no box there need wait.

The boxes around such a point become more and more as they become narrower, the flatter f is, and none of them can be
settled. But where the place is known exactly, and it is proved that no other critical point is near
(`germs.isolation`), all of them are settled at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_search import Boxes
from hessview.analysis.critical_point import CriticalPoint
from hessview.analysis.point_list import upright
from hessview.analysis.verdict import Kind
from hessview.calculus.made_once import made_once
from hessview.language.compile import FloatArithmetic, Tape

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.boxes.box_search import BoxSearch
    from hessview.analysis.exact_places import ExactPlace
    from hessview.analysis.isolated_places import IsolatedPlaces
    from hessview.calculus.ball_jet import BallProgram
    from hessview.landscapes.from_expression import ExpressionLandscape
    from hessview.language.expression import Expression

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_NARROW = (0.0, 2.0**-8, 2.0**-9, 2.0**-6, 2.0**-5, 2.0**-5, 2.0**-5)
"""By the number of variables: boxes that narrow, as a share of the whole, are looked at when they still wait."""

_NARROWER = 2.0**-3
_AROUND, _REACH = 2.0**-6, 2.0**-4
"""Shares of the whole: boxes so near to one belong to the same point, and so far it may be from them."""

_MOST_STARTS, _MOST_WASTED = 12, 3
"""So many times it is tried with boxes of one width, and so many times in vain after much work."""


class DegeneratePoints:
    """Finds the degenerate points of one search.

    Parameters
    ----------
    landscape
        What is searched.
    search
        Whose boxes wait.
    program
        Gives the derivatives in balls, once they are wanted.
    pause
        Called every few milliseconds; what it raises ends the search.

    Attributes
    ----------
    points
        Those in the box that is searched.
    """

    def __init__(
        self,
        landscape: ExpressionLandscape,
        search: BoxSearch,
        program: Callable[[], BallProgram],
        pause: Callable[[], None],
    ) -> None:
        self._landscape, self._search = landscape, search
        self._program, self._pause = program, pause
        self._size = search.upper - search.lower
        self._look_at = _NARROW[len(self._size)]
        self._zones: list[Floats] = []
        self.points: list[CriticalPoint] = []

    @made_once
    def _places(self) -> IsolatedPlaces:
        from hessview.analysis.isolated_places import IsolatedPlaces

        return IsolatedPlaces(self._landscape.formula, self._program(), (_REACH * self._size).tolist())

    def take_out(self) -> None:
        """Take boxes around degenerate points out of those that wait, and look for such points when they are narrow."""
        waiting = self._search.waiting
        if not len(waiting):
            return
        if self._zones:
            waiting = self._unsettled(waiting)
        widest = float(((waiting.upper - waiting.lower) / self._size[:, None]).max(initial=0.0))
        if 0.0 < widest <= self._look_at:
            self._look_at = widest * _NARROWER
            waiting = self._look(waiting)
        if self._zones:
            self._search.set_waiting(waiting)

    def take_out_stuck(self) -> None:
        """Do the same with boxes that are too narrow to be halved."""
        left = self._search.left
        if left.stuck:
            stuck = self._look(self._unsettled(Boxes.joined(left.stuck, len(self._size))))
            left.stuck = [stuck] if len(stuck) else []

    def _unsettled(self, boxes: Boxes) -> Boxes:
        """Return the boxes that are not around a degenerate point."""
        return boxes.where(~self._settled(boxes))

    def _settled(self, boxes: Boxes) -> Mask:
        inside = np.zeros(len(boxes), dtype=np.bool_)
        for zone in self._zones:
            inside |= ((boxes.lower >= zone[:, :1]) & (boxes.upper <= zone[:, 1:])).all(axis=0)
        return inside

    def _look(self, boxes: Boxes) -> Boxes:
        """Look for degenerate points in boxes, and return those that are not around one."""
        tried = np.zeros(len(boxes), dtype=np.bool_)
        starts = wasted = 0
        while not tried.all() and starts < _MOST_STARTS and wasted < _MOST_WASTED:
            self._pause()
            group = self._group(boxes, int(np.argmin(tried)))
            tried |= group
            low, high = boxes.lower[:, group].min(axis=1), boxes.upper[:, group].max(axis=1)
            place, in_vain = self._places.near((0.5 * (low + high)).tolist())
            if place is None or not self._add(place):
                starts += 1
                wasted += in_vain
                continue
            rest = ~self._settled(boxes)
            boxes, tried = boxes.where(rest), tried[rest]
        return boxes

    def _group(self, boxes: Boxes, k: int) -> Mask:
        """Return which boxes are near to the one with the number k."""
        near = _AROUND * self._size[:, None]
        touch = (boxes.lower <= boxes.upper[:, [k]] + near) & (boxes.upper >= boxes.lower[:, [k]] - near)
        return np.asarray(touch.all(axis=0))

    def _add(self, place: ExactPlace) -> bool:
        """Take in a place, and return whether it is new."""
        zone, enclosure = np.array(place.alone), np.array(place.enclosure)
        if any((zone == each).all() for each in self._zones):
            return False
        self._zones.append(zone)
        if ((enclosure[:, 1] >= self._search.lower) & (enclosure[:, 0] <= self._search.upper)).all():
            self.points.append(as_point(self._landscape, place, enclosure, zone))
        return True


def as_point(
    landscape: ExpressionLandscape, place: ExactPlace, enclosure: Floats, unique: Floats | None
) -> CriticalPoint:
    """Return the degenerate point at an exact place.

    Parameters
    ----------
    enclosure, unique
        Of the point, shape (n, 2).
    """
    x = np.array([_value(tree) for tree in place.coordinates])
    kernel = place.degenerate.kernel
    spectrum, vectors = _with_kernel(landscape.hessian(x), np.empty((len(x), 0)) if kernel is None else kernel)
    return CriticalPoint(
        x=x,
        enclosure=enclosure,
        unique=unique,
        value=float(landscape.value(x)),
        eigenvalues=spectrum,
        kind=Kind.DEGENERATE,
        nature=place.degenerate.nature,
        index=None,
        proved=True,
        reason=place.degenerate.reason,
        exact=place.text,
        degenerate=place.degenerate,
        eigenvectors=vectors,
    )


def _with_kernel(H: Floats, kernel: Floats) -> tuple[Floats, Floats]:
    """Return eigenvalues, ascending, and eigenvectors, columns, of H, of which the kernel is known."""
    z = kernel.shape[1]
    Q, _ = np.linalg.qr(kernel, mode="complete")
    across = Q[:, z:]
    w, V = np.linalg.eigh(across.T @ H @ across)
    values, vectors = np.concatenate((np.zeros(z), w)), np.column_stack((Q[:, :z], across @ V))
    order = np.argsort(values, kind="stable")
    return values[order], upright(vectors[:, order])


def _value(number: Expression) -> float:
    return float(Tape((number,), (), FloatArithmetic())(())[0])
