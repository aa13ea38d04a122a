"""The lesson on the condition number of a desk: what it asks as the landscape is stretched, and what it shows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Kind, Nature
from hessview.app.hand_step import HandStep
from hessview.app.inquiry import Inquiry
from hessview.compute.lesson_requests import (
    EVERY,
    MANY,
    REACH,
    LessonFound,
    LessonRequest,
    surveyed,
    top_of,
    within_reach,
)
from hessview.compute.results import Fault
from hessview.document.racing import SetLesson, StretchTo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.app.desk import Desk
    from hessview.compute.results import Answer
    from hessview.document.state import Stretch
    from hessview.figure.marks import Role
    from hessview.language.formula import Formula
    from hessview.optimizers.lesson import Stretching
    from hessview.optimizers.outcome import Outcome
    from hessview.views.lesson_page import LessonPage
    from hessview.views.theme import Theme

_FEW = (1_000, 0.2)
"""Steps that are counted of each run, and the seconds it may take, while a hand moves."""

_NO_MINIMUM = "No minimum is known: let a method run to one, or wait until the critical points are found."
_NONE_HERE = "No isolated minimum was found in this view: let a method run to one, or move the view."
_NOT_ISOLATED = "The run ended at a minimum that is not isolated: H is singular there, so its condition number is not \
defined. Let a method run to another minimum."
_NO_FUNCTION = "There is no function."
_ONE_VARIABLE = "With one variable the condition number is 1, however the landscape is stretched."


@dataclass
class _Survey:
    """What is known over all condition numbers, for one minimum and one start."""

    of: LessonRequest
    curves: tuple[Stretching, ...] = ()
    counts: list[Stretching] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)


class Lesson:
    """Asks and shows while its page is seen.

    Parameters
    ----------
    outcome
        Returns what the chosen method of the race came to.
    """

    def __init__(self, desk: Desk, outcome: Callable[[], Outcome | None]) -> None:
        self._desk, self._outcome = desk, outcome
        self._now, self._rest = Inquiry(desk), Inquiry(desk)
        self.page: LessonPage | None = None
        self._hand = HandStep(desk.store)
        self._asked: LessonRequest | None = None
        self._of: LessonRequest | None = None
        self._shape: tuple[object, ...] = ()
        self._last: tuple[Formula | None, tuple[float, ...] | None] = (None, None)
        self._found: LessonFound | None = None
        self._fault = ""
        self._survey: _Survey | None = None

    def made(self, theme: Theme) -> LessonPage:
        """Return the page, connected to what its hands do."""
        from hessview.views.lesson_page import LessonPage

        page = self.page = LessonPage(theme)
        page.read = self._read
        page.moved.connect(self._on_moved)
        page.released.connect(self._on_released)
        page.reset.connect(self._on_reset)
        page.double_clicked.connect(self._on_double_clicked)
        page.along_chosen.connect(lambda along: self._desk.store.dispatch(SetLesson(along=along)))
        page.eps_chosen.connect(lambda eps: self._desk.store.dispatch(SetLesson(eps=eps)))
        page.share_chosen.connect(lambda share: self._desk.store.dispatch(SetLesson(share=share)))
        page.shown.connect(self.follow)
        return page

    def follow(self) -> None:
        """Take in what has changed, if anybody sees it."""
        page = self.page
        if page is None or not page.isVisible():
            self.withdraw()
            return
        request = self._request()
        if isinstance(request, str):
            from hessview.views.lesson_page import LessonContent

            self.withdraw()
            page.render_content(LessonContent(said=request))
            return
        if request != self._asked:
            shape = request.formula.text, request.formula.variables
            if shape != self._shape:  # of another value of a parameter what was known stays until more is
                self._found = self._survey = None
            self._asked, self._shape = request, shape
            self._rest.withdraw()
            self._now.ask_next(request, lambda answer: self._take(request, answer))
        self._render(page)

    @property
    def chosen(self) -> Stretch:
        """What is chosen on the page."""
        return self._desk.store.state.race.lesson

    def withdraw(self) -> None:
        """Stop what is under way."""
        self._now.withdraw()
        self._rest.withdraw()
        self._asked = None

    # What is asked

    def _request(self) -> LessonRequest | str:
        """Return what is to be known now, or why there is nothing."""
        state, formula = self._desk.store.state, self._desk.controller.results.formula
        if formula is None:
            return _NO_FUNCTION
        if formula.dimension == 1:
            return _ONE_VARIABLE
        start = state.race_start(formula.variables)
        # While the critical points of another view are looked for, a minimum that was known is still one.
        minimum = self._minimum(start) or (self._last[1] if self._last[0] == formula else None)
        if minimum is None:
            return self._no_minimum()
        self._last = formula, minimum
        reach = REACH * min(state.view.width, state.view.height)
        chosen = self.chosen
        return LessonRequest(
            formula, minimum, start, chosen.along, (chosen.kappa,), chosen.eps, chosen.share, reach,
            *(_FEW if self._hand.is_held else MANY), is_pictured=True,
        )  # fmt: skip

    def _minimum(self, start: Sequence[float]) -> tuple[float, ...] | None:
        """Return where the chosen run ended, if that is a minimum, else the proved minimum that is nearest."""
        outcome = self._outcome()
        if outcome is not None and outcome.reached and outcome.limit is not None and outcome.kind is Kind.MINIMUM:
            return tuple(outcome.limit.tolist())
        results = self._desk.controller.results
        if results.critical is None or not results.critical_is_current:
            return None
        known = [point for point in results.critical.points if point.proved and point.kind is Kind.MINIMUM]
        places = [tuple(point.x.tolist()) for point in known]
        return min(places, key=lambda place: math.dist(place, start), default=None)

    def _no_minimum(self) -> str:
        """Return why no minimum is known."""
        outcome, results = self._outcome(), self._desk.controller.results
        if outcome is not None and outcome.reached:
            from hessview.explanations.descent import end_text

            if "not strict" in end_text(outcome) and outcome.curvature.nature is not Nature.MAXIMUM:
                return _NOT_ISOLATED
        is_searched = results.critical is not None and results.critical_is_current and results.critical.finished
        return _NONE_HERE if is_searched else _NO_MINIMUM

    def _take(self, request: LessonRequest, answer: Answer) -> None:
        if isinstance(answer, LessonFound):
            self._found, self._fault, self._of = answer, "", request
            if not self._now.is_under_way and request == self._asked and not self._hand.is_held:
                self._go_on(request, answer)
        elif isinstance(answer, Fault):
            self._found, self._fault = None, answer.message
        if self.page is not None:
            self._render(self.page)

    def _go_on(self, request: LessonRequest, found: LessonFound) -> None:
        """Ask for what is not known yet over all condition numbers, one after the other."""
        if not found.stretchings:
            return
        of = replace(request, kappas=(), is_pictured=False)
        if self._survey is None or self._survey.of != of or not self._survey.curves:
            ask = replace(of, kappas=surveyed(found), steps=0)
            self._rest.ask(ask, lambda answer: self._take_curves(_Survey(of), answer))
        elif self._survey.waiting:
            kappa = self._survey.waiting[0]
            ask = replace(of, kappas=(kappa,))
            self._rest.ask(ask, lambda answer: self._take_count(request, found, answer))

    def _take_curves(self, survey: _Survey, answer: Answer) -> None:
        if not isinstance(answer, LessonFound) or self._asked is None or self._found is None:
            return
        survey.curves = answer.stretchings
        survey.waiting = [each.kappa for each in answer.stretchings[::EVERY]]
        self._survey = survey
        if self.page is not None:
            self._render(self.page)
        self._go_on(self._asked, self._found)

    def _take_count(self, request: LessonRequest, found: LessonFound, answer: Answer) -> None:
        survey = self._survey
        if survey is None:
            return
        survey.waiting = survey.waiting[1:]
        if isinstance(answer, LessonFound):
            survey.counts += answer.stretchings
        if self.page is not None:
            self._render(self.page)
        self._go_on(request, found)

    # What hands do

    def _on_moved(self, exponent: float, is_held: bool) -> None:
        if is_held and not self._hand.is_held:
            self._hand.begin()
        self._desk.store.dispatch(StretchTo(10.0**exponent, None if is_held else self._desk.clock()))

    def _on_released(self) -> None:
        self._hand.end()
        self.follow()

    def _on_reset(self) -> None:
        self._desk.store.seal()
        self._desk.store.dispatch(StretchTo(0.0))
        self._desk.store.seal()

    def _on_double_clicked(self) -> None:
        self._hand.double_clicked()
        self._on_reset()

    # What is shown

    @property
    def _is_stale(self) -> bool:
        """Whether what is counted belongs to something else than what is chosen; more of the same may come."""
        asked, of = self._asked, self._of
        return asked is not None and of is not None and replace(of, steps=asked.steps, seconds=asked.seconds) != asked

    def _render(self, page: LessonPage) -> None:
        from hessview.explanations.lesson import (
            kappa_text,
            key_text,
            key_words,
            no_lesson,
            rule_words,
            seen_short,
            seen_words,
            table,
        )
        from hessview.figure.lesson import lesson_plot, lesson_roles, valley_plot
        from hessview.figure.run_looks import run_roles
        from hessview.views.lesson_page import LessonContent

        found = self._found
        if found is None:
            page.render_content(LessonContent(said=self._fault or "The runs are on their way."))
            return
        if not found.stretchings:
            page.render_content(LessonContent(said=no_lesson(found)))
            return
        here = found.stretchings[-1]
        chosen = self.chosen
        kappa = within_reach(chosen.kappa, found) if chosen.kappa else found.kappa
        curves, counts = ((), ()) if self._survey is None else (self._survey.curves, self._survey.counts)
        roles = lesson_roles(run_roles(self._desk.store.state.race))
        plot = None
        if len(curves) > 1:
            plot = lesson_plot(curves, counts, here, chosen.eps, roles=roles, kappa=kappa)
        exponents = tuple(math.log10(max(each, 1.0)) for each in (kappa, found.roundest, top_of(found)))
        seen = seen_short(found, here)
        if self._is_stale:  # of which condition number it is must not be missing where room is short
            seen = seen[0], f"κ = {kappa_text(here.kappa)}: {seen[1]}"
        page.render_content(
            LessonContent(
                plot, valley_plot(found, chosen.along, roles), f"κ = {kappa_text(kappa)}",
                (exponents[0], exponents[1], exponents[2]), chosen.along, chosen.eps, chosen.share,
                seen, (*seen_words(found, here, chosen.eps), *rule_words(), key_words()), table(here),
                key=tuple((roles[entry.tuning], key_text(entry)) for entry in here.entries), is_stale=self._is_stale,
            )
        )  # fmt: skip

    def _read(self, exponent: float) -> tuple[float, tuple[tuple[float, Role], ...], tuple[str, ...]] | None:
        """Return what is read where the mouse is: of the condition number that is nearest of those that are known."""
        from hessview.explanations.lesson import reading
        from hessview.figure.lesson import lesson_roles
        from hessview.figure.run_looks import run_roles

        if self._found is None or self._survey is None or not self._found.stretchings:
            return None
        known = [*self._survey.counts, self._found.stretchings[-1], *self._survey.curves]
        nearest = min(known, key=lambda each: abs(math.log10(each.kappa) - exponent))
        roles = lesson_roles(run_roles(self._desk.store.state.race))
        points = tuple(
            (math.log10(entry.expected), roles[entry.tuning]) for entry in nearest.entries if entry.expected < math.inf
        )
        return math.log10(nearest.kappa), points, reading(nearest)
