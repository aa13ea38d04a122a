"""The page of an exported figure: which part of it goes where, the letters of the panels, the caption they share."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.document.page_plan import Panel, PlanProblem
from hessview.export.picture_layout import paint_picture
from hessview.export.regions import regions
from hessview.export.sheet import Frame, Sheet, write_caption
from hessview.export.table_painting import paint_table, table_size
from hessview.figure.marks import Figure, LineMark, Role
from hessview.figure.probe_notes import oblique_note
from hessview.figure.spread import PicturePart, RowPart, Spread, SurfacePart, TablePart, of_figure
from hessview.figure.words import name_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure

    from hessview.figure.spread import Part

_LETTER = 1.15
"""Of a line of text, above a panel that has a letter."""

NO_ROOM = "There is not enough room for these panels: take a larger page, smaller text, or fewer panels."

_PICTURE, _TABLE = (8.0, 6.5), (5.0, 3.5)
_LEAST = {
    Panel.CONTOUR: _PICTURE, Panel.SURFACE: _PICTURE, Panel.SECTIONS: (7.0, 5.0), Panel.TABLE: _TABLE,
    Panel.POINT: _TABLE,
}  # fmt: skip
"""In lines of text, the least width and height of a panel on a page that has several."""

_EVEN = 1.1
"""Of the scales of both axes, up to which a circle looks like one."""

_GRAPH_RATIO = 1.35
"""Width over height of a graph with its labels."""


def page(
    shown: Figure | Spread, width_mm: float, height_mm: float, text: float | None = None, dpi: float = 300.0
) -> MatplotlibFigure:
    """Return the laid out page of a picture, or of all that stands on it; of panels, that each can be read.

    Parameters
    ----------
    width_mm, height_mm
        Of the page.
    text
        The size of the text in points; None: one that suits the page.
    dpi
        Dots per inch of what is made of pixels.
    """
    made = of_figure(shown) if isinstance(shown, Figure) else shown
    sheet, note = _laid_out(made, width_mm, height_mm, text, dpi)
    if note and made.has_notes:
        # How the scales differ is known when the picture has its place, which a line more below it may change.
        sheet, _ = _laid_out(replace(made, notes=(*made.notes, note)), width_mm, height_mm, text, dpi)
    return sheet.page


def _laid_out(
    made: Spread, width_mm: float, height_mm: float, text: float | None, dpi: float
) -> tuple[Sheet, str]:
    """Return the page, and what has to be said of the scales of its axes; empty where nothing has."""
    sheet = Sheet(width_mm, height_mm, text)
    pad = sheet.pad
    foot = write_caption(sheet, made.caption, made.notes, made.names, made.own)
    area = Frame(pad, foot, width_mm - 2.0 * pad, height_mm - foot - pad)
    sizes = {panel: table_size(sheet, part) for panel, part in made.parts if isinstance(part, TablePart)}
    graphs = next((len(part.figures) for _, part in made.parts if isinstance(part, RowPart)), 0)
    lettered = len(made.parts) > 1
    head = _LETTER * sheet.line if lettered else 0.0
    wanted = {panel: (width, height + head) for panel, (width, height) in sizes.items()}
    places = regions([panel for panel, _ in made.parts], area, wanted, graphs, sheet.line)
    if lettered and not all(_has_room(region, panel, sheet.line, graphs) for panel, region in places.items()):
        raise PlanProblem(NO_ROOM)
    note = ""
    for (panel, part), letter in zip(made.parts, "abcdefgh", strict=False):
        region = places[panel]
        if lettered:
            sheet.write(letter, region.left, region.bottom + region.height - 0.8 * sheet.line, weight="bold")
            region = Frame(region.left, region.bottom, region.width, region.height - head)
        note = _paint(sheet, region, part, dpi) or note
    return sheet, note


def _has_room(region: Frame, panel: Panel, line: float, graphs: int) -> bool:
    """Whether a panel can be read in its place: a picture has some lines of text beside its labels."""
    width, height = _LEAST[panel]
    if panel is Panel.SECTIONS and graphs > 1:
        return max(_scale(region, graphs, columns, line) for columns in range(1, graphs + 1)) > height * line
    return region.width > width * line and region.height > height * line


def _paint(sheet: Sheet, region: Frame, part: Part, dpi: float) -> str:
    """Paint a part of the page; return what has to be said of its scales."""
    match part:
        case PicturePart(figure=figure):
            return scale_note(figure, paint_picture(sheet, region, figure))
        case SurfacePart():
            from hessview.export.surface_painting import paint_surface

            paint_surface(sheet, region, part, dpi)
        case RowPart(figures=figures):
            _paint_row(sheet, region, figures)
        case TablePart():
            paint_table(sheet, region, part)
    return ""


def scale_note(figure: Figure, frame: Frame) -> str:
    """Return what has to be said where right angles and circles of the picture do not look it; else nothing."""
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    unit = ((x1 - x0) / frame.width, (y1 - y0) / frame.height)
    if note := oblique_note(figure, unit):
        return note.partition(" (")[0]
    turns = any(isinstance(mark, LineMark) and mark.role is Role.TURN_FROM for mark in figure.marks)
    if turns and not figure.axes.is_graph and not 1.0 / _EVEN < unit[0] / unit[1] < _EVEN:
        x, y = name_words(figure.axes.x_label), name_words(figure.axes.y_label)
        return f"the circle of d looks like an ellipse: {x} and {y} differ in scale"
    return ""


def _paint_row(sheet: Sheet, region: Frame, figures: tuple[tuple[Figure, str], ...]) -> None:
    """Paint small pictures in as many columns as leave them largest."""
    gap, count = sheet.line, len(figures)
    columns = max(range(1, count + 1), key=lambda columns: _scale(region, count, columns, gap))
    rows = math.ceil(count / columns)
    width = (region.width - gap * (columns - 1)) / columns
    height = (region.height - gap * (rows - 1)) / rows
    for k, (figure, title) in enumerate(figures):
        row, column = divmod(k, columns)
        cell = Frame(
            region.left + column * (width + gap), region.bottom + (rows - 1 - row) * (height + gap), width, height
        )
        if title:
            sheet.write(title, cell.left + 0.5 * width, cell.bottom + height - 0.8 * sheet.line, to="center")
            cell = Frame(cell.left, cell.bottom, width, height - _LETTER * sheet.line)
        paint_picture(sheet, cell, figure, legend=False)


def _scale(region: Frame, count: int, columns: int, gap: float) -> float:
    """Return how high a graph of the usual shape can be in one of as many cells."""
    rows = math.ceil(count / columns)
    width = (region.width - gap * (columns - 1)) / columns
    height = (region.height - gap * (rows - 1)) / rows
    return min(width / _GRAPH_RATIO, height)
