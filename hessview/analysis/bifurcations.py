"""All paths of critical points over a parameter's range, and where det H = 0 on them: folds, and where paths cross."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.branches import Branch, Event, EventKind, Trace, distance
from hessview.analysis.continuation import LONGEST_STEP, Curves, Path, Station, between, follow, starts_in
from hessview.analysis.crossings import STANDS_STILL, is_steep, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

MOST_BRANCHES = 48

_SAME_EVENT = 2e-3
_ON_PATH = 1.5e-3
_BISECTIONS = 40
_RANK = 1e-4
"""Singular values of DG below this part of what DG is elsewhere on the path are zero."""

_WELL_KNOWN = 1e-6
"""A place is decided upon only where it is known so well, in units of the ranges."""

_TOUCHES = 1e-6
_AWAY = 0.01
"""How far from a crossing the other path is sought, in units of the ranges."""

_ASIDE = (_AWAY, _AWAY / 4.0, _AWAY / 16.0, _AWAY / 64.0, _AWAY / 256.0)
"""How far from a place where det H = 0 its path is looked at, to see whether it turns back."""

_FLAT = 1e-6
"""Second derivatives of the gradient below this part of the first ones, in units of the ranges, may be none."""

_HALF_KNOWN = 1e-3
"""How well a place is known where several eigenvalues are zero and Newton's method is slow."""

_ROUNDINGS = 16.0
"""Rounding errors of the gradient that it may be beside zero where paths cross; more is a gap between them."""

_CLOSE = "paths come so close to each other here, or cross so flat, that what happens is not decided"
_NEARLY = "paths seem to miss each other here by so little that what happens between them is not decided"

_REFINEMENTS, _NEAR, _REGULAR, _SETTLED, _AT_REST = 12, 1e-4, 1e10, 1e-9, 1e-15


def trace(
    formula: Formula,
    lower: Sequence[float],
    upper: Sequence[float],
    known: Sequence[Sequence[float]] = (),
    progress: Callable[[float], object] = lambda _share: None,
) -> Trace:
    """Return the paths of critical points of `formula`, whose last variable is the parameter.

    Parameters
    ----------
    lower, upper
        The ranges of the variables and of the parameter, n + 1 numbers each.
    known
        Critical points to begin with, n + 1 numbers each.
    progress
        Is called again and again; what it raises ends the work.
    """
    return _Tracer(Curves(formula, lower, upper), progress).run(known)


@dataclass(eq=False)
class _Found:
    """An event while it is looked at: where, its kernel, what has been decided."""

    u: Floats
    error: float
    kind: EventKind
    reason: str


