"""Tokens to a tree, by precedence climbing.

From loosest to tightest: ``or``, ``and``, ``not``, comparisons, ``+ -``, ``* /`` and factors side by side (one level:
``1/2x`` is (1/2)x), the minus sign, ``^`` (from the right, and tighter than a minus before it), ``!``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hessview.language.expression import Apply, Expression
from hessview.language.folding import Constants
from hessview.language.misplaced import double_factorial, explain, missing_sign, stacked_exponents, unclosed
from hessview.language.names import function_row
from hessview.language.problem import ProblemKind, Repair
from hessview.language.refusal import Refusal, splice
from hessview.language.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.language.scope import Scope

MAX_DEPTH = 200
"""How deep brackets, signs and exponents may nest."""

MAX_TOKENS = 15_000
"""The most numbers, names and signs in a text."""

MAX_WRITTEN = MAX_TOKENS
"""The most nodes of a tree with everything that it shares written out: each is at least one sign, number or name."""

TOO_MANY_TOKENS = f"This formula is too long: at most {MAX_TOKENS:,} signs, numbers and names can be read."

MAX_DIGITS = 400
"""The longest number, in characters."""

OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER = range(1, 8)

_INFIX: Mapping[str, tuple[int, str]] = {
    "or": (OR, "or"), "and": (AND, "and"),
    "<": (COMPARISON, "lt"), "<=": (COMPARISON, "le"), ">": (COMPARISON, "gt"), ">=": (COMPARISON, "ge"),
    "==": (COMPARISON, "eq"), "!=": (COMPARISON, "ne"),
    "+": (SUM, "add"), "-": (SUM, "sub"), "*": (PRODUCT, "mul"), "/": (PRODUCT, "div"),
}  # fmt: skip

STARTS = frozenset({"number", "name", "(", "{", "|<", "sqrt", "cbrt", "frac", "sum", "prod", "begin"})
"""Kinds of tokens that begin an operand, and so mean a product after another."""

LOGICAL = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"})

_SIGNS = frozenset({"+", "-", "not"})
_BEHIND = frozenset({"!", "superscript", "^"})
_CLOSING = {"(": ")", "{": "}", "|<": ">|", "[": "]"}
_SUPERSCRIPT = re.compile(r"([+-]?)([0-9]*)([a-z]?)")


class Reader:
    """Reads one expression after the other from the tokens of a text.

    Attributes
    ----------
    places
        For ``id(node)`` the start and length of the sign or name that made it.
    unknown
        Names without a meaning, which are reported when all else is right.
    sizes
        For ``id(node)`` how many nodes it has when shared ones are written out each time.
    deepest
        How deep the text nests.
    constants
        The values of the parts without variables.
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
        self.text = text
        self.tokens: list[Token] = []
        self.builder = scope.builder
        self.scope = scope
        self.braces = braces
        self.at = 0
        self.depth = 0
        self.places: dict[int, tuple[int, int]] = {}
        self.unknown: list[tuple[str, Token]] = []
        self.sizes: dict[int, int] = {}
        self.written = 0
        self.deepest = 0
        self.constants = Constants()
        self._indices: dict[int, str] | None = None
        self._conditions: set[int] = set()
        self._numbers: dict[str, Expression] = {}
        self._forms = forms

    def begin(self, tokens: list[Token], first: int) -> None:
        """Turn to the token number `first` of `tokens`, which end in a separator or in ``end``."""
        self.tokens, self.at, self.depth, self._indices = list(tokens), first, 0, None

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
                left = self.make("mul", (token.start, 1), left, right)
                continue
            level, row = infix
            if level < least:
                break
            self.at += 1
            if level == COMPARISON:
                left = self._comparison(left, row, token)
            else:
                left = self.make(row, (token.start, token.length), left, self.expression(level + 1))
        self.depth -= 1
        return left

    def _signed(self, least: int) -> Expression:
        """Read signs and their operand; a minus takes the whole product after it, within `least`."""
        token = self.tokens[self.at]
        if token.kind == "not":
            self.at += 1
            return self.make("not", (token.start, token.length), self.expression(NOT))
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
        return self.make("neg", (minus.start, 1), operand) if negative and minus is not None else operand

    def _operand(self) -> Expression:
        """Read one operand with its factorial and its power."""
        token = self.tokens[self.at]
        kind = token.kind
        if kind == "number":
            self.at += 1
            operand = self.number(token)
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
            exponent = inner if token.kind == "+" else self.make("neg", (token.start, 1), inner)
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
            return self.make("exp", (token.start, token.length), exponent)
        return self.make("pow", (token.start, token.length), base, exponent)

    def _comparison(self, left: Expression, row: str, token: Token) -> Expression:
        """Read the right side; ``0 < x < 1`` is 0 < x and x < 1."""
        right = self.expression(SUM)
        result = self.make(row, (token.start, token.length), left, right)
        while self.tokens[self.at].kind in {"<", "<=", ">", ">=", "==", "!="}:
            following = self.tokens[self.at]
            self.at += 1
            middle, right = right, self.expression(SUM)
            second = self.make(_INFIX[following.kind][1], (following.start, following.length), middle, right)
            result = self.make("and", (token.start, token.length), result, second)
        return result

    # ---- operands ----------------------------------------------------------------------------------------------

    def number(self, token: Token) -> Expression:
        """Return the literal that `token` writes."""
        known = self._numbers.get(token.text)
        if known is not None:
            return known
        if token.length > MAX_DIGITS:
            message = f"A number has at most {MAX_DIGITS} characters."
            raise Refusal(ProblemKind.NUMBER_RANGE, message, token)
        value = float(token.text)
        if value == float("inf"):
            message = "This number is too large: the largest is about 1.8e308."
            raise Refusal(ProblemKind.NUMBER_RANGE, message, token)
        node = self.builder.number(value, _literal(token.text, value))
        self.constants.leaf(node)
        self._numbers[token.text] = node
        return node

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
        return self.make("factorial", (token.start, 1), base)

    def raised(self, token: Token) -> Expression:
        """Return the exponent that superscript characters write: a sign, digits, a letter."""
        match = _SUPERSCRIPT.fullmatch(token.text)
        if match is None or not (match[2] or match[3]):
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, "This exponent cannot be read: write ^( ).", token)
        factors: list[Expression] = []
        if match[2]:
            factors.append(self.number(Token("number", match[2], token.start, token.length)))
        if match[3]:
            factors.append(self._forms["name"](self, Token("name", match[3], token.start, token.length)))
        exponent = factors[0] if len(factors) == 1 else self.make("mul", (token.start, 1), *factors)
        return self.make("neg", (token.start, 1), exponent) if match[1] == "-" else exponent

    def argument(self) -> Expression:
        """Read a LaTeX argument: a group in braces, or one operand without a power."""
        token = self.tokens[self.at]
        if token.kind == "{":
            self.at += 1
            self.braces = True
            return self.group(token)
        if token.kind == "number":
            self.at += 1
            return self.number(token)
        if token.kind in self._forms:
            self.at += 1
            return self._forms[token.kind](self, token)
        raise explain(self, token)

    # ---- nodes and places --------------------------------------------------------------------------------------

    def make(self, row: str, place: tuple[int, int], *arguments: Expression) -> Expression:
        """Return the shared node of `row`, remembering where it stands.

        Conditions are only allowed where a condition is wanted.
        """
        if self._conditions or row in LOGICAL:
            self._check_conditions(row, arguments, place)
        node = self.builder.apply(row, *arguments)
        if id(node) not in self.places:
            self.places[id(node)] = place
            self._measure(node, arguments, place)
            self.constants.applied(node, place)
        if row in LOGICAL:
            self._conditions.add(id(node))
        return node

    def _measure(self, node: Expression, arguments: tuple[Expression, ...], place: tuple[int, int]) -> None:
        """Take note how long `node` is, written out with everything that it shares."""
        size = 1
        for argument in arguments:
            size += self.sizes.get(id(argument), 1)
        self.sizes[id(node)] = size
        if size > MAX_WRITTEN:
            raise Refusal(ProblemKind.TOO_LONG, "Written out in full, this formula is too long.", place)

    def is_condition(self, node: Expression) -> bool:
        """Return whether `node` is true or false rather than a number."""
        return id(node) in self._conditions

    def _check_conditions(self, row: str, arguments: tuple[Expression, ...], place: tuple[int, int]) -> None:
        wants_conditions = row in {"and", "or", "not"}
        for position, argument in enumerate(arguments):
            if row == "where" and position == 0:
                continue
            if self.is_condition(argument) and not wants_conditions:
                raise self.not_a_number(argument)
            if wants_conditions and not self.is_condition(argument):
                words = f"`{row}` stands between conditions such as x > 0, only inside where( ... )."
                raise Refusal(ProblemKind.NOT_SCALAR, words, place)

    def not_a_number(self, condition: Expression) -> Refusal:
        """Return the refusal of a condition that stands where a number is wanted."""
        start, length = self.places[id(condition)]
        first: Expression = condition
        while isinstance(first, Apply) and first.function in {"and", "or"}:
            first = first.arguments[0]
            start, length = min((start, length), self.places.get(id(first), (start, length)))
        if self.text[start : start + length] == "==":
            message = "An equation is no function. To see where both sides are equal, show their difference."
            repair = splice(self.text, start, start + length, "-(") + ")"
            return Refusal(
                ProblemKind.EQUATION, message, (start, length), repairs=(Repair("left side minus right side", repair),)
            )
        message = "This is true or false, not a number: conditions belong inside where(condition, a, b)."
        repairs = (Repair("1 where it is true, else 0", f"where({self.text}, 1, 0)"),)
        return Refusal(ProblemKind.NOT_SCALAR, message, (start, length), repairs=repairs)

    def close(self, opening: Token) -> None:
        """Read the bracket that closes `opening`, or say what stands there instead."""
        token = self.tokens[self.at]
        wanted = _CLOSING[opening.kind]
        if token.kind == wanted:
            self.at += 1
            return
        raise unclosed(self, opening, wanted)

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


def _literal(text: str, value: float) -> str:
    """Return the canonical literal: no needless zeros, no plus sign, exact as a fraction."""
    if value == 0.0:
        return "0"
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    power = int(exponent) if exponent else 0
    return f"{number}e{power}" if power else number
