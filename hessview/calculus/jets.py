"""Gradients and Hessians at many points at once, with bounds of their errors: what a map of a whole picture needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.calculus.jet import JetProgram

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Jets:
    """Derivatives of f at m points.

    Attributes
    ----------
    gradients, hessians
        Shapes (m, n) and (m, n, n); nan where undefined.
    gradient_errors, hessian_errors
        Of the same shapes: how far the numbers are from the true derivatives at most; inf when nothing is known.
    """

    gradients: Floats
    hessians: Floats
    gradient_errors: Floats
    hessian_errors: Floats


def jets(program: JetProgram, points: Floats) -> Jets:
    """Return the derivatives at `points`, shape (m, n)."""
    _, g, H = program.over(points, at_kinks=False)
    with np.errstate(all="ignore"):
        size = np.abs(H).max(axis=(1, 2), initial=0.0)[:, np.newaxis]
        g_error, H_error = _NOISE * np.abs(g), np.broadcast_to(_NOISE * size[:, :, np.newaxis], H.shape)
    return Jets(g, H, g_error, H_error)


_NOISE = 2.0**-44
