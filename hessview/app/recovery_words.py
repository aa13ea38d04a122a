"""The sentences about unsaved changes that were kept: whose they are, and from when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.document.disk_words import shortened
from hessview.document.recovery import Recovery

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
_LONGEST_PATH = 72


def offer(kept: Sequence[Recovery | str], now: datetime | None = None) -> str:
    """Return the sentence that says what other runs have left.

    Parameters
    ----------
    kept
        What was found, at least one, the most interesting first; a text is a file that cannot be read.
    now
        With a time zone; the present without it.
    """
    first = next((item for item in kept if isinstance(item, Recovery)), None)
    if first is None:
        return "Unsaved changes were kept, but cannot be read." if len(kept) == 1 else (
            f"Unsaved changes to {len(kept)} documents were kept, but cannot be read."
        )  # fmt: skip
    time, others = clock_time(first.saved, now), len(kept) - 1  # not how long ago: the sentence stays
    what = "a document without a file" if first.path is None else shortened(Path(first.path).name)
    if not others:
        return f"Unsaved changes to {what} were kept, from {time}."
    return f"Unsaved changes to {what} and {others} more were kept, from {time}."


def when(saved: datetime, now: datetime | None = None) -> str:
    """Return a time as people say it, in the time zone of `now`: "today 14:03, 3 minutes ago".

    A time to come, of a clock that was set back, is said without how long ago.
    """
    now = _zoned(now)
    said = clock_time(saved, now)
    return f"{said}{_ago(now - saved)}" if said.startswith(("today", "yesterday")) else said


def clock_time(saved: datetime, now: datetime | None = None) -> str:
    """Return a time in the time zone of `now`, without how long ago: "today 14:03"."""
    now = _zoned(now)
    local = saved.astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    if local.date() == now.date():
        return f"today {clock}"
    if local.date() == (now - timedelta(days=1)).date():
        return f"yesterday {clock}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {clock}"


def _zoned(now: datetime | None) -> datetime:
    """Return a time in its own time zone; without one the present, in the zone of this place."""
    return datetime.now(UTC).astimezone() if now is None else now


def _ago(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    if passed < timedelta(0):
        return ""
    if minutes < 1:
        return ", just now"
    if minutes < 60:
        return f", {_counted(minutes, 'minute')} ago"
    return f", {_counted(minutes // 60, 'hour')} ago" if minutes < 24 * 60 else ""


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def where(path: str | None) -> str:
    """Return what a document's file is called, with its folder."""
    if path is None:
        return "Never saved in a file"
    try:
        home = Path.home()
    except RuntimeError:
        return shortened(path, _LONGEST_PATH)
    file = Path(path)
    return shortened(f"~/{file.relative_to(home)}" if file.is_relative_to(home) else path, _LONGEST_PATH)
