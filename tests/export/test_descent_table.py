"""The CSV of runs: a row for each method and iterate, with numbers that round-trip."""

from __future__ import annotations

import csv
import io

import numpy as np

from hessview.export.descent_table import iterates_csv
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged


def runs(text: str, start: tuple[float, ...], *names: str) -> list[Outcome]:
    landscape = ExpressionLandscape(parse(text))
    known = {method.name: method for method in METHODS}
    return [
        judged(landscape, known[name], descend(known[name], landscape, np.array(start), None, Limits(steps=5)))
        for name in names
    ]


def table(text: str, found: list[Outcome]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(iterates_csv(found, parse(text)), newline="")))


def test_every_iterate_of_every_method_has_a_row_with_its_own_digits() -> None:
    text = "x^2 / 3 + 7 y^4"
    found = runs(text, (1.0, 0.1), "gradient descent", "newton")
    rows = table(text, found)
    assert len(rows) == sum(run.trajectory.iterations + 1 for run in found)
    for run in found:
        own = [row for row in rows if row["method"] == run.trajectory.method]
        assert [int(row["iteration"]) for row in own] == list(range(len(run.trajectory.path)))
        assert [[float(row["x"]), float(row["y"])] for row in own] == run.trajectory.path.tolist()
        assert [float(row["f"]) for row in own] == run.trajectory.values.tolist()
        assert [float(row["|grad f|"]) for row in own] == run.trajectory.gradient_norms.tolist()
        assert [int(row["evaluations"]) for row in own] == run.trajectory.counts.sum(axis=1).tolist()


def test_what_is_not_a_number_is_empty_and_lines_end_as_the_standard_says() -> None:
    text = "log(x)"
    rows = table(text, runs(text, (-1.0,), "gradient descent"))
    assert [(row["x"], row["f"]) for row in rows] == [("-1.0", "")]
    assert iterates_csv([], parse(text)) == "method,iteration,evaluations,x,f,|grad f|\r\n"
