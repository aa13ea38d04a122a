"""Runs of methods: as a JSON document, as a page of plain text, and as the table that compares them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hessview.analysis.convergence import Pace
from hessview.explanations.descent import (
    comparison_words,
    end_text,
    end_words,
    instability_words,
    observation_words,
    pace_text,
    prediction_words,
    way_words,
)
from hessview.explanations.digits import number as spoken
from hessview.explanations.run_ends import stop_words
from hessview.export.json_output import matrix, number, vector
from hessview.optimizers.prediction import Floor, Law

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.convergence import Observation
    from hessview.export.json_output import Json
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.stability import Instability

_WIDTH = 100


def descend_document(runs: Sequence[Outcome], formula: Formula) -> dict[str, Json]:
    """Return the ``descend`` document of some runs from one start."""
    return {
        "schema": "hessview.descend/1",
        "expression": formula.text,
        "variables": list(formula.variables),
        "parameters": {name: number(value) for name, value in formula.parameters},
        "start": vector(runs[0].trajectory.start) if runs else None,
        "runs": [_run(run) for run in runs],
    }


def _run(run: Outcome) -> Json:
    t, p, o = run.trajectory, run.prediction, run.observation
    function, gradient, hessian = (int(many) for many in t.counts[-1])
    return {
        "method": t.method,
        "settings": {name: number(value) for name, value in t.settings},
        "path": matrix(t.path),
        "values": vector(t.values),
        "gradient_norms": vector(t.gradient_norms),
        "reason": str(t.stop),
        "iterations": t.iterations,
        "evaluations": t.evaluations,
        "function_evaluations": function,
        "gradient_evaluations": gradient,
        "hessian_evaluations": hessian,
        "predicted_rate": None if p.rate is None else number(p.rate),
        "predicted_law": str(p.law),
        "predicted_order": number(p.order),
        "observed_rate": None if o.rate is None else number(o.rate),
        "observed_uncertainty": number(o.uncertainty),
        "observed_law": str(o.pace),
        "observed_order": None if o.order is None else number(o.order),
        "end_kind": str(run.kind),
        "end_nature": None if run.curvature.nature is None else str(run.curvature.nature),
        "end": vector(run.curvature.point),
        "polished": run.reached,
        "predicted_power": None if p.power is None else number(p.power),
        "floor": str(p.floor),
        "instability": None if run.instability is None else _instability(run.instability),
        "eigenvalues": vector(run.curvature.eigenvalues),
        "sentences": [
            stop_words(t), end_words(run), prediction_words(run), observation_words(o), comparison_words(run),
            instability_words(run), way_words(run),
        ],
    }


def _instability(found: Instability) -> Json:
    return {
        "eta_lambda_max": number(found.product),
        "limit": number(found.limit),
        "v_max": None if found.direction is None else vector(found.direction),
        "place": vector(found.place),
        "step": found.step,
        "factor": number(found.factor),
        "diverges": found.diverges,
        "shown": found.shown,
    }


def descend_text(runs: Sequence[Outcome], formula: Formula) -> str:
    """Return the runs as a page of text."""
    lines = [f"f({', '.join(formula.variables)}) = {formula.text}"]
    for run in runs:
        t = run.trajectory
        given = ", ".join(f"{name} {spoken(value)}" for name, value in t.settings)
        lines += ["", t.method + (f" ({given})" if given else "")]
        place = ", ".join(f"{name} = {spoken(x, 0.0, 10)}" for name, x in zip(formula.variables, t.end, strict=True))
        said = [
            stop_words(t),
            way_words(run),
            instability_words(run),
            f"End: {place}; f = {spoken(float(t.values[-1]), 0.0, 10)}.",
            end_words(run),
            prediction_words(run),
            " ".join(filter(None, (observation_words(run.observation), comparison_words(run)))),
        ]
        for words in filter(None, said):
            lines += textwrap.wrap(words, _WIDTH, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def comparison_table(runs: Sequence[Outcome]) -> str:
    """Return the table of the runs: what each took, where it ended, and the two rates; below it what that means."""
    head = ("method", "iterations", "evaluations", "reason", "end", "f at the end", "predicted rate", "observed rate")
    rows = [head]
    for run in runs:
        t = run.trajectory
        rows.append((
            t.method, str(t.iterations), str(t.evaluations), str(t.stop),
            end_text(run) if run.reached else str(run.kind),
            spoken(float(t.values[-1]), 0.0, 6), _predicted(run), _observed(run.observation),
        ))  # fmt: skip
    widths = [max(len(row[k]) for row in rows) for k in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n\n" + _LEGEND


_LEGEND = """\
evaluations: how often f, ∇f and H were asked for, each counted by itself.
rates: the factor by which the error shrinks in a step (of a flow: in a unit of time); exact: theory gives just this;
at most: an upper bound; order p: |e′| ~ |e|^p; k^(−a): sublinear; none: theory gives no rate.
"""


def _predicted(run: Outcome) -> str:
    """Return what theory gives, and whether it is the rate, a bound of it, or nothing."""
    p = run.prediction
    flat = ", if flat" * (p.floor is Floor.IF_FLAT)
    match p.law:
        case Law.NONE if run.instability is not None and run.instability.diverges:
            return f"{_digits(run.instability.factor)} diverges"
        case Law.BOUND if p.rate is not None:
            return f"{_digits(p.rate)} at most{flat}"
        case Law.EXACT:
            return "one step"
        case Law.QUADRATIC:
            return f"order {p.order:g} at least"
        case Law.SUBLINEAR if p.power is not None:
            return f"{'t' if run.trajectory.times is not None else 'k'}^(−{p.power:.3g}) exact"
        case Law.DIVERGES | Law.MARGINAL | Law.NOISE if p.rate is not None:
            return f"{_digits(p.rate)} {p.law}"
        case Law.EXPONENTIAL if p.rate is None and p.decay is not None:
            return f"exp(−{_digits(p.decay)}) exact{flat}"
        case _:
            return str(p.law) if p.rate is None else f"{_digits(p.rate)} exact{flat}"


def _observed(o: Observation) -> str:
    if o.rate is not None and o.pace is not Pace.EXACT:
        return _digits(o.rate)
    if o.decay is not None and o.pace is Pace.LINEAR:
        return f"exp(−{_digits(o.decay)})"
    return pace_text(o)


def _digits(rate: float) -> str:
    return f"{rate:.9g}"
