"""Write a file whole or not at all, without Qt: what the command line and scripts use."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, flush it to the disk and put it in its place.

    A symbolic link is followed; the permissions of an old file are kept.

    Raises
    ------
    OSError
        If it cannot be written; the old file is then untouched and nothing is left behind.
    """
    target = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(prefix=".hessview-", dir=target.parent)
    except OSError as problem:
        # It is this file that cannot be written, whatever name the first try had.
        raise OSError(problem.errno, problem.strerror, str(path)) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise OSError(problem.errno, problem.strerror, str(path)) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the old file's permissions; what the process would give a new file without one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
