"""Branch and bound for critical points: boxes are proved empty, proved to hold exactly one, or halved.

Breadth first and on whole arrays: a generation of boxes takes one pass of the derivative program for all of them.
What can be neither proved nor halved any more is left over, to be explained by others: degenerate points, curves of
critical points, places where f is not smooth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_contraction import contract
from hessview.calculus.interval_jet import excludes_zero

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.calculus.interval_jet import IntervalJet

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FIRST_BOXES = 64
_MOST_AT_ONCE, _FEWEST_AT_ONCE = 4096, 64
_OPERATIONS, _OVERHEAD = 250_000, 40
"""In a generation of boxes, and of every box besides the function's: some ten milliseconds, in which nobody can end the
search. Nothing is measured, so that the same search always goes the same way."""

_CONTRACTING = 0.5
"""An image so much narrower than its box is looked at again, a little widened, before the box is halved."""

_INFLATION = 0.125
_NARROWEST = 2.0**-30
"""Of the first box: boxes that narrow are not halved again."""

_ROUNDING = 2.0**-46
"""Of the coordinates: boxes narrower than that are mostly rounding errors."""

_ALMOST_ALL = 1.0 - 2.0**-53
_ALIKE, _LEAST = 2.0**-30, 1e-200

_SMOOTH_ENOUGH = 2.0**-7
"""Of the first box: as well as that a place is found where f is not smooth and cannot be critical."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """m boxes in n dimensions.

    Attributes
    ----------
    lower, upper
        Shape (n, m).
    """

    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return int(self.lower.shape[1])

    def where(self, which: NDArray[np.generic] | slice) -> Boxes:
        """Return some of them, by mask, indices or a slice."""
        return Boxes(self.lower[:, which], self.upper[:, which])

    @property
    def centre(self) -> Floats:
        """Points inside, shape (n, m)."""
        return 0.5 * self.lower + 0.5 * self.upper

    @classmethod
    def joined(cls, parts: list[Boxes], n: int) -> Boxes:
        """Return all boxes of all parts."""
        if not parts:
            return cls(np.empty((n, 0)), np.empty((n, 0)))
        return cls(np.concatenate([p.lower for p in parts], axis=1), np.concatenate([p.upper for p in parts], axis=1))


@dataclass(frozen=True, slots=True)
class Found:
    """Boxes each of which holds exactly one critical point, a regular one.

    Attributes
    ----------
    boxes
        In which it is the only one.
    images
        Narrower boxes that hold it, each inside its box.
    """

    boxes: Boxes
    images: Boxes


@dataclass
class Leftovers:
    """What could be neither proved nor halved any more; lists of `Boxes`.

    Attributes
    ----------
    stuck
        f is smooth, its gradient may vanish.
    rough
        f may be not smooth or not defined, and its gradient may vanish or jump across 0.
    edges
        f may be not smooth or not defined, but its gradient does not vanish.
    flat
        f is constant in them.
    is_undefined
        Whether there were boxes in all of which f is not defined: these are empty.
    """

    flat: list[Boxes] = field(default_factory=list)
    stuck: list[Boxes] = field(default_factory=list)
    rough: list[Boxes] = field(default_factory=list)
    edges: list[Boxes] = field(default_factory=list)
    is_undefined: bool = False

    @property
    def is_smooth(self) -> bool:
        """Whether f is defined and its gradient continuous in all that is not waiting."""
        return not (self.rough or self.edges or self.is_undefined)


class BoxSearch:
    """One search of a box.

    Parameters
    ----------
    jet
        Encloses the derivatives.
    lower, upper
        The box, shape (n,).
    near
        Boxes near this point come first where there are too many to be treated at once; shape (n,).
    pause
        Called every few milliseconds; what it raises ends the search.
    """

    def __init__(
        self,
        jet: IntervalJet,
        lower: Floats,
        upper: Floats,
        near: Floats | None = None,
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self._jet = jet
        self._pause = pause
        self._at_once = int(np.clip(_OPERATIONS / (jet.cost + _OVERHEAD), _FEWEST_AT_ONCE, _MOST_AT_ONCE))
        self.lower, self.upper = lower, upper
        self._size = upper - lower
        self._near = 0.5 * (lower + upper) if near is None else near
        self.left = Leftovers()
        self.examined = 0
        self._waiting = [self._grid()]

    @property
    def waiting(self) -> Boxes:
        """Boxes still to be looked at."""
        return Boxes.joined(self._waiting, len(self.lower))

    def count_waiting(self) -> int:
        """Return how many boxes are still to be looked at."""
        return sum(map(len, self._waiting))

    def settled(self) -> float:
        """Return the share of the box that waits no more, from 0 to a little less than 1."""
        waiting = self.waiting
        low, high = np.maximum(waiting.lower.T, self.lower), np.minimum(waiting.upper.T, self.upper)
        shares = (np.maximum(high - low, 0.0) / self._size).prod(axis=1)
        return float(min(max(1.0 - shares.sum(), 0.0), _ALMOST_ALL))

    def set_waiting(self, boxes: Boxes) -> None:
        """Replace what is still to be looked at."""
        self._waiting = [boxes] if len(boxes) else []

    def generations(self) -> Iterator[Found]:
        """Yield what each generation of boxes found, until there is none left."""
        while self._waiting:
            boxes = self._next()
            self.examined += len(boxes)
            yield self._generation(boxes)

    def _grid(self) -> Boxes:
        """Return the box cut into some, all alike."""
        n = len(self.lower)
        parts = max(2, round(_FIRST_BOXES ** (1.0 / n)))
        cuts = [self.lower[i] + self._size[i] * (np.arange(parts + 1) / parts) for i in range(n)]
        for i, cut in enumerate(cuts):
            cut[0], cut[-1] = self.lower[i], self.upper[i]
        low = np.meshgrid(*(cut[:-1] for cut in cuts), indexing="ij")
        high = np.meshgrid(*(cut[1:] for cut in cuts), indexing="ij")
        return Boxes(np.array([a.ravel() for a in low]), np.array([a.ravel() for a in high]))

    def _next(self) -> Boxes:
        boxes = self.waiting
        if len(boxes) <= self._at_once:
            self._waiting = []
            return boxes
        # The widest first, so that all of the box is known equally well; among these the nearest.
        share = ((boxes.upper - boxes.lower) / self._size[:, None]).max(axis=0)
        distance = (np.abs(boxes.centre - self._near[:, None]) / self._size[:, None]).max(axis=0)
        rank = distance / (1.0 + distance) - np.round(np.log2(np.maximum(share, 1e-300)))
        order = np.argpartition(rank, self._at_once)
        self._waiting = [boxes.where(order[self._at_once :])]
        return boxes.where(order[: self._at_once])

    def _generation(self, boxes: Boxes) -> Found:
        first = self._jet.first(boxes.lower, boxes.upper)
        rough = np.asarray(first.marks != 0)
        empty = np.asarray(excludes_zero(first.gradient).any(axis=0))
        nowhere = np.isnan(first.value[1])
        self._pause()
        if rough.any():
            self.left.is_undefined |= bool(nowhere.any())
            self._sort_rough(boxes, np.asarray(rough & ~nowhere), empty)
        flat = ~rough & ~nowhere & ~first.gradient.any(axis=(0, 1))
        if flat.any():
            self.left.flat.append(boxes.where(flat))
        boxes = boxes.where(~rough & ~empty & ~nowhere & ~flat)
        if not len(boxes):
            return Found(boxes, boxes)
        return self._try(boxes)

    def _sort_rough(self, boxes: Boxes, rough: Mask, empty: Mask) -> None:
        share = ((boxes.upper - boxes.lower) / self._size[:, None]).max(axis=0)
        edge = rough & empty
        fine = edge & (share <= _SMOOTH_ENOUGH)
        if fine.any():
            self.left.edges.append(boxes.where(fine))
        self._halve(boxes.where(edge & ~fine))
        self._halve(boxes.where(rough & ~empty), self.left.rough)

    def _try(self, boxes: Boxes) -> Found:
        """Apply the test; what it does not settle waits again, narrowed or halved."""
        centre = boxes.centre
        radius = np.maximum(boxes.upper - centre, centre - boxes.lower) * (1.0 + 2.0**-50)
        over = self._jet.second(boxes.lower, boxes.upper)
        self._pause()
        image = contract(self._jet.first(centre, centre), over, radius)
        smooth = over.marks == 0
        inside = image.is_inside & smooth
        with np.errstate(invalid="ignore", over="ignore"):
            low, high = centre + image.shift - image.reach, centre + image.shift + image.reach
            around = np.abs(low) + np.abs(high)
            low, high = low - 2.0**-51 * around, high + 2.0**-51 * around
        found = Found(boxes.where(inside), Boxes(low[:, inside], high[:, inside]))
        open_ = ~inside & ~(image.is_empty & smooth)
        contracting = open_ & smooth & (image.rate < _CONTRACTING)
        if contracting.any():
            self._waiting.append(self._widened(Boxes(
                np.maximum(low, boxes.lower)[:, contracting], np.minimum(high, boxes.upper)[:, contracting])))
        halved = open_ & ~contracting
        use = np.isfinite(low) & np.isfinite(high) & smooth
        narrowed = Boxes(np.where(use, np.fmax(low, boxes.lower), boxes.lower),
                         np.where(use, np.fmin(high, boxes.upper), boxes.upper))
        rest = narrowed.where(halved)
        self._halve(rest, self.left.stuck, over.hessian[:, :, halved])
        return found

    def _widened(self, boxes: Boxes) -> Boxes:
        margin = _INFLATION * (boxes.upper - boxes.lower) + _ROUNDING * np.maximum(abs(boxes.lower), abs(boxes.upper))
        return Boxes(boxes.lower - margin, boxes.upper + margin)

    def _halve(self, boxes: Boxes, stuck: list[Boxes] | None = None, hessian: Floats | None = None) -> None:
        """Let the halves wait; boxes too narrow to be halved go to `stuck`."""
        if not len(boxes):
            return
        widths = boxes.upper - boxes.lower
        scale = np.maximum(np.abs(boxes.lower), np.abs(boxes.upper))
        share = widths / self._size[:, None]
        share[widths <= 8.0 * _ROUNDING * scale] = 0.0
        if stuck is not None:
            narrow = share.max(axis=0) <= _NARROWEST
            if narrow.any():
                stuck.append(boxes.where(narrow))
                boxes, share = boxes.where(~narrow), share[:, ~narrow]
                hessian = None if hessian is None else hessian[:, :, ~narrow]
        if not len(boxes):
            return
        axis = np.argmax(share if hessian is None else _smear(hessian, share, self._size), axis=0)
        column = np.arange(len(boxes))
        middle = 0.5 * boxes.lower[axis, column] + 0.5 * boxes.upper[axis, column]
        low, high = boxes.lower.copy(), boxes.upper.copy()
        low[axis, column], high[axis, column] = middle, middle
        self._waiting += [Boxes(boxes.lower, high), Boxes(low, boxes.upper)]


def _smear(hessian: Floats, share: Floats, size: Floats) -> Floats:
    """Return how much each coordinate makes the gradient vary, shape (n, m).

    R. B. Kearfott, Rigorous Global Search: Continuous Problems, Kluwer 1996, section 4.3.2.
    """
    n = len(size)
    entries = np.maximum(np.abs(hessian[:, 0]), np.abs(hessian[:, 1]))
    total = np.zeros_like(share)
    for place, (i, j) in enumerate(zip(*np.triu_indices(n), strict=True)):
        total[j] = np.fmax(total[j], entries[place] * share[j] * size[j])
        total[i] = np.fmax(total[i], entries[place] * share[i] * size[i])
    total[~np.isfinite(total)] = 1e300
    # Of coordinates on which the gradient does not depend the widest.
    total += _ALIKE * (total.max(axis=0) + _LEAST) * share / share.max(axis=0)
    # Nothing is ever halved that is far narrower than the rest.
    total[share < 2.0**-6 * share.max(axis=0)] = -1.0
    return total
