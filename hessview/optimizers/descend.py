"""The loop: it lets a method step, for many runs at once, until each has a reason to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.method import AtRest, Coasting, Suited, column, lengths
from hessview.optimizers.objective import Objective
from hessview.optimizers.recorded import Recorded, recorded
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.stopping import FAR, SMALL_GRADIENT, STEEPER, VANISHED, are_long, has_far_to_go
from hessview.optimizers.trajectory import Stop, Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method, Walk
    from hessview.optimizers.settings import Chosen

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]


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


@dataclass(frozen=True, eq=False)
class Ends:
    """Where m runs ended.

    Attributes
    ----------
    points, values, gradient_norms
        Shapes (m, n), (m,) and (m,).
    stops
        Why, m of them.
    steps, counts
        How many steps each took, shape (m,), and what it asked for, shape (m, 3).
    """

    points: Floats
    values: Floats
    gradient_norms: Floats
    stops: tuple[Stop, ...]
    steps: NDArray[np.int64]
    counts: NDArray[np.int64]


def chosen_for(
    method: Method | Recorded, landscape: Landscape, starts: Floats, given: Mapping[str, float]
) -> dict[str, Floats]:
    """Return the settings of every run: what is given, else the default that H at its start suggests, shape (m,).

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
    spectrum = Spectrum.of(landscape.hessian(starts)) if left else None
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
) -> Trajectory:
    """Return one run of a method from `start`, shape (n,), with every iterate."""
    starts = np.array(start, dtype=np.float64)[np.newaxis]
    chosen = chosen_for(method, landscape, starts, given or {})
    if isinstance(method, Recorded):
        return recorded(method, landscape, starts[0], chosen, limits or Limits())
    kept = _Kept(starts.shape[1])
    ends = _run(method, landscape, starts, chosen, limits or Limits(), keep=kept.walk)
    if not kept.length:  # f is undefined at the start: the start is all there is
        kept.add(starts[0], ends.values[0], ends.gradient_norms[0], ends.counts[0])
    path, values, norms, counts = kept.parts()
    counts[-1] = ends.counts[0]  # what was asked in vain counts too
    settings = tuple((setting.name, float(chosen[setting.name][0])) for setting in method.settings)
    return Trajectory(method.name, settings, path, values, norms, counts, ends.stops[0])


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
    keep: Callable[[Walk, Floats, Objective], None] | None = None,
) -> Ends:
    """Let all runs step together; those that have a reason to stop leave the batch. `keep` is for a single run."""
    f, ledger = Objective(landscape, len(starts)), _Ledger(starts)
    with np.errstate(all="ignore"):
        walk = method.begin(f, starts, chosen)
        norms = lengths(walk.gradient)
        gauge, last = _Gauge.at(starts, norms, limits.gradient), None
        verdicts: Codes | None = _at_start(walk, norms)
        for count in range(limits.steps + 1):
            if keep is not None and (verdicts is None or _IS_THERE[verdicts].all()):
                keep(walk, norms, f)
            if verdicts is not None:
                going = verdicts == _GOES_ON
                ledger.end(f.runs, verdicts, (walk, norms), last, count)
                f.runs, walk, norms, gauge = f.runs[going], walk.of(going), norms[going], gauge.of(going)
                chosen = {name: numbers[going] for name, numbers in chosen.items()}
                if not len(f.runs):
                    break
            gauge.note(norms)
            ended = _ended(limits, count)
            if ended is not None:
                ledger.end(f.runs, np.full(len(f.runs), _CODES.index(ended)), (walk, norms), (walk, norms), count + 1)
                break
            last = walk, norms
            walk = method.step(f, walk, chosen, count)
            norms = lengths(walk.gradient)
            verdicts = _after_step(method, last[0], walk, norms, gauge)
            if verdicts is not None:
                _let_go_on(landscape, walk, norms, gauge, verdicts)
                if isinstance(method, Coasting):
                    _let_coast(method, last[0], walk, (gauge, chosen[method.coasts]), verdicts)
    return ledger.ends(f.counts)


@dataclass(eq=False)
class _Gauge:
    """By what each run is measured: shapes (k, n) and (k,)."""

    starts: Floats
    far: Floats
    """Coordinates beyond this have left."""
    most: Floats
    largest: Floats
    """The largest gradient so far; at most `most`."""
    part: float

    @classmethod
    def at(cls, starts: Floats, norms: Floats, part: float) -> _Gauge:
        return cls(starts, FAR * np.maximum(1.0, np.abs(starts).max(axis=1)), STEEPER * norms, norms, part)

    def of(self, going: Mask) -> _Gauge:
        return _Gauge(self.starts[going], self.far[going], self.most[going], self.largest[going], self.part)

    def note(self, norms: Floats) -> None:
        """Take note of the gradients of the iterates."""
        self.largest = np.minimum(np.maximum(norms, self.largest), self.most)


_CODES: tuple[Stop | None, ...] = (None, *Stop)
_GOES_ON, _CONVERGED, _STALLED = 0, _CODES.index(Stop.CONVERGED), _CODES.index(Stop.STALLED)
_IS_THERE = np.array([stop in (None, Stop.CONVERGED, Stop.NO_DERIVATIVE, Stop.STALLED) for stop in _CODES])
"""Whether a run accepts a point; else it stops at the one before."""


def _ended(limits: Limits, count: int) -> Stop | None:
    """Return what ends all runs after `count` steps."""
    if count == limits.steps:
        return Stop.STEP_LIMIT
    return Stop.CANCELLED if limits.cancelled is not None and limits.cancelled() else None


