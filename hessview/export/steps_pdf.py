"""A page of steps as a PDF: words that can be searched, formulas of real glyphs, painted by matplotlib."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D

from hessview.explanations.statements import Kind
from hessview.export.print_theme import INK, QUIET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_WIDTH, _HEIGHT, _MARGIN = 595.0, 842.0, 57.0  # A4, in points
_TOP = _HEIGHT - _MARGIN
_TEXT, _MATH, _INDENT = 10.0, 11.0, 14.0
_SIZES = {Kind.TITLE: 16.0, Kind.STEP: 12.5, Kind.PART: 10.5}
_ABOVE = {Kind.TITLE: 0.0, Kind.STEP: 14.0, Kind.PART: 8.0, Kind.WORDS: 3.0, Kind.EQUATION: 3.0}
_RELATION_GAP = 5.0
_RELATIONS = {"=": "=", "≈": r"\approx"}
_SMALLEST = 5.0
_SETTINGS: Any = {
    "pdf.fonttype": 42, "font.family": ["DejaVu Sans"], "mathtext.fontset": "dejavuserif", "text.usetex": False,
    "pdf.compression": 6, "text.parse_math": True, "axes.unicode_minus": True,
}  # fmt: skip


def answer(payload: Mapping[str, object]) -> dict[str, object]:
    """Answer a worker's question: the text of a `PageRequest` in, ``{"file": bytes}`` out."""
    return {"file": as_pdf(json.loads(str(payload["page"])))}


def as_pdf(page: dict[str, Any]) -> bytes:
    """Return a PDF of as many A4 sheets as it takes.

    Parameters
    ----------
    page
        As `hessview.export.steps_page.plain_page` makes it.
    """
    out = io.BytesIO()
    with mpl.rc_context(), warnings.catch_warnings():
        # A sign that the font lacks is drawn as a box; that is no reason to print a warning.
        warnings.simplefilter("ignore")
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        metadata = {"Title": str(page["title"]), "Creator": "hessview", "Producer": "hessview", "CreationDate": None}
        with PdfPages(out, metadata=metadata) as book:
            for sheet in _sheets(page):
                book.savefig(sheet)
    return out.getvalue()


_SPACING = (1.0, 0.94, 0.88, 0.82, 1.1)
"""Of what is between lines: closer, or at last wider, where the last sheet would hold a few lines alone."""

_NEARLY_EMPTY = 0.15
"""Of a sheet's height: what the last one has at least of text, where there is more than one."""


def _sheets(page: dict[str, Any]) -> list[MatplotlibFigure]:
    """Return the sheets of a page of steps, the last of them not nearly empty if that can be helped."""
    first: list[MatplotlibFigure] = []
    for spacing in _SPACING:
        typist = _Typist(spacing)
        made = list(typist.sheets(page))
        if len(made) == 1 or typist.filled >= _NEARLY_EMPTY:
            return made
        first = first or made
    return first


_Sides = list[tuple[str, list[str | list[list[str]]]]]


@dataclass(frozen=True)
class _Block:
    kind: Kind
    words: str
    depth: int
    sides: _Sides


@dataclass(frozen=True)
class _Cell:
    """A formula that mathtext sets on one line, in points at the size of mathematics; None: words."""

    source: str
    width: float
    ascent: float
    descent: float


@dataclass(frozen=True)
class _Matrix:
    rows: tuple[tuple[_Cell, ...], ...]
    columns: tuple[float, ...]
    heights: tuple[tuple[float, float], ...]
    gap: float = 9.0
    lead: float = 4.0

    @property
    def width(self) -> float:
        return sum(self.columns) + self.gap * (len(self.columns) - 1) + 10.0

    @property
    def height(self) -> float:
        return sum(a + d for a, d in self.heights) + self.lead * (len(self.heights) - 1) + 4.0

    @property
    def ascent(self) -> float:
        return 0.5 * self.height + 0.28 * _MATH

    @property
    def descent(self) -> float:
        return self.height - self.ascent


@dataclass(frozen=True)
class _Piece:
    """A line of words or a row of a formula.

    Attributes
    ----------
    above, height
        Room above it and its own, in points.
    paint
        Paints it, given its upper edge.
    is_kept
        Whether it stands on the same sheet as the piece after it.
    """

    above: float
    height: float
    paint: Callable[[float], None]
    is_kept: bool


