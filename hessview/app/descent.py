"""The descent dock of a desk: methods that run downhill from one start, what they come to, and where each is when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.app.basin_ground import PAGE, PAGE_TIP, BasinGround
from hessview.app.dock_desk import DockDesk, DockTitle
from hessview.app.racing import PATIENCE_S, Racing
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from hessview.app.descent_pages import DescentPages
    from hessview.app.descent_player import Player
    from hessview.app.desk import Desk
    from hessview.app.lesson import Lesson
    from hessview.document.drawings import Drawing, Runs
    from hessview.document.plots import Plots
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.spectrum import Spectrum
    from hessview.views.descent_view import DescentView
    from hessview.views.theme import Theme

DOCK = "descent"
LESSON = "Lesson"
_LESSON_TIP = "Condition number: a slider stretches the landscape, and the race answers."
_NO_FUNCTION = "There is no function to descend on."
_CLEARED = "Cleared. Press Run to let the methods run."
_NOTHING = "Nothing to run: tick a method."


class DescentDesk(DockDesk["DescentView"]):
    """Lets methods race while their dock is unfolded, anew whenever the start or a setting changes.

    Attributes
    ----------
    step
        Which iterate is shown; None: the last.
    has_model
        Whether the quadratic model at the iterate of the chosen run is shown.
    race
        What is known of the methods.
    """

    title = DockTitle(
        DOCK, "Descent", "&Descent", "Alt+5",
        "Methods that run downhill from the probe: their paths, their pace, and what theory predicts.",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.step: int | None = None
        self.has_model: bool = False
        self.ground: BasinGround = BasinGround(desk, lambda: self.chosen)
        self._chosen = ""
        self.race: Racing = Racing(desk, self._inquiry, self._refresh)
        self._player: Player | None = None
        self._pages: DescentPages | None = None
        self.lesson: Lesson | None = None
        self._patience = QTimer(self._dock, singleShot=True, interval=round(1100 * PATIENCE_S))
        self._patience.timeout.connect(self.follow)
        self._spectrum: tuple[object, Spectrum | None] = (None, None)

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
    def most(self) -> int:
        """How many steps the longest run took."""
        return max((each.trajectory.iterations for each in self.outcomes if each is not None), default=0)

    @property
    def is_playing(self) -> bool:
        """Whether the step number runs by itself."""
        return self._player is not None and self._player.is_running

    @property
    def is_held(self) -> bool:
        """Whether the race starts elsewhere than at the probe."""
        return self._desk.store.state.race.start is not None

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

    def step_by(self, by: int) -> None:
        """Show the step after (1) or before (-1) the one that is shown."""
        most = self.most
        self.go_to((most if self.step is None else min(self.step, most)) + by)

    def go_to(self, step: int) -> None:
        """Show a step; from the last on it is the end that is shown, however long the runs become."""
        self._stop()
        self._set_step(step)

    def play(self) -> None:
        """Let the step number run, from the start if the end is shown; or stop it."""
        if self.is_playing:
            self._stop()
            return
        if not self.most:
            self._desk.tell("Nothing to play: no method has taken a step.")
            return
        from hessview.app.descent_player import Player

        if self._player is None:
            self._player = Player(self._desk, lambda: self._made().time.pace, self._set_step, self.follow)
        if self.step is None or self.step >= self.most:
            self._set_step(0)
        self._player.start(self.step or 0)
        self.follow()

    def show_model(self, *, is_shown: bool | None = None) -> None:
        """Show the quadratic model at the iterate of the chosen run, and the step in its parts; or no more."""
        self.has_model = not self.has_model if is_shown is None else is_shown
        self._refresh()

    def clear(self) -> None:
        """Show no run any more, until one is asked for."""
        self._stop()
        self.race.clear()
        self.step = None
        self._refresh()

    def hold_start(self, *, is_held: bool | None = None) -> None:
        """Let the race start where it does now while the probe goes elsewhere, or at the probe again."""
        from hessview.document.racing import HoldStart

        formula = self._desk.controller.results.formula
        held = not self.is_held if is_held is None else is_held
        if formula is None:
            return
        start = self._desk.store.state.race_start(formula.variables)
        self._desk.store.dispatch(HoldStart(tuple(zip(formula.variables, start, strict=True)) if held else None))

    def go_to_polished(self) -> None:
        """Move the probe to the critical point at the end of the chosen run; the race keeps its start."""
        from hessview.document.commands import SetProbeCoordinates

        outcome, formula = self.outcome, self._desk.controller.results.formula
        if outcome is None or outcome.limit is None or not outcome.reached or formula is None:
            self._desk.tell("This run did not end at a critical point.")
            return
        place = tuple(zip(formula.variables, outcome.limit.tolist(), strict=True))
        if not self.is_held:
            self.hold_start(is_held=True)
        self._desk.store.dispatch(SetProbeCoordinates(place))

    def save_csv(self) -> None:
        """Ask for a file, and write every iterate of every run into it."""
        if not any(self.outcomes):
            self._desk.tell("There is no run to save.")
            return
        from hessview.app.descent_files import save_iterates

        formula = self._desk.controller.results.formula
        if formula is not None:
            save_iterates(self._desk, [each for each in self.outcomes if each is not None], formula)

    def copy_table(self) -> None:
        """Copy the table that compares the methods."""
        from PySide6.QtGui import QGuiApplication

        from hessview.export.descend_output import comparison_table

        found = [each for each in self.outcomes if each is not None]
        if found:
            QGuiApplication.clipboard().setText(comparison_table(found))
        self._desk.tell("Copied." if found else "There is no run to copy.")

    # The dock

    def close(self) -> None:
        """Stop what runs."""
        self._patience.stop()
        self._stop()
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
            view = self._made()
            view.show_page(PAGE)

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with basins and skeleton, and the paths while the dock is unfolded."""
        figure = self.ground.on_map(figure)
        plane = self._desk.controller.results.slice
        if not self.is_open or plane is None or not any(self.outcomes):
            return figure
        from hessview.figure.descent_paths import with_runs, with_step

        figure = with_runs(figure, self.outcomes, plane, self.step, self.selected)
        landscape, outcome = self._desk.controller.landscape_at_hand(), self.outcome
        if not self.has_model or landscape is None or outcome is None:
            return figure
        return with_step(figure, outcome, landscape, plane, self.most if self.step is None else self.step)

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show the same: of the runs the paths up to the step that is looked at."""
        runs = self._runs()
        return (*self.ground.drawn(), *(() if runs is None else (runs,)))

    def _runs(self) -> Runs | None:
        """Return the race as it is shown; None while there is none."""
        is_due = bool(self._desk.store.state.race.methods) and not (self.race.is_cleared or self.race.fault)
        if not self.is_open or not (is_due or any(self.outcomes)):
            return None
        from hessview.document.drawings import Runs
        from hessview.optimizers.trajectory import Stop

        runs = [each.trajectory for each in self.outcomes if each is not None]
        stopped = tuple((run.method, run.iterations) for run in runs if run.stop is Stop.CANCELLED)
        return Runs(stopped, self.step, self.chosen, self.has_model)

    def plots(self) -> Plots | None:
        """Return what plots of a page show; None while the dock has no race."""
        runs = self._runs()
        if runs is None:
            return None
        from hessview.document.drawings import Skeleton
        from hessview.document.plots import Over, Plots, Stretch

        across = self._made().convergence.across.currentIndex()
        skeleton = next((each for each in self.ground.skeleton.drawn() if isinstance(each, Skeleton)), None)
        lesson = Stretch() if self.lesson is None else self.lesson.chosen
        return Plots(runs, tuple(Over)[across], lesson, skeleton)

    def _opened(self) -> None:
        super()._opened()
        if any(self.outcomes):  # else there is nothing to show before a race is known
            self._show_paths()

    def _folded(self) -> None:
        self._stop()
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

    def _make(self, theme: Theme) -> DescentView:
        from hessview.app.descent_hands import connect
        from hessview.app.descent_pages import ACROSS, UP
        from hessview.views.descent_view import DescentView

        made = DescentView(UP, ACROSS, theme)
        made.add_page_later(PAGE, self.ground.make_page, PAGE_TIP)
        made.add_page_later(LESSON, self._make_lesson, _LESSON_TIP)
        made.completed.connect(self.follow)
        connect(self._desk, self, made)
        return made

    def _make_lesson(self, theme: Theme) -> QWidget:
        from hessview.app.lesson import Lesson

        self.lesson = Lesson(self._desk, lambda: self.outcome)
        return self.lesson.made(theme)

    def choose(self, name: str) -> None:
        """Make a method the one whose settings and verdict are shown."""
        self._chosen = name
        self._refresh()

    def _show(self, view: DescentView) -> None:
        state, formula = self._desk.store.state, self._desk.controller.results.formula
        self.race.follow(formula)
        if self.race.is_under_way and not self.race.is_slow and not self._patience.isActive():
            self._patience.start()
        dim(self._dock, stale=state.text != state.accepted)
        view.time.render_time(
            self.step, self.most, is_playing=self.is_playing, is_running=self.race.is_slow
        )
        view.time.render_marks(is_held=self.is_held, has_model=self.has_model)
        if self.lesson is not None:
            self.lesson.follow()
        if not self.race.is_loaded:
            from hessview.views.descent_table import bare_rows

            view.say(self._said(formula))
            view.table.render_rows(bare_rows(state.race), self.chosen)
            return
        from hessview.app.descent_content import method_rows, setting_rows

        race, chosen = state.race, self.chosen
        view.table.render_rows(method_rows(race, self.outcomes, self.race.problems), chosen)
        problem = dict(zip(race.methods, self.race.problems, strict=True)).get(chosen, "")
        place = self.selected if chosen in race.methods else None
        sharp = self.race.sharpness[place] if place is not None else None
        spectrum = self.race.spectrum(formula) or self._spectrum_at_start(formula)
        rows = setting_rows(race, chosen, spectrum, self.outcome, sharp)
        view.settings.render_settings(chosen, rows, race.steps, problem)
        warning = next((row.warning for row in rows if row.warning), "")
        view.say(self._said(formula) or (warning and f"{chosen[:1].upper()}{chosen[1:]}: {warning}"))
        if self._pages is None:
            from hessview.app.descent_pages import DescentPages

            self._pages = DescentPages(view)
        variables = () if formula is None else formula.variables
        self._pages.show(
            self.outcomes, self.race.sharpness, self.step, (chosen, place), variables,
            set_at=self._desk.critical.places.set_here, warning=warning,
        )  # fmt: skip

    def _said(self, formula: Formula | None) -> str:
        if formula is None:
            return _NO_FUNCTION
        if not self._desk.store.state.race.methods:
            return _NOTHING
        return _CLEARED if self.race.is_cleared else self.race.fault

    def _spectrum_at_start(self, formula: Formula | None) -> Spectrum | None:
        """Return the eigenvalues of H at the start; None where they are not known, or it takes long to know them."""
        landscape = self._desk.controller.landscape_at_hand()
        if formula is None or landscape is None:
            return None
        key = (formula, self._desk.store.state.race_start(formula.variables))
        if self._spectrum[0] != key:
            from hessview.app.descent_content import spectrum_at

            self._spectrum = key, spectrum_at(landscape, key[1])
        return self._spectrum[1]

    # The step

    def _stop(self) -> None:
        if self._player is not None:
            self._player.stop()

    def _set_step(self, step: int) -> bool:
        """Show a step, and return whether there are more."""
        most = self.most
        self.step = None if step >= most else max(step, 0)
        self._refresh()
        return self.step is not None
