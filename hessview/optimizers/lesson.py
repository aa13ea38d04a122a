"""What the condition number does to a race: steps that are needed on a stretched landscape, predicted and counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.gradient_descent import GradientDescent
from hessview.optimizers.heavy_ball import HeavyBall
from hessview.optimizers.newton import Newton
from hessview.optimizers.newton_steps import solve
from hessview.optimizers.objective import Objective
from hessview.optimizers.prediction import Law
from hessview.optimizers.spectrum import Spectrum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method, Walk

Floats = NDArray[np.float64]

KEPT = 400
"""Iterates of a run that are kept to be drawn."""

_HOPELESS = 1.5
"""A run that is expected to take so many times the steps that may be counted is not counted."""

_FAR = 1e6
"""So many times as far from the minimum as the start is, a run has left."""

_LOOK, _SMALL = 256, 1e-6
"""Every so many steps a run is asked whether it goes to another critical point: Newton's step is then this small a part
of the distance to the minimum."""

_CHUNK, _LONGEST, _BEYOND = 8192, 1 << 17, 1 << 52
"""The first small error of heavy ball is looked for step by step so far, as it may swing; beyond, it is taken to fall
evenly."""

_NEARLY = 1e-7


class Tuning(StrEnum):
    """Who runs: a method with settings that the eigenvalues at the minimum give."""

    SHORT = "gradient descent with the step 1/L"
    BEST = "gradient descent with the best step"
    BALL = "heavy ball, tuned best"
    NEWTON = "Newton's method"


METHODS: Mapping[Tuning, Method] = MappingProxyType({
    Tuning.SHORT: GradientDescent(), Tuning.BEST: GradientDescent(), Tuning.BALL: HeavyBall(), Tuning.NEWTON: Newton(),
})  # fmt: skip


class Miss(StrEnum):
    """Why a run did not come near enough to the minimum."""

    TOO_MANY = "not counted to the end"
    LEFT = "it left"
    ELSEWHERE = "it went to another critical point"
    STUCK = "it cannot go on"


@dataclass(frozen=True, eq=False)
class Count:
    """A run that was counted.

    Attributes
    ----------
    steps
        After how many the distance to the minimum first was small enough; None if it never was.
    miss
        Why not.
    path
        The first iterates, shape (k, n), at most `KEPT` + 1.
    """

    steps: int | None
    miss: Miss | None
    path: Floats


@dataclass(frozen=True, eq=False)
class Entry:
    """What one contestant needs.

    Attributes
    ----------
    tuning
        Who.
    expected
        Steps on the quadratic model of f at the minimum, from this start; inf where they are beyond all reason.
    by_rate
        ln eps / ln rho, rounded up: of the rate alone. None where there is no rate.
    law
        What that is near for a large kappa, such as kappa ln(1/eps); None where there is none.
    count
        The run on f itself; None: nobody asked for it.
    """

    tuning: Tuning
    expected: float
    by_rate: float | None
    law: float | None
    count: Count | None


@dataclass(frozen=True, eq=False)
class Stretching:
    """One stretched landscape.

    Attributes
    ----------
    factor, kappa
        By how much it is stretched, and the condition number at the minimum then.
    entries
        One for each tuning, in the order of `Tuning`.
    """

    factor: float
    kappa: float
    entries: tuple[Entry, ...]


def stretched_spectrum(eigenvalues: Floats, along: int, factor: float) -> Floats:
    """Return the eigenvalues, shape (n,), in the order of before: that of the direction is divided by factor^2."""
    changed = np.array(eigenvalues, dtype=np.float64)
    changed[along] /= factor * factor
    return changed


def factor_for(eigenvalues: Floats, along: int, kappa: float) -> float:
    """Return the factor that makes kappa the condition number, if v keeps the largest or the least eigenvalue."""
    if along == 0:
        return math.sqrt(kappa * float(eigenvalues[0] / eigenvalues[-1]))
    return math.sqrt(float(eigenvalues[-1] / eigenvalues[0]) / kappa)


def least_kappa(eigenvalues: Floats, along: int) -> float:
    """Return the condition number of the roundest landscape that such a stretching makes."""
    others = np.delete(eigenvalues, along)
    return float(others.max() / others.min()) if len(others) else 1.0


def settings_of(tuning: Tuning, eigenvalues: Floats) -> dict[str, float]:
    """Return the settings that are best for the eigenvalues, shape (n,), all positive: those of `tuning`."""
    if tuning is Tuning.BEST:
        return {"step size": 2.0 / float(eigenvalues.min() + eigenvalues.max())}
    spectrum = Spectrum(np.sort(eigenvalues))
    return {setting.name: float(setting.suggested(spectrum)) for setting in METHODS[tuning].settings}


def law_of(tuning: Tuning, kappa: float, eps: float) -> float | None:
    """Return the steps that are needed when kappa is large, by the usual rule; None where kappa does not matter."""
    digits = -math.log(eps)
    return {
        Tuning.SHORT: kappa * digits, Tuning.BEST: 0.5 * kappa * digits, Tuning.BALL: 0.5 * math.sqrt(kappa) * digits,
        Tuning.NEWTON: None,
    }[tuning]  # fmt: skip


def steps_by_rate(tuning: Tuning, eigenvalues: Floats, eps: float) -> float | None:
    """Return ln eps / ln rho, rounded up: the steps after which rho^k is at most eps; None where there is no rate."""
    chosen = {name: np.array([value]) for name, value in settings_of(tuning, eigenvalues).items()}
    predicted = METHODS[tuning].prediction(Spectrum(np.sort(eigenvalues)), chosen)
    if predicted.law is Law.EXACT:
        return 1.0
    if predicted.law is not Law.LINEAR or predicted.rate is None:
        return None
    return float(math.ceil(math.log(eps) / math.log(predicted.rate)))


def expected_steps(tuning: Tuning, eigenvalues: Floats, components: Floats, eps: float) -> float:
    """Return after how many steps the distance is first at most eps times the start's, on a quadratic.

    Parameters
    ----------
    eigenvalues
        Of its Hessian, shape (n,), all positive.
    components
        Of the start less the minimum along their eigenvectors, shape (n,).

    Returns
    -------
    float
        A whole number, from the closed form of every component; inf if it is beyond all reason.
    """
    if tuning is Tuning.NEWTON:
        return 1.0
    settings = settings_of(tuning, eigenvalues)
    weights = components * components / float(components @ components)
    if tuning is not Tuning.BALL:
        factors = np.abs(1.0 - settings["step size"] * eigenvalues)
        return _bisected(lambda k: float(weights @ factors ** (2.0 * k)) <= eps * eps)


    def is_near(steps: NDArray[np.int64]) -> NDArray[np.bool_]:
        left = _ball_left(eigenvalues, settings["step size"], settings["momentum"], steps)
        return np.asarray(left * left @ weights <= eps * eps)

    for first in range(1, _LONGEST, _CHUNK):
        near = np.flatnonzero(is_near(np.arange(first, first + _CHUNK)))
        if len(near):
            return float(first + near[0])
    return _bisected(lambda k: bool(is_near(np.array([k]))[0]), _LONGEST)


def _bisected(is_near: Callable[[int], bool], low: int = 0) -> float:
    """Return the first k > low that is near, if all after it are; inf if there is none that matters."""
    high = max(2 * low, 1)
    while not is_near(high):
        low, high = high, 2 * high
        if high > _BEYOND:
            return math.inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_near(middle) else (middle, high)
    return float(high)


def _ball_left(eigenvalues: Floats, eta: float, beta: float, steps: NDArray[np.int64]) -> Floats:
    """Return what heavy ball, at rest at the start, leaves of every component after steps k >= 1; shape (k, n).

    e_k = e_1 U_(k-1) - beta e_0 U_(k-2), where U_k = (z1^(k+1) - z2^(k+1)) / (z1 - z2) for the roots of
    z^2 - (1 + beta - eta lambda) z + beta.
    """
    trace, first = 1.0 + beta - eta * eigenvalues, 1.0 - eta * eigenvalues
    if beta == 0.0:
        return np.asarray(first ** steps[:, np.newaxis])
    size = math.sqrt(beta)
    half = trace / (2.0 * size)
    k = steps[:, np.newaxis].astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        ahead, behind = _chebyshev(half, k), _chebyshev(half, k - 1.0)
        # Powers and polynomials apart would underflow and overflow; a root of size below 1 wins in the end.
        left = first * ahead * size ** (k - 1.0) - behind * size**k
    return np.asarray(np.where(np.isfinite(left), left, 0.0))


def _chebyshev(half: Floats, k: Floats) -> Floats:
    """Return U_(k-1) at `half`: sin(k t) / sin t for half = cos t, k at +-1, and hyperbolic beyond."""
    inside = np.clip(half, -1.0, 1.0)
    t = np.arccos(np.abs(inside))
    sine = np.sin(t)
    sign = np.where(half < 0.0, (-1.0) ** (k - 1.0), 1.0)
    circular = np.where(sine > _NEARLY, np.sin(k * t) / np.where(sine > _NEARLY, sine, 1.0), k)
    beyond = np.abs(half) > 1.0 + _NEARLY**2
    u = np.arccosh(np.where(beyond, np.abs(half), 2.0))
    return np.asarray(sign * np.where(beyond, np.sinh(k * u) / np.sinh(u), circular))


@dataclass(frozen=True, eq=False)
class Course:
    """What is run on.

    Attributes
    ----------
    landscape
        f.
    eigenvalues
        Of its Hessian at the minimum, shape (n,), all positive.
    start, goal
        Where the runs begin, and the minimum, shape (n,) each.
    eps
        The part of the distance that may be left.
    """

    landscape: Landscape
    eigenvalues: Floats
    start: Floats
    goal: Floats
    eps: float


def counted(
    tuning: Tuning, course: Course, most: int, cancelled: Callable[[], bool] | None = None
) -> Count:
    """Return a run that ends when the distance to the minimum is small enough, or after so many steps.

    Parameters
    ----------
    cancelled
        Asked between steps; True ends the run as if it were the last.
    """
    landscape, start, goal, eps = course.landscape, course.start, course.goal, course.eps
    method, f = METHODS[tuning], Objective(landscape, 1)
    chosen = {name: np.array([value]) for name, value in settings_of(tuning, course.eigenvalues).items()}
    way = float(np.linalg.norm(start - goal))
    path = [start]
    with np.errstate(all="ignore"):
        walk = method.begin(f, np.array(start, dtype=np.float64)[np.newaxis], chosen)
        for count in range(most):
            before, walk = walk, method.step(f, walk, chosen, count)
            error = walk.x[0] - goal
            distance = math.sqrt(float(error @ error))
            if len(path) <= KEPT:
                path.append(walk.x[0])
            if distance <= eps * way:
                return Count(count + 1, None, np.array(path))
            miss = _missed(before, walk, distance > _FAR * way)
            if miss is None and count % _LOOK == _LOOK - 1 and _is_elsewhere(landscape, walk, distance):
                miss = Miss.ELSEWHERE
            if miss is not None:
                return Count(None, miss, np.array(path))
            if cancelled is not None and cancelled():
                break
    return Count(None, Miss.TOO_MANY, np.array(path))


def _missed(before: Walk, walk: Walk, is_far: bool) -> Miss | None:
    """Return why a run will not come; None while it may."""
    if walk.stuck is not None and walk.stuck[0]:
        return Miss.STUCK
    value = float(walk.value[0])
    if is_far or not math.isfinite(value) or not math.isfinite(float(walk.x[0].sum())):
        return Miss.LEFT
    return Miss.ELSEWHERE if (walk.x == before.x).all() else None


def _is_elsewhere(landscape: Landscape, walk: Walk, distance: float) -> bool:
    """Whether a critical point is next to a run that is still far from the minimum."""
    step = solve(landscape.hessian(walk.x), walk.gradient)[0]
    size = float(np.linalg.norm(step))
    return size <= _SMALL * distance


def stretching(
    course: Course, vectors: Floats, factor: float, steps: int, watch: Callable[[], Callable[[], bool]]
) -> Stretching:
    """Return what every contestant needs on a course, counted up to so many steps (0: only predicted).

    Parameters
    ----------
    vectors
        The eigenvectors at the minimum, columns of shape (n, n), in the order of the course's eigenvalues.
    factor
        By how much the course is stretched.
    watch
        Makes for each run what is asked between its steps; True ends it.
    """
    lam, eps = course.eigenvalues, course.eps
    kappa, components = float(lam.max() / lam.min()), (course.start - course.goal) @ vectors
    entries = []
    for tuning in Tuning:
        expected = expected_steps(tuning, lam, components, eps)
        # What is certain to be too long is begun only to be drawn.
        most = steps if expected <= _HOPELESS * steps else min(steps, KEPT)
        count = counted(tuning, course, most, watch()) if steps else None
        entries.append(Entry(tuning, expected, steps_by_rate(tuning, lam, eps), law_of(tuning, kappa, eps), count))
    return Stretching(factor, kappa, tuple(entries))
