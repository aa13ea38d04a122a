"""What docks ask for beside the picture: one kind of question never waits for another."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from hessview.analysis.curvature import at
from hessview.analysis.sections import principal_line
from hessview.compute.answers import Answers
from hessview.compute.program_lanes import lanes_for
from hessview.compute.requests import TraceRequest
from hessview.compute.results import SectionsFound
from hessview.compute.scheduler import Delivery, Scheduler
from hessview.compute.section_requests import SectionsRequest
from hessview.document.reading import read
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from hessview.compute.lanes import Progress
    from hessview.compute.requests import Request
    from hessview.compute.results import Answer

GENEROUS = 60.0


class SlowTraces(Answers):
    """Answers as the program does, but traces go on until the test lets them end."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end = threading.Event(), threading.Event()

    def answer(self, request: Request, progress: Progress) -> Answer:
        if isinstance(request, TraceRequest):
            self.begun.set()
            assert self.may_end.wait(GENEROUS)
        return super().answer(request, progress)


def test_sections_are_found_while_paths_are_being_traced() -> None:
    formula = read("x^2 + 2y^2")
    assert formula is not None
    curvature = at(ExpressionLandscape(formula), (1.0, 1.0))
    sections = SectionsRequest(formula, curvature, (principal_line(curvature, 0),), 1.0, (0.0,), 0.1)
    traced = TraceRequest(formula, (-1.0, -1.0), (1.0, 1.0), ())
    answers = SlowTraces()
    delivered: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
    scheduler = Scheduler(answers, lanes_for(answers, delivered.put))
    found: list[Answer] = []
    try:
        scheduler.submit(traced, found.append)
        assert answers.begun.wait(GENEROUS)
        scheduler.submit(sections, found.append)
        scheduler.accept(delivered.get(timeout=GENEROUS))
        assert [type(answer) for answer in found] == [SectionsFound]
    finally:
        answers.may_end.set()
        scheduler.close()
