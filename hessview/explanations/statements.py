"""Lines of a derivation: words, and equations of which every side is a formula, a matrix or a number."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from hessview.explanations.digits import number
from hessview.language.decimals import MINUS, machine_text
from hessview.language.expression import Builder, Expression, number_text
from hessview.language.layout import Box, Grid, Row, Script, Style, Word, name_box
from hessview.language.layout import Fraction as Over
from hessview.language.notation import arrange
from hessview.language.source import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

EQUAL, ABOUT = "=", "≈"

_LONGEST_LITERAL = 12
"""Characters of a number that is written out because it is exact."""

_SIGN = re.compile(r"(?<![\d.]e)-")
"""A minus sign, though not that of an exponent: 1e-9 read back with a real one would be e times 1, minus 9."""

Rows = tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, eq=False)
class Side:
    """One side of an equation.

    Attributes
    ----------
    box
        As it is typeset.
    text
        The same in our own language, with real minus signs where it is not a formula.
    tree
        What it is, for whoever calculates: an expression, rows of them, or None for a name.
    relation
        What joins it to the side before: ``=`` or ``≈``.
    """

    box: Box
    text: str
    tree: Expression | Rows | None = None
    relation: str = EQUAL


@dataclass(frozen=True, eq=False)
class Line:
    """Words, then perhaps an equation.

    Attributes
    ----------
    words
        Plain text, no markup; may be empty.
    sides
        Of the equation, from left to right; none for words alone.
    depth
        How deep it lies below its step: a rule's parts are one deeper than the rule.
    """

    words: str = ""
    sides: tuple[Side, ...] = ()
    depth: int = 0

    @property
    def box(self) -> Box:
        """The equation as one box."""
        parts: list[Box] = []
        for side in self.sides:
            parts += (Word(Style.OPERATOR, side.relation),) if parts else ()
            parts.append(side.box)
        return Row(tuple(parts))

    @property
    def text(self) -> str:
        """The equation in one line of our own language."""
        written = ""
        for side in self.sides:
            written += f" {side.relation} {side.text}" if written else side.text
        return written

    @property
    def plain(self) -> str:
        """The equation in one line for readers: real minus signs and dots; our parser reads these as well."""
        return _SIGN.sub(MINUS, self.text).replace("*", "·")


@dataclass(frozen=True, eq=False)
class Step:
    """A step of a page: what is done, its lines, and the steps that it is made of."""

    title: str
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, eq=False)
class Page:
    """A page: its title as words and as an equation, its steps, and the names in it as they are printed."""

    title: str
    head: Line
    steps: tuple[Step, ...]
    names: tuple[str, ...] = ()


def formula_side(tree: Expression, relation: str = EQUAL) -> Side:
    """Return a formula as a side."""
    return Side(arrange(tree), to_text(tree), tree, relation)


def matrix_side(rows: Sequence[Sequence[Expression]], relation: str = EQUAL) -> Side:
    """Return a matrix of formulas as a side."""
    cells = tuple(tuple(row) for row in rows)
    grid = Grid(tuple(tuple(arrange(cell) for cell in row) for row in cells))
    text = "[" + ", ".join("[" + ", ".join(map(to_text, row)) + "]" for row in cells) + "]"
    return Side(grid, text, cells, relation)


def name_side(box: Box, text: str) -> Side:
    """Return a name as a side: f(x, y), H, λ₁."""
    return Side(box, text)


def number_matrix(values: Sequence[Sequence[float]], errors: Sequence[Sequence[float]]) -> Side:
    """Return a matrix of numbers to their certain digits, joined by ≈ unless every digit of all is there.

    Parameters
    ----------
    values, errors
        Rows of equal length.
    """
    cells = [[number_side(v, e) for v, e in zip(*row, strict=True)] for row in zip(values, errors, strict=True)]
    text = "[" + ", ".join("[" + ", ".join(cell.text for cell in row) + "]" for row in cells) + "]"
    relation = EQUAL if all(cell.relation == EQUAL for row in cells for cell in row) else ABOUT
    return Side(Grid(tuple(tuple(cell.box for cell in row) for row in cells)), text, None, relation)


def number_side(value: float, error: float = 0.0, digits: int = 6) -> Side:
    """Return a number to its certain digits; joined by = only if it is the number, by ≈ if it is rounded."""
    if not math.isfinite(value):
        words = number(value)
        style = Style.TEXT if math.isnan(value) else Style.NUMBER
        return Side(Word(style, words), words)
    if error == 0.0 and (short := short_literal(value)):
        tree = Builder().number(value, short)
        return Side(arrange(tree), shown_literal(short), tree)
    words = number(value, error, digits)
    box = _number_box(words)
    return Side(box, words, None, ABOUT)


def short_literal(value: float) -> str:
    """Return the exact text of a number if it is short, else nothing."""
    exact = Fraction(value)
    for literal in (f"{value:.0f}" if value == int(value) else repr(value), repr(value)):
        if len(literal) <= _LONGEST_LITERAL and Fraction(literal) == exact:
            return "0" if not exact else literal
    return ""


def coordinate_literal(value: float) -> str:
    """Return the text that reads back as `value` if it is short, else nothing."""
    text = number_text(value) if math.isfinite(value) else ""
    return text if len(text) <= _LONGEST_LITERAL else ""


def coordinate_side(value: float) -> Side:
    """Return a number that was typed or chosen: 0.3 is 0.3, though no double is."""
    short = coordinate_literal(value)
    if not short:
        return number_side(value)
    tree = literal(short)
    return Side(arrange(tree), shown_literal(short), tree)


def shown_literal(literal: str) -> str:
    """Return a literal with a real minus sign."""
    return literal.replace("-", MINUS)


def _number_box(words: str) -> Box:
    """Set a number as `number` writes it: with its power of ten, or 0 and a bound."""
    value, plus_minus, error = words.partition(" ± ")
    box = arrange(literal(machine_text(value)))
    if not plus_minus:
        return box
    known = _number_box(error) if error != "∞" else Word(Style.NUMBER, error)
    return Row((box, Word(Style.OPERATOR, "±"), known))


def literal(text: str) -> Expression:
    """Return a literal as a tree."""
    return Builder().number(float(text), text)


def derivative_label(name: str, variables: Sequence[str], *, ordinary: bool = False) -> Side:
    """Return the name of a derivative: ∂f/∂x, ∂²f/∂y∂x for `variables` x, y in the order of differentiation.

    Parameters
    ----------
    ordinary
        Whether d is written for ∂, for functions of one variable.
    """
    sign = "d" if ordinary else "∂"
    mark: Box = Word(Style.VARIABLE, sign)
    order = len(variables)
    top: Box = mark if order == 1 else Script(mark, None, Word(Style.NUMBER, str(order)))
    upper = Row((top, name_box(name)))
    raised = "" if order == 1 else "²"
    if order > 1 and len(set(variables)) == 1:
        bottom: list[Box] = [mark, raise_name(variables[0], str(order))]
        text = f"{sign}{raised}{name}/{sign}{variables[0]}{raised}"
    else:
        bottom = [part for each in reversed(variables) for part in (mark, name_box(each))]
        text = f"{sign}{raised}{name}/" + "".join(f"{sign}{each}" for each in reversed(variables))
    return name_side(Over(upper, Row(tuple(bottom))), text)


def raise_name(name: str, exponent: str) -> Box:
    """Return a name with an exponent, above its subscript where it has one."""
    box = name_box(name)
    upper = Word(Style.NUMBER, exponent)
    return Script(box.base, box.lower, upper) if isinstance(box, Script) else Script(box, None, upper)


def call_side(name: str, arguments: Iterable[str]) -> Side:
    """Return f(x, y) as a side; (x, y) for an empty name."""
    given = tuple(arguments)
    boxes: list[Box] = [*([name_box(name)] if name else []), Word(Style.FENCE, "(")]
    for place, argument in enumerate(given):
        boxes += (Word(Style.OPERATOR, ", "),) if place else ()
        boxes.append(name_box(argument))
    return name_side(Row((*boxes, Word(Style.FENCE, ")"))), f"{name}({', '.join(given)})")


def tuple_side(values: Sequence[float], relation: str = EQUAL) -> Side:
    """Return (1, 2.5) as a side; every digit of the numbers is there where they are short."""
    known = [coordinate_side(value) for value in values]
    boxes: list[Box] = [Word(Style.FENCE, "(")]
    for place, each in enumerate(known):
        boxes += (Word(Style.OPERATOR, ", "),) if place else ()
        boxes.append(each.box)
    is_exact = all(each.relation == EQUAL for each in known)
    text = f"({', '.join(each.text for each in known)})"
    return Side(Row((*boxes, Word(Style.FENCE, ")"))), text, None, relation if is_exact else ABOUT)


class Kind(StrEnum):
    """What a block of a page is."""

    TITLE = "title"
    STEP = "step"
    PART = "part"
    WORDS = "words"
    EQUATION = "equation"


@dataclass(frozen=True, eq=False)
class Block:
    """A page taken apart from top to bottom, for whoever sets it.

    Attributes
    ----------
    words
        Of a title, a heading or a paragraph.
    line
        Of an equation.
    depth
        Of words and equations: 0, or how deep below their step.
    """

    kind: Kind
    words: str = ""
    line: Line | None = None
    depth: int = 0


def blocks(page: Page) -> Iterator[Block]:
    """Yield what stands on a page, from top to bottom; steps are numbered from 1."""
    yield Block(Kind.TITLE, page.title)
    for place, step in enumerate(page.steps, start=1):
        yield Block(Kind.STEP, f"{place}. {step.title}")
        yield from _of_lines(step.lines)
        for part in step.steps:
            yield Block(Kind.PART, part.title)
            yield from _of_lines(part.lines)


def _of_lines(lines: Iterable[Line]) -> Iterator[Block]:
    for line in lines:
        if line.words:
            yield Block(Kind.WORDS, line.words, depth=line.depth)
        if line.sides:
            yield Block(Kind.EQUATION, line=line, depth=line.depth)
