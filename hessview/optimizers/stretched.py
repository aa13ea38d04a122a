"""A landscape stretched along one direction about a point: the same valley, longer or shorter, and no other change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.jet import Jet
from hessview.landscapes.slice import Slice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from hessview.calculus.effort import Effort
    from hessview.calculus.jets import Jets
    from hessview.calculus.rational_jet import RationalJet
    from hessview.landscapes.landscape import Landscape
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

_ULP = 2.0**-52


class Stretched:
    r"""x -> f(c + S^-1 (x - c)) with S = I + (s - 1) v v^T: what was one long along v is s long.

    By the chain rule the gradient is S^-1 grad f and the Hessian S^-1 H S^-1, both where the point was before. If v is
    an eigenvector of H at c, its eigenvalue there is divided by s^2 and the others stay.

    What is bounded of a jet's errors: those of f's own jet, of the products, and in value and gradient also what the
    rounding of the place adds to first order; the Hessian is that of the rounded place.

    Parameters
    ----------
    landscape
        f, of n variables.
    centre
        c, shape (n,): it stays where it is.
    direction
        v, shape (n,), not zero; its length does not matter.
    factor
        s > 0; below 1 it squeezes.

    Raises
    ------
    ValueError
        If the direction has no length or the factor is not positive and finite.
    """

    formula: Formula | None = None
    """No formula is the stretched f."""

    def __init__(self, landscape: Landscape, centre: Floats, direction: Floats, factor: float) -> None:
        length = float(np.linalg.norm(direction))
        if not (0.0 < length < np.inf and 0.0 < factor < np.inf):
            raise ValueError(f"expected a direction that is not zero and a factor > 0, got {direction} and {factor:g}")
        v = np.asarray(direction, dtype=np.float64) / length
        self._landscape, self._centre = landscape, np.array(centre, dtype=np.float64)
        self._forth = np.eye(len(v)) + (factor - 1.0) * np.outer(v, v)
        self._back = np.eye(len(v)) + (1.0 / factor - 1.0) * np.outer(v, v)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the coordinates, in order."""
        return self._landscape.variables

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        return self._landscape.dimension

    @property
    def cost(self) -> int:
        """How many operations on doubles one jet takes."""
        return self._landscape.cost + 4 * self.dimension**3

    def moved(self, points: Floats) -> Floats:
        """Return where points of f, shape (n,) or (m, n), lie after the stretching."""
        return np.asarray(self._centre + (points - self._centre) @ self._forth)

    def before(self, points: Floats) -> Floats:
        """Return where points, shape (n,) or (m, n), were before the stretching."""
        return np.asarray(self._centre + (points - self._centre) @ self._back)

    def value(self, points: Floats) -> Floats:
        """Values of f, shape () or (m,)."""
        return self._landscape.value(self.before(points))

    def gradient(self, points: Floats) -> Floats:
        """Gradients of f, shape (n,) or (m, n)."""
        return self._landscape.gradient(self.before(points)) @ self._back

    def hessian(self, points: Floats) -> Floats:
        """Hessians of f, shape (n, n) or (m, n, n)."""
        return self._turned(self._landscape.hessian(self.before(points)))

    def slopes(self, points: Floats) -> tuple[Floats, Floats]:
        """Values, shape (m,), and gradients, shape (m, n), at points of shape (m, n)."""
        values, gradients = self._landscape.slopes(self.before(points))
        return values, gradients @ self._back

    def jet(self, point: Floats) -> Jet:
        """Value, gradient and Hessian at one point, shape (n,), with bounds of their rounding errors."""
        jet = self._landscape.jet(self.before(np.asarray(point, dtype=np.float64)))
        off = self._misplaced(np.asarray(point, dtype=np.float64))
        size = np.abs(self._back)
        with np.errstate(all="ignore"):
            moved = np.abs(jet.hessian) @ off
            gradient_error = size @ (jet.gradient_error + moved + self._rounding * np.abs(jet.gradient))
            inner = jet.hessian_error + self._rounding * np.abs(jet.hessian)
            value_error = jet.value_error + float(np.abs(jet.gradient) @ off)
        return Jet(
            jet.value, self._back @ jet.gradient, self._turned(jet.hessian), value_error, gradient_error,
            size @ inner @ size, _elsewhere(jet.nonsmooth), _elsewhere(jet.uncertain_kink),
        )  # fmt: skip

    def jets(self, points: Floats) -> Jets:
        """Gradients and Hessians at points, shape (m, n), with bounds of their errors; at a corner one piece's."""
        from hessview.calculus.jets import Jets

        found, size = self._landscape.jets(self.before(points)), np.abs(self._back)
        with np.errstate(all="ignore"):
            moved = np.einsum("mij,mj->mi", np.abs(found.hessians), self._misplaced(points))
            first = found.gradient_errors + moved + self._rounding * np.abs(found.gradients)
            second = found.hessian_errors + self._rounding * np.abs(found.hessians)
            return Jets(found.gradients @ self._back, self._turned(found.hessians), first @ size, size @ second @ size)

    def exact_jet(self, point: Floats | Sequence[Fraction], effort: Effort | None = None) -> RationalJet | None:
        """None: the directions of eigenvectors are no rational numbers."""
        del point, effort
        return None

    def on_slice(self, slice_: Slice, s: Floats, t: Floats) -> Floats:
        """Values of f at the plane points (s_j, t_i): s of shape (nx,), t of shape (ny,), result of shape (ny, nx)."""
        origin = self.before(np.array(slice_.origin)).tolist()
        first, second = (tuple((np.array(direction) @ self._back).tolist()) for direction in slice_.directions)
        return self._landscape.on_slice(Slice(tuple(origin), (first, second)), s, t)

    @property
    def _rounding(self) -> float:
        """What a product with S^-1 from both sides may be off by, as a share of the sizes."""
        return 2.0 * (self.dimension + 2) * _ULP

    def _turned(self, hessians: Floats) -> Floats:
        made = self._back @ hessians @ self._back
        return np.asarray(0.5 * (made + np.swapaxes(made, -1, -2)))

    def _misplaced(self, points: Floats) -> Floats:
        """Return how far the place before the stretching may be off by rounding, of the shape of `points`."""
        out = np.abs(points - self._centre) @ np.abs(self._back)
        return np.asarray(self._rounding * out + _ULP * (np.abs(self._centre) + out))


def _elsewhere(words: str | None) -> str | None:
    """Return words about a place in the coordinates that they mean."""
    return None if words is None else f"before the stretching, {words}"
