"""Jets: true within their bounds, sharp enough to decide by, and honest about what is not smooth."""

from __future__ import annotations

import json
import math
import operator
import random
import warnings
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest

from hessview.calculus import differentiation
from hessview.calculus.jet import Jet, JetProgram
from hessview.calculus.smoothness import MOST_KINKS, MOST_OPERATIONS, TOO_MANY
from hessview.language.compile import Tape
from hessview.language.expression import Apply, Builder, Constant, Number
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DATA = Path(__file__).parent.parent / "data"
PEAKS = "3*(1-x)^2*exp(-x^2-(y+1)^2) - 10*(x/5-x^3-y^5)*exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"


def read(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text().splitlines()]


def program(text: str, *variables: str, **parameters: float) -> JetProgram:
    spelled = text.replace("**", "^")  # the reference data are in Python's notation
    return JetProgram(parse(spelled, variables=variables or None, parameters=parameters or None))


def jet(text: str, *point: float) -> Jet:
    return program(text, *("xyz"[: len(point)])).at(point)


def excess(computed: float, bound: float, true: str) -> float:
    """Return |computed - true| / bound, exactly."""
    error = abs(Fraction(float(computed)) - Fraction(true))
    return float(error / Fraction(bound)) if bound else float(error > abs(Fraction(true)) * Fraction(10) ** -48)


def normwise(upper: Sequence[float | str | Fraction], n: int) -> float:
    i, j = np.triu_indices(n)
    return float(np.sqrt(np.sum(np.where(i == j, 1.0, 2.0) * np.array([float(x) for x in upper]) ** 2)))


@pytest.fixture(scope="module")
def measured() -> list[tuple[float, float, float]]:
    """Return for each reference point: worst excess over a bound, relative error of H, relative bound of H."""
    rows = []
    for case in read("derivatives.jsonl"):
        jets = program(case["expr"], *case["vars"])
        n = len(case["vars"])
        upper = np.triu_indices(n)
        for point in case["points"]:
            result = jets.at([float(x) for x in point["x"]])
            computed = [result.value, *result.gradient, *result.hessian[upper]]
            bounds = [result.value_error, *result.gradient_error, *result.hessian_error[upper]]
            true = [point["f"], *point["g"], *point["H"]]
            worst = max(excess(*triple) for triple in zip(computed, bounds, true, strict=True))
            errors = [abs(Fraction(float(c)) - Fraction(t)) for c, t in zip(computed, true, strict=True)]
            size = normwise(true[1 + n :], n)
            rows.append((worst, normwise(errors[1 + n :], n) / size, normwise(bounds[1 + n :], n) / size))
    return rows


def test_errors_stay_within_their_bounds(measured: list[tuple[float, float, float]]) -> None:
    assert len(measured) == 500
    assert max(worst for worst, _, _ in measured) <= 1.0


def test_hessians_are_as_good_as_exact_formulas(measured: list[tuple[float, float, float]]) -> None:
    errors = [error for _, error, _ in measured]
    assert np.median(errors) <= 4 * 2.5e-16
    assert max(errors) <= 4 * 6.6e-14


def test_bounds_are_not_wildly_pessimistic(measured: list[tuple[float, float, float]]) -> None:
    assert np.median([bound / max(error, 1e-17) for _, error, bound in measured]) < 30
    assert max(bound for _, _, bound in measured) < 1e-11


def inertia(result: Jet) -> tuple[int, int]:
    """Return the numbers of negative and of undecided eigenvalues by Weyl's bound."""
    values = np.linalg.eigvalsh(result.hessian)
    tolerance = np.linalg.norm(result.hessian_error) + 4e-16 * abs(values).max(initial=0.0)
    return int((values < -tolerance).sum()), int((abs(values) <= tolerance).sum())


