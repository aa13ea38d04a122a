"""The log's files: made once, whoever comes first."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from hessview.app import log_file
from hessview.app.log_file import LogFile

if TYPE_CHECKING:
    import logging
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
