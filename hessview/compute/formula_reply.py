"""What a process replied when it was asked for exact formulas, believed as far as it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.results import FormulaAnswer
from hessview.language.parser import parse
from hessview.language.problem import ProblemKind, SyntaxProblem
from hessview.language.typeset import to_latex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.language.formula import Formula

_MOST_READ, _LONGEST_NOTE = 200_000, 300
LEFT_OUT = r"\cdots"
"""Stands for an entry that is too long or too deep to be read."""


class SenselessReply(ValueError):  # noqa: N818 - it says what is the case
    """What a process replied is no answer to what it was asked."""


def formula_answer(formula: Formula, reply: Mapping[str, object]) -> FormulaAnswer:
    """Return the exact formulas in what the handler of formulas replied.

    The texts are read as if somebody had typed them; what is typeset is made of what was read.

    Parameters
    ----------
    formula
        The function whose derivatives were asked for, of n variables.

    Raises
    ------
    SenselessReply
        If they are not n texts, a symmetric n x n of texts, a short note and a truth; or if a text is not in the
        language, with no other names than the formula's.
    """
    n = formula.dimension
    gradient = _texts(reply.get("gradient"), n)
    hessian = tuple(_texts(row, n) for row in _list(reply.get("hessian"), n))
    if any(hessian[i][j] != hessian[j][i] for i in range(n) for j in range(i)):
        raise SenselessReply("The Hessian is not symmetric.")
    latex = _Typeset(formula)
    gradient_latex = tuple(map(latex, gradient))
    hessian_latex = tuple(tuple(map(latex, row)) for row in hessian)
    return FormulaAnswer(
        gradient=gradient,
        hessian=hessian,
        gradient_latex=gradient_latex,
        hessian_latex=hessian_latex,
        notes=_notes(reply.get("note", "")),
        verified=_truth(reply.get("verified")),
    )


class _Typeset:
    """Reads texts in the names of a formula, each once, and sets them; what is too long or too deep is left out."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._parameters = dict(formula.parameters)
        self._left = _MOST_READ
        self._made: dict[str, str] = {"": LEFT_OUT}

    def __call__(self, text: str) -> str:
        if text not in self._made:
            self._left -= len(text)
            self._made[text] = self._set(text) if self._left >= 0 else LEFT_OUT
        return self._made[text]

    def _set(self, text: str) -> str:
        try:
            entry = parse(text, variables=self._formula.variables, parameters=self._parameters)
        except SyntaxProblem as problem:
            if problem.kind in {ProblemKind.TOO_LONG, ProblemKind.TOO_DEEP}:
                return LEFT_OUT
            raise SenselessReply(f"{text[:80]!r}: {problem}") from None
        return to_latex(entry.expression, mathtext=True)


def _list(value: object, length: int) -> list[object]:
    if not isinstance(value, list) or len(value) != length:
        raise SenselessReply(f"A list of {length} was expected.")
    return value


def _texts(value: object, length: int) -> tuple[str, ...]:
    texts = _list(value, length)
    if not all(isinstance(text, str) for text in texts):
        raise SenselessReply("A text was expected.")
    return tuple(map(str, texts))


def _notes(note: object) -> tuple[str, ...]:
    if not isinstance(note, str) or len(note) > _LONGEST_NOTE or not note.isprintable():
        raise SenselessReply("A short note was expected.")
    return (note,) if note else ()


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise SenselessReply("True or false was expected.")
    return value
