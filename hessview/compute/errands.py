"""What processes are asked for a request, and what their replies come to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.compute.descent_requests import BasinRequest, RaceRequest
from hessview.compute.file_requests import AnimationRequest, DataRequest, FigureRequest, PageRequest
from hessview.compute.formula_reply import SenselessReply, formula_answer
from hessview.compute.jobs import Job
from hessview.compute.lesson_requests import LessonRequest
from hessview.compute.outline_requests import OutlineRequest
from hessview.compute.requests import (
    CriticalRequest,
    FieldRequest,
    FitRequest,
    FormulaRequest,
    MapRequest,
    TraceRequest,
)
from hessview.compute.results import Partial
from hessview.document.page_plan import messages_of

if TYPE_CHECKING:
    from hessview.compute.frames import Message
    from hessview.compute.requests import Request
    from hessview.compute.results import Answer
    from hessview.compute.sent import Sent

FORMULA_HANDLER = "hessview.calculus.symbolic:answer"
SEARCH_HANDLER = "hessview.compute.critical_worker:answer"
PAGE_HANDLER = "hessview.export.steps_pdf:answer"
OUTLINE_HANDLER = "hessview.raster.outlines:answer"
DATA_HANDLER = "hessview.export.data_files:answer"
ANIMATION_HANDLER = "hessview.export.animation:answer"
FIELD_HANDLER = "hessview.compute.field_worker:answer"
RACE_HANDLER = "hessview.compute.race_worker:answer"
TRACE_HANDLER = "hessview.compute.trace_worker:answer"

_FIGURE_SECONDS = 120.0

_ANIMATION_SECONDS = 900.0
"""For a moving picture, which can be stopped at any moment."""

_TO_THE_END = 5.0
"""Seconds that a search may take beyond its own limit, to say what it has found."""

_SENT = (FieldRequest, MapRequest, FitRequest, RaceRequest, BasinRequest, LessonRequest, TraceRequest)
"""What is written by what its class says of it, see `hessview.compute.sent`."""

# Of the time for a formula, what may go into making it short.
_SHORTENING = 0.7


class Errands:
    """Makes a job of a request, and an answer of the reply to it.

    Parameters
    ----------
    figure_handler
        What paints files in a process, as "module:function"; it takes the fields of a `FigureRequest` as an object
        and returns ``{"file": bytes}``. None: figures are not painted here.
    """

    def __init__(self, figure_handler: str | None = None) -> None:
        self._figure_handler = figure_handler

    def job(self, request: Request) -> Job:
        """Return what a process is asked for `request`."""
        match request:
            case FormulaRequest(formula=formula):
                payload: Message = {
                    "text": formula.text,
                    "variables": list(formula.variables),
                    "parameters": dict(formula.parameters),
                }
                # Without time to shorten them formulas are long, but there.
                unshortened = Job(FORMULA_HANDLER, payload | {"time_limit": 0.0}, share=1.0 - _SHORTENING)
                return Job(FORMULA_HANDLER, payload | {"time_limit": 3.0}, share=_SHORTENING, easier=unshortened)
            case CriticalRequest(formula=formula, box=box, seconds=seconds, near=near):
                asked: Message = {
                    "text": formula.text,
                    "variables": list(formula.variables),
                    "parameters": dict(formula.parameters),
                    "box": [list(pair) for pair in box],
                    "seconds": seconds,
                    "near": None if near is None or not all(map(math.isfinite, near)) else list(near),
                }
                return Job(SEARCH_HANDLER, asked, streams=True, deadline=seconds + _TO_THE_END)
            case DataRequest(state_json=state_json, kind=kind):
                return Job(DATA_HANDLER, {"state_json": state_json, "kind": kind, "drawn": messages_of(request.drawn)})
            case AnimationRequest():
                moving: Message = {
                    "states": list(request.states_json), "format": request.format, "width_mm": request.width_mm,
                    "height_mm": request.height_mm, "dpi": request.dpi, "seconds": request.seconds,
                    "plan": request.plan.to_message(),
                }  # fmt: skip
                return Job(ANIMATION_HANDLER, moving, streams=True, deadline=_ANIMATION_SECONDS)
            case _ if isinstance(request, _SENT):
                handler, sent = _sent(request)
                asked = {"kind": type(request).__name__, "request": sent.request.write(request)}
                return Job(handler, asked, streams=True, deadline=sent.seconds + _TO_THE_END)
            case OutlineRequest(sources=sources):
                return Job(OUTLINE_HANDLER, {"sources": list(sources)})
            case PageRequest(page=page):
                return Job(PAGE_HANDLER, {"page": page})
            case FigureRequest() if self._figure_handler is not None:
                drawn: Message = {
                    "state_json": request.state_json, "format": request.format, "width_mm": request.width_mm,
                    "height_mm": request.height_mm, "dpi": request.dpi, "caption": request.caption,
                    "plan": request.plan.to_message(),
                }  # fmt: skip
                return Job(self._figure_handler, drawn, deadline=_FIGURE_SECONDS)
            case _:
                raise TypeError(f"{type(request).__name__} is not answered by a process")

    def read(self, request: Request, reply: Message) -> Answer:
        """Return the answer in what a process replied to `request`.

        Raises
        ------
        SenselessReply
            If it is none.
        """
        match request, reply.get("file"):
            case FormulaRequest(formula=formula), _:
                return formula_answer(formula, reply)
            case CriticalRequest(), _:
                from hessview.compute.critical_reply import critical_points

                return critical_points(request, reply)
            case _ if isinstance(request, _SENT):
                _, sent = _sent(request)
                return sent.read(request, reply)
            case OutlineRequest(), _:
                from hessview.compute.outline_reply import read_outlines

                return read_outlines(request, reply)
            case (DataRequest() | AnimationRequest() | PageRequest() | FigureRequest()), file:
                from hessview.compute.file_reply import file_in

                return file_in(request, file)
            case _:
                raise SenselessReply("No file of the kind that was asked for.")

    def read_partial(self, request: Request, reply: Message) -> Partial:
        """Return what a process has found out of an answer; it says itself that it is not all of it.

        Raises
        ------
        SenselessReply
            If it is no part of an answer.
        """
        share = reply.get("share")
        if isinstance(request, AnimationRequest) and isinstance(share, float) and 0.0 <= share <= 1.0:
            return Partial(share, is_enough=False)
        if isinstance(request, BasinRequest | RaceRequest):
            _, sent = _sent(request)
            return sent.read_part(request, reply)
        if not isinstance(request, CriticalRequest):
            raise SenselessReply("Nothing of this is known before the answer.")
        # Imported by the thread that reads, after the first picture.
        from hessview.compute.critical_reply import critical_points

        return Partial(critical_points(request, reply))


def _sent(request: Request) -> tuple[str, Sent]:
    """Return who answers a request and how it travels; imported by whoever sends it, after the first picture."""
    if isinstance(request, FieldRequest | MapRequest | FitRequest):
        from hessview.compute import sent_fields

        return FIELD_HANDLER, sent_fields.SENT[type(request)]
    if isinstance(request, TraceRequest):
        from hessview.compute import sent_traces

        return TRACE_HANDLER, sent_traces.SENT[TraceRequest]
    from hessview.compute import sent_races

    return RACE_HANDLER, sent_races.SENT[type(request)]
