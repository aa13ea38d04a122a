"""How fast runs converge: plots over steps or evaluations on a logarithmic axis, with the slopes that theory gives."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.convergence import Pace
from hessview.document.method_names import spelled
from hessview.figure.descent_paths import MOST_RUNS
from hessview.figure.marks import Axes, DotsMark, Figure, LineMark, Mark, Role
from hessview.figure.remembered import remembered
from hessview.figure.run_looks import OWN_ROLES
from hessview.optimizers.prediction import Law

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.optimizers.outcome import Outcome

Floats = NDArray[np.float64]


class Quantity(StrEnum):
    """What goes up."""

    EXCESS = "f − f*"
    GRADIENT = "|∇f|"
    STEP = "|step|"
    DISTANCE = "|x − x*|"


class Against(StrEnum):
    """What goes across."""

    ITERATIONS = "steps"
    EVALUATIONS = "evaluations of f, ∇f and H"


_CHOSEN, _HERE = 1.5, 2.2
_APART = 24
"""Dots nearer to each other than this part of the plot's side are left out."""

_ROUNDING = 8.0
"""A difference of two values that is less than so many of their last digits is rounding."""

_UP, _DEEP = 8.0, 40.0
"""Powers of ten above the highest start that are shown of a run that diverges, and below the top at most."""

_BESIDE = 0.05
"""How far beside what was seen a predicted slope is drawn, of the plot's height."""

_ROOM, _LEAST_SPAN = 0.06, 1.0

_BY_A_FACTOR = frozenset({Law.LINEAR, Law.BOUND, Law.EXPONENTIAL, Law.NOISE, Law.MARGINAL, Law.DIVERGES})


def convergence_plot(
    outcomes: Sequence[Outcome | None], quantity: Quantity, against: Against, step: int | None, selected: int,
    *, roles: Mapping[str, Role] = OWN_ROLES,
) -> Figure:  # fmt: skip
    """Return the plot of a quantity of all runs, a line for each, dashed what theory predicts of its slope.

    The second coordinate is the logarithm to the base 10. Where a run has no value above rounding its line falls
    out of the plot; the caption says which runs have none at all, and why.

    Parameters
    ----------
    outcomes
        None for a run that there is not.
    step
        The present one, marked; None: the last.
    selected
        The number of the chosen run, from 0.
    roles
        How the run of each method is drawn.
    """
    runs = [(k, outcome) for k, outcome in enumerate(outcomes[:MOST_RUNS]) if outcome is not None]
    runs.sort(key=lambda run: (run[0] == selected, -run[0]))
    curves = [(k, outcome, *curve(outcome, quantity, against)) for k, outcome in runs]
    y_range = _heights([y for *_, y in curves])
    far = max((float(x[-1]) for _, _, x, _ in curves if len(x)), default=1.0)
    x_range = (0.0, max(far, 1.0))
    axes = Axes(x_range, y_range, str(against), str(quantity), is_log=True)
    slopes: list[Mark] = []
    lines: list[Mark] = []
    dots: list[Mark] = []
    for k, outcome, x, y in curves:
        role, weight = roles[outcome.trajectory.method], _CHOSEN if k == selected else 1.0
        if not np.isfinite(y).any():
            continue
        shown = _falling(np.clip(y, y_range[0] - 1.0, y_range[1] + 1.0), y_range[0] - 1.0)
        name, vertices = spelled(outcome.trajectory.method), _ended(np.column_stack([x, shown]))
        lines.append(LineMark(vertices, role, name, weight=weight))
        slope = predicted_slope(outcome, quantity, against)
        if slope is not None:
            slopes.append(LineMark(_ended(_beside(slope, y_range)), role, weight=0.8, is_dashed=True))
        dots += _dots(x, y, step, outcome, role, (x_range, y_range))
    present = [LineMark(np.array([[step, y_range[0]], [step, y_range[1]]], dtype=np.float64), Role.PRESENT, weight=0.5)]
    marks = (*(present if step is not None and against is Against.ITERATIONS else ()), *slopes, *lines, *dots)
    return Figure(axes, marks, caption=captions([outcome for _, outcome in sorted(runs, key=lambda r: r[0])], quantity))


