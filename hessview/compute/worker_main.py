"""What runs inside a worker process: limits, the list of what it may run, and the loop that answers."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Mapping
from inspect import isgeneratorfunction
from typing import IO, NoReturn

from hessview.compute.allowance import Allowance
from hessview.compute.endings import Cancelled, Concluded, DeadlinePassed
from hessview.compute.frames import BrokenFrame, Message, encode, receive
from hessview.language.problem import HessviewError

Handler = Callable[[dict[str, object]], Mapping[str, object]]
Progress = Callable[[float], None]
Parts = Generator[Mapping[str, object], None, Mapping[str, object]]
Streaming = Callable[[dict[str, object], Progress], Parts]
"""A generator function: it yields partial answers and returns the answer, and must call `progress` all the time."""

_PR_SET_PDEATHSIG = 1
_DETAIL_LENGTH = 20_000


class _Orders:
    """The jobs that are not wanted any more: all up to a number, since one comes after the other.

    And the last one that is to end where it is.
    """

    def __init__(self) -> None:
        self.up_to = 0
        self.concluded: object = None

    def progress(self, identity: object) -> Progress:
        """Return what a handler calls while it works on a job."""

        def progress(_share: float) -> None:
            if isinstance(identity, int) and identity <= self.up_to:
                raise Cancelled
            if self.concluded is not None and self.concluded == identity:
                raise Concluded

        return progress


def main(argument: str) -> None:
    """Answer messages from standard input on standard output until the pipe closes.

    Parameters
    ----------
    argument
        JSON: ``handlers``, the "module:function" that may be run, imported now; ``allowance``, the fields of an
        `Allowance`; ``parent``, the process without which this one has nothing to do.
    """
    settings = json.loads(argument)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    allowance = Allowance(**settings["allowance"])
    _die_with(settings["parent"])
    if sys.platform != "win32":
        os.nice(allowance.niceness)
    inbox, outbox = _pipes()
    jobs: queue.SimpleQueue[Message] = queue.SimpleQueue()
    orders = _Orders()
    threading.Thread(target=_listen, args=(inbox, jobs, orders), daemon=True).start()
    allowance.begin()
    try:
        handlers = {name: _handler(name) for name in settings["handlers"]}
    except Exception:  # noqa: BLE001 - the edge of a process: the parent shows why it has no worker
        _send(outbox, {"type": "failed", "detail": _detail()})
        return
    allowance.close_files()
    _send(outbox, {"type": "ready"})
    while True:
        job = jobs.get()
        allowance.begin_job()
        _send(outbox, _answer(job, handlers, orders, outbox))


def _answer(
    job: Message, handlers: Mapping[str, Streaming], orders: _Orders, outbox: IO[bytes]
) -> Message:
    identity = job.get("id")
    name, payload = job.get("handler"), job.get("payload")
    handler = handlers.get(name) if isinstance(name, str) else None
    if handler is None or not isinstance(payload, dict):
        return {"type": "fault", "id": identity, "kind": "refused", "detail": f"{name!r} is not on the list"}
    try:
        return _streamed(identity, handler(payload, orders.progress(identity)), outbox)
    except MemoryError:
        # The frames that hold the memory live until this block is left; the answer is made after it.
        pass
    except (Cancelled, Concluded):
        return {"type": "fault", "id": identity, "kind": "stopped", "detail": ""}
    except DeadlinePassed:
        return {"type": "fault", "id": identity, "kind": "time", "detail": ""}
    except HessviewError as problem:
        # Worded for whoever asked: nothing is wrong with the program, and where it was said helps nobody.
        return {"type": "fault", "id": identity, "kind": "failed", "message": str(problem), "detail": ""}
    except Exception:  # noqa: BLE001 - the edge of a process: a fault is an answer
        return {"type": "fault", "id": identity, "kind": "failed", "detail": _detail()}
    return {"type": "fault", "id": identity, "kind": "memory", "detail": ""}


def _streamed(identity: object, parts: Parts, outbox: IO[bytes]) -> Message:
    """Send every partial answer of a handler as it comes; return the message with the answer."""
    while True:
        try:
            part = next(parts)
        except StopIteration as end:
            return {"type": "answer", "id": identity, "answer": dict(end.value)}
        _send(outbox, {"type": "partial", "id": identity, "answer": dict(part)})


def _handler(name: str) -> Streaming:
    module, _, function = name.partition(":")
    handler = getattr(importlib.import_module(module), function)
    return handler if isgeneratorfunction(handler) else _at_once(handler)


def _at_once(handler: Handler) -> Streaming:
    """Return a handler that has no partial answers as one that could."""

    def answer(payload: dict[str, object], _progress: Progress) -> Parts:
        yield from ()
        return handler(payload)

    return answer


def _listen(inbox: IO[bytes], jobs: queue.SimpleQueue[Message], orders: _Orders) -> NoReturn:
    """Pass messages on; when the pipe closes the parent is gone or has lost interest, whatever is being computed."""
    try:
        while (message := receive(inbox)) is not None:
            unwanted = message.get("cancel")
            if isinstance(unwanted, int):
                # Two that were said one after the other may arrive the other way round.
                orders.up_to = max(orders.up_to, unwanted)
            elif "conclude" in message:
                orders.concluded = message["conclude"]
            else:
                jobs.put(message)
    except (BrokenFrame, OSError):
        pass
    os._exit(0)


def _send(outbox: IO[bytes], message: Message) -> None:
    try:
        frame = encode(message)
    except (TypeError, ValueError):
        frame = encode({"type": "fault", "id": message.get("id"), "kind": "failed", "detail": _detail()})
    try:
        outbox.write(frame)
        outbox.flush()
    except OSError:
        os._exit(0)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the two pipes to the parent, and keep everything that prints or reads away from them."""
    inbox, outbox = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    if sys.platform == "win32":
        for pipe in (inbox, outbox):
            importlib.import_module("msvcrt").setmode(pipe, os.O_BINARY)
    return os.fdopen(inbox, "rb"), os.fdopen(outbox, "wb")


def _die_with(parent: int) -> None:
    """Ask the system to end this process with its parent, also while a long operation keeps every thread waiting."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if sys.platform != "win32" and os.getppid() != parent:
        os._exit(0)


def _detail() -> str:
    return traceback.format_exc()[-_DETAIL_LENGTH:]
