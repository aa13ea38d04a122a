"""What is freed goes back to the system, also after a large block was freed once."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import os
from pathlib import Path
from hessview.app.allocator import give_memory_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

give_memory_back()
bytearray(24 << 20)  # glibc by itself keeps blocks of up to this size from now on
before = resident()
blocks = [bytearray(1 << 20) for _ in range(64)]
kept = [bytearray(2000) for _ in range(64)]  # on top of them in a heap
held = resident()
del blocks
print(held - before > 60 << 20, resident() - before < 4 << 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's parameters")
def test_large_blocks_are_given_back_when_they_are_freed() -> None:
    words = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout
    assert words.split() == ["True", "True"]
