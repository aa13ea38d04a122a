"""A campaign in a fork of the hall is as alone as one in a program of its own."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.reliability import alone, hall
from tests.reliability.alone import Ran, run_alone
from tests.reliability.campaign import CAMPAIGNS, load
from tests.reliability.hall import Hall, the_hall
from tests.reliability.test_alone import is_running, plant, planted

__all__ = ("planted",)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes become two")


@pytest.fixture
def warm() -> Hall:
    return the_hall()


def run(warm: Hall, folder: Path, name: str, body: str, **more: Any) -> tuple[Ran, list[str]]:
    lines: list[str] = []
    name = plant(folder, name, textwrap.dedent(body))
    return run_alone(name, short=True, say=lines.append, start=warm.start, **more), lines


def test_it_has_a_session_places_and_an_environment_of_its_own_and_no_thread_or_application(
    warm: Hall, planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLY_OF_THIS_ONE", "yes")
    body = """
    import tempfile
    from PySide6.QtCore import QCoreApplication
    assert os.getsid(0) == os.getpid()
    assert tempfile.gettempdir() == os.environ["TMPDIR"]
    assert os.environ["ONLY_OF_THIS_ONE"] == "yes"
    assert QCoreApplication.instance() is None
    assert threading.enumerate() == [threading.main_thread()]
    assert "hessview.app.desk" in sys.modules
    sys.was_here = True
    say(os.environ["TMPDIR"])
    return GOOD
    """
    first, said = run(warm, planted, "first", body)
    assert first.outcome.passed, first.outcome
    assert not Path(said[0]).exists()
    second, _ = run(warm, planted, "second", "assert not hasattr(sys, 'was_here')\nreturn GOOD")
    assert second.outcome.passed, second.outcome


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("os.abort()", "ended by SIGABRT"),
        ("os._exit(3)", "ended by exit code 3"),
        ("raise ValueError('planted')", "ValueError: planted"),
        ("warnings.warn('planted')\nreturn GOOD", "UserWarning: planted"),
        ("time.sleep(600)", "killed: it still ran after 2 s"),
    ],
)
def test_however_it_ends_there_is_an_outcome(warm: Hall, planted: Path, body: str, found: str) -> None:
    limits = {"seconds": 0.1, "patience": 2.0} if "sleep" in body else {}
    name = "ended" + str(sum(map(ord, body)))
    ran, _ = run(warm, planted, name, body, **limits)
    assert not ran.outcome.passed
    assert found in ran.outcome.found


def test_a_process_that_it_leaves_behind_is_found_and_ended(
    warm: Hall, planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.reliability.alone._GRACE", 0.3)
    body = 'made = subprocess.Popen(["sleep", "600"])\nmade.returncode = 0\nsay(str(made.pid))\nreturn GOOD'
    ran, lines = run(warm, planted, "left", body)
    assert "left processes behind" in ran.outcome.found
    assert not is_running(int(lines[0]))


def test_its_workers_are_warm_counted_in_its_session_and_end_with_it(warm: Hall, planted: Path) -> None:
    body = """
    import queue
    from hessview.compute.allowance import Allowance
    from hessview.compute.errands import FORMULA_HANDLER
    from hessview.compute.worker_process import WorkerProcess
    from tests.reliability.hands import kill_worker, workers
    from tests.warm_processes import warm_children
    assert workers() == ()
    heard = queue.SimpleQueue()
    made = WorkerProcess((FORMULA_HANDLER,), Allowance(1 << 30, 5.0), lambda _, message: heard.put(message))
    assert heard.get(timeout=60.0) == {"type": "ready"}
    assert workers(FORMULA_HANDLER) == workers() == (made.pid,)
    assert warm_children(FORMULA_HANDLER) == [made.pid]
    assert os.getsid(made.pid) == os.getpid()
    say(str(made.pid))
    assert kill_worker(FORMULA_HANDLER)
    assert heard.get(timeout=60.0) is None
    made.join(20.0)
    assert workers() == ()
    other = WorkerProcess((FORMULA_HANDLER,), Allowance(1 << 30, 5.0), lambda _, message: heard.put(message))
    assert heard.get(timeout=60.0) == {"type": "ready"}
    say(str(other.pid))
    other.kill()
    other.join(20.0)
    return GOOD
    """
    ran, lines = run(warm, planted, "working", body)
    assert ran.outcome.passed, ran.outcome
    assert not any(is_running(int(line)) for line in lines)


def test_only_campaigns_that_say_so_begin_in_the_hall(monkeypatch: pytest.MonkeyPatch) -> None:
    cold: list[str] = []
    monkeypatch.setattr(alone, "started", lambda arguments, _: cold.append(arguments[0]))
    monkeypatch.setattr(Hall, "start", lambda *_: None)
    monkeypatch.setattr(Hall, "__init__", lambda *_: None)
    monkeypatch.setattr(hall, "_halls", [])
    for name in CAMPAIGNS:
        hall.forked((name,), {})
    assert cold == [name for name in CAMPAIGNS if not load(name).is_warm]
    assert {"workers", "kills", "monkey"} <= set(cold)


def test_another_seed_of_hashes_is_refused(warm: Hall) -> None:
    with pytest.raises(ValueError, match="not 7"):
        warm.start(("x",), {"PYTHONHASHSEED": "7"})
