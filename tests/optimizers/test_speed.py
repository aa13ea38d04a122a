"""Many runs at once cost far less than one after the other; ratios only, of processor time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import minimize

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.basins import basin_maps
from hessview.optimizers.methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

NAMED = {method.name: method for method in METHODS}
F = ExpressionLandscape(parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"))
AXIS = np.linspace(-5.0, 5.0, 120)
SAMPLE = 30


@pytest.mark.parametrize(("name", "scipy_name"), [("gradient descent", "CG"), ("newton", "trust-exact")])
def test_a_map_of_basins_is_twenty_times_faster_than_a_loop_over_its_starts(name: str, scipy_name: str) -> None:
    def ours() -> None:
        list(basin_maps(NAMED[name], F, coordinate_slice(2, 0, 1, (0.0, 0.0)), (AXIS, AXIS)))

    def loop() -> None:
        for start in np.random.default_rng(2).choice(AXIS, (SAMPLE, 2)):
            minimize(
                lambda x: float(F.value(x)), start, jac=F.gradient, method=scipy_name, tol=1e-6,
                hess=F.hessian if scipy_name == "trust-exact" else None,
            )  # fmt: skip

    ratio = _least(loop) * len(AXIS) ** 2 / SAMPLE / _least(ours)
    assert ratio >= 20.0, f"only {ratio:.0f} times faster"


def _least(work: Callable[[], None]) -> float:
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)
