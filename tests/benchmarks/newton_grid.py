"""Newton's method from the points of a grid, all at once: what a practitioner does, and what proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.landscapes.from_expression import ExpressionLandscape

Floats = NDArray[np.float64]

_STARTS = 40 * 40
_STEPS = 50
_TINY = 1e-12
_SAME = 1e-6


def ends_of_newton(landscape: ExpressionLandscape, box: Sequence[tuple[float, float]]) -> Floats:
    """Return where Newton's method for the gradient converges inside a box, each point once, shape (m, n).

    Parameters
    ----------
    landscape
        What can give gradients and Hessians of many points at once.
    box
        n ranges; about 1,600 starting points fill them, in two variables 40 x 40.
    """
    low, high = np.array(box, dtype=float).T
    n = len(low)
    count = max(2, round(_STARTS ** (1.0 / n)))
    x = np.stack(np.meshgrid(*(np.linspace(a, b, count) for a, b in box), indexing="ij"), axis=-1).reshape(-1, n)
    size = high - low
    arrived: list[Floats] = []
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            g, H = landscape.gradient(x), landscape.hessian(x)
            usable = np.isfinite(g).all(axis=1) & np.isfinite(H).all(axis=(1, 2))
            x, g, H = x[usable], g[usable], H[usable]
            singular = np.linalg.det(H) == 0.0
            H[singular] += 1e-12 * np.eye(n)
            step = _solved(H, g)
            x = x - step
            moving = (np.abs(step) > _TINY * size).any(axis=1)
            far = (np.abs(x - 0.5 * (low + high)) > 10.0 * size).any(axis=1)
            arrived.append(x[~moving & ~far])
            x = x[moving & ~far]
            if not len(x):
                break
    ends = np.concatenate(arrived) if arrived else np.empty((0, n))
    return distinct(ends[((ends >= low) & (ends <= high)).all(axis=1)], _SAME * size)


def _solved(H: Floats, g: Floats) -> Floats:
    """Return H^-1 g for each of m systems, nan where there is none."""
    try:
        return np.asarray(np.linalg.solve(H, g[:, :, None])[:, :, 0])
    except np.linalg.LinAlgError:
        return np.full_like(g, np.nan)


def distinct(x: Floats, width: Floats) -> Floats:
    """Return one of all points that fall into the same cell, shape (m, n)."""
    _, first = np.unique(np.round(x / width), axis=0, return_index=True)
    return np.asarray(x[np.sort(first)])
