"""What has to be said about the overlays at the probe, beside what they draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.marks import LineMark, Role
from hessview.figure.probe_view import ProbeView, probe_view
from hessview.figure.words import name_words, share_words

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Axes, Figure

_RING, _FLATTENED = 8, 1.1
_OBLIQUE = math.sin(math.radians(5.0))
_AXES = frozenset({Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO})


def probe_notes(state: State, results: Results, axes: Axes) -> tuple[str, ...]:
    """Return what to know about the overlays that are shown; nothing on graphs."""
    view, shown = probe_view(results, axes), state.appearance.overlays
    if view is None or not view.axes:
        return ()
    said: list[str] = []
    if "principal-axes" in shown and view.is_repeated:
        words = "every direction is a principal axis"
        said.append(f"λ₁ = λ₂: {words}" if view.axes[0].index else f"in this plane {words}")
    if "principal-axes" in shown and not view.axes[0].index:
        said.append("μ₁, μ₂: eigenvalues of the plane’s 2 × 2 block of H")
    if "newton-step" in shown:
        from hessview.figure.overlays import newton_step

        said.append(newton_step.note(results, axes))
    if "quadratic-model" in shown:
        from hessview.figure.overlays import quadratic_model
        from hessview.figure.probe_model import probe_model

        model = probe_model(results)
        has_whole = model is not None and quadratic_model.fitting_ring(model, view.place, axes) is not None
        said.append(_about_model(view, results, state.appearance.trust, has_whole=has_whole))
    return tuple(words for words in said if words)


def _about_model(view: ProbeView, results: Results, trust: float, *, has_whole: bool) -> str:
    signs = {axis.sign for axis in view.axes}
    trusted = results.trust
    if signs == {0} and view.is_level and math.isfinite(view.slope) and results.curvature is not None:
        is_exact = all(axis.is_zero for axis in view.axes) and view.slope == 0.0
        within = "" if is_exact and not np.any(results.curvature.gradient_error) else " within rounding"
        if not view.axes[0].index:
            return f"the quadratic model is constant in this plane{within}"
        return f"∇f = 0 and H = 0{within}: the quadratic model is constant"
    if trusted is not None and not len(trusted.rings):
        return f"nowhere near the probe is |f − m| ≤ {share_words(trust)} of |∇f||d| + ½‖H‖|d|²"
    if len(signs) == 1 and 0 not in signs and not view.is_repeated:
        whole = "ellipses are" if has_whole else "curves are parts of ellipses,"
        return f"the model’s {whole} longest along the smallest |λ|, where f bends least"
    return ""


def oblique_note(figure: Figure, pixel_size: tuple[float, float]) -> str:
    """Return why perpendicular axes do not look it; empty where they do, and where none are drawn.

    Parameters
    ----------
    pixel_size
        How much of x and of y one pixel is.
    """
    if figure.axes.is_graph:
        return ""
    lines = [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role in _AXES]
    if any(len(mark.vertices) > _RING for mark in lines):
        return _flattened(figure, pixel_size)
    if len(figure.principal) != 2 or not any(len(mark.vertices) == 2 for mark in lines):
        return ""
    (ax, ay), (bx, by) = ((x / pixel_size[0], y / pixel_size[1]) for x, y in figure.principal)
    size = math.hypot(ax, ay) * math.hypot(bx, by)
    if not (0.0 < size < math.inf) or abs(ax * bx + ay * by) <= _OBLIQUE * size:
        return ""
    x, y = name_words(figure.axes.x_label), name_words(figure.axes.y_label)
    return f"axes look oblique: {x} and {y} differ in scale (Ctrl+U)"


def _flattened(figure: Figure, pixel_size: tuple[float, float]) -> str:
    """Return why a circle of directions looks like an ellipse; empty where it does not."""
    if not (min(pixel_size) > 0.0 and max(pixel_size) < _FLATTENED * min(pixel_size)):
        x, y = name_words(figure.axes.x_label), name_words(figure.axes.y_label)
        return f"the circle looks like an ellipse: {x} and {y} differ in scale (Ctrl+U)"
    return ""
