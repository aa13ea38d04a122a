"""Methods that step as one: where their steps lead they ask for f and its gradient in one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.optimizers.descend import Limits, chosen_for, descend, trajectories
from hessview.optimizers.method import Proposing, Walk
from hessview.optimizers.prediction import Law, Prediction, Source
from hessview.optimizers.probing import Surroundings
from hessview.optimizers.trajectory import Stop, Trajectory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Floats, Method
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.recorded import Recorded
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum

_FEWEST = 2
"""Of methods that step as one."""

Entrant = tuple["Method | Recorded", "Mapping[str, float]"]
"""A method, and the settings that were chosen for it."""


def descend_all(
    entrants: Sequence[Entrant], landscape: Landscape, start: Floats, limits: Limits,
    around: Surroundings | None = None,
) -> Iterator[tuple[int, Trajectory | ValueError]]:  # fmt: skip
    """Yield the run of every method from one start, shape (n,), with its number; or why its settings cannot be.

    Those that can step as one come first. Each takes the steps that it takes alone.

    Parameters
    ----------
    around
        What is known of H at the start, and on a way down from there.
    """
    starts = np.array(start, dtype=np.float64)[np.newaxis]
    around = around or Surroundings(landscape, starts)
    together: list[tuple[int, Proposing]] = []
    chosen: list[Mapping[str, Floats]] = []
    alone: list[int] = []
    for k, (method, given) in enumerate(entrants):
        if not isinstance(method, Proposing):
            alone.append(k)
            continue
        try:
            chosen.append(chosen_for(method, landscape, starts, given, around))
        except ValueError as problem:
            yield k, problem
        else:
            together.append((k, method))
    if len(together) < _FEWEST:
        alone, together = sorted([*alone, *(k for k, _ in together)]), []
    if together:
        methods = [method for _, method in together]
        stepping, settings = Together(methods), _side_by_side(chosen)
        runs = trajectories(methods, stepping, landscape, np.repeat(starts, len(methods), axis=0), settings, limits)
        yield from ((k, run) for (k, _), run in zip(together, runs, strict=True))
    for k in alone:
        method, given = entrants[k]
        try:
            yield k, descend(method, landscape, starts[0], given, limits, around=around)
        except ValueError as problem:
            yield k, problem


def _side_by_side(chosen: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """Return the settings of m methods as one array for each name, shape (m,); nan for those without."""
    names = {name for each in chosen for name in each}
    nothing = np.array([np.nan])
    return {name: np.concatenate([each.get(name, nothing) for each in chosen]) for name in names}


class Together:
    """Several methods as one, a run each; what they remember stands side by side.

    Parameters
    ----------
    methods
        One for each run.
    """

    name = "together"
    settings: tuple[Setting, ...] = ()
    when_stuck = Stop.STALLED

    def __init__(self, methods: Sequence[Proposing]) -> None:
        self._methods = tuple(methods)
        self._asks: tuple[Objective, ...] = ()
        self._chosen: tuple[Chosen, ...] = ()
        self._remembers: tuple[int, ...] = ()

    def begin(self, f: Objective, x: Floats, chosen: Chosen) -> Walk:
        """Return the walk before the first step: of its memory the last part says which run a row is."""
        rows = [slice(k, k + 1) for k in range(len(self._methods))]
        self._asks = tuple(f.of(f.runs[row]) for row in rows)
        self._chosen = tuple(
            {setting.name: chosen[setting.name][row] for setting in method.settings}
            for method, row in zip(self._methods, rows, strict=True)
        )
        known = zip(self._methods, self._asks, self._chosen, rows, strict=True)
        walks = [method.begin(own, x[row], given) for method, own, given, row in known]
        self._remembers = tuple(len(walk.memory) for walk in walks)
        memory = _in_rows([walk.memory for walk in walks], max(self._remembers), x.shape)
        value, gradient = (np.concatenate(parts) for parts in zip(*((w.value, w.gradient) for w in walks), strict=True))
        return Walk(x, value, gradient, (*memory, np.arange(len(walks), dtype=np.float64)))

    def step(self, f: Objective, walk: Walk, _chosen: Chosen, count: int) -> Walk:
        """Return the walk after one more step of each."""
        *memory, runs = walk.memory
        places, remembered = [], []
        for row, run in enumerate(runs.astype(np.intp).tolist()):
            at = slice(row, row + 1)
            own = tuple(part[at] for part in memory[: self._remembers[run]])
            stands = Walk(walk.x[at], walk.value[at], walk.gradient[at], own)
            place, kept = self._methods[run].propose(self._asks[run], stands, self._chosen[run], count)
            places.append(place)
            remembered.append(kept)
        x = np.concatenate(places)
        return Walk(x, *f.slopes(x), (*_in_rows(remembered, len(memory), x.shape), runs))

    def members(self, walk: Walk) -> Iterator[tuple[slice, Method]]:
        """Yield which rows of a walk belong to which method."""
        for row, run in enumerate(walk.memory[-1].astype(np.intp).tolist()):
            yield slice(row, row + 1), self._methods[run]

    def prediction(self, _spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return that theory says nothing of several methods at once."""
        return Prediction(Law.NONE, Source.NOTHING)


def _in_rows(memories: Sequence[tuple[Floats, ...]], count: int, shape: tuple[int, ...]) -> Floats:
    """Return what each run remembers, shape (count, k, n); zero where it is less than that."""
    made = np.zeros((count, *shape))
    for row, memory in enumerate(memories):
        for k, part in enumerate(memory):
            made[k, row] = part[0]
    return made
