"""Short forms of campaigns in processes of their own that need not import anything: forks of one that has.

The hall imports what campaigns and their worker processes do, starts no thread, makes no application, and becomes two
for each of them. What comes of that is a process like the one that `alone` starts: a session, an output, an environment
and temporary places of its own, and an end that is reported. Its workers are forks of it, too, in the same session.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Any

import hessview
from hessview.app.preloading import load as load_module
from hessview.compute.errands import FORMULA_HANDLER, OUTLINE_HANDLER
from tests.reliability import alone
from tests.reliability.campaign import CAMPAIGNS, load
from tests.warm_processes import fork_nursery, import_handlers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 1 << 17
"""Bytes of what is asked: arguments and environment."""

_HASHES = "2026"
_PROGRAM = "import sys; from tests.reliability.hall import serve; sys.exit(serve(int(sys.argv[1])))"

_halls: list[Hall] = []


class Forked:
    """The process of a campaign, a fork of the hall."""

    def __init__(self, pid: int, output: int, end: int) -> None:
        self.pid = pid
        self.returncode: Any = None
        self.stdout: IO[str] | None = os.fdopen(output, errors="replace")
        self._end = end

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self.returncode is not None:
            return int(self.returncode)
        if not select.select([self._end], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("campaign", timeout or 0.0)
        self.returncode = ended = int(os.read(self._end, 64) or -signal.SIGKILL)  # nothing: the hall has ended
        os.close(self._end)
        return ended

    def send_signal(self, sig: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)


class Hall:
    """The process that has imported and becomes two."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        own = {**environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONHASHSEED": _HASHES, "PYTHONFAULTHANDLER": "1"}
        with its:
            self._process = subprocess.Popen(
                [sys.executable, *alone.WARNINGS, "-c", _PROGRAM, str(its.fileno())], cwd=alone.ROOT,
                env=own | {"PYTHONPATH": str(alone.ROOT)}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                pass_fds=[its.fileno()],
            )  # fmt: skip

    def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Forked:
        """Start a campaign."""
        if environment["PYTHONHASHSEED"] != _HASHES:
            raise ValueError(f"the hall has hashes of the seed {_HASHES}, not {environment['PYTHONHASHSEED']}")
        output, to_output = os.pipe()
        end, to_end = os.pipe()
        socket.send_fds(self._socket, [json.dumps([arguments, dict(environment)]).encode()], [to_output, to_end])
        os.close(to_output)
        os.close(to_end)
        return Forked(int(self._socket.recv(64)), output, end)

    def close(self) -> None:
        """End it; no campaign runs any more."""
        self._socket.close()
        self._process.wait()


def forked(arguments: Sequence[str], environment: dict[str, str]) -> alone.Process:
    """Start the process of a campaign as a fork of the hall, where it may be one; else as a program."""
    if sys.platform != "linux":
        return alone.started(arguments, environment)
    hall = the_hall()  # imports beside a campaign that begins as a program
    return (hall.start if load(arguments[0]).is_warm else alone.started)(arguments, environment)


def the_hall() -> Hall:
    """Return the hall of this process."""
    if not _halls:
        _halls.append(Hall(os.environ))
    return _halls[0]


@atexit.register
def close_halls() -> None:
    """End the hall."""
    while _halls:
        _halls.pop().close()


# What follows runs in the hall.


def serve(number: int) -> int:
    """Import everything, and become two for everyone who asks until the socket is closed; return how a child ended."""
    for module in pkgutil.walk_packages(hessview.__path__, "hessview."):
        if module.name.rpartition(".")[2] != "__main__":
            load_module(module.name)
    for name in CAMPAIGNS:
        load(name)
    import_handlers((FORMULA_HANDLER, OUTLINE_HANDLER))
    gc.collect()
    gc.freeze()
    ends: dict[int, int] = {}
    ended, told = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    with socket.socket(fileno=number) as asked:
        while True:
            ready, _, _ = select.select([asked.fileno(), ended], [], [])
            if ended in ready:
                os.read(ended, _LONGEST)
                _report(ends)
            if asked.fileno() in ready:
                wanted, pipes, *_ = socket.recv_fds(asked, _LONGEST, 2)
                if not wanted:
                    return 0
                output, end = pipes
                pid = os.fork()
                if not pid:
                    break
                os.close(output)
                ends[pid] = end
                asked.send(str(pid).encode())
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for each in (ended, told, end, *ends.values()):
        os.close(each)
    return _run(wanted, output)


def _report(ends: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            end = ends.pop(found[0])
            os.write(end, str(os.waitstatus_to_exitcode(found[1])).encode())
            os.close(end)


def _run(wanted: bytes, output: int) -> int:
    arguments, environment = json.loads(wanted)
    os.setsid()
    for number in (1, 2):
        os.dup2(output, number)
    os.close(output)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = [place for place in environment["PYTHONPATH"].split(os.pathsep) if place not in sys.path]
    tempfile.tempdir = None
    fork_nursery()
    return alone.main(*arguments)
