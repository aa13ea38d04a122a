"""The value of a tree in mpmath's arithmetic, an independent reading for the truth of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath as mp

from hessview.language.expression import Apply, Constant, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Sequence

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
}


def value(formula: Formula, point: Sequence[mp.mpf]) -> mp.mpf:
    """Return f at `point` in the working precision of mpmath."""
    known = dict(zip(formula.variables, point, strict=True))
    made = {}
    for node in postorder(formula.expression):
        match node:
            case Number(_, literal):
                made[id(node)] = mp.mpf(literal)
            case Constant(name):
                made[id(node)] = {"pi": mp.pi, "e": mp.e}[name] + 0
            case Symbol(name):
                made[id(node)] = known[name]
            case Apply(function, arguments):
                made[id(node)] = _ROWS[function](*(made[id(a)] for a in arguments))
    return made[id(formula.expression)]


def gradient(formula: Formula, point: Sequence[mp.mpf]) -> list[mp.mpf]:
    """Return the gradient by central differences with 40 spare digits."""
    n = len(point)
    with mp.workdps(mp.mp.dps + 60):
        h = mp.mpf(10) ** (-30)
        moved = [[p + s * h * (k == j) for k, p in enumerate(point)] for j in range(n) for s in (1, -1)]
        values = [value(formula, x) for x in moved]
        return [(values[2 * j] - values[2 * j + 1]) / (2 * h) for j in range(n)]


def critical_point(formula: Formula, near: Sequence[float]) -> list[mp.mpf]:
    """Return the root of the gradient next to `near`, to the working precision (at most 28 digits)."""

    def g(*x: mp.mpf) -> list[mp.mpf]:
        return gradient(formula, x)

    found = mp.findroot(g if len(near) > 1 else (lambda x: g(x)[0]), tuple(mp.mpf(c) for c in near))
    return [found] if len(near) == 1 else list(found)
