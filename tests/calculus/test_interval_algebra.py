"""Sums, products, quotients, powers and choices of intervals: exact where they can be, true at every edge."""

from __future__ import annotations

import math
import operator
from fractions import Fraction

import numpy as np
import pytest

from hessview.calculus.interval import BROKEN, RULES, UNDEFINED, Interval, IntervalArithmetic
from hessview.calculus.interval_number import (
    LARGEST,
    LEAST,
    all_finite,
    constant,
    finite,
    function_up,
    point,
    sum_up,
    up,
)
from hessview.language.compile import Tape
from hessview.language.expression import Constant, Number
from hessview.language.parser import parse

inf, nan = math.inf, math.nan
Ends = tuple[float, float]

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the caller silences NumPy


def over(text: str, *boxes: Ends) -> tuple[float, float, int]:
    """Return lower end, upper end and marks of a formula over one box, through a tape."""
    formula = parse(text)
    tape = Tape([formula.expression], formula.variables, IntervalArithmetic())
    (result,) = tape([Interval.between(*ends) for ends in boxes])
    return float(result.lower[0]), float(result.upper[0]), 0 if result.marks is None else int(result.marks[0])


def units(a: float, b: float) -> float:
    """Return how many doubles there are from a to b, roughly."""
    return abs(a - b) / max(math.ulp(a), math.ulp(b)) if a != b else 0.0


