"""Small slices through the probe, one for each pair of variables: which ones, what they ask, what they show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from hessview.compute.requests import FieldRequest
from hessview.document.planes import range_of
from hessview.document.state import Box
from hessview.figure.marks import Axes, FieldMark, Figure, LevelMark, PointMark

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.fields.sampling import FieldAnswer
    from hessview.document.state import State
    from hessview.language.formula import Formula

Pair = tuple[str, str]

ALL_UP_TO = 5
"""Variables up to which all pairs are shown when none are chosen."""

FEW = 8
"""So many pairs of neighbours are shown of more variables, when none are chosen."""

SHAPE, COARSE = (56, 56), (24, 24)
LEVELS = 9


@dataclass(frozen=True)
class SmallSlice:
    """One of them: the pair of variables across and up, and what must be known for it."""

    pair: Pair
    request: FieldRequest


def pairs_shown(state: State, variables: tuple[str, ...]) -> tuple[Pair, ...]:
    """Return the pairs whose slices are shown: the chosen ones, else all of few variables and neighbours of many."""
    names = set(variables)
    chosen = tuple(pair for pair in state.pairs if set(pair) <= names)
    if chosen:
        return chosen
    if len(variables) <= ALL_UP_TO:
        return tuple(combinations(variables, 2))
    return tuple(pairwise(variables))[:FEW]


def strongest_pairs(curvature: Curvature, count: int) -> tuple[Pair, ...]:
    """Return the pairs of variables with the largest mixed second derivatives at a point, the largest first.

    Those that are zero within their error are none of them.
    """
    H, error = np.abs(np.asarray(curvature.hessian)), np.asarray(curvature.hessian_error)
    rows, columns = np.triu_indices(len(H), 1)
    size = H[rows, columns]
    size = np.where(np.isfinite(size) & (size > np.broadcast_to(error, H.shape)[rows, columns]), size, 0.0)
    order = np.argsort(-size, kind="stable")[:count]
    names = curvature.variables
    return tuple((names[rows[k]], names[columns[k]]) for k in order if size[k] > 0.0)


def small_slices(state: State, formula: Formula, shape: tuple[int, int] = SHAPE) -> tuple[SmallSlice, ...]:
    """Return the small slices of a state; nothing of fewer than two variables."""
    variables, point = formula.variables, state.point(formula.variables)
    made = []
    for pair in pairs_shown(state, variables) if len(variables) > 1 else ():
        i, j = variables.index(pair[0]), variables.index(pair[1])
        box = Box(*range_of(state, variables, i), *range_of(state, variables, j))
        # What varies is left out, so that a slice asks nothing new while the probe moves within it.
        origin = tuple(0.0 if k in (i, j) else coordinate for k, coordinate in enumerate(point))
        made.append(SmallSlice(pair, FieldRequest(formula, origin, None, (i, j), box, shape, LEVELS)))
    return tuple(made)


def figure_of(request: FieldRequest, field: FieldAnswer | None, state: State) -> Figure:
    """Return the picture of one small slice: colours, a few lines, the probe as a dot.

    Parameters
    ----------
    field
        What answers `request`, or a former one of the same pair; None while nothing is known.
    """
    variables, box = request.formula.variables, request.box
    pair = variables[request.axes[0]], variables[request.axes[1]]
    axes = Axes((box.x0, box.x1), (box.y0, box.y1), *pair)
    marks: list[FieldMark | LevelMark | PointMark] = []
    if field is not None:
        look = state.appearance
        marks.append(FieldMark(field.x, field.y, field.values, field.low, field.high, look.colour_map, field.knots))
        marks += [LevelMark(level.value, level.vertices) for level in field.levels]
    marks.append(PointMark(state.coordinate(pair[0]), state.coordinate(pair[1]), "probe"))
    return Figure(axes, tuple(marks), variables=variables)
