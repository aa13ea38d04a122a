"""The sections of a page: f along the principal axes through the probe with its model, and the dial."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.plane_form import plane_form
from hessview.analysis.sections import Line, fitting_window, line_along, principal_line, sections
from hessview.figure.dial import REACH, WIDTH, dial
from hessview.figure.marks import LineMark, Role, TextMark
from hessview.figure.probe_model import is_quadratic
from hessview.figure.sections import eigen_names, section_plot
from hessview.figure.words import name_words, number, share_words

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.plane_form import PlaneForm
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.landscapes.from_expression import ExpressionLandscape

_FREE, _BESIDE, _CLEAR = (*range(-90, -9, 5), *range(10, 171, 5)), 0.2, 0.05
"""Angles at which the dial's scale can be written, how far 0 is from its circle, and the other number from its own."""

_LETTER, _LINE = 0.26, 0.44
"""Width of a letter and height of a line on a small dial, in radii of its circle of zero."""

SECTIONS_NOTE = (
    "Sections: f black, its quadratic model dashed violet, its tangent thin; the green bar below: from the probe as far"
    " as |f − model| ≤ {} of |g·v||t| + ½|vᵀHv|t²."
)
"""With a place for the share that is chosen."""

_DIAL = "Dial: dᵀHd for every unit direction d{}, outside the circle positive, inside negative{}."
_IS_CURVATURE, _IS_NONE = "; ∇f = 0, so it is the curvature of the surface", "; not the surface’s curvature, as ∇f ≠ 0"


def section_notes(state: State, results: Results) -> tuple[str, ...]:
    """Return what sections and dial of a page show, a sentence each."""
    curvature, plane = results.curvature, results.slice
    made = (SECTIONS_NOTE.format(share_words(state.appearance.trust)),)
    if curvature is None or plane is None or curvature.dimension == 1:
        return made
    form = plane_form(curvature, plane.directions)
    if form is None:
        return made
    if state.direction is not None:
        across, _ = _names(curvature, results)
        angle = number(round(state.direction, 1), 4)
        return (*made, f"d: the unit direction at {angle}° from {across}, dᵀHd the second derivative of f along it.")
    where = "" if curvature.dimension == len(plane.directions) else " in the plane of the picture"
    known = {True: _IS_CURVATURE, False: _IS_NONE, None: ""}[curvature.is_critical]
    return (*made, _DIAL.format(where, f"{', 0 where dotted' if form.zeros else ''}{known}"))


def section_figures(
    state: State, results: Results, landscape: ExpressionLandscape
) -> tuple[tuple[Figure, str], ...]:
    """Return each section with its title, then the dial; empty where nothing is known at the probe."""
    curvature, plane = results.curvature, results.slice
    if curvature is None or plane is None or not math.isfinite(float(curvature.value)):
        return ()
    named = _lines(curvature)
    form = None if curvature.dimension == 1 else plane_form(curvature, plane.directions)
    if state.direction is not None and form is not None:
        named.append((line_along(curvature, form.direction(state.direction)), "d", "dᵀHd"))
    lines = [line for line, _, _ in named]
    side = state.view.width if curvature.dimension == 1 else min(state.view.width, state.view.height)
    trust = state.appearance.trust
    window = fitting_window(landscape, curvature, lines, side, trust)
    found = sections(landscape, curvature, lines, window, trust=trust)
    name, is_exact = landscape.formula.name, is_quadratic(landscape.formula)
    made = []
    for section, (_, symbol, second) in zip(found, named, strict=True):
        plot = section_plot(section, symbol, second, name, is_exact=is_exact)
        title = plot.title
        if symbol == "d" and state.direction is not None:
            title = title.replace("d", f"d at {number(round(state.direction, 1), 4)}°", 1)
        made.append((replace(plot.figure, axes=replace(plot.figure.axes, x_label=f"t along {symbol}")), title))
    if form is not None:
        critical, names = curvature.is_critical, _names(curvature, results)
        shown = dial(form, names, state.direction, is_critical=critical, gradient=curvature.gradient)
        made.append((_with_scale(shown.figure, form, state.direction), "dᵀHd for every d"))
    return tuple(made)


def _with_scale(figure: Figure, form: PlaneForm, direction: float | None) -> Figure:
    """Return the dial with its scale: the circle of zero named, and a circle at the greatest |dᵀHd|."""
    size = max(map(abs, form.eigenvalues))
    if not any(form.signs):
        return figure
    turn = np.linspace(-math.pi, math.pi, 91)
    ring = LineMark((1.0 + REACH) * np.column_stack([np.cos(turn), np.sin(turn)]), Role.LEVEL)
    drawn = [*form.angles, *form.zeros, *(() if direction is None else (direction,))]
    words = [mark for mark in figure.marks if isinstance(mark, TextMark)]
    said = number(size)

    def room(angle: int) -> tuple[float, float]:
        """How far the number is from other words, what is far enough being all the same, and from lines."""
        named = _scale_word(angle, said)
        apart = min(_apart(named, word) for word in words)
        inside = WIDTH - abs(named.x) - 0.5 * _LETTER * len(said)
        return min(apart, inside, 0.5 * _LETTER), min(abs(math.remainder(angle - other, 180.0)) for other in drawn)

    angle = max(_FREE, key=room)
    scale = [_scale_word(angle, said)]
    if not form.zeros:
        a = math.radians(angle)
        scale.append(TextMark((1.0 - _BESIDE) * math.cos(a), (1.0 - _BESIDE) * math.sin(a), "0"))
    return replace(figure, marks=(ring, *figure.marks, *scale))


def _scale_word(angle: int, said: str) -> TextMark:
    """Return the number of the outer circle, right outside it at an angle in degrees."""
    a, clear = math.radians(angle), 1.0 + REACH + _CLEAR
    c, s = math.cos(a), math.sin(a)
    half = 0.5 * _LETTER * len(said), 0.5 * _LINE
    # As near as its box is outside the circle.
    far = next(
        far for far in np.arange(clear, clear + 2.0 * sum(half), 0.02).tolist()
        if math.hypot(max(abs(far * c) - half[0], 0.0), max(abs(far * s) - half[1], 0.0)) >= clear
    )  # fmt: skip
    return TextMark(far * c, far * s, said)


def _apart(one: TextMark, other: TextMark) -> float:
    """Return how far two words on a small dial are apart, less than 0 where they overlap."""
    across = abs(one.x - other.x) - 0.5 * _LETTER * (len(one.text) + len(other.text))
    return max(across, abs(one.y - other.y) - _LINE)


def _lines(curvature: Curvature) -> list[tuple[Line, str, str]]:
    n = curvature.dimension
    if not np.isfinite(curvature.eigenvectors).all():
        return [(line_along(curvature, np.eye(n)[k]), f"e{'₁₂'[k]}", "f″") for k in range(min(n, 2))]
    return [(principal_line(curvature, k), *eigen_names(k)) for k in ((0,) if n == 1 else (0, n - 1))]


def _names(curvature: Curvature, results: Results) -> tuple[str, str]:
    """Return the names of the picture's axes."""
    axes = None if results.slice is None else results.slice.axes
    if axes is None or axes[1] is None:
        return "s", "t"
    return name_words(curvature.variables[axes[0]]), name_words(curvature.variables[axes[1]])
