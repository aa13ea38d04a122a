"""A formula in one line as one would print it: 2x² − 3xy, with no sign where factors stand side by side."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from hessview.language.decimals import raised, real_minus, with_power
from hessview.language.plain_names import plain_name

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<power>\^\d+(?![\d.!^]))|(?P<other>[^\w\s]|\s+)"
)
_DOT, _SPACE = "·", " "
_SLASH = ("other", "/")
_NAMES = {"sqrt": "√", "log": "ln", "log10": "log₁₀", "log2": "log₂"}


class _Edge(Enum):
    """How a factor begins or ends."""

    NOTHING = auto()
    DIGIT = auto()
    LETTER = auto()
    FENCE = auto()
    FUNCTION = auto()
    ROOT = auto()
    OTHER = auto()


class _Bracket(Enum):
    """What stands before a bracket that is open."""

    NOTHING = auto()
    FUNCTION = auto()
    EXPONENT = auto()


@lru_cache(maxsize=64)
def printed(text: str) -> str:
    """Return a formula of our own language as one would print it: powers raised, names with their subscripts.

    A dot stands only where factors would run together or a product could be taken for something else: after a
    quotient, before a digit, beside a name of several letters. What is printed is read by our language as the same.

    >>> printed("2*x1^2 - 3*x1*sin(y)")
    '2x₁² − 3x₁ sin(y)'
    """
    return raised(real_minus("".join(_Printer(text).pieces())))


class _Printer:
    """Goes through a formula once, from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = [(str(found.lastgroup), found[0]) for found in _TOKEN.finditer(text)]
        self._open: list[tuple[_Bracket, bool]] = []
        self._end = _Edge.NOTHING
        self._is_divided = False

    def pieces(self) -> list[str]:
        """Return the text bit by bit."""
        return [self._piece(k, kind, text) for k, (kind, text) in enumerate(self._tokens)]

    def _piece(self, k: int, kind: str, text: str) -> str:
        if kind == "number":
            self._end = _Edge.OTHER if self._is_exponent(k) else _Edge.DIGIT
            return self._number(k, text)
        if kind == "name":
            if self._next(k) == ("other", "("):
                self._end = _Edge.FUNCTION
                return _NAMES.get(text, text)
            self._end = _Edge.OTHER if self._is_exponent(k) else _edge_of(text)
            return plain_name(text)
        if kind == "power":
            # A tower of powers is not raised, and nothing stands beside it.
            self._end = _Edge.OTHER if self._is_exponent(k - 1) else self._end
            return text
        return self._sign(k, text)

    def _number(self, k: int, text: str) -> str:
        """Return a number, its power of ten as one: in brackets where a sign around it would take but a part of it."""
        mantissa, _, exponent = text.lower().partition("e")
        if not exponent:
            return text
        words = with_power(mantissa.removesuffix(".0"), int(exponent))
        is_apart = self._is_exponent(k) or self._next(k)[1][:1] in {"^", "!"} or self._tokens[k - 1 : k] == [_SLASH]
        return f"({words})" if is_apart else words

    def _sign(self, k: int, text: str) -> str:
        if text == "(":
            self._begin(k)
        elif text == ")":
            self._finish()
        elif text == "*":
            return self._product(k)
        elif text == "/":
            self._is_divided = True
        elif text == "!":
            self._end = _Edge.OTHER
        elif text.strip() and text != "^":
            self._end = _Edge.NOTHING
            # The minus of an exponent ends no term.
            if not self._is_exponent(k):
                self._is_divided = False
        return text

    def _begin(self, k: int) -> None:
        """Note what the bracket is that opens."""
        before = _Bracket.FUNCTION if self._end is _Edge.FUNCTION else _Bracket.NOTHING
        self._open.append((_Bracket.EXPONENT if self._is_exponent(k) else before, self._is_divided))
        self._end, self._is_divided = _Edge.NOTHING, False

    def _finish(self) -> None:
        """Go on after a bracket that closes."""
        before, self._is_divided = self._open.pop() if self._open else (_Bracket.EXPONENT, False)
        self._end = {_Bracket.NOTHING: _Edge.FENCE, _Bracket.FUNCTION: _Edge.FUNCTION}.get(before, _Edge.OTHER)

    def _product(self, k: int) -> str:
        """Return what stands between the factors around this sign."""
        left, right = self._end, self._beginning(k + 1)
        self._end = _Edge.NOTHING
        if self._is_divided or _Edge.OTHER in {left, right} or right is _Edge.DIGIT or left is _Edge.NOTHING:
            return _DOT
        if left is _Edge.FUNCTION:
            return _DOT if right is _Edge.FENCE else _SPACE
        return _SPACE if right is _Edge.FUNCTION else ""

    def _beginning(self, k: int) -> _Edge:
        """Return how the factor begins that starts with this token."""
        kind, text = self._tokens[k] if k < len(self._tokens) else ("other", "")
        if kind == "number":
            return _Edge.DIGIT
        if kind == "name":
            if self._next(k) != ("other", "("):
                return _edge_of(text)
            return _Edge.ROOT if text == "sqrt" else _Edge.FUNCTION
        return _Edge.FENCE if text == "(" else _Edge.OTHER

    def _next(self, k: int) -> tuple[str, str]:
        return self._tokens[k + 1] if k + 1 < len(self._tokens) else ("other", "")

    def _is_exponent(self, k: int) -> bool:
        """Whether this token begins the exponent of a power that is not raised."""
        before = [text for _, text in self._tokens[max(k - 2, 0) : k]]
        return before[-1:] == ["^"] or before == ["^", "-"]


def _edge_of(name: str) -> _Edge:
    """Return how a name begins and ends: of one letter, with a subscript or without, others can stand beside it.

    Not beside e: 2e and ex would not be read again.
    """
    letters = plain_name(name).rstrip("₀₁₂₃₄₅₆₇₈₉")
    return _Edge.LETTER if len(letters) == 1 and name != "e" else _Edge.OTHER
