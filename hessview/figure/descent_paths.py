"""The paths of methods that run downhill, on the map and on the surface, and one step of them in its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.quadratic_model import level_curve, plane_model
from hessview.analysis.verdict import Kind
from hessview.document.method_names import spelled
from hessview.figure.marks import RUNS, ArrowMark, DotsMark, Figure, GlyphsMark, LineMark, Mark, PointMark, Role
from hessview.figure.probe_model import reach
from hessview.figure.remembered import remembered
from hessview.figure.run_looks import OWN_ROLES
from hessview.figure.words import subscript

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.compute.descent_requests import Ran
    from hessview.figure.marks import Axes
    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice
    from hessview.optimizers.outcome import Outcome

Floats = NDArray[np.float64]

MOST_RUNS = len(RUNS)

_BEYOND = 0.25
"""A path is followed so far beyond the picture, in its sides: what a method does far off is not drawn."""

_FINE, _APART = 1600, 80
"""Vertices nearer to each other than this part of the picture's side are one; dots that are nearer are left out."""

_FAINT = 0.35
"""How opaque the part of a path is that is still to come."""

_DOT, _HERE, _CHOSEN = 1.0, 2.2, 1.5
"""The size of the dots at iterates, and of the one that is looked at; how much wider the path that is chosen is."""

_IN_PLANE = 1e-6
"""A path is in the picture's plane as far as it leaves it by no more than this part of its size."""

_PARALLEL = "the model at the iterate is that in the plane through it, parallel to this one; the step is projected"

_WHOLE = 2
"""Of so many variables the plane is all there is."""

_SAME = 1e-4
"""Of the picture's sides: so near to a glyph there is no place for another one."""

_CLASSES = frozenset({Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE})

_LEAST_PART = 0.02
"""Parts of a step that are shorter on the picture, of its side, are not drawn apart."""


def with_runs(
    figure: Figure, outcomes: Sequence[Outcome | Ran | None], plane: Slice, step: int | None, selected: int,
    *, roles: Mapping[str, Role] = OWN_ROLES,
) -> Figure:  # fmt: skip
    """Return the map with the paths of the runs below glyphs and what stands at the probe, the selected one on top.

    Parameters
    ----------
    outcomes
        At most `MOST_RUNS`; None for a run that there is not. While it is not known what one came to, its end is a dot
        as where a critical point was reached, and no glyph stands there.
    plane
        The picture's: of more variables than it shows the paths are projected onto it.
    step
        Up to which one the paths are strong; None: to their ends.
    selected
        The number of the chosen run, from 0.
    roles
        How the run of each method is drawn.
    """
    frame = _Frame(figure.axes.x_range, figure.axes.y_range, is_graph=figure.axes.is_graph)
    runs = [(k, outcome) for k, outcome in enumerate(outcomes[:MOST_RUNS]) if outcome is not None]
    if not runs:
        return figure
    runs.sort(key=lambda run: (run[0] == selected, -run[0]))
    key = _plane_key(plane)
    made = [
        _run_marks(outcome, key, frame, step, roles[outcome.trajectory.method], k == selected) for k, outcome in runs
    ]
    lines, dots, ends = ([mark for part in made for mark in part[layer]] for layer in range(3))
    ends += _glyphs([outcome for _, outcome in runs], plane, figure)
    above = (k for k, mark in enumerate(figure.marks) if isinstance(mark, PointMark | GlyphsMark))
    first = next(above, len(figure.marks))
    marks = (*figure.marks[:first], *lines, *dots, *ends, *figure.marks[first:])
    notes = _notes([outcome for _, outcome in runs], plane)
    return replace(figure, marks=marks, notes=(*figure.notes, *notes))


