"""The worker that finds the exact formulas is killed, stopped, starved, made to lie and kept from starting, at random.

A scheduler is used as the window uses it. Every request for formulas must end in an answer, or in a fault that says
why there is none, by its deadline; the numbers must be there all the while; and the next ordinary formula must be
answered. Beside that, programs are killed with their workers at random moments, and nothing may be left of them.
"""

from __future__ import annotations

import math
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hessview.compute.results import FaultKind
from tests.beside import ClockBeside
from tests.reliability.alone import ROOT
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.search_bench import SearchBench
from tests.reliability.search_deeds import DEEDS as SEARCH_DEEDS
from tests.reliability.worker_bench import Bench, good, is_alive, resources, runaway, workers_of
from tests.reliability.worker_deeds import DEEDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reliability.search_bench import Searched
    from tests.reliability.worker_bench import Ended

SOON = 0.3
"""Seconds in which the next ordinary formula is answered after one was stopped."""

_SLACK, _STARTING = 0.5, 3.0
"""Seconds that a request may last beyond its deadline, and beyond that where a process has to start first. A machine
that is busy with other things may take four times as long as for the first start, and half of that beyond a deadline.
"""

_GONE_IN, _NICEST = 2.0, 10
"""Seconds after which nothing is left of a program, and how nice the nicest of its processes is."""

_DEADLINE, _SHORT_DEADLINE = 5.0, 1.5
_SEARCHED = (
    "x^4 + y^4 - {k}x y", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2 + x/{k}", "sin(x) cos(y) + x/{k}", "x^4 + {k}y^2",
)  # fmt: skip
_NOWHERE = ("/nowhere/python", "/dev/null", "/bin/true", "/bin/false", "")


@dataclass
class Tally:
    """What happened."""

    episodes: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    next_good: list[float] = field(default_factory=list)
    parents: int = 0
    orphans: int = 0
    wrong: list[str] = field(default_factory=list)


