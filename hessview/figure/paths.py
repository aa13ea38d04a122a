"""The paths of critical points while a parameter moves: as a plot over the parameter, and as lines on the map."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.branches import EventKind
from hessview.figure.marks import (
    EVENT,
    ArrowMark,
    Axes,
    Figure,
    GlyphsMark,
    LineMark,
    Mark,
    PointMark,
    Role,
    TextMark,
)
from hessview.figure.remembered import remembered
from hessview.figure.words import name_words, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.branches import Branch, Event, Trace

Floats = NDArray[np.float64]

_LETTER, _LINE, _MARGIN = 6.6, 15.0, 8.0
"""Pixels: about the width of a letter of the words beside an event, their height, and what is beside them."""

_USUAL = (300.0, 110.0)
"""Pixels of a plot whose size is not known yet."""

_ABOUT = ((1, 1), (1, -1), (0, 1), (0, -1), (-1, 1), (-1, -1))
_AWAY, _BETWEEN = 0.015, 6
"""Where such words are tried about it, right and up; how far from it; points between two of a line that are looked at.
"""

KIND_WORDS = {
    EventKind.FOLD: "fold",
    EventKind.PITCHFORK: "pitchfork",
    EventKind.TRANSCRITICAL: "transcritical",
    EventKind.LINE: "degenerate",
    EventKind.UNDECIDED: "undecided",
}


def role_of(index: int, dimension: int) -> Role:
    """Return how a path is drawn where `index` eigenvalues are negative; -1: where one is zero."""
    if index < 0:
        return Role.PATH_DEGENERATE
    return Role.PATH_MINIMUM if index == 0 else Role.PATH_MAXIMUM if index == dimension else Role.PATH_SADDLE


def kind_of(index: int, dimension: int) -> str:
    """Return the class of a path's point, the name of its glyph."""
    if index < 0:
        return "degenerate"
    return "minimum" if index == 0 else "maximum" if index == dimension else "saddle"


def path_lines(branches: Sequence[Branch], across: int, up: int, dimension: int) -> list[LineMark]:
    """Return the paths as lines by kind, over two of their n + 1 coordinates.

    Parameters
    ----------
    across, up
        Which coordinates; `dimension` is that of the parameter.
    """
    by_role: dict[Role, list[Floats]] = {}
    for branch in branches:
        flat = branch.points[:, [across, up]]
        for index, start, stop in _runs(branch):
            piece = np.vstack([flat[start:stop], [[math.nan, math.nan]]])
            by_role.setdefault(role_of(index, dimension), []).append(piece)
    order = (Role.PATH_DEGENERATE, Role.PATH_MAXIMUM, Role.PATH_SADDLE, Role.PATH_MINIMUM)
    return [LineMark(np.vstack(by_role[role]), role) for role in order if role in by_role]


def _runs(branch: Branch) -> list[tuple[int, int, int]]:
    """Return stretches of one kind as (index, start, stop), each reaching to the next one's first point.

    A single degenerate point between two kinds, where a path passes an event, belongs to what follows it.
    """
    index = branch.index.copy()
    if not branch.is_line:
        for k in np.flatnonzero(index < 0):
            near = [int(branch.index[j]) for j in (k + 1, k - 1) if 0 <= j < len(index) and branch.index[j] >= 0]
            index[k] = near[0] if near else -1
    changes = [0, *(np.flatnonzero(np.diff(index)) + 1).tolist(), len(index)]
    return [
        (int(index[start]), start, min(stop + 1, len(index)))
        for start, stop in pairwise(changes)
    ]


def event_value(event: Event, span: float) -> float:
    """Return the value of the parameter at an event, as round as its error allows, or a millionth of the range."""
    unit = 10.0 ** math.ceil(math.log10(max(event.error, 1e-6 * span)))
    return float(round(event.parameter / unit) * unit) + 0.0


def event_words(event: Event, trace: Trace) -> str:
    """Return what happens at an event and at which value, such as "pitchfork a = 0"."""
    name = name_words(trace.formula.variables[-1])
    span = trace.upper[-1] - trace.lower[-1]
    sign = "≈" if event.error > 1e-3 * span else "="
    return f"{KIND_WORDS[event.kind]} {name} {sign} {number(event_value(event, span))}"


