"""When the surface is painted how finely: coarser where a frame would be late, finely beside the event loop at rest."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from hessview.analysis.leaving import asking
from hessview.figure.surface.scene import COARSE, Detail
from hessview.views.quiet_turn import QuietTurn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.views.surface_image import SurfaceImage

    Steps = Callable[[], Iterator[SurfaceImage | None]]

REST_MS = 150
"""Without a change, before the surface is painted finely."""

_FRAME_S = 0.022
"""What painting may take while something moves, so that it moves evenly."""

_LATE, _EARLY = 3, 12
"""Pictures in a row after which the next is coarser, or finer again."""

_MOST_STOPPED = 4
_DETAILS = (COARSE, Detail(56, 40), Detail(40, 28))


class _NotWanted(Exception):  # noqa: N818 - raised between two steps: something has changed since
    """What is being painted will not be shown."""


class Pace:
    """How coarse the surface is while something moves: coarser where painting it takes longer than a frame."""

    def __init__(self) -> None:
        self._step = 0
        self._late = 0

    @contextmanager
    def taken(self) -> Iterator[Detail]:
        """Say how coarse the next picture is to be, and measure how long what is done with it takes.

        One late picture tells nothing, several do.
        """
        began = time.perf_counter()
        yield _DETAILS[self._step]
        self.note(time.perf_counter() - began)

    def note(self, spent: float) -> None:
        """Take note of the seconds that a picture took."""
        is_late, is_early = spent > _FRAME_S, spent < 0.4 * _FRAME_S
        self._late = max(self._late + 1, 1) if is_late else min(self._late - 1, -1) if is_early else 0
        if self._late == _LATE and self._step + 1 < len(_DETAILS):
            self._step, self._late = self._step + 1, 0
        elif self._late == -_EARLY and self._step > 0:
            self._step, self._late = self._step - 1, 0


class InTurns(QObject):
    """Has a picture painted a step in each turn of the event loop: the first one, in whose place nothing stands.

    Parameters
    ----------
    steps
        Returns what paints it in steps, which yield None until they yield the picture.

    Attributes
    ----------
    before
        A picture that stands there meanwhile, if there is one after all: of what was there before the change.

    Signals
    -------
    painted
        The picture.
    given_up
        There is none: a step has failed, or there was nothing to paint.
    """

    painted = Signal(object)
    given_up = Signal()

    def __init__(self, steps: Steps, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._left: Iterator[SurfaceImage | None] | None = None
        self._stopped = 0
        self.before: SurfaceImage | None = None
        self._turn = QuietTurn(self._on_turn, self)

    @property
    def is_wanted(self) -> bool:
        """Whether nothing has been painted yet; what always changes in between is better painted at once."""
        return self._stopped < _MOST_STOPPED

    def restart(self, before: SurfaceImage | None = None) -> None:
        """Take the next picture for a first one, in whose place stands the one before."""
        self.stop()
        self._stopped, self.before = 0, before

    def again(self, before: SurfaceImage | None) -> None:
        """Take the next picture for a first one too, unless one before it has not come for too many changes."""
        if not self.is_wanted:
            self.restart(before)

    def begin(self) -> None:
        """Begin, or go on."""
        if self._left is None:
            self._left = self._steps()
            self._turn.start()

    def stop(self, before: SurfaceImage | None = None) -> None:
        """Something has changed: what was begun is of no use. If there is a picture, it stands there meanwhile."""
        self._turn.stop()
        self.before = before or self.before
        if self._left is not None:
            self._left = None
            self._stopped += 1

    def end(self) -> None:
        """There is a picture: the next ones are painted at once."""
        self.stop()
        self._stopped, self.before = _MOST_STOPPED, None

    def _on_turn(self) -> None:
        if self._left is None:
            return
        is_done = False
        try:
            for made in self._left:
                is_done = True
                if made is None:
                    self._turn.start()
                else:
                    self.end()
                    self.painted.emit(made)
                break
        finally:  # also of what failed, which the log of faults hears of: nobody is to wait for it
            if not is_done:
                self.end()
                self.given_up.emit()


class Refining(QObject):
    """Has a picture painted finely once nothing has changed for a while, without holding up what the hand does.

    Parameters
    ----------
    fine
        Returns what paints it in short steps, in a thread of its own: it yields None until it yields the picture. None
        when there is nothing to paint.

    Signals
    -------
    painted
        The fine picture.
    """

    painted = Signal(object)
    _ended = Signal(int, object)

    def __init__(self, fine: Callable[[], Steps | None], parent: QObject) -> None:
        super().__init__(parent)
        self._fine = fine
        self._ticket = 0
        self._is_painting = False
        self._threads: list[threading.Thread] = []
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def is_due(self) -> bool:
        """Whether a fine picture is still to come."""
        return self._rest.isActive() or self._is_painting

    def begin_anew(self) -> None:
        """Something has changed: what was begun is of no use."""
        self.stop()
        self._rest.start()

    def stop(self) -> None:
        """Show nothing of what was begun."""
        self._rest.stop()
        self._ticket += 1
        self._is_painting = False

    def close(self) -> None:
        """Stop, and wait for what is being painted: nothing arrives when nobody is there any more."""
        self.stop()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _begin(self) -> None:
        steps = self._fine()
        if steps is None:
            return
        self._is_painting = True
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._paint, args=(self._ticket, steps), name="fine surface")
        self._threads.append(thread)
        thread.start()

    def _paint(self, ticket: int, steps: Steps) -> None:
        image = None

        def leave() -> None:
            if ticket != self._ticket:
                raise _NotWanted

        try:
            with asking(leave), suppress(_NotWanted):
                for made in steps():
                    image = made
                    leave()
        finally:  # also of what failed, which the log of faults hears of: nobody is to wait for it
            self._ended.emit(ticket, image)

    def _on_ended(self, ticket: int, made: SurfaceImage | None) -> None:
        if ticket == self._ticket:
            self._is_painting = False
            if made is not None:
                self.painted.emit(made)
