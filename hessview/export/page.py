"""The page of an exported figure: which part of it goes where, the letters of the panels, the caption they share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hessview.document.page_plan import Panel, PlanProblem, text_size
from hessview.export.picture_layout import paint_bar_beside, paint_picture
from hessview.export.plot_axes import named_runs
from hessview.export.print_theme import INK
from hessview.export.region_painting import legend_height, write_legend
from hessview.export.regions import FLATTEST, columns_of, has_room, is_easy, regions
from hessview.export.sheet import CAPTION_SHARE, Frame, Sheet, caption_lines, write_lines
from hessview.export.surface_key import key_height
from hessview.export.table_painting import paint_table, table_size
from hessview.figure.marks import ArrowMark, Figure, LineMark, Role
from hessview.figure.probe_notes import oblique_note
from hessview.figure.spread import PicturePart, RowPart, Spread, SurfacePart, TablePart, as_sentence, of_figure
from hessview.figure.surface.regions import on_surface
from hessview.figure.words import name_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.figure import Figure as MatplotlibFigure

    from hessview.figure.spread import Part

_LETTER = 1.15
"""Of a line of text, above a panel that has a letter."""

NO_ROOM = "There is not enough room for {} on {:g} × {:g} mm: take fewer, a larger page, or smaller text."

_LARGER = ((1.6, CAPTION_SHARE), (1.4, CAPTION_SHARE), (1.2, CAPTION_SHARE))
_SMALLER = (
    (1.0, CAPTION_SHARE), (0.9, CAPTION_SHARE), (1.0, 0.5), (0.8, CAPTION_SHARE), (0.9, 0.5), (0.8, 0.5),
    (0.72, CAPTION_SHARE), (0.72, 0.5), (0.65, 0.5), (0.58, 0.5),
)  # fmt: skip
"""Of the text that suits a page, with the share of its height for the caption: for tables alone, and where there is no
room else."""

_LEAST_TEXT = 5.4
"""In points."""

_TITLES = 2000
"""From which on the titles of sections are counted: the lines of the caption are fewer."""

_BETWEEN = "   "
"""Two parts of a title."""

_SURFACE_RATIO = 1.75
"""Width over height of a surface with its colour bar, at most."""

_EVEN = 1.1
"""Of the scales of both axes, up to which a circle looks like one."""


@dataclass(frozen=True)
class LaidOut:
    """A page and what is missing from it.

    Attributes
    ----------
    page
        The page.
    cut
        What there was not enough room for: ``"caption"``, ``"table"``.
    """

    page: MatplotlibFigure
    cut: tuple[str, ...]


def page(
    shown: Figure | Spread, width_mm: float, height_mm: float, text: float | None = None, dpi: float = 300.0
) -> MatplotlibFigure:
    """Return the page that `lay_out` makes."""
    return lay_out(shown, width_mm, height_mm, text, dpi).page


def lay_out(
    shown: Figure | Spread, width_mm: float, height_mm: float, text: float | None = None, dpi: float = 300.0
) -> LaidOut:
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
    draft = _drafted(made, width_mm, height_mm, text)
    note = _painted(made, draft, dpi, until_noted=made.has_notes)
    if note and made.has_notes:
        # How the scales differ is known when the picture has its place, which a line more below it may change.
        made = replace(made, notes=(*made.notes, as_sentence(note)))
        draft = _drafted(made, width_mm, height_mm, text, draft.sheet.size)
        _painted(made, draft, dpi)
    cut = (("caption", draft.is_cut), ("table", draft.is_table_cut))
    return LaidOut(draft.sheet.page, tuple(what for what, is_cut in cut if is_cut))


@dataclass(frozen=True)
class _Draft:
    """A page before it is painted.

    Attributes
    ----------
    sheet, places, lines
        The empty page, where its panels go, and the lines of its caption.
    has_room, is_cut, is_table_cut, is_good
        Whether each panel can be read; the caption is cut; something of a table is left out; and all is there and
        easily read.
    """

    sheet: Sheet
    places: dict[Panel, Frame]
    lines: list[tuple[str, str, bool]]
    has_room: bool
    is_cut: bool
    is_table_cut: bool
    is_good: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing of tables and caption is left out."""
        return not (self.is_cut or self.is_table_cut)


def _drafted(
    made: Spread, width_mm: float, height_mm: float, text: float | None, largest: float = math.inf
) -> _Draft:
    """Return the page with the largest text, `largest` at most, for which there is room for all, if none is given.

    Raises
    ------
    PlanProblem
        If there is none.
    """
    if text is not None:
        draft = _draft(made, width_mm, height_mm, text)
        if not draft.has_room:
            raise _no_room(made, width_mm, height_mm)
        return draft
    usual = text_size(width_mm, height_mm)
    is_text = all(isinstance(part, TablePart) for _, part in made.parts)
    others: list[_Draft] = []
    uncut: set[float] = set()
    for share, below in (*(_LARGER if is_text else ()), *_SMALLER):
        if share in uncut or share * usual > largest + 1e-6 or (share < 1.0 and share * usual < _LEAST_TEXT):
            continue
        draft = _draft(made, width_mm, height_mm, share * usual, below)
        if draft.has_room and draft.is_good:
            return draft
        if not draft.is_cut:
            # More room for its caption would make the same page.
            uncut.add(share)
        if draft.has_room and share <= 1.0:
            others.append(draft)
    if not others and largest < math.inf:
        return _drafted(made, width_mm, height_mm, None)
    if not others:
        raise _no_room(made, width_mm, height_mm)
    return max([draft for draft in others if draft.is_whole] or others, key=_of_map)


