"""Where a run slowed down at a saddle: the gradient nearly vanishes there, and grows again as the run falls away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import curvature
from hessview.analysis.snapping import nearest_critical_point
from hessview.analysis.verdict import Kind
from hessview.optimizers.method import lengths

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

_SMALL = 0.1
"""The gradient is this part, at most, of what it is somewhere before and somewhere after."""

_NEAR = 0.25
"""Of the extent of the path: so near to the saddle is every iterate that counts."""

_LINEAR = 0.3
"""Where the run is nearest to a saddle its gradient is H times the way from there, but for this part."""

_LEAST = 3
"""Steps; fewer are no slowing down."""


@dataclass(frozen=True, eq=False)
class SaddlePassage:
    """A saddle near which a run was slow.

    Attributes
    ----------
    place
        The saddle, shape (n,).
    first, last
        The numbers of the iterates between which it was slow.
    gradient_norm
        The least |grad f| there.
    """

    place: Floats
    first: int
    last: int
    gradient_norm: float


def saddle_passage(landscape: Landscape, trajectory: Trajectory) -> SaddlePassage | None:
    """Return where a run was slowest at a saddle that it left; None where that is not certain."""
    norms, path = trajectory.gradient_norms, trajectory.path
    if len(norms) < _LEAST + 2 or not np.isfinite(norms).all():
        return None
    before, after = np.maximum.accumulate(norms), np.maximum.accumulate(norms[::-1])[::-1]
    share = norms / np.maximum(np.minimum(before, after), np.finfo(np.float64).tiny)
    lowest = int(np.argmin(share))
    if not 0 < lowest < len(norms) - 1 or not 0.0 < share[lowest] <= _SMALL:
        return None
    reach = float(np.abs(path - path[0]).max())
    found = nearest_critical_point(landscape, path[lowest].tolist(), 1.0, [_NEAR * reach] * path.shape[1])
    if found is None:
        return None
    there, place = curvature.at(landscape, found), np.array(found)
    linear = there.hessian @ (path[lowest] - place)
    gradient = landscape.gradient(path[lowest : lowest + 1])
    off = float(lengths(gradient - linear)[0])
    stays = float(np.abs(path[-1] - place).max()) <= _NEAR * reach
    if there.kind is not Kind.SADDLE or stays or off > _LINEAR * float(norms[lowest]):
        return None
    bound = float(norms[lowest] / share[lowest]) * _SMALL
    slow = (norms <= bound) & (np.abs(path - place).max(axis=1) <= _NEAR * reach)
    first, last = lowest, lowest
    while first > 0 and slow[first - 1]:
        first -= 1
    while last + 1 < len(slow) and slow[last + 1]:
        last += 1
    if last - first < _LEAST or last == len(slow) - 1 or not _is_slow(trajectory, first, last):
        return None
    return SaddlePassage(place, first, last, float(norms[first : last + 1].min()))


def _is_slow(trajectory: Trajectory, first: int, last: int) -> bool:
    """Whether the steps between two iterates are short beside those after, as they are not of a method that jumps."""
    steps = trajectory.step_lengths
    return bool(np.median(steps[first:last]) <= 0.5 * steps[last:].max())
