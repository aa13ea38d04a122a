"""Whether a run leapt over a pole, or over a place where f is undefined: no way down leads there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.kinks import may_be_broken

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

MOST = 500
"""Steps of a run that are looked at, from its start."""

BEYOND = 1e8
"""How many times larger than at both ends of a step, and than 1, |f| is beside what counts as a pole."""

_PARTS, _ROUNDS = 17, 15
"""Places on a step at which f is asked, and how often the part about the largest |f| is looked at closer."""


@dataclass(frozen=True, eq=False)
class Leap:
    """Steps over what no way down passes.

    Attributes
    ----------
    step
        The first of them, from 1.
    place
        Between its ends, shape (n,).
    is_undefined
        Whether f is undefined there; else |f| is beyond `BEYOND` times what it is at both ends.
    count
        How many of the steps that were looked at do so.
    """

    step: int
    place: Floats
    is_undefined: bool
    count: int


def leap_of(landscape: Landscape, trajectory: Trajectory) -> Leap | None:
    """Return the first step over a pole or a gap in the domain, by values between its ends; None where none is seen.

    A formula that is smooth, for certain, all over the box around the run is not looked at. What is narrower than the
    places are apart may go unseen, a logarithm's edge among it: what is found is there.
    """
    path = trajectory.path[: MOST + 1]
    if len(path) < 2 or not may_be_broken(landscape, np.array([path.min(axis=0), path.max(axis=0)])):
        return None
    starts, ways = path[:-1], np.diff(path, axis=0)
    steps = np.arange(len(ways))
    at, apart = np.full(len(ways), 0.5), 0.5
    with np.errstate(all="ignore"):
        ends = np.maximum(np.abs(trajectory.values[: len(path)]), 1.0)
        ends = np.maximum(ends[:-1], ends[1:])
        for _ in range(_ROUNDS):
            near = np.clip(at[:, np.newaxis] + apart * np.linspace(-1.0, 1.0, _PARTS), 0.0, 1.0)
            values = _sizes(landscape, starts, ways, near)
            best = np.where(np.isnan(values), np.inf, values).argmax(axis=1)
            at, largest, apart = near[steps, best], values[steps, best], apart * 2.0 / (_PARTS - 1)
        found = np.flatnonzero(np.isnan(largest) | (largest > BEYOND * ends))
    if not len(found):
        return None
    first = int(found[0])
    return Leap(first + 1, starts[first] + at[first] * ways[first], bool(np.isnan(largest[first])), len(found))


def _sizes(landscape: Landscape, starts: Floats, ways: Floats, shares: Floats) -> Floats:
    """Return |f| at shares (k, p) of k ways, shape (k, p)."""
    k, p = shares.shape
    places = starts[:, np.newaxis, :] + shares[:, :, np.newaxis] * ways[:, np.newaxis, :]
    return np.abs(landscape.value(places.reshape(k * p, starts.shape[1]))).reshape(k, p)
