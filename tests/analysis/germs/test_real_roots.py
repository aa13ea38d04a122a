"""Real roots are isolated with their multiplicities, and signs between them are right."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.analysis.germs.real_roots import RealRoots, simplest_between
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort
from hessview.calculus.rational_series import RationalField

Polynomial = list[Fraction]


def product(a: Polynomial, b: Polynomial) -> Polynomial:
    result = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            result[i + j] += x * y
    return result


def value(p: Polynomial, x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(p)), Fraction(0))


roots_with_powers = st.dictionaries(st.fractions(-5, 5, max_denominator=6), st.integers(1, 3), max_size=4)


@settings(max_examples=150, deadline=None)
@given(roots_with_powers, st.integers(0, 2), st.booleans(), st.sampled_from([1, -3]))
def test_roots_come_in_order_with_their_multiplicities(
    chosen: dict[Fraction, int], surds: int, rootless: bool, lead: int
) -> None:
    p = [Fraction(lead)]
    for root, power in chosen.items():
        for _ in range(power):
            p = product(p, [-root, Fraction(1)])
    for _ in range(surds):
        p = product(p, [Fraction(-2), Fraction(0), Fraction(1)])
    if rootless:
        p = product(p, [Fraction(1), Fraction(1), Fraction(1)])
    true = [(float(root), power) for root, power in chosen.items()]
    true = sorted(true + [(sign * 2**0.5, surds) for sign in (-1, 1) if surds])
    finder = RealRoots(RationalField(), Effort(10**7))
    found = finder.of(p)
    assert len(found) == len(true)
    for root, (place, power) in zip(found, true, strict=True):
        assert root.low <= place <= root.high
        assert root.multiplicity == power
        if power > 1 and abs(place * place - 2) > 1e-9:
            assert root.value is not None
            assert float(root.value) == pytest.approx(place, abs=1e-12)
    assert all(a.high < b.low for a, b in pairwise(found))
    samples = finder.samples(p, found)
    for x, sign in samples:
        assert sign == (value(p, x) > 0) - (value(p, x) < 0)
    ends = [-10.0, *(place for place, _ in true), 10.0]
    for a, b in pairwise(sorted({*ends, 0.0})):
        assert len(p) == 1 or any(a <= x <= b for x, _ in samples)


def test_a_double_root_of_a_quadratic_factor_has_a_value_where_the_field_holds_it() -> None:
    p = product([Fraction(-2), Fraction(0), Fraction(1)], [Fraction(-2), Fraction(0), Fraction(1)])
    assert [root.value for root in RealRoots(RationalField(), Effort(10**5)).of(p)] == [None, None]
    field = ClosedField()
    found = RealRoots(field, Effort(10**5)).of([field.of(c) for c in p])
    assert [root.value.text for root in found if root.value is not None] == ["-sqrt(2)", "sqrt(2)"]


@settings(max_examples=200, deadline=None)
@given(st.fractions(-20, 20), st.fractions(-20, 20))
def test_between_two_numbers_no_fraction_is_simpler(a: Fraction, b: Fraction) -> None:
    if a == b:
        return
    low, high = sorted((a, b))
    found = simplest_between(low, high)
    assert low < found < high
    for q in range(1, min(found.denominator, 400)):
        assert (low * q).__floor__() + 1 >= high * q
