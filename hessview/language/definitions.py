"""The definition lines of a text: which names they give a number, where it stands, and whether it can be moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.language.expression import Builder, number_text
from hessview.language.formula import Formula
from hessview.language.latex import rewrite
from hessview.language.names import FUNCTION_NAMES
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.language.refusal import Refusal, splice
from hessview.language.statements import split
from hessview.language.tokens import scan
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.expression import Expression
    from hessview.language.statements import Statement


@dataclass(frozen=True)
class Definition:
    """A parameter and the line that defines it.

    Attributes
    ----------
    name
        As the formula calls it.
    value
        Its number.
    source
        What is written right of the equals sign; empty where the text does not say it.
    place
        Where the number stands with its sign, (start, end) in characters of the text; None for an expression.
    needs
        The other parameters that the expression is made of.
    """

    name: str
    value: float
    source: str = ""
    place: tuple[int, int] | None = None
    needs: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether a plain number is written there, which can be replaced by another."""
        return self.place is not None


def definitions(text: str, formula: Formula) -> tuple[Definition, ...]:
    """Return the parameters of `formula` with their places in `text`, from which it was read, in their order."""
    written = {}
    for statement in _lines(text):
        token = statement.name
        if token is not None and statement.arguments is None:
            written[token.text] = statement
    values = dict(formula.parameters)
    return tuple(
        _definition(text, name, value, written.get(name), values) for name, value in formula.parameters
    )


def with_value(text: str, definition: Definition, value: float) -> str:
    """Return `text` with another number in the definition's place, written as short as it reads back the same.

    Raises
    ------
    ValueError
        If the definition is no plain number, or the value is not finite.
    """
    if definition.place is None or not math.isfinite(value):
        raise ValueError(f"{definition.name} cannot be given the value {value} in {definition.source!r}")
    # Never a negative zero, which would read "-0".
    return splice(text, *definition.place, number_text(value + 0.0))


def along(formula: Formula, found: Sequence[Definition], name: str) -> Formula:
    """Return `formula` as a function of its variables and, the last of them, the parameter `name`.

    What is defined by an expression in it follows it.

    Parameters
    ----------
    found
        The formula's parameters, as `definitions` returns them.

    Raises
    ------
    ValueError
        If it has no such parameter, or if an expression cannot be followed.
    """
    if name not in dict(formula.parameters):
        raise ValueError(f"{name} is no parameter of this function")
    builder = Builder()
    moving: dict[str, Expression] = {name: builder.symbol(name)}
    for each in found:
        if each.name == name or not any(need in moving for need in each.needs):
            continue
        others = {other: value for other, value in formula.parameters if other not in moving}
        try:
            read = parse(each.source, variables=tuple(moving), parameters=others).expression
        except SyntaxProblem as problem:
            raise ValueError(f"{each.name} follows {name} in a way that cannot be traced: {problem}") from None
        values: dict[str, Expression] = {other: builder.number(value) for other, value in others.items()}
        moving[each.name] = builder.substitute(read, values | moving)
    fixed = tuple(pair for pair in formula.parameters if pair[0] not in moving)
    root = builder.substitute(formula.expression, moving)
    return Formula(to_text(root), (*formula.variables, name), fixed, root, formula.name)


def _lines(text: str) -> tuple[Statement, ...]:
    tokens = scan(text)
    try:
        if "\\" in text:
            tokens = rewrite(tokens, FUNCTION_NAMES)
        return split(text, tokens).definitions
    except Refusal:
        return ()


def _definition(
    text: str, name: str, value: float, statement: Statement | None, values: dict[str, float]
) -> Definition:
    if statement is None:
        return Definition(name, value)
    body = [token for token in statement.tokens[statement.body :] if token.kind not in {"newline", ";", "end"}]
    if not body:
        return Definition(name, value)
    start, end = body[0].start, body[-1].end
    source = text[start:end]
    kinds = [token.kind for token in body]
    if kinds[-1] == "number" and kinds[:-1] in ([], ["-"], ["+"]):
        return Definition(name, value, source, (start, end))
    needs = dict.fromkeys(token.text for token in body if token.kind == "name" and token.text in values)
    return Definition(name, value, source, None, tuple(needs))
