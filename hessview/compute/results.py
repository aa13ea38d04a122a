"""The map from requests to answers, and what of it the shown state can use."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from hessview.analysis.critical_point import CriticalPoints
from hessview.analysis.curvature import Curvature
from hessview.analysis.definiteness_map import DefinitenessMap
from hessview.analysis.fields.sampling import FieldAnswer
from hessview.compute.descent_requests import RaceFound
from hessview.compute.lesson_requests import LessonFound
from hessview.compute.outline_requests import Outlines
from hessview.compute.requests import (
    CriticalRequest,
    CurvatureRequest,
    FieldRequest,
    FormulaRequest,
    MapRequest,
    Request,
    Wanted,
)
from hessview.compute.section_requests import SectionsFound
from hessview.document.state import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.analysis.branches import Trace
    from hessview.analysis.fields.level_through import LevelCurve
    from hessview.analysis.trust_region import TrustRegion
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula
    from hessview.optimizers.basins import BasinMap
    from hessview.optimizers.skeleton import Skeleton


class FaultKind(StrEnum):
    """Why there is no answer."""

    FAILED = "failed"
    TIME = "time"
    MEMORY = "memory"
    STOPPED = "stopped"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"


@dataclass(frozen=True)
class Fault:
    """An answer that says why there is none; it is shown where the answer would be.

    Attributes
    ----------
    message
        One sentence for the user.
    detail
        What a developer wants to see, such as a traceback; may be empty.
    kind
        Why.
    """

    message: str
    detail: str = ""
    kind: FaultKind = FaultKind.FAILED


@dataclass(frozen=True)
class FormulaAnswer:
    """The exact gradient and Hessian in words.

    Attributes
    ----------
    gradient, hessian
        Text that the language reads again: n entries, and n rows of n entries.
    gradient_latex, hessian_latex
        The same for mathtext.
    notes
        Plain sentences, such as that the time for simplifying ran out.
    verified
        Whether every entry agreed with the derivatives in numbers at random points.
    """

    gradient: tuple[str, ...]
    hessian: tuple[tuple[str, ...], ...]
    gradient_latex: tuple[str, ...]
    hessian_latex: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    verified: bool = True


Answer: TypeAlias = (
    "Curvature | FieldAnswer | DefinitenessMap | FormulaAnswer | CriticalPoints | LevelCurve | TrustRegion | Trace"
    " | Box | SectionsFound | Outlines | RaceFound | BasinMap | Skeleton | LessonFound | bytes"
    " | Fault"
)

_OF_A_PICTURE = (
    Curvature, FieldAnswer, DefinitenessMap, FormulaAnswer, CriticalPoints, Box, SectionsFound, Outlines, RaceFound,
    LessonFound, bytes, Fault,
)  # fmt: skip


def is_answer(outcome: object) -> TypeGuard[Answer]:
    """Whether something is an answer; what is asked only for overlays and traces is loaded when it may be one."""
    if isinstance(outcome, _OF_A_PICTURE):
        return True
    from hessview.analysis.branches import Trace
    from hessview.analysis.fields.level_through import LevelCurve
    from hessview.analysis.trust_region import TrustRegion

    if isinstance(outcome, Trace | LevelCurve | TrustRegion):
        return True
    from hessview.optimizers.basins import BasinMap
    from hessview.optimizers.skeleton import Skeleton

    return isinstance(outcome, BasinMap | Skeleton)


@dataclass(frozen=True, eq=False)
class Partial:
    """What is known before the answer; more of it comes, and the answer at last.

    Attributes
    ----------
    answer
        What has been found (critical points, a coarser map, runs without a verdict), or the share that is done.
    is_enough
        Whether it is an answer itself, if no more came.
    """

    answer: object
    is_enough: bool = True


@dataclass(frozen=True, eq=False)
class Results:
    """What is known about the state that is shown; a snapshot that never changes.

    Attributes
    ----------
    wanted
        What the shown state asks; None when nothing has been accepted yet.
    answers
        Answers and faults of the wanted requests, as far as they are there.
    field
        The finest field of this picture; while there is none yet, the one that was shown before; else None.
    field_request
        What `field` answers.
    definiteness, definiteness_request
        The finest map of the Hessian of this picture; while there is none yet, the one that was shown before; None
        when none is wanted.
    critical, critical_request
        The critical points that are known, and of which box; while less is known of this box, those that were known
        before of the same function; None when none are wanted.
    """

    wanted: Wanted | None = None
    answers: Mapping[Request, Answer] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    field: FieldAnswer | None = None
    field_request: FieldRequest | None = None
    definiteness: DefinitenessMap | None = None
    definiteness_request: MapRequest | None = None
    critical: CriticalPoints | None = None
    critical_request: CriticalRequest | None = None

    def get(self, request: Request) -> Answer | None:
        """Return the answer or the fault of a wanted request; None while it is pending."""
        return self.answers.get(request)

    @property
    def formula(self) -> Formula | None:
        """The function that is shown."""
        return None if self.wanted is None else self.wanted.formula

    @property
    def slice(self) -> Slice | None:
        """The plane of R^n that the picture shows; None without a function."""
        return None if self.wanted is None else self.wanted.slice

    @property
    def curvature(self) -> Curvature | None:
        """What was found at the probe."""
        answer = None if self.wanted is None else self.get(self.wanted.curvature)
        return answer if isinstance(answer, Curvature) else None

    @property
    def formulas(self) -> FormulaAnswer | None:
        """Exact formulas of the function that is shown, never those of another."""
        answer = None if self.wanted is None else self.get(self.wanted.formulas)
        return answer if isinstance(answer, FormulaAnswer) else None

    @property
    def level_curve(self) -> LevelCurve | None:
        """The level curve of f through the probe; None while it is not known, or not wanted."""
        if not (known := self._at_probe()):
            return None
        from hessview.analysis.fields.level_through import LevelCurve

        return next((answer for answer in known if isinstance(answer, LevelCurve)), None)

    @property
    def trust(self) -> TrustRegion | None:
        """Where the quadratic model at the probe can be trusted; None while it is not known, or not wanted."""
        if not (known := self._at_probe()):
            return None
        from hessview.analysis.trust_region import TrustRegion

        return next((answer for answer in known if isinstance(answer, TrustRegion)), None)

    def _at_probe(self) -> tuple[Answer | None, ...]:
        return () if self.wanted is None else tuple(map(self.get, self.wanted.probe))

    @property
    def field_is_current(self) -> bool:
        """Whether `field` shows this function over this view, on whichever grid."""
        return self.wanted is not None and self.field_request in self.wanted.fields

    @property
    def critical_is_current(self) -> bool:
        """Whether `critical` is of this function in the box that is wanted, though more of it may come."""
        return self.critical is not None and self.wanted is not None and self.critical_request == self.wanted.critical

    @cached_property
    def pending(self) -> frozenset[Request]:
        """The wanted requests without an answer or a fault; a draft is not waited for when what is fine is there."""
        if self.wanted is None:
            return frozenset()
        missing = frozenset(request for request in self.wanted if request not in self.answers)
        for series in (self.wanted.fields, self.wanted.maps):
            if series and series[-1] in self.answers:
                missing -= frozenset(series)
        return missing

    @cached_property
    def faults(self) -> tuple[tuple[Request, Fault], ...]:
        """What could not be answered and why, in the order of urgency."""
        if self.wanted is None:
            return ()
        found = ((request, self.get(request)) for request in self.wanted)
        return tuple((request, answer) for request, answer in found if isinstance(answer, Fault))

    @property
    def curvature_fault(self) -> Fault | None:
        """Why nothing can be said at the probe."""
        return self._fault(CurvatureRequest)

    @property
    def field_fault(self) -> Fault | None:
        """Why there is no picture."""
        return self._fault(FieldRequest)

    @property
    def map_fault(self) -> Fault | None:
        """Why there is no map of the Hessian."""
        return self._fault(MapRequest)

    @property
    def critical_fault(self) -> Fault | None:
        """Why critical points are not known."""
        return self._fault(CriticalRequest)

    @property
    def formulas_fault(self) -> Fault | None:
        """Why there are no exact formulas."""
        return self._fault(FormulaRequest)

    def _fault(self, kind: type) -> Fault | None:
        return next((fault for request, fault in self.faults if isinstance(request, kind)), None)


def collect(
    wanted: Wanted | None,
    known: Mapping[Request, Answer],
    before: Results,
    partly: Mapping[Request, CriticalPoints] = MappingProxyType({}),
) -> Results:
    """Return the results of `wanted` from what is `known`; the picture `before` stays until there is a new one.

    Parameters
    ----------
    partly
        What is known of answers that are still to come.
    """
    if wanted is None:
        return Results(None, MappingProxyType({}), before.field, before.field_request)
    answers = {request: known[request] for request in wanted if request in known}
    field, field_request = before.field, before.field_request
    for request in reversed(wanted.fields):
        answer = answers.get(request)
        if isinstance(answer, FieldAnswer):
            field, field_request = answer, request
            break
    mapped = _map_of(wanted, answers, before)
    return Results(
        wanted, MappingProxyType(answers), field, field_request, *mapped, *_critical_of(wanted, answers, partly, before)
    )


def _map_of(
    wanted: Wanted, answers: Mapping[Request, Answer], before: Results
) -> tuple[DefinitenessMap | None, MapRequest | None]:
    for request in reversed(wanted.maps):
        answer = answers.get(request)
        if isinstance(answer, DefinitenessMap):
            return answer, request
    old = before.definiteness_request
    # What another function's Hessian is, or lacks a part that is wanted now, is not shown in the meantime.
    if not wanted.maps or old is None or old.field.formula != wanted.formula:
        return None, None
    return before.definiteness, old


def _critical_of(
    wanted: Wanted, answers: Mapping[Request, Answer], partly: Mapping[Request, CriticalPoints], before: Results
) -> tuple[CriticalPoints | None, CriticalRequest | None]:
    request, old, known = wanted.critical, before.critical_request, before.critical
    if request is None:
        return None, None
    answer = answers.get(request)
    if isinstance(answer, CriticalPoints):
        return answer, request
    found = partly.get(request)
    # Another function's points are not shown in the meantime.
    if old is None or known is None or old.formula != wanted.formula:
        return (None, None) if found is None else (found, request)
    # While a view moves, what was known before often tells more of it than a search that has just begun.
    if found is None or (old != request and found.settled < known.settled * _overlap(old, request)):
        return known, old
    return found, request


def _overlap(old: CriticalRequest, new: CriticalRequest) -> float:
    """Return which share of the box of `new` was looked at for `old`."""
    share = 1.0
    for (low, high), (before_low, before_high) in zip(new.box, old.box, strict=True):
        share *= max(0.0, min(high, before_high) - max(low, before_low)) / (high - low)
    return share
