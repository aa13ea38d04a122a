"""A killable process that runs allow-listed handlers: its start, its pipes and its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from hessview.compute.frames import BrokenFrame, Message, encode, receive

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


class WorkerProcess:
    """A process that has been started; what it says is reported from a thread of its own.

    Start it from a thread that lives as long as the process may: on Linux it ends with that thread.

    Parameters
    ----------
    handlers
        The functions it may run, as "module:function"; it imports their modules before it says it is ready.
    memory
        Bytes of address space, or None.
    report
        Called with this process and a message; with None, once, when the process has ended. From any thread.

    Raises
    ------
    OSError
        If the system starts no process.
    """

    def __init__(self, handlers: tuple[str, ...], memory: int | None, report: Report) -> None:
        settings = {
            "path": [str(Path(entry).absolute()) for entry in sys.path if entry],
            "handlers": handlers,
            "memory": memory,
            "parent": os.getpid(),
        }
        self._report = report
        process = subprocess.Popen(  # noqa: S603 - this interpreter, with a fixed program
            [sys.executable, "-P", "-c", _PROGRAM, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_FRUGAL},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if process.stdin is None or process.stdout is None:
            raise OSError("the process has no pipes")
        self._process, self._inbox, self._outbox = process, process.stdin, process.stdout
        threading.Thread(target=self._listen, name="worker pipe", daemon=True).start()

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message; returns at once, also when the process does not read. One message at a time."""
        threading.Thread(target=self._write, args=(encode(message),), daemon=True).start()

    def kill(self) -> None:
        """End the process now, whatever it does, and wait for its end."""
        self._process.kill()
        self._process.wait()

    def _write(self, frame: bytes) -> None:
        try:
            self._inbox.write(frame)
            self._inbox.flush()
        except (OSError, ValueError):
            # The process has ended; its reader says so.
            return

    def _listen(self) -> None:
        try:
            while (message := receive(self._outbox)) is not None:
                self._report(self, message)
        except (BrokenFrame, OSError, ValueError):
            # It speaks no longer as it should: it has no further use.
            self._process.kill()
        self._process.wait()
        self._close_pipes()
        self._report(self, None)

    def _close_pipes(self) -> None:
        for pipe in (self._inbox, self._outbox):
            # What was still to be written to a dead process does not matter.
            with contextlib.suppress(OSError):
                pipe.close()
