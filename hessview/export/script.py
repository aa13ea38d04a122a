"""A picture as a script that stands alone: NumPy and matplotlib, the formula written out, no hessview."""

from __future__ import annotations

import itertools
import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from hessview.export.lettering import Paper, end_labels
from hessview.export.line_legend import LineLegend, left_out
from hessview.export.page import scale_note
from hessview.export.picture_layout import name_in_mathtext
from hessview.export.print_theme import HATCH, INK, LEVEL
from hessview.export.script_marks import POINTS, has_rings, label_words, overlays, pair
from hessview.export.sheet import Frame
from hessview.figure import colour_maps
from hessview.figure.line_words import line_notes
from hessview.figure.marks import PATHS, FieldMark, LevelMark, LineMark, Role, TextMark
from hessview.figure.spread import as_sentence
from hessview.figure.words import named_entries
from hessview.language.source import python_name, to_python

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula

_OWN = frozenset(
    {"X", "Y", "F", "ax", "fig", "plt", "levels", "knots", "colours", "lines", "x_axis", "y_axis", "place", "mesh"}
    | {"bar", "marked", "places", "caption", "at", "f0", "g", "H", "u", "v", "M", "rings", "Path", "PathPatch"}
    | {"sys", "withStroke"}
)
"""Names that the script itself uses."""

_COLOURS, _SAMPLES, _MOST_TICKS = 33, 513, 9
_FRAME = (262.0, 215.0)
"""About how large its frame will be, in points."""

_HEIGHT, _LINE, _COLUMNS = 3.4, 0.125, 3
"""Of the figure without words, of a line of them, in inches; and columns of the legend."""

_CAPTION_WIDTH = 78
"""Characters of its small text that fit below the picture."""

_EDGE, _APART = 0.06, 0.1
"""How near its frame, and to each other, level lines have no numbers, in shares of the picture."""


