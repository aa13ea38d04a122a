"""Worker processes that need not be started: children of a process that has imported what they run and run it once.

They are all that a real one is but how they begin: killable, limited, alone, and new with every start. Where the start
itself is the subject they are of no use: tests of `hessview.compute` and campaigns in full start real ones.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hessview.compute import worker_process
from hessview.compute.errands import FORMULA_HANDLER, OUTLINE_HANDLER
from hessview.compute.worker_main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pytest

_LONGEST = 1 << 16
"""Bytes of what is asked of a nursery: settings and environment."""

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from tests.warm_processes import serve; serve(int(sys.argv[2]), json.loads(sys.argv[3]))"
)

_FIRST_JOBS: dict[str, dict[str, object]] = {
    FORMULA_HANDLER: {"text": "x^2*y - sin(x)", "variables": ["x", "y"], "parameters": {}, "time_limit": 3.0},
    OUTLINE_HANDLER: {"sources": ["x"]},
}
"""What a library loads and remembers with the first job, it has when the process becomes two."""

_UNBROKEN = sys.executable, subprocess.Popen

_nurseries: dict[tuple[str, ...], Nursery] = {}
_children: weakref.WeakKeyDictionary[Child, str] = weakref.WeakKeyDictionary()
_OF_ALL = ("all",)
_one_at_a_time, _of_children = threading.Lock(), threading.Lock()


class Child:
    """What `subprocess.Popen` would be, as far as a worker process asks it."""

    def __init__(self, pid: int, handle: int, inbox: int, outbox: int) -> None:
        self.pid = pid
        self._handle = handle
        self._lock = threading.Lock()
        self.stdin = os.fdopen(inbox, "wb")
        self.stdout = os.fdopen(outbox, "rb")

    @property
    def is_over(self) -> bool:
        """Whether somebody has waited for its end."""
        return self._handle < 0

    def kill(self) -> None:
        """End it now."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._handle >= 0:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._handle >= 0:
            select.select([self._handle], [], [])
        with self._lock:
            if self._handle >= 0:
                os.close(self._handle)
            self._handle = -1


class Nursery:
    """A process that has imported handlers, and becomes two whenever one is wanted.

    Parameters
    ----------
    socket_there
        At which it is asked.
    pid, join
        Its number, and what waits for its end.
    """

    def __init__(self, socket_there: socket.socket, pid: int, join: Callable[[], object]) -> None:
        self.pid = pid
        self._socket = socket_there
        self._join = join
        self._lock = threading.Lock()

    @classmethod
    def started(cls, handlers: tuple[str, ...], path: list[str], environment: dict[str, str]) -> Nursery:
        """Return one that is a program of its own."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM, json.dumps(path), str(its.fileno()), json.dumps(handlers)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment, cwd=os.sep,
                pass_fds=[its.fileno()],
            )  # fmt: skip
        return cls(ours, process.pid, process.wait)

    @classmethod
    def forked(cls) -> Nursery:
        """Return one that has imported what this process has, whose only thread asks for it."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if not pid:
            try:
                ours.close()
                os.chdir(os.sep)
                with Path(os.devnull).open("wb") as nowhere:
                    os.dup2(nowhere.fileno(), 1)
                _serve_until_closed(its)
            finally:
                os._exit(0)
        its.close()
        return cls(ours, pid, lambda: os.waitpid(pid, 0))

    def child(self, settings: dict[str, object], environment: dict[str, str]) -> Child:
        """Return a new process."""
        wanted = json.dumps([settings | {"parent": self.pid}, environment]).encode()
        inbox, to_inbox = os.pipe()
        from_outbox, outbox = os.pipe()
        with self._lock:
            socket.send_fds(self._socket, [wanted], [inbox, outbox])
            pid, handles, *_ = socket.recv_fds(self._socket, 64, 1)
        os.close(inbox)
        os.close(outbox)
        made = Child(int(pid), handles[0], to_inbox, from_outbox)
        with _of_children:
            _children[made] = json.dumps(settings["handlers"])
        return made

    def close(self) -> None:
        """End it, and with it all its children."""
        self._socket.close()
        self._join()


