"""The largest curvature that is met on a way down, from which the default step of a method with a fixed one is made.

H at the start alone says too little: where f becomes steeper on the way a step of 1/L goes to and fro there.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.method import lengths
from hessview.optimizers.spectrum import Spectrum, largest_sizes
from hessview.optimizers.stopping import FAR

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST = 500
"""Steps of a way down that is probed."""

_STABLE, _AT_ONCE, _SMALL = 1.5, 25, 1e-6
"""A step is taken back where it times the largest |lambda| is more than this (2 is the edge); so many are taken before
H is asked for along them; and a way has ended where the gradient is this part of its largest."""

_ROUNDS = 120

_FEW, _AT_A_TIME = 100, 5
"""Of so many ways H is asked for once along all steps; of more after so many, and who has come too far is left out."""

_UNSEEN = 1e3
"""Where L would be this many times the largest |lambda| that was met it is a kink over which f does not fall: no H says
how short a step must be there, and L stays what was met."""

_LITTLE, _STEEP, _AT_END, _GROWN, _NEAR = 1e-2, 0.1, 0.999, 10.0, 0.5
"""Where steps of 1/L, as many as are probed, do not come so little a part of the way, it may lead to where |lambda| has
no bound: it does if the gradient at its end is this part of its largest, as at a pole, a cusp or the edge of a domain,
or if L has grown so many times over its last part, as where x^1.1 ends. Then only half of it, near the start, counts,
or so little that as many steps come that far."""

_HALVINGS = 20


def steepest_down(landscape: Landscape, starts: Floats, largest: Floats, steps: int = MOST) -> Floats:
    """Return the largest |lambda| on ways down from some starts, shape (m,).

    A way is gradient descent with the step 1/L, where L is the largest |lambda| that it has met so far. A step over
    which f does not fall has met more than 2L on the way: f(x - g/L) <= f(x) - |g|^2/L + max|lambda| |g|^2/(2 L^2). Of
    ways that leave, and where f or H is not finite, what is known at the start is returned; of those to where H has no
    bound, such as log(x) at 0, what was met near the start.

    Parameters
    ----------
    starts, largest
        Shape (m, n), and L there, shape (m,), positive.
    """
    with np.errstate(all="ignore"):
        return _Ways(landscape, starts, largest).followed(min(steps, MOST))


class Surroundings:
    """What the defaults of methods are made from, worked out when the first of them needs it.

    Parameters
    ----------
    starts
        Shape (m, n).
    steps
        How far down is looked; 0: only H at the starts counts.
    """

    def __init__(self, landscape: Landscape, starts: Floats, steps: int = MOST) -> None:
        self._landscape, self._starts, self._steps = landscape, starts, steps

    @cached_property
    def at_start(self) -> Spectrum:
        """The eigenvalues of H at the starts."""
        return Spectrum.of(self._landscape.hessian(self._starts))

    @cached_property
    def down(self) -> Spectrum:
        """The same, with the largest that is met on a way down."""
        if not self._steps:
            return self.at_start
        met = steepest_down(self._landscape, self._starts, self.at_start.largest, self._steps)
        return Spectrum(self.at_start.eigenvalues, met)

    @property
    def known_down(self) -> Spectrum | None:
        """The latter, if it was needed."""
        found: Spectrum | None = vars(self).get("down")
        return found


class _Ways:
    """Ways down from m starts, of which each has come so far as it has."""

    def __init__(self, landscape: Landscape, starts: Floats, largest: Floats) -> None:
        self._landscape, self._at_start = landscape, largest
        self._starts, self._x = starts, starts.copy()
        self._largest, self._met, self._stood, self._here = (largest.copy() for _ in range(4))
        self._past: list[tuple[Floats, Floats]] = []
        self._values, self._slopes = landscape.slopes(starts)
        self._first = lengths(self._slopes)
        self._most = self._first.copy()
        self._taken = np.zeros(len(starts), dtype=np.int64)
        self._far = FAR * np.maximum(1.0, np.abs(starts).max(axis=1))

    def followed(self, steps: int) -> Floats:
        """Return the largest |lambda| on each way, shape (m,)."""
        going = np.isfinite(self._values) & np.isfinite(self._first) & (self._first > 0.0)
        left = np.zeros(len(going), dtype=np.bool_)
        for _ in range(_ROUNDS):
            rows = np.flatnonzero(going)
            if not len(rows):
                break
            self._past.append((lengths(self._x - self._starts), self._stood.copy()))
            left[rows] = self._go_on(rows, min(_AT_ONCE, steps))
            norms = lengths(self._slopes[rows])
            self._most[rows] = np.maximum(norms, self._most[rows])
            kinked = self._largest[rows] > _UNSEEN * self._met[rows]
            self._largest[rows] = np.where(kinked, self._met[rows], self._largest[rows])
            going[rows] = ~left[rows] & ~kinked & (norms > _SMALL * self._most[rows]) & (self._taken[rows] < steps)
        found = np.where(self._have_no_bound(steps), self._stood_near(steps), self._largest)
        return np.where(left, self._at_start, found)

    def _stood_near(self, steps: int) -> Floats:
        """Return the largest |lambda| so near to the start that as many steps of 1/L come that far, shape (m,)."""
        gone = lengths(self._x - self._starts)
        near = np.full(len(gone), _NEAR)
        for _ in range(_HALVINGS):
            found = self._stood_within(near)
            is_short = steps * self._first < near * gone * found
            if not is_short.any():
                break
            near = np.where(is_short, 0.5 * near, near)
        return self._stood_within(near)

    def _have_no_bound(self, steps: int) -> Mask:
        """Return which ways lead to where |lambda| has no bound, shape (m,)."""
        gone = lengths(self._x - self._starts)
        is_short = steps * self._first < _LITTLE * gone * self._largest
        is_steep = lengths(self._slopes) > _STEEP * self._most
        return np.asarray(is_short & (is_steep | (self._largest > _GROWN * self._stood_within(_AT_END))))

    def _stood_within(self, part: float | Floats) -> Floats:
        """Return the largest |lambda| where the ways stood that far from their starts, or nearer; shape (m,)."""
        reach, found = part * lengths(self._x - self._starts), self._at_start
        for gone, stood in self._past:
            found = np.where(gone <= reach, np.maximum(stood, found), found)
        return found

    def _go_on(self, rows: NDArray[np.intp], steps: int) -> Mask:
        """Take steps, as many as are no longer than H along them allows; return which of the ways leave."""
        leg = _Leg(self._landscape, (self._x[rows], self._values[rows], self._slopes[rows]), self._here[rows])
        leg.follow(1.0 / self._largest[rows], steps)
        self._stood[rows] = np.maximum(leg.stood, self._stood[rows])
        self._met[rows], fresh = np.maximum(leg.seen, self._met[rows]), np.maximum(leg.seen, self._largest[rows])
        fresh = np.where(leg.rises, np.maximum(fresh, 2.0 * self._largest[rows]), fresh)
        self._largest[rows], self._here[rows] = fresh, leg.here
        self._x[rows], self._values[rows], self._slopes[rows] = leg.x, leg.values, leg.slopes
        self._taken[rows] += leg.taken
        lost = ~np.isfinite(fresh) | (np.abs(leg.x).max(axis=1) > self._far[rows])
        return np.asarray(lost | np.isneginf(leg.values))


class _Leg:
    """Some steps of m ways, all of one length; none is followed beyond its first step that is too long.

    Attributes
    ----------
    x, values, slopes, here
        Where each stands: the point, f, its gradient and the largest |lambda|; shapes (m, n), (m,), (m, n) and (m,).
    stood, seen
        The largest |lambda| where it stood, and with where the step leads that it took back; shape (m,).
    rises
        Where f does not fall over the step that it took back, shape (m,).
    taken
        How many steps it took, shape (m,).
    """

    def __init__(self, landscape: Landscape, stand: tuple[Floats, Floats, Floats], here: Floats) -> None:
        self._landscape = landscape
        self.x, self.values, self.slopes = stand
        self.here, self.stood, self.seen = here, here.copy(), here.copy()
        self.rises, self.taken = np.zeros(len(here), dtype=np.bool_), np.zeros(len(here), dtype=np.int64)

    def follow(self, eta: Floats, steps: int) -> None:
        """Take up to so many steps."""
        going = np.arange(len(eta))
        at_once = steps if len(eta) <= _FEW else _AT_A_TIME
        for first in range(0, steps, at_once):
            going = going[self._goes_on(going, eta[going], min(at_once, steps - first))]
            if not len(going):
                return

    def _goes_on(self, going: NDArray[np.intp], eta: Floats, steps: int) -> Mask:
        """Let some of the ways take steps; return of which of them none was too long."""
        places = [(self.x[going], self.values[going], self.slopes[going])]
        for _ in range(steps):
            x = places[-1][0] - eta[:, np.newaxis] * places[-1][2]
            places.append((x, *self._landscape.slopes(x)))
        path, values, slopes = (np.stack(parts) for parts in zip(*places, strict=True))
        falls = np.logical_and.accumulate(values[1:] <= values[:-1], axis=0)
        asked = np.ones(falls.shape, dtype=np.bool_)
        asked[1:] = falls[:-1]
        met = np.zeros(asked.shape)
        met[asked] = largest_sizes(self._landscape.hessian(path[1:][asked]))
        is_good = np.logical_and.accumulate(falls & (met * eta <= _STABLE), axis=0)
        kept, columns, met = is_good.sum(axis=0), np.arange(len(going)), np.nan_to_num(met, nan=0.0, posinf=0.0)
        self.x[going], self.values[going] = path[kept, columns], values[kept, columns]
        self.slopes[going] = slopes[kept, columns]
        stood = (met * is_good).max(axis=0)
        back = met[np.minimum(kept, steps - 1), columns]
        self.stood[going] = np.maximum(stood, self.stood[going])
        self.seen[going] = np.maximum(np.maximum(stood, back), self.seen[going])
        self.here[going] = np.where(kept > 0, met[kept - 1, columns], self.here[going])
        goes_on = np.asarray(is_good[-1])
        self.rises[going] = ~goes_on & ~falls[np.minimum(kept, steps - 1), columns]
        self.taken[going] += kept
        return goes_on
