"""The log's files: few, small, made once whoever comes first, and no obstacle where they cannot be."""

from __future__ import annotations

import logging.handlers
import os
import threading
from typing import TYPE_CHECKING

from hessview.app import log_file
from hessview.app.log_file import LARGEST, LogFile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_threads_that_fail_at_the_same_time_write_into_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    both = threading.Barrier(2)
    make = log_file._handler

    def slow(folder: Path) -> logging.Handler:
        made.append(folder)
        threading.Event().wait(0.05)  # a disk that takes its time: the other thread comes in
        return make(folder)

    def fail(log: LogFile) -> None:
        both.wait(10.0)
        log.write("ERROR", "planted")

    monkeypatch.setattr(log_file, "_handler", slow)
    log = LogFile(tmp_path)
    threads = [threading.Thread(target=fail, args=(log,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    assert len(made) == 1
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8").count("planted") == 2


def test_a_log_rotates_within_its_bounds(tmp_path: Path) -> None:
    log = LogFile(tmp_path)
    for _ in range(400):
        log.write("ERROR", "x" * 4000)
    log.close()
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 3
    assert max(sizes) <= LARGEST


def test_many_windows_have_files_of_their_own_and_the_oldest_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for process in range(30):
        monkeypatch.setattr(os, "getpid", lambda process=process: 1000 + process)
        log = LogFile(tmp_path)
        log.write("ERROR", f"of {process}")
        log.close()
        for path in tmp_path.glob(f"*-{1000 + process}.log"):
            os.utime(path, (process, process))
    names = sorted(path.name.rpartition("-")[2] for path in tmp_path.iterdir())
    assert names == [f"{1000 + process}.log" for process in range(18, 30)]


def test_the_tail_goes_on_in_what_an_earlier_process_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: 7)
        earlier = LogFile(tmp_path)
        earlier.write("ERROR", "one\ntwo")
        earlier.close()
    log = LogFile(tmp_path)
    assert [line[-3:] for line in log.tail(5)] == ["one", "two"]
    log.write("WARNING", "three")
    assert [line.split()[-1] for line in log.tail(2)] == ["two", "three"]
    log.close()


def test_a_disk_that_is_full_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "_open", full)
    log = LogFile(tmp_path)
    for _ in range(3):
        log.write("ERROR", "planted")
    assert len(log.tail(10)) == 3
    assert capsys.readouterr().err == ""
    log.close()
