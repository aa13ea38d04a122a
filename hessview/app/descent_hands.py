"""What hands do in the descent dock, as commands: a gesture is one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.app.hand_step import HandStep
from hessview.document.limits import MOST_METHODS
from hessview.document.racing import ResetSettings, SetMethods, SetMethodSetting, SetSteps

if TYPE_CHECKING:
    from hessview.app.descent import DescentDesk
    from hessview.app.desk import Desk
    from hessview.views.descent_view import DescentView


def connect(desk: Desk, descent: DescentDesk, made: DescentView) -> None:
    """Do what is done in a view."""
    hand, bar, settings = HandStep(desk.store), made.time, made.settings

    def on_ticked(name: str, is_on: bool) -> None:
        methods = desk.store.state.race.methods
        if is_on and len(methods) >= MOST_METHODS:
            desk.tell(f"At most {MOST_METHODS} methods run at once.")
            descent.follow()
            return
        kept = tuple(each for each in methods if each != name)
        desk.store.dispatch(SetMethods((*kept, name) if is_on else kept))

    def on_given(setting: str, value: float | None, is_held: bool) -> None:
        if is_held and not hand.is_held:
            hand.begin()
        time = None if is_held or value is None else desk.clock()
        desk.store.dispatch(SetMethodSetting(descent.chosen, setting, value, time))

    def scrub(x: float) -> None:
        if made.convergence.across.currentIndex() == 0:  # over the evaluations every run is elsewhere
            descent.go_to(round(x))

    made.table.ticked.connect(on_ticked)
    made.table.method_chosen.connect(descent.choose)
    settings.given.connect(on_given)
    settings.released.connect(hand.end)
    settings.reset.connect(lambda: desk.store.dispatch(ResetSettings(descent.chosen)))
    settings.steps_given.connect(lambda steps: desk.store.dispatch(SetSteps(steps, desk.clock())))
    bar.run.connect(descent.run)
    bar.played.connect(descent.play)
    bar.stepped.connect(descent.step_by)
    bar.scrubbed.connect(descent.go_to)
    bar.modelled.connect(lambda is_shown: descent.show_model(is_shown=is_shown))
    bar.held.connect(lambda is_held: descent.hold_start(is_held=is_held))
    bar.saved.connect(descent.save_csv)
    bar.copied.connect(descent.copy_table)
    bar.cleared.connect(descent.clear)
    made.pages.currentChanged.connect(lambda _index: descent.follow())
    made.convergence.chosen.connect(descent.follow)
    for plot in (made.convergence.plot, made.zigzag.plot):
        plot.stepped.connect(lambda across, _up, _fine: descent.step_by(across))
    made.zigzag.plot.pressed.connect(lambda x, _y, _alt: descent.go_to(round(x)))
    made.zigzag.plot.dragged.connect(lambda x, _y, _alt: descent.go_to(round(x)))
    made.convergence.plot.pressed.connect(lambda x, _y, _alt: scrub(x))
    made.convergence.plot.dragged.connect(lambda x, _y, _alt: scrub(x))
    made.verdict.polish.connect(descent.go_to_polished)
