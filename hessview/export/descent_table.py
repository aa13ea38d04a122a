"""The iterates of runs as a CSV table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome


def iterates_csv(runs: Sequence[Outcome], formula: Formula) -> str:
    """Return a table after RFC 4180: a heading, then a row for each method and iterate, the start being number 0.

    Numbers round-trip; what is not a number is empty. Evaluations are those of f, its gradient and its Hessian so far.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    name = formula.name
    writer.writerow(["method", "iteration", "evaluations", *formula.variables, name, f"|grad {name}|"])
    for run in runs:
        t = run.trajectory
        evaluations = t.counts.sum(axis=1).tolist()
        rows = zip(evaluations, t.path.tolist(), t.values.tolist(), t.gradient_norms.tolist(), strict=True)
        for k, (asked, x, value, norm) in enumerate(rows):
            writer.writerow([t.method, k, asked, *(_cell(each) for each in (*x, value, norm))])
    return out.getvalue()


def _cell(value: float) -> str:
    return "" if value != value else repr(value)  # noqa: PLR0124 - nan
