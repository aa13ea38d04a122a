"""The nodes of a tree while it is read: shared, measured, folded, and each with the place that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.language.cursor import MAX_TOKENS
from hessview.language.expression import Apply, Builder, Expression
from hessview.language.folding import Constants
from hessview.language.problem import ProblemKind, Repair
from hessview.language.refusal import Refusal, splice

if TYPE_CHECKING:
    from hessview.language.tokens import Token

MAX_WRITTEN = MAX_TOKENS
"""The most nodes of a tree with everything that it shares written out: each is at least one sign, number or name."""

MAX_DIGITS = 400
"""The longest number, in characters."""

LOGICAL = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"})


class Nodes:
    """Makes nodes, and remembers of each what a later refusal must know.

    Attributes
    ----------
    places
        For ``id(node)`` the start and length of the sign or name that made it.
    sizes
        For ``id(node)`` how many nodes it has when shared ones are written out each time.
    constants
        The values of the parts without variables.
    """

    def __init__(self, text: str, builder: Builder) -> None:
        self.text = text
        self.builder = builder
        self.places: dict[int, tuple[int, int]] = {}
        self.sizes: dict[int, int] = {}
        self.constants = Constants()
        self._conditions: set[int] = set()
        self._numbers: dict[str, Expression] = {}

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
