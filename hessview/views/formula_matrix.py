"""The Hessian as formulas: a matrix where it fits, otherwise its different entries one under another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette

from hessview.compute.formula_reply import LEFT_OUT
from hessview.views.formula_copies import matrix_copies
from hessview.views.formula_layout import Line, MatrixLayout, all_pieces, lay_out_matrix, wrapped
from hessview.views.number_matrix import PREFIX_WIDTH, paint_prefix, variable_latex
from hessview.views.painted_block import PaintedBlock
from hessview.views.theme import GRID, MATHEMATICS_SIZE, TEXT_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from hessview.language.formula import Formula
    from hessview.views.formula import Typeset, Typesetter

_LINE_GAP = 6.0
_SLICE_S = 0.008
_MATRIX_CHARACTERS = 800  # a matrix with more never fits the panel
_MORE = r"\ldots"
_MOST_CHARACTERS = 12_000  # of LaTeX in one matrix: more is not read, and would be felt when typeset


@dataclass(frozen=True)
class FormulaCells:
    """The exact entries of H.

    Attributes
    ----------
    variables
        Names, n of them.
    latex
        Rows of LaTeX that mathtext can set.
    text
        The same in the editor's language.
    formula
        Whose they are.
    """

    variables: tuple[str, ...]
    latex: tuple[tuple[str, ...], ...]
    text: tuple[tuple[str, ...], ...] = ()
    formula: Formula | None = None


class FormulaMatrix(PaintedBlock):
    """Paints the entries; laid out again only for other entries or another width."""

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._cells: FormulaCells | None = None
        self._laid_out: FormulaCells | None = None
        self._matrix: MatrixLayout | None = None
        self._entries: list[tuple[Typeset, list[Line]]] = []
        self._laid_out_width = -1
        self._stale = False
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._lay_out)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setFixedHeight(40)
        self._is_waiting = False
        typesetter.ready.connect(self._again)
        typesetter.came.connect(self._on_came)

    def render_cells(self, cells: FormulaCells) -> None:
        """Show `cells`; the same object or equal ones cost nothing."""
        if cells is self._cells or cells == self._cells:
            return
        old, self._cells = self._cells, cells
        if old is not None and replace(old, formula=cells.formula) == cells:  # of another value of a parameter
            self._laid_out = cells if self._laid_out is old else self._laid_out
            return
        self._speak_cells()
        self._again()
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Hide the formulas of the function before, until those of this one are there; their room stays."""
        if stale != self._stale:
            self._stale = stale
            self._speak_cells()
            self.update()

    def _speak_cells(self) -> None:
        cells = None if self._stale else self._cells
        entries = () if cells is None else cells.text or cells.latex
        rows = [f"row {i + 1}: {', '.join(row)}" for i, row in enumerate(entries)]
        self.speak("Hessian formula, " + "; ".join(rows)[:4000] if rows else "")

    @property
    def is_filled(self) -> bool:
        """Whether there are entries, of this function or of the one before."""
        return self._cells is not None

    @property
    def is_matrix(self) -> bool:
        """Whether the entries stand in a matrix."""
        return self._matrix is not None

    def copies(self) -> Mapping[str, str]:
        """Offer LaTeX, MathML, Python and text."""
        if self._cells is None or self._stale:
            return {}
        formula = self._cells.formula
        # What was too long or too deep to be read has no tree that other forms could be made of.
        if formula is not None and not any(LEFT_OUT in row for row in self._cells.latex):
            return matrix_copies("H", formula, self._cells.text)
        body = r" \\ ".join(" & ".join(row) for row in self._cells.latex)
        copied = {"Copy as LaTeX": r"H = \begin{pmatrix} " + body + r" \end{pmatrix}"}
        if self._cells.text:
            copied["Copy as text"] = "[" + ", ".join("[" + ", ".join(row) + "]" for row in self._cells.text) + "]"
        return copied

    def available_width(self) -> int:
        """The width to fill: the scroll area's, where there is one."""
        holder = self.parentWidget()
        return holder.width() if holder is not None else self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break lines elsewhere."""
        super().resizeEvent(event)
        if abs(self.available_width() - self._laid_out_width) > 1:
            self._pause.start()

    def _again(self) -> None:
        self._laid_out_width = -1
        self._pause.start()

    def _on_came(self) -> None:
        if self._is_waiting:
            self._pause.start()

    def _lay_out(self) -> None:
        """Lay out what is typeset; what is not yet is typeset in slices, so that a drag goes on meanwhile."""
        self._pause.stop()
        if self._cells is None:
            return
        if not self._are_typeset(self._sources(self._cells)):
            return
        room = float(self.available_width())
        matrix = self._as_matrix(self._cells.latex, room)
        if matrix is None and not self._are_typeset(_sources_of_entries(self._cells)):
            return
        self._is_waiting = False
        self._laid_out, self._laid_out_width = self._cells, round(room)
        self._matrix, self._entries = matrix, []
        if self._matrix is not None:
            width, height = self._matrix.width + PREFIX_WIDTH, self._matrix.height
        else:
            self._entries, width = self._as_entries(self._cells, room - GRID)
            height = sum(map(_entry_height, self._entries), 0.0)
        self.setMinimumWidth(round(width + 1) if width > room else 0)
        self.setFixedHeight(max(24, round(height + 2)))
        self.update()

    def _are_typeset(self, sources: Iterable[str]) -> bool:
        """Typeset some of what the layout can ask for, and return whether all of it is; if not, go on another time."""
        wanted = tuple(sources)
        if self._typesetter.advance(wanted, _SLICE_S):
            return True
        self._is_waiting = self._typesetter.is_waiting(wanted)
        if not self._is_waiting:
            self._pause.start()
        return False

    @staticmethod
    def _sources(cells: FormulaCells) -> Iterator[str]:
        """Yield every piece of LaTeX that the matrix is made of; where it cannot be one, the entries."""
        if not _may_be_matrix(cells.latex):
            yield from _sources_of_entries(cells)
            return
        for row in cells.latex:
            yield from row

    def _as_matrix(self, latex: Sequence[Sequence[str]], room: float) -> MatrixLayout | None:
        """Return the largest matrix that fits into `room`, or None."""
        if not _may_be_matrix(latex):
            return None
        for size in (MATHEMATICS_SIZE, MATHEMATICS_SIZE - 1, TEXT_SIZE + 1, TEXT_SIZE):
            cells = [[self._typesetter.typeset(entry, float(size)) for entry in row] for row in latex]
            layout = lay_out_matrix(cells, float(size))
            if layout.width <= room - PREFIX_WIDTH:
                return layout
        return None

    def _as_entries(self, cells: FormulaCells, room: float) -> tuple[list[tuple[Typeset, list[Line]]], float]:
        """Return the entries and their width, a little smaller where that spares a scroll bar."""
        tried: list[tuple[list[tuple[Typeset, list[Line]]], float]] = []
        for size in (TEXT_SIZE + 2, TEXT_SIZE, TEXT_SIZE - 1):
            entries = list(self._entries_at(cells, float(size), room))
            tried.append((entries, max(map(_entry_width, entries), default=0.0)))
            if tried[-1][1] <= room:
                return tried[-1]
        return tried[1]

    def _entries_at(self, cells: FormulaCells, size: float, room: float) -> Iterator[tuple[Typeset, list[Line]]]:
        """Yield the entries on and above the diagonal that are not zero, each broken into lines."""
        for i, j, entry in _shown(cells):
            if not entry:
                yield self._typesetter.typeset(_MORE, size), []
                return
            label = self._typesetter.typeset(_label(cells, i, j), size)
            yield label, wrapped(self._typesetter, entry, size, room - label.width - 4.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the matrix or the list of entries; nothing while what is laid out is another function's."""
        del event
        if self._stale or self._laid_out is not self._cells:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        if self._matrix is not None:
            paint_prefix(painter, self._typesetter, 1.0 + self._matrix.axis, quiet)
            self._matrix.paint(painter, PREFIX_WIDTH, 1.0, ink)
        y = 1.0
        for label, lines in self._entries:
            baseline = y + max([label.ascent, *(line.ascent for line in lines[:1])])
            label.paint(painter, 0.0, baseline, quiet)
            y = baseline + max([label.descent, *(line.descent for line in lines[:1])]) + _LINE_GAP
            for place, line in enumerate(lines):
                if place:
                    baseline = y + line.ascent
                    y = baseline + line.descent + _LINE_GAP
                x = label.width + 4.0
                for piece in line.pieces:
                    piece.paint(painter, x, baseline, ink)
                    x += piece.width
        painter.end()


