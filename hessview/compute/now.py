"""A state answered here and now, for scripts and for files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.compute.answers import CRITICAL_OVERLAY, as_answer
from hessview.compute.lanes import attempt, no_progress
from hessview.compute.requests import FINE_SHAPE, MAP_SHAPE
from hessview.compute.resolving import Resolver
from hessview.compute.results import Results, collect

if TYPE_CHECKING:
    from hessview.compute.answers import Answers
    from hessview.compute.requests import Request
    from hessview.document.state import State

SEARCH_SECONDS = 5.0
"""For the critical points of a picture that is made here and now."""


def answer_now(
    state: State, answers: Answers, shape: tuple[int, int] = FINE_SHAPE, seconds: float = SEARCH_SECONDS
) -> Results:
    """Return the picture and the curvature of `state`, computed here and now; for scripts, and for files.

    Critical points are looked for if the picture shows them.

    Parameters
    ----------
    shape
        The grid (ny, nx) of the field.
    seconds
        The longest time for the search.
    """
    wanted = Resolver(1).resolve(state, (shape,), (MAP_SHAPE,))
    if wanted is None:
        return Results()
    requests: tuple[Request, ...] = (wanted.curvature, *wanted.fields, *wanted.maps, *wanted.probe)
    known = {request: as_answer(attempt(answers.answer, request, no_progress)) for request in requests}
    if wanted.critical is not None and CRITICAL_OVERLAY in state.appearance.overlays:
        shorter = replace(wanted.critical, seconds=min(wanted.critical.seconds, seconds))
        known[wanted.critical] = as_answer(attempt(answers.answer, shorter, no_progress))
    return collect(wanted, known, Results())
