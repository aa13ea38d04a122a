"""What the text of the editor means, and which texts a document can hold."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hessview.document.limits import LONGEST_TEXT
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from hessview.language.formula import Formula


def read(text: str) -> Formula | None:
    """Return what the editor's text means; None if it cannot be read."""
    reading = read_or_refuse(text)
    return None if isinstance(reading, SyntaxProblem) else reading


@lru_cache(maxsize=8)
def read_or_refuse(text: str) -> Formula | SyntaxProblem:
    """Return what the editor's text means, or what is wrong with it; every key asks several times."""
    try:
        return parse(text, editor=True)
    except SyntaxProblem as problem:
        # What is kept must not keep alive the stack that it came from.
        return problem.with_traceback(None)


def well_formed(text: str) -> str:
    """Return `text` as a document can hold it: not too long, and halves of surrogate pairs joined or replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:LONGEST_TEXT]
