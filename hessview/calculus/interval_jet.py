"""Value, gradient and Hessian over many boxes at once: enclosures that hold whatever rounding does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.interval import BROKEN, UNDEFINED, Interval, IntervalArithmetic
from hessview.calculus.interval_forms import rewritten
from hessview.calculus.made_once import made_once
from hessview.calculus.smoothness import kink_words
from hessview.language.compile import Tape
from hessview.language.expression import Apply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.calculus.jet import JetProgram
    from hessview.language.expression import Expression

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

_MOST_MEETING = 4
"""Comparisons that may be undecided in one box and still every combination of them is tried."""

__all__ = ["BROKEN", "UNDEFINED", "Enclosures", "IntervalJet"]


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What f and its derivatives can be over m boxes.

    Attributes
    ----------
    value
        Shape (2, m): minus the lower end, and the upper end; nan where f is undefined in the whole box.
    gradient
        Shape (n, 2, m), like `value`.
    hessian
        Shape (k, 2, m), the upper triangle row by row, k = n (n + 1) / 2; k = 0 if only the gradient was asked for.
    marks
        Shape (m,), bits `UNDEFINED` and `BROKEN` of any of them: f may be not defined or not smooth somewhere.
    """

    value: Floats
    gradient: Floats
    hessian: Floats
    marks: NDArray[np.uint8]


