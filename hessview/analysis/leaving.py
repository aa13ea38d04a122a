"""Work that nobody waits for any more is left between two of its steps, however deep it is in it.

Whoever has something worked out in a thread says how to know whether it is still wanted; what takes long asks between
its steps. Work that goes on to the next report of its progress takes the processor, and with it Python, from the thread
of the window just when something has changed there.

What is asked belongs to the thread and to the work it does, not to the mathematics that it passes through on its way
down, none of which would do anything with it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ASKED: ContextVar[Callable[[], object] | None] = ContextVar("asked between steps", default=None)


@contextmanager
def asking(check: Callable[[], object]) -> Iterator[None]:
    """Have `check` called between the steps of what this thread does meanwhile; what it raises ends the work."""
    before = _ASKED.set(check)
    try:
        yield
    finally:
        _ASKED.reset(before)


def between_steps() -> None:
    """Leave what is not wanted any more; where nobody has said how to know that, go on."""
    check = _ASKED.get()
    if check is not None:
        check()