def test_critical_points_rounded_to_doubles_pass_for_critical_and_have_the_right_inertia() -> None:
    told = undecided = 0
    for case in read("critical_points.jsonl"):
        jets = program(case["expr"], *case["vars"])
        for point in case["points"]:
            x = [float(value) for value in point["x"]]
            if not all(low <= value <= high for value, (low, high) in zip(x, case["box"], strict=True)):
                continue  # a handful of coordinates in the file have lost their exponent
            result = jets.at(x)
            rounding = 0.5 * abs(result.hessian) @ [math.ulp(value) for value in x]
            assert result.nonsmooth is None
            if not np.all(abs(result.gradient) <= result.gradient_error + rounding):
                assert point["f"] == "0", case["id"]  # Powell's badly scaled function: its second exponent is lost
                continue
            negative, zero = inertia(result)
            told += 1
            if point["kind"] == "degenerate":
                assert zero == point["n_zero"], case["id"]
            elif zero:
                undecided += 1
            else:
                assert negative == point["morse_index"], case["id"]
    assert told > 780
    assert undecided <= 0.01 * told


def test_at_ordinary_points_the_gradient_is_far_beyond_its_bound() -> None:
    rng = np.random.default_rng(1)
    jets = program(PEAKS)
    for point in rng.uniform(-2.5, 2.5, (200, 2)):
        result = jets.at(point)
        rounding = 0.5 * abs(result.hessian) @ [math.ulp(value) for value in point]
        assert np.any(abs(result.gradient) > 1e6 * (result.gradient_error + rounding))


def test_integers_and_short_fractions_are_calculated_without_any_error() -> None:
    result = jet("(x^2 + y - 11)^2 + (x + y^2 - 7)^2 - x^3*y/4", 3.0, 2.5)
    assert result.value_error == 0.0
    assert not result.gradient_error.any()
    assert not result.hessian_error.any()


def test_decimals_mean_exact_rationals() -> None:
    result = jet("0.1*x", 1.0)
    assert result.gradient_error[0] >= abs(float(Fraction("0.1") - Fraction(0.1))) > 0.0
    assert jet("0.5*x", 1.0).gradient_error[0] == 0.0
    assert jet("pi*x", 1.0).gradient_error[0] >= 1.2246e-16


# The right answers at awkward places: value, gradient, Hessian; None means that it does not exist.
SMOOTH = [
    ("x^2", (0.0,), 0.0, [0.0], [[2.0]]),
    ("x^1", (0.0,), 0.0, [1.0], [[0.0]]),
    ("x^0", (0.0,), 1.0, [0.0], [[0.0]]),
    ("x^3*y^2", (0.0, 0.0), 0.0, [0.0, 0.0], [[0.0, 0.0], [0.0, 0.0]]),
    ("(x - y)^4/x", (1.0, 1.0), 0.0, [0.0, 0.0], [[0.0, 0.0], [0.0, 0.0]]),
    ("(-2)^2*x^2", (-3.0,), 36.0, [-24.0], [[8.0]]),
    ("abs(x)^4", (0.0,), 0.0, [0.0], [[0.0]]),
    ("max(x, 0)^3", (0.0,), 0.0, [0.0], [[0.0]]),
    ("x^3*sign(x)", (0.0,), 0.0, [0.0], [[0.0]]),
    ("x^2*sign(x)^2", (0.0,), 0.0, [0.0], [[2.0]]),
    ("abs(x)*abs(y)*abs(z)", (0.0, 0.0, 0.0), 0.0, [0.0] * 3, [[0.0] * 3] * 3),
    ("min(x, y, z)", (2.0, 2.0, 1.0), 1.0, [0.0, 0.0, 1.0], [[0.0] * 3] * 3),
    ("where(x < 0, 0, x^3)", (0.0,), 0.0, [0.0], [[0.0]]),
    ("where(x > 0, x*log(x), 0)", (-1.0,), 0.0, [0.0], [[0.0]]),
    ("where(x > 0, sqrt(x), x^2)", (-1.0,), 1.0, [-2.0], [[2.0]]),
    ("where(x > 0 and y > 0, sqrt(x*y), y)", (-1.0, 1.0), 1.0, [0.0, 1.0], [[0.0, 0.0], [0.0, 0.0]]),
    ("where(x > 0, abs(y), y)", (-1.0, 0.0), 0.0, [0.0, 1.0], [[0.0, 0.0], [0.0, 0.0]]),
    ("where(not x > 0, x^2, log(x))", (-1.0,), 1.0, [-2.0], [[2.0]]),
    ("atan2(y, x)", (1.0, 0.0), 0.0, [0.0, 1.0], [[0.0, -1.0], [-1.0, 0.0]]),
    ("mod(x, 2)", (3.0,), 1.0, [1.0], [[0.0]]),
    ("floor(x)*x", (2.5,), 5.0, [2.0], [[0.0]]),
    ("floor(x)*(x - 1)^3 + y", (1.0, 2.0), 2.0, [0.0, 1.0], [[0.0, 0.0], [0.0, 0.0]]),
    ("hypot(x, y)", (3.0, 4.0), 5.0, [0.6, 0.8], [[0.128, -0.096], [-0.096, 0.072]]),
    ("cbrt(x)", (-8.0,), -2.0, [1 / 12], [[1 / 144]]),
    ("tanh(x)", (800.0,), 1.0, [0.0], [[0.0]]),
]


