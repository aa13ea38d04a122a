"""What is drawn over the landscape, at the probe or all over it: one file an overlay, one row of this table each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.figure.overlays import critical_points, definiteness, gradient, newton_uphill, principal_axes

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Axes, Mark


@dataclass(frozen=True)
class Overlay:
    """One overlay.

    Attributes
    ----------
    name
        What a document stores in `Appearance.overlays`.
    label
        What a menu calls it.
    tip
        One sentence that says what it shows.
    marks
        Makes its marks, back to front, from the state, what is known about it, and the picture's frame.
    is_map
        Whether it shows something of the whole picture and lies under what follows the probe.
    depth
        Of what follows the probe: the lower, the farther back.
    """

    name: str
    label: str
    tip: str
    marks: Callable[[State, Results, Axes], tuple[Mark, ...]]
    is_map: bool = False
    depth: int = 4


# Overlays that nobody sees at first are loaded when somebody does.


def _gradient_field(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    from hessview.figure.overlays.gradient_field import marks

    return marks(state, results, axes)


def _gradient_turns(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    from hessview.figure.overlays.gradient_turns import marks

    return marks(state, results, axes)


def _level_curve(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    from hessview.figure.overlays.level_curve import marks

    return marks(state, results, axes)


def _newton_step(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    from hessview.figure.overlays.newton_step import marks

    return marks(state, results, axes)


def _quadratic_model(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:
    from hessview.figure.overlays.quadratic_model import marks

    return marks(state, results, axes)


OVERLAYS: tuple[Overlay, ...] = (
    Overlay(
        "principal-axes",
        "Principal Axes",
        "The directions of greatest and least second derivative; solid where f bends up, dashed where it bends down.",
        principal_axes.marks,
    ),
    Overlay(
        "gradient",
        "Gradient",
        "The direction of steepest ascent, across the level lines; longer where f is steeper.",
        gradient.marks,
    ),
    Overlay(
        "definiteness",
        "Definiteness",
        "Where the Hessian is positive definite, negative definite or indefinite, and the curve det H = 0.",
        definiteness.marks,
        is_map=True,
    ),
    Overlay(
        "newton-uphill",
        "Newton Goes Uphill",
        "Where a step of Newton’s method begins uphill: where gᵀH⁻¹g is negative.",
        newton_uphill.marks,
        is_map=True,
    ),
    Overlay(
        "critical-points",
        "Critical Points",
        "Every critical point of the view, by kind; hollow where it is not proved, hatched where it is undecided.",
        critical_points.marks,
        is_map=True,
    ),
    Overlay(
        "level-curve",
        "Level Curve Here",
        "The level curve of f through the probe, at exactly the probe’s value: the gradient is perpendicular to it.",
        _level_curve,
        depth=2,
    ),
    Overlay(
        "quadratic-model",
        "Quadratic Model",
        "Level curves of the second-order Taylor model m at the probe, hatched where near f beside the steepest rise.",
        _quadratic_model,
        depth=1,
    ),
    Overlay(
        "newton-step",
        "Newton Step",
        "The step −H⁻¹∇f to the stationary point of the quadratic model, and the direction of steepest descent −∇f.",
        _newton_step,
        depth=3,
    ),
    Overlay(
        "gradient-field",
        "Gradient Field",
        "The gradient at evenly spaced points: uphill, longer where f is steeper.",
        _gradient_field,
        is_map=True,
    ),
    Overlay(
        "gradient-turns",
        "How the Gradient Turns",
        "A circle of displacements d and their H d, by which the gradient changes; parallel along principal axes.",
        _gradient_turns,
        depth=2,
    ),
)
"""All overlays in the order of their menu."""