class _Tracer:
    def __init__(self, curves: Curves, progress: Callable[[float], object]) -> None:
        self._curves = curves
        self._progress = progress
        self._paths: list[Floats] = []
        self._branches: list[Branch] = []
        self._events: list[_Found] = []
        self._waiting: list[tuple[_Found, list[Floats]]] = []
        self._is_cut = False
        self._scale = 1.0

    def run(self, known: Sequence[Sequence[float]]) -> Trace:
        curves = self._curves
        for u in starts_in(curves, known, lambda: self._progress(0.0)):
            if self._is_known(u) or not self._has_room():
                continue
            start = curves.station(u, None)
            if start is not None:
                self._follow_both(start)
                self._switch()
        events = tuple(map(self._event, self._events))
        return Trace(
            curves.formula, tuple(curves.lower.tolist()), tuple(curves.upper.tolist()),
            tuple(self._branches), events, self._is_cut,
        )  # fmt: skip

    def _event(self, found: _Found) -> Event:
        *x, parameter = self._curves.place(found.u).tolist()
        return Event(np.array(x), parameter, found.error * float(self._curves.size[-1]), found.kind, found.reason)

    def _has_room(self) -> bool:
        if len(self._branches) >= MOST_BRANCHES:
            self._is_cut = True
        return not self._is_cut

    def _pause(self) -> None:
        self._progress(min(0.9, 0.05 + 0.08 * len(self._branches)))

    def _is_known(self, u: Floats) -> bool:
        return any(distance(u, path) < _ON_PATH for path in self._paths)

    # Paths

    def _follow_both(self, start: Station) -> None:
        ahead = follow(self._curves, start, self._pause)
        if ahead.ended == "closed":
            self._take(ahead, ("closed", "closed"))
            return
        turned = self._curves.station(start.u, -start.tangent)
        if turned is None:
            return
        back = follow(self._curves, turned, self._pause)
        joined = (*(_turned(each) for each in reversed(back.stations[1:])), *ahead.stations)
        self._take(Path(joined, ahead.ended), (back.ended, ahead.ended))

    def _take(self, path: Path, ended: tuple[str, str]) -> None:
        stations = path.stations
        if len(stations) < 2:
            return
        u = np.array([station.u for station in stations])
        self._paths.append(u)
        is_line = bool(np.ptp(u[:, -1]) < STANDS_STILL * max(1.0, len(u) / 10))
        self._branches.append(Branch(self._curves.place(u), self._index(u), is_line, ended))
        if is_line:
            return
        self._scale = max(station.size for station in stations) or 1.0
        for first, second in pairwise(stations):
            if first.crossing * second.crossing < 0.0 or first.turning * second.turning < 0.0:
                self._note(self._located(first, second))
        for before, here, after in zip(stations, stations[1:], stations[2:], strict=False):
            if abs(here.least) <= min(abs(before.least), abs(after.least)) and abs(here.least) < 0.05 * self._scale:
                self._note_touch(before, after)
        for end, station in zip(ended, (stations[0], stations[-1]), strict=True):
            if end == "lost":
                self._note((station, 0.0), "the path could not be followed beyond this place")
            elif end == "parameter":
                self._note_end(station)

    def _index(self, u: Floats) -> NDArray[np.int64]:
        H = self._curves.hessians(u)
        good = np.isfinite(H).all(axis=(1, 2))
        index = np.full(len(u), -1, dtype=np.int64)
        lam = np.linalg.eigvalsh(H[good])
        size = np.abs(lam).max(axis=1, initial=0.0, keepdims=True)
        certain = (np.abs(lam) > 1e-9 * size).all(axis=1)
        index[good] = np.where(certain, (lam < 0.0).sum(axis=1), -1)
        return index

    # Events

    def _note_end(self, station: Station) -> None:
        """Note where det H may be 0 just where the range of the parameter ends."""
        reached = float(station.u[-1]) in (0.0, 1.0)
        if not reached or abs(station.least) < _TOUCHES * self._scale:
            u = station.u.copy()
            u[-1] = round(float(u[-1]))
            self._note((replace(station, u=u), 0.0), "det H is 0 at the end of the range, or close to 0")

    def _located(self, first: Station, second: Station) -> tuple[Station, float]:
        """Return the place between two stations where a sign changes, by bisection, and how far off it may be."""
        low, high = 0.0, float((second.u - first.u) @ first.tangent)
        by_crossing = first.crossing * second.crossing < 0.0
        best, spread = second, high
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            there = between(self._curves, first, middle)
            if there is None:
                break
            sign = there.crossing * first.crossing if by_crossing else there.turning * first.turning
            best, spread = there, high - low
            low, high = (middle, high) if sign > 0.0 else (low, middle)
        return best, abs(spread)

    def _note_touch(self, before: Station, after: Station) -> None:
        """Note where an eigenvalue comes to 0 and turns back."""
        low, high = 0.0, float((after.u - before.u) @ before.tangent)
        for _ in range(_BISECTIONS):
            one, two = low + (high - low) / 3.0, high - (high - low) / 3.0
            a, b = between(self._curves, before, one), between(self._curves, before, two)
            if a is None or b is None:
                break
            low, high = (low, two) if abs(a.least) < abs(b.least) else (one, high)
        there = between(self._curves, before, 0.5 * (low + high))
        if there is not None and abs(there.least) < _TOUCHES * self._scale:
            self._note((there, high - low))

    def _note(self, place: tuple[Station, float], lost: str = "") -> None:
        station, spread = place
        if not self._is_inside(station.u) or any(np.abs(e.u - station.u).max() < _SAME_EVENT for e in self._events):
            return
        found = _Found(station.u, max(spread, 1e-12), EventKind.UNDECIDED, lost)
        self._events.append(found)
        if lost:
            found.error = LONGEST_STEP
            return
        self._refine(found)
        if found.error < _WELL_KNOWN and not found.reason:
            self._classify(found, station)
        else:
            found.error = LONGEST_STEP
            found.reason = found.reason or _CLOSE

    def _refine(self, found: _Found) -> None:
        """Bring the place of a crossing to rounding by Newton's method on a system that is regular there.

        G(u) + mu psi = 0, DG(u)^T psi = 0, psi . psi = 1 (Moore, The numerical treatment of non-trivial bifurcation
        points, 1980). Where it does not lead to a place near by, such as at a fold, nothing changes.
        """
        curves, n = self._curves, self._curves.n
        _, DG = curves.at(found.u)
        if not np.isfinite(DG).all():
            return
        left, singular, _ = np.linalg.svd(DG)
        if singular[-1] > 0.05 * self._scale:
            return
        u, psi, mu, moved = found.u, left[:, -1], 0.0, math.inf
        for _ in range(_REFINEMENTS):
            G, DG = curves.at(u)
            sides = [(curves.at(u + _NEAR * e)[1], curves.at(u - _NEAR * e)[1]) for e in np.eye(n + 1)]
            columns = np.array([(ahead - back).T @ psi / (2.0 * _NEAR) for ahead, back in sides])
            system = np.block([
                [DG, psi[:, np.newaxis], mu * np.eye(n)],
                [columns.T, np.zeros((n + 1, 1)), DG.T],
                [np.zeros((1, n + 2)), 2.0 * psi[np.newaxis]],
            ])  # fmt: skip
            rest = np.concatenate([G + mu * psi, DG.T @ psi, [psi @ psi - 1.0]])
            if not np.isfinite(system).all() or np.linalg.cond(system) > _REGULAR:
                return
            change = np.linalg.solve(system, -rest)
            u, mu, psi = u + change[: n + 1], mu + float(change[n + 1]), psi + change[n + 2 :]
            if float(np.abs(u - found.u).max()) > 2.0 * LONGEST_STEP:
                return
            moved = float(np.abs(change[: n + 1]).max())
            if moved < _AT_REST:
                break
        if moved < _SETTLED and abs(mu) < _SETTLED * self._scale:
            if abs(mu) <= _ROUNDINGS * curves.gradient_error(u):
                found.u, found.error = u, _SETTLED
            else:
                found.reason = _NEARLY

    def _is_inside(self, u: Floats) -> bool:
        return bool((np.abs(u[:-1] - 0.5) <= 0.55).all())

    def _classify(self, found: _Found, station: Station) -> None:
        """Say what happens at a place where det H = 0, by the kernel of DG and the quadratic equation on it."""
        curves = self._curves
        _, DG = curves.at(found.u)
        left, singular, right = np.linalg.svd(DG)
        n = curves.n
        zeros = int((singular < _RANK * self._scale).sum())
        if zeros == 0:
            self._classify_turn(found, station)
            return
        if zeros > 1:
            found.error = max(found.error, _HALF_KNOWN)
            found.reason = "more than one eigenvalue is zero here or close to it: what happens is not decided"
            return
        kernel, psi = right[n - 1 :], left[:, -1]
        form = self._form(found.u, kernel, psi)
        tangents = _tangents(form, kernel, _FLAT * self._scale)
        if not tangents:
            found.reason = "det H = 0, and the second derivatives of the gradient do not say which paths cross"
            return
        self._waiting.append((found, tangents))

    def _classify_turn(self, found: _Found, station: Station) -> None:
        """Tell a fold, where the path turns back in the parameter, from a place where it only stands still."""
        turns = []
        for away in _ASIDE:
            ahead, back = (between(self._curves, station, side * away) for side in (1.0, -1.0))
            if ahead is not None and back is not None:
                turns.append(ahead.turning * back.turning < 0.0)
        if not turns:
            found.reason = "det H = 0, and the path turns too sharply to be followed here"
        elif all(turns[-2:]):  # farther away another path may have been met
            found.kind, found.reason = EventKind.FOLD, "det H = 0: two critical points meet and vanish"
            found.error = max(found.error * found.error, 1e-12)
        elif any(turns):
            found.reason = "det H = 0, and the path turns so sharply here that what happens is not decided"
        else:
            found.reason = "det H = 0, but the path neither turns back nor is crossed"

    def _form(self, u: Floats, kernel: Floats, psi: Floats) -> Floats:
        """Return psi . D2G on the kernel, shape (2, 2), by central differences of DG."""
        step = 1e-4
        rows = []
        for direction in kernel:
            _, ahead = self._curves.at(u + step * direction)
            _, back = self._curves.at(u - step * direction)
            rows.append(psi @ (ahead - back) / (2.0 * step) @ kernel.T)
        form = np.array(rows)
        return 0.5 * (form + form.T)

    def _switch(self) -> None:
        """Follow the paths that cross those that are known."""
        while self._waiting:
            found, tangents = self._waiting.pop()
            sides = [(self._beside(found, tau), self._beside(found, -tau)) for tau in tangents]
            found.kind, found.reason = judged(found.u, tangents, sides)
            flat: list[bool] = []
            for tau, pair in zip(tangents, sides, strict=True):
                flat += [self._branch_off(found, start) for start in pair if start is not None and is_steep(tau)]
                for start in pair:
                    if start is not None and not is_steep(tau):
                        self._branch_off(found, start)
            if found.kind is EventKind.LINE and not all(flat):
                # A path such as a = -x^8 stands still to the eye, near by.
                found.kind, found.reason = EventKind.UNDECIDED, "det H = 0: two paths cross, flatter than a pitchfork"

    def _branch_off(self, found: _Found, start: Station) -> bool:
        """Follow a path that begins beside a crossing, if it is new; return whether the parameter stands still."""
        if not 0.0 <= start.u[-1] <= 1.0 or self._is_known(start.u) or not self._has_room():
            return False
        self._take_from(found.u, follow(self._curves, start, self._pause))
        return self._branches[-1].is_line

    def _take_from(self, crossing: Floats, path: Path) -> None:
        """Take a path that begins beside a crossing, and join it to it."""
        self._take(Path((replace(path.stations[0], u=crossing), *path.stations), path.ended), ("event", path.ended))

    def _beside(self, found: _Found, tau: Floats) -> Station | None:
        found_here = self._curves.corrected(found.u + _AWAY * tau, tau)
        return None if found_here is None else self._curves.station(found_here[0], tau)


def _tangents(form: Floats, kernel: Floats, least: float) -> list[Floats]:
    """Return the directions in the kernel on which the quadratic form vanishes; none unless it is indefinite.

    Below `least` it is not told from zero.
    """
    lam, v = np.linalg.eigh(form)
    size = float(np.abs(lam).max())
    if size < least or lam[0] >= -1e-5 * size or lam[1] <= 1e-5 * size:
        return []
    root = np.sqrt(-lam[0]), np.sqrt(lam[1])
    directions = [v[:, 0] * root[1] + sign * v[:, 1] * root[0] for sign in (1.0, -1.0)]
    return [tau / np.linalg.norm(tau) for tau in (direction @ kernel for direction in directions)]


def _turned(station: Station) -> Station:
    """Return a station seen by somebody who comes from the other side."""
    return replace(station, tangent=-station.tangent, turning=-station.turning, crossing=-station.crossing)
