"""Words in a room of given width: as few lines as they need, and no more than there are."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFontMetrics


def wrapped(words: str, metrics: QFontMetrics, width: int, most: int = 2) -> tuple[str, ...]:
    """Return words as lines of at most so many pixels, broken at spaces; the last of `most` lines is elided."""
    lines: list[str] = []
    rest = words
    while rest:
        head = rest if len(lines) >= most - 1 else _head(rest, metrics, width)
        fits = metrics.horizontalAdvance(head) <= width
        lines.append(head if fits else metrics.elidedText(head, Qt.TextElideMode.ElideRight, width))
        rest = rest[len(head):].lstrip()
    return tuple(lines)


def _head(rest: str, metrics: QFontMetrics, width: int) -> str:
    """Return the first words that fit into so many pixels, at least one; measured are few, however many there are."""
    if metrics.horizontalAdvance(rest) <= width:
        return rest
    ends = [place for place, sign in enumerate(rest) if sign == " "]
    # With more words it is wider: of the ends the last that fits, else the first.
    fitting = bisect_right(ends, width, key=lambda end: metrics.horizontalAdvance(rest[:end]))
    return rest[: ends[max(fitting - 1, 0)]] if ends else rest


DOT = " \u00b7 "

_NARROWER = (0.9, 0.8, 0.7, 0.6)
"""Shares of the room in which lines are broken where the last would have one word."""


def whole_notes(notes: Sequence[str], metrics: QFontMetrics, width: int, most: int) -> tuple[str, ...]:
    """Return notes as at most so many lines of so many pixels; of what has no room it is said how many there are.

    Only where the first alone is too long it is elided.
    """
    said: tuple[str, ...] = ()
    for count in range(len(notes), 0, -1):
        rest = (f"{len(notes) - count} more",) if count < len(notes) else ()
        words = DOT.join((*notes[:count], *rest))
        said = wrapped(words, metrics, width, most)
        if " ".join(said) == words:
            return _without_widow(words, said, metrics, width)
    return said


def _without_widow(words: str, lines: tuple[str, ...], metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """Return as many lines, the last of them not one word alone, if that can be: narrower ones share more."""
    if len(lines) < 2 or " " in lines[-1]:
        return lines
    for share in _NARROWER:
        other = wrapped(words, metrics, int(share * width), len(lines))
        if " ".join(other) == words and " " in other[-1]:
            return other
    return lines
