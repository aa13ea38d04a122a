"""Files are written whole or not at all, keep what they are to others, and are read without waiting for anything."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from hessview.document import draft
from hessview.document.disk import FileFault, mark, read_whole, rehearse, tidy, write_whole

if TYPE_CHECKING:
    from pathlib import Path

MOST = 1000


@pytest.fixture(params=["nameless", "named"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write with a draft that has no name, and as where there is no such thing."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "valley.hessview"
    path.write_bytes(b"old")
    return path


@pytest.mark.usefixtures("either_way")
def test_what_was_written_is_there_with_the_mark_that_reading_gives(file: Path) -> None:
    for path in (file, file.with_name("new")):
        written = write_whole(path, b"new")
        assert read_whole(path, MOST) == (b"new", written)
        assert written.looks_like(path.stat())
    assert len(list(file.parent.iterdir())) == 2


@pytest.mark.usefixtures("either_way")
def test_permissions_attributes_and_links_stay(file: Path) -> None:
    link, second = file.with_name("link"), file.with_name("second name")
    link.symlink_to(file)
    second.hardlink_to(file)
    file.chmod(0o640)
    attributes = hasattr(os, "setxattr")
    if attributes:
        os.setxattr(file, "user.colour", b"blue")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (file.read_bytes(), second.read_bytes()) == (b"new", b"old")
    assert file.stat().st_mode & 0o777 == 0o640
    assert not attributes or os.getxattr(file, "user.colour") == b"blue"


@pytest.mark.usefixtures("either_way")
def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("call", ["write", "fsync", "dup", "replace", "fstat"])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.ETIMEDOUT, errno.EDQUOT])
def test_whatever_call_fails_the_old_file_stays_and_nothing_else(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    before = file.stat()

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(FileFault) as caught:
            write_whole(file, b"new")
    assert caught.value.errno == code
    assert caught.value.kept
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (b"old", before.st_mtime_ns)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.usefixtures("either_way")
def test_interrupted_it_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for call in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, interrupt)
            with pytest.raises(KeyboardInterrupt):
                write_whole(file, b"new")
        assert (file.read_bytes(), list(file.parent.iterdir())) == (b"old", [file])


@pytest.mark.usefixtures("either_way")
def test_a_write_in_small_pieces_is_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, data: write(handle, data[:3]))
        write_whole(file, b"longer than three")
    assert file.read_bytes() == b"longer than three"


@pytest.mark.parametrize(("call", "left"), [("write", 0), ("fsync", 0), ("link", 0), ("replace", 1)])
def test_killed_while_it_writes_it_leaves_the_old_file_and_at_most_what_is_removed_next_time(
    file: Path, call: str, left: int
) -> None:
    die = f"os.{call} = lambda *_, **__: os.kill(os.getpid(), {int(signal.SIGKILL)})"
    write = f"from hessview.document.disk import write_whole; write_whole(pathlib.Path({str(file)!r}), b'new')"
    program = f"import os, pathlib; {die}; {write}"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    assert file.read_bytes() == b"old"
    assert len(list(file.parent.iterdir())) == 1 + left
    tidy(file)
    assert list(file.parent.iterdir()) == [file]
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    write_whole(file, b"newer")
    assert (file.read_bytes(), list(file.parent.iterdir())) == (b"newer", [file])


def test_the_draft_of_a_process_that_lives_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, seen = os.replace, []

    def write_another(*names: Any, **folders: Any) -> None:
        monkeypatch.setattr(os, "replace", replace)
        seen.append(len(list(file.parent.iterdir())))
        tidy(file)
        write_whole(file, b"the other's")
        seen.append(len(list(file.parent.iterdir())))
        replace(*names, **folders)

    monkeypatch.setattr(os, "replace", write_another)
    write_whole(file, b"mine")
    assert seen == [2, 2]
    assert (file.read_bytes(), list(file.parent.iterdir())) == (b"mine", [file])


def test_a_file_that_appears_meanwhile_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, dup = tmp_path / "new", os.dup

    def appear(handle: int) -> int:
        path.write_bytes(b"another's")
        return dup(handle)

    monkeypatch.setattr(os, "dup", appear)
    write_whole(path, b"mine")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"mine", [path])


@pytest.mark.usefixtures("either_way")
def test_rehearsing_changes_nothing_and_finds_what_writing_would(file: Path) -> None:
    rehearse(file)
    rehearse(file.with_name("new"))
    assert (file.read_bytes(), list(file.parent.iterdir())) == (b"old", [file])
    with pytest.raises(FileFault, match="not a folder"):
        rehearse(file / "below")


def test_the_way_of_other_systems_tries_again_while_a_scanner_holds_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, tries = os.replace, []

    def held(*names: Any, **folders: Any) -> None:
        tries.append(1)
        if len(tries) < 4:
            problem = PermissionError(errno.EACCES, "in use")
            problem.winerror = 32
            raise problem
        replace(*names, **folders)

    monkeypatch.setattr(draft, "_PAUSE", 0.0)
    monkeypatch.setattr(os, "replace", held)
    write_whole(file, b"new")
    assert (file.read_bytes(), len(tries)) == (b"new", 4)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty", "/proc/kmsg"])
def test_reading_never_waits_for_a_device(path: str) -> None:
    from pathlib import Path

    with pytest.raises(FileFault):
        read_whole(Path(path), MOST)


def test_reading_never_waits_for_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileFault, match="a device or a pipe"):
        read_whole(pipe, MOST)


def test_a_file_is_read_up_to_its_limit_whatever_its_status_says(tmp_path: Path) -> None:
    from pathlib import Path

    exact, longer = tmp_path / "exact", tmp_path / "longer"
    exact.write_bytes(bytes(MOST))
    longer.write_bytes(bytes(MOST + 1))
    assert len(read_whole(exact, MOST)[0]) == MOST
    with pytest.raises(FileFault, match="larger than"):
        read_whole(longer, MOST)
    data, _ = read_whole(Path("/proc/self/status"), 1 << 20)  # its status says that it is empty
    assert data.startswith(b"Name:")


def test_marks_tell_contents_apart_also_of_the_same_size_and_time(file: Path) -> None:
    status = file.stat()
    assert mark(b"abc", status) != mark(b"abd", status)


def test_a_link_into_a_folder_that_is_gone_says_where_it_leads(tmp_path: Path) -> None:
    link, target = tmp_path / "valley.hessview", tmp_path / "gone" / "hill.hessview"
    link.symlink_to(target)
    with pytest.raises(FileFault) as caught:
        write_whole(link, b"new")
    words = caught.value.sentence()
    assert "it is a link to" in words
    assert words.startswith("valley.hessview was not written: ")
    assert "hill.hessview”, and the folder “gone” is not there. Make it again" in words
