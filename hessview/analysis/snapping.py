"""The critical point under a click: Newton's method from there, within the pixels that the click may be off."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import criticality, curvature
from hessview.analysis.exact import newton_step
from hessview.calculus.effort import Effort, TooMuchEffort

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Derivatives = tuple[Floats, Floats]

MOST_STEPS = 160
"""Enough for the linear convergence at a degenerate point: (2/3)^90 = 1e-16 at a quartic one."""

MOST_DIGITS = 6
"""Decimals longer than this are not short."""

MOST_OPERATIONS = 100_000
"""Operations on doubles that a click may cost (about 40 ms); a point that takes longer to find is not snapped to."""

MOST_JUDGED = 3
"""Points whose curvature is asked whether they are critical."""

_AWAY = 4.0
"""Radii: in a bent valley Newton's method leaves the disc for a step or two and comes back from not so far."""

SHORT, FLAT = 1e-9, 1e-5
"""A short decimal within this part of the radius is preferred when it is critical too, and within that one where H is
singular and it is exactly the one critical point there: so far from it the gradient may vanish in rounding."""


def nearest_critical_point(
    landscape: Landscape, start: Sequence[float], radius: float, metric: Sequence[float]
) -> tuple[float, ...] | None:
    """Return the critical point to which Newton's method leads from `start`, or None.

    Parameters
    ----------
    landscape
        Of n variables.
    start
        Where the click was, n coordinates.
    radius
        How far the point may be, in units of `metric`.
    metric
        n lengths > 0, one per coordinate: |(x - start) / metric| <= radius. With a pixel's width and height in the
        coordinates of the picture `radius` is in pixels.

    Returns
    -------
    tuple or None
        A point where `is_critical` is true; of several equal to rounding the one with the shortest decimals. None when
        there is none within the radius or none that is found soon, and where f has no derivatives.
    """
    x0 = np.asarray(start, dtype=np.float64)
    scale = np.asarray(metric, dtype=np.float64)
    if not (radius > 0.0 and np.all(scale > 0.0) and np.all(np.isfinite(x0))):
        return None
    with np.errstate(all="ignore"):
        try:
            found = _nearest(_Search(landscape, x0, scale, radius), SHORT * radius * scale)
        except TooMuchEffort:
            return None
    return None if found is None else tuple(float(c) + 0.0 for c in found)


def _nearest(search: _Search, near: Floats) -> Floats | None:
    for first in _starts(search.centre, search.scale, search.radius):
        for plain in (False, True):
            found = search.run(first, plain=plain)
            if found is None:
                continue
            for candidate in _candidates(search, found, near):
                if search.holds(candidate) and search.is_critical(candidate):
                    return _exactly(search, candidate, near * (FLAT / SHORT))
    return None


def _exactly(search: _Search, found: Floats, near: Floats) -> Floats:
    """Return the isolated critical point, in short decimals, to which a flat one belongs; the flat one if none is."""
    judged = curvature.at(search.landscape, found.tolist())
    if not judged.inertia.zero or judged.degenerate is not None:
        return found
    for short in _short_decimals(found, near):
        try:
            jet = search.landscape.exact_jet(short, search.exact_effort)
        except TooMuchEffort:
            return found
        if jet is None or any(jet.gradient) or not search.holds(short):
            continue
        there = curvature.at(search.landscape, short.tolist()).degenerate
        return short if there is not None and there.isolated else found
    return found


def _starts(x0: Floats, scale: Floats, radius: float) -> Iterator[Floats]:
    """Yield the click, then points half-way out: near an inflection Newton's method may run away from the click."""
    yield x0
    for j in range(min(len(x0), 2)):
        for side in (0.5, -0.5):
            there = x0.copy()
            there[j] += side * radius * scale[j]
            yield there


