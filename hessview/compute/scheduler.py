"""Who answers what, when, and for whom: keeps what is wanted going, and forgets the rest."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from hessview.analysis.critical_point import CriticalPoints
from hessview.compute.answer_cache import Cache
from hessview.compute.answers import (
    Place,
    as_answer,
)
from hessview.compute.lanes import Lane, Progress, attempt, no_progress
from hessview.compute.requests import FieldRequest, Request, Wanted, is_quick
from hessview.compute.results import Answer, Fault, FaultKind, Partial, Results, collect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


_SLOW_START = 3.0
"""Seconds after which it is worth saying that a process is still starting."""

_ASIDE = MappingProxyType({Place.SEARCH: Place.SEARCH_ASIDE})
"""Where what does not depend on the picture is answered, so that the picture does not wait for it."""


@dataclass(frozen=True, eq=False)
class Delivery:
    """An answer on its way to the owner's thread."""

    request: Request
    answer: object


@dataclass(frozen=True, eq=False)
class _Caller:
    """Who has asked for something beside what is shown."""

    on_answer: Callable[[Answer], None]
    on_partial: Callable[[Any], None] | None


class Answerer(Protocol):
    """What answers in this process: `hessview.compute.answers.Answers`, or a test's."""

    def place(self, request: Request) -> Place:
        """Return where `request` is to be answered."""

    def answer(self, request: Request, progress: Progress) -> object:
        """Return the answer."""


