"""Critical points confirmed in ball arithmetic: existence, uniqueness in a box, and the signs of the eigenvalues.

All of it is calculated in balls (see `calculus.ball`), so that nothing rests on how exact a library's functions are.
Existence: Krawczyk's operator maps a tiny box into itself; the point and its Hessian are enclosed there. Uniqueness:
it maps the box that was asked about, or a narrower one around the point, into itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from flint import arb
from numpy.typing import NDArray

from hessview.analysis.proof.ball_eigenvalues import eigenvalue_balls
from hessview.analysis.proof.ball_krawczyk import Balls, Krawczyk
from hessview.analysis.verdict import Kind
from hessview.calculus.ball import working_precision
from hessview.calculus.ball_jet import BallJet, BallProgram
from hessview.calculus.made_once import made_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.language.formula import Formula

    _Sides = Sequence[tuple[float, float]]

Floats = NDArray[np.float64]
PRECISIONS = (128, 256, 512)
"""Binary digits that are tried one after the other; balls of two machine words cost hardly more than of one."""

MOST_VARIABLES = 6

_NARROWER = 2.0**-4
_NARROWEST = 12


@dataclass(frozen=True)
class Confirmation:
    """A regular critical point, proved.

    Attributes
    ----------
    x
        The nearest doubles, shape (n,).
    enclosure
        The point lies in it; shape (n, 2), rounded outward, mostly one last digit wide; of width 0 when the point is
        exactly a double.
    box
        In it the point is the only critical one, and f is twice continuously differentiable; shape (n, 2). The box
        that was asked about if it could be proved for all of it, else a smaller one.
    value, value_enclosure
        f there, nearest double, and two doubles around it.
    eigenvalues, eigenvalue_enclosures
        Of the Hessian, ascending, shape (n,) nearest doubles and shape (n, 2); no enclosure contains 0.
    determinant
        Two doubles around det H; 0 is not between them (but may be one of them, where det H is below all doubles).
    index
        The number of negative eigenvalues.
    precision
        With how many binary digits it was decided.
    """

    x: Floats
    enclosure: Floats
    box: Floats
    value: float
    value_enclosure: tuple[float, float]
    eigenvalues: Floats
    eigenvalue_enclosures: Floats
    determinant: tuple[float, float]
    index: int
    precision: int

    @property
    def kind(self) -> Kind:
        """Minimum, maximum or saddle."""
        if self.index == 0:
            return Kind.MINIMUM
        return Kind.MAXIMUM if self.index == len(self.x) else Kind.SADDLE


@dataclass(frozen=True)
class _Proof:
    """A box (pairs of doubles) in which the one critical point was proved, and balls around the point."""

    box: _Sides
    point: Balls
    jet: BallJet


class Confirmer:
    """Confirms critical points of one formula, whose program is built at its first use and shared by all of them.

    It may be used by any thread; one at a time calculates.
    """

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    @made_once
    def program(self) -> BallProgram:
        """The derivative program; raises `TooManyDerivatives` for formulas that are too large."""
        return BallProgram(self.formula)

    def confirm(self, lower: Sequence[float] | Floats, upper: Sequence[float] | Floats) -> Confirmation | None:
        """Return the one critical point in a box of n doubles each, or None when that could not be proved.

        None says nothing: there may be none, several, or one with a singular Hessian, or f may be not smooth in the
        box. A point on the very edge of the box is confirmed too, its enclosure then reaches over the edge.

        Raises
        ------
        TooManyDerivatives
            If the formula is too large to be differentiated.
        """
        ends = [(float(a), float(b)) for a, b in zip(lower, upper, strict=True)]
        fits = len(ends) == self.formula.dimension <= MOST_VARIABLES
        if not fits or not all(-math.inf < a <= b < math.inf for a, b in ends):
            return None
        for precision in PRECISIONS:
            with working_precision(precision):
                proof = self._prove(ends, precision)
                found = None if proof is None else self._result(proof, precision)
            if found is not None:
                return found
        return None

    def confirm_near(self, point: Sequence[float] | Floats, radius: float) -> Confirmation | None:
        """Return the one critical point within `radius` of `point` along every axis; see `confirm`."""
        x = np.asarray(point, dtype=float)
        return self.confirm(np.nextafter(x - radius, -np.inf), np.nextafter(x + radius, np.inf))

    def refined(self, confirmation: Confirmation, precision: int) -> Balls | None:
        """Return balls around the coordinates of a confirmed point, of about `precision` - 20 correct digits.

        None where the Hessian is so badly conditioned that the balls do not become smaller.
        """
        with working_precision(precision):
            box = [_hull(a, b) for a, b in confirmation.box.tolist()]
            start = [arb(x) for x in confirmation.x.tolist()]
            operator = Krawczyk.near(self.program, start, box, precision)
            found = None if operator is None else operator.enclosure(_scale(confirmation.enclosure.tolist()))
        if found is None or not all(x.contains(y) for x, y in zip(box, found[0], strict=True)):
            return None
        return found[0]

    def _prove(self, ends: _Sides, precision: int) -> _Proof | None:
        box = [_hull(a, b) for a, b in ends]
        start = [(arb(a) + arb(b)) / 2 for a, b in ends]
        operator = Krawczyk.near(self.program, start, box, precision)
        found = None if operator is None else operator.enclosure(_scale(ends))
        if operator is None or found is None:
            return None
        point, jet = found
        if not all(x.overlaps(y) for x, y in zip(box, point, strict=True)):
            return None
        for sides in _boxes(ends, operator):
            candidate = [_hull(a, b) for a, b in sides]
            if all(x.contains(y) for x, y in zip(candidate, point, strict=True)) and operator.proves(candidate):
                return _Proof(sides, point, jet)
        return None

    def _result(self, proof: _Proof, precision: int) -> Confirmation | None:
        """Return the confirmed point in doubles, or None if a sign of the eigenvalues is open."""
        point, jet = proof.point, proof.jet
        exact = self._exactly(point, precision)
        if exact is not None:
            point, jet = exact
        eigenvalues = eigenvalue_balls(jet.hessian)
        if any(x.contains(0) for x in eigenvalues):
            return None
        determinant = arb(1)
        for x in eigenvalues:
            determinant *= x
        return Confirmation(
            x=np.array([0.0 if x.contains(0) else float(x) for x in point]),
            enclosure=np.array([enclosing_doubles(x) for x in point]),
            box=np.array(proof.box),
            value=float(jet.value),
            value_enclosure=enclosing_doubles(jet.value),
            eigenvalues=np.array([float(x) for x in eigenvalues]),
            eigenvalue_enclosures=np.array([enclosing_doubles(x) for x in eigenvalues]),
            determinant=enclosing_doubles(determinant),
            index=sum(1 for x in eigenvalues if x < 0),
            precision=precision,
        )

    def _exactly(self, point: Balls, precision: int) -> tuple[Balls, BallJet] | None:
        """Return the doubles that the point is, and the jet there, if the gradient is exactly zero there."""
        doubles = [arb(float(x)) for x in point]
        if not all(x.contains(d) for x, d in zip(point, doubles, strict=True)):
            return None
        jet = self.program.jet(doubles, precision)
        return (doubles, jet) if all(g.is_zero() for g in jet.gradient) else None


def _boxes(ends: _Sides, operator: Krawczyk) -> Iterator[_Sides]:
    """Yield boxes around the operator's point in which uniqueness may be proved.

    The one asked about, then narrower ones of the same shape, then small ones of the shape that the function wants.
    """
    point = operator.point
    yield ends
    widths = [max(0.5 * (b - a), 2.0**-44 * max(abs(a), abs(b)), 1e-300) for a, b in ends]
    narrower = ([w * _NARROWER**k for w in widths] for k in range(_NARROWEST))
    for radii in chain(narrower, operator.inflated([2.0**-51 * abs(float(c)) + 1e-100 for c in point])):
        yield [(float(c) - w, float(c) + w) for c, w in zip(point, radii, strict=True)]


def _scale(ends: _Sides) -> float:
    """Return how large the coordinates in a box are."""
    return max(abs(x) for side in ends for x in side) or 1.0


def _hull(a: float, b: float) -> arb:
    return arb(a).union(arb(b))


def enclosing_doubles(x: arb) -> tuple[float, float]:
    """Return the nearest doubles below and above all of a ball."""
    low, high = x.lower(), x.upper()
    a, b = float(low), float(high)
    if arb(a) > low:
        a = math.nextafter(a, -math.inf)
    if arb(b) < high:
        b = math.nextafter(b, math.inf)
    return a, b
