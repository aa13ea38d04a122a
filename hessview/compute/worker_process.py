"""A killable process that runs allow-listed handlers: its start, its pipes and its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.compute.frames import BrokenFrame, Message, encode, receive

if TYPE_CHECKING:
    from hessview.compute.allowance import Allowance

Report = Callable[["WorkerProcess", Message | None], None]

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1])['path']; "
    "from hessview.compute.worker_main import main; main(sys.argv[1])"
)

# One thread an array library, and few arenas: both reserve address space that a memory limit counts.
_FRUGAL = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}

# Where things lie, and which language is spoken: what an interpreter, its libraries and their caches need to start.
_PASSED_ON = frozenset({
    "PATH", "HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "SYSTEMROOT", "WINDIR",
    "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR", "FONTCONFIG_FILE",
    "FONTCONFIG_PATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE",
    "PYTHONHASHSEED",
})  # fmt: skip


class WorkerProcess:
    """A process that has been started; what it says is reported from a thread of its own.

    It inherits no descriptor but its two pipes, and of the environment only what an interpreter needs; where we were
    started is not where it is. It speaks when
    it is spoken to: once when it has started, and once for every job, with as many partial answers before as are
    allowed; who says more is killed.

    Start it from a thread that lives as long as the process may: on Linux it ends with that thread.

    Parameters
    ----------
    handlers
        The functions it may run, as "module:function"; it imports their modules before it says it is ready.
    allowance
        What it may take.
    report
        Called with this process and a message; with None, once, when the process has ended. From any thread.

    Raises
    ------
    OSError
        If the system starts no process.
    """

    def __init__(self, handlers: tuple[str, ...], allowance: Allowance, report: Report) -> None:
        settings = {
            "path": [str(Path(entry).absolute()) for entry in sys.path if entry],
            "handlers": handlers,
            "allowance": asdict(allowance),
            "parent": os.getpid(),
        }
        self._report = report
        self._largest = allowance.answer_size
        self._most_partials = allowance.partials
        self._asked = 0
        process = _started(json.dumps(settings))
        if process.stdin is None or process.stdout is None:
            raise OSError("the process has no pipes")
        self._process, self._inbox, self._outbox = process, process.stdin, process.stdout
        self._listener = threading.Thread(target=self._listen, name="worker pipe", daemon=True)
        try:
            self._listener.start()
        except RuntimeError:
            self._end()
            raise

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    def processor_seconds(self) -> float | None:
        """Return how much processor time it has used, as Linux counts it; None where that is not known."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace")
            ticks = fields.rpartition(")")[2].split()[11:13]
            return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, AttributeError):
            return None

    def send(self, job: Mapping[str, object]) -> None:
        """Send a job; returns at once, also when the process does not read. One job at a time."""
        self._asked += 1
        self._post(job)

    def cancel(self, identity: int) -> None:
        """Say that the jobs up to a number are not wanted any more; whoever streams ends them soon."""
        self._post({"cancel": identity})

    def conclude(self, identity: int) -> None:
        """Say that a job is to end where it is, with what it has come to."""
        self._post({"conclude": identity})

    def kill(self) -> None:
        """End the process now, whatever it does; its end is reported."""
        self._process.kill()

    def join(self, seconds: float) -> None:
        """Wait until the process has ended and everything is tidied up, but not longer than `seconds`."""
        self._listener.join(seconds)

    def _post(self, message: Mapping[str, object]) -> None:
        # Two frames may overtake each other, and are never mixed: the pipe is locked while one is written.
        threading.Thread(target=self._write, args=(encode(message),), name="to a worker", daemon=True).start()

    def _write(self, frame: bytes) -> None:
        try:
            self._inbox.write(frame)
            self._inbox.flush()
        except (OSError, ValueError):
            # The process has ended; its reader says so.
            return

    def _listen(self) -> None:
        heard = partials = 0
        try:
            while (message := receive(self._outbox, self._largest)) is not None:
                is_partial = message.get("type") == "partial"
                heard, partials = heard + (not is_partial), partials + is_partial
                if heard > 1 + self._asked or partials > self._asked * self._most_partials:
                    raise BrokenFrame
                self._report(self, message)
        except (BrokenFrame, OSError, ValueError):
            # It speaks no longer as it should: it has no further use, and is killed.
            pass
        self._end()
        self._report(self, None)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._inbox, self._outbox):
            # What was still to be written to a dead process does not matter.
            with contextlib.suppress(OSError):
                pipe.close()


def environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Return what a worker sees of our environment: no token that happens to be set is its business."""
    kept = {name: value for name, value in ours.items() if name.upper() in _PASSED_ON or name.startswith("LC_")}
    return kept | _FRUGAL


def _started(settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this interpreter, with a fixed program
        [sys.executable, "-P", "-c", _PROGRAM, settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        env=environment(os.environ),
        cwd=os.sep,  # some libraries take settings from files that lie where they are started
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
