"""From a state and what is known about it to the picture: marks that the screen and the files paint alike."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from hessview.document.state import ColourBy
from hessview.figure.captions import caption, slice_notes
from hessview.figure.marks import (
    Axes,
    FieldMark,
    Figure,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    RegionMark,
    Role,
    TextMark,
)
from hessview.figure.overlays import OVERLAYS
from hessview.figure.plane_words import axis_names, plane_note
from hessview.figure.probe_notes import probe_notes
from hessview.figure.probe_view import probe_view
from hessview.figure.remembered import remembered
from hessview.figure.words import field_note, left_out_note, level_words, limit_note, line_note, map_note

if TYPE_CHECKING:
    from hessview.analysis.definiteness_map import DefinitenessMap
    from hessview.analysis.fields.sampling import FieldAnswer
    from hessview.compute.results import Results
    from hessview.document.state import Appearance, State

_HEADROOM = 0.06


@np.errstate(all="ignore")  # what is beyond the numbers has no place, and no painter looks for one
def compose(state: State, results: Results) -> Figure:
    """Return the picture of `state`, from back to front: field, iso-lines and labels, overlays, the probe.

    Arrays are never copied: what has not changed since the last picture is the same array object, so that a painter
    can see by identity what it has already painted.
    """
    axes = frame(state, results)
    marks: list[Mark] = []
    colour_bar = None
    field = results.field
    if field is not None and field.curve is not None and _dimension(results) == 1:
        marks.append(LineMark(field.curve, Role.CURVE))
        marks += _overlays(state, results, axes, is_map=True)
    elif field is not None and field.curve is None:
        maps = _overlays(state, results, axes, is_map=True)
        marks += colours_of(field, results.definiteness, state.appearance)
        colour_bar = _bar_title(state, results)
        marks += [mark for mark in maps if isinstance(mark, RegionMark)]
        marks += line_marks(field)
        marks += [mark for mark in maps if not isinstance(mark, RegionMark)]
    marks += _overlays(state, results, axes, is_map=False)
    probe = probe_place(state, results)
    if probe is None and axes.is_graph and results.curvature is not None:
        marks += missing_value(results, axes)
    elif probe is not None:
        marks.append(PointMark(*probe, "probe"))
    variables = () if results.formula is None else results.formula.variables
    seen = probe_view(results, axes)
    said = (*notes(state, results), *probe_notes(state, results, axes))
    principal = () if seen is None else tuple(axis.direction for axis in seen.axes)
    return Figure(axes, tuple(marks), colour_bar, caption(results), said, variables, principal)


def frame(state: State, results: Results) -> Axes:
    """Return the picture's ranges and labels."""
    view, formula = state.view, results.formula
    equal = state.appearance.equal_aspect
    if formula is None:
        return Axes((view.x0, view.x1), (view.y0, view.y1), "x", "y", equal)
    if formula.dimension == 1:
        x = formula.variables[0]
        heights = _heights(state, results.field)
        return Axes((view.x0, view.x1), heights, x, f"{formula.name}({x})", is_graph=True)
    if state.plane is not None and len(state.plane[0]) == formula.dimension:
        labels = axis_names(state, formula.variables)
    else:
        i, j = state.axis_indices(formula.variables)
        labels = (formula.variables[i], formula.variables[j])
    return Axes((view.x0, view.x1), (view.y0, view.y1), *labels, equal)


def _overlays(state: State, results: Results, axes: Axes, *, is_map: bool) -> list[Mark]:
    shown = [overlay for overlay in OVERLAYS if overlay.name in state.appearance.overlays and overlay.is_map == is_map]
    shown.sort(key=lambda overlay: overlay.depth)
    return [mark for overlay in shown for mark in overlay.marks(state, results, axes)]


@remembered(2)
def colours_of(field: FieldAnswer, definiteness: DefinitenessMap | None, look: Appearance) -> tuple[Mark, ...]:
    """Return the colour field, of f or of what the Hessian says; the same object as long as nothing of it changes."""
    if not look.show_field:
        return ()
    if definiteness is not None and look.colour_by is not ColourBy.VALUE:
        from hessview.figure.eigenvalue_colours import eigenvalue_field

        return (eigenvalue_field(definiteness, look.colour_by),)
    if _is_tinted(definiteness, look):
        return ()
    scale = (field.low, field.high, look.colour_map, field.knots)
    return (FieldMark(field.x, field.y, field.values, *scale, field.undefined),)


