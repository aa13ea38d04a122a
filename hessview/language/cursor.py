"""A place among the tokens of a text, and what can be learnt by looking around from there."""

from __future__ import annotations

from hessview.language.names import function_row
from hessview.language.problem import ProblemKind
from hessview.language.refusal import Refusal
from hessview.language.tokens import Token

MAX_DEPTH = 200
"""How deep brackets, signs and exponents may nest."""

MAX_TOKENS = 15_000
"""The most numbers, names and signs in a text."""

TOO_MANY_TOKENS = f"This formula is too long: at most {MAX_TOKENS:,} signs, numbers and names can be read."


class Cursor:
    """Stands at one token after the other, and knows how deep the reading nests.

    Attributes
    ----------
    deepest
        How deep the text nested up to now.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.at = 0
        self.depth = 0
        self.deepest = 0
        self._indices: dict[int, str] | None = None

    def begin(self, tokens: list[Token], first: int) -> None:
        """Turn to the token number `first` of `tokens`, which end in a separator or in ``end``."""
        self.tokens, self.at, self.depth, self._indices = list(tokens), first, 0, None

    def replace(self, token: Token, pieces: list[str]) -> Token:
        """Put tokens for the factors `pieces` in the place of the name `token`, just passed; return the first."""
        made: list[Token] = []
        start = token.start
        for piece in pieces:
            made.append(Token("name", piece, start, len(piece)))
            start += len(piece)
        self.tokens[self.at - 1 : self.at] = made
        if len(self.tokens) > MAX_TOKENS:
            raise Refusal(ProblemKind.TOO_LONG, TOO_MANY_TOKENS, token)
        return made[0]

    def index_of(self, opening: Token) -> str | None:
        """Return the lone name between the first two commas inside the bracket `opening`, the index of a sum."""
        if self._indices is None:
            self._indices = _indices(self.tokens)
        return self._indices.get(opening.start)

    def deeper(self, token: Token) -> None:
        """Count one level of nesting and refuse too many."""
        self.depth += 1
        if self.depth <= self.deepest:
            return
        self.deepest = self.depth
        if self.depth > MAX_DEPTH:
            message = f"Brackets, signs and exponents may nest {MAX_DEPTH} deep."
            raise Refusal(ProblemKind.TOO_DEEP, message, token)

    def operand_start(self, last: int) -> int:
        """Return where the operand that ends with the token number `last` starts in the text."""
        nested = 0
        while last > 0 and self.tokens[last].kind in {"!", "superscript"}:
            last -= 1
        for place in range(last, -1, -1):
            kind = self.tokens[place].kind
            nested += kind in {")", "]", "}", ">|"}
            nested -= kind in {"(", "[", "{", "|<"}
            if nested <= 0:
                before = self.tokens[place - 1] if place else None
                called = before is not None and kind == "(" and before.kind == "name" and function_row(before.text)
                return before.start if before is not None and called else self.tokens[place].start
        return self.tokens[0].start


def _indices(tokens: list[Token]) -> dict[int, str]:
    """Return, by the place of the opening bracket in the text, the lone names between its first two commas."""
    found: dict[int, str] = {}
    nested: list[tuple[int, list[int]]] = []
    for place, token in enumerate(tokens):
        if token.kind in {"(", "[", "{"}:
            nested.append((token.start, []))
        elif token.kind in {")", "]", "}"} and nested:
            nested.pop()
        elif token.kind == "," and nested:
            opening, commas = nested[-1]
            commas.append(place)
            if len(commas) == 2 and commas[1] == commas[0] + 2 and tokens[place - 1].kind == "name":
                found[opening] = tokens[place - 1].text
    return found