@pytest.mark.parametrize(
    ("text", "boxes", "lower", "upper", "marks"),
    [
        ("x + y", [(1, 2), (3, 5)], 4, 7, 0), ("x - y", [(1, 2), (3, 5)], -4, -1, 0), ("-x", [(1, 2)], -2, -1, 0),
        ("x*y", [(-1, 2), (-3, 1)], -6, 3, 0), ("x*y", [(1, 2), (3, 5)], 3, 10, 0),
        ("x*y", [(-2, -1), (-5, -3)], 3, 10, 0), ("x*y", [(-2, -1), (3, 5)], -10, -3, 0),
        ("2*x", [(-1, 3)], -2, 6, 0), ("-3*x", [(-1, 3)], -9, 3, 0), ("0*x", [(-1, 3)], 0, 0, 0),
        ("x/y", [(1, 2), (4, 8)], 0.125, 0.5, 0), ("x/y", [(-1, 2), (-8, -4)], -0.5, 0.25, 0),
        ("x/4", [(-1, 3)], -0.25, 0.75, 0), ("x/(-4)", [(-1, 3)], -0.75, 0.25, 0),
        ("1/x", [(0, 2)], 0.5, inf, UNDEFINED), ("1/x", [(-2, 0)], -inf, -0.5, UNDEFINED),
        ("1/x", [(-2, 4)], -inf, inf, UNDEFINED), ("1/x", [(0, 0)], nan, nan, UNDEFINED),
        ("1/x", [(-4, -2)], -0.5, -0.25, 0), ("-1/x", [(2, 4)], -0.5, -0.25, 0), ("3/x", [(0, 6)], 0.5, inf, UNDEFINED),
        ("x/y", [(1, 2), (0, 4)], 0.25, inf, UNDEFINED), ("x/y", [(0, 1), (-1, 1)], -inf, inf, UNDEFINED),
        ("y/x^2", [(-1, 2), (1, 3)], 0.25, inf, UNDEFINED), ("y/x^2", [(1, 2), (-1, 3)], -1, 3, 0),
        ("x*x", [(-1, 2)], 0, 4, 0), ("x^2", [(-1, 2)], 0, 4, 0), ("x^2", [(-3, -2)], 4, 9, 0),
        ("x^3", [(-1, 2)], -1, 8, 0), ("x^4", [(-3, 2)], 0, 81, 0), ("x^5", [(-2, 1)], -32, 1, 0),
        ("x^0", [(-1, 2)], 1, 1, 0), ("x^1", [(-1, 2)], -1, 2, 0), ("x^65", [(-2, 2)], -(2.0**65), 2.0**65, 0),
        ("x^66", [(-2, 1)], 0, 2.0**66, 0), ("x^(-1)", [(2, 4)], 0.25, 0.5, 0),
        ("x^(-2)", [(-1, 2)], 0.25, inf, UNDEFINED),
        ("x^(-3)", [(0, 2)], 0.125, inf, UNDEFINED), ("x^(-3)", [(-1, 2)], -inf, inf, UNDEFINED),
        ("x^(-2)", [(-4, -2)], 1 / 16, 0.25, 0), ("x^0.5", [(-1, 4)], 0, 2, UNDEFINED), ("x^1.5", [(1, 4)], 1, 8, 0),
        ("x^(-0.5)", [(0, 4)], 0.5, inf, UNDEFINED), ("x^0.25", [(0, 16)], 0, 2, 0),
        ("x^0.25", [(-2, -1)], nan, nan, UNDEFINED), ("x^(-1.5)", [(1, 4)], 0.125, 1, 0),
        ("sqrt(x)", [(0, 4)], 0, 2, 0), ("sqrt(x)", [(-1, 4)], 0, 2, UNDEFINED),
        ("sqrt(x)", [(-2, -1)], nan, nan, UNDEFINED), ("sqrt(x^2 + y^2)", [(0, 3), (0, 4)], 0, 5, 0),
        ("x^y", [(2, 3), (-1, 2)], 1 / 3, 9, 0), ("x^y", [(0, 2), (1, 2)], 0, 4, 0), ("x^y", [(0, 2), (0, 1)], 0, 2, 0),
        ("x^y", [(0, 0), (0, 0)], 1, 1, 0), ("x^y", [(0, 2), (-1, 1)], 0, inf, UNDEFINED),
        ("x^y", [(0, 0), (-2, -1)], nan, nan, UNDEFINED), ("x^y", [(-2, -1), (0.25, 0.75)], nan, nan, UNDEFINED),
        ("x^y", [(-2, -1), (1, 3)], -8, 8, UNDEFINED), ("x^x", [(0, 2)], 0, 4, 0),
        ("abs(x)", [(-1, 2)], 0, 2, 0), ("abs(x)", [(-3, -2)], 2, 3, 0), ("abs(x)", [(2, 3)], 2, 3, 0),
        ("max(x, y)", [(0, 2), (1, 3)], 1, 3, 0), ("min(x, y, 1)", [(0, 2), (1, 3)], 0, 1, 0),
        ("relu(x)", [(-1, 2)], 0, 2, 0),
        ("sign(x)", [(-1, 2)], -1, 1, BROKEN), ("sign(x)", [(1, 2)], 1, 1, 0), ("sign(x)", [(0, 2)], 0, 1, BROKEN),
        ("floor(x)", [(0.25, 0.75)], 0, 0, 0), ("floor(x)", [(0.5, 2.5)], 0, 2, BROKEN),
        ("floor(x)", [(1, 1.5)], 1, 1, BROKEN), ("ceil(x)", [(0.25, 0.75)], 1, 1, 0),
        ("ceil(x)", [(0.5, 1)], 1, 1, BROKEN), ("round(x)", [(0.75, 1.25)], 1, 1, 0),
        ("round(x)", [(0.25, 0.75)], 0, 1, BROKEN), ("round(x)", [(0.5, 0.5)], 0, 1, BROKEN),
        ("mod(x, 3)", [(4, 5)], 1, 2, 0), ("mod(x, 3)", [(2, 4)], 0, 3, BROKEN), ("mod(x, -3)", [(1, 2)], -2, -1, 0),
        ("mod(x, y)", [(1, 2), (-1, 1)], -1, 1, UNDEFINED | BROKEN),
        ("hypot(x, y)", [(-3, 1), (-4, 2)], 0, 5, 0), ("hypot(x, y)", [(3, 6), (-8, -4)], 5, 10, 0),
    ],
)  # fmt: skip
def test_ends_and_marks(text: str, boxes: list[Ends], lower: float, upper: float, marks: int) -> None:
    low, high, found = over(text, *boxes)
    assert found == marks
    if math.isnan(lower):
        assert math.isnan(low)
        assert math.isnan(high)
        return
    assert low <= lower
    assert high >= upper
    for got, true in ((low, lower), (high, upper)):
        assert got == true or units(got, true) <= 24 or abs(got - true) < 1e-300


