"""One question at a time beside the picture: only the newest counts, and none is left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.compute.requests import Request
    from hessview.compute.results import Answer


@dataclass(frozen=True, eq=False)
class _Turn:
    """What was asked, once: the same may be asked again."""

    request: Request


class Inquiry:
    """Asks the scheduler of a desk for one thing after the other, and hands on the answers that still count."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: _Turn | None = None
        self._withdraw: Callable[[], None] | None = None
        self._next: tuple[Request, Callable[[Answer], None], Callable[[Any], None] | None] | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def ask(
        self, request: Request, take: Callable[[Answer], None], on_partial: Callable[[Any], None] | None = None
    ) -> None:
        """Ask for `request` instead of what was asked before, which nobody hears of any more.

        Parameters
        ----------
        take
            Is called with the answer or a fault, once; not at all if something else is asked, or it is withdrawn.
        on_partial
            Takes more and more of the answer, if it is one that comes bit by bit.
        """
        self.withdraw()
        self._begin(request, take, on_partial)

    def ask_next(
        self, request: Request, take: Callable[[Answer], None], on_partial: Callable[[Any], None] | None = None
    ) -> None:
        """Ask for `request` when what is under way is answered; of those that wait so only the newest is asked.

        So answers keep coming while a hand moves what they depend on, however long each of them takes.
        """
        if self.is_under_way:
            self._next = request, take, on_partial
        else:
            self._begin(request, take, on_partial)

    def conclude(self) -> None:
        """Have what is under way end where it is, with what it has come to; ask for nothing after it."""
        self._next = None
        if self._asked is not None:
            self._desk.controller.conclude(self._asked.request)

    def withdraw(self) -> None:
        """Stop what is under way, and forget what waits."""
        withdraw, self._withdraw = self._withdraw, None
        self._asked = self._next = None
        if withdraw is not None:
            withdraw()

    def _begin(
        self, request: Request, take: Callable[[Answer], None], on_partial: Callable[[Any], None] | None
    ) -> None:
        turn = self._asked = _Turn(request)

        def partly(answer: object) -> None:
            if self._asked is turn and on_partial is not None:
                on_partial(answer)

        def answered(answer: Answer) -> None:
            if self._asked is not turn:
                return
            self._asked = self._withdraw = None
            following, self._next = self._next, None
            try:
                take(answer)
            finally:
                if following is not None and not self.is_under_way:
                    self._begin(*following)

        ask = self._desk.controller.ask
        withdraw = ask(request, answered) if on_partial is None else ask(request, answered, partly)
        if self._asked is turn:  # it may have been answered already
            self._withdraw = withdraw
