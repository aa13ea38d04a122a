"""What a process does that is asked for critical points: it searches, and says now and then what it has found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hessview.analysis.critical_points import Limits, search
from hessview.analysis.proof import closed_forms, confirmation
from hessview.compute.critical_reply import encoded
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.compute.frames import Message

# Imported before the first question, not during the first answer.
_NEEDED = (closed_forms, confirmation)

_BETWEEN, _TIMES_WRITTEN = 0.1, 10.0
"""Seconds between two partial answers, and how many times as long as it takes to write one: whoever reads them has
something else to do, too."""


def answer(payload: dict[str, Any], progress: Callable[[float], None]) -> Generator[Message, None, Message]:
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
    box, limits = payload["box"], Limits(seconds=float(payload["seconds"]))
    landscape = ExpressionLandscape(formula)
    lower, upper = [low for low, _ in box], [high for _, high in box]
    searched = search(landscape, lower, upper, payload["near"], limits, progress=progress)
    latest: CriticalPoints | None = None
    due = time.monotonic() + _BETWEEN
    for latest in searched:
        now = time.monotonic()
        if now >= due and not latest.finished:
            partial = encoded(latest)
            written = time.monotonic()
            yield partial
            due = written + max(_BETWEEN, _TIMES_WRITTEN * (written - now))
    if latest is None:
        raise ValueError("the search said nothing")
    return encoded(latest)
