"""Critical points confirmed in ball arithmetic: existence, uniqueness in a box, and the signs of the eigenvalues.

Krawczyk's operator of the gradient g with the Hessian H over a box X, around a point m of X, with any matrix Y, is

    K = m - Y g(m) + (1 - Y H(X)) (X - m).

Every zero of g in X lies in K, and if K lies in the interior of X there is exactly one (A. Neumaier, Interval Methods
for Systems of Equations, Cambridge 1990, Theorem 5.1.8). All of it is calculated in balls (see `calculus.ball`), so
that nothing rests on how exact a library's functions are. m and Y need not be exact: they come from Newton's method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from flint import arb, arb_mat
from numpy.typing import NDArray

from hessview.analysis.ball_eigenvalues import eigenvalue_balls
from hessview.analysis.verdict import Kind
from hessview.calculus.ball import ball_around, working_precision
from hessview.calculus.ball_jet import BallJet, BallProgram
from hessview.calculus.made_once import made_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.language.formula import Formula

    _Sides = Sequence[tuple[float, float]]
    _Box = tuple[list[arb], _Sides]

Floats = NDArray[np.float64]
Balls = list[arb]

PRECISIONS = (128, 256, 512)
"""Binary digits that are tried one after the other; balls of two machine words cost hardly more than of one."""

MOST_VARIABLES = 6

_NEWTON_STEPS = 30
_CONTRACTIONS = 6
_NARROWER = 2.0**-4
_NARROWEST = 12
_INFLATIONS = 6


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
            centre = self._newton([arb(x) for x in confirmation.x.tolist()], box, precision)
            if centre is None:
                return None
            point, inverse = centre
            scale = max(1.0, float(np.abs(confirmation.x).max(initial=0.0)))
            for digits in (0.9, 0.7, 0.5):
                radius = scale * 2.0 ** -(digits * precision)
                around = [ball_around(c, radius) for c in point]
                inner = self._contract(around, point, inverse, precision)
                if inner is not None and all(x.contains(y) for x, y in zip(box, inner[0], strict=True)):
                    return inner[0]
        return None

    def _prove(self, ends: _Sides, precision: int) -> _Proof | None:
        box = [_hull(a, b) for a, b in ends]
        centre = self._newton([(arb(a) + arb(b)).mid() / 2 for a, b in ends], box, precision)
        if centre is None:
            return None
        point, inverse = centre
        for candidate, sides in chain(_boxes(ends, point), self._inflated(point, inverse, precision)):
            inner = self._contract(candidate, point, inverse, precision)
            if inner is not None:
                balls, jet = inner
                touches = all(not y < a and not y > b for y, (a, b) in zip(balls, ends, strict=True))
                return _Proof(sides, balls, jet) if touches else None
        return None

    def _inflated(self, point: Balls, inverse: arb_mat, precision: int) -> Iterator[_Box]:
        """Yield small boxes around `point` that take their shape from the function (epsilon-inflation; Rump 1983)."""
        widths = [2.0**-46 * abs(float(c)) + 1e-100 for c in point]
        residual = _product(inverse, self.program.slope(point, precision))
        for _ in range(_INFLATIONS):
            box = _doubles_around(point, widths)
            if box is None:
                return
            yield box
            jet = self.program.jet(box[0], precision)
            if not jet.is_finite:
                return
            image = _krawczyk(box[0], point, inverse, residual, jet)
            widths = [max(w, 4.0 * float(x.rad())) for x, w in zip(image, widths, strict=True)]

    def _newton(self, start: Balls, box: Balls, precision: int) -> tuple[Balls, arb_mat] | None:
        """Return a point where the gradient is nearly zero and a nearly inverse Hessian there, both without radius.

        None when Newton's method leaves the neighbourhood of the box, or does not settle.
        """
        x = [c.mid() for c in start]
        reach = [max(float(side.rad()) * 4.0, 2.0**-40 * (1.0 + abs(float(side)))) for side in box]
        middle = [side.mid() for side in box]
        before = math.inf
        for _ in range(_NEWTON_STEPS):
            jet = self.program.jet(x, precision)
            if not jet.is_finite:
                return None
            try:
                inverse = arb_mat([[h.mid() for h in row] for row in jet.hessian]).inv()
            except ZeroDivisionError:
                return None
            step = _product(inverse, jet.gradient)
            x = [(c - s).mid() for c, s in zip(x, step, strict=True)]
            if any(abs(c - m) > r for c, m, r in zip(x, middle, reach, strict=True)):
                return None
            size = max(float(abs(s).upper()) for s in step)
            scale = max(*(abs(float(c)) for c in x), *(float(side.rad()) for side in box)) or 1.0
            if size <= scale * 2.0 ** (20 - precision) or (size >= before and size <= scale * 2.0**-60):
                return x, inverse.mid()
            before = size
        return None

    def _contract(self, box: Balls, point: Balls, inverse: arb_mat, precision: int) -> tuple[Balls, BallJet] | None:
        """Return balls around the one critical point in `box`, as small as they become, and the jet over them.

        None when existence and uniqueness in `box` could not be shown.
        """
        residual = _product(inverse, self.program.slope(point, precision))
        proved, now = False, box
        best: tuple[Balls, BallJet] | None = None
        for _ in range(_CONTRACTIONS):
            jet = self.program.jet(now, precision)
            if not jet.is_finite:
                return best
            if proved:
                best = now, jet
            image = _krawczyk(now, point, inverse, residual, jet)
            if not proved:
                # Strictly inside, certainly.
                proved = all(x.contains_interior(y) for x, y in zip(now, image, strict=True))
                if not proved:
                    return None
            elif not any(y.rad() < 0.5 * x.rad() for x, y in zip(now, image, strict=True)):
                return best
            now = image
        return best

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


def _krawczyk(box: Balls, point: Balls, inverse: arb_mat, residual: Balls, jet: BallJet) -> Balls:
    """Return K = m - Y g(m) + (1 - Y H(X)) (X - m); `residual` is Y g(m)."""
    n = len(box)
    apart = [x - m for x, m in zip(box, point, strict=True)]
    image = []
    for i in range(n):
        total = point[i] - residual[i]
        for j in range(n):
            entry = arb(int(i == j))
            for k in range(n):
                entry -= inverse[i, k] * jet.hessian[k][j]
            total += entry * apart[j]
        image.append(total)
    return image


def _product(matrix: arb_mat, vector: Sequence[arb]) -> Balls:
    result = []
    for i in range(len(vector)):
        total = arb(0)
        for j, entry in enumerate(vector):
            total += matrix[i, j] * entry
        result.append(total)
    return result


def _boxes(ends: _Sides, point: Balls) -> Iterator[_Box]:
    """Yield boxes in which uniqueness may be proved: the one asked about, then narrower ones around `point`."""
    if all(a < c < b for c, (a, b) in zip(point, ends, strict=True)):
        yield [_hull(a, b) for a, b in ends], ends
    widths = [max(0.5 * (b - a), 2.0**-44 * max(abs(a), abs(b)), 1e-300) for a, b in ends]
    for _ in range(_NARROWEST):
        box = _doubles_around(point, widths)
        if box is None:
            return
        yield box
        widths = [w * _NARROWER for w in widths]


def _doubles_around(point: Balls, widths: Sequence[float]) -> _Box | None:
    """Return a box of doubles around `point`, or None if it would have no inside."""
    sides = [(float(c) - w, float(c) + w) for c, w in zip(point, widths, strict=True)]
    inside = all(a < c < b for c, (a, b) in zip(point, sides, strict=True))
    return ([_hull(a, b) for a, b in sides], sides) if inside else None


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
