"""The page of an exported figure: which part of it goes where, the letters of the panels, the caption they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.export.picture_layout import paint_picture
from hessview.export.regions import regions
from hessview.export.sheet import Frame, Sheet, write_caption
from hessview.export.table_painting import paint_table, table_size
from hessview.figure.marks import Figure
from hessview.figure.spread import PicturePart, RowPart, Spread, TablePart, of_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure

    from hessview.figure.spread import Part

_LETTER = 1.15
"""Of a line of text, above a panel that has a letter."""


def page(shown: Figure | Spread, width_mm: float, height_mm: float, text: float | None = None) -> MatplotlibFigure:
    """Return the laid out page of a picture, or of all that stands on it.

    Parameters
    ----------
    width_mm, height_mm
        Of the page.
    text
        The size of the text in points; None: one that suits the page.
    """
    made = of_figure(shown) if isinstance(shown, Figure) else shown
    sheet = Sheet(width_mm, height_mm, text)
    pad = sheet.pad
    foot = write_caption(sheet, made.caption, made.notes)
    area = Frame(pad, foot, width_mm - 2.0 * pad, height_mm - foot - pad)
    sizes = {panel: table_size(sheet, part) for panel, part in made.parts if isinstance(part, TablePart)}
    graphs = next((len(part.figures) for _, part in made.parts if isinstance(part, RowPart)), 0)
    lettered = len(made.parts) > 1
    head = _LETTER * sheet.line if lettered else 0.0
    places = regions(
        [panel for panel, _ in made.parts], area, {panel: (width, height + head) for panel, (width, height) in sizes.items()},
        graphs, sheet.line,
    )  # fmt: skip
    for (panel, part), letter in zip(made.parts, "abcdefgh", strict=False):
        region = places[panel]
        if lettered:
            sheet.write(letter, region.left, region.bottom + region.height - 0.8 * sheet.line, weight="bold")
            region = Frame(region.left, region.bottom, region.width, region.height - head)
        _paint(sheet, region, part)
    return sheet.page


def _paint(sheet: Sheet, region: Frame, part: Part) -> None:
    match part:
        case PicturePart(figure=figure):
            paint_picture(sheet, region, figure)
        case RowPart(figures=figures):
            _paint_row(sheet, region, figures)
        case TablePart():
            paint_table(sheet, region, part)


def _paint_row(sheet: Sheet, region: Frame, figures: tuple[Figure, ...]) -> None:
    """Paint small pictures side by side, or one below the other where there is more room that way."""
    gap = sheet.line
    count = len(figures)
    upright = region.height > 1.2 * region.width
    for k, figure in enumerate(figures):
        if upright:
            height = (region.height - gap * (count - 1)) / count
            cell = Frame(region.left, region.bottom + (count - 1 - k) * (height + gap), region.width, height)
        else:
            width = (region.width - gap * (count - 1)) / count
            cell = Frame(region.left + k * (width + gap), region.bottom, width, region.height)
        paint_picture(sheet, cell, figure)
