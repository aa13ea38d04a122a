"""Tapes: every shared subtree once, registers reused, nothing said aloud."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.language.compile import ArrayArithmetic, FloatArithmetic, Tape, compile_expressions
from hessview.language.expression import Apply, Builder, Expression, Symbol, postorder
from hessview.language.functions import SCALAR
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable


class Counting(FloatArithmetic):
    """Floats that count how often each row is applied."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    def operation(self, node: Apply) -> Callable[..., float]:
        inner = super().operation(node)

        def counted(*arguments: float) -> float:
            self.calls[node.function] += 1
            return inner(*arguments)

        return counted


def tree(text: str, variables: tuple[str, ...] = ("x", "y")) -> Expression:
    return parse(text, variables=variables).expression


def test_a_shared_subtree_is_calculated_once() -> None:
    arithmetic = Counting()
    tape = compile_expressions([tree("sin(x + y)^2 + sin(x + y) * exp(x + y)")], ("x", "y"), arithmetic)
    tape([0.25, 0.5])
    assert arithmetic.calls == {"add": 2, "sin": 1, "pow": 1, "exp": 1, "mul": 1}


def test_constant_subtrees_are_calculated_when_the_tape_is_made() -> None:
    arithmetic = Counting()
    tape = compile_expressions([tree("x * (2 + sin(3))")], ("x",), arithmetic)
    assert len(tape) == 1
    arithmetic.calls.clear()
    assert tape([2.0]) == [2.0 * (2.0 + SCALAR["sin"](3.0))]
    assert arithmetic.calls == {"mul": 1}


def test_roots_may_be_inputs_constants_and_repeated() -> None:
    builder = Builder()
    x = builder.symbol("x")
    tape = Tape([x, builder.number(3.0), x, builder.apply("neg", x), x], ("x",), FloatArithmetic())
    assert tape([2.0]) == [2.0, 3.0, 2.0, -2.0, 2.0]


def test_a_symbol_without_a_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="symbol 'y'"):
        compile_expressions([tree("x + y")], ("x",), FloatArithmetic())


def test_many_arguments_are_passed_in_order() -> None:
    tape = compile_expressions([tree("max(x, min(y, 3, x), 1) + where(x < y, x, y)")], ("x", "y"), FloatArithmetic())
    assert tape([2.0, 5.0]) == [4.0]
    assert tape([0.5, -5.0]) == [-4.0]


def direct(root: Expression, values: dict[str, float]) -> float:
    results: dict[int, float] = {}
    for node in postorder(root):
        if isinstance(node, Apply):
            results[id(node)] = SCALAR[node.function](*(results[id(argument)] for argument in node.arguments))
        else:
            results[id(node)] = values[node.name] if isinstance(node, Symbol) else node.value  # type: ignore[union-attr]
    return results[id(root)]


@pytest.mark.parametrize("seed", range(30))
def test_reused_registers_never_lose_a_value(seed: int) -> None:
    rng = random.Random(seed)
    builder = Builder()
    nodes = [builder.symbol("x"), builder.symbol("y"), builder.number(2.0)]
    for _ in range(60):
        name = rng.choice(["add", "sub", "mul", "sin", "neg", "min", "max"])
        count = {"sin": 1, "neg": 1, "min": 3, "max": 4}.get(name, 2)
        nodes.append(builder.apply(name, *(rng.choice(nodes[-8:]) for _ in range(count))))
    roots = rng.sample(nodes, 5)
    values = {"x": 0.3, "y": -1.2}
    expected = [direct(root, values) for root in roots]
    tape = Tape(roots, ("x", "y"), FloatArithmetic())
    assert tape([0.3, -1.2]) == expected
    assert tape([0.3, -1.2]) == expected
    arrays = Tape(roots, ("x", "y"), ArrayArithmetic())([np.full(3, 0.3), np.full(3, -1.2)])
    for array, value in zip(arrays, expected, strict=True):
        np.testing.assert_allclose(array, value, rtol=1e-13)


def test_a_deep_tree_needs_no_recursion() -> None:
    builder = Builder()
    node = builder.symbol("x")
    for _ in range(20_000):
        node = builder.apply("sin", node)
    assert Tape([node], ("x",), FloatArithmetic())([0.5])[0] < 0.1


def test_forced_results_replace_what_would_be_calculated() -> None:
    root = tree("where(x < 0, 1, 2) + x")
    condition = next(node for node in postorder(root) if isinstance(node, Apply) and node.function == "lt")
    tape = Tape([root], ("x",), FloatArithmetic())
    assert tape([0.0]) == [2.0]
    assert tape.forced([0.0], {id(condition): 1.0}) == [1.0]
    assert tape.forced([0.0], {}) == [2.0]


@pytest.mark.parametrize("exponent", ["0", "1", "2", "3", "7", "16", "17", "0.5", "1.5", "-1", "-2", "-0.5"])
def test_fast_powers_equal_slow_ones(exponent: str) -> None:
    x = np.linspace(0.1, 3.0, 50)
    (fast,) = Tape([tree(f"x^({exponent})")], ("x",), ArrayArithmetic())([x])
    np.testing.assert_allclose(fast, np.power(x, float(exponent)), rtol=4e-15)


def test_a_square_is_one_multiplication_and_nothing_else() -> None:
    class Counted(float):
        count = 0

        def __mul__(self, other: float) -> Counted:
            Counted.count += 1
            return Counted(float(self) * float(other))

    (square,) = Tape([tree("x^2")], ("x",), ArrayArithmetic())([Counted(1.1)])
    assert square == 1.1 * 1.1
    assert Counted.count == 1


def test_the_exponential_of_an_array_is_used_for_powers_of_e() -> None:
    x = np.linspace(-3.0, 3.0, 50)
    (powers,) = Tape([tree("e^x")], ("x",), ArrayArithmetic())([x])
    assert (powers == np.exp(x)).all()


def test_floats_never_warn_and_never_raise() -> None:
    text = "log(x) + 1/x + x^y + exp(1000*y) + gamma(x) + sqrt(x - 1) + acos(x + 2) + tan(x/0.0001) + mod(y, x)"
    tape = Tape([tree(text)], ("x", "y"), FloatArithmetic())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for x in (0.0, -1.0, 1e308, -1e308, float("inf"), float("nan")):
            for y in (0.0, 1e308, -1e308, float("nan")):
                assert isinstance(tape([x, y])[0], float)
