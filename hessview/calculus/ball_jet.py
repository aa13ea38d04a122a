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
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flint import arb

_MOST_TAPES = 6

_ANGLE = "where(v > 0, atan(u/v), where(u > 0, pi/2 - atan(v/u), where(u < 0, -pi/2 - atan(v/u), sqrt(-1 - u^2))))"
# atan2(u, v) in charts whose conditions are open only on its cut and at the origin, and not also where u = 0 < v.


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
        plain = Formula(formula.text, formula.variables, (), _prepared(formula, self.builder))
        self.value = as_pieces(plain, algebra).root
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


def _prepared(formula: Formula, builder: Builder) -> Expression:
    """Return the tree with parameters as the doubles that they are, and `atan2` in charts."""
    values = {name: builder.number(value, exact_literal(value)) for name, value in formula.parameters}
    root = builder.substitute(formula.expression, values)
    made: dict[int, Expression] = {}
    angle: Expression | None = None
    for node in postorder(root):
        if not isinstance(node, Apply):
            made[id(node)] = node
            continue
        arguments = tuple(made[id(argument)] for argument in node.arguments)
        if node.function == "atan2":
            angle = angle or parse(_ANGLE, variables=("u", "v")).expression
            made[id(node)] = builder.substitute(angle, dict(zip("uv", arguments, strict=True)))
        else:
            made[id(node)] = builder.apply(node.function, *arguments)
    return made[id(root)]


def exact_literal(value: float) -> str:
    """Return all decimal digits of a finite double."""
    return str(int(value)) if value == math.floor(value) and abs(value) < 1e16 else str(Decimal(value))
