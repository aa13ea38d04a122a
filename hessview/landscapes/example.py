"""What an example of the catalog is: a named function, where to look, and its critical points as they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import product
from typing import NamedTuple

Range = tuple[float, float]
Point = tuple[float, ...]


class KnownPoint(NamedTuple):
    """A critical point of the literature.

    Attributes
    ----------
    x
        Coordinates, to the last digit of a double or next to it.
    kind
        What the Hessian decides, a word of the analyze document: minimum, maximum, saddle, degenerate.
    nature
        What the point is: minimum, maximum, not an extremum.
    """

    x: Point
    kind: str
    nature: str


Known = Callable[[], tuple[KnownPoint, ...]]
"""A list of points that is made when it is asked for: the menu does not need it."""


def points(
    minima: Iterable[Point] = (),
    maxima: Iterable[Point] = (),
    saddles: Iterable[Point] = (),
    degenerate: Iterable[tuple[Point, str]] = (),
) -> Known:
    """Return the list of these points; degenerate ones come with their nature."""
    return partial(_points, minima, maxima, saddles, degenerate)


def mirrored(known: Known, images: Callable[[Point], Iterable[Point]]) -> Known:
    """Return the list of points of which `known` has one of each set that a symmetry of f makes of it."""
    return partial(_mirrored, known, images)


def separable(*factors: tuple[Sequence[float], Sequence[float]]) -> Known:
    """Return the list for a sum of functions of one variable each, given by their minima and maxima."""
    return partial(_separable, factors)


def squared_product(hills: Sequence[float], hollows: Sequence[float], zeros: Sequence[float]) -> Known:
    """Return the list for g(x) g(y), by the positive maxima, negative minima and zeros of g; it has no other ones."""
    return partial(_squared_product, hills, hollows, zeros)


def central(x: Point) -> set[Point]:
    """Return the images of a point under f(-x) = f(x)."""
    return {x, tuple(0.0 - c for c in x)}


def even(x: Point) -> set[Point]:
    """Return the images of a point of a function that is even in each variable."""
    return set(product(*({c, 0.0 - c} for c in x)))


def square(x: Point) -> set[Point]:
    """Return the images of a point of a function of x and y with the eight symmetries of the square."""
    return even(x) | even(x[::-1])


def chain(x: Point) -> set[Point]:
    """Return the images of a point of a function that neither all signs nor the order of the variables changes."""
    return central(x) | central(x[::-1])


def _points(
    minima: Iterable[Point],
    maxima: Iterable[Point],
    saddles: Iterable[Point],
    degenerate: Iterable[tuple[Point, str]],
) -> tuple[KnownPoint, ...]:
    return (
        *(KnownPoint(x, "minimum", "minimum") for x in minima),
        *(KnownPoint(x, "maximum", "maximum") for x in maxima),
        *(KnownPoint(x, "saddle", "not an extremum") for x in saddles),
        *(KnownPoint(x, "degenerate", nature) for x, nature in degenerate),
    )


def _mirrored(known: Known, images: Callable[[Point], Iterable[Point]]) -> tuple[KnownPoint, ...]:
    return tuple(point._replace(x=x) for point in known() for x in sorted(images(point.x)))


def _separable(factors: Iterable[tuple[Sequence[float], Sequence[float]]]) -> tuple[KnownPoint, ...]:
    lines = [[*((x, 0) for x in minima), *((x, 1) for x in maxima)] for minima, maxima in factors]
    made = []
    for corner in product(*lines):
        x, index = tuple(c for c, _ in corner), sum(down for _, down in corner)
        kind = "minimum" if index == 0 else "maximum" if index == len(x) else "saddle"
        made.append(KnownPoint(x, kind, kind if kind != "saddle" else "not an extremum"))
    return tuple(made)


def _squared_product(
    hills: Sequence[float], hollows: Sequence[float], zeros: Sequence[float]
) -> tuple[KnownPoint, ...]:
    alike = [*product(hills, hills), *product(hollows, hollows)]
    unlike = [*product(hills, hollows), *product(hollows, hills)]
    return _points(unlike, alike, product(zeros, zeros), ())


@dataclass(frozen=True)
class Example:
    """One function of the Examples menu.

    Attributes
    ----------
    name
        As a textbook calls it.
    text
        As a mathematician would type it.
    variables
        The names in order; `box`, `probe` and the known points follow it.
    box
        One range per variable, worth looking at. For n = 1 a second range is that of f.
    probe
        Where to put the probe, one number per variable.
    look_at
        One sentence: what is to be seen there.
    group
        The submenu.
    source
        Where the function comes from.
    known
        Makes the list of all isolated critical points in the box.
    sets
        Critical points that are not isolated, each set once, in words.
    nonsmooth
        Where f has no second derivatives inside the box, or ends, in words.
    settings
        Of methods that race on it: method, setting, number.
    """

    name: str
    text: str
    variables: tuple[str, ...]
    box: tuple[Range, ...]
    probe: Point
    look_at: str
    group: str
    source: str
    known: Known = field(default=tuple, compare=False)
    sets: tuple[str, ...] = ()
    nonsmooth: tuple[str, ...] = ()
    settings: tuple[tuple[str, str, float], ...] = ()

    @cached_property
    def critical(self) -> tuple[KnownPoint, ...]:
        """All isolated critical points in the box."""
        return self.known()

    @property
    def domain(self) -> tuple[Range, ...]:
        """The box of the variables alone, one range each: where the known points lie."""
        return self.box[: len(self.variables)]

    @property
    def view(self) -> tuple[float, float, float, float]:
        """The first two ranges as (x0, x1, y0, y1): what the contour view shows first."""
        (x0, x1), (y0, y1) = self.box[0], self.box[1]
        return (x0, x1, y0, y1)
