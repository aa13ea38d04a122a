"""The table of what was tried, as Markdown and fitted to a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, ...]

HEADINGS: Row = ("campaign", "tried", "bar", "found", "verdict")

_SHARES = (0.18, 0.2, 0.28, 0.34)
"""Of the width that the verdict leaves."""


def markdown(headings: Row, rows: Sequence[Row]) -> str:
    """Return a Markdown table, one line a row."""
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in (headings, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(headings), *lines[1:]])


def fitted(rows: Sequence[Row], width: int) -> str:
    """Return the same table, its cells broken so that no line is longer than `width` columns."""
    room = max(width, 80) - 3 * len(HEADINGS) - 1 - len("verdict")
    widths = [*(int(share * room) for share in _SHARES), len("verdict")]
    rule = "|" + "|".join("-" * (each + 2) for each in widths) + "|"
    return "\n".join([_broken(HEADINGS, widths), rule, *(_broken(row, widths) + "\n" + rule for row in rows)])


def _broken(row: Row, widths: Sequence[int]) -> str:
    cells = [textwrap.wrap(text, each) or [""] for text, each in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    columns = [[text.ljust(each) for text in (cell + [""] * height)[:height]]
               for cell, each in zip(cells, widths, strict=True)]  # fmt: skip
    return "\n".join("| " + " | ".join(line) + " |" for line in zip(*columns, strict=True))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")