class _Search:
    """Newton's method for g = 0 in the metric of the picture, every step kept inside the disc of the click.

    What it costs is counted: in doubles for the steps, in fractions for the last digits.
    """

    def __init__(self, landscape: Landscape, start: Floats, scale: Floats, radius: float) -> None:
        self.landscape = landscape
        self.centre = start
        self.scale = scale
        self.radius = radius
        self.exact_effort = Effort()
        self._effort = Effort(MOST_OPERATIONS)
        n = len(start)
        self._cost = landscape.cost + 150 + n**3 // 60  # with what NumPy and the eigenvectors take
        self._cost_of_judgement = landscape.cost * (1 + 6 * min(n, 6)) + 5000
        self._judged = 0

    def holds(self, x: Floats, radii: float = 1.0) -> bool:
        """Whether `x` is within the radius of the click, or within some of them."""
        return float(np.linalg.norm((x - self.centre) / self.scale)) <= radii * self.radius * (1.0 + 1e-12)

    def is_critical(self, x: Floats) -> bool:
        """Whether `x` is critical without a doubt."""
        self._effort.spend(self._cost)
        if not criticality.passes(self.landscape.jet(x), x):
            return False
        self._judged += 1
        if self._judged > MOST_JUDGED:
            raise TooMuchEffort
        self._effort.spend(self._cost_of_judgement)
        return curvature.at(self.landscape, x.tolist()).is_critical is True

    def run(self, start: Floats, *, plain: bool = False) -> Floats | None:
        """Return the point where the gradient stopped shrinking on the way from `start`; None where f is not smooth.

        With `plain` the Newton step is taken as it is: along a bent valley, as at the origin of (y - x^2)(y - 3x^2),
        the gradient grows with every other step.
        """
        x = start
        derivatives = self._derivatives(x)
        last = np.zeros_like(x)
        for _ in range(MOST_STEPS):
            if derivatives is None:
                return None
            g, H = derivatives
            if not np.any(g):
                break
            moved = self._plain_step(x, g, H) if plain else self._step(x, g, H, last)
            if moved is None:
                break
            step, derivatives = moved
            last, x = step - x, step
            if np.all(np.abs(last) <= 0.25 * criticality.last_digit(x)):
                break
        return x

    def _step(self, x: Floats, g: Floats, H: Floats, last: Floats) -> tuple[Floats, Derivatives] | None:
        """Return a better point: along the Newton step, or fewer of the steepest eigenvectors, or less far."""
        size = math.hypot(*g)
        w, V = np.linalg.eigh(H)
        order = np.argsort(-np.abs(w))
        for rank in range(len(w), 0, -1):
            chosen = order[:rank]
            if abs(w[chosen[-1]]) <= 1e-14 * abs(w[order[0]]):
                continue
            p = -self.scale * (V[:, chosen] @ ((V[:, chosen].T @ g) / w[chosen]))
            for factor in (*_accelerations(p, last, self.scale), 1.0, 0.5, 0.25):
                trial = x + factor * p
                if not self.holds(trial):
                    continue
                new = self._derivatives(trial)
                if new is not None and math.hypot(*new[0]) < 0.95 * size:
                    return np.asarray(trial, dtype=np.float64), new
        return None

    def _plain_step(self, x: Floats, g: Floats, H: Floats) -> tuple[Floats, Derivatives | None] | None:
        try:
            trial = x - self.scale * np.linalg.solve(H, g)
        except np.linalg.LinAlgError:
            return None
        return (np.asarray(trial, dtype=np.float64), self._derivatives(trial)) if self.holds(trial) else None

    def _derivatives(self, x: Floats) -> Derivatives | None:
        """Return gradient and Hessian in scaled coordinates, or None where they do not exist."""
        self._effort.spend(self._cost)
        jet = self.landscape.jet(x)
        g, H = jet.gradient * self.scale, jet.hessian * np.outer(self.scale, self.scale)
        return (g, H) if np.all(np.isfinite(g)) and np.all(np.isfinite(H)) else None


def _accelerations(p: Floats, last: Floats, scale: Floats) -> tuple[float, ...]:
    """Return the factor that sums the geometric series of steps at a degenerate point, when there seems to be one."""
    before, now = float(np.linalg.norm(last / scale)), float(np.linalg.norm(p / scale))
    if not 0.0 < now < before:
        return ()
    ratio = now / before
    aligned = float((last / scale) @ (p / scale)) > 0.99 * before * now
    # Multiplicity m gives the ratio (m - 1) / m: a half for a cubic's, two thirds for a quartic's gradient.
    return (1.0 / (1.0 - ratio),) if aligned and 0.3 < ratio < 0.95 else ()


def _candidates(search: _Search, x: Floats, near: Floats) -> Iterator[Floats]:
    """Yield points equal to `x` up to the search's accuracy, short decimals first, then the exactly polished ones."""
    polished = _polished(search, x)
    shorter = list(_short_decimals(x if polished is None else polished, near))
    yield from shorter
    if polished is not None:
        yield polished
    yield x


def _short_decimals(x: Floats, near: Floats) -> Iterator[Floats]:
    seen: set[tuple[float, ...]] = set()
    for digits in range(MOST_DIGITS + 1):
        rounded = np.array([round(float(c), digits) for c in x])
        # A coordinate that is not near a short decimal keeps all its digits: (0, 1.5707963267948966).
        mixed = np.where(np.abs(rounded - x) <= near, rounded, x)
        key = tuple(mixed.tolist())
        if key not in seen and np.any(mixed != x):
            seen.add(key)
            yield mixed


def _polished(search: _Search, x: Floats) -> Floats | None:
    """Return `x` after some Newton steps in exact arithmetic, correctly rounded; None where they lead away."""
    effort = search.exact_effort
    for _ in range(4):
        jet = search.landscape.exact_jet(x, effort)
        try:
            step = None if jet is None else newton_step(jet, effort)
        except TooMuchEffort:
            return None
        if step is None:
            return None
        try:
            moved = np.array([float(Fraction(float(c)) + s) for c, s in zip(x, step, strict=True)])
        except OverflowError:
            return None  # the step leads beyond the numbers
        if np.array_equal(moved, x):
            return moved
        if not search.holds(moved, _AWAY):
            return None
        x = moved
    return x
