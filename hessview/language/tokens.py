"""Characters to tokens with their places, in time proportional to the length of the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from hessview.language.characters import GREEK, GREEK_VARIANTS, OPERATORS, SPACES, SUBSCRIPTS, SUPERSCRIPTS
from hessview.language.functions import CONSTANTS
from hessview.language.names import KNOWN_FUNCTIONS, key


class Token(NamedTuple):
    """A piece of the text.

    Attributes
    ----------
    kind
        ``number``, ``name``, ``superscript``, ``command`` (LaTeX), ``newline``, ``end``, ``error``, or the sign itself.
    text
        The canonical text: a name with ASCII subscripts, a superscript's digits, the plain sign of an operator.
    start, length
        Where it stands, in characters of the text.
    """

    kind: str
    text: str
    start: int
    length: int

    @property
    def end(self) -> int:
        """The place just after it."""
        return self.start + self.length


_GREEK_CLASS = "".join(GREEK) + "".join(GREEK_VARIANTS)
_SUBSCRIPT_CLASS = "".join(SUBSCRIPTS)
_SUPERSCRIPT_CLASS = "".join(SUPERSCRIPTS)
_SIGNS = "|".join(re.escape(sign) for sign in sorted(OPERATORS, key=len, reverse=True))

# Possessive quantifiers keep every alternative linear: no text is walked twice.
_TOKEN = re.compile(
    rf"""
    (?P<space>[{SPACES}]++)
  | (?P<malformed>[0-9]++(?:\.[0-9]*+\.[0-9.]*+|_[0-9_]++)|\.[0-9]++\.[0-9.]*+)
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+\-]?[0-9]++)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*+(?:(?<=_)\{{[A-Za-z0-9]++\}}|[{_SUBSCRIPT_CLASS}]++)?
      |[{_GREEK_CLASS}](?:[0-9]++|_[A-Za-z0-9]++|_\{{[A-Za-z0-9]++\}}|[{_SUBSCRIPT_CLASS}]++)?)
  | (?P<superscript>[{_SUPERSCRIPT_CLASS}]++)
  | (?P<foreign>:=|<<|>>|->|=>|//)
  | (?P<sign>{_SIGNS})
  | (?P<newline>\r\n|\r|\n)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<command>\\(?:[A-Za-z]++\*?|[^A-Za-z\r\n]))
  | (?P<error>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_PLAIN = str.maketrans({**GREEK_VARIANTS, **SUBSCRIPTS, "{": "", "}": ""})
_LIFTED = str.maketrans(dict(SUPERSCRIPTS))
_BYTE_ORDER_MARK = "\ufeff"
_WORDS = {"and": "and", "or": "or", "not": "not"}


def scan(text: str) -> list[Token]:
    """Return the tokens of `text`, spaces and comments left out, closed by one of kind ``end``; never raises."""
    pieces: list[tuple[str, str, int, int]] = []
    append = pieces.append
    start = 1 if text.startswith(_BYTE_ORDER_MARK) else 0
    for match in _TOKEN.finditer(text, start):
        group = match.lastgroup
        piece = match.group()
        if group == "sign":
            kind = OPERATORS[piece]
            append((kind, kind, match.start(), len(piece)))
        elif group == "name":
            name = piece if piece.isascii() and "{" not in piece else piece.translate(_PLAIN)
            append((_WORDS.get(name, "name"), name, match.start(), len(piece)))
        elif group == "superscript":
            append((group, piece.translate(_LIFTED), match.start(), len(piece)))
        elif group not in {"space", "comment"}:
            append((group or "error", piece, match.start(), len(piece)))
    append(("end", "", len(text), 0))
    return list(map(Token._make, pieces))


def is_readable(character: str) -> bool:
    """Return whether `character` can be part of a formula."""
    match = _TOKEN.match(character)
    return match is not None and match.lastgroup != "error"


class Span(NamedTuple):
    """A stretch of the text and how it is coloured.

    Attributes
    ----------
    start, length
        In characters.
    style
        ``number``, ``variable``, ``function``, ``constant``, ``operator``, ``bracket``, ``error`` or ``comment``.
    """

    start: int
    length: int
    style: str


_STYLES = {"number": "number", "superscript": "number", "comment": "comment", "sign": "operator", "command": "operator"}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_LONGEST_COLOURED = 20_000


def highlight(text: str) -> list[Span]:
    """Return how to colour `text`, from left to right; never raises. Texts too long to be read stay plain."""
    spans: list[Span] = []
    if len(text) > _LONGEST_COLOURED:
        return spans
    for match in _TOKEN.finditer(text, 1 if text.startswith(_BYTE_ORDER_MARK) else 0):
        group, piece = match.lastgroup or "error", match.group()
        if group in {"space", "newline"}:
            continue
        if group == "name" or (group == "command" and len(piece) > 2):
            style = _word_style(piece.lstrip("\\").translate(_PLAIN))
        elif piece.strip("()[]{}|") == "":
            style = "bracket"
        else:
            style = _STYLES.get(group, "error")
        spans.append(Span(match.start(), match.end() - match.start(), style))
    return spans


def _word_style(word: str) -> str:
    if word in KNOWN_FUNCTIONS:
        return "function"
    if word in _WORDS:
        return "operator"
    return "constant" if key(word) in CONSTANTS else "variable"


def matching_bracket(text: str, position: int) -> int | None:
    """Return where the partner of the bracket at `position` (counted from 0) stands, or None if there is none."""
    if not 0 <= position < len(text) or len(text) > _LONGEST_COLOURED:
        return None
    nested: list[int] = []
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if match.lastgroup != "sign":
            continue
        if sign in _BRACKETS:
            nested.append(match.start())
        elif sign in _BRACKETS.values():
            if not nested or _BRACKETS[text[nested[-1]]] != sign:
                return None
            opening = nested.pop()
            if position in {opening, match.start()}:
                return match.start() if position == opening else opening
    return None