def _sources_of_entries(cells: FormulaCells) -> Iterator[str]:
    """Yield every piece of LaTeX that the entries one under another can be made of."""
    for i, j, entry in _shown(cells):
        yield _label(cells, i, j) if entry else _MORE
        yield from all_pieces(entry)


def _label(cells: FormulaCells, i: int, j: int) -> str:
    """Return the left side of the line of an entry."""
    names = variable_latex(cells.variables[i]) + r"\," + variable_latex(cells.variables[j])
    left = rf"f_{{{names}}}" if len(cells.latex) > 1 else rf"f\,″({variable_latex(cells.variables[0])})"
    return left + " ="


def _shown(cells: FormulaCells) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and LaTeX of the entries that are written; an empty one where too much would follow."""
    budget = _MOST_CHARACTERS
    for i, row in enumerate(cells.latex):
        for j in range(i, len(row)):
            if row[j].strip() == "0":
                continue
            budget -= len(row[j])
            yield i, j, row[j] if budget >= 0 else ""
            if budget < 0:
                return


def _may_be_matrix(latex: Sequence[Sequence[str]]) -> bool:
    return len(latex) > 1 and sum(len(entry) for row in latex for entry in row) <= _MATRIX_CHARACTERS


def _entry_width(entry: tuple[Typeset, list[Line]]) -> float:
    label, lines = entry
    return label.width + 4.0 + max((line.width for line in lines), default=0.0)


def _entry_height(entry: tuple[Typeset, list[Line]]) -> float:
    label, lines = entry
    first = max([label.height, *(line.height for line in lines[:1])])
    return first + _LINE_GAP + sum(line.height + _LINE_GAP for line in lines[1:])
