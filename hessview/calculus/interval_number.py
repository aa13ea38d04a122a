"""Intervals over many boxes at once, and the upward rounding that keeps them true.

An interval [a, b] is kept as the pair (-a, b): both are upper bounds, so that one operation on both rows of an array,
rounded upward, gives an interval that holds all it has to.

Rounding upward is done after the fact, without changing the mode of the processor. This is what is assumed of the
machine and of NumPy, and how it is covered (u = 2^-53, r = fl(x) the rounded result, |r| = m 2^e with 1 <= m < 2):

- ``+ - * /`` and ``sqrt`` on float64 arrays are rounded to nearest, subnormal numbers too (IEEE 754), so that
  x <= r + h, h = 2^e u. For e >= -1021 the double fl(1.5 u |r|) is larger than h even where it is subnormal: before its
  own rounding it is at least 1.5 h, and h is a multiple of the least double. So r + fl(1.5 u |r|) rounds to at least
  the double after r, which is r + 2 h, or r + h where r = -2^e. Smaller sums are exact, and 0 stays 0; a smaller
  product, quotient or power may be wrong by half the least double, and the least double is added.
- A result beyond the largest double is inf as an upper bound. As a lower bound, which is -inf in a row, it is put back
  to the largest double (`finite`): rows are never -inf, so that inf - inf does not happen.
- NumPy's functions are taken to be right within `ULPS`, scipy's within what `interval_special` says.

`rounding` says what is assumed of Python's own functions on single numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.rounding import U

if TYPE_CHECKING:
    from typing import Self

Floats = NDArray[np.float64]
Marks = NDArray[np.uint8]
Mask = NDArray[np.bool_]

UNDEFINED = 1
"""Part of the box may be outside the domain or at a pole; the enclosure is of the values where there are any."""

BROKEN = 2
"""A choice between pieces was undecided or there may be a jump or a kink; the enclosure is the hull of the pieces."""

LARGEST = 1.7976931348623157e308
LEAST = 5e-324

ULPS = 8
"""Units in the last place that NumPy's functions on float64 arrays may be wrong by: twice what NumPy itself allows.

NumPy takes them from its own SIMD code, from Intel's SVML or from the C library, by machine; its tests hold all of them
to at most 4 (numpy/_core/tests/test_umath_accuracy.py, the tables umath-validation-set-*.csv beside it), and glibc
documents at most 4 ("Known Maximum Errors in Math Functions").
"""

_LONGEST_SUM = 8192
_NARROW = 1e-10


def constant(value: float | list[list[float]] | list[list[list[float]]]) -> Floats:
    """Return a read-only array; NumPy takes arrays without dimensions faster than Python's numbers."""
    array = np.array(value, dtype=float)
    array.flags.writeable = False
    return array


ZERO, ONE = constant(0.0), constant(1.0)
SIGNS = constant([[-1.0], [1.0]])
FUNCTION_ERROR = constant(2.0 * ULPS * U)
_ROUNDING = constant(1.5 * U)
_LEAST, _FEW_LEAST = constant(LEAST), constant(2.0 * ULPS * LEAST)
_LOWEST = constant(-LARGEST)


