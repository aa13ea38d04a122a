"""The lesson on the condition number as pictures: steps over kappa, and the runs in the stretched valley."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.explanations.lesson import SHORT_NAMES, eps_text, stretch_text
from hessview.figure.marks import RUNS, Axes, DotsMark, Figure, LineMark, Mark, PointMark, Role, TextMark
from hessview.figure.run_looks import OWN_ROLES
from hessview.figure.words import number, subscript
from hessview.optimizers.lesson import Tuning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.compute.lesson_requests import LessonFound
    from hessview.optimizers.lesson import Stretching

Floats = NDArray[np.float64]

_METHODS = MappingProxyType({Tuning.SHORT: "gradient descent", Tuning.BALL: "heavy ball", Tuning.NEWTON: "newton"})
"""Whose colour is that of a contestant; the best step has one that the race leaves over."""

_SPARE = (RUNS[5], RUNS[4], RUNS[6], RUNS[3], RUNS[7], *RUNS[:3])
"""Colours for whom the race gives none: those first that are farthest from the first ones of the race."""

_NAMED_AT = MappingProxyType({
    Tuning.SHORT: (0.42, 0.15), Tuning.BEST: (0.66, -0.15), Tuning.BALL: (0.9, -0.15), Tuning.NEWTON: (0.9, 0.12),
})  # fmt: skip
"""Where along its line a contestant is named, and how far above it, of the plot's sides."""

_DOT, _HERE = 1.4, 2.4
_FAINT = 0.5
_LOWEST = -0.25
_MOST_DRAWN = 200
"""Iterates of a run that are drawn in the valley."""

_BACK = (Tuning.BALL, Tuning.NEWTON, Tuning.SHORT, Tuning.BEST)
"""The runs from back to front: the zigzag is on top."""

_MANY = 40
"""Runs of more steps have no dots at their iterates: they would be a line of their own."""


def lesson_roles(race: Mapping[str, Role]) -> Mapping[Tuning, Role]:
    """Return how each contestant is drawn: as its method is in the race, or would be.

    Parameters
    ----------
    race
        How the run of each method that races is drawn.
    """
    own = {tuning: race[method] for tuning, method in _METHODS.items() if method in race}
    for tuning, method in _METHODS.items():
        if tuning not in own and OWN_ROLES[method] not in own.values():
            own[tuning] = OWN_ROLES[method]
    taken = {*race.values(), *own.values()}
    left = [role for role in _SPARE if role not in taken] + [role for role in _SPARE if role not in own.values()]
    others = dict(zip((tuning for tuning in Tuning if tuning not in own), left, strict=False))
    return MappingProxyType({tuning: (own | others)[tuning] for tuning in Tuning})


def lesson_plot(
    curves: Sequence[Stretching], counts: Sequence[Stretching], here: Stretching, eps: float,
    *, roles: Mapping[Tuning, Role], kappa: float | None = None,
) -> Figure:  # fmt: skip
    """Return the plot of steps over kappa, both logarithmic.

    Parameters
    ----------
    curves
        Where it is known what is predicted, ascending: solid lines from the quadratic model, dashed ones of the rules
        for a large kappa.
    counts
        What has been counted: dots.
    here
        What was counted last.
    roles
        How each contestant is drawn.
    kappa
        The condition number that is marked, which may be ahead of what was counted; None: that of `here`.
    """
    low, high = (math.log10(max(curves[k].kappa, 1.0)) for k in (0, -1))
    x_range = (low - 0.04 * (high - low), high + 0.04 * (high - low))
    tops = [_log(entry.expected) for entry in curves[-1].entries]
    y_range = (_LOWEST, max([top for top in tops if math.isfinite(top)], default=1.0) + 0.35)
    marks: list[Mark] = [_present(here.kappa if kappa is None else kappa, y_range)]
    names: list[Mark] = []
    for k, tuning in enumerate(Tuning):
        role = roles[tuning]
        predicted = np.array([(_log(each.kappa), _log(each.entries[k].expected)) for each in curves])
        rule = np.array([(_log(each.kappa), _log(each.entries[k].law or math.nan)) for each in curves])
        if np.isfinite(rule).all():
            marks.append(LineMark(_ended(rule), role, weight=0.7, opacity=_FAINT, is_dashed=True))
        marks.append(LineMark(_ended(predicted), role, SHORT_NAMES[tuning], weight=0.8))
        dots = [(_log(each.kappa), _count(each, k)) for each in counts]
        marks.append(DotsMark(_finite(dots), role, _DOT))
        marks.append(DotsMark(_finite([(_log(here.kappa), _count(here, k))]), role, _HERE))
        share, above = _NAMED_AT[tuning]
        x = x_range[0] + share * (x_range[1] - x_range[0])
        y = float(np.interp(x, predicted[:, 0], predicted[:, 1])) + above * (y_range[1] - y_range[0])
        names.append(TextMark(x, y, SHORT_NAMES[tuning], Role.NOTE))
    axes = Axes(x_range, y_range, "κ", "", is_log=True, is_log_across=True)
    return Figure(axes, (*marks, *names), caption=(f"Steps until {eps_text(eps)} of the distance is left",))


