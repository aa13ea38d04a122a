"""The iterates of runs as a CSV table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome


_AT_ONCE = 500
"""Rows that are written before whoever waits for them may do something else."""


def iterates_csv(runs: Sequence[Outcome], formula: Formula) -> str:
    """Return a table after RFC 4180: a heading, then a row for each method and iterate, the start being number 0.

    Numbers round-trip; what is not a number is empty. Evaluations are those of f, its gradient and its Hessian so far.
    """
    return "".join(iterates_parts(runs, formula))


def iterates_parts(runs: Sequence[Outcome], formula: Formula) -> Iterator[str]:
    """Yield the same table piece by piece."""
    name = formula.name
    yield _lines([["method", "iteration", "evaluations", *formula.variables, name, f"|grad {name}|"]])
    for run in runs:
        t = run.trajectory
        for k in range(0, len(t.path), _AT_ONCE):
            part = slice(k, k + _AT_ONCE)
            columns = (t.counts[part].sum(axis=1), t.path[part], t.values[part], t.gradient_norms[part])
            rows = zip(*(column.tolist() for column in columns), strict=True)
            yield _lines(
                [t.method, k + j, asked, *(_cell(each) for each in (*x, value, norm))]
                for j, (asked, x, value, norm) in enumerate(rows)
            )


def _lines(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cell(value: float) -> str:
    return "" if value != value else repr(value)  # noqa: PLR0124 - nan
