"""The race of a document on its figure in a file: the runs as the window shows them, worked out anew."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from hessview.compute.descent_requests import RaceRequest, race
from hessview.compute.lanes import no_progress
from hessview.document.drawings import Runs
from hessview.document.method_names import spelled
from hessview.figure.descent_paths import MOST_RUNS, with_runs, with_step
from hessview.figure.run_looks import run_roles
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.compute.descent_requests import RaceFound
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome

_NONE_CHOSEN, _ALL = -1, Runs()


def with_race(figure: Figure, state: State, results: Results, drawn: Runs = _ALL) -> Figure:
    """Return the picture of a document with the paths of the methods that it lets run, as the window shows them.

    Parameters
    ----------
    drawn
        Up to which step the paths are strong, which one is on top, and which methods were stopped under way.
    """
    formula, plane = results.formula, results.slice
    if formula is None or plane is None:
        return figure
    outcomes = [each.outcomes[0] for each in raced(state, formula, drawn)]
    runs = [None if isinstance(each, str) else each for each in outcomes]
    methods = state.race.methods
    selected = methods.index(drawn.chosen) if drawn.chosen in methods else _NONE_CHOSEN
    figure = with_runs(figure, runs, plane, drawn.step, selected, roles=run_roles(state.race))
    outcome = runs[selected] if selected != _NONE_CHOSEN else None
    if drawn.has_model and outcome is not None:
        last = max((each.trajectory.iterations for each in runs if each is not None), default=0)
        here = last if drawn.step is None else drawn.step
        figure = with_step(figure, outcome, ExpressionLandscape(formula), plane, here)
    return replace(figure, notes=(*figure.notes, *_notes(runs, drawn)))


def raced(state: State, formula: Formula, drawn: Runs) -> list[RaceFound]:
    """Return what each method of a document's race comes to, one race for each; kept for another size of a page."""
    chosen, most = state.race, dict(drawn.stopped)
    start = state.race_start(formula.variables)
    return [
        _run(RaceRequest(
            formula, start, ((name, tuple((key, value) for method, key, value in chosen.settings if method == name)),),
            most.get(name, chosen.steps),
        ))
        for name in chosen.methods
    ]  # fmt: skip


@lru_cache(maxsize=2 * MOST_RUNS)
def _run(request: RaceRequest) -> RaceFound:
    return race(request, ExpressionLandscape(request.formula), no_progress)


def _notes(runs: Sequence[Outcome | None], drawn: Runs) -> tuple[str, ...]:
    """Return up to which step the paths are, and which of them were stopped."""
    known = [each.trajectory for each in runs if each is not None]
    said = []
    if drawn.step is not None and any(run.iterations > drawn.step for run in known):
        said.append(f"paths up to step {drawn.step:,}, faint what comes after it")
    stopped = dict(drawn.stopped)
    ended = [f"{spelled(run.method)} at step {run.iterations:,}" for run in known if run.method in stopped]
    if ended:
        said.append(f"stopped under way: {', '.join(ended)}")
    return tuple(said)