class Abuse:
    """Episodes of abuse, each followed by an ordinary formula.

    Parameters
    ----------
    deadline
        Seconds for one request.
    patience
        By what all seconds are multiplied that the bar names.
    """

    def __init__(self, deadline: float, seed: int, patience: float = 1.0) -> None:
        self.moves = random.Random(seed)
        self.bench = Bench(deadline)
        self.tally = Tally()
        self._deadline = deadline
        self._deeds: list[str] = []
        self.bench.show(good(self.moves))
        first = self.bench.wait(60.0).took
        self._starting = patience * max(_STARTING, 4.0 * first)
        self._slack = patience * max(_SLACK, 0.5 * first)

    def run(self, name: str) -> None:
        """Run the episode of this name."""
        self.tally.episodes[name] += 1
        place = f"episode {sum(self.tally.episodes.values())}, {name}"
        self._EPISODES[name](self, place)
        self.bench.errands.deed = None
        sys.executable = _PYTHON
        self.recover(place)
        if len(self.bench.lane.pids) > 4:
            self.tally.wrong.append(f"{place}: {len(self.bench.lane.pids)} processes")

    def recover(self, place: str) -> None:
        """Ask for an ordinary formula until there is an answer, with the button where there is none."""
        for _ in range(3):
            self.bench.show(good(self.moves))
            if self.end(place, starting=True).answer is not None:
                return
            self.bench.retry()
            if self.end(place, starting=True).answer is not None:
                return
        self.tally.wrong.append(f"{place}: no answer any more")

    def end(self, place: str, *, starting: bool = False) -> Ended:
        """Wait for the end of the request and note what is wrong with it."""
        most = self._deadline + self._slack + (self._starting if starting else 0.0)
        ended = self.bench.wait(most)
        self.tally.longest = max(self.tally.longest, ended.took)
        fault = ended.fault
        self.tally.ends["answer" if ended.answer else fault.kind.value if fault else "nothing"] += 1
        if ended.answer is None and fault is None:
            self.tally.wrong.append(f"{place}: nothing after {most:g} s")
        if fault is not None and not fault.message:
            self.tally.wrong.append(f"{place}: a fault without words")
        # A fault may be there in the moment in which the text was shown, and the numbers are another thread's.
        if not self.bench.numbers_are_live(self._starting):
            self.tally.wrong.append(f"{place}: no numbers at the probe")
        return ended

    def next_good(self, place: str) -> None:
        """Time an ordinary formula that follows what was stopped."""
        self.bench.show(good(self.moves))
        ended = self.end(place)
        if ended.answer is not None:
            self.tally.next_good.append(ended.took)

    # Episodes

    def _stopped(self, place: str) -> None:
        self.bench.settle(10.0)
        self.bench.errands.deed = "every thread held"
        self.bench.show(runaway(self.moves))
        ended = self.end(place, starting=True)
        self.bench.errands.deed = None
        said = "" if ended.fault is None else ended.fault.message
        if said != f"The exact formulas were stopped after {self._deadline:g} s.":
            self.tally.wrong.append(f"{place}: said {said!r}")
        self.next_good(place)

    def _overtaken(self, place: str) -> None:
        self.bench.settle(10.0)
        self.bench.show(runaway(self.moves))
        self.bench.look(self.moves.choice((0.1, 0.3, 1.0, 3.0)) * self._deadline / _DEADLINE)
        self.next_good(place)

    def _killed(self, place: str) -> None:
        self.bench.settle(10.0)
        for pid in self.bench.lane.pids:
            if self.moves.random() < 0.6:
                _signal(pid, signal.SIGKILL)
        self.bench.show(good(self.moves))
        self.end(place, starting=True)

    def _killed_at_work(self, place: str) -> None:
        self.bench.show(runaway(self.moves))
        self.bench.look(self.moves.uniform(0.0, 0.5))
        for pid in self.bench.lane.pids:
            _signal(pid, signal.SIGKILL)
        self.end(place, starting=True)

    def _halted(self, place: str) -> None:
        for pid in self.bench.lane.pids:
            if self.moves.random() < 0.7:
                _signal(pid, signal.SIGSTOP)
        self.bench.show(good(self.moves))
        self.end(place, starting=True)

    def _misbehaving(self, place: str) -> None:
        if not self._deeds:
            self._deeds = self.moves.sample(sorted(DEEDS), len(DEEDS))
        self.bench.errands.deed = self._deeds.pop()
        self.bench.show(good(self.moves))
        self.end(f"{place}, {self.bench.errands.deed}", starting=True)

    def _not_starting(self, place: str) -> None:
        sys.executable = self.moves.choice(_NOWHERE)
        for _ in range(3):  # one that was just being started is known a moment later
            for pid in self.bench.lane.pids:
                _signal(pid, signal.SIGKILL)
            self.bench.look(0.05)
        self.bench.show(good(self.moves))
        ended = self.end(place, starting=True)
        if ended.fault is None or ended.fault.kind is not FaultKind.UNAVAILABLE:
            self.tally.wrong.append(f"{place}: not said to be unavailable with {sys.executable!r} for Python")
        used = min(self._processor_time(0.4) for _ in range(3))  # what ends by itself has ended then
        if used > 0.1:
            self.tally.wrong.append(f"{place}: {used:.2f} s of processor time while unavailable")
        sys.executable = _PYTHON
        self.bench.retry()
        if self.end(place, starting=True).answer is None:
            self.tally.wrong.append(f"{place}: no answer after another try")

    def _processor_time(self, seconds: float) -> float:
        before = time.process_time()
        self.bench.look(seconds)
        return time.process_time() - before

    def _typed(self, place: str) -> None:
        for text in (runaway(self.moves), good(self.moves), good(self.moves), runaway(self.moves), good(self.moves)):
            self.bench.show(text)
            self.bench.look(self.moves.choice((0.03, 0.08, 0.3)))
        self.end(place, starting=True)

    _EPISODES = {  # noqa: RUF012 - a table of the methods above
        "killed": _killed, "killed at work": _killed_at_work, "misbehaving": _misbehaving, "overtaken": _overtaken,
        "not starting": _not_starting, "typed": _typed, "halted": _halted, "stopped": _stopped,
    }  # fmt: skip
    NAMES = tuple(_EPISODES)


