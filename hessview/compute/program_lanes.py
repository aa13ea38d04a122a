"""The lanes of the program: which work has a thread of its own, which a process, and what that may take."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.compute.answers import Place
from hessview.compute.crew import Limits
from hessview.compute.errands import (
    ANIMATION_HANDLER,
    DATA_HANDLER,
    FIELD_HANDLER,
    FORMULA_HANDLER,
    OUTLINE_HANDLER,
    PAGE_HANDLER,
    RACE_HANDLER,
    SEARCH_HANDLER,
    TRACE_HANDLER,
    Errands,
)
from hessview.compute.process_lane import ProcessLane
from hessview.compute.relieved_lane import RelievedLane
from hessview.compute.scheduler import Delivery
from hessview.compute.sent import BASIN_SECONDS, SECONDS
from hessview.compute.thread_lane import ThreadLane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.compute.answers import Answers
    from hessview.compute.lanes import Done, Lane
    from hessview.compute.requests import Request

FORMULA_LIMITS = Limits(deadline=5.0, memory=1 << 30, pause=0.1)
FIGURE_LIMITS = Limits(
    deadline=900.0, memory=8 << 30, file_size=16 << 20, answer_size=512 << 20, grace=0.5, spare_after=float("inf"),
    partials=1000,
)
OUTLINE_LIMITS = Limits(deadline=30.0, memory=4 << 30, answer_size=64 << 20, spare_after=float("inf"), processes=1)
SEARCH_LIMITS = Limits(
    deadline=25.0, memory=2 << 30, answer_size=64 << 20, pause=0.05, grace=1.0, partials=300, processes=2, niceness=10
)
"""Whoever is told to stop does so within milliseconds of processor time, and on a busy machine gets few of them: it is
not killed soon, since another one takes the next search."""

FIELD_LIMITS = Limits(
    deadline=25.0, answer_size=512 << 20, grace=1.0, spare_after=float("inf"), processes=1, niceness=0
)
"""Whoever looks at the window waits for it."""

RACE_LIMITS = replace(FIELD_LIMITS, deadline=125.0, partials=100, niceness=5)

ASIDE_LIMITS = replace(SEARCH_LIMITS, deadline=3600.0, pause=0.0, partials=36_000, processes=1)
"""Of a search that somebody asks for by hand: it says itself how long it takes, and nobody takes it back at once."""


_RELIEVED: Mapping[Place, tuple[str, str, Limits]] = MappingProxyType({
    Place.FIELDS: ("Pictures", FIELD_HANDLER, FIELD_LIMITS),
    Place.RACES: ("The runs", RACE_HANDLER, RACE_LIMITS),
    Place.LESSONS: ("The lesson's runs", RACE_HANDLER, RACE_LIMITS),
    Place.BASINS: ("Maps of basins", RACE_HANDLER, RACE_LIMITS),
    Place.TRACES: ("The paths", TRACE_HANDLER, RACE_LIMITS),
})
"""Of what makes the window wait when it is worked out beside it: what it is, who works it out, what that may take."""


def lanes_for(
    answers: Answers, deliver: Callable[[Delivery], None], figure_handler: str | None = None
) -> Mapping[Place, Lane]:
    """Return the lanes of the program; `deliver` is called by their threads.

    Parameters
    ----------
    figure_handler
        What paints files in a process, see `Errands`; without it there is no lane for figures.
    """
    errands = Errands(figure_handler)

    def done(request: Request, answer: object) -> None:
        deliver(Delivery(request, answer))

    process = partial(_process, errands)
    lanes: dict[Place, Lane] = {
        Place.THREAD: ThreadLane(answers.answer, done),
        # Sections and overlays are wanted while a hand moves: none waits for another.
        Place.PROBE: ThreadLane(answers.answer, done),
        Place.SECTIONS: ThreadLane(answers.answer, done),
        Place.SKELETONS: ThreadLane(answers.parts, done, BASIN_SECONDS),
        Place.FORMULAS: process("The exact formulas", (FORMULA_HANDLER,), FORMULA_LIMITS, done),
        Place.SEARCH: process("The critical points", (SEARCH_HANDLER,), SEARCH_LIMITS, done, is_eager=False),
        Place.SEARCH_ASIDE: process("The critical points", (SEARCH_HANDLER,), ASIDE_LIMITS, done),
        Place.OUTLINES: process("Typeset formulas", (OUTLINE_HANDLER,), OUTLINE_LIMITS, done),
    }
    for place, (subject, handler, limits) in _RELIEVED.items():
        seconds = BASIN_SECONDS if place is Place.BASINS else SECONDS
        lanes[place] = RelievedLane(
            partial(process, subject, (handler,), limits, is_eager=False),
            partial(ThreadLane, answers.found, deadline=seconds), done,
        )  # fmt: skip
    if figure_handler is not None:
        handlers = (figure_handler, PAGE_HANDLER, DATA_HANDLER, ANIMATION_HANDLER)
        lanes[Place.FIGURES] = process("Figures", handlers, FIGURE_LIMITS, done)
    return lanes


def _process(
    errands: Errands, subject: str, handlers: tuple[str, ...], limits: Limits, done: Done, *, is_eager: bool = True
) -> ProcessLane:
    return ProcessLane(
        subject, handlers, limits, job=errands.job, read=errands.read, read_partial=errands.read_partial, done=done,
        is_eager=is_eager,
    )  # fmt: skip