def _units(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the pieces that belong together."""
    held: list[_Piece] = []
    for piece in pieces:
        held.append(piece)
        if not piece.is_kept:
            yield held
            held = []
    if held:
        yield held


def _height_of(unit: list[_Piece]) -> float:
    return sum(piece.above + piece.height for piece in unit)


class _Typist:
    """Sets blocks down a sheet, and begins another where one is full."""

    def __init__(self, spacing: float = 1.0) -> None:
        self._spacing = spacing
        self._sheet, self._y = _empty_sheet(), _TOP
        self._renderer: Any = cast("Any", FigureCanvasAgg(_empty_sheet())).get_renderer()

    @property
    def filled(self) -> float:
        """How much of the sheet at hand has text, as a share of its height."""
        return (_TOP - self._y) / (_HEIGHT - 2.0 * _MARGIN)

    def sheets(self, page: dict[str, Any]) -> Iterator[MatplotlibFigure]:
        """Yield every sheet when it is full, and the last."""
        for unit in _units(self._pieces(page)):
            if self._y - _height_of(unit) < _MARGIN and self._y < _TOP:
                yield self._sheet
                self._sheet, self._y = _empty_sheet(), _TOP
            for piece in unit:
                above = piece.above if self._y < _TOP else 0.0
                if self._y - above - piece.height < _MARGIN and self._y < _TOP:
                    # What belongs together is higher than a sheet.
                    yield self._sheet
                    self._sheet, self._y, above = _empty_sheet(), _TOP, 0.0
                self._y -= above
                piece.paint(self._y)
                self._y -= piece.height
        yield self._sheet

    def _pieces(self, page: dict[str, Any]) -> list[_Piece]:
        """Return all lines of words and rows of formulas, from top to bottom."""
        made: list[_Piece] = []
        blocks = [_Block(Kind(kind), str(words), int(depth), sides) for kind, words, depth, sides in page["blocks"]]
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            parts = self._equation(block) if block.sides else self._words(block)
            # A heading stays with what it is above, a sentence with its formula.
            is_before = after is not None and (block.kind in _SIZES or (not block.sides and bool(after.sides)))
            for place, (height, paint) in enumerate(parts):
                above = self._spacing * (_ABOVE[block.kind] if place == 0 else 1.5)
                is_kept = is_before if place == len(parts) - 1 else True
                made.append(_Piece(above, height, paint, is_kept))
        return made

    def _words(self, block: _Block) -> list[tuple[float, Any]]:
        size = _SIZES.get(block.kind, _TEXT)
        font = FontProperties(size=size, weight="bold" if block.kind in _SIZES else "normal")
        left = _MARGIN + _INDENT * block.depth
        # No line ends between a name and its value.
        words = block.words.replace(" = ", "\u00a0=\u00a0") if block.kind is Kind.TITLE else block.words
        lines = self._wrapped(words, font, _WIDTH - _MARGIN - left)
        colour = QUIET if block.kind is Kind.WORDS and block.depth else INK

        def paint(words: str) -> Any:
            def at(y: float) -> None:
                self._sheet.text(
                    left / _WIDTH, (y - size) / _HEIGHT, words, fontproperties=font, color=colour, parse_math=False,
                    va="baseline",
                )

            return at

        return [(1.4 * self._spacing * size, paint(words)) for words in lines]

    def _wrapped(self, words: str, font: FontProperties, room: float) -> list[str]:
        lines, held = [], ""
        for word in words.replace("\n", " ").split(" "):
            longer = f"{held} {word}" if held else word
            if held and self._length(longer, font) > room:
                lines.append(held)
                held = word
            else:
                held = longer
        return [*lines, held]

    def _length(self, words: str, font: FontProperties) -> float:
        width, _, _ = self._renderer.get_text_width_height_descent(words, font, ismath=False)
        return float(width)

    def _equation(self, block: _Block) -> list[tuple[float, Any]]:
        left = _MARGIN + _INDENT * (block.depth + 1)
        return [self._row(row, left, place) for place, row in enumerate(self._rows(block.sides, left))]

    def _rows(self, sides: _Sides, left: float) -> list[list[tuple[str, _Cell | _Matrix]]]:
        """Return the sides in as few rows as there is room for."""
        room, taken = _WIDTH - _MARGIN - left, 0.0
        rows: list[list[tuple[str, _Cell | _Matrix]]] = [[]]
        for place, (sign, given) in enumerate(sides):
            for number, each in enumerate(given):
                part = self._cell(each) if isinstance(each, str) else self._matrix(each)
                # Only the first part of a side has the relation before it.
                relation = _RELATIONS[sign] if place and not number else ""
                width = part.width + (self._cell(relation).width + 2 * _RELATION_GAP if relation else 0.0)
                if rows[-1] and taken + width > room:
                    rows.append([])
                    taken = _INDENT
                rows[-1].append((relation, part))
                taken += width
        return rows

    def _matrix(self, grid: list[list[str]]) -> _Matrix:
        rows = tuple(tuple(map(self._cell, row)) for row in grid)
        columns = tuple(max(cell.width for cell in column) for column in zip(*rows, strict=True))
        heights = tuple((max(c.ascent for c in row), max(c.descent for c in row)) for row in rows)
        return _Matrix(rows, columns, heights)

    def _cell(self, source: str) -> _Cell:
        width, height, depth = self._renderer.get_text_width_height_descent(
            f"${source}$", FontProperties(size=_MATH), ismath=True
        )
        return _Cell(source, float(width), float(height - depth), float(depth))

    def _row(self, row: list[tuple[str, _Cell | _Matrix]], left: float, place: int) -> tuple[float, Any]:
        left += _INDENT if place else 0.0
        relations = {relation: self._cell(relation) for relation, _ in row if relation}
        width = sum(p.width + (relations[r].width + 2 * _RELATION_GAP if r else 0.0) for r, p in row)
        scale = min(1.0, max((_WIDTH - _MARGIN - left) / max(width, 1.0), _SMALLEST / _MATH))
        ascent, descent = max(p.ascent for _, p in row) * scale, max(p.descent for _, p in row) * scale

        def paint(y: float) -> None:
            x, baseline = left, y - ascent
            for relation, part in row:
                if relation:
                    x += _RELATION_GAP * scale
                    self._set(relations[relation], x, baseline, scale)
                    x += (relations[relation].width + _RELATION_GAP) * scale
                if isinstance(part, _Matrix):
                    self._set_matrix(part, x, baseline, scale)
                else:
                    self._set(part, x, baseline, scale)
                x += part.width * scale

        return ascent + descent + 2.0, paint

    def _set(self, cell: _Cell, x: float, baseline: float, scale: float) -> None:
        self._sheet.text(
            x / _WIDTH, baseline / _HEIGHT, f"${cell.source}$", fontsize=_MATH * scale, color=INK, va="baseline",
        )

    def _set_matrix(self, matrix: _Matrix, x: float, baseline: float, scale: float) -> None:
        top, bottom = baseline + matrix.ascent * scale, baseline - matrix.descent * scale
        right = x + matrix.width * scale
        for edge, inward in ((x + scale, 3.0 * scale), (right - scale, -3.0 * scale)):
            xs, ys = [edge + inward, edge, edge, edge + inward], [top, top, bottom, bottom]
            self._sheet.add_artist(Line2D(
                [v / _WIDTH for v in xs], [v / _HEIGHT for v in ys], color=INK, linewidth=0.8 * scale,
                transform=self._sheet.transFigure,
            ))
        y = top - 2.0 * scale
        for cells, (ascent, descent) in zip(matrix.rows, matrix.heights, strict=True):
            at = x + 5.0 * scale
            for cell, width in zip(cells, matrix.columns, strict=True):
                self._set(cell, at + 0.5 * (width - cell.width) * scale, y - ascent * scale, scale)
                at += (width + matrix.gap) * scale
            y -= (ascent + descent + matrix.lead) * scale


def _empty_sheet() -> MatplotlibFigure:
    return MatplotlibFigure(figsize=(_WIDTH / 72.0, _HEIGHT / 72.0), dpi=72)
