"""The trace of a crash: left by the one, found by the next."""

from __future__ import annotations

import os
import subprocess
import sys
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
    assert started.found.startswith("Fatal")
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
