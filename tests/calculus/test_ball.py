"""Balls contain what they should, in every row, and what is not defined is never a finite ball."""

from __future__ import annotations

import math
import random
import threading
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from flint import arb, ctx

from hessview.calculus.ball import (
    NO,
    OPEN,
    RULES,
    YES,
    BallArithmetic,
    PiecewiseBallArithmetic,
    whole_power,
    working_precision,
)
from hessview.calculus.ball_jet import BallProgram, exact_literal
from hessview.calculus.jet import JetProgram
from hessview.language.compile import Tape
from hessview.language.expression import Apply, Builder, Number
from hessview.language.functions import FUNCTIONS, FunctionRow
from hessview.language.parser import parse
from tests.language.mpmath_table import ROWS, draw, mp, points, truth

if TYPE_CHECKING:
    import mpmath

PRECISION = 128


def fraction(x: arb) -> Fraction:
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def exactly(x: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


def contains(ball: arb, true: mpmath.mpf) -> bool:
    """Whether a number known to 50 digits is in the ball, but for what 50 digits leave open."""
    number = exactly(true)
    apart = abs(fraction(ball.mid()) - number)
    return ball.is_finite() and apart <= fraction(ball.rad()) + abs(number) / 10**45 + Fraction(1, 10**60)


def applied(row: FunctionRow, *arguments: arb) -> arb:
    builder = Builder()
    node = builder.apply(row.name, *(builder.symbol(name) for name in "uvw"[: len(arguments)]))
    assert isinstance(node, Apply)
    with working_precision(PRECISION):
        return BallArithmetic(PRECISION).operation(node)(*arguments)


def test_there_is_a_rule_for_every_row() -> None:
    assert set(RULES) == set(FUNCTIONS) | {"select"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_ball_around_the_value_of_every_row_contains_it_and_is_small(row: FunctionRow) -> None:
    for point in points(row):
        ball = applied(row, *map(arb, point))
        true = truth(row)(*map(mp.mpf, point))
        assert contains(ball, true), (row.name, point)
        assert float(ball.rad()) <= 1e-30 * (1.0 + abs(float(true)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_wide_ball_contains_the_values_of_the_numbers_in_it(row: FunctionRow) -> None:
    rng = random.Random(row.name + "wide")
    decided = 0
    for _ in range(30):
        point = draw(row, rng)
        radii = [0.0 if low == high else rng.choice([1e-6, 1e-2, 0.5]) for low, high in row.domain]
        ball = applied(row, *(arb(x, r) for x, r in zip(point, radii, strict=True)))
        if not ball.is_finite():
            continue
        decided += 1
        for offsets in product((-1, -0.3, 0, 0.7, 1), repeat=len(point)):
            inner = [mp.mpf(x) + t * mp.mpf(r) for x, r, t in zip(point, radii, offsets, strict=True)]
            assert contains(ball, truth(row)(*inner)), (row.name, point, radii, offsets)
    assert decided >= 8


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("log", (-1, 0)), ("log2", (-1, 0)), ("log10", (-1, 0)), ("log1p", (-2, -1)), ("sqrt", (-1,)),
        ("asin", (1.5, -2)), ("acos", (1.5, -2)), ("acosh", (0.5, -3)), ("atanh", (1, -1, 2)), ("gamma", (0, -1, -5)),
        ("lgamma", (0, -2)), ("digamma", (0, -3)), ("factorial", (-1, -4)), ("csc", (0,)), ("cot", (0,)),
    ],
)  # fmt: skip
def test_a_ball_that_leaves_the_domain_or_reaches_a_pole_is_not_finite(name: str, places: tuple[float, ...]) -> None:
    for place, radius in product(places, (0.0, 1e-9, 0.2)):
        assert not applied(FUNCTIONS[name], arb(place, radius)).is_finite()


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("sqrt", 0.1), ("log", 0.1), ("log2", 0.1), ("log10", 0.1), ("log1p", -0.9), ("gamma", 0.1), ("lgamma", 0.1),
        ("digamma", 0.1), ("factorial", -0.9), ("acosh", 1.1), ("asin", 0.9), ("acos", -0.9), ("atanh", 0.9),
        ("tan", 1.5), ("sec", 1.5), ("csc", 3.1), ("cot", 3.1),
    ],
)  # fmt: skip
def test_a_ball_that_reaches_over_the_edge_of_the_domain_is_not_finite(name: str, inside: float) -> None:
    assert applied(FUNCTIONS[name], arb(inside, 1e-3)).is_finite()
    assert not applied(FUNCTIONS[name], arb(inside, 0.2)).is_finite()


