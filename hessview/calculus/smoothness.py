"""Whether a function has two derivatives at a point, and if not, what prevents it: a sentence and the lost entries.

A comparison that is met exactly (x = 0 in |x|) need not spoil anything: x |x| has a gradient at 0, |x|^4 and
max(x, 0)^3 a Hessian. So every combination of sides is evaluated: if value, gradient and Hessian agree, the pieces
join with the same quadratic expansion and the point is an ordinary one; else the entries that differ do not exist.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.algebra import exact_value
from hessview.language.decimals import decimal, infinite
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder
from hessview.language.functions import CONSTANTS, FUNCTIONS
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hessview.calculus.pieces import Edge, Kink
    from hessview.calculus.rounding import Bounded
    from hessview.language.formula import Formula

_UNDERFLOWING = frozenset({"mul", "div", "pow", "exp", "erfc", "sigmoid", "softplus"})
"""Rows that round a result to 0 although none of their arguments is 0."""

MOST_KINKS = 6
"""Kinks that are tried in every combination; of more only one at a time."""

MOST_OPERATIONS = 250_000
"""Operations that go into comparing pieces: whoever drags the probe over a corner waits for them."""

_SWALLOWED = 2.0**20
"""A jump that is so many error bounds of the whole, or fewer, may be in it although the pieces seem to agree."""

TOO_MANY = "too many corners meet here to tell what they make"

LONGEST_TEXT = 48
"""Characters of a subexpression that a sentence quotes."""


@dataclass(frozen=True)
class Tie:
    """A comparison whose sides are equal, exactly or as far as rounding lets tell.

    Attributes
    ----------
    jump
        How far what it chooses between differs in value, at least.
    """

    kink: Kink
    exact: bool
    holds: bool
    jump: float = 0.0


@dataclass(frozen=True)
class Joint:
    """What becomes of a jet where pieces meet.

    Attributes
    ----------
    results
        Value, gradient and upper triangle on the piece that the point belongs to, with bounds; None: cannot be told.
    differs
        Which of them depend on the piece, shape (1 + n + n (n + 1) / 2,).
    words
        What is not smooth there; None if the pieces agree in everything.
    """

    results: list[Bounded] | None
    differs: NDArray[np.bool_]
    words: str | None


def find_ties(kinks: Sequence[Kink], operands: Sequence[Bounded], choices: Sequence[Bounded]) -> list[Tie]:
    """Return the kinks at which the point lies.

    Parameters
    ----------
    operands
        The two sides of each comparison in turn.
    choices
        What each kink's choices are between, two by two, one kink after another.
    """
    ties = []
    start = 0
    for kink, (x, ex), (y, ey) in zip(kinks, operands[::2], operands[1::2], strict=True):
        stop = start + len(kink.choices)
        if abs(x - y) <= ex + ey:
            holds = FUNCTIONS[kink.condition.function].scalar(x, y) == 1.0
            pairs = zip(choices[start:stop:2], choices[start + 1 : stop : 2], strict=True)
            jump = max((_apart(*pair, jumps="jumps" in kink.words) for pair in pairs), default=0.0)
            ties.append(Tie(kink, x == y and ex + ey == 0.0, holds, jump))
        start = stop
    return ties


def _apart(a: Bounded, b: Bounded, *, jumps: bool) -> float:
    """Return how far two choices differ at least; those of a jump differ also where rounding hides by how much."""
    (x, ex), (y, ey) = a, b
    apart = abs(x - y) - ex - ey
    return ex + ey if jumps and apart <= 0.0 else apart


def join(
    ties: Sequence[Tie], forced: Callable[[Mapping[int, Bounded]], list[Bounded]], count: int, size: int
) -> Joint:
    """Compare the pieces that meet at a point, if that does not take more than `MOST_OPERATIONS`.

    Parameters
    ----------
    ties
        The comparisons that are met there.
    forced
        Runs the program with given results of comparisons (by identity).
    count
        How many of the program's results make up the jet.
    size
        How many operations a run takes.
    """
    default = tuple(tie.holds for tie in ties)
    complete = len(ties) <= MOST_KINKS and size << len(ties) <= MOST_OPERATIONS
    if not complete and size * (1 + len(ties)) > MOST_OPERATIONS:
        return Joint(None, np.ones(count, dtype=np.bool_), TOO_MANY)
    sides = list(_combinations(default, complete=complete))
    runs = {
        side: forced({id(tie.kink.condition): (float(s), 0.0) for tie, s in zip(ties, side, strict=True)})[:count]
        for side in sides
    }
    values = np.array([[value for value, _ in runs[side]] for side in sides])
    errors = np.array([[error for _, error in runs[side]] for side in sides])
    differs: NDArray[np.bool_] = np.any(_differ(values, errors, values[0], errors[0]), axis=0)
    swallowed = [tie for tie in ties if 0.0 < tie.jump <= _SWALLOWED * errors[:, 0].max()]
    if swallowed and not differs[0]:
        # What is added is so large that its last digit hides the jump.
        return Joint(None, differs, "; ".join(dict.fromkeys(kink_words(tie.kink) for tie in swallowed[:2])))
    if not differs.any():
        return Joint(runs[default], differs, None if complete else TOO_MANY)
    relevant = [tie for index, tie in enumerate(ties) if _matters(index, sides, values, errors)] or list(ties)
    words = "; ".join(dict.fromkeys(kink_words(tie.kink) for tie in relevant[:2]))
    return Joint(runs[default] if all(tie.exact for tie in relevant) else None, differs, words)


def _combinations(default: tuple[bool, ...], *, complete: bool) -> Iterator[tuple[bool, ...]]:
    """Yield the default and then all others, or those alone that differ in one place."""
    yield default
    if complete:
        yield from (side for side in product((True, False), repeat=len(default)) if side != default)
    else:
        yield from (_flipped(default, index) for index in range(len(default)))


def _flipped(side: tuple[bool, ...], index: int) -> tuple[bool, ...]:
    return (*side[:index], not side[index], *side[index + 1 :])


def _differ(
    a: NDArray[np.float64], ea: NDArray[np.float64], b: NDArray[np.float64], eb: NDArray[np.float64]
) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", over="ignore"):  # what is farther apart than the largest number differs
        agree = (np.abs(a - b) <= ea + eb) & np.isfinite(ea) & np.isfinite(eb)
    return ~(agree | (np.isnan(a) & np.isnan(b)))


def _matters(
    index: int, sides: Sequence[tuple[bool, ...]], values: NDArray[np.float64], errors: NDArray[np.float64]
) -> bool:
    rows = {side: row for row, side in enumerate(sides)}
    pairs = ((row, rows.get(_flipped(side, index))) for side, row in rows.items())
    return any(
        other is not None and row < other and _differ(values[row], errors[row], values[other], errors[other]).any()
        for row, other in pairs
    )


def edge_words(edges: Sequence[Edge], bases: Sequence[Bounded]) -> str | None:
    """Return what is to be said if a power's base is 0 (or cannot be told from it), where the power ends."""
    for edge, (x, e) in zip(edges, bases, strict=True):
        if abs(x) <= e:
            return f"{quote(edge.source)} is defined on one side of {quote(edge.source.arguments[0])} = 0 only"
    return None