class Interval:
    """Enclosures of one quantity over m boxes.

    Attributes
    ----------
    ends
        Shape (2, m), or (2, 1) for constants, which broadcast. Row 0 is minus the lower end, row 1 the upper end; both
        are nan where the quantity is undefined in the whole box.
    marks
        None, or for each box (or one for all) the bits `UNDEFINED` and `BROKEN`, shape (m,) or (1,).
    nonnegative
        Whether no value can be negative in any box, by how the quantity is made; no lower end is then.
    origin
        Only set by `interval_choices.nearest_integer`: what was rounded.
    """

    __slots__ = ("_scale", "ends", "marks", "nonnegative", "origin")

    _scale: tuple[Floats, Floats] | None
    origin: Interval

    def __init__(self, ends: Floats, marks: Marks | None = None, nonnegative: bool = False) -> None:
        self.ends = ends
        self.marks = marks
        self.nonnegative = nonnegative

    @classmethod
    def between(cls, lower: object, upper: object) -> Self:
        """Return the intervals [lower, upper], both numbers or of shape (m,)."""
        low, high = np.broadcast_arrays(np.asarray(lower, dtype=float), np.asarray(upper, dtype=float))
        ends = np.empty((2, low.size))
        np.negative(low.ravel(), out=ends[0])
        ends[1] = high.ravel()
        return cls(ends)

    @property
    def lower(self) -> Floats:
        """The lower ends, shape (m,); nan where undefined."""
        lower: Floats = -self.ends[0]
        return lower

    @property
    def upper(self) -> Floats:
        """The upper ends, shape (m,); nan where undefined."""
        upper: Floats = self.ends[1]
        return upper

    def __repr__(self) -> str:
        parts = ", ".join(f"[{a!r}, {b!r}]" for a, b in zip(self.lower.tolist(), self.upper.tolist(), strict=True))
        return f"Interval({parts}; marks={None if self.marks is None else self.marks.tolist()})"

    def scale(self) -> tuple[Floats, Floats] | None:
        """Return (c, k) for a constant that is nearly one number c, so that r = fl(c x) may be wrong by k |r|.

        Only for intervals of shape (2, 1); None for those that are wide, 0, or so large or small that products may
        overflow or lose digits before the other factor does. k is 0 where products are exact, and includes the
        rounding of r + k |r|.
        """
        try:
            return self._scale
        except AttributeError:
            self._scale = _scale(-float(self.ends[0, 0]), float(self.ends[1, 0]))
            return self._scale


def _scale(low: float, high: float) -> tuple[Floats, Floats] | None:
    c = low if low == high else 0.5 * (low + high)
    spread = max(high - c, c - low)
    if not (1e-200 < abs(c) < 1e200 and spread <= _NARROW * abs(c)):
        return None
    if spread == 0.0:
        doubles = abs(c) >= 1.0 and math.frexp(c)[0] in {0.5, -0.5}
        return constant(c), ZERO if doubles else _ROUNDING
    return constant(c), constant(3.0 * U + 1.5 * spread / abs(c))


def finite(r: Floats) -> Floats:
    """Return r, in place, with -inf put back to the lowest double."""
    np.maximum(r, _LOWEST, out=r)
    return r


def all_finite(r: Floats) -> bool:
    """Whether r, which is contiguous, has no inf and no nan."""
    # A sum of squares is the quickest look; a long one is shared among threads, which are slow to wake.
    return bool((r.size <= _LONGEST_SUM and np.vdot(r, r) < math.inf) or np.isfinite(r).all())


def sum_up(r: Floats) -> Floats:
    """Return upper bounds of what was rounded to r by a sum, difference or root, in place; 0 stays 0."""
    t = np.absolute(r)
    np.multiply(t, _ROUNDING, t)
    return np.add(r, t, r)


def up(r: Floats, relative: Floats = _ROUNDING, absolute: Floats = _LEAST) -> Floats:
    """Return r + relative |r| + absolute, in place: upper bounds of what was rounded to r by a product or quotient."""
    t = np.absolute(r)
    np.multiply(t, relative, t)
    np.add(t, absolute, t)
    return np.add(r, t, r)


def function_up(r: Floats) -> Floats:
    """Return upper bounds of what one of NumPy's functions calculated as r, in place."""
    return up(r, FUNCTION_ERROR, _FEW_LEAST)


def clipped(r: Floats) -> Floats:
    """Return r with lower ends that are not negative, in place."""
    np.minimum(r[0], ZERO, out=r[0])
    return r


def joined(a: Interval, b: Interval) -> Marks | None:
    """Return the marks of a quantity made of both."""
    if a.marks is None:
        return b.marks
    if b.marks is None:
        return a.marks
    return np.bitwise_or(a.marks, b.marks)


def marked(marks: Marks | None, where: Mask, bit: int) -> Marks | None:
    """Return `marks` with `bit` added where the mask holds, None if there is still nothing to say."""
    if not where.any():
        return marks
    added = np.multiply(where, bit, dtype=np.uint8)
    return added if marks is None else np.bitwise_or(marks, added)


def point(low: float, high: float) -> Interval:
    """Return the same interval for every box."""
    return Interval(np.array([[-low], [high]]), None, low >= 0.0)


def empty_where(r: Floats, mask: Mask) -> Floats:
    """Return r, in place, with nothing where the mask holds."""
    np.copyto(r, math.nan, where=mask)
    return r
