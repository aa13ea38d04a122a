"""A warm worker process is what a started one is."""

from __future__ import annotations

import os
import queue
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hessview.compute.allowance import Allowance
from hessview.compute.worker_process import WorkerProcess
from tests.warm_processes import Child, use_warm_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.compute.frames import Message

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

HANDLER = "hessview.compute.worker_main:_at_once"  # of a module that is there already

Start = tuple[WorkerProcess, "queue.SimpleQueue[Message | None]"]


@pytest.fixture
def start() -> Iterator[Callable[[], Start]]:
    """Start a process; it is ended after the test."""
    made: list[WorkerProcess] = []

    def started() -> Start:
        said: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        process = WorkerProcess((HANDLER,), Allowance(1 << 30, 5.0), lambda _, message: said.put(message))
        made.append(process)
        assert said.get(timeout=60.0) == {"type": "ready"}
        return process, said

    yield started
    for process in made:
        process.kill()
        process.join(20.0)


def seen(process: WorkerProcess) -> tuple[str, int, int, str]:
    """What the system says of a process: limits, descriptors, niceness, folder."""
    folder = Path(f"/proc/{process.pid}")
    limits, descriptors = (folder / "limits").read_text(encoding="ascii"), len(list((folder / "fd").iterdir()))
    return limits, descriptors, os.getpriority(os.PRIO_PROCESS, process.pid), str((folder / "cwd").readlink())


def test_it_has_the_limits_the_descriptors_and_the_niceness_of_a_started_one(
    start: Callable[[], Start], monkeypatch: pytest.MonkeyPatch
) -> None:
    cold, _ = start()
    use_warm_processes(monkeypatch)
    warm, _ = start()
    assert not isinstance(cold._process, Child)
    assert isinstance(warm._process, Child)
    assert seen(warm) == seen(cold)


def test_it_refuses_what_is_not_on_its_list_and_its_end_is_reported(
    start: Callable[[], Start], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_warm_processes(monkeypatch)
    process, said = start()
    process.send({"id": 1, "handler": "os:abort", "payload": {}})
    answer = said.get(timeout=60.0)
    assert answer is not None
    assert answer["kind"] == "refused"
    process.kill()
    assert said.get(timeout=60.0) is None
    end = time.monotonic() + 20.0
    while Path(f"/proc/{process.pid}").exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert not Path(f"/proc/{process.pid}").exists()


def test_two_are_two(start: Callable[[], Start], monkeypatch: pytest.MonkeyPatch) -> None:
    use_warm_processes(monkeypatch)
    (one, _), (other, said) = start(), start()
    assert one.pid != other.pid
    one.kill()
    one.join(20.0)
    other.send({"id": 1, "handler": "os:abort", "payload": {}})
    assert said.get(timeout=60.0) is not None


def test_where_no_process_can_be_started_none_is(start: Callable[[], Start], monkeypatch: pytest.MonkeyPatch) -> None:
    use_warm_processes(monkeypatch)
    start()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(OSError, match="nowhere"):
        start()
