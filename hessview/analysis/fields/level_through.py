"""The level curve of f through a point: traced on a coarse grid, on a fine one about the point, and brought onto f."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp
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
    traced: list[_Traced] = []
    if near is not None:
        (i0, i1), (j0, j1) = near
        fine_x = np.linspace(float(field.x[i0]), float(field.x[i1]), FINE)
        fine_y = np.linspace(float(field.y[j0]), float(field.y[j1]), FINE)
        traced += _traced(fine_x, fine_y, grid(fine_x, fine_y), level)
        values = values.copy()
        values[j0 + 1 : j1, i0 + 1 : i1] = np.nan
    traced = [*_traced(field.x, field.y, values, level), *traced]
    if not traced:
        return LevelCurve(level, np.empty((0, 2)))
    parts = _on_level(traced, lambda a, b: evaluate(a, b) - level)
    gap = np.full((1, 2), np.nan)
    return LevelCurve(level, np.concatenate([each for part in parts for each in (gap, part)][1:]))


def _around(field: CoarseField, place: tuple[float, float]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the samples between which the point is looked at closely; None where it is not in the picture."""
    found = []
    for axis, at in ((field.x, place[0]), (field.y, place[1])):
        if not axis[0] <= at <= axis[-1]:
            return None
        cell = int(np.searchsorted(axis, at))
        found.append((max(cell - 1 - _CELLS, 0), min(cell + _CELLS, len(axis) - 1)))
    return found[0], found[1]


@dataclass(frozen=True, eq=False)
class _Traced:
    """A level curve as it runs over one grid.

    Attributes
    ----------
    points
        Its vertices, shape (k, 2), pieces separated by rows of nan.
    known
        Which of them lie on a line of the grid between two samples, shape (m,).
    low, high, f_low, f_high
        These samples, shapes (m, 2), and how far f is above the level there, shapes (m,).
    """

    points: Floats
    known: NDArray[np.intp]
    low: Floats
    high: Floats
    f_low: Floats
    f_high: Floats


def _traced(x: Floats, y: Floats, values: Floats, level: float) -> list[_Traced]:
    """Return the level curve on one grid; nothing where there is none."""
    with np.errstate(all="ignore"):
        over = values - level
    finite = np.isfinite(over)
    if not finite.any():
        return []
    # Signs alone decide where the curve runs; the crossings are found below, so that no overflow does harm.
    z = np.where(finite, np.sign(over), 0.0)
    # The class itself: `contour_generator` looks for what is not finite once more.
    generator = SerialContourGenerator(
        *np.meshgrid(x, y), z, ~finite, corner_mask=False, line_type=LineType.ChunkCombinedNan,
        fill_type=FillType.OuterOffset, quad_as_tri=False, z_interp=ZInterp.Linear,
    )  # fmt: skip
    (points,) = generator.lines(0.0)[0]
    return [] if points is None else [_between_samples(np.asarray(points, dtype=np.float64), x, y, over)]


def _between_samples(points: Floats, x: Floats, y: Floats, over: Floats) -> _Traced:
    """Return the samples between which the vertices lie."""
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
    return _Traced(points, known, low, high, over[j0, i0], over[j, i])


def _on_level(traced: list[_Traced], evaluate: Callable[[Floats, Floats], Floats]) -> list[Floats]:
    """Return the vertices moved along their grid lines to where f has the level; nan where it jumps over it."""
    low, high = np.concatenate([part.low for part in traced]), np.concatenate([part.high for part in traced])
    f_low, f_high = np.concatenate([part.f_low for part in traced]), np.concatenate([part.f_high for part in traced])
    moved, residual = _falsi(low, high, f_low, f_high, evaluate)
    with np.errstate(all="ignore"):
        is_jump = ~(np.abs(residual) <= _JUMP * np.abs(f_high - f_low))
    moved[is_jump] = np.nan
    found: list[Floats] = []
    for part, places in zip(traced, np.split(moved, np.cumsum([len(part.known) for part in traced])[:-1]), strict=True):
        points = part.points.copy()
        points[part.known] = places
        found.append(points)
    return found


def _falsi(
    low: Floats, high: Floats, f_low: Floats, f_high: Floats, evaluate: Callable[[Floats, Floats], Floats]
) -> tuple[Floats, Floats]:
    """Return points of segments where f is zero, shape (m, 2), and what is left of f there."""
    f_first, f_second, way = f_low, f_high, high - low
    first, second = np.zeros(len(low)), np.ones(len(low))
    share, value, before = first, f_first, np.zeros(len(low), dtype=np.int8)
    with np.errstate(all="ignore"):
        for _ in range(_ROUNDS):
            part = f_first / (f_first - f_second)
            part = np.where(np.isfinite(part), np.clip(part, 0.0, 1.0), 0.5)
            share = first + part * (second - first)
            value = evaluate(low[:, 0] + share * way[:, 0], low[:, 1] + share * way[:, 1])
            is_first = np.sign(value) == np.sign(f_first)
            first, second = np.where(is_first, share, first), np.where(is_first, second, share)
            side = np.where(is_first, 1, -1).astype(np.int8)
            # An end that stays for a second time loses half of its weight.
            stays = np.where(side == before, 0.5, 1.0)
            f_first, f_second = np.where(is_first, value, stays * f_first), np.where(is_first, stays * f_second, value)
            before = side
    return low + share[:, np.newaxis] * way, value
