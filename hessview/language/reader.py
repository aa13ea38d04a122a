"""Tokens to a tree, by precedence climbing.

From loosest to tightest: ``or``, ``and``, ``not``, comparisons, ``+ -``, ``* /`` and factors side by side (one level:
``1/2x`` is (1/2)x), the minus sign, ``^`` (from the right, and tighter than a minus before it), ``!``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hessview.language.cursor import MAX_DEPTH, Cursor
from hessview.language.misplaced import double_factorial, explain, missing_sign, stacked_exponents, unclosed
from hessview.language.nodes import Nodes
from hessview.language.problem import ProblemKind
from hessview.language.refusal import Refusal
from hessview.language.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.language.expression import Expression
    from hessview.language.scope import Scope

OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER = range(1, 8)

_INFIX: Mapping[str, tuple[int, str]] = {
    "or": (OR, "or"), "and": (AND, "and"),
    "<": (COMPARISON, "lt"), "<=": (COMPARISON, "le"), ">": (COMPARISON, "gt"), ">=": (COMPARISON, "ge"),
    "==": (COMPARISON, "eq"), "!=": (COMPARISON, "ne"),
    "+": (SUM, "add"), "-": (SUM, "sub"), "*": (PRODUCT, "mul"), "/": (PRODUCT, "div"),
}  # fmt: skip

STARTS = frozenset({"number", "name", "(", "{", "|<", "sqrt", "cbrt", "frac", "sum", "prod", "begin"})
"""Kinds of tokens that begin an operand, and so mean a product after another."""

_SIGNS = frozenset({"+", "-", "not"})
_BEHIND = frozenset({"!", "superscript", "^"})
_CLOSING = {"(": ")", "{": "}", "|<": ">|", "[": "]"}
_SUPERSCRIPT = re.compile(r"([+-]?)([0-9]*)([a-z]?)")


class Reader(Cursor):
    """Reads one expression after the other from the tokens of a text.

    Attributes
    ----------
    nodes
        What was made of the tokens.
    unknown
        Names without a meaning, which are reported when all else is right.
    written
        How many nodes sums have written out.
    """

    def __init__(
        self,
        text: str,
        scope: Scope,
        forms: Mapping[str, Callable[..., Expression]],
        *,
        braces: bool,
    ) -> None:
        super().__init__(text)
        self.builder = scope.builder
        self.scope = scope
        self.nodes = Nodes(text, scope.builder)
        self.braces = braces
        self.unknown: list[tuple[str, Token]] = []
        self.written = 0
        self._forms = forms

    # ---- the grammar -------------------------------------------------------------------------------------------

    def expression(self, least: int = OR) -> Expression:
        """Read an expression whose operators all bind at least as tightly as `least`."""
        self.deeper(self.tokens[self.at])
        left = self._signed(least) if self.tokens[self.at].kind in _SIGNS else self._operand()
        while True:
            token = self.tokens[self.at]
            kind = token.kind
            infix = _INFIX.get(kind)
            if infix is None:
                if kind not in STARTS or least > PRODUCT or (kind == "{" and not self.braces):
                    break
                if kind == "number":
                    raise missing_sign(self, token)
                right = self._operand()
                left = self.nodes.make("mul", (token.start, 1), left, right)
                continue
            level, row = infix
            if level < least:
                break
            self.at += 1
            if level == COMPARISON:
                left = self._comparison(left, row, token)
            else:
                left = self.nodes.make(row, (token.start, token.length), left, self.expression(level + 1))
        self.depth -= 1
        return left

    def _signed(self, least: int) -> Expression:
        """Read signs and their operand; a minus takes the whole product after it, within `least`."""
        token = self.tokens[self.at]
        if token.kind == "not":
            self.at += 1
            return self.nodes.make("not", (token.start, token.length), self.expression(NOT))
        minus: Token | None = None
        negative = False
        self.deeper(token)
        signs = 0
        while token.kind in {"+", "-"}:
            if token.kind == "-":
                negative, minus = not negative, minus or token
            signs += 1
            if signs > MAX_DEPTH:
                raise Refusal(ProblemKind.TOO_DEEP, "There are too many signs in a row.", token)
            self.at += 1
            token = self.tokens[self.at]
        operand = self.expression(max(PRODUCT, least))
        self.depth -= 1
        return self.nodes.make("neg", (minus.start, 1), operand) if negative and minus is not None else operand

    def _operand(self) -> Expression:
        """Read one operand with its factorial and its power."""
        token = self.tokens[self.at]
        kind = token.kind
        if kind == "number":
            self.at += 1
            operand = self.nodes.number(token)
        elif kind == "(" or (kind == "{" and self.braces):
            self.at += 1
            operand = self.group(token)
        elif kind in self._forms:
            self.at += 1
            operand = self._forms[kind](self, token)
        else:
            raise explain(self, token)
        return self.powered(operand) if self.tokens[self.at].kind in _BEHIND else operand

    def powered(self, base: Expression) -> Expression:
        """Read what stands behind an operand: ``!``, raised digits, ``^``."""
        raised: Token | None = None
        while True:
            token = self.tokens[self.at]
            if token.kind == "!":
                base = self._factorial(base, token)
            elif token.kind == "superscript":
                if raised is not None:
                    raise stacked_exponents(self, token)
                raised = token
                self.at += 1
                base = self.power(base, self.raised(token), token)
            elif token.kind == "^":
                if raised is not None:
                    raise stacked_exponents(self, token)
                self.at += 1
                return self.power(base, self.exponent(), token)
            else:
                return base

    def exponent(self) -> Expression:
        """Read an exponent: signs, one operand, and its own power (``2^3^2`` is 2^9)."""
        self.deeper(self.tokens[self.at])
        token = self.tokens[self.at]
        if token.kind in {"+", "-"}:
            self.at += 1
            inner = self.exponent()
            exponent = inner if token.kind == "+" else self.nodes.make("neg", (token.start, 1), inner)
        elif token.kind == "{":
            self.at += 1
            self.braces = True
            exponent = self.group(token)
            if self.tokens[self.at].kind == "^":
                raise stacked_exponents(self, self.tokens[self.at])
        else:
            exponent = self._operand()
        self.depth -= 1
        return exponent

    def power(self, base: Expression, exponent: Expression, token: Token) -> Expression:
        """Return base^exponent; a power of e is exp."""
        if base is self.builder.constant("e"):
            return self.nodes.make("exp", (token.start, token.length), exponent)
        return self.nodes.make("pow", (token.start, token.length), base, exponent)

    def _comparison(self, left: Expression, row: str, token: Token) -> Expression:
        """Read the right side; ``0 < x < 1`` is 0 < x and x < 1."""
        right = self.expression(SUM)
        result = self.nodes.make(row, (token.start, token.length), left, right)
        while self.tokens[self.at].kind in {"<", "<=", ">", ">=", "==", "!="}:
            following = self.tokens[self.at]
            self.at += 1
            middle, right = right, self.expression(SUM)
            second = self.nodes.make(_INFIX[following.kind][1], (following.start, following.length), middle, right)
            result = self.nodes.make("and", (token.start, token.length), result, second)
        return result

    # ---- operands ----------------------------------------------------------------------------------------------

    def group(self, token: Token) -> Expression:
        """Read what stands in the brackets that `token` opened."""
        inside = self.tokens[self.at]
        if inside.kind == _CLOSING[token.kind]:
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, "There is nothing between these brackets.", inside)
        group = self.expression()
        following = self.tokens[self.at]
        if token.kind == "(" and token.text in {"\\{", "\\lbrace", "{"} and following.text == ":":
            return self._forms[":"](self, token, group)
        self.close(token)
        return group

    def _factorial(self, base: Expression, token: Token) -> Expression:
        if self.tokens[self.at + 1].kind == "!":
            raise double_factorial(self, token)
        self.at += 1
        return self.nodes.make("factorial", (token.start, 1), base)

    def raised(self, token: Token) -> Expression:
        """Return the exponent that superscript characters write: a sign, digits, a letter."""
        match = _SUPERSCRIPT.fullmatch(token.text)
        if match is None or not (match[2] or match[3]):
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, "This exponent cannot be read: write ^( ).", token)
        factors: list[Expression] = []
        if match[2]:
            factors.append(self.nodes.number(Token("number", match[2], token.start, token.length)))
        if match[3]:
            factors.append(self._forms["name"](self, Token("name", match[3], token.start, token.length)))
        exponent = factors[0] if len(factors) == 1 else self.nodes.make("mul", (token.start, 1), *factors)
        return self.nodes.make("neg", (token.start, 1), exponent) if match[1] == "-" else exponent

    def argument(self) -> Expression:
        """Read a LaTeX argument: a group in braces, or one operand without a power."""
        token = self.tokens[self.at]
        if token.kind == "{":
            self.at += 1
            self.braces = True
            return self.group(token)
        if token.kind == "number":
            self.at += 1
            return self.nodes.number(token)
        if token.kind in self._forms:
            self.at += 1
            return self._forms[token.kind](self, token)
        raise explain(self, token)

    def close(self, opening: Token) -> None:
        """Read the bracket that closes `opening`, or say what stands there instead."""
        token = self.tokens[self.at]
        wanted = _CLOSING[opening.kind]
        if token.kind == wanted:
            self.at += 1
            return
        raise unclosed(self, opening, wanted)
