"""The gradient at a point whose coordinates are exact expressions, as constant trees, to be shown to be zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.calculus.ball import NO, YES, PiecewiseBallArithmetic, ball_around, working_precision
from hessview.language.expression import Apply, Expression, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flint import arb

    from hessview.calculus.ball_jet import BallProgram

_PRECISION = 256
_NEIGHBOURHOOD = 2.0**-160


def gradient_at(program: BallProgram, coordinates: Sequence[Expression]) -> tuple[Expression, ...] | None:
    """Return the n components of the gradient at a point, with every choice of pieces made.

    None where f or its gradient is not certainly defined, and the pieces the same, all around the point.

    Parameters
    ----------
    program
        The derivative program of f.
    coordinates
        n trees without symbols.
    """
    builder = program.builder
    names = program.formula.variables
    values = constant_balls(coordinates, _PRECISION)
    around = {name: ball_around(values[id(x)], _NEIGHBOURHOOD) for name, x in zip(names, coordinates, strict=True)}
    roots = program.value, *program.gradient
    balls = _balls(roots, around)
    if not all(balls[id(root)].is_finite() for root in roots):
        return None
    made: dict[int, Expression] = {}
    for node in postorder(*program.gradient):
        if not isinstance(node, Apply):
            made[id(node)] = node
            continue
        arguments = [made[id(argument)] for argument in node.arguments]
        condition = balls[id(node.arguments[0])]
        if node.function in {"where", "select"} and (condition is YES or condition is NO):
            made[id(node)] = arguments[1 if condition is YES else 2]
        else:
            made[id(node)] = builder.apply(node.function, *arguments)
    point = {name: builder.adopt(x) for name, x in zip(names, coordinates, strict=True)}
    return tuple(builder.substitute(made[id(root)], point) for root in program.gradient)


def constant_balls(roots: Sequence[Expression], precision: int) -> dict[int, arb]:
    """Return a ball around the value of every node below `roots`, by the node's identity; they have no symbols."""
    return _balls(roots, {}, precision)


def _balls(roots: Sequence[Expression], symbols: Mapping[str, arb], precision: int = _PRECISION) -> dict[int, arb]:
    arithmetic = PiecewiseBallArithmetic(precision)
    balls: dict[int, arb] = {}
    with working_precision(precision):
        for node in postorder(*roots):
            match node:
                case Apply(_, arguments):
                    balls[id(node)] = arithmetic.operation(node)(*(balls[id(argument)] for argument in arguments))
                case Symbol(name):
                    balls[id(node)] = symbols[name]
                case _:
                    balls[id(node)] = arithmetic.leaf(node)
    return balls
