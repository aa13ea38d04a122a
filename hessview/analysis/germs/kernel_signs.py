"""The signs that a function takes on the kernel of the Hessian, where its second derivatives are zero."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, Generic, TypeVar

from hessview.analysis.germs.forms import face_of, form_signs, weights_of_powers
from hessview.analysis.germs.plane_germ import plane_germ
from hessview.calculus.series import Monomial, Scalar, Series

if TYPE_CHECKING:
    from collections.abc import Mapping

C = TypeVar("C", bound=Scalar)

_MOST_FOR_WEIGHTS = 4

Curve = tuple[dict[int, C], ...]
"""A polynomial in s > 0 for each coordinate: coefficients by the exponent, no constant term."""


class Ground(StrEnum):
    """What the signs rest on."""

    FIRST_TERM = "first term"  # one variable
    FORM = "form"  # the terms of the lowest order
    LEADING = "leading terms"  # those on the edges of Newton's polygon
    BRANCHES = "branches"  # followed one after the other
    NOTHING = "nothing"


@dataclass(frozen=True)
class KernelSigns(Generic[C]):
    """What is known about the signs of g near the origin.

    Attributes
    ----------
    up, down
        Curves along which g is positive and negative; None if none was found.
    resolved
        Whether g certainly takes no other signs.
    has_zeros
        Whether g certainly vanishes along a curve where its gradient does, too.
    degree
        Of the gradient of g around the origin, if known.
    ground
        What decided.
    leading
        The terms that decided, as far as they are few.
    """

    up: Curve[C] | None = None
    down: Curve[C] | None = None
    resolved: bool = False
    has_zeros: bool = False
    degree: int | None = None
    ground: Ground = Ground.NOTHING
    leading: Mapping[Monomial, C] | None = None


def kernel_signs(
    ring: Series[C], g: Mapping[Monomial, C], settling: int = 0, *, complete: bool
) -> KernelSigns[C]:
    """Return what can be said about the signs of g, a polynomial of the ring, starting with order 3.

    Parameters
    ----------
    ring
        Terms beyond its order are not known.
    g
        Without constant, linear and quadratic terms.
    settling
        The sign that settles the question once it is found, or 0.
    complete
        Whether g is exactly this polynomial.

    Raises
    ------
    NotKnownError
        Where the field cannot tell a sign.
    TooMuchEffort
        When the ring's allowance is spent.
    """
    if not g:
        return KernelSigns(resolved=complete, has_zeros=complete)
    if ring.n == 1:
        return _on_a_line(ring, g)
    return _on_a_plane(ring, g, complete=complete) if ring.n == 2 else _in_space(ring, g, settling)


def _on_a_line(ring: Series[C], g: Mapping[Monomial, C]) -> KernelSigns[C]:
    [order] = min(g)
    sign = ring.field.sign(g[order,])
    forward: Curve[C] = ({1: ring.one},)
    back: Curve[C] | None = ({1: -ring.one},) if order % 2 else None
    up, down = (forward, back) if sign > 0 else (back, forward)
    leading: dict[Monomial, C] = {(order,): g[order,]}
    degree = 0 if order % 2 else sign
    return KernelSigns(up, down, resolved=True, degree=degree, ground=Ground.FIRST_TERM, leading=leading)


def _on_a_plane(ring: Series[C], g: Mapping[Monomial, C], *, complete: bool) -> KernelSigns[C]:
    germ = plane_germ(ring, g, complete=complete)
    curves = [germ.curve(sign) for sign in (1, -1)]
    up, down = ((curve.u, curve.v) if curve is not None else None for curve in curves)
    lowest = min(map(sum, g))
    form = {monomial: value for monomial, value in g.items() if sum(monomial) == lowest}
    by_lines = all(curve is None or curve.simplicity[0] == 1 for curve in curves)
    leading: Mapping[Monomial, C] = germ.leading
    if (up and down and by_lines) or (germ.definite and germ.leading == form):
        ground, leading = Ground.FORM, form
    else:
        ground = Ground.LEADING if germ.definite else Ground.BRANCHES
    return KernelSigns(up, down, germ.resolved, germ.has_zeros, germ.degree, ground, leading)


def _in_space(ring: Series[C], g: Mapping[Monomial, C], settling: int) -> KernelSigns[C]:
    """Ask the form of the lowest order, then the terms that pure powers give the weights for, then single curves."""
    exact = {monomial: ring.field.fraction(value) for monomial, value in g.items()}
    equal = (1,) * ring.n
    powers = weights_of_powers(exact)
    for weights in dict.fromkeys((equal, powers or equal)):
        least, face = face_of(exact, weights)
        if least >= min(weights) * (ring.order + 1):
            continue  # terms that are not known may belong to it
        signs = form_signs(face, ring.effort, settling)
        up, down = (
            None if point is None else tuple(_ray(ring, x, w) for x, w in zip(point, weights, strict=True))
            for point in (signs.up, signs.down)
        )
        ground = Ground.FORM if weights == equal else Ground.LEADING
        leading = {monomial: g[monomial] for monomial in face}
        if (up and down) or (up and settling > 0) or (down and settling < 0):
            return KernelSigns(up, down, resolved=True, ground=ground, leading=leading)
        if signs.definite:
            degree = 1 if up else (-1) ** ring.n
            return KernelSigns(up, down, resolved=True, degree=degree, ground=ground, leading=leading)
    return _along_weights(ring, g, exact)


def _ray(ring: Series[C], x: Fraction, weight: int) -> dict[int, C]:
    return {weight: ring.number(x)} if x else {}


def _along_weights(
    ring: Series[C], g: Mapping[Monomial, C], exact: Mapping[Monomial, Fraction]
) -> KernelSigns[C]:
    """Return the signs along curves v_j = +-s^w_j, and on the planes of two coordinates, which are not all."""
    found: dict[int, Curve[C]] = {}
    for weights in sorted(product((1, 2, 3), repeat=ring.n), key=sum) if ring.n <= _MOST_FOR_WEIGHTS else ():
        least, face = face_of(exact, weights)
        if len(found) == 2 or math.gcd(*weights) > 1 or least >= min(weights) * (ring.order + 1):
            continue
        for sides in product((1, -1), repeat=ring.n):
            ring.effort.spend(len(face))
            value = sum(c * math.prod(map(pow, sides, monomial)) for monomial, c in face.items())
            if value:
                curve = tuple(_ray(ring, Fraction(side), w) for side, w in zip(sides, weights, strict=True))
                found.setdefault(1 if value > 0 else -1, curve)
    if len(found) < 2:
        _on_planes(ring, g, found)
    return KernelSigns(found.get(1), found.get(-1), resolved=len(found) == 2, ground=Ground.BRANCHES)


def _on_planes(ring: Series[C], g: Mapping[Monomial, C], found: dict[int, Curve[C]]) -> None:
    """Add to `found` curves in the planes of two coordinates for signs that it lacks."""
    plane: Series[C] = Series(2, ring.order, ring.field, ring.effort)
    for i, j in combinations(range(ring.n), 2):
        rest = [k for k in range(ring.n) if k not in (i, j)]
        part: dict[Monomial, C] = {(m[i], m[j]): c for m, c in g.items() if not any(m[k] for k in rest)}
        germ = plane_germ(plane, part, complete=False) if part else None
        for sign in (1, -1) if germ is not None else ():
            curve = germ.curve(sign) if germ is not None else None
            if curve is not None and sign not in found:
                found[sign] = tuple(curve.u if k == i else curve.v if k == j else {} for k in range(ring.n))
