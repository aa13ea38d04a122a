"""What a process does that is asked for critical points: it searches, and says now and then what it has found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hessview.analysis.critical_points import Limits, search
from hessview.analysis.proof import closed_forms, confirmation
from hessview.compute.critical_reply import encoded
from hessview.compute.exact_places import verified_here
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.compute.frames import Message
    from hessview.language.formula import Formula

    Progress = Callable[[float], None]

# Imported before the first question, not during the first answer.
_NEEDED = (closed_forms, confirmation)

_BETWEEN, _TIMES_WRITTEN = 0.1, 10.0
"""Seconds between two partial answers, and how many times as long as it takes to write one: whoever reads them has
something else to do, too."""

MOST_POINTS = 5000
"""Of a picture, in which more are a carpet; the window keeps each of them in several places."""

_CALM, _STEP = 0.5, 0.02
"""Seconds for which an answer must have stood before exact forms are verified that take sympy: while a view is dragged
none does, and who has begun with that can only be killed."""


def answer(payload: dict[str, Any], progress: Progress) -> Generator[Message, None, Message]:
    """Yield what is known of the critical points of a function in a box, from time to time; return the answer.

    Parameters
    ----------
    payload
        ``text``, ``variables`` (names), ``parameters`` (name to number), ``box`` (pairs of numbers), ``seconds``,
        ``near`` (a number for each variable, or None).
    progress
        Called all the time; what it raises ends the search.

    Raises
    ------
    SyntaxProblem
        If the text is no formula.
    ValueError
        If the box is none.
    """
    parameters = {str(name): float(value) for name, value in dict(payload["parameters"]).items()}
    formula = parse(str(payload["text"]), variables=tuple(payload["variables"]), parameters=parameters)
    box, limits = payload["box"], Limits(seconds=float(payload["seconds"]), points=MOST_POINTS)
    lower, upper = [low for low, _ in box], [high for _, high in box]
    found = search(ExpressionLandscape(formula), lower, upper, payload["near"], limits, progress=progress)
    latest = before = said = None
    due = time.monotonic() + _BETWEEN
    for latest in _and_exactly(found, formula, progress):
        now = time.monotonic()
        # What comes a second time is all that was searched for; whoever writes slowly says it before sympy begins.
        is_again, before = latest is before, latest
        if latest is not said and (now >= due or is_again):
            said, partial = latest, encoded(latest)
            written = time.monotonic()
            yield partial
            due = written + max(_BETWEEN, _TIMES_WRITTEN * (written - now))
    if latest is None:
        raise ValueError("the search said nothing")
    return encoded(latest)


def _and_exactly(found: Iterator[CriticalPoints], formula: Formula, progress: Progress) -> Iterator[CriticalPoints]:
    """Yield what is found, then the same with one more exact form that has been verified, again and again."""
    latest = None
    for latest in found:
        yield latest
    if latest is None or all(point.suspected is None for point in latest):
        return
    until = time.monotonic() + _CALM
    while time.monotonic() < until:
        time.sleep(_STEP)
        progress(1.0)
        # Not said a second time, but if it was not due the first time.
        yield latest
    for exact in verified_here(latest, formula):
        yield exact
        progress(1.0)