def quote(node: Expression) -> str:
    """Return the text of a subexpression, shortened to what a sentence can carry."""
    text = to_text(node)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return infinite(value)
    return "0" if value == 0.0 else decimal(value, 6, plain_below=6, tolerance=math.inf)


def kink_words(kink: Kink) -> str:
    """Return what happens where the comparison is met."""
    return kink.words.format(*map(quote, kink.arguments), f=quote(kink.source))


def _of_constant_base(node: Apply, base: float, exponent: float) -> str | None:
    """Return what a power of 0 or of a negative number lacks; 0^u is smooth where u is positive."""
    name, where = map(quote, node.arguments)
    what = quote(node) + (f" with {name} = {_number(base)}" if isinstance(node.arguments[0], Symbol) else "")
    if base < 0.0:
        return f"{what} is defined only where {where} is an integer"
    if exponent < 0.0:
        return f"{what} is undefined where {where} is negative"
    return f"{what} jumps where {where} = 0" if exponent == 0.0 else None


class Diagnosis:
    """The values of all subexpressions at a point, to find the one that is undefined or has no derivative.

    Parameters
    ----------
    formula
        What is calculated.
    values
        The values of its variables.
    """

    def __init__(self, formula: Formula, values: Mapping[str, float]) -> None:
        self._root = formula.expression
        self._parameters = frozenset(name for name, _ in formula.parameters)
        known = {**values, **dict(formula.parameters)}
        self._values: dict[int, float] = {}
        self._underflowed: set[int] = set()
        for node in postorder(self._root):
            match node:
                case Symbol(name):
                    self._values[id(node)] = known[name]
                case Number(value):
                    self._values[id(node)] = value
                case Constant(name):
                    self._values[id(node)] = CONSTANTS[name]
                case Apply(function):
                    self._values[id(node)] = FUNCTIONS[function].scalar(*self._arguments(node))
                    self._note_underflow(node)

    @property
    def value(self) -> float:
        """The value of the whole, with the conventions of the rows at jumps."""
        return self._values[id(self._root)]

    def undefined(self) -> str | None:
        """Return why the value is nan or infinite; None if it only overflows."""
        node = self._root
        while isinstance(node, Apply):
            wrong = [argument for argument in self._used(node) if not math.isfinite(self._values[id(argument)])]
            if not wrong:
                break
            node = wrong[0]
        if not isinstance(node, Apply):
            return None
        if (words := self._singular(node)) is not None:
            return words
        if math.isinf(self._values[id(node)]):
            return None
        places = ", ".join(f"{quote(a)} = {_number(self._values[id(a)])}" for a in self._used(node))
        return f"{quote(node)} is undefined where {places}"

    def singular(self) -> str | None:
        """Return what has a value but no derivative here, None if nothing is known to."""
        return next(filter(None, map(self._singular, self._active())), None)

    def hidden(self) -> str | None:
        """Return what has no value here although the whole seems to have one, as 1/x^2 in exp(-1/x^2) at 0."""
        poles = (node for node in self._active() if not math.isfinite(self._values[id(node)]))
        return next(filter(None, map(self._singular, poles)), None)

    def _active(self) -> Iterator[Apply]:
        """Yield every application that matters here once, from the root down."""
        stack, seen = [self._root], set[int]()
        while stack:
            node = stack.pop()
            if not isinstance(node, Apply) or id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            stack.extend(reversed(self._used(node)))

    def _note_underflow(self, node: Apply) -> None:
        """Note a 0 that stands for a number too small for doubles: nothing has a pole or a corner there."""
        if self._values[id(node)] != 0.0:
            return
        inherited = any(id(argument) in self._underflowed for argument in node.arguments)
        if node.function in _UNDERFLOWING:
            first = node.arguments[:1] if node.function in {"div", "pow"} else node.arguments
            zeros = [a for a in first if self._values[id(a)] == 0.0 and id(a) not in self._underflowed]
            inherited = not zeros or (inherited and node.function not in {"mul", "div", "pow"})
        if inherited:
            self._underflowed.add(id(node))

    def _arguments(self, node: Apply) -> list[float]:
        return [self._values[id(argument)] for argument in node.arguments]

    def _used(self, node: Apply) -> tuple[Expression, ...]:
        """Return the arguments that matter here: of a choice only the chosen one."""
        if node.function == "where":
            return (node.arguments[1] if self._values[id(node.arguments[0])] else node.arguments[2],)
        return node.arguments

    def _singular(self, node: Apply) -> str | None:
        if any(id(argument) in self._underflowed for argument in node.arguments):
            return None
        for singularity in FUNCTIONS[node.function].singularities:
            if singularity.at(*self._arguments(node)):
                if node.function == "pow" and isinstance(node.arguments[1], Number) and self._harmless(node):
                    continue
                if node.function == "pow" and self._is_constant(node.arguments[0]):
                    return _of_constant_base(node, *self._arguments(node))
                return singularity.words.format(*map(quote, node.arguments), f=quote(node))
        return None

    def _is_constant(self, node: Expression) -> bool:
        return exact_value(node) is not None or (isinstance(node, Symbol) and node.name in self._parameters)

    def _harmless(self, node: Apply) -> bool:
        """Whether a power with a literal integer exponent is smooth here, unlike other powers of 0 and below."""
        base, exponent = self._arguments(node)
        return exponent.is_integer() and (base != 0.0 or exponent >= 0.0)
