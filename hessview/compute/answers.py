"""The only road from a request to analysis: which work answers which question, and where it is done."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.curvature import Curvature, at
from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.framing import fit
from hessview.analysis.fields.sampling import FieldAnswer, sample
from hessview.analysis.fields.undefined_parts import undefined_parts
from hessview.analysis.fields.value_spread import respread
from hessview.calculus.jet_family import JetFamily
from hessview.compute.descent_requests import BasinRequest, RaceRequest, SkeletonRequest, basins, race, skeleton
from hessview.compute.file_requests import AnimationRequest, DataRequest, FigureRequest, PageRequest
from hessview.compute.formula_reply import SenselessReply, formula_answer
from hessview.compute.jobs import Job
from hessview.compute.lesson_requests import LessonRequest, lesson
from hessview.compute.outline_requests import OutlineRequest
from hessview.compute.probe_answers import ProbeAnswers
from hessview.compute.probe_requests import LevelCurveRequest, TrustRequest
from hessview.compute.requests import (
    QUICK_NODES,
    CriticalRequest,
    CurvatureRequest,
    FieldRequest,
    FitRequest,
    FormulaRequest,
    MapRequest,
    Request,
    TraceRequest,
    node_count,
)
from hessview.compute.results import Answer, Fault, Partial, is_answer
from hessview.compute.section_requests import SectionsFound, SectionsRequest
from hessview.document.page_plan import messages_of
from hessview.document.state import Box
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.analysis.definiteness_map import DefinitenessMap
    from hessview.compute.frames import Message
    from hessview.compute.lanes import Progress
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

FORMULA_HANDLER = "hessview.calculus.symbolic:answer"
SEARCH_HANDLER = "hessview.compute.critical_worker:answer"
PAGE_HANDLER = "hessview.export.steps_pdf:answer"
OUTLINE_HANDLER = "hessview.raster.outlines:answer"
DATA_HANDLER = "hessview.export.data_files:answer"
ANIMATION_HANDLER = "hessview.export.animation:answer"

_FIGURE_SECONDS = 120.0

_ANIMATION_SECONDS = 900.0
"""For a moving picture, which can be stopped at any moment."""

_TO_THE_END = 5.0
"""Seconds that a search may take beyond its own limit, to say what it has found."""

CRITICAL_OVERLAY = "critical-points"

_QUICK = 3_000_000

# More nodes than these are not counted: not even a draft of such a formula is quick.
_MANY_NODES = 1000

# A field with fewer rows is a draft.
_DRAFT = 128

# More lines than this are traced and labelled while the owner does something else.
_FEW_LEVELS = 50

# Of the time for a formula, what may go into making it short.
_SHORTENING = 0.7


class Place(StrEnum):
    """Where a request is answered."""

    INLINE = "inline"
    THREAD = "thread"
    PROBE = "probe"
    TRACES = "traces"
    SECTIONS = "sections"
    RACES = "races"
    BASINS = "basins"
    LESSONS = "lessons"
    FORMULAS = "formulas"
    FIGURES = "figures"
    SEARCH = "search"
    SEARCH_ASIDE = "search aside"
    OUTLINES = "outlines"


_PLACES: Mapping[type[Request], Place] = MappingProxyType({
    FitRequest: Place.THREAD, MapRequest: Place.THREAD, TraceRequest: Place.TRACES, SectionsRequest: Place.SECTIONS,
    RaceRequest: Place.RACES, BasinRequest: Place.BASINS, SkeletonRequest: Place.BASINS,
    LessonRequest: Place.LESSONS,
    FormulaRequest: Place.FORMULAS, FigureRequest: Place.FIGURES, PageRequest: Place.FIGURES,
    DataRequest: Place.FIGURES, AnimationRequest: Place.FIGURES, OutlineRequest: Place.OUTLINES,
    CriticalRequest: Place.SEARCH,
})  # fmt: skip
"""Of what is always answered in one place."""


class Answers:
    """Answers requests; keeps the compiled landscapes of the functions that were shown last.

    Parameters
    ----------
    figure_handler
        What paints files in a process, as "module:function"; it takes the fields of a `FigureRequest` as an object
        and returns ``{"file": bytes}``. None: figures are not painted here.
    capacity
        How many landscapes are kept.
    """

    def __init__(self, figure_handler: str | None = None, capacity: int = 16) -> None:
        self._figure_handler = figure_handler
        self._capacity = capacity
        self._landscapes: OrderedDict[Formula, tuple[ExpressionLandscape, int]] = OrderedDict()
        self._families: OrderedDict[Hashable, JetFamily] = OrderedDict()
        self._lock = threading.Lock()
        self._before: tuple[Formula, Curvature] | None = None
        self._at_probe = ProbeAnswers()

    def landscape(self, formula: Formula) -> ExpressionLandscape:
        """Return the landscape of a formula, compiled once."""
        return self._known(formula)[0]

    def landscape_at_hand(self, formula: Formula) -> ExpressionLandscape | None:
        """Return the landscape if asking it takes no longer than a frame; None until a thread has compiled it."""
        landscape, nodes = self._known(formula)
        return landscape if nodes <= QUICK_NODES or landscape.program.is_made else None

    def place(self, request: Request) -> Place:
        """Return where `request` is to be answered."""
        match request:
            case CurvatureRequest(formula=formula):
                return Place.THREAD if self.landscape_at_hand(formula) is None else Place.INLINE
            case FieldRequest(formula=formula, shape=(ny, nx)):
                _, nodes = self._known(formula)
                quick = nx * ny * nodes <= _QUICK and nx * ny <= 128 * 128 and request.level_count <= _FEW_LEVELS
                at_hand = quick and self.landscape_at_hand(formula) is not None
                return Place.INLINE if at_hand else Place.THREAD
            case LevelCurveRequest(field=field) | TrustRequest(field=field):
                quick = self._at_probe.is_quick(request) and self.landscape_at_hand(field.formula) is not None
                return Place.INLINE if quick else Place.PROBE
            case _:
                return _PLACES[type(request)]

    def answer(self, request: Request, progress: Progress) -> Answer:
        """Return the answer of what is computed in this process: curvature, fields, boxes, and points for files.

        `progress` is called with the share that is done; what it raises ends the work.
        """
        match request:
            case CurvatureRequest():
                return self._curvature(request)
            case FieldRequest():
                return self._field(request, progress)
            case MapRequest():
                return self._map(request, progress)
            case LevelCurveRequest(field=field) | TrustRequest(field=field):
                return self._at_probe.answer(self.landscape(field.formula), request)
            case FitRequest(formula=formula, plane=plane):
                return Box(*fit(self.landscape(formula), plane, progress))
            case CriticalRequest():
                return self._critical(request, progress)
            case TraceRequest(formula=formula, lower=lower, upper=upper, known=known):
                from hessview.analysis.bifurcations import trace

                return trace(formula, lower, upper, known, progress)
            case SectionsRequest():
                return self._sections(request)
            case RaceRequest():
                return race(request, self.landscape(request.formula), progress)
            case LessonRequest():
                return lesson(request, self.landscape(request.formula), progress)
            case _:
                raise TypeError(f"{type(request).__name__} is answered by a process, or part by part")

    def parts(self, request: Request, progress: Progress) -> Iterator[Answer]:
        """Return ever larger parts of an answer that grows for seconds, the last of them whole."""
        match request:
            case BasinRequest():
                return basins(request, self.landscape(request.formula), progress)
            case SkeletonRequest():
                return skeleton(request, self.landscape(request.formula), progress)
            case _:
                raise TypeError(f"{type(request).__name__} is answered as a whole")

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
            return Partial(share)
        if not isinstance(request, CriticalRequest):
            raise SenselessReply("Nothing of this is known before the answer.")
        # Imported by the thread that reads, after the first picture.
        from hessview.compute.critical_reply import critical_points

        return Partial(critical_points(request, reply))

    def _critical(self, request: CriticalRequest, progress: Progress) -> CriticalPoints:
        from hessview.analysis.critical_points import Limits, search

        lower, upper = zip(*request.box, strict=True)
        limits = Limits(seconds=request.seconds)
        *_, found = search(self.landscape(request.formula), lower, upper, request.near, limits, progress=progress)
        return found

    def _sections(self, request: SectionsRequest) -> SectionsFound:
        from hessview.analysis.sections import sections

        landscape, lines = self.landscape(request.formula), request.lines
        return SectionsFound(
            sections(landscape, request.curvature, lines, request.window, at=request.at, trust=request.trust)
        )

    def _curvature(self, request: CurvatureRequest) -> Curvature:
        before = self._before[1] if self._before is not None and self._before[0] == request.formula else None
        landscape, nodes = self._known(request.formula)
        if nodes > QUICK_NODES:
            # Made here, where nobody waits: whoever is at the window never makes it (see `landscape_at_hand`).
            landscape.program.make()
        curvature = at(landscape, request.point, before)
        self._before = request.formula, curvature
        return curvature

    def _field(self, request: FieldRequest, progress: Progress) -> FieldAnswer:
        plane = None if request.formula.dimension == 1 else request.slice
        landscape = self.landscape(request.formula)
        field = sample(landscape, plane, request.box, request.shape, lambda share: progress(0.8 * share))
        progress(0.8)
        if plane is None:
            return field
        evaluate = _on_plane(landscape, plane)
        parts = undefined_parts(field.x, field.y, field.values, evaluate)
        field = respread(field, request.spread, request.centre)
        # What a draft leaves out between its samples comes with the fine field, a moment later.
        between = evaluate if min(request.shape) > _DRAFT else None
        return with_levels(replace(field, undefined=parts), request.level_count, between)

    def _map(self, request: MapRequest, progress: Progress) -> DefinitenessMap:
        from hessview.analysis.definiteness_survey import affordable_shape, map_definiteness

        field = request.field
        landscape = self.landscape(field.formula)
        shape = affordable_shape(landscape, field.shape)
        return map_definiteness(
            landscape, field.slice, field.box, shape, progress, regions=request.regions, uphill=request.uphill
        )

    def _known(self, formula: Formula) -> tuple[ExpressionLandscape, int]:
        # Asked by the owner and by the thread of fields.
        with self._lock:
            known = self._landscapes.get(formula)
            if known is None:
                known = ExpressionLandscape(formula, self._family(formula)), node_count(formula, _MANY_NODES)
                self._landscapes[formula] = known
                if len(self._landscapes) > self._capacity:
                    self._landscapes.popitem(last=False)
            self._landscapes.move_to_end(formula)
            return known

    def _family(self, formula: Formula) -> JetFamily | None:
        """Return what is shared with formulas of other parameters, so that a slider compiles nothing anew."""
        if not formula.parameters:
            return None
        key = JetFamily.key(formula)
        family = self._families.setdefault(key, JetFamily(formula))
        self._families.move_to_end(key)
        if len(self._families) > self._capacity:
            self._families.popitem(last=False)
        return family


def _on_plane(landscape: ExpressionLandscape, plane: Slice) -> Callable[[Floats, Floats], Floats]:
    """Return f at points of a plane, given by two arrays of shape (m,)."""
    origin, (first, second) = np.array(plane.origin), map(np.array, plane.directions)
    return lambda s, t: landscape.value(origin + s[:, np.newaxis] * first + t[:, np.newaxis] * second)


def as_answer(outcome: object) -> Answer:
    """Return what a lane delivered; a fault if that is no answer."""
    return outcome if is_answer(outcome) else Fault(f"{type(outcome).__name__} is no answer.")
