"""A race of eight methods, and the map of basins held against a loop of `scipy.optimize.minimize`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from hessview.compute.descent_requests import RaceRequest, race
from hessview.compute.lanes import no_progress
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.basins import basin_maps
from hessview.optimizers.methods import METHODS
from tests.benchmarks.formulas import FORMULAS
from tests.benchmarks.measuring import Row, at_least, best, interleaved, show, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

TITLE = "Descents on Himmelblau's function"
RACE, FIRST_MAP, WHOLE_MAP, RATIO = 150.0, 100.0, 2000.0, 20.0

RACERS = (
    "gradient descent", "heavy ball", "nesterov", "adagrad", "rmsprop", "adam", "armijo", "newton",
)  # fmt: skip
START = np.array([-0.5, -1.0])
SHORT: Mapping[str, float] = {"step size": 0.002}
"""So short that no run of 500 steps is over before."""

NAMED = {method.name: method for method in METHODS}
SAMPLE = 150
"""Starts that SciPy is given; its time is that of so many times as many."""

PEERS = (("gradient descent", "CG"), ("newton", "trust-exact"))
"""SciPy has neither gradient descent nor Newton's pure method: what takes the same derivatives stands for them."""


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the times of the race and of the maps, and the ratios to the loop."""
    f = ExpressionLandscape(parse(FORMULAS["Himmelblau"]))
    works = {"race": lambda: _race(f, {}), "long race": lambda: _race(f, SHORT)}
    series = interleaved(works, 1 if reduced else 5)
    rows = [
        within("race of 8 methods, up to 500 steps, judged", best(series["race"]), RACE),
        within("the same, none over before 500 steps but Newton's", best(series["long race"]), RACE),
    ]
    for name, scipy_name in PEERS:
        rows += _maps(f, name, scipy_name, reduced=reduced)
    return rows


def _race(f: ExpressionLandscape, settings: Mapping[str, float]) -> None:
    entrants = []
    for name in RACERS:
        own = {each.name for each in NAMED[name].settings}
        entrants.append((name, tuple((key, value) for key, value in settings.items() if key in own)))
    race(RaceRequest(f.formula, tuple(START.tolist()), tuple(entrants), 500), f, no_progress)


def _map_times(f: ExpressionLandscape, name: str, axis: NDArray[np.float64]) -> tuple[float, float]:
    """Return after how many milliseconds the first picture of a map comes, and the last."""
    begin = time.perf_counter()
    plane = coordinate_slice(2, 0, 1, (0.0, 0.0))
    times = [1e3 * (time.perf_counter() - begin) for _ in basin_maps(NAMED[name], f, plane, (axis, axis))]
    return times[0], times[-1]


def _maps(f: ExpressionLandscape, name: str, scipy_name: str, *, reduced: bool) -> list[Row]:
    """Return how long a map takes, its first picture, and how it compares."""
    side, sample, repetitions = (40, 20, 1) if reduced else (200, SAMPLE, 5)
    axis = np.linspace(-5.0, 5.0, side)
    first, whole = np.min([_map_times(f, name, axis) for _ in range(repetitions)], axis=0)
    starts = np.random.default_rng(1).choice(axis, (sample, 2))
    begin = time.perf_counter()
    for start in starts:
        minimize(
            lambda x: float(f.value(x)), start, jac=f.gradient, method=scipy_name, tol=1e-6,
            hess=f.hessian if scipy_name == "trust-exact" else None,
        )  # fmt: skip
    loop = 1e3 * (time.perf_counter() - begin) * side * side / sample
    title = f"basins of {name}, {side} x {side}"
    return [
        within(f"{title}: first picture", float(first), FIRST_MAP),
        within(title, float(whole), WHOLE_MAP),
        at_least(f"{title}, beside a loop", float(whole), loop, RATIO, f"{scipy_name} from {sample} of the starts"),
    ]


if __name__ == "__main__":
    show(TITLE, measure())
