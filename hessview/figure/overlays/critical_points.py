"""The critical points of the view by kind, the sets of them, where f is not smooth, and what is left open.

None of it moves with the probe, except what shows why the probe's own point is what it is (`witness_lines`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Kind, Nature
from hessview.figure.likely_places import likely_points, simplest
from hessview.figure.marks import FLAT, ROUGH, UNDECIDED, Axes, GlyphsMark, LineMark, Mark, RegionMark, Role
from hessview.figure.remembered import remembered
from hessview.figure.set_lines import crossings, polylines
from hessview.figure.set_traces import boxes_met, level_coordinates, straight_pieces
from hessview.figure.witness_lines import witness_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.fields.sampling import FieldAnswer
    from hessview.analysis.rough_places import RoughPlace
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

_BESIDE = 1e-6
"""Of the box that was searched: a point that is no farther from the slice lies in it."""

_ORDER = (Kind.DEGENERATE, Kind.SADDLE, Kind.MAXIMUM, Kind.MINIMUM)
"""From back to front."""

_OPEN = "There may be critical points here: they are neither found nor excluded."
_NOT_FOLLOWED = "Critical points that are not isolated may meet the slice here: where they do is not worked out."
_FLAT = "f is constant here: every point is critical."

_DOTS = 90
"""Dots along a side of the box that was searched, of a place where f is not smooth."""

_MOST_FOLLOWED = 1500
"""So many places are thinned one after the other within a few milliseconds."""


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    """Return the marks; nothing while nothing is known."""
    return (*_known(results), *witness_marks(state, results, axes))


def _known(results: Results) -> tuple[Mark, ...]:
    found, plane = results.critical, results.slice
    if found is None or plane is None or len(found.lower) != plane.dimension:
        return ()
    curve = results.field if plane.dimension == 1 else None
    return () if plane.dimension == 1 and curve is None else _still(found, plane, curve)


@remembered(4)
def _still(found: CriticalPoints, plane: Slice, curve: FieldAnswer | None) -> tuple[Mark, ...]:
    """Return what stays while the probe moves: the same arrays for the same findings."""
    rough = _rough(found, plane) if curve is None else _rough_on_graph(found, curve)
    heights = (0.0, 0.0) if curve is None else _heights(curve)
    return (*_undecided(found, plane, heights), *rough, *_sets(found, plane, heights), *_points(found, plane))


def _points(found: CriticalPoints, plane: Slice) -> list[Mark]:
    """Return a mark for each class of points, for proved ones and others, and for each nature of degenerate ones."""
    if not found.points:
        return []
    places, inside = in_plane(found, plane, np.array([point.x for point in found.points]))
    if plane.dimension == 1:
        places[:, 1] = [point.value for point in found.points]
    classes: dict[tuple[str, bool, str], list[int]] = {}
    for k in np.flatnonzero(inside & np.isfinite(places).all(axis=1)).tolist():
        point = found.points[k]
        nature = _shown_nature(point.nature) if point.kind is Kind.DEGENERATE else ""
        classes.setdefault((str(point.kind), point.proved, nature), []).append(k)
    made: list[Mark] = []
    for kind in _ORDER:
        for (name, proved, nature), chosen in classes.items():
            if name == kind:
                subjects = tuple(found.points[k] for k in chosen)
                ways = _directions(subjects, plane) if kind is Kind.SADDLE else None
                made.append(GlyphsMark(places[chosen], name, proved, ways, nature, subjects))
    return made


def _directions(saddles: Sequence[CriticalPoint], plane: Slice) -> Floats | None:
    """Return the principal axes of saddles in a picture that shows all variables; None elsewhere."""
    if plane.dimension != 2 or plane.axes is None or plane.axes[1] is None:
        return None
    i, j = plane.axes
    unknown = np.full((2, 2), np.nan)
    vectors = np.array([unknown if point.eigenvectors is None else point.eigenvectors for point in saddles])
    # Columns to rows, the eigenvalues ascend: up comes first.
    up_and_down = vectors.transpose(0, 2, 1)[:, ::-1]
    return np.stack([up_and_down[:, :, i], up_and_down[:, :, j]], axis=2)


def _rough(found: CriticalPoints, plane: Slice) -> list[Mark]:
    """Return squares for points without derivative, dots along other places."""
    made: list[Mark] = []
    wide = [place for place in found.nonsmooth if place.x is None]
    if wide:
        counts = [len(place.points) for place in wide]
        is_quick = sum(counts) <= _MOST_FOLLOWED
        at, inside = in_plane(
            found, plane, np.concatenate([likely_points(place) if is_quick else place.points for place in wide])
        )
        apart = _dot_spacing(found, plane)
        for place, some in zip(wide, np.split(np.arange(len(at)), np.cumsum(counts)[:-1]), strict=True):
            here = at[some][inside[some]]
            made.append(GlyphsMark((_followed if is_quick else _one_a_cell)(here, apart), ROUGH, subjects=(place,)))
    points = tuple(place for place in found.nonsmooth if place.x is not None)
    if points:
        at, inside = in_plane(found, plane, np.array([place.x for place in points]))
        made += _squares(at, points, inside)
    return made


def _squares(at: Floats, places: Sequence[RoughPlace], inside: NDArray[np.bool_]) -> list[Mark]:
    chosen = tuple(places[k] for k in np.flatnonzero(inside).tolist())
    return [GlyphsMark(at[inside], "not differentiable", subjects=chosen)] if chosen else []


def _rough_on_graph(found: CriticalPoints, curve: FieldAnswer) -> list[Mark]:
    """Return squares on the graph, and lines across the picture where f has no value."""
    if not found.nonsmooth or curve.curve is None:
        return []
    x = np.array([simplest(float(place.lower[0]), float(place.upper[0])) for place in found.nonsmooth])
    heights = np.interp(x, curve.curve[:, 0], curve.curve[:, 1])
    heights = np.array([
        value if place.x is None else place.value for value, place in zip(heights, found.nonsmooth, strict=True)
    ])  # fmt: skip
    has_value = np.isfinite(heights)
    low, high = _heights(curve)
    ends = [[at, height] for at in x[~has_value].tolist() for height in (low, high, np.nan)]
    lines = [LineMark(np.array(ends), Role.ROUGH)] if ends else []
    return [*lines, *_squares(np.column_stack([x, heights]), found.nonsmooth, has_value)]


def _heights(curve: FieldAnswer) -> tuple[float, float]:
    """Return heights below and above the picture of a graph."""
    span = 0.5 * curve.high - 0.5 * curve.low
    return curve.low - span, curve.high + span


def _dot_spacing(found: CriticalPoints, plane: Slice) -> Floats:
    """Return how far apart dots are along both axes of the picture, shape (2,)."""
    ends, _ = in_plane(found, plane, np.array([found.lower, found.upper]))
    return np.asarray(np.abs(ends[1] - ends[0]) / _DOTS, dtype=np.float64)


def _followed(places: Floats, apart: Floats) -> Floats:
    """Return few of the places, as far apart as dots of a dotted line, each in the middle of those it stands for."""
    if not len(places) or not (apart > 0.0).all():
        return places
    scaled = places / apart
    left = np.arange(len(places))
    start = scaled[0]
    middles: list[Floats] = []
    while len(left) and len(middles) < _DOTS**2:
        # The nearest comes next, so that dots follow each other along a line.
        start = scaled[left[np.argmin(((scaled[left] - start) ** 2).sum(axis=1))]]
        is_close = ((scaled[left] - start) ** 2).sum(axis=1) < 1.0
        middles.append(places[left[is_close]].mean(axis=0))
        left = left[~is_close]
    return np.array(middles)


def _one_a_cell(places: Floats, apart: Floats) -> Floats:
    """Return the same less evenly, in a time that thousands of places allow: the middle of those in each cell."""
    if not len(places) or not (apart > 0.0).all():
        return places
    cells = np.floor((places - places.min(axis=0)) / apart)
    _, cell, count = np.unique(cells @ [1.0, 2.0 * _DOTS**2], return_inverse=True, return_counts=True)
    sums = [np.bincount(cell, weights=coordinate) for coordinate in places.T]
    return np.column_stack(sums) / count[:, np.newaxis]


def _sets(found: CriticalPoints, plane: Slice, heights: tuple[float, float]) -> list[Mark]:
    """Return lines for the sets in the slice, a tint where all is critical, glyphs where other sets meet it."""
    made: list[Mark] = []
    for each in found.curves:
        if each.dimension == plane.dimension <= 2:
            boxes = np.stack([each.lower, each.upper], axis=1)[np.newaxis] if each.cover is None else each.cover
            made.append(RegionMark(_rings(boxes, plane, heights), FLAT, _name(each), _FLAT))
            continue
        traced = _traced(each, found, plane, heights)
        if traced is not None:
            made += traced
            continue
        at, inside = in_plane(found, plane, each.points)
        within = inside[each.links].all(axis=1) if len(each.links) else np.zeros(0, dtype=np.bool_)
        if within.any():
            i, j = plane.axes or (None, None)
            cover = None if each.cover is None or i is None or j is None else each.cover[:, [i, j]]
            made.append(LineMark(polylines(at, each.links[within], cover), Role.CRITICAL_SET, "", each))
        else:
            made += _met(each, found, plane)
    return made


def _traced(
    each: CriticalSet, found: CriticalPoints, plane: Slice, heights: tuple[float, float]
) -> list[Mark] | None:
    """Return what shows a set in a coordinate slice of three and more variables; None where samples of a curve do."""
    level = level_coordinates(each)
    if plane.dimension <= 2 or (level is None and each.dimension == 1):
        return None
    if plane.axes is None:
        return _traced_obliquely(each, level, found, plane)
    i, j = plane.axes
    if j is None:
        return None
    near, origin = _BESIDE * (found.upper - found.lower), np.array(plane.origin)
    boxes = boxes_met(each, origin, (i, j), near)
    beside = {k: c for k, c in (level or {}).items() if k not in {i, j}}
    if not len(boxes) or any(abs(origin[k] - c) > near[k] for k, c in beside.items()):
        return []
    if level is None:
        return [RegionMark(_rings(boxes, plane, heights), UNDECIDED, "undecided", _NOT_FOLLOWED)]
    if i in level and j in level:
        place = np.array([[level[i], level[j]]])
        return [GlyphsMark(place, str(Kind.DEGENERATE), each.proved, None, _shown_nature(each.nature), (each,))]
    if i in level or j in level:
        along, across = (j, i) if i in level else (i, j)
        ends = boxes[:, along]
        line = straight_pieces(ends[:, 0], ends[:, 1], level[across], is_upright=i in level)
        return [LineMark(line, Role.CRITICAL_SET, "", each)]
    whole = np.stack([boxes[:, :, 0].min(axis=0), boxes[:, :, 1].max(axis=0)], axis=1)[np.newaxis]
    shown = boxes if each.dimension == plane.dimension else whole
    return [RegionMark(_rings(shown, plane, heights), FLAT, _name(each), _FLAT)]


def _traced_obliquely(
    each: CriticalSet, level: dict[int, float] | None, found: CriticalPoints, plane: Slice
) -> list[Mark]:
    """Return what shows a set in a plane along other directions than those of the variables."""
    from hessview.figure.oblique_traces import flat_trace, rings

    boxes = np.stack([each.lower, each.upper], axis=1)[np.newaxis] if each.cover is None else each.cover
    near = _BESIDE * (found.upper - found.lower)
    if level is None:
        ends = rings(plane, boxes, near)
        return [RegionMark(ends, UNDECIDED, "undecided", _NOT_FOLLOWED)] if len(ends) else []
    trace = flat_trace(plane, level, boxes, near)
    if trace is None:
        return []
    dimension, places = trace
    if dimension == 0:
        return [GlyphsMark(places, str(Kind.DEGENERATE), each.proved, None, _shown_nature(each.nature), (each,))]
    if dimension == 1:
        return [LineMark(places, Role.CRITICAL_SET, "", each)]
    return [RegionMark(places, FLAT, _name(each), _FLAT)]


def _met(each: CriticalSet, found: CriticalPoints, plane: Slice) -> list[Mark]:
    """Return glyphs where a set meets the slice."""
    if plane.dimension == 1 or not len(each.links):
        return []
    near = _BESIDE * (found.upper - found.lower)
    if plane.axes is None:
        from hessview.figure.oblique_traces import across

        turned, turn = across(plane, each.points)
        beside = np.abs(turn) @ near
        beside[:2] = np.inf
        places = crossings(turned, each.links, np.zeros(plane.dimension), beside)[:, :2]
        return _glyphs_of(each, places)
    near[[k for k in plane.axes if k is not None]] = np.inf
    places, _ = in_plane(found, plane, crossings(each.points, each.links, np.array(plane.origin), near))
    return _glyphs_of(each, places)


def _glyphs_of(each: CriticalSet, places: Floats) -> list[Mark]:
    if not len(places):
        return []
    subjects = (each,) * len(places)
    return [GlyphsMark(places, str(Kind.DEGENERATE), each.proved, None, _shown_nature(each.nature), subjects)]


def _undecided(found: CriticalPoints, plane: Slice, heights: tuple[float, float]) -> list[Mark]:
    """Return the parts of the slice that are neither proved empty nor accounted for."""
    if not found.undecided:
        return []
    boxes = np.array(found.undecided)
    if plane.axes is None:
        from hessview.figure.oblique_traces import rings

        ends = rings(plane, boxes, _BESIDE * (found.upper - found.lower))
        return [RegionMark(ends, UNDECIDED, "undecided", _OPEN)] if len(ends) else []
    others = [k for k in range(plane.dimension) if k not in plane.axes]
    origin = np.array(plane.origin)[others]
    meets = ((boxes[:, others, 0] <= origin) & (origin <= boxes[:, others, 1])).all(axis=1)
    return [RegionMark(_rings(boxes[meets], plane, heights), UNDECIDED, "undecided", _OPEN)] if meets.any() else []


def _rings(boxes: Floats, plane: Slice, heights: tuple[float, float]) -> Floats:
    """Return boxes, shape (k, n, 2), as rings in a coordinate slice; on a graph they are as high as it is."""
    i, j = plane.axes or (0, 1)
    y = np.tile(heights, (len(boxes), 1)) if j is None else boxes[:, j]
    x = boxes[:, i]
    ring = [np.column_stack([x[:, a], y[:, b]]) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    return np.stack([*ring, np.full((len(boxes), 2), np.nan)], axis=1).reshape(-1, 2)


def _shown_nature(nature: Nature) -> str:
    return "" if nature is Nature.UNDECIDED else str(nature)


def in_plane(found: CriticalPoints, plane: Slice, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return where points, shape (m, n), are on the picture, shape (m, 2), and which of them lie in the slice."""
    near = _BESIDE * (found.upper - found.lower)
    if plane.axes is not None:
        i, j = plane.axes
        places = np.column_stack([points[:, i], np.zeros(len(points)) if j is None else points[:, j]])
        others = [k for k in range(plane.dimension) if k not in {i, j}]
        beside = np.abs(points[:, others] - np.array(plane.origin)[others])
        return places, (beside <= near[others]).all(axis=1)
    D, origin = np.array(plane.directions), np.array(plane.origin)
    places = np.linalg.lstsq(D.T, (points - origin).T, rcond=None)[0].T
    beside = np.abs(origin + places @ D - points)
    return np.asarray(places, dtype=np.float64), (beside <= near).all(axis=1)


def _name(found: CriticalSet) -> str:
    from hessview.explanations.critical_points import set_name

    return set_name(found)
