"""What the line above the methods offers: a shorter step, the start brought into sight or to the probe again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hessview.app import descent_acts
from hessview.document.racing import SetMethodSetting
from hessview.explanations.places import place
from hessview.views.descent_settings import LONGER_TIP
from hessview.views.number_text import number_text
from hessview.views.offer_line import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.app.desk import Desk
    from hessview.language.formula import Formula
    from hessview.views.descent_settings import SettingRow


def longer_steps(desk: Desk, method: str, rows: Sequence[SettingRow]) -> tuple[Offer, ...]:
    """Return a button for each setting of a method whose default was far shorter than its run needed."""
    return tuple(
        Offer(
            f"Use {number_text(row.longer, 0.0, 4)}", LONGER_TIP,
            partial(desk.store.dispatch, SetMethodSetting(method, row.name, row.longer)),
        )
        for row in rows if row.longer is not None
    )  # fmt: skip


def safer_steps(desk: Desk, method: str, rows: Sequence[SettingRow]) -> tuple[Offer, ...]:
    """Return a button for each setting of a method that was too large on the way."""
    return tuple(
        Offer(
            f"Use {number_text(row.safe, 0.0, 4)}", f"Take this {row.name}, which is short enough.",
            partial(desk.store.dispatch, SetMethodSetting(method, row.name, row.safe)),
        )
        for row in rows if row.safe is not None
    )  # fmt: skip


def where_it_starts(desk: Desk, formula: Formula) -> tuple[str, tuple[Offer, ...]]:
    """Return that the race starts out of sight, or elsewhere than at the probe, with ways out; else nothing."""
    state = desk.store.state
    start = state.race_start(formula.variables)
    to_probe = Offer(
        "Start at the probe", "Hold the start no more: the race begins where the probe is.",
        partial(descent_acts.hold_start, desk, is_held=False),
    )  # fmt: skip
    is_elsewhere = desk.descent.is_held and tuple(state.point(formula.variables)) != tuple(start)
    if descent_acts.is_start_outside(desk):
        widen = Offer("Widen the view", "Show the start, too.", partial(descent_acts.widen_view, desk))
        bring = Offer(
            "Bring it in", "Let the race start at the nearest place well within the picture.",
            partial(descent_acts.bring_start_in, desk),
        )  # fmt: skip
        return f"The start {place(start)} is outside the picture.", (widen, bring, *([to_probe] * is_elsewhere))
    if is_elsewhere:
        return f"The race keeps its start {place(start)} (“Hold start” is on); the probe is elsewhere.", (to_probe,)
    return "", ()
