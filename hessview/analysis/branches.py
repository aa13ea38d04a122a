"""What is known of the critical points while a parameter moves: their paths, and what happens where det H = 0."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

_SEEN = 3e-3
"""Of the ranges: what is so near cannot be told apart on a picture."""


class EventKind(StrEnum):
    """What happens where det H = 0."""

    FOLD = "fold"
    PITCHFORK = "pitchfork"
    TRANSCRITICAL = "transcritical"
    LINE = "a line of critical points"
    UNDECIDED = "undecided"


@dataclass(frozen=True, eq=False)
class Event:
    """A place on a path where det H = 0.

    Attributes
    ----------
    x, parameter
        Where, shape (n,), and at which value.
    error
        About how far the value may be off.
    kind, reason
        What happens there, and why, a sentence.
    """

    x: Floats
    parameter: float
    error: float
    kind: EventKind
    reason: str


@dataclass(frozen=True, eq=False)
class Branch:
    """A path of critical points.

    Attributes
    ----------
    points
        Shape (k, n + 1), the parameter last.
    index
        How many eigenvalues of H are negative at every point, shape (k,); -1 where one is zero.
    is_line
        Whether the parameter stands still on it: at one value all its points are critical.
    ended
        Why its two ends are there: ``"parameter"``, ``"box"``, ``"closed"``, ``"lost"``, ``"long"``, ``"event"``.
    """

    points: Floats
    index: NDArray[np.int64]
    is_line: bool = False
    ended: tuple[str, str] = ("", "")


@dataclass(frozen=True, eq=False)
class Trace:
    """The paths of the critical points of f over a range of a parameter, found by numbers, not proved.

    Attributes
    ----------
    formula
        f of its variables and, the last of them, the parameter.
    lower, upper
        The ranges of the variables and of the parameter, n + 1 numbers each.
    branches, events
        What was found; paths that lie apart from every start may be missing.
    is_cut
        Whether there were more paths than are followed.
    """

    formula: Formula
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    branches: tuple[Branch, ...]
    events: tuple[Event, ...]
    is_cut: bool = False

    def holds(self, point: Sequence[float]) -> bool:
        """Return whether a path passes through a critical point, n + 1 numbers, to what can be seen."""
        lower = np.array(self.lower)
        size = np.array(self.upper) - lower
        u = (np.array(point) - lower) / size
        return any(distance(u, (branch.points - lower) / size) < _SEEN for branch in self.branches)


def distance(u: Floats, path: Floats) -> float:
    """Return how far a point, shape (m,), is from a polyline, shape (k, m): the largest difference of coordinates."""
    a, b = path[:-1], path[1:]
    d = b - a
    share = np.clip(((u - a) * d).sum(axis=1) / np.maximum((d * d).sum(axis=1), 1e-300), 0.0, 1.0)
    return float(np.abs(a + share[:, np.newaxis] * d - u).max(axis=1).min())