def script(figure: Figure, state: State, results: Results) -> str | None:
    """Return the source of a script that draws `figure`, the picture of `state`; None without a function.

    What it leaves out is said in its head.
    """
    formula = results.formula
    if formula is None:
        return None
    name = python_name(formula.name)
    name = f"{name}_" if name in _OWN else name
    legend = LineLegend(figure)
    body = _curve(figure, name, legend) if formula.dimension == 1 else _map(figure, results, name, legend)
    body += [*overlays(figure, results, legend), *_end_words(figure)]
    scales = scale_note(figure, Frame(0.0, 0.0, *_frame(figure)))
    notes = map(as_sentence, (*figure.notes, *([scales] if scales else [])))
    texts = (*map(named_entries, figure.caption), *line_notes(figure, state, has_legend=False), *notes)
    caption = [line for text in texts for line in textwrap.wrap(text, _CAPTION_WIDTH)]
    rows = -(-legend.count // _COLUMNS)
    height = _HEIGHT + _LINE * (len(caption) + rows)
    return "\n".join([*_head(formula, name, figure, height), *body, *_foot(figure, caption, rows)]) + "\n"


def _head(formula: Formula, name: str, figure: Figure, height: float) -> list[str]:
    code = to_python(formula.expression)
    arguments = [python_name(variable) for variable in formula.variables]
    arguments += [f"{python_name(key)}={value!r}" for key, value in formula.parameters]
    said = f"{formula.name}({', '.join(formula.variables)}) = {formula.text}".replace("\\", "\\\\").replace('"', "'")
    has_areas = any(has_rings(mark) for mark in figure.marks)
    has_double = any(isinstance(mark, LineMark) and mark.role in PATHS for mark in figure.marks)
    return [
        f'"""Level lines of {said}' if formula.dimension > 1 else f'"""The graph of {said}',
        "",
        "Run alone it shows the picture; a file name, as in `python picture.py picture.pdf`, has it written there",
        "instead, for which no display is needed.",
        *(["", left_out(figure)] if left_out(figure) else []),
        '"""',
        "",
        "import sys",
        "",
        "import matplotlib.pyplot as plt",
        "import numpy as np",
        *(["from matplotlib.colors import LinearSegmentedColormap"] if formula.dimension > 1 else []),
        *(["from matplotlib.patches import PathPatch", "from matplotlib.path import Path"] if has_areas else []),
        *(["from matplotlib.patheffects import withStroke"] if has_double else []),
        *(["from scipy import special"] if "special." in code else []),
        "", "",
        f"def {name}({', '.join(arguments)}):",
        f"    return {code}",
        "", "",
        *(_RINGS if has_areas else []),
        'plt.rcParams.update({"font.size": 8, "pdf.fonttype": 42, "svg.fonttype": "none", "hatch.linewidth": 0.35})',
        f"fig, ax = plt.subplots(figsize=(4.7, {height:.2f}), layout=\"constrained\")",
    ]  # fmt: skip


_RINGS = (
    "def rings(x, y):",
    '    """Closed rings, each ended by a nan."""',
    "    ends, codes = np.isnan(x), np.full(len(x), Path.LINETO)",
    "    codes[0] = Path.MOVETO",
    "    codes[1:][ends[:-1]] = Path.MOVETO",
    "    codes[ends] = Path.CLOSEPOLY",
    "    return Path(np.nan_to_num(np.column_stack([x, y])), codes)",
    "", "",
)  # fmt: skip


def _map(figure: Figure, results: Results, name: str, legend: LineLegend) -> list[str]:
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    shown = [mark for mark in figure.marks if isinstance(mark, LevelMark)]
    levels = [mark.level for mark in shown]
    places = _label_places(figure)
    named = legend.name(shown[0]) if shown else ""
    return [
        f"x_axis = np.linspace({x0!r}, {x1!r}, {_SAMPLES})",
        f"y_axis = np.linspace({y0!r}, {y1!r}, {_SAMPLES})",
        "X, Y = np.meshgrid(x_axis, y_axis)",
        'with np.errstate(all="ignore"):',
        f"    F = {name}({', '.join(_arguments(results))}) + np.zeros_like(X)",
        "F = np.ma.masked_invalid(F)",
        *_colours(figure),
        f"levels = {levels!r}",
        f'lines = ax.contour(X, Y, F, levels=levels, colors="{LEVEL}", linewidths=0.5, linestyles="solid")'
        if levels else "lines = None",
        *([f"ax.clabel(lines, fontsize=6, manual=[{', '.join(map(pair, places))}])"] if levels and places else []),
        *([f'ax.plot([], [], color="{LEVEL}", linewidth=0.5, label={named!r})'] if named else []),
    ]  # fmt: skip


def _label_places(figure: Figure) -> list[tuple[float, float]]:
    """Return where the picture's level lines have their numbers, but for those at its frame."""
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    words = [mark for mark in figure.marks if isinstance(mark, TextMark) and mark.role is Role.LEVEL_LABEL]
    shares = [((mark.x - x0) / (x1 - x0), (mark.y - y0) / (y1 - y0)) for mark in words]
    chosen: list[tuple[float, float]] = []
    for across, up in shares:
        is_inside = min(across, up) > _EDGE and max(across, up) < 1.0 - _EDGE
        if is_inside and all(math.hypot(across - u, up - v) > _APART for u, v in chosen):
            chosen.append((across, up))
    return [(x0 + u * (x1 - x0), y0 + v * (y1 - y0)) for u, v in chosen]


def _arguments(results: Results) -> list[str]:
    """Return what the function is called with: the grid, and numbers for what the picture does not span."""
    plane = results.slice
    if plane is None:
        return ["X", "Y"]
    made = []
    for origin, first, second in zip(plane.origin, *plane.directions, strict=True):
        terms = [*_term(first, "X"), *_term(second, "Y")]
        terms = [repr(float(origin)), *terms] if origin or not terms else terms
        made.append(" + ".join(terms))
    return made


def _term(factor: float, name: str) -> list[str]:
    return [] if factor == 0.0 else [name] if factor == 1.0 else [f"{float(factor)!r}*{name}"]


def _colours(figure: Figure) -> list[str]:
    field = next((mark for mark in figure.marks if isinstance(mark, FieldMark) and mark.is_height), None)
    if field is None:
        return []
    table = colour_maps.table(field.colour_map, "print")
    chosen = table[np.rint(np.linspace(0, 255, _COLOURS)).astype(int)]
    words = ", ".join(f'"#{r:02x}{g:02x}{b:02x}"' for r, g, b in chosen.tolist())
    knots = _rounded([field.low, field.high] if field.knots is None else field.knots.tolist())
    return [
        "# The colours: equally many between one knot and the next, however far these are apart.",
        f"knots = np.array({knots!r})",
        f'colours = LinearSegmentedColormap.from_list("print", [{words}])',
        "place = np.ma.array(np.interp(F.filled(0), knots, np.linspace(0, 1, len(knots))), mask=F.mask)",
        *([f'ax.patch.set(hatch="//////", edgecolor="{HATCH}", linewidth=0)  # where f is undefined']
          if np.isnan(field.values).any() else []),
        "mesh = ax.pcolormesh(X, Y, place, cmap=colours, vmin=0, vmax=1, shading=\"nearest\", rasterized=True)",
        *_bar(figure, knots),
    ]


def _bar(figure: Figure, knots: list[float]) -> list[str]:
    """Return the colour bar, with the numbers of the picture's."""
    low, high = knots[0], knots[-1]
    marked = [float(f"{value:.6g}") for value in _ticked(figure) if low <= value <= high]
    return [
        "bar = fig.colorbar(mesh, ax=ax)",
        f"marked = {marked!r}",
        "places = np.interp(marked, knots, np.linspace(0, 1, len(knots)))",
        'bar.set_ticks(places, labels=[f"{value:g}".replace("-", "\u2212") for value in marked])',
        f"bar.ax.set_title({name_in_mathtext(figure.colour_bar or 'f')!r}, fontsize=8)",
    ]


def _ticked(figure: Figure) -> list[float]:
    """Return the levels that have a number at the colour bar."""
    levels = [mark.level for mark in figure.marks if isinstance(mark, LevelMark)]
    step = max(1, -(-len(levels) // _MOST_TICKS))
    middle = min(range(len(levels)), key=lambda k: abs(levels[k]), default=0)
    return levels[middle % step :: step]


def _rounded(knots: list[float]) -> list[float]:
    """Return the knots with so few digits that the colours are the same; they still grow."""
    reach = knots[-1] - knots[0]
    if not 0.0 < reach < math.inf:
        return knots
    digits = 4 - math.floor(math.log10(reach))
    made = [round(value, digits) for value in knots]
    return made if all(a < b for a, b in itertools.pairwise(made)) else knots


def _curve(figure: Figure, name: str, legend: LineLegend) -> list[str]:
    x0, x1 = figure.axes.x_range
    curve = next((mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.CURVE), None)
    label = "" if curve is None else label_words(legend.name(curve))
    return [
        f"X = np.linspace({x0!r}, {x1!r}, 2001)",
        'with np.errstate(all="ignore"):',
        f"    F = {name}(X) + np.zeros_like(X)",
        f'ax.plot(X, F, color="{INK}", linewidth=1.2{label})',
    ]


def _frame(figure: Figure) -> tuple[float, float]:
    """Return about how wide and high the picture's frame will be, in points."""
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    if not figure.axes.equal_aspect:
        return _FRAME
    width = min(_FRAME[0], _FRAME[1] * (x1 - x0) / (y1 - y0))
    return width, width * (y1 - y0) / (x1 - x0)


def _end_words(figure: Figure) -> list[str]:
    """Return the labels of axes and arrows where the picture has them: beyond their ends and inside the frame."""
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    width, height = _frame(figure)
    paper = Paper(width, height, figure.axes.x_range, figure.axes.y_range, POINTS)
    made = []
    for word in end_labels(figure, paper):
        place = (x0 + word.box.x / width * (x1 - x0), y0 + word.box.y / height * (y1 - y0))
        words = "".join(letter for letter in word.text if letter.isprintable())
        if np.isfinite(place).all():
            made.append(
                f'ax.text({place[0]:.9g}, {place[1]:.9g}, {words!r}, ha="center", va="center", parse_math=False, '
                'bbox={"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.8}, zorder=7)'
            )
    return made


def _caption(lines: list[str]) -> list[str]:
    """Return what writes the whole caption below the picture, for which the layout leaves room."""
    if not lines:
        return []
    return [
        "caption = [",
        *(f"    {line!r}," for line in lines),
        "]",
        'fig.supxlabel("\\n".join(caption), x=0.02, ha="left", fontsize=7, parse_math=False)',
    ]


def _foot(figure: Figure, caption: list[str], rows: int) -> list[str]:
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    aspect = ', aspect="equal"' if figure.axes.equal_aspect else ""
    return [
        (
            f"ax.set(xlim=({x0!r}, {x1!r}), ylim=({y0!r}, {y1!r}), "
            f"xlabel={figure.axes.x_label!r}, ylabel={figure.axes.y_label!r}{aspect})"
        ),
        *([f'fig.legend(loc="outside upper center", ncols={_COLUMNS}, frameon=False, fontsize=6)'] if rows else []),
        *_caption(caption),
        "",
        'if __name__ == "__main__":',
        "    if len(sys.argv) > 1:",
        "        fig.savefig(sys.argv[1], dpi=300)",
        "    else:",
        "        plt.show()",
    ]
