"""Typeset formulas as painter paths: matplotlib's mathtext, loaded late, cell by cell, each formula once."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DESIGN_SIZE = 100.0  # mathtext is laid out once at this size and scaled: no hinting, so any size is a scale
_CACHED = 4000
_UNBROKEN = 60  # characters of LaTeX that surely fit on a line, or nearly
_FONT_FAMILY = "stix"


@dataclass(frozen=True, eq=False)
class Typeset:
    """A formula laid out at some size, in pixels.

    Attributes
    ----------
    path
        The outlines, y downwards, the baseline's left end at the origin.
    width, ascent, descent
        The extent right of, above and below the origin.
    latex
        What was typeset.
    """

    path: QPainterPath
    width: float
    ascent: float
    descent: float
    latex: str

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent

    def paint(self, painter: QPainter, x: float, baseline: float, colour: QColor) -> None:
        """Fill the outlines with their left end of the baseline at (x, baseline)."""
        painter.translate(x, baseline)
        painter.fillPath(self.path, colour)
        painter.translate(-x, -baseline)


class Typesetter(QObject):
    """Turns LaTeX into painter paths, once per (formula, size).

    Until `warm` has loaded the fonts, and for what mathtext cannot read, formulas are set as plain italic text; `ready`
    is emitted once when better can be had.
    """

    ready = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mathtext: _Mathtext | None = None
        self._thread: threading.Thread | None = None
        self._cache: OrderedDict[tuple[str, float], Typeset] = OrderedDict()
        self._outlines: OrderedDict[str, Typeset | None] = OrderedDict()
        self._loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    @property
    def is_ready(self) -> bool:
        """Whether formulas come out typeset."""
        return self._mathtext is not None

    def warm(self) -> None:
        """Load matplotlib's mathtext and its fonts beside the event loop; call after the first paint."""
        if self._thread is None and self._mathtext is None:
            self._thread = threading.Thread(target=self._load, name="typesetter")
            self._thread.start()

    def load(self) -> None:
        """Load at once, for tests and pictures."""
        if self._mathtext is None:
            self._mathtext = _Mathtext()
            self._on_loaded()

    def typeset(self, latex: str, size: float) -> Typeset:
        """Return the formula (LaTeX without dollar signs) at `size` pixels an em."""
        key = (latex, size)
        made = self._cache.get(key)
        if made is not None:
            self._cache.move_to_end(key)
            return made
        made = self._make(latex, size)
        self._cache[key] = made
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return made

    def advance(self, formulas: Iterable[str], seconds: float) -> bool:
        """Typeset some of `formulas` ahead of their use and return whether all are ready to be asked for."""
        if self._mathtext is None:
            return True
        end = time.monotonic() + seconds
        for latex in formulas:
            if latex not in self._outlines:
                if time.monotonic() > end:
                    return False
                self._outline(self._mathtext, latex)
        return True

    def _make(self, latex: str, size: float) -> Typeset:
        if self._mathtext is not None:
            outline = self._outline(self._mathtext, latex)
            if outline is not None:
                return _scaled(outline, size / _DESIGN_SIZE, latex)
        return _plain(latex, size)

    def _outline(self, mathtext: _Mathtext, latex: str) -> Typeset | None:
        """Return the outlines at the design size: the expensive part, wanted again for every size."""
        if latex not in self._outlines:
            self._outlines[latex] = mathtext.outline(latex)
            if len(self._outlines) > _CACHED:
                self._outlines.popitem(last=False)
        return self._outlines[latex]

    def _load(self) -> None:
        mathtext = _Mathtext()
        self._mathtext = mathtext
        self._loaded.emit()

    @Slot()
    def _on_loaded(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._cache.clear()
        self.ready.emit()


class _Mathtext:
    """The one place that knows matplotlib."""

    def __init__(self) -> None:
        from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - half a second, wanted after the first paint
        from matplotlib.textpath import TextToPath  # noqa: PLC0415

        self._to_path: Any = TextToPath()
        self._font: Any = FontProperties(size=_DESIGN_SIZE, math_fontfamily=_FONT_FAMILY)
        self.outline(r"x^{2} + \frac{1}{2}")  # fonts are read on first use

    def outline(self, latex: str) -> Typeset | None:
        """Return the formula at the design size, or None if mathtext cannot read it."""
        source = f"${latex}$"
        try:
            width, height, depth, _, _ = self._to_path.mathtext_parser.parse(source, 72, self._font)
            vertices, codes = self._to_path.get_text_path(self._font, source, ismath=True)
        except (ValueError, RecursionError):
            return None
        return Typeset(_painter_path(vertices, codes), float(width), float(height - depth), float(depth), latex)


def _painter_path(vertices: Any, codes: Any) -> QPainterPath:
    """Return matplotlib's path (y upwards) as Qt's (y downwards)."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    points = [(float(x), -float(y)) for x, y in vertices]
    place = 0
    while place < len(points):
        x, y = points[place]
        match int(codes[place]):
            case 1:
                path.moveTo(x, y)
            case 2:
                path.lineTo(x, y)
            case 3:
                path.quadTo(x, y, *points[place + 1])
                place += 1
            case 4:
                path.cubicTo(x, y, *points[place + 1], *points[place + 2])
                place += 2
            case 79:
                path.closeSubpath()
        place += 1
    return path


def _scaled(outline: Typeset, scale: float, latex: str) -> Typeset:
    path = QTransform.fromScale(scale, scale).map(outline.path)
    return Typeset(path, outline.width * scale, outline.ascent * scale, outline.descent * scale, latex)


def _plain(latex: str, size: float) -> Typeset:
    """Set the formula as it would be read aloud to a typist: commands lose their backslash."""
    font = QFont("DejaVu Serif")
    font.setItalic(True)
    font.setPixelSize(max(1, round(size)))
    text = plain_text(latex)
    metrics = QFontMetricsF(font)
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), font, text)
    return Typeset(path, metrics.horizontalAdvance(text), metrics.ascent(), metrics.descent(), latex)


def plain_text(latex: str) -> str:
    """Return LaTeX without its markup, for the eye of last resort."""
    text = re.sub(r"\\(?:left|right|mathrm|,|;|!|quad)\b|\\[,;! ]", " ", latex)
    text = text.replace(r"\cdot", "·").replace(r"\pi", "π").replace(r"\partial", "∂")
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", text)
    return re.sub(r"\s+", " ", re.sub(r"[\\{}]", "", text)).strip()


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
    """Yield commands and characters; the delimiter that follows \\left or \\right belongs to it."""
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
    terms = split_terms(latex) if len(latex) > _UNBROKEN else [latex]
    # A sign that begins a piece would be set as a unary one, without its space.
    return [term.strip() if place == 0 else "{}" + term.strip() for place, term in enumerate(terms)]


def wrapped(typesetter: Typesetter, latex: str, size: float, width: float) -> list[Line]:
    """Return `latex` in lines no wider than `width` where it has terms to break between."""
    pieces = [typesetter.typeset(piece, size) for piece in break_pieces(latex)]
    if len(pieces) == 1 and pieces[0].width > width:
        pieces = [typesetter.typeset("{}" + term.strip() if k else term, size) for k, term in enumerate(split_terms(latex))]
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
    painter.setPen(QPen(colour, max(1.0, 0.075 * size), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    top, bottom = box.top() + inset, box.bottom() - inset
    for edge, inward in ((box.left() + inset, foot), (box.right() - inset, -foot)):
        bracket = QPainterPath(QPointF(edge + inward, top))
        bracket.lineTo(edge, top)
        bracket.lineTo(edge, bottom)
        bracket.lineTo(edge + inward, bottom)
        painter.drawPath(bracket)
    painter.restore()
