"""A page of paper in millimetres: its text, its margins, the caption at its foot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.font_manager import FontProperties

from hessview.document.page_plan import MM_PER_INCH, text_size
from hessview.export.matrix_painting import MatrixLine, matrix_line, rows_in, write_with_matrix
from hessview.export.print_theme import INK, POINTS_PER_MM, QUIET
from hessview.export.runs import MATHEMATICS, run_name, runs
from hessview.figure.words import named_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matplotlib.axes import Axes as MatplotlibAxes

_LINE = 1.42
CAPTION_SHARE = 0.36
"""Of the page's height, what a caption takes at most unless that cuts it."""

_BREAK = re.compile("(?<![<>=≈≤≥≠×]) (?![<>=≈≤≥≠×%])")
"""A space that belongs to no relation, no product and no share."""

_DPI = 288
"""Dots per inch at which text is measured."""

_AFTER = 1000
_MOST_LINES = 8
"""Of one text of the caption."""


@dataclass(frozen=True)
class Frame:
    """A rectangle in millimetres from the page's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


class Sheet:
    """A page with its measures.

    Attributes
    ----------
    page
        The matplotlib figure.
    width, height
        In millimetres.
    size
        Of the text, in points.
    line, pad
        A line of text and the margin, in millimetres.
    """

    def __init__(self, width: float, height: float, text: float | None = None) -> None:
        self.page = MatplotlibFigure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), dpi=_DPI)
        FigureCanvasAgg(self.page)
        self.renderer: Any = _renderer(_settings())
        self.width, self.height = width, height
        self.size = text_size(width, height) if text is None else text
        self.line = self.size * _LINE / POINTS_PER_MM
        self.pad = 0.75 * self.size / POINTS_PER_MM

    def length(self, text: str, weight: str = "normal") -> float:
        """Return the length of a line of text in millimetres."""
        return _length(text, self.size, weight, _settings())

    def in_lines(self, text: str, width: float) -> list[str]:
        """Return a text in lines that are at most `width` millimetres long, broken at spaces."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.length(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def write(
        self, text: str, x: float, y: float, *, colour: str = INK, weight: str = "normal", to: str = "left"
    ) -> None:
        """Write a line of plain text whose foot is at (x, y) in millimetres; `to` which side it is aligned."""
        self.page.text(
            x / self.width, y / self.height, text, fontsize=self.size, color=colour, va="baseline", ha=to,
            fontweight=weight, parse_math=False,
        )  # fmt: skip

    def write_runs(self, text: str, x: float, y: float, names: Collection[str], line: int, *, colour: str) -> float:
        """Write a line of words and names, these slanted as those of the axes; return where it ends.

        `line` tells lines apart.
        """
        for k, (piece, is_name) in enumerate(runs(text, names)):
            font: dict[str, Any] = {"fontfamily": MATHEMATICS, "fontstyle": "italic"} if is_name else {}
            made = self.page.text(
                x / self.width, y / self.height, piece, fontsize=self.size, color=colour, va="baseline", ha="left",
                parse_math=False, gid=run_name(line, k), **font,
            )  # fmt: skip
            width, _, _ = self.renderer.get_text_width_height_descent(piece, made.get_fontproperties(), ismath=False)
            x += float(width) * MM_PER_INCH / float(self.renderer.dpi)
        return x

    def place(self, axes: MatplotlibAxes, frame: Frame) -> None:
        """Put axes on the page."""
        axes.set_position((
            frame.left / self.width, frame.bottom / self.height, frame.width / self.width, frame.height / self.height
        ))  # fmt: skip


@lru_cache(maxsize=8192)
def _length(text: str, size: float, weight: str, settings: tuple[str, ...]) -> float:
    """Return the length of a line of text in millimetres; a page is laid out several times, with much the same text.

    Parameters
    ----------
    settings
        Those of matplotlib that it depends on.
    """
    renderer: Any = _renderer(settings)
    width, _, _ = renderer.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), ismath=False)
    return float(width) * MM_PER_INCH / _DPI


def _settings() -> tuple[str, ...]:
    """Return the settings of matplotlib that lengths of text depend on."""
    return (*rcParams["font.family"], str(rcParams["text.hinting"]), str(rcParams["mathtext.fontset"]))


@lru_cache(maxsize=2)
def _renderer(_settings: tuple[str, ...]) -> RendererAgg:
    """Return what measures text for all pages: what is written on one stands in much the same words on the next."""
    return RendererAgg(1, 1, _DPI)  # type: ignore[no-untyped-call]