def use_warm_processes(monkeypatch: pytest.MonkeyPatch, *, niceness: int | None = None) -> None:
    """Let whoever starts a process that runs handlers of the program get a warm one, where the system knows how.

    Parameters
    ----------
    niceness
        How far it stands back, whatever the program says; None: as far as that.
    """
    if sys.platform == "linux":
        monkeypatch.setattr(worker_process, "_started", _warm(worker_process._started, niceness))


def fork_nursery() -> None:
    """Let processes that run handlers of the program be children of a fork of this one, made before it has threads."""
    _nurseries[_OF_ALL] = Nursery.forked()
    worker_process._started = _warm(worker_process._started, None)  # type: ignore[assignment]


def nurseries() -> frozenset[int]:
    """Return the numbers of the processes that become two."""
    return frozenset(nursery.pid for nursery in _nurseries.values())


def warm_children(handler: str) -> list[int]:
    """Return the warm processes that run a handler and were not waited for."""
    with _of_children:
        known = list(_children.items())
    return [child.pid for child, handlers in known if handler in handlers and not child.is_over]


def _warm(
    cold: Callable[[str], subprocess.Popen[bytes]], niceness: int | None
) -> Callable[[str], Child | subprocess.Popen[bytes]]:
    def started(argument: str) -> Child | subprocess.Popen[bytes]:
        settings = json.loads(argument)
        handlers = tuple(settings["handlers"])
        is_broken = (sys.executable, subprocess.Popen) != _UNBROKEN  # a test in which no process can be started
        if is_broken or not all(handler.startswith("hessview.") for handler in handlers):
            return cold(argument)
        if niceness is not None:
            settings["allowance"]["niceness"] = niceness
        environment = worker_process.environment(os.environ)
        with _one_at_a_time:
            nursery = _nurseries.get(_OF_ALL) or _nurseries.get(handlers)
            if nursery is None:
                nursery = _nurseries[handlers] = Nursery.started(handlers, settings["path"], environment)
        return nursery.child(settings, environment)

    return started


@atexit.register
def close_nurseries() -> None:
    """End all processes that become two."""
    while _nurseries:
        _nurseries.popitem()[1].close()


# What follows runs in a nursery.


def serve(number: int, handlers: list[str]) -> None:
    """Import what handlers need, and become two for everyone who asks at a socket until it is closed."""
    import_handlers(handlers)
    gc.collect()
    gc.freeze()
    _serve_until_closed(socket.socket(fileno=number))


def import_handlers(handlers: Sequence[str]) -> None:
    """Import what handlers need, and have them remember what they do with their first job."""
    for handler in handlers:
        module, _, name = handler.partition(":")
        run = getattr(importlib.import_module(module), name)
        if handler in _FIRST_JOBS:
            run(_FIRST_JOBS[handler])


def _serve_until_closed(asked: socket.socket) -> None:
    ended, told = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    with asked:
        while True:
            ready, _, _ = select.select([asked.fileno(), ended], [], [])
            if ended in ready:
                os.read(ended, _LONGEST)
                _bury()
            if asked.fileno() in ready:
                wanted, pipes, *_ = socket.recv_fds(asked, _LONGEST, 2)
                if not wanted:
                    return
                _become_two(asked, wanted, pipes, (ended, told))


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _become_two(asked: socket.socket, wanted: bytes, pipes: list[int], wakeup: tuple[int, int]) -> None:
    pid = os.fork()
    if not pid:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asked.close()
        for number in wakeup:
            os.close(number)
        _work(wanted, pipes)
    handle = os.pidfd_open(pid)
    socket.send_fds(asked, [str(pid).encode()], [handle])
    for number in (handle, *pipes):
        os.close(number)


def _work(wanted: bytes, pipes: list[int]) -> NoReturn:
    try:
        settings, environment = json.loads(wanted)
        sys.path[:] = settings["path"]
        os.environ.clear()
        os.environ.update(environment)
        for number, pipe in enumerate((*pipes, os.open(os.devnull, os.O_WRONLY))):
            os.dup2(pipe, number)
            os.close(pipe)
        main(json.dumps(settings))
    finally:
        os._exit(1)