def event_tip(event: Event, trace: Trace, present: float | None = None) -> str:
    """Return what is known of an event, and that it is none of the `present` value's points, line by line."""
    span = trace.upper[-1] - trace.lower[-1]
    words = event_words(event, trace)
    said = [words[0].upper() + words[1:]]
    if present is not None and abs(present - event.parameter) > max(event.error, 1e-6 * span):
        name = name_words(trace.formula.variables[-1])
        said.append(f"now {name} = {number(present)}: no critical point of this picture is meant")
    said += [event.reason] if event.reason else []
    return "\n".join([*said, "followed by numbers, not proved"])


def present_points(trace: Trace, value: float) -> list[tuple[Floats, int]]:
    """Return where the paths are at a value of the parameter, shape (n,), and how many eigenvalues are negative there.

    By straight lines between their points: good to a pixel, no more.
    """
    found: list[tuple[Floats, int]] = []
    for branch in trace.branches:
        if branch.is_line:
            continue
        a = branch.points[:, -1] - value
        for k in np.flatnonzero((a[:-1] * a[1:] < 0.0) | (a[:-1] == 0.0)):
            share = a[k] / (a[k] - a[k + 1]) if a[k] != a[k + 1] else 0.0
            place = branch.points[k] + share * (branch.points[k + 1] - branch.points[k])
            found.append((place[:-1], int(max(branch.index[k], branch.index[k + 1]))))
    return found


def path_plot(trace: Trace, coordinate: int, value: float, size: tuple[float, float] = _USUAL) -> Figure:
    """Return the plot of one coordinate of the critical points over the parameter.

    Parameters
    ----------
    coordinate
        Which of the n variables goes up.
    value
        The present value of the parameter, a line.
    size
        Of the plot in pixels: where there is no room for the words beside an event there are none.
    """
    n = trace.formula.dimension - 1
    low, high = trace.lower[-1], trace.upper[-1]
    y_range = _heights(trace, coordinate)
    name = trace.formula.variables[-1]
    axes = Axes((low, high), y_range, name, trace.formula.variables[coordinate])
    marks: list[Mark] = list(path_lines(trace.branches, n, coordinate, n))
    marks.append(LineMark(np.array([[value, y_range[0]], [value, y_range[1]]]), Role.PRESENT))
    marks += [
        PointMark(value, float(x[coordinate]), kind_of(index, n), filled=False)
        for x, index in present_points(trace, value)
    ]
    taken: list[tuple[float, float, float]] = []
    texts: list[Mark] = []
    width, height = high - low, y_range[1] - y_range[0]
    drawn = (_samples(marks) - (low, y_range[0])) / (width, height)
    for event in trace.events:
        x, y = event.parameter, float(event.x[coordinate])
        marks.append(PointMark(x, y, EVENT, filled=False, tip=event_tip(event, trace, value)))
        place = (x - low) / width, (y - y_range[0]) / height
        words = event_words(event, trace)
        wide, high = (_LETTER * len(words) + _MARGIN) / size[0], _LINE / size[1]
        spot = _free_spot(place, (wide, high), drawn, taken)
        if spot is not None:
            taken.append((*spot, wide))
            texts.append(TextMark(low + spot[0] * width, y_range[0] + spot[1] * height, words, Role.NOTE))
    return Figure(axes, (*marks, *texts), caption=(f"Paths of the critical points over {name}",))


def _samples(marks: Sequence[Mark]) -> Floats:
    """Return points along lines, near each other, shape (k, 2)."""
    made = [np.empty((0, 2))]
    for mark in marks:
        if isinstance(mark, LineMark):
            between = np.linspace(mark.vertices[:-1], mark.vertices[1:], _BETWEEN).reshape(-1, 2)
            made.append(between[np.isfinite(between).all(axis=1)])
    return np.concatenate(made)


def _free_spot(
    place: tuple[float, float], size: tuple[float, float], drawn: Floats, taken: Sequence[tuple[float, float, float]]
) -> tuple[float, float] | None:
    """Return where words of this size stand beside an event: off its lines and off other words; None: there is no room.

    All are shares of the picture's sides; `taken` are places and widths.
    """
    half = np.array([0.5 * size[0], 0.5 * size[1]])
    best, least = None, math.inf
    for across, up in _ABOUT:
        spot = (
            min(max(place[0] + across * (half[0] + _AWAY), half[0]), 1.0 - half[0]),
            place[1] + up * (half[1] + max(2.0 * _AWAY, 0.35 * size[1])),
        )
        if not half[1] <= spot[1] <= 1.0 - half[1] or size[0] > 1.0:
            continue
        if any(abs(spot[0] - a) <= half[0] + 0.5 * wide and abs(spot[1] - b) <= size[1] for a, b, wide in taken):
            continue
        covered = float((np.abs(drawn - spot) < half).all(axis=1).sum())
        if covered < least:
            best, least = spot, covered
    return best


