"""Runs for tests of figures, by the program's own methods on functions whose runs are known in closed form."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged

STIFF = "0.5*(x^2 + 100*y^2)"
"""mu = 1, L = 100, kappa = 100."""


@lru_cache(maxsize=64)
def run(
    text: str, start: tuple[float, ...], name: str = "gradient descent", steps: int = 500,
    given: tuple[tuple[str, float], ...] = (),
) -> Outcome:  # fmt: skip
    """Return the outcome of one method; the same one for the same arguments."""
    landscape = ExpressionLandscape(parse(text))
    method = next(method for method in METHODS if method.name == name)
    trajectory = descend(method, landscape, np.array(start), dict(given), Limits(steps=steps))
    return judged(landscape, method, trajectory)


def stepping(length: float, start: tuple[float, float] = (10.0, 1.0), steps: int = 500) -> Outcome:
    """Return gradient descent on `STIFF` with a fixed step."""
    return run(STIFF, start, steps=steps, given=(("step size", length),))
