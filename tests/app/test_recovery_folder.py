"""The recovery folder: who lives owns its file, who is dead leaves it, and nothing else stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from hessview.app import recovery_folder
from hessview.app.recovery_folder import OwnFile, find, is_anything_there
from hessview.document.disk import digest
from hessview.document.recovery import Recovery, from_bytes, to_bytes
from hessview.document.session_file import to_bytes as session_bytes
from hessview.document.state import State

if TYPE_CHECKING:
    from pathlib import Path

STATE = State("x^2", "x^2")


def kept(state: State = STATE, minute: int = 0, path: str | None = None, of: bytes | None = None) -> bytes:
    saved = datetime(2026, 1, 1, 12, minute, tzinfo=UTC)
    return to_bytes(Recovery(state, saved, path, None if of is None else digest(of)))


def left_by_a_dead_window(folder: Path, data: bytes) -> Path:
    own = OwnFile.fresh(folder)
    own.write(data)
    own.release()
    return own.path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def let_go(folder: Path) -> list[Recovery | str]:
    found = find(folder)
    for item in found:
        item.file.release()
    return [item.content for item in found]


def test_the_file_of_a_living_window_is_not_found(tmp_path: Path) -> None:
    own = OwnFile.fresh(tmp_path / "recovery")
    for minute in range(3):
        own.write(kept(minute=minute))
        assert find(own.path.parent) == []
        assert len(names(own.path.parent)) == 1
    own.remove()
    assert names(own.path.parent) == []


def test_the_file_of_a_window_that_has_ended_is_found_once(tmp_path: Path) -> None:
    left_by_a_dead_window(tmp_path, kept())
    (found,) = find(tmp_path)
    assert isinstance(found.content, Recovery)
    assert found.content.state == STATE
    assert find(tmp_path) == [], "whoever looks at it has it, as long as it looks"
    found.file.release()
    assert len(let_go(tmp_path)) == 1


def test_the_file_of_a_killed_process_is_found_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from hessview.app.recovery_folder import OwnFile;"
        " OwnFile.fresh(Path(sys.argv[1])).write(sys.stdin.buffer.read()); print('kept', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(kept())
        process.stdin.close()
        assert process.stdout.readline() == b"kept\n"
        living = find(tmp_path)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert living == []
    assert len(let_go(tmp_path)) == 1
    assert len(names(tmp_path)) == 1, "no lock file has stayed"


def test_the_first_changes_are_safe_from_a_kill_before_a_busy_disk_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, held = OwnFile.fresh(tmp_path), []

    def busy(_handle: int) -> None:
        held.append(own.path.read_bytes() if own.path.exists() else b"")

    monkeypatch.setattr(os, "fsync", busy)
    for minute in (1, 2):
        own.write(kept(minute=minute))
    assert held == [kept(minute=1), kept(minute=1)], "later the old one stays until the new one is on the disk"
    assert own.path.read_bytes() == kept(minute=2)
    own.remove()


def test_discarding_leaves_nothing(tmp_path: Path) -> None:
    left_by_a_dead_window(tmp_path, kept())
    (found,) = find(tmp_path)
    found.discard()
    assert names(tmp_path) == []


def test_who_takes_a_file_over_owns_it_at_every_moment(tmp_path: Path) -> None:
    left_by_a_dead_window(tmp_path, kept())
    (found,) = find(tmp_path)
    found.file.write(kept(State("y", "y")))
    assert find(tmp_path) == []
    found.file.remove()
    assert names(tmp_path) == []


def test_what_an_interrupted_write_has_left_is_removed_but_not_while_it_is_written(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "recovery-0.part").write_bytes(kept()[:50])
    with (tmp_path / "recovery-1.part").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert let_go(tmp_path) == []
        assert names(tmp_path) == ["recovery-1.part"]


def test_a_write_that_fails_leaves_what_was_kept_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = OwnFile.fresh(tmp_path)
    own.write(kept())

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        OwnFile.fresh(tmp_path).write(kept())
    with pytest.raises(OSError, match="No space"):
        own.write(kept(State("y", "y")))
    assert own.path.read_bytes() == kept()
    assert len(names(tmp_path)) == 1
    assert find(tmp_path) == []
    own.remove()


def test_a_start_that_takes_a_file_being_written_for_a_leftover_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, parts = recovery_folder._lock, []

    def late(handle: int, *, wait: bool) -> None:
        if not parts:
            parts.extend(tmp_path.glob("*.part"))
            parts[0].unlink()
        lock(handle, wait=wait)

    monkeypatch.setattr(recovery_folder, "_lock", late)
    own = OwnFile.fresh(tmp_path)
    own.write(kept())
    assert len(parts) == 1
    assert own.path.read_bytes() == kept()
    assert len(names(tmp_path)) == 1
    own.remove()


def test_a_file_that_there_is_no_room_to_open_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_by_a_dead_window(tmp_path, kept())

    def no_room(*_: object) -> int:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", no_room)
        assert find(tmp_path) == []
    assert len(let_go(tmp_path)) == 1


def test_a_folder_that_was_deleted_meanwhile_is_made_again(tmp_path: Path) -> None:
    own = OwnFile.fresh(tmp_path / "recovery")
    own.write(kept())
    own.path.unlink()
    own.path.parent.rmdir()
    own.write(kept())
    assert own.path.read_bytes() == kept()
    own.remove()


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    own = OwnFile.fresh(tmp_path / "recovery")
    own.write(kept())
    assert own.path.stat().st_mode & 0o077 == 0
    assert own.path.parent.stat().st_mode & 0o077 == 0
    own.remove()


def test_the_newest_comes_first_and_the_unreadable_last(tmp_path: Path) -> None:
    (tmp_path / "recovery-bad.json").write_bytes(b"{}")
    for minute in (1, 3, 2):
        left_by_a_dead_window(tmp_path, kept(minute=minute))
    contents = let_go(tmp_path)
    assert [item.saved.minute for item in contents if isinstance(item, Recovery)] == [3, 2, 1]
    assert isinstance(contents[-1], str)


def test_what_cannot_be_read_says_why_and_where(tmp_path: Path) -> None:
    (tmp_path / "recovery-1.json").write_bytes(kept().replace(b'"x^2"', b"7", 1))
    assert let_go(tmp_path) == ["recovery-1.json cannot be restored: $.session.text must be text."]


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "large"])
def test_what_is_no_file_of_ours_does_no_harm(tmp_path: Path, kind: str) -> None:
    place, outside = tmp_path / "recovery-1.json", tmp_path / "outside"
    outside.write_bytes(kept())
    if kind == "link":
        place.symlink_to(outside)
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.write_bytes(b" " * (3 << 20))
    found = find(tmp_path)
    assert all(isinstance(item.content, str) for item in found)
    for item in found:
        item.discard()
    assert outside.read_bytes() == kept()
    assert bool(found) is not place.exists()


def test_what_cannot_be_settled_keeps_nothing_from_being_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "recovery"
    left_by_a_dead_window(folder, kept())
    monkeypatch.setattr(recovery_folder, "_MOST", 3)
    for number in range(3):
        (folder / f"recovery-{number}.json").mkdir()
    assert let_go(folder) == [from_bytes(kept())]


def test_what_the_documents_file_holds_too_is_settled_in_silence(tmp_path: Path) -> None:
    session, folder = tmp_path / "valley.hessview", tmp_path / "recovery"
    session.write_bytes(session_bytes(STATE))
    left_by_a_dead_window(folder, kept(path=str(session)))
    assert find(folder) == []
    assert names(folder) == []


@pytest.mark.parametrize(("held", "is_overtaken"), [(b"before", False), (b"after", True), (None, False)])
def test_it_is_known_whether_the_documents_file_has_changed_since(
    tmp_path: Path, held: bytes | None, is_overtaken: bool
) -> None:
    session, folder = tmp_path / "valley.hessview", tmp_path / "recovery"
    if held is not None:
        session.write_bytes(held)
    left_by_a_dead_window(folder, kept(path=str(session), of=b"before"))
    (found,) = find(folder)
    assert found.is_overtaken is is_overtaken
    found.discard()


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert not is_anything_there(tmp_path / "none")
    assert find(tmp_path / "none") == []
    left_by_a_dead_window(tmp_path / "some", kept())
    assert is_anything_there(tmp_path / "some")
