"""The gradient at a point whose coordinates are exact expressions, as constant trees, to be shown to be zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.calculus.ball import NO, YES, PiecewiseBallArithmetic, working_precision
from hessview.language.expression import Apply, Expression, postorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flint import arb

    from hessview.calculus.ball_jet import BallProgram

_PRECISION = 256


def gradient_at(program: BallProgram, coordinates: Sequence[Expression]) -> tuple[Expression, ...] | None:
    """Return the n components of the gradient at a point, with every choice of pieces made.

    None where f or its gradient is not certainly defined and smooth at the point.

    Parameters
    ----------
    program
        The derivative program of f.
    coordinates
        n trees without symbols.
    """
    builder = program.builder
    point = {name: builder.adopt(x) for name, x in zip(program.formula.variables, coordinates, strict=True)}
    value, *gradient = (builder.substitute(root, point) for root in (program.value, *program.gradient))
    balls = constant_balls((value, *gradient), _PRECISION)
    if not all(balls[id(root)].is_finite() for root in (value, *gradient)):
        return None
    made: dict[int, Expression] = {}
    for node in postorder(*gradient):
        if isinstance(node, Apply) and node.function in {"where", "select"}:
            condition, yes, no = node.arguments
            open_ = balls[id(condition)] is not YES and balls[id(condition)] is not NO
            made[id(node)] = node if open_ else made[id(yes if balls[id(condition)] is YES else no)]
        elif isinstance(node, Apply):
            made[id(node)] = builder.apply(node.function, *(made[id(argument)] for argument in node.arguments))
        else:
            made[id(node)] = node
    return tuple(made[id(root)] for root in gradient)


def constant_balls(roots: Sequence[Expression], precision: int) -> dict[int, arb]:
    """Return a ball around the value of every node below `roots`, by the node's identity; they have no symbols."""
    arithmetic = PiecewiseBallArithmetic(precision)
    balls: dict[int, arb] = {}
    with working_precision(precision):
        for node in postorder(*roots):
            if isinstance(node, Apply):
                balls[id(node)] = arithmetic.operation(node)(*(balls[id(argument)] for argument in node.arguments))
            else:
                balls[id(node)] = arithmetic.leaf(node)  # type: ignore[arg-type]
    return balls