@remembered(64)
def curve(outcome: Outcome, quantity: Quantity, against: Against) -> tuple[Floats, Floats]:
    """Return the plot of one run: x, and the logarithm to the base 10 of the quantity, nan where it has none.

    Two arrays of one shape (k,): of the steps, whose lengths begin with the first one, one less than of the others.
    """
    run = outcome.trajectory
    x = np.arange(len(run.path)) if against is Against.ITERATIONS else run.counts.sum(axis=1)
    values = _values(outcome, quantity)
    if quantity is Quantity.STEP:
        x = x[1:]
    with np.errstate(all="ignore"):
        y = np.log10(values)
    return x.astype(np.float64), np.where(np.isfinite(y), y, np.nan)


def _values(outcome: Outcome, quantity: Quantity) -> Floats:
    run, at_limit = outcome.trajectory, outcome.at_limit
    nothing = np.full(len(run.path), np.nan)
    with np.errstate(all="ignore"):
        match quantity:
            case Quantity.GRADIENT:
                return run.gradient_norms
            case Quantity.STEP:
                return run.step_lengths
            case Quantity.DISTANCE:
                if outcome.limit is None:
                    return nothing
                apart = np.linalg.norm(run.path - outcome.limit, axis=1)
                least = _ROUNDING * float(np.finfo(np.float64).eps) * float(np.abs(outcome.limit).max())
                return np.where(apart > least, apart, np.nan)
            case _:
                if at_limit is None or not math.isfinite(at_limit.value):
                    return nothing
                apart = run.values - at_limit.value
                return np.where(apart > _rounding(outcome, run.values), apart, np.nan)


def predicted_slope(outcome: Outcome, quantity: Quantity, against: Against) -> Floats | None:
    """Return the predicted course as a line through where the tail that was measured begins, shape (k, 2).

    The error shrinks as k^(m-1) rho^k, so do |grad f| and the steps, and f - f* as its square. None where the theory of
    the method has no factor, or the run no tail.
    """
    prediction, seen, run = outcome.prediction, outcome.observation, outcome.trajectory
    rate = prediction.rate
    if prediction.law not in _BY_A_FACTOR or rate is None or not 0.0 < rate < math.inf:
        return None
    x, y = curve(outcome, quantity, against)
    if not np.isfinite(y).any():
        return None
    shift = 1 if quantity is Quantity.STEP else 0
    first, last = seen.first, seen.last
    if seen.pace is Pace.UNCLEAR or last - first < 2:
        first, last = len(run.path) // 2, len(run.path) - 1
    first, last = max(first - shift, 0), min(last - shift, len(x) - 1)
    known = np.flatnonzero(np.isfinite(y[first : last + 1])) + first
    if len(known) < 2:
        return None
    k = np.arange(known[0], known[-1] + 1)
    clock = (k + shift).astype(np.float64) if run.times is None else run.times[k + shift]
    power = 2.0 if quantity is Quantity.EXCESS else 1.0
    logs = power * clock * math.log10(rate)
    if prediction.multiplicity > 1:
        logs = logs + power * (prediction.multiplicity - 1) * np.log10(np.maximum(clock, 1.0))
    return np.column_stack([x[k], y[known[0]] + logs - logs[0]])


def captions(outcomes: Sequence[Outcome], quantity: Quantity) -> tuple[str, ...]:
    """Return what the plot shows, what its dashes are, and which runs it leaves out and why; a sentence each."""
    said = [f"{_SPELLED[quantity]} on a logarithmic axis"]
    if any(predicted_slope(outcome, quantity, Against.ITERATIONS) is not None for outcome in outcomes):
        said.append("Dashed: the slope that theory predicts")
    missing = [o for o in outcomes if not np.isfinite(curve(o, quantity, Against.ITERATIONS)[1]).any()]
    lost = [spelled(o.trajectory.method) for o in missing if o.limit is None]
    if lost and quantity in {Quantity.EXCESS, Quantity.DISTANCE}:
        star = "f*" if quantity is Quantity.EXCESS else "x*"
        said.append(f"{', '.join(lost)}: no critical point is known to be the limit, so there is no {star}")
    known = [o for o in missing if o.limit is not None]
    lower = [spelled(o.trajectory.method) for o in known if quantity is Quantity.EXCESS and _stays_lower(o)]
    if lower:
        said.append(f"{', '.join(lower)}: f is lower all the way than at the end")
    still = [spelled(o.trajectory.method) for o in known if not o.trajectory.iterations]
    if still:
        said.append(f"{', '.join(still)}: no step, the start is the end")
    below = [spelled(o.trajectory.method) for o in known if spelled(o.trajectory.method) not in {*lower, *still}]
    if below:
        said.append(f"{', '.join(below)}: never above rounding")
    return tuple(said)


