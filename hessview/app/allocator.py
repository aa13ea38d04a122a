"""The C library's allocator, told to give memory back: a window is open all day."""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Numbers of parameters in malloc.h."""

_LARGE = 512 << 10
_ARENAS = 2


def give_memory_back() -> None:
    """Let what is large have pages of its own, which are given back when it is freed, and threads share two heaps.

    By itself glibc puts blocks of up to 32 MB into a heap once it has seen one of them freed, and gives each of a dozen
    threads its heap; what lies between the blocks stays taken, some 30 MB more after every hour of use. A move of the
    probe takes as long as before. Other C libraries have no such parameters, and nothing is done.

    Source: mallopt(3).
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_ARENA_MAX, _ARENAS)
