"""Trees set as a textbook would: which brackets, dots, thin spaces and scripts a formula needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hessview.language import pieces
from hessview.language.expression import Apply, Constant, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS
from hessview.language.layout import GREEK, Box, Fence, Row, Script, Style, Word
from hessview.language.pieces import Edge, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.language.expression import Expression

_MOST_NODES = 200_000
"""Trees that share subtrees can be astronomically long when written out; beyond this, dots stand for a part."""

_LONG_EXPONENT = 40
"""Above so many nodes e to the power of something is written exp(...), at full size."""


_Key = tuple[int, bool]

_SIGNS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}

# Written without brackets around a simple argument, and with an exponent at the name: sin x, sin^2 x.
_BARE = frozenset(
    ("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log", "log10", "log2")
)

_HEAD = re.compile(r"\\(mathrm\{)?([A-Za-z]\w*?)(?:\}|(?=[\\_])|$)(?:_\{(\w+)\})?")

def arrange(expression: Expression, *, max_terms: int | None = None) -> Box:
    """Return the formula as boxes.

    Parameters
    ----------
    expression
        A tree of any depth; nothing here recurses.
    max_terms
        Sums of more terms show the first `max_terms` - 1 and the last, with dots between; at least 2.
    """
    return _Arrangement(expression, max_terms).piece(expression).box


class _Arrangement:
    """One formula being set: its pieces by node and size (in a script quotients are slanted)."""

    def __init__(self, expression: Expression, max_terms: int | None) -> None:
        self._max_terms = max_terms
        self._sizes = _written_sizes(expression)
        self._pieces: dict[_Key, Piece] = {}

    def piece(self, root: Expression) -> Piece:
        """Set everything below `root`, arguments first, and return its piece."""
        stack: list[tuple[Expression, bool, bool]] = [(root, False, False)]
        while stack:
            node, script, ready = stack.pop()
            if (id(node), script) in self._pieces:
                continue
            if not isinstance(node, Apply):
                self._pieces[id(node), script] = pieces.leaf(node)
            elif self._sizes[id(node)] > _MOST_NODES and node is not root:
                self._pieces[id(node), script] = pieces.DOTS
            elif ready:
                self._pieces[id(node), script] = self._compose(node, script)
            else:
                stack.append((node, script, True))
                stack.extend((child, inner, False) for child, inner in self._needs(node, script))
        return self._pieces[id(root), False]

    def _needs(self, node: Apply, script: bool) -> list[tuple[Expression, bool]]:
        """Return the subtrees that are set before `node`, and in which size."""
        match node:
            case Apply("add" | "sub"):
                return [(term, script) for _, term in self._terms(node) if term is not None]
            case Apply("where"):
                return [(part, script) for branch in _branches(node) for part in branch if part is not None]
            case Apply("pow", (base, exponent)):
                inner = _powered_function(node)
                return [(base if inner is None else inner.arguments[0], script), (exponent, True)]
            case Apply("exp", (exponent,)) if self._is_short(exponent):
                return [(exponent, True)]
            case Apply("div", (Apply("neg", (top,)), bottom)) if not script:
                return [(top, script), (bottom, script)]
            case _:
                return [(argument, script) for argument in node.arguments]

    def _terms(self, node: Apply) -> list[tuple[str, Expression | None]]:
        """Return the signed terms of a sum from left to right; None stands for dots."""
        terms: list[tuple[str, Expression | None]] = []
        rest: Expression = node
        while isinstance(rest, Apply) and rest.function in {"add", "sub"}:
            terms.append(("+" if rest.function == "add" else "−", rest.arguments[1]))
            rest = rest.arguments[0]
        terms.append(("+", rest))
        terms.reverse()
        if self._max_terms is not None and len(terms) > self._max_terms:
            terms[self._max_terms - 1 : -1] = [("+", None)]
        return terms

    def _is_short(self, exponent: Expression) -> bool:
        return self._sizes[id(exponent)] <= _LONG_EXPONENT

    def _compose(self, node: Apply, script: bool) -> Piece:
        """Set `node` from the pieces of what it needs."""
        parts = [self._pieces[id(child), inner] for child, inner in self._needs(node, script)]
        match node:
            case Apply("add" | "sub"):
                found = iter(parts)
                terms = self._terms(node)
                return pieces.total([(sign, pieces.DOTS if term is None else next(found)) for sign, term in terms])
            case Apply("where"):
                return pieces.cases(parts)
            case Apply("pow"):
                inner = _powered_function(node)
                return pieces.power(parts[0], parts[1]) if inner is None else _apply(inner, parts[:1], parts[1].box)
            case Apply("exp", (exponent,)) if self._is_short(exponent):
                return pieces.power(pieces.leaf(Constant("e")), parts[0])
            case Apply("div", (Apply("neg"), _)) if not script:
                return pieces.negative(pieces.quotient(parts[0], parts[1], script))
            case Apply("div"):
                return pieces.quotient(parts[0], parts[1], script)
            case Apply(function) if function in _SIGNS:
                return pieces.infix(parts, Word(Style.OPERATOR, _SIGNS[function]), pieces.COMPARISON, pieces.SUM)
            case Apply(function) if function in _SETTERS:
                return _SETTERS[function](*parts)
            case _:
                return _apply(node, parts, None)


def _written_sizes(expression: Expression) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for node in postorder(expression):
        below = sum(sizes[id(argument)] for argument in node.arguments) if isinstance(node, Apply) else 0
        sizes[id(node)] = 1 + below
    return sizes


def _branches(node: Apply) -> list[tuple[Expression, Expression | None]]:
    """Return the (value, condition) pairs of nested ``where``; the last condition is None."""
    branches: list[tuple[Expression, Expression | None]] = []
    rest: Expression = node
    while isinstance(rest, Apply) and rest.function == "where":
        condition, value, rest = rest.arguments
        branches.append((value, condition))
    return [*branches, (rest, None)]


def _powered_function(node: Apply) -> Apply | None:
    """Return sin x of (sin x)^2, which is written sin^2 x; None for every other power."""
    base, exponent = node.arguments
    if isinstance(base, Apply) and base.function in _BARE and isinstance(exponent, Number):
        raised = exponent.literal.isdigit() and exponent.value >= 1 and base.function not in {"log2", "log10"}
        return base if raised else None
    return None


def _is_simple(node: Expression) -> bool:
    """Whether `node` needs no brackets after a function's name: x, 2x, 2 pi x."""
    while isinstance(node, Apply) and node.function == "mul":
        node, last = node.arguments
        if not isinstance(last, Symbol | Constant) or isinstance(node, Symbol):
            return False
    return isinstance(node, Symbol | Constant) or (isinstance(node, Number) and node.literal.isdigit())


