"""Autosave: changes are written while they are made, and what is saved, undone or dropped leaves no file."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

import pytest

from hessview.app import recovery
from hessview.app.recovery import Autosave, Unsaved
from hessview.app.recovery_folder import OwnFile, find
from hessview.document.recovery import from_bytes
from hessview.document.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def unsaved(text: str, path: str | None = None) -> Unsaved:
    return Unsaved(State(text, "x"), path)


class Kept:
    """An autosave and what it has said and written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str | None] = []
        self.autosave = Autosave(folder, self.said.append)

    def texts(self) -> list[str]:
        found = []
        for path in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []:
            with contextlib.suppress(FileNotFoundError):  # removed between the two looks
                found.append(from_bytes(path.read_bytes()).state.text)
        return found

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60.0
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setattr(recovery, "DELAY", 0.05)
    monkeypatch.setattr(recovery, "RETRY", 0.05)
    made = Kept(tmp_path / "data" / "recovery")
    yield made
    made.autosave.close()
    assert not any(thread.name == "autosave" for thread in threading.enumerate())


def test_a_change_is_kept_with_whose_file_it_is(kept: Kept) -> None:
    kept.autosave.follow(unsaved("a", "/home/ada/a.hessview"))
    kept.wait_for(lambda: kept.texts() == ["a"])
    (path,) = kept.folder.iterdir()
    assert from_bytes(path.read_bytes()).path == "/home/ada/a.hessview"


def test_ceaseless_changes_are_kept_while_they_go_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    write = OwnFile.write
    monkeypatch.setattr(OwnFile, "write", lambda own, data: (written.append(data), write(own, data)))
    began = time.monotonic()
    for number in range(60_000):
        kept.autosave.follow(unsaved(f"a{number}"))
        time.sleep(0.01)
        if number > 60 and len(written) > 2:
            break
    assert len(written) > 2
    assert len(written) <= (time.monotonic() - began) / recovery.DELAY + 2
    kept.wait_for(lambda: kept.texts() == [f"a{number}"])


@pytest.mark.parametrize("end", ["follow", "forget"])
def test_what_is_saved_or_dropped_leaves_no_file(kept: Kept, end: str) -> None:
    kept.autosave.follow(unsaved("a"))
    kept.wait_for(lambda: kept.texts() == ["a"])
    if end == "follow":
        kept.autosave.follow(None)
    else:
        kept.autosave.forget()
        kept.autosave.follow(unsaved("a"))
    kept.wait_for(lambda: kept.texts() == [])
    kept.autosave.close()
    assert list(kept.folder.iterdir()) == []


def test_a_change_after_the_changes_were_dropped_is_kept(kept: Kept) -> None:
    kept.autosave.follow(unsaved("a"))
    kept.autosave.forget()
    kept.autosave.follow(unsaved("b"))
    kept.wait_for(lambda: kept.texts() == ["b"])
    kept.autosave.follow(unsaved("a"))
    kept.wait_for(lambda: kept.texts() == ["a"])


def test_an_end_without_an_answer_leaves_the_last_change_to_the_next_start(kept: Kept) -> None:
    kept.autosave.follow(unsaved("a"))
    kept.autosave.follow(unsaved("ab"))
    kept.autosave.close()
    assert kept.texts() == ["ab"]
    (found,) = find(kept.folder)
    found.discard()


def test_two_windows_have_a_file_each(kept: Kept) -> None:
    other = Autosave(kept.folder, lambda _: None)
    kept.autosave.follow(unsaved("a"))
    other.follow(unsaved("b"))
    kept.wait_for(lambda: sorted(kept.texts()) == ["a", "b"])
    assert find(kept.folder) == []
    other.forget()
    other.close()
    assert kept.texts() == ["a"]


def test_recovered_changes_stay_in_their_file_until_they_are_settled(kept: Kept) -> None:
    before = Autosave(kept.folder, lambda _: None)
    before.follow(unsaved("old"))
    before.close()
    (found,) = find(kept.folder)
    kept.autosave.follow(unsaved("mine"))
    kept.wait_for(lambda: sorted(kept.texts()) == ["mine", "old"])
    kept.autosave.follow(unsaved("old"))
    kept.autosave.adopt(found)
    kept.wait_for(lambda: kept.texts() == ["old"])
    kept.autosave.follow(unsaved("older"))
    kept.wait_for(lambda: kept.texts() == ["older"])
    assert [found.file.path] == list(kept.folder.iterdir())
    kept.autosave.follow(None)
    kept.wait_for(lambda: kept.texts() == [])


def test_a_disk_that_takes_nothing_is_said_once_and_so_is_its_end(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def full(_own: OwnFile, _data: bytes) -> None:
        tries.append(1)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(OwnFile, "write", full)
        kept.autosave.follow(unsaved("a"))
        kept.wait_for(lambda: len(tries) > 3)
    assert kept.said[0] is not None
    assert len(kept.said) == 1
    kept.wait_for(lambda: kept.texts() == ["a"])
    kept.wait_for(lambda: kept.said[1:] == [None])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_an_error_in_the_thread_the_next_change_is_kept(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def fail(_own: OwnFile, _data: bytes) -> None:
        begun.set()
        go_on.wait(60.0)
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        patch.setattr(OwnFile, "write", fail)
        kept.autosave.follow(unsaved("a"))
        assert begun.wait(60.0)
        kept.autosave.follow(unsaved("b"))
        go_on.set()
        kept.wait_for(lambda: not any(thread.name == "autosave" for thread in threading.enumerate()))
    kept.autosave.follow(unsaved("c"))
    kept.wait_for(lambda: kept.texts() == ["c"])


def test_what_is_no_text_is_said_and_the_next_change_is_kept(kept: Kept) -> None:
    kept.autosave.follow(unsaved("\ud800"))
    kept.wait_for(lambda: len(kept.said) == 1)
    kept.autosave.follow(unsaved("a"))
    kept.wait_for(lambda: kept.texts() == ["a"])


def test_the_caller_never_waits_for_the_disk(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    release, reached = threading.Event(), threading.Event()
    write = OwnFile.write

    def slow(own: OwnFile, data: bytes) -> None:
        reached.set()
        release.wait(60.0)
        write(own, data)

    monkeypatch.setattr(OwnFile, "write", slow)
    kept.autosave.follow(unsaved("a"))
    assert reached.wait(60.0)
    for text in ("b", "c"):
        kept.autosave.follow(unsaved(text))
    assert kept.texts() == []
    release.set()
    kept.wait_for(lambda: kept.texts() == ["c"])
