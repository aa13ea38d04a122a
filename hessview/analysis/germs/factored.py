"""A polynomial that is a square times something of one sign: seen when it is factored, however it is written.

If f - f(p) = c q_1^(e_1) q_2^(e_2) ..., the factors with an even exponent never change its sign, so near p it has the
signs of c times the product of the others, except where it is zero.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from hessview.analysis.germs.kernel_signs import kernel_signs
from hessview.analysis.germs.splitting import split
from hessview.analysis.germs.witness import polynomial_text
from hessview.analysis.verdict import Code, Nature, Reason
from hessview.calculus.rational_series import RationalField, Terms
from hessview.calculus.series import Series, degree_bound, taylor_series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.degenerate import Degenerate
    from hessview.calculus.effort import Effort
    from hessview.language.formula import Formula

LARGEST_DEGREE = 24
MOST_TERMS = 200

_LONGEST = 60


def by_factors(formula: Formula, place: Sequence[Fraction], known: Degenerate, effort: Effort) -> Degenerate:
    """Return `known`, which is undecided, decided by the factors of the polynomial if they tell.

    Raises
    ------
    NotKnownError
        Where the formula leaves the rationals.
    TooMuchEffort
        When the allowance is spent.
    """
    n = formula.dimension
    degree = degree_bound(formula.expression, formula.variables, LARGEST_DEGREE)
    if degree is None:
        return known
    ring = Series(n, degree, RationalField(), effort)
    f = {m: c for m, c in taylor_series(formula, place, ring).items() if any(m)}
    if not f or len(f) > MOST_TERMS:
        return known
    constant, factors = square_free(f)
    squares = [(q, e) for q, e in factors if e % 2 == 0]
    if not squares:
        return known
    rest: Terms = ring.constant(constant)
    for q, e in factors:
        rest = ring.mul(rest, q) if e % 2 else rest
    sign = _one_sign(ring, rest)
    if not sign:
        return known
    text = " ".join(f"({polynomial_text(formula.variables, place, q)})^{e}" for q, e in squares)
    nature, word = (Nature.MINIMUM, "smaller") if sign > 0 else (Nature.MAXIMUM, "larger")
    return replace(known, nature=nature, reason=Reason(Code.A_SQUARE, (word, text if len(text) <= _LONGEST else "")))


def square_free(f: Terms) -> tuple[Fraction, list[tuple[Terms, int]]]:
    """Return c and polynomials q with exponents e such that f is c times the product of all q^e."""
    n = len(next(iter(f)))
    context = fmpq_mpoly_ctx.get(tuple(f"t{k}" for k in range(n)), Ordering.lex)
    polynomial = context.from_dict({m: fmpq(c.numerator, c.denominator) for m, c in f.items()})
    constant, factors = polynomial.factor_squarefree()
    return _fraction(constant), [
        ({tuple(map(int, m)): _fraction(c) for m, c in q.to_dict().items()}, int(e)) for q, e in factors
    ]


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _one_sign(ring: Series[Fraction], g: Terms) -> int:
    """Return 1 or -1 if the polynomial g is nowhere negative, or nowhere positive, near the origin; 0 if unknown."""
    start = ring.start(g)
    if start:
        return 1 if start > 0 else -1
    if any(sum(m) == 1 for m in g):
        return 0
    parts = split(ring, g)
    signs = {ring.field.sign(square) for square in parts.squares.values()}
    if len(signs) == 2:
        return 0
    if parts.kernel:
        kernel = Series(len(parts.kernel), ring.order, ring.field, ring.effort)
        on_kernel = kernel_signs(kernel, parts.g, complete=not signs)
        if not on_kernel.resolved:
            return 0
        signs |= {sign for sign, curve in ((1, on_kernel.up), (-1, on_kernel.down)) if curve is not None}
    return signs.pop() if len(signs) == 1 else 0
