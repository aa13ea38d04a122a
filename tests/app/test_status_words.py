"""The status line says that a process is still starting, where that keeps what is asked for waiting."""

from __future__ import annotations

from hessview.app.status_words import activity
from hessview.compute.resolving import Resolver
from hessview.compute.results import Results, collect
from hessview.compute.scheduler import Scheduler
from hessview.document.state import State


def pending(*, only: str) -> Results:
    wanted = Resolver().resolve(State("x^2 + y^2", "x^2 + y^2"))
    assert wanted is not None
    known = {request: object() for request in wanted if type(request).__name__ != only}
    return collect(wanted, known, Results())  # type: ignore[arg-type]


def test_what_waits_for_a_process_says_that_it_is_starting() -> None:
    formulas, search = (pending(only=name) for name in ("FormulaRequest", "CriticalRequest"))
    assert activity(formulas, starts_slowly=True) == "Exact formulas: starting …"
    assert activity(formulas) == "Exact formulas …"
    assert activity(search, starts_slowly=True) == "Looking for critical points: starting …"
    assert activity(search) == "Looking for critical points …"


def test_what_is_drawn_waits_for_no_process() -> None:
    assert activity(pending(only="FieldRequest"), starts_slowly=True) == "Drawing …"


def test_a_scheduler_without_lanes_starts_nothing_slowly() -> None:
    class Nobody:
        pass

    scheduler = Scheduler(Nobody(), {})  # type: ignore[arg-type]
    assert not scheduler.starts_slowly(pending(only="FormulaRequest").pending)
