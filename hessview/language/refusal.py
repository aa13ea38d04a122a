"""A refusal on its way out of the reader: a problem at a place counted from the start of the text."""

from __future__ import annotations

from hessview.language.problem import ProblemKind, Repair, SyntaxProblem
from hessview.language.tokens import Token


class Refusal(Exception):  # noqa: N818 - it is not yet the error that leaves the parser
    """What is wrong, where it starts, and the texts that may mend it (not yet tried).

    Attributes
    ----------
    kind, message, suggestion
        As in `SyntaxProblem`; without a suggestion the first repair's label is taken.
    start, length
        The place in characters of the whole text, counted from 0.
    repairs
        Whole replacement texts, best first; those that do not parse will be dropped.
    """

    def __init__(
        self,
        kind: ProblemKind,
        message: str,
        place: Token | tuple[int, int],
        *,
        suggestion: str | None = None,
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.start, self.length = (place.start, place.length) if isinstance(place, Token) else place
        self.suggestion = suggestion
        self.repairs = repairs

    def problem(self, text: str, repairs: tuple[Repair, ...]) -> SyntaxProblem:
        """Return the public error, with the place as line and column of `text` and only the tried `repairs`."""
        before = text[: self.start].replace("\r\n", "\n").replace("\r", "\n")
        line_start = before.rfind("\n") + 1
        suggestion = self.suggestion or (f"{repairs[0].label}?" if repairs else None)
        return SyntaxProblem(
            self.kind,
            self.message,
            line=before.count("\n") + 1,
            column=len(before) - line_start + 1,
            length=max(1, self.length),
            suggestion=suggestion,
            repairs=repairs,
        )


def splice(text: str, start: int, end: int, new: str) -> str:
    """Return `text` with the characters from `start` to `end` replaced by `new`."""
    return text[:start] + new + text[end:]
