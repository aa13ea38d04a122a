"""The exact formulas of one function, waited for: what the command line asks."""

from __future__ import annotations

import math
import queue
from typing import TYPE_CHECKING

from hessview.compute.answers import as_answer
from hessview.compute.crew import Limits
from hessview.compute.errands import FORMULA_HANDLER, Errands
from hessview.compute.process_lane import ProcessLane
from hessview.compute.program_lanes import FORMULA_LIMITS
from hessview.compute.requests import FormulaRequest, Request
from hessview.compute.results import Fault, FaultKind, FormulaAnswer

if TYPE_CHECKING:
    from hessview.language.formula import Formula


def exact_formulas(formula: Formula, time_limit: float = FORMULA_LIMITS.deadline) -> FormulaAnswer | Fault:
    """Return exact gradient and Hessian, found in a process that is killed after `time_limit` seconds."""
    errands = Errands()
    arrived: queue.SimpleQueue[object] = queue.SimpleQueue()

    def done(_request: Request, answer: object) -> None:
        arrived.put(answer)

    limits = Limits(deadline=time_limit, memory=FORMULA_LIMITS.memory, spare_after=math.inf)
    lane = ProcessLane(
        "The exact formulas", (FORMULA_HANDLER,), limits, job=errands.job, read=errands.read, done=done
    )
    try:
        lane.submit(FormulaRequest(formula))
        answer = as_answer(arrived.get())
    finally:
        lane.close()
    if isinstance(answer, FormulaAnswer | Fault):
        return answer
    return Fault(f"{type(answer).__name__} is no formula.", kind=FaultKind.FAILED)
