"""What a picture says of a critical point under the cursor: what it is, where exactly, how high, and whether proved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.critical_point import CriticalPoint
from hessview.analysis.critical_sets import CriticalSet
from hessview.explanations.critical_points import point_words, proof_words, set_words
from hessview.explanations.proofs import exact_words
from hessview.explanations.set_places import set_place_words
from hessview.figure.convex_rings import corners_of, is_held
from hessview.figure.marks import UNDECIDED, GlyphsMark, LineMark, PointMark, RegionMark
from hessview.figure.words import equated, name_words, place

if TYPE_CHECKING:
    from hessview.analysis.rough_places import RoughPlace
    from hessview.figure.marks import Figure

_NEAR, _NEAR_A_LINE = 8.0, 5.0
"""Pixels."""

_DIGITS = 6


def point_tip(figure: Figure, at: tuple[float, float], pixel: tuple[float, float]) -> str:
    """Return what is known of the glyph nearest to a place, else of a line or a region there; empty without any.

    Parameters
    ----------
    at
        In the picture's coordinates.
    pixel
        How much of x and of y one pixel is.
    """
    nearest, said = _NEAR, ""
    for mark in reversed(figure.marks):
        if isinstance(mark, GlyphsMark) and len(mark.places) and mark.subjects:
            with np.errstate(all="ignore"):
                apart = np.hypot(*((mark.places - at) / pixel).T)
            k = int(np.argmin(np.where(np.isnan(apart), np.inf, apart)))
            if apart[k] < nearest:
                nearest, subject = float(apart[k]), mark.subjects[k if len(mark.subjects) > 1 else 0]
                said = _words(subject, figure)
        elif isinstance(mark, PointMark) and mark.tip:
            away = math.hypot((mark.x - at[0]) / pixel[0], (mark.y - at[1]) / pixel[1])
            if away < nearest:
                nearest, said = away, mark.tip
    return said or _line_tip(figure, at, pixel) or _region_tip(figure, at, pixel)


def _line_tip(figure: Figure, at: tuple[float, float], pixel: tuple[float, float]) -> str:
    for mark in reversed(figure.marks):
        if isinstance(mark, LineMark) and mark.subject is not None:
            with np.errstate(all="ignore"):
                v = (mark.vertices - at) / pixel
                step = np.diff(v, axis=0)
                along = np.clip(-(v[:-1] * step).sum(axis=1) / (step * step).sum(axis=1), 0.0, 1.0)
                apart = np.hypot(*(v[:-1] + along[:, np.newaxis] * step).T)
            if np.nanmin(apart, initial=np.inf) < _NEAR_A_LINE:
                return _words(mark.subject, figure)
    return ""


def _region_tip(figure: Figure, at: tuple[float, float], pixel: tuple[float, float]) -> str:
    room = (3.0 * pixel[0], 3.0 * pixel[1])
    for mark in figure.marks:
        if not isinstance(mark, RegionMark) or mark.kind != UNDECIDED:
            continue
        if is_held(corners_of(mark.rings), at, room):
            return f"{mark.label.capitalize()}: {mark.tip}"
    return ""


def _words(subject: CriticalPoint | CriticalSet | RoughPlace, figure: Figure) -> str:
    if isinstance(subject, CriticalPoint):
        return "\n".join(_point_lines(subject))
    if isinstance(subject, CriticalSet):
        words = set_words(subject)
        names = [name_words(name) for name in figure.variables]
        where = exact_words(set_place_words(subject, names)) if names else ""
        value = "" if math.isnan(subject.value) else f"f {equated(subject.value, digits=_DIGITS)}"
        lines = [words[0].upper() + words[1:], *(line for line in (where, value) if line)]
        return "\n".join([*lines, "proved" if subject.proved else "recognised by numbers, not proved"])
    where = "" if subject.x is None else f"\nat {place(subject.x.tolist(), _DIGITS)}"
    return f"Not smooth: {subject.words}{where}"


def _point_lines(point: CriticalPoint) -> list[str]:
    words = point_words(point)
    where = place(point.x.tolist(), _DIGITS) if point.exact is None else exact_words(point.exact)
    value = f"f {equated(point.value, digits=_DIGITS)}"
    return [f"{words[0].upper()}{words[1:]}", f"at {where}", value, proof_words(point)]