# ---- functions -------------------------------------------------------------------------------------------------------


def _apply(node: Apply, parts: list[Piece], exponent: Box | None) -> Piece:
    """Set a function by its name: bare before a simple argument, else with brackets."""
    name = _function_box(node.function)
    if exponent is not None:
        name = Script(name, None, exponent)
    arguments: list[Box] = []
    for part in parts:
        arguments += (pieces.COMMA,) if arguments else ()
        arguments.append(part.box)
    tall = any(part.tall for part in parts)
    closed = Row((name, Fence("(", Row(tuple(arguments)), ")", tall)))
    if node.function in _BARE and _is_simple(node.arguments[0]):
        return Piece(Row((name, parts[0].box)), pieces.POWER, Edge.FUNCTION, Edge.OPEN, closed)
    level = pieces.POWER if node.function in _BARE else pieces.ATOM
    return Piece(closed, level, Edge.FUNCTION, Edge.FENCE, tall=tall)


def _function_box(function: str) -> Box:
    r"""Return the name that the table's template puts before the bracket: ``\sin``, ``\log_{2}``, ``\mathrm{erf}``."""
    row = FUNCTIONS.get(function)
    heads = _HEAD.findall(row.latex.partition(r"\left(")[0].replace("{{", "{").replace("}}", "}")) if row else []
    # The table's log is the natural one; ln leaves no doubt about it.
    words = ["ln" if word == "log" and not lower else word for _, word, lower in heads] or [function]
    boxes: list[Box] = [
        Word(Style.VARIABLE, GREEK[word]) if word in GREEK else Word(Style.FUNCTION, word) for word in words
    ]
    lower = heads[-1][2] if heads else ""
    if lower:
        boxes[-1] = Script(boxes[-1], Word(Style.NUMBER, lower), None)
    return boxes[0] if len(boxes) == 1 else Row(tuple(boxes))


def _polygamma(order: Piece, argument: Piece) -> Piece:
    name = Script(Word(Style.VARIABLE, GREEK["psi"]), None, pieces.bracketed(order).box)
    return Piece(Row((name, pieces.bracketed(argument).box)), pieces.ATOM, Edge.LETTER, Edge.FENCE, tall=argument.tall)


_SETTERS: Mapping[str, Callable[..., Piece]] = {
    "derivative": pieces.derivative("d"),
    "partial": pieces.derivative("∂"),
    "neg": pieces.negative,
    "mul": pieces.product,
    "and": pieces.both,
    "or": pieces.either,
    "not": pieces.negation,
    "sqrt": pieces.square_root,
    "cbrt": pieces.cube_root,
    "factorial": pieces.factorial,
    "polygamma": _polygamma,
    **{function: pieces.fenced(function) for function in pieces.FENCES},
}
