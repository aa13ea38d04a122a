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

    A strong peer: gradients and Hessians of all starts come from one pass of our own derivative program, and who has
    arrived or left is not followed any further.

    Parameters
    ----------
    landscape
        The function.
    box
        n ranges; about 1,600 starting points fill them, in two variables 40 x 40.
    """
    low, high = np.array(box, dtype=float).T
    size = high - low
    x = _starts(box)
    arrived: list[Floats] = []
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            _, g, H = landscape.program.over(x)
            step = _solved(H, g)
            x = x - step
            near = (np.abs(x - 0.5 * (low + high)) < 10.0 * size).all(axis=1)
            rests = near & (np.abs(step) <= _TINY * size).all(axis=1)
            arrived.append(x[rests])
            x = x[near & ~rests]
            if not len(x):
                break
    ends = np.concatenate(arrived)
    return distinct(ends[((ends >= low) & (ends <= high)).all(axis=1)], _SAME * size)


def plain_newton(landscape: ExpressionLandscape, box: Sequence[tuple[float, float]]) -> Floats:
    """Return the same as it is usually written: all starts take all steps, and those that rest in the end count."""
    low, high = np.array(box, dtype=float).T
    n, size = len(low), high - low
    x = _starts(box)
    step = np.full_like(x, np.inf)
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            _, g, H = landscape.program.over(x)
            step = _solved_by_library(H, g)
            x = x - step
        rests = (np.abs(step) <= _TINY * size).all(axis=1) & ((x >= low) & (x <= high)).all(axis=1)
    return distinct(x[rests], _SAME * size) if rests.any() else np.empty((0, n))


def kinds(landscape: ExpressionLandscape, points: Floats) -> list[str]:
    """Return what the signs of the eigenvalues say of points of shape (m, n), as if rounding were no matter."""
    spectra = np.linalg.eigvalsh(landscape.hessian(points))
    return [_kind(w) for w in spectra]


def _kind(eigenvalues: Floats) -> str:
    if (eigenvalues == 0.0).any():
        return "degenerate"
    return "minimum" if (eigenvalues > 0.0).all() else "maximum" if (eigenvalues < 0.0).all() else "saddle"


def distinct(x: Floats, width: Floats) -> Floats:
    """Return one of all points that fall into the same cell, shape (m, n)."""
    _, first = np.unique(np.round(x / width), axis=0, return_index=True)
    return np.asarray(x[np.sort(first)])


def _starts(box: Sequence[tuple[float, float]]) -> Floats:
    count = max(2, round(_STARTS ** (1.0 / len(box))))
    grid = np.meshgrid(*(np.linspace(a, b, count) for a, b in box), indexing="ij")
    return np.stack(grid, axis=-1).reshape(-1, len(box))


def _solved(H: Floats, g: Floats) -> Floats:
    """Return H^-1 g for m systems, not finite where there is none."""
    if H.shape[1] == 2:
        (a, b), d = (H[:, 0, 0], H[:, 0, 1]), H[:, 1, 1]
        return np.column_stack((d * g[:, 0] - b * g[:, 1], a * g[:, 1] - b * g[:, 0])) / (a * d - b * b)[:, None]
    return _solved_by_library(H, g)


def _solved_by_library(H: Floats, g: Floats) -> Floats:
    regular = np.isfinite(H).all(axis=(1, 2)) & np.isfinite(g).all(axis=1)
    regular[regular] = np.linalg.det(H[regular]) != 0.0
    step = np.full_like(g, np.nan)
    step[regular] = np.linalg.solve(H[regular], g[regular][:, :, None])[:, :, 0]
    return step
