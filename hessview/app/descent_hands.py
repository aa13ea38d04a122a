"""What hands do in the descent dock, as commands: a gesture is one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.app import descent_acts
from hessview.app.hand_step import HandStep
from hessview.document.limits import MOST_METHODS
from hessview.document.racing import ResetSettings, SetMethods, SetMethodSetting, SetSteps
from hessview.views.descent_pages import ConvergencePage, VerdictPage, ZigzagPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from hessview.app.descent import DescentDesk
    from hessview.app.descent_steps import StepTime
    from hessview.app.desk import Desk
    from hessview.views.descent_settings import MethodSettings
    from hessview.views.descent_view import DescentView
    from hessview.views.plot_view import PlotView


def connect(desk: Desk, descent: DescentDesk, made: DescentView) -> None:
    """Do what is done in a view; of what it makes later when that is made."""
    bar, time = made.time, descent.time

    def on_ticked(name: str, is_on: bool) -> None:
        methods = desk.store.state.race.methods
        if is_on and len(methods) >= MOST_METHODS:
            desk.tell(f"At most {MOST_METHODS} methods run at once.")
            descent.follow()
            return
        kept = tuple(each for each in methods if each != name)
        desk.store.dispatch(SetMethods((*kept, name) if is_on else kept))

    made.table.ticked.connect(on_ticked)
    made.table.method_chosen.connect(descent.choose)
    bar.run.connect(descent.run)
    bar.played.connect(time.play)
    bar.stepped.connect(time.step_by)
    bar.scrubbed.connect(time.go_to)
    bar.modelled.connect(lambda is_shown: descent.show_model(is_shown=is_shown))
    bar.held.connect(lambda is_held: descent_acts.hold_start(desk, is_held=is_held))
    bar.saved.connect(lambda: descent_acts.save_csv(desk))
    bar.copied.connect(lambda: descent_acts.copy_table(desk))
    bar.cleared.connect(descent.clear)
    made.pages.currentChanged.connect(lambda _index: descent.follow())
    made.settings_made.connect(lambda settings: _connect_settings(desk, descent, settings))
    made.page_made.connect(lambda page: _connect_page(desk, descent, page))


def _connect_settings(desk: Desk, descent: DescentDesk, settings: MethodSettings) -> None:
    hand = HandStep(desk.store)

    def on_given(setting: str, value: float | None, is_held: bool) -> None:
        if is_held and not hand.is_held:
            hand.begin()
        time = None if is_held or value is None else desk.clock()
        desk.store.dispatch(SetMethodSetting(descent.chosen, setting, value, time))

    settings.given.connect(on_given)
    settings.released.connect(hand.end)
    settings.reset.connect(lambda: desk.store.dispatch(ResetSettings(descent.chosen)))
    settings.steps_given.connect(lambda steps: desk.store.dispatch(SetSteps(steps, desk.clock())))


def _connect_page(desk: Desk, descent: DescentDesk, page: QWidget) -> None:
    time = descent.time
    if isinstance(page, VerdictPage):
        page.polish.connect(lambda: descent_acts.go_to_polished(desk))
        page.descended.connect(lambda side: descent_acts.go_down(desk, side))
    elif isinstance(page, ConvergencePage):
        across = page.across

        def scrub(x: float) -> None:
            if across.currentIndex() == 0:  # over the evaluations every run is elsewhere
                time.go_to(round(x))

        page.chosen.connect(descent.follow)
        _connect_plot(page.plot, time, scrub)
    elif isinstance(page, ZigzagPage):
        page.step_wanted.connect(
            lambda step: desk.store.dispatch(SetMethodSetting(descent.chosen, "step size", step))
        )
        _connect_plot(page.plot, time, lambda x: time.go_to(round(x)))


def _connect_plot(plot: PlotView, time: StepTime, scrub: Callable[[float], None]) -> None:
    plot.stepped.connect(lambda across, _up, _fine: time.step_by(across))
    plot.pressed.connect(lambda x, _y, _alt: scrub(x))
    plot.dragged.connect(lambda x, _y, _alt: scrub(x))
