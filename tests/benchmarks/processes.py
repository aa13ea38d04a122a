"""Processes that are started over and over: their wall time, with compiled modules in a place of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    """Return an environment without a display in which modules are compiled once, as on a user's machine."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    cache = str(Path(tempfile.gettempdir()) / f"hessview-benchmarks-{os.getuid() if hasattr(os, 'getuid') else 0}")
    settings = tempfile.mkdtemp(prefix="hessview-settings-")
    return {
        **kept,
        "PYTHONPYCACHEPREFIX": cache,
        "QT_QPA_PLATFORM": "offscreen",
        "PYQTGRAPH_QT_LIB": "PySide6",
        "XDG_CONFIG_HOME": settings,
        "PYTHONPATH": str(ROOT),
        **more,
    }


def run(arguments: Sequence[str], variables: dict[str, str]) -> Callable[[], float]:
    """Return the work of running this interpreter with `arguments` to its end; it measures milliseconds."""

    def work() -> float:
        start = time.perf_counter()
        # Without a time limit: waiting with one looks only every so often whether the process has ended.
        subprocess.run([sys.executable, *arguments], env=variables, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        return 1e3 * (time.perf_counter() - start)

    return work