def test_quotients_by_balls_around_zero_and_negative_powers_of_them_are_not_finite() -> None:
    assert not applied(FUNCTIONS["div"], arb(1), arb(0, 1)).is_finite()
    assert not applied(FUNCTIONS["pow"], arb(0, 1), arb(-2)).is_finite()
    assert not applied(FUNCTIONS["pow"], arb(-2), arb(0.5)).is_finite()
    assert not applied(FUNCTIONS["pow"], arb(0.1, 0.2), arb(1) / 3).is_finite()
    assert not applied(FUNCTIONS["mod"], arb(1), arb(0, 1)).is_finite()


def test_what_is_not_defined_stays_undefined_through_every_row() -> None:
    choices = {"where", "select", "lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"}
    for name, other in product(set(FUNCTIONS) - choices, (-1.5, -1, 0, 0.5, 1, 2)):
        for place in range(FUNCTIONS[name].arity[0]):
            arguments = [arb(other)] * FUNCTIONS[name].arity[0]
            arguments[place] = arb("nan")
            assert not applied(FUNCTIONS[name], *arguments).is_finite(), (name, other)
    assert not whole_power(arb("nan"), 0).is_finite()


def test_whole_powers_of_balls_around_zero_are_enclosed() -> None:
    for n in range(13):
        for x in (-0.5, 0.0, 0.25, 0.75):
            assert whole_power(arb(0.125, 0.625), n).contains(arb(x) ** n if x or n else arb(1))


def test_the_nearest_integer_of_a_tie_is_the_even_one_and_near_a_tie_both() -> None:
    row = FUNCTIONS["round"]
    for x in (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999999999999994, 3.0):
        assert applied(row, arb(x)) == round(x)
    assert applied(row, arb(1.5, 0.01)).contains(1)
    assert applied(row, arb(1.5, 0.01)).contains(2)


def test_comparisons_of_balls_that_overlap_are_open_and_choose_nothing() -> None:
    less = RULES["lt"]
    assert less(arb(1, 0.1), arb(2, 0.1)) is YES
    assert less(arb(3, 0.1), arb(2, 0.1)) is NO
    assert less(arb(1.95, 0.1), arb(2, 0.1)) is OPEN
    assert less(arb("nan"), arb(2)) is OPEN
    assert RULES["eq"](arb(2), arb(2)) is YES
    assert RULES["eq"](arb(2, 1), arb(2, 1)) is OPEN
    assert not RULES["where"](OPEN, arb(1), arb(1)).is_finite()
    assert RULES["and"](OPEN, NO) is NO
    assert RULES["and"](OPEN, YES) is OPEN
    assert RULES["or"](OPEN, YES) is YES
    assert RULES["or"](OPEN, NO) is OPEN
    assert RULES["not"](OPEN) is OPEN
    assert RULES["not"](YES) is NO


@pytest.mark.parametrize(
    "literal", ["0.1", "1e-320", "123456.789e-30", "2.5", "12345678901234567890.5", "0." + "3" * 70]
)
def test_literals_mean_what_is_written(literal: str) -> None:
    ball = BallArithmetic(PRECISION).leaf(Number(float(literal), literal))
    assert abs(fraction(ball.mid()) - Fraction(literal)) <= fraction(ball.rad())
    assert fraction(ball.rad()) <= Fraction(literal) / 2**120


def test_a_parameter_is_its_double_and_a_literal_is_not() -> None:
    with working_precision(PRECISION):
        typed = BallProgram(parse("0.1*x")).slope([arb(1)], PRECISION)[0]
        given = BallProgram(parse("a*x", parameters={"a": 0.1})).slope([arb(1)], PRECISION)[0]
    assert typed.contains(arb(1) / 10) or abs(fraction(typed.mid()) - Fraction(1, 10)) <= fraction(typed.rad())
    assert not typed.overlaps(arb(0.1))
    assert abs(fraction(given.mid()) - Fraction(0.1)) <= fraction(given.rad()) <= Fraction(1, 2**120)
    for value in (0.1, -2.5, 3.0, 5e-324, 1.7976931348623157e308, 1e22):
        assert Fraction(exact_literal(value)) == Fraction(value)


