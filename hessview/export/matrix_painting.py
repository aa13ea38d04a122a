"""Matrices in lines of text on paper: ``(2 0; 0 −2)`` written as rows and columns between tall parentheses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch
from matplotlib.path import Path

from hessview.export.print_theme import POINTS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.export.sheet import Sheet

_MATRIX = re.compile("\\(([^();]*(?:;\u00a0[^();]*)+)\\)")
"""What `hessview.figure.words.matrix` writes."""

_COLUMN_GAP, _BRACKET, _PEN = 0.9, 0.45, 0.075
"""Between columns, across a parenthesis, and its pen, in sizes of the text."""


@dataclass(frozen=True)
class MatrixLine:
    """A line of text with one matrix: what stands before it, its rows, and what stands after."""

    before: str
    rows: tuple[tuple[str, ...], ...]
    after: str


def matrix_line(text: str) -> MatrixLine | None:
    """Return the parts of a line of text; None where it has no matrix."""
    found = _MATRIX.search(text)
    if found is None:
        return None
    rows = tuple(tuple(row.split("\u00a0")) for row in found[1].split(";\u00a0"))
    return MatrixLine(text[: found.start()], rows, text[found.end() :])


def rows_in(text: str) -> int:
    """Return how many lines a text takes with its matrix."""
    found = matrix_line(text)
    return 1 if found is None else len(found.rows)


def matrix_width(sheet: Sheet, rows: tuple[tuple[str, ...], ...]) -> float:
    """Return how wide a matrix is with its parentheses, in millimetres."""
    em = sheet.size / POINTS_PER_MM
    return sum(_widths(sheet, rows)) + (len(rows[0]) - 1) * _COLUMN_GAP * em + 3.2 * _BRACKET * em


def write_with_matrix(
    sheet: Sheet, line: MatrixLine, x: float, y: float, words: Callable[[str, float, float], float]
) -> None:
    """Write a line with a matrix whose first row has its foot at `y`; the words stand beside its middle.

    Parameters
    ----------
    words
        Writes text at (x, y) in millimetres and returns where it ends.
    """
    em = sheet.size / POINTS_PER_MM
    middle = y - 0.5 * (len(line.rows) - 1) * sheet.line
    x = words(line.before, x, middle)
    foot, head = y - (len(line.rows) - 1) * sheet.line - 0.3 * em, y + 0.95 * em
    _parenthesis(sheet, x + 1.3 * _BRACKET * em, foot, head, -_BRACKET * em)
    right = x + 1.6 * _BRACKET * em
    for column, width in enumerate(_widths(sheet, line.rows)):
        right += width
        for k, row in enumerate(line.rows):
            sheet.write(row[column], right, y - k * sheet.line, to="right")
        right += _COLUMN_GAP * em
    x += matrix_width(sheet, line.rows)
    _parenthesis(sheet, x - 1.3 * _BRACKET * em, foot, head, _BRACKET * em)
    words(line.after, x, middle)


def _widths(sheet: Sheet, rows: tuple[tuple[str, ...], ...]) -> list[float]:
    return [max(sheet.length(row[column]) for row in rows) for column in range(len(rows[0]))]


def _parenthesis(sheet: Sheet, x: float, foot: float, head: float, bulge: float) -> None:
    corners = [(x, foot), (x + bulge, foot + 0.25 * (head - foot)), (x + bulge, head - 0.25 * (head - foot)), (x, head)]
    path = Path(
        [(a / sheet.width, b / sheet.height) for a, b in corners], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    )
    sheet.page.add_artist(PathPatch(path, fill=False, linewidth=_PEN * sheet.size, transform=sheet.page.transFigure))
