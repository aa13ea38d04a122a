"""Value, gradient and Hessian over boxes in ball arithmetic of any precision, for proofs."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hessview.calculus.algebra import Algebra
from hessview.calculus.ball import PiecewiseBallArithmetic
from hessview.calculus.differentiation import differentiate
from hessview.calculus.pieces import as_pieces
from hessview.language.compile import Tape
from hessview.language.expression import Apply, Builder, Expression, postorder
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flint import arb

_MOST_TAPES = 6


@dataclass(frozen=True)
class BallJet:
    """Enclosures of f and its derivatives over a box; not finite where f may be not smooth or not defined in it.

    Attributes
    ----------
    value, gradient, hessian
        A ball, n balls, n rows of n balls.
    """

    value: arb
    gradient: tuple[arb, ...]
    hessian: tuple[tuple[arb, ...], ...]

    @property
    def is_finite(self) -> bool:
        """Whether f is twice continuously differentiable in the box, and everything is bounded."""
        rows = (entry for row in self.hessian for entry in row)
        return self.value.is_finite() and all(x.is_finite() for x in (*self.gradient, *rows))


class BallProgram:
    """The derivative program of one formula for balls, with a tape for each precision that was asked for.

    Literals mean what is written, a parameter is its double. Its methods are to be called in a `working_precision`.

    Parameters
    ----------
    formula
        What to differentiate.

    Attributes
    ----------
    formula
        The same.
    value, gradient, hessian
        The expressions (of the Hessian the upper triangle), pieces chosen by `select` and `where`.

    Raises
    ------
    TooManyDerivatives
        If the formula is too large to be differentiated.
    """

    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        self.builder = Builder()
        algebra = Algebra(self.builder)
        values = {name: self.builder.number(value, exact_literal(value)) for name, value in formula.parameters}
        bound = self.builder.substitute(formula.expression, values)
        pieces = as_pieces(Formula(formula.text, formula.variables, (), bound), algebra)
        self.value = _with_whole_angles(pieces.root, self.builder)
        derivatives = differentiate(self.value, formula.variables, algebra)
        self.gradient = derivatives.gradient
        self.hessian = derivatives.hessian
        self._tapes: dict[tuple[int, bool], Tape[arb]] = {}
        self._lock = threading.Lock()

    def jet(self, box: Sequence[arb], precision: int) -> BallJet:
        """Return the jet over the box of n balls."""
        n = len(box)
        results = self._tape(precision, full=True)(box)
        triangle = iter(results[n + 1 :])
        rows: list[list[arb]] = [[results[0]] * n for _ in range(n)]
        for i in range(n):
            for j in range(i, n):
                rows[i][j] = rows[j][i] = next(triangle)
        return BallJet(results[0], tuple(results[1 : n + 1]), tuple(map(tuple, rows)))

    def slope(self, box: Sequence[arb], precision: int) -> list[arb]:
        """Return the n components of the gradient over the box."""
        return self._tape(precision, full=False)(box)

    def _tape(self, precision: int, *, full: bool) -> Tape[arb]:
        key = precision, full
        with self._lock:
            tape = self._tapes.get(key)
            if tape is None:
                roots = (self.value, *self.gradient, *self.hessian) if full else self.gradient
                tape = Tape(roots, self.formula.variables, PiecewiseBallArithmetic(precision))
                if len(self._tapes) >= _MOST_TAPES:
                    self._tapes.clear()
                self._tapes[key] = tape
            return tape


def _with_whole_angles(root: Expression, builder: Builder) -> Expression:
    """Return the tree with `atan2` chosen by a comparison that is open on its cut only, and not wherever u is 0.

    |(u, v)| + v > 0 holds everywhere but at the origin and on the cut.
    """
    made: dict[int, Expression] = {}
    nowhere = builder.apply("div", builder.number(1.0), builder.number(0.0))
    for node in postorder(root):
        match node:
            case Apply("select", (_, Apply("atan2") as upper, Apply("neg", (Apply("atan2"),)))):
                u, v = (made[id(argument)] for argument in upper.arguments)
                side = builder.apply("add", builder.apply("hypot", u, v), v)
                condition = builder.apply("gt", side, builder.number(0.0))
                made[id(node)] = builder.apply("where", condition, builder.apply("atan2", u, v), nowhere)
            case Apply(function, arguments):
                made[id(node)] = builder.apply(function, *(made[id(argument)] for argument in arguments))
            case _:
                made[id(node)] = node
    return made[id(root)]


def exact_literal(value: float) -> str:
    """Return all decimal digits of a finite double."""
    return str(int(value)) if value == math.floor(value) and abs(value) < 1e16 else str(Decimal(value))
