"""Trees set as a textbook would: which brackets, dots, thin spaces and scripts a formula needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from hessview.language.expression import Apply, Constant, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS
from hessview.language.layout import (
    GREEK,
    Box,
    Cases,
    Fence,
    Fraction,
    Root,
    Row,
    Script,
    Style,
    Word,
    name_box,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.language.expression import Expression

# How tightly a piece binds, loosest first.
_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _MINUS, _SLASH, _PRODUCT, _POWER, _ATOM = range(11)

_MOST_NODES = 200_000
"""Trees that share subtrees can be astronomically long when written out; beyond this, dots stand for a part."""

_LONG_EXPONENT = 40
"""Above so many nodes e to the power of something is written exp(...), at full size."""


class _Edge(Enum):
    """What stands at the left or right end of a piece; it decides what joins two factors."""

    DIGIT = auto()
    LETTER = auto()
    WORD = auto()
    FUNCTION = auto()
    OPEN = auto()
    FENCE = auto()
    BAR = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A set subtree.

    Attributes
    ----------
    box, level
        What it looks like and how tightly it binds.
    left, right
        Its ends; `right` is OPEN when it ends in a function's unbracketed argument, as sin x does.
    closed
        The same with that argument bracketed.
    tall
        Whether brackets around it must grow.
    """

    box: Box
    level: int
    left: _Edge = _Edge.OTHER
    right: _Edge = _Edge.OTHER
    closed: Box | None = None
    tall: bool = False


_Key = tuple[int, bool]

_SIGNS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}

_DOTS = _Piece(Word(Style.OPERATOR, "⋯"), _ATOM)
_CDOT = Word(Style.OPERATOR, "·")
_THIN = Word(Style.SPACE, "thin")
_BEFORE_FUNCTION = Word(Style.SPACE, "before function")
_COMMA = Word(Style.OPERATOR, ", ")
_MINUS_SIGN = Word(Style.FENCE, "−")

# Written without brackets around a simple argument, and with an exponent at the name: sin x, sin^2 x.
_BARE = frozenset(
    ("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log", "log10", "log2")
)

_HEAD = re.compile(r"\\(mathrm\{)?([A-Za-z]\w*?)(?:\}|(?=[\\_])|$)(?:_\{(\w+)\})?")

_FENCES = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}


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
        self._pieces: dict[_Key, _Piece] = {}

    def piece(self, root: Expression) -> _Piece:
        """Set everything below `root`, arguments first, and return its piece."""
        stack: list[tuple[Expression, bool, bool]] = [(root, False, False)]
        while stack:
            node, script, ready = stack.pop()
            if (id(node), script) in self._pieces:
                continue
            if not isinstance(node, Apply):
                self._pieces[id(node), script] = _leaf(node)
            elif self._sizes[id(node)] > _MOST_NODES and node is not root:
                self._pieces[id(node), script] = _DOTS
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

    def _compose(self, node: Apply, script: bool) -> _Piece:
        """Set `node` from the pieces of what it needs."""
        parts = [self._pieces[id(child), inner] for child, inner in self._needs(node, script)]
        match node:
            case Apply("add" | "sub"):
                found = iter(parts)
                return _sum([(sign, _DOTS if term is None else next(found)) for sign, term in self._terms(node)])
            case Apply("where"):
                return _cases(parts)
            case Apply("pow"):
                inner = _powered_function(node)
                return _power(parts[0], parts[1]) if inner is None else _apply(inner, parts[:1], parts[1].box)
            case Apply("exp", (exponent,)) if self._is_short(exponent):
                return _power(_leaf(Constant("e")), parts[0])
            case Apply("div", (Apply("neg"), _)) if not script:
                return _negative(_quotient(parts[0], parts[1], script))
            case Apply("div"):
                return _quotient(parts[0], parts[1], script)
            case Apply(function) if function in _SIGNS:
                return _infix(parts, Word(Style.OPERATOR, _SIGNS[function]), _COMPARISON, _SUM)
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


# ---- leaves ----------------------------------------------------------------------------------------------------------


def _leaf(node: Number | Constant | Symbol) -> _Piece:
    if isinstance(node, Number):
        return _number(node.literal)
    box = name_box(node.name)
    word = box.base if isinstance(box, Script) else box
    single = isinstance(word, Word) and word.style is Style.VARIABLE
    edge = _Edge.LETTER if single else _Edge.WORD
    return _Piece(box, _ATOM, edge, edge)


