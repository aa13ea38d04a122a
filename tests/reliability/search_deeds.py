"""What a process that searches must not say, said: runs in the place of the handler of searches."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from hessview.compute import critical_worker
from tests.reliability import worker_deeds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from hessview.compute.frames import Message

    Parts = Generator[Message, None, Message]

_JUNK: tuple[object, ...] = (
    None, True, -1, 1 << 62, 1e308, "", "x" * 30_000, "a\nb\x1b[31m", b"", bytes(24), b"\xff" * 64, [], [None], {},
    {"0": 1},
)  # fmt: skip


def answer(payload: dict[str, Any], progress: Callable[[float], None]) -> Parts:
    """Search, and say something else."""
    asked = {name: entry for name, entry in payload.items() if name not in ("deed", "number")}
    chance = random.Random(payload["number"])
    return (yield from DEEDS[payload["deed"]](critical_worker.answer(asked, progress), chance))


def mutated(message: Message, chance: random.Random) -> Message:
    """Return a message of which one entry, anywhere, is missing, is something else, or has other bytes."""
    name = chance.choice(sorted(message))
    value = message[name]
    if isinstance(value, dict) and value and chance.random() < 0.8:
        return message | {name: mutated(value, chance)}
    if isinstance(value, bytes) and value and chance.random() < 0.6:
        place, length = chance.randrange(len(value)), chance.choice((0, 1, 7, 8, 9))
        return message | {name: value[:place] + chance.randbytes(length) + value[place + chance.choice((0, 8)) :]}
    if chance.random() < 0.3:
        return {other: entry for other, entry in message.items() if other != name}
    return message | {name: chance.choice(_JUNK)}


def _said(change: Callable[[Message, random.Random], Message]) -> Callable[[Parts, random.Random], Parts]:
    """Return a deed that changes every part and the answer."""

    def deed(good: Parts, chance: random.Random) -> Parts:
        while True:
            try:
                part = next(good)
            except StopIteration as end:
                return change(end.value, chance)
            yield change(part, chance)

    return deed


def _thrice(message: Message, chance: random.Random) -> Message:
    return mutated(mutated(mutated(message, chance), chance), chance)


def _with(name: str, value: object) -> Callable[[Parts, random.Random], Parts]:
    return _said(lambda message, _chance: message | {name: value})


def _without_end(parts: Iterable[Message]) -> Callable[[Parts, random.Random], Parts]:
    def deed(good: Parts, _chance: random.Random) -> Parts:
        whole = _last(good)
        while True:
            yield from (part or whole for part in parts)

    return deed


def _last(good: Parts) -> Message:
    while True:
        try:
            next(good)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _at_once(name: str) -> Callable[[Parts, random.Random], Parts]:
    """Return a deed of the workers that find formulas."""

    def deed(_good: Parts, _chance: random.Random) -> Parts:
        yield from ()
        return dict(worker_deeds.DEEDS[name]({}))

    return deed


def _holding(_good: Parts, _chance: random.Random) -> Parts:
    yield from ()
    while True:
        time.sleep(0.01)  # and calls no progress


DEEDS: dict[str, Callable[[Parts, random.Random], Parts]] = {
    "one change": _said(mutated),
    "three changes": _said(_thrice),
    "another box": _with("lower", bytes(16)),
    "a box of no size": _with("upper", b""),
    "more than all": _with("settled", (2.0).hex().encode()),
    "a count without points": _with("points", {"count": 1 << 40}),
    "points that are a list": _with("points", [1, 2]),
    "curves that are a text": _with("curves", "x" * 1000),
    "a note of 65 MB": _with("note", bytes(65 << 20)),
    "nothing": lambda good, _chance: _nothing(good),
    "parts of nothing without end": _without_end(({"lower": None},)),
    "the answer without end": _without_end(({},)),
    "no progress": _holding,
    **{name: _at_once(name) for name in (
        "half a frame", "frames without end", "noise without end", "another identity", "a closed pipe", "the end",
        "a crash", "stopped", "memory without end", "deep objects", "half of the bytes", "an exception", "an exit",
        "every thread held",
    )},
}  # fmt: skip
"""Deeds by name; after all of them the next search has an answer."""


def _nothing(_good: Parts) -> Parts:
    yield from ()
    return {}
