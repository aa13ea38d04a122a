"""The map of basins on the picture: a tint and a number for each end, signs for starts that come to none."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.explanations.basins import ONE_END, end_name, no_end_words, percent, ranked_ends
from hessview.figure.marks import UNDEFINED, FieldMark, GlyphsMark, Mark, RegionMark
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
    OTHER_BASINS,
    TINTS,
)
from hessview.figure.remembered import remembered
from hessview.optimizers import basins

if TYPE_CHECKING:
    from hessview.figure.marks import Axes, Figure
    from hessview.landscapes.slice import Slice
    from hessview.optimizers.basins import BasinMap

Floats = NDArray[np.float64]

_NO_ENDS = (
    (basins.DIVERGED, BASIN_DIVERGES, "diverges"),
    (basins.FAR, BASIN_FAR, "left the region"),
    (basins.INFINITE, BASIN_INFINITE, "f not finite"),
    (basins.FALLS, BASIN_FALLS, "f keeps falling"),
    (basins.LEFT, BASIN_EDGE, "leaves the domain"),
    (basins.UNFINISHED, BASIN_UNFINISHED, "step limit"),
    (basins.NO_STEP, BASIN_NO_STEP, "no step"),
    (basins.NOWHERE, BASIN_NOWHERE, "no critical point found"),
)
_MOST_TOLD = 12
"""Ends that share the grey and are told in its tip."""

_WIDTH = 120
"""Characters in a line of a tip that names ends with all their coordinates."""

_SAME = 1e-3
"""Of the picture: a glyph that is no farther from an end is the end's."""


def with_basins(figure: Figure, found: BasinMap, plane: Slice, steps: int, note: str) -> Figure:
    """Return the picture with the basins instead of the colours of f, below the iso-lines.

    Parameters
    ----------
    plane
        That of the starts; the picture's own.
    steps
        How many a run might take.
    note
        What is to be said above the picture: whose basins these are.
    """
    axes = figure.axes
    height = axes.y_range if axes.is_graph else None
    regions = _regions(found, steps, height)
    glyphs = () if axes.is_graph else _glyphs(found, plane, axes)
    places = np.vstack([np.empty((0, 2)), *(mark.places for mark in figure.marks if isinstance(mark, GlyphsMark))])
    room = _SAME * (axes.x_range[1] - axes.x_range[0]), _SAME * (axes.y_range[1] - axes.y_range[0])
    missing = [
        mark for mark in glyphs if not bool((np.abs(places - mark.places[0]) <= room).all(axis=1).any())
    ]
    rest = [mark for mark in figure.marks if not _gives_way(mark)]
    return replace(figure, marks=(*regions, *rest, *missing), colour_bar=None, notes=(*figure.notes, note))


def _gives_way(mark: Mark) -> bool:
    return isinstance(mark, FieldMark) or (isinstance(mark, RegionMark) and mark.kind in {*TINTS, UNDEFINED})


@remembered(2)
def _regions(found: BasinMap, steps: int, height: tuple[float, float] | None) -> tuple[Mark, ...]:
    """Return a region for each end that is named, one for all others, and those of starts that come to none.

    `height` is that of a graph, whose basins are stripes.
    """
    outlines = found.outlines
    if height is not None:
        scale = np.array([1.0, height[1] - height[0]])
        outlines = {label: rings * scale + (0.0, height[0]) for label, rings in outlines.items()}
    looked_at = sum(found.counts.values()) - found.counts.get(basins.UNDEFINED, 0)
    made: list[Mark] = []
    ranked = [end for end in ranked_ends(found) if end in outlines]
    for kind, end in zip(BASINS, ranked, strict=False):
        share = percent(found.counts[end], looked_at)
        of_set = "" if found.ends[end].of is None else f" {ONE_END}"
        tip = textwrap.fill(f"{share} of the starts lead to {end_name(found.ends[end], None)}.{of_set}", _WIDTH)
        made.append(RegionMark(outlines[end], kind, f"→ {end_name(found.ends[end])}", tip))
    if rest := ranked[len(BASINS) :]:
        told = "; ".join(end_name(found.ends[end], None) for end in rest[:_MOST_TOLD])
        tip = textwrap.fill(f"{told}{'; …' * (len(rest) > _MOST_TOLD)}.", _WIDTH)
        rings = np.vstack([outlines[end] for end in rest])
        words = f"→ {end_name(found.ends[rest[0]])}" if len(rest) == 1 else f"… and {len(rest)} more ends (grey)"
        made.append(RegionMark(rings, OTHER_BASINS, words, tip))
    for label, kind, words in _NO_ENDS:
        if label in outlines:
            tip = f"{percent(found.counts[label], looked_at)} of the starts {no_end_words(label, steps)}."
            made.append(RegionMark(outlines[label], kind, words, tip))
    if basins.UNDEFINED in outlines:
        made.append(RegionMark(outlines[basins.UNDEFINED], UNDEFINED, "f undefined", "Nothing can start here."))
    return tuple(made)


@remembered(2)
def _glyphs(found: BasinMap, plane: Slice, axes: Axes) -> tuple[GlyphsMark, ...]:
    """Return a hollow glyph for every end that lies in the plane and has a class; of a set none is the end."""
    made = []
    for end in (each for each in found.ends if each.of is None):
        place = plane.to_plane(end.point)
        off = np.abs(np.array(plane.to_space(place)) - end.point).max()
        if off <= _SAME * (axes.x_range[1] - axes.x_range[0]) and end.kind.value in _CLASSES:
            made.append(GlyphsMark(np.array([place]), end.kind.value, filled=False))
    return tuple(made)


_CLASSES = frozenset({"minimum", "maximum", "saddle", "degenerate"})
