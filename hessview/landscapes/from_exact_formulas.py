"""A formula whose derivatives are evaluated from their exact formulas, instead of by automatic differentiation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.jet import Jet
from hessview.calculus.rounding import BoundedArithmetic
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.compile import Tape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.formula import Formula

Floats = NDArray[np.float64]


class ExactFormulasLandscape(ExpressionLandscape):
    """The landscape of a formula with its exact gradient and Hessian given as text.

    Where the formula is not smooth, or its derivatives are not finite numbers, automatic differentiation answers: a
    formula says nothing about the corner it was simplified across.

    Parameters
    ----------
    formula
        The function.
    gradient, hessian
        n texts, and n rows of n texts, in the formula's variables and parameters.
    """

    def __init__(self, formula: Formula, gradient: Sequence[str], hessian: Sequence[Sequence[str]]) -> None:
        super().__init__(formula)
        n = formula.dimension
        texts = [*gradient, *(hessian[i][j] for i in range(n) for j in range(i, n))]
        parameters = dict(formula.parameters)
        roots = [parse(text, variables=formula.variables, parameters=parameters).expression for text in texts]
        self._given = tuple((value, 0.0) for value in parameters.values())
        self._tape = Tape((formula.expression, *roots), (*formula.variables, *parameters), BoundedArithmetic())

    def jet(self, point: Floats) -> Jet:
        """Value, gradient and Hessian at one point, shape (n,), with bounds of their rounding errors."""
        automatic = super().jet(point)
        if automatic.nonsmooth is not None or automatic.uncertain_kink is not None:
            return automatic
        inputs = [(float(coordinate) + 0.0, 0.0) for coordinate in point]
        pairs = np.array(self._tape([*inputs, *self._given]), dtype=np.float64)
        n = self.dimension
        if not np.isfinite(pairs).all():
            return automatic
        H, E = np.empty((n, n)), np.empty((n, n))
        i, j = np.triu_indices(n)
        H[i, j] = H[j, i] = pairs[n + 1 :, 0]
        E[i, j] = E[j, i] = pairs[n + 1 :, 1]
        value, value_error = map(float, pairs[0])
        return Jet(value, pairs[1 : n + 1, 0], H, value_error, pairs[1 : n + 1, 1], E)
