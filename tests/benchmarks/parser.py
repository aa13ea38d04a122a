"""How long reading a text takes, over the corpus of what people type and attackers send."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import Any

from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from tests.benchmarks.measuring import Row, median, p99, show, within

TITLE = "Parser"
CORPUS = Path(__file__).parents[1] / "data" / "language.jsonl"


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the 99th percentile over the rows, each row's time the best of a few."""
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    texts = [_text(row) for row in rows if row["target"] == "expression"]
    rounds = [[_time(text) for text in texts[:: 20 if reduced else 1]] for _ in range(1 if reduced else 3)]
    times = [min(of_one) for of_one in zip(*rounds, strict=True)]
    said = f"{len(times)} rows, median {median(times):.3f} ms, worst {max(times):.1f} ms"
    return [within("reading a text, 99th percentile", p99(times), 5.0, said)]


def _text(row: dict[str, Any]) -> str:
    return row["input"] if "input" in row else "".join(part * count for part, count in row["input_parts"])


def _time(text: str) -> float:
    start = time.perf_counter()
    with contextlib.suppress(SyntaxProblem):
        parse(text)
    return 1e3 * (time.perf_counter() - start)


if __name__ == "__main__":
    show(TITLE, measure())
