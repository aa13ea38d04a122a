"""A typed formula as a landscape: its values by the tape, its derivatives by jets."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.jet import JetProgram
from hessview.calculus.rational_jet import rational_jet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.effort import Effort
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.calculus.jet import Jet
    from hessview.calculus.jet_family import JetFamily
    from hessview.calculus.jets import Jets
    from hessview.calculus.rational_jet import RationalJet
    from hessview.landscapes.data_rows import DataRows
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]


class ExpressionLandscape:
    """The landscape of a formula; with a `family` it shares derivatives with those of other parameters.

    >>> from hessview.language.parser import parse
    >>> bowl = ExpressionLandscape(parse("x^2 + y^2"))
    >>> bowl.gradient(np.array([1.0, 2.0])).tolist()
    [2.0, 4.0]
    """

    def __init__(self, formula: Formula, family: JetFamily | None = None) -> None:
        self.formula = formula
        self._family = family
        # What several readers of a probe ask for, one after the other; one value, so that threads see all of it.
        self._latest: tuple[tuple[float, ...], Jet] | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the coordinates, in order."""
        return self.formula.variables

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        return self.formula.dimension

    @cached_property
    def program(self) -> JetProgram:
        """The compiled derivatives, made on first use."""
        return JetProgram(self.formula, self._family)

    @cached_property
    def rows(self) -> DataRows | None:
        """The data that f is a sum over, found on first use; None if it is none."""
        from hessview.landscapes.data_rows import data_rows

        return data_rows(self.formula)

    @cached_property
    def _enclosing(self) -> IntervalJet:
        from hessview.calculus.interval_jet import IntervalJet

        return IntervalJet(self.program)

    def value(self, points: Floats) -> Floats:
        """Values of f, shape () or (m,), for points of shape (n,) or (m, n)."""
        batch, single = self._batch(points)
        values = self.program.values(tuple(batch.T))
        if values.shape != batch.shape[:1]:  # of no variables there is one value
            values = np.array(np.broadcast_to(values, batch.shape[:1]))
        return np.array(values[0]) if single else values

    def gradient(self, points: Floats) -> Floats:
        """Gradients of f, shape (n,) or (m, n), for points of shape (n,) or (m, n)."""
        batch, single = self._batch(points)
        _, gradients, _ = self.program.over(batch)
        return gradients[0] if single else gradients

    def hessian(self, points: Floats) -> Floats:
        """Hessians of f, shape (n, n) or (m, n, n), for points of shape (n,) or (m, n)."""
        batch, single = self._batch(points)
        _, _, hessians = self.program.over(batch)
        return hessians[0] if single else hessians

    def slopes(self, points: Floats) -> tuple[Floats, Floats]:
        """Values, shape (m,), and gradients, shape (m, n), at points of shape (m, n)."""
        batch, _ = self._batch(points)
        return self.program.slopes(batch)

    def jet(self, point: Floats) -> Jet:
        """Value, gradient and Hessian at one point, shape (n,), with bounds of their rounding errors.

        It is kept for who asks next: its arrays cannot be written to.
        """
        at = tuple(float(coordinate) for coordinate in point)
        known = self._latest
        if known is None or known[0] != at:
            made = self.program.at(at)
            for part in (made.gradient, made.hessian, made.gradient_error, made.hessian_error):
                part.setflags(write=False)
            known = self._latest = at, made
        return known[1]

    def jets(self, points: Floats) -> Jets:
        """Gradients and Hessians at points, shape (m, n), with bounds of their errors; at a corner one piece's."""
        from hessview.calculus.jets import Jets, jets

        if self.program.expressions is None:
            m, n = points.shape
            nothing, unknown = np.full((m, n), np.nan), np.full((m, n, n), np.nan)
            return Jets(nothing, unknown, nothing, unknown)
        return jets(self._enclosing, points)

    @property
    def cost(self) -> int:
        """How many operations on doubles one jet takes."""
        return self.program.size or 1  # a program too large to be made is not run either

    def exact_jet(self, point: Floats | Sequence[Fraction], effort: Effort | None = None) -> RationalJet | None:
        """The jet in exact rational arithmetic; None where the formula leaves the rationals or needs more effort."""
        return rational_jet(self.formula, [x if isinstance(x, Fraction) else float(x) for x in point], effort)

    def on_slice(self, slice_: Slice, s: Floats, t: Floats) -> Floats:
        """Values of f on the open grid of plane coordinates: s (nx,), t (ny,) -> (ny, nx)."""
        if slice_.dimension != self.dimension:
            raise ValueError(f"a slice of R^{slice_.dimension} cannot show a function of {self.dimension} variables")
        values = self.program.values(slice_.coordinates(s, t))
        return np.array(np.broadcast_to(values, (len(t), len(s))), dtype=np.float64)

    def _batch(self, points: Floats) -> tuple[Floats, bool]:
        batch = np.asarray(points, dtype=np.float64)
        if batch.ndim not in (1, 2) or batch.shape[-1] != self.dimension:
            n = self.dimension
            raise ValueError(f"expected points of shape ({n},) or (m, {n}), got {batch.shape}")
        single = batch.ndim == 1
        return batch[np.newaxis] if single else batch, single
