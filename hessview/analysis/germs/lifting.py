"""Curves of the kernel taken back into the space of f, and what f does along them, to be shown and not only claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from hessview.analysis.germs.splitting import derivative
from hessview.analysis.germs.witness import equation, witness
from hessview.calculus.series import Monomial, Scalar, Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.analysis.germs.kernel_signs import Curve
    from hessview.analysis.germs.splitting import Split
    from hessview.analysis.germs.witness import Real, Witness

C = TypeVar("C", bound=Scalar)


class Lifting(Generic[C]):
    """The curves of one split function.

    Parameters
    ----------
    variables
        n names.
    place
        The critical point.
    ring
        Of n variables; terms beyond its order are not known.
    f
        The Taylor polynomial of f - f(place) in the steps from the place.
    parts
        f split into squares and a function of the kernel.
    """

    def __init__(
        self,
        variables: Sequence[str],
        place: Sequence[C],
        ring: Series[C],
        f: Mapping[Monomial, C],
        parts: Split[C],
    ) -> None:
        self._variables = variables
        self._place = [ring.field.real(x) for x in place]
        self._ring = ring
        self._f = f
        self._parts = parts

    @property
    def kernel(self) -> tuple[int, ...]:
        """The indices of the directions that span the kernel."""
        return self._parts.kernel

    def real(self, x: C) -> Real:
        """Return a number to be written."""
        return self._ring.field.real(x)

    def kernel_names(self) -> tuple[list[str], list[Real]] | None:
        """Return the variables that the kernel's coordinates are, and where they are; None if they are no variables."""
        axes: list[int] = []
        for j in self._parts.kernel:
            [*present] = [k for k, x in enumerate(self._parts.columns[j]) if x]
            if len(present) != 1:
                return None
            axes += present
        return [self._variables[k] for k in axes], [self._place[k] for k in axes]

    def of_kernel(self, curve: Curve[C], sign: int, order: int | None = None) -> Witness | None:
        """Return the simplest curve over a curve of the kernel along which f has the sign; None if none shows it.

        Its steps off the kernel are those of the valley, as few terms of them as show the sign, in terms of this order
        if one is given.
        """
        kernel: Series[C] = Series(1, self._longest(curve), self._ring.field, self._ring.effort)
        steps: list[dict[Monomial, C]] = [{(k,): value for k, value in part.items()} for part in curve]
        valley = {j: kernel.substitute(value, steps) for j, value in self._parts.valley.items()}
        degrees = sorted({0, *(k for part in valley.values() for (k,) in part)})
        for degree in degrees:
            off = {j: {k: c for (k,), c in part.items() if k <= degree} for j, part in valley.items()}
            bent = self._over(curve, off)
            along = self._along(bent)
            if along and self._ring.field.sign(along[min(along)]) == sign and order in (None, min(along)):
                return self._witness(bent, along)
        return None

    def straight_sign(self, curve: Curve[C]) -> int:
        """Return the sign of f along a straight line in the kernel, 0 if it is not known."""
        along = self._along(self._over(curve, {}))
        return self._ring.field.sign(along[min(along)]) if along else 0

    def floor(self) -> str:
        """Return the equation of a line or curve of the kernel along which f is critical all the way; empty if unknown.

        To be asked of polynomials that are known completely, with a kernel of one direction, of which no term is left.
        """
        if len(self._parts.kernel) != 1:
            return ""
        curve: Curve[C] = ({1: self._ring.one},)
        valley = {j: {k: c for (k,), c in part.items()} for j, part in self._parts.valley.items()}
        steps = self._over(curve, valley)
        longest = max((k for step in steps for k in step), default=1)
        line: Series[C] = Series(1, longest * self._ring.order, self._ring.field, self._ring.effort)
        values: list[dict[Monomial, C]] = [{(k,): value for k, value in step.items()} for step in steps]
        if any(line.substitute(derivative(self._ring, self._f, j), values) for j in range(self._ring.n)):
            return ""
        real = self._ring.field.real
        return equation(self._variables, self._place, [{k: real(value) for k, value in step.items()} for step in steps])

    def of_squares(self, sign: int) -> Witness | None:
        """Return a straight line along which the Hessian has the sign, preferably an axis; None if there is none."""
        n = self._ring.n
        axes = [{1: self._ring.one} if k == 0 else {} for k in range(n)]
        lines = [axes[-k:] + axes[:-k] for k in range(n)]
        lines += [
            [{1: x} if x else {} for x in self._parts.columns[j]]
            for j, square in self._parts.squares.items()
            if self._ring.field.sign(square) == sign
        ]
        for line in lines:
            along = self._along(line)
            if along and min(along) == 2 and self._ring.field.sign(along[2]) == sign:
                return self._witness(line, along)
        return None

    def _over(self, curve: Curve[C], off: Mapping[int, Mapping[int, C]]) -> list[dict[int, C]]:
        """Return t = T y for y_j = curve on the kernel and `off` besides it."""
        y: dict[int, Mapping[int, C]] = dict(zip(self._parts.kernel, curve, strict=True))
        y.update(off)
        steps: list[dict[int, C]] = [{} for _ in range(self._ring.n)]
        for j, part in y.items():
            for step, x in zip(steps, self._parts.columns[j], strict=True):
                for k, value in part.items() if x else ():
                    step[k] = step[k] + x * value if k in step else x * value
        return [{k: value for k, value in step.items() if value} for step in steps]

    def _longest(self, curve: Sequence[Mapping[int, C]]) -> int:
        """Return the order in s up to which f is known along a curve."""
        return min(min(part) for part in curve if part) * (self._ring.order + 1) - 1

    def _along(self, steps: Sequence[Mapping[int, C]]) -> dict[int, C]:
        """Return f along a curve as far as it is known: the coefficients by the exponent."""
        line: Series[C] = Series(1, self._longest(steps), self._ring.field, self._ring.effort)
        made = line.substitute(self._f, [{(k,): value for k, value in step.items()} for step in steps])
        return {k: value for (k,), value in sorted(made.items()) if k <= line.order}

    def _witness(self, steps: Sequence[Mapping[int, C]], along: Mapping[int, C]) -> Witness:
        real = self._ring.field.real
        curve = [{k: real(value) for k, value in step.items()} for step in steps]
        return witness(self._variables, self._place, curve, {k: real(value) for k, value in along.items()})