@pytest.mark.parametrize(("text", "point", "value", "gradient", "hessian"), SMOOTH, ids=[row[0] for row in SMOOTH])
def test_awkward_places_that_are_smooth(text, point, value, gradient, hessian) -> None:  # noqa: ANN001
    result = jet(text, *point)
    assert result.nonsmooth is None
    assert result.uncertain_kink is None
    assert result.value == pytest.approx(value, rel=1e-15)
    np.testing.assert_allclose(result.gradient, gradient, rtol=1e-15)
    np.testing.assert_allclose(result.hessian, hessian, rtol=1e-14)
    assert np.isfinite(result.hessian_error).all()


NOT = math.nan
NONSMOOTH = [
    ("abs(x)", (0.0,), 0.0, [NOT], [[NOT]], "abs(x) has a corner where x = 0"),
    ("abs(x)", (-0.0,), 0.0, [NOT], [[NOT]], "abs(x) has a corner where x = 0"),
    ("x*abs(x)", (0.0,), 0.0, [0.0], [[NOT]], "abs(x) has a corner where x = 0"),
    ("abs(x) + y^2", (0.0, 1.0), 1.0, [NOT, 2.0], [[NOT, NOT], [NOT, 2.0]], "abs(x) has a corner where x = 0"),
    ("max(x^2, y^2)", (2.0, 2.0), 4.0, [NOT] * 2, [[NOT] * 2] * 2, "max(x^2, y^2) has a corner where x^2 = y^2"),
    ("min(x, y, z)", (1.0, 1.0, 2.0), 1.0, [NOT, NOT, 0.0], [[NOT, NOT, NOT], [NOT, NOT, NOT], [NOT, NOT, 0.0]],
     "min(x, y, z) has a corner where x = y"),
    ("abs(x*y - 0.75)", (1.5, 0.5), 0.0, [NOT] * 2, [[NOT] * 2] * 2, "has a corner where x*y - 0.75 = 0"),
    ("sign(x)", (0.0,), 0.0, [NOT], [[NOT]], "sign(x) jumps where x = 0"),
    ("floor(x)", (2.0,), 2.0, [NOT], [[NOT]], "floor(x) jumps where x is an integer"),
    ("ceil(x)", (2.0,), 2.0, [NOT], [[NOT]], "ceil(x) jumps where x is an integer"),
    ("round(x)", (2.5,), 2.0, [NOT], [[NOT]], "round(x) jumps where x is halfway between integers"),
    ("mod(x, 2)", (4.0,), 0.0, [NOT], [[NOT]], "mod(x, 2) jumps where x is a multiple of 2"),
    ("relu(x)^2", (0.0,), 0.0, [0.0], [[NOT]], "relu(x) has a corner where x = 0"),
    ("where(x < 0, x^2, x)", (0.0,), 0.0, [NOT], [[NOT]], "the formula changes over where x = 0"),
    ("where(x < 0, x^2, 2x^2)", (0.0,), 0.0, [0.0], [[NOT]], "the formula changes over where x = 0"),
    ("where(x != 0, sin(x)/x, 1)", (0.0,), 1.0, [NOT], [[NOT]], "the formula changes over where x = 0"),
    ("sqrt(x)", (0.0,), 0.0, [NOT], [[NOT]], "the root in sqrt(x) is not smooth where x = 0"),
    ("cbrt(x)", (0.0,), 0.0, [NOT], [[NOT]], "is not smooth where x = 0"),
    ("x^0.5", (0.0,), 0.0, [NOT], [[NOT]], "the power in x^0.5 is not smooth where x = 0"),
    ("x^1.5", (0.0,), 0.0, [0.0], [[NOT]], "the power in x^1.5 is not smooth where x = 0"),
    ("sqrt(x^2 + y^2)", (0.0, 0.0), 0.0, [NOT] * 2, [[NOT] * 2] * 2, "where x^2 + y^2 = 0"),
    ("hypot(x, y)", (0.0, 0.0), 0.0, [NOT] * 2, [[NOT] * 2] * 2, "the hypot in hypot(x, y) is not smooth"),
    ("atan2(y, x)", (0.0, 0.0), 0.0, [NOT] * 2, [[NOT] * 2] * 2, "has no limit"),
    ("atan2(y, x)", (-1.0, 0.0), math.pi, [NOT] * 2, [[NOT] * 2] * 2, "jumps by 2π where y = 0"),
    ("atan2(-y, x)", (-1.0, 0.0), math.pi, [NOT] * 2, [[NOT] * 2] * 2, "jumps by 2π where -y = 0"),
    ("asin(x)", (1.0,), math.pi / 2, [NOT], [[NOT]], "the asin in asin(x) is not smooth where x = 1"),
    ("x^y", (0.0, 2.0), 0.0, [0.0, NOT], [[2.0, NOT], [NOT, NOT]], "the power in x^y is not smooth where x = 0"),
    ("x^y", (-2.0, 2.0), 4.0, [-4.0, NOT], [[2.0, NOT], [NOT, NOT]], "only while y is an integer"),
    ("sin(x)/x", (0.0,), NOT, [NOT], [[NOT]], "sin(x)/x is 0/0 where x = 0"),
    ("1/x", (0.0,), math.inf, [NOT], [[NOT]], "1/x has a pole where x = 0"),
    ("log(x)", (0.0,), -math.inf, [NOT], [[NOT]], "log(x) is undefined where x = 0"),
    ("log(x)", (-1.0,), NOT, [NOT], [[NOT]], "log(x) is undefined where x = −1"),
    ("2 + 3*sqrt(x - y)", (1.0, 2.0), NOT, [NOT] * 2, [[NOT] * 2] * 2, "sqrt(x - y) is undefined where x - y = −1"),
    ("gamma(x)", (-1.0,), NOT, [NOT], [[NOT]], "has a pole where x is 0 or a negative integer"),
]


