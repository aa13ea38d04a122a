"""What mpmath says the rows of the table are, and points in their domains to compare at."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import mpmath

from hessview.language.functions import FUNCTIONS, FunctionRow

if TYPE_CHECKING:
    from collections.abc import Callable

CONDITIONS = {"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "where"}
ROWS = [row for row in FUNCTIONS.values() if row.name not in CONDITIONS]

mp = mpmath.mp.clone()
mp.dps = 50

TRUTH = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "pow": lambda x, y: x**y,
    "abs": abs,
    "sign": mp.sign,
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log1p": lambda x: mp.log(1 + x),
    "expm1": lambda x: mp.exp(x) - 1,
    "cbrt": lambda x: mp.sign(x) * abs(x) ** (mp.mpf(1) / 3),
    "round": mp.nint,
    "mod": lambda x, y: x - y * mp.floor(x / y),
    "lgamma": lambda x: mp.log(abs(mp.gamma(x))),
    "polygamma": lambda n, x: mp.polygamma(int(n), x),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "relu": lambda x: max(x, mp.mpf(0)),
    "min": min,
    "max": max,
}


def truth(row: FunctionRow) -> Callable[..., mpmath.mpf]:
    return TRUTH.get(row.name) or getattr(mp, row.name)


def draw(row: FunctionRow, rng: random.Random) -> list[float]:
    """Return a point well inside the row's domain."""
    point = []
    for low, high in row.domain:
        if low == high:
            point.append(float(rng.randint(0, 3)))
        elif math.isfinite(low) and math.isfinite(high):
            point.append(low + (high - low) * rng.uniform(0.02, 0.98))
        elif math.isfinite(low):
            point.append(low + rng.choice([rng.uniform(0.02, 1.0), rng.uniform(1.0, 6.0)]))
        else:
            point.append(rng.uniform(-5.0, 5.0))
    return point


def points(row: FunctionRow, count: int = 12) -> list[list[float]]:
    rng = random.Random(row.name)
    return [draw(row, rng) for _ in range(count)]