@dataclass(frozen=True)
class _Frame:
    """The part of the plane that the picture shows."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    is_graph: bool

    @property
    def corner(self) -> Floats:
        return np.array([self.x_range[0], self.y_range[0]])

    @property
    def size(self) -> Floats:
        return np.array([self.x_range[1] - self.x_range[0], self.y_range[1] - self.y_range[0]])


def _plane_key(plane: Slice) -> Slice:
    """Return a plane with the same coordinates: of one along two axes the others do not matter, and change often."""
    return plane if plane.axes is None else replace(plane, origin=(0.0,) * plane.dimension)


def projected(path: Floats, plane: Slice) -> Floats:
    """Return the coordinates on the plane of points of R^n, shape (k, n), nearest to them; shape (k, 2)."""
    axes = plane.axes
    if axes is not None:
        i, j = axes
        return np.column_stack([path[:, i], np.zeros(len(path)) if j is None else path[:, j]])
    D = np.array(plane.directions, dtype=np.float64)
    with np.errstate(all="ignore"):
        return np.asarray((path - np.array(plane.origin)) @ np.linalg.pinv(D), dtype=np.float64)


def leaves_plane(places: Floats, plane: Slice, path: Floats) -> bool:
    """Whether one of some places, shape (m, n), is farther from the plane than rounding along a path explains."""
    if plane.dimension <= _WHOLE:
        return False
    D = np.array(plane.directions, dtype=np.float64)
    offsets = places - np.array(plane.origin)
    with np.errstate(all="ignore"):
        aside = offsets - offsets @ np.linalg.pinv(D) @ D
        size = float(np.abs(path).max()) + float(np.abs(path - path[0]).max())
        return not bool(np.abs(aside).max() <= _IN_PLANE * size)


def _notes(outcomes: Sequence[Outcome | Ran], plane: Slice) -> tuple[str, ...]:
    if any(leaves_plane(run.path, plane, run.path) for run in (outcome.trajectory for outcome in outcomes)):
        return ("the paths of the methods leave this plane and are projected onto it",)
    return ()


@remembered(4 * MOST_RUNS)
def _run_marks(  # noqa: PLR0917 - what, where, how far, and how it looks
    outcome: Outcome | Ran, plane: Slice, frame: _Frame, step: int | None, role: Role, is_selected: bool
) -> tuple[tuple[Mark, ...], tuple[Mark, ...], tuple[Mark, ...]]:
    """Return the lines, the dots, and what is at the ends of one run; the same ones for the same run."""
    path = _on_picture(outcome, plane, frame)
    last = len(path) - 1
    here = last if step is None else min(max(step, 0), last)
    weight = _CHOSEN if is_selected else 1.0
    name = spelled(outcome.trajectory.method)
    lines: list[Mark] = []
    for part, opacity in ((path[: here + 1], 1.0), (path[here:], _FAINT)):
        vertices = _drawn(part, frame)
        if len(vertices) > 1:
            lines.append(LineMark(vertices, role, name, weight=weight, opacity=opacity))
    dots = [
        DotsMark(places, role, _DOT * (1.0 + 0.5 * is_selected), opacity)
        for places, opacity in zip(_dots(path, here, frame), (_FAINT, 1.0), strict=True)
        if len(places)
    ]
    ends = _end_marks(outcome, path, here, role)
    return tuple(lines), tuple(dots), tuple(ends)


def _on_picture(outcome: Outcome | Ran, plane: Slice, frame: _Frame) -> Floats:
    """Return the iterates on the picture, shape (k + 1, 2): of a graph the second coordinate is f."""
    flat = projected(outcome.trajectory.path, plane)
    return np.column_stack([flat[:, 0], outcome.trajectory.values]) if frame.is_graph else flat


def _drawn(path: Floats, frame: _Frame) -> Floats:
    """Return the line through iterates, each piece ended by a row of nan: no farther than is seen, nor finer."""
    if len(path) < 2:
        return np.empty((0, 2))
    with np.errstate(all="ignore"):
        cells = np.floor((path - frame.corner) / frame.size * _FINE)
    moved = np.ones(len(path), dtype=np.bool_)
    moved[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return _clipped(path[moved], frame.corner - _BEYOND * frame.size, frame.corner + (1.0 + _BEYOND) * frame.size)


def _clipped(path: Floats, low: Floats, high: Floats) -> Floats:
    """Return the parts of a polyline, shape (k, 2), within a rectangle, each ended by a row of nan.

    Source: Liang and Barsky, ACM Trans. Graph. 3, 1984: a segment enters and leaves each strip at a share of its way.
    """
    start, end = path[:-1], path[1:]
    with np.errstate(all="ignore"):
        way = end - start
        shares = np.stack([(low - start) / way, (high - start) / way])
        first, second = shares.min(axis=0), shares.max(axis=0)
    still = way == 0.0
    within = (start >= low) & (start <= high)
    first = np.where(still, np.where(within, -np.inf, np.inf), first)
    second = np.where(still, np.where(within, np.inf, -np.inf), second)
    enter = np.clip(first.max(axis=1), 0.0, None)
    leave = np.clip(second.min(axis=1), None, 1.0)
    seen = enter < leave
    if not seen.any():
        return np.empty((0, 2))
    # Where a segment ends inside, the next one goes on from the same vertex.
    with np.errstate(all="ignore"):  # what is not seen has no share of its way
        heads = np.where((enter <= 0.0)[:, np.newaxis], start, start + enter[:, np.newaxis] * way)
        tails = np.where((leave >= 1.0)[:, np.newaxis], end, start + leave[:, np.newaxis] * way)
    made = np.full((3 * len(way), 2), np.nan)
    made[0::3], made[1::3] = heads, tails
    keep = np.repeat(seen, 3)
    goes_on = seen[:-1] & seen[1:] & (leave[:-1] >= 1.0) & (enter[1:] <= 0.0)
    keep[2:-1:3] &= ~goes_on
    keep[3::3] &= ~goes_on
    return np.asarray(made[keep], dtype=np.float64)


def _dots(path: Floats, here: int, frame: _Frame) -> tuple[Floats, Floats]:
    """Return places of iterates after step `here` and up to it, no two in one cell of a grid; the start has none."""
    with np.errstate(all="ignore"):
        cells = np.floor((path - frame.corner) / frame.size * _APART)
    inside: NDArray[np.bool_] = np.all((cells >= -1) & (cells <= _APART), axis=1)
    inside[0] = inside[here] = inside[-1] = False
    chosen = np.flatnonzero(inside)
    code = cells[chosen, 0] * (2 * _APART) + cells[chosen, 1]
    _, first = np.unique(code, return_index=True)
    kept = chosen[np.sort(first)]
    return path[kept[kept > here]], path[kept[kept < here]]


def _end_marks(outcome: Outcome | Ran, path: Floats, here: int, role: Role) -> list[Mark]:
    """Return the iterate that is looked at, and at the end a cross, or the glyph of the critical point that it is."""
    made: list[Mark] = []
    last = len(path) - 1
    opacity = 1.0 if here == last else _FAINT
    if outcome.reached is False and last > 0:
        made.append(DotsMark(path[last:], role, _HERE, opacity, is_stopped=True))
    if here < last or outcome.reached is not False or last == 0:
        made.append(DotsMark(path[here : here + 1], role, _HERE))
    return [mark for mark in made if isinstance(mark, DotsMark) and np.isfinite(mark.places).all()]


def _glyphs(outcomes: Sequence[Outcome | Ran], plane: Slice, figure: Figure) -> list[Mark]:
    """Return the glyphs of the critical points in the plane that were reached, but for those that stand there."""
    size = np.array([figure.axes.x_range[1] - figure.axes.x_range[0], figure.axes.y_range[1] - figure.axes.y_range[0]])
    taken = [mark.places for mark in figure.marks if isinstance(mark, GlyphsMark)]
    made: list[Mark] = []
    for outcome in outcomes:
        if not outcome.reached or outcome.limit is None or outcome.kind not in _CLASSES:
            continue
        if leaves_plane(outcome.limit[np.newaxis], plane, outcome.trajectory.path):
            continue
        place = projected(outcome.limit[np.newaxis], plane)
        if figure.axes.is_graph:
            place = np.array([[place[0, 0], outcome.curvature.value]])
        with np.errstate(all="ignore"):
            is_there = any(bool((np.abs((places - place) / size).max(axis=1) < _SAME).any()) for places in taken)
        if not is_there and np.isfinite(place).all():
            made.append(PointMark(*_pair(place[0]), str(outcome.kind), filled=False))
            taken.append(place)
    return made


def with_step(
    figure: Figure, outcome: Outcome | Ran, about: Landscape | Curvature, plane: Slice, step: int
) -> Figure:
    """Return the map with one step of a run: the model at the iterate, the step, and its parts along eigenvectors.

    Parameters
    ----------
    about
        The curvature at the iterate, or the landscape, of which it is then worked out.
    step
        Of the iterate that the step begins at, from 0; the last one has no step, only a model.
    """
    path = outcome.trajectory.path
    here = min(max(step, 0), len(path) - 1)
    found = _curvature_at(cast("Hashable", about), outcome, here)
    if found is None or plane.dimension == 1 or figure.axes.is_graph:
        return figure
    place = projected(path[here : here + 1], plane)[0]
    role = next(
        (mark.role for mark in figure.marks
         if isinstance(mark, LineMark) and mark.role in RUNS and mark.label == spelled(outcome.trajectory.method)),
        RUNS[0],
    )  # fmt: skip
    way = path[here + 1] - path[here] if here + 1 < len(path) else None
    added = _model_curves(found, way, place, plane, figure.axes)
    if way is not None:
        added += _parts(found, way, place, plane, figure.axes)
        head = place + projected_way(way, plane)
        if _on_side(head - place, figure.axes) > _LEAST_PART:
            added.append(ArrowMark(_pair(place), _pair(head), role, "step"))
    first = next((k for k, mark in enumerate(figure.marks) if isinstance(mark, PointMark)), len(figure.marks))
    marks = (*figure.marks[:first], *added, *figure.marks[first:])
    return replace(figure, marks=marks, notes=(*figure.notes, *([_PARALLEL] if plane.dimension > _WHOLE else ())))


def projected_way(way: Floats, plane: Slice) -> Floats:
    """Return the coordinates on the plane of a displacement, shape (n,); shape (2,)."""
    D = np.array(plane.directions, dtype=np.float64)
    return np.asarray(way @ np.linalg.pinv(D), dtype=np.float64)


@remembered(4)
def _curvature_at(about: Hashable, outcome: Outcome | Ran, step: int) -> Curvature | None:
    """Return the curvature at an iterate; worked out once, not in every frame."""
    from hessview.analysis import curvature

    point = outcome.trajectory.path[step].tolist()
    found = about if isinstance(about, curvature.Curvature) else curvature.at(cast("Landscape", about), point)
    return found if np.isfinite(found.eigenvalues).all() else None


def _model_curves(found: Curvature, way: Floats | None, place: Floats, plane: Slice, axes: Axes) -> list[Mark]:
    """Return the level curves of the model at an iterate: through it, and through where the step leads."""
    D = np.array(plane.directions, dtype=np.float64)
    model = plane_model(float(found.value), np.asarray(found.gradient), np.asarray(found.hessian), D)
    if model is None:
        return []
    levels = [model.value]
    if way is not None:
        y = model.along(projected_way(way, plane)[np.newaxis])
        levels.append(float(model.values(y)[0]))
    ranges = reach(model, _pair(place), axes)
    curves = [level_curve(model, level, ranges) for level in dict.fromkeys(levels) if math.isfinite(level)]
    gap = np.full((1, 2), np.nan)
    parts = [part for curve in curves if len(curve) for part in (curve, gap)]
    if not parts:
        return []
    return [LineMark(model.in_plane(np.concatenate(parts)) + place, Role.STEP_MODEL)]


def _parts(found: Curvature, way: Floats, place: Floats, plane: Slice, axes: Axes) -> list[Mark]:
    """Return arrows one after the other along the eigenvectors, the longest part of the step first."""
    vectors = np.asarray(found.eigenvectors)
    amounts = way @ vectors
    tail, made = place, []
    for k in np.argsort(-np.abs(amounts)).tolist():
        shift = projected_way(amounts[k] * vectors[:, k], plane)
        if not _on_side(shift, axes) > _LEAST_PART:
            continue
        lam, error = float(found.eigenvalues[k]), float(found.eigenvalue_error[k])
        role = Role.AXIS_ZERO if abs(lam) <= error else Role.AXIS_POSITIVE if lam > 0.0 else Role.AXIS_NEGATIVE
        made.append(ArrowMark(_pair(tail), _pair(tail + shift), role, f"along v{subscript(k + 1)}"))
        tail = tail + shift
    # A step along one eigenvector is that part alone.
    return list(made) if len(made) > 1 else []


def _on_side(shift: Floats, axes: Axes) -> float:
    """Return how long a displacement is on the picture, of its sides."""
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    with np.errstate(all="ignore"):
        share = float(np.hypot(shift[0] / (x1 - x0), shift[1] / (y1 - y0)))
    return share if math.isfinite(share) else 0.0


def _pair(place: Floats) -> tuple[float, float]:
    return float(place[0]), float(place[1])
