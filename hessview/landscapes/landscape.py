"""The protocol of everything that can be explored: a scalar function of n variables and what it can give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from hessview.calculus.effort import Effort
    from hessview.calculus.jet import Jet
    from hessview.calculus.jets import Jets
    from hessview.calculus.rational_jet import RationalJet
    from hessview.landscapes.data_rows import DataRows
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]


@runtime_checkable
class OverData(Protocol):
    """A landscape that may be a sum over data."""

    @property
    def rows(self) -> DataRows | None:
        """The data; None if f is no such sum."""
        ...


class Landscape(Protocol):
    """A scalar function of n variables.

    Points are arrays of shape (n,) or (m, n); what comes back has shape () or (m,) for values, (n,) or (m, n) for
    gradients and (n, n) or (m, n, n) for Hessians. Where f is undefined the numbers are nan; nothing is raised.
    """

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the coordinates, in order."""
        ...

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        ...

    @property
    def formula(self) -> Formula | None:
        """The formula that f is, asked when H does not decide; None if there is none."""
        ...

    def value(self, points: Floats) -> Floats:
        """Values of f, shape () or (m,)."""
        ...

    def gradient(self, points: Floats) -> Floats:
        """Gradients of f, shape (n,) or (m, n)."""
        ...

    def hessian(self, points: Floats) -> Floats:
        """Hessians of f, shape (n, n) or (m, n, n)."""
        ...

    def slopes(self, points: Floats) -> tuple[Floats, Floats]:
        """Values, shape (m,), and gradients, shape (m, n), at points of shape (m, n): the cheapest step downhill."""
        ...

    def jet(self, point: Floats) -> Jet:
        """Value, gradient and Hessian at one point, shape (n,), with bounds of their rounding errors."""
        ...

    def jets(self, points: Floats) -> Jets:
        """Gradients and Hessians at points, shape (m, n), with bounds of their errors; at a corner one piece's."""
        ...

    @property
    def cost(self) -> int:
        """How many operations on doubles one jet takes."""
        ...

    def exact_jet(self, point: Floats | Sequence[Fraction], effort: Effort | None = None) -> RationalJet | None:
        """The jet in exact rational arithmetic, asked when rounding hides a class; None if none, or too much effort."""
        ...

    def on_slice(self, slice_: Slice, s: Floats, t: Floats) -> Floats:
        """Values of f at the plane points (s_j, t_i): s of shape (nx,), t of shape (ny,), result of shape (ny, nx)."""
        ...
