"""A text as statements: definition lines, a header, and the one formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.language.characters import shown
from hessview.language.names import PROGRAM_WORDS, function_row
from hessview.language.problem import ProblemKind, Repair
from hessview.language.refusal import Refusal, splice

if TYPE_CHECKING:
    from hessview.language.tokens import Token

_OPENING = frozenset({"(", "[", "{", "|<"})
_CLOSING = frozenset({")", "]", "}", ">|"})
_CONTINUES_BEFORE = frozenset({"+", "-", "*", "/", "^", ",", "=", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not"})
_CONTINUES_AFTER = _CONTINUES_BEFORE - {"not"} | {")", "]", "}", "!"}


@dataclass(frozen=True)
class Statement:
    """A stretch of tokens between separators.

    Attributes
    ----------
    tokens
        Its tokens and the separator or ``end`` after them.
    name
        The name before the equals sign, or None for a bare formula.
    arguments
        The variables of a header ``f(x, y) =``, or None.
    body
        The place among `tokens` at which the formula begins.
    """

    tokens: list[Token]
    name: Token | None
    arguments: tuple[Token, ...] | None
    body: int


@dataclass(frozen=True)
class Program:
    """What a text consists of.

    Attributes
    ----------
    tokens
        All tokens, without line breaks inside a statement.
    definitions
        Lines ``a = 2`` in order.
    formula
        The statement that is the function.
    """

    tokens: list[Token]
    definitions: tuple[Statement, ...]
    formula: Statement


def split(text: str, tokens: list[Token]) -> Program:
    """Return the statements of a text.

    A line break separates where both sides are complete; a line that begins with ``+`` or ``-`` after a definition
    is a line of its own.

    Raises
    ------
    Refusal
        If there is no formula, or more than one.
    """
    joined = _join_lines(tokens)
    statements = [_statement(text, stretch) for stretch in _stretches(joined)]
    if not statements:
        raise Refusal(ProblemKind.EMPTY, "Type a function, such as x^2 + y^2.", (0, 1))
    bare = [statement for statement in statements if statement.name is None]
    headers = [statement for statement in statements if statement.arguments is not None]
    formulas = sorted([*bare, *headers], key=lambda statement: statement.tokens[0].start)
    if len(formulas) > 1:
        raise _several(text, formulas)
    formula = formulas[0] if formulas else statements[-1]
    return Program(joined, tuple(other for other in statements if other is not formula), formula)


def _several(text: str, formulas: list[Statement]) -> Refusal:
    first, second, separator = formulas[0].tokens[0], formulas[1].tokens[0], formulas[0].tokens[-1]
    if first.text in PROGRAM_WORDS:
        message = f"{shown(first.text)} belongs to a programming language, not to a formula."
        return Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, first)
    message = "There can be only one formula; lines before it may define parameters, such as a = 2."
    repairs = [
        Repair("keep only the first", text[: separator.start] + text[formulas[1].tokens[-1].start :]),
        Repair("keep only the second", text[: first.start] + text[second.start :]),
    ]
    if separator.kind == ";":
        return Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, separator, repairs=tuple(repairs))
    if first.start < second.start and formulas[0].name is formulas[1].name is None:
        end = formulas[1].tokens[-1].start
        product = f"({text[first.start : separator.start].rstrip()}) * ({text[second.start : end].rstrip()})"
        repairs.insert(0, Repair("multiply them", text[: first.start] + product + text[end:]))
    return Refusal(ProblemKind.UNEXPECTED_TOKEN, message, second, repairs=tuple(repairs))


def _join_lines(tokens: list[Token]) -> list[Token]:
    """Return the tokens without the line breaks that do not separate statements."""
    if not any(token.kind == "newline" for token in tokens):
        return tokens
    joined: list[Token] = []
    nested = 0
    defining = False
    for place, token in enumerate(tokens):
        if token.kind == "newline":
            if nested == 0 and joined and _separates(joined[-1], _next(tokens, place), defining):
                joined.append(token)
                defining = False
            continue
        nested += (token.kind in _OPENING) - (token.kind in _CLOSING)
        nested = max(nested, 0)
        defining = defining or (token.kind == "=" and nested == 0)
        if token.kind == ";":
            defining = False
        joined.append(token)
    return joined


def _next(tokens: list[Token], place: int) -> Token:
    while tokens[place].kind == "newline":
        place += 1
    return tokens[place]


def _separates(before: Token, after: Token, defining: bool) -> bool:
    if before.kind in _CONTINUES_BEFORE or before.kind in {";", "newline"}:
        return False
    if after.kind in {"+", "-"}:
        return defining
    return after.kind not in _CONTINUES_AFTER


def _stretches(tokens: list[Token]) -> list[list[Token]]:
    """Return the statements, each with the separator after it."""
    stretches: list[list[Token]] = []
    start = 0
    nested = 0
    for place, token in enumerate(tokens):
        nested = max(0, nested + (token.kind in _OPENING) - (token.kind in _CLOSING))
        if token.kind in {"newline", "end"} or (token.kind == ";" and nested == 0):
            if place > start:
                stretches.append(tokens[start : place + 1])
            start = place + 1
    return stretches


def _statement(text: str, tokens: list[Token]) -> Statement:
    kinds = [token.kind for token in tokens[:2]]
    if kinds == ["name", "=="]:
        raise _double_equals(text, tokens[1])
    if kinds == ["name", "="]:
        return Statement(tokens, tokens[0], None, 2)
    if kinds == ["name", "("] and function_row(tokens[0].text) is None:
        close = next((place for place, token in enumerate(tokens) if token.kind == ")"), None)
        if close is not None and tokens[close + 1].kind == "==":
            raise _double_equals(text, tokens[close + 1])
        if close is not None and tokens[close + 1].text in {":=", "≔"}:
            raise _colon_equals(text, tokens[close + 1])
        if close is not None and tokens[close + 1].kind == "=":
            return Statement(tokens, tokens[0], _header(tokens, 2, close), close + 2)
    return Statement(tokens, None, None, 0)


def _double_equals(text: str, token: Token) -> Refusal:
    right = text[token.end :].strip()
    message = "`==` compares, inside where( ... ); a function is written with one `=`."
    repairs = (
        Repair("write `=`", splice(text, token.start, token.end, "=")),
        Repair("left side minus right side", f"{text[: token.start].rstrip()} - ({right})"),
    )
    return Refusal(ProblemKind.EQUATION, message, token, repairs=repairs)


def _colon_equals(text: str, token: Token) -> Refusal:
    kind = ProblemKind.FORBIDDEN_SYNTAX if token.kind == "foreign" else ProblemKind.UNEXPECTED_CHAR
    repair = Repair("write `=`", splice(text, token.start, token.end, "="))
    return Refusal(kind, f"A function is written with `=`, not with {shown(token.text)}.", token, repairs=(repair,))


def _header(tokens: list[Token], start: int, close: int) -> tuple[Token, ...]:
    """Return the variables between the brackets of a header."""
    names: list[Token] = []
    for place in range(start, close + 1):
        token = tokens[place]
        wants_name = (place - start) % 2 == 0
        if wants_name and token.kind == "name":
            names.append(token)
        elif wants_name or token.kind not in {",", ")"}:
            kind = ProblemKind.FORBIDDEN_SYNTAX if token.text == "." else ProblemKind.UNEXPECTED_TOKEN
            message = "The left side of a function lists its variables, such as f(x, y) = ..."
            raise Refusal(kind, message, token)
    return tuple(names)