@pytest.mark.parametrize("text", ["x^2", "x^4", "abs(x)", "sqrt(x)", "exp(x)", "hypot(x, 0)", "x^2*x^2", "2*x^2",
                                  "x^2/3", "1/(1 + x^2)", "x^2 + abs(x)", "cosh(x)", "softplus(x)", "erfc(x)",
                                  "0.1*x^2", "acos(x)", "sigmoid(x)", "x^2*abs(x)^3"])  # fmt: skip
def test_what_is_not_negative_has_no_negative_end(text: str) -> None:
    for box in ((-1.0, 1.0), (0.0, 1e-300), (0.0, 0.0), (0.0, inf)):
        low, _, marks = over(text, box)
        assert low >= 0.0
        assert over(f"sqrt({text})", box)[2] == marks


def test_the_same_operand_twice_is_a_square() -> None:
    a = Interval.between([-1.0, 2.0], [2.0, 3.0])
    assert RULES["mul"](a, a).lower.tolist() == [0.0, 4.0 - 2.0**-50]


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "pow", "hypot", "atan2", "mod", "min", "max", "lt"])
def test_nothing_stays_nothing(name: str) -> None:
    a, b = Interval.between([nan, 1.0, 1.0], [nan, 2.0, 2.0]), Interval.between([1.0, nan, 1.0], [2.0, nan, 2.0])
    result = RULES[name](a, b)
    assert np.isnan(result.ends).tolist() == [[True, True, False]] * 2


@pytest.mark.parametrize("name", [n for n in RULES if n not in {"where", "select", "polygamma"}])
def test_both_ends_are_numbers_or_neither_is(name: str) -> None:
    rng = np.random.default_rng(0)
    low = np.concatenate([rng.normal(0, 3, 40), [nan, -inf, -inf, 1.0, -LARGEST, LARGEST]])
    high = np.concatenate([low[:40] + rng.exponential(3, 40), [nan, inf, 0.0, inf, -1e308, LARGEST]])
    a, b = Interval.between(low, high), Interval.between(low[::-1], high[::-1])
    rule = RULES[name]
    for arguments in ((a, b), (a, point(1.0, 2.0))) if name in _PAIRS else ((a,),):
        ends = rule(*arguments).ends
        assert (np.isnan(ends[0]) == np.isnan(ends[1])).all()
        assert not (ends == -inf).any()
        assert not (ends[0] + ends[1] < 0.0).any()


_PAIRS = {"add", "sub", "mul", "div", "pow", "lt", "le", "gt", "ge", "eq", "ne", "and", "or", "atan2", "hypot", "mod",
          "min", "max"}  # fmt: skip


def test_zero_times_infinity_is_zero_and_not_nothing() -> None:
    zero, line = Interval.between([0.0, 0.0], [0.0, 1.0]), Interval.between([-inf, 1.0], [inf, inf])
    product = RULES["mul"](zero, line)
    assert product.lower.tolist() == [-LEAST, -LEAST]
    assert product.upper.tolist() == [LEAST, inf]
    assert RULES["mul"](Interval.between([0.0], [0.0]), point(-inf, inf)).upper.tolist() == [LEAST]


