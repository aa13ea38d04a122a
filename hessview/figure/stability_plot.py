"""The edge of stability as a plot: eta lambda_max(H) along a run, and the line beyond which its method diverges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.document.method_names import spelled
from hessview.explanations.stability import limit_text, sharpness_words
from hessview.figure.marks import Axes, DotsMark, Figure, LineMark, Mark, Role, TextMark
from hessview.figure.run_looks import OWN_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.sharpness import Sharpness

Floats = NDArray[np.float64]

NAME = "η λmax(H)"

_ABOVE, _ROOM = 3.0, 1.12
"""Products beyond so many times the limit are drawn at the upper edge; how much room there is above the line."""

_DOTS = 40
"""With so many iterates or fewer each has its dot."""


def sharpness_plot(
    outcome: Outcome, found: Sharpness | None, step: int | None, roles: Mapping[str, Role] = OWN_ROLES
) -> Figure:
    """Return the plot of eta lambda_max(H(x_k)) over k with the line of the limit; empty where no limit is known.

    Parameters
    ----------
    found
        What is known along the run; None for methods whose steps have no limit.
    step
        The present one, marked; None: the last.
    roles
        How the run of each method is drawn.
    """
    name, far = outcome.trajectory.method, max(len(outcome.trajectory.path) - 1, 1)
    caption = sharpness_words(name, found)
    if found is None or not np.isfinite(found.products).any():
        return Figure(Axes((0.0, float(far)), (0.0, 1.0), "steps", NAME), (), caption=caption)
    top = _top(found)
    axes = Axes((0.0, float(far)), (min(0.0, 1.1 * float(np.nanmin(found.products))), top), "steps", NAME)
    points = np.column_stack([found.steps, np.minimum(found.products, top)])
    at = far if step is None else min(step, far)
    here = points[int(np.argmin(np.abs(found.steps - at)))]
    marks: list[Mark] = [LineMark(np.array([[0.0, found.limit], [far, found.limit]]), Role.SINGULAR, is_dashed=True)]
    if step is not None:
        marks.append(LineMark(np.array([[at, axes.y_range[0]], [at, top]], dtype=np.float64), Role.PRESENT, weight=0.5))
    role = roles[name]
    marks.append(LineMark(points, role, spelled(name), weight=1.5))
    if len(points) <= _DOTS:
        marks.append(DotsMark(points, role))
    if math.isfinite(float(here[1])):
        marks.append(DotsMark(here[np.newaxis], role, 2.2))
    # On the side where the run is not.
    first = points[: max(1, len(points) // 3), 1]
    is_left = np.nanmean(np.abs(first - found.limit)) > 0.15 * top if np.isfinite(first).any() else True
    words = f"unstable above {limit_text(name, found.limit)}"
    marks.append(TextMark((0.2 if is_left else 0.8) * far, found.limit, words, Role.NOTE))
    return Figure(axes, tuple(marks), caption=caption)


def _top(found: Sharpness) -> float:
    highest = float(np.nanmax(found.products))
    return max(_ROOM * min(highest, _ABOVE * found.limit), _ROOM * found.limit)
