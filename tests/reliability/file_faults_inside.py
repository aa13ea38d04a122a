"""The trials of saving and exporting to places that fail, in a process that has its mounts for itself.

As a program (``python -m tests.reliability.file_faults_inside short|full SECONDS SEED``) it prints the outcome.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.campaign import Outcome, Scale
from tests.reliability.failing_disks import INJECTED, TROUBLES
from tests.reliability.file_doors import Window, doors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.reliability.failing_disks import Place, Trouble
    from tests.reliability.file_doors import Door, Heard

LIMIT = 1.0
WAY_OUT = re.compile(r"Save As|somewhere else|under (another|a shorter) name|Ctrl\+S")
OF_AUTOSAVE = ("full disk", "read-only disk", "larger full disk", "limit of a file's size", "flushing fails")
"""The troubles that the folder of the autosave can have: the names in it are its own."""

NAMES = ("valley", "mit Leer é", "a=1.5", "-dash", "n" * 200, "ö" * 100, "#%&$", "𝄞")


@dataclass
class Record:
    """What was tried and what went wrong, and how many times as long as the bar says a word may take."""

    patience: float = 1.0
    trials: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Try every door on every trouble; the full form again and again with other names in random order."""
    record, end = Record(scale.patience), time.monotonic() + scale.seconds
    with tempfile.TemporaryDirectory(prefix="hessview-faults-") as folder:
        root = Path(folder)
        window = Window(root / "own")
        try:
            for number, (door, trouble, name) in enumerate(trials(tuple(doors(window)), scale)):
                if time.monotonic() > end:
                    break
                place = root / str(number)
                place.mkdir()
                attempt(door, trouble, name, place, record)
                if number % 100 == 0:
                    say(f"{record.trials} writes, {len(record.wrong)} wrong")
        finally:
            window.close()
    return outcome(record)


def trials(ways: tuple[Door, ...], scale: Scale) -> Iterator[tuple[Door, Trouble, str]]:
    """Yield what is to be tried: everything once, or without end."""
    chance = random.Random(scale.seed)
    pairs = [(door, trouble) for trouble in TROUBLES for door in ways if _fits(door, trouble, scale)]
    yield from ((*pair, NAMES[0]) for pair in pairs)
    while not scale.short:
        chance.shuffle(pairs)
        yield from ((*pair, chance.choice(NAMES)) for pair in pairs)


def attempt(door: Door, trouble: Trouble, name: str, folder: Path, record: Record) -> None:
    """Write once where something is wrong, and note what was not as promised."""
    short = "name of" in trouble.name
    try:
        with trouble.make(folder, f"{'v' if short else name}{door.ending}", door.old) as place:
            before = _kept(place), _listed(place)
            heard = door.go(place)
            faults = list(verdict(door, trouble, place, before, heard, limit=LIMIT * record.patience))
    except PermissionError as problem:
        record.skipped[f"{trouble.name}: {problem.strerror}"] += 1
        return
    record.trials += 1
    record.slowest = max(record.slowest, heard.seconds if heard.message else 0.0)
    record.wrong += [f"{door.name}, {trouble.name}, {name!r}: {fault}" for fault in faults]


def verdict(
    door: Door, trouble: Trouble, place: Place, before: tuple[object, object], heard: Heard, *, limit: float
) -> Iterator[str]:
    """Yield what was not as promised."""
    yield from heard.wrong
    kept, listed = _kept(place), _listed(place)
    if kept != before[0]:
        yield f"the old file is not what it was: {kept!r:.200}"
    if listed - before[1]:  # type: ignore[operator]
        yield f"left behind: {sorted(listed - before[1])}"  # type: ignore[operator]
    if not trouble.cause:
        if heard.message:
            yield f"refused: {heard.message}"
        elif place.new is None or place.new.read_bytes() == door.old:
            yield "nothing was written"
        elif place.target != place.new and not place.target.is_symlink():
            yield "the link is gone"
        return
    if not heard.message:
        yield "nothing was said"
        return
    if not re.search(trouble.cause, heard.message):
        yield f"another cause: {heard.message}"
    if not WAY_OUT.search(heard.message):
        yield f"no way out: {heard.message}"
    if heard.seconds > limit:
        yield f"said after {heard.seconds:.2f} s"


def outcome(record: Record) -> Outcome:
    """Return what came of it all."""
    skipped = "; ".join(f"{what} ({count})" for what, count in sorted(record.skipped.items()))
    kinds = len(TROUBLES) - len(record.skipped)
    tried = f"{record.trials} writes by 6 ways to {kinds} places ({len(INJECTED)} of them failing system calls)"
    if skipped:
        tried += f"; not possible here: {skipped}"
    found = (
        f"{len(record.wrong)} not as promised; every old file identical, 0 strays, message after at most "
        f"{record.slowest:.2f} s" if not record.wrong else f"{len(record.wrong)} not as promised"
    )
    passed = not record.wrong and record.trials > 0
    return Outcome(tried, found, passed, tuple(record.wrong[:20]))


def _fits(door: Door, trouble: Trouble, scale: Scale) -> bool:
    """Whether a door can meet a trouble; the autosave first lets half a second pass."""
    some = OF_AUTOSAVE[:2] if scale.short else OF_AUTOSAVE
    return door.name != "autosave" or trouble.name in some


def _kept(place: Place) -> object:
    if place.kept is None:
        return None
    status = place.kept.stat()
    return place.kept.read_bytes(), status.st_mtime_ns, status.st_ino, status.st_mode


def _listed(place: Place) -> set[str]:
    return {str(path) for folder in place.watched for path in folder.iterdir()}


def main(words: list[str]) -> int:
    """Try at the scale that the words name, and print the outcome as JSON."""
    form, seconds, seed = words
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scale = Scale(form == "short", float(seconds), int(seed))
    found = run(scale, lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
