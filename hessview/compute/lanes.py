"""What every lane is: a place where requests are answered later, through a callback."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Protocol

from hessview.compute.requests import Request
from hessview.compute.results import Fault, FaultKind

Progress = Callable[[float], None]
Done = Callable[[Request, object], None]


class Cancelled(Exception):  # noqa: N818 - raised by `progress`: nobody waits for the answer any more
    """The work is not wanted any more."""


class DeadlinePassed(Exception):  # noqa: N818 - raised by `progress`: the time is over
    """The work takes too long."""


class Lane(Protocol):
    """Where requests are answered, later, through a callback ``done(request, answer)`` that any thread may call."""

    def start(self) -> None:
        """Get ready before the first request comes; try again at once what could not be started."""

    def submit(self, request: Request) -> None:
        """Answer `request` when its turn comes."""

    def cancel(self, request: Request) -> None:
        """Forget `request`; an answer may still come if it was almost there."""

    def close(self) -> None:
        """Stop everything and wait for it."""


def attempt(answer: Callable[[Request, Progress], object], request: Request, progress: Progress) -> object:
    """Return the answer, or the fault that says why there is none."""
    try:
        return answer(request, progress)
    except Cancelled:
        return Fault("This is not wanted any more.", kind=FaultKind.STOPPED)
    except DeadlinePassed:
        return Fault("This took too long and was stopped.", kind=FaultKind.TIME)
    except MemoryError:
        return Fault("There is not enough memory for this.", kind=FaultKind.MEMORY)
    except Exception as error:  # noqa: BLE001 - the edge of a thread: a fault is a result, shown where the answer would be
        return Fault(f"This could not be computed: {error}", traceback.format_exc(), FaultKind.FAILED)


def no_progress(_fraction: float) -> None:
    """Report progress to nobody."""
