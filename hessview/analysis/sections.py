"""Sections: f along lines through a point, beside its tangent and its quadratic model, and what a window of t shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]

SAMPLES = 129
"""Points of a section before it is refined; odd, so that t = 0 is one of them."""

_PARTS, _MOST_REFINED = 8, 20
"""An interval across which f bends or ends is divided into so many parts, at most so many intervals of a section."""

_BEND = 0.004
"""Of the range of f: what a sample may lie off the chord of its neighbours before the curve is refined there."""

_NARROWEST, _WIDEST, _TRUSTED = 1.0 / 40.0, 0.5, 2.5
"""Of the view's shorter side, the least and the greatest half width of a window; how often the trusted reach it is."""

_ROUNDING = 64.0 * np.finfo(np.float64).eps


@dataclass(frozen=True, eq=False)
class Line:
    """A line through the point of a curvature, with what the Taylor series says along it.

    Attributes
    ----------
    direction
        A unit vector v of R^n, shape (n,).
    value, slope, second
        f, g.v and v'Hv at the point; nan where they are not known.
    sign
        Of v'Hv: -1, 0 (zero within its error) or 1; None where it is not known.
    """

    direction: Floats
    value: float
    slope: float
    second: float
    sign: int | None


@dataclass(frozen=True, eq=False)
class Section:
    """f along a line, sampled over a window: the points x + (t - at) v.

    Attributes
    ----------
    line
        The line.
    window
        t lies between -window and window.
    at
        The t of the point x itself; 0 unless the point moves along a line that stays.
    t, f, model, tangent
        Shapes (m,), t increasing. f is nan where it is undefined or no number; model is
        f(x) + (g.v)(t - at) + v'Hv (t - at)^2 / 2 and the tangent its first two terms.
    trusted
        The t about `at` up to which |f - model| <= trust (|g.v| |t| + |v'Hv| t^2 / 2): measured by what the model says
        along this very line, whatever f does across it; None where the model is not known.
    """

    line: Line
    window: float
    at: float
    t: Floats
    f: Floats
    model: Floats
    tangent: Floats
    trusted: tuple[float, float] | None

    @cached_property
    def largest(self) -> tuple[float, float] | None:
        """The t at which |f - model| is largest among the samples, and f - model there; None where neither is known."""
        apart = self.f - self.model
        if not np.isfinite(apart).any():
            return None
        k = int(np.nanargmax(np.where(np.isfinite(apart), np.abs(apart), np.nan)))
        return float(self.t[k]), float(apart[k])

    @property
    def compared(self) -> int:
        """The number of samples at which f and the model are both known."""
        return int(np.isfinite(self.f - self.model).sum())

    @cached_property
    def is_rounding(self) -> bool:
        """Whether f - model is nowhere larger than what rounding could make of it."""
        largest = self.largest
        size = np.abs(np.concatenate([self.f, self.model]))
        finite = size[np.isfinite(size)]
        return largest is not None and abs(largest[1]) <= float(_ROUNDING * np.max(finite, initial=0.0))

    def model_at(self, t: float) -> float:
        """Return the model at t."""
        with np.errstate(all="ignore"):
            return float(_parabola(self.line, np.float64(t - self.at))[0])


def principal_line(curvature: Curvature, index: int) -> Line:
    """Return the line along an eigenvector; `index` counts the eigenvalues, ascending, from 0."""
    v = np.asarray(curvature.eigenvectors[:, index], dtype=np.float64)
    inertia = curvature.inertia
    sign = -1 if index < inertia.negative else 0 if index < inertia.negative + inertia.zero else 1
    second = float(curvature.eigenvalues[index])
    return Line(v, float(curvature.value), _slope(curvature, v), second, sign if math.isfinite(second) else None)


