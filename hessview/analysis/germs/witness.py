"""A curve through a critical point along which f goes up or down: as an equation to read and as points to draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.series import Named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Floats = NDArray[np.float64]
Real = Fraction | float
"""Fractions are exact, floats are rounded."""

_LONGEST = 14


@dataclass(frozen=True)
class Witness:
    """The curve point + curve(t), t > 0, or any small t if it holds on both sides.

    Attributes
    ----------
    text
        Its equation in the formula's variables, as it would be typed: ``y = 2x^2``, or of a half ``y = 2x^2, x < 0``.
    equation
        The same without the condition of the half; empty for n = 1.
    term
        How f changes along it, to first order, in a variable of the text: ``-x^4``.
    up
        Whether f goes up along it, else down.
    both_sides
        Whether it does so for t < 0 as well.
    order, leading
        f = f(point) + leading t^order + higher terms along it.
    point
        The critical point, n coordinates.
    curve
        For each coordinate the coefficients of t, t^2, ...
    reach
        The change keeps its sign up to this t, as far as the Taylor polynomial tells; inf if it never changes it.
    """

    text: str
    equation: str
    term: str
    up: bool
    both_sides: bool
    order: int
    leading: float
    point: tuple[float, ...]
    curve: tuple[tuple[float, ...], ...]
    reach: float = math.inf

    def at(self, t: Floats) -> Floats:
        """Return the points of the parameters t: shape (k,) -> (k, n)."""
        powers = np.vander(t, len(self.curve[0]) + 1, increasing=True)[:, 1:]
        return np.asarray(np.array(self.point) + powers @ np.array(self.curve).T, dtype=np.float64)

    def points(self, length: float | Sequence[float], count: int = 65) -> Floats:
        """Return points to draw, in their order along the curve, shape (count, n).

        Parameters
        ----------
        length
            How far the curve may go from the point along every axis: one number for all, or n.
        count
            How many points.
        """
        lengths = np.broadcast_to(np.asarray(length, dtype=np.float64), (len(self.point),))
        end = min(self._leaves_at(lengths), self.reach)
        return self.at(np.linspace(-end if self.both_sides else 0.0, end, count))

    def _leaves_at(self, length: Floats) -> float:
        """Return about the largest t for which the curve stays within `length` of the point along every axis."""
        sides = (1.0, -1.0) if self.both_sides else (1.0,)

        def inside(t: float) -> bool:
            return all(bool(np.all(np.abs(self.at(np.array([side * t]))[0] - self.point) <= length)) for side in sides)

        low, high = 0.0, 1e-12
        while high < 1e12 and inside(high):
            low, high = high, 2.0 * high
        for _ in range(40):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if inside(middle) else (low, middle)
        return low


def witness(
    variables: Sequence[str],
    place: Sequence[Real],
    curve: Sequence[Mapping[int, Real]],
    along: Mapping[int, Real],
) -> Witness:
    """Return the witness of a curve.

    Parameters
    ----------
    variables
        n names.
    place
        The critical point.
    curve
        For each coordinate a polynomial in t, the step from the point.
    along
        f - f(point) along the curve as a polynomial in t, not 0.
    """
    order = min(along)
    leading = along[order]
    both_sides = order % 2 == 0
    longest = max(k for part in curve for k in part)
    words = _Words(variables, place, curve, both_sides=both_sides)
    return Witness(
        text=words.text(),
        equation=words.equation(),
        term=words.term(leading, order),
        up=leading > 0,
        both_sides=both_sides,
        order=order,
        leading=float(leading),
        point=tuple(map(float, place)),
        curve=tuple(tuple(float(part.get(k, 0)) for k in range(1, longest + 1)) for part in curve),
        reach=_reach(along, both_sides=both_sides),
    )


def equation(variables: Sequence[str], place: Sequence[Real], curve: Sequence[Mapping[int, Real]]) -> str:
    """Return the equation of a curve through `place`, given by the steps as polynomials in t."""
    return _Words(variables, place, curve, both_sides=True).equation()


def _reach(along: Mapping[int, Real], *, both_sides: bool) -> float:
    """Return the size of the smallest real root other than 0."""
    order = min(along)
    p = [float(along.get(k, 0)) for k in range(order, max(along) + 1)]
    if len(p) == 1 or not np.all(np.isfinite(p)):
        return math.inf
    roots = np.roots(p[::-1])
    real = roots[np.abs(roots.imag) <= 1e-9 * np.abs(roots)].real
    return float(min((abs(r) for r in real if both_sides or r > 0), default=math.inf))


class _Words:
    """The equation of a curve: coordinates as functions of one that is t itself, else of t."""

    def __init__(
        self,
        variables: Sequence[str],
        place: Sequence[Real],
        curve: Sequence[Mapping[int, Real]],
        *,
        both_sides: bool,
    ) -> None:
        self._variables, self._place, self._curve, self._both = variables, place, curve, both_sides
        linear = [j for j, part in enumerate(curve) if set(part) == {1} and abs(part[1]) == 1]
        self._axis = linear[0] if linear else None
        self._side = 1 if self._axis is None or curve[self._axis][1] > 0 else -1

    def equation(self) -> str:
        """Return the equation: ``y = 2x^2``."""
        k = self._axis
        base = "t" if k is None else _shifted(self._variables[k], self._place[k])
        return ", ".join(
            f"{name} = {self._polynomial(j, base)}" for j, name in enumerate(self._variables) if j != k
        )

    def text(self) -> str:
        """Return the equation, of a half with its condition: ``y = 0, x < 0``."""
        name, start = ("t", "0") if self._axis is None else (
            self._variables[self._axis], constant_text(self._place[self._axis])
        )  # fmt: skip
        equation = self.equation()
        if self._both:
            return equation or f"on both sides of {name} = {start}"
        half = f"{name} {'>' if self._side > 0 else '<'} {start}"
        return f"{equation}, {half}" if equation else half

    def term(self, leading: Real, order: int) -> str:
        """Return leading t^order in the variable that stands for t."""
        if self._axis is None:
            return _sum([(leading, "t", order)])
        base = _shifted(self._variables[self._axis], self._place[self._axis])
        return _sum([(leading if self._side > 0 or order % 2 == 0 else -leading, base, order)])

    def _polynomial(self, j: int, base: str) -> str:
        """Return coordinate j as a polynomial in the base, its constant last; a straight line as it is shortest."""
        place = self._place[j]
        mirrored = self._side < 0
        terms = [(-c if mirrored and k % 2 else c, base, k) for k, c in sorted(self._curve[j].items(), reverse=True)]
        text = _sum([*terms, (place, "", 0)] if place else terms)
        if self._axis is not None and [k for _, _, k in terms] == [1]:
            slope, start = terms[0][0], self._place[self._axis]
            name = self._variables[self._axis]
            constant = _intercept(place, slope, start)
            if constant is not None:
                line = _sum([(slope, name, 1), (constant, "", 0)] if constant else [(slope, name, 1)])
                text = min(line, text, key=len)
        return text


def _intercept(place: Real, slope: Real, start: Real) -> Fraction | None:
    """Return place - slope start if that is exact."""
    if not any(isinstance(x, float) for x in (place, slope, start)):
        return Fraction(place) - Fraction(slope) * Fraction(start)
    same = isinstance(place, Named) and isinstance(start, Named) and place.text == start.text and slope == 1
    return Fraction(0) if same else None


def constant_text(value: Real) -> str:
    """Return a number: a short decimal or fraction where it is one, else six digits."""
    if isinstance(value, Named):
        return value.text
    if isinstance(value, float):
        return f"{value:.6g}"
    if value.denominator == 1 and len(str(value)) <= _LONGEST:
        return str(value)
    decimal = repr(float(value))
    if "e" not in decimal and len(decimal) <= 8 and Fraction(decimal) == value:
        return decimal
    return str(value) if len(str(value)) <= _LONGEST else f"{float(value):.6g}"


def _size(value: Real) -> Real:
    return -value if value < 0 else value


def _needs_brackets(text: str) -> bool:
    return " + " in text or " - " in text


def _shifted(name: str, start: Real) -> str:
    if not start:
        return name
    size = constant_text(_size(start))
    return f"({name} {'-' if start > 0 else '+'} {f'({size})' if _needs_brackets(size) else size})"


def polynomial_text(
    variables: Sequence[str], place: Sequence[Real], terms: Mapping[tuple[int, ...], Real]
) -> str:
    """Return a polynomial in the steps from `place` as it would be typed, in the order of the variables."""
    bases = [_shifted(name, start) for name, start in zip(variables, place, strict=True)]
    parts: list[tuple[Real, str, int]] = []
    for monomial, value in sorted(terms.items(), reverse=True):
        powers = [base if k == 1 else f"{base}^{k}" for base, k in zip(bases, monomial, strict=True) if k]
        parts.append((value, " ".join(powers), 1 if powers else 0))
    return _sum(parts)


def _sum(terms: Sequence[tuple[Real, str, int]]) -> str:
    """Return the sum of value base^power, without what need not be written."""
    text = ""
    for value, base, power in terms:
        body = _term(_size(value), base, power)
        sign = "-" if value < 0 else "+"
        text += (f" {sign} {body}" if text else f"-{body}" if value < 0 else body)
    return text or "0"


def _term(size: Real, base: str, power: int) -> str:
    if not power:
        return constant_text(size)
    body = base if power == 1 else f"{base}^{power}"
    if size == 1:
        return body
    if isinstance(size, float) or len(str(size)) > _LONGEST:
        text = constant_text(size)
        return f"{f'({text})' if _needs_brackets(text) or '/' in text else text} {body}"
    top = "" if size.numerator == 1 else str(size.numerator)
    return f"{top}{body}" if size.denominator == 1 else f"{top}{body}/{size.denominator}"
