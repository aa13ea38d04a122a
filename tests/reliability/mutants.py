"""Sessions and figures, mutated by number: read as what they were, read as another document, or refused with the place.

Every mutant is read as bytes under an audit hook. What is refused is written to a file, too, and opened in a real
window that holds unsaved work, which must stay untouched; now and then so is what is read, which must then be shown.
At the end come files of many megabytes that are made of the one pattern that costs a reader most.
"""

from __future__ import annotations

import contextlib
import gc
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import hessview as hv
from hessview.document.commands import MoveProbe
from hessview.document.session_file import SessionProblem, from_bytes, open_bytes, to_bytes, to_metadata
from tests.giant_files import GIANTS, many_coordinates, repeated_key
from tests.mutated_files import STATES, WRAPPERS, Mutant, all_nonsense, mutant, specimen
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.hands import is_drawn, open_desk, rest, wait_until
from tests.reliability.opens import close_desk
from tests.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.document.state import State

MUTANTS = 20_000
LONGEST = 1.0
"""Seconds of work that a file may take."""

PATIENCE = 30.0
"""Seconds that may pass meanwhile: on a busy machine others work, too, but nothing may wait."""

MOST_MEMORY = 200.0
"""Megabytes that reading a file may add, the file itself included."""

GIANT_BYTES = 64 << 20
_BATCH = 200
_SOME = 7
_SHOWN_EVERY = 10
_MOST_DETAILS = 40

class Work:
    """Counts the seconds that this thread works, of which waiting longer than `PATIENCE` is a part."""

    def __init__(self) -> None:
        self._work, self._clock = time.thread_time(), time.perf_counter()

    @property
    def seconds(self) -> float:
        passed = time.perf_counter() - self._clock
        return passed if passed > PATIENCE else time.thread_time() - self._work


