"""What has become of a document's file since this window last saw it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from hessview.app.original import Change, Original, absolute, is_there, read_marked, read_session
from hessview.document.disk import FileFault
from hessview.document.session_file import to_bytes
from hessview.document.state import State

if TYPE_CHECKING:
    from pathlib import Path

STATE = State("x^2", "x^2")


@pytest.fixture
def original(tmp_path: Path) -> Original:
    path = tmp_path / "valley.hessview"
    path.write_bytes(to_bytes(STATE))
    return Original(path, read_marked(path)[1])


def test_what_nobody_has_touched_is_unchanged(original: Original) -> None:
    assert original.seems_unchanged()
    assert original.look()[0] is Change.NONE


def test_the_same_contents_written_again_look_changed_and_are_not(original: Original) -> None:
    os.utime(original.path, (1, 1))
    assert not original.seems_unchanged()
    assert original.look()[0] is Change.NONE


def test_other_contents_of_the_same_size_and_time_are_a_change(original: Original) -> None:
    status = original.path.stat()
    original.path.write_bytes(original.path.read_bytes().replace(b"x^2", b"y^2"))
    os.utime(original.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    change, mark = original.look()
    assert change is Change.CHANGED
    assert mark == read_marked(original.path)[1]


def test_a_removed_file_is_told_from_a_folder_that_is_gone(original: Original) -> None:
    original.path.unlink()
    assert original.look()[0] is Change.REMOVED
    original.path.parent.rmdir()
    assert original.look()[0] is Change.NONE  # writing says which folder is gone
    assert not original.seems_unchanged()


def test_a_file_that_has_become_larger_than_any_session_is_changed(original: Original) -> None:
    original.path.write_bytes(bytes(2 << 20))
    assert original.look()[0] is Change.CHANGED


def test_a_file_known_by_its_digest_alone_is_recognized(original: Original) -> None:
    known = Original.known_by(original.path, original.mark.digest)
    assert not known.seems_unchanged()
    assert known.look() == (Change.NONE, original.mark)
    assert Original.known_by(original.path, None).look()[0] is Change.CHANGED


def test_a_file_that_was_written_is_unchanged(original: Original) -> None:
    written = original.write(to_bytes(State("y", "y")))
    assert written.seems_unchanged()
    assert written.look()[0] is Change.NONE


def test_a_file_without_a_session_is_refused_naming_it_and_the_place(original: Original) -> None:
    original.path.write_bytes(b"{}")
    with pytest.raises(FileFault, match=r"valley\.hessview cannot be opened: .*format"):
        read_session(original.path)


def test_paths_that_cannot_be_are_not_there(tmp_path: Path) -> None:
    assert not any(is_there(tmp_path / name) for name in ("n" * 300, "a\0b", "\ud800", "d/" * 3000 + "x"))
    assert is_there(tmp_path)


def test_a_path_stays_as_it_is_where_the_present_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    assert absolute(Path("a")) == gone / "a"
    gone.rmdir()
    assert absolute(Path("a")) == Path("a")