def valley_plot(found: LessonFound, along: int, roles: Mapping[Tuning, Role]) -> Figure | None:
    """Return the picture of the stretched valley with the runs in it; None where there is none.

    A valley that is very narrow is drawn wider than it is, and the caption says how many times.
    """
    drawn, shown = found.picture, found.stretchings[-1] if found.stretchings else None
    if drawn is None or shown is None:
        return None
    n = len(found.curvature.eigenvalues)
    marks: list[Mark] = [LineMark(ring, Role.LEVEL) for ring in drawn.rings]
    for tuning, path in sorted(drawn.paths, key=lambda each: _BACK.index(each[0])):
        inside = _shown(path[:_MOST_DRAWN], max(map(abs, drawn.x_range)), drawn.half_height)
        faint = _FAINT if tuning is Tuning.BALL and len(inside) > _MANY else 1.0
        marks.append(LineMark(_ended(inside), roles[tuning], SHORT_NAMES[tuning], weight=0.7, opacity=faint))
        if len(path) <= _MANY:
            marks.append(DotsMark(inside, roles[tuning]))
    marks.append(PointMark(0.0, 0.0, "minimum", filled=False))
    if drawn.paths:
        x, y = drawn.paths[0][1][0].tolist()
        marks.append(PointMark(x, y, "probe"))
    axes = Axes(
        drawn.x_range, (-drawn.half_height, drawn.half_height),
        f"along v{subscript(1)}", f"v{subscript(n)}", equal_aspect=drawn.wider == 1.0,
    )  # fmt: skip
    wider = "" if drawn.wider == 1.0 else f", drawn {number(drawn.wider, 2)} × as wide"
    stretched = stretch_text(found, along, shown)
    short = stretched.partition(" along")[0]
    return Figure(axes, tuple(marks), caption=(f"{stretched}{wider}", f"{short}{wider}", short))


def _present(kappa: float, y_range: tuple[float, float]) -> LineMark:
    x = _log(kappa)
    return LineMark(np.array([[x, y_range[0]], [x, y_range[1]]]), Role.PRESENT, weight=0.5)


def _count(each: Stretching, k: int) -> float:
    count = each.entries[k].count
    return math.nan if count is None or count.steps is None else _log(count.steps)


def _log(value: float) -> float:
    return math.log10(value) if 0.0 < value < math.inf else math.nan


def _finite(places: list[tuple[float, float]]) -> Floats:
    found = np.array(places, dtype=np.float64).reshape(-1, 2)
    return np.asarray(found[np.isfinite(found).all(axis=1)])


def _shown(path: Floats, width: float, height: float) -> Floats:
    """Return a path up to where it leaves the picture for good measure."""
    far = np.flatnonzero((np.abs(path) > 4.0 * np.array([width, height])).any(axis=1) | ~np.isfinite(path).all(axis=1))
    return path[: int(far[0])] if len(far) else path


def _ended(vertices: Floats) -> Floats:
    return np.vstack([vertices, [[math.nan, math.nan]]])
