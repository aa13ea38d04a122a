"""What can be wrong with a text: a kind, a place, a sentence, and the repair that one click applies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HessviewError(Exception):
    """The root of all errors that hessview raises on purpose."""


class ProblemKind(StrEnum):
    """The kinds of error a formula can have."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNEXPECTED_CHAR = "unexpected_char"
    UNEXPECTED_TOKEN = "unexpected_token"  # noqa: S105 - a kind of error
    UNEXPECTED_END = "unexpected_end"
    UNBALANCED = "unbalanced"
    NUMBER_FORMAT = "number_format"
    NUMBER_RANGE = "number_range"
    UNKNOWN_FUNCTION = "unknown_function"
    UNDEFINED_NAME = "undefined_name"
    UNDEFINED_EVERYWHERE = "undefined_everywhere"
    ARITY = "arity"
    AMBIGUOUS = "ambiguous"
    NOT_SCALAR = "not_scalar"
    EQUATION = "equation"
    FORBIDDEN_SYNTAX = "forbidden_syntax"
    BAD_NAME = "bad_name"
    RESERVED_NAME = "reserved_name"


@dataclass(frozen=True)
class Repair:
    """One click's worth of help: replace the whole text by `text`; the button says `label`."""

    label: str
    text: str


class SyntaxProblem(HessviewError):  # noqa: N818 - the name is public and stable
    """A text that cannot be read as a formula.

    Attributes
    ----------
    kind
        What is wrong.
    line, column
        Where, 1-based, in characters of the text as it was typed.
    length
        How many characters are concerned, at least 1 (the place just past the end counts as one).
    message
        One sentence in the user's words.
    suggestion
        The first repair's words ("did you mean `arcsin`?"), or None.
    repairs
        Texts that would be accepted, best first; at most three.
    """

    def __init__(
        self,
        kind: ProblemKind,
        message: str,
        *,
        line: int = 1,
        column: int = 1,
        length: int = 1,
        suggestion: str | None = None,
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.line = line
        self.column = column
        self.length = length
        self.suggestion = suggestion
        self.repairs = repairs
