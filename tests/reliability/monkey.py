"""Random real events at a real window: clicks, drags, keys, text, files, dialogs, killed workers, one after the other.

Each seed is a process of its own (see `tests.reliability.one_monkey`), so that a crash is seen as one. What is done
follows from the seed alone (see `tests.reliability.monkey_events`) and is written down before it is done.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.reliability.alone import ROOT
from tests.reliability.campaign import Campaign, Outcome, Scale

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = 10
AT_A_TIME = 2
KEPT = ROOT / ".reliability"
"""Where the logs of seeds that failed are left."""

_GRACE = 300.0
_LAST_EVENTS = 12
_PROGRAM = ("-m", "tests.reliability.one_monkey")


@dataclass(frozen=True)
class Ran:
    """One seed: the report of its process (empty if it wrote none) and what was wrong."""

    seed: int
    report: dict[str, Any]
    wrong: tuple[str, ...]


def run_seed(seed: int, seconds: float, program: tuple[str, ...] = _PROGRAM) -> Ran:
    """Let one monkey loose in a process of its own, and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="hessview-monkey-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / str(seed)
        folder.mkdir()
        command = [sys.executable, *program, "--seed", str(seed), "--seconds", str(seconds), "--folder", str(folder)]
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "HOME": name, "PYTHONPATH": str(ROOT)}
        with (folder / "output.log").open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
            try:
                returned: int | None = process.wait(seconds + _GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                returned = None
        ran = _read(seed, folder, returned)
        if ran.wrong:
            shutil.copytree(folder, KEPT / f"monkey-{seed}", dirs_exist_ok=True, ignore=shutil.ignore_patterns("work"))
    return ran


def _read(seed: int, folder: Path, returned: int | None) -> Ran:
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        report = {}
    wrong = [f"seed {seed}, {fault}" for fault in report.get("faults", ())]
    if not report or returned not in (0, 1):
        end = "was killed for not ending" if returned is None else f"ended by {_name_of_end(returned)}"
        wrong.append(f"seed {seed} {end}; the last events and stacks:\n{_tail(folder)}")
    if wrong:
        wrong.append(
            f"the same events again: python -m tests.reliability.one_monkey --seed {seed} --folder /tmp/again "
            f"(log: {KEPT / f'monkey-{seed}'})"
        )
    return Ran(seed, report, tuple(wrong))


def _name_of_end(returned: int) -> str:
    return signal.Signals(-returned).name if returned < 0 else f"exit code {returned}"


def _tail(folder: Path) -> str:
    """Return the last events, and what the process wrote when it crashed or hung."""
    parts = []
    for name, lines in (("events.log", _LAST_EVENTS), ("crash.log", 40), ("stacks.log", 80), ("output.log", 10)):
        path = folder / name
        if path.exists() and path.stat().st_size:
            text = path.read_text(encoding="utf-8", errors="replace").splitlines()
            parts += [f"-- {name}", *(line[:300] for line in text[-lines:])]
    return "\n".join(parts)


def monkey(scale: Scale, say: Callable[[str], None], program: tuple[str, ...] = _PROGRAM) -> Outcome:
    """Run one seed in the ordinary run, else ten, two at a time, within the time given."""
    seeds = range(scale.seed, scale.seed + (1 if scale.short else SEEDS))
    rounds = -(-len(seeds) // AT_A_TIME)
    seconds = scale.seconds / rounds - (3.0 if scale.short else 0.0)
    all_ran: list[Ran] = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for ran in pool.map(partial(run_seed, seconds=seconds, program=program), seeds):
            all_ran.append(ran)
            verdict = "nothing wrong" if not ran.wrong else "; ".join(ran.wrong)
            stalls = f"longest stall {ran.report.get('longest_stall', 0.0):.2f} s"
            say(f"monkey: seed {ran.seed}: {ran.report.get('events', '?')} events, {stalls}: {verdict}")
    return _outcome(all_ran, seconds)


def _outcome(all_ran: list[Ran], seconds: float) -> Outcome:
    checks: Counter[str] = Counter()
    for ran in all_ran:
        checks.update(ran.report.get("checks", {}))
    events = sum(ran.report.get("events", 0) for ran in all_ran)
    wrong = [line for ran in all_ran for line in ran.wrong]
    faults = sum(len(ran.report.get("faults", ())) for ran in all_ran)
    aborts = sum(not ran.report for ran in all_ran)
    stalls = [ran.report["longest_stall"] for ran in all_ran if ran.report]
    p999 = [ran.report["stall_p999"] for ran in all_ran if ran.report]
    found = (
        f"{faults} exceptions, Qt warnings or wrong answers, {aborts} aborts; {checks['sessions read back']} sessions "
        f"read back equal, {checks['Hessians compared']} Hessians compared "
        f"({checks['not smooth, not finite or too large']} not smooth, not finite or too large); stalls, not judged: "
        f"p99.9 {max(p999, default=0.0):.2f} s, longest {max(stalls, default=0.0):.2f} s"
    )
    tried = f"{len(all_ran)} seeds × {seconds:.0f} s, {events} events"
    return Outcome(tried, found, not wrong and checks["sessions read back"] > 0, tuple(wrong))


CAMPAIGN = Campaign(
    name="monkey",
    title="Monkey: random real events",
    bar="10 seeds × 10 minutes: 0 exceptions, 0 Qt warnings outside a short list, 0 aborts; every 100 events the state "
    "round-trips through a session and the panel's Hessian equals an independent one",
    full_seconds=3000.0,
    run=monkey,
    short_seconds=30.0,
)
