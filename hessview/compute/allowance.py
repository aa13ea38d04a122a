"""What a worker process may take from the machine; applied inside of it, as far as the system can."""

from __future__ import annotations

import contextlib
import importlib
import math
from dataclasses import dataclass
from typing import Any

_STARTING = 60
"""Seconds of processor time to import handlers."""

_LIFETIME = 3600
"""Seconds of processor time that nothing prolongs: whoever has used them is replaced."""

_OPEN_FILES = 64


@dataclass(frozen=True)
class Allowance:
    """What a worker process may take.

    Attributes
    ----------
    memory
        Bytes of address space, or None.
    seconds
        Processor time for one job.
    file_size
        Bytes of a file that it writes: 0, none at all.
    answer_size
        Bytes of an answer; whoever sends more is killed.
    partials
        How many partial answers there may be before an answer; whoever sends more is killed.
    niceness
        How far it stands back when others want the processor, from 0 to 19.
    """

    memory: int | None = None
    seconds: float = 60.0
    file_size: int = 0
    answer_size: int = 8 << 20
    partials: int = 0
    niceness: int = 5

    def begin(self) -> None:
        """Bound address space, open files and the time to start; leave no memory image behind in a crash."""
        if self.memory is not None:
            _bound("RLIMIT_AS", self.memory, self.memory)
        _bound("RLIMIT_CORE", 0, 0)
        _bound("RLIMIT_NOFILE", _OPEN_FILES, _OPEN_FILES)
        _bound("RLIMIT_CPU", _STARTING, _LIFETIME)

    def close_files(self) -> None:
        """Bound the size of files from now on: what was compiled while handlers were imported may have been kept."""
        _bound("RLIMIT_FSIZE", self.file_size, self.file_size)

    def begin_job(self) -> None:
        """Grant processor time for one job; the system ends the process when it is over."""
        with contextlib.suppress(ImportError):
            usage = _resource().getrusage(_resource().RUSAGE_SELF)
            until = math.ceil(usage.ru_utime + usage.ru_stime + min(self.seconds, _LIFETIME))
            _bound("RLIMIT_CPU", min(until, _LIFETIME), _LIFETIME)


def _bound(name: str, soft: int, hard: int) -> None:
    """Set a limit of the system, never above one that was there before; some systems lack some."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        resource = _resource()
        which = getattr(resource, name)
        before = resource.getrlimit(which)[1]
        if before != resource.RLIM_INFINITY:
            soft, hard = min(soft, before), min(hard, before)
        resource.setrlimit(which, (soft, hard))


def _resource() -> Any:
    # Missing on Windows.
    return importlib.import_module("resource")
