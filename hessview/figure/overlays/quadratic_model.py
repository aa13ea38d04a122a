"""The level curves of the second-order Taylor model at the probe, and where the model is near f."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.quadratic_model import level_curves
from hessview.figure.exact_model import EXACT
from hessview.figure.marks import AreaMark, Axes, LineMark, Mark, Role
from hessview.figure.probe_model import is_quadratic, probe_model, reach
from hessview.figure.probe_view import probe_view
from hessview.figure.words import share_words

if TYPE_CHECKING:
    from hessview.analysis.fields.sampling import FieldAnswer
    from hessview.analysis.quadratic_model import QuadraticModel
    from hessview.compute.results import Results
    from hessview.document.state import State

_APART = 0.022
"""Of the picture's side: nearer to each other lines of dashes are a thicket."""

_SMALLEST = 0.03
"""Half the size of the smallest ellipse that is seen as one, of the picture's side."""

_MOST = 3
"""Levels of the map that are drawn above the probe's own, and below: those that are nearest to it."""


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    """Return the region of trust, then the model's curves at levels of the map near the probe's; nothing for n = 1.

    They are levels of the map, so that both curves can be compared where f takes them, too; and the probe's own. Of a
    definite H whose centre is in the picture one ellipse at least is whole.
    """
    model, plane, curvature = probe_model(results), results.slice, results.curvature
    if model is None or plane is None or curvature is None:
        return ()
    place = plane.to_plane(curvature.point.tolist())
    ranges = reach(model, place, axes)
    made: list[Mark] = []
    trusted = results.trust
    if trusted is not None and len(trusted.rings):
        made.append(AreaMark(trusted.rings, Role.TRUST, region_words(state.appearance.trust)))
        if len(trusted.border):
            made.append(LineMark(trusted.border, Role.TRUST))
    curves = [curve for curve in level_curves(model, model_levels(results, axes), ranges) if len(curve)]
    if curves:
        gap = np.full((1, 2), np.nan)
        joined = np.concatenate([part for curve in curves for part in (gap, curve)][1:])
        words = EXACT if results.formula is not None and is_quadratic(results.formula) else ""
        made.append(LineMark(model.in_plane(joined) + np.array(place), Role.MODEL, words))
    return tuple(made)


def model_levels(results: Results, axes: Axes) -> tuple[float, ...]:
    """Return the levels whose curves of the model are drawn, ascending; empty where there is none."""
    model, plane, curvature = probe_model(results), results.slice, results.curvature
    if model is None or plane is None or curvature is None:
        return ()
    view = probe_view(results, axes)
    share = 0.0 if view is None else view.share(tuple(model.basis[:, 1 - model.flat_axis].tolist()))
    levels = _levels(model, results.field, share)
    ring = fitting_ring(model, plane.to_plane(curvature.point.tolist()), axes)
    if ring is not None and not any(ring[1] <= abs(level - ring[0]) <= ring[2] for level in levels):
        levels.append(ring[0] + math.copysign(0.5 * ring[2], float(model.eigenvalues[0])))
    return tuple(sorted(levels))


def fitting_ring(model: QuadraticModel, place: tuple[float, float], axes: Axes) -> tuple[float, float, float] | None:
    """Return the model's value at its centre, and how far from it the values of whole, visible ellipses are.

    None where H is not definite, or the centre is not in the picture.
    """
    lam = model.eigenvalues
    if not (lam.all() and (lam > 0.0).all() == (lam > 0.0).any()):
        return None
    with np.errstate(all="ignore"):
        y = -model.gradient / lam
        centre = model.in_plane(y[np.newaxis])[0] + np.array(place)
        # Half the sides of the upright box around the ellipse on which m is off its centre's value by 1.
        half = np.sqrt((model.basis * model.basis) @ (2.0 / np.abs(lam)))
        sides = np.array([axes.x_range, axes.y_range])
        room = np.minimum(centre - sides[:, 0], sides[:, 1] - centre)
        most = float(np.min(room / half))
        least = _SMALLEST * float(np.max((sides[:, 1] - sides[:, 0]) / half))
        height = float(model.values(y[np.newaxis])[0])
    numbers = (height, least * least, most * most)
    return numbers if (room > 0.0).all() and least < most and all(map(math.isfinite, numbers)) else None


def region_words(share: float) -> str:
    """Return what a legend calls the region in which the model is near f: relative to what, and how near."""
    return f"as far as |f − m| ≤ {share_words(share)} of |∇f||d| + ½‖H‖|d|²"


def region_note(share: float) -> str:
    """Return the whole rule of the region, for captions."""
    return f"Hatched: in each direction from the probe {region_words(share)}, a bound on how much m changes over d."


def _levels(model: QuadraticModel, field: FieldAnswer | None, share: float) -> list[float]:
    """Return the probe's level and the nearest of the map's that are told apart from each other.

    Parameters
    ----------
    share
        Of the picture's side, of a unit along the steeper axis.
    """
    known = [] if field is None else [level.value for level in field.levels]
    known = [level for level in known if math.isfinite(level) and level != model.value]
    known.sort(key=lambda level: abs(level - model.value))
    last, count = {True: 0.0, False: 0.0}, {True: 0, False: 0}
    chosen = [model.value]
    for level in known:
        place, is_above = _way(model, abs(level - model.value)) * share, level > model.value
        if place - last[is_above] >= _APART and count[is_above] < _MOST:
            chosen.append(level)
            last[is_above] = place
            count[is_above] += 1
    return chosen


def _way(model: QuadraticModel, rise: float) -> float:
    """Return how far the model takes to rise or fall by so much where it is steepest: g t + ||H|| t^2 / 2 = rise."""
    root = math.sqrt(model.slope * model.slope + 2.0 * model.bend * rise)
    return 2.0 * rise / (model.slope + root) if root > 0.0 else math.inf
