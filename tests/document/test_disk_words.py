"""Every fault of a file has a cause and a way out, in words for people."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hessview.document.disk import FileFault, read_whole, write_whole
from hessview.document.disk_words import Words, code_of, shortened, words_for_reading, words_for_writing

SAVE = "save it {} with Save As"


def test_a_sentence_names_the_file_the_cause_the_way_out_and_that_the_old_file_is_there() -> None:
    problem = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    path = Path("/a/valley.hessview")
    fault = FileFault(path, "was not written", words_for_writing(problem, path), errno.ENOSPC, kept=True)
    assert fault.sentence(write=SAVE) == (
        "valley.hessview was not written: the disk is full. Free some space, or save it somewhere else with Save As. "
        "The old file is untouched."
    )
    assert (fault.errno, fault.filename) == (errno.ENOSPC, "/a/valley.hessview")


@pytest.mark.parametrize("code", sorted(errno.errorcode))
def test_whatever_the_system_says_there_is_a_cause_and_for_writing_a_way_out(code: int) -> None:
    problem, path = OSError(code, os.strerror(code)), Path("/a/b/valley.hessview")
    writing, reading = words_for_writing(problem, path), words_for_reading(problem, path)
    assert writing.cause
    assert writing.way_out()
    assert reading.cause
    assert "write" not in reading.way_out().lower()


@pytest.mark.parametrize(
    ("number", "code"), [(32, errno.EBUSY), (112, errno.ENOSPC), (19, errno.EROFS), (206, errno.ENAMETOOLONG)]
)
def test_what_windows_says_more_exactly_is_understood(number: int, code: int) -> None:
    problem = OSError(errno.EACCES, "access denied")
    problem.winerror = number  # type: ignore[attr-defined]
    assert code_of(problem) == code


def test_a_way_out_joins_what_helps_and_where_else() -> None:
    assert Words("c", "close it").way_out() == "Close it, or write it somewhere else."
    assert Words("c", "close it", instead="").way_out() == "Close it."
    assert Words("c", instead="").way_out() == ""


def test_a_name_in_a_sentence_is_short_and_on_one_line() -> None:
    name = shortened("a" * 200 + "\n\u202e.hessview")
    assert len(name) <= 60
    assert name.isprintable()
    assert name.endswith(".hessview")


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "n" * 256])
def test_names_that_cannot_be_are_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileFault, match=r"under (another|a shorter) name"):
        write_whole(tmp_path / name, b"")
    with pytest.raises(FileFault):
        read_whole(tmp_path / name, 10)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_while_one_is_in_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(FileFault, match="is not there"):
        write_whole(Path("valley.svg"), b"")
