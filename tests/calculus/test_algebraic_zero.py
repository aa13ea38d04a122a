"""Numbers made of roots are told from zero, however near to it they are."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from flint import arb

from hessview.calculus.algebraic_zero import is_zero, separation_bits
from hessview.calculus.exact_gradient import constant_balls
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from hessview.language.expression import Expression


def tree(text: str) -> Expression:
    return parse(text, variables=("x",)).expression


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(2)*sqrt(3) - sqrt(6)", "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
        "((1 + sqrt(5))/2)^2 - (1 + sqrt(5))/2 - 1",
        "0.1 + 0.2 - 0.3", "cbrt(2)^3 - 2", "2^(1/3) - cbrt(2)", "sqrt(1/3) - sqrt(3)/3",
        "1/(sqrt(2) - 1) - sqrt(2) - 1",
        "cbrt(7 + 5*sqrt(2)) - 1 - sqrt(2)", "hypot(3, 4) - 5", "abs(1 - sqrt(2)) + 1 - sqrt(2)", "0*sqrt(7)",
        "sqrt(3*sqrt(2))^4 - 18", "cbrt(-8) + 2", "(2/3)^(-2) - 9/4", "sqrt(10 + 3*sqrt(11))*sqrt(10 - 3*sqrt(11)) - 1",
        "4^1.5 - 8", "1e-30*(sqrt(2)^2 - 2)",
    ],
)  # fmt: skip
def test_zero_is_recognised(text: str) -> None:
    assert is_zero(tree(text)) is True


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(2) - 1.41421356237309504880168872420969807856967187537694",
        "sqrt(1000000000001) - sqrt(1000000000000) - 0.0000005",
        "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3) + 1e-200", "(sqrt(2) - 1)^200", "0.1 + 0.2 - 0.3 + 1e-300",
        # The two sides agree in 40 digits after the point.
        "sqrt(10) + sqrt(11) - sqrt(5) - sqrt(18) - 0.00019378590470433829958643974303474649704",
        "exp(1) - 2.7182818",
    ],
)  # fmt: skip
def test_what_is_not_zero_is_recognised(text: str) -> None:
    assert is_zero(tree(text)) is False


@pytest.mark.parametrize("text", ["exp(1) - e", "sin(pi)", "log(4) - 2*log(2)", "log(sqrt(2)*sqrt(2) - 1)",
                                  "2^sqrt(2) - 2^sqrt(2)", "1/(sqrt(2)^2 - 2)"])  # fmt: skip
def test_what_is_not_made_of_roots_or_not_certainly_defined_is_left_open(text: str) -> None:
    assert is_zero(tree(text)) is None


@pytest.mark.parametrize("seed", range(120))
def test_no_number_of_roots_is_below_its_bound(seed: int) -> None:
    rng = random.Random(seed)

    def random_text(depth: int) -> str:
        if depth == 0:
            return rng.choice(["1", "2", "3", "5", "7/3", "0.1"])
        kind = rng.choice(["add", "sub", "sub", "mul", "div", "sqrt", "cbrt", "square"])
        if kind in {"sqrt", "cbrt"}:
            return f"{kind}({random_text(depth - 1)})"
        if kind == "square":
            return f"({random_text(depth - 1)})^2"
        sign = {"add": "+", "sub": "-", "mul": "*", "div": "/"}[kind]
        return f"(({random_text(depth - 1)}) {sign} ({random_text(depth - 1)}))"

    try:
        root = tree(random_text(rng.randint(1, 3)))
    except SyntaxProblem:
        return  # it has no value
    ball = constant_balls((root,), 4096)[id(root)]
    bits = separation_bits(root)
    if not ball.is_finite() or bits is None:
        return
    assert is_zero(root) is ball.contains(0)
    assert ball.contains(0) or ball.abs_lower() >= arb(2) ** -bits