def _no_room(made: Spread, width_mm: float, height_mm: float) -> PlanProblem:
    # Each section has a letter, and is one.
    count = sum(len(part.figures) if isinstance(part, RowPart) else 1 for _, part in made.parts)
    return PlanProblem(NO_ROOM.format(f"{count} panels", round(width_mm, 1), round(height_mm, 1)))


def _of_map(draft: _Draft) -> float:
    """Return the area that a page gives to its map, in square millimetres."""
    place = draft.places.get(Panel.CONTOUR)
    return 0.0 if place is None else round(place.width * place.height, 3)


def _draft(made: Spread, width_mm: float, height_mm: float, text: float, below: float = CAPTION_SHARE) -> _Draft:
    sheet = Sheet(width_mm, height_mm, text)
    pad = sheet.pad
    lines, is_cut = caption_lines(sheet, made.caption, made.notes, made.names, made.own, below)
    foot = pad + len(lines) * sheet.line + (0.5 * sheet.line if lines else 0.0)
    area = Frame(pad, foot, width_mm - 2.0 * pad, height_mm - foot - pad)
    sizes = {panel: table_size(sheet, part) for panel, part in made.parts if isinstance(part, TablePart)}
    graphs = {panel: len(part.figures) for panel, part in made.parts if isinstance(part, RowPart)}
    lettered = len(made.parts) > 1
    head = _LETTER * sheet.line if lettered else 0.0
    wanted = {panel: (width, height + head) for panel, (width, height) in sizes.items()}
    ratio = next((_ratio(part.figure) for _, part in made.parts if isinstance(part, PicturePart)), 0.0)
    legends = {panel: _legend_height(sheet, part, made) for panel, part in made.parts}
    places = regions([panel for panel, _ in made.parts], area, wanted, graphs, sheet.line, ratio, legends)
    is_readable = not lettered or all(
        has_room(panel, region, sheet.line, graphs.get(panel, 1)) for panel, region in places.items()
    )
    cut = any(
        places[panel].width < size[0] - 1e-6 or places[panel].height < size[1] - 1e-6 for panel, size in wanted.items()
    )
    is_good = not (cut or is_cut) and (not lettered or is_easy(places, sheet.line, graphs, legends))
    return _Draft(sheet, places, lines, is_readable, is_cut, cut, is_good)


def _legend_height(sheet: Sheet, part: Part, made: Spread) -> float:
    """Return about how high the legend below a picture of the page is: of the surface where no map has it already."""
    if isinstance(part, SurfacePart):
        has_map = any(panel is Panel.CONTOUR for panel, _ in made.parts)
        below = 0.0 if has_map else legend_height(sheet, on_surface(part.figure))
        return below + key_height(part, sheet)
    return legend_height(sheet, part.figure) if isinstance(part, PicturePart) else 0.0


def _ratio(figure: Figure) -> float:
    """Return width over height of a frame with equal units; 0 where it may have any, or no number says it."""
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    ratio = (x1 - x0) / (y1 - y0) if figure.axes.equal_aspect else 0.0
    return ratio if math.isfinite(ratio) else 0.0


def _painted(made: Spread, draft: _Draft, dpi: float, *, until_noted: bool = False) -> str:
    """Paint the page; return what has to be said of the scales of its axes, empty where nothing has.

    With `until_noted` a page of which something has to be said, which will be laid out anew, is left at that.
    """
    sheet = draft.sheet
    write_lines(sheet, draft.lines, made.names)
    lettered = len(made.parts) > 1
    head = _LETTER * sheet.line if lettered else 0.0
    note = ""
    places = sorted(draft.places.items(), key=lambda each: (-round(each[1].bottom + each[1].height, 3), each[1].left))
    parts = dict(made.parts)
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    for panel, region in places:
        part = parts[panel]
        if isinstance(part, RowPart):
            # Each of its pictures has a letter: they may stand far apart.
            own = [next(letters) for _ in part.figures] if lettered else []
            runs = named_runs([figure for figure, _ in part.figures]) if part.is_plots else None
            if runs is not None and not _are_named(runs, parts.values()):
                region, _ = write_legend(sheet, region, runs)  # noqa: PLW2901
            _paint_row(sheet, region, part, own, made.names)
            continue
        if lettered:
            letter = next(letters)
            sheet.write(f"({letter})", region.left, region.bottom + region.height - 0.8 * sheet.line, weight="bold")
            region = Frame(region.left, region.bottom, region.width, region.height - head)  # noqa: PLW2901
        if isinstance(part, SurfacePart) and Panel.CONTOUR not in parts:
            # What the map would say of lines and tints that are on both.
            below, _ = write_legend(sheet, region, on_surface(part.figure))
            region = paint_bar_beside(sheet, _of_surface(below), part.figure)  # noqa: PLW2901
        note = _paint(sheet, region, part, dpi, is_alone=not lettered, until_noted=until_noted) or note
        if note and until_noted:
            break
    return note


