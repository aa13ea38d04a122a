"""What hands do in the sections: turn the dial, move the probe along a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.app.hand_step import HandStep
from hessview.document.commands import MoveProbe
from hessview.document.looking import SetDirection

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from hessview.app.desk import Desk
    from hessview.app.section_content import Shown
    from hessview.views.sections_view import SectionsView

_NUDGE, _FINE_NUDGE = 1.0 / 50.0, 1.0 / 500.0


@dataclass(frozen=True, eq=False)
class Grasp:
    """A drag in a section: its line stays where it was when the hand came, and the probe moves on it."""

    plot: int
    start: np.ndarray
    direction: np.ndarray
    at: float


class SectionHands:
    """Turns what hands do into commands, a gesture into one step of undo.

    Parameters
    ----------
    shown
        Returns what the sections show and how much of t; None for what is not there yet.
    follow
        Called when a hand has let go of a line.
    """

    def __init__(
        self, desk: Desk, shown: Callable[[], tuple[Shown | None, float | None]], follow: Callable[[], object]
    ) -> None:
        self._desk, self._shown, self._follow = desk, shown, follow
        self._hand = HandStep(desk.store)
        self.grasp: Grasp | None = None

    def follow_view(self, made: SectionsView) -> None:
        """Do what is done in a view."""
        made.turned.connect(self._on_turned)
        made.dial.pressed.connect(lambda *_: self._take_dial())  # in its very middle a press turns nothing
        made.removed.connect(self._on_removed)
        made.turn_ended.connect(self._hand.end)
        made.turn_cancelled.connect(self._hand.give_up)
        made.grasped.connect(self._on_grasped)
        made.moved.connect(self._on_moved)
        made.move_ended.connect(self._on_move_ended)
        made.move_cancelled.connect(self._on_move_cancelled)
        made.nudged.connect(self._on_nudged)

    # The dial

    def _on_turned(self, angle: float, by_key: bool) -> None:
        if not by_key:
            self._take_dial()
        self._desk.store.dispatch(SetDirection(angle, self._desk.clock() if by_key else None))

    def _take_dial(self) -> None:
        if not self._hand.is_held:
            self._hand.begin()

    def _on_removed(self, by_clicks: bool) -> None:
        if by_clicks:
            self._hand.double_clicked()
        self._desk.store.seal()
        self._desk.store.dispatch(SetDirection(None))
        self._desk.store.seal()

    # The probe on a line

    def _on_grasped(self, plot: int, t: float) -> None:
        shown, _ = self._shown()
        if shown is None or plot >= len(shown.sections):
            return
        self._hand.begin()
        self.grasp = Grasp(plot, shown.point, shown.sections[plot].line.direction, 0.0)
        self._on_moved(plot, t)

    def _on_moved(self, plot: int, t: float) -> None:
        grasp, (_, window) = self.grasp, self._shown()
        if grasp is None or grasp.plot != plot or window is None:
            return
        t = min(max(t, -window), window)
        self.grasp = Grasp(plot, grasp.start, grasp.direction, t)
        self._move(grasp.start, grasp.direction, t)

    def _on_move_ended(self) -> None:
        self._hand.end()
        self._let_go()

    def _on_move_cancelled(self) -> None:
        self._hand.give_up()
        self._let_go()

    def double_clicked(self) -> None:
        """Put the probe back, which the first click has moved."""
        self._hand.double_clicked()
        self._let_go()

    def _let_go(self) -> None:
        if self.grasp is not None:
            self.grasp = None
            self._follow()

    def _on_nudged(self, plot: int, way: int, fine: bool) -> None:
        shown, window = self._shown()
        if shown is not None and plot < len(shown.sections) and window is not None:
            step = way * window * (_FINE_NUDGE if fine else _NUDGE)
            self._move(shown.point, shown.sections[plot].line.direction, step, self._desk.clock())

    def _move(self, start: np.ndarray, direction: np.ndarray, t: float, time: float | None = None) -> None:
        formula = self._desk.controller.results.formula
        if formula is not None and len(start) == formula.dimension:
            place = (start + t * direction).tolist()
            self._desk.store.dispatch(MoveProbe(tuple(zip(formula.variables, place, strict=True)), time))
