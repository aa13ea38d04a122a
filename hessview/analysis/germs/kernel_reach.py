"""How far the coordinates of the splitting lemma go in a box around a point, and changes of those of the kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flint import arb, arb_mat

from hessview.analysis.germs.ball_polynomials import Balls, added, size_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.calculus.series import Monomial


@dataclass(frozen=True)
class Shear:
    """A change of the kernel's two coordinates: v_axis = v'_axis + c v_other^power."""

    axis: int
    power: int
    c: arb

    def bend(self, power: int) -> Monomial:
        """Return the exponents of a power of the other coordinate."""
        return (power, 0) if self.axis else (0, power)

    def factor(self, widths: Sequence[arb]) -> arb:
        """Return the coefficient of the derivative of c v_other^power."""
        return self.power * self.c * widths[1 - self.axis] ** (self.power - 1)

    def units(self, before: Sequence[arb], after: Sequence[arb]) -> list[Balls]:
        """Return the old coordinates in shares of their widths as polynomials in the new ones in shares of theirs."""
        axes = ((1, 0), (0, 1))
        units: list[Balls] = [{axes[k]: after[k] / before[k]} for k in range(2)]
        bent = self.c * after[1 - self.axis] ** self.power / before[self.axis]
        units[self.axis] = added(units[self.axis], {self.bend(self.power): bent})
        return units


class Reach:
    """How far coordinates go in a box around the point.

    Attributes
    ----------
    y
        Bounds of |y_j| in the coordinates of the kernel and across it, between the valley and the point, too.
    t
        Bounds of the steps along the axes for all these y.
    widths
        Bounds of the kernel's coordinates: as they are, and after every shear.
    is_too_wide
        Whether there are none.
    """

    def __init__(
        self,
        columns: list[list[arb]],
        valley: Mapping[int, Balls],
        kernel: Sequence[int],
        half: Sequence[float],
        shears: Sequence[Shear],
    ) -> None:
        n = len(columns)
        T = arb_mat([[columns[j][i] for j in range(n)] for i in range(n)])
        inverse: Any = T.inv()
        self.y = [sum((abs(inverse[j, i]).upper() * arb(half[i]) for i in range(n)), arb(0)).upper() for j in range(n)]
        widths = [self.y[j] for j in kernel]
        for shear in shears:
            widths[shear.axis] = _bent(shear, widths)
        self.widths = [list(widths)]
        for shear in reversed(shears):
            widths[shear.axis] = _bent(shear, widths)
            self.widths.insert(0, list(widths))
        for j, width in zip(kernel, widths, strict=True):
            self.y[j] = width
        for j, part in valley.items():
            away = sum((abs(c) * size_of(m, widths) for m, c in part.items()), arb(0))
            self.y[j] = (self.y[j] + 2 * away).upper()
        self.t = [sum((abs(T[i, j]).upper() * self.y[j] for j in range(n)), arb(0)).upper() for i in range(n)]
        self.is_too_wide = not all(x.is_finite() for x in (*self.y, *self.t))


def _bent(shear: Shear, widths: Sequence[arb]) -> arb:
    """Return a bound of the bent coordinate after the shear, or before it."""
    return (widths[shear.axis] + abs(shear.c) * widths[1 - shear.axis] ** shear.power).upper()
