"""A formula rewritten as smooth pieces chosen by comparisons, so that it can be differentiated piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from hessview.calculus.algebra import Algebra, exact_value
from hessview.language.expression import Apply, Builder, Constant, Expression, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.language.formula import Formula

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
_CHOOSING = frozenset({"select", "where"})

_POWER_OF_ZERO = "where(u > 0, 0, where(u >= 0, 1, log(u)))"
"""0^u: where u is negative neither has a value."""


@dataclass(frozen=True)
class Kink:
    """A comparison at whose tie a function may be not smooth.

    Attributes
    ----------
    condition
        The comparison, in the rewritten tree.
    words
        What happens at the tie, worded like `Singularity.words`.
    source
        The application that it comes from, in the tree as it was typed (parameters bound).
    arguments
        What ``{0}`` and ``{1}`` in the words stand for, in the tree as it was typed.
    choices
        What is chosen between with its help, two by two, in the rewritten tree.
    """

    condition: Apply
    words: str
    source: Apply
    arguments: tuple[Expression, ...]
    choices: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Edge:
    """A power whose exponent is no integer: it ends where its base is 0."""

    base: Expression
    source: Apply


@dataclass
class Pieces:
    """A formula as smooth pieces.

    Attributes
    ----------
    typed
        The tree as it was typed, parameters bound.
    root
        The same function from rows that have derivatives, pieces chosen by `select`, conditions by `where`.
    kinks
        By the identity of their comparison.
    edges
        Powers that are defined on one side of 0 only.
    """

    typed: Expression
    root: Expression
    kinks: dict[int, Kink] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)


@cache
def template(text: str) -> Expression:
    """Return the tree of a text of the function table, over u, v and w."""
    return parse(text, variables=("u", "v", "w")).expression


def as_pieces(formula: Formula, algebra: Algebra) -> Pieces:
    """Return `formula` with its parameters bound and its rows replaced by their pieces."""
    builder = algebra.builder
    values = {name: builder.number(value) for name, value in formula.parameters}
    typed = builder.substitute(formula.expression, values)
    pieces = Pieces(typed, typed)
    made: dict[int, Expression] = {}
    smooth = _without_needless_abs(typed, builder)
    for node in postorder(smooth):
        if isinstance(node, Apply):
            made[id(node)] = _rewritten(node, tuple(made[id(argument)] for argument in node.arguments), builder, pieces)
        else:
            made[id(node)] = node
    pieces.root = made[id(smooth)]
    if pieces.kinks:
        _note_choices(pieces)
    return pieces


def without_needless_abs(formula: Formula) -> Formula:
    """Return the formula with u^2 for |u|^2, and so for all even powers: the same function, smooth as it is written."""
    if not any(isinstance(node, Apply) and node.function == "abs" for node in postorder(formula.expression)):
        return formula
    builder = Builder()
    return replace(formula, expression=_without_needless_abs(builder.substitute(formula.expression, {}), builder))


def _without_needless_abs(root: Expression, builder: Builder) -> Expression:
    """Return the tree with u^2 for |u|^2, and so for all even powers: they are smooth where |u| is not."""
    made: dict[int, Expression] = {}
    for node in postorder(root):
        match node:
            case Apply("pow", (Apply("abs", (inner,)), exponent)) if _is_even(exponent):
                made[id(node)] = builder.apply("pow", made[id(inner)], exponent)
            case Apply("mul", (Apply("abs", (inner,)) as a, b)) if a is b:
                made[id(node)] = builder.apply("mul", made[id(inner)], made[id(inner)])
            case Apply(function, arguments) if any(made[id(each)] is not each for each in arguments):
                made[id(node)] = builder.apply(function, *(made[id(each)] for each in arguments))
            case _:
                made[id(node)] = node
    return made[id(root)]


def _is_even(exponent: Expression) -> bool:
    power = exact_value(exponent)
    return power is not None and power.denominator == 1 and power.numerator % 2 == 0


def _note_choices(pieces: Pieces) -> None:
    """Give every kink what is chosen between with its help."""
    for node in postorder(pieces.root):
        if isinstance(node, Apply) and node.function in _CHOOSING:
            for condition in postorder(node.arguments[0]):
                kink = pieces.kinks.get(id(condition))
                if kink is not None:
                    pieces.kinks[id(condition)] = replace(kink, choices=(*kink.choices, *node.arguments[1:]))


def _rewritten(node: Apply, arguments: tuple[Expression, ...], builder: Builder, pieces: Pieces) -> Expression:
    row = FUNCTIONS[node.function]
    if row.pieces is not None:
        return _from_pieces(node, arguments, builder, pieces)
    if node.function == "pow":
        base, exponent = arguments
        if isinstance(base, Constant) and base.name == "e":
            return builder.apply("exp", exponent)
        power = exact_value(exponent)
        if exact_value(base) == 0 and not isinstance(exponent, Number | Constant) and power is None:
            kink = Kink(node, "{f} jumps where {0} = 0", node, (node.arguments[1],))
            return _piece(template(_POWER_OF_ZERO), (exponent,), builder, kink, pieces)
        ends = not isinstance(base, Number | Constant) and not _never_negative(node.arguments[0])
        if (power is None or power.denominator != 1) and ends:
            pieces.edges.append(Edge(base, node))
    made = builder.apply(node.function, *arguments)
    if node.function in COMPARISONS and isinstance(made, Apply):
        words = FUNCTIONS["where"].corner or ""
        pieces.kinks.setdefault(id(made), Kink(made, words, node, node.arguments))
    return made


def _never_negative(node: Expression, depth: int = 20) -> bool:
    """Whether a tree is a sum or product of squares, absolute values and the like, seen from how it is written."""
    match node:
        case Number() | Constant():
            return True  # literals have no sign
        case Apply("abs" | "sqrt" | "exp" | "cosh" | "hypot"):
            return True
        case Apply("pow", (_, exponent)):
            return _is_even(exponent)
        case Apply("mul", (a, b)) if a is b:
            return True
        case Apply("add" | "mul" | "div", (a, b)) if depth:
            return _never_negative(a, depth - 1) and _never_negative(b, depth - 1)
        case _:
            return False


def _from_pieces(node: Apply, arguments: tuple[Expression, ...], builder: Builder, pieces: Pieces) -> Expression:
    """Return the row's pieces at the arguments; those of many arguments two by two."""
    row = FUNCTIONS[node.function]
    text = template(row.pieces or "")
    count = row.arity[0]
    kink = Kink(node, row.corner or "", node, node.arguments[:count])
    result = _piece(text, arguments[:count], builder, kink, pieces)
    for position in range(count, len(arguments)):
        rest = builder.apply(node.function, *node.arguments[:position])
        kink = Kink(node, row.corner or "", node, (rest, node.arguments[position]))
        result = _piece(text, (result, arguments[position]), builder, kink, pieces)
    return result


def _piece(
    text: Expression, arguments: tuple[Expression, ...], builder: Builder, kink: Kink, pieces: Pieces
) -> Expression:
    """Return `text` at the arguments, with `select` for `where`; its comparisons are noted like `kink`."""
    formal = dict(zip("uv", arguments, strict=False))
    made: dict[int, Expression] = {}
    for node in postorder(text):
        match node:
            case Symbol(name):
                made[id(node)] = formal[name]
            case Apply(function, inner):
                name = "select" if function == "where" else function
                result = builder.apply(name, *(made[id(argument)] for argument in inner))
                made[id(node)] = result
                if function in COMPARISONS and isinstance(result, Apply):
                    pieces.kinks.setdefault(id(result), replace(kink, condition=result))
            case Number(value, literal):
                made[id(node)] = builder.number(value, literal)
            case Constant(name):
                made[id(node)] = builder.constant(name)
    return made[id(text)]
