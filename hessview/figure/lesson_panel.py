"""The plot of the lesson on the condition number as a panel of a page, worked out anew."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Kind
from hessview.compute.lanes import no_progress
from hessview.compute.lesson_requests import EVERY, MANY, REACH, LessonRequest, lesson, surveyed
from hessview.document.page_plan import PlanProblem
from hessview.explanations.lesson import eps_text, kappa_text, key_words, no_lesson, rule_words
from hessview.figure.lesson import lesson_plot, lesson_roles
from hessview.figure.run_looks import run_roles
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.compute.lesson_requests import LessonFound
    from hessview.compute.results import Results
    from hessview.document.state import State, Stretch
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome

_ONE_VARIABLE = "There is no plot of steps over κ: with one variable the condition number is 1."
_NO_MINIMUM = "There is no plot of steps over κ: no minimum is known that the chosen run, or another one, leads to."


def lesson_panel(
    state: State, results: Results, formula: Formula, outcome: Outcome | None, chosen: Stretch
) -> tuple[Figure, tuple[str, ...]]:
    """Return the plot of steps over condition numbers, and what is said of it, a sentence each.

    Parameters
    ----------
    outcome
        Of the chosen run: where it ended at a minimum, the lesson is about that one.

    Raises
    ------
    PlanProblem
        If there is no minimum that it could be about.
    """
    if formula.dimension == 1:
        raise PlanProblem(_ONE_VARIABLE)
    start = state.race_start(formula.variables)
    minimum = _minimum(results, outcome, start)
    if minimum is None:
        raise PlanProblem(_NO_MINIMUM)
    reach = REACH * min(state.view.width, state.view.height)
    request = LessonRequest(
        formula, minimum, start, chosen.along, (chosen.kappa,), chosen.eps, chosen.share, reach, *MANY,
        is_pictured=False,
    )  # fmt: skip
    found = _found(request)
    if not found.stretchings:
        raise PlanProblem(f"There is no plot of steps over κ. {no_lesson(found)}")
    curves = _found(replace(request, kappas=surveyed(found), steps=0)).stretchings
    counts = [_found(replace(request, kappas=(each.kappa,))).stretchings[0] for each in curves[::EVERY]]
    here = found.stretchings[-1]
    figure = lesson_plot(curves, counts, here, chosen.eps, roles=lesson_roles(run_roles(state.race)))
    said = f"Steps until {eps_text(chosen.eps)} of the distance to the minimum is left, over the condition number κ; \
marked: κ = {kappa_text(here.kappa)}."
    return figure, (said, key_words(), *rule_words())


def _minimum(results: Results, outcome: Outcome | None, start: Sequence[float]) -> tuple[float, ...] | None:
    """Return where the chosen run ended, if that is a minimum, else the proved minimum that is nearest."""
    if outcome is not None and outcome.reached and outcome.limit is not None and outcome.kind is Kind.MINIMUM:
        return tuple(outcome.limit.tolist())
    if results.critical is None:
        return None
    known = [point for point in results.critical.points if point.proved and point.kind is Kind.MINIMUM]
    return min((tuple(point.x.tolist()) for point in known), key=lambda place: math.dist(place, start), default=None)


@lru_cache(maxsize=64)
def _found(request: LessonRequest) -> LessonFound:
    """Return the answer; kept, as all that is worked out here, for another size of the same page."""
    return lesson(request, ExpressionLandscape(request.formula), no_progress)

