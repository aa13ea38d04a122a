"""Every row of the table against mpmath: on floats, on arrays, and in its first and second derivative."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from mpmath_table import ROWS, mp, points, truth

from hessview.calculus.jet import JetProgram
from hessview.language.expression import Builder
from hessview.language.formula import Formula
from hessview.language.functions import ALIASES, CONSTANT_ERRORS, CONSTANTS, FUNCTIONS, SCALAR, FunctionRow

if TYPE_CHECKING:
    import mpmath

def relative_error(computed: float, true: mpmath.mpf) -> float:
    return float(abs(mp.mpf(float(computed)) - true) / max(abs(true), mp.mpf("1e-300")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_scalar_function_is_the_true_one(row: FunctionRow) -> None:
    for point in points(row, 40):
        assert relative_error(row.scalar(*point), truth(row)(*map(mp.mpf, point))) < 1e-13, point


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_array_function_agrees_with_the_scalar_one(row: FunctionRow) -> None:
    table = points(row, 40)
    computed = np.broadcast_to(row.value(*np.array(table).T), len(table))
    expected = [row.scalar(*point) for point in table]
    np.testing.assert_allclose(computed, expected, rtol=2e-13, atol=1e-300)


def program(row: FunctionRow, *, blurred: bool) -> JetProgram:
    """Return the jet of the row, at its arguments or at arguments that carry rounding errors."""
    builder = Builder()
    names = ("x", "y")[: len(row.domain)]
    arguments = []
    for name, (low, high) in zip(names, row.domain, strict=True):
        argument = builder.symbol(name)
        if blurred and low != high:  # x + (pi - 3.1415): the literal and pi are rounded, and so is the sum
            shift = builder.apply("sub", builder.constant("pi"), builder.number(3.1415, "3.1415"))
            argument = builder.apply("add", argument, shift)
        arguments.append(argument)
    if row.name == "polygamma":  # its order is no variable
        tree = builder.apply("polygamma", builder.number(1.0), arguments[1])
        return JetProgram(Formula("", names[1:], (), tree))
    return JetProgram(Formula("", names, (), builder.apply(row.name, *arguments)))


def orders(n: int) -> list[tuple[int, ...]]:
    first = [tuple(int(i == j) for j in range(n)) for i in range(n)]
    return [tuple(a + b for a, b in zip(first[i], first[j], strict=True)) for i in range(n) for j in range(i, n)]


@pytest.mark.parametrize("blurred", [False, True], ids=["exact arguments", "rounded arguments"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_jet_is_true_within_its_error_bounds(row: FunctionRow, blurred: bool) -> None:
    jets = program(row, blurred=blurred)
    n = jets.formula.dimension
    function = (lambda x: mp.polygamma(1, x)) if row.name == "polygamma" else truth(row)
    shift = mp.pi - mp.mpf(31415) / 10000 if blurred else mp.mpf(0)
    for point in points(row):
        point = point[-n:]  # noqa: PLW2901
        jet = jets.at(point)
        at = [mp.mpf(x) + shift for x in point]
        gradient = [mp.diff(function, tuple(at), tuple(int(i == j) for j in range(n))) for i in range(n)]
        hessian = [mp.diff(function, tuple(at), order) for order in orders(n)]
        computed = [jet.value, *jet.gradient, *jet.hessian[np.triu_indices(n)]]
        bounds = [jet.value_error, *jet.gradient_error, *jet.hessian_error[np.triu_indices(n)]]
        scale = 1.0 + max(abs(float(t)) for t in [function(*at), *gradient, *hessian])
        assert jet.nonsmooth is None
        for value, bound, true in zip(computed, bounds, [function(*at), *gradient, *hessian], strict=True):
            assert abs(mp.mpf(float(value)) - true) <= bound + 1e-25 * scale, (point, value, true)
            assert bound <= 1e-11 * scale, (point, bound)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_scalars_never_raise(row: FunctionRow) -> None:
    extreme = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e-320, 1e308, -1e308, 800.0, -800.0, math.inf, -math.inf, math.nan]
    counts = range(row.arity[0], min(row.arity[1], 3) + 1)
    for count in counts:
        for x in extreme:
            for y in extreme if count > 1 else [0.0]:
                assert isinstance(row.scalar(*[x, y, 1.0][:count]), float | int)


def test_nan_stays_nan_in_every_function_of_one_argument() -> None:
    for row in ROWS:
        if row.arity == (1, 1):
            assert math.isnan(row.scalar(math.nan)), row.name


def test_powers_follow_the_conventions_of_the_table() -> None:
    power = SCALAR["pow"]
    assert power(0.0, 0.0) == 1.0
    assert power(0.0, 2.0) == 0.0
    assert power(0.0, -1.0) == math.inf
    assert power(-8.0, 3.0) == -512.0
    assert math.isnan(power(-8.0, 1.0 / 3.0))
    assert power(-10.0, 309.0) == -math.inf
    assert power(10.0, 400.0) == math.inf


@pytest.mark.parametrize("name", ["lt", "le", "gt", "ge", "eq", "ne"])
def test_comparisons_agree_on_floats_and_arrays(name: str) -> None:
    row = FUNCTIONS[name]
    for x, y in [(1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (math.nan, 2.0)]:
        assert row.scalar(x, y) == float(row.value(np.array([x]), np.array([y]))[0])


def test_where_takes_the_first_value_when_the_condition_holds() -> None:
    row = FUNCTIONS["where"]
    assert row.scalar(1.0, 2.0, 3.0) == 2.0
    assert row.scalar(0.0, 2.0, 3.0) == 3.0
    assert row.value(np.array([True, False]), 2.0, 3.0).tolist() == [2.0, 3.0]


def test_names_and_aliases_do_not_collide() -> None:
    assert not set(ALIASES) & set(FUNCTIONS)
    assert set(ALIASES.values()) <= set(FUNCTIONS)
    assert not set(CONSTANTS) & (set(ALIASES) | set(FUNCTIONS))


def test_every_row_can_be_differentiated() -> None:
    for row in ROWS:
        count = row.arity[0]
        assert row.pieces or (len(row.first) == count and len(row.second) == count * (count + 1) // 2), row.name


def test_constants_are_as_near_as_they_say() -> None:
    for name, value in CONSTANTS.items():
        true = mp.pi if name == "pi" else mp.e
        error = abs(mp.mpf(value) - true)
        assert error <= CONSTANT_ERRORS[name] <= error * Fraction(1001, 1000)


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("x", [-8.5, -9.0001, -1234.75, -20000000.4999, -12345678901.25, -562949953421311.5])
def test_derivatives_of_digamma_far_on_the_left_are_told_at_once(order: int, x: float) -> None:
    with mp.workdps(40):
        at = mp.mpf(x)
        c = mp.cot(mp.pi * (at - mp.nint(at)))
        derivative = {1: -(1 + c**2), 2: 2 * c * (1 + c**2), 3: -2 * (1 + c**2) * (1 + 3 * c**2)}[order]
        true = (-1) ** order * mp.psi(order, 1 - at) - mp.pi ** (order + 1) * derivative
        told = SCALAR["polygamma"](float(order), x)
        assert abs(told - true) <= 64 * 2.0**-53 * max(abs(true), 1)
    assert FUNCTIONS["polygamma"].value(order, np.array([x]))[0] == told


def test_orders_that_no_double_can_bear_give_no_number() -> None:
    assert math.isnan(SCALAR["polygamma"](1e300, 2.0))
    assert math.isnan(SCALAR["polygamma"](1.0, -1e300))
