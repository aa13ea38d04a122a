"""Texts that nobody of good will types, at nine entrances: nothing runs, nothing is opened, nothing is raised.

Text number k of a seed always goes to the same entrance in the same way, so that what fails can be tried again. The
window is a real one, hidden by the offscreen platform, and gets real events; only its background work is left out,
for a worker process that is started is an event that nothing may cause here.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import pkgutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import hessview
from hessview import cli
from hessview.app.preloading import load
from tests.fuzzed_text import fuzzed
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.dock_entrances import DescentFields, ParameterFields, PlaneBox
from tests.reliability.entrances import Api, CommandLine, Entrance, Session
from tests.reliability.live_window import end_of
from tests.reliability.window_entrances import Clipboard, Drop, Editor, SearchBox, Window
from tests.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXTS = 1_000_000
ROUND = 200
SHARES = (
    ("session", 80), ("api", 69), ("command line", 20), ("editor", 6), ("clipboard", 5), ("drop", 4),
    ("search dialog", 4), ("plane dialog", 4), ("parameters", 4), ("descent", 4),
)  # fmt: skip
"""Of every round of texts, how many come in where; the window costs a hundred times as much as the session."""

_WARM_SEED = -1
_MOST_DETAILS = 40


@dataclass
class HostileText:
    """Sends texts to the entrances and keeps count.

    Attributes
    ----------
    entrances
        By name; a test puts one that lets something in here to see it found.
    """

    folder: Path
    seed: int
    entrances: dict[str, Entrance]
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    longest: tuple[float, str] = (0.0, "")

    def __post_init__(self) -> None:
        self.watch = Watch()
        self._order = [name for name, share in SHARES for _ in range(share)]
        self._seen = frozenset(self.folder.iterdir())

    def warm_up(self, rounds: int = 1) -> None:
        """Let everything be imported that is imported when it is first used."""
        for module in pkgutil.walk_packages(hessview.__path__, "hessview."):
            if module.name.rpartition(".")[2] != "__main__":
                load(module.name)
        with contextlib.redirect_stdout(io.StringIO()):
            for words in (("--at", "1,2"), ("--at", "1,2", "--json")):
                cli.main(["analyze", "--no-formulas", *words, "--", "x^2 y + erf(x)"])
            cli.main(["analyze", "--no-formulas", "--at", "0,0", "--", "x^4 + y^4"])  # what the Hessian leaves open
        for text in ("x y z", "x^2 y + gamma(x)", "𝑥 + \u202e", "λ = 2\nλ x!", "sinn x"):
            for entrance in self.entrances.values():
                entrance.take(text, 15)
        for number in range(rounds * ROUND):
            with contextlib.suppress(Exception):
                self._entrance(number).take(fuzzed(_WARM_SEED, number), number)

    def texts(self, first: int, last: int, end: float) -> int:
        """Try texts by number until the time is over; return the number of the next."""
        for number in range(first, last):
            if number % ROUND == 0:
                self._look_for_canaries(number)
                if time.monotonic() > end:
                    return number
            self.try_one(number)
        self._look_for_canaries(last)
        return last

    def try_one(self, number: int) -> None:
        """Send one text to its entrance."""
        entrance, text = self._entrance(number), fuzzed(self.seed, number)
        self.counts[entrance.name] += 1
        began = time.perf_counter()
        try:
            with self.watch:
                wrong = entrance.take(text, number)
        except Exception as error:  # noqa: BLE001 - what is tried is that nothing else is ever raised
            wrong = f"raised {type(error).__name__}: {str(error)[:150]}"
            self.counts["raw exceptions"] += 1
        self.longest = max(self.longest, (time.perf_counter() - began, f"text {number} at the {entrance.name}"))
        if wrong is not None:
            self._fail(number, text, wrong)
        if self.watch.seen:
            self.counts["audit events"] += sum(self.watch.seen.values())
            self._fail(number, text, f"did {next(iter(self.watch.seen))}")
            self.watch.seen.clear()

    def _entrance(self, number: int) -> Entrance:
        return self.entrances[self._order[number % ROUND]]

    def _look_for_canaries(self, number: int) -> None:
        here = frozenset(self.folder.iterdir())
        left, self._seen = sorted(path.name for path in here - self._seen), here
        marks = [name for name in vars(builtins) if "CANARY" in name] + [key for key in os.environ if "CANARY" in key]
        if left or marks:
            self.counts["canaries"] += 1
            self._fail(number, "", f"left {left + marks} behind, one of the {ROUND} texts before")

    def _fail(self, number: int, text: str, what: str) -> None:
        self.counts["failures"] += 1
        if len(self.failures) < _MOST_DETAILS:
            where = self._order[number % ROUND]
            self.failures.append(f"text {number} of seed {self.seed} at the {where}: {what}; {text[:80]!a}")


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Send as many as are asked for, or as there is time for."""
    began = time.monotonic()
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as own, tempfile.TemporaryDirectory() as cage, Window(Path(own)) as window:
        os.chdir(cage)  # whatever a payload would write without saying where, it would write here
        try:
            trial = HostileText(Path(cage), scale.seed, everything(window))
            trial.warm_up()
            number, end = 0, end_of(began, scale.seconds)
            while number < TEXTS and time.monotonic() < end:
                number = trial.texts(number, min(number + 20_000, TEXTS), end)
                say(f"{number:,} texts, {trial.counts['failures']} failures, {time.monotonic() - began:.0f} s")
            faults = window.faults
        finally:
            os.chdir(before)
    return outcome(trial, number, faults, time.monotonic() - began, short=scale.short)


def everything(window: Window) -> dict[str, Entrance]:
    """Return the ten entrances by name."""
    at_window = (
        Editor(window), Clipboard(window), Drop(window), SearchBox(window), PlaneBox(window), ParameterFields(window),
        DescentFields(window),
    )  # fmt: skip
    found: Sequence[Entrance] = (Session(), Api(), CommandLine(), *at_window)
    return {entrance.name: entrance for entrance in found}


def outcome(trial: HostileText, number: int, faults: Sequence[str], took: float, *, short: bool) -> Outcome:
    """Return what a trial has found."""
    counts = trial.counts
    parts = ", ".join(f"{name} {counts[name]:,}" for name, _ in SHARES)
    tried = f"{number:,} texts in {took / 60:.1f} min: {parts}"
    raw = counts["raw exceptions"] + len(faults)
    found = (
        f"{counts['canaries']} canaries, {counts['audit events']} audit events, {raw} raw exceptions, "
        f"{counts['failures']} failures in all; the longest took {1000 * trial.longest[0]:.0f} ms ({trial.longest[1]})"
    )
    passed = not trial.failures and not faults and (short or number >= TEXTS)
    return Outcome(tried, found, passed=passed, details=(*trial.failures, *faults[:_MOST_DETAILS]))


CAMPAIGN = Campaign(
    name="hostile_text",
    title="hostile text",
    bar="10^6 over six entrances: 0 canaries, 0 forbidden audit events, 0 raw exceptions",
    full_seconds=3600.0,
    run=run,
    short_seconds=3.0,
    is_warm=True,
)
