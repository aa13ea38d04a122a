"""The fields of the small slices: as many at once as a frame has room for, then one by one, and only the newest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.sampling import FieldAnswer, sample
from hessview.compute.requests import FieldRequest, node_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from hessview.app.controller import Controller
    from hessview.app.inquiry import Inquiry
    from hessview.compute.results import Answer
    from hessview.language.formula import Formula

_ROOM_S = 0.003
"""Of a frame: so long may small slices take before the rest of them waits for the next turn of the event loop."""

_PAUSE_MS = 10
"""Before what had no room in a frame is gone on with: between two moves of a hand there is time for it."""

_QUICK = 2_000_000
"""Samples times nodes of the tree that are worked out here; more is the thread's."""

_MOST_NODES = 4000


class SliceFields:
    """Keeps the field of every small slice up to date; what is not wanted any more is never worked out.

    Parameters
    ----------
    inquiry
        What asks the thread for those that are slow.
    changed
        Called when fields have come later than the call that wanted them.
    """

    def __init__(
        self, controller: Controller, inquiry: Inquiry, changed: Callable[[], None], parent: QObject
    ) -> None:
        self._controller, self._inquiry = controller, inquiry
        self._changed = changed
        self._wanted: tuple[FieldRequest, ...] = ()
        self._known: dict[tuple[int, int], tuple[FieldRequest, FieldAnswer]] = {}
        self._nodes: tuple[Formula | None, int] = (None, 0)  # counted once a function
        self._next = 0
        self._soon = QTimer(parent, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._go_on)

    @property
    def is_settled(self) -> bool:
        """Whether every field that is wanted is known."""
        return self._stale() is None

    def want(self, requests: Sequence[FieldRequest]) -> None:
        """Say which fields are wanted now; some are known when this returns, the others a moment later."""
        self._wanted = tuple(requests)
        pairs = {request.axes for request in self._wanted}
        formula = self._wanted[0].formula if self._wanted else None
        # Of another function nothing is shown, not even for a moment.
        self._known = {
            pair: known for pair, known in self._known.items() if pair in pairs and known[0].formula == formula
        }
        self._work()

    def field(self, request: FieldRequest) -> FieldAnswer | None:
        """Return what is known for a request, else what was known before of the same pair."""
        known = self._known.get(request.axes)
        return None if known is None else known[1]

    def close(self) -> None:
        """Work out nothing any more."""
        self._soon.stop()
        self._wanted = ()
        self._inquiry.withdraw()

    def _go_on(self) -> None:
        self._work()
        self._changed()

    def _work(self) -> None:
        """Bring fields up to date, each in its turn, as long as there is room in the frame."""
        end = time.perf_counter() + _ROOM_S
        while (request := self._stale()) is not None:
            if self._is_slow(request):
                self._ask(request)
                return
            if time.perf_counter() >= end:
                self._soon.start()
                return
            self._take(request, self._field(request))
        self._soon.stop()

    def _stale(self) -> FieldRequest | None:
        """Return the next request without its answer, in turn, so that none waits for ever while the probe moves."""
        count = len(self._wanted)
        for step in range(count):
            request = self._wanted[(self._next + step) % count]
            known = self._known.get(request.axes)
            if known is None or known[0] != request:
                self._next = (self._next + step) % count
                return request
        return None

    def _is_slow(self, request: FieldRequest) -> bool:
        if self._controller.landscape_at_hand() is None:
            return True
        if self._nodes[0] is not request.formula:
            self._nodes = request.formula, node_count(request.formula, _MOST_NODES)
        return self._nodes[1] * request.shape[0] * request.shape[1] > _QUICK

    def _field(self, request: FieldRequest) -> FieldAnswer | None:
        landscape = self._controller.landscape_at_hand()
        if landscape is None or landscape.formula != request.formula:
            return None
        field = sample(landscape, request.slice, request.box, request.shape)
        return with_levels(field, request.level_count, labelled=False)

    def _take(self, request: FieldRequest, field: FieldAnswer | None) -> None:
        if field is not None:
            self._known[request.axes] = request, field
        else:
            self._wanted = ()  # another function is shown: it is asked for with the next change
        self._next += 1

    def _ask(self, request: FieldRequest) -> None:
        """Let the thread work one out; while it does no other is asked for."""
        if self._inquiry.is_under_way:
            return

        def take(answer: Answer) -> None:
            if request in self._wanted:
                if isinstance(answer, FieldAnswer):
                    self._known[request.axes] = request, answer
                else:
                    self._wanted = tuple(wanted for wanted in self._wanted if wanted != request)
                self._next += 1
            elif isinstance(answer, FieldAnswer) and request.axes in {wanted.axes for wanted in self._wanted}:
                # The probe has moved on meanwhile: shown until there is something newer.
                self._known[request.axes] = request, answer
                self._next += 1
            if self._wanted:
                self._soon.start()
            self._changed()

        self._inquiry.ask(request, take)
