"""kill -9 at random moments while a window edits, saves and exports: what is damaged, left, offered and lost."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.app.recovery import DELAY
from hessview.document.session_file import to_bytes
from hessview.document.state import State
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.kill_verdict import DIARY, ERRORS, LOST_AT_MOST, MARK, SESSION, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KILLS, LANES = 500, 2
REAL_EVERY = 25
"""One in so many is a fresh interpreter, and so is the start after it, which offers and restores."""

ORPHANS_UNTIL = 2.0
"""Seconds that what a window has started may outlive it."""
_WORK_OF_VICTIM = 4.0
"""How many times as late as a bare wait and write a window may be that does something else, too."""

_BEGIN_WITHIN, _LONGEST_WAIT, _LOOK_WITHIN = 90.0, 3.0, 90.0
_MODULE = "tests.reliability.kill_victim"
_START = State("x^2 + 3x y", "x^2 + 3x y")


@dataclass
class Tally:
    """What has come of the kills so far; shared by the lanes."""

    kills: int = 0
    due: int = 0
    offered: int = 0
    restored: int = 0
    swept: int = 0
    excused: int = 0
    lost: float = 0.0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, number: int, seed: int, how: str, verdict: Verdict, more: list[str]) -> None:
        """Count one kill."""
        with self.lock:
            self.kills += 1
            self.due += verdict.was_due
            self.offered += verdict.was_due and verdict.offered is not None
            self.swept += bool(verdict.swept)
            self.excused += verdict.is_excused
            self.lost = max(self.lost, verdict.lost)
            self.faults += [f"seed {seed}, kill {number} ({how}): {fault}" for fault in (*verdict.faults, *more)]

    def count(self, kind: str) -> int:
        """Return how many faults are of a kind."""
        return sum(f"): {kind}:" in fault for fault in self.faults)


class Nursery:
    """A process with everything loaded that forks victims."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", _MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock = threading.Lock()
        self._hear()

    def fork(self, folder: Path, habits: Sequence[str]) -> int:
        """Return the process number of a new victim."""
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(f"{' '.join(habits)} {folder}\n")
            self._process.stdin.flush()
            return int(self._hear())

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError("the process that forks victims has ended")
        return line


