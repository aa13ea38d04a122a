"""A worker process: what it may run, what stops it, and what it leaves behind."""

from __future__ import annotations

import io
import os
import queue
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hessview.compute.allowance import Allowance
from hessview.compute.frames import BrokenFrame, Message, encode, receive
from hessview.compute.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GENEROUS = 30.0


class Client:
    """A worker process and what it has said."""

    def __init__(self, *handlers: str, memory: int | None = None) -> None:
        self._said: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.has_ended = False
        names = tuple(f"worker_handlers:{name}" for name in handlers)
        self.process = WorkerProcess(names, Allowance(memory), lambda _, message: self._said.put(message))

    def hear(self) -> Message | None:
        """Return the next message; None when the process has ended."""
        message = self._said.get(timeout=GENEROUS)
        self.has_ended = message is None
        return message

    def ask(self, handler: str, **payload: object) -> Message | None:
        """Send a job and return the answer."""
        self.process.send({"id": 1, "handler": f"worker_handlers:{handler}", "payload": payload})
        return self.hear()


@pytest.fixture
def client() -> Iterator[Callable[..., Client]]:
    """Start processes that are gone after the test."""
    made: list[Client] = []

    def start(*handlers: str, memory: int | None = None, first: str = "ready") -> Client:
        made.append(Client(*handlers, memory=memory))
        assert (made[-1].hear() or {})["type"] == first
        return made[-1]

    yield start
    for each in made:
        each.process.kill()
        while not each.has_ended:
            each.hear()


def test_a_handler_on_the_list_answers_with_values_and_bytes(client: Callable[..., Client]) -> None:
    worker = client("echo")
    reply = worker.ask("echo", text="x² + y²", number=0.1)
    assert reply is not None
    answer = reply["answer"]
    assert isinstance(answer, dict)
    assert answer["payload"] == {"text": "x² + y²", "number": 0.1}
    assert answer["file"] == b"\x00\xff" * 3
    assert answer["pid"] == worker.process.pid != os.getpid()


def test_a_function_that_is_not_on_the_list_is_refused(client: Callable[..., Client]) -> None:
    worker = client("echo")
    for name in ("worker_handlers:die", "os:system", "echo", "", None, 7):
        worker.process.send({"id": 1, "handler": name, "payload": {}})
        reply = worker.hear()
        assert reply is not None
        assert (reply["type"], reply["kind"]) == ("fault", "refused")
    assert (worker.ask("echo") or {})["type"] == "answer"


def test_an_exception_is_a_fault_and_the_process_lives_on(client: Callable[..., Client]) -> None:
    worker = client("fail", "echo")
    reply = worker.ask("fail") or {}
    assert (reply["type"], reply["kind"]) == ("fault", "failed")
    assert "the reason" in str(reply["detail"])
    assert (worker.ask("echo") or {})["type"] == "answer"


def test_what_a_handler_prints_or_reads_does_not_disturb_the_pipe(client: Callable[..., Client]) -> None:
    worker = client("chatter", "echo")
    assert (worker.ask("chatter") or {})["answer"] == {"read": ""}
    assert (worker.ask("echo") or {})["type"] == "answer"


def test_a_process_that_computes_can_be_killed(client: Callable[..., Client]) -> None:
    worker = client("hold")
    worker.process.send({"id": 1, "handler": "worker_handlers:hold", "payload": {}})
    time.sleep(0.2)
    worker.process.kill()
    assert worker.hear() is None
    assert not _is_alive(worker.process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_more_memory_than_allowed_is_a_fault(client: Callable[..., Client]) -> None:
    worker = client("devour", memory=192 << 20)
    reply = worker.ask("devour") or {}
    assert (reply["type"], reply["kind"]) == ("fault", "memory")


def test_a_handler_that_cannot_be_imported_is_reported(client: Callable[..., Client]) -> None:
    worker = client("nothing_of_this_name", first="failed")
    assert worker.hear() is None


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("handler", ["sleep", "hold"])
def test_a_worker_ends_with_its_parent_whatever_it_computes(handler: str) -> None:
    program = textwrap.dedent(f"""
        import queue, sys, time
        from hessview.compute.allowance import Allowance
        from hessview.compute.worker_process import WorkerProcess
        said = queue.SimpleQueue()
        worker = WorkerProcess(("worker_handlers:{handler}",), Allowance(), lambda _, message: said.put(message))
        said.get()
        worker.send({{"id": 1, "handler": "worker_handlers:{handler}", "payload": {{"seconds": 600}}}})
        time.sleep(0.2)
        print(worker.pid, flush=True)
        time.sleep(600)
    """)
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert _is_alive(worker)
        parent.kill()
    end = time.monotonic() + 2.0
    while _is_alive(worker) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _is_alive(worker)


def test_a_frame_that_is_cut_or_no_frame_is_refused() -> None:
    whole = encode({"a": {"b": b"xyz"}, "c": [1, None]})
    assert receive(io.BytesIO(whole)) == {"a": {"b": b"xyz"}, "c": [1, None]}
    assert receive(io.BytesIO(b"")) is None
    for cut in range(1, len(whole)):
        with pytest.raises(BrokenFrame):
            receive(io.BytesIO(whole[:cut]))
    for broken in (b"\xff\xff\xff\xff{}", b"\0\0\0\x02[]", b'\0\0\0\x13{"a":{"$bytes":-1}}'):
        with pytest.raises(BrokenFrame):
            receive(io.BytesIO(broken))


def _is_alive(pid: int) -> bool:
    """Return whether the process runs; one that has ended and is only waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return not status.parent.parent.joinpath("self").exists()