@dataclass
class Mutants:
    """Reads mutants, and keeps count of what became of them.

    Attributes
    ----------
    paint
        Makes the figures that are damaged.
    read
        Makes a document of bytes; a test puts a reader with a fault here to see it found.
    patience
        How many times as long as the bar says reading may take.
    """

    folder: Path
    seed: int
    paint: Callable[[State], Mapping[str, bytes]]
    read: Callable[[bytes], State] = open_bytes
    patience: float = 1.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    longest: float = 0.0
    memory: float = 0.0

    def __post_init__(self) -> None:
        self.watch = Watch()
        all_nonsense()  # made before memory is counted
        self.specimens = [specimen(state, self.paint(state)) for state in STATES]
        self._path, self._readable = self.folder / "stranger.hessview", self.folder / "readable.hessview"
        self._said: list[str] = []
        self.desk = open_desk(self.folder, size=(640, 480))
        self.desk.report = lambda message, *_: self._said.append(message)  # type: ignore[method-assign]
        wait_until(lambda: is_drawn(self.desk), 60.0)
        # Whatever is imported at the first opening is none of a stranger's doing.
        self.desk.store.mark_saved()
        self._open_readable("the first", to_bytes(STATES[0]), STATES[0])
        self._begin_work()
        self._open_refused("the second", b"{}")
        self.counts.clear()
        self._begin_work()

    def close(self) -> None:
        """Close the window."""
        close_desk(self.desk)

    def mutants(self, first: int, count: int, end: float) -> int:
        """Try mutants by number until the time is over; return the number of the next."""
        last = first + count
        while first < last and time.monotonic() < end:
            before, batch = memory_now(reset=True), range(first, min(first + _BATCH, last))
            for number in batch:
                self.try_one(number, mutant(self.specimens, self.seed, number))
            self._note_memory(memory_peak() - before, f"one of mutants {batch.start} to {batch.stop - 1}")
            rest(0.0)
            first = batch.stop
        return first

    def try_one(self, number: int, made: Mutant) -> None:
        """Read one mutant, and open it in the window."""
        name = f"mutant {number} of seed {self.seed} ({made.name})"
        found, took = self._read(made.data, name)
        self._note_time(took, name)
        if isinstance(found, SessionProblem):
            self.counts["refused"] += 1
            self._judge_refusal(name, found.message, found.place)
            self._open_refused(name, made.data)
        elif found is not None:
            self.counts["equal" if found in STATES else "another document"] += 1
            self._judge_document(name, found)
            if self.counts["another document"] % _SHOWN_EVERY == 0:
                self._open_readable(name, made.data, found)
        if made.same is not None and found != made.same:
            self._fail(name, "is not what it was")

    def giants(self, size: int, end: float) -> None:
        """Open files of `size` bytes that cost most, at least some of each kind."""
        for giant in (*GIANTS[::_SOME], *(giant for k, giant in enumerate(GIANTS) if k % _SOME)):
            if time.monotonic() > end and giant not in GIANTS[::_SOME]:
                break
            giant.write(self._path, size)
            self._open_giant(giant.name)
        for make in (repeated_key, many_coordinates):
            self._path.write_bytes(make())
            self._open_giant(make.__name__)

    # One file

    def _read(self, data: bytes, name: str) -> tuple[State | SessionProblem | None, float]:
        self.watch.seen.clear()
        found: State | SessionProblem | None = None
        work = Work()
        try:
            with self.watch:
                found = self.read(data)
        except SessionProblem as problem:
            found = problem
        except Exception as error:  # noqa: BLE001 - what is tried is that nothing else is ever raised
            self._fail(name, f"raised {type(error).__name__}: {str(error)[:100]}")
        took = work.seconds
        if self.watch.seen:
            self._fail(name, f"did {next(iter(self.watch.seen))}", "audit events")
        return found, took

    def _judge_refusal(self, name: str, message: str, place: str) -> None:
        if not (place == "$" or place.startswith("$.")) or ("the file" if place == "$" else place) not in message:
            self._fail(name, f"is refused without its place: {message}")
        if not is_one_sentence(message):
            self._fail(name, f"is not refused in one sentence: {message!r}")

    def _judge_document(self, name: str, found: State) -> None:
        with contextlib.suppress(SessionProblem):
            if from_bytes(to_bytes(found)) == found:
                return
        self._fail(name, "does not come back from the file that it is saved in")

    # In the window

    def _open_refused(self, name: str, data: bytes) -> None:
        self._path.write_bytes(data)
        self._refuse(name)

    def _refuse(self, name: str) -> float:
        """Open the file under the open document, which must stay as it is; return how long it took."""
        if self.desk.store.state != self._work:
            self._begin_work()
        undo, path = self.desk.store.undo_name, self.desk.files.path
        self.watch.seen.clear()
        self._said.clear()
        work = Work()
        with self.watch:
            opened = self.desk.files.open(self._path)
        took = work.seconds
        self.counts["refused in the window"] += 1
        store = self.desk.store
        kept = (store.state, store.undo_name, store.modified, self.desk.files.path) == (self._work, undo, True, path)
        if opened or not kept:
            self._fail(name, "changed the open document", "documents lost")
        if len(self._said) != 1 or not is_one_sentence(self._said[0]) or self._path.name not in self._said[0]:
            self._fail(name, f"was refused by the window with {self._said}")
        strange = [event for event in self.watch.seen if not event.startswith(f"open ('{self._path}', ")]
        if strange:
            self._fail(name, f"in the window: {strange[0]}", "audit events")
        return took

    def _begin_work(self) -> None:
        self.desk.store.open(STATES[0])
        self.desk.store.dispatch(MoveProbe((("x", 1.25),)))
        self.desk.store.seal()
        self._work = self.desk.store.state

    def _open_readable(self, name: str, data: bytes, found: State) -> None:
        self.desk.store.mark_saved()
        self._readable.write_bytes(data)
        work = Work()
        opened = self.desk.files.open(self._readable)
        rest(0.0)
        took = work.seconds
        self.counts["shown in the window"] += 1
        if not opened or self.desk.store.state != found:
            self._fail(name, f"cannot be shown: {self._said[-1:]}")
        self._note_time(took, name)

    def _open_giant(self, name: str) -> None:
        if self.desk.store.state != self._work:
            self._begin_work()
        rest(0.0)  # the file before is let go of
        gc.collect()
        before = memory_now(reset=True)
        took = self._refuse(name)
        self._note_memory(memory_peak() - before, name)
        self.counts["giants"] += 1
        self._note_time(took, name)

    def _note_time(self, took: float, name: str) -> None:
        self.longest = max(self.longest, took)
        if took > LONGEST * self.patience:
            self._fail(name, f"took {took:.2f} s")

    def _note_memory(self, used: float, name: str) -> None:
        self.memory = max(self.memory, used)
        if used > MOST_MEMORY:
            self._fail(name, f"took {used:.0f} MB")

    def _fail(self, name: str, what: str, kind: str = "faults") -> None:
        self.counts[kind] += 1
        if len(self.failures) < _MOST_DETAILS:
            self.failures.append(f"{name}: {what}")