def _stays_lower(outcome: Outcome) -> bool:
    """Whether a run climbs: f - f* is nowhere above rounding, and at the start below it."""
    limit, first = outcome.at_limit, float(outcome.trajectory.values[0])
    return limit is not None and limit.value - first > _rounding(outcome, np.array([first]))[0]


def _rounding(outcome: Outcome, values: Floats) -> Floats:
    """Return what differences of values to that at the limit may be by rounding, shape (k,)."""
    limit = outcome.at_limit
    size = np.maximum(np.abs(values), 0.0 if limit is None else abs(limit.value))
    floor = _ROUNDING * float(np.finfo(np.float64).eps) * size
    return floor if limit is None else np.maximum(floor, float(limit.value_error))


_SPELLED = {
    Quantity.EXCESS: "f less its value at the limit",
    Quantity.GRADIENT: "The size of the gradient",
    Quantity.STEP: "The length of each step",
    Quantity.DISTANCE: "The distance to the limit",
}


def _heights(curves: list[Floats]) -> tuple[float, float]:
    """Return the range of the second axis, with some room."""
    known = [y[np.isfinite(y)] for y in curves]
    known = [y for y in known if len(y)]
    if not known:
        return -1.0, 1.0
    high = min(max(float(y.max()) for y in known), max(float(y[0]) for y in known) + _UP)
    low = max(min(float(y.min()) for y in known), high - _DEEP)
    span = max(high - low, _LEAST_SPAN)
    middle = 0.5 * (low + high)
    low, high = min(low, middle - 0.5 * span), max(high, middle + 0.5 * span)
    return low - _ROOM * span, high + _ROOM * span


def _falling(y: Floats, floor: float) -> Floats:
    """Return the heights with a fall to below the plot where the next one is nothing: the method is there."""
    ends = np.flatnonzero(np.isfinite(y[:-1]) & np.isnan(y[1:])) + 1
    fallen = y.copy()
    fallen[ends] = floor
    return fallen


def _beside(slope: Floats, y_range: tuple[float, float]) -> Floats:
    """Return a line moved up by a little, and no farther out than the plot."""
    low, high = y_range
    moved = slope + np.array([0.0, _BESIDE * (high - low)])
    return np.column_stack([moved[:, 0], np.clip(moved[:, 1], low - 1.0, high + 1.0)])


def _dots(  # noqa: PLR0917 - what, where, and in which frame
    x: Floats, y: Floats, step: int | None, outcome: Outcome, role: Role,
    ranges: tuple[tuple[float, float], tuple[float, float]],
) -> list[Mark]:  # fmt: skip
    """Return the dots of a line where they are apart, and the larger one of the present step."""
    places = np.column_stack([x, y])
    known = np.flatnonzero(np.isfinite(y))
    (x0, x1), (y0, y1) = ranges
    cells = np.floor((places[known] - (x0, y0)) / (x1 - x0, y1 - y0) * _APART).astype(np.int64)
    _, first = np.unique(cells[:, 0] * (4 * _APART) + cells[:, 1], return_index=True)
    inside = (places[known][:, 1] <= y1) & (places[known][:, 1] >= y0)
    kept = known[[k for k in np.sort(first).tolist() if inside[k]]]
    made: list[Mark] = [DotsMark(places[kept], role)]
    # The lengths of steps begin with the first one.
    late = len(outcome.trajectory.path) - len(x)
    here = min(max((len(x) - 1) if step is None else step - late, 0), len(x) - 1)
    if math.isfinite(y[here]):
        made.append(DotsMark(places[here : here + 1], role, _HERE))
    return made


def _ended(vertices: Floats) -> Floats:
    """Return a line with a row of nan at its end: one of two vertices is not taken for a straight one with a label."""
    return np.vstack([vertices, np.full((1, 2), np.nan)])
