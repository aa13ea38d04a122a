"""Boxes and true values for the tests of intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from flint import arb

if TYPE_CHECKING:
    from hessview.calculus.interval_number import Floats

INTERESTING = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 1.5, -3.0, 1e-320, -1e-320, 1e-200, 1e200, -1e200, 1e-8,
               math.pi, math.pi / 2, -math.pi / 2, 709.5, -745.0, 1e17, -1e17, 20.0, -20.5)  # fmt: skip


def wild_ends(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Return lower and upper ends, thin and wide, huge and tiny, around and at what functions do not like."""
    middle = np.where(rng.random(count) < 0.3, rng.choice(INTERESTING, count), rng.normal(0.0, 2.0, count))
    middle = np.where(rng.random(count) < 0.1, middle * 10.0 ** rng.uniform(-20, 20, count), middle)
    side = rng.choice([0.0, 1.0, 1.0, -1.0, -1.0], count)
    other = middle + side * 10.0 ** rng.uniform(-17, 1, count)
    other = np.where(rng.random(count) < 0.15, rng.choice(INTERESTING, count), other)
    return np.minimum(middle, other), np.maximum(middle, other)


def random_ends(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Return ends of the sizes that are met in a search: a view, its halves and quarters, tiny boxes around a point."""
    step = 2.0 ** rng.integers(-40, 2, count)
    middle = rng.choice([0.0, 0.5, 1.0, -1.0, 2.0], count) + rng.choice([0.0, 1.0], count) * rng.normal(0.0, 2.0, count)
    low = np.where(rng.random(count) < 0.5, middle, middle - step * rng.random(count))
    return low, low + step * rng.choice([0.0, 1.0, 1.0, 1.0], count)


def points_inside(rng: np.random.Generator, lower: Floats, upper: Floats, count: int) -> Floats:
    """Return points of each box as rows, its ends among them."""
    inside = lower + rng.random((count, len(lower))) * (upper - lower)
    inside[0], inside[1] = lower, upper
    return np.clip(inside, lower, upper)


def is_outside(low: float, high: float, true: arb) -> bool:
    """Whether a number that is known as a ball is certainly not in [low, high]; ends that are nan hold nothing."""
    if not true.is_finite():
        return False
    if math.isnan(low) or math.isnan(high):
        return True
    return (math.isfinite(low) and bool(true < arb(low))) or (math.isfinite(high) and bool(true > arb(high)))