def line_along(curvature: Curvature, direction: Sequence[float] | Floats) -> Line:
    """Return the line along any direction of R^n, which need not have length 1.

    Raises
    ------
    ValueError
        If the direction is zero, not finite, or of another R^n.
    """
    d = np.asarray(direction, dtype=np.float64)
    if d.shape != curvature.point.shape:
        raise ValueError(f"expected a direction of shape {curvature.point.shape}, got {d.shape}")
    largest = float(np.max(np.abs(d), initial=0.0))
    if not 0.0 < largest < math.inf:
        raise ValueError("the direction of a section must be finite and not zero")
    v = d / largest
    v /= np.linalg.norm(v)
    second, error = second_derivative(curvature, v)
    sign = None if math.isnan(second) else 0 if abs(second) <= error else 1 if second > 0.0 else -1
    return Line(v, float(curvature.value), _slope(curvature, v), second, sign)


def second_derivative(curvature: Curvature, v: Floats) -> tuple[float, float]:
    """Return v'Hv for a unit vector v, shape (n,), and a bound of its error; nan where H is not known."""
    H = np.asarray(curvature.hessian, dtype=np.float64)
    if not np.all(np.isfinite(H)):
        return math.nan, math.nan
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.abs(v) @ np.abs(H) @ np.abs(v)
        error = np.abs(v) @ np.abs(curvature.hessian_error) @ np.abs(v) + (len(v) + 4) * np.spacing(1.0) * size
        return float(v @ H @ v), float(error)


def sections(
    landscape: Landscape, curvature: Curvature, lines: Sequence[Line], window: float, *,
    at: Sequence[float] | None = None, trust: float = 0.1, samples: int = SAMPLES,
) -> tuple[Section, ...]:
    """Return f along every line through the point of `curvature`; f is asked twice, for all lines together.

    Parameters
    ----------
    landscape
        Of n variables.
    window
        Half the length of every section, positive.
    at
        The t of the point on every section; 0 without it.
    trust
        What share of the tangent's and the parabola's own size along the line the model may be off.
    samples
        How many points a section has before it is refined; odd.

    Raises
    ------
    ValueError
        If the window is not positive and finite.
    """
    if not 0.0 < window < math.inf:
        raise ValueError(f"the window of a section must be positive, this is {window}")
    offsets = [0.0] * len(lines) if at is None else list(at)
    grid = window * np.linspace(-1.0, 1.0, samples)
    grids = [grid] * len(lines)
    found = _values(landscape, curvature.point, lines, offsets, grids)
    between = [_between(grid, f) for f in found]
    if any(len(t) for t in between):
        finer = _values(landscape, curvature.point, lines, offsets, between)
        merged = [_merged(*parts) for parts in zip(grids, found, between, finer, strict=True)]
        grids, found = [t for t, _ in merged], [f for _, f in merged]
    return tuple(
        _section(line, (window, offset), (t, f), trust)
        for line, offset, t, f in zip(lines, offsets, grids, found, strict=True)
    )


def fitting_window(
    landscape: Landscape, curvature: Curvature, lines: Sequence[Line], side: float, trust: float = 0.1
) -> float:
    """Return the half width of a window in which the model is seen to hold and to fail: 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    side
        The shorter side of the view, positive; the window is a part of it.
    trust
        As for `sections`.
    """
    reach = _WIDEST * side
    if not 0.0 < reach < math.inf:
        return 1.0
    trusted = [made.trusted for made in sections(landscape, curvature, lines, reach, trust=trust)]
    ends = [max(-low, high) for low, high in filter(None, trusted)]
    wanted = _TRUSTED * min(ends) if ends else 0.5 * reach
    return nice(min(max(wanted, _NARROWEST * side), reach))


