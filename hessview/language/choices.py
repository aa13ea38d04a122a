"""Choices between formulas as other programs write them: LaTeX cases and Desmos pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.language.expression import Apply, Expression
from hessview.language.problem import ProblemKind
from hessview.language.refusal import Refusal

if TYPE_CHECKING:
    from hessview.language.reader import Reader
    from hessview.language.tokens import Token

_OPPOSITE = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}

_Branch = tuple[Expression, Expression | None]


def desmos(reader: Reader, token: Token, first: Expression) -> Expression:
    r"""Read ``\{x>0: a, x<1: b, c\}`` after its first condition."""
    branches: list[_Branch] = []
    condition: Expression | None = first
    while True:
        if condition is not None:
            reader.at += 1
        value = reader.expression()
        branches.append((value, condition))
        if reader.tokens[reader.at].kind != "," or condition is None:
            break
        reader.at += 1
        start = reader.at
        condition = reader.expression()
        if reader.tokens[reader.at].text != ":":
            reader.at, condition = start, None
    reader.close(token)
    return _joined(reader, token, branches)


def cases(reader: Reader, token: Token) -> Expression:
    r"""Read ``\begin{cases} a & x > 0 \\ b & \text{otherwise} \end{cases}``."""
    at = reader.at
    words = [piece.text for piece in reader.tokens[at : at + 3]]
    if words != ["{", "cases", "}"]:
        raise Refusal(ProblemKind.UNEXPECTED_CHAR, "Only the LaTeX environment `cases` is known here.", token)
    reader.at += 3
    branches: list[_Branch] = []
    while reader.tokens[reader.at].kind != "stop":
        value = reader.expression()
        while reader.tokens[reader.at].kind == "," or reader.tokens[reader.at].text == "&":
            reader.at += 1
        if reader.tokens[reader.at].kind == "otherwise":
            reader.at += 1
            branches.append((value, None))
        else:
            branches.append((value, reader.expression()))
        if reader.tokens[reader.at].kind == "row":
            reader.at += 1
        elif reader.tokens[reader.at].kind != "stop":
            message = "A case ends here: `\\\\` is missing."
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, message, reader.tokens[reader.at])
    reader.at += 4
    return _joined(reader, token, branches)


def _joined(reader: Reader, token: Token, branches: list[_Branch]) -> Expression:
    """Return nested choices; the last branch must hold wherever no other does."""
    place = (token.start, token.length)
    for _, condition in branches:
        if condition is not None and not reader.nodes.is_condition(condition):
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, "Each case needs a condition, such as x > 0.", token)
    if not branches or not (branches[-1][1] is None or _completes(branches)):
        message = "It is not said what holds where none of the conditions does: end with a case without condition."
        raise Refusal(ProblemKind.ARITY, message, token)
    result = branches[-1][0]
    for value, condition in reversed(branches[:-1]):
        if condition is None:
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, "Only the last case may be without a condition.", token)
        result = reader.nodes.make("where", place, condition, value, result)
    return result


def _completes(branches: list[_Branch]) -> bool:
    """Return whether the last condition is the opposite of the one before it, and these are all."""
    if len(branches) != 2:
        return False
    first, second = branches[0][1], branches[1][1]
    if not (isinstance(first, Apply) and isinstance(second, Apply)) or first.function not in _OPPOSITE:
        return False
    same = all(a is b for a, b in zip(first.arguments, second.arguments, strict=False))
    return second.function == _OPPOSITE[first.function] and same and len(first.arguments) == len(second.arguments)
