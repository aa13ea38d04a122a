"""The tapes of a jet, and what formulas share that differ in the values of their parameters alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.algebra import Algebra
from hessview.calculus.differentiation import TooManyDerivatives, differentiate
from hessview.calculus.made_once import made_once
from hessview.calculus.pieces import as_pieces
from hessview.calculus.rounding import Bounded, BoundedArithmetic
from hessview.language.compile import ArrayArithmetic, Tape
from hessview.language.expression import Apply, Builder, Constant, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

_PLAIN = frozenset({"add", "sub", "mul", "div", "neg", "exp", "sin", "cos", "sinh", "cosh", "tanh", "atan"})
"""Rows whose derivatives are the same program whatever stands in them, and smooth."""

_SPECIAL = frozenset({0.0, 1.0, -1.0})
"""Values that make a program shorter and its bounds sharper: a formula with one is differentiated by itself."""


class JetTapes:
    """What is calculated for a jet: value, gradient, upper triangle, and the places where it may be not smooth.

    Parameters
    ----------
    formula
        What to differentiate, its parameters bound.
    letters
        Names beside the variables that stay names: inputs behind the variables.
    """

    def __init__(self, formula: Formula, letters: tuple[str, ...] = ()) -> None:
        self.builder = Builder()
        algebra = Algebra(self.builder)
        self.letters = letters
        self.inputs = (*formula.variables, *letters)
        self.pieces = as_pieces(formula, algebra)
        derivatives = differentiate(self.pieces.root, formula.variables, algebra)
        self.jet = (self.pieces.root, *derivatives.gradient, *derivatives.hessian)
        self.kinks = tuple(self.pieces.kinks.values())
        self.operands = tuple(side for kink in self.kinks for side in kink.condition.arguments)
        self.bases = tuple(edge.base for edge in self.pieces.edges)
        self.choices = tuple(choice for kink in self.kinks for choice in kink.choices)

    @made_once
    def bounded(self) -> Tape[Bounded]:
        """Floats with error bounds: the jet, the sides of the comparisons, the bases of powers, what is chosen from."""
        roots = (*self.jet, *self.operands, *self.bases, *self.choices)
        return Tape(roots, self.inputs, BoundedArithmetic())

    @made_once
    def arrays(self) -> Tape[Floats]:
        """The same over arrays, and the value of the tree as it was typed at the end."""
        roots = (*self.jet, *self.operands, *self.bases, self.pieces.typed)
        return Tape(roots, self.inputs, ArrayArithmetic())

    @made_once
    def slopes(self) -> Tape[Floats] | None:
        """Value and gradient over arrays; None where pieces meet, so that a corner must be looked for."""
        if self.operands or self.bases:
            return None
        gradient = self.jet[1 : 1 + len(self.inputs) - len(self.letters)]
        return Tape((self.pieces.typed, *gradient), self.inputs, ArrayArithmetic())


class JetFamily:
    """What formulas share that differ in the values of their parameters alone: built once, run for every value.

    Parameters
    ----------
    formula
        One of them.
    """

    def __init__(self, formula: Formula) -> None:
        names = tuple(name for name, _ in formula.parameters)
        self.formula = replace(formula, parameters=())
        self.names = names

    @staticmethod
    def key(formula: Formula) -> Hashable:
        """Return what is equal for the formulas of one family."""
        return formula.text, formula.variables, tuple(name for name, _ in formula.parameters)

    @made_once
    def program(self) -> JetTapes | None:
        """The derivatives with letters for the parameters.

        None where they depend on what a parameter is: in exponents and conditions, at corners; or if they are too
        large.
        """
        if not self._is_plain():
            return None
        try:
            made = JetTapes(self.formula, self.names)
        except TooManyDerivatives:
            return None
        return None if made.operands or made.bases else made

    @made_once
    def field(self) -> Tape[Floats]:
        """The values alone."""
        return Tape((self.formula.expression,), (*self.formula.variables, *self.names), ArrayArithmetic())

    def program_for(self, values: Sequence[float]) -> JetTapes | None:
        """Return the shared program if it serves a formula with these parameters."""
        return None if not values or not _SPECIAL.isdisjoint(values) else self.program

    def _is_plain(self) -> bool:
        """Whether parameters stand only where derivatives do not ask what they are."""
        depends: set[int] = set()
        for node in postorder(self.formula.expression):
            if isinstance(node, Symbol):
                if node.name in self.names:
                    depends.add(id(node))
            elif isinstance(node, Apply) and any(id(argument) in depends for argument in node.arguments):
                if not (node.function in _PLAIN or self._is_plain_power(node, depends)):
                    return False
                depends.add(id(node))
        return True

    def _is_plain_power(self, node: Apply, depends: set[int]) -> bool:
        """Whether a node is e to any power, or any base to a power without parameters."""
        if node.function != "pow":
            return False
        base, exponent = node.arguments
        return id(exponent) not in depends or (isinstance(base, Constant) and base.name == "e")
