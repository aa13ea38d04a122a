"""Time as a process beside what is measured has it: on a busy machine it passes as slowly as for what is measured."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

_TICK = 0.01
_BUSY = 0.008

_PROGRAM = f"""
import os, time
while True:
    began, busy = time.monotonic(), time.process_time()
    while time.process_time() < busy + {_BUSY}:
        pass
    time.sleep(max(0.0, began + {_TICK} - time.monotonic()))
    os.write(1, b".")
"""


_PYTHON = sys.executable  # tests put something else there


class ClockBeside:
    """A process that works for 8 ms of every 10; a hundred rounds of it are a second.

    Where nearly a processor is left, that is a second. Where less is left, it is as much longer as a process of the
    same niceness waits for its own: also one that computes all the time, as a program that is still being loaded.

    Parameters
    ----------
    niceness
        As that of what is measured.
    """

    def __init__(self, niceness: int = 0) -> None:
        self._process = subprocess.Popen(
            [_PYTHON, "-S", "-c", f"import os; os.nice({niceness})\n{_PROGRAM}"], stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        os.read(self._pipe, 1)  # until it runs
        os.set_blocking(self._pipe, False)
        self._rounds = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def wait_while(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Wait while something is so, for so many seconds of this clock at most; return whether it still is."""
        end = self._now() + seconds
        while is_so():
            if self._now() >= end:
                return is_so()
            time.sleep(0.002)
        return False

    def _now(self) -> float:
        with contextlib.suppress(BlockingIOError):
            self._rounds += len(os.read(self._pipe, 65536))
        assert self._process.poll() is None
        return _TICK * self._rounds
