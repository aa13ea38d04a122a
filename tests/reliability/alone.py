"""One campaign in a process of its own: it may crash, hang or print what it likes, there is always an outcome.

As a program (``python -m tests.reliability.alone NAME ANSWER short|full SECONDS SEED``) it is that process.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from tests.reliability.campaign import Campaign, Outcome, Scale, load

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

_TAIL = 40
"""How many of the last lines that it wrote are kept."""

_HARMLESS = frozenset(
    f"This plugin does not support {what}" for what in ("propagateSizeHints()", "raise()", "grabbing the keyboard")
)
"""What Qt says of a screen that is none, for every dialog and popup: nobody needs to read it."""

_GRACE = 5.0
"""Seconds that the processes of a campaign may take to end after it."""

WARNINGS = ("-W", "error", "-W", "default::DeprecationWarning", "-W", "default::PendingDeprecationWarning")


@dataclass(frozen=True)
class Ran:
    """A campaign that has run: its outcome, at which scale, and how long it took in seconds."""

    name: str
    title: str
    bar: str
    scale: Scale
    outcome: Outcome
    took: float


def run_alone(
    name: str,
    *,
    short: bool,
    seconds: float | None = None,
    seed: int = 2026,
    say: Callable[[str], None] | None = None,
    patience: float = 60.0,
    start: Start | None = None,
) -> Ran:
    """Run a campaign in a process of its own and return what came of it; never raise what happened in there.

    Parameters
    ----------
    name
        Of its module, as `load` takes it.
    seconds
        Its bound; None for its own.
    say
        Hears every line that it writes, at once.
    patience
        How many seconds over twice its bound it may take before it is killed.
    start
        Starts its process; None: as a program.
    """
    began = time.monotonic()
    try:
        campaign = load(name)
    except Exception as error:  # noqa: BLE001 - a campaign that cannot be loaded is one that failed
        found = f"cannot be loaded: {type(error).__name__}: {error}"
        outcome = Outcome("nothing", found, passed=False, details=tuple(traceback.format_exc().splitlines()))
        return Ran(name, name, "", Scale(short, 0.0, seed), outcome, 0.0)
    scale = campaign.scale(short=short, seconds=seconds, seed=seed)
    with tempfile.TemporaryDirectory(prefix="hessview-", ignore_cleanup_errors=True) as folder:
        child = _Child(name, scale, Path(folder), say or _hear_nothing, start or started)
        outcome = child.outcome(2.0 * scale.seconds + patience)
    return Ran(campaign.name, campaign.title, campaign.bar, scale, outcome, time.monotonic() - began)


class Process(Protocol):
    """A process as far as a campaign's is asked: what `subprocess.Popen` is, too."""

    pid: int
    stdout: IO[str] | None
    returncode: Any

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raise `subprocess.TimeoutExpired` when it does not come in time."""
        ...

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""
        ...


Start = Callable[[Sequence[str], dict[str, str]], Process]
"""Starts the process of a campaign, in a session of its own, with the arguments of this program and an environment."""


def started(arguments: Sequence[str], environment: dict[str, str]) -> Process:
    """Start the process of a campaign as a program."""
    return subprocess.Popen(
        [sys.executable, *WARNINGS, "-m", "tests.reliability.alone", *arguments], cwd=ROOT, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True,
    )  # fmt: skip


class _Child:
    """The process of one campaign, its whole group, and a folder of its own for all that they write."""

    def __init__(self, name: str, scale: Scale, folder: Path, say: Callable[[str], None], start: Start) -> None:
        self._answer = folder / "answer.json"
        self._folder = folder
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._say = say
        form = "short" if scale.short else "full"
        self._start = start
        self._arguments = (name, str(self._answer), form, repr(scale.seconds), str(scale.seed))
        self._seed = scale.seed

    def outcome(self, limit: float) -> Outcome:
        """Run it for at most `limit` seconds and return what came of it."""
        process = self._start(self._arguments, self._environment())
        assert process.stdout is not None
        hearing = threading.Thread(target=self._hear, args=(process.stdout,), daemon=True)
        try:
            with _dying_with_this_process(process.pid):
                hearing.start()
                late = not _ended(process, limit)
                if late:
                    _say_where_it_hangs(process)
                left = not late and not _group_ended(process.pid)
        finally:
            _end_group(process.pid)
            process.wait()
            hearing.join(_GRACE)
            process.stdout.close()
        if late:
            return self._failed(f"killed: it still ran after {limit:.0f} s")
        return self._read(process.returncode, left=left)

    def _environment(self) -> dict[str, str]:
        temporary = self._folder / "tmp"
        temporary.mkdir()
        own = {f"XDG_{what}_HOME": str(self._folder / what.lower()) for what in ("CONFIG", "DATA", "STATE")}
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        hashes = str(self._seed % 2**32)
        more = {"PYTHONPATH": path, "PYTHONHASHSEED": hashes, "PYTHONFAULTHANDLER": "1", "TMPDIR": str(temporary)}
        return {"QT_QPA_PLATFORM": "offscreen", **os.environ, **own, **more}

    def _hear(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError):  # closed: a process that it left behind still holds the other end
            for line in stream:
                words = line.rstrip()
                if words not in _HARMLESS:
                    self._tail.append(words)
                    self._say(words)

    def _read(self, returned: int, *, left: bool) -> Outcome:
        if returned != 0:
            return self._failed(f"ended by {_name_of_end(returned)}")
        try:
            outcome = _outcome_from(json.loads(self._answer.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError) as error:
            return self._failed(f"left no answer ({type(error).__name__})")
        if left:
            return self._failed(f"left processes behind; {outcome.found}")
        return outcome

    def _failed(self, found: str) -> Outcome:
        return Outcome("not to its end", found, passed=False, details=tuple(self._tail))


def _outcome_from(answer: dict[str, Any]) -> Outcome:
    return Outcome(str(answer["tried"]), str(answer["found"]), answer["passed"] is True, tuple(answer["details"]))


def _hear_nothing(_line: str) -> None:
    """Hear nothing."""


def _ended(process: Process, limit: float) -> bool:
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        return False
    return True


def _name_of_end(returned: int) -> str:
    return signal.Signals(-returned).name if returned < 0 else f"exit code {returned}"


def _say_where_it_hangs(process: Process) -> None:
    process.send_signal(signal.SIGUSR1)
    _ended(process, 1.0)


def _group_ended(group: int) -> bool:
    deadline = time.monotonic() + _GRACE
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


@contextlib.contextmanager
def _dying_with_this_process(group: int) -> Iterator[None]:
    """Have a process group killed as soon as this process is gone, however it goes."""
    watching = f"cat >/dev/null; kill -s KILL -- -{group}"
    guard = subprocess.Popen(["sh", "-c", watching], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        _end_group(guard.pid)
        guard.wait()
        assert guard.stdin is not None
        guard.stdin.close()


def _try(campaign: Campaign, scale: Scale) -> Outcome:
    """Run it here; an exception, also one that nobody could catch, is a failure with its traceback."""
    uncaught: list[str] = []
    sys.unraisablehook = lambda what: uncaught.append(_text_of(what.exc_value or what.exc_type()))
    threading.excepthook = lambda what: uncaught.append(_text_of(what.exc_value or what.exc_type()))
    try:
        outcome = campaign.run(scale, lambda line: print(line, flush=True))
    except Exception as error:  # noqa: BLE001 - the edge of this process
        text = _text_of(error)
        return Outcome("not to its end", text.splitlines()[-1], passed=False, details=tuple(text.splitlines()))
    if uncaught:
        details = tuple(line for text in uncaught[:5] for line in text.splitlines())
        found = f"{outcome.found}; {len(uncaught)} exceptions that nobody caught"
        return Outcome(outcome.tried, found, passed=False, details=(*outcome.details, *details))
    return outcome


def _text_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).rstrip()


def main(name: str, answer: str, form: str, seconds: str, seed: str) -> int:
    """Run a campaign in this process and write its answer."""
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    outcome = _try(load(name), Scale(form == "short", float(seconds), int(seed)))
    Path(answer).write_text(json.dumps(asdict(outcome)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
