"""The session that a figure carries in its metadata, found in SVG, PDF and PNG without trusting them.

Every loop here has a bound of its own, for a file of megabytes can be made of the one pattern that costs most: what
is beyond the bounds is no figure of ours, and carries nothing.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "hessview-session"
"""The word that every session contains."""

PAGE_NAME = "hessview-page"
"""The word that what stands on a page contains."""

MAX_FIGURE_BYTES = 64 << 20
"""The largest figure; a file of more bytes need not be read."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_MOST_CHUNKS = 1 << 16
_LONGEST_KEY = 1024
_MOST_TEXTS = 64

_SVG_METADATA = re.compile(rb"<metadata[\s>/]")
_CDATA = b"<![CDATA["
# Markup, and texts too short to hold a session: all that lies between two texts that may.
_SVG_MARKUP = re.compile(rb"(?:[^<]{1,%d}+(?=<)|<!--(?s:.*?)-->|<(?!!--|!\[CDATA\[)[^>]*+>)*+" % (len(NAME) - 1))
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# A character takes at most so many bytes: "&#x10ffff;" in an SVG, UTF-16 with every byte escaped in a PDF.
_LONGEST_ENTITY = 10
_LONGEST_ESCAPE = 8
_MOST_RUNS = 4096

_PDF_HEAD = 1024
_KEYS = {NAME: b"/Subject", PAGE_NAME: b"/Keywords"}
"""Under which key of a PDF's information a text with a word is."""

_STRING = re.compile(rb"/(?:Subject|Keywords)\s{0,64}([(<])")
_PDF_PLAIN = re.compile(rb"(?:[^()\\]++|\\.)*+", re.DOTALL)
_PDF_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))|\r\n|\r", re.DOTALL)
_PDF_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PDF_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s{0,16}stream\r?\n")
_MOST_SUBJECTS = 16
_MOST_BRACKETS = 1 << 14


def extract(data: bytes, limit: int, word: str = NAME) -> bytes | None:
    """Return the session's JSON in the bytes of a figure, as UTF-8; None if there is none of at most `limit` bytes.

    So with what else it carries: the first text that contains `word` counts, in a PDF the last (a later revision of
    the file stands at its end). Nothing is expanded beyond a few times `limit`, and damaged figures carry nothing.
    """
    if len(data) > MAX_FIGURE_BYTES:
        return None
    if data.startswith(_PNG):
        texts = _png_texts(data, limit)
    elif data[:_PDF_HEAD].lstrip().startswith(b"%PDF-"):
        texts = _pdf_texts(data, limit, _KEYS[word])
    else:
        texts = _svg_texts(data, limit)
    for text in texts:
        if word in text:
            carried = text.strip().encode("utf-8", "replace")
            return carried if len(carried) <= limit else None
    return None


def _png_texts(data: bytes, limit: int) -> Iterator[str]:
    """Yield the texts of tEXt, zTXt and iTXt chunks whose checksum is right."""
    start, texts = len(_PNG), 0
    for _ in range(_MOST_CHUNKS):
        length = int.from_bytes(data[start : start + 4], "big")
        kind = data[start + 4 : start + 8]
        end = start + 8 + length
        if kind in (b"", b"IEND") or end + 4 > len(data):
            return
        if kind in _PNG_TEXTS and length <= limit + _LONGEST_KEY:
            texts += 1
            if texts > _MOST_TEXTS:
                return
            if zlib.crc32(data[start + 4 : end]) == int.from_bytes(data[end : end + 4], "big"):
                yield _png_text(kind, data[start + 8 : end], limit)
        start = end + 4


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


def _svg_texts(data: bytes, limit: int) -> Iterator[str]:
    """Yield the texts between the tags of <metadata>; entities that a document defines are not expanded."""
    start, left = 0, _LONGEST_ENTITY * limit
    for _ in range(_MOST_TEXTS):
        found = _SVG_METADATA.search(data, start)
        end = -1 if found is None else data.find(b"</metadata", found.end())
        if found is None or end < 0:
            return
        yield from _runs(data, found.start(), min(end, found.start() + left), limit)
        left -= end - found.start()
        if left <= 0:
            return
        start = end


def _runs(data: bytes, start: int, end: int, most_entities: int) -> Iterator[str]:
    """Yield the texts between tags that are long enough for a session; every byte is looked at once."""
    for _ in range(_MOST_RUNS):
        markup = _SVG_MARKUP.match(data, start, end)
        start = start if markup is None else markup.end()
        if data.startswith(_CDATA, start):
            close = data.find(b"]]>", start, end)
            if close < 0:
                return
            yield data[start + len(_CDATA) : close].decode("utf-8", "replace")
            start = close + 3
        else:
            close = data.find(b"<", start, end)
            close = end if close < 0 else close
            if close == start or data.count(b"&", start, close) > most_entities:
                return
            yield _ENTITY.sub(_entity, data[start:close].decode("utf-8", "replace"))
            start = close


def _entity(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return _ENTITIES[name]
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _pdf_texts(data: bytes, limit: int, key: bytes) -> Iterator[str]:
    """Yield the strings of `key` in the document information, the last first, those of compressed streams before."""
    left = 32 * limit
    for place in _last_places(data, b"/ObjStm", _MOST_TEXTS):
        stream = _PDF_STREAM.match(data, place)
        if stream is not None and left > 0:
            left -= 4 * limit
            inflated = _inflate(data[stream.end() : stream.end() + 4 * limit], 4 * limit)
            left += 4 * limit - len(inflated) if inflated else 0
            yield from _strings(inflated, limit, key)
    yield from _strings(data, limit, key)


def _last_places(data: bytes, word: bytes, count: int) -> Iterator[int]:
    """Yield where `word` stands for the last `count` times, the last first."""
    place = len(data)
    for _ in range(count):
        place = data.rfind(word, 0, place)
        if place < 0:
            return
        yield place


def _strings(data: bytes, limit: int, key: bytes) -> Iterator[str]:
    """Yield the strings of `key`, the last first, until as many bytes have been looked at as one may have at most."""
    left = _LONGEST_ESCAPE * limit
    for place in _last_places(data, key, _MOST_SUBJECTS):
        found = _STRING.match(data, place)
        if found is None or left <= 0:
            continue
        start, end = found.end(), min(len(data), found.end() + left)
        if found.group(1) == b"(":
            raw, stop = _literal(data, start, end)
        else:
            raw, stop = _hexadecimal(data, start, end)
        left -= stop - start
        yield _pdf_text(raw)


def _literal(data: bytes, start: int, end: int) -> tuple[bytes, int]:
    """Return the bytes of the literal string that begins at `start`, and where it ends; empty if it does not."""
    depth, place = 1, start
    for _ in range(_MOST_BRACKETS):
        plain = _PDF_PLAIN.match(data, place, end)
        place = end if plain is None else plain.end()
        if place >= end or data[place : place + 1] == b"\\":
            break
        depth += 1 if data[place : place + 1] == b"(" else -1
        if depth == 0:
            return _PDF_ESCAPE.sub(_pdf_escape, data[start:place]), place
        place += 1
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
    digits = data[start:close].translate(None, b" \t\r\n\f\0")
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")), close
    except ValueError:
        return b"", close


def _pdf_text(raw: bytes) -> str:
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    return raw.decode("latin-1")


def _inflate(data: bytes, limit: int) -> bytes:
    """Return what was compressed; empty if it is damaged or longer than `limit` bytes."""
    try:
        inflated = zlib.decompressobj().decompress(data, limit + 1)
    except zlib.error:
        return b""
    return inflated if len(inflated) <= limit else b""
