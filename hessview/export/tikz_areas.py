"""What fills a picture in LaTeX source: the colours of the map with their bar, tints and hatches of regions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgb

from hessview.export.latex_words import latex_words
from hessview.export.print_theme import HATCH, stroke
from hessview.export.region_painting import ground
from hessview.figure import colour_maps
from hessview.figure.colour_bar import field_of, ticks
from hessview.figure.marks import AreaMark, FieldMark, RegionMark
from hessview.figure.patterns import HATCHES

if TYPE_CHECKING:
    from hessview.export.tikz_pen import Pen
    from hessview.figure.marks import Figure

_SAMPLES, _COLOURS, _TICKS = 61, 17, 9
"""Samples of the field each way, colours of its table, and numbers at its bar."""

_FRAME = "(rel axis cs:0,0) rectangle (rel axis cs:1,1)"

_PATTERNS = MappingProxyType({
    "x": "crosshatch", "+": "grid", "|": "vertical lines", "-": "horizontal lines", "\\": "north west lines",
    "/": "north east lines", ".": "dots", "o": "crosshatch dots",
})  # fmt: skip
"""What TikZ calls the lines of starts that come to no end."""

_EMPTY, _WHITE = "none", (1.0, 1.0, 1.0)


def colour_name(code: str) -> str:
    """Return what the source calls a colour ``#aabbcc``."""
    return f"c{code[1:].lower()}"


def colour_keys(figure: Figure, name: str) -> list[str]:
    """Return the keys of an axis that has the colours of the map and their bar, whose title is `name`."""
    field = field_of(figure) if figure.colour_bar else None
    if field is None:
        return []
    table = colour_maps.table(field.colour_map, "print")
    chosen = table[np.rint(np.linspace(0, len(table) - 1, _COLOURS)).astype(int)]
    colours = " ".join(f"rgb255=({r},{g},{b})" for r, g, b in chosen.tolist())
    marked = ticks(figure, _TICKS)
    places = ",".join(f"{place:.4f}" for place, _ in marked)
    labels = ",".join(f"{{{latex_words(label)}}}" for _, label in marked)
    return [
        f"  colormap={{map}}{{{colours}}}, point meta min=0, point meta max=1, colorbar,",
        "  colorbar style={at={(1.03,1)}, anchor=north west, width=2.5mm},",
        f"  colorbar style={{ytick={{{places}}}, yticklabels={{{labels}}}, title={{{name}}}}},",
    ]


def areas(mark: object, pen: Pen) -> list[str]:
    """Return what fills a field, an area or a region; nothing for other marks."""
    match mark:
        case FieldMark():
            return _field(mark, pen)
        case AreaMark(rings=rings) | RegionMark(rings=rings) if len(rings) and (look := fill_of(mark)):
            name = mark.kind if isinstance(mark, RegionMark) else mark.role.value
            # Paths are not clipped as plots are, and a clip holds for all that follows in its scope.
            return [
                f"% {name}", rf"\begin{{scope}}\clip {_FRAME};", rf"\path[{look}, even odd rule] {_rings(rings, pen)};",
                r"\end{scope}",
            ]
        case _:
            return []


def fill_of(mark: AreaMark | RegionMark) -> str:
    """Return how an area is filled; empty where it is not."""
    if isinstance(mark, AreaMark):
        return f"pattern=north west lines, pattern color={colour_name(stroke(mark.role).colour)}"
    look = ground(mark.kind, mark.is_tinted)
    if look.get("hatch") and mark.kind not in HATCHES:
        return f"pattern=north east lines, pattern color={colour_name(HATCH)}"
    face = look["facecolor"]
    if face == _EMPTY or to_rgb(face) == _WHITE:
        return ""
    opacity = face[3] if isinstance(face, tuple) and len(face) == 4 else 1.0
    red, green, blue = (round(255.0 * part) for part in to_rgb(face))
    shade = f"fill={{rgb,255:red,{red};green,{green};blue,{blue}}}"
    if mark.kind in HATCHES:
        lines = f"pattern={_PATTERNS[HATCHES[mark.kind]]}, pattern color={colour_name(HATCH)}, even odd rule"
        return f"{shade}, postaction={{{lines}}}"
    return shade if opacity == 1.0 else f"{shade}, fill opacity={opacity:g}"


def _field(mark: FieldMark, pen: Pen) -> list[str]:
    """Return the colours of a map, smooth between samples; where f is undefined a hatch below them is seen."""
    across, up = (np.rint(np.linspace(0, len(axis) - 1, _SAMPLES)).astype(int) for axis in (mark.x, mark.y))
    places = mark.painted_positions()[np.ix_(up, across)]
    made: list[str] = []
    if np.isnan(mark.values).any():
        look = f"pattern=north east lines, pattern color={colour_name(HATCH)}"
        made.append(rf"\path[{look}] {_FRAME};")
    made.append(
        rf"\addplot[surf, shader=interp, mesh/cols={_SAMPLES}, point meta=explicit, forget plot] coordinates {{"
    )
    for j, row in zip(up.tolist(), places.tolist(), strict=True):
        points = zip(mark.x[across].tolist(), row, strict=True)
        made.append(" ".join(
            f"{pen.at(x, float(mark.y[j])) if value == value else '(nan,nan)'} [{value:.3f}]"  # noqa: PLR0124 - nan
            for x, value in points
        ))  # fmt: skip
    return [f"% the colours of {'f' if mark.is_height else 'the map'}", *made, "};"]


def _rings(rings: np.ndarray, pen: Pen) -> str:
    """Return closed rings, each ended by a row of nan, as paths."""
    made: list[str] = []
    ends = np.flatnonzero(np.isnan(rings[:, 0]))
    for start, end in zip([0, *(ends[:-1] + 1)], ends, strict=True):
        corners = " -- ".join(f"(axis cs:{pen.at(*corner)[1:]}" for corner in pen.thinned(rings[start:end]))
        made.append(f"{corners} -- cycle")
    return "\n  ".join(made)
