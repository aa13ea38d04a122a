"""What stands on one page: pictures, tables and the caption that they share, from a state and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hessview.document.page_plan import PLOTS, CaptionPart, PagePlan, Panel, PlanProblem
from hessview.document.state import Arrangement
from hessview.figure.captions import caption
from hessview.figure.compose import compose
from hessview.figure.line_words import line_notes, surface_line_notes
from hessview.figure.page_sections import section_figures, section_notes
from hessview.figure.page_tables import critical_rows, point_rows
from hessview.figure.surface.scene import has_no_surface, surface_notes
from hessview.figure.words import name_words

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.landscapes.from_expression import ExpressionLandscape

_SHOWN = {
    Arrangement.CONTOUR: (Panel.CONTOUR,),
    Arrangement.SURFACE: (Panel.SURFACE,),
    Arrangement.BOTH: (Panel.CONTOUR, Panel.SURFACE),
}


_MISSING = {
    Panel.CONTOUR: "There is no picture of this function.",
    Panel.SURFACE: "There is no surface of this function.",
    Panel.SECTIONS: "There are no sections here: f is undefined at the probe.",
    Panel.TABLE: "There is no table: critical points are not looked for in this function, or in this plane.",
    Panel.POINT: "There is no table of the point: nothing is known there.",
}


@dataclass(frozen=True)
class PicturePart:
    """One picture."""

    figure: Figure


@dataclass(frozen=True, eq=False)
class SurfacePart:
    """The surface, whose scene depends on how large it is on the page; `figure` is the composed picture."""

    state: State
    results: Results
    figure: Figure


@dataclass(frozen=True)
class RowPart:
    """Small pictures side by side that belong together, such as sections, each with its title.

    Attributes
    ----------
    figures
        The pictures with their titles.
    is_plots
        Whether their axes are named in words, and the runs in them below all of them.
    """

    figures: tuple[tuple[Figure, str], ...]
    is_plots: bool = False


@dataclass(frozen=True)
class TablePart:
    """A table in plain text.

    Attributes
    ----------
    head
        The words above the columns; empty: there are none.
    rows
        As many texts each as there are columns.
    note
        What stands below it; may be empty.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


Part = PicturePart | SurfacePart | RowPart | TablePart


@dataclass(frozen=True)
class Spread:
    """All that stands on a page.

    Attributes
    ----------
    parts
        From upper left to lower right, each with its panel.
    caption, notes
        Lines of text below them.
    names
        Of the quantities in them.
    own
        How many lines of the caption are somebody's own words.
    has_notes
        Whether notes are wanted.
    """

    parts: tuple[tuple[Panel, Part], ...]
    caption: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    own: int = 0
    has_notes: bool = True


_ABOUT_STEPS = ("there is no step to take", "there is no Newton step", "the Newton step begins uphill")
"""How notes end that are about the arrows of steps."""


def shown_panels(state: State) -> tuple[Panel, ...]:
    """Return the panels that the window shows."""
    return _SHOWN[state.arrangement]


def offered_panels(dimension: int) -> tuple[Panel, ...]:
    """Return the panels that a function of so many variables can have."""
    if dimension == 0:
        return (Panel.CONTOUR,)
    return tuple(
        panel for panel in Panel if panel not in PLOTS and (panel is not Panel.SURFACE or dimension > 1)
    )  # fmt: skip


def spread(
    state: State, results: Results, plan: PagePlan, landscape: ExpressionLandscape | None = None
) -> Spread:
    """Return what `plan` puts on the page of `state`; what the window shows and a file cannot is left out.

    Parameters
    ----------
    landscape
        Of the function, for what is asked of it beyond `results`: the sections.

    Raises
    ------
    PlanProblem
        If a panel was asked for that there cannot be; says why.
    """
    if plan.equal is not None and plan.equal != state.appearance.equal_aspect:
        state = replace(state, appearance=replace(state.appearance, equal_aspect=plan.equal))
    figure = compose(state, results)
    if plan.drawn:
        from hessview.figure.drawn import with_drawn

        figure = with_drawn(figure, plan.drawn, state, results)
    said = caption(results, _unsaid(plan))
    wanted = plan.panels or shown_panels(state)
    # A surface without its map names the kinds of points itself.
    state = replace(state, arrangement=Arrangement.BOTH if Panel.CONTOUR in wanted else Arrangement.SURFACE)
    made = [(panel, _part(panel, state, results, figure, landscape)) for panel in wanted if panel not in PLOTS]
    missing = [panel for panel, part in made if part is None]
    if missing and plan.panels:
        raise PlanProblem(_MISSING[missing[0]])
    parts = tuple((panel, part) for panel, part in made if part is not None)
    plots = tuple(panel for panel in wanted if panel in PLOTS)
    about: tuple[str, ...] = ()
    if plots:
        row, about = _plots(plots, state, results, plan)
        parts = (*parts, (plots[0], row))
    if not parts:
        parts = ((Panel.CONTOUR, PicturePart(_plain(figure))),)
    notes = _notes(state, results, figure, {panel for panel, _ in parts}) if CaptionPart.NOTES in plan.caption else ()
    notes = (*notes, *about) if CaptionPart.NOTES in plan.caption else ()
    own = (plan.words,) if plan.words else ()
    return Spread(parts, (*own, *said), notes, _names(results), len(own), CaptionPart.NOTES in plan.caption)