def _number(literal: str) -> _Piece:
    """Set a literal; an exponent becomes a power of ten."""
    mantissa, _, exponent = literal.lstrip("+-").lower().partition("e")
    if not exponent:
        piece = _Piece(Word(Style.NUMBER, mantissa), _ATOM, _Edge.DIGIT, _Edge.DIGIT)
    else:
        digits = Word(Style.NUMBER, exponent.lstrip("+-").lstrip("0") or "0")
        upper = Row((_MINUS_SIGN, digits)) if exponent.startswith("-") else digits
        power = Script(Word(Style.NUMBER, "10"), None, upper)
        if mantissa in {"1", "1.0"}:
            piece = _Piece(power, _POWER, _Edge.DIGIT)
        else:
            piece = _Piece(Row((Word(Style.NUMBER, mantissa), _CDOT, power)), _PRODUCT, _Edge.DIGIT)
    return _negative(piece) if literal.startswith("-") else piece


# ---- brackets --------------------------------------------------------------------------------------------------------


def _bracketed(piece: _Piece, left: str = "(", right: str = ")") -> _Piece:
    return _Piece(Fence(left, piece.box, right, piece.tall), _ATOM, _Edge.FENCE, _Edge.FENCE, tall=piece.tall)


def _at_least(piece: _Piece, level: int) -> _Piece:
    """Return `piece`, in brackets if it binds less tightly than `level`."""
    return piece if piece.level >= level else _bracketed(piece)


def _shut(piece: _Piece) -> _Piece:
    """Return `piece` not ending in an open argument: sin x becomes sin(x)."""
    return piece if piece.closed is None else replace(piece, box=piece.closed, right=_Edge.FENCE, closed=None)


# ---- sums, products, quotients, powers -------------------------------------------------------------------------------


def _sum(terms: list[tuple[str, _Piece]]) -> _Piece:
    first = _at_least(terms[0][1], _SUM)
    boxes = [first.box]
    for sign, term in terms[1:]:
        loosest = _SUM if sign == "+" and term.level != _MINUS else _SLASH
        boxes += (Word(Style.OPERATOR, sign), _at_least(term, loosest).box)
    return _Piece(Row(tuple(boxes)), _SUM, tall=any(term.tall for _, term in terms))


def _negative(operand: _Piece) -> _Piece:
    inner = _at_least(operand, _SLASH)
    closed = None if inner.closed is None else Row((_MINUS_SIGN, inner.closed))
    return replace(inner, box=Row((_MINUS_SIGN, inner.box)), level=_MINUS, left=_Edge.OTHER, closed=closed)


def _product(left: _Piece, right: _Piece) -> _Piece:
    first = left if left.level == _MINUS else _at_least(left, _PRODUCT)
    second = _at_least(right, _PRODUCT)
    if second.left is not _Edge.FUNCTION:
        first = _shut(first)
    between = _between(first.right, second.left)
    level = _MINUS if first.level == _MINUS else _PRODUCT
    closed = None if second.closed is None else Row((first.box, *between, second.closed))
    box = Row((first.box, *between, second.box))
    return _Piece(box, level, first.left, second.right, closed, first.tall or second.tall)


def _between(left: _Edge, right: _Edge) -> tuple[Word, ...]:
    """Return what stands between two factors: nothing, a thin space or a dot."""
    if right is _Edge.DIGIT or (left is _Edge.WORD and right is _Edge.FENCE):
        return (_CDOT,)
    if right is _Edge.FUNCTION:
        return (_BEFORE_FUNCTION,)
    if left is _Edge.BAR or _Edge.WORD in {left, right}:
        return (_THIN,)
    return ()


def _quotient(top: _Piece, bottom: _Piece, script: bool) -> _Piece:
    if script:
        upper = _shut(top if top.level == _MINUS else _at_least(top, _PRODUCT))
        lower = _at_least(bottom, _POWER)
        level = _MINUS if top.level == _MINUS else _SLASH
        tall = upper.tall or lower.tall
        return _Piece(Row((upper.box, Word(Style.NUMBER, "/"), lower.box)), level, upper.left, lower.right, tall=tall)
    numeric = top.left is top.right is bottom.left is bottom.right is _Edge.DIGIT
    left, right = (_Edge.DIGIT, _Edge.OTHER) if numeric else (_Edge.OTHER, _Edge.BAR)
    return _Piece(Fraction(top.box, bottom.box), _PRODUCT, left, right, tall=True)