def _are_named(runs: Figure, parts: Collection[Part]) -> bool:
    """Whether the legend of a picture of the page names the runs already."""
    named = {
        (mark.role, mark.label) for part in parts if isinstance(part, PicturePart | SurfacePart)
        for mark in part.figure.marks if isinstance(mark, LineMark)
    }  # fmt: skip
    return all(isinstance(mark, LineMark) and (mark.role, mark.label) in named for mark in runs.marks)


def _of_surface(region: Frame) -> Frame:
    """Return the middle of a region that is wider than a surface with its colour bar makes use of."""
    width = min(region.width, _SURFACE_RATIO * region.height)
    return Frame(region.left + 0.5 * (region.width - width), region.bottom, width, region.height)


def _paint(
    sheet: Sheet, region: Frame, part: Part, dpi: float, *, is_alone: bool, until_noted: bool
) -> str:
    """Paint a part of the page; return what has to be said of its scales."""
    match part:
        case PicturePart(figure=figure):
            flattest = math.inf if is_alone or figure.axes.is_graph else FLATTEST
            enough = (lambda frame: bool(scale_note(figure, frame))) if until_noted else None
            return scale_note(figure, paint_picture(sheet, region, figure, flattest=flattest, is_enough=enough))
        case SurfacePart():
            from hessview.export.surface_painting import paint_surface

            paint_surface(sheet, region, part, dpi)
        case TablePart():
            paint_table(sheet, region, part)
    return ""


def scale_note(figure: Figure, frame: Frame) -> str:
    """Return what has to be said where right angles and circles of the picture do not look it; else nothing."""
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    unit = ((x1 - x0) / frame.width, (y1 - y0) / frame.height)
    if note := oblique_note(figure, unit):
        return note.partition(" (")[0]
    if figure.axes.is_graph or 1.0 / _EVEN < unit[0] / unit[1] < _EVEN:
        return ""
    x, y = name_words(figure.axes.x_label), name_words(figure.axes.y_label)
    if any(isinstance(mark, LineMark) and mark.role is Role.TURN_FROM for mark in figure.marks):
        return f"the circle of d looks like an ellipse: {x} and {y} differ in scale"
    if any(isinstance(mark, ArrowMark) for mark in figure.marks):
        return f"right angles may not look it: {x} and {y} differ in scale"
    return ""


def _paint_row(
    sheet: Sheet, region: Frame, part: RowPart, letters: list[str], names: Collection[str]
) -> None:
    """Paint small pictures in as many columns as leave them largest, each with its letter if there are any."""
    figures = part.figures
    gap, count = sheet.line, len(figures)
    columns = columns_of(count, region.width, region.height, gap)
    rows = math.ceil(count / columns)
    width = (region.width - gap * (columns - 1)) / columns
    height = (region.height - gap * (rows - 1)) / rows
    for k, (figure, title) in enumerate(figures):
        row, column = divmod(k, columns)
        cell = Frame(
            region.left + column * (width + gap), region.bottom + (rows - 1 - row) * (height + gap), width, height
        )
        if letters:
            sheet.write(f"({letters[k]})", cell.left, cell.bottom + height - 0.8 * sheet.line, weight="bold")
        if title:
            cell = _write_title(sheet, cell, title, _Title(names, _TITLES + 2 * k, has_letter=bool(letters)))
        paint_picture(sheet, cell, figure, legend=False, in_words=part.is_plots)


@dataclass(frozen=True)
class _Title:
    """How a title is written: which names in it are slanted, the number of its line, and whether a letter precedes."""

    names: Collection[str]
    line: int
    has_letter: bool


def _write_title(sheet: Sheet, cell: Frame, title: str, how: _Title) -> Frame:
    """Write the title of a small picture, in two lines where one is too long; return what is left of its cell."""
    # A letter is upright and bold, (d); the direction d is slanted as in the caption.
    least = sheet.length("(m)  ", "bold") if how.has_letter else 0.0
    parts = [title] if sheet.length(title) + least <= cell.width else title.split(_BETWEEN, 1)
    top = cell.bottom + cell.height
    for k, words in enumerate(parts):
        left = cell.left + max(0.5 * (cell.width - sheet.length(words)), least if k == 0 else 0.0)
        sheet.write_runs(words, left, top - (0.8 + k) * sheet.line, how.names, how.line + k, colour=INK)
    return Frame(cell.left, cell.bottom, cell.width, cell.height - (_LETTER + len(parts) - 1) * sheet.line)
