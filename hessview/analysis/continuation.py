"""The path of a critical point while a parameter moves: pseudo-arclength continuation of grad f(x, a) = 0.

With G(x, a) the gradient of f by x, the paths are curves in R^(n+1) on which G = 0. A step goes along the tangent t,
the kernel of DG, and Newton's method brings it back in the plane across t (Keller's method: Allgower and Georg,
Introduction to Numerical Continuation Methods, chapter 6). All lengths are measured in units of the ranges of x and a.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.jet import JetProgram

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

LONGEST_STEP, FIRST_STEP, SHORTEST_STEP = 0.02, 0.005, 1e-6
MOST_STEPS = 1500
"""Of one path in one direction."""

_MOST_CORRECTIONS = 8
_QUICK_CORRECTIONS = 3
_CONVERGED = 1e-11
_WIDEST_TURN = 0.25
"""Radians between the tangents of neighbouring points: a path is smooth to the eye and no fold is stepped over."""

_BEYOND = 0.5
"""How far a path is followed beyond the box, in its widths: it may come back."""


@dataclass(frozen=True, eq=False)
class Station:
    """A point of a path.

    Attributes
    ----------
    u
        The point in units of the ranges, shape (n + 1,), the parameter last.
    tangent
        The unit tangent there.
    turning
        The tangent's part along the parameter: it changes its sign where the path turns back.
    crossing
        det [DG; t]: it changes its sign where another path crosses.
    least
        The eigenvalue of H next to 0.
    size
        The largest entry of DG.
    """

    u: Floats
    tangent: Floats
    turning: float
    crossing: float
    least: float
    size: float


class Curves:
    """The equation grad f(x, a) = 0 in units of the ranges.

    Parameters
    ----------
    formula
        f of the variables, the parameter the last of them.
    lower, upper
        The ranges of the variables and of the parameter, n + 1 numbers each.
    """

    def __init__(self, formula: Formula, lower: Sequence[float], upper: Sequence[float]) -> None:
        self.formula = formula
        self.lower, self.upper = np.array(lower, dtype=np.float64), np.array(upper, dtype=np.float64)
        self.size = self.upper - self.lower
        self.n = formula.dimension - 1
        self._program = JetProgram(formula)

    def place(self, u: Floats) -> Floats:
        """Return points in the coordinates of f, of the shape of `u`."""
        points: Floats = self.lower + u * self.size
        return points

    def unit(self, point: Floats) -> Floats:
        """Return points in units of the ranges, of the shape of `point`."""
        units: Floats = (point - self.lower) / self.size
        return units

    def many(self, u: Floats) -> tuple[Floats, Floats]:
        """Return G, shape (m, n), and DG, shape (m, n, n + 1), both by `u`, shape (m, n + 1); nan where undefined."""
        n = self.n
        with np.errstate(all="ignore"):
            _, gradients, hessians = self._program.over(self.place(u))
            return gradients[:, :n] * self.size[:n], hessians[:, :n, :] * self.size[:n, np.newaxis] * self.size

    def at(self, u: Floats) -> tuple[Floats, Floats]:
        """Return G, shape (n,), and DG, shape (n, n + 1), at one point."""
        G, DG = self.many(u[np.newaxis])
        return G[0], DG[0]

    def gradient_error(self, u: Floats) -> float:
        """Return a bound of the rounding errors of G at one point, the largest of its components."""
        error = self._program.at(self.place(u).tolist()).gradient_error
        return float((np.broadcast_to(error, self.n + 1)[: self.n] * self.size[: self.n]).max())

    def hessians(self, u: Floats) -> Floats:
        """Return the Hessians of f by x, shape (m, n, n)."""
        with np.errstate(all="ignore"):
            _, _, found = self._program.over(self.place(u))
        return found[:, : self.n, : self.n]

    def station(self, u: Floats, along: Floats | None) -> Station | None:
        """Return what is to be known of a point on a path, its tangent on the side of `along`; None without one."""
        _, DG = self.at(u)
        if not np.isfinite(DG).all():
            return None
        tangent = np.linalg.svd(DG)[2][-1]
        if along is not None and tangent @ along < 0.0:
            tangent = -tangent
        crossing = float(np.linalg.det(np.vstack([DG, tangent]) / max(float(np.abs(DG).max()), 1e-300)))
        lam = np.linalg.eigvalsh(DG[:, : self.n])
        least, size = float(lam[np.argmin(np.abs(lam))]), float(np.abs(DG).max())
        return Station(u, tangent, float(tangent[-1]), crossing, least, size)

    def corrected(self, guess: Floats, across: Floats) -> tuple[Floats, int] | None:
        """Return the point of a path in the plane through `guess` across a direction, and the steps; None if none."""
        u = guess.copy()
        for step in range(_MOST_CORRECTIONS):
            G, DG = self.at(u)
            matrix = np.vstack([DG, across])
            if not np.isfinite(matrix).all() or not np.isfinite(G).all():
                return None
            try:
                change = np.linalg.solve(matrix, -np.append(G, across @ (u - guess)))
            except np.linalg.LinAlgError:
                return None
            u = u + change
            length = float(np.abs(change).max())
            if length < _CONVERGED:
                return u, step
            if length > 0.5:
                return None
        return None

    def on_border(self, start: Floats, end: float) -> Floats | None:
        """Return the point of a path where the parameter is `end` (0 or 1), near `start`."""
        guess = start.copy()
        guess[-1] = end
        across = np.zeros(self.n + 1)
        across[-1] = 1.0
        found = self.corrected(guess, across)
        if found is None or float(np.abs(found[0] - start).max()) > 3.0 * LONGEST_STEP:
            return None
        found[0][-1] = end
        return found[0]


@dataclass(frozen=True, eq=False)
class Path:
    """A path in one direction.

    Attributes
    ----------
    stations
        From the start on.
    ended
        Why it ends: ``"parameter"``, ``"box"``, ``"closed"``, ``"lost"``, ``"long"``.
    """

    stations: tuple[Station, ...]
    ended: str


def follow(curves: Curves, start: Station, pause: Callable[[], object]) -> Path:
    """Return the path from `start` along its tangent until it leaves the range or the box, closes, or is lost.

    Parameters
    ----------
    pause
        Is called at every step; what it raises ends the work.
    """
    stations = [start]
    length = FIRST_STEP
    for _ in range(MOST_STEPS):
        pause()
        here = stations[-1]
        found = _step(curves, here, length)
        if found is None:
            length *= 0.5
            if length < SHORTEST_STEP:
                return Path(tuple(stations), "lost")
            continue
        there, corrections = found
        if not 0.0 <= there.u[-1] <= 1.0:
            border = curves.on_border(here.u, float(there.u[-1] > 0.5))
            last = None if border is None else curves.station(border, here.tangent)
            return Path((*stations, last) if last is not None else tuple(stations), "parameter")
        stations.append(there)
        if np.abs(there.u[:-1] - 0.5).max() > 0.5 + _BEYOND:
            return Path(tuple(stations), "box")
        if len(stations) > 8 and float(np.abs(there.u - start.u).max()) < length and there.tangent @ start.tangent > 0:
            return Path((*stations, start), "closed")
        length = min(1.5 * length, LONGEST_STEP) if corrections <= _QUICK_CORRECTIONS else length
    return Path(tuple(stations), "long")


def _step(curves: Curves, here: Station, length: float) -> tuple[Station, int] | None:
    found = curves.corrected(here.u + length * here.tangent, here.tangent)
    if found is None or float(np.linalg.norm(found[0] - here.u)) > 2.0 * length:
        return None
    there = curves.station(found[0], here.tangent)
    if there is None or there.tangent @ here.tangent < np.cos(_WIDEST_TURN):
        # Where paths cross the kernel is a plane for a moment, and any direction of it may come.
        return None
    return there, found[1]


def between(curves: Curves, first: Station, length: float) -> Station | None:
    """Return the point of the path so far on from `first`."""
    found = curves.corrected(first.u + length * first.tangent, first.tangent)
    return None if found is None else curves.station(found[0], first.tangent)


def starts_in(curves: Curves, known: Sequence[Sequence[float]], pause: Callable[[], object]) -> list[Floats]:
    """Return regular points of paths to begin at: the known ones, and what Newton's method finds at several values.

    Parameters
    ----------
    known
        Critical points with the value of the parameter that they belong to, n + 1 numbers each.
    """
    n = curves.n
    guesses = [curves.unit(np.array(point, dtype=np.float64)) for point in known]
    count = {1: 41, 2: 13, 3: 5}.get(n)
    if count is not None:
        ticks = (np.arange(count) + 0.5) / count
        grid = np.stack(np.meshgrid(*[ticks] * n), axis=-1).reshape(-1, n)
    else:
        grid = np.random.default_rng(7).uniform(size=(200, n))
    found: list[Floats] = []
    # No round places: there a function may be degenerate.
    for a in np.linspace(0.0137, 0.9871, 9):
        pause()
        found += _newton(curves, np.column_stack([grid, np.full(len(grid), a)]))
    return [*(_newton(curves, np.array(guesses)) if guesses else ()), *found]


def _newton(curves: Curves, u: Floats) -> list[Floats]:
    """Return the regular critical points that Newton's method finds, each once, the parameter held."""
    n = curves.n
    inside = u
    for _ in range(14):
        G, DG = curves.many(inside)
        H = DG[:, :, :n]
        good = np.isfinite(G).all(axis=1) & np.isfinite(H).all(axis=(1, 2))
        inside, G, H = inside[good], G[good], H[good]
        if not len(inside):
            return []
        floor = 1e-14 * (np.abs(H).max(axis=(1, 2)) + 1e-300)
        change = np.linalg.solve(H + floor[:, np.newaxis, np.newaxis] * np.eye(n), -G[..., np.newaxis])[..., 0]
        moved = inside.copy()
        moved[:, :n] += change
        near = np.isfinite(change).all(axis=1) & (np.abs(moved[:, :n] - 0.5) <= 0.5 + _BEYOND).all(axis=1)
        inside, size = moved[near], np.abs(change[near]).max(axis=1, initial=0.0)
    lam = np.abs(np.linalg.eigvalsh(curves.many(inside)[1][:, :, :n])) if len(inside) else np.empty((0, n))
    regular = (lam.min(axis=1, initial=np.inf) > 1e-7 * lam.max(axis=1, initial=0.0)) & (size < 1e-9)
    kept: list[Floats] = []
    for point in inside[regular]:
        if (np.abs(point[:n] - 0.5) <= 0.5).all() and all(np.abs(point - other).max() > 1e-6 for other in kept):
            kept.append(point)
    return kept
