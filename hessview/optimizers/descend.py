"""The loop: it lets a method step, for many runs at once, until each has a reason to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.ledger import CODES, CONVERGED, DIVERGED, FAR_OFF, GOES_ON, STALLED, Ends, Kept, Ledger
from hessview.optimizers.method import AtRest, Coasting, Several, Suited, column, largest_parts, lengths
from hessview.optimizers.objective import Objective
from hessview.optimizers.probing import Surroundings
from hessview.optimizers.recorded import Recorded, recorded
from hessview.optimizers.stability import FixedStep
from hessview.optimizers.stopping import (
    SMALL_GRADIENT,
    STEEPER,
    VANISHED,
    are_long,
    far_beyond,
    has_arrived,
    has_climbed,
    has_far_to_go,
)
from hessview.optimizers.trajectory import Stop, Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method, Walk
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]


_FOLLOW = frozenset({"step size", "momentum"})


@dataclass(frozen=True)
class Limits:
    """When to stop.

    Attributes
    ----------
    steps
        How many steps at most.
    gradient
        The part of its largest that |grad f| must fall to.
    cancelled
        Asked between steps; True ends all runs.
    """

    steps: int = 500
    gradient: float = SMALL_GRADIENT
    cancelled: Callable[[], bool] | None = None


def chosen_for(
    method: Method | Recorded,
    landscape: Landscape,
    starts: Floats,
    given: Mapping[str, float],
    around: Surroundings | None = None,
) -> dict[str, Floats]:
    """Return the settings of every run: what is given, else the default that H suggests, shape (m,).

    A step that never changes follows the largest H on a way down from the start, all else H at the start.

    Parameters
    ----------
    around
        What is known of H at the starts, and on the ways down from there.

    Raises
    ------
    ValueError
        If a setting is not the method's, or out of bounds.
    """
    known = [setting.name for setting in method.settings]
    for name in given:
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has no settings"
            raise ValueError(f"{method.name} has no setting {name}; {has}")
    left = [setting for setting in method.settings if setting.name not in given]
    spectrum: Spectrum | None = None
    if left:
        around = around or Surroundings(landscape, starts)
        follows = isinstance(method, FixedStep) and any(setting.name in _FOLLOW for setting in left)
        spectrum = around.down if follows else around.at_start
    chosen = {
        setting.name: np.full(len(starts), setting.check(given[setting.name]))
        for setting in method.settings
        if setting.name in given
    }
    if spectrum is not None:
        chosen |= {setting.name: setting.suggested(spectrum) for setting in left}
    return method.suited(landscape, chosen, given) if isinstance(method, Suited) else chosen


def descend(
    method: Method | Recorded,
    landscape: Landscape,
    start: Floats,
    given: Mapping[str, float] | None = None,
    limits: Limits | None = None,
    *,
    around: Surroundings | None = None,
) -> Trajectory:
    """Return one run of a method from `start`, shape (n,), with every iterate."""
    starts = np.array(start, dtype=np.float64)[np.newaxis]
    chosen = chosen_for(method, landscape, starts, given or {}, around)
    if isinstance(method, Recorded):
        return recorded(method, landscape, starts[0], chosen, limits or Limits())
    return trajectories((method,), method, landscape, starts, chosen, limits or Limits())[0]


def trajectories(  # noqa: PLR0917 - what runs, on what, from where, how
    methods: Sequence[Method], stepping: Method, landscape: Landscape, starts: Floats, chosen: Chosen, limits: Limits
) -> list[Trajectory]:
    """Return runs that step together, one for each of the methods, with every iterate.

    Parameters
    ----------
    stepping
        The method, or what lets them step as one.
    starts
        One for each, shape (m, n).
    chosen
        The settings of each; those that are not its own do not matter to it.
    """
    kept = Kept(starts)
    ends = _run(stepping, landscape, starts, chosen, limits, keep=kept.walk)
    return [
        Trajectory(
            method.name, tuple((setting.name, float(chosen[setting.name][k])) for setting in method.settings),
            *kept.parts(k, ends), ends.stops[k],
        )
        for k, method in enumerate(methods)
    ]  # fmt: skip


def ends_of(
    method: Method | Recorded,
    landscape: Landscape,
    starts: Floats,
    given: Mapping[str, float] | None = None,
    limits: Limits | None = None,
) -> Ends:
    """Return where runs from many starts, shape (m, n), end: together where the method allows, else one by one."""
    chosen = chosen_for(method, landscape, starts, given or {})
    if isinstance(method, Recorded):
        return _one_by_one(method, landscape, starts, chosen, limits or Limits())
    return _run(method, landscape, starts, chosen, limits or Limits())


def _one_by_one(
    method: Recorded, landscape: Landscape, starts: Floats, chosen: Chosen, limits: Limits
) -> Ends:
    runs = [
        recorded(method, landscape, start, {name: numbers[k : k + 1] for name, numbers in chosen.items()}, limits)
        for k, start in enumerate(starts)
    ]
    return Ends(
        np.array([run.end for run in runs]).reshape(starts.shape),
        np.array([run.values[-1] for run in runs]),
        np.array([run.gradient_norms[-1] for run in runs]),
        tuple(run.stop for run in runs),
        np.array([run.iterations for run in runs], dtype=np.int64),
        np.array([run.counts[-1] for run in runs], dtype=np.int64).reshape(-1, 3),
    )


def _run(
    method: Method,
    landscape: Landscape,
    starts: Floats,
    chosen: Chosen,
    limits: Limits,
    *,
    keep: Callable[[Walk, Floats, Objective, int], None] | None = None,
) -> Ends:
    """Let all runs step together; those that have a reason to stop leave the batch."""
    f, ledger = Objective(landscape, len(starts)), Ledger(starts)
    may_coast = isinstance(method, Several | Coasting)
    with np.errstate(all="ignore"):
        walk = method.begin(f, starts, chosen)
        norms = lengths(walk.gradient)
        gauge, last = _Gauge.at(walk, norms, limits.gradient), None
        verdicts: Codes | None = _at_start(walk, norms)
        for count in range(limits.steps + 1):
            if keep is not None:  # what a run does not accept is cut off when it has ended
                keep(walk, norms, f, count)
            if verdicts is not None:
                going = verdicts == GOES_ON
                ledger.end(f.runs, verdicts, (walk, norms), last, count)
                f.runs, walk, norms, gauge = f.runs[going], walk.of(going), norms[going], gauge.of(going)
                chosen = {name: numbers[going] for name, numbers in chosen.items()}
                if not len(f.runs):
                    break
            gauge.note(norms)
            ended = _ended(limits, count)
            if ended is not None:
                ledger.end(f.runs, np.full(len(f.runs), CODES.index(ended)), (walk, norms), (walk, norms), count + 1)
                break
            last = walk, norms
            walk = method.step(f, walk, chosen, count)
            norms = lengths(walk.gradient)
            verdicts = _after_step(method, last[0], walk, norms, gauge)
            if verdicts is not None:
                _let_go_on(landscape, walk, norms, gauge, verdicts)
                for rows, each in _coasting(method, walk) if may_coast else ():
                    measures = gauge.of(rows), chosen[each.coasts][rows]
                    _let_coast(each, last[0].of(rows), walk.of(rows), measures, verdicts[rows])
    return ledger.ends(f.counts)


@dataclass(eq=False)
class _Gauge:
    """By what each run is measured: shapes (k, n) and (k,)."""

    starts: Floats
    first: tuple[Floats, Floats]
    """f and |grad f| there."""
    far: Floats
    """Coordinates beyond this have left."""
    most: Floats
    largest: Floats
    """The largest gradient so far; at most `most`."""
    part: float

    @classmethod
    def at(cls, walk: Walk, norms: Floats, part: float) -> _Gauge:
        return cls(walk.x, (walk.value, norms), far_beyond(walk.x), STEEPER * norms, norms, part)

    def of(self, going: Mask | slice) -> _Gauge:
        first = self.first[0][going], self.first[1][going]
        return _Gauge(
            self.starts[going], first, self.far[going], self.most[going], self.largest[going], self.part,
        )  # fmt: skip

    def note(self, norms: Floats) -> None:
        """Take note of the gradients of the iterates."""
        self.largest = np.minimum(np.maximum(norms, self.largest), self.most)


def _ended(limits: Limits, count: int) -> Stop | None:
    """Return what ends all runs after `count` steps."""
    if count == limits.steps:
        return Stop.STEP_LIMIT
    return Stop.CANCELLED if limits.cancelled is not None and limits.cancelled() else None


def _at_start(walk: Walk, norms: Floats) -> Codes:
    verdicts = np.zeros(len(norms), dtype=np.intp)
    verdicts[norms == 0.0] = CONVERGED
    verdicts[~np.isfinite(norms)] = CODES.index(Stop.NO_DERIVATIVE)
    verdicts[~np.isfinite(walk.value)] = CODES.index(Stop.START_UNDEFINED)
    return verdicts


def _after_step(method: Method, before: Walk, walk: Walk, norms: Floats, gauge: _Gauge) -> Codes | None:
    """Return the index in `CODES` of why each run stops; None where none does."""
    reach, small = largest_parts(walk.x), gauge.part * gauge.largest
    still = walk.x[:, 0] == before.x[:, 0]
    if np.count_nonzero(still):  # of few runs in a tenth of the time of `any`
        still = (walk.x == before.x).all(axis=1)
    usual = (norms > small) & (norms < np.inf) & (np.abs(walk.value) < np.inf) & (reach <= gauge.far) & ~still
    if walk.stuck is None and np.count_nonzero(usual) == len(usual):
        return None
    verdicts = np.zeros(len(norms), dtype=np.intp)
    # The later a row, the more it says.
    verdicts[still] = STALLED
    verdicts[norms <= small] = CONVERGED
    verdicts[~np.isfinite(norms)] = CODES.index(Stop.NO_DERIVATIVE)
    verdicts[np.isnan(walk.value)] = CODES.index(Stop.DOMAIN_EDGE)
    verdicts[np.isinf(walk.value)] = CODES.index(Stop.NOT_FINITE)
    is_far = ~(reach <= gauge.far)
    verdicts[is_far] = np.where(has_climbed(walk.value, norms, *gauge.first), DIVERGED, FAR_OFF)[is_far]
    if walk.stuck is not None:
        why = walk.why or (method.when_stuck,) * len(norms)
        verdicts[walk.stuck] = [CODES.index(stop) for stop, is_stuck in zip(why, walk.stuck, strict=True) if is_stuck]
    return verdicts


def _let_go_on(landscape: Landscape, walk: Walk, norms: Floats, gauge: _Gauge, verdicts: Codes) -> None:
    """Take back the verdict of runs whose gradient is small and whose way is long; far ones may have converged."""
    rows = np.flatnonzero(((verdicts == FAR_OFF) | (verdicts == DIVERGED)) & (norms <= gauge.part * gauge.largest))
    if len(rows):
        there = has_arrived(landscape, walk.x[rows], walk.gradient[rows], gauge.starts[rows], gauge.part)
        verdicts[rows[there]] = CONVERGED
    rows = np.flatnonzero((verdicts == CONVERGED) & (norms > VANISHED * gauge.part * gauge.largest))
    if len(rows):
        far = has_far_to_go(landscape, walk.x[rows], walk.gradient[rows], gauge.starts[rows], gauge.part)
        verdicts[rows[far]] = GOES_ON


def _coasting(method: Method, walk: Walk) -> Iterator[tuple[slice, Coasting]]:
    """Yield the methods with momentum, and which rows of a walk are theirs."""
    for rows, each in method.members(walk) if isinstance(method, Several) else ((slice(None), method),):
        if isinstance(each, Coasting):
            yield rows, each


def _let_coast(
    method: Coasting, before: Walk, walk: Walk, measures: tuple[_Gauge, Floats], verdicts: Codes
) -> None:
    """Take back the verdict of runs with momentum that pass a place without a gradient, or turn round: none rests.

    The measures are the gauge, and the part of a step that each run keeps, shape (k,).
    """
    gauge, kept = measures
    rows = np.flatnonzero(verdicts == CONVERGED)
    if len(rows):
        steps = column(kept[rows]) * (walk.x[rows] - before.x[rows])
        verdicts[rows[are_long(steps, walk.x[rows], gauge.starts[rows], gauge.part)]] = GOES_ON
    if isinstance(method, AtRest):
        moved = (before.x - before.memory[0] != before.x).any(axis=1)
        verdicts[(verdicts == STALLED) & moved] = GOES_ON
