"""Whether a point given in exact numbers is a critical point, by sympy; the worker's handler."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sympy

from hessview.calculus.algebra import Algebra
from hessview.calculus.algebraic_zero import is_zero
from hessview.calculus.ball_jet import BallProgram
from hessview.calculus.differentiation import TooManyDerivatives, instantiate
from hessview.calculus.exact_gradient import gradient_at
from hessview.calculus.symbolic.reading import Reader
from hessview.calculus.symbolic.shortening import FAILURES
from hessview.calculus.symbolic.writing import Writer
from hessview.language.expression import Apply, Builder, free_symbols, postorder
from hessview.language.functions import FUNCTIONS
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

_MOST_NODES = 3000
_MOST_TERMS = 2000


def is_critical(formula: Formula, coordinates: Sequence[Expression]) -> bool:
    """Whether the gradient is certainly zero at a point; False says nothing.

    Parameters
    ----------
    formula
        f, of n variables.
    coordinates
        n trees without symbols.

    Notes
    -----
    The gradient's trees become sympy objects node by node; sympy knows values such as cos(pi/12), exp(log(2)/2) and
    sin(acos(1/3)). What is left is expanded into products of an algebraic number and other factors (pi, exp(1/2),
    ...). It is zero if the algebraic numbers that belong to the same other factors have the sum zero, which is decided
    by a separation bound (`calculus.algebraic_zero`) and not by digits.
    """
    try:
        program = BallProgram(formula)
    except TooManyDerivatives:
        return False
    gradient = gradient_at(program, coordinates)
    return gradient is not None and all(is_certainly_zero(component) for component in gradient)


def is_certainly_zero(root: Expression) -> bool:
    """Whether a tree without symbols, which is defined, is zero; False says nothing."""
    answer = is_zero(root)
    if answer is not None:
        return answer
    if sum(1 for _ in postorder(root)) > _MOST_NODES:
        return False
    try:
        value = Reader({}).read(_without_sigmoid(root))
        return any(_cancels(form) for form in _forms(value))
    except FAILURES:
        return False


def _forms(value: Any) -> Iterator[Any]:
    """Yield other ways to write a number, expanded, the cheapest first; each step is bounded by the number's size."""
    rewritings: tuple[Callable[[Any], Any], ...] = (
        lambda v: v,
        lambda v: sympy.together(v).as_numer_denom()[0],
        sympy.expand,
        sympy.expand_trig,
        lambda v: sympy.together(sympy.expand_log(v.rewrite(sympy.exp), force=False)).as_numer_denom()[0],
    )
    for rewrite in rewritings:
        yield sympy.expand(rewrite(value), power_exp=False, log=False)


def _without_sigmoid(root: Expression) -> Expression:
    """Return the tree with `sigmoid` and `softplus` as what they are made of, which sympy knows values of."""
    algebra = Algebra(Builder())
    made: dict[int, Expression] = {}
    for node in postorder(root):
        if isinstance(node, Apply):
            arguments = [made[id(argument)] for argument in node.arguments]
            identity = FUNCTIONS[node.function].identity if node.function in {"sigmoid", "softplus"} else None
            if identity is None:
                made[id(node)] = algebra.builder.apply(node.function, *arguments)
            else:
                made[id(node)] = instantiate(identity, {"u": arguments[0]}, algebra)
        else:
            made[id(node)] = algebra.builder.adopt(node)
    return made[id(root)]


def _cancels(value: Any) -> bool:
    """Whether the terms of a sum cancel, those with the same transcendental factors among themselves."""
    if value.is_zero:
        return True
    terms = sympy.Add.make_args(value)
    if len(terms) > _MOST_TERMS or value.has(sympy.Float, sympy.I, sympy.zoo, sympy.nan, sympy.oo):
        return False
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for term in terms:
        algebraic: list[Any] = []
        other: list[Any] = []
        for factor in sympy.Mul.make_args(term):
            (algebraic if _is_of_roots(factor) else other).append(factor)
        groups[sympy.Mul(*other)].append(sympy.Mul(*algebraic))
    return all(_sums_to_zero(coefficients) for coefficients in groups.values())


def _is_of_roots(value: Any) -> bool:
    """Whether a number is made of rational ones by + * and rational powers alone."""
    if value.is_Rational:
        return True
    if value.is_Add or value.is_Mul:
        return all(map(_is_of_roots, value.args))
    return bool(value.is_Pow) and value.exp.is_Rational and _is_of_roots(value.base)


def _sums_to_zero(values: list[Any]) -> bool:
    total = sympy.Add(*values)
    if total.is_zero:
        return True
    return is_zero(Writer(Builder(), {}, decimal=False).write(total)) is True


def answer(payload: dict[str, Any]) -> dict[str, Any]:
    """Answer a worker's question.

    Parameters
    ----------
    payload
        ``text``, ``variables`` (names), ``parameters`` (name to number) of the formula, ``points``: lists of n texts
        without variables.

    Returns
    -------
    dict
        ``critical``: for each point whether it certainly is a critical one.

    Raises
    ------
    SyntaxProblem
        If one of the texts is no formula.
    """
    parameters = {str(name): float(value) for name, value in dict(payload.get("parameters") or {}).items()}
    formula = parse(str(payload["text"]), variables=tuple(payload["variables"]), parameters=parameters)
    points = [[_constant(str(text)) for text in point] for point in payload["points"]]
    fitting = [len(point) == formula.dimension and None not in point for point in points]
    return {
        "critical": [
            fits and is_critical(formula, [x for x in point if x is not None])
            for point, fits in zip(points, fitting, strict=True)
        ]
    }


def _constant(text: str) -> Expression | None:
    """Return the tree of a text, None if it has variables."""
    formula = parse(text)
    return None if free_symbols(formula.expression) else formula.expression