def _at_start(walk: Walk, norms: Floats) -> Codes:
    verdicts = np.zeros(len(norms), dtype=np.intp)
    verdicts[norms == 0.0] = _CONVERGED
    verdicts[~np.isfinite(norms)] = _CODES.index(Stop.NO_DERIVATIVE)
    verdicts[~np.isfinite(walk.value)] = _CODES.index(Stop.START_UNDEFINED)
    return verdicts


def _after_step(method: Method, before: Walk, walk: Walk, norms: Floats, gauge: _Gauge) -> Codes | None:
    """Return the index in `_CODES` of why each run stops; None where none does."""
    reach, small = np.abs(walk.x).max(axis=1), gauge.part * gauge.largest
    still = (walk.x == before.x).all(axis=1)
    usual = (norms > small) & (norms < np.inf) & (np.abs(walk.value) < np.inf) & (reach <= gauge.far) & ~still
    if walk.stuck is None and usual.all():
        return None
    verdicts = np.zeros(len(norms), dtype=np.intp)
    # The later a row, the more it says.
    verdicts[still] = _STALLED
    verdicts[norms <= small] = _CONVERGED
    verdicts[~np.isfinite(norms)] = _CODES.index(Stop.NO_DERIVATIVE)
    verdicts[np.isnan(walk.value)] = _CODES.index(Stop.DOMAIN_EDGE)
    verdicts[~(reach <= gauge.far) | np.isinf(walk.value)] = _CODES.index(Stop.DIVERGED)
    if walk.stuck is not None:
        verdicts[walk.stuck] = _CODES.index(method.when_stuck)
    return verdicts


def _let_go_on(landscape: Landscape, walk: Walk, norms: Floats, gauge: _Gauge, verdicts: Codes) -> None:
    """Take back the verdict of runs whose gradient is small and whose way is long."""
    rows = np.flatnonzero((verdicts == _CONVERGED) & (norms > VANISHED * gauge.part * gauge.largest))
    if len(rows):
        far = has_far_to_go(landscape, walk.x[rows], walk.gradient[rows], gauge.starts[rows], gauge.part)
        verdicts[rows[far]] = _GOES_ON


def _let_coast(
    method: Coasting, before: Walk, walk: Walk, measures: tuple[_Gauge, Floats], verdicts: Codes
) -> None:
    """Take back the verdict of runs with momentum that pass a place without a gradient, or turn round: none rests.

    The measures are the gauge, and the part of a step that each run keeps, shape (k,).
    """
    gauge, kept = measures
    rows = np.flatnonzero(verdicts == _CONVERGED)
    if len(rows):
        steps = column(kept[rows]) * (walk.x[rows] - before.x[rows])
        verdicts[rows[are_long(steps, walk.x[rows], gauge.starts[rows], gauge.part)]] = _GOES_ON
    if isinstance(method, AtRest):
        moved = (before.x - before.memory[0] != before.x).any(axis=1)
        verdicts[(verdicts == _STALLED) & moved] = _GOES_ON


class _Kept:
    """The iterates of one run, in arrays that double: a million steps are no million objects."""

    def __init__(self, n: int) -> None:
        self.length = 0
        self._numbers, self._counts = np.empty((64, n + 2)), np.empty((64, 3), dtype=np.int64)

    def walk(self, walk: Walk, norms: Floats, f: Objective) -> None:
        """Keep where the only run of a walk stands."""
        self.add(walk.x[0], walk.value[0], norms[0], f.counts[0])

    def add(self, x: Floats, value: float, norm: float, counts: NDArray[np.int64]) -> None:
        """Keep one iterate."""
        if self.length == len(self._counts):
            self._numbers = np.concatenate([self._numbers, np.empty_like(self._numbers)])
            self._counts = np.concatenate([self._counts, np.empty_like(self._counts)])
        row = self._numbers[self.length]
        row[:-2], row[-2], row[-1] = x, value, norm
        self._counts[self.length] = counts
        self.length += 1

    def parts(self) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
        """Return the path, f, |grad f| and the counts along it."""
        numbers = self._numbers[: self.length]
        return numbers[:, :-2].copy(), numbers[:, -2].copy(), numbers[:, -1].copy(), self._counts[: self.length].copy()


class _Ledger:
    """Where every run stands, whether it still goes on or not."""

    def __init__(self, starts: Floats) -> None:
        m = len(starts)
        self._points = starts.copy()
        self._values, self._norms = np.full(m, np.nan), np.full(m, np.nan)
        self._stops = np.zeros(m, dtype=np.intp)
        self._steps = np.zeros(m, dtype=np.int64)

    def end(
        self,
        runs: NDArray[np.intp],
        verdicts: Codes,
        now: tuple[Walk, Floats],
        before: tuple[Walk, Floats] | None,
        count: int,
    ) -> None:
        """Write down why some of the runs stop, and where: at the point of now, after `count` steps, or before."""
        stops, there = verdicts != _GOES_ON, _IS_THERE[verdicts]
        for rows, place, steps in ((stops & there, now, count), (stops & ~there, before, count - 1)):
            if place is None or not rows.any():
                continue
            (walk, norms), ended = place, runs[rows]
            self._points[ended], self._values[ended], self._norms[ended] = walk.x[rows], walk.value[rows], norms[rows]
            self._steps[ended] = steps
        self._stops[runs] = verdicts

    def ends(self, counts: NDArray[np.int64]) -> Ends:
        """Return what is written."""
        stops = tuple(stop for stop in (_CODES[code] for code in self._stops.tolist()) if stop is not None)
        return Ends(self._points, self._values, self._norms, stops, self._steps, counts)
