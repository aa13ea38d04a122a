"""What is kept of unsaved changes while a window lives: a state, whose file it is, and when it was kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from hessview.document.session_file import from_document, to_document
from hessview.document.strict_json import (
    SessionProblem,
    as_object,
    as_text,
    as_whole,
    quoted,
    read_json,
    require_keys,
    write_json,
)

if TYPE_CHECKING:
    from hessview.document.state import State

NAME = "hessview-recovery"
VERSION = 1

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{32,128}")
_YEARS = range(1970, 9999)  # what any time zone can say, too
_LONGEST_PATH = 4096


@dataclass(frozen=True)
class Recovery:
    """Unsaved changes, as they were kept.

    Attributes
    ----------
    state
        The document with its changes.
    saved
        When it was kept; with a time zone.
    path
        The absolute path of the document's file, or None if it has none.
    digest
        What told the contents of the file apart to which the changes were made, in hexadecimal, or None.
    """

    state: State
    saved: datetime
    path: str | None = None
    digest: str | None = None


def to_bytes(recovery: Recovery) -> bytes:
    """Return the recovery file of `recovery`: UTF-8 JSON with the session inside, made to be read by people, too.

    Raises
    ------
    SessionProblem
        If it would be longer than a session may be, or is not text.
    """
    document = {
        "format": NAME,
        "version": VERSION,
        "saved": recovery.saved.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
        "file": recovery.path,
        "digest": recovery.digest,
        "session": to_document(recovery.state),
    }
    return write_json(document, "$")


def from_bytes(data: bytes) -> Recovery:
    """Return what a recovery file holds.

    Raises
    ------
    SessionProblem
        If anything in it is not as it must be; places inside the session begin with ``$.session``.
    """
    document = as_object("$", read_json(data))
    if document.get("format") != NAME:
        raise SessionProblem("$.format", f"must be {quoted(NAME)}")
    if "version" not in document:
        raise SessionProblem("$.version", "is missing")
    version = as_whole("$.version", document["version"])
    if version != VERSION:
        raise SessionProblem("$.version", f"is {quoted(str(version))}; this hessview reads version {VERSION}")
    require_keys("$", document, "format", "version", "saved", "file", "digest", "session")
    try:
        state = from_document(document["session"])
    except SessionProblem as problem:
        raise problem.inside("$.session") from None
    return Recovery(state, _time(document["saved"]), _path(document["file"]), _digest(document["digest"]))


def _time(value: object) -> datetime:
    text = as_text("$.saved", value)
    try:
        time = datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        time = None
    if time is None or time.year not in _YEARS:
        raise SessionProblem("$.saved", "must be a time such as 2026-01-31T12:00:00.000Z")
    return time


def _path(value: object) -> str | None:
    if value is None:
        return None
    path = as_text("$.file", value)
    if not PurePath(path).is_absolute() or "\0" in path or len(path) > _LONGEST_PATH:
        raise SessionProblem("$.file", "must be null or the whole path of a file")
    return path


def _digest(value: object) -> str | None:
    if value is None:
        return None
    digest = as_text("$.digest", value)
    if not _DIGEST.fullmatch(digest):
        raise SessionProblem("$.digest", "must be null or 32 to 128 hexadecimal digits")
    return digest
