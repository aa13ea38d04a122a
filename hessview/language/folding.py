"""The check on constants: a part without variables must have a value that binary64 can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hessview.language.characters import shown
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder
from hessview.language.functions import CONSTANTS, FUNCTIONS
from hessview.language.problem import ProblemKind
from hessview.language.refusal import Refusal

Place = tuple[int, int]

# Rows that are infinite because the result is too large, not because there is a pole.
_GROWING = frozenset("add sub mul div pow exp expm1 sinh cosh gamma factorial lgamma hypot neg abs polygamma".split())
_DIVISORS = frozenset({"div", "mod"})


def check_constants(root: Expression, places: Mapping[int, Place]) -> None:
    """Refuse a tree in which a part without variables overflows or has no value.

    The tree itself stays as it was typed.

    Parameters
    ----------
    root
        The tree.
    places
        For ``id(node)`` where the node stands in the text.

    Raises
    ------
    Refusal
        ``number_range`` if a value is too large, ``undefined_everywhere`` if there is none.
    """
    values: dict[int, float | None] = {}
    for node in postorder(root):
        if isinstance(node, Apply):
            arguments = [values[id(argument)] for argument in node.arguments]
            values[id(node)] = _applied(node, arguments, places)
        else:
            values[id(node)] = _leaf(node, {})


def evaluate(root: Expression, parameters: Mapping[str, float]) -> float | None:
    """Return the value of `root`, or None if it has symbols that are no parameters; nan and inf are returned."""
    values: dict[int, float | None] = {}
    for node in postorder(root):
        if isinstance(node, Apply):
            known = [value for value in (values[id(argument)] for argument in node.arguments) if value is not None]
            complete = len(known) == len(node.arguments) and node.function in FUNCTIONS
            values[id(node)] = float(FUNCTIONS[node.function].scalar(*known)) if complete else None
        else:
            values[id(node)] = _leaf(node, parameters)
    return values[id(root)]


def _leaf(node: Expression, parameters: Mapping[str, float]) -> float | None:
    match node:
        case Number(value, _):
            return value
        case Constant(name):
            return CONSTANTS[name]
        case Symbol(name):
            return parameters.get(name)
        case Apply():
            raise AssertionError(node)


def _applied(node: Apply, arguments: list[float | None], places: Mapping[int, Place]) -> float | None:
    if node.function in _DIVISORS and arguments[1] == 0.0:
        raise _undefined(node, "division by zero", places)
    known = [argument for argument in arguments if argument is not None]
    if len(known) < len(arguments):
        return None
    value = float(FUNCTIONS[node.function].scalar(*known))
    if math.isfinite(value):
        return value
    if math.isinf(value) and _is_overflow(node.function, known):
        message = "This number is too large: the largest is about 1.8e308."
        raise Refusal(ProblemKind.NUMBER_RANGE, message, _place(node, places))
    raise _undefined(node, _why(node.function, known), places)


def _is_overflow(function: str, arguments: list[float]) -> bool:
    if function not in _GROWING:
        return False
    if function == "pow":
        return arguments[0] != 0.0
    return not (function in {"gamma", "factorial", "lgamma", "polygamma"} and arguments[-1] <= 0.0)


def _why(function: str, arguments: list[float]) -> str:
    values = ", ".join(f"{argument:.6g}" for argument in arguments)
    if function == "pow":
        what = "zero to a negative power" if arguments[0] == 0.0 else "a negative number to a broken power"
        return f"{what} has no real value"
    return f"{shown(function)} has no real value at {values}"


def _undefined(node: Apply, why: str, places: Mapping[int, Place]) -> Refusal:
    return Refusal(ProblemKind.UNDEFINED_EVERYWHERE, f"This has no value anywhere: {why}.", _place(node, places))


def _place(node: Expression, places: Mapping[int, Place]) -> Place:
    return places.get(id(node), (0, 1))