def test_a_result_beyond_the_largest_double_lies_between_it_and_infinity() -> None:
    big = Interval.between([1e308], [1.7e308])
    for name in ("add", "mul"):
        result = RULES[name](big, big) if name == "add" else RULES[name](big, Interval.between([2.0], [2.5]))
        assert result.upper.tolist() == [inf]
        assert 1.7e308 < result.lower[0] <= LARGEST
    square = RULES["sub"](RULES["neg"](big), big)
    assert square.lower.tolist() == [-inf]
    assert -LARGEST <= square.upper[0] < -1.7e308
    exponential = RULES["exp"](Interval.between([710.0], [800.0]))
    assert exponential.upper[0] == inf
    assert 1.79e308 < exponential.lower[0] <= LARGEST
    assert RULES["sub"](exponential, exponential).lower.tolist() == [-inf]


def test_underflow_leaves_room_on_the_right_side() -> None:
    tiny = Interval.between([1e-200], [1e-200])
    product = RULES["mul"](tiny, Interval.between([1e-200], [1e-200]))
    assert product.lower[0] <= 0.0 < product.upper[0]
    assert RULES["div"](tiny, Interval.between([1e200], [1e200])).upper[0] > 0.0
    assert RULES["div"](Interval.between([LEAST], [LEAST]), point(2.0, 2.0)).upper[0] > 0.0
    assert RULES["mul"](tiny, tiny).upper[0] > 0.0


def exactly(ends: tuple[Fraction, Fraction], result: Interval, k: int) -> None:
    assert Fraction(float(result.lower[k])) <= ends[0]
    assert ends[1] <= Fraction(float(result.upper[k]))


OPERATIONS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_rounding_is_outward_and_by_a_few_doubles_only(name: str) -> None:
    rng = np.random.default_rng(1)
    m = 4000
    scale = 10.0 ** np.where(rng.random(m) < 0.3, rng.uniform(-320, 280, m), rng.uniform(-3, 3, m))
    x, y = rng.normal(size=m) * scale, rng.normal(size=m) * np.where(rng.random(m) < 0.5, scale, 1.0)
    y[y == 0.0] = 1.0
    x[:200], y[:200] = 2.0 ** rng.integers(-1070, 900, 200), 1.0  # powers of two, where doubles lie closer below
    result = RULES[name](Interval.between(x, x), Interval.between(y, y))
    constant_result = [RULES[name](Interval.between(x[:50], x[:50]), point(c, c)) for c in (3.0, -0.1, 2.0, 0.5)]
    for k in range(m):
        true = OPERATIONS[name](Fraction(float(x[k])), Fraction(float(y[k])))
        if abs(true) > Fraction(LARGEST):
            continue
        exactly((true, true), result, k)
        if math.isfinite(result.upper[k]):
            assert result.upper[k] - result.lower[k] <= 4 * math.ulp(float(true)) + 4 * LEAST
    for c, of_constant in zip((3.0, -0.1, 2.0, 0.5), constant_result, strict=True):
        for k in range(50):
            true = OPERATIONS[name](Fraction(float(x[k])), Fraction(c))
            if abs(true) <= Fraction(LARGEST):
                exactly((true, true), of_constant, k)


def test_roots_and_powers_are_rounded_outward() -> None:
    rng = np.random.default_rng(2)
    x = np.abs(rng.normal(size=500)) * 10.0 ** rng.uniform(-50, 40, 500)
    root = RULES["sqrt"](Interval.between(x, x))
    for k in range(500):
        low, high = Fraction(float(root.lower[k])), Fraction(float(root.upper[k]))
        assert low * low <= Fraction(float(x[k])) <= high * high
    for n in (2, 3, 4, 5, 7, 16, 63, 64):
        tape = Tape([parse(f"x^{n}").expression], ("x",), IntervalArithmetic())
        scaled = np.abs(x) ** (1.0 / n)
        (result,) = tape([Interval.between(-scaled, -scaled)])
        for k in range(0, 500, 5):
            exactly((Fraction(float(-scaled[k])) ** n,) * 2, result, k)


