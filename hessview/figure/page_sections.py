"""The sections of a page: f along the principal axes through the probe with its model, and the dial."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.plane_form import plane_form
from hessview.analysis.sections import Line, fitting_window, line_along, principal_line, sections
from hessview.figure.dial import REACH, dial
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

_FREE, _BESIDE = (*range(-90, -9, 5), *range(10, 171, 5)), 0.2
"""Angles at which the circle of zero can be named, and how far 0 is from it."""

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
        made.append((_with_scale(shown.figure, form, state.direction), dial_title(form)))
    return tuple(made)


def _with_scale(figure: Figure, form: PlaneForm, direction: float | None) -> Figure:
    """Return the dial with a circle at the greatest |dᵀHd|, which its title names, and the circle of zero named."""
    if not any(form.signs):
        return figure
    turn = np.linspace(-math.pi, math.pi, 91)
    ring = LineMark((1.0 + REACH) * np.column_stack([np.cos(turn), np.sin(turn)]), Role.LEVEL)
    if form.zeros:
        return replace(figure, marks=(ring, *figure.marks))
    drawn = [*form.angles, *(() if direction is None else (direction,))]
    angle = max(_FREE, key=lambda angle: min(abs(math.remainder(angle - other, 180.0)) for other in drawn))
    a = math.radians(angle)
    zero = TextMark((1.0 - _BESIDE) * math.cos(a), (1.0 - _BESIDE) * math.sin(a), "0")
    return replace(figure, marks=(ring, *figure.marks, zero))


def dial_title(form: PlaneForm) -> str:
    """Return the title of a page's dial, which says what its outer circle is: beside an axis it would seem its λ."""
    title = "dᵀHd for every d"
    return f"{title}   outer circle: {number(max(map(abs, form.eigenvalues)))}" if any(form.signs) else title


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
