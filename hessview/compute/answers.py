"""The only road from a request to analysis: which work answers which question, and where it is done."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.curvature import Curvature, at
from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.framing import fit
from hessview.analysis.fields.sampling import FieldAnswer, sample
from hessview.analysis.fields.undefined_parts import undefined_parts
from hessview.analysis.fields.value_spread import respread
from hessview.calculus.jet_family import JetFamily
from hessview.compute.descent_requests import BasinRequest, RaceRequest, SkeletonRequest, basins, racing, skeleton
from hessview.compute.file_requests import AnimationRequest, DataRequest, FigureRequest, PageRequest
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
from hessview.compute.results import Answer, Fault, is_answer
from hessview.compute.section_requests import SectionsFound, SectionsRequest
from hessview.document.state import Box
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.analysis.definiteness_map import DefinitenessMap
    from hessview.compute.lanes import Progress
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

CRITICAL_OVERLAY = "critical-points"

_QUICK = 3_000_000

# More nodes than these are not counted: not even a draft of such a formula is quick.
_MANY_NODES = 1000

# A field with fewer rows is a draft.
_DRAFT = 128

# More lines than this are traced and labelled while the owner does something else.
_FEW_LEVELS = 50


class Place(StrEnum):
    """Where a request is answered."""

    INLINE = "inline"
    THREAD = "thread"
    FIELDS = "fields"
    PROBE = "probe"
    TRACES = "traces"
    SECTIONS = "sections"
    RACES = "races"
    BASINS = "basins"
    SKELETONS = "skeletons"
    LESSONS = "lessons"
    FORMULAS = "formulas"
    FIGURES = "figures"
    SEARCH = "search"
    SEARCH_ASIDE = "search aside"
    OUTLINES = "outlines"


_PLACES: Mapping[type[Request], Place] = MappingProxyType({
    FitRequest: Place.FIELDS, MapRequest: Place.FIELDS, TraceRequest: Place.TRACES, SectionsRequest: Place.SECTIONS,
    RaceRequest: Place.RACES, BasinRequest: Place.BASINS, SkeletonRequest: Place.SKELETONS,
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
    capacity
        How many landscapes are kept.
    """

    def __init__(self, capacity: int = 16) -> None:
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
                return Place.INLINE if at_hand else Place.FIELDS
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
            case LessonRequest():
                return lesson(request, self.landscape(request.formula), progress)
            case _:
                raise TypeError(f"{type(request).__name__} is answered by a process, or part by part")

    def found(self, request: Request, progress: Progress) -> Answer | Iterator[Answer]:
        """Return the answer, as an iterator of its parts where it grows."""
        grows = isinstance(request, RaceRequest | BasinRequest | SkeletonRequest)
        return self.parts(request, progress) if grows else self.answer(request, progress)

    def parts(self, request: Request, progress: Progress) -> Iterator[Any]:
        """Return ever larger parts of an answer that grows, the last of them whole; or what is known before it."""
        match request:
            case RaceRequest():
                return racing(request, self.landscape(request.formula), progress)
            case BasinRequest():
                return basins(request, self.landscape(request.formula), progress)
            case SkeletonRequest():
                return skeleton(request, self.landscape(request.formula), progress)
            case _:
                raise TypeError(f"{type(request).__name__} is answered as a whole")

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
