"""Marks painted by matplotlib on a pair of axes whose size on paper is known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from hessview.export.dots_painting import paint_dots
from hessview.export.glyph_painting import paint_glyphs
from hessview.export.lettering import (
    END_LABEL_SIZE,
    LABEL_SIZE,
    LETTER_WIDTH,
    Lettering,
    Paper,
    Word,
    end_labels,
)
from hessview.export.level_words import interrupted, level_labels
from hessview.export.print_theme import AREA_TINT, DASHED, GLYPHS, HATCH, INK, PAPER, SPARSE, stroke
from hessview.export.region_painting import paint_region, rings_path
from hessview.figure import colour_maps
from hessview.figure.exact_model import is_exact
from hessview.figure.marks import (
    CORE,
    EVENT,
    PATHS,
    TARGET,
    AreaMark,
    ArrowMark,
    DotsMark,
    FieldMark,
    Figure,
    GlyphsMark,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
    TextMark,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes as MatplotlibAxes

Floats = NDArray[np.float64]

_PLATE: dict[str, object] = {"boxstyle": "round,pad=0.12", "facecolor": PAPER, "alpha": 0.8, "edgecolor": "none"}
"""Below words that stand on lines."""

_BELOW_GLYPHS = frozenset({Role.MODEL, Role.STEP_MODEL, Role.TRUST, Role.LEVEL_HERE})
_HEAD = 0.42
"""How long the head of an arrow is, in sizes of it."""

_UNCASED = frozenset({Role.CURVE, Role.TURN_THREAD})


def paint(axes: MatplotlibAxes, figure: Figure, paper: Paper) -> None:
    """Paint the marks of `figure` from back to front; each label of an iso-line interrupts that line alone."""
    words = end_labels(figure, paper)
    labels = level_labels(figure, paper, words)
    on_field = any(isinstance(mark, FieldMark | RegionMark | LevelMark) for mark in figure.marks)
    for order, mark in enumerate(figure.marks):
        _paint_mark(axes, mark, paper, order, labels=labels, on_field=on_field)
    glyphs = [(order, mark) for order, mark in enumerate(figure.marks) if isinstance(mark, GlyphsMark)]
    if glyphs:
        probe = next((mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind == "probe"), None)
        paint_glyphs(axes, glyphs, paper, probe)
    for label in labels:
        _write(axes, label, LABEL_SIZE * paper.text, paper)
    for word in words:
        _write(axes, word, END_LABEL_SIZE * paper.text, paper, bbox=_PLATE)


def _paint_mark(
    axes: MatplotlibAxes, mark: Mark, paper: Paper, order: int, *, labels: list[Word], on_field: bool
) -> None:
    """Paint a mark, but for glyphs and the labels of iso-lines."""
    match mark:
        case FieldMark() | AreaMark() | QuiverMark():
            _paint_ground(axes, mark, paper, order)
        case RegionMark():
            paint_region(axes, mark, paper, order, [label.box for label in labels])
        case LevelMark():
            _paint_level(axes, mark, paper, [label.box for label in labels if label.order == order], order)
        case LineMark():
            if is_exact(mark):
                mark = replace(mark, vertices=interrupted(mark.vertices, paper, [label.box for label in labels]))
            is_cased = on_field and mark.role not in _UNCASED and not is_exact(mark)
            _paint_line(axes, mark, paper, _depth(mark, order), cased=is_cased)
        case ArrowMark():
            _paint_arrow(axes, mark, paper, order)
        case DotsMark():
            paint_dots(axes, mark, paper, order)
        case PointMark():
            _paint_point(axes, mark, paper, order)
        case TextMark() if mark.role is not Role.LEVEL_LABEL and not on_field:
            _paint_text(axes, mark, paper)
        case _:
            pass


def _paint_text(axes: MatplotlibAxes, mark: TextMark, paper: Paper) -> None:
    """Write a piece of text; of a plot, which has a frame, on a plate above its lines, and inside."""
    place: dict[str, Any] = {"size": paper.text, "color": INK, "ha": "center", "va": "center", "parse_math": False}
    if not axes.axison:
        axes.text(mark.x, mark.y, mark.text, **place)
        return
    x, y = paper.points(np.array([[mark.x, mark.y]]))[0].tolist()
    half = min(0.5 * LETTER_WIDTH * paper.text * len(mark.text) + 0.2 * paper.text, 0.5 * paper.width)
    high = min(0.8 * paper.text, 0.5 * paper.height)
    across, up = min(max(x, half), paper.width - half), min(max(y, high), paper.height - high)
    axes.text(
        across / paper.width, up / paper.height, mark.text, transform=axes.transAxes, bbox=_PLATE, zorder=500, **place
    )  # fmt: skip


def _write(axes: MatplotlibAxes, word: Word, size: float, paper: Paper, bbox: dict[str, object] | None = None) -> None:
    axes.text(
        word.box.x / paper.width, word.box.y / paper.height, word.text, fontsize=size, color=INK, ha="center",
        va="center", rotation=math.degrees(word.box.angle), transform=axes.transAxes, bbox=bbox, zorder=500,
        parse_math=False,
    )  # fmt: skip


def _paint_field(axes: MatplotlibAxes, mark: FieldMark) -> None:
    colours = colour_maps.table(mark.colour_map, "print")
    places = mark.painted_positions()
    undefined = np.isnan(places)
    places = np.where(undefined, 0.0, places)
    image = np.empty((*mark.values.shape, 4), dtype=np.uint8)
    image[..., :3] = colours[np.rint(255.0 * places).astype(np.uint8)]
    image[..., 3] = np.where(undefined, 0, 255)
    if mark.undefined is not None:
        axes.add_patch(PathPatch(
            rings_path(mark.undefined), hatch="//////", facecolor=PAPER, edgecolor=HATCH, linewidth=0.0, zorder=1.5
        ))  # fmt: skip
    elif undefined.any():
        axes.patch.set(hatch="//////", edgecolor=HATCH, linewidth=0.0)
    half = [0.5 * (axis[-1] / len(axis) - axis[0] / len(axis)) for axis in (mark.x, mark.y)]
    extent = (mark.x[0] - half[0], mark.x[-1] + half[0], mark.y[0] - half[1], mark.y[-1] + half[1])
    axes.imshow(image, extent=extent, origin="lower", aspect="auto", interpolation="none", zorder=1)


def _paint_ground(axes: MatplotlibAxes, mark: FieldMark | AreaMark | QuiverMark, paper: Paper, order: int) -> None:
    if isinstance(mark, FieldMark):
        _paint_field(axes, mark)
        return
    look, width = stroke(mark.role), stroke(mark.role).width * paper.text
    if isinstance(mark, QuiverMark):
        axes.quiver(
            *mark.places.T, *mark.vectors.T, angles="xy", scale_units="xy", scale=1.0, pivot="mid", units="inches",
            width=width / 72.0, headwidth=4.5, headlength=5.0, headaxislength=4.0, minlength=0.0, color=look.colour,
            alpha=0.9, zorder=2.5, path_effects=[withStroke(linewidth=1.1 * width + 0.5, foreground=PAPER, alpha=0.6)],
        )  # fmt: skip
        return
    above = 1.6 + order / 1000.0
    path = rings_path(mark.rings)
    if mark.role is Role.TRUST:
        # Sparse lines, as on the screen: a tint would make other colours of those of the map.
        axes.add_patch(PathPatch(
            path, hatch=SPARSE, facecolor="none", edgecolor=look.colour, linewidth=0.0, zorder=above
        ))  # fmt: skip
        return
    axes.add_patch(PathPatch(path, facecolor=look.colour, alpha=AREA_TINT, linewidth=0.0, zorder=above))


def _paint_level(axes: MatplotlibAxes, mark: LevelMark, paper: Paper, boxes: list[Lettering], order: int) -> None:
    vertices = interrupted(mark.vertices, paper, boxes)
    look = stroke(mark.role)
    axes.plot(
        vertices[:, 0],
        vertices[:, 1],
        color=look.colour,
        linewidth=look.width * paper.text,
        solid_joinstyle="round",
        zorder=2 + order / 1000.0,
    )


def _depth(mark: LineMark, order: int) -> float:
    """Return the order of a line: what goes all over the picture stays below the glyphs of critical points."""
    return order / 1000.0 - 0.9 if mark.role in _BELOW_GLYPHS else float(order)


def _paint_line(axes: MatplotlibAxes, mark: LineMark, paper: Paper, order: float, *, cased: bool) -> None:
    """Paint a line; on a colour field it is cased in white, so that it is seen on every colour."""
    look = stroke(mark.role)
    width = mark.weight * look.width * paper.text
    x, y = mark.vertices[:, 0], mark.vertices[:, 1]
    if cased:
        alpha = 0.85 * mark.opacity
        axes.plot(x, y, color=PAPER, linewidth=2.1 * width, alpha=alpha, solid_capstyle="round", zorder=3 + order)
    pattern = DASHED if mark.is_dashed else look.dash
    dashes = (0, pattern) if pattern else "solid"
    axes.plot(
        x, y, color=look.colour, linewidth=width, linestyle=dashes, dash_capstyle="butt", alpha=mark.opacity,
        solid_capstyle="round", zorder=3.5 + order,
    )  # fmt: skip
    if mark.role in PATHS:
        inner = (0, tuple(length / CORE for length in look.dash)) if look.dash else "solid"
        axes.plot(
            x, y, color=PAPER, linewidth=CORE * width, linestyle=inner, dash_capstyle="butt", zorder=3.6 + order,
        )  # fmt: skip


def _paint_arrow(axes: MatplotlibAxes, mark: ArrowMark, paper: Paper, order: int) -> None:
    look = stroke(mark.role)
    width = look.width * paper.text
    (x0, y0), (x1, y1) = mark.tail, mark.head
    axes.plot([x0, x1], [y0, y1], color=PAPER, linewidth=2.2 * width, alpha=0.85, zorder=3.0 + order)
    # A short arrow keeps its shaft.
    length = float(np.hypot(*np.diff(paper.points(np.array([mark.tail, mark.head])), axis=0)[0]))
    head = max(min(1.55 * paper.text, length) if math.isfinite(length) else 1.55 * paper.text, 1.0)
    tail = mark.tail
    if look.dash and length > _HEAD * head:
        # The shaft alone has dashes: those of a whole arrow would fray its head.
        share = 1.0 - _HEAD * head / length
        tail = (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
        axes.plot(
            [x0, tail[0]], [y0, tail[1]], color=look.colour, linewidth=width, linestyle=(0, look.dash),
            dash_capstyle="butt", zorder=3.5 + order,
        )  # fmt: skip
    axes.add_patch(FancyArrowPatch(
        tail, mark.head, arrowstyle=f"-|>,head_length={_HEAD},head_width=0.2", mutation_scale=head,
        shrinkA=0.0, shrinkB=0.0, linewidth=width, color=look.colour, joinstyle="miter", zorder=3.5 + order,
    ))  # fmt: skip


def _paint_point(axes: MatplotlibAxes, mark: PointMark, paper: Paper, order: int) -> None:
    if not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return
    size = paper.text
    above = 1000 + order
    if mark.kind == "probe":
        # Whole, also where it stands on the frame.
        (x0, x1), (y0, y1) = paper.x_range, paper.y_range
        is_clipped = not (x0 <= mark.x <= x1 and y0 <= mark.y <= y1)
        rings = ((PAPER, 1.15 * size, 0.36 * size), (INK, 1.15 * size, 0.14 * size))
        for colour, across, width in rings:
            axes.plot(
                mark.x, mark.y, "o", markersize=across, markerfacecolor=PAPER, markeredgecolor=colour,
                markeredgewidth=width, zorder=above, clip_on=is_clipped,
            )  # fmt: skip
        axes.plot(mark.x, mark.y, "o", markersize=0.42 * size, markerfacecolor=INK, markeredgecolor=PAPER,
                  markeredgewidth=0.06 * size, zorder=above, clip_on=is_clipped)  # fmt: skip
        return
    if mark.kind == TARGET:
        for colour, width in ((PAPER, 0.3 * size), (stroke(Role.NEWTON).colour, 0.13 * size)):
            axes.plot(mark.x, mark.y, "o", markersize=1.5 * size, markerfacecolor="none", markeredgecolor=colour,
                      markeredgewidth=width, zorder=above)  # fmt: skip
        return
    shape, colour = GLYPHS.get(mark.kind, ("D" if mark.kind == EVENT else "o", INK))
    across = 0.5 if mark.kind == EVENT else 0.9
    axes.plot(
        mark.x, mark.y, shape, markersize=across * size, markerfacecolor=colour if mark.filled else PAPER,
        markeredgecolor=INK, markeredgewidth=0.07 * size, zorder=above,
    )  # fmt: skip
