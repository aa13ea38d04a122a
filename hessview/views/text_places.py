"""Places in a text: Python counts characters, Qt counts UTF-16 units; lines and columns come from the parser."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAST_OF_ONE_UNIT = "\uffff"
_BYTE_ORDER_MARK = "\ufeff"

# What Qt's documents make of characters that separate lines or must not break one.
_SHOWN = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\ufdd0": "\n", "\ufdd1": "\n", "\xa0": " "})


def as_shown(text: str) -> str:
    """Return `text` as a field shows it and gives it back: every end of a line is one character."""
    return text.replace("\r\n", "\n").translate(_SHOWN)


def for_qt(text: str) -> str:
    """Return what to hand to Qt so that `text` arrives there: a byte order mark at the beginning is taken away."""
    return _BYTE_ORDER_MARK + text if text.startswith(_BYTE_ORDER_MARK) else text


def units(text: str, characters: int) -> int:
    """Return how many UTF-16 units the first `characters` of `text` take."""
    head = text[:characters]
    return len(head) if head.isascii() else len(head.encode("utf-16-le", "surrogatepass")) // 2


def unit_places(text: str) -> Sequence[int]:
    """Return `units` of every place in `text`, its end included."""
    if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
        return range(len(text) + 1)
    return list(accumulate((1 + (character > _LAST_OF_ONE_UNIT) for character in text), initial=0))


def characters(text: str, units_before: int) -> int:
    """Return how many characters the first `units_before` UTF-16 units of `text` are."""
    if text.isascii():
        return min(units_before, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units_before].decode("utf-16-le", "replace"))


def offset(text: str, line: int, column: int) -> int:
    """Return the index of a 1-based line and column, at most the text's length."""
    start = 0
    for _ in range(line - 1):
        end = text.find("\n", start)
        if end < 0:
            return len(text)
        start = end + 1
    return min(start + column - 1, len(text))


def changed_part(old: str, new: str) -> tuple[int, int, str]:
    """Return (start, length, replacement): the smallest single replacement that makes `old` into `new`."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < most - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start, len(old) - start - tail, new[start : len(new) - tail]