@pytest.mark.parametrize("seed", range(60))
def test_jets_in_balls_agree_with_the_jets_of_the_probe(seed: int) -> None:
    rng = random.Random(seed)
    text = rng.choice([
        "x^2*y*exp(-x^2 - y^2)", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "sin(x*y) + abs(x - 5)*y", "atan2(y, x)*x",
        "floor(x)*x^2 + mod(y, 3)", "x^2.5*log(y) + hypot(x, y)", "max(x, y^2)*tanh(x)", "cbrt(x)*sigmoid(y)/(1 + x)",
        "gamma(x)*lgamma(y) + digamma(x)", "where(x < y, x^3, y^3) + erf(x*y)",
    ])  # fmt: skip
    formula = parse(text, variables=("x", "y"))
    point = [rng.uniform(0.2, 2.9), rng.uniform(0.2, 2.9)]
    jet = JetProgram(formula).at(point)
    with working_precision(PRECISION):
        balls = BallProgram(formula).jet(list(map(arb, point)), PRECISION)
    assert balls.is_finite
    assert abs(float(balls.value) - jet.value) <= jet.value_error + 1e-15 * abs(jet.value)
    for i in range(2):
        assert abs(float(balls.gradient[i]) - jet.gradient[i]) <= jet.gradient_error[i] + 1e-15 * abs(jet.gradient[i])
        for j in range(2):
            error = jet.hessian_error[i, j] + 1e-15 * abs(jet.hessian[i, j])
            assert abs(float(balls.hessian[i][j]) - jet.hessian[i, j]) <= error


@pytest.mark.parametrize(
    "text",
    [
        "abs(x)", "x + where(x < 0, 1, 2)", "floor(x) + x^2", "sqrt(x)", "cbrt(x)", "sign(x)", "max(x, -x)", "1/x",
        "x^(1/3)", "atan2(x, -1)", "round(x + 1/2)", "mod(x, 2)",
    ],
)  # fmt: skip
def test_over_a_box_with_a_kink_a_jump_or_a_pole_the_jet_is_not_finite(text: str) -> None:
    with working_precision(PRECISION):
        program = BallProgram(parse(text, variables=("x",)))
        assert not program.jet([arb(0, 1e-9)], PRECISION).is_finite
        assert program.jet([arb(0.3, 1e-9)], PRECISION).is_finite


@pytest.mark.parametrize(("text", "x"), [("floor(x)", 0.5), ("mod(x, 1)^2", 0.5), ("round(x)", 1.0), ("ceil(x)", 1.5)])
def test_where_only_the_way_to_the_floor_would_jump_the_jet_is_finite(text: str, x: float) -> None:
    with working_precision(PRECISION):
        assert BallProgram(parse(text, variables=("x",))).jet([arb(x, 1e-9)], PRECISION).is_finite


def test_the_angle_is_smooth_where_it_is_and_jumps_on_its_cut() -> None:
    program = BallProgram(parse("atan2(y, x)", variables=("x", "y")))
    with working_precision(PRECISION):
        for x, y in ((1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.5), (-1.0, -0.5)):
            jet = program.jet([arb(x, 1e-9), arb(y, 1e-9)], PRECISION)
            assert jet.is_finite
            assert abs(float(jet.value) - math.atan2(y, x)) < 1e-15
        assert not program.jet([arb(-1, 1e-9), arb(0, 1e-9)], PRECISION).is_finite
        assert not program.jet([arb(0, 1e-9), arb(0, 1e-9)], PRECISION).is_finite


def test_the_precision_is_put_back_and_belongs_to_one_thread_at_a_time() -> None:
    before = ctx.prec
    with working_precision(300):
        assert ctx.prec == 300
    with pytest.raises(ZeroDivisionError), working_precision(300):
        _ = 1 // 0
    assert ctx.prec == before
    seen: list[int] = []

    def other() -> None:
        with working_precision(77):
            seen.append(ctx.prec)

    thread = threading.Thread(target=other)
    with working_precision(200):
        thread.start()
        thread.join(0.05)
        assert seen == []
        assert ctx.prec == 200
    thread.join()
    assert seen == [77]
    assert ctx.prec == before


def test_constants_of_a_tape_have_the_precision_in_which_it_was_made() -> None:
    with working_precision(300):
        tape = Tape([parse("pi/3 + 0.1", variables=("x",)).expression], ("x",), PiecewiseBallArithmetic(300))
    assert tape([arb(0)])[0].rad() < arb(2) ** -100


def test_the_angle_of_what_is_undefined_is_undefined() -> None:
    program = BallProgram(parse("atan2(log(x), x)", variables=("x",)))
    with working_precision(100):
        assert not program.jet([arb(-4.6)], PRECISION).is_finite
