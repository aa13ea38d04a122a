"""The value of a tree in mpmath's arithmetic, an independent reading for the truth of the catalog."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import mpmath as mp

from hessview.language.expression import Apply, Constant, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

_ROWS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "exp": mp.exp,
    "log": mp.log,
    "sin": mp.sin,
    "cos": mp.cos,
    "sqrt": mp.sqrt,
    "abs": mp.fabs,
    "cbrt": mp.cbrt,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
}


def value(formula: Formula, point: Sequence[mp.mpf]) -> mp.mpf:
    """Return f at `point` in the working precision of mpmath."""
    known = {name: mp.mpf(number) for name, number in formula.parameters}
    known |= dict(zip(formula.variables, point, strict=True))
    made: list[mp.mpf] = []
    for node, arguments in _in_order(formula):
        match node:
            case Number(_, literal):
                made.append(mp.mpf(literal))
            case Constant(name):
                made.append({"pi": mp.pi, "e": mp.e}[name] + 0)
            case Symbol(name):
                made.append(known[name])
            case Apply(function, _):
                made.append(_ROWS[function](*(made[place] for place in arguments)))
    return made[-1]


@lru_cache(maxsize=1)
def _in_order(formula: Formula) -> list[tuple[Expression, tuple[int, ...]]]:
    """Return the nodes of a tree, arguments first, and where in the list the arguments of each are."""
    places: dict[int, int] = {}
    nodes: list[tuple[Expression, tuple[int, ...]]] = []
    for node in postorder(formula.expression):
        places[id(node)] = len(nodes)
        nodes.append((node, tuple(places[id(a)] for a in node.arguments) if isinstance(node, Apply) else ()))
    return nodes


def gradient(formula: Formula, point: Sequence[mp.mpf]) -> list[mp.mpf]:
    """Return the gradient by central differences with 40 spare digits."""
    n = len(point)
    with mp.workdps(mp.mp.dps + 60):
        h = mp.mpf(10) ** (-30)
        moved = [[p + s * h * (k == j) for k, p in enumerate(point)] for j in range(n) for s in (1, -1)]
        values = [value(formula, x) for x in moved]
        return [(values[2 * j] - values[2 * j + 1]) / (2 * h) for j in range(n)]


def hessian(formula: Formula, point: Sequence[mp.mpf]) -> mp.matrix:
    """Return the Hessian by differences forward, so small that what they leave out has 60 zeros before it."""
    n = len(point)
    with mp.workdps(mp.mp.dps + 150):
        h = mp.mpf(10) ** (-60)

        def moved(*axes: int) -> mp.mpf:
            return value(formula, [p + h * axes.count(k) for k, p in enumerate(point)])

        here, along = moved(), [moved(i) for i in range(n)]
        H = mp.zeros(n)
        for i in range(n):
            for j in range(i, n):
                H[i, j] = H[j, i] = (moved(i, j) - along[i] - along[j] + here) / (h * h)
        return H


def critical_point(formula: Formula, near: Sequence[float], slope: Sequence[Sequence[float]]) -> list[mp.mpf]:
    """Return the root of the gradient that mpmath finds from `near`, to 25 digits.

    Parameters
    ----------
    slope
        About the Hessian there: how far the search steps, not where it ends.
    """

    def slopes(*x: mp.mpf) -> list[mp.mpf]:
        return gradient(formula, x)

    with mp.workdps(30):
        start = tuple(mp.mpf(c) for c in near)
        if len(start) == 1:
            return [mp.findroot(lambda x: slopes(x)[0], start[0])]
        H = mp.matrix([list(map(float, row)) for row in slope])
        return list(mp.findroot(slopes, start, J=lambda *_: H))