def _heights(trace: Trace, coordinate: int) -> tuple[float, float]:
    low, high = trace.lower[coordinate], trace.upper[coordinate]
    found = [branch.points[:, coordinate] for branch in trace.branches]
    if not found:
        return low, high
    values = np.concatenate(found)
    inside = values[(values >= low) & (values <= high)]
    if not len(inside) or float(np.ptp(inside)) < 1e-3 * (high - low):
        return low, high
    room = 0.12 * float(np.ptp(inside))
    return max(low, float(inside.min()) - room), min(high, float(inside.max()) + room)


@remembered(2)
def _lines_on_map(trace: Trace, across: int, up: int) -> tuple[LineMark, ...]:
    """Return the same lines for the same trace: while they stay, a picture need not be painted anew."""
    return tuple(path_lines(trace.branches, across, up, trace.formula.dimension - 1))


def with_paths(figure: Figure, trace: Trace, across: int, up: int, present: float | None = None) -> Figure:
    """Return the map with the paths below its glyphs and axes, projected along the other coordinates.

    Where they meet at some value of the parameter is marked above these, below the probe.

    Parameters
    ----------
    across, up
        Which variables the picture has on its axes.
    present
        The value of the parameter that the picture is of, for what is said of events at another one.
    """
    lines, events = _lines_on_map(trace, across, up), list[Mark]()
    for event in trace.events:
        x, y = float(event.x[across]), float(event.x[up])
        events.append(PointMark(x, y, EVENT, filled=False, tip=event_tip(event, trace, present)))
        height = figure.axes.y_range[1] - figure.axes.y_range[0]
        events.append(TextMark(x, y + 0.035 * height, event_words(event, trace), Role.NOTE))
    marks = figure.marks
    above = next((k for k, mark in enumerate(marks) if isinstance(mark, PointMark)), len(marks))
    first = next((k for k, mark in enumerate(marks[:above]) if isinstance(mark, _ABOVE_PATHS)), above)
    name = name_words(trace.formula.variables[-1])
    ends = f"{name} from {number(trace.lower[-1])} to {number(trace.upper[-1])}"
    note = f"Lines: the paths of the critical points for {ends}; traced, not proved."
    marks = (*marks[:first], *lines, *marks[first:above], *events, *marks[above:])
    return replace(figure, marks=marks, notes=(*figure.notes, note))


_ABOVE_PATHS = (GlyphsMark, LineMark, ArrowMark)


def said_of(trace: Trace) -> tuple[str, str]:
    """Return where det H = 0 on the paths as far as it was seen, and how many there are, a sentence each."""
    span = trace.upper[-1] - trace.lower[-1]
    name = name_words(trace.formula.variables[-1])
    count = sum(not branch.is_line for branch in trace.branches)
    ends = f"{name} from {number(trace.lower[-1])} to {number(trace.upper[-1])}"
    if not count:
        return f"No path of critical points was found for {ends}", ""
    more_paths = ", more are not followed" if trace.is_cut else ""
    paths = f"{count} path{'s' if count > 1 else ''} of critical points{more_paths}"
    ordered = sorted(trace.events, key=lambda event: event.parameter)
    known = [event for event in ordered if event.kind is not EventKind.UNDECIDED]
    open_ = [event for event in ordered if event.kind is EventKind.UNDECIDED]
    places = [f"{name} = {number(event_value(event, span))} ({KIND_WORDS[event.kind]})" for event in known]
    values = list(dict.fromkeys(f"{name} ≈ {number(event_value(event, span))}" for event in open_))
    said = [f"{words} {', '.join(shown[:4])}{', …' if len(shown) > 4 else ''}"
            for words, shown in (("det H = 0 at", places), ("undecided at", values)) if shown]  # fmt: skip
    where = "; ".join(said) or f"det H = 0 was seen nowhere on them for {ends}"
    return where, f"{paths}: traced, not proved"