class Scheduler:
    """Keeps the answers to what is wanted coming; used by one thread, its owner's, except where it is said.

    `want` answers at once what takes microseconds, so that `results` is right when it returns; everything else comes
    through ``deliver(delivery)``, called by any thread, which must bring the delivery to the owner's thread and there
    call `accept`.

    Parameters
    ----------
    answers
        Answers in this process.
    lanes
        Where everything else is answered; see `lanes_for`. They are closed with the scheduler.
    """

    def __init__(self, answers: Answerer, lanes: Mapping[Place, Lane]) -> None:
        self._answers = answers
        self._lanes = lanes
        self._cache = Cache()
        self._faults: dict[Request, Fault] = {}
        self._wanted: Wanted | None = None
        self._results = Results()
        self._under_way: dict[Request, Place] = {}
        self._held_back: frozenset[Request] = frozenset()
        self._partly: dict[Request, CriticalPoints] = {}
        self._callbacks: dict[Request, list[_Caller]] = {}

    @property
    def results(self) -> Results:
        """What is known about the state that is shown."""
        return self._results

    @property
    def is_holding_back(self) -> bool:
        """Whether something is not asked yet because a parameter moves: `hand_rests` is to be called when it rests."""
        return bool(self._held_back)

    def start(self) -> None:
        """Warm up what formulas need, before the first one is asked."""
        for place in (Place.THREAD, Place.FORMULAS):
            if place in self._lanes:
                self._lanes[place].start()

    def warm(self, place: Place) -> None:
        """Get a lane ready that is about to be used, such as figures when their dialog opens."""
        if place in self._lanes:
            self._lanes[place].start()

    def want(self, wanted: Wanted | None) -> Results:
        """Say what the shown state asks, and return what is known about it now.

        What was under way for another state and is not wanted any more is cancelled. While a parameter moves, what is
        finer than the drafts is held back until `hand_rests`: it would be dropped half done, and delays the next draft.
        """
        before, self._wanted = self._wanted, wanted
        requests = () if wanted is None else tuple(wanted)
        skipped = _needless_drafts(before, wanted)
        held_back = self._held_back.intersection(requests) | _finer_than_drafts(before, wanted)
        self._held_back = frozenset(request for request in held_back if not self._is_settled(request))
        for request in set(self._under_way) - set(requests) - set(self._callbacks):
            self._lanes[self._under_way.pop(request)].cancel(request)
        self._faults = {request: fault for request, fault in self._faults.items() if request in requests}
        self._partly = {request: part for request, part in self._partly.items() if request in requests}
        # What others work out comes first, so that they do it while the rest is answered here.
        for request in sorted(requests, key=self._is_inline):
            if request not in skipped and request not in self._held_back and not self._is_settled(request):
                self._ask(request, self._answers.place(request))
        return self._collect()

    def hand_rests(self) -> Results:
        """Ask for what was held back while a parameter moved."""
        self._held_back = frozenset()
        return self.want(self._wanted)

    def retry(self) -> Results:
        """Ask again, at once, for what is shown as a fault."""
        for place in {self._answers.place(request) for request in self._faults}:
            self.warm(place)
        self._faults.clear()
        self.start()
        return self.want(self._wanted)

    def starts_slowly(self, requests: Iterable[Request]) -> bool:
        """Whether what works out one of `requests` has been starting for longer than it usually takes."""
        lanes = {self._under_way[request] for request in requests if request in self._under_way}
        return any(getattr(self._lanes.get(place), "starting_for", 0.0) > _SLOW_START for place in lanes)

    def give_up(self, requests: Iterable[Request]) -> Results:
        """Stop what is under way for `requests`; they count as answered by a fault until something else is shown."""
        for request in requests:
            if request in self._held_back:
                self._held_back -= {request}
                self._faults[request] = Fault("Stopped.", kind=FaultKind.STOPPED)
            elif request in self._under_way:
                self._lanes[self._under_way[request]].cancel(request)
                self._take(request, Fault("Stopped.", kind=FaultKind.STOPPED))
        return self._collect()

    def submit(
        self,
        request: Request,
        on_answer: Callable[[Answer], None],
        on_partial: Callable[[Any], None] | None = None,
    ) -> Callable[[], None]:
        """Ask for something that does not depend on what is shown, such as a file; `want` never cancels it.

        ``on_answer(answer or fault)`` is called once, by `accept`, and before it ``on_partial`` with more and more of
        the answer. The same picture may be asked for two files: whoever submits a request that is under way is answered
        with it. Returns a function that withdraws what was submitted.
        """
        caller = _Caller(on_answer, on_partial)
        self._callbacks.setdefault(request, []).append(caller)
        place = self._answers.place(request)
        aside = _ASIDE.get(place, place)
        if aside is not place and aside in self._lanes and self._under_way.get(request) is place:
            # The picture wants the same; what somebody waits for by hand must not keep the next picture waiting.
            self._lanes[self._under_way.pop(request)].cancel(request)
        if request not in self._under_way:
            # Somebody has asked for it by hand: a lane that was unavailable tries again at once.
            self.warm(aside)
            self._ask(request, aside)

        def withdraw() -> None:
            waiting = self._callbacks.get(request, [])
            if caller not in waiting:
                return
            waiting.remove(caller)
            if not waiting:
                del self._callbacks[request]
                if request in self._under_way and not self._is_wanted(request):
                    self._lanes[self._under_way.pop(request)].cancel(request)

        return withdraw

    def conclude(self, request: Request) -> None:
        """Have what is under way for `request` end where it is; the answer is what it has come to."""
        if request in self._under_way:
            self._lanes[self._under_way[request]].conclude(request)

    def accept(self, delivery: Delivery) -> bool:
        """Take what was delivered, in the owner's thread; returns whether `results` has changed."""
        if isinstance(delivery.answer, Partial):
            changed = self._take_partial(delivery.request, delivery.answer.answer)
        else:
            changed = self._take(delivery.request, as_answer(delivery.answer))
        if changed:
            self._collect()
        return changed

    def close(self) -> None:
        """Stop all threads and processes."""
        for lane in self._lanes.values():  # all at the same time
            lane.stop()
        for lane in self._lanes.values():
            lane.close()

    def _is_inline(self, request: Request) -> bool:
        return self._answers.place(request) is Place.INLINE

    def _is_settled(self, request: Request) -> bool:
        if request in self._cache or request in self._faults or request in self._under_way:
            return True
        # A draft is not worth the time when a finer field is there.
        if self._wanted is not None:
            for series in (self._wanted.fields, self._wanted.maps):
                if request in series:
                    return any(finer in self._cache for finer in series[series.index(request) + 1 :])
        return False

    def _ask(self, request: Request, place: Place) -> None:
        self._under_way[request] = place
        if place is Place.INLINE:
            self._take(request, as_answer(attempt(self._answers.answer, request, no_progress)))
        elif place in self._lanes:
            self._lanes[place].submit(request)
        else:
            self._take(request, Fault("This program was started without it.", kind=FaultKind.UNAVAILABLE))

    def _take(self, request: Request, answer: Answer) -> bool:
        """Keep an answer or hand it to who submitted its request; returns whether it is one that is shown."""
        waiting = self._callbacks.pop(request, None)
        was_under_way = self._under_way.pop(request, None) is not None
        is_wanted = self._is_wanted(request)
        if not isinstance(answer, Fault):
            if waiting is None or is_wanted:
                self._cache.put(request, answer)
            self._partly.pop(request, None)
        elif is_wanted and was_under_way:
            self._faults[request] = answer
        elif waiting is None:
            # It was cancelled, and has perhaps been asked again since: then the second answer counts.
            return False
        for caller in waiting or ():
            caller.on_answer(answer)
        return is_wanted

    def _take_partial(self, request: Request, known: object) -> bool:
        """Keep what is known of an answer that is still to come; returns whether it is one that is shown."""
        if request not in self._under_way:
            return False
        for caller in tuple(self._callbacks.get(request, ())):
            if caller.on_partial is not None:
                caller.on_partial(known)
        if not self._is_wanted(request) or not isinstance(known, CriticalPoints):
            return False
        self._partly[request] = known
        return True

    def _is_wanted(self, request: Request) -> bool:
        return self._wanted is not None and request in tuple(self._wanted)

    def _collect(self) -> Results:
        self._results = collect(self._wanted, {**self._faults, **self._known()}, self._results, self._partly)
        return self._results

    def _known(self) -> dict[Request, Answer]:
        requests = () if self._wanted is None else tuple(self._wanted)
        return {request: self._cache[request] for request in requests if request in self._cache}


def _needless_drafts(before: Wanted | None, wanted: Wanted | None) -> tuple[FieldRequest, ...]:
    """Return the drafts that would only delay the fine field of a function that was typed in place of another.

    While the view or a parameter moves, each draft is the picture of its moment; between two keys there is time for the
    fine one.
    """
    if before is None or wanted is None or before.formula.text == wanted.formula.text or not is_quick(wanted.formula):
        return ()
    return wanted.fields[:-1]


def _finer_than_drafts(before: Wanted | None, wanted: Wanted | None) -> frozenset[Request]:
    """Return what a value of a moving parameter can do without until it stays: all that is no draft."""
    if before is None or wanted is None or len(wanted.fields) < 2:
        return frozenset()
    old, new = before.formula, wanted.formula
    if old == new or (old.text, old.variables) != (new.text, new.variables):
        return frozenset()
    search = () if wanted.critical is None else (wanted.critical,)
    return frozenset((wanted.fields[-1], *wanted.maps[-1:], *search))
