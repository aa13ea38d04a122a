"""What a search found as rows and columns: numbers to sort by at once, words of a cell when somebody looks at it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
from hessview.analysis.critical_sets import CriticalSet
from hessview.analysis.rough_places import RoughPlace
from hessview.analysis.verdict import Kind
from hessview.explanations import explain
from hessview.explanations.critical_points import point_words, proof_words, set_name, set_words
from hessview.explanations.digits import interval
from hessview.explanations.exact_forms import exact_coordinate
from hessview.explanations.proofs import exact_words
from hessview.explanations.set_places import fixed_coordinates, set_place_words
from hessview.figure.set_places import is_beside, nearest
from hessview.figure.words import name_words, subscript
from hessview.language.decimals import decimal, infinite, real_minus, with_power

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Floats = NDArray[np.float64]
Thing = CriticalPoint | CriticalSet | RoughPlace | Floats
"""What a row is about: a point, a set, a place that is not smooth, or a box (n, 2) that is undecided."""

CATEGORIES = ("minimum", "saddle", "maximum", "degenerate", "not differentiable", "undecided")
"""What a row counts as, in the order in which they are sorted; the names of their glyphs."""
_MINIMUM, _SADDLE, _MAXIMUM, _DEGENERATE, _ROUGH, _UNDECIDED = range(6)
_OF_KIND = {Kind.MINIMUM: _MINIMUM, Kind.SADDLE: _SADDLE, Kind.MAXIMUM: _MAXIMUM, Kind.DEGENERATE: _DEGENERATE}

_PROVED, _RECOGNISED, _NOT_PROVED, _NOT_SMOOTH, _OPEN = range(5)
PROOFS = ("proved", "recognised, not proved", "not proved", "not smooth", "undecided")
"""What is said of the proof of a row; of a place that is not smooth it is said what is not smooth."""

LONGEST_EXACT = 14
"""Characters of an exact form that still reads at a glance; of a longer one the decimals are shown."""
DIGITS, FEWER, SMALLEST = 6, 4, -4
"""Of a number: its digits and its decimals; its digits if it has a power of ten; the smallest without one."""
_SEVERAL = 3
"""Up to so many eigenvalues have a column each."""


class Field(StrEnum):
    """What a column shows."""

    KIND = "kind"
    COORDINATE = "coordinate"
    VALUE = "value"
    EIGENVALUE = "eigenvalue"
    EIGENVALUES = "eigenvalues"
    CONDITION = "condition number"
    PROOF = "proof"


@dataclass(frozen=True)
class Column:
    """A column: what it shows, of which variable or eigenvalue, its heading, and a sentence about it."""

    field: Field
    title: str
    tip: str
    place: int = 0

    @property
    def is_number(self) -> bool:
        """Whether its cells are aligned on the decimal point."""
        return self.field in (Field.COORDINATE, Field.VALUE, Field.EIGENVALUE, Field.CONDITION)


def columns_of(variables: Sequence[str], name: str) -> tuple[Column, ...]:
    """Return the columns for a function `name` of `variables`."""
    n = len(variables)
    answer = [Column(Field.KIND, "kind", "What the point is.")]
    answer += [
        Column(Field.COORDINATE, name_words(each), f"The coordinate {name_words(each)}; exact where that is known.", k)
        for k, each in enumerate(variables)
    ]
    answer.append(Column(Field.VALUE, name, f"The value of {name}."))
    if n == 1:
        answer.append(Column(Field.EIGENVALUE, f"{name}″", "The second derivative."))
    elif n <= _SEVERAL:
        order = ("smallest", "largest") if n == 2 else ("smallest", "middle", "largest")
        answer += [
            Column(Field.EIGENVALUE, f"λ{subscript(k + 1)}", f"The {order[k]} eigenvalue of the Hessian.", k)
            for k in range(n)
        ]
    else:
        answer.append(Column(Field.EIGENVALUES, "λ", "The eigenvalues of the Hessian, ascending."))
    if n > 1:
        tip = "The condition number of the Hessian: its largest eigenvalue over its smallest, in absolute value."
        answer.append(Column(Field.CONDITION, "κ", tip))
    return (*answer, Column(Field.PROOF, "proof", "What is proved of the point."))


class CriticalRows:
    """The rows of a search, in the order in which it found them: points, sets, places not smooth, undecided boxes.

    Attributes
    ----------
    found
        The search.
    things
        What each row is about, m of them.
    places
        Where the probe goes for a row, shape (m, n).
    categories
        Indices into `CATEGORIES`, shape (m,).
    """

    def __init__(self, found: CriticalPoints, variables: Sequence[str] = ()) -> None:
        self.found = found
        self._variables = tuple(map(name_words, variables))
        n = len(found.lower)
        self.things: tuple[Thing, ...] = (*found.points, *found.curves, *found.nonsmooth, *found.undecided)
        counts = (len(found.points), len(found.curves), len(found.nonsmooth), len(found.undecided))
        self._sorts: NDArray[np.intp] = np.repeat(np.arange(4), counts)
        kinds = [_OF_KIND.get(point.kind, _UNDECIDED) for point in found.points]
        others = np.repeat([_DEGENERATE, _ROUGH, _UNDECIDED], counts[1:])
        self.categories: NDArray[np.intp] = np.concatenate([np.array(kinds, dtype=np.intp), others])
        places = [point.x for point in found.points] + [_place(thing) for thing in self.things[counts[0] :]]
        self.places: Floats = np.array(places, dtype=np.float64).reshape(len(places), n)

    def __len__(self) -> int:
        return len(self.things)

    @cached_property
    def boxes(self) -> Floats:
        """The enclosures, shape (m, n, 2)."""
        return np.array([_box(thing) for thing in self.things]).reshape(len(self), *self.places.shape[1:], 2)

    @cached_property
    def values(self) -> Floats:
        """The values of f, nan where there is none, shape (m,)."""
        return np.array([np.nan if isinstance(thing, np.ndarray) else thing.value for thing in self.things])

    @cached_property
    def eigenvalues(self) -> Floats:
        """Of points; nan elsewhere; shape (m, n)."""
        answer = np.full(self.places.shape, np.nan)
        points = self.found.points
        if points:
            answer[: len(points)] = [point.eigenvalues for point in points]
        return answer

    @cached_property
    def conditions(self) -> Floats:
        """The condition numbers: inf where H is singular, nan where it is not known; shape (m,)."""
        sizes = np.abs(self.eigenvalues)
        with np.errstate(all="ignore"):
            answer: Floats = sizes.max(axis=1, initial=0.0) / sizes.min(axis=1, initial=np.inf)
        answer[: len(self.found.points)][[point.kind is Kind.DEGENERATE for point in self.found.points]] = np.inf
        return answer

    @cached_property
    def proofs(self) -> NDArray[np.intp]:
        """Indices into the words of the last column, shape (m,)."""
        answer = np.array([_NOT_PROVED, _RECOGNISED, _NOT_SMOOTH, _OPEN])[self._sorts]
        proved = [point.proved for point in self.found.points] + [each.proved for each in self.found.curves]
        answer[: len(proved)][proved] = _PROVED
        return answer

    @cached_property
    def _fixed(self) -> dict[tuple[int, int], str]:
        """The coordinates that are the same all along a set, by row and place."""
        return {
            (row, k): exact_words(words)
            for row, thing in enumerate(self.things) if isinstance(thing, CriticalSet)
            for k, words in fixed_coordinates(thing).items()
        }  # fmt: skip

    @cached_property
    def _indices(self) -> NDArray[np.intp]:
        """How many eigenvalues are negative, -1 where that is not known; shape (m,)."""
        answer = np.full(len(self), -1, dtype=np.intp)
        answer[: len(self.found.points)] = [-1 if p.index is None else p.index for p in self.found.points]
        return answer

    def is_filled(self, row: int) -> bool:
        """Whether the glyph of a row is filled: hollow says that what it stands for is not proved."""
        return bool(self.proofs[row] in (_PROVED, _NOT_SMOOTH))

    def nature(self, row: int) -> str:
        """Return what a critical point or a set is; empty for other rows."""
        thing = self.things[row]
        return str(thing.nature) if isinstance(thing, CriticalPoint | CriticalSet) else ""

    def is_critical(self, row: int) -> bool:
        """Whether a row is a critical point or a set of such, and not a place that is only not excluded."""
        return bool(self._sorts[row] < 2)

    def keys(self, column: Column) -> NDArray[Any]:
        """Return what the rows are sorted by, shape (m,); nan comes last."""
        match column.field:
            case Field.KIND:
                return self.categories * 100 + self._indices
            case Field.COORDINATE:
                return self.places[:, column.place]
            case Field.VALUE:
                return self.values
            case Field.EIGENVALUE | Field.EIGENVALUES:
                return self.eigenvalues[:, column.place]
            case Field.CONDITION:
                return self.conditions
            case Field.PROOF:
                return self.proofs

    def order(self, column: Column, *, descending: bool) -> NDArray[np.intp]:
        """Return the rows as a column sorts them; rows alike stand by value, then from left to right."""
        first = self.keys(column)
        ties = [*reversed(self.places.T), self.values]
        return np.lexsort([*ties, -first if descending else first])

    def words(self, row: int, column: Column) -> str:
        """Return what a cell says; empty where there is nothing to say."""
        match column.field:
            case Field.KIND:
                return _kind_words(self.things[row])
            case Field.COORDINATE:
                return self._coordinate_words(row, column.place)
            case Field.EIGENVALUES:
                values = self.eigenvalues[row] if self._sorts[row] == 0 else ()
                return ", ".join(number_words(float(value), FEWER) for value in values)
            case Field.PROOF:
                thing = self.things[row]
                return exact_words(thing.words) if isinstance(thing, RoughPlace) else PROOFS[self.proofs[row]]
            case Field.CONDITION:
                return number_words(float(self.conditions[row]), FEWER)
            case _:
                return number_words(float(self.keys(column)[row]))

    def tip(self, row: int, column: Column) -> str:
        """Return more about a cell: every digit, the enclosure, the reason."""
        thing = self.things[row]
        match column.field:
            case Field.COORDINATE:
                return self._coordinate_tip(row, column)
            case Field.EIGENVALUES:
                return "\n".join(map(_all_digits, self.eigenvalues[row])) if self._sorts[row] == 0 else ""
            case Field.PROOF | Field.KIND:
                return _reasons(thing, self._variables)
            case _:
                value = float(self.keys(column)[row])
                return "" if np.isnan(value) else f"{column.title} = {_all_digits(value)}"

    def part(self, rows: Iterable[int], *, whole: bool = False) -> CriticalPoints:
        """Return some of the rows, in this order, as what a search found; what is hidden is not claimed away."""
        things = [self.things[row] for row in rows]
        return replace(
            self.found,
            points=tuple(thing for thing in things if isinstance(thing, CriticalPoint)),
            curves=tuple(thing for thing in things if isinstance(thing, CriticalSet)),
            nonsmooth=tuple(thing for thing in things if isinstance(thing, RoughPlace)),
            undecided=tuple(thing for thing in things if isinstance(thing, np.ndarray)),
            finished=whole and self.found.finished,
            settled=self.found.settled if whole else 0.0,
            winding=self.found.winding if whole else None,
        )

    def like(self, other: CriticalRows, row: int) -> int | None:
        """Return the row here that is about the same as a row of another list: their enclosures meet."""
        if self.places.shape[1:] != other.places.shape[1:]:
            return None
        box, alike = other.boxes[row], self._sorts == other._sorts[row]
        meets = alike & (self.boxes[:, :, 0] <= box[:, 1]).all(axis=1) & (self.boxes[:, :, 1] >= box[:, 0]).all(axis=1)
        return self._nearest(other.places[row], np.flatnonzero(meets))

    def at(self, point: Sequence[float]) -> int | None:
        """Return the row at which a point stands, as near as nobody can see; None if it stands at none."""
        x = np.asarray(point, dtype=np.float64)
        if x.shape != self.places.shape[1:] or not len(self):
            return None
        near = 1e-6 * (self.found.upper - self.found.lower)
        with np.errstate(over="ignore"):  # from one end of the numbers to the other: farther than any number
            gaps = np.maximum(self.boxes[:, :, 0] - x, x - self.boxes[:, :, 1])
        inside = np.flatnonzero((gaps <= near).all(axis=1))
        return self._nearest(x, np.array([row for row in inside if self._touches(int(row), x, near)], dtype=np.intp))

    def place(self, row: int, near: Sequence[float] | None) -> tuple[float, ...]:
        """Return where the probe goes for a row; on a set to that of its known points that is nearest to `near`."""
        thing = self.things[row]
        if isinstance(thing, CriticalSet) and near is not None and len(near) == thing.points.shape[1]:
            return tuple(thing.points[nearest(thing.points, np.asarray(near, dtype=np.float64))].tolist())
        return tuple(self.places[row].tolist())

    def _touches(self, row: int, x: Floats, near: Floats) -> bool:
        thing = self.things[row]
        if isinstance(thing, CriticalSet):
            return is_beside(thing, x, near)
        return bool(self._sorts[row] == 0 or (np.abs(self.places[row] - x) <= near).all())

    def _nearest(self, x: Floats, rows: NDArray[np.intp]) -> int | None:
        if not len(rows):
            return None
        return int(rows[nearest(self.places[rows], x)])

    def _coordinate_words(self, row: int, k: int) -> str:
        thing = self.things[row]
        if isinstance(thing, CriticalPoint):
            words = exact_coordinate(thing, k)
            return words if words and len(words) <= LONGEST_EXACT else number_words(float(thing.x[k]))
        if isinstance(thing, RoughPlace) and thing.x is not None:
            return number_words(float(thing.x[k]))
        if fixed := self._fixed.get((row, k)):
            return fixed
        low, high = map(float, self.boxes[row, k])
        return interval(low, high, 0.0)

    def _coordinate_tip(self, row: int, column: Column) -> str:
        thing, name = self.things[row], column.title
        low, high = (_all_digits(float(end)) for end in self.boxes[row, column.place])
        between = f"{name} from {low} to {high}"
        if fixed := self._fixed.get((row, column.place)):
            return f"{name} = {fixed} all along it"
        if not isinstance(thing, CriticalPoint):
            return between
        words = exact_coordinate(thing, column.place)
        exact = [f"{name} = {words}, exactly"] if words else []
        return "\n".join([*exact, f"{name} ≈ {_all_digits(float(thing.x[column.place]))}", between])


def number_words(value: float, most: int = DIGITS) -> str:
    """Return a number for a column: six digits and at most as many decimals, tiny and huge ones by a power of ten."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return infinite(value)
    if value == 0.0:
        return "0"
    if value == int(value) and abs(value) < 10.0**DIGITS:
        return real_minus(str(int(value)))
    exponent = math.floor(math.log10(abs(value)))
    digits = min(most, DIGITS + 1 + exponent) if SMALLEST <= exponent < DIGITS else FEWER
    return decimal(value, digits, plain_below=DIGITS, tolerance=1e-15 * abs(value))


