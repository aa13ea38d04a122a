"""Every critical point, proved, beside Newton's method from a grid and sympy, which prove nothing.

`--all` asks sympy about every function and not about a sample of twenty, which takes up to an hour.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from hessview.analysis.critical_points import Limits, search
from hessview.analysis.proof.confirmation import Confirmer
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from tests.analysis.test_reference_points import ROWS, point_of
from tests.benchmarks.measuring import Row, at_least, at_most, show, within
from tests.benchmarks.newton_grid import ends_of_newton, kinds, plain_newton
from tests.benchmarks.sympy_peer import SOLVERS, Solved, solved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hessview.analysis.critical_point import CriticalPoints

    Method = Callable[[ExpressionLandscape, Sequence[tuple[float, float]]], np.ndarray]

TITLE = "Critical points"
SYMPY_LIMIT, SAMPLE = 20.0, 20

FAST = {
    "Himmelblau": ("(x^2+y-11)^2+(x+y^2-7)^2", (-5.0, 5.0), 9, 15.0),
    "Rastrigin": ("20+x^2+y^2-10*(cos(2*pi*x)+cos(2*pi*y))", (-5.12, 5.12), 441, 60.0),
    "peaks": (
        "3*(1-x)^2*exp(-x^2-(y+1)^2)-10*(x/5-x^3-y^5)*exp(-x^2-y^2)-exp(-(x+1)^2-y^2)/3", (-3.0, 3.0), 9, 150.0,
    ),
}  # fmt: skip
DENSE = {
    "Levy 13": ("sin(3*pi*x)^2+(x-1)^2*(1+sin(3*pi*y)^2)+(y-1)^2*(1+sin(2*pi*y)^2)", 3653),
    "Shubert": ("sum(i*cos((i+1)*x+i),i,1,5)*sum(i*cos((i+1)*y+i),i,1,5)", 2888),
}


@dataclass(frozen=True)
class Case:
    """A function of the reference data."""

    row: dict[str, Any]

    @property
    def box(self) -> list[tuple[float, float]]:
        """A range for each variable."""
        return [(float(low), float(high)) for low, high in self.row["box"]]

    @property
    def truth(self) -> np.ndarray:
        """The isolated points, shape (m, n), to 16 digits."""
        points = [point_of(self.row, point) for point in self.row["points"]]
        return np.array(points).reshape(-1, len(self.row["vars"]))

    @property
    def is_isolated(self) -> bool:
        """Whether it has critical points, and all of them are isolated."""
        return bool(self.row["points"]) and "critical_set" not in self.row

    @property
    def landscape(self) -> ExpressionLandscape:
        """The function."""
        return ExpressionLandscape(parse(self.row["expr"], variables=tuple(self.row["vars"])))


@dataclass(frozen=True)
class Timed:
    """How one search went; times in milliseconds of the processor.

    Attributes
    ----------
    first
        Until the first point was said.
    settled
        Until every box was settled: all points are known, by intervals.
    proved
        Until every point was confirmed and named.
    pause
        The longest time in which it could not have been cancelled.
    found
        The answer.
    """

    first: float
    settled: float
    proved: float
    pause: float
    found: CriticalPoints


def timed(landscape: ExpressionLandscape, box: Sequence[tuple[float, float]], seconds: float = 60.0) -> Timed:
    """Search, and note when what was known."""
    low, high = zip(*box, strict=True)
    ticks = [time.process_time()]
    began = ticks[0]
    first = settled = math.nan
    found = None
    for found in search(
        landscape, low, high, limits=Limits(seconds), progress=lambda _: ticks.append(time.process_time())
    ):
        now = time.process_time()
        ticks.append(now)
        if math.isnan(first) and found.points:
            first = now - began
        if math.isnan(settled) and found.settled >= 1.0:
            settled = now - began
    assert found is not None
    ended = time.process_time()
    return Timed(1e3 * first, 1e3 * settled, 1e3 * (ended - began), 1e3 * max(np.diff([*ticks, ended])), found)


def best_of(landscape: ExpressionLandscape, box: Sequence[tuple[float, float]], times: int) -> Timed:
    """Return the least times of some searches, after one that is not counted: everything is compiled then."""
    timed(landscape, box)
    runs = [timed(landscape, box) for _ in range(times)]
    return Timed(*(min(getattr(run, name) for run in runs) for name in ("first", "settled", "proved", "pause")),
                 runs[-1].found)  # fmt: skip


def differences(found: np.ndarray, case: Case) -> tuple[int, int]:
    """Return how many points of the reference are missing, and how many of those found are none."""
    size = np.array([high - low for low, high in case.box])
    low, high = np.array(case.box).T
    inside = found[((found >= low - 1e-9 * size) & (found <= high + 1e-9 * size)).all(axis=1)]
    apart = np.abs(case.truth[:, None, :] - inside[None, :, :]) / size
    near = (apart < 1e-6).all(axis=2)
    return int((~near.any(axis=1)).sum()), int((~near.any(axis=0)).sum())


def measure(*, reduced: bool = False, everything: bool = False) -> list[Row]:
    """Return the ratios of processor times, and the bars on times alone."""
    cases = [Case(row) for row in ROWS]
    if reduced:
        cases = [case for case in cases if case.row["id"] in {"sixhump_camel", "monkey_saddle", "x2y2"}]
    repetitions = 1 if reduced else 3
    ours = {case.row["id"]: best_of(case.landscape, case.box, repetitions) for case in cases}
    return [
        *_beside_newton(cases, ours, repetitions),
        *_fast(repetitions),
        *_shares(cases, ours),
        *_beside_sympy(cases, ours, reduced=reduced, everything=everything),
        *_dense(reduced=reduced),
    ]


def _beside_newton(cases: list[Case], ours: dict[str, Timed], repetitions: int) -> Iterator[Row]:
    """Yield what a grid of Newton's method takes, and what it misses, invents and calls by the wrong name."""
    newton: dict[str, float] = {}
    usual: list[float] = []
    missed = invented = mislabelled = wrong = 0
    for case in cases:
        landscape = case.landscape
        newton[case.row["id"]] = _least(partial(_classified, ends_of_newton, landscape, case), repetitions)
        usual.append(_least(partial(_classified, plain_newton, landscape, case), repetitions))
        ends = ends_of_newton(landscape, case.box)
        names = kinds(landscape, ends)
        if case.is_isolated:
            few, many = differences(ends, case)
            missed, invented, wrong = missed + few, invented + many, wrong + bool(few or many)
            mislabelled += _mislabelled(ends, names, case)
    said = f"misses {missed}, invents {invented}, calls {mislabelled} degenerate ones regular; wrong for {wrong}"
    count = len(cases)
    settled = statistics.median(ours[name].settled for name in newton)
    proved = statistics.median(ours[name].proved for name in newton)
    peer, plain = statistics.median(newton.values()), statistics.median(usual)
    yield at_most(f"{count} functions, median: complete / Newton grid", settled, peer, 1.0, f"the grid {said}")
    yield at_most(f"{count} functions, median: proved / Newton grid", proved, peer, 1.0, _of_ours(cases, ours))
    note = "all starts take all steps"
    yield at_most(f"{count} functions, median: proved / plain Newton grid", proved, plain, 1.0, note)


