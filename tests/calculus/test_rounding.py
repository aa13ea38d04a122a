"""Error bounds hold, and are zero where nothing was rounded."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import mpmath
import pytest

from hessview.calculus.jet import JetProgram
from hessview.calculus.rounding import RULES, WIDEN, Bounded, BoundedArithmetic, literal_error
from hessview.language.compile import Tape
from hessview.language.expression import Apply, Builder, Expression, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS
from hessview.language.parser import parse

mp = mpmath.mp.clone()
mp.dps = 60


def exactly(root: Expression, values: dict[str, float]) -> Fraction:
    """Return the exact value of a rational expression; ZeroDivisionError at a pole."""
    results: dict[int, Fraction] = {}
    for node in postorder(root):
        if isinstance(node, Number):
            results[id(node)] = Fraction(node.literal)
        elif isinstance(node, Symbol):
            results[id(node)] = Fraction(values[node.name])
        elif isinstance(node, Apply):
            a = [results[id(argument)] for argument in node.arguments]
            operation = {"add": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y,
                         "div": lambda x, y: x / y, "neg": lambda x: -x, "pow": lambda x, y: x ** int(y)}
            results[id(node)] = operation[node.function](*a)
    return results[id(root)]


def random_tree(rng: random.Random, builder: Builder, size: int) -> Expression:
    nodes = [builder.symbol("x"), builder.symbol("y"), builder.number(0.1, "0.1"), builder.number(3.0, "3")]
    exponents = [builder.number(float(n), str(n)) for n in (2, 3, 5)]
    for _ in range(size):
        name = rng.choice(["add", "sub", "sub", "mul", "div", "neg", "pow"])
        first = rng.choice(nodes[-6:])
        if name == "neg":
            nodes.append(builder.apply(name, first))
        else:
            nodes.append(builder.apply(name, first, rng.choice(exponents if name == "pow" else nodes)))
    return nodes[-1]


@pytest.mark.parametrize("seed", range(120))
def test_bounds_hold_for_random_rational_expressions(seed: int) -> None:
    rng = random.Random(seed)
    root = random_tree(rng, Builder(), 14)
    for _ in range(10):
        x, y = rng.uniform(-2, 2), rng.uniform(-2, 2)
        ((value, error),) = Tape([root], ("x", "y"), BoundedArithmetic())([(x, 0.0), (y, 0.0)])
        if not (math.isfinite(value) and math.isfinite(error)):
            continue
        assert abs(Fraction(value) - exactly(root, {"x": x, "y": y})) <= Fraction(error * WIDEN)


ANALYTIC = ["exp", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh", "erf", "erfc"]


@pytest.mark.parametrize("name", [*ANALYTIC, "log", "sqrt", "log2", "log10"])
def test_the_spread_of_a_function_covers_large_errors_too(name: str) -> None:
    rng = random.Random(name)
    true = (lambda x: mp.log(x, 2)) if name == "log2" else getattr(mp, name)
    for _ in range(60):
        x = rng.uniform(0.5, 3.0) if name not in ANALYTIC else rng.uniform(-3.0, 3.0)
        e = 10.0 ** rng.uniform(-16, -0.4)
        value, error = RULES[name]((x, e))
        for offset in (-1.0, -0.5, 0.3, 1.0):
            at = mp.mpf(x) + mp.mpf(offset) * mp.mpf(e)
            assert abs(mp.mpf(value) - true(at)) <= error * WIDEN, (x, e, offset)


def test_powers_of_inexact_bases_and_exponents_are_covered() -> None:
    rng = random.Random(0)
    for _ in range(300):
        x, y = rng.uniform(0.2, 4.0), rng.uniform(-6.0, 6.0)
        ex, ey = x * 10.0 ** rng.uniform(-16, -0.5), 10.0 ** rng.uniform(-16, -0.5)
        value, error = RULES["pow"]((x, ex), (y, ey))
        for i in (-1, 1):
            for j in (-1, 1):
                true = (mp.mpf(x) + i * mp.mpf(ex)) ** (mp.mpf(y) + j * mp.mpf(ey))
                assert abs(mp.mpf(value) - true) <= error * WIDEN


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("add", (0.5, 0.25)), ("sub", (1.0, 1.0)), ("mul", (3.0, 0.75)), ("div", (3.0, 4.0)), ("sqrt", (2.25,)),
        ("exp", (0.0,)), ("sin", (0.0,)), ("cos", (0.0,)), ("log", (1.0,)), ("mul", (0.0, math.pi)),
    ],
)  # fmt: skip
def test_what_is_exact_has_no_error(name: str, arguments: tuple[float, ...]) -> None:
    assert RULES[name](*((x, 0.0) for x in arguments))[1] == 0.0


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("sqrt", ((1e-20, 1e-19),)), ("log", ((1e-20, 1e-19),)), ("div", ((1.0, 0.0), (1e-20, 1e-19))),
     ("asin", ((1.0, 1e-16),)), ("pow", ((1e-20, 1e-19), (0.5, 0.0))), ("acosh", ((1.0, 1e-16),)),
     ("gamma", ((-1.0 + 1e-10, 1e-9),)), ("atan2", ((0.0, 1e-9), (0.0, 1e-9)))],
)  # fmt: skip
def test_nothing_is_claimed_when_the_argument_may_lie_outside_the_domain(
    name: str, arguments: tuple[Bounded, ...]
) -> None:
    assert math.isinf(RULES[name](*arguments)[1])


@pytest.mark.parametrize("text", ["1e-200x^2", "x^2*1e-200", "x^2/1e200", "(x^2)^2", "(x^2)^3"])
def test_a_zero_that_is_none_keeps_a_bound_when_that_underflows_too(text: str) -> None:
    jet = JetProgram(parse(text)).at([1e-200])
    assert jet.value == 0.0
    assert 0.0 < jet.value_error < 1e-300


def test_underflow_has_an_absolute_bound() -> None:
    value, error = RULES["mul"]((1e-200, 0.0), (1e-200, 0.0))
    assert value == 0.0
    assert error >= 5e-324


@pytest.mark.parametrize(
    "literal", ["0.1", "1", "0.5", "1e-320", "123456789.123456789", "9007199254740993", "1e300", "0", "0.000"]
)
def test_literals_know_how_far_they_are_from_what_was_written(literal: str) -> None:
    value = float(literal)
    true = abs(Fraction(literal) - Fraction(value))
    error = literal_error(Number(value, literal))
    assert true <= error
    assert (error == 0.0) == (true == 0)


def test_literals_of_any_length_are_quick_and_bounded() -> None:
    assert literal_error(Number(0.0, "1e-999999999")) > 0.0
    long = "0." + "3" * 10_000
    assert literal_error(Number(float(long), long)) >= abs(Fraction(1, 3) - Fraction(1 / 3)) * Fraction(99, 100)


def test_comparisons_know_when_they_cannot_tell() -> None:
    assert RULES["lt"]((1.0, 0.0), (2.0, 0.0)) == (1.0, 0.0)
    assert RULES["lt"]((2.0, 0.0), (2.0, 0.0)) == (0.0, 0.0)
    assert RULES["lt"]((1.0, 0.6), (2.0, 0.6)) == (1.0, 1.0)
    assert RULES["and"]((0.0, 0.0), (1.0, 1.0)) == (0.0, 0.0)
    assert RULES["or"]((0.0, 0.0), (1.0, 1.0)) == (1.0, 1.0)
    assert math.isnan(RULES["select"](RULES["lt"]((math.nan, 0.0), (1.0, 0.0)), (1.0, 0.0), (2.0, 0.0))[0])


def test_an_uncertain_choice_spans_both_values() -> None:
    value, error = RULES["where"]((1.0, 1.0), (2.0, 0.1), (5.0, 0.1))
    assert value - error <= 2.0
    assert value + error >= 5.1


def test_every_row_without_pieces_has_a_rule() -> None:
    for row in FUNCTIONS.values():
        assert row.name in RULES or row.pieces is not None, row.name


def test_between_the_poles_of_polygamma_terms_that_cancel_are_covered() -> None:
    for order, x in ((4.0, -4.499732725109506), (2.0, -3.505403324509296), (0.0, -2.99548295744), (0.0, -10.9999985)):
        value, error = RULES["polygamma"]((order, 0.0), (x, 0.0))
        assert abs(mp.mpf(value) - mp.polygamma(int(order), mp.mpf(x))) <= error
