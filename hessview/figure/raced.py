"""The race of a document on its figure in a file: the runs as the window shows them, worked out anew."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hessview.compute.descent_requests import RaceRequest, race
from hessview.figure.descent_paths import with_runs
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.optimizers.outcome import Outcome

_NONE_CHOSEN = -1


def with_race(figure: Figure, state: State, results: Results) -> Figure:
    """Return the picture of a document with the whole paths of the methods that it lets run, and where they start."""
    formula, plane = results.formula, results.slice
    if formula is None or plane is None:
        return figure
    chosen = state.race
    methods = tuple(
        (name, tuple((setting, value) for method, setting, value in chosen.settings if method == name))
        for name in chosen.methods
    )
    request = RaceRequest(formula, state.race_start(formula.variables), methods, chosen.steps)
    return with_runs(figure, _run(request), plane, None, _NONE_CHOSEN)


@lru_cache(maxsize=2)
def _run(request: RaceRequest) -> tuple[Outcome | None, ...]:
    """Return the outcomes, None for a method whose settings cannot be; kept for another size of the same page."""
    found = race(request, ExpressionLandscape(request.formula), lambda _done: None)
    return tuple(None if isinstance(outcome, str) else outcome for outcome in found.outcomes)