_PYTHON = sys.executable


def _signal(pid: int, which: int) -> None:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return


class Misled:
    """Searches for critical points in a process that lies, each followed by one in a process that does not.

    Parameters
    ----------
    deadline
        Seconds for one search.
    tally
        Where what happens is noted, beside what happens to formulas.
    """

    def __init__(self, deadline: float, seed: int, tally: Tally) -> None:
        self.bench = SearchBench(deadline)
        self.tally = tally
        self._moves = random.Random(seed)
        self._deeds: list[str] = []
        self._most = 2.0 * deadline + 60.0  # a process that starts on a machine that is busy with other things

    def run(self, deed: str | None = None) -> None:
        """Have a process do a deed instead of a search, and let it search afterwards."""
        if not self._deeds:
            self._deeds = self._moves.sample(sorted(SEARCH_DEEDS), len(SEARCH_DEEDS))
        self.bench.errands.deed = deed = deed or self._deeds.pop()
        self.bench.errands.number = self._moves.randrange(10**9)
        self.tally.episodes["misled"] += 1
        self._search(f"misled, {deed}, number {self.bench.errands.number}")
        self.bench.errands.deed = None
        for _ in range(3):
            if self._search(f"after {deed}").found is not None:
                return
            self.bench.retry()
        self.tally.wrong.append(f"misled, {deed}: no search any more")

    def _search(self, place: str) -> Searched:
        text = self._moves.choice(_SEARCHED).format(k=self._moves.randrange(2, 10**6))
        ended = self.bench.search(text, self._most)
        fault = ended.fault
        self.tally.ends["answer" if ended.found else fault.kind.value if fault else "nothing"] += 1
        if ended.found is None and fault is None:
            self.tally.wrong.append(f"{place}: nothing after {self._most:g} s")
        if fault is not None and not fault.message:
            self.tally.wrong.append(f"{place}: a fault without words")
        if ended.wrong:
            self.tally.wrong.append(f"{place}: {ended.wrong}")
        return ended


def orphans_of_a_killed_parent(seed: int, moves: random.Random, *, is_strict: bool = False) -> int:
    """Kill a program at a random moment and return how many of its workers are alive 2 seconds later.

    Parameters
    ----------
    is_strict
        Whether they are everybody's seconds, not those of a process beside it: where others keep the machine busy,
        these are longer.
    """
    program = [_PYTHON, "-m", "tests.reliability.worker_parent", str(seed)]
    parent = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return _orphans_of(parent, moves, is_strict=is_strict)
    finally:  # whatever happens, no program stays behind
        parent.kill()
        parent.wait()


def _orphans_of(parent: subprocess.Popen[bytes], moves: random.Random, *, is_strict: bool) -> int:
    workers: list[int] = []
    end = time.monotonic() + 60.0
    while not workers and parent.poll() is None and time.monotonic() < end:
        time.sleep(0.02)  # the processor time of this process is measured, too
        workers = workers_of(parent.pid)
    time.sleep(moves.choice((0.0, 0.05, moves.uniform(0.0, 1.0), moves.uniform(0.0, 4.0))))
    workers = workers_of(parent.pid) or workers
    with ClockBeside(_NICEST) as clock:
        parent.kill()
        parent.wait()
        end = time.monotonic() + (_GONE_IN if is_strict else math.inf)
        clock.wait_while(lambda: time.monotonic() < end and any(map(is_alive, workers)), _GONE_IN)
    left = workers_of(parent.pid)
    for pid in left:
        _signal(pid, signal.SIGKILL)
    return len(left)


