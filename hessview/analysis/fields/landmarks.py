"""Points of a plane that a picture of f should show: critical points, and minima and maxima of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

USUAL, NEAR = 5.0, 20.0
"""Within these distances of the origin landmarks are looked for first."""
FAR = (60.0, 300.0, 2000.0)
_FARTHEST = 2e4
_STARTS = 7
_NEWTON_STEPS = 40
_MOST_VARIABLES = 12
_GRID = 65
_CLOSER = 14
_SETTLED = 1e-3
_FLAT = 1e-12


def landmarks(landscape: Landscape, plane: Slice | None) -> Floats:
    """Return landmarks in the plane's coordinates, shape (m, 2), possibly none; far ones only if none is near.

    Newton's method for the gradient starts from a grid about the origin; minima and maxima that have no gradient, or
    stand in a wide plain where Newton's method loses its way, are the extreme samples inside of squares of many sizes.

    Parameters
    ----------
    plane
        The plane of R^n; None for n = 1, then the second coordinates are 0.
    """
    critical = _critical_points(landscape, plane)
    distances = np.abs(critical).max(axis=1, initial=0.0)
    for reach in (USUAL, NEAR):
        near = critical[distances <= 0.85 * reach]
        found = np.array(_extremes(landscape, plane, reach)).reshape(-1, 2)
        if len(near) or len(found):
            # The lowest and the highest place weigh as much as all the others.
            return np.concatenate([near, np.repeat(found, max(1, len(near)), axis=0)])
    if len(critical):
        return critical[np.argsort(distances)[:1]]
    for radius in FAR:
        found = np.array(_extremes(landscape, plane, radius)).reshape(-1, 2)
        if len(found):
            return found
    return np.empty((0, 2))


def field(landscape: Landscape, plane: Slice | None, s: Floats, t: Floats) -> Floats:
    """Return the values of f on the open grid, shape (len(t), len(s)); for n = 1 one row."""
    if plane is None:
        return np.asarray(landscape.value(s[:, np.newaxis]), dtype=np.float64)[np.newaxis, :]
    return np.asarray(landscape.on_slice(plane, s, t), dtype=np.float64)


def _critical_points(landscape: Landscape, plane: Slice | None) -> Floats:
    """Return where Newton's method for the gradient in the plane settles, shape (m, 2)."""
    if landscape.dimension > _MOST_VARIABLES:
        return np.empty((0, 2))
    D = np.eye(1) if plane is None else np.array(plane.directions)
    origin = np.zeros(1) if plane is None else np.array(plane.origin)
    # Not through the origin: there symmetric functions are flat in every direction.
    axis = np.linspace(-5.0, 5.0, _STARTS) + 0.1234
    place = axis[:, np.newaxis] if plane is None else np.stack(np.meshgrid(axis, axis + 0.0567), -1).reshape(-1, 2)
    settled = np.zeros(len(place), dtype=np.bool_)
    with np.errstate(all="ignore"):
        for _ in range(_NEWTON_STEPS):
            points = origin + place @ D
            g, H = landscape.gradient(points) @ D.T, D @ landscape.hessian(points) @ D.T
            known = np.isfinite(g).all(axis=1) & np.isfinite(H).all(axis=(1, 2))
            known &= (np.abs(place) < _FARTHEST).all(axis=1)
            place, settled, g, H = place[known], settled[known], g[known], H[known]
            if not len(place) or settled.all():
                break
            step = -(np.linalg.pinv(H, rcond=1e-10, hermitian=True) @ g[:, :, np.newaxis])[:, :, 0]
            # Where H says nothing about a slope, there is nothing to step to: a plane, the tail of a bump.
            left = np.linalg.norm(g + (H @ step[:, :, np.newaxis])[:, :, 0], axis=1)
            lost = (left > 0.5 * np.linalg.norm(g, axis=1)) | (np.abs(H).max(axis=(1, 2)) < _FLAT)
            settled = ~lost & (np.abs(step).max(axis=1) <= _SETTLED * (1.0 + np.abs(place).max(axis=1)))
            place = np.where(settled[:, np.newaxis], place, place + step)
    place = place[settled]
    return np.column_stack([place, np.zeros(len(place))]) if plane is None else place


def _extremes(landscape: Landscape, plane: Slice | None, radius: float) -> list[tuple[float, float]]:
    """Return the places of the smallest and the largest value in a square about the origin, unless on its edge."""
    s = np.linspace(-radius, radius, _GRID)
    t = np.zeros(1) if plane is None else s
    values = field(landscape, plane, s, t)
    values = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(values).all() or not np.nanmax(values) > np.nanmin(values):
        return []
    middle = np.nanmedian(values)
    found = []
    for sign in (1.0, -1.0):
        j, i = np.unravel_index(int(np.nanargmin(sign * values)), values.shape)
        inside = 0 < i < _GRID - 1 and (plane is None or 0 < j < _GRID - 1)
        around = values[max(j - 1, 0) : j + 2, i - 1 : i + 2]
        if inside and values[j, i] != middle and np.isfinite(around).all():
            found.append(_closer(landscape, plane, sign, (float(s[i]), float(t[j])), 2.0 * float(s[1] - s[0])))
    return found


def _closer(
    landscape: Landscape, plane: Slice | None, sign: float, place: tuple[float, float], reach: float
) -> tuple[float, float]:
    """Return the place of the extreme near `place`, from smaller and smaller grids about it."""
    x, y = place
    while reach > _SETTLED * (1.0 + max(abs(x), abs(y))):
        s = x + np.linspace(-reach, reach, _CLOSER + 1)
        t = np.zeros(1) if plane is None else y + np.linspace(-reach, reach, _CLOSER + 1)
        values = sign * field(landscape, plane, s, t)
        values[~np.isfinite(values)] = np.inf
        j, i = np.unravel_index(int(np.argmin(values)), values.shape)
        x, y = float(s[i]), float(t[j])
        reach *= 0.25
    return x, y