class Peer(threading.Thread):
    """Does what the autosave does and nothing else, a wait and a small write, and knows by how much it came late."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._path = folder / "peer"
        self._over = threading.Event()
        self._late: list[tuple[float, float]] = [(0.0, 0.0)]

    def run(self) -> None:
        """Wait and write until it is over."""
        while not self._over.is_set():
            began = time.monotonic()
            self._over.wait(DELAY)
            with self._path.open("wb") as file:
                file.write(bytes(1000))
                file.flush()
                os.fsync(file.fileno())
            now = time.monotonic()
            self._late.append((now, now - began - DELAY))

    def slowness(self, since: float) -> float:
        """Return the seconds by which the latest write since a time came late, one that is under way included."""
        ended, _ = self._late[-1]
        under_way = time.monotonic() - ended - DELAY if ended else 0.0
        return max([under_way, 0.0, *(late for at, late in self._late[-100:] if at > since)])

    def close(self) -> None:
        """End."""
        self._over.set()
        self.join()


class Lane:
    """Lets victims live and kills them, one after the other, until there are enough or the time is over."""

    def __init__(self, nursery: Nursery, peer: Peer, root: Path, scale: Scale, tally: Tally) -> None:
        self._nursery, self._peer, self._root, self._scale, self._tally = nursery, peer, root, scale, tally
        self._orphans_due: list[tuple[float, str, Path]] = []

    def run(self, numbers: queue.SimpleQueue[int], end: float) -> None:
        """Kill until there is nothing more to do; once, however slow this machine is."""
        with contextlib.suppress(queue.Empty):
            self._one(numbers.get_nowait())
            while time.monotonic() < end:
                self._one(numbers.get_nowait())
                self._look_for_orphans()
        self._look_for_orphans(wait=True)

    def _one(self, number: int) -> None:
        seed = self._scale.seed + number
        chance = random.Random(seed)
        folder = self._root / str(number)
        (folder / "user").mkdir(parents=True)
        (folder / SESSION).write_bytes(to_bytes(_START))
        is_real = not self._scale.short and number % REAL_EVERY == 0
        how = chance.choices(("at any moment", "while it saved", "while it kept changes"), (6, 2, 2))[0]
        # One never saves, one now and then, one all the time; a few export a figure, too.
        habits = (str(seed), str((0, 1, 3)[(number - 1) % 3]), str(int(chance.random() < 0.15)))
        pid, process = self._start(folder, habits, is_real=is_real)
        try:
            waited = self._wait(folder, how, chance)
        finally:
            killed = time.monotonic()
            slowness = self._peer.slowness(killed - LOST_AT_MOST) * (_WORK_OF_VICTIM if self._scale.short else 1.0)
            os.kill(pid, signal.SIGKILL)
            _wait_for_end(pid, process)
        more = [] if waited else ["stuck: it did not begin"]
        again = folder.with_name(f"{number}-again")
        if is_real:
            how += ", a real start"
            shutil.copytree(folder, again)
        verdict = judge(folder, killed, slowness)
        if is_real:
            more += _start_again(again, verdict, self._tally)
        self._tally.add(number, seed, how, verdict, more)
        due = killed + ORPHANS_UNTIL * self._scale.patience
        self._orphans_due.append((due, f"seed {seed}, kill {number} ({how})", folder))

    def _start(
        self, folder: Path, habits: Sequence[str], *, is_real: bool
    ) -> tuple[int, subprocess.Popen[bytes] | None]:
        if not is_real:
            return self._nursery.fork(folder, habits), None
        command = [sys.executable, "-m", _MODULE, str(folder), *habits]
        with (folder / ERRORS).open("wb") as errors:
            process = subprocess.Popen(command, stderr=errors)
        return process.pid, process

    def _wait(self, folder: Path, how: str, chance: random.Random) -> bool:
        """Wait for the moment of the kill; returns whether there was a life before it."""
        diary = folder / DIARY
        if not _until(lambda: diary.exists() and b" begun " in diary.read_bytes(), _BEGIN_WITHIN):
            return False
        time.sleep(chance.uniform(1.1, 1.6) if self._scale.short else chance.uniform(0.02, 4.0))
        if how == "while it saved":
            size = diary.stat().st_size
            _until(lambda: b" saving " in _from(diary, size), _LONGEST_WAIT, pause=0.0005)
            time.sleep(chance.uniform(0.0, 0.008))
        elif how == "while it kept changes":
            kept = folder / "data" / "recovery"
            _until(lambda: any(kept.glob("*.part")), _LONGEST_WAIT, pause=0.0002)
        return True

    def _look_for_orphans(self, *, wait: bool = False) -> None:
        while self._orphans_due and (wait or time.monotonic() >= self._orphans_due[0][0]):
            due, name, folder = self._orphans_due.pop(0)
            # Nobody of a family of which nobody is left comes back.
            _until(lambda marked=folder: not processes_of(marked), max(0.0, due - time.monotonic()), pause=0.1)
            for pid in processes_of(folder):
                with self._tally.lock:
                    self._tally.faults.append(f"{name}: orphan: process {pid}")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)


def _start_again(folder: Path, verdict: Verdict, tally: Tally) -> list[str]:
    """Start the program where one was killed; return what is wrong with what it offers and restores."""
    command = [sys.executable, "-m", _MODULE, str(folder), "look"]
    try:
        ran = subprocess.run(command, capture_output=True, check=False, timeout=_LOOK_WITHIN)
        said = json.loads(ran.stdout)
    except subprocess.TimeoutExpired:
        return ["offer: the next start did not end"]
    except ValueError:
        return [f"offer: the next start ended by {ran.returncode}: {ran.stderr[-300:]!r}"]
    with tally.lock:
        tally.restored += said["restored"] is not None
    faults = []
    if said["restored"] != verdict.offered:
        faults.append(f"offer: the next start said {said['offer']!r} and restored something else")
    left = [path.name for path in (folder / "data" / "recovery").glob("*")]
    shutil.rmtree(folder, ignore_errors=True)
    return faults + [f"stray: {name} after it was restored" for name in left]


def processes_of(folder: Path) -> list[int]:
    """Return the processes that a victim has started and that are alive."""
    mark = f"{MARK}={folder}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def _wait_for_end(pid: int, process: subprocess.Popen[bytes] | None) -> None:
    if process is not None:
        process.wait()
    else:
        _until(lambda: not Path(f"/proc/{pid}").exists(), 10.0, pause=0.002)


def _until(condition: Callable[[], bool], seconds: float, pause: float = 0.01) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def _from(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Kill until there are enough or the time is over."""
    began = time.monotonic()
    tally = Tally()
    numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(1, KILLS + 1):
        numbers.put(number)
    with tempfile.TemporaryDirectory(prefix="hessview-kills-", ignore_cleanup_errors=True) as root:
        nursery, peer = Nursery(), Peer(Path(root))
        peer.start()
        end = began + (scale.seconds - 3.0 if scale.short else scale.seconds)
        lanes = [Lane(nursery, peer, Path(root), scale, tally) for _ in range(LANES)]
        threads = [threading.Thread(target=lane.run, args=(numbers, end)) for lane in lanes]
        for thread in threads:
            thread.start()
        told = 0
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.2)
            if tally.kills >= told + 20:
                told = tally.kills
                say(f"{told} kills in {time.monotonic() - began:.0f} s: {_found(tally)}")
        nursery.close()
        peer.close()
    tried = (
        f"{tally.kills} kills in {(time.monotonic() - began) / 60.0:.1f} min,"
        f" {tally.swept} of them in the middle of a write, {tally.excused} sooner than a bare write takes here,"
        f" {tally.restored} restored by a real start"
    )
    return Outcome(tried, _found(tally), not tally.faults and tally.kills > 0, tuple(tally.faults[:20]))


def _found(tally: Tally) -> str:
    return (
        f"{tally.count('damaged')} damaged files, {tally.count('stray')} stray files,"
        f" recovery offered {tally.offered} of {tally.due}, at most {tally.lost:.2f} s lost,"
        f" {tally.count('orphan')} orphans"
    )


CAMPAIGN = Campaign(
    name="kills",
    title="kill -9 while editing and saving",
    bar=f"{KILLS} kills: 0 damaged files, 0 stray files, recovery offered every time, at most 2 s of work lost",
    full_seconds=2400.0,
    run=run,
    short_seconds=7.0,
)
