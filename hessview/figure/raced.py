"""The race of a document on its figure in a file: the runs as the window shows them, worked out anew."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hessview.compute.descent_requests import RaceRequest, race
from hessview.compute.lanes import no_progress
from hessview.figure.descent_paths import MOST_RUNS, with_runs
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.optimizers.outcome import Outcome

_NONE_CHOSEN = -1


def with_race(
    figure: Figure, state: State, results: Results, stopped: tuple[tuple[str, int], ...] = ()
) -> Figure:
    """Return the picture of a document with the whole paths of the methods that it lets run, and where they start.

    Parameters
    ----------
    stopped
        Methods that take so many steps at most: they were stopped there.
    """
    formula, plane = results.formula, results.slice
    if formula is None or plane is None:
        return figure
    chosen = state.race
    methods = tuple(
        (name, tuple((setting, value) for method, setting, value in chosen.settings if method == name))
        for name in chosen.methods
    )
    start, most = state.race_start(formula.variables), dict(stopped)
    requests = (RaceRequest(formula, start, (each,), most.get(each[0], chosen.steps)) for each in methods)
    return with_runs(figure, [_run(request) for request in requests], plane, None, _NONE_CHOSEN)


@lru_cache(maxsize=2 * MOST_RUNS)
def _run(request: RaceRequest) -> Outcome | None:
    """Return the outcome, None for a method whose settings cannot be; kept for another size of the same page."""
    (outcome,) = race(request, ExpressionLandscape(request.formula), no_progress).outcomes
    return None if isinstance(outcome, str) else outcome
