"""The check on constants: a part without variables must have a value that binary64 can hold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.language.characters import shown
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder
from hessview.language.functions import CONSTANTS, FUNCTIONS
from hessview.language.problem import ProblemKind
from hessview.language.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = tuple[int, int]

# Rows that are infinite because the result is too large, not because there is a pole.
_GROWING = frozenset([
    "add", "sub", "mul", "div", "pow", "exp", "expm1", "sinh", "cosh", "gamma", "factorial", "lgamma", "hypot",
    "neg", "abs", "polygamma",
])
_DIVISORS = frozenset({"div", "mod"})


class Constants:
    """The values of the parts without variables, collected while the tree is built; the tree stays as it was typed.

    Attributes
    ----------
    fault
        Why the first such part has no value that can be used, or None.
    """

    def __init__(self) -> None:
        self.fault: Refusal | None = None
        self._values: dict[int, float] = {}

    def leaf(self, node: Expression) -> None:
        """Take note of a number or a constant."""
        if isinstance(node, Number):
            self._values[id(node)] = node.value
        elif isinstance(node, Constant):
            self._values[id(node)] = CONSTANTS[node.name]

    def applied(self, node: Expression, place: Place) -> None:
        """Compute `node` if its arguments are known; note the first overflow or missing value."""
        if not isinstance(node, Apply):
            return
        values = self._values
        arguments = node.arguments
        if node.function in _DIVISORS and values.get(id(arguments[1])) == 0.0:
            self._refuse(_undefined("division by zero", place))
            return
        known: list[float] = []
        for argument in arguments:
            value = values.get(id(argument))
            if value is None:
                return
            known.append(value)
        if node.function not in FUNCTIONS:
            return
        result = float(FUNCTIONS[node.function].scalar(*known))
        if math.isfinite(result):
            values[id(node)] = result
        elif math.isinf(result) and _is_overflow(node.function, known):
            message = "This number is too large: the largest is about 1.8e308."
            self._refuse(Refusal(ProblemKind.NUMBER_RANGE, message, place))
        else:
            self._refuse(_undefined(_why(node.function, known), place))

    def _refuse(self, refusal: Refusal) -> None:
        if self.fault is None:
            self.fault = refusal


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


def _is_overflow(function: str, arguments: list[float]) -> bool:
    if function not in _GROWING:
        return False
    if function == "pow":
        return arguments[0] != 0.0
    return not (function in {"gamma", "factorial", "lgamma", "polygamma"} and arguments[-1] <= 0.0)


def _why(function: str, arguments: list[float]) -> str:
    values = ", ".join(f"{argument:.6g}" for argument in arguments)
    if function == "pow":
        what = "zero to a negative power" if arguments[0] == 0.0 else "a negative number to a fractional power"
        return f"{what} has no real value"
    return f"{shown(function)} has no real value at {values}"


def _undefined(why: str, place: Place) -> Refusal:
    return Refusal(ProblemKind.UNDEFINED_EVERYWHERE, f"This has no value anywhere: {why}.", place)