def painted(state: State) -> dict[str, bytes]:
    """Return small figures that carry a document; of an empty one there is none to paint."""
    if not state.accepted:
        return sketched(state)
    picture = hv.Picture(state)
    return {kind: picture.to_bytes(kind, size=(120.0, 90.0), dpi=40) for kind in ("svg", "pdf", "png")}


def sketched(state: State) -> dict[str, bytes]:
    """Return what carries a document and shows nothing, made in no time."""
    return {name: wrap(to_metadata(state).encode(), random.Random(0)) for name, wrap in WRAPPERS}


def is_one_sentence(text: str) -> bool:
    """Whether a person can read it: one line, nothing that cannot be printed, with an end."""
    return text.endswith(".") and text.isprintable() and len(text) < 400


def memory_now(*, reset: bool = False) -> float:
    """Return the megabytes that this process has in memory; `reset` lets the peak begin here."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def memory_peak() -> float:
    """Return the most megabytes that this process has had in memory since the last reset."""
    return _status("VmHWM")


def _status(key: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) / 1024


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Try as many as are asked for, or as there is time for, and then the large ones."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trial = Mutants(Path(folder), scale.seed, sketched if scale.short else painted, patience=scale.patience)
        try:
            number, share = 0, 0.55 if scale.short else 0.9
            end = began + share * scale.seconds
            while number < MUTANTS and time.monotonic() < end:
                number = trial.mutants(number, min(2_000, MUTANTS - number), end)
                say(f"{number} mutants, {len(trial.failures)} failed, {time.monotonic() - began:.0f} s")
            trial.giants(GIANT_BYTES // 8 if scale.short else GIANT_BYTES - 100, began + scale.seconds)
        finally:
            trial.close()
    return outcome(trial, number, time.monotonic() - began, short=scale.short)


def outcome(trial: Mutants, number: int, took: float, *, short: bool) -> Outcome:
    """Return what a trial has found."""
    counts = trial.counts
    tried = f"{number:,} mutants and {counts['giants']} files of up to 64 MiB in {took / 60:.1f} min"
    found = (
        f"{counts['equal']:,} equal, {counts['another document']:,} read as another document, "
        f"{counts['refused']:,} refused with the place; {counts['faults']} faults; "
        f"{counts['documents lost']} open documents touched in {counts['refused in the window']:,} refusals; "
        f"{counts['audit events']} audit events; at most {trial.longest:.2f} s and {trial.memory:.0f} MB"
    )
    enough = short or number >= MUTANTS
    return Outcome(tried, found, passed=not trial.failures and enough, details=tuple(trial.failures))


CAMPAIGN = Campaign(
    name="mutants",
    title="mutated session files and figures",
    bar="20,000: equal or refused naming the place; open document untouched; <= 1 s and 200 MB each",
    full_seconds=1200.0,
    run=run,
    short_seconds=3.0,
    is_warm=True,
)
