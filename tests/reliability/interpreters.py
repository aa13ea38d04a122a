"""The whole suite and the counts of references, under every interpreter and both ends of the dependencies."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.version import Version

from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.environments import (
    ROOT,
    WANTED,
    CannotMake,
    Environment,
    interpreters,
    lower_bound,
    made,
    project,
    requirements,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FULL_CALLS, SHORT_CALLS = 1_000_000, 20_000
KINDS = ("lowest", "newest")
_FAILED_SHOWN = 20


@dataclass(frozen=True)
class Trial:
    """What came of one environment: a phrase for the table, and whatever failed."""

    what: str
    found: str
    faults: tuple[str, ...] = ()


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Try this interpreter alone (short) or all (full)."""
    return _short() if scale.short else _full(scale, say)


# This interpreter


def _short() -> Outcome:
    faults = [*pin_faults(), *_drifts(Path(sys.executable), SHORT_CALLS, 60.0)]
    here = ".".join(map(str, sys.version_info[:2]))
    tried = f"Python {here} alone, {SHORT_CALLS:,} calls of each of 9 kinds; the pins"
    return Outcome(
        tried, f"{len(faults)} faults" if faults else "no drift, pins in their ranges", not faults, tuple(faults)
    )


def pin_faults() -> list[str]:
    """Return what is wrong with the bounds in pyproject.toml, with the pins, or with what is installed here."""
    faults = []
    for major, minor in WANTED:
        python = f"{major}.{minor}.0"
        qt = next(each for each in requirements(python) if each.name == "PySide6-Essentials")
        if minor < 12 and Version("6.12") in qt.specifier:
            faults.append(f"{qt} on {python}: PySide 6.12 corrupts the counts of None and True before Python 3.12")
        for each in requirements(python):
            lower_bound(each)
        if f"Programming Language :: Python :: {major}.{minor}" not in str(project()["classifiers"]):
            faults.append(f"no classifier for {major}.{minor}")
    needed = requirements(".".join(map(str, sys.version_info[:3])))
    pins = _pins()
    for each in needed:
        pinned = pins.get(_plain(each.name))
        if pinned is None or pinned not in each.specifier:
            faults.append(f"packaging/constraints.txt pins {each.name} to {pinned}, which {each} does not allow")
        if version(each.name) not in each.specifier:
            faults.append(f"{each.name} {version(each.name)} is installed, which {each} does not allow")
    return faults


def _pins() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {_plain(each.name): str(next(iter(each.specifier)).version) for each in pinned}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# All interpreters


def _full(scale: Scale, say: Callable[[str], None]) -> Outcome:
    deadline = time.monotonic() + scale.seconds
    folder = _folder()
    found = interpreters()
    trials = [Trial(f"{major}.{minor}", "not on this machine", (f"Python {major}.{minor} was not found",))
              for major, minor in WANTED if (major, minor) not in found]  # fmt: skip
    for path in found.values():
        for kind in KINDS:
            trials.append(_trial(path, kind, folder, deadline, say))
            say(f"{trials[-1].what}: {trials[-1].found}")
    faults = tuple(f"{trial.what}: {fault}" for trial in trials for fault in trial.faults)
    tried = f"{sum(not each.faults for each in trials)} of {len(WANTED) * len(KINDS)}: "
    return Outcome(tried + "; ".join(each.what for each in trials), _summary(trials), not faults, faults)


def _summary(trials: Sequence[Trial]) -> str:
    faulty = [f"{each.what}: {each.found}" for each in trials if each.faults]
    if faulty:
        return "; ".join(faulty)
    return f"suite green and no drift in each ({trials[0].found} at the least)"


def _trial(python: Path, kind: str, folder: Path, deadline: float, say: Callable[[str], None]) -> Trial:
    what = f"{python} {kind}"
    try:
        environment = made(python, kind, folder, say)
    except CannotMake as reason:
        return Trial(what, "could not be made", (str(reason),))
    names = environment.installed("PySide6-Essentials", "numpy", "scipy", "matplotlib")
    say(f"{environment.version} {kind}: {names}")
    what = f"{environment.version} {kind} (PySide {names['PySide6-Essentials']}, NumPy {names['numpy']})"
    faults = _drifts(environment.python, FULL_CALLS, _left(deadline))
    passed, failed = _suite(environment, _left(deadline), say)
    drift = "drift; " if faults else ""
    trial = Trial(what, f"{passed} tests passed", (*faults, *failed))
    return replace(trial, found=f"{drift}{len(failed)} failed, {passed} passed") if trial.faults else trial


def _drifts(python: Path, times: int, limit: float) -> list[str]:
    returned, printed = _run([python, "-m", "tests.reliability.reference_counts", str(times)], limit)
    if returned != 0:
        return [f"counting references ended with {returned}: {' '.join(printed.splitlines()[-3:])}"]
    counted = json.loads(printed.splitlines()[-1])
    return [str(each) for each in counted["faults"]]


def _suite(environment: Environment, limit: float, say: Callable[[str], None]) -> tuple[int, list[str]]:
    """Return how many tests passed, and what failed."""
    say(f"the suite under {environment.version}, {environment.kind}")
    returned, printed = _run([environment.python, "-m", "pytest", "-q", "-rfE", "-n", "auto", "--maxprocesses", "8",
                              "--dist", "worksteal", "-p", "no:cacheprovider", "-p", "no:randomly",
                              "--ignore", "tests/reliability/test_campaigns.py"], limit)  # fmt: skip
    lines = printed.splitlines()
    passed = int(match[1]) if (match := re.search(r"(\d+) passed", lines[-1] if lines else "")) else 0
    failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))][:_FAILED_SHOWN]
    if returned != 0 and not failed:
        failed = [f"pytest ended with {returned}", *lines[-5:]]
    return passed, failed


def _run(command: Sequence[str | Path], limit: float) -> tuple[int, str]:
    """Return how a program of this repository ended and what it wrote; it is killed, with its children, at a limit."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHASHSEED", "PYTHONPATH")}
    process = subprocess.Popen(command, cwd=ROOT, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace")  # fmt: skip
    try:
        printed, _ = process.communicate(timeout=max(limit, 1.0))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        printed, _ = process.communicate()
        printed += f"\nstopped: no time left after {limit:.0f} s"
    return process.returncode, printed


def _left(deadline: float) -> float:
    return deadline - time.monotonic()


def _folder() -> Path:
    named = os.environ.get("HESSVIEW_VENVS")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(named) if named else cache / "hessview-reliability" / "environments"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


CAMPAIGN = Campaign(
    name="interpreters",
    title="Python 3.11, 3.12, 3.13, newest and lowest dependencies",
    bar="suite green; no reference-count drift over 10⁶ emits and None-returning calls",
    full_seconds=9000.0,
    run=run,
)
