"""Polynomials with balls for coefficients, on boxes around the origin, with high terms gathered in lower ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb

from hessview.calculus.series import Monomial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.effort import Effort

Balls = dict[Monomial, arb]


def added(a: Balls, b: Balls) -> Balls:
    """Return a + b."""
    result = dict(a)
    for monomial, c in b.items():
        result[monomial] = result[monomial] + c if monomial in result else c
    return result


def slope(f: Balls, j: int) -> Balls:
    """Return the derivative by the variable j."""
    return {(*m[:j], m[j] - 1, *m[j + 1 :]): m[j] * c for m, c in f.items() if m[j]}


def value_over(f: Balls, reach: Sequence[arb]) -> arb:
    """Return a ball around the values of a polynomial where |y_j| <= reach_j."""
    value = arb(0)
    for monomial, c in f.items():
        size = size_of(monomial, reach)
        if any(power % 2 for power in monomial):
            value += c * (arb(0, 1) * size)
        else:
            value += c * size.union(arb(0)) if any(monomial) else c
    return value


def size_of(monomial: Monomial, widths: Sequence[arb]) -> arb:
    """Return the largest value of a monomial where |y_j| <= widths_j."""
    value = arb(1)
    for power, width in zip(monomial, widths, strict=True):
        value *= width**power
    return value


def substituted(f: Balls, values: Sequence[Balls], order: int, effort: Effort) -> Balls:
    """Return f(values) as a polynomial on |v_j| <= 1, its terms beyond the order gathered in those of the order."""
    origin = next((0,) * len(m) for value in values for m in value)
    powers: list[list[Balls]] = [[{origin: arb(1)}] for _ in values]
    result: Balls = {}
    for monomial, coefficient in f.items():
        term: Balls = {origin: coefficient}
        for j, power in enumerate(monomial):
            while len(powers[j]) <= power:
                powers[j].append(product(powers[j][-1], values[j], order, effort))
            if power:
                term = product(term, powers[j][power], order, effort)
        result = added(result, term)
    return result


def product(a: Balls, b: Balls, order: int, effort: Effort) -> Balls:
    """Return a b on |v_j| <= 1, its terms beyond the order gathered in those of the order."""
    effort.spend(2 * len(a) * len(b))
    result: Balls = {}
    for p, u in a.items():
        for q, v in b.items():
            monomial, value = _gathered(tuple(map(int.__add__, p, q)), u * v, order)
            result[monomial] = result[monomial] + value if monomial in result else value
    return result


def _gathered(monomial: Monomial, value: arb, order: int) -> tuple[Monomial, arb]:
    """Return a term as one that is not beyond the order: v^3 is v^2 times a number from -1 to 1."""
    over = sum(monomial) - order
    if over <= 0:
        return monomial, value
    kept, is_even = list(monomial), True
    for j, power in enumerate(monomial):
        taken = min(over, power)
        kept[j] -= taken
        over -= taken
        is_even &= taken % 2 == 0
    return tuple(kept), value * (arb(0.5, 0.5) if is_even else arb(0, 1))


def vanishes_only_at_zero(f: Balls) -> bool:
    """Whether it is certain that a polynomial in one variable has no zero with 0 < |v| <= 1."""
    if not f:
        return False
    lowest = min(power for (power,) in f)
    rest = value_over({(power - lowest,): c for (power,), c in f.items()}, [arb(1)])
    return rest.is_finite() and not rest.contains(0)
