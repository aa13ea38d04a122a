"""Intervals over many boxes at once, and the upward rounding that keeps them true.

An interval [a, b] is kept as the pair (-a, b): both numbers are upper bounds, so that one operation on both rows of one
array, rounded upward, gives an interval that holds all that it has to.

Rounding upward is done after the fact, without changing the mode of the processor. Of what is assumed of the machine
and of NumPy, and of how that is covered:

- ``+ - * /`` and ``sqrt`` of NumPy's float64 arrays are rounded correctly to nearest (IEEE 754). With u = 2^-53 and
  r = fl(x), r + fl(1.5 u |r|) rounds to at least the successor of r, unless r = 0: write |r| = m 2^e, 1 <= m < 2, so
  that half a unit in the last place is h = 2^e u. The product is at least 1.5 m h before rounding, and more than h
  after it even where it is subnormal (h is then a multiple of the least double); a sum above r + h rounds to at least
  the successor, and x <= r + h. Sums of doubles that are subnormal or zero are exact. Products and quotients that are
  may be wrong by half of the least double, which is added to them.
- A result beyond the largest double is infinite as an upper bound and the largest double as a lower one: -inf in a row
  is put back to -`LARGEST` (`finite_below`), so that inf - inf never happens.
- Functions are taken to be as good as `ULPS` says, see there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from typing import Self

Floats = NDArray[np.float64]
Marks = NDArray[np.uint8]
Mask = NDArray[np.bool_]

UNDEFINED = 1
"""Part of the box may be outside the domain or at a pole; the enclosure is of the values where there are any."""

BROKEN = 2
"""A choice between pieces was undecided or there may be a jump or a kink; the enclosure is the hull of the pieces."""

U = 2.0**-53

LARGEST = 1.7976931348623157e308

ULPS = 8.0
"""Twice what NumPy's own functions on float64 arrays are allowed: below 4 ulp.

NumPy has them from its own SIMD code, from Intel's SVML or from the C library, by machine; its tests hold all of
them to at most 4 ulp (numpy/_core/tests/test_umath_accuracy.py and the tables umath-validation-set-*.csv beside it).
"""


def constant(value: float | list[list[float]] | list[list[list[float]]]) -> Floats:
    """Return a read-only array; arrays without dimensions are the cheapest numbers for small NumPy calls."""
    array = np.array(value)
    array.flags.writeable = False
    return array


ZERO = constant(0.0)
ONE = constant(1.0)
SIGNS = constant([[-1.0], [1.0]])
_UP = constant(1.5 * U)
_LEAST = constant(5e-324)
_LOWEST = constant(-LARGEST)
_PAIR = constant([[-1.0], [1.0]])


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
        Whether no value can be negative in any box, by how it was made.
    """

    __slots__ = ("_scale", "ends", "marks", "nonnegative", "origin")

    def __init__(self, ends: Floats, marks: Marks | None = None, nonnegative: bool = False) -> None:
        self.ends = ends
        self.marks = marks
        self.nonnegative = nonnegative
        self.origin: Interval | None = None
        self._scale: tuple[Floats, Floats] | None = None

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
        return -self.ends[0]

    @property
    def upper(self) -> Floats:
        """The upper ends, shape (m,); nan where undefined."""
        return self.ends[1]

    def __repr__(self) -> str:
        parts = ", ".join(f"[{a!r}, {b!r}]" for a, b in zip(self.lower.tolist(), self.upper.tolist(), strict=True))
        return f"Interval({parts}; marks={None if self.marks is None else self.marks.tolist()})"

    def scale(self) -> tuple[Floats, Floats] | None:
        """Return (c, k) for a single positive or negative number enclosed in c (1 +- k), k >= 1.5 u; None for others.

        Only for intervals of shape (2, 1). The quantity times r is then in c r (1 + k sign(c r)), rounded as it may.
        """
        if self._scale is None:
            low, high = -float(self.ends[0, 0]), float(self.ends[1, 0])
            c = low if low == high else 0.5 * (low + high)
            spread = max(high - c, c - low)
            is_narrow = math.isfinite(spread) and 1e-200 < abs(c) < 1e200 and spread <= 1e-10 * abs(c)
            k = math.nan if not is_narrow else 3.0 * U + 1.5 * spread / abs(c) if spread else 1.5 * U
            self._scale = constant(c), constant(k)
        c_array, k_array = self._scale
        return None if k_array != k_array else (c_array, k_array)


def rounded_up(r: Floats) -> Floats:
    """Return upper bounds of what was rounded to r by a sum or difference, in place; an exact 0 stays."""
    np.maximum(r, _LOWEST, r)
    t = np.absolute(r)
    np.multiply(t, _UP, t)
    return np.add(r, t, r)


def widened(r: Floats, relative: Floats, absolute: Floats = _LEAST) -> Floats:
    """Return r + relative |r| + absolute, in place; -inf is read as a number below the least double."""
    np.maximum(r, _LOWEST, r)
    t = np.absolute(r)
    np.multiply(t, relative, t)
    np.add(t, absolute, t)
    return np.add(r, t, r)


def product_rounded_up(r: Floats) -> Floats:
    """Return upper bounds of what was rounded to r by a product, quotient or root, in place."""
    return widened(r, _UP)


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