def test_a_thin_interval_costs_no_more_than_its_roundings() -> None:
    low, high, _ = over("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (3.0, 3.0), (2.0, 2.0))
    assert low == 0.0
    assert 0.0 <= high < 1e-27


def test_upward_rounding_reaches_the_next_double_from_every_kind_of_number() -> None:
    numbers = [1.0, -1.0, 1.5, -1.5, 2.0 - 2.0**-52, 2.0**-1021, 1.25 * 2.0**-1021, 1.5 * 2.0**-1021, 2.0**-969,
               -(2.0**-969), 1e300, -1e300, 3e-308, -3e-308, 2.0**1023, -LARGEST, math.pi]  # fmt: skip
    raised = sum_up(np.array(numbers))
    assert all(b >= math.nextafter(a, inf) for a, b in zip(numbers, raised.tolist(), strict=True))
    assert sum_up(np.array([0.0, -0.0])).tolist() == [0.0, 0.0]
    assert all(b > a for a, b in zip([*numbers, 0.0, LEAST, -LEAST], up(np.array([*numbers, 0.0, LEAST, -LEAST])),
                                     strict=True))  # fmt: skip
    assert function_up(np.array([0.0]))[0] > 0.0
    assert finite(np.array([-inf, inf, 1.0])).tolist() == [-LARGEST, inf, 1.0]


@pytest.mark.parametrize("size", [4, 20_000])
def test_what_is_not_finite_is_seen(size: int) -> None:
    numbers = np.ones((2, size))
    assert all_finite(numbers)
    for bad in (inf, -inf, nan):
        numbers[1, size // 2] = bad
        assert not all_finite(numbers)


@pytest.mark.parametrize("literal", ["0.1", "1", "0.5", "0", "1e-320", "123456789.123456789", "9007199254740993",
                                     "1e300", "1e-400", "0." + "3" * 100, "2.50"])  # fmt: skip
def test_literals_are_what_was_written(literal: str) -> None:
    value = float(literal)
    result = IntervalArithmetic().leaf(Number(value, literal))
    true = Fraction(literal)
    exactly((true, true), result, 0)
    is_exact = true == Fraction(value)
    assert (result.lower[0] == result.upper[0]) == is_exact
    assert result.upper[0] - result.lower[0] <= 4 * math.ulp(value) + 1e-306


def test_named_constants_are_between_neighbouring_doubles() -> None:
    digits = {"pi": "3.14159265358979323846264338327950288", "e": "2.71828182845904523536028747135266249"}
    for name, text in digits.items():
        result = IntervalArithmetic().leaf(Constant(name))
        exactly((Fraction(text),) * 2, result, 0)
        assert result.upper[0] - result.lower[0] <= 2 * math.ulp(3.0)


@pytest.mark.parametrize(("low", "high"), [(0.1, 0.1), (3.0, 3.0), (-0.75, -0.75), (0.1, math.nextafter(0.1, 1.0)),
                                           (1.0, 2.0), (-1.0, 1.0), (0.0, 0.0), (1e-250, 1e-250), (1e250, 1e250),
                                           (-4.0, -4.0), (0.25, 0.25)])  # fmt: skip
def test_constants_scale_as_arrays_do(low: float, high: float) -> None:
    x = Interval.between([-1.5, 0.1, -3.0, 0.0], [2.5, 0.3, -0.7, 1e-310])
    many = Interval.between([low] * 4, [high] * 4)
    for name in ("mul", "div"):
        for arguments, slow in (((x, point(low, high)), (x, many)), ((point(low, high), x), (many, x))):
            quick, careful = RULES[name](*arguments), RULES[name](*slow)
            for a, b in ((quick.lower, careful.lower), (quick.upper, careful.upper)):
                assert np.allclose(a, b, rtol=1e-14, atol=1e-305, equal_nan=True)


def truth(low: float, high: float) -> Interval:
    return Interval.between([low], [high])


def test_comparisons_hold_fail_or_are_open() -> None:
    one, two, both = truth(1.0, 1.0), truth(2.0, 2.0), truth(1.0, 2.0)
    expected = {"lt": (1, None, None, 0, 0), "le": (1, 1, None, 1, 0), "gt": (0, 0, None, 0, 1),
                "ge": (0, None, None, 1, 1), "eq": (0, None, None, 1, 0), "ne": (1, None, None, 0, 1)}  # fmt: skip
    for name, outcomes in expected.items():
        pairs = [(one, two), (one, both), (both, both), (one, truth(1.0, 1.0)), (two, one)]
        for (a, b), outcome in zip(pairs, outcomes, strict=True):
            result = RULES[name](a, b)
            ends = (0.0, 1.0) if outcome is None else (float(outcome), float(outcome))
            assert (result.lower[0], result.upper[0]) == ends, name


def test_logic_is_decided_by_one_side_where_it_can_be() -> None:
    no, yes, unknown, empty = truth(0.0, 0.0), truth(1.0, 1.0), truth(0.0, 1.0), truth(nan, nan)
    tables = {"and": [(no, unknown, 0), (unknown, no, 0), (no, empty, 0), (yes, yes, 1)],
              "or": [(yes, unknown, 1), (unknown, yes, 1), (empty, yes, 1), (no, no, 0)]}  # fmt: skip
    for name, rows in tables.items():
        for a, b, value in rows:
            result = RULES[name](a, b)
            assert (result.lower[0], result.upper[0]) == (value, value), name
        result = RULES[name](unknown, unknown)
        assert (result.lower[0], result.upper[0]) == (0.0, 1.0)
    assert RULES["not"](unknown).upper[0] == 1.0
    assert RULES["not"](yes).upper[0] == 0.0


@pytest.mark.parametrize(
    ("text", "box", "lower", "upper", "marks"),
    [
        ("where(x < 1, x, 5)", (-1.0, 0.5), -1.0, 0.5, 0), ("where(x < 1, x, 5)", (2.0, 3.0), 5.0, 5.0, 0),
        ("where(x < 1, x, 5)", (0.0, 2.0), 0.0, 5.0, BROKEN), ("where(x > 0, log(x), 0)", (-2.0, -1.0), 0.0, 0.0, 0),
        ("where(x > 0, log(x), 7)", (-2.0, 1.0), -inf, 7.0, BROKEN | UNDEFINED),
        ("where(x > 0, 1/x, 7)", (1.0, 2.0), 0.5, 7.0, 0),
        ("where(x > 0, sqrt(x - 9), 7)", (1.0, 2.0), nan, nan, UNDEFINED),
        ("where(x > 0, 2, sqrt(x - 9))", (-1.0, 2.0), 2.0, 2.0, BROKEN | UNDEFINED),
        ("where(sqrt(x) < 9, 1, 2)", (-1.0, 4.0), 1.0, 2.0, BROKEN | UNDEFINED),
    ],
)  # fmt: skip
def test_only_the_chosen_piece_counts(text: str, box: Ends, lower: float, upper: float, marks: int) -> None:
    low, high, found = over(text, box)
    assert found == marks
    assert low == pytest.approx(lower, rel=1e-14, nan_ok=True)
    assert high <= upper * (1.0 + 1e-14) or math.isnan(upper)


def test_marks_belong_to_their_box_and_survive_every_operation() -> None:
    x = Interval.between([-1.0, 1.0, 4.0], [1.0, 2.0, 9.0])
    (result,) = Tape([parse("3*sin(exp(sqrt(x) - 1)^2/7) + x^3").expression], ("x",), IntervalArithmetic())([x])
    assert result.marks is not None
    assert result.marks.tolist() == [UNDEFINED, 0, 0]


def test_arrays_without_dimensions_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        constant(1.0)[...] = 2.0