def _plots(
    panels: tuple[Panel, ...], state: State, results: Results, plan: PagePlan
) -> tuple[RowPart, tuple[str, ...]]:
    """Return the plots about runs as one row, and what is said of them, each thing once."""
    from hessview.figure.descent_panels import PACES, plotted, race_note

    made = [plotted(panel, state, results, plan.plots) for panel in panels]
    row = RowPart(tuple((_plain(each.figure), each.title) for each in made), is_plots=True)
    paces = [each.notes for panel, each in zip(panels, made, strict=True) if panel in PACES]
    others = [each.notes for panel, each in zip(panels, made, strict=True) if panel not in PACES]
    first = (race_note(state, results, plan.plots), *dict.fromkeys(note for notes in paces for note in notes))
    return row, tuple(map(" ".join, (first, *others)))


def _unsaid(plan: PagePlan) -> tuple[CaptionPart, ...]:
    """Return the parts of the caption that no table of the page says already."""
    told = {CaptionPart.FUNCTION, CaptionPart.NOTES} if Panel.POINT in plan.panels else set(CaptionPart)
    return tuple(part for part in plan.caption if part in told)


def _notes(state: State, results: Results, figure: Figure, panels: set[Panel]) -> tuple[str, ...]:
    """Return what the lines of these panels are, and what else has to be known about them."""
    made: tuple[str, ...] = ()
    if Panel.CONTOUR in panels:
        made += line_notes(figure, state)
    if Panel.SURFACE in panels:
        made += (*surface_line_notes(state), *surface_notes(state, results))
    if Panel.SECTIONS in panels:
        made += section_notes(state, results)
    if not panels - {Panel.TABLE, Panel.POINT, *PLOTS}:
        return made
    # Of steps only the map draws an arrow.
    noted = (note for note in figure.notes if Panel.CONTOUR in panels or not note.endswith(_ABOUT_STEPS))
    return (*made, *map(as_sentence, noted))


def as_sentence(note: str) -> str:
    """Return a note as a sentence of a caption: names and formulas at its beginning stay as they are."""
    first, _, rest = note.partition(" ")
    is_word = len(first) > 1 and first.isascii() and first.rstrip(",:").isalpha() and not rest.startswith(("=", "≈"))
    said = f"{first[0].upper()}{note[1:]}" if is_word else note
    return said if said.endswith((".", "…")) else f"{said}."


def _names(results: Results) -> tuple[str, ...]:
    formula = results.formula
    if formula is None:
        return ()
    names = (formula.name, *formula.variables, *(name for name, _ in formula.parameters))
    return tuple(map(name_words, names))


def of_figure(figure: Figure) -> Spread:
    """Return the page of one picture with its own caption."""
    return Spread(((Panel.CONTOUR, PicturePart(figure)),), figure.caption, figure.notes, figure.variables)


def _part(
    panel: Panel, state: State, results: Results, figure: Figure, landscape: ExpressionLandscape | None
) -> Part | None:
    match panel:
        case Panel.CONTOUR:
            return PicturePart(_plain(figure))
        case Panel.SURFACE:
            return None if has_no_surface(results) else SurfacePart(state, results, figure)
        case Panel.TABLE:
            table = critical_rows(state, results)
            return None if table is None else TablePart(*table)
        case Panel.POINT:
            rows = point_rows(results)
            return TablePart((), rows) if rows else None
        case Panel.SECTIONS if landscape is not None:
            figures = section_figures(state, results, landscape)
            return RowPart(figures) if figures else None
        case _:
            return None


def _plain(figure: Figure) -> Figure:
    return replace(figure, caption=(), notes=())