def _classified(method: Method, landscape: ExpressionLandscape, case: Case) -> list[str]:
    return kinds(landscape, method(landscape, case.box))


def _least(work: Callable[[], object], repetitions: int) -> float:
    """Return the least processor time of some runs, in milliseconds, after one that is not counted."""
    times = []
    for _ in range(repetitions + 1):
        start = time.process_time()
        work()
        times.append(1e3 * (time.process_time() - start))
    return min(times[1:])


def _of_ours(cases: list[Case], ours: dict[str, Timed]) -> str:
    missed = invented = 0
    for case in cases:
        found = ours[case.row["id"]].found
        few, many = differences(np.array([point.x for point in found]).reshape(-1, len(case.box)), case)
        missed, invented = missed + few, invented + many
    incomplete = sum(not ours[case.row["id"]].found.complete for case in cases)
    return f"hessview misses {missed}, invents {invented}; leaves {incomplete} of {len(cases)} boxes open"


def _mislabelled(ends: np.ndarray, names: list[str], case: Case) -> int:
    """Return how many degenerate points were given a class by rounded eigenvalues."""
    size = np.array([high - low for low, high in case.box])
    bad = 0
    for x, point in zip(case.truth, case.row["points"], strict=True):
        if point["kind"] == "degenerate" and len(ends):
            near = np.flatnonzero((np.abs(ends - x) / size < 1e-6).all(axis=1))
            bad += any(names[k] != "degenerate" for k in near)
    return bad


