"""How two processes of hessview talk: a JSON header, then the raw bytes that it announces."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_HEADER = 64 << 20
MAX_BYTES = 1 << 30
_SIZE = "$bytes"

Message = dict[str, object]


class BrokenFrame(Exception):  # noqa: N818 - the other side has stopped or speaks another language
    """What came through the pipe is not a whole message."""


def encode(message: Mapping[str, object]) -> bytes:
    """Return the frame of a message of JSON values, except that a value in an object may be bytes.

    A frame is the length of the header (4 bytes, big-endian), the header, and the bytes in the header's order.
    """
    parts: list[bytes] = []
    header = json.dumps(_outlined(message, parts)).encode("ascii")
    return b"".join((len(header).to_bytes(4, "big"), header, *parts))


def receive(stream: IO[bytes]) -> Message | None:
    """Return the next message of a stream; None at its end.

    Raises
    ------
    BrokenFrame
        If the stream ends within a message or holds none.
    """
    length = stream.read(4)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    if len(length) < 4 or size > MAX_HEADER:
        raise BrokenFrame
    try:
        header = json.loads(_exactly(stream, size))
    except ValueError:
        raise BrokenFrame from None
    if not isinstance(header, dict):
        raise BrokenFrame
    return {key: _filled(value, stream) for key, value in header.items()}


def _outlined(value: object, parts: list[bytes]) -> object:
    """Return `value` with bytes replaced by their size and appended to `parts`."""
    if isinstance(value, bytes):
        parts.append(value)
        return {_SIZE: len(value)}
    if isinstance(value, dict):
        return {key: _outlined(entry, parts) for key, entry in value.items()}
    return value


def _filled(value: object, stream: IO[bytes]) -> object:
    """Return `value` with sizes replaced by the bytes that follow in the stream."""
    if not isinstance(value, dict):
        return value
    if value.keys() == {_SIZE}:
        size = value[_SIZE]
        if not isinstance(size, int) or not 0 <= size <= MAX_BYTES:
            raise BrokenFrame
        return _exactly(stream, size)
    return {key: _filled(entry, stream) for key, entry in value.items()}


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise BrokenFrame
    return data
