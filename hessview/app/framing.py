"""Which box the pictures show, where somebody asks for another by a word: fit, home, nearer, farther."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.compute.requests import FitRequest
from hessview.compute.results import Fault
from hessview.document.commands import FitView, HomeView, ZoomView
from hessview.document.planes import home_view
from hessview.document.state import Box

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.compute.results import Answer

_QUIET_MS = 300  # nothing is said about a computation that is over sooner


class Framing:
    """Moves the view of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fits = 0
        self._quiet = QTimer(desk.window, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._say_activity)

    def _say_activity(self) -> None:
        self._desk.controller.say_activity()

    @property
    def is_looking(self) -> bool:
        """Whether a box is being looked for."""
        return self._fits > 0

    def fit(self) -> None:
        """Look for where f is defined and varies."""
        controller, store = self._desk.controller, self._desk.store
        formula, plane = controller.results.formula, controller.results.slice
        if formula is None:
            return
        view = store.state.view

        def take(answer: Answer) -> None:
            self._fits -= 1
            if isinstance(answer, Fault):
                self._desk.tell(answer.message)
            elif isinstance(answer, Box) and controller.results.formula == formula and store.state.view == view:
                # Whoever has typed or moved the picture meanwhile is past wanting it.
                store.dispatch(FitView(answer))
            controller.render()

        self._fits += 1
        self._quiet.start()
        controller.ask(FitRequest(formula, None if formula.dimension == 1 else plane), take)

    def home(self) -> None:
        """Back to the function's own box: the example's, else -5 to 5."""
        formula = self._desk.controller.results.formula
        if formula is not None:
            box, ranges = self._desk.home_box(formula), self._desk.home_ranges(formula)
            self._desk.store.dispatch(HomeView(home_view(self._desk.store.state, box, ranges)))

    def zoom(self, factor: float) -> None:
        """Zoom about the middle of the picture."""
        view = self._desk.store.state.view
        middle = view.x0 + 0.5 * view.width, view.y0 + 0.5 * view.height
        self._desk.store.dispatch(ZoomView(factor, *middle, time=self._desk.clock()))
