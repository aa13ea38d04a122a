"""What is worked out in a process as it would be in a thread: the request as plain data, and its answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hessview.analysis.leaving import asking
from hessview.compute.endings import Concluded, DeadlinePassed
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.results import Partial

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from hessview.compute.frames import Message
    from hessview.compute.lanes import Progress
    from hessview.compute.plain_data import Coder
    from hessview.compute.results import Answer

SECONDS, BASIN_SECONDS = 20.0, 120.0
"""After which work ends by itself, in a thread or in a process; what can be stopped at any moment may take longer."""


@dataclass(frozen=True)
class Sent:
    """One kind of request that travels.

    Attributes
    ----------
    request, answer
        Write and read them.
    agree
        Whether an answer, or a part of one, can be one to a request.
    seconds
        After which the work ends by itself.
    part
        Writes and reads what is known before the answer; None: it is an answer itself.
    """

    request: Coder
    answer: Coder
    agree: Callable[[Any, Any], bool]
    seconds: float
    part: Coder | None = None

    def read(self, request: object, reply: Mapping[str, object]) -> Answer:
        """Return the answer in a reply.

        Raises
        ------
        SenselessReply
            If it is none to that request.
        """
        answer: Answer = self._read(self.answer, request, reply)
        return answer

    def read_part(self, request: object, reply: Mapping[str, object]) -> Partial:
        """Return what is known of an answer.

        Raises
        ------
        SenselessReply
            If it is nothing of an answer to that request.
        """
        return Partial(self._read(self.part or self.answer, request, reply), is_enough=self.part is None)

    def written(self, parts: Iterator[object]) -> Generator[Message, None, Message]:
        """Yield the parts of an answer as they come; return the whole, which is the last of them or returned by it."""
        coder = self.part or self.answer
        written: Message = {}
        while True:
            try:
                part = next(parts)
            except StopIteration as end:
                return written if end.value is None else {"found": self.answer.write(end.value)}
            written = {"found": coder.write(part)}
            yield written

    def _read(self, coder: Coder, request: object, reply: Mapping[str, object]) -> Any:
        found = coder.read(reply.get("found"))
        if not self.agree(request, found):
            raise SenselessReply("It is the answer to something else.")
        return found


def handler(
    found_for: Callable[[Any, Progress], object], kinds: Mapping[str, Sent]
) -> Callable[[dict[str, Any], Progress], Generator[Message, None, Message]]:
    """Return what a process runs that answers requests of some kinds, by name.

    Its payload is ``{"kind": name, "request": plain data}``; it yields the parts of an answer that grows.

    Parameters
    ----------
    found_for
        Returns the answer to a request, or an iterator of ever larger parts of it.
    kinds
        What travels, by name.
    """

    def answer(payload: dict[str, Any], progress: Progress) -> Generator[Message, None, Message]:
        sent = kinds[str(payload["kind"])]
        request = sent.request.read(payload["request"])
        until = time.monotonic() + sent.seconds

        def timed(share: float) -> None:
            progress(share)
            if time.monotonic() > until:
                raise DeadlinePassed

        def leave_if_cancelled() -> None:
            # What is concluded ends where it can say what it has come to, and not just anywhere.
            with suppress(Concluded):
                progress(0.0)

        with asking(leave_if_cancelled):
            found = found_for(request, timed)
            if not isinstance(found, Iterator):
                return {"found": sent.answer.write(found)}
            return (yield from sent.written(found))

    return answer
