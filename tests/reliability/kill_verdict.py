"""What a kill has left: damaged files, stray files, what the next start offers, and how much work is gone."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.app.places import Places
from hessview.app.recovery_folder import find
from hessview.document.disk import tidy
from hessview.document.recovery import Recovery
from hessview.document.session_file import open_bytes, to_metadata
from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from pathlib import Path

SESSION, FIGURE, DIARY, ERRORS = "user/valley.hessview", "user/valley.svg", "diary", "errors"
MARK = "HESSVIEW_VICTIM"
"""In the environment of a victim and of all that it starts."""

SAFE_AFTER, LOST_AT_MOST = 1.0, 2.0
"""Seconds: after so long a change must be kept; so much work may be lost."""

_SETTLED_AFTER = 1.0


@dataclass(frozen=True)
class Event:
    """A line of the diary: when, what, and the document as the JSON of a session, or nothing.

    What it says is one of "begun", "changed" (with unsaved changes), "same" (as saved), "saving", "saved", "unsaved";
    or "trouble" and "kept", without a document: changes could not be kept, and then they could.
    """

    time: float
    what: str
    content: str


class Life:
    """What a victim did, as far as it matters for what must be left of it."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.unsaved_since: float | None = None
        self.is_saving = False
        self.saved: set[str] = set()
        self.last = events[-1].time if events else 0.0
        self._until: dict[str, float] = {}
        present: str | None = None
        for event in events:
            if event.what in {"trouble", "kept"}:
                continue
            if event.content != present and present is not None:
                self._until[present] = event.time
            present = event.content
            self._until[present] = float("inf")
            self._take(event)

    def _take(self, event: Event) -> None:
        if event.what == "changed" and self.unsaved_since is None:
            self.unsaved_since = event.time
        elif event.what in {"same", "saved"}:
            self.unsaved_since = None
        if event.what in {"same", "saving"}:
            self.saved.add(event.content)
        self.is_saving = event.what == "saving"

    def has_been(self, content: str) -> bool:
        """Whether this was ever the document."""
        return content in self._until

    def lost(self, content: str | None, killed: float) -> float:
        """Return the seconds of work that are gone if this is what is left."""
        return killed if content is None else max(0.0, killed - self._until.get(content, 0.0))


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Attributes
    ----------
    faults
        What must not be, each in a few words that begin with its kind: damaged, stray, offer, lost, error.
    was_due
        Whether there were unsaved changes old enough to be offered.
    offered
        The document that the next start offers, or None.
    lost
        Seconds of work that are gone.
    swept
        Names of what an interrupted write had left and the next start has removed.
    is_excused
        Whether nothing is offered of changes that were due but for the slowness of the machine.
    """

    faults: tuple[str, ...]
    was_due: bool
    offered: str | None
    lost: float
    swept: tuple[str, ...] = ()
    is_excused: bool = False


def read_diary(path: Path) -> list[Event]:
    """Return the whole lines of a diary."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [Event(float(time), what, content) for time, what, content in (line.split(" ", 2) for line in lines)]


def judge(folder: Path, killed: float, slowness: float = 0.0) -> Verdict:
    """Return what is left in the folder of a victim that was killed at a time of its own clock.

    Parameters
    ----------
    slowness
        Seconds by which a bare wait and write came late on this machine meanwhile; so much longer a change may take.
    """
    life = Life(read_diary(folder / DIARY))
    faults: list[str] = []
    swept = _names(folder) - _expected(folder)
    saved = _content(folder / SESSION, faults)
    if saved is not None and life.events and saved not in life.saved:
        faults.append("damaged: the session holds what was never saved")
    if (folder / FIGURE).exists():
        drawn = _content(folder / FIGURE, faults)
        if drawn is not None and not life.has_been(drawn):
            faults.append("damaged: the figure carries what was never the document")
    offer = _offer(folder, faults)
    offered = offer.content
    # As the next start does, and the next export.
    for name in (SESSION, FIGURE):
        tidy(folder / name)
    faults += [f"stray: {name}" for name in sorted(_names(folder) - _expected(folder))]
    was_due = _judge_offer(life, killed - slowness, offer, saved, faults)
    is_excused = not was_due and offered is None and _judge_offer(life, killed, offer, saved, [])
    lost = 0.0
    if life.unsaved_since is not None:
        lost = min(life.lost(saved, killed), life.lost(offered, killed), killed - life.unsaved_since)
    if offered is not None and not life.has_been(offered):
        faults.append("offer: what was never the document")
    if "Traceback" in (errors := _text(folder / ERRORS)):
        faults.append(f"error: {errors.strip().splitlines()[-1]}")
    if any(event.what == "trouble" for event in life.events):
        faults.append("error: changes could not be kept")
    if any(event.what == "unsaved" for event in life.events):
        faults.append("error: what should have been saved was not")
    if lost > LOST_AT_MOST + slowness:
        faults.append(f"lost: {lost:.2f} s of work")
    return Verdict(tuple(faults), was_due, offered, lost, tuple(sorted(swept)), is_excused)


def _judge_offer(
    life: Life, killed: float, offer: _Offer, saved: str | None, faults: list[str]
) -> bool:
    since = life.unsaved_since
    was_due = since is not None and killed - since > SAFE_AFTER
    if was_due and life.is_saving and saved == life.events[-1].content:
        return False  # killed between the saving and its note
    if was_due and since is not None and offer.content is None:
        faults.append(f"offer: none, with changes unsaved for {killed - since:.2f} s")
    if since is None and offer.content is not None and not offer.is_overtaken and killed - life.last > _SETTLED_AFTER:
        faults.append(f"offer: one, with nothing unsaved for {killed - life.last:.2f} s")
    return was_due


@dataclass(frozen=True)
class _Offer:
    content: str | None = None
    is_overtaken: bool = False


def _offer(folder: Path, faults: list[str]) -> _Offer:
    """Return what the next start offers; it is discarded then."""
    found = find(Places.inside(folder).recovery)
    if len(found) > 1:
        faults.append(f"offer: {len(found)} of one window")
    offer = _Offer()
    for item in found:
        if isinstance(item.content, Recovery):
            offer = _Offer(to_metadata(item.content.state), item.is_overtaken)
        else:
            faults.append(f"damaged: {item.content}")
        item.discard()
    return offer


def _content(path: Path, faults: list[str]) -> str | None:
    """Return the document in a file."""
    try:
        return to_metadata(open_bytes(path.read_bytes()))
    except (OSError, HessviewError) as problem:
        faults.append(f"damaged: {path.name}: {problem}")
    return None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _names(folder: Path) -> set[str]:
    """Return the files in the two folders where a window writes."""
    names: set[str] = set()
    for part in ("user", "data/recovery"):
        with contextlib.suppress(FileNotFoundError):
            names |= {f"{part}/{path.name}" for path in (folder / part).iterdir()}
    return names


def _expected(folder: Path) -> set[str]:
    kept = {name for name in _names(folder) if name.startswith("data/recovery/recovery-") and name.endswith(".json")}
    return {SESSION, FIGURE} | kept
