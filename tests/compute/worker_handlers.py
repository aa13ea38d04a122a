"""What the tests let a worker process run."""

from __future__ import annotations

import os
import signal
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

Payload = dict[str, object]


def echo(payload: Payload) -> Mapping[str, object]:
    """Return what was sent, with bytes."""
    return {"payload": payload, "file": b"\x00\xff" * 3, "pid": os.getpid()}


def count(
    payload: Payload, progress: Callable[[float], None]
) -> Generator[Mapping[str, object], None, Mapping[str, object]]:
    """Count, saying every number, up to what is asked for; then end as is asked for."""
    for k in range(1, int(str(payload["parts"])) + 1):
        yield {"part": k, "pid": os.getpid()}
    match payload.get("end"):
        case "die":
            os._exit(7)
        case "fail":
            raise ValueError("the reason")
        case "devour":
            devour(payload)
        case "wait":
            while True:
                progress(0.5)
                time.sleep(0.001)
        case "stick":
            time.sleep(600)
    return {"part": "last", "pid": os.getpid()}


def chatter(payload: Payload) -> Mapping[str, object]:
    """Print where a careless library might."""
    print("chatter")
    sys.stderr.write("chatter")
    return {"read": sys.stdin.read()}


def fail(payload: Payload) -> Mapping[str, object]:
    """Raise."""
    raise ValueError("the reason")


def refuse(payload: Payload) -> Mapping[str, object]:
    """Raise what is worded for the user."""
    raise HessviewError("a figure is not that large")


def sleep(payload: Payload) -> Mapping[str, object]:
    """Take the time that is asked for."""
    time.sleep(float(str(payload["seconds"])))
    return {}


def hold(payload: Payload) -> Mapping[str, object]:
    """Keep every thread of the process waiting: one operation that lasts for minutes."""
    return {"size": (9**9**9).bit_length()}


def devour(payload: Payload) -> Mapping[str, object]:
    """Take memory until there is none."""
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def die(payload: Payload) -> Mapping[str, object]:
    """End without a word."""
    os._exit(7)


def surroundings(payload: Payload) -> Mapping[str, object]:
    """Tell what was inherited: the environment and the open descriptors above the standard three."""
    folder = Path("/proc/self/fd")
    # The listing itself has one that is gone afterwards.
    links = [link for link in tuple(folder.iterdir()) if int(link.name) > 2 and link.is_symlink()]
    targets = [str(link.readlink()) for link in links]
    return {"environment": dict(os.environ), "descriptors": targets, "folder": str(Path.cwd())}


def write(payload: Payload) -> Mapping[str, object]:
    """Write a file of the size that is asked for and tell how much came to stand in it."""
    path = Path(str(payload["path"]))
    try:
        path.write_bytes(bytes(int(str(payload["size"]))))
    except OSError as error:
        return {"error": error.errno, "size": path.stat().st_size}
    return {"error": None, "size": path.stat().st_size}


def open_files(payload: Payload) -> Mapping[str, object]:
    """Open files until there are no more to be had and tell how many there were."""
    files: list[int] = []
    try:
        while len(files) < 10_000:
            files.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass
    for file in files:
        os.close(file)
    return {"count": len(files)}


def burn(payload: Payload) -> Mapping[str, object]:
    """Use the processor for as many seconds as are asked for."""
    end = time.process_time() + float(str(payload["seconds"]))
    while time.process_time() < end:
        pass
    return {"seconds": time.process_time()}


def crash(payload: Payload) -> Mapping[str, object]:
    """Crash as a library in C does, and leave a memory image if the system makes one."""
    os.chdir(str(payload["path"]))
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def babble(payload: Payload) -> Mapping[str, object]:
    """Say what is asked for, past the protocol, as often as is asked for."""
    for fd in range(3, 64):
        try:
            is_outbox = stat.S_ISFIFO(os.fstat(fd).st_mode) and os.write(fd, b"") == 0
        except OSError:
            continue
        for _ in range(int(str(payload.get("times", 1)))):
            if is_outbox:
                os.write(fd, bytes.fromhex(str(payload["hex"])))
    time.sleep(600)
    return {}
