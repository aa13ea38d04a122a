"""Files that were never saved by anybody of good will: sessions and figures, damaged and forged, from a seed."""

from __future__ import annotations

import copy
import json
import random
import struct
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Named = tuple[str, bytes]

PAYLOADS = (
    "__import__('builtins').__dict__.__setitem__('HESSVIEW_CANARY',1)",
    "__import__('os').system('touch HESSVIEW_CANARY')",
    "open('HESSVIEW_CANARY','w').close()",
    "(lambda: exec('import builtins; builtins.HESSVIEW_CANARY=1'))()",
    "f(x) = x; import os",
    "{x.__class__.__mro__}",
    "%s%n%(canary)s",
    "${jndi:ldap://localhost/x}",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "<script>alert(1)</script><img src=file:///etc/passwd>",
    "'; DROP TABLE probe; --",
    "!!python/object/apply:os.system ['touch HESSVIEW_CANARY']",
    "\u202ex\u202c\u0000\u001b[31m",
    "\ud800",
    "A" * 70_000,
    "(" * 5_000,
    "x" + "^x" * 3_000,
    "9" * 5_000,
    "x!!!",
    "__proto__",
    "viridis\n",
    "ｖｉｒｉｄｉｓ",
    "",
)
NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 500, "1e-999", "0x10", "01", "1_000", "+1", "--1")
OTHERS: tuple[Any, ...] = (None, True, False, 3, -1, 1.5, "x", [], {}, [[]], {"x": 1})

# Python's own serialisation of os.system("touch HESSVIEW_CANARY"), written by hand: nothing here may read it.
PICKLE = b"cos\nsystem\n(S'touch HESSVIEW_CANARY'\ntR."

NONSENSE: Mapping[str, bytes] = {
    "nothing": b"",
    "one brace": b"{",
    "only spaces": b" " * 1000,
    "a pickle": PICKLE,
    "a pickle after a brace": b"{" + PICKLE,
    "a script": b"#!/usr/bin/env python3\nimport builtins\nbuiltins.HESSVIEW_CANARY = 1\n",
    "a program": b"\x7fELF" + bytes(range(256)) * 20,
    "an archive": b"PK\x03\x04" + bytes(1000),
    "a mark of byte order": b"\xef\xbb\xbf{}",
    "another encoding": '{"format": "hessview-session"}'.encode("utf-16"),
    "deep brackets": b'{"format":' + b"[" * 500_000,
    "deep objects": b'{"a":' * 200_000,
    "many megabytes": b'{"format": "hessview-session", "text": "' + b"x" * (3 << 20) + b'"}',
    "no end of a string": b'{"format": "' + b"\\" * 100_001,
    "half a figure": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
    "a chunk longer than the file": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXthessview-session\0{}",
    "open tags": b"<svg><metadata>" + b"<" * 300_000,
    "an entity that grows": b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><metadata>hessview-session &x;' + b"&b;" * 5_000 + b"</metadata>",
    "open strings": b"%PDF-1.4\n" + b"/Subject (" * 30_000 + b"hessview-session",
    "many streams": b"%PDF-1.4\n" + b"<</Type /ObjStm>>stream\nhessview-session" * 3_000,
}


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bombs() -> Iterator[Named]:
    """Yield small files that would be large."""
    bomb = zlib.compress(b"hessview-session" + b"A" * (64 << 20), 9)
    yield "a PNG that grows", b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", b"hessview-session\0\0" + bomb)
    yield "a PNG that grows, international", b"\x89PNG\r\n\x1a\n" + chunk(b"iTXt", b"k\0\1\0\0\0" + bomb)
    yield "a PDF that grows", b"%PDF-1.5\n<</Type /ObjStm>>stream\n" + bomb


def mutants(session: bytes, figures: Mapping[str, bytes], count: int, seed: int = 2024) -> Iterator[Named]:
    """Yield about `count` files made of a session and of figures that carry it."""
    rng = random.Random(seed)
    yield from NONSENSE.items()
    yield from bombs()
    yield from forged(session)
    carriers = {"session": session, **figures}
    made = 0
    while made < count:
        kind = rng.choice(tuple(carriers))
        name, mutate = rng.choice(DAMAGES)
        yield f"{name} of a {kind}, {made}", mutate(carriers[kind], rng)
        made += 1


def forged(session: bytes) -> Iterator[Named]:
    """Yield sessions with every leaf and key replaced by what it must not be."""
    document = json.loads(session)
    for path in paths(document):
        place = ".".join(map(str, path))
        for payload in PAYLOADS:
            yield f"{place} is {payload[:30]!r}", encoded(changed(document, path, payload))
        for other in OTHERS:
            yield f"{place} is {other!r}", encoded(changed(document, path, other))
        for number in NUMBERS:
            text = json.dumps(changed(document, path, "HERE")).replace('"HERE"', number)
            yield f"{place} is {number[:20]}", text.encode()
        for depth in (20, 5_000):
            text = json.dumps(changed(document, path, "HERE")).replace('"HERE"', "[" * depth + "]" * depth)
            yield f"{place} is {depth} deep", text.encode()
    text = session.decode()
    for key in document:
        yield f"{key} twice", text.replace(f'"{key}":', f'"{key}": 1, "{key}":', 1).encode()
        yield f"no {key}", encoded({name: value for name, value in document.items() if name != key})
    for payload in PAYLOADS:
        yield f"the key {payload[:30]!r}", encoded(document | {payload: 1})
        yield f"a probe named {payload[:30]!r}", encoded(document | {"probe": {payload: 1.0}})
        yield f"an overlay {payload[:30]!r}", encoded(changed(document, ("appearance", "overlays"), [payload]))
        yield f"axes {payload[:30]!r}", encoded(document | {"axes": [payload, "x"]})


def paths(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the places of all values below the document."""
    if here:
        yield here
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from paths(inner, (*here, key))


def changed(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return the document with another value at a place."""
    made = copy.deepcopy(document)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return made


def encoded(document: Any) -> bytes:
    """Return JSON, with lone surrogates as escapes."""
    return json.dumps(document).encode("ascii")


def _flipped(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def _noise(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + rng.randbytes(rng.randint(1, 64)) + data[start + rng.randint(0, 64) :]


def _truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _headless(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(min(len(data), 400)) :]


def _doubled(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[max(0, start - rng.randint(1, 300)) :]


def _flipped_inside(data: bytes, rng: random.Random) -> bytes:
    """Damage the session that a figure carries, not the picture around it."""
    start = max(0, data.find(b"hessview-session") - 30)
    made = bytearray(data)
    made[min(len(made) - 1, start + rng.randrange(600))] = rng.randrange(256)
    return bytes(made)


DAMAGES: tuple[tuple[str, Callable[[bytes, random.Random], bytes]], ...] = (
    ("flipped bits", _flipped), ("noise", _noise), ("an end", _truncated), ("no beginning", _headless),
    ("twice a part", _doubled), ("a changed letter", _flipped_inside), ("another changed letter", _flipped_inside),
)  # fmt: skip
