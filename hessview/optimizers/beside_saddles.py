"""A start beside a critical point from which f falls: a small step along the eigenvector of the lowest eigenvalue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]

_HALVINGS = 24


@dataclass(frozen=True, eq=False)
class Beside:
    """A place beside a critical point, lower than that.

    Attributes
    ----------
    place
        n coordinates.
    length
        How far along v1 it is, negative the other way.
    """

    place: Floats
    length: float


def goes_down(curvature: Curvature) -> bool:
    """Whether f certainly falls along v1 from a critical point: an eigenvalue is negative beyond its error."""
    return bool(curvature.is_critical) and curvature.inertia.negative > 0


def beside(landscape: Landscape, curvature: Curvature, length: float, side: int = 0) -> Beside | None:
    """Return where f is lower, this far along v1 or nearer; None where f is nowhere seen to be.

    Parameters
    ----------
    curvature
        At the critical point.
    length
        Positive; it is halved until f is lower there.
    side
        1 along v1, -1 the other way, 0 where f is lower of both; along v1 where it is equally low.
    """
    if not goes_down(curvature):
        return None
    lengths = length * 0.5 ** np.arange(_HALVINGS)
    sides = np.array([1.0, -1.0]) if side == 0 else np.array([float(side)])
    signed = lengths[:, np.newaxis] * sides
    start, v = np.array(curvature.point), np.asarray(curvature.eigenvectors[:, 0])
    places = start + signed.reshape(-1, 1) * v
    with np.errstate(all="ignore"):
        values = landscape.value(places).reshape(signed.shape)
    floor = float(curvature.value) - float(curvature.value_error)
    values = np.where(np.isfinite(values), values, np.inf)
    lower = np.flatnonzero((values < floor).any(axis=1))
    if not len(lower):
        return None
    row = int(lower[0])
    column = int(np.argmin(values[row]))
    return Beside(places.reshape(*signed.shape, -1)[row, column], float(signed[row, column]))