@pytest.mark.parametrize(
    ("text", "point", "value", "gradient", "hessian", "words"),
    NONSMOOTH,
    ids=[f"{row[0]} at {row[1]}" for row in NONSMOOTH],
)
def test_places_that_are_not_smooth_say_what_and_where(  # noqa: PLR0917
    text, point, value, gradient, hessian, words  # noqa: ANN001
) -> None:
    result = jet(text, *point)
    assert result.nonsmooth is not None
    assert words in result.nonsmooth
    np.testing.assert_equal(result.value, value)
    np.testing.assert_equal(result.gradient, gradient)
    np.testing.assert_equal(result.hessian, hessian)
    assert np.isinf(result.hessian_error[np.isnan(result.hessian)]).all()


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("abs(x - 0.1)", (0.1,)),  # the double next to 0.1 is not the number that was typed
        ("abs(x - sin(1))", (math.sin(1.0),)),
        ("floor(3x)", (1.0 / 3.0,)),
        ("where(x < 0.1, x, 2x)", (0.1,)),
        ("x^2.5", (0.0,)),
        ("mod(x, 1) + y", (1.0, 1e300)),  # the jump is there, and lost in the last digit of y
        ("floor(x)/1000 + y", (1.0, 1e15)),
        ("floor(x) y", (3.25e16, -2e16)),  # every double there is an integer, and the next integer is none
    ],
)
def test_a_kink_hidden_by_rounding_is_neither_claimed_nor_denied(text: str, point: tuple[float, ...]) -> None:
    result = jet(text, *point)
    assert result.nonsmooth is None
    assert result.uncertain_kink is not None


