"""What a degenerate critical point is, why, and along which curves it shows, from the exact Taylor series.

The Hessian's squares are split off, the signs of what is left on its kernel are found by leading terms; where no term
of the series tells, the way the formula is written may. Nothing is claimed that exact arithmetic does not prove.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.germs.composite import composite
from hessview.analysis.germs.formula_shape import bounds_near
from hessview.analysis.germs.kernel_signs import Ground, KernelSigns, kernel_signs
from hessview.analysis.germs.lifting import Lifting
from hessview.analysis.germs.splitting import split
from hessview.analysis.germs.witness import constant_text, polynomial_text
from hessview.analysis.verdict import Code, Nature, Reason
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.pieces import without_needless_abs
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import Monomial, NotKnownError, Scalar, Series, degree_bound, taylor_series
from hessview.language.source import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from hessview.analysis.germs.composite import Composite
    from hessview.analysis.germs.witness import Witness
    from hessview.calculus.series import Field
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]
C = TypeVar("C", bound=Scalar)

ORDERS = (4, 6, 8, 12)
LARGEST_DEGREE = 24
"""A polynomial up to this degree is expanded completely if the orders before do not tell."""
MOST_VARIABLES = 6

BACKGROUND = 20_000
"""The allowance of a question that nobody waits for: some ten milliseconds."""

_LONGEST_TERMS = 60


@dataclass(frozen=True, eq=False)
class Degenerate:
    """What a critical point with a singular Hessian is.

    Attributes
    ----------
    nature
        Minimum, maximum, not an extremum, or undecided; a minimum need not be a strict one.
    reason
        Why, or why it is undecided; `hessview.explanations.explain` makes the sentence.
    strict
        Of an extremum: whether f is different everywhere else near the point; None if unknown.
    isolated
        Whether no other critical point is near; None if unknown.
    degree
        The degree of the gradient around an isolated critical point, if known; the sum over a region is the winding
        number of the gradient along its boundary.
    witness_up, witness_down
        Curves through the point along which f rises and falls, as far as there are any and they are known.
    kernel
        Directions that span the kernel of the Hessian: columns, shape (n, z).
    order
        The order of the Taylor polynomial that was enough, or the last one tried; 0 if there is none.
    """

    nature: Nature
    reason: Reason
    strict: bool | None = None
    isolated: bool | None = None
    degree: int | None = None
    witness_up: Witness | None = None
    witness_down: Witness | None = None
    kernel: Floats | None = None
    order: int = 0


def degenerate_point(formula: Formula, place: Sequence[Fraction], effort: Effort | None = None) -> Degenerate:
    """Return what the critical point of `formula` at rational coordinates is.

    Parameters
    ----------
    formula
        Of n variables.
    place
        n fractions: the point itself, not numbers near it.
    effort
        What the answer is paid from; when it is exhausted, the nature stays undecided.
    """
    return resolve(formula, place, RationalField(), effort)


def resolve(formula: Formula, place: Sequence[C], field: Field[C], effort: Effort | None = None) -> Degenerate:
    """Return the same for coordinates in any exact field of numbers."""
    effort = effort or Effort(BACKGROUND)
    if formula.dimension > MOST_VARIABLES:
        return _open(Code.MANY_VARIABLES, (formula.dimension, MOST_VARIABLES))
    return _Resolver(without_needless_abs(formula), place, field, effort).answer()


def _open(code: Code, values: tuple[int, ...] = ()) -> Degenerate:
    return Degenerate(Nature.UNDECIDED, Reason(code, values))


class _Resolver(Generic[C]):
    """One question about one point."""

    def __init__(self, formula: Formula, place: Sequence[C], field: Field[C], effort: Effort) -> None:
        self._formula = formula
        self._place = place
        self._field = field
        self._effort = effort
        self._degree = degree_bound(formula.expression, formula.variables, LARGEST_DEGREE)

    def answer(self) -> Degenerate:
        """Return the answer of the lowest order that tells, else what the way it is written tells."""
        last, shape = _open(Code.NO_EXACT_SERIES), None
        try:
            whole = composite(self._formula, self._place, self._field, self._effort)
            shape = self._shape()
            for order in self._orders():
                ring = Series(self._formula.dimension, order, self._field, self._effort)
                f = taylor_series(self._formula, self._place, ring)
                f = {monomial: value for monomial, value in f.items() if any(monomial)}
                if any(sum(monomial) == 1 for monomial in f):
                    return _open(Code.NOT_CRITICAL_EXACTLY)
                last = self._judged(ring, f)
                if whole is not None and whole.order <= order:
                    return self._of_one(whole, last)
                if last.nature is not Nature.UNDECIDED:
                    return last
        except TooMuchEffort:
            last = replace(last, reason=Reason(Code.TOO_MUCH_EFFORT))
        except (NotKnownError, ZeroDivisionError):
            pass
        return last if shape is None else replace(last, nature=shape[0], reason=shape[1])

    def _shape(self) -> tuple[Nature, Reason] | None:
        """Ask the way the formula is written."""
        bounds = bounds_near(self._formula, self._place, self._field, self._effort)
        if bounds.above == bounds.below:
            return None
        if bounds.above:
            return Nature.MINIMUM, Reason(Code.BUILT_ABOVE, ("smaller",))
        return Nature.MAXIMUM, Reason(Code.BUILT_ABOVE, ("larger",))

    def _of_one(self, whole: Composite, last: Degenerate) -> Degenerate:
        """Return the answer for a function of one other function that has a slope: critical all along its level."""
        isolated = self._formula.dimension == 1
        if whole.order % 2 or isolated:
            return replace(last, isolated=isolated)
        text = f"{to_text(whole.inner)} = {constant_text(whole.level)}"
        nature, word = (Nature.MINIMUM, "smaller") if whole.sign > 0 else (Nature.MAXIMUM, "larger")
        reason = Reason(Code.STAYS, (word, text if len(text) <= _LONGEST_TERMS else ""))
        return replace(last, nature=nature, reason=reason, strict=False, isolated=False, degree=None)

    def _orders(self) -> tuple[int, ...]:
        degree = self._degree
        return (*ORDERS, degree) if degree is not None and degree > ORDERS[-1] else ORDERS

    def _judged(self, ring: Series[C], f: Mapping[Monomial, C]) -> Degenerate:
        if not f and self._is_complete(ring):
            return Degenerate(Nature.UNDECIDED, Reason(Code.CONSTANT), isolated=False, order=ring.order)
        parts = split(ring, f)
        squares = [self._field.sign(square) for square in parts.squares.values()]
        kernel: Series[C] = Series(len(parts.kernel), ring.order, self._field, self._effort)
        signs: KernelSigns[C] = KernelSigns(resolved=True, degree=1)
        if parts.kernel:
            settling = -squares[0] if len(set(squares)) == 1 else 0
            signs = kernel_signs(kernel, parts.g, settling, complete=self._is_complete(ring) and not squares)
        lifting = Lifting(self._formula.variables, self._place, ring, f, parts)
        floor = lifting.floor() if squares and not parts.g and self._is_complete(ring) else ""
        if floor:
            signs = KernelSigns(resolved=True, has_zeros=True)
        up, down = _witnesses(lifting, squares, signs)
        nature = _nature(squares, signs)
        if nature is Nature.NOT_AN_EXTREMUM and not (up and down):
            nature = Nature.UNDECIDED  # what cannot be shown is not claimed
        degree = None if signs.degree is None else signs.degree * (-1) ** squares.count(-1)
        columns = [[float(self._field.real(x)) for x in parts.columns[j]] for j in parts.kernel]
        return Degenerate(
            nature,
            _Grounds(lifting, squares, signs, up, down, floor).reason(nature, ring.order),
            strict=None if nature in (Nature.UNDECIDED, Nature.NOT_AN_EXTREMUM) else not signs.has_zeros,
            isolated=True if degree is not None else False if signs.has_zeros else None,
            degree=degree,
            witness_up=up,
            witness_down=down,
            kernel=np.array(columns, dtype=np.float64).reshape(len(columns), ring.n).T,
            order=ring.order,
        )

    def _is_complete(self, ring: Series[C]) -> bool:
        """Whether no term of f is beyond the order."""
        return self._degree is not None and ring.order >= self._degree


def _nature(squares: Sequence[int], signs: KernelSigns[C]) -> Nature:
    """Return the nature of squares with these signs and a function on the kernel."""
    rises = signs.up is not None or 1 in squares
    falls = signs.down is not None or -1 in squares
    if rises and falls:
        return Nature.NOT_AN_EXTREMUM
    if not signs.resolved or rises == falls:
        return Nature.UNDECIDED
    return Nature.MINIMUM if rises else Nature.MAXIMUM


def _witnesses(
    lifting: Lifting[C], squares: Sequence[int], signs: KernelSigns[C]
) -> tuple[Witness | None, Witness | None]:
    """Return curves up and down: of the kernel if it has the sign and the Hessian alone does not decide."""
    decided = {1, -1} <= set(squares)
    found: list[Witness | None] = []
    order = min(map(sum, signs.leading or ()), default=0) if signs.ground is Ground.FIRST_TERM else None
    for sign, curve in ((1, signs.up), (-1, signs.down)):
        made = lifting.of_kernel(curve, sign, order) if curve is not None and not decided else None
        found.append(lifting.of_squares(sign) if made is None and sign in squares else made)
    return found[0], found[1]


@dataclass(frozen=True)
class _Grounds(Generic[C]):
    """Chooses the reason."""

    lifting: Lifting[C]
    squares: Sequence[int]
    signs: KernelSigns[C]
    up: Witness | None
    down: Witness | None
    floor: str

    def reason(self, nature: Nature, order: int) -> Reason:
        """Return why the point is what it is, or why that is open."""
        up, down = self.up, self.down
        if nature is Nature.UNDECIDED:
            return Reason(Code.SERIES_OPEN, (order,))
        if nature is Nature.NOT_AN_EXTREMUM:
            return self._of_both(up, down) if up and down else Reason(Code.SERIES_OPEN, (order,))
        rises = nature is Nature.MINIMUM
        shown = up if rises else down
        if self.signs.has_zeros:
            return Reason(Code.STAYS, ("smaller" if rises else "larger", self.floor))
        if not self.lifting.kernel:
            return Reason(Code.MINIMUM if rises else Code.MAXIMUM)
        word = "positive" if rises else "negative"
        match self.signs.ground:
            case Ground.FIRST_TERM if shown:
                return Reason(Code.FIRST_TERM_EVEN, (shown.equation, shown.term, "rises" if rises else "falls"))
            case Ground.FORM:
                return Reason(Code.FORM_DEFINITE, (self._lowest(), self._terms(), word))
            case Ground.LEADING:
                return Reason(Code.LEADING_DEFINITE, (self._terms(), word))
        return Reason(Code.BRANCHES_FOLLOWED, ("rises" if rises else "falls",))

    def _of_both(self, up: Witness, down: Witness) -> Reason:
        if {1, -1} <= set(self.squares):
            return Reason(Code.HESSIAN_INDEFINITE, (up.text, down.text))
        ground = self.signs.ground
        if ground is Ground.FIRST_TERM:
            if up.order % 2 or down.order % 2:
                return Reason(Code.FIRST_TERM_ODD, (up.equation, up.term))
            return self._against(up, down)
        if ground is Ground.FORM and up.order == down.order == self._lowest():
            return Reason(Code.FORM_INDEFINITE, (self._lowest(), self._terms(), up.text, down.text))
        return Reason(Code.BOTH_CURVES, (up.text, up.term, down.text, down.term))

    def _against(self, up: Witness, down: Witness) -> Reason:
        """Return the reason where one line of the kernel, bent or not, goes against the curvature of the Hessian."""
        against, word = (down, "falls") if 1 in self.squares else (up, "rises")
        other = "rises" if word == "falls" else "falls"
        curve = self.signs.up if word == "rises" else self.signs.down
        if curve is not None and self.lifting.straight_sign(curve) == (1 if other == "rises" else -1):
            return Reason(Code.AGAINST_LINES, (against.equation, word, against.term, other))
        return Reason(Code.BOTH_CURVES, (up.text, up.term, down.text, down.term))

    def _lowest(self) -> int:
        return min(map(sum, self.signs.leading or ()), default=0)

    def _terms(self) -> str:
        """Return the terms that decided in the formula's variables, or nothing if they cannot be said shortly."""
        names = self.lifting.kernel_names()
        if names is None or not self.signs.leading:
            return ""
        leading = {monomial: self.lifting.real(value) for monomial, value in self.signs.leading.items()}
        text = polynomial_text(*names, leading)
        return text if len(text) <= _LONGEST_TERMS else ""
