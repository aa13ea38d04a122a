"""Enclosures of random formulas, their gradients and Hessians hold the true values; forged ones are caught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from flint import arb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hessview.calculus.algebra import Algebra
from hessview.calculus.ball import BallArithmetic, PiecewiseBallArithmetic, working_precision
from hessview.calculus.differentiation import TooManyDerivatives, differentiate
from hessview.calculus.interval import BROKEN, UNDEFINED, Interval, IntervalArithmetic
from hessview.calculus.pieces import as_pieces
from hessview.language.compile import Tape
from hessview.language.expression import Apply, Builder, Expression
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS
from hessview.language.parser import parse
from tests.calculus.interval_boxes import is_outside, random_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
                    place = (lower[:, k], upper[:, k], point[:, k])
                    found += _missed(results, tape([arb(v) for v in point[:, k].tolist()]), k, place)
    return found


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


FORMULAS = [
    "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "sin(x)*exp(y/3) - x/(y^2 + 1)", "sqrt(x^2 + y^2 + 0.1) + log(1 + x^2)",
    "abs(x)*y + max(x, y)", "where(x < y, x^3, y*cos(x))", "x^1.3 + tanh(x*y)", "0.1*x + pi*y",
]  # fmt: skip


class Forged(IntervalArithmetic):
    """The arithmetic with one row changed."""

    def __init__(self, name: str, forge: Callable[[Interval], Interval]) -> None:
        self._name = name
        self._forge = forge

    def operation(self, node: Apply) -> Callable[..., Interval]:
        rule = super().operation(node)
        return (lambda *arguments: self._forge(rule(*arguments))) if node.function == self._name else rule


def inward(result: Interval) -> Interval:
    """Return what rounding inward by a few doubles would have given."""
    return Interval(result.ends - 2e-15 * np.abs(result.ends), result.marks)


def cut(result: Interval) -> Interval:
    """Return the lower half."""
    ends = result.ends.copy()
    ends[1] -= 0.5 * (ends[0] + ends[1])
    return Interval(ends, result.marks)


def flipped(result: Interval) -> Interval:
    return Interval(result.ends[::-1], result.marks)


def caught(forge: Callable[[Interval], Interval], name: str) -> bool:
    rng = np.random.default_rng(3)
    arithmetic = Forged(name, forge)
    for text in FORMULAS:
        program = program_of(parse(text, variables=("x", "y")).expression)
        if misses(program, *boxes_and_points(rng), arithmetic):
            return True
    return False


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "neg", "pow", "sin", "cos", "exp", "log", "sqrt", "tanh",
                                  "select"])  # fmt: skip
@pytest.mark.parametrize("forge", [cut, flipped])
def test_a_narrowed_or_flipped_operation_is_caught(name: str, forge: Callable[[Interval], Interval]) -> None:
    assert caught(forge, name)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "pow"])
def test_even_a_rounding_inward_is_caught(name: str) -> None:
    assert caught(inward, name)


def test_the_formulas_that_forgery_is_tried_on_are_enclosed() -> None:
    assert not caught(lambda result: result, "add")


def test_the_empty_enclosure_is_caught() -> None:
    assert caught(lambda result: Interval(np.full_like(result.ends, np.nan)), "sin")


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(expressions(), st.integers(0, 2**32))
def test_a_part_of_a_box_has_a_part_of_the_enclosure_and_no_mark_that_the_box_has_not(
    expression: Expression, seed: int
) -> None:
    program = program_of(expression)
    lower, upper, points = boxes_and_points(np.random.default_rng(seed))
    roots = (program.typed, *program.jet)
    whole = enclosures(roots, lower, upper)
    parts = [(np.minimum(points[0], points[1]), np.maximum(points[0], points[1])), (points[2], points[2])]
    for part in parts:
        for outer, inner in zip(whole, enclosures(roots, *part), strict=True):
            _is_part(inner, outer)


def _is_part(inner: Interval, outer: Interval) -> None:
    a, b = np.broadcast_arrays(inner.ends, outer.ends)
    # What is nothing in the part may be something in the whole; functions are monotone only up to their rounding.
    slack = 1e-12 * np.abs(b) + 1e-300
    assert (np.isnan(a) | (a <= b + slack)).all()
    of_inner, of_outer = (np.zeros(1, dtype=np.uint8) if i.marks is None else i.marks for i in (inner, outer))
    assert ((of_inner & ~of_outer) == 0).all()


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(expressions(), st.integers(0, 2**32))
def test_what_is_nothing_at_a_point_is_marked_in_every_box_around_it(expression: Expression, seed: int) -> None:
    lower, upper, points = boxes_and_points(np.random.default_rng(seed))
    (whole,) = enclosures((expression,), lower, upper)
    for point in points:
        (at,) = enclosures((expression,), point, point)
        nothing = np.broadcast_to(np.isnan(at.ends[1]), BOXES)
        if nothing.any():
            assert whole.marks is not None
            assert (np.broadcast_to(whole.marks, BOXES)[nothing] & UNDEFINED).all()


@pytest.mark.parametrize(
    ("text", "box", "marks"),
    [
        ("abs(x)", (-1.0, 1.0), BROKEN), ("abs(x)", (0.5, 1.0), 0), ("max(x, 0.5*x)", (-1.0, 1.0), BROKEN),
        ("max(x, 0.5*x)", (1.0, 1.5), 0), ("floor(x)*x", (0.4, 0.6), 0), ("floor(x)*x", (0.9, 1.1), BROKEN),
        ("ceil(x)*x", (0.4, 0.6), 0), ("ceil(x)*x", (1.9, 2.0), BROKEN), ("round(x)*x", (0.9, 1.1), 0),
        ("round(x)*x", (0.4, 0.6), BROKEN), ("mod(x, 2)", (0.9, 1.1), 0), ("mod(x, 2)", (1.9, 2.1), BROKEN),
        ("sign(x)*x", (-1.0, 0.0), BROKEN), ("relu(x)", (1e-9, 1.0), 0),
        # A tie at the end of a box is decided by the comparison.
        ("where(x > 1, x, x^2)", (1.0, 2.0), BROKEN), ("where(x > 1, x, x^2)", (0.0, 1.0), 0),
        ("sqrt(x)", (0.0, 1.0), UNDEFINED), ("1/x", (-1.0, 1.0), UNDEFINED), ("cbrt(x)", (0.0, 1.0), UNDEFINED),
        ("x^1.5", (-1.0, 1.0), UNDEFINED), ("log(x)", (0.5, 1.0), 0), ("asin(x)", (0.5, 1.0), UNDEFINED),
        ("hypot(x, 0)", (-1.0, 1.0), UNDEFINED), ("min(x, 1, 2*x)", (0.1, 0.15), 0),
        ("atan2(1, x)", (-1.0, 1.0), 0), ("sign(x)", (-1.0, 1.0), BROKEN),
    ],
)  # fmt: skip
def test_derivatives_say_where_there_may_be_none(text: str, box: tuple[float, float], marks: int) -> None:
    program = program_of(parse(text, variables=("x", "y")).expression)
    results = enclosures(program.jet, np.array([[box[0]], [0.0]]), np.array([[box[1]], [1.0]]))
    found = 0
    for result in results:
        found |= 0 if result.marks is None else int(result.marks[0])
    assert found == marks
    assert all(np.isfinite(result.ends).all() for result in results) or marks


def test_pieces_give_the_enclosures_of_their_rows() -> None:
    for text, box in (("abs(x)", (-1.0, 2.0)), ("max(x, 0.5)", (-1.0, 2.0)), ("min(x, 0.5)", (-1.0, 2.0)),
                      ("floor(x)", (0.3, 0.8)), ("ceil(x)", (0.3, 2.8)), ("round(x)", (0.7, 1.2)),
                      ("relu(x)", (-1.0, 2.0)), ("factorial(x)", (1.0, 2.0))):  # fmt: skip
        program = program_of(parse(text, variables=("x", "y")).expression)
        ends = np.array([[box[0]], [0.0]]), np.array([[box[1]], [0.0]])
        typed, pieces = enclosures((program.typed, program.jet[0]), *ends)
        assert np.allclose(typed.ends, pieces.ends, rtol=1e-14, atol=0.0), text
