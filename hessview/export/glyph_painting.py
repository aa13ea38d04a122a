"""Many glyphs on paper: each class of points is one path, in the shapes of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from hessview.export.print_theme import GLYPHS, INK, PAPER
from hessview.figure.glyph_shapes import (
    DOT,
    SIZES,
    SMALLEST_WITH_DETAIL,
    arm_angles,
    detail,
    fitting_sizes,
    grown,
    rings_of,
)
from hessview.figure.marks import ROUGH, GlyphsMark, PointMark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes as MatplotlibAxes
    from matplotlib.transforms import Transform

    from hessview.export.lettering import Paper

Floats = NDArray[np.float64]

LARGEST = 1.15
"""Across the largest glyph, in sizes of the text."""

_UNIT = LARGEST / SIZES[0]
"""A pixel of the screen's glyphs, in sizes of the text."""

_RIM, _EDGE, _WALL = 0.13, 0.05, 0.13
_SEEN = 2.0
_AROUND_PROBE, _AT_PROBE, _BELOW_AXES = 2.7, 0.5, 2.95
"""Across a glyph around the probe, and how near that is, in sizes of the text; and in which order it is painted."""


def paint_glyphs(
    axes: MatplotlibAxes, marks: Sequence[tuple[int, GlyphsMark]], paper: Paper, probe: PointMark | None = None
) -> None:
    """Paint all glyphs of a figure; each mark comes with its place among the marks.

    The one on which the probe stands is so large that it is seen around it.
    """
    pixel = (
        (paper.x_range[1] - paper.x_range[0]) / paper.width,
        (paper.y_range[1] - paper.y_range[0]) / paper.height,
    )
    unit = _UNIT * paper.text
    fitting = iter(fitting_sizes([mark.places for _, mark in marks if mark.kind != ROUGH], pixel, unit))
    scale = np.array([1.0 / paper.width, 1.0 / paper.height])
    for order, mark in marks:
        sizes = np.full(len(mark.places), DOT * unit) if mark.kind == ROUGH else next(fitting)
        with np.errstate(all="ignore"):
            at = paper.points(mark.places)
        room = _SEEN * paper.text
        with np.errstate(invalid="ignore"):
            seen = ((at > -room) & (at < (paper.width + room, paper.height + room))).all(axis=1)
        covered = seen & _covered(at, probe, paper)
        sizes[covered] = np.maximum(sizes[covered], _AROUND_PROBE * paper.text)
        for size in np.unique(sizes[seen]).tolist():
            chosen = seen & (sizes == size)
            angles = None
            if mark.kind == "saddle" and mark.directions is not None and size >= SMALLEST_WITH_DETAIL * unit:
                angles = arm_angles(mark.directions[chosen], int(chosen.sum()), pixel)
            for patch in glyph_patches(mark, size, at[chosen], scale, angles, paper.text):
                patch.set_transform(axes.transAxes)
                # The axes that start there lie along the arms of a saddle, which would hide them.
                patch.set_zorder(_BELOW_AXES if (covered & chosen).any() else 3.7 + order)
                axes.add_patch(patch)


def _covered(at: Floats, probe: PointMark | None, paper: Paper) -> NDArray[np.bool_]:
    """Return on which of some places on paper, shape (m, 2), the probe stands: the nearest one at most."""
    found = np.zeros(len(at), dtype=np.bool_)
    if probe is None or not len(at):
        return found
    with np.errstate(all="ignore"):
        away = np.hypot(*(at - paper.points(np.array([[probe.x, probe.y]]))).T)
    away = np.where(np.isfinite(away), away, np.inf)
    nearest = int(np.argmin(away))
    found[nearest] = away[nearest] < _AT_PROBE * paper.text
    return found


def glyph_patches(  # noqa: PLR0917 - what is painted, how large, where, and how it is turned
    mark: GlyphsMark, size: float, at: Floats, scale: Floats, angles: Floats | None, text: float
) -> list[PathPatch]:
    """Return glyphs of a mark, all of one size, from back to front.

    Parameters
    ----------
    size
        Across a glyph, in points.
    at
        Their middles in points, shape (m, 2).
    scale
        What points are multiplied with.
    angles
        Of the arms of saddles, shape (m, 2); None where they are not known.
    text
        The size of the text in points.
    """
    half, has_detail = 0.5 * size, size >= SMALLEST_WITH_DETAIL * _UNIT * text
    _, colour = GLYPHS.get("not differentiable" if mark.kind == ROUGH else mark.kind, ("o", INK))
    fine = 1.0 if has_detail else 0.5
    wider = 0.06 * text if mark.kind == "saddle" and has_detail and not mark.filled else 0.0
    wall = min(_WALL * text, 0.4 * half) if mark.kind != "saddle" else wider

    def shape(by: float, ink: str) -> PathPatch:
        if angles is None:
            path = _path(rings_of(mark.kind, half, by), at, scale)
        else:
            parts = [_path(rings_of(mark.kind, half, by, way), at[k : k + 1], scale) for k, way in enumerate(angles)]
            path = Path.make_compound_path(*parts)
        return PathPatch(path, facecolor=ink, linewidth=0.0)

    made = [shape(_RIM * text * fine + wider, PAPER), shape(_EDGE * text * fine + wider, INK), shape(wider, colour)]
    if not mark.filled:
        made.append(shape(-wall, PAPER))
    if mark.nature and has_detail:
        sign = [grown(half * ring, 0.02 * size) for ring in detail(mark.nature)]
        made.append(PathPatch(_path(sign, at, scale), facecolor=PAPER if mark.filled else colour, linewidth=0.0))
    return made


def _path(rings: Sequence[Floats], at: Floats, scale: Floats) -> Path:
    """Return every ring at every place as one path."""
    vertices: list[Floats] = []
    codes: list[NDArray[np.uint8]] = []
    for ring in rings:
        closed = np.concatenate([ring, ring[:1]])
        vertices.append(((closed + at[:, np.newaxis]) * scale).reshape(-1, 2))
        code = np.full(len(closed), Path.LINETO, dtype=np.uint8)
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
        codes.append(np.tile(code, len(at)))
    return Path(np.concatenate(vertices), np.concatenate(codes))


def at_origin(
    transform: Transform, mark: GlyphsMark, text: float, at: Floats, angles: tuple[float, float] | None = None
) -> list[PathPatch]:
    """Return one glyph for a legend, in points; of a saddle with arms at these angles."""
    turned = None if angles is None else np.array([angles])
    made = glyph_patches(mark, LARGEST * text, at, np.ones(2), turned, text)
    for patch in made:
        patch.set_transform(transform)
    return made
