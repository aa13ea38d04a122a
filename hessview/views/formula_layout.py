"""Formulas arranged: broken into lines between their terms, or set in the cells of a matrix between brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from hessview.language.markup import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.views.formula import Typeset, Typesetter

_UNBROKEN = 60  # characters of LaTeX that surely fit on a line, or nearly


def split_terms(latex: str) -> list[str]:
    """Return the formula cut before each + and − that stands outside all brackets: where a line may break.

    The pieces joined are the formula. A sign after an operator or a bracket is no place to break.
    """
    pieces: list[str] = []
    start, depth = 0, 0
    for place, token in _tokens(latex):
        if token in ("{", "(", "[", r"\left"):
            depth += 1
        elif token in ("}", ")", "]", r"\right"):
            depth -= 1
        elif token in ("+", "-") and depth == 0 and latex[start:place].strip():
            pieces.append(latex[start:place])
            start = place
    pieces.append(latex[start:])
    return pieces


def _tokens(latex: str) -> Iterator[tuple[int, str]]:
    r"""Yield commands and characters; the delimiter that follows \left or \\right belongs to it."""
    for match in re.finditer(r"(\\left|\\right)\s*(?:\\[a-zA-Z]+|\\.|.)|\\[a-zA-Z]+|\\.|[^\\\s]", latex):
        yield match.start(), match.group(1) or match.group(0)


@dataclass(frozen=True, eq=False)
class Line:
    """Pieces side by side on one baseline."""

    pieces: tuple[Typeset, ...]

    @property
    def width(self) -> float:
        """The sum of the pieces."""
        return sum(piece.width for piece in self.pieces)

    @property
    def ascent(self) -> float:
        """The highest piece's."""
        return max(piece.ascent for piece in self.pieces)

    @property
    def descent(self) -> float:
        """The deepest piece's."""
        return max(piece.descent for piece in self.pieces)

    @property
    def height(self) -> float:
        """From the highest to the deepest."""
        return self.ascent + self.descent


def break_pieces(latex: str) -> list[str]:
    """Return what is typeset of a formula that may be broken: all of it when it is short, else term by term."""
    return list(_broken(latex))


def all_pieces(latex: str) -> list[str]:
    """Return everything that `wrapped` can ask for: a short formula also term by term, where it is too wide."""
    pieces = break_pieces(latex)
    return pieces if len(pieces) > 1 else list(dict.fromkeys((*pieces, *_signed_apart(split_terms(latex)))))


@lru_cache(maxsize=256)
def _broken(latex: str) -> tuple[str, ...]:
    return tuple(_signed_apart(split_terms(latex) if len(latex) > _UNBROKEN else [latex]))


def _signed_apart(terms: Sequence[str]) -> list[str]:
    # A sign that begins a piece would be set as a unary one, without its space.
    return [trimmed(term) if place == 0 else "{}" + trimmed(term) for place, term in enumerate(terms)]


def wrapped(typesetter: Typesetter, latex: str, size: float, width: float) -> list[Line]:
    """Return `latex` in lines no wider than `width` where it has terms to break between."""
    pieces = [typesetter.typeset(piece, size) for piece in break_pieces(latex)]
    if len(pieces) == 1 and pieces[0].width > width:
        pieces = [typesetter.typeset(piece, size) for piece in _signed_apart(split_terms(latex))]
    lines: list[Line] = []
    held: list[Typeset] = []
    taken = 0.0
    for piece in pieces:
        if held and taken + piece.width > width:
            lines.append(Line(tuple(held)))
            held, taken = [], 0.0
        held.append(piece)
        taken += piece.width
    lines.append(Line(tuple(held)))
    return lines


@dataclass(eq=False)
class MatrixLayout:
    """Cells of a matrix placed between brackets, in pixels, the top left corner at the origin.

    Attributes
    ----------
    width, height, axis
        The extent with brackets, and the y of the line on which a preceding ``H =`` is centred.
    """

    size: float
    column_x: list[float] = field(default_factory=list)
    baselines: list[float] = field(default_factory=list)
    column_width: list[float] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    cells: Sequence[Sequence[Typeset]] = ()

    @property
    def axis(self) -> float:
        """Half the height: matrices are centred on the mathematical axis."""
        return self.height / 2

    def paint(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Paint brackets and cells with the top left corner at (x, y)."""
        paint_brackets(painter, QRectF(x, y, self.width, self.height), colour, self.size)
        for row, baseline in zip(self.cells, self.baselines, strict=True):
            for cell, left, width in zip(row, self.column_x, self.column_width, strict=True):
                cell.paint(painter, x + left + (width - cell.width) / 2, y + baseline, colour)


def lay_out_matrix(cells: Sequence[Sequence[Typeset]], size: float) -> MatrixLayout:
    """Place the cells in columns with centred entries and rows on common baselines."""
    layout = MatrixLayout(size, cells=cells)
    gap, row_gap, edge = 1.1 * size, 0.55 * size, 0.55 * size
    x = edge
    for column in zip(*cells, strict=True):
        layout.column_x.append(x)
        layout.column_width.append(max(cell.width for cell in column))
        x += layout.column_width[-1] + gap
    layout.width = x - gap + edge
    y = 0.25 * size
    for row in cells:
        ascent = max(0.75 * size, *(cell.ascent for cell in row))
        layout.baselines.append(y + ascent)
        y += ascent + max(0.2 * size, *(cell.descent for cell in row)) + row_gap
    layout.height = y - row_gap + 0.25 * size
    return layout


def paint_brackets(painter: QPainter, box: QRectF, colour: QColor, size: float) -> None:
    """Draw square brackets along the left and right edges of `box`."""
    foot, inset = 0.28 * size, 0.04 * size + 0.6
    painter.save()
    width, square, pointed = max(1.0, 0.075 * size), Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, square, pointed))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    top, bottom = box.top() + inset, box.bottom() - inset
    for edge, inward in ((box.left() + inset, foot), (box.right() - inset, -foot)):
        bracket = QPainterPath(QPointF(edge + inward, top))
        bracket.lineTo(edge, top)
        bracket.lineTo(edge, bottom)
        bracket.lineTo(edge + inward, bottom)
        painter.drawPath(bracket)
    painter.restore()
