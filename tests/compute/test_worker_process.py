"""A worker process: what it may run, what stops it, and what it leaves behind."""

from __future__ import annotations

import errno
import io
import os
import queue
import socket
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
from tests.beside import ClockBeside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GENEROUS = 120.0

GONE_IN = 2.0
"""Seconds after which nothing is left of a program that was killed, as a clock beside it counts them."""

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")


class Client:
    """A worker process and what it has said."""

    def __init__(self, *handlers: str, allowance: Allowance) -> None:
        self._said: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.has_ended = False
        names = tuple(f"worker_handlers:{name}" for name in handlers)
        self.process = WorkerProcess(names, allowance, lambda _, message: self._said.put(message))

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

    def start(*handlers: str, allowance: Allowance | None = None, first: str = "ready") -> Client:
        made.append(Client(*handlers, allowance=allowance or Allowance()))
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
    worker = client("devour", allowance=Allowance(192 << 20))
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
        with ClockBeside(Allowance().niceness) as clock:
            parent.kill()
            parent.wait()
            assert not clock.wait_while(lambda: _is_alive(worker), GONE_IN)


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


def test_a_worker_inherits_no_descriptor_whatever_is_open_and_inheritable(client: Callable[..., Client]) -> None:
    ours, theirs = socket.socketpair()
    with open(__file__, "rb") as file, socket.create_server(("localhost", 0)) as server, ours, theirs:  # noqa: PTH123
        for each in (file, server, ours, theirs):
            os.set_inheritable(each.fileno(), True)
        reply = client("surroundings").ask("surroundings") or {}
    answer = reply["answer"]
    assert isinstance(answer, dict)
    assert [target.partition(":")[0] for target in answer["descriptors"]] == ["pipe", "pipe"]


def test_a_worker_sees_of_the_environment_only_what_an_interpreter_needs(
    client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_TOKEN_OF_SOMETHING", "secret")
    monkeypatch.setenv("MPLCONFIGDIR", "/somewhere")
    monkeypatch.setenv("LC_NUMERIC", "C")
    answer = (client("surroundings").ask("surroundings") or {})["answer"]
    assert isinstance(answer, dict)
    seen = answer["environment"]
    assert "secret" not in str(answer)
    assert (seen["MPLCONFIGDIR"], seen["LC_NUMERIC"], seen["PATH"]) == ("/somewhere", "C", os.environ["PATH"])


def test_a_worker_is_not_where_somebody_may_have_put_settings_for_its_libraries(
    client: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = (client("surroundings").ask("surroundings") or {})["answer"]
    assert isinstance(answer, dict)
    assert Path(answer["folder"]) == Path(os.path.abspath(os.sep))  # noqa: PTH100 - the root, of the drive too


@on_posix
@pytest.mark.parametrize("allowed", [0, 1000])
def test_a_worker_writes_no_more_to_a_file_than_it_may(
    client: Callable[..., Client], tmp_path: Path, allowed: int
) -> None:
    worker = client("write", allowance=Allowance(file_size=allowed))
    for size, written in ((allowed, allowed), (100_000, allowed)):
        answer = (worker.ask("write", path=str(tmp_path / "file"), size=size) or {})["answer"]
        assert answer == {"error": None if size == allowed else errno.EFBIG, "size": written}


@on_posix
def test_a_worker_opens_few_files_and_leaves_no_memory_image(client: Callable[..., Client], tmp_path: Path) -> None:
    worker = client("open_files", "crash")
    answer = (worker.ask("open_files") or {})["answer"]
    assert isinstance(answer, dict)
    assert answer["count"] < 64
    assert worker.ask("crash", path=str(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


@on_posix
def test_every_job_has_processor_time_of_its_own_and_no_more(client: Callable[..., Client]) -> None:
    worker = client("burn", "hold", allowance=Allowance(seconds=1.0))
    # Together they use more than one job may.
    for _ in range(4):
        assert (worker.ask("burn", seconds=0.6) or {})["type"] == "answer"
    assert worker.ask("hold") is None


@pytest.mark.parametrize(
    ("said", "times"),
    [
        (b"\xff\xff\xff\xff", 1),
        ((64 << 20).to_bytes(4, "big") + b"x" * 100, 1),
        (b"\0\0\0\x03{a}", 1),
        (encode({"type": "ready"}), 2),
        (encode({"type": "ready"}) * 1000, 1_000_000),
        (bytes(65536), 1_000_000),
        (b"\0\0\0\x1a" + b'{"a":{"$bytes":900000000}}' + b"x" * 60_000, 1_000_000),
    ],
    ids=["4 GB", "64 MB", "no JSON", "twice", "frames without end", "zeros without end", "bytes without end"],
)
def test_a_worker_that_says_what_it_must_not_is_killed_and_nothing_of_it_is_kept(
    client: Callable[..., Client], said: bytes, times: int
) -> None:
    worker = client("babble")
    before = _memory()
    worker.process.send({"id": 1, "handler": "worker_handlers:babble", "payload": {"hex": said.hex(), "times": times}})
    heard = 0
    while worker.hear() is not None:
        heard += 1
    assert heard <= 1
    assert not _is_alive(worker.process.pid)
    assert _memory() - before < 32 << 20


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 100_000, b'{"a":' * 100_000, b"[]", b"7", b"{", b"\xff\xfe", b"\0", b'{"a":NaN}', b'{"a":-Infinity}',
        b'{"a":1e999}', b'{"a":1,"a":2}', b'{"a":{"b":1,"b":2}}', b'{"a":' + b"9" * 10_000 + b"}",
        b'{"a":{"$bytes":-1}}', b'{"a":{"$bytes":1.0}}', b'{"a":{"$bytes":true}}', b'{"a":{"$bytes":"1"}}',
        b'{"a":{"$bytes":99999999999999999999}}', b'{"a":{"$bytes":9000000}}', b'{"a":{"$bytes":5}}',
        b'{"a":{"$bytes":2},"b":{"$bytes":2}}',
    ],
    ids=lambda header: header[:24].decode("latin-1"),
)  # fmt: skip
def test_a_header_that_is_not_strictly_json_or_announces_what_does_not_come_is_refused(header: bytes) -> None:
    with pytest.raises(BrokenFrame):
        receive(io.BytesIO(len(header).to_bytes(4, "big") + header + b"xyz"))


def test_what_is_no_json_is_not_sent() -> None:
    for message in ({"a": float("nan")}, {"a": {1, 2}}, {"a": 1j}):
        with pytest.raises((TypeError, ValueError)):
            encode(message)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("moment", [0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.4])
def test_a_worker_that_is_still_starting_ends_with_its_parent(moment: float) -> None:
    program = textwrap.dedent("""
        import time
        from hessview.compute.allowance import Allowance
        from hessview.compute.worker_process import WorkerProcess
        workers = [WorkerProcess(("hessview.calculus.symbolic:answer",), Allowance(), print) for _ in range(2)]
        print(*(worker.pid for worker in workers), flush=True)
        time.sleep(600)
    """)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with (
        ClockBeside(Allowance().niceness) as clock,
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as parent,
    ):
        assert parent.stdout is not None
        workers = list(map(int, parent.stdout.readline().split()))
        assert len(workers) == 2
        time.sleep(moment)
        parent.kill()
        parent.wait()
        assert not clock.wait_while(lambda: any(map(_is_alive, workers)), GONE_IN)


def _memory() -> int:
    """Return the bytes of this process that lie in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


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
