"""How two processes of hessview talk: a JSON header, then the raw bytes that it announces.

Both sides read as if the other might send anything.
"""

from __future__ import annotations

import json
import math
from typing import IO, TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_HEADER = 8 << 20
_SIZE = "$bytes"

Message = dict[str, object]


class BrokenFrame(Exception):  # noqa: N818 - the other side has stopped or speaks another language
    """What came through the pipe is not a whole message."""


def encode(message: Mapping[str, object]) -> bytes:
    """Return the frame of a message of JSON values, except that a value in an object may be bytes.

    A frame is the length of the header (4 bytes, big-endian), the header, and the bytes in the header's order.

    Raises
    ------
    TypeError, ValueError
        If there is anything else in it, a number that is not finite, or nesting without end.
    """
    parts: list[bytes] = []
    header = json.dumps(_outlined(message, parts), allow_nan=False).encode("ascii")
    return b"".join((len(header).to_bytes(4, "big"), header, *parts))


def receive(stream: IO[bytes], largest: int = MAX_HEADER) -> Message | None:
    """Return the next message of a stream; None at its end.

    Parameters
    ----------
    largest
        Bytes of a message, with those that its header announces; the header itself has at most `MAX_HEADER`.

    Raises
    ------
    BrokenFrame
        If the stream ends within a message or holds none.
    """
    length = stream.read(4)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    if len(length) < 4 or size > min(largest, MAX_HEADER):
        raise BrokenFrame
    try:
        header = json.loads(
            _exactly(stream, size), object_pairs_hook=_object, parse_float=_float, parse_constant=_refuse
        )
        if not isinstance(header, dict):
            raise BrokenFrame
        return _Reader(stream, largest - size).fill(header)
    except (ValueError, RecursionError, MemoryError):
        raise BrokenFrame from None


class _Reader:
    """Puts the bytes that follow a header into their places, as long as they are not too many."""

    def __init__(self, stream: IO[bytes], left: int) -> None:
        self._stream = stream
        self._left = left

    def fill(self, header: Message) -> Message:
        return {key: self._filled(value) for key, value in header.items()}

    def _filled(self, value: object) -> object:
        if not isinstance(value, dict):
            return value
        if value.keys() != {_SIZE}:
            return self.fill(value)
        size = value[_SIZE]
        if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= self._left:
            raise BrokenFrame
        self._left -= size
        return _exactly(self._stream, size)


def _outlined(value: object, parts: list[bytes]) -> object:
    """Return `value` with bytes replaced by their size and appended to `parts`."""
    if isinstance(value, bytes):
        parts.append(value)
        return {_SIZE: len(value)}
    if isinstance(value, dict):
        return {key: _outlined(entry, parts) for key, entry in value.items()}
    return value


def _object(pairs: list[tuple[str, object]]) -> Message:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise BrokenFrame
    return made


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise BrokenFrame
    return value


def _refuse(_name: str) -> NoReturn:
    raise BrokenFrame


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise BrokenFrame
    return data
