"""A race of eight methods in the window: by the clock from the act to the painted paths, and what all of it costs.

The cost is processor time of the whole program until it is painted what the runs came to, too. What runs in other
threads and in the process that works races out counts: with one processor to share, a person would wait for the sum.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject

from hessview.compute.answers import Place
from hessview.compute.relieved_lane import RelievedLane
from hessview.document.commands import SetProbeCoordinates
from hessview.document.racing import SetMethods, SetMethodSetting
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.outcome import judged
from tests.benchmarks.descent_figures import _peer_painted
from tests.benchmarks.descents import NAMED, RACERS, SHORT, START
from tests.benchmarks.formulas import FORMULAS
from tests.benchmarks.measuring import Row, at_most, best, interleaved, median, show, within
from tests.benchmarks.window import linger, open_window, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.app.desk import Desk

TITLE = "A race of eight methods on Himmelblau's function in the window, in milliseconds"
SHOWN_MS = 150.0
_LENGTHS: tuple[tuple[str, Mapping[str, float]], ...] = (("up to 500 steps", {}), ("short steps", SHORT))


def measure(*, reduced: bool = False) -> list[Row]:
    """Return what lies between a new start and the painted paths, beside runs one by one that matplotlib draws."""
    repetitions = 1 if reduced else 12
    rows: list[Row] = []
    with open_window(FORMULAS["Himmelblau"]) as desk:
        desk.descent.toggle()
        desk.store.dispatch(SetMethods(RACERS))
        for words, given in _LENGTHS:
            for name in RACERS:
                for setting in {each.name for each in NAMED[name].settings} & given.keys():
                    desk.store.dispatch(SetMethodSetting(name, setting, given[setting]))
            wait_for(desk, lambda: not desk.descent.race.is_under_way)
            wait_for(desk, lambda: _runners(desk)._process.is_ready)
            linger(300)
            act = _Act(desk)
            works: dict[str, Callable[[], float]] = {
                "paths": act.until_paths, "verdicts": act.until_verdicts, "peer": partial(_one_by_one, given),
            }  # fmt: skip
            series = interleaved(works, repetitions)
            paths, ours, peer = series["paths"], series["verdicts"], median(series["peer"])
            rows += [
                within(f"{words}: paths painted, by the clock", median(paths), SHOWN_MS, f"best {best(paths):.0f}"),
                at_most(f"{words}: processor time / one by one, drawn by matplotlib", median(ours), peer, 1.0),
            ]
    return rows


class _Act(QObject):
    """Moves the probe, and waits until the paths from there are painted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._painted, self._count = desk, 0, 0
        desk.window.picture.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Count the paints of the map."""
        self._painted += event.type() == QEvent.Type.Paint
        return False

    def until_paths(self) -> float:
        """Return milliseconds by the clock until the paths from a new place are painted."""
        race = self._desk.descent.race
        return self._until(lambda: race.runs[0], time.perf_counter)

    def until_verdicts(self) -> float:
        """Return milliseconds of processor time until they are painted with what they came to."""
        race = self._desk.descent.race
        return self._until(lambda: race.found, self._spent)

    def _until(self, known: Callable[[], object], clock: Callable[[], float]) -> float:
        desk = self._desk
        linger(100)
        self._count += 1
        place = START + 1e-3 * self._count
        start, before, painted = clock(), known(), None

        def is_shown() -> bool:
            nonlocal painted
            if painted is None and known() is not before:
                painted = self._painted
            return painted is not None and self._painted > painted

        desk.store.dispatch(SetProbeCoordinates(tuple(zip("xy", place.tolist(), strict=True))))
        wait_for(desk, is_shown)
        spent = 1e3 * (clock() - start)
        wait_for(desk, lambda: not desk.descent.race.is_under_way)
        return spent

    def _spent(self) -> float:
        """Return seconds of processor time that the window and the process of the races have used."""
        tasks = [task for pid in _runners(self._desk).pids for task in Path(f"/proc/{pid}/task").iterdir()]
        beside = sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks)
        return time.process_time() + 1e-9 * beside


def _runners(desk: Desk) -> RelievedLane:
    """Return where races are answered."""
    lane = desk.controller._scheduler._lanes[Place.RACES]
    assert isinstance(lane, RelievedLane)
    return lane


def _one_by_one(given: Mapping[str, float]) -> float:
    """Run, judge and draw the same without a window; returns milliseconds of processor time."""
    start = time.process_time()
    f = ExpressionLandscape(parse(FORMULAS["Himmelblau"]))
    made = []
    for name in RACERS:
        own = {key: value for key, value in given.items() if key in {each.name for each in NAMED[name].settings}}
        made.append(judged(f, NAMED[name], descend(NAMED[name], f, np.array(START), own, Limits(steps=500))))
    _peer_painted(made)
    return 1e3 * (time.process_time() - start)


if __name__ == "__main__":
    show(TITLE, measure())
