"""What the lesson on the condition number asks, and what it is answered."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.curvature import Curvature
    from hessview.compute.lanes import Progress
    from hessview.landscapes.landscape import Landscape
    from hessview.language.formula import Formula
    from hessview.optimizers.lesson import Stretching
    from hessview.optimizers.lesson_picture import LessonPicture

Floats = NDArray[np.float64]

MANY = (20_000, 3.0)
"""Steps that are counted of each run, and the seconds it may take."""

REACH = 0.25
"""Of the view: so far from the minimum the runs begin where the start is the minimum."""

_CURVE, _COUNTED = 33, 13
EVERY = (_CURVE - 1) // (_COUNTED - 1)
"""Condition numbers at which steps are predicted, and counted: at every so many-th of them."""

_TOP, _ABOVE, _HIGHEST = 1e4, 100.0, 1e8
"""They go up to this condition number, or so many times that of the landscape as it is."""

_TOO_NEAR = 1e-3
"""A start that is nearer to the minimum than this part of the reach is none."""


@dataclass(frozen=True)
class LessonRequest:
    """How many steps lead to a minimum as the landscape is stretched along one of its eigenvectors.

    Attributes
    ----------
    minimum, start
        n coordinates each.
    along
        Which eigenvector of H at the minimum: 0 the flattest, -1 the steepest.
    kappas
        The condition numbers that it is stretched to; 0 leaves it as it is.
    eps
        The part of the distance to the minimum that may be left.
    share
        The runs begin at this part of the way from the minimum to the start.
    reach
        Where the start is the minimum they begin so far from it, as far along every eigenvector.
    steps, seconds
        How many are counted at most, and how long each run may take; without steps they are only predicted.
    is_pictured
        Whether the last of the landscapes is wanted as a picture.
    """

    formula: Formula
    minimum: tuple[float, ...]
    start: tuple[float, ...]
    along: int
    kappas: tuple[float, ...]
    eps: float
    share: float
    reach: float
    steps: int
    seconds: float
    is_pictured: bool


@dataclass(frozen=True, eq=False)
class LessonFound:
    """What came of it.

    Attributes
    ----------
    curvature
        At the minimum, as it is: where that is none for certain there is no more.
    start
        Where the runs begin before the landscape is stretched, shape (n,).
    is_own_start
        Whether that is where they were to begin.
    stretchings
        One for each condition number.
    roundest
        The least condition number that there can be.
    picture
        Of the last of them.
    """

    curvature: Curvature
    start: Floats
    is_own_start: bool
    stretchings: tuple[Stretching, ...] = ()
    roundest: float = 1.0
    picture: LessonPicture | None = None

    @property
    def kappa(self) -> float:
        """The condition number of the landscape as it is."""
        return float(self.curvature.eigenvalues[-1] / self.curvature.eigenvalues[0])


def top_of(found: LessonFound) -> float:
    """Return the largest condition number that there is to choose."""
    return min(max(_TOP, 10.0 ** math.ceil(math.log10(_ABOVE * found.kappa))), max(_HIGHEST, 10.0 * found.kappa))


def within_reach(kappa: float, found: LessonFound) -> float:
    """Return the condition number that there is to choose nearest to this one, which may be of another landscape."""
    return min(max(kappa, found.roundest), top_of(found))


def surveyed(found: LessonFound) -> tuple[float, ...]:
    """Return the condition numbers at which it is predicted how many steps are needed, ascending."""
    return tuple(np.geomspace(found.roundest, top_of(found), _CURVE).tolist())


def lesson(request: LessonRequest, landscape: Landscape, progress: Progress) -> LessonFound:
    """Return what the request asks for."""
    from hessview.analysis import curvature
    from hessview.analysis.verdict import Kind
    from hessview.optimizers.lesson import Course, factor_for, least_kappa, stretched_spectrum, stretching
    from hessview.optimizers.lesson_picture import picture
    from hessview.optimizers.stretched import Stretched

    at = curvature.at(landscape, request.minimum)
    goal, lam, V = np.array(request.minimum), at.eigenvalues, at.eigenvectors
    if at.kind is not Kind.MINIMUM:
        return LessonFound(at, goal, is_own_start=False)
    start, is_own = _start(request, goal, V)
    along, roundest = request.along % len(lam), least_kappa(lam, request.along % len(lam))

    def in_time() -> Callable[[], bool]:
        end = time.monotonic() + request.seconds

        def is_over() -> bool:
            progress(0.0)
            time.sleep(0.0)  # whoever is at the window goes first
            return time.monotonic() > end

        return is_over

    whole = LessonFound(at, start, is_own, roundest=roundest)
    found, drawn = [], None
    for k, kappa in enumerate(request.kappas):
        factor = factor_for(lam, along, within_reach(kappa, whole)) if kappa else 1.0
        f = Stretched(landscape, goal, V[:, along], factor)
        course = Course(f, stretched_spectrum(lam, along, factor), f.moved(start), goal, request.eps)
        found.append(stretching(course, V, factor, request.steps, in_time))
        if request.is_pictured and k == len(request.kappas) - 1 and len(goal) > 1:
            drawn = picture(course, V, found[-1])
        progress((k + 1) / len(request.kappas))
    return replace(whole, stretchings=tuple(found), picture=drawn)


def _start(request: LessonRequest, goal: Floats, vectors: Floats) -> tuple[Floats, bool]:
    """Return where the runs begin, and whether it was asked for."""
    way = np.array(request.start) - goal
    is_own = bool(np.linalg.norm(way) >= _TOO_NEAR * request.reach) and bool(np.isfinite(way).all())
    if not is_own:
        way = request.reach * vectors.sum(axis=1) / np.sqrt(len(goal))
    return goal + request.share * way, is_own
