"""Value, gradient and Hessian at once, each with a bound of its rounding errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.differentiation import LARGEST_PROGRAM, TooManyDerivatives
from hessview.calculus.jet_family import JetFamily, JetTapes
from hessview.calculus.made_once import made_once
from hessview.calculus.rounding import WIDEN, Bounded, literal_error
from hessview.calculus.smoothness import Diagnosis, edge_words, find_ties, join
from hessview.language.compile import ArrayArithmetic, Tape
from hessview.language.expression import Number, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.pieces import Kink
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

FIELD_BLOCK = 1 << 15
"""Numbers of a field that are calculated at a time, so that intermediate results stay in the cache."""

POINTS_BLOCK = 4096
"""Points of a batch that are differentiated at a time, for the same reason."""


@dataclass(frozen=True)
class Jet:
    """The second-order jet of f at one point.

    Attributes
    ----------
    value, gradient, hessian
        f, shape (n,) and shape (n, n), symmetric by construction of its upper triangle; nan where undefined.
    value_error, gradient_error, hessian_error
        Bounds of the rounding errors of the same shapes (running error analysis); inf when nothing can be said.
    nonsmooth
        None, or what prevents derivatives here and where ("|x| has a corner where x = 0"), or why f is undefined here.
    uncertain_kink
        None, or a place where f may be not smooth and of which rounding hides on which side the point lies: there
        value and derivatives are those of one piece, and their bounds reach over to the other.
    """

    value: float
    gradient: Floats
    hessian: Floats
    value_error: float
    gradient_error: Floats
    hessian_error: Floats
    nonsmooth: str | None = None
    uncertain_kink: str | None = None


class JetProgram:
    """The derivative program of one formula: built at its first use, run as often as wanted.

    Its methods are silent: from numbers come nan and inf, never an exception or a warning.

    Parameters
    ----------
    formula
        What to differentiate; its parameters are bound to their values.
    family
        What is known of the formula with other values; None: nothing.
    """

    def __init__(self, formula: Formula, family: JetFamily | None = None) -> None:
        self.formula = formula
        self._family = family
        self._given = tuple(value for _, value in formula.parameters)
        n = formula.dimension
        upper = np.empty((n, n), dtype=np.intp)
        i, j = np.triu_indices(n)
        upper[i, j] = upper[j, i] = np.arange(len(i))
        self._upper = upper

    @made_once
    def _program(self) -> JetTapes | None:
        """The program, or None if it is too large; building it is not tried twice."""
        try:
            return JetTapes(self.formula)
        except TooManyDerivatives:
            return None

    @made_once
    def _jets(self) -> JetTapes | None:
        """The program that is run: the one of the family if there is one that serves."""
        shared = None if self._family is None else self._family.program_for(self._given)
        return self._program if shared is None else shared

    @made_once
    def _letters(self) -> tuple[Bounded, ...]:
        """The parameters as the literals that they are: 0.1 is a tenth, which no double is."""
        return tuple((value, literal_error(Number(value, number_text(value)))) for value in self._given)

    @made_once
    def _field(self) -> Tape[Floats]:
        if self._family is not None:
            return self._family.field
        names = (*self.formula.variables, *(name for name, _ in self.formula.parameters))
        return Tape((self.formula.expression,), names, ArrayArithmetic())

    @property
    def is_made(self) -> bool:
        """Whether nothing has to be built any more, for any question."""
        made = vars(self)
        if "_field" not in made or "_jets" not in made:
            return self._is_shared()
        program = self._jets
        return program is None or {"bounded", "arrays"} <= vars(program).keys()

    def _is_shared(self) -> bool:
        """Whether the family has made all of it."""
        made = {} if self._family is None else vars(self._family)
        if made.get("program") is None or "field" not in made or self._family is None:
            return False
        program = self._family.program_for(self._given)
        return program is not None and {"bounded", "arrays"} <= vars(program).keys()

    def make(self) -> None:
        """Build what is not built yet: seconds for the largest formulas."""
        program = self._jets
        _ = self._field, None if program is None else (program.bounded, program.arrays)

    @property
    def size(self) -> int | None:
        """The number of operations of one jet, None if there would be too many; asking builds the program."""
        return None if self._jets is None else len(self._jets.bounded)

    @property
    def expressions(self) -> tuple[Expression, ...] | None:
        """Value, gradient and upper triangle of the Hessian as trees, pieces chosen by `select`; None: too large."""
        return None if self._program is None else self._program.jet

    @property
    def kinks(self) -> tuple[Kink, ...]:
        """The comparisons at whose ties f may be not smooth."""
        return () if self._program is None else self._program.kinks

    def at(self, point: Sequence[float]) -> Jet:
        """Return the jet at one point, shape (n,), with error bounds and what is not smooth there.

        The point's coordinates are taken as exact numbers; what their own rounding does is not in the bounds.
        A formula too large to be differentiated twice has nan derivatives with infinite bounds, and says so in
        `uncertain_kink`.
        """
        program = self._jets
        inputs: list[Bounded] = [(float(x) + 0.0, 0.0) for x in point]  # no negative zeros
        if program is None:
            return self._too_large(point)
        results = program.bounded([*inputs, *self._letters] if program.letters else inputs)
        count = len(program.jet)
        if program.operands or program.bases:
            return self._with_kinks(program, inputs, results)
        return self._jet(results[:count], inputs)

    def over(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Return values, gradients and Hessians at many points.

        Parameters
        ----------
        points
            Shape (m, n).

        Returns
        -------
        values, gradients, hessians
            Shapes (m,), (m, n) and (m, n, n); nan where undefined or not differentiable.
        """
        points = np.asarray(points, dtype=float) + 0.0
        m, n = points.shape
        program = self._jets
        jets = np.full((1 + n + n * (n + 1) // 2, m), math.nan)
        if program is None:
            jets[0] = self.values(list(points.T))
        else:
            for start in range(0, m, POINTS_BLOCK):
                block = points[start : start + POINTS_BLOCK]
                jets[:, start : start + POINTS_BLOCK] = self._block(program, block)
        hessians = jets[1 + n :][self._upper]
        return jets[0], np.ascontiguousarray(jets[1 : 1 + n].T), np.ascontiguousarray(np.moveaxis(hessians, 2, 0))

    def slopes(self, points: Floats) -> tuple[Floats, Floats]:
        """Return values, shape (m,), and gradients, shape (m, n), at points of shape (m, n): `over` without Hessians.

        Parameters
        ----------
        points
            Shape (m, n).
        """
        program = self._jets
        tape = None if program is None else program.slopes
        if program is None or tape is None:
            values, gradients, _ = self.over(points)
            return values, gradients
        m, n = points.shape
        slopes = np.empty((1 + n, m))
        with np.errstate(all="ignore"):
            for start in range(0, m, POINTS_BLOCK):
                block = points[start : start + POINTS_BLOCK] + 0.0
                results = tape([*block.T, *(map(np.float64, self._given) if program.letters else ())])
                for k, result in enumerate(results):
                    slopes[k, start : start + POINTS_BLOCK] = result
            total = slopes[0].sum()
        if total - total != 0.0:  # something is not finite
            slopes[1:, np.isnan(slopes[0])] = math.nan
        return slopes[0], np.ascontiguousarray(slopes[1:].T)

    def values(self, coordinates: Sequence[Floats]) -> Floats:
        """Return f on arrays that broadcast against each other, such as a row of x and a column of y.

        Parameters
        ----------
        coordinates
            One array for each variable; what depends on few of them is calculated on their shape only.
        """
        arrays = [np.asarray(c, dtype=float) for c in coordinates]
        shapes = {a.shape for a in arrays}
        # Of many points all have the same: numpy takes as long to find that out as to multiply them.
        shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)
        arrays += [np.asarray(value) for _, value in self.formula.parameters]
        result = np.empty(shape)
        rows = max(1, FIELD_BLOCK // max(1, math.prod(shape[1:]))) if shape else 1
        with np.errstate(all="ignore"):
            if not shape or shape[0] <= rows:
                result[...] = self._field(arrays)[0]
                return result
            for start in range(0, shape[0], rows):
                part = slice(start, start + rows)
                block = [a[part] if a.ndim == len(shape) and a.shape[0] > 1 else a for a in arrays]
                result[part] = self._field(block)[0]
        return result

    def _jet(
        self,
        results: Sequence[Bounded],
        inputs: Sequence[Bounded],
        nonsmooth: str | None = None,
        uncertain_kink: str | None = None,
    ) -> Jet:
        n = len(inputs)
        values = [value for value, _ in results]
        errors = np.array([error for _, error in results]) * WIDEN
        total = sum(values)
        if total - total != 0.0 or not math.isfinite(errors.sum()):  # something is not finite
            values, words = self._not_finite(values, inputs)
            nonsmooth = words or nonsmooth if math.isnan(values[0]) else nonsmooth or words
            errors[np.isnan(errors) | ~np.isfinite(values)] = math.inf
        vector = np.array(values[1:]) + 0.0  # no negative zeros
        return Jet(
            values[0],
            vector[:n],
            vector[n:][self._upper],
            float(errors[0]),
            errors[1 : n + 1],
            errors[n + 1 :][self._upper],
            nonsmooth,
            None if nonsmooth else uncertain_kink,
        )

    def _too_large(self, point: Sequence[float]) -> Jet:
        n = len(self._upper)
        value = float(self.values([np.asarray(x) for x in point]))
        nothing, unknown = np.full((n, n), math.nan), np.full((n, n), math.inf)
        words = f"this formula is too large: its second derivatives would take more than {LARGEST_PROGRAM:,} operations"
        return Jet(value, nothing[0], nothing, math.inf, unknown[0], unknown, uncertain_kink=words)

    def _with_kinks(self, program: JetTapes, inputs: Sequence[Bounded], results: Sequence[Bounded]) -> Jet:
        count, stop = len(program.jet), len(program.jet) + len(program.operands)
        jet = results[:count]
        end = stop + len(program.bases)
        uncertain = edge_words(program.pieces.edges, results[stop:end])
        ties = find_ties(program.kinks, results[count:stop], results[end:])
        if not ties:
            return self._jet(jet, inputs, uncertain_kink=uncertain)
        joint = join(ties, lambda sides: program.bounded.forced(inputs, sides), count, len(program.bounded))
        if joint.results is None:
            return self._jet(jet, inputs, uncertain_kink=joint.words)
        if not joint.differs.any():
            return self._jet(joint.results, inputs, uncertain_kink=joint.words or uncertain)
        reached = all(math.isfinite(value) for value, _ in joint.results)
        words = joint.words if reached else self._diagnosis(inputs).singular() or joint.words
        return self._jet(self._without(joint.results, joint.differs, inputs), inputs, nonsmooth=words)

    def _without(self, jet: Sequence[Bounded], differs: NDArray[np.bool_], inputs: Sequence[Bounded]) -> list[Bounded]:
        """Return the jet with nan for what does not exist where pieces differ."""
        value = jet[0]
        if differs[0]:
            plain = self._diagnosis(inputs).value
            value = (plain, value[1])
        values = [value[0], *(math.nan if lost else v for (v, _), lost in zip(jet[1:], differs[1:], strict=True))]
        lost = self._lost(values, bool(differs[0]))
        return [value, *((math.nan, math.inf) if k in lost else jet[k] for k in range(1, len(jet)))]

    def _lost(self, values: Sequence[float], everything: bool) -> set[int]:
        """Return the places of derivatives that do not exist because lower ones do not."""
        n = len(self._upper)
        lost = {k for k in range(1, len(values)) if everything or not math.isfinite(values[k])}
        for i in range(n):
            if 1 + i in lost:
                lost.update(1 + n + int(k) for k in self._upper[i])
        return lost

    def _not_finite(self, values: list[float], inputs: Sequence[Bounded]) -> tuple[list[float], str | None]:
        """Return the values with nan for what does not exist, and why; an overflow stays as it is."""
        diagnosis = self._diagnosis(inputs)
        if math.isfinite(values[0]) and (words := diagnosis.hidden()) is not None:
            return [math.nan] * len(values), words
        if all(map(math.isfinite, values)):
            return values, None
        if math.isfinite(values[0]):
            words = diagnosis.singular()
            lost = self._lost(values, everything=False) if words else set()
        else:
            words = diagnosis.undefined()
            lost = set(range(1, len(values))) if words or math.isnan(values[0]) else set()
        return [math.nan if k in lost else value for k, value in enumerate(values)], words

    def _diagnosis(self, inputs: Sequence[Bounded]) -> Diagnosis:
        values = {name: x for name, (x, _) in zip(self.formula.variables, inputs, strict=True)}
        return Diagnosis(self.formula, values)

    def _block(self, program: JetTapes, points: Floats) -> Floats:
        """Return the jets at points, shape (m, n), as rows of an array of shape (1 + n + n (n + 1) / 2, m)."""
        count = len(program.jet)
        with np.errstate(all="ignore"):
            results = program.arrays([*points.T, *(map(np.float64, self._given) if program.letters else ())])
            jets = np.empty((count, len(points)))
            for k, result in enumerate(results[:count]):
                jets[k] = result
            jets[0] = results[-1]
            special = ~np.isnan(jets[0]) & ~np.isfinite(jets).all(axis=0)
            for a, b in zip(results[count:-1:2], results[count + 1 : -1 : 2], strict=False):
                special |= np.equal(a, b)
        jets[1:, np.isnan(jets[0])] = math.nan
        for index in np.flatnonzero(special):
            jet = self.at(points[index])
            jets[:, index] = (jet.value, *jet.gradient, *jet.hessian[np.triu_indices(len(self._upper))])
        return jets
