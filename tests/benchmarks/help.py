"""`hessview --help` beside the start of a bare interpreter."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.measuring import Row, at_most, interleaved, median, p99, show
from tests.benchmarks.processes import environment, run

TITLE = "Help"


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the ratio of the medians."""
    variables = environment()
    script = Path(sys.executable).with_name("hessview")
    ours = [str(script)] if script.exists() else ["-m", "hessview"]
    works = {"ours": run([*ours, "--help"], variables), "bare": run(["-c", "pass"], variables)}
    series = interleaved(works, 2 if reduced else 40, warm_up=2)
    ours, bare = series["ours"], series["bare"]
    return [at_most("hessview --help / bare interpreter", median(ours), median(bare), 1.5, f"p99 {p99(ours):.0f} ms")]


if __name__ == "__main__":
    show(TITLE, measure())
