"""The session that a figure carries in its metadata, found in SVG, PDF and PNG without trusting them."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "hessview-session"
"""The word that every session contains."""

MAX_FIGURE_BYTES = 256 << 20

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_METADATA = re.compile(rb"<metadata[\s>/]")
_CDATA = b"<![CDATA["
_SVG_SECTIONS = ((_CDATA, b"]]>"), (b"<!--", b"-->"))
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SUBJECT = re.compile(rb"/Subject\s*([(<])")
_PDF_SPECIAL = re.compile(rb"[()\\]")
_PDF_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))|\r\n|\r", re.DOTALL)
_PDF_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PDF_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_MOST_STREAMS = 64


def extract(data: bytes, limit: int) -> bytes | None:
    """Return the session's JSON in the bytes of a figure, as UTF-8; None if there is none of at most `limit` bytes.

    The first text that contains the word `NAME` counts, in a PDF the last (a later revision of the file stands at
    its end). Nothing is expanded beyond a few times `limit`, and damaged figures simply carry nothing.
    """
    if len(data) > MAX_FIGURE_BYTES:
        return None
    if data.startswith(_PNG):
        texts = _png_texts(data, limit)
    elif data[:1024].lstrip().startswith(b"%PDF-"):
        texts = iter(list(_pdf_texts(data, limit))[::-1])
    else:
        texts = _svg_texts(data)
    for text in texts:
        if NAME in text:
            carried = text.strip().encode("utf-8", "replace")
            return carried if len(carried) <= limit else None
    return None


def _png_texts(data: bytes, limit: int) -> Iterator[str]:
    """Yield the texts of tEXt, zTXt and iTXt chunks."""
    start = len(_PNG)
    while start + 12 <= len(data):
        length = int.from_bytes(data[start : start + 4], "big")
        kind = data[start + 4 : start + 8]
        if kind == b"IEND" or length > len(data) - start - 12:
            return
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield _png_text(kind, data[start + 8 : start + 8 + length], limit)
        start += 12 + length


def _png_text(kind: bytes, chunk: bytes, limit: int) -> str:
    _, _, rest = chunk.partition(b"\0")
    if kind == b"tEXt":
        return rest.decode("latin-1")
    if kind == b"zTXt":
        return _inflate(rest[1:], limit).decode("latin-1")
    compressed = rest[:1] == b"\1"
    _, _, rest = rest[2:].partition(b"\0")
    _, _, text = rest.partition(b"\0")
    return (_inflate(text, limit) if compressed else text).decode("utf-8", "replace")


def _svg_texts(data: bytes) -> Iterator[str]:
    """Yield the texts between the tags of <metadata>; entities that a document defines are not expanded."""
    start = 0
    while (found := _SVG_METADATA.search(data, start)) is not None:
        end = data.find(b"</metadata", found.end())
        if end < 0:
            return
        yield from _runs(data, found.start(), end)
        start = end


def _runs(data: bytes, start: int, end: int) -> Iterator[str]:
    """Yield the texts between tags; every byte is looked at once, whatever is left open."""
    while (start := data.find(b"<", start, end)) >= 0:
        section = next((kind for kind in _SVG_SECTIONS if data.startswith(kind[0], start)), None)
        opening, closing = section or (b"<", b">")
        close = data.find(closing, start + len(opening), end)
        if close < 0:
            return
        if opening == _CDATA:
            yield data[start + len(opening) : close].decode("utf-8", "replace")
        start = close + len(closing)
        if section is None:
            text = data[start : _or_end(data.find(b"<", start, end), end)]
            yield _ENTITY.sub(_entity, text.decode("utf-8", "replace"))


def _or_end(place: int, end: int) -> int:
    return place if place >= 0 else end


def _entity(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return _ENTITIES[name]
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _pdf_texts(data: bytes, limit: int) -> Iterator[str]:
    """Yield the /Subject strings of the document information, also of compressed object streams."""
    yield from _subjects(data, limit)
    for count, stream in enumerate(_PDF_STREAM.finditer(data)):
        if count == _MOST_STREAMS:
            return
        yield from _subjects(_inflate(memoryview(data)[stream.end() :], 4 * limit), limit)


def _subjects(data: bytes, limit: int) -> Iterator[str]:
    start = 0
    while found := _SUBJECT.search(data, start):
        # UTF-16 with every character escaped takes eight bytes for one.
        end = min(len(data), found.end() + 8 * limit)
        if found.group(1) == b"(":
            raw, start = _literal(data, found.end(), end)
        else:
            raw, start = _hexadecimal(data, found.end(), end)
        yield _pdf_text(raw)


def _literal(data: bytes, start: int, end: int) -> tuple[bytes, int]:
    """Return the bytes of the literal string that begins at `start`, and where it ends; empty if it does not."""
    depth, place = 1, start
    while special := _PDF_SPECIAL.search(data, place, end):
        place = special.end()
        if special.group() == b"\\":
            place += 1
        else:
            depth += 1 if special.group() == b"(" else -1
            if depth == 0:
                return _PDF_ESCAPE.sub(_pdf_escape, data[start : special.start()]), place
    return b"", end


def _pdf_escape(match: re.Match[bytes]) -> bytes:
    octal, line_end, letter = match.groups()
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    if line_end is not None:
        return b""
    if letter is not None:
        return _PDF_LETTERS.get(letter, letter)
    return b"\n"


def _hexadecimal(data: bytes, start: int, end: int) -> tuple[bytes, int]:
    close = data.find(b">", start, end)
    if close < 0:
        return b"", end
    digits = b"".join(data[start:close].split())
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")), close
    except ValueError:
        return b"", close


def _pdf_text(raw: bytes) -> str:
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    return raw.decode("latin-1")


def _inflate(data: bytes | memoryview, limit: int) -> bytes:
    """Return what was compressed; empty if it is damaged or longer than `limit` bytes."""
    try:
        inflated = zlib.decompressobj().decompress(data, limit + 1)
    except zlib.error:
        return b""
    return inflated if len(inflated) <= limit else b""
