"""A table on paper: plain text in columns between three rules, cut where there is no room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from hessview.export.matrix_painting import matrix_line, rows_in, write_with_matrix
from hessview.export.print_theme import INK, QUIET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.export.sheet import Frame, Sheet
    from hessview.figure.spread import TablePart

_ROW = 1.05
_BETWEEN, _CLOSE = 1.9, 0.7
"""A row's height in lines of text, and the space between columns in margins of the page."""

_HIGHEST_ROW = 2.2
"""How high a row becomes where there is room, in lines of text."""

_RULE_PT = 0.075
"""A rule's width in sizes of the text."""


def table_size(sheet: Sheet, table: TablePart) -> tuple[float, float]:
    """Return how wide and how high a table is in millimetres when all of it is shown."""
    lines = [*([list(table.head)] if table.head else []), *map(list, table.rows)]
    width = 0.0 if lines else min(1.01 * sheet.length(table.note), sheet.width - 2.0 * sheet.pad)
    if lines:
        lefts, widths = _columns(sheet, lines, len(lines[0]))
        width = lefts[-1] + widths[-1]
    rows = sum(map(_height, lines)) + len(sheet.in_lines(table.note, min(width, sheet.width - 2.0 * sheet.pad)))
    return width, (rows * _ROW + 0.6) * sheet.line


def paint_table(sheet: Sheet, region: Frame, table: TablePart) -> None:
    """Write a table into a region, from its top; rows and columns for which there is no room are left out and counted.

    The first column is aligned to the left, the others to the right, if there are more than two.
    """
    step = _ROW * sheet.line
    fitting = int((region.height - 0.5 * sheet.line) / step) - bool(table.head)
    below = len(sheet.in_lines(table.note, region.width))
    is_whole = sum(map(_height, table.rows)) + below <= fitting
    rows = list(table.rows[: len(table.rows) if is_whole else max(fitting - max(below, 1) - 1, 1)])
    note = table.note
    if len(rows) < len(table.rows):
        more = len(table.rows) - len(rows)
        note = f"{more} more row{'s' if more > 1 else ''} not shown. {note}".rstrip()
    lines = [*([list(table.head)] if table.head else []), *map(list, rows)]
    if not lines:
        for k, line_of_note in enumerate(sheet.in_lines(note, region.width)):
            y = region.bottom + region.height - (1.0 + k * _ROW) * sheet.line
            sheet.write(line_of_note, region.left, y, colour=QUIET)
        return
    columns, gap = _fitting_columns(sheet, lines, region.width)
    if columns < len(lines[0]):
        left_out = len(lines[0]) - columns
        note = f"{left_out} column{'s' if left_out > 1 else ''} not shown. {note}".rstrip()
    lefts, widths = _columns(sheet, lines, columns, gap)
    spare = (region.width - lefts[-1] - widths[-1]) / max(columns - 1, 1)
    lefts = [left + k * max(spare, 0.0) for k, left in enumerate(lefts)]
    words = sheet.in_lines(note, region.width)
    needed = (sum(map(_height, lines)) + len(words) + 0.6 / _ROW) * step
    step *= min(max(region.height / needed, 1.0), _HIGHEST_ROW / _ROW)
    right = region.left + lefts[-1] + widths[-1]
    y = region.bottom + region.height - 0.15 * sheet.line
    _rule(sheet, region.left, right, y, 1.6)
    for k, line in enumerate(lines):
        # A row with a matrix is that much higher, and what stands beside it in its middle.
        extra = (_height(line) - 1) * sheet.line
        y -= step + extra
        for column in range(columns):
            is_left = column == 0 or len(line) == 2
            x = region.left + lefts[column] + (0.0 if is_left else widths[column])
            foot, found = y + 0.3 * sheet.line, matrix_line(line[column])
            if found is not None and is_left:
                write_with_matrix(sheet, found, x, foot + extra, partial(_words, sheet))
            else:
                sheet.write(line[column], x, foot + 0.5 * extra, to="left" if is_left else "right")
        if k == 0 and table.head:
            _rule(sheet, region.left, right, y, 1.0)
    _rule(sheet, region.left, right, y, 1.6)
    for line_of_note in words:
        y -= _ROW * sheet.line
        sheet.write(line_of_note, region.left, y + 0.15 * sheet.line, colour=QUIET)


def _height(line: Sequence[str]) -> int:
    """Return how many lines of text a row of the table takes."""
    return max(map(rows_in, line), default=1)


def _words(sheet: Sheet, text: str, x: float, y: float) -> float:
    if text:
        sheet.write(text, x, y)
    return x + (sheet.length(text) if text else 0.0)


def _fitting_columns(sheet: Sheet, lines: list[list[str]], room: float) -> tuple[int, float]:
    """Return how many columns fit side by side, one at least, and the space between them."""
    for columns in range(len(lines[0]), 1, -1):
        for gap in (_BETWEEN, _CLOSE):
            lefts, widths = _columns(sheet, lines, columns, gap)
            if lefts[-1] + widths[-1] <= room:
                return columns, gap
    return 1, _CLOSE


def _columns(
    sheet: Sheet, lines: list[list[str]], columns: int, gap: float = _BETWEEN
) -> tuple[list[float], list[float]]:
    """Return where columns begin, and how wide they are, in millimetres."""
    widths = [1.02 * max(sheet.length(line[column]) for line in lines) for column in range(columns)]
    lefts = [sum(widths[:column]) + column * gap * sheet.pad for column in range(columns)]
    return lefts, widths


def _rule(sheet: Sheet, left: float, right: float, y: float, weight: float) -> None:
    ends = ([left / sheet.width, right / sheet.width], [y / sheet.height] * 2)
    sheet.page.add_artist(Line2D(*ends, color=INK, linewidth=weight * _RULE_PT * sheet.size))