def test_bounds_reach_over_a_kink_that_rounding_hides() -> None:
    result = jet("abs(x - 0.1)", 0.1)
    assert result.gradient[0] - result.gradient_error[0] <= -1.0 < 1.0 <= result.gradient[0] + result.gradient_error[0]


def test_many_corners_at_once_are_named_without_trying_all_combinations() -> None:
    n = 20
    names = tuple(f"x{i}" for i in range(1, n + 1))
    result = program(" + ".join(f"abs({name})" for name in names), *names).at([0.0] * n)
    assert result.nonsmooth is not None
    assert np.isnan(result.gradient).all()


def test_pieces_are_not_compared_where_that_would_take_for_ever() -> None:
    pieces = 200
    lines = ", ".join(f"{i} x - y^{1 + i % 7}" for i in range(1, pieces + 1))
    made = program(f"max({lines})", "x", "y")
    runs = []
    tape = made._program.bounded
    assert pieces * len(tape) > MOST_OPERATIONS
    forced = tape.forced
    tape.forced = lambda *given: runs.append(1) or forced(*given)
    result = made.at([0.0, 0.0])
    assert len(runs) * len(tape) <= MOST_OPERATIONS
    assert (result.nonsmooth, result.uncertain_kink) == (None, TOO_MANY)


def test_few_corners_of_a_large_formula_are_tried_one_at_a_time() -> None:
    corners = " + ".join(f"abs(x - {i} y)" for i in range(1, MOST_KINKS + 1))
    terms = " + ".join(f"sin({i} x) cos({i} y)" for i in range(1, 500))
    made = program(f"{corners} + {terms}", "x", "y")
    assert made.size << MOST_KINKS > MOST_OPERATIONS > made.size * (1 + MOST_KINKS)
    assert made.at([0.0, 0.0]).nonsmooth is not None


def test_overflow_is_infinite_and_never_an_exception() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text, point in [("exp(x)", (1000.0,)), ("exp(exp(x))", (7.0,)), ("x^4", (1e200,)), ("sinh(x)", (-800.0,))]:
            result = jet(text, *point)
            assert math.isinf(result.value)
            assert math.isinf(result.value_error)
        for x in (math.nan, math.inf, -math.inf, 1e308, 5e-324):
            program(PEAKS).at([x, 1.0])
            program(PEAKS).over(np.array([[x, 1.0]]))
            program(PEAKS).values([np.array([[x]]), np.array([[1.0]])])


def test_parameters_are_bound_to_their_values() -> None:
    result = program("a*x^b", "x", a=3.0, b=2.0).at([0.0])
    assert (result.value, result.gradient[0], result.hessian[0, 0]) == (0.0, 0.0, 6.0)
    values = program("a*x^b", "x", a=3.0, b=2.0).values([np.array([1.0, 2.0])])
    assert values.tolist() == [3.0, 12.0]


def test_constant_and_linear_functions_have_zero_derivatives() -> None:
    result = jet("7", 1.0, 2.0)
    assert (result.value, result.gradient.tolist(), result.hessian.tolist()) == (7.0, [0.0, 0.0], [[0.0] * 2] * 2)
    values, gradients, hessians = program("2x + 3", "x", "y").over(np.zeros((4, 2)))
    assert (values.shape, gradients.tolist(), hessians.shape) == ((4,), [[2.0, 0.0]] * 4, (4, 2, 2))
    assert not hessians.any()