def _all_digits(value: float) -> str:
    if not math.isfinite(value):
        return number_words(value)
    if value == int(value) and abs(value) < 1e15:
        return real_minus(str(int(value)))
    mantissa, _, exponent = repr(float(value)).partition("e")
    return with_power(mantissa, int(exponent or 0))


def _place(thing: Thing) -> Floats:
    if isinstance(thing, CriticalSet):
        return thing.points[0] if len(thing.points) else 0.5 * thing.lower + 0.5 * thing.upper
    if isinstance(thing, RoughPlace):
        return thing.x if thing.x is not None else _middle(thing.points)
    box = _box(thing)
    return 0.5 * box[:, 0] + 0.5 * box[:, 1]


def _middle(points: Floats) -> Floats:
    """Return the one of some points, shape (k, n), that is nearest to their middle."""
    middle = 0.5 * points.min(axis=0) + 0.5 * points.max(axis=0)
    return np.asarray(points[nearest(points, middle)], dtype=np.float64)


def _box(thing: Thing) -> Floats:
    if isinstance(thing, CriticalPoint):
        return thing.enclosure
    return thing if isinstance(thing, np.ndarray) else np.column_stack([thing.lower, thing.upper])


def _kind_words(thing: Thing) -> str:
    if isinstance(thing, CriticalPoint):
        words = point_words(thing)
        return "saddle" if len(thing.x) == 2 and thing.kind is Kind.SADDLE else words
    if isinstance(thing, CriticalSet):
        return set_name(thing)
    return "not smooth" if isinstance(thing, RoughPlace) else "undecided"


def _reasons(thing: Thing, variables: Sequence[str]) -> str:
    """Return what is proved and why, each in a line."""
    if isinstance(thing, CriticalPoint):
        reason = explain(thing.reason)
        curves = [] if thing.witness is None else thing.witness.split("; ")
        words = [proof_words(thing), reason, *(each for each in curves if each.partition(" along ")[2] not in reason)]
    elif isinstance(thing, CriticalSet):
        place = exact_words(set_place_words(thing, variables)) if variables else ""
        what = f"{set_words(thing)}: {place}" if place else set_words(thing)
        words = [f"{what}; {PROOFS[_PROVED if thing.proved else _RECOGNISED]}"]
    elif isinstance(thing, RoughPlace):
        words = [thing.words, *(["critical points may hide right beside it"] if thing.may_hide else [])]
    else:
        words = ["there may be critical points in this box: it could be neither proved empty nor accounted for"]
    # A line may begin with the name of a function, but not with its capital.
    return "\n".join(text if text.startswith("f ") else text[:1].upper() + text[1:] for text in words)
