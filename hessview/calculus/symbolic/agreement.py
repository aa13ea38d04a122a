"""Whether formulas for gradient and Hessian agree with the jets at random points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.jet import JetProgram
from hessview.language.compile import ArrayArithmetic, compile_expressions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

_SEED = 20_260_101
_CLOUDS = ((-3.0, 3.0), (0.05, 0.95), (1.0, 4.0), (-0.9, 0.9), (-20.0, 20.0))
"""Where points are drawn: positive ones too, and small ones, so that logarithms and arc sines have values."""

_POINTS_EACH = 8
_ENOUGH = 3
_RELATIVE = 1e-7
"""Both sides round; wrong formulas differ in the first digits, and this is far above rounding, far below that."""

Place = tuple[int, ...]


def agreement(
    formula: Formula, gradient: Sequence[Expression], hessian: Sequence[Sequence[Expression]]
) -> dict[Place, bool | None]:
    """Return for each entry (i,) and (i, j), i <= j, whether it agrees wherever the jets are finite.

    None means that there were fewer than three points where the jets are finite. An entry must be finite where the
    jets are; differences count relative to the largest entry of the same kind at the point.
    """
    n = formula.dimension
    points = sample(n)
    with np.errstate(all="ignore"):
        _, jets_gradient, jets_hessian = JetProgram(formula).over(points)
        columns = _values(formula, [*gradient, *(hessian[i][j] for i in range(n) for j in range(i, n))], points)
    results: dict[Place, bool | None] = {}
    found = iter(columns)
    for i in range(n):
        results[i,] = _agree(next(found), jets_gradient[:, i], np.abs(jets_gradient).max(axis=1))
    largest = np.abs(jets_hessian).max(axis=(1, 2))
    for i in range(n):
        for j in range(i, n):
            results[i, j] = _agree(next(found), jets_hessian[:, i, j], largest)
    return results


def sample(n: int) -> NDArray[np.float64]:
    """Return the points, shape (m, n), always the same ones."""
    generator = np.random.default_rng(_SEED)
    return np.concatenate([generator.uniform(low, high, (_POINTS_EACH, n)) for low, high in _CLOUDS])


def _values(formula: Formula, roots: Sequence[Expression], points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    names = (*formula.variables, *(name for name, _ in formula.parameters))
    tape = compile_expressions(roots, names, ArrayArithmetic())
    values = tape([*points.T, *(np.float64(value) for _, value in formula.parameters)])
    return [np.broadcast_to(np.asarray(value, dtype=np.float64), (len(points),)) for value in values]


def _agree(ours: NDArray[np.float64], theirs: NDArray[np.float64], largest: NDArray[np.float64]) -> bool | None:
    known = np.isfinite(theirs) & np.isfinite(largest)
    if np.count_nonzero(known) < _ENOUGH:
        return None
    close = np.abs(ours - theirs) <= _RELATIVE * np.maximum(largest, np.abs(theirs)) + 1e-300
    return bool(np.all(close[known]))
