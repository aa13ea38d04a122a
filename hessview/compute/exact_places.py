"""Exact forms of critical points that only sympy can verify: asked in a process, claimed only when it says so.

The search verifies most forms itself and leaves the others as `suspected`. What is not answered in time, or not
answered with a plain yes, stays what it was: a point proved by balls, without an exact form.
"""

from __future__ import annotations

import queue
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.compute.allowance import Allowance
from hessview.compute.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.compute.frames import Message
    from hessview.language.formula import Formula

HANDLER = "hessview.calculus.symbolic.exact_points:answer"

LIMIT = 5.0
"""Seconds for all forms of a search together, once the process is ready."""

_STARTING = 30.0

_MEMORY = 1 << 30
_LEAVE_TAKING = 2.0

_Said = queue.SimpleQueue["Message | None"]


def verified(found: CriticalPoints, formula: Formula, time_limit: float = _STARTING + LIMIT) -> CriticalPoints:
    """Return the answer of a search with the exact forms that a process of their own could verify.

    The process is started only if a form is suspected, and is killed at the limit; a form that is not verified by then
    is not claimed.

    Parameters
    ----------
    found
        The points of `formula` that a search yielded.
    time_limit
        Seconds, with the start of the process; it has `LIMIT` of them when it has started.
    """
    suspects = [k for k, point in enumerate(found.points) if point.suspected is not None]
    if not suspects or time_limit <= 0.0:
        return found
    until = time.monotonic() + time_limit
    said: _Said = queue.SimpleQueue()
    try:
        process = WorkerProcess((HANDLER,), Allowance(_MEMORY, LIMIT + 2.0), lambda _, message: said.put(message))
    except (OSError, RuntimeError):
        return found
    points = list(found.points)
    try:
        if (_heard(said, until) or {}).get("type") == "ready":
            until = min(until, time.monotonic() + LIMIT)
            for k in suspects:
                process.send({"id": k, "handler": HANDLER, "payload": question(points[k], formula)})
                reply = _heard(said, until)
                if reply is None:
                    break
                points[k] = _judged(points[k], reply)
    finally:
        process.kill()
        process.join(_LEAVE_TAKING)
    return replace(found, points=tuple(points))


def verified_here(found: CriticalPoints, formula: Formula) -> Iterator[CriticalPoints]:
    """Yield the answer of a search whenever one more of its exact forms is verified, in this process.

    For a process that may be killed while it does so: sympy takes as long as it takes.

    Parameters
    ----------
    found
        The points of `formula` that a search yielded.
    """
    suspects = [k for k, point in enumerate(found.points) if point.suspected is not None]
    if not suspects:
        return
    from hessview.calculus.symbolic.exact_points import answer

    points = list(found.points)
    for k in suspects:
        judged = _judged(points[k], {"type": "answer", "answer": answer(question(points[k], formula))})
        if judged is not points[k]:
            points[k] = judged
            yield replace(found, points=tuple(points))


def question(point: CriticalPoint, formula: Formula) -> Message:
    """Return the payload that asks the handler whether the form suspected of a point is a critical point."""
    return {
        "text": formula.text,
        "variables": list(formula.variables),
        "parameters": dict(formula.parameters),
        "points": [list(coordinates(point.suspected or "", formula.dimension))],
    }


def coordinates(text: str, n: int) -> tuple[str, ...]:
    """Return the texts of n coordinates written as a person would: ``(sqrt(2)/2, 1)``, or of one the number alone."""
    if n == 1:
        return (text,)
    parts, depth = [""], 0
    for character in text[1:-1]:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return tuple(part.strip() for part in parts)


def _heard(said: _Said, until: float) -> Message | None:
    """Return the next message; None if the process has ended, or says nothing until then."""
    try:
        return said.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        return None


def _judged(point: CriticalPoint, reply: Message) -> CriticalPoint:
    """Return the point with its form, if the reply is a plain yes to the one question asked."""
    answer = reply.get("answer") if reply.get("type") == "answer" else None
    critical = answer.get("critical") if isinstance(answer, dict) else None
    is_verified = isinstance(critical, list) and len(critical) == 1 and critical[0] is True
    return replace(point, exact=point.suspected, suspected=None) if is_verified else point
