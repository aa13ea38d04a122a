"""All benchmarks, each in a process of its own: `python -m tests.benchmarks [NAME ...]`."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.processes import ROOT

NAMES = (
    "probe_drag", "parameter_drag", "surface_turn", "keystroke", "cold_start", "help", "fields", "jets", "parser",
    "critical_points", "descents", "descent_figures", "race",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run them one after the other; return how many could not run."""
    failed = 0
    for name in names or NAMES:
        ended = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False, cwd=ROOT)
        failed += ended.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
