"""Whether a run ended at a kink, where the gradient jumps: with a fixed step it goes to and fro across it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.landscapes.landscape import Landscape
    from hessview.language.formula import Formula
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

_ENDS = frozenset({Stop.STEP_LIMIT, Stop.NO_DESCENT, Stop.STALLED, Stop.CANCELLED})
_LAST = 4
"""Steps at the end of a run that may have gone across."""

_HALVINGS, _WIDTH, _DIGITS = 60, 1e-9, 8
"""Of a step: between places so near to each other the gradient jumps, and so many digits of where are kept."""

_JUMP = 0.2
"""The part of the change of the slope over a step that is left in the jump, at least."""


def kink_of(landscape: Landscape, trajectory: Trajectory) -> Floats | None:
    """Return a place where a run's last steps cross a kink of f, shape (n,); None where there is certainly none shown.

    The slope along a step changes its sign over it, and still does between places next to each other; and the formula
    has no derivative for certain in between.
    """
    if landscape.formula is None or trajectory.stop not in _ENDS:
        return None
    last = trajectory.path[-_LAST - 1 :]
    for a, b in zip(last[-2::-1], last[:0:-1], strict=True):
        place = _between(landscape, a, b)
        if place is not None:
            return place
    return None


def _between(landscape: Landscape, a: Floats, b: Floats) -> Floats | None:
    way = b - a

    def slopes(*at: float) -> Floats:
        return np.asarray(landscape.slopes(np.array([a + t * way for t in at]))[1] @ way)

    low, high = 0.0, 1.0
    with np.errstate(all="ignore"):
        ends = slopes(low, high)
        if not np.isfinite(ends).all() or not ends[0] * ends[1] < 0.0:
            return None
        if not may_be_broken(landscape, np.sort(np.array([a, b]), axis=0)):
            return None  # most often: there is none anywhere near
        for _ in range(_HALVINGS):
            if high - low <= _WIDTH:
                break
            middle = 0.5 * (low + high)
            (slope,) = slopes(middle)
            if not np.isfinite(slope):  # right on the kink
                low, high = max(low, middle - 0.5 * _WIDTH), min(high, middle + 0.5 * _WIDTH)
                break
            low, high = (middle, high) if slope * ends[0] > 0.0 else (low, middle)
        jump = slopes(low, high)
        if not np.isfinite(jump).all() or not abs(jump[1] - jump[0]) >= _JUMP * abs(ends[1] - ends[0]):
            return None
        corners = np.sort(np.array([a + low * way, a + high * way]), axis=0)
    if not may_be_broken(landscape, corners):
        return None
    grain = 10.0 ** (np.floor(np.log10(np.abs(way).max())) - _DIGITS)  # about as far as the place is known
    return np.asarray(np.round((a + 0.5 * (low + high) * way) / grain) * grain + 0.0)


def may_be_broken(landscape: Landscape, corners: Floats) -> bool:
    """Return whether intervals leave it open that f has no derivative in the box between two corners, shape (2, n)."""
    if landscape.formula is None:
        return False
    with np.errstate(all="ignore"):
        low, high = (np.ascontiguousarray(corner[:, np.newaxis]) for corner in corners)
        return bool(_enclosure(landscape.formula).first(low, high).marks[0] != 0)


@lru_cache(4)
def _enclosure(formula: Formula) -> IntervalJet:
    """Return the derivatives of a formula over boxes; several runs of a race ask for the same."""
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.calculus.jet import JetProgram

    return IntervalJet(JetProgram(formula))
