"""The level curve of f through a point: traced on a coarse grid, on a fine one about the point, and brought onto f."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = NDArray[np.float64]

COARSE, FINE = 128, 49
"""Samples along a side of the picture, and of the cells about the point."""

_CELLS = 4
"""Coarse cells on each side of the point that are looked at closely."""

_ROUNDS = 5
_JUMP = 0.01
"""Of the difference of both samples: a place between them whose value is farther off lies at a jump."""


@dataclass(frozen=True, eq=False)
class LevelCurve:
    """The curve f = level: vertices of shape (k, 2), pieces separated by rows of nan."""

    level: float
    vertices: Floats


@dataclass(frozen=True, eq=False)
class CoarseField:
    """Samples of f all over a picture, shapes (nx,), (ny,) and (ny, nx); nan where it is undefined."""

    x: Floats
    y: Floats
    values: Floats


def coarse_field(box: tuple[float, float, float, float], grid: Callable[[Floats, Floats], Floats]) -> CoarseField:
    """Return samples over a box (x0, x1, y0, y1); `grid` returns f on the grid of two axes, shape (ny, nx)."""
    x, y = np.linspace(box[0], box[1], COARSE), np.linspace(box[2], box[3], COARSE)
    return CoarseField(x, y, grid(x, y))


def level_through(
    field: CoarseField,
    place: tuple[float, float],
    level: float,
    grid: Callable[[Floats, Floats], Floats],
    evaluate: Callable[[Floats, Floats], Floats],
) -> LevelCurve:
    """Return the curve f = `level` in a picture, finer about `place`, a point of it.

    Every vertex lies on a line of a grid where f crosses the level; between its two samples the crossing is found by
    regula falsi (Illinois), so that the curve has the exact level, whatever the grid. Where f jumps it has none.

    Parameters
    ----------
    grid, evaluate
        f on the grid of two axes, shape (ny, nx), and at points given by two arrays of shape (m,).
    """
    if not np.isfinite(level):
        return LevelCurve(level, np.empty((0, 2)))
    values = field.values
    near = _around(field, place)
    parts: list[Floats] = []
    if near is not None:
        (i0, i1), (j0, j1) = near
        fine_x = np.linspace(float(field.x[i0]), float(field.x[i1]), FINE)
        fine_y = np.linspace(float(field.y[j0]), float(field.y[j1]), FINE)
        parts.append(_curve(fine_x, fine_y, grid(fine_x, fine_y), level, evaluate))
        values = values.copy()
        values[j0 + 1 : j1, i0 + 1 : i1] = np.nan
    parts.insert(0, _curve(field.x, field.y, values, level, evaluate))
    gap = np.full((1, 2), np.nan)
    kept = [part for part in parts if len(part)]
    return LevelCurve(level, np.concatenate([each for part in kept for each in (gap, part)][1:]) if kept else parts[0])


def _around(field: CoarseField, place: tuple[float, float]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the samples between which the point is looked at closely; None where it is not in the picture."""
    found = []
    for axis, at in ((field.x, place[0]), (field.y, place[1])):
        if not axis[0] <= at <= axis[-1]:
            return None
        cell = int(np.searchsorted(axis, at))
        found.append((max(cell - 1 - _CELLS, 0), min(cell + _CELLS, len(axis) - 1)))
    return found[0], found[1]


def _curve(
    x: Floats, y: Floats, values: Floats, level: float, evaluate: Callable[[Floats, Floats], Floats]
) -> Floats:
    """Return the vertices of the level curve on one grid."""
    with np.errstate(all="ignore"):
        over = values - level
    finite = np.isfinite(over)
    if not finite.any():
        return np.empty((0, 2))
    # Signs alone decide where the curve runs; the crossings are found below, so that no overflow does harm.
    z = np.ma.masked_array(np.sign(over), ~finite)
    generator = contour_generator(x, y, z, name="serial", corner_mask=False, line_type=LineType.ChunkCombinedNan)
    (points,) = generator.lines(0.0)[0]
    if points is None:
        return np.empty((0, 2))
    return _on_level(np.asarray(points, dtype=np.float64), x, y, over, lambda a, b: evaluate(a, b) - level)


def _on_level(
    points: Floats, x: Floats, y: Floats, over: Floats, evaluate: Callable[[Floats, Floats], Floats]
) -> Floats:
    """Return the vertices moved along their grid lines to where f has the level; nan where it jumps over it."""
    i, j = np.searchsorted(x, points[:, 0]), np.searchsorted(y, points[:, 1])
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    i, j = np.clip(i, 0, len(x) - 1), np.clip(j, 0, len(y) - 1)
    on_x, on_y = points[:, 0] == x[i], points[:, 1] == y[j]
    # A vertex that lies on both axes is a sample that has the very level.
    known = known[(on_x ^ on_y)[known]]
    across = on_y[known]
    i, j = i[known], j[known]
    i0, j0 = np.where(across, i - 1, i), np.where(across, j, j - 1)
    low, high = np.column_stack([x[i0], y[j0]]), np.column_stack([x[i], y[j]])
    f_low, f_high = over[j0, i0], over[j, i]
    span = np.abs(f_high - f_low)
    moved, residual = _falsi(low, high, f_low, f_high, evaluate)
    with np.errstate(all="ignore"):
        is_jump = ~(np.abs(residual) <= _JUMP * span)
    moved[is_jump] = np.nan
    points = points.copy()
    points[known] = moved
    return points


def _falsi(
    low: Floats, high: Floats, f_low: Floats, f_high: Floats, evaluate: Callable[[Floats, Floats], Floats]
) -> tuple[Floats, Floats]:
    """Return points of segments where f is zero, shape (m, 2), and what is left of f there."""
    f_first, f_second = f_low, f_high
    point, value, before = low, f_first, np.zeros(len(low), dtype=np.int8)
    for _ in range(_ROUNDS):
        with np.errstate(all="ignore"):
            share = f_first / (f_first - f_second)
            share = np.where(np.isfinite(share), np.clip(share, 0.0, 1.0), 0.5)
        point = low + share[:, np.newaxis] * (high - low)
        with np.errstate(all="ignore"):
            value = evaluate(point[:, 0], point[:, 1])
        is_low = np.sign(value) == np.sign(f_first)
        low, high = np.where(is_low[:, None], point, low), np.where(is_low[:, None], high, point)
        side = np.where(is_low, 1, -1).astype(np.int8)
        # An end that stays for a second time loses half of its weight.
        stays = np.where(side == before, 0.5, 1.0)
        f_first, f_second = np.where(is_low, value, stays * f_first), np.where(is_low, stays * f_second, value)
        before = side
    return point, value
