"""Set pieces of a formula and how they join: brackets, dots, thin spaces, fractions, scripts and roots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from hessview.language.expression import Constant, Number, Symbol
from hessview.language.layout import Box, Cases, Fence, Fraction, Root, Row, Script, Style, Word, name_box

if TYPE_CHECKING:
    from collections.abc import Callable

# How tightly a piece binds, loosest first.
CHOICE, OR, AND, NOT, COMPARISON, SUM, MINUS, SLASH, PRODUCT, POWER, ATOM = range(11)


class Edge(Enum):
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
class Piece:
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
    left: Edge = Edge.OTHER
    right: Edge = Edge.OTHER
    closed: Box | None = None
    tall: bool = False


DOTS = Piece(Word(Style.OPERATOR, "⋯"), ATOM)
_CDOT = Word(Style.OPERATOR, "·")
_THIN = Word(Style.SPACE, "thin")
_BEFORE_FUNCTION = Word(Style.SPACE, "before function")
COMMA = Word(Style.OPERATOR, ", ")
_MINUS_SIGN = Word(Style.FENCE, "−")
FENCES = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}


# ---- leaves ----------------------------------------------------------------------------------------------------------


def leaf(node: Number | Constant | Symbol) -> Piece:
    """Return a number, a constant or a name."""
    if isinstance(node, Number):
        return _number(node.literal)
    box = name_box(node.name)
    word = box.base if isinstance(box, Script) else box
    single = isinstance(word, Word) and word.style is Style.VARIABLE
    edge = Edge.LETTER if single else Edge.WORD
    return Piece(box, ATOM, edge, edge)


def _number(literal: str) -> Piece:
    """Set a literal; an exponent becomes a power of ten."""
    mantissa, _, exponent = literal.lstrip("+-").lower().partition("e")
    if not exponent:
        piece = Piece(Word(Style.NUMBER, mantissa), ATOM, Edge.DIGIT, Edge.DIGIT)
    else:
        digits = Word(Style.NUMBER, exponent.lstrip("+-").lstrip("0") or "0")
        upper = Row((_MINUS_SIGN, digits)) if exponent.startswith("-") else digits
        power = Script(Word(Style.NUMBER, "10"), None, upper)
        if mantissa in {"1", "1.0"}:
            piece = Piece(power, POWER, Edge.DIGIT)
        else:
            piece = Piece(Row((Word(Style.NUMBER, mantissa), _CDOT, power)), PRODUCT, Edge.DIGIT)
    return negative(piece) if literal.startswith("-") else piece


# ---- brackets --------------------------------------------------------------------------------------------------------


def bracketed(piece: Piece, left: str = "(", right: str = ")") -> Piece:
    """Return `piece` between brackets that grow with it."""
    return Piece(Fence(left, piece.box, right, piece.tall), ATOM, Edge.FENCE, Edge.FENCE, tall=piece.tall)


def _at_least(piece: Piece, level: int) -> Piece:
    """Return `piece`, in brackets if it binds less tightly than `level`."""
    return piece if piece.level >= level else bracketed(piece)


def _shut(piece: Piece) -> Piece:
    """Return `piece` not ending in an open argument: sin x becomes sin(x)."""
    return piece if piece.closed is None else replace(piece, box=piece.closed, right=Edge.FENCE, closed=None)


# ---- sums, products, quotients, powers -------------------------------------------------------------------------------


def total(terms: list[tuple[str, Piece]]) -> Piece:
    """Return a sum of terms with their signs; the sign of the first is not written."""
    first = _at_least(terms[0][1], SUM)
    boxes = [first.box]
    for sign, term in terms[1:]:
        loosest = SUM if sign == "+" and term.level != MINUS else SLASH
        boxes += (Word(Style.OPERATOR, sign), _at_least(term, loosest).box)
    return Piece(Row(tuple(boxes)), SUM, tall=any(term.tall for _, term in terms))


def negative(operand: Piece) -> Piece:
    """Return the negative of `operand`."""
    inner = _at_least(operand, SLASH)
    closed = None if inner.closed is None else Row((_MINUS_SIGN, inner.closed))
    return replace(inner, box=Row((_MINUS_SIGN, inner.box)), level=MINUS, left=Edge.OTHER, closed=closed)


def product(left: Piece, right: Piece) -> Piece:
    """Return two factors side by side, with a dot or a thin space where they would run together."""
    first = left if left.level == MINUS else _at_least(left, PRODUCT)
    second = _at_least(right, PRODUCT)
    if second.left is not Edge.FUNCTION:
        first = _shut(first)
    between = _between(first.right, second.left)
    level = MINUS if first.level == MINUS else PRODUCT
    closed = None if second.closed is None else Row((first.box, *between, second.closed))
    box = Row((first.box, *between, second.box))
    return Piece(box, level, first.left, second.right, closed, first.tall or second.tall)


def _between(left: Edge, right: Edge) -> tuple[Word, ...]:
    """Return what stands between two factors: nothing, a thin space or a dot."""
    if right is Edge.DIGIT or (left is Edge.WORD and right is Edge.FENCE):
        return (_CDOT,)
    if right is Edge.FUNCTION:
        return (_BEFORE_FUNCTION,)
    if left is Edge.BAR or Edge.WORD in {left, right}:
        return (_THIN,)
    return ()


def quotient(top: Piece, bottom: Piece, script: bool) -> Piece:
    """Return a fraction, or a slash in the small size of exponents."""
    if script:
        upper = _shut(top if top.level == MINUS else _at_least(top, PRODUCT))
        lower = _at_least(bottom, POWER)
        level = MINUS if top.level == MINUS else SLASH
        tall = upper.tall or lower.tall
        return Piece(Row((upper.box, Word(Style.NUMBER, "/"), lower.box)), level, upper.left, lower.right, tall=tall)
    numeric = top.left is top.right is bottom.left is bottom.right is Edge.DIGIT
    left, right = (Edge.DIGIT, Edge.OTHER) if numeric else (Edge.OTHER, Edge.BAR)
    return Piece(Fraction(top.box, bottom.box), PRODUCT, left, right, tall=True)


def power(base: Piece, exponent: Piece) -> Piece:
    """Return a power."""
    low = _at_least(base, ATOM)
    match low.box:
        case Script(word, lower, None) if lower is not None:
            box = Script(word, lower, exponent.box)
        case _:
            box = Script(low.box, None, exponent.box)
    right = Edge.BAR if low.right is Edge.BAR else Edge.OTHER
    return Piece(box, POWER, low.left, right, tall=low.tall or exponent.tall)


def infix(parts: list[Piece], sign: Word, level: int, loosest: int) -> Piece:
    """Return two parts with a sign between them; what binds less tightly than `loosest` gets brackets."""
    first, second = (_at_least(part, loosest) for part in parts)
    return Piece(Row((first.box, sign, second.box)), level, tall=first.tall or second.tall)


# ---- conditions and cases --------------------------------------------------------------------------------------------


def both(left: Piece, right: Piece) -> Piece:
    """Return two conditions joined by "and"."""
    return infix([left, right], Word(Style.TEXT, "and"), AND, AND)


def either(left: Piece, right: Piece) -> Piece:
    """Return two conditions joined by "or"."""
    return infix([left, right], Word(Style.TEXT, "or"), OR, OR)


def negation(operand: Piece) -> Piece:
    """Return the opposite of a condition."""
    inner = _at_least(operand, ATOM)
    return Piece(Row((Word(Style.TEXT, "not"), inner.box)), NOT, tall=inner.tall)


def cases(parts: list[Piece]) -> Piece:
    """Return a choice; values and conditions come in turn, the last value alone."""
    values, conditions = parts[0::2], [part.box for part in parts[1::2]]
    return Piece(
        Cases(tuple(zip((value.box for value in values), [*conditions, None], strict=True))), CHOICE, tall=True
    )


# ---- fences and roots ------------------------------------------------------------------------------------------------


def fenced(function: str) -> Callable[[Piece], Piece]:
    """Return what sets the argument of abs, floor or ceil between its signs."""
    left, right = FENCES[function]

    def fence(argument: Piece) -> Piece:
        edge = Edge.BAR if left == "|" else Edge.FENCE
        return Piece(Fence(left, argument.box, right, argument.tall), ATOM, edge, edge, tall=argument.tall)

    return fence


def square_root(argument: Piece) -> Piece:
    """Return a square root."""
    return Piece(Root(argument.box), POWER, Edge.OTHER, Edge.BAR, tall=argument.tall)


def cube_root(argument: Piece) -> Piece:
    """Return a cube root."""
    return Piece(Root(argument.box, Word(Style.NUMBER, "3")), POWER, Edge.OTHER, Edge.BAR, tall=argument.tall)


def factorial(argument: Piece) -> Piece:
    """Return a factorial."""
    inner = _at_least(argument, ATOM)
    box = Row((inner.box, Word(Style.NUMBER, "!")))
    return Piece(box, POWER, inner.left, Edge.BAR, tall=inner.tall)


# ---- derivatives yet to be taken -------------------------------------------------------------------------------------


def derivative(sign: str) -> Callable[[Piece, Piece], Piece]:
    """Return what sets a derivative that has not been taken yet: d/dx or ∂/∂x before the function."""
    mark = Word(Style.VARIABLE, sign)

    def apply(body: Piece, variable: Piece) -> Piece:
        operator = Fraction(mark, Row((mark, variable.box)))
        box = Row((operator, _THIN, bracketed(body).box))
        return Piece(box, PRODUCT, Edge.WORD, Edge.FENCE, tall=True)

    return apply