@pytest.mark.parametrize("text", [PEAKS, "where(x < y, x^y, sin(x*y))", "abs(x - y)*max(x, y^2, 1)", "x^x + y/x"])
def test_batches_agree_with_single_points(text: str) -> None:
    points = np.random.default_rng(3).uniform(0.1, 2.0, (50, 2))
    jets = program(text)
    values, gradients, hessians = jets.over(points)
    for k, point in enumerate(points):
        result = jets.at(point)
        np.testing.assert_allclose(values[k], result.value, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(gradients[k], result.gradient, rtol=1e-11, atol=1e-11)
        np.testing.assert_allclose(hessians[k], result.hessian, rtol=1e-11, atol=1e-11)


def test_batches_have_nan_where_there_is_no_derivative() -> None:
    values, gradients, hessians = program("abs(x) + log(y)", "x", "y").over(
        np.array([[0.0, 1.0], [1.0, -1.0], [2.0, 1.0]])
    )
    np.testing.assert_equal(values, [0.0, NOT, 2.0])
    np.testing.assert_equal(gradients, [[NOT, 1.0], [NOT, NOT], [1.0, 1.0]])
    np.testing.assert_equal(hessians[2], [[0.0, 0.0], [0.0, -1.0]])


def test_fields_are_the_same_in_blocks_on_open_grids_and_point_by_point() -> None:
    x, y = np.linspace(-3, 3, 301), np.linspace(-2, 2, 257)
    jets = program(PEAKS)
    field = jets.values([x[None, :], y[:, None]])
    assert field.shape == (257, 301)
    for j, i in [(0, 0), (128, 150), (256, 300), (17, 211)]:
        assert field[j, i] == pytest.approx(jets.at([x[i], y[j]]).value, rel=1e-12)
    np.testing.assert_allclose(field, jets.values(np.meshgrid(x, y)), rtol=1e-12, atol=1e-14)


def test_a_field_of_one_variable_still_has_the_shape_of_the_grid() -> None:
    field = program("x^2", "x", "y").values([np.linspace(0, 1, 400)[None, :], np.zeros((300, 1))])
    assert field.shape == (300, 400)
    assert (field[0] == field[-1]).all()


def test_fifty_variables_dense() -> None:
    names = [f"x{i}" for i in range(1, 51)]
    x = 1.0 + 0.01 * np.arange(50)
    result = program("*".join(names), *names).at(x)
    product = float(np.prod(x))
    expected = product / np.outer(x, x)
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(result.hessian, expected, rtol=1e-13)
    assert (abs(result.hessian - expected) <= 2.0 * result.hessian_error + 1e-13 * abs(expected)).all()


def test_log_sum_exp_of_fifty_variables_is_flat_along_the_diagonal() -> None:
    names = [f"x{i}" for i in range(1, 51)]
    result = program("log(" + "+".join(f"exp({name})" for name in names) + ")", *names).at(np.linspace(-1, 1, 50))
    assert (abs(result.hessian @ np.ones(50)) <= result.hessian_error @ np.ones(50) + 1e-15).all()
    assert (result.hessian == result.hessian.T).all()


def test_a_program_that_would_be_too_large_is_refused_once_and_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = program(PEAKS).at([0.5, 0.25]).value
    monkeypatch.setattr(differentiation, "LARGEST_PROGRAM", 50)
    jets = program(PEAKS)
    assert jets.size is None
    result = jets.at([0.5, 0.25])
    assert result.value == pytest.approx(expected, rel=1e-14)
    assert np.isnan(result.hessian).all()
    assert "too large" in (result.uncertain_kink or "")
    values, gradients, _ = jets.over(np.array([[0.5, 0.25]]))
    assert values[0] == result.value
    assert np.isnan(gradients).all()


def test_deep_formulas_need_no_recursion() -> None:
    text = "x"
    for _ in range(60):
        text = f"sin({text}) + x/3"
    result = program(text, "x").at([0.7])
    mp = mpmath.mp.clone()
    mp.dps = 40

    def truth(x: mpmath.mpf) -> mpmath.mpf:
        value = x
        for _ in range(60):
            value = mp.sin(value) + x / 3
        return value

    at = mp.mpf(0.7)
    assert abs(mp.mpf(result.value) - truth(at)) <= result.value_error
    assert abs(mp.mpf(float(result.gradient[0])) - mp.diff(truth, at)) <= result.gradient_error[0] + 1e-18
    assert abs(mp.mpf(float(result.hessian[0, 0])) - mp.diff(truth, at, 2)) <= result.hessian_error[0, 0] + 1e-13


class Precise:
    """The table's rows in 50 digits, to run a derivative program without rounding."""

    def __init__(self) -> None:
        self.mp = mpmath.mp.clone()
        self.mp.dps = 50

    def leaf(self, node: Number | Constant) -> mpmath.mpf:
        if isinstance(node, Constant):
            return +getattr(self.mp, node.name)
        exact = Fraction(node.literal)
        return self.mp.mpf(exact.numerator) / exact.denominator

    def operation(self, node: Apply) -> Callable[..., mpmath.mpf]:
        name = node.function
        if name in {"add", "sub", "mul", "lt", "le", "gt", "ge", "neg"}:
            return getattr(operator, name)
        return {
            "div": operator.truediv,
            "pow": operator.pow,
            "select": lambda condition, a, b: a if condition else b,
            "sigmoid": lambda x: 1 / (1 + self.mp.exp(-x)),
        }.get(name) or getattr(self.mp, name)


@pytest.mark.parametrize("seed", range(60))
def test_bounds_hold_for_random_functions_and_their_derivatives(seed: int) -> None:
    rng = random.Random(seed)
    builder = Builder()
    nodes = [builder.symbol("x"), builder.symbol("y"), builder.number(0.1, "0.1"), builder.constant("pi")]
    names = ["add", "sub", "mul", "div", "sin", "cos", "tanh", "atan", "sigmoid", "asinh", "abs", "max", "hypot", "erf"]
    for _ in range(rng.randint(4, 12)):
        row = FUNCTIONS[rng.choice(names)]
        rest = [rng.choice(nodes) for _ in range(row.arity[0] - 1)]
        nodes.append(builder.apply(row.name, rng.choice(nodes[-4:]), *rest))
    jets = JetProgram(Formula("", ("x", "y"), (), nodes[-1]))
    assert jets._program is not None
    precise = Precise()
    truth = Tape(jets._program.jet, ("x", "y"), precise)
    for _ in range(5):
        point = [rng.uniform(-2, 2), rng.uniform(-2, 2)]
        result = jets.at(point)
        upper = np.triu_indices(2)
        computed = [result.value, *result.gradient, *result.hessian[upper]]
        bounds = [result.value_error, *result.gradient_error, *result.hessian_error[upper]]
        for value, bound, true in zip(computed, bounds, truth([precise.mp.mpf(x) for x in point]), strict=True):
            if math.isfinite(value) and math.isfinite(bound):
                assert abs(precise.mp.mpf(float(value)) - true) <= bound


@pytest.mark.parametrize(
    ("text", "point", "words"),
    [
        ("exp(-1/x^2) + y^2", (0, 0), "1/x^2 has a pole where x^2 = 0"), ("1/(1/x)", (0,), "1/x has a pole"),
        ("atan(1/x)", (0,), "1/x has a pole where x = 0"), ("exp(log(x))", (0,), "log(x) is undefined where x = 0"),
        ("min(1/x^2, 3) + y", (0, 0), "1/x^2 has a pole where x^2 = 0"), ("1/gamma(x)", (-1,), "gamma(x) has a pole"),
        ("1/(1 + 1/x^2)", (0,), "1/x^2 has a pole where x^2 = 0"),
    ],
)  # fmt: skip
def test_f_has_no_value_where_a_part_of_it_has_none(text: str, point: tuple[float, ...], words: str) -> None:
    result = jet(text, *point)
    assert math.isnan(result.value)
    assert np.isnan(result.hessian).all()
    assert result.nonsmooth is not None
    assert words in result.nonsmooth


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [("where(x == 0, 2, exp(-1/x^2))", (0,), 2.0), ("exp(-exp(x))", (1000,), 0.0), ("exp(-1/x^2)", (1e-200,), 0.0)],
)
def test_a_branch_that_is_not_taken_and_an_overflow_leave_f_its_value(
    text: str, point: tuple[float, ...], value: float
) -> None:
    assert jet(text, *point).value == value
