"""Why a process has no answer, as it says it itself: in words, and not longer than they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.lanes import TOO_LONG
from hessview.compute.results import Fault, FaultKind

if TYPE_CHECKING:
    from hessview.compute.crew import Limits
    from hessview.compute.frames import Message

_LONGEST_SENTENCE, _LONGEST_DETAIL = 500, 20_000


def fault_in(message: Message, subject: str, limits: Limits) -> Fault:
    """Return the fault in what a process said of `subject`, "The exact formulas"."""
    kind, said, detail = message.get("kind"), end_of(message.get("message")), end_of(message.get("detail"))
    if kind == FaultKind.MEMORY:
        size = f" than {limits.memory / 2**30:g} GB" if limits.memory is not None else ""
        return Fault(f"{subject} need more memory{size} and were given up.", detail, FaultKind.MEMORY)
    if kind == FaultKind.TIME:
        return Fault(TOO_LONG, detail, FaultKind.TIME)
    if kind == FaultKind.REFUSED:
        return Fault(f"{subject} were refused: their handler is not on the list.", detail, FaultKind.REFUSED)
    return Fault(said[:_LONGEST_SENTENCE] or f"{subject} could not be worked out.", detail, FaultKind.FAILED)


def end_of(value: object) -> str:
    """Return the end of `value` if it is text, else nothing."""
    return value[-_LONGEST_DETAIL:] if isinstance(value, str) else ""