def nice(length: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is at most `length`, which is positive and finite."""
    power = 10.0 ** math.floor(math.log10(length))
    return max((m * power for m in (1.0, 2.0, 5.0) if m * power <= length * (1.0 + 1e-9)), default=length)


def _slope(curvature: Curvature, v: Floats) -> float:
    g = np.asarray(curvature.gradient, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        return float(g @ v) if np.all(np.isfinite(g)) else math.nan


def _parabola(line: Line, d: Floats | np.float64) -> tuple[Floats, Floats]:
    """Return the model and the tangent at the distances d from the point."""
    tangent = line.value + line.slope * d
    return np.asarray(tangent + 0.5 * line.second * d * d), np.asarray(tangent)


def _values(
    landscape: Landscape, x: Floats, lines: Sequence[Line], offsets: Sequence[float], grids: Sequence[Floats]
) -> list[Floats]:
    """Return f on every grid, asked at once; nan where it is no number."""
    with np.errstate(all="ignore"):
        points = [
            x + (t - at)[:, np.newaxis] * line.direction for line, at, t in zip(lines, offsets, grids, strict=True)
        ]
        values = landscape.value(np.concatenate(points)) if points else np.empty(0)
        values = np.where(np.isfinite(values), values, np.nan)
    return np.split(values, np.cumsum([len(t) for t in grids])[:-1])


def _between(t: Floats, f: Floats) -> Floats:
    """Return where f is to be asked, too: in intervals beside which it bends sharply, and in which it ends."""
    known = np.isfinite(f)
    ends = known[1:] != known[:-1]
    wanted = np.where(ends, np.inf, 0.0)
    if known.any():
        spread = float(np.max(f[known])) - float(np.min(f[known]))
        with np.errstate(all="ignore"):
            off = np.abs(f[1:-1] - 0.5 * (f[:-2] + f[2:])) / spread if spread > 0.0 else np.zeros(len(t) - 2)
        off = np.where(np.isfinite(off), off, 0.0)
        wanted[:-1] = np.maximum(wanted[:-1], off)
        wanted[1:] = np.maximum(wanted[1:], off)
    chosen = np.flatnonzero(wanted > _BEND)
    if len(chosen) > _MOST_REFINED:
        chosen = chosen[np.argsort(-wanted[chosen], kind="stable")[:_MOST_REFINED]]
    shares = np.arange(1, _PARTS) / _PARTS
    return np.sort((t[chosen, np.newaxis] + shares * (t[chosen + 1] - t[chosen])[:, np.newaxis]).ravel())


def _merged(t: Floats, f: Floats, more_t: Floats, more_f: Floats) -> tuple[Floats, Floats]:
    if not len(more_t):
        return t, f
    places = np.concatenate([t, more_t])
    order = np.argsort(places, kind="stable")
    return places[order], np.concatenate([f, more_f])[order]


def _section(line: Line, place: tuple[float, float], curve: tuple[Floats, Floats], trust: float) -> Section:
    (window, at), (t, f) = place, curve
    with np.errstate(all="ignore"):
        model, tangent = _parabola(line, t - at)
        model, tangent = (np.where(np.isfinite(known), known, np.nan) for known in (model, tangent))
        d = np.abs(t - at)
        # What rounding makes of the difference is no distrust.
        allowed = trust * (abs(line.slope) * d + 0.5 * abs(line.second) * d * d)
        allowed += _ROUNDING * np.maximum(np.abs(f), np.abs(model))
        holds = np.abs(f - model) <= allowed
    trusted = _around(t, holds, at) if np.isfinite(model).any() and math.isfinite(line.second) else None
    return Section(line, window, at, t, f, model, tangent, trusted)


def _around(t: Floats, holds: NDArray[np.bool_], at: float) -> tuple[float, float]:
    """Return the largest interval about `at` all of whose samples hold."""
    fails = t[~holds & (t != at)]
    below, above = fails[fails < at], fails[fails > at]
    low = float(t[np.searchsorted(t, below[-1], side="right")]) if len(below) else float(t[0])
    high = float(t[np.searchsorted(t, above[0], side="left") - 1]) if len(above) else float(t[-1])
    return min(low, at), max(high, at)