class IntervalJet:
    """The derivative program of a formula over boxes.

    Parameters
    ----------
    program
        The formula's.

    Attributes
    ----------
    variables
        Of the formula.
    cost
        How many operations on intervals one jet takes.

    Raises
    ------
    ValueError
        If the formula is too large to be differentiated.
    """

    def __init__(self, program: JetProgram) -> None:
        if program.expressions is None:
            raise ValueError("the formula is too large to be differentiated")
        kinks = program.kinks
        made = rewritten((*program.expressions, *(kink.condition for kink in kinks)))
        self._expressions = [made[id(root)] for root in program.expressions]
        self._kinks = kinks
        self._comparisons = [made[id(kink.condition)] for kink in kinks]
        self.cost = program.size or 1
        self.variables = program.formula.variables

    @made_once
    def _first(self) -> Tape[Interval]:
        return self._tape(self._expressions[: 1 + len(self.variables)])

    @made_once
    def _second(self) -> Tape[Interval]:
        return self._tape(self._expressions)

    def first(self, lower: Floats, upper: Floats) -> Enclosures:
        """Return value and gradient over the boxes [lower, upper], each of shape (n, m)."""
        return self._over(self._first, lower, upper)

    def second(self, lower: Floats, upper: Floats) -> Enclosures:
        """Return value, gradient and Hessian over the boxes [lower, upper], each of shape (n, m)."""
        return self._over(self._second, lower, upper)

    @made_once
    def _sides(self) -> Tape[Interval]:
        return self._tape([side for kink in self._comparisons for side in _arguments(kink)])

    @made_once
    def _conditions(self) -> Tape[Interval]:
        return self._tape(self._comparisons)

    def may_vanish(self, lower: Floats, upper: Floats) -> Mask:
        """Return in which boxes [lower, upper], (n, m), the gradient of some piece may vanish, shape (m,).

        Where f has a derivative at a point at which pieces meet that are differentiable there, it is the derivative of
        one of them: the one that f is in most directions.
        """
        first = self.first(lower, upper)
        possible = np.array(~excludes_zero(first.gradient).any(axis=0), ndmin=1)
        broken = np.flatnonzero(possible & (first.marks & BROKEN != 0))
        if self._kinks and broken.size:
            with np.errstate(all="ignore"):
                pieces = list(self._pieces(self._first, lower[:, broken], upper[:, broken]))
            if pieces:
                possible[broken] = np.any([~excludes_zero(each[1:]).any(axis=0) for each in pieces], axis=0)
        return possible

    def rough_words(self, lower: Floats, upper: Floats) -> tuple[str, ...]:
        """Return what the corners and jumps are, each once, that the boxes [lower, upper], (n, m), may hold."""
        if not self._kinks:
            return ()
        m = lower.shape[1]
        with np.errstate(all="ignore"):
            sides = self._sides(_intervals(lower, upper))
        words = []
        for kink, a, b in zip(self._kinks, sides[::2], sides[1::2], strict=True):
            apart = np.broadcast_to((a.ends + b.ends[::-1]).min(axis=0) < 0.0, m)
            if not apart.all():
                words.append(kink_words(kink))
        return tuple(dict.fromkeys(words))

    def _tape(self, roots: Sequence[Expression]) -> Tape[Interval]:
        with np.errstate(all="ignore"):
            return Tape(roots, self.variables, IntervalArithmetic())

    def _over(self, tape: Tape[Interval], lower: Floats, upper: Floats) -> Enclosures:
        n, m = lower.shape
        inputs = _intervals(lower, upper)
        with np.errstate(all="ignore"):
            enclosed, marks = _gathered(tape(inputs), m)
            if self._kinks and (broken := np.flatnonzero(marks & BROKEN)).size:
                self._by_pieces(tape, lower, upper, enclosed, broken)
        # What is a number on every real machine is an enclosure of nothing here: undefined in the whole box.
        marks[np.isnan(enclosed).any(axis=(0, 1))] |= UNDEFINED
        return Enclosures(enclosed[0], enclosed[1 : n + 1], enclosed[n + 1 :], marks)

    def _by_pieces(self, tape: Tape[Interval], lower: Floats, upper: Floats, enclosed: Floats, broken: Places) -> None:
        """Replace the enclosures of boxes in which pieces meet by the hull of what each piece gives alone.

        Run piece by piece the parts that pieces share do not vary with the choice: max(x, y) + z has one slope along z.
        """
        hull: Floats | None = None
        for piece in self._pieces(tape, lower[:, broken], upper[:, broken]):
            hull = piece if hull is None else np.fmax(hull, piece)
        if hull is not None:
            # Both hold what f can be, so that what is in both does.
            enclosed[:, :, broken] = np.fmin(enclosed[:, :, broken], hull)

    def _pieces(self, tape: Tape[Interval], lower: Floats, upper: Floats) -> Iterator[Floats]:
        """Yield what each piece alone gives over some boxes, shape (k, 2, m); nothing where too many pieces meet."""
        inputs, m = _intervals(lower, upper), lower.shape[1]
        met = self._conditions(inputs)
        open_ = [k for k, condition in enumerate(met) if not (condition.ends[0] == -condition.ends[1]).all()]
        if not open_ or len(open_) > _MOST_MEETING:
            return
        for sides in product((0.0, 1.0), repeat=len(open_)):
            forced = {}
            for k, side in zip(open_, sides, strict=True):
                ends = np.array(np.broadcast_to(met[k].ends, (2, m)))
                undecided = ends[0] != -ends[1]
                ends[0, undecided], ends[1, undecided] = -side, side
                forced[id(self._comparisons[k])] = Interval(ends)
            yield _gathered(tape.forced(inputs, forced), m)[0]


def _arguments(comparison: Expression) -> tuple[Expression, ...]:
    return comparison.arguments if isinstance(comparison, Apply) else ()


def _intervals(lower: Floats, upper: Floats) -> list[Interval]:
    return [Interval.between(a, b) for a, b in zip(lower, upper, strict=True)]


def _gathered(results: Sequence[Interval], m: int) -> tuple[Floats, NDArray[np.uint8]]:
    """Return the ends of all results, shape (k, 2, m), and the marks of any of them, shape (m,)."""
    enclosed = np.empty((len(results), 2, m))
    marks = np.zeros(m, dtype=np.uint8)
    for place, result in zip(enclosed, results, strict=True):
        place[...] = result.ends
        if result.marks is not None:
            np.bitwise_or(marks, result.marks, out=marks)
    return enclosed, marks


def excludes_zero(ends: Floats) -> Mask:
    """Return whether 0 is outside, by ends of shape (..., 2, m) as in `Enclosures`; nan excludes nothing."""
    return np.asarray(ends.min(axis=-2) < 0.0)


def width(ends: Floats) -> Floats:
    """Return upper bounds of the widths, by ends of shape (..., 2, m)."""
    total = ends[..., 0, :] + ends[..., 1, :]
    return np.nextafter(total, math.inf)
