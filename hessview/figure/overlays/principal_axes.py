"""The principal axes of the Hessian at the probe, for a curve its osculating parabola."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.marks import Axes, LineMark, Mark, Role
from hessview.figure.probe_view import PrincipalAxis, ProbeView, probe_view
from hessview.figure.witness_lines import says_all, witness_marks
from hessview.figure.words import equated, subscript

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results
    from hessview.document.state import State

# Shares of the picture's side; lengths are half the axis.
_LONGEST = 0.17
_FLATTEST = 0.55
_SHORTEST_OF_PAIR = 0.4
_PARABOLA = 0.22

_ROLES = {-1: Role.AXIS_NEGATIVE, 0: Role.AXIS_ZERO, 1: Role.AXIS_POSITIVE}


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    """Return one line through the probe for each principal axis of the plane, the label at its first end.

    The longer axis belongs to the eigenvalue of greater size, the other is shorter by the root of their ratio; both
    grow with the second derivative relative to the range of f in the picture and stay long enough to be seen. Where
    both eigenvalues are the same, every direction is one: a circle. Where curves show what the Hessian leaves open,
    they take the place of the axes that tell nothing.
    """
    formula, curvature = results.formula, results.curvature
    if formula is not None and formula.dimension == 1 and curvature is not None:
        return _parabola(curvature, axes)
    view = probe_view(results, axes)
    if view is None or not view.axes:
        return ()
    largest = max(abs(axis.eigenvalue) for axis in view.axes)
    shown = view.axes
    curves = witness_marks(state, results, axes)
    if view.is_repeated:
        return () if curves else _circle(view, largest)
    if curves:
        shown = () if says_all(curves) else tuple(axis for axis in shown if axis.sign != 0)
    made = (_line(axis, view, largest, k + 1) for k, axis in enumerate(view.axes) if axis in shown)
    return tuple(mark for mark in made if mark is not None)


def _circle(view: ProbeView, largest: float) -> tuple[Mark, ...]:
    """Return the unit vectors of all directions, scaled: a circle in R^n."""
    axis, basis = view.axes[0], np.array([each.direction for each in view.axes])
    share = _share(axis, view, largest)
    radius = share / max(view.share(each.direction) for each in view.axes)
    turn = np.linspace(0.0, 2.0 * np.pi, 65)
    ring = np.array(view.place) + radius * np.column_stack([np.cos(turn), np.sin(turn)]) @ basis
    if not np.isfinite(ring).all():
        return ()
    names = " = ".join(f"{symbol(view)}{subscript(k)}" for k in (1, 2))
    return (LineMark(ring, _ROLES[axis.sign], f"{names} {_value(axis)}"),)


def _share(axis: PrincipalAxis, view: ProbeView, largest: float) -> float:
    """Return half the length of an axis as a share of the picture's side."""
    share = _LONGEST * _SHORTEST_OF_PAIR
    if largest > 0.0 and axis.sign != 0:
        bend = largest * math.sqrt(view.width) * math.sqrt(view.height) / view.rise
        bend *= math.sqrt(view.width) * math.sqrt(view.height)
        filling = 1.0 if math.isinf(bend) else bend / (1.0 + bend)
        ratio = max(_SHORTEST_OF_PAIR, math.sqrt(abs(axis.eigenvalue) / largest))
        share = _LONGEST * (_FLATTEST + (1.0 - _FLATTEST) * filling) * ratio
    return share


def symbol(view: ProbeView) -> str:
    """Return what the eigenvalues are called: λ those of all of H, μ those of a mere slice, as on the dial."""
    return "λ" if view.axes[0].index else "μ"


def _line(axis: PrincipalAxis, view: ProbeView, largest: float, index: int) -> LineMark | None:
    share = _share(axis, view, largest)
    x, y = axis.direction
    end, other = view.moved((x, y), share), view.moved((-x, -y), share)
    if end is None or other is None:
        return None
    return LineMark(np.array([other, end]), _ROLES[axis.sign], f"{symbol(view)}{subscript(index)} {_value(axis)}")


def _value(axis: PrincipalAxis) -> str:
    """Return what an eigenvalue is: near zero where it cannot be told from it."""
    if axis.sign == 0:
        return "= 0" if axis.is_zero else "≈ 0"
    return equated(axis.eigenvalue)


def _parabola(curvature: Curvature, axes: Axes) -> tuple[Mark, ...]:
    """Return the parabola with the value, slope and second derivative of the curve at the probe."""
    x, value = float(curvature.point[0]), float(curvature.value)
    slope, second = float(curvature.gradient[0]), float(curvature.hessian[0, 0])
    if not all(map(math.isfinite, (value, slope, second))):
        return ()
    low, high = axes.y_range
    d = np.linspace(-_PARABOLA, _PARABOLA, 97) * (axes.x_range[1] - axes.x_range[0])
    with np.errstate(all="ignore"):
        heights = value + d * (slope + 0.5 * second * d)
    margin = high - low
    heights[(heights < low - margin) | (heights > high + margin)] = np.nan
    inertia = curvature.inertia
    sign = 1 if inertia.positive else -1 if inertia.negative else 0
    return (LineMark(np.column_stack([x + d, heights]), _ROLES[sign]),)