def _power(base: _Piece, exponent: _Piece) -> _Piece:
    low = _at_least(base, _ATOM)
    match low.box:
        case Script(word, lower, None) if lower is not None:
            box = Script(word, lower, exponent.box)
        case _:
            box = Script(low.box, None, exponent.box)
    right = _Edge.BAR if low.right is _Edge.BAR else _Edge.OTHER
    return _Piece(box, _POWER, low.left, right, tall=low.tall or exponent.tall)


def _infix(parts: list[_Piece], sign: Word, level: int, loosest: int) -> _Piece:
    first, second = (_at_least(part, loosest) for part in parts)
    return _Piece(Row((first.box, sign, second.box)), level, tall=first.tall or second.tall)


# ---- conditions and cases --------------------------------------------------------------------------------------------


def _and(left: _Piece, right: _Piece) -> _Piece:
    return _infix([left, right], Word(Style.TEXT, "and"), _AND, _AND)


def _or(left: _Piece, right: _Piece) -> _Piece:
    return _infix([left, right], Word(Style.TEXT, "or"), _OR, _OR)


def _not(operand: _Piece) -> _Piece:
    inner = _at_least(operand, _ATOM)
    return _Piece(Row((Word(Style.TEXT, "not"), inner.box)), _NOT, tall=inner.tall)


def _cases(parts: list[_Piece]) -> _Piece:
    """Set the values and conditions of `_branches`, which come in turn, the last value alone."""
    values, conditions = parts[0::2], [part.box for part in parts[1::2]]
    return _Piece(
        Cases(tuple(zip((value.box for value in values), [*conditions, None], strict=True))), _CHOICE, tall=True
    )


# ---- functions -------------------------------------------------------------------------------------------------------


def _fenced(function: str) -> Callable[[_Piece], _Piece]:
    left, right = _FENCES[function]

    def fence(argument: _Piece) -> _Piece:
        edge = _Edge.BAR if left == "|" else _Edge.FENCE
        return _Piece(Fence(left, argument.box, right, argument.tall), _ATOM, edge, edge, tall=argument.tall)

    return fence


def _square_root(argument: _Piece) -> _Piece:
    return _Piece(Root(argument.box), _POWER, _Edge.OTHER, _Edge.BAR, tall=argument.tall)


def _cube_root(argument: _Piece) -> _Piece:
    return _Piece(Root(argument.box, Word(Style.NUMBER, "3")), _POWER, _Edge.OTHER, _Edge.BAR, tall=argument.tall)


def _factorial(argument: _Piece) -> _Piece:
    inner = _at_least(argument, _ATOM)
    box = Row((inner.box, Word(Style.NUMBER, "!")))
    return _Piece(box, _POWER, inner.left, _Edge.BAR, tall=inner.tall)


def _apply(node: Apply, parts: list[_Piece], exponent: Box | None) -> _Piece:
    """Set a function by its name: bare before a simple argument, else with brackets."""
    name = _function_box(node.function)
    if exponent is not None:
        name = Script(name, None, exponent)
    arguments: list[Box] = []
    for part in parts:
        arguments += (_COMMA,) if arguments else ()
        arguments.append(part.box)
    tall = any(part.tall for part in parts)
    closed = Row((name, Fence("(", Row(tuple(arguments)), ")", tall)))
    if node.function in _BARE and _is_simple(node.arguments[0]):
        return _Piece(Row((name, parts[0].box)), _POWER, _Edge.FUNCTION, _Edge.OPEN, closed)
    level = _POWER if node.function in _BARE else _ATOM
    return _Piece(closed, level, _Edge.FUNCTION, _Edge.FENCE, tall=tall)


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


def _polygamma(order: _Piece, argument: _Piece) -> _Piece:
    name = Script(Word(Style.VARIABLE, GREEK["psi"]), None, _bracketed(order).box)
    return _Piece(Row((name, _bracketed(argument).box)), _ATOM, _Edge.LETTER, _Edge.FENCE, tall=argument.tall)


_SETTERS: Mapping[str, Callable[..., _Piece]] = {
    "neg": _negative,
    "mul": _product,
    "and": _and,
    "or": _or,
    "not": _not,
    "sqrt": _square_root,
    "cbrt": _cube_root,
    "factorial": _factorial,
    "polygamma": _polygamma,
    **{function: _fenced(function) for function in _FENCES},
}
