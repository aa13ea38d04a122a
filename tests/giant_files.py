"""Files of megabytes made of the one pattern that costs a reader most, written piece by piece."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.hostile_files import chunk

if TYPE_CHECKING:
    from pathlib import Path

_PNG, _PDF, _SVG, _END = b"\x89PNG\r\n\x1a\n", b"%PDF-1.5\n", b"<svg><metadata>", b"</metadata></svg>"
_MEGABYTE = 1 << 20
_BOMB = zlib.compress(b"A" * (_MEGABYTE - 64), 9)


@dataclass(frozen=True)
class Giant:
    """A head, a part again and again, a tail.

    Attributes
    ----------
    most
        The largest size at which it still tries what it is meant to try; None: there is none.
    """

    name: str
    head: bytes
    part: bytes
    tail: bytes = b""
    most: int | None = None

    def write(self, path: Path, size: int) -> int:
        """Write about `size` bytes and return how many."""
        room = min(size, self.most or size) - len(self.head) - len(self.tail)
        piece = self.part * max(1, min(room, _MEGABYTE) // len(self.part))
        with path.open("wb") as file:
            file.write(self.head)
            for _ in range(max(1, room // len(piece))):
                file.write(piece)
            file.write(self.tail)
        return path.stat().st_size


def _session(name: str, part: str, head: str = "", tail: str = "0") -> Giant:
    """A session that has another list or object at a place, as long as a session may be."""
    return Giant(name, f'{{"format":"hessview-session","version":1,{head}'.encode(), part.encode(),
                 f"{tail}}}".encode(), _MEGABYTE - 64)  # fmt: skip


GIANTS: tuple[Giant, ...] = (
    _session("a session with a key of a megabyte", "k", '"', '":1'),
    _session("a session with a text of a megabyte", "x+", '"text":"', '"'),
    _session("a session of escapes", "\\u0041", '"text":"', '"'),
    _session("a session of broken escapes", "\\a", '"text":"', '"'),
    _session("a session of empty lists", "[],", '"axes":[', "0]"),
    _session("a session of small objects", '{"":0},', '"axes":[', "0]"),
    _session("a session with a long number", "1", '"probe":{"x":0.', "}"),
    _session("a session with a longer whole number", "1", '"probe":{"x":', "}"),
    _session("a session of texts", '"a",', '"axes":[', "0]"),
    _session("a session of quotes", '"', '"axes":['),
    Giant("a session of many megabytes", b'{"text":"', b"x", b'"}'),
    Giant("white space", b"", b" ", b"<"),
    Giant("zeros", b"", b"\0"),
    Giant("a PNG of empty chunks", _PNG, chunk(b"abcd", b"")),
    Giant("a PNG of empty texts", _PNG, chunk(b"tEXt", b"")),
    Giant("a PNG of large texts", _PNG, chunk(b"tEXt", b"k\0" + b"A" * (_MEGABYTE - 2))),
    Giant("a PNG of texts that grow", _PNG, chunk(b"zTXt", b"k\0\0" + _BOMB)),
    Giant("a PNG of international texts that grow", _PNG, chunk(b"iTXt", b"k\0\1\0\0\0" + _BOMB)),
    Giant("an SVG of tags", _SVG, b"<>", _END),
    Giant("an SVG of comments", _SVG, b"<!---->", _END),
    Giant("an SVG of open comments", _SVG, b"<!--", _END),
    Giant("an SVG of sections", _SVG, b"<![CDATA[]]>", _END),
    Giant("an SVG of open sections", _SVG, b"<![CDATA[", _END),
    Giant("an SVG of texts", _SVG, b"<b>1234567890123456", _END),
    Giant("an SVG of short texts", _SVG, b"<b>a", _END),
    Giant("an SVG of entities", _SVG + b"hessview-session", b"&#65;", _END),
    Giant("an SVG of unknown entities", _SVG + b"hessview-session", b"&x;", _END),
    Giant("an SVG of one text", _SVG + b"hessview-session", "𝄞".encode(), _END),
    Giant("an SVG of metadata", b"<svg>", b"<metadata></metadata>"),
    Giant("an SVG of open metadata", b"<svg>", b"<metadata>"),
    Giant("an SVG of what is nearly metadata", b"<svg>", b"<metadat"),
    Giant("a PDF of subjects", _PDF, b"/Subject()"),
    Giant("a PDF of open subjects", _PDF, b"/Subject("),
    Giant("a PDF of hexadecimal subjects", _PDF, b"/Subject<4"),
    Giant("a PDF of one hexadecimal subject", _PDF + b"/Subject<", b"4 ", b">"),
    Giant("a PDF of brackets", _PDF + b"/Subject(", b"("),
    Giant("a PDF of pairs of brackets", _PDF + b"/Subject(", b"()", b")"),
    Giant("a PDF of subjects of brackets", _PDF, b"/Subject(" + b"(" * 70_000),
    Giant("a PDF of escapes", _PDF + b"/Subject(", b"\\a", b")"),
    Giant("a PDF of octal escapes", _PDF + b"/Subject(hessview-session", b"\\101", b")"),
    Giant("a PDF of white space", _PDF + b"/Subject", b" "),
    Giant("a PDF of what is nearly a stream", _PDF, b"/ObjStm "),
    Giant("a PDF of streams", _PDF, b"/ObjStm >> stream\n"),
    Giant("a PDF of streams that grow", _PDF, b"/ObjStm >> stream\n" + _BOMB),
)
"""Every way that is known to make a reader of our figures and sessions work long or take much memory."""


def repeated_key() -> bytes:
    """Return a session in which, of a hundred thousand keys, the last is the one before again."""
    keys = [f'"{number:x}":0' for number in range(90_000)]
    return f'{{{",".join([*keys, keys[-1]])}}}'.encode()


def many_coordinates() -> bytes:
    """Return a session whose probe has as many coordinates as there is room for."""
    keys = ",".join(f'"x{number}":0' for number in range(80_000))
    return f'{{"format":"hessview-session","version":1,"probe":{{{keys}}}}}'.encode()
