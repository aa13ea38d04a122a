"""The pictures of sections: f along a line with its model and tangent and what lies between; the line on the map."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import AreaMark, Axes, Figure, LineMark, Mark, PointMark, Role
from hessview.figure.words import NEAR_ZERO, equated, number, subscript

if TYPE_CHECKING:
    from hessview.analysis.sections import Section
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

_HEADROOM, _MODEL_ROOM = 0.07, 0.5
"""Of the range of f in the picture: the room around it, and how far beyond it the model is followed."""

_FARTHEST = 7e307
"""Twice as much, with the room around it, is a number yet."""

_LEAST_SPAN, _LARGEST = 1e-300, sys.float_info.max

_F, _MODEL, _BAR = 1.0, 2.4, 4.0
"""The model is seen beside f where both are the same; how far it holds is a bar on the axis of t."""

_CENTRAL, _POLE, _EVEN = 0.04, 4.0, 129
"""Where all of f is so many times higher than f without this part of it at either end, f is cut there."""


@dataclass(frozen=True, eq=False)
class SectionPlot:
    """One section as a picture, and what is said above it.

    Attributes
    ----------
    figure
        The picture; its caption says the same.
    title
        Along what, and the second derivative there.
    sayings
        How far f and the model are apart, from the fullest words to the shortest.
    """

    figure: Figure
    title: str
    sayings: tuple[str, ...]


def section_plot(
    section: Section, symbol: str, second: str, name: str, note: str = "", *, is_exact: bool = False
) -> SectionPlot:
    """Return the picture of a section.

    Parameters
    ----------
    symbol
        What the direction is called: ``v₁``.
    second
        What the second derivative along it is called: ``λ₁``.
    name
        Of the function.
    note
        What else the title is to say.
    is_exact
        Whether f is a polynomial of second degree at most: then its model is f, and what parts them is rounding.
    """
    low, high = heights(section)
    axes = Axes(
        (-section.window, section.window), (low, high), f"t (unit of length along {symbol})", name, is_graph=True
    )
    margin = high - low
    far = max(low - margin, -_LARGEST), min(high + margin, _LARGEST)
    model, tangent = (_near(curve, *far) for curve in (section.model, section.tangent))
    marks: list[Mark] = []
    rings = _between(section.t, np.clip(section.f, *far), np.clip(section.model, *far))
    if len(rings) and not section.is_rounding:
        marks.append(AreaMark(rings, Role.DIFFERENCE))
    if not math.isnan(section.line.slope):
        marks.append(LineMark(np.column_stack([section.t, tangent]), Role.TANGENT))
    if not math.isnan(section.line.second):
        marks.append(LineMark(np.column_stack([section.t, model]), Role.MODEL, weight=_MODEL))
    # Not cut at the frame: a curve that leaves the picture leaves it steeply, not at its last sample inside.
    marks.append(LineMark(np.column_stack([section.t, section.f]), Role.CURVE, weight=_F))
    if section.trusted is not None:
        marks.append(LineMark(np.array([[t, low] for t in section.trusted]), Role.REACH, weight=_BAR))
    if math.isfinite(section.line.value):
        marks.append(PointMark(section.at, section.line.value, "probe"))
    title = f"{symbol}   {second} {second_words(section.line.sign, section.line.second)}{f', {note}' if note else ''}"
    sayings = difference_words(section, name, is_exact=is_exact)
    return SectionPlot(Figure(axes, tuple(marks), caption=(title, sayings[0])), title, sayings)


def second_words(sign: int | None, second: float) -> str:
    """Return what the second derivative along a line is: ``≈ 0`` where it cannot be told from it."""
    if sign is None:
        return "undefined"
    if sign == 0:
        return "= 0" if second == 0.0 else NEAR_ZERO
    return equated(second)


def difference_words(section: Section, name: str = "f", *, is_exact: bool = False) -> tuple[str, ...]:
    """Return how far f and the model are apart in the window, from the fullest words to the shortest."""
    largest = section.largest
    if largest is None:
        if not np.isfinite(section.f).any():
            return (f"{name} has no value at all {len(section.f)} samples", f"{name} has no value here", "no value")
        return ("no model: H is undefined at the probe", "no model here", "no model")
    t, apart = largest
    samples = f"{section.compared} samples"
    missing = int((~np.isfinite(section.f)).sum())
    gaps = f"; {name} has no value at {missing} more" if missing else ""
    if section.is_rounding and is_exact and not missing:
        words = f"{name} = model"
        return (f"{words}: {name} is a polynomial of second degree", f"{words} exactly", words)
    if section.is_rounding:
        size = number(abs(apart), 2)
        if apart == 0.0:
            words = f"{name} = model at {samples}"
            return (f"{words}{gaps}", words, f"{name} = model (sampled)")
        return (
            f"{name} = model within {size} at {samples}: no more than rounding can be{gaps}",
            f"{name} = model within {size}: may be rounding",
            f"{name} = model ± {size} (sampled)",
        )
    where, size = number(t, 3), number(abs(apart), 3)
    side = "higher" if apart > 0.0 else "lower"
    return (
        f"{name} and its model differ by up to {size} over {samples}, most at t = {where}: {name} is {side}{gaps}",
        f"{name} and its model differ by up to {size} over {samples}, at t = {where}",
        f"differ by up to {size} over {samples}, at t = {where}",
        f"up to {size} apart at {samples}",
        f"≤ {size} apart (sampled)",
    )


def reading_words(section: Section, t: float, f: float, name: str = "f") -> tuple[str, ...]:
    """Return what is read at t: t, f, the model and the difference, each as a line."""
    model = section.model_at(t)
    apart = f - model
    return (
        f"t {equated(t, digits=3)}",
        f"{name} {equated(f, digits=5)}",
        f"model {equated(model, digits=5)}",
        f"{name} − model {equated(apart, digits=3)}",
    )


def heights(section: Section) -> tuple[float, float]:
    """Return the vertical range: that of f without its poles, some of the model, and the probe, with some room."""
    f = section.f[np.isfinite(section.f)]
    shown = f if len(f) else section.model[np.isfinite(section.model)]
    if not len(shown):
        return -1.0, 1.0
    low, high = float(np.min(shown)), float(np.max(shown))
    with np.errstate(all="ignore"):
        least, most = np.quantile(_evenly(section, shown), [_CENTRAL, 1.0 - _CENTRAL]).tolist()
    if high / 2 - low / 2 > _POLE * (most / 2 - least / 2) > 0.0:
        low, high = max(low, 2 * least - most), min(high, 2 * most - least)
    model = section.model[np.isfinite(section.model)]
    if len(model):
        room = _MODEL_ROOM * (high - low)
        low, high = min(low, max(float(np.min(model)), low - room)), max(high, min(float(np.max(model)), high + room))
    if math.isfinite(section.line.value):
        low, high = min(low, section.line.value), max(high, section.line.value)
    if high / 2 - low / 2 > _FARTHEST:
        low, high = max(low, -_FARTHEST), min(high, _FARTHEST)
    span, size = high - low, max(abs(low), abs(high))
    room = _HEADROOM * span
    if span <= max(1e-9 * size, _LEAST_SPAN):
        room = max(0.1 * size, _LEAST_SPAN) if size else 1.0
    return max(low - room, -_LARGEST), min(high + room, _LARGEST)


def _evenly(section: Section, shown: Floats) -> Floats:
    """Return what is known of f at even steps of t: by a pole it was asked more often; else `shown`."""
    even = np.searchsorted(section.t, np.linspace(-section.window, section.window, _EVEN))
    f = section.f[np.minimum(even, len(section.t) - 1)]
    f = f[np.isfinite(f)]
    return f if len(f) else shown


def eigen_names(index: int) -> tuple[str, str]:
    """Return what the eigenvector with this index (from 0) and its eigenvalue are called."""
    return f"v{subscript(index + 1)}", f"λ{subscript(index + 1)}"


def with_direction(figure: Figure, basis: Floats, plane: Slice, angle: float, window: float) -> Figure:
    """Return the map with the line on which the chosen section lies, as long as the section, below the probe.

    Parameters
    ----------
    basis
        Orthonormal rows of the picture's plane, shape (2, n).
    angle
        Of the section, in degrees.
    window
        Half its length.
    """
    place = next((mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind == "probe"), None)
    if place is None:
        return figure
    D = np.array(plane.directions)
    a = math.radians(angle)
    v = math.cos(a) * basis[0] + math.sin(a) * basis[1]
    with np.errstate(all="ignore"):
        across = np.linalg.lstsq(D.T, v, rcond=None)[0] * window
        ends = np.array([place.x, place.y]) + np.array([[-1.0], [1.0]]) * across
    if not np.isfinite(ends).all():
        return figure
    line = LineMark(ends, Role.DIRECTION)
    return replace(figure, marks=(*(mark for mark in figure.marks if mark is not place), line, place))


def _near(curve: Floats, low: float, high: float) -> Floats:
    """Return a curve as far as it is near the picture: what is far off is a huge number of pixels away."""
    with np.errstate(invalid="ignore"):
        return np.where((curve >= low) & (curve <= high), curve, np.nan)


def _between(t: Floats, first: Floats, second: Floats) -> Floats:
    """Return closed rings around what lies between two curves, each ended by a row of nan; shape (k, 2)."""
    known = np.isfinite(first) & np.isfinite(second)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    rings: list[Floats] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start > 1:
            part = slice(start, end)
            there = np.column_stack([t[part], first[part]])
            back = np.column_stack([t[part], second[part]])[::-1]
            rings += [there, back, there[:1], np.full((1, 2), np.nan)]
    return np.concatenate(rings) if rings else np.empty((0, 2))
