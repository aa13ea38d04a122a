"""What a worker must not do, done: runs inside of a worker process in the place of the handler of formulas."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from hessview.calculus import symbolic

if TYPE_CHECKING:
    from collections.abc import Callable

Payload = dict[str, Any]


def answer(payload: Payload) -> dict[str, Any]:
    """Do the deed that is asked for."""
    done: dict[str, Any] = DEEDS[payload["deed"]](payload)
    return done


def _pipe() -> int:
    """Return the descriptor of the pipe to the parent: the only one that can be written."""
    return next(fd for fd in range(3, 64) if _is_writable_pipe(fd))


def _is_writable_pipe(fd: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(fd).st_mode) and os.write(fd, b"") == 0
    except OSError:
        return False


def _say(data: bytes) -> None:
    """Write to the parent whatever the protocol says, and wait for what comes of it."""
    fd = _pipe()
    while data:
        data = data[os.write(fd, data) :]
    time.sleep(600)


def _frame(header: str) -> bytes:
    return len(header).to_bytes(4, "big") + header.encode()


def _flood(chunk: bytes) -> None:
    fd = _pipe()
    while True:
        os.write(fd, chunk)


def _good(payload: Payload) -> dict[str, Any]:
    return symbolic.answer({key: value for key, value in payload.items() if key != "deed"})


def _said(header: str, more: bytes = b"") -> Callable[[Payload], Any]:
    return lambda _: _say(_frame(header) + more)


def _instead(**wrong: Any) -> Callable[[Payload], dict[str, Any]]:
    return lambda payload: _good(payload) | wrong


def _eat(payload: Payload) -> dict[str, Any]:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))


def _twist_row(payload: Payload) -> dict[str, Any]:
    good = _good(payload)
    good["hessian"][0] = [*good["hessian"][0], "0"]
    return good


def _stop(payload: Payload) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSTOP)
    return _good(payload)


def _twice(payload: Payload) -> dict[str, Any]:
    fd = _pipe()
    for _ in range(1000):
        os.write(fd, _frame('{"type": "ready"}'))
    return _good(payload)


def _die(payload: Payload) -> dict[str, Any]:
    os._exit(3)


def _crash(payload: Payload) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def _hold(payload: Payload) -> dict[str, Any]:
    return {"size": (9**9**9).bit_length()}


def _write_a_file(payload: Payload) -> dict[str, Any]:
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 100)
        file.flush()
    return _good(payload)


def _recur(payload: Payload) -> dict[str, Any]:
    return _recur(payload) | payload


def _close_the_pipe(payload: Payload) -> dict[str, Any]:
    os.close(_pipe())
    time.sleep(600)
    return {}


_X = ["x", "y"]
DEEDS: dict[str, Callable[[Payload], Any]] = {
    "deep lists": _said("[" * 100_000),
    "deep objects": _said('{"a":' * 20_000 + "1" + "}" * 20_000),
    "a header of 4 GB": lambda _: _say(b"\xff\xff\xff\xff"),
    "a header of 64 MB": lambda _: _say((64 << 20).to_bytes(4, "big") + b"x" * (1 << 20)),
    "half a frame": lambda _: _say(_frame('{"type": "answer"}')[:9]),
    "no JSON": _said("\x00\x01\x02"),
    "not UTF-8": lambda _: _say((2).to_bytes(4, "big") + b"\xff\xfe"),
    "a list": _said("[]"),
    "not a number": _said('{"type": "answer", "id": NaN}'),
    "infinity": _said('{"type": "answer", "id": 1e999}'),
    "a number of 10,000 digits": _said('{"type": "answer", "id": %s}' % ("9" * 10_000)),
    "a key twice": _said('{"type": "answer", "type": "fault"}'),
    "bytes without end": _said('{"type": "answer", "answer": {"$bytes": 1000000000000}}', b"x" * 100_000),
    "bytes below zero": _said('{"type": "answer", "answer": {"$bytes": -1}}'),
    "bytes that are a text": _said('{"type": "answer", "answer": {"$bytes": "9"}}'),
    "half of the bytes": _said('{"type": "answer", "answer": {"$bytes": 1000}}', b"x" * 10),
    "another identity": _said('{"type": "answer", "id": -7, "answer": {}}'),
    "a type that is a list": _said('{"type": ["answer"], "id": 1}'),
    "no type": _said("{}"),
    "ready a thousand times": _twice,
    "a fault that is no fault": _said('{"type": "fault", "id": {"a": 1}, "kind": [], "message": {}, "detail": 7}'),
    "frames without end": lambda _: _flood(_frame('{"type": "ready"}') * 100),
    "bytes of nothing without end": lambda _: _flood(bytes(65536)),
    "noise without end": lambda _: _flood(os.urandom(65536)),
    "an answer of 9 MB": _instead(note="x" * (9 << 20)),
    "an answer of bytes": lambda payload: _good(payload) | {"gradient": b"x" * 1000},
    "no gradient": _instead(gradient=None),
    "a gradient of 3": _instead(gradient=["x", "y", "x"]),
    "a gradient of numbers": _instead(gradient=[1, 2]),
    "a gradient that is an object": _instead(gradient={"x": 1}),
    "a Hessian without rows": _instead(hessian=[]),
    "a Hessian of texts": _instead(hessian=_X),
    "a ragged Hessian": _twist_row,
    "a Hessian that is not symmetric": _instead(hessian=[["1", "2"], ["3", "4"]]),
    "text that is no formula": _instead(gradient=["x+", "y"]),
    "text of code": _instead(gradient=["__import__('os').system('true')", "y"]),
    "other names": _instead(gradient=["foo + bar", "y"]),
    "another variable": _instead(gradient=["z", "y"]),
    "brackets without end": _instead(gradient=["(" * 4000, "y"]),
    "a long note": _instead(note="x" * 10_000),
    "a note of two lines": _instead(note="a\nb"),
    "a note that is a list": _instead(note=["a"]),
    "verified by a word": _instead(verified="yes"),
    "an empty answer": lambda _: {},
    "an exception": lambda _: 1 // 0,
    "something that is no JSON": lambda _: {"gradient": {1, 2}},
    "memory without end": _eat,
    "the end": _die,
    "a crash": _crash,
    "stopped": _stop,
    "every thread held": _hold,
    "a closed pipe": _close_the_pipe,
    "a file": _write_a_file,
    "recursion without end": _recur,
    "an exit": lambda _: sys.exit(0),
    "a broken frame of JSON": lambda _: _say(_frame(json.dumps({"type": "answer"}))[:-1] + b"]"),
}
"""Deeds by name. After most of them there is no answer; after all of them the next question has one."""