def caption_lines(  # noqa: PLR0917 - the lines and whose they are
    sheet: Sheet, caption: Sequence[str], notes: Sequence[str], names: Collection[str] | None = None, own: int = 0,
    share: float = CAPTION_SHARE,
) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return the lines at the foot of the page, wrapped, each with its colour and whether it is plain; are they cut.

    The last lines are dropped when they would take too much; an ellipsis says so.

    Parameters
    ----------
    names
        Of quantities, which are slanted; None: nothing is.
    own
        How many of the caption's first lines are somebody's own words: nothing in them is.
    share
        Of the page's height, the most that it may take.
    """
    most = max(1, int(share * sheet.height / sheet.line))
    texts = [(text, INK, names is None or k < own) for k, text in enumerate(caption)]
    texts += [(text, QUIET, names is None) for text in notes]
    made, is_cut = _broken(sheet, texts, most)
    if len(made) > int(CAPTION_SHARE * sheet.height / sheet.line):
        # Where there is little room no matrix takes several lines.
        texts = [(text if k < own else named_entries(text), ink, plain) for k, (text, ink, plain) in enumerate(texts)]
        made, is_cut = _broken(sheet, texts, most)
    lines = made[:most]
    while len(made) > most and len(lines) > 1 and not lines[-1][0]:
        lines.pop()
    if len(made) > most:
        text, colour, is_plain = next(line for line in reversed(lines) if line[0])
        room = sheet.width - 2.0 * sheet.pad - sheet.length(" …")
        text = text.removesuffix(" …")
        place = max(k for k, line in enumerate(lines) if line[0])
        lines[place] = f"{text[: _fitting(text, sheet, room)].rstrip()} …", colour, is_plain
    return lines, is_cut or len(made) > most


def _broken(
    sheet: Sheet, texts: Sequence[tuple[str, str, bool]], most: int
) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return texts, each with its colour and whether it is plain, in lines that fit the page; and is one cut."""
    made: list[tuple[str, str, bool]] = []
    is_cut = False
    for text, colour, is_plain in texts:
        parts = _wrapped(text, sheet, min(_MOST_LINES, max(1, most - 2)))
        is_cut = is_cut or bool(parts and parts[-1].endswith(" …") and not text.rstrip().endswith("…"))
        for part in parts:
            # A matrix takes the lines below, too.
            below = 0 if is_plain else rows_in(part) - 1
            made += [(part, colour, is_plain), *[("", colour, True)] * below]
    return made, is_cut


def write_lines(sheet: Sheet, lines: Sequence[tuple[str, str, bool]], names: Collection[str] | None = None) -> None:
    """Write the lines of a caption at the foot of the page."""
    for k, (text, colour, is_plain) in enumerate(lines):
        y = sheet.pad + (len(lines) - 1 - k + 0.3) * sheet.line
        found = None if is_plain else matrix_line(text)
        if is_plain or names is None:
            sheet.write(text, sheet.pad, y, colour=colour)
        elif found is not None and [below for below, _, _ in lines[k + 1 : k + len(found.rows)]] == [""] * (
            len(found.rows) - 1
        ):
            _write_matrix(sheet, found, y, names, k)
        else:
            sheet.write_runs(text, sheet.pad, y, names, k, colour=colour)


def _write_matrix(sheet: Sheet, found: MatrixLine, y: float, names: Collection[str], line: int) -> None:
    """Write a line of the caption with a matrix; what stands after it is a line of its own in the file."""
    numbers = iter((line, line + _AFTER))

    def words(text: str, x: float, y: float) -> float:
        return sheet.write_runs(text, x, y, names, next(numbers), colour=INK)

    write_with_matrix(sheet, found, sheet.pad, y, words)


def _wrapped(text: str, sheet: Sheet, most: int) -> list[str]:
    """Return `text` in at most `most` lines that fit the page, broken at spaces, else anywhere; the rest is cut."""
    width = sheet.width - 2.0 * sheet.pad
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most:
        fitting = _fitting(rest, sheet, width)
        lines.append(rest[:fitting].rstrip())
        rest = rest[fitting:].lstrip()
    if rest:
        lines[-1] = lines[-1][: _fitting(lines[-1], sheet, width - sheet.length(" …"))].rstrip() + " …"
    return lines


def _fitting(text: str, sheet: Sheet, width: float) -> int:
    """Return how many characters of `text` fit on a line, up to a space where there is one late enough."""
    if sheet.length(text) <= width:
        return len(text)
    low, high = 1, min(len(text), 2000)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sheet.length(text[:middle]) <= width else (low, middle)
    # Two spaces stand between the caption's parts: the better place to break. "λ > 0" and "10 %" are no place.
    space = max(text.rfind("  ", low // 3, low + 1), -1)
    single = (found.start() for found in _BREAK.finditer(text, low // 2, low + 2) if found.start() <= low)
    space = max(single, default=text.rfind(" ", low // 2, low + 1)) if space < 0 else space + 1
    return space + 1 if space > 0 else low
