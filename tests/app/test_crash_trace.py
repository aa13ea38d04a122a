"""The trace of a crash: left by the one, found by the next."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from hessview.app.crash_trace import CrashTrace

if TYPE_CHECKING:
    from pathlib import Path

CRASHING = """
import sys
from pathlib import Path
from hessview.app.crash_trace import CrashTrace
trace = CrashTrace(Path(sys.argv[1]))
trace.install()
def doomed():
    import faulthandler, os
    os.abort() if sys.argv[2] == "abort" else faulthandler._sigsegv()
doomed()
"""


@pytest.mark.parametrize("how", ["abort", "segfault"])
def test_a_crash_leaves_its_trace_to_the_next_start(tmp_path: Path, how: str) -> None:
    done = subprocess.run([sys.executable, "-c", CRASHING, str(tmp_path), how], check=False, capture_output=True)
    assert done.returncode < 0
    after = CrashTrace(tmp_path)
    after.install()
    assert after.found is not None
    assert "in doomed" in after.found
    assert "Fatal Python error" in after.found
    after.uninstall()
    again = CrashTrace(tmp_path)
    again.install()
    assert again.found is None
    again.uninstall()


def test_the_last_crash_is_kept_with_its_time_until_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    def start() -> CrashTrace:
        trace = CrashTrace(tmp_path)
        trace.install()
        trace.uninstall()
        return trace

    assert start().last() == ""
    for words, moment in (("an older fault", 1.0e9), ("a newer fault", 1.1e9)):
        (tmp_path / "crash.txt").write_text(words)
        os.utime(tmp_path / "crash.txt", (moment, moment))
        expected = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(moment))}\n{words}"
        assert start().found == expected
        for _ in range(3):
            later = start()
            assert (later.found, later.last()) == (None, expected)


def test_what_is_kept_of_crashes_is_bounded_and_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "crash.txt").write_text("\N{SNOWMAN}" * 300_000)
    (tmp_path / "crash.txt").chmod(0o644)
    trace = CrashTrace(tmp_path)
    trace.install()
    trace.uninstall()
    for path in tmp_path.iterdir():
        assert path.stat().st_size < 1 << 17
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    assert trace.last() == trace.found


def test_a_crash_of_one_window_is_found_though_another_was_open_all_the_time(tmp_path: Path) -> None:
    open_window = CrashTrace(tmp_path)
    open_window.install()
    subprocess.run([sys.executable, "-c", CRASHING, str(tmp_path), "abort"], check=False, capture_output=True)
    for expected in (True, False):
        started = CrashTrace(tmp_path)
        started.install()
        assert (started.found is not None) is expected
        started.uninstall()
    subprocess.run([sys.executable, "-c", CRASHING, str(tmp_path), "abort"], check=False, capture_output=True)
    started = CrashTrace(tmp_path)
    started.install()
    assert started.found is not None
    assert started.found.splitlines()[1].startswith("Fatal")
    started.uninstall()
    open_window.uninstall()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
@pytest.mark.parametrize("kind", ["link", "name", "pipe", "folder"])
def test_a_trace_that_is_no_file_of_its_own_is_left_alone(tmp_path: Path, kind: str) -> None:
    diary, folder = tmp_path / "diary.txt", tmp_path / "log"
    diary.write_text("dear diary")
    folder.mkdir()
    place = folder / "crash.txt"
    make = {
        "link": lambda: place.symlink_to(diary), "name": lambda: place.hardlink_to(diary),
        "pipe": lambda: os.mkfifo(place), "folder": place.mkdir,
    }  # fmt: skip
    make[kind]()
    trace = CrashTrace(folder)
    trace.install()
    trace.uninstall()
    assert (trace.found, diary.read_text()) == (None, "dear diary")
