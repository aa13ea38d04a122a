"""The picture of a stretched valley: its level curves around the minimum, and the runs in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from hessview.landscapes.slice import Slice

if TYPE_CHECKING:
    from hessview.optimizers.lesson import Course, Stretching, Tuning

Floats = NDArray[np.float64]

_NX, _NY = 121, 81
_RINGS = 7
_BEHIND, _BEYOND = 0.3, 1.25
"""How far the picture reaches to both sides of the minimum and the start, in the distance between them."""

_LEAST = 0.3
"""A start that is nearly on an axis is taken to be off it by this part of the half axis of its level curve."""

_ACROSS, _SHARE = 0.25, 0.5
"""Half its height is this part of its length; where the runs would take less than that share of it, the valley is drawn
wider than it is."""


@dataclass(frozen=True, eq=False)
class LessonPicture:
    """A stretched landscape in the plane of the flattest and the steepest eigenvector, about the minimum.

    Attributes
    ----------
    x_range, half_height
        How far it reaches along each.
    wider
        How many times as wide as it is the valley is drawn; 1: as it is.
    rings
        Level curves of f, pieces separated by rows of nan, shape (k, 2) each, from the innermost.
    paths
        Of every contestant that ran, projected, shape (k, 2).
    """

    x_range: tuple[float, float]
    half_height: float
    wider: float
    rings: tuple[Floats, ...]
    paths: tuple[tuple[Tuning, Floats], ...]


def picture(course: Course, vectors: Floats, ran: Stretching) -> LessonPicture:
    """Return the picture of a course of two variables or more.

    Parameters
    ----------
    vectors
        The eigenvectors at the minimum, columns of shape (n, n), in the order of the course's eigenvalues.
    ran
        What was counted on it.
    """
    lam = course.eigenvalues
    low, high = int(np.argmin(lam)), len(lam) - 1 - int(np.argmax(lam[::-1]))
    if low == high:
        high = len(lam) - 1 - low  # all alike: any two will do
    plane = vectors[:, [low, high]]
    a, b = (float(part) for part in (course.start - course.goal) @ plane)
    energy = float(lam[low] * a * a + lam[high] * b * b)
    length, width = (math.sqrt(energy / float(lam[k])) for k in (low, high))
    out = math.copysign(max(abs(a), _LEAST * length), a)
    x_range = min(-_BEHIND * out, _BEYOND * out), max(-_BEHIND * out, _BEYOND * out)
    across, usual = _BEYOND * max(abs(b), _LEAST * width), _ACROSS * (x_range[1] - x_range[0])
    wider = max(1.0, _SHARE * usual / across)
    half_height = max(across, usual / wider)
    rings = _rings(course, plane, (x_range, half_height), (a, b))
    paths = tuple(
        (entry.tuning, np.asarray((entry.count.path - course.goal) @ plane))
        for entry in ran.entries
        if entry.count is not None
    )
    return LessonPicture(x_range, half_height, wider, rings, paths)


def _rings(
    course: Course, plane: Floats, box: tuple[tuple[float, float], float], at: tuple[float, float]
) -> tuple[Floats, ...]:
    """Return level curves at equal steps of the root of f - f(c), one of them through the start's place."""
    x, y = np.linspace(*box[0], _NX), np.linspace(-box[1], box[1], _NY)
    first, second = (tuple(direction.tolist()) for direction in plane.T)
    with np.errstate(all="ignore"):
        values = course.landscape.on_slice(Slice(tuple(course.goal.tolist()), (first, second)), x, y)
        bottom = float(course.landscape.value(course.goal))
        top = float(course.landscape.value(course.goal + plane @ np.array(at))) - bottom
    if not (math.isfinite(top) and top > 0.0):
        return ()
    lines = contour_generator(x, y, np.ma.masked_invalid(values), line_type=LineType.ChunkCombinedNan)
    levels = [bottom + top * (k / (_RINGS - 2)) ** 2 for k in range(1, _RINGS + 1)]
    found = (lines.lines(level)[0][0] for level in levels)
    return tuple(np.asarray(each) for each in found if each is not None)
