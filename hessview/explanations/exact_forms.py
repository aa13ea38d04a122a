"""The exact coordinates of a critical point, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.explanations.proofs import exact_words

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoint


def exact_parts(point: CriticalPoint) -> tuple[str, ...]:
    """Return the exact coordinates in our own language, n texts; empty if they are not known."""
    text, n = point.exact, len(point.x)
    if text is None or n == 1:
        return () if text is None else (text,)
    parts, depth, begin = [], 0, 1
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if (character == "," and depth == 1) or (depth == 0 and place == len(text) - 1):
            parts.append(text[begin:place].strip())
            begin = place + 1
    return tuple(parts) if len(parts) == n else ()


def exact_coordinate(point: CriticalPoint, k: int) -> str:
    """Return one of the exact coordinates as one would print it: ``√2/2``; empty if it is not known."""
    parts = exact_parts(point)
    return exact_words(parts[k]) if parts else ""
