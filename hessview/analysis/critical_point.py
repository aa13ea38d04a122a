"""What is known of the critical points in a box, and of each of them; plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.rough_places import RoughPlace
    from hessview.analysis.verdict import Kind, Nature, Reason

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """An isolated critical point.

    Attributes
    ----------
    x, enclosure
        Nearest doubles, shape (n,), and pairs of doubles around the coordinates, shape (n, 2).
    unique
        In this box it is the only one, shape (n, 2); None if that is not proved.
    value, eigenvalues, eigenvectors
        Of f and of H there, the eigenvalues ascending, shape (n,), the eigenvectors as columns, shape (n, n).
    kind, nature, index
        What the Hessian decides, what the point is, and how many eigenvalues are negative (None if degenerate).
    proved
        Whether existence, and of a regular point uniqueness and the signs, are proved.
    reason
        Of the kind, or why it is not proved.
    exact
        The place in exact numbers, ``(sqrt(2)/2, 1)``, if it is known and verified.
    degenerate
        Of a degenerate point: why it is what it is, and along which curves that shows.
    """

    x: Floats
    enclosure: Floats
    unique: Floats | None
    value: float
    eigenvalues: Floats
    kind: Kind
    nature: Nature
    index: int | None
    proved: bool
    reason: Reason
    exact: str | None = None
    degenerate: Degenerate | None = None
    eigenvectors: Floats | None = None

    @property
    def witness(self) -> str | None:
        """Of a degenerate point: the curves along which f falls and rises, in words; None if there are none."""
        if self.degenerate is None:
            return None
        ways = (("falls", self.degenerate.witness_down), ("rises", self.degenerate.witness_up))
        words = "; ".join(f"f {verb} along {way.text}" for verb, way in ways if way is not None)
        return words or None


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """What is known about the critical points in a box; a search yields more and more of it.

    Attributes
    ----------
    lower, upper
        The box, shape (n,).
    points
        Isolated points, those nearest to where the search began first.
    curves
        Critical points that are not isolated, each set once.
    nonsmooth
        Places where f has no derivative or is not defined.
    undecided
        Boxes that could be neither proved empty nor accounted for, as pairs of shape (n, 2).
    finished
        Whether nothing is left to be looked at; False also when a limit was reached.
    boxes_examined, seconds
        What it took.
    settled
        The share of the box that is accounted for, from 0 to 1.
    winding
        How often the gradient turns along the border of the box, for n = 2 where that is known: an independent check.
    """

    lower: Floats
    upper: Floats
    points: tuple[CriticalPoint, ...] = ()
    curves: tuple[CriticalSet, ...] = ()
    nonsmooth: tuple[RoughPlace, ...] = ()
    undecided: tuple[Floats, ...] = ()
    finished: bool = False
    boxes_examined: int = 0
    seconds: float = 0.0
    settled: float = 0.0
    winding: int | None = None

    @property
    def complete(self) -> bool:
        """Whether no critical point of the box lies outside the enclosures of `points` and `curves`.

        Points where f is not smooth are excepted, of the width of a double.
        """
        return self.finished and not self.undecided and not any(place.may_hide for place in self.nonsmooth)

    def __iter__(self) -> Iterator[CriticalPoint]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)
