"""Whatever a campaign does, there is an outcome that says so, and nothing of it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.reliability.alone import ROOT, Ran, run_alone

if TYPE_CHECKING:
    from collections.abc import Callable

_CAMPAIGN = """\
import os, subprocess, sys, threading, time, warnings
from tests.reliability.campaign import Campaign, Outcome

GOOD = Outcome("1 thing", "nothing lost", True)

def run(scale, say):
{body}

CAMPAIGN = Campaign("planted", "what was planted", "nothing lost", 60.0, run)
"""


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which campaigns are planted."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def plant(folder: Path, name: str, body: str) -> str:
    """Write a campaign whose ``run(scale, say)`` has this body; return the name to run it by."""
    package = folder / f"planted_{name}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "it.py").write_text(_CAMPAIGN.format(body=textwrap.indent(body, "    ")), encoding="utf-8")
    return f"planted_{name}.it"


def run_planted(folder: Path, name: str, body: str, **more: float) -> Ran:
    return run_alone(plant(folder, name, body), short=True, **more)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def test_an_outcome_comes_back_as_it_was(planted: Path) -> None:
    lines: list[str] = []
    body = 'say(f"{scale.short} {scale.seconds:g} {scale.seed}")\nreturn Outcome("7", "ü | 0", True, ("seed 3",))'
    ran = run_alone(plant(planted, "good", body), short=True, seconds=3.0, seed=11, say=lines.append)
    assert (ran.title, ran.bar, ran.outcome.tried, ran.outcome.found) == (
        "what was planted",
        "nothing lost",
        "7",
        "ü | 0",
    )
    assert ran.outcome.passed
    assert ran.outcome.details == ("seed 3",)
    assert lines == ["True 3 11"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('return Outcome("1", "2 lost", False, ("event 17",))', "2 lost"),
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
        ("os.abort()", "ended by SIGABRT"),
        ("sys.exit(0)", "left no answer (FileNotFoundError)"),
        ("sys.exit(3)", "ended by exit code 3"),
        ('return "fine"', "ended by exit code 1"),
        ('warnings.warn("1/0", RuntimeWarning); return GOOD', "RuntimeWarning: 1/0"),
        ("t = threading.Thread(target=int, args=('x',)); t.start(); t.join(); return GOOD", "nobody caught"),
        ("import atexit; atexit.register(os.abort); return GOOD", "ended by SIGABRT"),
        ('return Outcome("1", "fine", "yes")', "fine"),
    ],
    ids=["bar", "exception", "abort", "silent", "exit", "no-outcome", "warning", "thread", "end", "not-true"],
)
def test_a_campaign_that_goes_wrong_has_failed_and_says_how(planted: Path, body: str, found: str) -> None:
    outcome = run_planted(planted, "wrong", body).outcome
    assert not outcome.passed
    assert found in outcome.found


def test_what_a_crashing_campaign_wrote_last_is_kept(planted: Path) -> None:
    noise = "sys.stdout.buffer.write(bytes(range(256)) * 50)"
    body = f'print("x" * 100000)\n{noise}\nprint("\\nevent 12")\nsys.stdout.flush()\nos.abort()'
    details = run_planted(planted, "rubbish", body).outcome.details
    assert "event 12" in details
    assert any("Fatal Python error: Aborted" in line for line in details)


def test_what_qt_says_of_no_screen_is_not_repeated_and_all_else_is(planted: Path) -> None:
    lines: list[str] = []
    said = ["This plugin does not support propagateSizeHints()", "half", "This plugin does not support raise()", "x()"]
    body = "\n".join([*(f"print({line!r}, flush=True)" for line in said), 'return Outcome("7", "", True)'])
    run_alone(plant(planted, "noisy", body), short=True, say=lines.append)
    assert lines == ["half", "x()"]


def test_rubbish_on_the_output_changes_no_outcome(planted: Path) -> None:
    body = "sys.stdout.buffer.write(bytes(range(256)) * 5000)\nprint('{\"passed\": false}')\nreturn GOOD"
    assert run_planted(planted, "noise", body).outcome.passed


def test_a_campaign_that_hangs_is_killed_and_says_where(planted: Path) -> None:
    outcome = run_planted(planted, "hang", "time.sleep(600)", seconds=0.1, patience=2.0).outcome
    assert outcome.found == "killed: it still ran after 2 s"
    assert any("in run" in line for line in outcome.details)


def test_a_process_that_a_campaign_leaves_behind_is_found_and_ended(
    planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.reliability.alone._GRACE", 0.3)
    body = 'made = subprocess.Popen(["sleep", "600"])\nmade.returncode = 0\nsay(str(made.pid))\nreturn GOOD'
    lines: list[str] = []
    ran = run_alone(plant(planted, "orphan", body), short=True, say=lines.append)
    assert "left processes behind" in ran.outcome.found
    assert not is_running(int(lines[0]))


@pytest.mark.parametrize("source", ["", "CAMPAIGN = 3", "import nothing_of_this_name", "1 +"])
def test_a_module_that_is_no_campaign_is_a_failed_row(planted: Path, source: str) -> None:
    (planted / "planted_none").mkdir()
    (planted / "planted_none" / "it.py").write_text(source, encoding="utf-8")
    sys.modules.pop("planted_none.it", None)
    ran = run_alone("planted_none.it", short=True)
    assert not ran.outcome.passed
    assert ran.outcome.found.startswith("cannot be loaded: ")


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_campaign_ends_with_the_process_that_runs_it(planted: Path, ending: signal.Signals) -> None:
    name = plant(
        planted, "long", f'open({str(planted / "pid")!r}, "w").write(str(os.getpid()) + "\\n")\ntime.sleep(600)'
    )
    # What a shell puts in the background ignores an interrupt, and whatever it starts does too.
    program = "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    program += "import tests.reliability.__main__ as frame\n"
    program += f"frame.CAMPAIGNS = ({name!r},)\nsys.exit(frame.main(['all']))"
    frame = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env={**os.environ, "PYTHONPATH": f"{planted}:{ROOT}"}, text=True)  # fmt: skip
    campaign = int(_soon(lambda: (planted / "pid").exists() and (planted / "pid").read_text()))
    frame.send_signal(ending)
    said = frame.communicate(timeout=60)
    assert frame.returncode == (-9 if ending == signal.SIGKILL else 130)
    assert "Traceback" not in said[1]
    assert _soon(lambda: not is_running(campaign))


def _soon(holds: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 10.0
    while not (value := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return value
