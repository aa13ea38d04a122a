"""Exact arithmetic gives up by what it costs, however fast the machine is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hessview.calculus.effort import Effort, TooMuchEffort, bits_of
from hessview.calculus.rational_jet import rational_jet
from hessview.calculus.rational_series import rational_series
from hessview.language.parser import parse


def test_what_is_spent_is_spent() -> None:
    effort = Effort(10)
    effort.spend(10)
    assert not effort.exhausted
    for _ in range(2):
        with pytest.raises(TooMuchEffort):
            effort.spend(1)
    assert effort.exhausted


def test_long_fractions_cost_more() -> None:
    short, long = Effort(10**6), Effort(10**6)
    short.spend(10, 53)
    long.spend(10, 5300)
    assert long.spent > 50 * short.spent


@pytest.mark.parametrize(
    "text",
    [
        "*".join(["x"] * 300), "*".join(f"(x - {k}/7 + {k}y)" for k in range(60)), "((x + 1/3)^60 + y)^60",
        "+".join(f"x^{k} y" for k in range(64)),
    ],
)  # fmt: skip
def test_a_jet_that_would_cost_too_much_is_given_up_at_the_allowance(text: str) -> None:
    effort = Effort(2000)
    assert rational_jet(parse(text, variables=("x", "y")), (0.123, 0.456), effort) is None
    assert effort.exhausted


def test_a_series_that_would_cost_too_much_is_given_up() -> None:
    effort = Effort(2000)
    origin = [Fraction(0)] * 4
    assert rational_series(parse("(1 + w + x + y + z)^12"), origin, 12, effort) is None
    assert effort.exhausted


def test_parts_of_one_question_share_their_allowance() -> None:
    formula, effort = parse("x^3 y + x y^2"), Effort(150)
    results = [rational_jet(formula, (0.1, 0.2), effort) for _ in range(20)]
    assert results[0] is not None
    assert results[-1] is None


@pytest.mark.parametrize("values", [(), (0,), (-8, Fraction(1, 3)), (Fraction(-1, 1024), 7), (Fraction(2**70, 3), -1)])
def test_fractions_are_as_long_as_their_longest_term(values: tuple[int | Fraction, ...]) -> None:
    fractions = [Fraction(value) for value in values]
    terms = [term for x in fractions for term in (x.numerator, x.denominator)]
    assert bits_of(fractions) == max((term.bit_length() for term in terms), default=0)