def outcome_of(tally: Tally, leaked: str, *, is_judged: bool) -> Outcome:
    """Return what came of it; the time of the next formula is judged where nothing else uses the machine."""
    half, most = _quantiles(tally.next_good)
    requests = sum(tally.ends.values())
    tried = f"{sum(tally.episodes.values())} episodes, {requests} requests, {tally.parents} programs killed"
    stated = requests - tally.ends["answer"] - tally.ends["nothing"]
    found = (
        f"{tally.ends['answer']} answers, {stated} stated faults, {tally.ends['nothing']} without either; longest "
        f"{tally.longest:.1f} s; next formula after a stop {1e3 * half:.0f} ms (median), {1e3 * most:.0f} ms (p99 of "
        f"{len(tally.next_good)}); {tally.orphans} orphans; {leaked or 'no thread or descriptor'} left"
    )
    is_soon = half <= SOON or not is_judged
    passed = not tally.wrong and not tally.ends["nothing"] and not tally.orphans and not leaked and is_soon
    details = (*tally.wrong, f"episodes: {dict(tally.episodes)}", f"ends: {dict(tally.ends)}")
    return Outcome(tried, found, passed, details)


def _quantiles(times: list[float]) -> tuple[float, float]:
    if not times:
        return 0.0, 0.0
    return statistics.median(times), sorted(times)[min(len(times) - 1, int(0.99 * len(times)))]


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Abuse the worker until the time is over."""
    end = time.monotonic() + scale.seconds
    kills = 1 if scale.short else max(4, int(scale.seconds / 20))
    before = resources()
    abuse = Abuse(_SHORT_DEADLINE if scale.short else _DEADLINE, scale.seed, scale.patience)
    names = list(Abuse.NAMES)
    reserved = 2.0 if scale.short else 4.5
    with ThreadPoolExecutor(1) as beside:  # in the short form, where times are not judged
        killing = beside.submit(_kill_programs, abuse.tally, kills, scale, say) if scale.short else None
        while time.monotonic() < end - reserved * (1 if scale.short else kills - abuse.tally.parents) or not names:
            if not names:
                names = abuse.moves.sample(Abuse.NAMES, len(Abuse.NAMES))
            name = names.pop(0)
            say(name)
            abuse.run(name)
        abuse.bench.close()
        _mislead(abuse.tally, scale, say)
        if killing is None:
            _kill_programs(abuse.tally, kills, scale, say)
        else:
            killing.result()
    after = _settled(before)
    leaked = [f"{a - b} {what}" for a, b, what in zip(after, before, ("threads", "descriptors"), strict=True) if a > b]
    if workers_of(os.getpid()):
        leaked.append("processes")
    return outcome_of(abuse.tally, ", ".join(leaked), is_judged=not scale.short)


def _kill_programs(tally: Tally, kills: int, scale: Scale, say: Callable[[str], None]) -> None:
    moves = random.Random(f"kills {scale.seed}")
    while tally.parents < kills:
        tally.parents += 1
        tally.orphans += orphans_of_a_killed_parent(moves.randrange(10**6), moves, is_strict=not scale.short)
        say(f"{tally.parents} programs killed, {tally.orphans} orphans")


def _mislead(tally: Tally, scale: Scale, say: Callable[[str], None]) -> None:
    misled = Misled(_SHORT_DEADLINE if scale.short else _DEADLINE, scale.seed, tally)
    try:
        for _ in range(1 if scale.short else max(4, int(scale.seconds / 10))):
            misled.run()
        say(f"misled {tally.episodes['misled']} times")
    finally:
        misled.bench.close()


def _settled(before: tuple[int, int]) -> tuple[int, int]:
    """Return how many threads and descriptors there are, once what was closed has had a moment to go."""
    end = time.monotonic() + 20.0
    while (now := resources()) > before and time.monotonic() < end:
        time.sleep(0.02)
    return now


CAMPAIGN = Campaign(
    "workers",
    "Worker killed, stopped, starved, or answering garbage",
    "every request ends in an answer or a stated fault within 5.5 s and the time to start a process; the next formula "
    "after a stop within 300 ms (median, on a machine that does nothing else); 0 orphans 2 s after a kill -9 of the "
    "window; 0 threads and descriptors left",
    600.0,
    run,
    short_seconds=7.0,
)
