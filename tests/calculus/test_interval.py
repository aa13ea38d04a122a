"""Enclosures of random formulas, their gradients and Hessians hold the true values; forged ones are caught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hessview.calculus.algebra import Algebra
from hessview.calculus.ball import BallArithmetic, PiecewiseBallArithmetic, working_precision
from hessview.calculus.differentiation import TooManyDerivatives, differentiate
from hessview.calculus.interval import BROKEN, RULES, UNDEFINED, Interval, IntervalArithmetic
from hessview.calculus.pieces import as_pieces
from hessview.language.compile import Tape
from hessview.language.expression import Apply, Builder, Constant, Expression, Number
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS
from hessview.language.parser import parse
from tests.calculus.interval_boxes import is_outside, random_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flint import arb

    from hessview.calculus.interval_number import Floats

BOXES = 8
POINTS = 3
PRECISION = 160

COMPARISONS = ("lt", "le", "gt", "ge")
# Often used ones more often.
ROWS = ["add", "sub", "mul", "div", "add", "mul", "pow", "pow", "neg", *(
    name for name, row in FUNCTIONS.items()
    if name not in {"and", "or", "not", "eq", "ne", "polygamma", *COMPARISONS} and name not in {"add", "sub", "mul"}
)]  # fmt: skip


@st.composite
def expressions(draw: st.DrawFn) -> Expression:
    """Return a formula of x and y of a few rows."""
    builder = Builder()
    x, y = builder.symbol("x"), builder.symbol("y")
    literals = [builder.number(0.1, "0.1"), builder.number(3.0, "3"), builder.number(0.5, "0.5"),
                builder.constant("pi"), builder.constant("e")]  # fmt: skip
    nodes: list[Expression] = [x, y]
    for _ in range(draw(st.integers(1, 7))):
        name = draw(st.sampled_from(ROWS))
        some = st.sampled_from([*nodes, *literals]) if draw(st.booleans()) else st.sampled_from(nodes)
        first, second = draw(st.sampled_from(nodes)), draw(some)
        if name == "pow" and draw(st.booleans()):
            second = _exponent(builder, draw(st.sampled_from(["2", "3", "4", "5", "-1", "-2", "-3", "0.5", "1.5",
                                                              "0.3", "-0.5", "0"])))  # fmt: skip
        if name == "where":
            condition = builder.apply(draw(st.sampled_from(COMPARISONS)), first, second)
            nodes.append(builder.apply(name, condition, draw(st.sampled_from(nodes)), draw(some)))
        else:
            arity = FUNCTIONS[name].arity[0]
            nodes.append(builder.apply(name, *(first, second)[:arity]))
    return nodes[-1]


def _exponent(builder: Builder, text: str) -> Expression:
    number = builder.number(abs(float(text)), text.removeprefix("-"))
    return builder.apply("neg", number) if text.startswith("-") else number


@dataclass
class Program:
    """Value as typed, and value, gradient and Hessian by pieces, of one formula."""

    typed: Expression
    jet: tuple[Expression, ...]


def program_of(expression: Expression) -> Program:
    algebra = Algebra(Builder())
    pieces = as_pieces(Formula("", ("x", "y"), (), expression), algebra)
    try:
        derivatives = differentiate(pieces.root, ("x", "y"), algebra)
    except TooManyDerivatives:
        return Program(pieces.typed, (pieces.root,))
    return Program(pieces.typed, (pieces.root, *derivatives.gradient, *derivatives.hessian))


def misses(program: Program, lower: Floats, upper: Floats, points: Floats,
           arithmetic: IntervalArithmetic | None = None) -> list[Any]:  # fmt: skip
    """Return the places where an enclosure over a box does not hold the truth.

    Parameters
    ----------
    lower, upper
        Shape (2, m).
    points
        Shape (k, 2, m), in these boxes.
    """
    found = []
    for roots, truth in (((program.typed,), BallArithmetic), (program.jet, PiecewiseBallArithmetic)):
        results = enclosures(roots, lower, upper, arithmetic)
        with working_precision(PRECISION):
            tape = Tape(roots, ("x", "y"), truth(PRECISION))
            for point in points:
                for k in range(lower.shape[1]):
                    found += _missed(results, tape([ball(v) for v in point[:, k]]), k, (lower[:, k], upper[:, k], point[:, k]))
    return found


def ball(value: float) -> arb:
    from flint import arb as ball_of

    return ball_of(float(value))


def _missed(results: Sequence[Interval], truths: Sequence[arb], k: int, place: tuple[Floats, ...]) -> list[Any]:
    found = []
    for number, (result, true) in enumerate(zip(results, truths, strict=True)):
        low, high = (float(side[k if len(side) > 1 else 0]) for side in (result.lower, result.upper))
        if is_outside(low, high, true):
            found.append((number, [side.tolist() for side in place], low, high, true.str(20)))
    return found


def enclosures(roots: Sequence[Expression], lower: Floats, upper: Floats,
               arithmetic: IntervalArithmetic | None = None) -> list[Interval]:  # fmt: skip
    with np.errstate(all="ignore"):
        tape = Tape(roots, ("x", "y"), arithmetic or IntervalArithmetic())
        return tape([Interval.between(low, high) for low, high in zip(lower, upper, strict=True)])


def boxes_and_points(rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    lower, upper = (np.array(side) for side in zip(*(random_ends(rng, BOXES) for _ in "xy"), strict=True))
    t = rng.choice([0.0, 1.0, 0.5, 0.25], (POINTS, 2, BOXES)) + 0.1 * rng.random((POINTS, 2, BOXES))
    return lower, upper, np.clip(lower + t * (upper - lower), lower, upper)


def holds(expression: Expression, seed: int) -> None:
    program = program_of(expression)
    missed = misses(program, *boxes_and_points(np.random.default_rng(seed)))
    assert not missed, missed[:3]


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(expressions(), st.integers(0, 2**32))
def test_enclosures_of_random_formulas_and_their_derivatives_hold_the_truth(expression: Expression, seed: int) -> None:
    holds(expression, seed)


@pytest.mark.nightly
@settings(max_examples=2500, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions(), st.integers(0, 2**32))
def test_enclosures_of_many_random_formulas_hold_the_truth(expression: Expression, seed: int) -> None:
    holds(expression, seed)