def _bar_title(state: State, results: Results) -> str | None:
    look = state.appearance
    if not look.show_field:
        return None
    if results.definiteness is not None and look.colour_by is not ColourBy.VALUE:
        from hessview.figure.eigenvalue_colours import bar_title

        return bar_title(look.colour_by)
    if _is_tinted(results.definiteness, look):
        return None
    if results.field is None or results.field.finite_fraction == 0.0:
        return None
    return results.formula.name if results.formula is not None else "f"


def _is_tinted(definiteness: DefinitenessMap | None, look: Appearance) -> bool:
    """Whether the colours of the map are those of its regions."""
    return definiteness is not None and definiteness.has_shapes and "definiteness" in look.overlays


@remembered(2)
def line_marks(field: FieldAnswer) -> tuple[Mark, ...]:
    """Return the iso-lines and their labels: the same objects as long as nothing of them changes."""
    made: list[Mark] = [LevelMark(level.value, level.vertices) for level in field.levels]
    words, _ = level_words(tuple(level.value for level in field.levels))
    made += [
        TextMark(place.x, place.y, word, Role.LEVEL_LABEL, place.angle)
        for level, word in zip(field.levels, words, strict=True)
        for place in level.labels
    ]
    return tuple(made)


def probe_place(state: State, results: Results) -> tuple[float, float] | None:
    """Return the probe in the picture's coordinates; for n = 1 on the curve, None where there is none."""
    formula = results.formula
    if formula is None:
        return None
    point = state.point(formula.variables)
    if formula.dimension == 1:
        curvature = results.curvature
        height = float(curvature.value) if curvature is not None else float("nan")
        return (point[0], height) if abs(height) < float("inf") else None
    return None if results.slice is None else results.slice.to_plane(point)


def missing_value(results: Results, axes: Axes) -> list[Mark]:
    """Return what marks the probe of a graph where f has no value: a line across the picture, the probe at its foot."""
    if results.curvature is None or results.formula is None:
        return []
    x, (low, high) = float(results.curvature.point[0]), axes.y_range
    line = LineMark(np.array([[x, high], [x, low]]), Role.AXIS_ZERO, f"{results.formula.name} is undefined here")
    return [line, PointMark(x, low, "probe")]


def notes(state: State, results: Results) -> tuple[str, ...]:
    """Return what has to be said about the picture: hatched parts, clipped poles, where the slice lies, its limits."""
    field = results.field
    said: tuple[str, ...] = ()
    if field is not None:
        is_curve = field.curve is not None
        about = field_note(field.note, field.low, field.high, is_curve=is_curve)
        _, left_out = level_words(tuple(level.value for level in field.levels))
        said = (left_out_note(left_out), about, line_note(field.every, is_curve=is_curve))
    if results.definiteness is not None:
        said = (*said, map_note(results.definiteness))
    limit = limit_note(state.view.limits(vertically=_dimension(results) != 1))
    return (*_slice_notes(state, results), *(words for words in (*said, limit) if words))


def _slice_notes(state: State, results: Results) -> tuple[str, ...]:
    formula, plane = results.formula, results.slice
    if formula is None or plane is None or plane.axes is not None or formula.dimension <= 2 or state.plane is None:
        return slice_notes(results)
    return (plane_note(state, formula.variables),)


def _dimension(results: Results) -> int:
    return 0 if results.formula is None else results.formula.dimension


def _heights(state: State, field: FieldAnswer | None) -> tuple[float, float]:
    """Return the vertical range of a curve: that of its values, with some room."""
    if field is None or field.curve is None:
        return state.view.y0, state.view.y1
    end, span = sys.float_info.max, field.high - field.low
    room = min(_HEADROOM * span, 0.5 * (end - span))  # the range and its length are numbers yet
    return max(field.low - room, -end), min(field.high + room, end)
