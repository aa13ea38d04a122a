"""The race of a desk: asked for as the document has it, and what is known of each of its methods."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hessview.compute.results import Fault, FaultKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.app.inquiry import Inquiry
    from hessview.compute.descent_requests import RaceFound, RaceRequest, RaceRun, Ran
    from hessview.compute.results import Answer
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.sharpness import Sharpness
    from hessview.optimizers.spectrum import Spectrum

_LONG_S = 0.4
"""A race that has taken so long is given up when its start moves on: its answer would come too late to be of use."""

PATIENCE_S = 0.3
"""Before that nothing says that methods run."""

_HINT = " Fewer methods or steps take less."
_STOPPED = "Stopped. Press Run to let the methods run."
_LATE = f"This took too long and was stopped.{_HINT}"


def _with_what_was_known(
    request: RaceRequest, found: RaceFound, before: RaceRequest, known: RaceFound
) -> RaceFound:
    """Return what is found by a race that was stopped; runs that were known and came farther stay.

    Only those of the same methods with the same settings from the same start: they begin with the same steps.
    """
    from hessview.optimizers.trajectory import Stop

    if (before.formula, before.start) != (request.formula, request.start):
        return found
    runs, sharp = list(found.outcomes), list(found.sharpness)
    for k, (method, run) in enumerate(zip(request.methods, runs, strict=True)):
        if method not in before.methods or isinstance(run, str) or run.trajectory.stop is not Stop.CANCELLED:
            continue
        j = before.methods.index(method)
        old = known.outcomes[j]
        if not isinstance(old, str) and old.trajectory.iterations >= run.trajectory.iterations:
            runs[k], sharp[k] = old, known.sharpness[j]
    return replace(found, outcomes=tuple(runs), sharpness=tuple(sharp))


class Racing:
    """Keeps a race up to date; while it is run anew what is known of the one before stays.

    Parameters
    ----------
    inquiry
        What asks for it.
    changed
        Is called when something else is known.
    ran
        Is called when paths are known, before it is known what they come to.

    Attributes
    ----------
    found
        The last race that was answered, and the answer.
    fault
        Why nothing is known, or that the race was stopped; a sentence or empty.
    is_cleared
        Whether nothing is to be run or shown.
    is_loaded
        Whether anything has ever been answered: what races need is imported then, in the thread that ran them.
    """

    def __init__(
        self, desk: Desk, inquiry: Inquiry, changed: Callable[[], object], ran: Callable[[], object]
    ) -> None:
        self._desk, self._inquiry, self._changed, self._ran = desk, inquiry, changed, ran
        self._run: tuple[RaceRequest, RaceRun] | None = None
        self._asked: RaceRequest | None = None
        self._asked_at = 0.0
        self._waited_from: float | None = None
        self._under_way: RaceRequest | None = None
        self._concluded: RaceRequest | None = None
        self.found: tuple[RaceRequest, RaceFound] | None = None
        self.fault: str = ""
        self.is_cleared: bool = False
        self.is_loaded: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether methods run."""
        return self._inquiry.is_under_way

    @property
    def is_due(self) -> bool:
        """Whether methods will run as soon as somebody looks."""
        return self._asked is None and not self.is_cleared

    @property
    def is_slow(self) -> bool:
        """Whether they have run for so long that somebody waits."""
        is_ending = self._under_way is not None and self._under_way is self._concluded
        is_long = time.monotonic() - self._asked_at > PATIENCE_S
        return self.is_under_way and not is_ending and (is_long or self._is_waited_for)

    @property
    def is_outdated(self) -> bool:
        """Whether what is shown has been of another race for so long that somebody might take it for this one."""
        is_shown = self._run is not None or self.found is not None
        return is_shown and self.is_under_way and self._is_waited_for

    @property
    def _is_waited_for(self) -> bool:
        return self._waited_from is not None and time.monotonic() - self._waited_from > PATIENCE_S

    @property
    def outcomes(self) -> tuple[Outcome | None, ...]:
        """What each method of the race came to; None where that is not known."""
        return tuple(None if isinstance(each, str) else each for each in self._answers())

    @property
    def runs(self) -> tuple[Outcome | Ran | None, ...]:
        """Where each method of the race went, also while it is not known yet what it came to; None: not known."""
        if self._run is None or self._run[0].formula != self._desk.controller.results.formula:
            return self.outcomes
        request, run = self._run
        known = dict(zip((name for name, _ in request.methods), run.runs, strict=True))
        return tuple(map(known.get, self._desk.store.state.race.methods))

    @property
    def problems(self) -> tuple[str, ...]:
        """Why each method of the race does not run; empty where it does."""
        return tuple(each if isinstance(each, str) else "" for each in self._answers())

    @property
    def sharpness(self) -> tuple[Sharpness | None, ...]:
        """How near each run is to the edge of stability; None where that is not known, or there is none."""
        if self.found is None:
            return (None,) * len(self.outcomes)
        known = zip(self.found[1].outcomes, self.found[1].sharpness, strict=False)
        found = {id(outcome): sharpness for outcome, sharpness in known}
        return tuple(None if each is None else found.get(id(each)) for each in self.outcomes)

    def spectrum(self, formula: Formula | None) -> Spectrum | None:
        """What is known of H at the start of the last race of a formula, and on a way down from there."""
        return None if self.found is None or formula != self.found[0].formula else self.found[1].spectrum

    def _answers(self) -> tuple[Outcome | str | None, ...]:
        """Return what is known of every method of the race as the document has it now."""
        methods, formula = self._desk.store.state.race.methods, self._desk.controller.results.formula
        if self.found is None or self.is_cleared or formula != self.found[0].formula:
            return (None,) * len(methods)
        known = dict(zip((name for name, _ in self.found[0].methods), self.found[1].outcomes, strict=True))
        return tuple(known.get(name) for name in methods)

    def again(self) -> None:
        """Let the methods run when it is looked at next, whatever is known."""
        self.is_cleared, self._asked, self.fault = False, None, ""

    def stop(self) -> None:
        """Let every run end where it is, and nothing run until something changes, or it is asked for."""
        self._inquiry.conclude()
        self._concluded, self._waited_from = self._under_way, None
        self.fault = _STOPPED

    def rest(self) -> None:
        """Let nothing run while nobody looks."""
        self._inquiry.withdraw()
        self._asked = self._run = self._waited_from = None

    def clear(self) -> None:
        """Forget all, and let nothing run until it is asked for."""
        self._inquiry.withdraw()
        self.found = self._run = self._waited_from = None
        self.is_cleared = True

    def follow(self, formula: Formula | None) -> None:
        """Ask for the race as the document has it, unless it is known or under way."""
        if formula is None or self.is_cleared:
            return
        from hessview.compute.descent_requests import RaceRequest

        state = self._desk.store.state
        race = state.race
        methods = tuple(
            (name, tuple((setting, value) for method, setting, value in race.settings if method == name))
            for name in race.methods
        )
        request = RaceRequest(formula, state.race_start(formula.variables), methods, race.steps)
        is_long = self.is_under_way and time.monotonic() - self._asked_at > _LONG_S
        is_overtaken = is_long and request != self._under_way
        if request == self._asked and not is_overtaken:
            return
        is_other = self._asked is not None and self._asked.formula != formula
        self._asked, self.fault = request, ""
        if self._waited_from is None:
            self._waited_from = time.monotonic()
        if is_overtaken or is_other:
            self._inquiry.withdraw()
        if not self.is_under_way:
            self._asked_at, self._under_way = time.monotonic(), request
        self._inquiry.ask_next(request, partial(self.take, request), partial(self._take_run, request))

    def _take_run(self, request: RaceRequest, part: RaceRun) -> None:
        """Take in where the methods went; of a race that was stopped what is known of them may be more."""
        if request is self._concluded:
            return
        self._run = request, part
        self._has_come(request)
        self._ran()

    def _has_come(self, request: RaceRequest) -> None:
        """Take note that something of a race is known: of the one that was asked for nobody waits any more."""
        if request == self._asked:
            self._waited_from = None

    def take(self, request: RaceRequest, answer: Answer) -> None:
        """Take an answer in."""
        from hessview.compute.descent_requests import RaceFound

        self.is_loaded, self._run = True, None
        self._has_come(request)
        self._asked_at, self._under_way = time.monotonic(), self._asked  # which follows, if it is another one
        if isinstance(answer, RaceFound):
            self.fault = _STOPPED if request is self._concluded else _LATE if answer.is_late else ""
            before, self.found = self.found, (request, answer)
            if self.fault and before is not None:
                self.found = request, _with_what_was_known(request, answer, *before)
        elif isinstance(answer, Fault):
            hint = _HINT if answer.kind is FaultKind.TIME else ""
            self.found, self.fault = None, answer.message + hint
        self._changed()