def _fast(repetitions: int) -> Iterator[Row]:
    for name, (text, side, count, bar) in FAST.items():
        landscape = ExpressionLandscape(parse(text))
        run = best_of(landscape, [side, side], 3 * repetitions)
        boxes = [point.unique for point in run.found.points if point.unique is not None]
        assert len(boxes) == len(run.found.points) == count
        confirmer = Confirmer(landscape.formula)
        balls = _least(partial(_confirmed, confirmer, boxes), repetitions)
        yield within(f"{name}, complete", run.settled, bar, f"all proved and named {run.proved:.1f} ms")
        yield within(f"{name}, balls for one of {count} points", balls / count, 1.0)


def _confirmed(confirmer: Confirmer, boxes: list[np.ndarray]) -> None:
    for box in boxes:
        assert confirmer.confirm(box[:, 0], box[:, 1]) is not None


def _shares(cases: list[Case], ours: dict[str, Timed]) -> Iterator[Row]:
    times = {case.row["id"]: ours[case.row["id"]].proved for case in cases if case.is_isolated}
    share = 100.0 * sum(took < 300.0 for took in times.values()) / len(times)
    slowest = sorted(times, key=times.__getitem__)[-3:]
    said = ", ".join(f"{name} {times[name]:.0f} ms" for name in reversed(slowest))
    yield Row("isolated points: percent proved in 0.3 s", share, math.nan, share, ">= 95", f"of {len(times)}")
    yield within("isolated points: the slowest, proved", max(times.values()), 3000.0, said)


def _beside_sympy(cases: list[Case], ours: dict[str, Timed], *, reduced: bool, everything: bool) -> Iterator[Row]:
    isolated = [case for case in cases if case.is_isolated]
    asked = isolated if everything or reduced else isolated[:: max(1, len(isolated) // SAMPLE)][:SAMPLE]
    for solver in SOLVERS:
        answers = {
            case.row["id"]: solved(solver, case.row["expr"], case.row["vars"], SYMPY_LIMIT)
            for case in (asked[:1] if reduced else asked)
        }
        mine = statistics.median(ours[name].proved for name in answers)
        theirs = statistics.median(1e3 * answer.seconds for answer in answers.values())
        said = _said_of(answers, {case.row["id"]: case for case in asked})
        yield at_least(f"{len(answers)} functions, median: sympy.{solver} / proved", mine, theirs, 1.0, said)


def _said_of(answers: dict[str, Solved], cases: dict[str, Case]) -> str:
    """Return in words how far answers go."""
    right = short = 0
    missed = invented = 0
    for name, answer in answers.items():
        if answer.points is None:
            continue
        case = cases[name]
        few, many = differences(np.array(answer.points).reshape(-1, len(case.box)), case)
        right, short = right + (few == many == 0), short + (few > 0)
        missed, invented = missed + few, invented + many
    none = sum(answer.points is None for answer in answers.values())
    late = sum(answer.points is None and answer.seconds >= SYMPY_LIMIT for answer in answers.values())
    return f"right {right}, incomplete without a word {short} (misses {missed}, invents {invented}), no list {none}" + (
        f" ({late} after {SYMPY_LIMIT:g} s)" if late else ""
    )


def _dense(*, reduced: bool) -> Iterator[Row]:
    for name, (text, count) in DENSE.items():
        side = (0.0, 2.0) if reduced else (-10.0, 10.0)
        run = timed(ExpressionLandscape(parse(text)), [side, side], 120.0)
        points = len(run.found.points)
        assert reduced or points == count
        said = f"complete by intervals {run.settled:.0f} ms; complete: {run.found.complete}"
        yield within(f"{name}, {points} points, all proved", run.proved, 20_000.0, said)
        yield within(f"{name}, first points", run.first, 1000.0)
        yield within(f"{name}, longest time until a cancel is heard", run.pause, 100.0)


if __name__ == "__main__":
    show(TITLE, measure(everything="--all" in sys.argv[1:]))
