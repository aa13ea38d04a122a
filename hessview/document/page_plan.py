"""What is to stand on the page of an exported figure: panels, caption, size; plain values for the painter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.document.drawings import Drawing
    from hessview.document.plots import Plots

MM_PER_INCH = 25.4
HIGHEST_PRINTED = 240.0
"""Millimetres that a figure on a page of paper can be high."""

LONGEST_WORDS = 500
"""Characters of the words that somebody puts above the caption."""

SMALLEST_TEXT, LARGEST_TEXT = 4.0, 40.0
"""In points."""


class Panel(StrEnum):
    """What can stand on a page, in the order in which it stands there."""

    CONTOUR = "contour"
    SURFACE = "surface"
    SECTIONS = "sections"
    TABLE = "table"
    POINT = "point"
    EXCESS = "excess"
    GRADIENT = "gradient"
    STEP = "step"
    DISTANCE = "distance"
    ZIGZAG = "zigzag"
    STABILITY = "stability"
    LESSON = "lesson"
    TREE = "tree"


PLOTS = (
    Panel.EXCESS, Panel.GRADIENT, Panel.STEP, Panel.DISTANCE, Panel.ZIGZAG, Panel.STABILITY, Panel.LESSON, Panel.TREE
)  # fmt: skip
"""The panels about methods that run downhill; they stand together."""

_TABLES = (Panel.TABLE, Panel.POINT)
_TALL, _TABLE_MM = 235.0, 32.0
"""Millimetres that a column is high at most, and that a page of tables alone has for its caption."""

_ADDED: Mapping[Panel, float] = MappingProxyType({
    Panel.CONTOUR: 62.0, Panel.SURFACE: 58.0, Panel.SECTIONS: 66.0, Panel.TABLE: 45.0, Panel.POINT: 42.0,
    **dict.fromkeys(PLOTS, 44.0),
})  # fmt: skip
"""Millimetres that a panel adds to the height of a narrow column."""

_PLOT_ROW, _PLOTS_A_ROW = 52.0, 3
"""Millimetres of a row of plots in a wide column, and how many stand in it."""

_SECTION_MM, _USUAL_SECTIONS = 33.0, 3
"""Millimetres that one more section than usual adds where they stand below each other beside a picture."""


_MAP_ALONE = 150.0
"""Millimetres that a wide column with the map alone is high: the map is not flatter than 4 : 3."""

class CaptionPart(StrEnum):
    """What the caption can say."""

    FUNCTION = "function"
    CLASS = "class"
    POINT = "point"
    HESSIAN = "hessian"
    EIGENVALUES = "eigenvalues"
    NOTES = "notes"


class PlanProblem(HessviewError):  # noqa: N818 - a problem of the request, worded for the user
    """A page that cannot be made as it was asked for."""


@dataclass(frozen=True)
class Preset:
    """A size of pages with a name.

    Attributes
    ----------
    name, words
        On the command line, and in the window.
    width_mm, height_mm
        Of the page.
    text
        The size of its text in points.
    is_column
        Whether it is a column of a journal, whose height depends on what stands in it.
    """

    name: str
    words: str
    width_mm: float
    height_mm: float
    text: float

    is_column: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.width_mm, self.height_mm

    def size_for(self, panels: Sequence[Panel], sections: int = _USUAL_SECTIONS) -> tuple[float, float]:
        """Return width and height for a page with these panels: a column's height is not fixed.

        Parameters
        ----------
        sections
            How many pictures the sections are.
        """
        if not self.is_column:
            return self.size
        if self.name == "single":
            first, *others = panels or (Panel.CONTOUR,)
            height = self.height_mm if first not in _TABLES else _TABLE_MM + _ADDED[first]
            return self.width_mm, min(height + sum(_ADDED[panel] for panel in others), _TALL)
        return self.width_mm, min(_double_height(set(panels or (Panel.CONTOUR,)), sections), _TALL)


def section_count(dimension: int, direction: float | None) -> int:
    """Return how many pictures the sections of a function are: one more where a direction is chosen, and the dial."""
    return 1 if dimension <= 1 else _USUAL_SECTIONS + (direction is not None)


def _double_height(panels: set[Panel], count: int) -> float:
    """Return the height of a wide column: map and surface stand side by side in it, and so do tables."""
    if panels == {Panel.CONTOUR}:
        return _MAP_ALONE
    pictures = len(panels & {Panel.CONTOUR, Panel.SURFACE})
    tables = len(panels & {*_TABLES})
    # Beside one picture there is a place for what goes below two.
    beside = 25.0 + _SECTION_MM * max(count - _USUAL_SECTIONS, 0)
    sections = 0.0 if Panel.SECTIONS not in panels else beside if pictures == 1 else 55.0
    plots = _PLOT_ROW * -(-len(panels & {*PLOTS}) // _PLOTS_A_ROW)
    below = (0.0, 25.0 if pictures > 1 else 48.0, 48.0)[tables]
    return _TABLE_MM + (82.0 if pictures else 0.0) + sections + below + plots


PRESETS = (
    Preset("single", "Single column", 85.0, 90.0, 7.5, is_column=True),
    Preset("double", "Double column", 175.0, 110.0, 8.0, is_column=True),
    Preset("slide", "Slide 16:9", 254.0, 142.875, 13.0),
    Preset("square", "Square", 120.0, 120.0, 8.5),
)


@dataclass(frozen=True)
class PagePlan:
    """What stands on a page.

    Attributes
    ----------
    panels
        In the order of `Panel`; empty: what the window shows.
    caption
        What the caption says; empty: there is none but `words`.
    words
        What somebody puts before it.
    text
        The size of the text in points; None: one that suits the page.
    drawn
        What docks draw that the pictures show, too, from back to front.
    equal
        Whether one unit is equally long on both axes of the map; None: as on the screen.
    plots
        What the plots about runs show; None: the race of the document as it is.
    """

    panels: tuple[Panel, ...] = ()
    caption: tuple[CaptionPart, ...] = tuple(CaptionPart)
    words: str = ""
    text: float | None = None
    drawn: tuple[Drawing, ...] = ()
    equal: bool | None = None
    plots: Plots | None = None

    def to_message(self) -> dict[str, object]:
        """Return the plan as JSON values."""
        return {
            "panels": [str(panel) for panel in self.panels], "caption": [str(part) for part in self.caption],
            "words": self.words, "text": self.text, "drawn": messages_of(self.drawn), "equal": self.equal,
            "plots": plots_message_of(self.plots),
        }  # fmt: skip


def messages_of(drawn: tuple[Drawing, ...]) -> list[object]:
    """Return what docks draw as JSON values."""
    if not drawn:
        return []
    from hessview.document.drawings import drawing_message  # not before something is drawn

    return [drawing_message(drawing) for drawing in drawn]


def plots_message_of(plots: Plots | None) -> dict[str, object] | None:
    """Return what plots show as JSON values."""
    if plots is None:
        return None
    from hessview.document.plots import plots_message  # not before there is a plot

    return plots_message(plots)


PLAIN = PagePlan()
"""What the window shows, with the whole caption."""


def plan_from(message: Mapping[str, object]) -> PagePlan:
    """Return the plan in JSON values, read strictly.

    Raises
    ------
    PlanProblem
        If it is none.
    """
    words, text = message.get("words", ""), message.get("text")
    if not isinstance(words, str) or len(words) > LONGEST_WORDS:
        raise PlanProblem(f"the words of a caption are at most {LONGEST_WORDS} characters")
    if text is not None and not (
        isinstance(text, int | float) and not isinstance(text, bool) and SMALLEST_TEXT <= text <= LARGEST_TEXT
    ):
        raise PlanProblem(f"text is {SMALLEST_TEXT:g} to {LARGEST_TEXT:g} points high")
    panels = panels_of(_texts(message.get("panels", [])))
    parts = _texts(message.get("caption", list(CaptionPart)))
    for part in parts:
        if part not in tuple(CaptionPart):
            raise PlanProblem(f"{part!r} is no part of a caption; there are {', '.join(CaptionPart)}")
    caption = tuple(part for part in CaptionPart if part in parts)
    equal = message.get("equal")
    if equal is not None and not isinstance(equal, bool):
        raise PlanProblem("scales are equal, or they are not, or as on the screen: true, false or null")
    return PagePlan(
        panels, caption, " ".join(words.split()), None if text is None else float(text),
        drawn_from(message.get("drawn", [])), equal, plots_from(message.get("plots")),
    )  # fmt: skip


def drawn_from(messages: object) -> tuple[Drawing, ...]:
    """Return what docks draw, from JSON values.

    Raises
    ------
    PlanProblem
        If it is nothing of the kind.
    """
    from hessview.document.drawings import drawings_from

    try:
        return drawings_from(messages)
    except ValueError as problem:
        raise PlanProblem(str(problem)) from None


def plots_from(message: object) -> Plots | None:
    """Return what plots show, from JSON values.

    Raises
    ------
    PlanProblem
        If it is nothing of the kind.
    """
    if message is None:
        return None
    from hessview.document.plots import plots_from as read

    try:
        return read(message)
    except ValueError as problem:
        raise PlanProblem(str(problem)) from None


def panels_of(names: Sequence[str]) -> tuple[Panel, ...]:
    """Return the panels of these names, each once, in the order of the page.

    Raises
    ------
    PlanProblem
        If a name is that of no panel.
    """
    for name in names:
        if name not in tuple(Panel):
            raise PlanProblem(f"{name!r} is no panel; there are {', '.join(Panel)}")
    return tuple(panel for panel in Panel if panel in names)


def preset_named(name: str) -> Preset:
    """Return a preset by its name.

    Raises
    ------
    PlanProblem
        If there is none of this name.
    """
    for preset in PRESETS:
        if preset.name == name:
            return preset
    raise PlanProblem(f"{name!r} is no preset; there are {', '.join(preset.name for preset in PRESETS)}")


def text_size(width_mm: float, height_mm: float) -> float:
    """Return the size of the text in points that suits a page: 5 on the smallest, 7.5 on a column, 13 on a slide."""
    for preset in PRESETS:
        is_high = preset.is_column or abs(preset.height_mm - height_mm) < 0.1
        if is_high and abs(preset.width_mm - width_mm) < 0.1 and height_mm >= 0.5 * width_mm:
            return preset.text
    side = min(width_mm, 4.0 / 3.0 * height_mm)
    narrower, wider, wide = min(side - 85.0, 0.0), max(side - 85.0, 0.0), max(side - 175.0, 0.0)
    return min(max(7.5 + 0.075 * narrower + 0.012 * wider + 0.05 * wide, 5.0), 16.0)


def _texts(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
        raise PlanProblem("panels and parts of a caption are lists of names")
    return list(value)
