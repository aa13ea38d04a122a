"""The descent dock of a desk: methods that run downhill from one start, what they come to, and where each is when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.app.basin_ground import PAGE, PAGE_TIP, BasinGround
from hessview.app.descent_steps import StepTime
from hessview.app.dock_desk import DockDesk, DockTitle
from hessview.app.racing import PATIENCE_S, Racing
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from hessview.app.descent_showing import DescentShowing
    from hessview.app.desk import Desk
    from hessview.app.lesson import Lesson
    from hessview.compute.descent_requests import Ran
    from hessview.document.drawings import Drawing
    from hessview.document.plots import Plots
    from hessview.figure.marks import Figure
    from hessview.optimizers.outcome import Outcome
    from hessview.views.descent_view import DescentView
    from hessview.views.theme import Theme

DOCK = "descent"
LESSON = "Lesson"
_AFTER_PATHS_MS = 40
"""After the paths of a race are shown the dock says what they came to: by then they are painted, and seen."""

_LESSON_TIP = "Condition number: a slider stretches the landscape, and the race answers."


class DescentDesk(DockDesk["DescentView"]):
    """Lets methods race while their dock is unfolded, anew whenever the start or a setting changes.

    Attributes
    ----------
    time
        Which step of the runs is shown.
    has_model
        Whether the quadratic model at the iterate of the chosen run is shown.
    race
        What is known of the methods.
    ground
        Basins and skeleton.
    lesson
        That on the condition number; None before its page was looked at.
    """

    title = DockTitle(
        DOCK, "Descent", "&Descent", "Alt+5",
        "Methods that run downhill from the probe: their paths, their pace, and what theory predicts.",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.time: StepTime = StepTime(
            desk, lambda: self.most, lambda: self._made().time.pace, moved=self._refresh, changed=self.follow
        )
        self.has_model: bool = False
        self.ground: BasinGround = BasinGround(desk, lambda: self.chosen, lambda: self._used, lambda: self._is_coming)
        self._chosen = ""
        self._is_faint = False
        self.race: Racing = Racing(desk, self._inquiry, self._on_known, self._show_paths)
        self._showing: DescentShowing | None = None
        self.lesson: Lesson | None = None
        self._patience = QTimer(self._dock, singleShot=True, interval=round(1100 * PATIENCE_S))
        self._patience.timeout.connect(self.follow)
        self._after_paths = QTimer(self._dock, singleShot=True, interval=_AFTER_PATHS_MS)
        self._after_paths.timeout.connect(self.follow)

    # What is known

    @property
    def outcomes(self) -> tuple[Outcome | None, ...]:
        """What each method of the race came to; None where that is not known."""
        return self.race.outcomes

    @property
    def chosen(self) -> str:
        """The method whose row is current."""
        methods = self._desk.store.state.race.methods
        return self._chosen or (methods[0] if methods else "gradient descent")

    @property
    def selected(self) -> int:
        """Its place in the race; 0 if it does not run."""
        methods = self._desk.store.state.race.methods
        return methods.index(self.chosen) if self.chosen in methods else 0

    @property
    def outcome(self) -> Outcome | None:
        """What the chosen method came to."""
        outcomes = self.outcomes
        is_in = self.chosen in self._desk.store.state.race.methods
        return outcomes[self.selected] if is_in and outcomes else None

    @property
    def selected_run(self) -> Outcome | Ran | None:
        """Where the chosen method went, also while it is not known yet what it came to."""
        runs = self.race.runs
        is_in = self.chosen in self._desk.store.state.race.methods
        return runs[self.selected] if is_in and runs else None

    @property
    def _used(self) -> tuple[tuple[str, float], ...] | None:
        """The settings of the chosen run; None where it is not known."""
        return None if self.outcome is None else self.outcome.trajectory.settings

    @property
    def _is_coming(self) -> bool:
        """Whether the chosen method runs now, or will as soon as the dock is unfolded."""
        is_in = self.chosen in self._desk.store.state.race.methods
        return is_in and self.outcome is None and (self.race.is_under_way or self.race.is_due)

    @property
    def most(self) -> int:
        """How many steps the longest run took."""
        return max((each.trajectory.iterations for each in self.outcomes if each is not None), default=0)

    @property
    def is_held(self) -> bool:
        """Whether the race starts elsewhere than at the probe."""
        return self._desk.store.state.race.start is not None

    @property
    def is_shown(self) -> bool:
        """Whether the dock says what is known: of a race that was answered just now the paths are shown first."""
        return not self._after_paths.isActive()

    # What keys and buttons do

    def run(self) -> None:
        """Let the methods run, again if they have; stop them if they run."""
        if self.race.is_slow:
            self.race.stop()
            self.follow()
            return
        self.race.again()
        self._strip.unfold(DOCK)
        self.follow()

    def show_model(self, *, is_shown: bool | None = None) -> None:
        """Show the quadratic model at the iterate of the chosen run, and the step in its parts; or no more."""
        self.has_model = not self.has_model if is_shown is None else is_shown
        self._refresh()

    def clear(self) -> None:
        """Show no run any more, until one is asked for."""
        self.time.stop()
        self.race.clear()
        self.time.step = None
        self._refresh()

    def choose(self, name: str) -> None:
        """Make a method the one whose settings and verdict are shown."""
        self._chosen = name
        self._refresh()

    # The dock

    def close(self) -> None:
        """Stop what runs."""
        self._patience.stop()
        self._after_paths.stop()
        self.time.stop()
        self.ground.close()
        if self.lesson is not None:
            self.lesson.withdraw()
        super().close()

    def follow(self) -> None:
        """Take in what has changed; basins and skeleton stay on the map while the dock is folded."""
        self.ground.follow()
        super().follow()

    def show_page(self, toggle: Callable[[], None]) -> None:
        """Show the basins or the skeleton with the page about them, or put them away."""
        toggle()
        if self.ground.is_shown:
            self._strip.unfold(DOCK)
            self._made().pages.show_page(PAGE)

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with basins and skeleton, and the paths while the dock is unfolded."""
        figure = self.ground.on_map(figure)
        if not self.is_open:
            return figure
        from hessview.app.descent_picture import with_race

        return with_race(figure, self._desk, self)

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show the same: of the runs the paths up to the step that is looked at."""
        from hessview.app.descent_picture import runs

        shown = runs(self._desk, self)
        return (*self.ground.drawn(), *(() if shown is None else (shown,)))

    def plots(self) -> Plots | None:
        """Return what plots of a page show; None while the dock has no race."""
        if not self.is_open:
            return None
        from hessview.app.descent_picture import plots

        return plots(self._desk, self, self._made().convergence.across.currentIndex())

    def _opened(self) -> None:
        super()._opened()
        if any(self.outcomes):  # else there is nothing to show before a race is known
            self._show_paths()

    def _folded(self) -> None:
        self.time.stop()
        self.race.rest()
        if self.lesson is not None:
            self.lesson.withdraw()
        self._show_paths()

    def _show_paths(self) -> None:
        if self._desk.controller.results.wanted is not None:
            self._desk.controller.show_picture()

    def _refresh(self) -> None:
        """Show dock and map anew, after a change that is none of the document."""
        self.follow()
        self._show_paths()

    def _on_known(self) -> None:
        """Show the paths, which are what is looked at, and only after them what the dock says of them."""
        self._after_paths.start()
        self._show_paths()

    def _make(self, theme: Theme) -> DescentView:
        from hessview.app.descent_hands import connect
        from hessview.app.descent_pages import ACROSS, UP
        from hessview.app.descent_showing import DescentShowing
        from hessview.views.descent_view import DescentView

        made = DescentView(UP, ACROSS, theme)
        made.pages.add_page_later(PAGE, self.ground.make_page, PAGE_TIP)
        made.pages.add_page_later(LESSON, self._make_lesson, _LESSON_TIP)
        connect(self._desk, self, made)
        made.completed.connect(self.follow)
        self._showing = DescentShowing(self._desk, self, made)
        return made

    def _make_lesson(self, theme: Theme) -> QWidget:
        from hessview.app.lesson import Lesson

        self.lesson = Lesson(self._desk, lambda: self.outcome)
        return self.lesson.made(theme)

    def _show(self, view: DescentView) -> None:
        del view
        self._after_paths.stop()
        state = self._desk.store.state
        self.race.follow(self._desk.controller.results.formula)
        if self.race.is_under_way and not self._patience.isActive():
            self._patience.start()
        if self._is_faint != self.race.is_outdated:
            self._is_faint = self.race.is_outdated
            self._show_paths()
        dim(self._dock, stale=state.text != state.accepted)
        if self._showing is not None:
            self._showing.show()
        if self.lesson is not None:
            self.lesson.follow()
