"""Every row over intervals holds the true values, at its poles and edges too, and NumPy is as good as is assumed."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb

from hessview.calculus.ball import RULES as BALL_RULES
from hessview.calculus.ball import working_precision
from hessview.calculus.interval import BROKEN, RULES, UNDEFINED, Interval
from hessview.calculus.interval_number import ULPS, Floats
from hessview.calculus.interval_special import SPECIAL_ULPS
from hessview.language.functions import FUNCTIONS
from tests.calculus.interval_boxes import is_outside, points_inside, wild_ends

inf, nan = math.inf, math.nan

NUMERIC = [name for name in FUNCTIONS if name not in {"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "where"}]

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the caller silences NumPy


def rng_of(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))


def misses(rule: Callable[..., Interval], truth: Callable[..., arb], boxes: list[tuple[Floats, Floats]],
           points: list[Floats]) -> list[Any]:  # fmt: skip
    """Return arguments whose true value is not in the enclosure of their box."""
    with np.errstate(all="ignore"):
        result = rule(*(Interval.between(low, high) for low, high in boxes))
    lower, upper = np.broadcast_arrays(result.lower, result.upper, np.empty(len(boxes[0][0])))[:2]
    found = []
    with working_precision(140):
        for row in zip(*points, strict=True):
            for k, at in enumerate(zip(*(r.tolist() for r in row), strict=True)):
                true = truth(*map(arb, at))
                if is_outside(float(lower[k]), float(upper[k]), true):
                    box = [(float(low[k]), float(high[k])) for low, high in boxes]
                    found.append((at, box, float(lower[k]), float(upper[k]), true.str(20)))
    return found


def check_row(name: str, rng: np.random.Generator, count: int) -> None:
    boxes = [wild_ends(rng, count) for _ in range(FUNCTIONS[name].arity[0])]
    points = [points_inside(rng, low, high, 4) for low, high in boxes]
    if name != "polygamma":
        missed = misses(RULES[name], BALL_RULES[name], boxes, points)
        assert not missed, missed[:3]
        return
    for order in (0.0, 1.0, 2.0, 3.0, 4.0, 7.0, 8.0):
        ends, orders = np.full(count, order), np.full((4, count), order)
        missed = misses(RULES[name], BALL_RULES[name], [(ends, ends), boxes[1]], [orders, points[1]])
        assert not missed, missed[:3]


@pytest.mark.parametrize("name", NUMERIC)
def test_every_row_holds_its_values(name: str) -> None:
    check_row(name, rng_of(name), 300)


@pytest.mark.nightly
@pytest.mark.parametrize("name", NUMERIC)
def test_every_row_holds_its_values_on_many_boxes(name: str) -> None:
    check_row(name, np.random.default_rng(), 20_000)


def test_there_is_a_rule_for_every_row_and_for_choices_between_pieces() -> None:
    assert set(RULES) == {*FUNCTIONS, "select"}


Draw = Callable[[np.random.Generator, int], Floats]


def even(low: float, high: float) -> Draw:
    return lambda rng, count: rng.uniform(low, high, count)


def of_all_sizes(least: float, most: float, around: float = 0.0, *, signed: bool = True) -> Draw:
    """Return numbers at distances from 10^least to 10^most of one."""
    return lambda rng, count: around + rng.choice([1.0, -1.0 if signed else 1.0], count) * 10.0 ** rng.uniform(
        least, most, count
    )


def multiples(step: float, most: int) -> Draw:
    return lambda rng, count: rng.integers(-most, most, count) * step


LINE = (even(-3, 3), even(-30, 30), of_all_sizes(-300, 300), of_all_sizes(-9, 9), multiples(math.pi / 4, 10_000))
GROWING = (even(-3, 3), even(-700, 700), of_all_sizes(-20, 0), of_all_sizes(-300, -1))
UNIT = (even(-1, 1), of_all_sizes(-300, 0), of_all_sizes(-16, -1, 1.0), of_all_sizes(-16, -1, -1.0))
POSITIVE = (even(0, 3), of_all_sizes(-307, 308, signed=False), of_all_sizes(-15.9, -1, 1.0))
LEFT = (even(-5, 0), even(-30, 0), even(-150, 0))

NUMPY: dict[str, tuple[Callable[[arb], arb], tuple[Draw, ...]]] = {
    "exp": (arb.exp, GROWING), "expm1": (arb.expm1, GROWING), "log": (arb.log, POSITIVE),
    "log2": (BALL_RULES["log2"], POSITIVE), "log10": (BALL_RULES["log10"], POSITIVE),
    "log1p": (arb.log1p, (of_all_sizes(-300, -0.1), of_all_sizes(-5, 300, signed=False), of_all_sizes(-16, -1, -1.0))),
    "cbrt": (BALL_RULES["cbrt"], LINE), "sin": (arb.sin, LINE), "cos": (arb.cos, LINE), "tan": (arb.tan, LINE),
    "asin": (arb.asin, UNIT), "acos": (arb.acos, UNIT), "atan": (arb.atan, LINE),
    "sinh": (arb.sinh, GROWING), "cosh": (arb.cosh, GROWING), "tanh": (arb.tanh, GROWING),
    "asinh": (arb.asinh, LINE[:4]), "acosh": (arb.acosh, (of_all_sizes(-15, 300, 1.0, signed=False), even(1, 3))),
    "atanh": (arb.atanh, UNIT), "softplus": (BALL_RULES["softplus"], (even(-3, 3), even(-700, 700))),
    "sigmoid": (BALL_RULES["sigmoid"], (even(-3, 3), even(-690, 700))),
}  # fmt: skip
"""The truth and the arguments, for each function that is taken from NumPy."""

SPECIAL: dict[str, tuple[Callable[[arb], arb], tuple[Draw, ...], float]] = {
    "erf": (arb.erf, (even(-6, 6), of_all_sizes(-300, 0)), 0.0),
    "gamma": (arb.gamma, (even(0, 171), even(0, 3), of_all_sizes(-300, 0), of_all_sizes(-15, -1, -9.0), *LEFT), 0.0),
    "lgamma": (BALL_RULES["lgamma"], (even(0, 3), even(0, 200), of_all_sizes(-300, 300, signed=False), *LEFT), 1.0),
    "digamma": (arb.digamma, (even(0, 3), even(0, 200), of_all_sizes(-15, -1, -9.0), *LEFT), 8.0),
}  # fmt: skip
"""The truth, the arguments, and how large a value must be for the bound to be relative."""


def worst(name: str, truth: Callable[[arb], arb], draws: tuple[Draw, ...], count: int, floor: float = 0.0) -> float:
    """Return the largest error in units in the last place; arguments are drawn by the name of the row."""
    rng, largest = rng_of(name), 0.0
    for draw in draws:
        x = draw(rng, count // len(draws))
        with np.errstate(all="ignore"):
            values = FUNCTIONS[name].value(x)
        with working_precision(140):
            for argument, value in zip(x.tolist(), values.tolist(), strict=True):
                true = truth(arb(argument))
                if math.isfinite(value) and abs(value) > 1e-300 and true.is_finite():
                    error = float(abs(arb(value) - true).abs_upper())
                    largest = max(largest, error / math.ulp(max(abs(value), floor)))
    return largest


@pytest.mark.parametrize("name", NUMPY)
def test_numpy_is_at_least_twice_as_good_as_is_assumed(name: str) -> None:
    assert worst(name, *NUMPY[name], 1000) <= ULPS / 2


@pytest.mark.nightly
@pytest.mark.parametrize("name", NUMPY)
def test_numpy_is_as_good_on_many_arguments(name: str) -> None:
    assert worst(name, *NUMPY[name], 100_000) <= ULPS / 2


@pytest.mark.parametrize("name", SPECIAL)
def test_scipy_is_at_least_twice_as_good_as_is_assumed(name: str) -> None:
    truth, draws, floor = SPECIAL[name]
    assert worst(name, truth, draws, 1000, floor) <= SPECIAL_ULPS / 2


@pytest.mark.nightly
@pytest.mark.parametrize("name", SPECIAL)
def test_scipy_is_as_good_on_many_arguments(name: str) -> None:
    truth, draws, floor = SPECIAL[name]
    assert worst(name, truth, draws, 100_000, floor) <= SPECIAL_ULPS / 2


@pytest.mark.parametrize("name", ["pow", "hypot", "atan2"])
def test_numpys_functions_of_two_arguments_are_as_good(name: str) -> None:
    rng = rng_of(name)
    x = 10.0 ** np.concatenate([rng.uniform(-100, 100, 500), rng.uniform(-1, 1, 500)])
    y = rng.uniform(-3, 3, 1000)
    y[500:] *= 10.0 ** rng.uniform(0, 2, 500)
    values = FUNCTIONS[name].value(x, y)
    with working_precision(140):
        for first, second, value in zip(x.tolist(), y.tolist(), values.tolist(), strict=True):
            true = BALL_RULES[name](arb(first), arb(second))
            if 1e-300 < abs(true) < 1e308:
                assert float(abs(arb(value) - true).abs_upper()) <= ULPS / 2 * math.ulp(value)


def over(name: str, *boxes: tuple[float, float]) -> tuple[float, float, int]:
    result = RULES[name](*(Interval.between([low], [high]) for low, high in boxes))
    return float(result.lower[0]), float(result.upper[0]), 0 if result.marks is None else int(result.marks[0])


PI = math.pi


@pytest.mark.parametrize(
    ("name", "boxes", "lower", "upper", "marks"),
    [
        ("sin", [(0, 1)], 0, math.sin(1), 0), ("sin", [(1, 2)], math.sin(1), 1, 0),
        ("sin", [(4, 5)], -1, math.sin(4), 0),
        ("sin", [(-2, 2)], -1, 1, 0), ("sin", [(1.6, 4)], math.sin(4), math.sin(1.6), 0), ("sin", [(0, 100)], -1, 1, 0),
        ("sin", [(1e300, 1e300)], -1, 1, 0), ("sin", [(0, inf)], -1, 1, 0), ("sin", [(-inf, inf)], -1, 1, 0),
        ("sin", [(1e9, 1e9 + 0.5)], math.sin(1e9), math.sin(1e9 + 0.5), 0),
        ("cos", [(-1, 2)], math.cos(2), 1, 0), ("cos", [(0, 0)], 1, 1, 0), ("cos", [(3, 4)], -1, math.cos(4), 0),
        ("cos", [(1, 2)], math.cos(2), math.cos(1), 0), ("cos", [(-7, -6)], math.cos(7), 1, 0),
        ("cos", [(-inf, 0)], -1, 1, 0), ("tan", [(-1, 1)], math.tan(-1), math.tan(1), 0),
        ("tan", [(1, 2)], -inf, inf, UNDEFINED), ("tan", [(2, 4)], math.tan(2), math.tan(4), 0),
        ("tan", [(-inf, inf)], -inf, inf, UNDEFINED), ("sec", [(-1, 1)], 1, 1 / math.cos(1), 0),
        ("sec", [(1, 2)], -inf, inf, UNDEFINED), ("csc", [(1, 2)], 1, 1 / math.sin(1), 0),
        ("csc", [(0, 1)], -inf, inf, UNDEFINED), ("cot", [(1, 2)], 1 / math.tan(2), 1 / math.tan(1), 0),
        ("cot", [(-1, 1)], -inf, inf, UNDEFINED), ("asin", [(-0.5, 1)], math.asin(-0.5), PI / 2, 0),
        ("asin", [(0, 2)], 0, PI / 2, UNDEFINED), ("asin", [(1.5, 2)], nan, nan, UNDEFINED),
        ("acos", [(-1, 0.5)], math.acos(0.5), PI, 0), ("acos", [(-2, 0)], PI / 2, PI, UNDEFINED),
        ("acos", [(-3, -2)], nan, nan, UNDEFINED), ("atan", [(-1, inf)], -PI / 4, PI / 2, 0),
        ("exp", [(0, 1)], 1, math.e, 0), ("exp", [(-inf, 0)], 0, 1, 0), ("expm1", [(-inf, 0)], -1, 0, 0),
        ("log", [(1, 2)], 0, math.log(2), 0), ("log", [(0, 1)], -inf, 0, UNDEFINED),
        ("log", [(-2, 0)], nan, nan, UNDEFINED), ("log", [(-2, 1)], -inf, 0, UNDEFINED), ("log", [(1, inf)], 0, inf, 0),
        ("log2", [(2, 8)], 1, 3, 0), ("log10", [(0.1, 100)], -1, 2, 0), ("log1p", [(-1, 0)], -inf, 0, UNDEFINED),
        ("log1p", [(-0.5, 1)], math.log1p(-0.5), math.log(2), 0), ("sinh", [(-1, 2)], math.sinh(-1), math.sinh(2), 0),
        ("cosh", [(-1, 2)], 1, math.cosh(2), 0), ("cosh", [(-2, -1)], math.cosh(1), math.cosh(2), 0),
        ("tanh", [(-inf, inf)], -1, 1, 0), ("asinh", [(-1, 2)], math.asinh(-1), math.asinh(2), 0),
        ("acosh", [(0, 2)], 0, math.acosh(2), UNDEFINED), ("acosh", [(-1, 0.5)], nan, nan, UNDEFINED),
        ("acosh", [(1, 2)], 0, math.acosh(2), 0), ("atanh", [(-0.5, 1)], math.atanh(-0.5), inf, UNDEFINED),
        ("atanh", [(1, 2)], nan, nan, UNDEFINED), ("atanh", [(-2, 2)], -inf, inf, UNDEFINED),
        ("cbrt", [(-8, 27)], -2, 3, 0), ("erf", [(-inf, inf)], -1, 1, 0), ("erfc", [(-inf, inf)], 0, 2, 0),
        ("erfc", [(0, 1)], math.erfc(1), 1, 0), ("sigmoid", [(-inf, inf)], 0, 1, 0), ("sigmoid", [(0, 2)], 0.5,
         1 / (1 + math.exp(-2)), 0), ("softplus", [(-inf, 0)], 0, math.log(2), 0),
        ("gamma", [(1, 2)], 0.88560319441088870, 1, 0), ("gamma", [(3, 5)], 2, 24, 0), ("gamma", [(0.5, 1)], 1,
         math.sqrt(PI), 0), ("gamma", [(0, 1)], 0.88560319441088870, inf, UNDEFINED),
        ("gamma", [(-0.5, 0.5)], -inf, inf, UNDEFINED), ("gamma", [(-2, -2)], nan, nan, UNDEFINED),
        ("gamma", [(-0.75, -0.625)], math.gamma(-0.75), math.gamma(-0.625), 0), ("gamma", [(-0.4, -0.3)],
         math.gamma(-0.3), math.gamma(-0.4), 0), ("gamma", [(200, 300)], 9.9999999999999e307, inf, 0),
        ("factorial", [(2, 4)], 2, 24, 0), ("lgamma", [(1, 3)], -0.12148629053584961, math.log(2), 0),
        ("lgamma", [(0, 1)], -0.12148629053584961, inf, UNDEFINED), ("lgamma", [(-1.5, 1)], -inf, inf, UNDEFINED),
        ("digamma", [(1, 2)], -0.5772156649015329, 0.42278433509846714, 0), ("digamma", [(0, 1)], -inf, inf, UNDEFINED),
        ("digamma", [(-0.5, -0.25)], 0.03648997397857652, 2.914139120213528, 0),
        ("polygamma", [(1, 1), (1, 2)], 0.6449340668482264, PI**2 / 6, 0),
        ("polygamma", [(2, 2), (1, 2)], -2.4041138063191885, -0.4041138063191886, 0),
        ("polygamma", [(0.5, 0.5), (1, 2)], nan, nan, UNDEFINED), ("polygamma", [(0, 1), (1, 2)], -inf, inf, UNDEFINED),
        ("polygamma", [(1, 1), (-1, 2)], 0, inf, UNDEFINED),
        ("atan2", [(1, 2), (1, 2)], math.atan2(1, 2), math.atan2(2, 1), 0),
        ("atan2", [(-1, 1), (1, 2)], -PI / 4, PI / 4, 0),
        ("atan2", [(-1, 1), (-2, -1)], -PI, PI, BROKEN), ("atan2", [(0, 1), (-2, -1)], math.atan2(1, -1), PI, BROKEN),
        ("atan2", [(-2, -1), (-2, -1)], math.atan2(-1, -2), math.atan2(-2, -1), 0),
        ("atan2", [(-1, 1), (0, 1)], -PI / 2, PI / 2, BROKEN | UNDEFINED),
        ("atan2", [(0, 0), (-1, -1)], PI, PI, BROKEN), ("atan2", [(-1, 1), (-1, 1)], -PI, PI, BROKEN | UNDEFINED),
        ("atan2", [(1, 2), (-1, 1)], PI / 4, 3 * PI / 4, 0),
    ],
)  # fmt: skip
def test_ranges_are_sharp_at_extremes_edges_and_poles(
    name: str, boxes: list[tuple[float, float]], lower: float, upper: float, marks: int
) -> None:
    low, high, found = over(name, *boxes)
    assert found == marks
    # scipy's functions have more room than NumPy's.
    tolerance = 2e-13 if name in {*SPECIAL, "erfc", "factorial", "polygamma"} else 1e-14
    assert low == pytest.approx(lower, rel=tolerance, abs=tolerance, nan_ok=True)
    assert high == pytest.approx(upper, rel=tolerance, abs=tolerance, nan_ok=True)


def test_the_least_value_of_gamma_between_poles_is_not_missed() -> None:
    for cell in range(1, 12):
        low, high = -cell + 0.05, -cell + 0.95
        x = np.linspace(low, high, 2001)
        for name, first in (("gamma", ()), ("lgamma", ()), ("polygamma", (1.0,))):
            values = FUNCTIONS[name].value(*first, x)
            lower, upper, marks = over(name, *((order, order) for order in first), (low, high))
            assert marks == 0
            assert lower <= values.min()
            assert upper >= values.max()
            assert upper - lower <= 40.0 * (values.max() - values.min())


def test_far_out_the_tail_of_the_error_function_has_room() -> None:
    for x in (5.0, 15.0, 26.0):
        low, high, _ = over("erfc", (x, x))
        assert 0.0 < low < high < low * (1.0 + 1e-12)


def test_shrinking_boxes_shrink_enclosures_to_a_few_roundings() -> None:
    for name in NUMERIC:
        row = FUNCTIONS[name]
        if name in {"polygamma", "floor", "ceil", "round", "sign", "mod"}:
            continue
        at = [1.25 if low < 1.25 < high else 0.25 for low, high in (*row.domain, *row.domain)][: row.arity[0]]
        low, high, marks = over(name, *((x, x) for x in at))
        assert marks == 0
        assert high - low <= 1e-13 * max(1.0, abs(high)), name
