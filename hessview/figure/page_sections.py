"""The sections of a page: f along the principal axes through the probe with its model, and the dial."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.plane_form import plane_form
from hessview.analysis.sections import Line, fitting_window, line_along, principal_line, sections
from hessview.figure.dial import dial
from hessview.figure.sections import eigen_names, section_plot
from hessview.figure.words import name_words

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.landscapes.from_expression import ExpressionLandscape

SECTIONS_NOTE = (
    "Sections: f black, its quadratic model dashed violet, its tangent thin; the green bar below: where"
    " |f − model| ≤ {} of |g·v||t| + ½|vᵀHv|t²."
)
"""With a place for the share that is chosen."""


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
    name = landscape.formula.name
    made = []
    for section, (_, symbol, second) in zip(found, named, strict=True):
        plot = section_plot(section, symbol, second, name)
        made.append((replace(plot.figure, axes=replace(plot.figure.axes, x_label=f"t along {symbol}")), plot.title))
    if form is not None and len(made) < 3:
        critical, names = curvature.is_critical, _names(curvature, results)
        shown = dial(form, names, state.direction, is_critical=critical, gradient=curvature.gradient)
        made.append((shown.figure, shown.title[-1] if shown.title else ""))
    return tuple(made)


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
