"""What every lane is: a place where requests are answered later, through a callback."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from hessview.compute.endings import Cancelled, Concluded, DeadlinePassed
from hessview.compute.requests import Request
from hessview.compute.results import Fault, FaultKind

TOO_LONG = "This took too long and was stopped."

Progress = Callable[[float], None]
Done = Callable[[Request, object], None]


def whole_of(parts: Iterator[Any], take: Callable[[Any], object]) -> Any:
    """Return an answer that comes in parts, each given to `take`: what their maker returns, else the last of them."""
    part: Any = None
    while True:
        try:
            part = next(parts)
        except StopIteration as end:
            return part if end.value is None else end.value
        take(part)


class Lane(Protocol):
    """Where requests are answered, later, through a callback ``done(request, answer)`` that any thread may call."""

    def start(self) -> None:
        """Get ready before the first request comes; try again at once what could not be started."""

    def submit(self, request: Request) -> None:
        """Answer `request` when its turn comes."""

    def cancel(self, request: Request) -> None:
        """Forget `request`; an answer may still come if it was almost there."""

    def conclude(self, request: Request) -> None:
        """Let `request` end where it is, with what it has come to; work that has nothing to show by then is stopped."""

    def stop(self) -> None:
        """Begin to stop everything; `close` waits for it."""

    def close(self) -> None:
        """Stop everything and wait for it."""


def attempt(answer: Callable[[Request, Progress], object], request: Request, progress: Progress) -> object:
    """Return the answer, or the fault that says why there is none."""
    try:
        return answer(request, progress)
    except Cancelled:
        return Fault("This is not wanted any more.", kind=FaultKind.STOPPED)
    except Concluded:
        return Fault("Stopped.", kind=FaultKind.STOPPED)
    except DeadlinePassed:
        return Fault(TOO_LONG, kind=FaultKind.TIME)
    except MemoryError:
        return Fault("There is not enough memory for this.", kind=FaultKind.MEMORY)
    except Exception as error:  # noqa: BLE001 - the edge of a thread: a fault is a result, shown where the answer would be
        return Fault(f"This could not be computed: {error}", traceback.format_exc(), FaultKind.FAILED)


def no_progress(_fraction: float) -> None:
    """Report progress to nobody."""
