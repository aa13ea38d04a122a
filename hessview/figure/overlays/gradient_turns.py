"""How the gradient turns: a circle of displacements d about the probe, and the ellipse of H d that it becomes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.marks import Axes, LineMark, Mark, Role
from hessview.figure.probe_model import probe_model
from hessview.figure.probe_view import probe_view
from hessview.figure.words import number

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State

_CIRCLE = 0.055
"""Of the picture's side."""

_LEAST_RATIO = 1.3
"""Of the ellipse's longest half axis to the circle's, so that the two are told apart; by a round factor."""

_ALMOST_A_LINE, _WIDE = 0.04, 3.0
"""Ratio of its half axes below which the ellipse looks like a line, and how wide it is drawn then, to be seen beside
the axis that lies on it."""

_LINE_WORDS = ", almost a line"
_SPOKES = 16
_LEAST_LENGTH = 1e-290


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the circle, threads from each d to its H d, and the ellipse; nothing where H is zero or unknown.

    To first order the gradient changes by H d over a displacement d: H is the Jacobian of the gradient field. Along a
    principal axis d and H d are parallel, and only there (but for d that H sends to 0).
    """
    model, view = probe_model(results), probe_view(results, axes)
    if model is None or view is None or not view.axes or model.bend == 0.0:
        return ()
    if view.axes[0].sign == 0 and view.axes[1].sign == 0:
        return ()
    lam = np.where([axis.sign == 0 for axis in view.axes], 0.0, model.eigenvalues)
    shares = np.array([view.share((float(v[0]), float(v[1]))) for v in model.basis.T])
    radius = _CIRCLE / float(shares.max())
    longest = float((np.abs(lam) * shares).max()) * radius
    if not _LEAST_LENGTH < longest < 1.0 / _LEAST_LENGTH:  # too large or too small for a factor
        return ()
    scale = _nice(_LEAST_RATIO * _CIRCLE / longest)
    turn = np.linspace(0.0, 2.0 * np.pi, 65)
    d = radius * np.column_stack([np.cos(turn), np.sin(turn)])
    image = scale * d * lam
    if not (np.isfinite(d).all() and np.isfinite(image).all()):  # far out of any picture
        return ()
    spokes = np.arange(0, 64, 64 // _SPOKES)
    threads = np.stack([d[spokes], image[spokes], np.full((len(spokes), 2), np.nan)], axis=1).reshape(-1, 2)
    origin = np.array(view.place)
    is_line = float(np.abs(lam).min()) < _ALMOST_A_LINE * float(np.abs(lam).max())
    words = _image_words(scale) + (_LINE_WORDS if is_line else "")
    parts = (d, Role.TURN_FROM, "d"), (threads, Role.TURN_THREAD, ""), (image, Role.TURN_TO, words)
    return tuple(
        LineMark(model.in_plane(y) + origin, role, words, weight=_WIDE if is_line and role is Role.TURN_TO else 1.0)
        for y, role, words in parts
    )


def _image_words(scale: float) -> str:
    return "H d" if scale == 1.0 else f"H d × {number(scale, 3)}"


def _nice(scale: float) -> float:
    """Return 1, 2 or 5 times a power of ten, not below `scale`."""
    power = math.floor(math.log10(scale))
    share = scale / 10.0**power
    return float(f"{2 if share <= 2.0 else 5 if share <= 5.0 else 10}e{power}") if share > 1.0 else 10.0**power
