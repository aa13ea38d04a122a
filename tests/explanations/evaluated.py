"""Trees calculated by mpmath in fifty digits: independent of the arithmetic that the program itself uses."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from hessview.language.expression import Apply, Constant, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS
from tests.language.mpmath_table import mp, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.language.expression import Expression

_COMPARED = {
    "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip


def evaluated(root: Expression, values: Mapping[str, Any]) -> Any:
    """Return the value of `root`; a derivative that is not yet taken is taken numerically."""
    known: dict[int, Any] = {}
    for node in postorder(root):
        match node:
            case Number(literal=literal):
                known[id(node)] = mp.mpf(literal)
            case Constant(name):
                known[id(node)] = mp.pi if name == "pi" else mp.e
            case Symbol(name):
                known[id(node)] = values[name]
            case Apply("derivative" | "partial", (body, Symbol(name))):
                known[id(node)] = slope(body, name, values)
            case Apply("where", (condition, yes, no)):
                known[id(node)] = known[id(yes)] if known[id(condition)] else known[id(no)]
            case Apply(function, (left, right)) if function in _COMPARED:
                known[id(node)] = _COMPARED[function](known[id(left)], known[id(right)])
            case Apply(function, arguments):
                known[id(node)] = truth(FUNCTIONS[function])(*(known[id(argument)] for argument in arguments))
    return known[id(root)]


def slope(root: Expression, name: str, values: Mapping[str, Any]) -> Any:
    """Return the derivative of `root` by `name`, by differences in fifty digits."""
    return mp.diff(lambda t: evaluated(root, {**values, name: t}), values[name])
