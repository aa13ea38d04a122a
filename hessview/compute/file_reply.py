"""A file that a process replied with, believed as far as it looks like what was asked for."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.compute.file_requests import AnimationRequest, DataRequest, FigureRequest, PageRequest
from hessview.compute.formula_reply import SenselessReply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = MappingProxyType({
    "svg": (b"<?xml", b"<svg"), "pdf": (b"%PDF",), "png": (b"\x89PNG",),
})  # fmt: skip

LARGEST = 256 << 20
"""Bytes of a file."""

_NUMBER = rb"(?:-?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|inf)|nan)"
_NAME = rb"(?:\"[^\"\x00-\x1f\x7f]+\"|[^\",\x00-\x1f\x7f]+)"
_SOURCES: Mapping[str, tuple[bytes | tuple[bytes, ...], bytes]] = MappingProxyType({
    "script": ((b'"""Level lines of ', b'"""The graph of '), b"\n    else:\n        plt.show()\n"),
    "tikz": (b"\\documentclass[border=2pt]{standalone}\n", b"\\end{document}\n"),
})
"""How they begin and end."""

_TABLES: Mapping[str, tuple[tuple[re.Pattern[bytes], re.Pattern[bytes]], ...]] = MappingProxyType({
    "field": tuple(
        (
            re.compile(_NAME + rb"(?:," + _NAME + rb"){" + more + rb"}\r\n"),
            re.compile(rb"(?:" + _NUMBER + rb"(?:," + _NUMBER + rb"){" + more + rb"}\r\n)+"),
        )
        for more in (b"1", b"2")
    ),
    "contours": ((
        re.compile(rb"level,piece(?:," + _NAME + rb"){2}\r\n"),
        re.compile(rb"(?:" + _NUMBER + rb",\d+(?:," + _NUMBER + rb"){2}\r\n)*"),
    ),),
})  # fmt: skip
"""What the heading of a table can be, and then its rows."""

_BLOCK = 1 << 15
"""Bytes of rows that are looked at in one go: the other threads of the program wait meanwhile."""

_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r")) + b"\x7f"


def file_in(request: DataRequest | AnimationRequest | PageRequest | FigureRequest, file: object) -> bytes:
    """Return the file that was asked for.

    Raises
    ------
    SenselessReply
        If it is none.
    """
    match request, file:
        case DataRequest(kind=kind), _:
            return data_file(kind, file)
        case AnimationRequest(format="gif"), bytes() if file.startswith(b"GIF8"):
            return file
        case AnimationRequest(format="mp4"), bytes() if file[4:8] == b"ftyp":
            return file
        case PageRequest(), bytes() if file.startswith(_BEGINNINGS["pdf"]):
            return file
        case FigureRequest(format=kind), bytes() if file.startswith(_BEGINNINGS.get(kind.lower(), ())):
            return file
    raise SenselessReply("No file of the kind that was asked for.")


def data_file(kind: str, file: object) -> bytes:
    """Return a file of a `hessview.export.data_files.DataKind`.

    Raises
    ------
    SenselessReply
        If it is no UTF-8 text, is too large, or does not begin, go on and end as such a file does.
    """
    if not isinstance(file, bytes) or not 0 < len(file) <= LARGEST or len(file.translate(None, _CONTROL)) < len(file):
        raise SenselessReply("A text of some bytes was expected.")
    try:
        file.decode("utf-8")
    except UnicodeDecodeError:
        raise SenselessReply("A text in UTF-8 was expected.") from None
    if kind in _SOURCES:
        begins, ends = _SOURCES[kind]
        is_one = file.startswith(begins) and file.endswith(ends)
    else:
        is_one = _is_table(kind, file)
    if not is_one:
        raise SenselessReply("No file of the kind that was asked for.")
    return file


def _is_table(kind: str, file: bytes) -> bool:
    for heading, rows in _TABLES.get(kind, ()):
        head = heading.match(file)
        if head is not None:
            return all(rows.fullmatch(block) is not None for block in _blocks(file, head.end()))
    return False


def _blocks(file: bytes, start: int) -> Iterator[bytes]:
    """Yield the rows of a table, many at a time, each block to the end of a row; one block at least."""
    while True:
        end = file.find(b"\n", start + _BLOCK) + 1 or len(file)
        yield file[start:end]
        start = end
        if start == len(file):
            return
