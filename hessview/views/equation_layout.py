"""Equations laid out: sides with their relations, matrices cell by cell, broken into rows where there is no room."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.language.layout import Grid, matrices_apart
from hessview.language.markup import latex
from hessview.views.formula_layout import MatrixLayout, break_pieces, lay_out_matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QColor, QPainter

    from hessview.explanations.statements import Line
    from hessview.language.layout import Box
    from hessview.views.formula import Typeset, Typesetter

RELATIONS = MappingProxyType({"=": "=", "≈": r"\approx"})
_GAP = 0.36
_AXIS = 0.28
_ROW_GAP = 4.0


@dataclass(frozen=True, eq=False)
class Piece:
    """A formula or a matrix at its place."""

    x: float
    baseline: float
    shown: Typeset | MatrixLayout

    def paint(self, painter: QPainter, colour: QColor) -> None:
        """Paint it in its place."""
        if isinstance(self.shown, MatrixLayout):
            self.shown.paint(painter, self.x, self.baseline - _ascent(self.shown), colour)
        else:
            self.shown.paint(painter, self.x, self.baseline, colour)


@dataclass(frozen=True, eq=False)
class EquationLayout:
    """An equation in pixels, its top left corner at the origin it was laid out for."""

    pieces: tuple[Piece, ...]
    right: float
    bottom: float


def sources(line: Line) -> Iterator[str]:
    """Yield every piece of LaTeX that the layout of `line` asks for."""
    for side in line.sides:
        yield RELATIONS[side.relation]
        for part in matrices_apart(side.box):
            if isinstance(part, Grid):
                for row in _cells(part):
                    yield from row
            else:
                yield from break_pieces(latex(part, mathtext=True))


def lay_out(
    line: Line, typesetter: Typesetter, sizes: Sequence[int], place: tuple[float, float, float], *, indent: float
) -> EquationLayout:
    """Return `line` in the largest of `sizes` in which it fits, in as few rows as there is room for.

    Parameters
    ----------
    sizes
        Pixels an em, the largest first; the last is taken where nothing fits.
    place
        Left and top where it begins, and how wide it may be, in pixels.
    indent
        Of the rows after the first.
    """
    left, top, room = place
    rows: list[list[tuple[Typeset | MatrixLayout, float]]] = [[]]
    for size in sizes:
        rows = _rows(line, typesetter, float(size), room, indent)
        if all(_width(row) + (indent if number else 0.0) <= room for number, row in enumerate(rows)):
            break
    pieces: list[Piece] = []
    y, right = top, left
    for number, row in enumerate(rows):
        x = left + (indent if number else 0.0)
        baseline = y + max(_ascent(part) for part, _ in row)
        for part, gap in row:
            pieces.append(Piece(x + gap, baseline, part))
            x += gap + part.width
        y = baseline + max(_descent(part) for part, _ in row) + _ROW_GAP
        right = max(right, x)
    return EquationLayout(tuple(pieces), right, y - _ROW_GAP)


def _rows(
    line: Line, typesetter: Typesetter, size: float, room: float, indent: float
) -> list[list[tuple[Typeset | MatrixLayout, float]]]:
    """Return parts with the gaps before them."""
    rows: list[list[tuple[Typeset | MatrixLayout, float]]] = [[]]
    taken, gap = 0.0, _GAP * size
    for place, side in enumerate(line.sides):
        for number, part in enumerate(_parts(side.box, typesetter, size)):
            group = [(part, 0.0)]
            if place and number == 0:
                group = [(typesetter.typeset(RELATIONS[side.relation], size), gap), (part, gap)]
            width = _width(group)
            if rows[-1] and taken + width > room:
                rows.append([])
                taken = indent
            rows[-1] += group
            taken += width
    return rows


def _parts(box: Box, typesetter: Typesetter, size: float) -> Iterator[Typeset | MatrixLayout]:
    for part in matrices_apart(box):
        if isinstance(part, Grid):
            yield lay_out_matrix([[typesetter.typeset(cell, size) for cell in row] for row in _cells(part)], size)
        else:
            for source in break_pieces(latex(part, mathtext=True)):
                yield typesetter.typeset(source, size)


def _cells(grid: Grid) -> list[list[str]]:
    return [[latex(cell, mathtext=True) for cell in row] for row in grid.rows]


def _ascent(part: Typeset | MatrixLayout) -> float:
    return part.axis + _AXIS * part.size if isinstance(part, MatrixLayout) else part.ascent


def _descent(part: Typeset | MatrixLayout) -> float:
    return part.height - _ascent(part) if isinstance(part, MatrixLayout) else part.descent


def _width(row: Sequence[tuple[Typeset | MatrixLayout, float]]) -> float:
    return sum(part.width + gap for part, gap in row)
