"""Whether formulas for gradient and Hessian agree with the jets at random points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.jet import Floats, JetProgram
from hessview.language.compile import ArrayArithmetic, compile_expressions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

_SEED = 20_260_101
_CLOUDS = ((-3.0, 3.0), (0.05, 0.95), (1.0, 4.0), (-20.0, 20.0))
"""Where coordinates are drawn: positive ones too, and small ones, so that logarithms and arc sines have values."""

_POINTS_EACH = 6
_POINTS_MIXED = 24
_ENOUGH = 3
_RELATIVE = 1e-7
"""Both sides round; wrong formulas differ in the first digits, and this is far above rounding, far below that."""

_TELLING = 1e-3
"""A jet with larger error bounds than this fraction tells nothing."""

Place = tuple[int, ...]


def agreement(
    formula: Formula, gradient: Sequence[Expression], hessian: Sequence[Sequence[Expression]]
) -> dict[Place, bool | None]:
    """Return for each entry (i,) and (i, j), i <= j, whether it agrees wherever the jets are finite.

    Parameters keep their letters in the entries: they are tried with the formula's values and with others.
    None means that there were fewer than three points where the jets are finite. An entry must be finite where the
    jets are; differences count relative to the largest entry of the same kind at the point, and less where the jets'
    own rounding errors explain them.
    """
    found = _agreement(formula, gradient, hessian)
    if not formula.parameters:
        return found
    values = np.random.default_rng(_SEED).uniform(0.3, 2.7, len(formula.parameters)).tolist()
    names = [name for name, _ in formula.parameters]
    elsewhere = _agreement(replace(formula, parameters=tuple(zip(names, values, strict=True))), gradient, hessian)
    return {place: _both(found[place], elsewhere[place]) for place in found}


def _both(first: bool | None, second: bool | None) -> bool | None:
    """Return False if either is, True if either is besides, else None."""
    known = [each for each in (first, second) if each is not None]
    return all(known) if known else None


def _agreement(
    formula: Formula, gradient: Sequence[Expression], hessian: Sequence[Sequence[Expression]]
) -> dict[Place, bool | None]:
    """Return the same for the values that the parameters have."""
    n = formula.dimension
    points = sample(n)
    program = JetProgram(formula)
    pairs = [(i, j) for i in range(n) for j in range(i, n)]
    places: list[Place] = [*((i,) for i in range(n)), *pairs]
    with np.errstate(all="ignore"):
        _, slopes, curvatures = program.over(points)
        ours = _values(formula, [*gradient, *(hessian[i][j] for i, j in pairs)], points)
        slope, curvature = np.abs(slopes).max(axis=1), np.abs(curvatures).max(axis=(1, 2))
    theirs = [*slopes.T, *(curvatures[:, i, j] for i, j in pairs)]
    largest = [slope] * n + [curvature] * len(pairs)
    no_errors = np.zeros(len(points))
    results = {
        place: _agree(a, b, scale, no_errors) for place, a, b, scale in zip(places, ours, theirs, largest, strict=True)
    }
    doubtful = [index for index, place in enumerate(places) if results[place] is False]
    if doubtful:
        errors = _errors(program, points, pairs)
        results.update((places[k], _agree(ours[k], theirs[k], largest[k], errors[k])) for k in doubtful)
    return results


def _errors(program: JetProgram, points: Floats, pairs: Sequence[tuple[int, int]]) -> Floats:
    """Return bounds of the jets' rounding errors, shape (entries, points)."""
    jets = [program.at(point) for point in points.tolist()]
    return np.array([[*jet.gradient_error, *(jet.hessian_error[i, j] for i, j in pairs)] for jet in jets]).T


def sample(n: int) -> Floats:
    """Return the points, shape (m, n), always the same ones."""
    generator = np.random.default_rng(_SEED)
    clouds = [generator.uniform(low, high, (_POINTS_EACH, n)) for low, high in _CLOUDS]
    # Every coordinate from a cloud of its own: for functions such as acosh(x) atanh(y).
    low, high = np.array(_CLOUDS)[generator.integers(len(_CLOUDS), size=(_POINTS_MIXED, n))].transpose(2, 0, 1)
    return np.concatenate([*clouds, generator.uniform(low, high)])


def _values(formula: Formula, roots: Sequence[Expression], points: Floats) -> list[Floats]:
    names = (*formula.variables, *(name for name, _ in formula.parameters))
    tape = compile_expressions(roots, names, ArrayArithmetic())
    values = tape([*points.T, *(np.float64(value) for _, value in formula.parameters)])
    return [np.broadcast_to(np.asarray(value, dtype=np.float64), (len(points),)) for value in values]


def _agree(ours: Floats, theirs: Floats, largest: Floats, errors: Floats) -> bool | None:
    known = np.isfinite(theirs) & np.isfinite(largest) & (errors < _TELLING * (largest + 1.0))
    if np.count_nonzero(known) < _ENOUGH:
        return None
    tolerance = _RELATIVE * largest[known] + 10.0 * errors[known] + 1e-300
    return bool(np.all(np.isfinite(ours[known])) and np.all(np.abs(ours[known] - theirs[known]) <= tolerance))
