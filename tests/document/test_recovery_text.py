"""Recovery files: what is kept is read back, a person can read it, and everything else is refused with its place."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.document.recovery import Recovery, from_bytes, to_bytes
from hessview.document.state import Box, State
from hessview.document.strict_json import MAX_BYTES, SessionProblem

if TYPE_CHECKING:
    from collections.abc import Callable

STATE = State("x^2 + a", "x^2", (("x", 0.5),), Box(-1.0, 1.0, -2.0, 2.0))
KEPT = Recovery(STATE, datetime(2026, 1, 31, 12, 30, 5, 250_000, UTC), "/home/ada/valley.hessview", "0f" * 16)

_times = st.datetimes(datetime(1970, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC)).map(
    lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000)
)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_kept = st.builds(
    Recovery,
    state=st.builds(State, text=_texts.map(lambda text: text + " )"), accepted=st.sampled_from(["x^2", "sin x"])),
    saved=_times,
    path=st.none() | _texts.map(lambda text: "/home/" + text.replace("\0", "")),
    digest=st.none() | st.text("0123456789abcdef", min_size=32, max_size=128),
)


@given(_kept)
@settings(max_examples=100, deadline=None)
def test_reading_what_was_kept_gives_the_same(kept: Recovery) -> None:
    assert from_bytes(to_bytes(kept)) == kept


def test_a_person_can_read_it() -> None:
    lines = to_bytes(KEPT).decode().splitlines()
    assert lines[1:7] == [
        '  "format": "hessview-recovery",',
        '  "version": 1,',
        '  "saved": "2026-01-31T12:30:05.250Z",',
        '  "file": "/home/ada/valley.hessview",',
        f'  "digest": "{"0f" * 16}",',
        '  "session": {',
    ]


def test_a_time_is_kept_in_utc() -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    kept = Recovery(STATE, datetime(2026, 1, 1, 2, 0, tzinfo=there))
    assert from_bytes(to_bytes(kept)).saved == datetime(2025, 12, 31, 20, 30, tzinfo=UTC)
    assert b"2025-12-31T20:30:00.000Z" in to_bytes(kept)


def test_what_is_no_text_or_too_long_is_not_kept() -> None:
    with pytest.raises(SessionProblem, match="half of a character"):
        to_bytes(Recovery(State("\ud800", "x"), KEPT.saved))
    with pytest.raises(SessionProblem, match="longer"):
        to_bytes(Recovery(State("x" * MAX_BYTES, "x"), KEPT.saved))


def at(*path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


def without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.pop(key)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (at("format", value="hessview-session"), "$.format"),
        (without("format"), "$.format"),
        (at("version", value=2), "$.version"),
        (at("version", value=10**300), "$.version"),
        (at("version", value=True), "$.version"),
        (without("version"), "$.version"),
        (at("more", value=1), "$"),
        (without("saved"), "$.saved"),
        (at("saved", value=5), "$.saved"),
        (at("saved", value="yesterday"), "$.saved"),
        (at("saved", value="2026-01-31T12:30:05Z"), "$.saved"),
        (at("saved", value="2026-01-31T12:30:05.250"), "$.saved"),
        (at("saved", value="2026-02-30T12:30:05.250Z"), "$.saved"),
        (at("saved", value="0001-01-01T00:00:00.000Z"), "$.saved"),
        (at("saved", value="9999-12-31T23:59:59.999Z"), "$.saved"),
        (at("saved", value="٢٠٢٦-01-31T12:30:05.250Z"), "$.saved"),
        (at("file", value=["/a"]), "$.file"),
        (at("file", value="valley.hessview"), "$.file"),
        (at("file", value="../../etc/passwd"), "$.file"),
        (at("file", value="/a\0b"), "$.file"),
        (at("file", value="/" + "a" * 5000), "$.file"),
        (at("file", value="/\ud800"), "$.file"),
        (without("file"), "$.file"),
        (at("digest", value=5), "$.digest"),
        (at("digest", value="0F" * 16), "$.digest"),
        (at("digest", value="0f"), "$.digest"),
        (at("digest", value="0f" * 16 + "\n"), "$.digest"),
        (at("session", value=None), "$.session"),
        (at("session", value="{}"), "$.session"),
        (at("session", value={}), "$.session.format"),
        (at("session", "version", value=99), "$.session.version"),
        (at("session", "text", value=None), "$.session.text"),
        (at("session", "probe", "x", value=float("nan")), "$.session.probe.x"),
        (at("session", "view", "x", value=[1, 1]), "$.session.view.x"),
        (at("session", "more", value=1), "$.session"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(change: Callable[[dict[str, Any]], None], place: str) -> None:
    document = json.loads(to_bytes(KEPT))
    change(document)
    with pytest.raises(SessionProblem) as refused:
        from_bytes(json.dumps(document).encode())
    assert refused.value.place == place
    assert place == "$" or place in refused.value.message


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_bytes_are_the_same_document_another_or_refused(data: st.DataObject) -> None:
    kept = bytearray(to_bytes(KEPT))
    start = data.draw(st.integers(0, len(kept) - 1))
    kept[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    with contextlib.suppress(SessionProblem):
        again = from_bytes(bytes(kept))
        assert from_bytes(to_bytes(again)) == again
