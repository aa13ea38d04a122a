"""Regions on paper: a tint, the signs of their pattern, and the legend that says what they are."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.legend_handler import HandlerBase
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from hessview.analysis.verdict import Definiteness
from hessview.document.page_plan import MM_PER_INCH
from hessview.export.dots_painting import run_sample
from hessview.export.print_theme import HATCH, INK, PAPER, QUIET, SPARSE, stroke
from hessview.export.sheet import Frame
from hessview.figure.convex_rings import corners_of, seen
from hessview.figure.legend import Entry, busy_places, corner_away_from, legend_of
from hessview.figure.marks import CORE, FLAT, NEWTON_UPHILL, PATHS, RUNS, UNDECIDED, UNDEFINED, Figure, RegionMark, Role
from hessview.figure.patterns import (
    BASIN_DIVERGES,
    BASIN_EDGE,
    BASIN_FALLS,
    BASIN_FAR,
    BASIN_INFINITE,
    BASIN_NO_STEP,
    BASIN_NOWHERE,
    BASIN_UNFINISHED,
    BASINS,
    HATCHES,
    OTHER_BASINS,
    PATTERNS,
    Grain,
    signs_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes as MatplotlibAxes
    from matplotlib.transforms import Transform

    from hessview.export.lettering import Lettering, Paper
    from hessview.export.sheet import Sheet
    from hessview.figure.patterns import Stroke

Floats = NDArray[np.float64]

_SQUARE, _HALF, _PEN = 2.6, 0.26, 0.09
"""A square of the pattern, half a sign and its stroke, in sizes of the text."""

_TINTS: Mapping[str, str] = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: "#c3dcec",
    Definiteness.NEGATIVE_DEFINITE: "#f5d5bd",
    Definiteness.INDEFINITE: "#c5e6db",
    Definiteness.POSITIVE_SEMIDEFINITE: "#dbeefa",
    Definiteness.NEGATIVE_SEMIDEFINITE: "#fbeac8",
    Definiteness.ZERO: "#e3e5e8",
    **dict(zip(BASINS, ("#b5d4e6", "#f7deb0", "#b5e0d3", "#ecd0e1", "#cfe8f7", "#f0c7a8", "#faf5b8", "#d6cbe8"),
               strict=True)),
    OTHER_BASINS: "#dcdee0",
    BASIN_DIVERGES: "#ebecee",
    BASIN_EDGE: "#e7e8ea",
    BASIN_FALLS: "#e9eaec",
    BASIN_FAR: "#e5e6e9",
    BASIN_INFINITE: "#e3e4e7",
    BASIN_NO_STEP: "#edeeef",
    BASIN_UNFINISHED: "#f2f3f4",
    BASIN_NOWHERE: "#eff0f1",
})  # fmt: skip
_SHADE = 0.14
_HATCH = "//////"
_FINE = 4
"""How close the lines of starts that come to no end are, in letters of matplotlib."""

_OPEN_HATCH = "\\\\" * 4
_FLAT_TINT = (0.8, 0.475, 0.655, 0.35)
_LEAST_BOX = 0.6
_ORDER, _BOXES = 1.6, 2.9
_ABOVE = 600.0
_MOST_COLUMNS = 4
"""Of a legend below its picture."""

_FOOT = ((0.93, 0.4), (0.8, 0.4), (0.8, 0.5), (0.72, 0.6))
"""Size of a legend's letters at the foot of a picture, in that of the text, and its share of the height at most: rather
smaller and larger than upon the picture, of which it would hide as much."""

_CORNERS: Mapping[tuple[float, float], Any] = MappingProxyType({
    (1.0, 1.0): "upper right", (0.0, 1.0): "upper left", (0.0, 0.0): "lower left", (1.0, 0.0): "lower right",
})  # fmt: skip


def paint_region(axes: MatplotlibAxes, mark: RegionMark, paper: Paper, order: int, labels: list[Lettering]) -> None:
    """Paint a region below the lines of the picture, its signs where no label stands."""
    above = _ORDER + order / 1000.0
    if mark.kind in {UNDECIDED, FLAT}:
        _paint_boxes(axes, mark, paper, _BOXES)
        return
    axes.add_patch(PathPatch(
        rings_path(mark.rings), linewidth=0.0, zorder=above, **ground(mark.kind, mark.is_tinted)
    ))  # fmt: skip
    if mark.kind in PATTERNS:
        size = paper.text
        rings = paper.points(mark.rings)
        sides = (paper.width, paper.height)
        places = signs_in(rings, sides, PATTERNS[mark.kind], Grain(_SQUARE * size, _HALF * size))
        scale = np.array([1.0 / paper.width, 1.0 / paper.height])
        parts = [
            (sign, middle, _HALF * size)
            for sign, found in zip(PATTERNS[mark.kind].signs, places, strict=True)
            if sign
            for middle in _apart(found, labels, _HALF * size)
        ]
        if parts:
            axes.add_patch(_signs(parts, scale, size, axes.transAxes, above + 0.0005))


def _paint_boxes(axes: MatplotlibAxes, mark: RegionMark, paper: Paper, above: float) -> None:
    """Paint a region that is made of boxes, above the lines, none of them too small to be seen."""
    if not len(mark.rings):
        return
    size = np.array([paper.width, paper.height])
    with np.errstate(all="ignore"):
        corners = corners_of(paper.points(mark.rings))
    shown = seen(corners, size, _LEAST_BOX * paper.text if mark.kind == UNDECIDED else 0.0) / size
    rings = np.concatenate([shown, np.full((len(shown), 1, 2), np.nan)], axis=1)
    axes.add_patch(PathPatch(
        rings_path(rings.reshape(-1, 2)), linewidth=0.0, zorder=above, transform=axes.transAxes,
        **ground(mark.kind, is_tinted=True),
    ))  # fmt: skip


def write_legend(sheet: Sheet, region: Frame, figure: Figure) -> tuple[Frame, bool]:
    """Write what the regions and lines are at the foot of a region of the page, where it hides nothing.

    Returns
    -------
    tuple[Frame, bool]
        What is left of the region, and whether all is said; it is not where that would take too much of the room.
    """
    entries = legend_of(figure)
    if not entries:
        return region, True
    left = min(2.0 * sheet.line, 0.05 * region.width)
    for letters, share in _FOOT:
        for columns in range(min(len(entries), _MOST_COLUMNS), 0, -1):
            legend = sheet.page.legend(
                [_handle(entry, sheet.size) for entry in entries], [entry.words for entry in entries], ncols=columns,
                loc="lower left", bbox_to_anchor=((region.left + left) / sheet.width, region.bottom / sheet.height),
                columnspacing=1.1, borderpad=0.0, borderaxespad=0.0, frameon=False, **_looks(letters * sheet.size),
            )  # fmt: skip
            box = legend.get_window_extent(sheet.renderer)
            scale = MM_PER_INCH / sheet.renderer.dpi
            height = scale * box.height + 0.4 * sheet.line
            if scale * box.width <= region.width - left and height <= share * region.height:
                return Frame(region.left, region.bottom + height, region.width, region.height - height), True
            legend.remove()
    return region, False


def legend_height(sheet: Sheet, figure: Figure) -> float:
    """Return about how high the legend at the foot of a picture is that is as wide as the page, in millimetres."""
    entries = legend_of(figure)
    if not entries:
        return 0.0
    widest = max(_FOOT[0][0] * sheet.length(entry.words) for entry in entries) + 3.4 * sheet.line
    columns = min(max(int(0.9 * sheet.width / widest), 1), len(entries), _MOST_COLUMNS)
    return (1.15 * math.ceil(len(entries) / columns) + 0.4) * sheet.line


def paint_legend(axes: MatplotlibAxes, figure: Figure, paper: Paper) -> None:
    """Write what the regions are in a corner where the probe is not; nothing without any."""
    entries = legend_of(figure)
    if not entries:
        return
    size = paper.text
    words = [entry.words for entry in entries]
    width = (0.62 * max(map(len, words)) + 5.0) * size / paper.width
    height = (1.7 * len(words) + 1.6) * size / paper.height
    shares = paper.points(np.array(busy_places(figure)).reshape(-1, 2)) / (paper.width, paper.height)
    corner = corner_away_from([(float(x), float(y)) for x, y in shares], width, height)
    legend = axes.legend(
        [_handle(entry, size) for entry in entries], words, loc=_CORNERS[corner], borderpad=0.55, borderaxespad=0.6,
        framealpha=0.94, facecolor=PAPER, edgecolor=QUIET, fancybox=False, **_looks(size),
    )  # fmt: skip
    legend.get_frame().set_linewidth(0.06 * size)
    legend.set_zorder(_ABOVE)


def _looks(size: float) -> dict[str, Any]:
    return {
        "fontsize": 0.92 * size, "handler_map": {_Sample: _SampleHandler()}, "handlelength": 2.3, "handleheight": 1.25,
        "labelspacing": 0.42, "labelcolor": INK,
    }  # fmt: skip


def rings_path(vertices: Floats) -> Path:
    """Return closed rings, shape (k, 2), each ended by a row of nan, as one path."""
    ends = np.isnan(vertices[:, 0])
    codes = np.full(len(vertices), Path.LINETO, dtype=np.uint8)
    codes[np.flatnonzero(ends[:-1]) + 1] = Path.MOVETO
    codes[0] = Path.MOVETO
    codes[ends] = Path.CLOSEPOLY
    return Path(np.where(ends[:, np.newaxis], 0.0, vertices), codes)


def _apart(places: Floats, labels: list[Lettering], room: float) -> Floats:
    covered = np.zeros(len(places), dtype=np.bool_)
    for label in labels:
        covered |= label.covers(places, room)
    return places[~covered]


class _Sample(Patch):
    """Stands for a kind of region in the legend."""

    def __init__(self, entry: Entry, size: float) -> None:
        super().__init__()
        self.entry, self.size = entry, size


class _SampleHandler(HandlerBase):
    """Paints a sample: its ground and two signs."""

    def create_artists(  # noqa: PLR0917 - matplotlib's own signature
        self, legend: Any, orig_handle: Any, xdescent: float, ydescent: float, width: float, height: float,  # noqa: ARG002
        fontsize: float, trans: Transform,  # noqa: ARG002
    ) -> Sequence[Artist]:
        """Return what stands beside the words."""
        entry, size = orig_handle.entry, orig_handle.size
        patch = Rectangle(
            (-xdescent, -ydescent), width, height, linewidth=0.05 * size, edgecolor=QUIET, transform=trans
        )  # fmt: skip
        patch.set(**ground(entry.sample, entry.is_tinted))
        if entry.sample != UNDEFINED:
            patch.set_edgecolor(QUIET)
        made: list[Artist] = [patch]
        if entry.sample in PATTERNS:
            parts = [
                (sign, np.array([share * width - xdescent, 0.5 * height - ydescent]), _HALF * size)
                for sign, share in zip(PATTERNS[entry.sample].signs, (0.28, 0.72), strict=True)
            ]
            made.append(_signs(parts, np.ones(2), size, trans, 1.0))
        return made


def _handle(entry: Entry, size: float) -> Artist:
    if isinstance(entry.sample, Role):
        look = stroke(entry.sample)
        if entry.sample is Role.TRUST:
            return Patch(facecolor="none", edgecolor=look.colour, hatch=2 * SPARSE, linewidth=look.width * size)
        if entry.sample in RUNS:
            return run_sample(entry.sample, size)
        if entry.sample in PATHS:
            inner: Any = (0, tuple(length / CORE for length in look.dash)) if look.dash else "solid"
            edges = [withStroke(linewidth=look.width * size, foreground=look.colour)]
            return Line2D([], [], color=PAPER, linewidth=CORE * look.width * size, linestyle=inner, path_effects=edges)
        dashes: Any = (0, look.dash) if look.dash else "solid"
        return Line2D([], [], color=look.colour, linewidth=look.width * size, linestyle=dashes)
    return _Sample(entry, size)


def ground(kind: str, is_tinted: bool) -> dict[str, Any]:
    """Return how matplotlib fills a kind of region: with its tint, or only what its pattern stands on."""
    if kind == UNDECIDED:
        return {"facecolor": (1.0, 1.0, 1.0, 0.6), "edgecolor": QUIET, "hatch": _OPEN_HATCH}
    if kind == FLAT:
        return {"facecolor": _FLAT_TINT, "edgecolor": "none"}
    if kind == UNDEFINED:
        return {"facecolor": PAPER, "edgecolor": HATCH, "hatch": _HATCH}
    if kind == NEWTON_UPHILL:
        return {"facecolor": (0.0, 0.0, 0.0, _SHADE), "edgecolor": "none"}
    face = _TINTS.get(kind, PAPER) if is_tinted else "none"
    if kind in HATCHES:
        return {"facecolor": face, "edgecolor": HATCH, "hatch": _FINE * HATCHES[kind]}
    return {"facecolor": face, "edgecolor": "none"}


def _signs(
    parts: Sequence[tuple[tuple[Stroke, ...], Floats, float]], scale: Floats, size: float, transform: Transform,
    above: float,
) -> PathPatch:
    """Return many signs as one path: (sign, its middle, half its size) in points, times `scale` in `transform`."""
    vertices, codes = [], []
    for sign, middle, half in parts:
        for points in sign:
            vertices.append((middle + half * np.array(points)) * scale)
            codes += [Path.MOVETO, *[Path.LINETO] * (len(points) - 1)]
    return PathPatch(
        Path(np.concatenate(vertices), codes), fill=False, edgecolor=INK, linewidth=_PEN * size, alpha=0.8,
        capstyle="butt", transform=transform, zorder=above,
    )  # fmt: skip
