"""The campaign of file faults catches a writer that breaks what is promised, each promise in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reliability import failing_disks
from tests.reliability.file_doors import OLD_SESSION, Door, Heard
from tests.reliability.file_faults_inside import Record, attempt, outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.reliability.failing_disks import Place, Trouble

GOOD = Heard("The file was not written: it is read-only. Write it somewhere else.", 0.1)


def trouble(name: str) -> Trouble:
    return next(entry for entry in failing_disks.TROUBLES if entry.name == name)


def tried(go: Callable[[Place], Heard], folder: Path, name: str = "file marked read-only") -> Record:
    record = Record()
    attempt(Door("any", ".hessview", OLD_SESSION, go), trouble(name), "valley", folder, record)
    return record


def refuses(_place: Place) -> Heard:
    return GOOD


def truncates(place: Place) -> Heard:
    place.target.chmod(0o644)
    place.target.write_bytes(b"")
    return GOOD


def leaves_a_stray(place: Place) -> Heard:
    (place.target.parent / "half").write_bytes(b"")
    return GOOD


def touches(place: Place) -> Heard:
    place.target.touch()
    return GOOD


@pytest.mark.parametrize(
    ("go", "caught"),
    [
        (truncates, "the old file is not what it was"),
        (touches, "the old file is not what it was"),
        (leaves_a_stray, "left behind"),
        (lambda _: Heard("", 0.1), "nothing was said"),
        (lambda _: Heard("It is read-only. Write it somewhere else.", 1.1), "said after 1.10 s"),
        (lambda _: Heard("Oh no. Write it somewhere else.", 0.1), "another cause"),
        (lambda _: Heard("It was not written: it is read-only.", 0.1), "no way out"),
        (lambda _: Heard(GOOD.message, 0.1, ("the document counts as saved",)), "counts as saved"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_caught(go: Callable[[Place], Heard], caught: str, tmp_path: Path) -> None:
    record = tried(go, tmp_path)
    assert any(caught in wrong for wrong in record.wrong), record.wrong
    assert not outcome(record).passed


def test_one_that_keeps_all_promises_passes(tmp_path: Path) -> None:
    assert outcome(tried(refuses, tmp_path)).passed


@pytest.mark.parametrize("name", [entry.name for entry in failing_disks.FINE])
def test_refusing_what_can_be_written_is_caught(name: str, tmp_path: Path) -> None:
    assert any("refused" in wrong for wrong in tried(refuses, tmp_path, name).wrong)


def test_replacing_a_link_is_caught(tmp_path: Path) -> None:
    def replaces(place: Place) -> Heard:
        assert place.new is not None
        place.new.write_bytes(b"new")
        place.target.unlink()
        place.target.write_bytes(b"new")
        return Heard("", 0.1)

    assert any("the link is gone" in wrong for wrong in tried(replaces, tmp_path, "link").wrong)
