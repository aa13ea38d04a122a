"""Newton's step from the probe and its target, beside the direction of steepest descent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.quadratic_model import NewtonStep, StepKind, newton_step
from hessview.figure.marks import TARGET, ArrowMark, Axes, Mark, PointMark, Role
from hessview.figure.probe_model import probe_model
from hessview.figure.probe_view import ProbeView, probe_view

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State

# Shares of the picture's side.
_DESCENT, _EDGE, _LEAST = 0.13, 0.03, 0.012

_WORDS = {
    StepKind.MINIMUM: "Newton step → model’s minimum",
    StepKind.MAXIMUM: "Newton step uphill → model’s maximum",
    StepKind.SADDLE: "Newton step → model’s saddle",
}


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the arrow of steepest descent, then Newton's to its target; nothing where the slope is zero or unknown.

    A target outside the picture is pointed at: the arrow ends at the edge and its label says so.
    """
    view = probe_view(results, axes)
    if view is None or view.is_level or not view.axes:
        return ()
    made: list[Mark] = []
    head = view.moved((-view.gradient[0], -view.gradient[1]), _DESCENT)
    if head is not None:
        made.append(ArrowMark(view.place, head, Role.DESCENT, "−∇f"))
    step = step_at_probe(results, view)
    if step is not None and step.step is not None:
        made += _arrow(step, view, results, axes)
    return tuple(made)


def step_at_probe(results: Results, view: ProbeView) -> NewtonStep | None:
    """Return Newton's step in the picture's plane; None where the model is not known."""
    model, curvature = probe_model(results), results.curvature
    if model is None or curvature is None or len(view.axes) != 2:
        return None
    signs = (view.axes[0].sign, view.axes[1].sign)
    return newton_step(model, signs, math.hypot(*np.atleast_1d(curvature.gradient_error)), curvature.tolerance)


def note(results: Results, axes: Axes) -> str:
    """Return why there is no Newton step, or that it goes uphill; empty otherwise."""
    view, curvature = probe_view(results, axes), results.curvature
    if view is None or not view.axes or curvature is None:
        return ""
    # Of more variables the picture's plane says nothing about all of the gradient and of H.
    whole = curvature.dimension == 2
    if view.is_level:
        if not math.isfinite(view.slope):
            return "∇f is too large for a number: there is no Newton step"
        if curvature.is_critical is True:
            return "∇f = 0: there is no step to take"
        where = "∇f = 0" if whole else "∇f has no part in this plane"
        return f"{where}{' within rounding' if np.any(curvature.gradient_error) else ''}: there is no step to take"
    step = step_at_probe(results, view)
    if step is None:
        return ""
    match step.kind:
        case StepKind.SINGULAR:
            within = "" if any(axis.is_zero for axis in view.axes) else " within rounding"
            where = f"{'' if whole else ' in this plane'}{within}"
            return f"H is singular{where}: there is no Newton step"
        case StepKind.TOO_LONG:
            return "the Newton step is too long for a number"
        case StepKind.NONE:
            return "the Newton step is too short for a number"
    if step.is_uphill:
        return f"{'' if whole else 'in this plane '}gᵀH⁻¹g < 0: the Newton step begins uphill"
    return "whether the Newton step begins uphill is within rounding error" if step.is_uphill is None else ""


def _arrow(step: NewtonStep, view: ProbeView, results: Results, axes: Axes) -> list[Mark]:
    model = probe_model(results)
    if model is None or step.step is None:
        return []
    dx, dy = (float(part) for part in model.in_plane(step.step[np.newaxis])[0])
    share = view.share((dx, dy))
    if not (math.isfinite(share) and share > 0.0):
        return []
    role = Role.NEWTON_WARNING if step.is_uphill else Role.NEWTON
    words = _WORDS[step.kind]
    if step.kind is StepKind.SADDLE and step.is_uphill:
        words = "Newton step uphill → model’s saddle"
    if results.curvature is not None and results.curvature.dimension > 2:
        words = f"{words} in this plane"
    x, y = view.place
    inside = _inside_share((dx, dy), view, axes)
    if inside >= 1.0:
        target = PointMark(x + dx, y + dy, TARGET, filled=False)
        # A step that is shorter than its own arrow's head is all target.
        return [ArrowMark(view.place, (x + dx, y + dy), role, words), target] if share > _LEAST else [target]
    if inside <= 0.0:
        return []
    return [ArrowMark(view.place, (x + inside * dx, y + inside * dy), role, f"{words}, off the picture")]


def _inside_share(step: tuple[float, float], view: ProbeView, axes: Axes) -> float:
    """Return which share of a step lies in the picture with a margin; 1 where all of it does."""
    share = 1.0
    sides = (axes.x_range, view.width), (axes.y_range, view.height)
    for place, part, ((low, high), size) in zip(view.place, step, sides, strict=True):
        if low <= place + part <= high or part == 0.0:
            continue
        end = high - _EDGE * size if part > 0.0 else low + _EDGE * size
        share = min(share, (end - place) / part)
    return share
