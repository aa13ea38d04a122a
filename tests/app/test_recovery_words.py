"""What is said about kept changes: from when, whose, how many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from hessview.app.recovery_words import offer, when, where
from hessview.document.recovery import Recovery
from hessview.document.state import State

NOW = datetime(2026, 3, 1, 14, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "today 14:06, just now"),
        (timedelta(minutes=1), "today 14:05, 1 minute ago"),
        (timedelta(minutes=3), "today 14:03, 3 minutes ago"),
        (timedelta(minutes=61), "today 13:05, 1 hour ago"),
        (timedelta(hours=14), "today 00:06, 14 hours ago"),
        (timedelta(hours=15), "yesterday 23:06, 15 hours ago"),
        (timedelta(hours=30), "yesterday 08:06"),
        (timedelta(days=2), "27 February 2026, 14:06"),
        (timedelta(days=700), "31 March 2024, 14:06"),
        (timedelta(minutes=-3), "today 14:09"),
        (timedelta(days=-3), "4 March 2026, 14:06"),
    ],
)
def test_a_time_is_said_as_people_say_it(passed: timedelta, words: str) -> None:
    assert when(NOW - passed, NOW) == words


def test_a_time_is_said_in_the_zone_of_who_reads_it() -> None:
    assert when(NOW - timedelta(minutes=3), NOW.astimezone(timezone(timedelta(hours=-5)))).startswith("today 09:03")


def test_times_at_the_ends_of_the_calendar_are_said() -> None:
    assert when(datetime(1970, 1, 1, tzinfo=UTC)).endswith(("1970, 00:00", "00"))
    assert "9998" in when(datetime(9998, 12, 31, tzinfo=UTC), NOW)


def kept(path: str | None) -> Recovery:
    return Recovery(State("x", "x"), NOW - timedelta(minutes=3), path)


def test_the_offer_says_whose_changes_and_how_many() -> None:
    time = "from today 14:03."
    assert offer([kept("/a/valley.hessview")], NOW) == f"Unsaved changes to valley.hessview were kept, {time}"
    assert offer([kept(None)], NOW) == f"Unsaved changes to a document without a file were kept, {time}"
    assert offer([kept("/a/b.hessview"), "no"], NOW) == f"Unsaved changes to b.hessview and 1 more were kept, {time}"
    assert offer(["no"], NOW) == "Unsaved changes were kept, but cannot be read."
    assert offer(["no", "no"], NOW) == "Unsaved changes to 2 documents were kept, but cannot be read."


def test_a_file_is_said_from_home_and_never_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    assert where(None) == "Never saved in a file"
    assert where("/home/ada/a/b.hessview") == "~/a/b.hessview"
    assert where("/home/adam/b.hessview") == "/home/adam/b.hessview"
    assert len(where("/" + "a/" * 2000 + "b.hessview")) < 80
