"""The pace of a tail: an oscillation has the size of its roots, whatever it seems to be for a few steps."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from hessview.analysis.convergence import Pace, observed

Floats = NDArray[np.float64]


def momentum_path(
    lam: Floats, step: float, momentum: float, start: Floats, steps: int, *, look_ahead: float
) -> Floats:
    """Return the iterates on sum lam x^2 / 2: of Polyak's heavy ball, or with a `look_ahead` of 1 of Nesterov."""
    path, moved = [start], np.zeros_like(start)
    for _ in range(steps):
        x = path[-1]
        moved = momentum * moved - step * lam * (x + look_ahead * momentum * moved)
        path.append(x + moved)
        if np.linalg.norm(lam * path[-1]) <= 1e-10 * np.linalg.norm(lam * start):
            break
    return np.array(path)


def root_size(lam: Floats, step: float, momentum: float, look_ahead: float) -> float:
    """Return the largest root of z^2 - (1 - a lam + b (1 - h a lam)) z + b (1 - h a lam)."""
    sizes = []
    for each in lam:
        kept = momentum * (1.0 - look_ahead * step * each)
        sizes.append(np.abs(np.roots([1.0, -(1.0 - step * each + kept), kept])).max())
    return float(max(sizes))


def oscillations(seed: int, count: int) -> list[tuple[Floats, float]]:
    """Return paths that swing about the origin, straight or bent, of few and of many steps, with the size of roots."""
    rng = np.random.default_rng(seed)
    made: list[tuple[Floats, float]] = []
    while len(made) < count:
        lam = np.append(1.0, rng.uniform(0.3, 1.0, rng.integers(0, 2)))
        step, momentum, ahead = rng.uniform(0.3, 1.5), rng.uniform(0.02, 0.5), float(rng.integers(0, 2))
        size = root_size(lam, step, momentum, ahead)
        if size < 1.0:
            steps = int(rng.choice([4, 5, 6, 8, 12, 2000]))
            path = momentum_path(lam, step, momentum, rng.standard_normal(len(lam)), steps, look_ahead=ahead)
            made.append((path + rng.choice([0.0, 0.1, 0.3]) * path**2, size))
    return made


def pace_of(path: Floats) -> Pace:
    return observed(path, np.zeros(path.shape[1]), np.eye(path.shape[1])).pace


@pytest.mark.parametrize("seed", range(3))
def test_no_oscillation_is_superlinear_or_sublinear(seed: int) -> None:
    paces = Counter(pace_of(path) for path, _ in oscillations(seed, 2000))
    assert set(paces) <= {Pace.LINEAR, Pace.UNCLEAR, Pace.GROWS_SO_FAR}
    assert paces[Pace.LINEAR] > 200


def test_few_steps_of_an_oscillation_that_happen_to_fall_ever_faster_are_not_superlinear() -> None:
    path = momentum_path(np.ones(1), 0.7337052091032641, 0.1001432029466978, np.array([1.0]), 5, look_ahead=1.0)
    logs = np.diff(np.log(np.abs(path[:, 0])))
    assert np.all(np.diff(logs) < 0.0)  # each step falls faster than the one before
    assert pace_of(path) is Pace.UNCLEAR


@pytest.mark.parametrize("momentum", [0.3, 0.81, 0.95, 0.999])
@pytest.mark.parametrize("ahead", [0.0, 1.0])
def test_an_underdamped_oscillation_has_the_rate_of_its_roots_within_the_uncertainty(
    momentum: float, ahead: float
) -> None:
    for lam in (np.array([1.0]), np.array([1.0, 0.2, 0.03])):
        path = momentum_path(lam, 0.7, momentum, np.linspace(1.0, 2.0, len(lam)), 4000, look_ahead=ahead)
        found = observed(path, np.zeros(len(lam)), np.eye(len(lam)))
        size = root_size(lam, 0.7, momentum, ahead)
        assert found.pace is Pace.LINEAR
        assert found.decay == pytest.approx(-math.log(size), abs=found.uncertainty)
        assert found.uncertainty < 0.1 * -math.log(size)


@pytest.mark.parametrize("order", [1.4, 1.618, 2.0, 3.0])
@pytest.mark.parametrize("first", [0.9, 0.3, 0.05])
def test_an_error_that_is_a_power_of_the_last_is_superlinear_and_its_order_is_seen(order: float, first: float) -> None:
    errors = [first]
    while errors[-1] > 1e-16:
        errors.append(errors[-1] ** order)
    path = np.array([*errors[:-1], 0.0])[:, np.newaxis]
    found = observed(path, np.zeros(1), np.eye(1))
    assert found.pace is Pace.SUPERLINEAR
    assert found.order is None or found.order == pytest.approx(order, rel=1e-6)


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_a_power_of_the_steps_is_seen_within_its_uncertainty(power: float) -> None:
    k = np.arange(1.0, 800.0)
    found = observed((k**-power)[:, np.newaxis], np.zeros(1), np.eye(1), singular=True)
    assert found.pace is Pace.SUBLINEAR
    assert found.order == pytest.approx(power, abs=max(found.uncertainty, 1e-6))


def test_twelve_steps_of_a_slow_oscillation_show_no_rate() -> None:
    step, momentum, start = 1.102352721056191, 0.8840723258263009, np.array([2.07804756])
    path = momentum_path(np.ones(1), step, momentum, start, 12, look_ahead=0.0)
    found = observed(path, np.zeros(1), np.eye(1))
    assert found.pace is Pace.UNCLEAR
